//! The HTTP door: which addresses there are, and what happens to a request on its way in and out.
//!
//! Knows GraphQL requests and responses, and nothing of how they are answered.

mod accept;
mod answer;
mod cache;
mod client;
mod counted;
mod data;
mod documents;
mod etag;
mod explorer;
mod form;
mod graphql;
mod health;
mod html;
mod load;
mod metrics;
mod page;
mod parse;
mod parts;
mod questions;
mod request_id;
mod room;
mod segment;
mod serve;
mod table;
mod told;

use std::{any::Any, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Router,
    http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Version, header},
    middleware,
    response::{IntoResponse, Response},
    routing::get,
};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, Predicate},
    },
    cors::{Any as Anyone, CorsLayer},
    set_header::SetResponseHeaderLayer,
};

use self::{answer::Refusal, graphql::Door, health::Health, metrics::Watched};
pub use self::{
    client::{ForwardedBy, RateOptions},
    metrics::inside,
    serve::serve,
};
use crate::graphql::{Api, Code};

/// What one client, and all of them together, may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Size of a request's body. A larger one is refused with `PAYLOAD_TOO_LARGE`.
    pub body_bytes: usize,
    /// Time for the headers of a request to arrive, and for an idle connection to ask again. Then it is closed.
    pub header_seconds: u64,
    /// Time for a body to arrive.
    pub body_seconds: u64,
    /// Time for an answer to be found. A request that takes longer ends with `TIMEOUT`.
    pub request_seconds: u64,
    /// Tables with all rows that are under way. Further ones are refused with `SERVICE_UNAVAILABLE`. Each keeps one of the
    /// database's reading connections (`pool.read_connections`), of which others need some too.
    pub streams: usize,
    /// Time for a table with all rows to be sent. One that takes longer is cut off.
    pub stream_seconds: u64,
    /// Rows of a table with all rows. One that has more is cut off there.
    pub stream_rows: usize,
    /// Room in the system's folder for temporary files, for tables of which parts are asked for (`Range`), in bytes. A table
    /// that needs more has no parts.
    pub part_bytes: u64,
    /// Time for requests under way to be answered when the server stops. What takes longer is cut off.
    pub stop_seconds: u64,
    /// Time for which a server that was told to stop still answers all requests, while `/readyz` says that it is stopping:
    /// enough for proxies to notice, and to send requests elsewhere.
    pub drain_seconds: u64,
    /// The folder into which `needledrop export` writes, which is offered at `/data`. Without one there is no `/data`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// An address and a port at which `/metrics` is answered, and nowhere else. Without one it is answered to the machine on
    /// which the server runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_listen: Option<String>,
    /// Time for which a client may take nothing of an answer. Then its connection is closed.
    pub write_seconds: u64,
    /// Open connections. For further ones that is closed whose client has kept us waiting for longest.
    pub connections: usize,
    /// Open connections of one client. For further ones others of its own are closed in the same way. Those of this
    /// machine and of proxies are not counted.
    pub connections_per_client: usize,
    /// The networks of the proxies that are believed when they say whom they speak for, such as `10.0.0.0/8`.
    pub proxies: Vec<IpNet>,
    /// The header in which they say so: `x-forwarded-for` or `forwarded`.
    pub proxies_write: ForwardedBy,
    /// Time for which a shared cache may answer a `GET` on its own before it asks whether the data have changed.
    pub cache_seconds: u64,
    /// GraphQL requests under way. Further ones are refused with `SERVICE_UNAVAILABLE`.
    pub requests: usize,
    /// Time that a request may have to wait for others, in milliseconds. One that would have to wait for longer is refused at
    /// once with `SERVICE_UNAVAILABLE`.
    pub queue_ms: u64,
    /// What one client may ask for in a while.
    pub rate: RateOptions,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            header_seconds: 10,
            body_seconds: 20,
            request_seconds: 5,
            streams: 2,
            stream_seconds: 600,
            stream_rows: 50_000_000,
            part_bytes: 1 << 30,
            stop_seconds: 30,
            drain_seconds: 0,
            cache_seconds: 10,
            data: None,
            metrics_listen: None,
            write_seconds: 30,
            connections: 4_096,
            connections_per_client: 512,
            proxies: Vec::new(),
            proxies_write: ForwardedBy::default(),
            requests: 512,
            queue_ms: 1_000,
            rate: RateOptions::default(),
        }
    }
}

