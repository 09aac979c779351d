//! Gives every request a name, which its answer and every line of the log about it carry.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::told;
use crate::telemetry::spans;

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub(super) async fn name(request: Request, next: Next) -> Response {
    let given = request.headers().get(&X_REQUEST_ID).filter(|id| sane(id.as_bytes()));
    let id = given.cloned().unwrap_or_else(fresh);
    // It is written for every request, whether or not there will be a line about it: hence no more than the id.
    let span = tracing::info_span!("request", id = id.to_str().unwrap_or_default());
    let header = |name: &str| request.headers().get(name)?.to_str().ok().map(str::to_owned);
    let traced = spans::request(request.method().as_str(), request.uri().path(), header);
    let trace = traced.clone();
    async move {
        let (method, address) = (request.method().clone(), request.uri().clone());
        let began = Instant::now();
        let mut response = next.run(request).await;
        response.headers_mut().insert(X_REQUEST_ID, id);
        told::answered((&method, &address), &mut response, began.elapsed());
        trace.record("http.response.status_code", response.status().as_u16());
        if response.status().is_server_error() {
            spans::failed(&trace);
        }
        response
    }
    .instrument(traced)
    .instrument(span)
    .await
}

/// Whether an id that came from outside may be repeated and logged.
fn sane(id: &[u8]) -> bool {
    (1..=64).contains(&id.len()) && id.iter().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(byte))
}

/// Random for each process, counted within it.
pub(super) fn fresh() -> HeaderValue {
    // The upper half is as random as the whole, and every answer carries it.
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("process") >> 32);
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let id = format!("{:08x}-{}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed));
    HeaderValue::try_from(id).unwrap_or(HeaderValue::from_static("unnamed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_from_outside_are_short_and_plain() {
        for (id, expected) in [("a-B_9.z", true), ("", false), ("a b", false), ("a\"b", false), ("a,b", false)] {
            assert_eq!(sane(id.as_bytes()), expected, "{id}");
        }
        assert!(sane("a".repeat(64).as_bytes()));
        assert!(!sane("a".repeat(65).as_bytes()));
        assert!(sane(fresh().as_bytes()));
        assert_ne!(fresh(), fresh());
    }
}
