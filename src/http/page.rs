//! The files of `web/dist`, which are part of the binary: the page of GraphiQL, the one that all of the explorer's are made
//! of, and what they load.

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use super::{answer::Refusal, etag, segment::Segment};
use crate::graphql::Code;

// Without the folder the server compiles all the same, and answers GraphQL without a page.
#[derive(RustEmbed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Files;

/// Everything comes from here: the page works without a network and loads nothing from others. Its editor makes style
/// elements and workers as it runs, hence `unsafe-inline` for styles and `blob:` for workers.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; worker-src 'self' blob:; \
                      font-src 'self' data:; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self'";

/// `GET /graphql` from a browser.
pub(super) fn graphiql(headers: &HeaderMap) -> Response {
    let Some(file) = Files::get("graphql.html") else {
        return absent("this server was built without its page; send a GraphQL request to this address");
    };
    // The page names its files by their hashes, so it must be asked for anew to find those of a new release.
    let mut page = send(file, headers, "no-cache");
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    page.headers_mut().insert(header::VARY, HeaderValue::from_static("accept"));
    page
}

/// `GET /assets/…`: names of files change with their content, so that they may be kept for ever.
pub(super) async fn asset(Segment(path): Segment, headers: HeaderMap) -> Response {
    match Files::get(&format!("assets/{path}")) {
        Some(file) => send(file, &headers, "public, max-age=31536000, immutable"),
        None => absent("there is no such file"),
    }
}

/// The page of the explorer, into which each address puts its own head and content.
pub(super) struct Shell(String);

/// Where the head and the content of an address go.
const PLACES: [&str; 2] = ["<!-- head -->", "<!-- main -->"];

/// `None` where the server was built without its pages.
pub(super) fn shell() -> Option<Shell> {
    let file = Files::get("index.html")?;
    Some(Shell(String::from_utf8_lossy(&file.data).into_owned()))
}

impl Shell {
    pub fn filled(&self, head: &str, main: &str) -> String {
        // In one pass, so that a title cannot hold the mark of the other place.
        let [head_place, main_place] = PLACES;
        let (before, rest) = self.0.split_once(head_place).unwrap_or((&self.0, ""));
        let (between, after) = rest.split_once(main_place).unwrap_or((rest, ""));
        [before, head, between, main, after].concat()
    }
}

pub(super) fn absent(message: &str) -> Response {
    Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, message).into_response()
}

fn send(file: EmbeddedFile, headers: &HeaderMap, caching: &'static str) -> Response {
    let tag = etag::of(&[&file.metadata.sha256_hash()]);
    let fixed = |tag: HeaderValue| -> [(HeaderName, HeaderValue); 2] {
        [(header::CACHE_CONTROL, HeaderValue::from_static(caching)), (header::ETAG, tag)]
    };
    if let Some(held) = etag::known(headers, &tag) {
        return (StatusCode::NOT_MODIFIED, fixed(held)).into_response();
    }
    let bytes = match file.data {
        std::borrow::Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        std::borrow::Cow::Owned(bytes) => Bytes::from(bytes),
    };
    let mut media_type = file.metadata.mimetype().to_owned();
    if media_type.starts_with("text/") {
        media_type += "; charset=utf-8";
    }
    (fixed(tag), [(header::CONTENT_TYPE, media_type)], bytes).into_response()
}