impl Options {
    /// What is wrong with them, each with the name of the option.
    pub fn problems(&self) -> Vec<String> {
        const DAY: u64 = 24 * 60 * 60;
        let size = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        let mut problems = Vec::new();
        for (name, value, least, most) in [
            ("body_bytes", size(self.body_bytes), 1, 1 << 30),
            ("header_seconds", self.header_seconds, 1, DAY),
            ("body_seconds", self.body_seconds, 1, DAY),
            ("request_seconds", self.request_seconds, 1, DAY),
            ("streams", size(self.streams), 0, 10_000),
            ("stream_seconds", self.stream_seconds, 1, DAY),
            ("stream_rows", size(self.stream_rows), 1, u64::MAX),
            ("stop_seconds", self.stop_seconds, 0, DAY),
            ("drain_seconds", self.drain_seconds, 0, DAY),
            ("cache_seconds", self.cache_seconds, 0, 365 * DAY),
            ("connections", size(self.connections), 1, 1_000_000),
            ("connections_per_client", size(self.connections_per_client), 1, 1_000_000),
            ("write_seconds", self.write_seconds, 1, DAY),
            ("requests", size(self.requests), 1, 1_000_000),
            ("queue_ms", self.queue_ms, 1, 1_000 * DAY),
            ("rate.seconds", self.rate.seconds, 1, DAY),
        ] {
            if !(least..=most).contains(&value) {
                problems.push(format!("{name} is {value}; it can be {least} to {most}"));
            }
        }
        if let Some(folder) = &self.data
            && let Err(error) = std::fs::read_dir(folder)
        {
            problems.push(format!("the data folder `{}` cannot be read: {error}", folder.display()));
        }
        problems
    }

    fn header_time(&self) -> Duration {
        Duration::from_secs(self.header_seconds)
    }

    fn body_time(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    fn write_time(&self) -> Duration {
        Duration::from_secs(self.write_seconds)
    }

    fn request_time(&self) -> Duration {
        Duration::from_secs(self.request_seconds)
    }

    fn stop_time(&self) -> Duration {
        Duration::from_secs(self.stop_seconds)
    }
}

/// All that is answered over HTTP.
pub fn router(api: Api, options: &Options) -> Router {
    let schema = api.sdl();
    let door = Arc::new(Door::new(api.clone(), &schema, options));
    let health = Health::new(api.clone(), door.clone());
    let watched = Watched::new(api, health.clone(), options);
    let data = match &options.data {
        Some(folder) => {
            let files = get(data::file).with_state(folder.clone());
            Router::new().route("/data", files.clone()).route("/data/", files.clone()).route("/data/{*path}", files)
        }
        None => Router::new(),
    };

    Router::new()
        .merge(data)
        .merge(explorer::routes(door.clone()))
        .route("/graphql", get(graphql::get).post(graphql::post).with_state(door.clone()))
        .route("/q", get(questions::list))
        .route("/q/{name}", get(questions::one).with_state(door))
        .route("/schema.graphql", get(move |headers: HeaderMap| async move { sdl(&schema, &headers) }))
        .route("/assets/{*path}", get(page::asset))
        .route("/livez", get(health::live))
        .route("/healthz", get(health::live))
        .route("/metrics", get(metrics::text).with_state(watched))
        .route("/readyz", get(health::ready).with_state(health))
        .fallback(|headers: HeaderMap| async move { explorer::nothing(&headers) })
        .method_not_allowed_fallback(|method: Method| async move {
            let message = format!("this address does not answer {method}");
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, message)
        })
        // One stack rather than a layer at a time: each of those boxes the request once more.
        .layer(
            // A request meets the layers from the first to the last, and its answer from the last to the first.
            ServiceBuilder::new()
                // Every answer has an id, and every line of the log tells to which request it belongs.
                .layer(middleware::from_fn(request_id::name))
                // Outside of the panics, so that other sites can read these answers too.
                .layer(cors())
                // Addresses hold queries, which are nobody's business at the sites that a page links to.
                .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
                // A result of JSON must not be taken for a page, whatever is in it.
                .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
                .map_response(etag::name_encodings)
                // Outside of everything that makes bodies.
                .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(may_be_compressed)))
                // A fault of ours in one request is an answer to that request, and the process goes on.
                .layer(CatchPanicLayer::custom(panicked)),
        )
}

/// All that is here is public, so any site may ask. Without credentials: nobody acts in a visitor's name.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Anyone)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(Anyone)
        // `*`, which is all of them where there are no credentials, and few bytes in every answer.
        .expose_headers(Anyone)
        .max_age(Duration::from_hours(24))
        // The answer is the same for every origin.
        .vary([])
}

/// Files whose parts can be asked for keep their length, and what is compressed in itself gains nothing.
fn may_be_compressed(_: StatusCode, _: Version, headers: &HeaderMap, extensions: &Extensions) -> bool {
    let own =
        headers.get(header::CONTENT_TYPE).is_some_and(|own| own.as_bytes().starts_with(b"application/vnd.apache."));
    !own && extensions.get::<data::AsItIs>().is_none()
}

fn fixed(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

fn sdl(schema: &str, headers: &HeaderMap) -> Response {
    let tag = etag::of(&[schema.as_bytes()]);
    let fixed = |tag| [(header::ETAG, tag), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    match etag::known(headers, &tag) {
        Some(held) => (StatusCode::NOT_MODIFIED, fixed(held)).into_response(),
        None => (fixed(tag), schema.to_owned()).into_response(),
    }
}

fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let message = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    let message = format!("panicked: {}", message.unwrap_or("without a message"));
    Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::InternalServerError, message).into_response()
}
