//! Any bytes as the text of an HTTP request: its line, headers and body, through everything that answers it.

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt;

use super::world::{SECRET, world};

pub fn http(data: &[u8]) {
    let Some((request, method)) = request(data) else { return };
    let (status, headers, body) = world().block_on(async {
        let answer = world().router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (head, body) = answer.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body is sent to its end");
        (head.status, head.headers, body)
    });
    let told = || format!("{status} {headers:?} {}", body.escape_ascii());
    assert!(!status.is_server_error(), "{}", told());
    assert!(headers.contains_key("x-request-id"), "{}", told());
    assert!(!body.windows(SECRET.len()).any(|window| window == SECRET.as_bytes()), "{}", told());
    if method == Method::HEAD || status == StatusCode::NOT_MODIFIED {
        assert!(body.is_empty(), "{}", told());
        return;
    }
    if let Some(length) = headers.get(header::CONTENT_LENGTH) {
        assert_eq!(length.as_bytes(), body.len().to_string().as_bytes(), "{}", told());
    }
    check(status, &headers, &body);
}

/// What is refused says so by a code; and what says that it is JSON is.
fn check(status: StatusCode, headers: &HeaderMap, body: &Bytes) {
    let of = |ending: &str| {
        let own = headers.get(header::CONTENT_TYPE).and_then(|own| own.to_str().ok()).unwrap_or_default();
        own.split(';').next().is_some_and(|own| own.trim().ends_with(ending))
    };
    let packed = headers.contains_key(header::CONTENT_ENCODING);
    let part = matches!(status, StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE);
    if packed || part || (of("html") && !status.is_success()) {
        return;
    }
    let refused = status.is_client_error();
    // Cross-origin requests are asked about beforehand, and the answer has no body.
    if !of("json") || of("ndjson") {
        assert!(!refused, "{status} without a code: {headers:?} {}", body.escape_ascii());
        return;
    }
    let json: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error}: {}", body.escape_ascii()));
    let errors = json.get("errors").and_then(Value::as_array).cloned().unwrap_or_default();
    assert!(!refused || !errors.is_empty(), "{status}: {json}");
    for error in &errors {
        let code = error["extensions"]["code"].as_str().unwrap_or_default();
        let ours = ["", "INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"];
        assert!(!ours.contains(&code) && error["message"].as_str().is_some_and(|text| !text.is_empty()), "{json}");
    }
}

/// The request of a text, as far as it is one: `POST /graphql`, headers, an empty line, a body.
fn request(data: &[u8]) -> Option<(Request<Body>, Method)> {
    let mut rest = data;
    let mut line = || {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let line = &rest[..end.unwrap_or(rest.len())];
        rest = end.map_or(&[][..], |end| &rest[end + 1..]);
        line.strip_suffix(b"\r").unwrap_or(line)
    };
    let first = line();
    let space = first.iter().position(|byte| *byte == b' ')?;
    let (method, address) = (Method::from_bytes(&first[..space]).ok()?, &first[space + 1..]);
    let mut request = Request::builder().method(method.clone()).uri(address);
    loop {
        let line = line();
        if line.is_empty() {
            break;
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    Some((request.body(Body::from(rest.to_vec())).ok()?, method))
}
