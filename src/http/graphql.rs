//! `/graphql`: GraphQL over HTTP, as its draft specification has it.
//!
//! async-graphql-axum is not used here: it executes mutations by `GET` and forms as JSON, does not read `Accept`, and
//! answers refused requests with status 200 and `"data": null`.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, StatusCode},
    response::Response,
};
use tokio::sync::Semaphore;

use super::{
    Options,
    accept::{Accept, Form},
    answer::{self, Refusal},
    page, parse,
};
use crate::graphql::{Api, Code, Error, Request};

/// Asks for `extensions.cost` when it is `1`.
const COST: HeaderName = HeaderName::from_static("needledrop-cost");

/// What the handlers share.
#[derive(Clone)]
pub(super) struct Door {
    api: Api,
    /// One permit for each request that may be under way.
    under_way: Arc<Semaphore>,
    options: Arc<Options>,
}

impl Door {
    pub fn new(api: Api, options: &Options) -> Self {
        Self { api, under_way: Arc::new(Semaphore::new(options.requests)), options: Arc::new(options.clone()) }
    }

    async fn execute(&self, request: Request, headers: &HeaderMap, form: Form) -> Response {
        // More requests than this would only wait for the database, and a client that is told can come back.
        let Ok(_permit) = self.under_way.try_acquire() else {
            let error = Error::new(Code::ServiceUnavailable, "too many requests are under way; try again in a second");
            return Refusal::coded(error, form).answer(form);
        };
        let request = Request { show_cost: headers.get(COST).is_some_and(|value| value == "1"), ..request };
        let within = self.options.request_time();
        match tokio::time::timeout(within, self.api.execute(request)).await {
            Ok(response) => answer::answer(response, form),
            Err(_) => {
                let message = format!("the answer would take longer than {} seconds; ask for less", within.as_secs());
                Refusal::coded(Error::new(Code::Timeout, message), form).answer(form)
            }
        }
    }
}

/// A query in the address, or the page for browsers that ask without wanting JSON.
pub(super) async fn get(State(door): State<Door>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let accept = Accept::of(&headers);
    if accept.prefers_page() {
        return page::graphiql(&headers);
    }
    let Some(form) = accept.form() else {
        return not_acceptable();
    };
    match parse::parameters(query.as_deref().unwrap_or_default(), form) {
        Ok(request) => door.execute(request, &headers, form).await,
        Err(refusal) => refusal.answer(form),
    }
}

pub(super) async fn post(State(door): State<Door>, headers: HeaderMap, body: Body) -> Response {
    let Some(form) = Accept::of(&headers).form() else {
        return not_acceptable();
    };
    let options = &door.options;
    match parse::body(&headers, body, form, options.body_bytes, options.body_time()).await {
        Ok(request) => door.execute(request, &headers, form).await,
        Err(refusal) => refusal.answer(form),
    }
}

fn not_acceptable() -> Response {
    let message = "answers are `application/json` or `application/graphql-response+json`; `accept` allows neither";
    Refusal::new(StatusCode::NOT_ACCEPTABLE, Code::BadRequest, message).answer(Form::Json)
}
