//! `/graphql`: GraphQL over HTTP, as its draft specification has it.
//!
//! async-graphql-axum is not used here: it executes mutations by `GET` and forms as JSON, does not read `Accept`, and
//! answers refused requests with status 200 and `"data": null`.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header},
    response::Response,
};

use super::{
    Options,
    accept::{Accept, Form},
    answer::{self, Refusal},
    cache::Asked,
    client::{self, Caller},
    documents::Documents,
    etag,
    form::Wanted,
    load::{Load, Permit},
    page, parse,
    parts::{self, Part},
    table::{self, Streams},
};
use crate::{
    export,
    graphql::{self, Api, Code, Error, Lsn, NoLsn, Request},
    telemetry::metrics::{Shed, metrics},
};

/// Asks for `extensions.cost` when it is `1`.
const COST: HeaderName = HeaderName::from_static("needledrop-cost");

/// On PostgreSQL: the position of the log up to which an answer must know what was written, and in the answer one that is no
/// earlier than what it shows. Who sends the last one that came back never sees older data than before.
pub(super) const POSITION: HeaderName = HeaderName::from_static("needledrop-lsn");

/// What the handlers share.
pub(super) struct Door {
    api: Api,
    /// Tells the schema from that of another release.
    schema: u64,
    load: Load,
    streams: Streams,
    parts: parts::Tables,
    documents: Documents,
    options: Options,
}

impl Door {
    pub fn new(api: Api, schema: &str, options: &Options) -> Self {
        let schema = etag::hash(&[schema.as_bytes()]);
        let load = Load::new(options.requests, Duration::from_millis(options.queue_ms));
        Self {
            api,
            schema,
            load,
            streams: Streams::new(options),
            parts: parts::Tables::new(options.part_bytes),
            documents: Documents::new(),
            options: options.clone(),
        }
    }

    /// How many requests are under way, and how many may be.
    pub fn under_way(&self) -> (usize, usize) {
        let most = self.options.requests;
        (self.load.under_way(), most)
    }

    /// Answers a request. What is asked by `GET` is answered so that it can be kept.
    pub async fn execute(&self, request: Request, of: (&Method, &HeaderMap), wanted: Wanted) -> Response {
        let quota = request.quota.clone();
        let mut answer = self.answer(request, of, wanted).await;
        if let Some(quota) = quota {
            client::tell(&quota, answer.headers_mut());
        }
        answer
    }

    async fn answer(&self, request: Request, (method, headers): (&Method, &HeaderMap), wanted: Wanted) -> Response {
        let show_cost = headers.get(COST).is_some_and(|value| value == "1");
        let position = match position(headers) {
            Ok(position) => position,
            Err(refusal) => return refusal.answer(wanted.refusal()),
        };
        let request = Request { show_cost, position, ..request };
        let asked = request.read_only.then(|| Asked::new(self.schema, &request, wanted, self.options.cache_seconds));
        if let Some(asked) = &asked {
            if let Some(unchanged) = asked.unchanged(&self.api, headers).await {
                return unchanged;
            }
            if let Wanted::Table(form, all) = wanted
                && let Some(part) = Part::asked(method, headers)
            {
                let part = Box::pin(self.part(request, (form, all), asked, &part));
                return part.await.unwrap_or_else(table::refused);
            }
        }
        let (mut answer, version, position) = match wanted {
            // Boxed, as the part above: they are large, and the future of every request would have to make room.
            Wanted::Table(form, all) => match Box::pin(self.table(request, form, all)).await {
                Ok((answer, version, position)) => (answer, Some(version), position),
                Err(errors) => return table::refused(errors),
            },
            Wanted::Json(form) => {
                let response = match self.response(request).await {
                    Ok(response) => response,
                    Err(error) => return Refusal::coded(error, form).answer(form),
                };
                let (version, position) = (response.dataset.clone(), response.position);
                let result = response.data.is_some() && response.errors.is_empty() && !response.momentary;
                let answer = answer::answer(response, form);
                if !result {
                    return answer;
                }
                (answer, version, position)
            }
        };
        if let Some(position) = position.and_then(|position| HeaderValue::try_from(position.to_string()).ok()) {
            answer.headers_mut().insert(POSITION, position);
        }
        if let Some(asked) = asked {
            asked.name(&mut answer, version.as_deref());
            if let Wanted::Table(..) = wanted {
                answer.headers_mut().insert(header::ACCEPT_RANGES, parts::UNIT);
            }
        }
        answer
    }

