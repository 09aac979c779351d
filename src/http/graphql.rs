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
    cache::Asked,
    etag, page, parse,
};
use crate::graphql::{self, Api, Code, Error, Request};

/// Asks for `extensions.cost` when it is `1`.
const COST: HeaderName = HeaderName::from_static("needledrop-cost");

/// What the handlers share.
#[derive(Clone)]
pub(super) struct Door {
    api: Api,
    /// Tells the schema from that of another release.
    schema: u64,
    /// One permit for each request that may be under way.
    under_way: Arc<Semaphore>,
    options: Arc<Options>,
}

impl Door {
    pub fn new(api: Api, schema: &str, options: &Options) -> Self {
        let schema = etag::hash(&[schema.as_bytes()]);
        let under_way = Arc::new(Semaphore::new(options.requests));
        Self { api, schema, under_way, options: Arc::new(options.clone()) }
    }

    /// Answers what is asked by `POST`.
    async fn execute(&self, request: Request, headers: &HeaderMap, form: Form) -> Response {
        match self.response(with_cost(request, headers)).await {
            Ok(response) => answer::answer(response, form),
            Err(error) => Refusal::coded(error, form).answer(form),
        }
    }

    /// Answers what is asked by `GET`, so that it can be kept.
    async fn execute_cached(&self, request: Request, headers: &HeaderMap, form: Form) -> Response {
        let request = with_cost(request, headers);
        let asked = Asked::new(self.schema, &request, form, self.options.cache_seconds);
        if let Some(unchanged) = asked.unchanged(&self.api, headers).await {
            return unchanged;
        }
        let response = match self.response(request).await {
            Ok(response) => response,
            Err(error) => return Refusal::coded(error, form).answer(form),
        };
        let version = response.dataset.clone();
        let result = response.data.is_some() && response.errors.is_empty();
        let mut answer = answer::answer(response, form);
        if result {
            asked.name(&mut answer, version.as_deref());
        }
        answer
    }

    async fn response(&self, request: Request) -> Result<graphql::Response, Error> {
        // More requests than this would only wait for the database, and a client that is told can come back.
        let Ok(_permit) = self.under_way.try_acquire() else {
            let message = "too many requests are under way; try again in a second";
            return Err(Error::new(Code::ServiceUnavailable, message));
        };
        let within = self.options.request_time();
        tokio::time::timeout(within, self.api.execute(request)).await.map_err(|_| {
            let message = format!("the answer would take longer than {} seconds; ask for less", within.as_secs());
            Error::new(Code::Timeout, message)
        })
    }
}

fn with_cost(request: Request, headers: &HeaderMap) -> Request {
    Request { show_cost: headers.get(COST).is_some_and(|value| value == "1"), ..request }
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
        Ok(request) => door.execute_cached(request, &headers, form).await,
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
