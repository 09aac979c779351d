//! `/metrics`: what Prometheus reads. It is for those who run the server: on the port that everybody asks it is answered to
//! this machine alone, and not to what a proxy on this machine hands on; with `metrics_listen` it has an address of its own
//! and is nowhere else.

use axum::{
    Extension, Router,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

use super::{Options, answer::Refusal, health::Health, serve::Connection};
use crate::{
    graphql::{Api, Code, ServerHealth},
    telemetry::metrics::{MEDIA_TYPE, metrics},
};

/// What a proxy adds to what it hands on.
const OF_PROXIES: [&str; 4] = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/// What is asked for metrics, beside the process.
#[derive(Clone)]
pub(super) struct Watched {
    api: Api,
    health: Health,
    own_address: bool,
}

impl Watched {
    pub fn new(api: Api, health: Health, options: &Options) -> Self {
        Self { api, health, own_address: options.metrics_listen.is_some() }
    }
}

/// Marks requests that came to the address which metrics have of their own.
#[derive(Clone, Copy)]
pub(super) struct Inside;

/// What is answered at the address which metrics have of their own: they and the health of the server, and nothing else.
pub fn inside(router: Router) -> Router {
    router.layer(middleware::from_fn(async |mut request: Request, next: Next| match request.uri().path() {
        "/metrics" | "/livez" | "/healthz" | "/readyz" => {
            request.extensions_mut().insert(Inside);
            next.run(request).await
        }
        _ => Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, "there are `/metrics`, `/livez` and `/readyz` here")
            .into_response(),
    }))
}

pub(super) async fn text(
    State(watched): State<Watched>,
    inside: Option<Extension<Inside>>,
    own: Option<Extension<Connection>>,
    headers: HeaderMap,
) -> Response {
    let own = own.as_deref();
    if inside.is_none() && (watched.own_address || !from_here(own, &headers)) {
        let message = "metrics are answered to the machine on which the server runs, or at an address of their own \
                       (`--metrics-listen`)";
        return Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, message).into_response();
    }
    let metrics = metrics();
    let pool = watched.api.connections();
    for (gauge, value) in [
        (&metrics.pool_most, pool.most),
        (&metrics.pool_open, pool.open),
        (&metrics.pool_busy, pool.busy),
        (&metrics.pool_waiting, pool.waiting),
        (&metrics.under_way, watched.health.under_way()),
    ] {
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    }
    for server in watched.api.servers() {
        let answers = server.health == ServerHealth::Good;
        metrics.server(&server.name, answers, server.position.0, server.busy, server.lent);
    }
    let found = watched.health.state(own).await;
    metrics.ready.set(found.is_ok().into());
    metrics.dataset(found.as_deref().ok());
    match metrics.text() {
        Ok(text) => ([(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response(),
        Err(error) => Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, Code::InternalServerError, error.to_string())
            .into_response(),
    }
}

/// Whether a request was made on this machine, and not handed on by a proxy that runs on it.
fn from_here(connection: Option<&Connection>, headers: &HeaderMap) -> bool {
    connection.is_some_and(|own| own.peer().ip().to_canonical().is_loopback())
        && OF_PROXIES.iter().all(|name| !headers.contains_key(*name))
}