    /// A part of a table, or how long it is.
    async fn part(
        &self,
        request: Request,
        (form, all): (export::Form, Option<bool>),
        asked: &Asked,
        part: &Part,
    ) -> Result<Response, Vec<Error>> {
        let version = self.api.dataset_version(request.position).await.map_err(|error| vec![error])?;
        let whole = async {
            let (mut answer, version, _) = self.table(request, form, all).await?;
            asked.name(&mut answer, Some(&version));
            Ok(answer)
        };
        self.parts.answer(part, asked.tag(Some(&version)), whole).await
    }

    async fn table(
        &self,
        request: Request,
        form: export::Form,
        all: Option<bool>,
    ) -> Result<(Response, Arc<str>, Option<Lsn>), Vec<Error>> {
        let permit = self.permit().map_err(|error| vec![error])?;
        let answer = self.streams.answer(&self.api, request, (form, all), self.options.request_time()).await;
        permit.answered();
        answer
    }

    /// The right to have one more request under way.
    fn permit(&self) -> Result<Permit<'_>, Error> {
        // More requests than this would only wait for the database, and a client that is told can come back.
        self.load.permit().ok_or_else(|| {
            metrics().shed(Shed::Requests);
            Error::new(Code::ServiceUnavailable, "too many requests are under way; try again in a second")
        })
    }

    /// The result of a request, for who makes something else of it than JSON.
    pub async fn response(&self, request: Request) -> Result<graphql::Response, Error> {
        let permit = self.permit()?;
        let within = self.options.request_time();
        let response = tokio::time::timeout(within, pin!(self.api.execute(request))).await;
        permit.answered();
        response.map_err(|_| {
            let message =
                format!("the answer would take longer than {} seconds; ask for less, or once more", within.as_secs());
            Error::new(Code::Timeout, message)
        })
    }
}

fn position(headers: &HeaderMap) -> Result<Option<Lsn>, Refusal> {
    let mut given = headers.get_all(POSITION).iter();
    match (given.next(), given.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => {
            let position = value.to_str().map_err(|_| NoLsn).and_then(str::parse);
            position.map(Some).map_err(|no| Refusal::bad_request(format!("the header `{POSITION}` is wrong: {no}")))
        }
        (Some(_), Some(_)) => Err(Refusal::bad_request(format!("the header `{POSITION}` is given more than once"))),
    }
}

/// A query in the address, or the page for browsers that ask without wanting JSON.
pub(super) async fn get(
    State(door): State<Arc<Door>>,
    method: Method,
    RawQuery(query): RawQuery,
    Caller(quota): Caller,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let wanted = Wanted::of(&query, None, &headers);
    let named = form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "format");
    if Accept::of(&headers).prefers_page() && !named {
        return page::graphiql(&headers);
    }
    let wanted = match wanted {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal.answer(Form::Json),
    };
    match parse::parameters(&query, wanted, &door.documents) {
        Ok(request) => door.execute(Request { quota, ..request }, (&method, &headers), wanted).await,
        Err(refusal) => refusal.answer(wanted.refusal()),
    }
}

pub(super) async fn post(
    State(door): State<Arc<Door>>,
    RawQuery(query): RawQuery,
    Caller(quota): Caller,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let wanted = match Wanted::of(&query.unwrap_or_default(), None, &headers) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal.answer(Form::Json),
    };
    let options = &door.options;
    let of = (wanted, &door.documents);
    match parse::body(&headers, body, of, options.body_bytes, options.body_time()).await {
        Ok(request) => door.execute(Request { quota, ..request }, (&Method::POST, &headers), wanted).await,
        Err(refusal) => refusal.answer(wanted.refusal()),
    }
}
