//! The line of the log about a request: what was asked, what it took and what came of it.

use std::{fmt::Write, sync::Arc, time::Duration};

use axum::{
    http::{Method, StatusCode, Uri},
    response::Response,
};

use crate::{
    graphql,
    telemetry::{Asked, REQUESTS, metrics::metrics},
};

/// What an answer tells of the GraphQL request that it answers, for the log: an extension of the answer.
#[derive(Clone, Debug)]
pub(super) struct Told {
    asked: Option<Arc<Asked>>,
    statements: usize,
    rows: usize,
    cost: Option<u64>,
    /// Codes of its errors, with spaces between them.
    codes: String,
}

impl Told {
    /// Puts what there is to tell of a response beside its answer, if anyone is told, and counts its errors.
    pub fn tell(response: &graphql::Response, answer: &mut Response) {
        for error in &response.errors {
            metrics().error(error.code.as_str());
        }
        if !tracing::enabled!(target: REQUESTS, tracing::Level::DEBUG) && !answer.status().is_server_error() {
            return;
        }
        let mut codes = String::new();
        for error in &response.errors {
            let space = if codes.is_empty() { "" } else { " " };
            // Writing to a text does not fail.
            write!(codes, "{space}{}", error.code.as_str()).unwrap_or_default();
        }
        answer.extensions_mut().insert(Self {
            asked: response.asked.clone(),
            statements: response.statements.len(),
            rows: response.statements.iter().map(|one| one.rows).sum(),
            cost: response.cost,
            codes,
        });
    }
}

/// Writes the line, and counts the answer. The query of the address stays out of the log: it holds documents and variables.
pub(super) fn answered((method, address): (&Method, &Uri), answer: &mut Response, time: Duration) {
    let status = answer.status().as_u16();
    metrics().answered(status);
    // Not ready, or too much to do, is an answer like any other, and comes in numbers; metrics count it.
    let failed = answer.status().is_server_error() && answer.status() != StatusCode::SERVICE_UNAVAILABLE;
    macro_rules! line {
        ($level:ident) => {{
            let told = answer.extensions_mut().remove::<Told>();
            let told = told.as_ref();
            let asked = told.and_then(|told| told.asked.as_deref());
            tracing::$level!(
                target: REQUESTS,
                %method,
                path = address.path(),
                status,
                milliseconds = time.as_secs_f64() * 1_000.0,
                operation = asked.and_then(|asked| asked.operation.as_deref()),
                document = asked.map(|asked| &*asked.document),
                counted = asked.map(|asked| &*asked.label),
                statements = told.map(|told| told.statements),
                rows = told.map(|told| told.rows),
                cost = told.and_then(|told| told.cost),
                errors = told.map(|told| &*told.codes).filter(|codes| !codes.is_empty()),
                "answered"
            );
        }};
    }
    if failed {
        line!(warn);
    } else if tracing::enabled!(target: REQUESTS, tracing::Level::DEBUG) {
        line!(debug);
    }
}
