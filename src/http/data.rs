//! `/data/…`: the files that `needledrop export` wrote, each below the version of its data. What lies below a version
//! never changes; `latest` leads to the newest.

use std::path::{Component, Path, PathBuf};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

use super::{answer::Refusal, parts};
use crate::{
    export::{Form, LATEST, SCHEMA},
    graphql::Code,
};

/// Marks an answer that goes out as it is: who reads parts of a file wants to know how long it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct AsItIs;

/// Answers `GET` and `HEAD` below `/data`, for parts of files too.
pub(super) async fn file(State(folder): State<PathBuf>, mut request: Request) -> Response {
    let path = request.uri().path().trim_start_matches("/data").trim_start_matches('/').to_owned();
    let (version, rest) = path.split_once('/').unwrap_or((path.as_str(), ""));
    let rest = if rest.is_empty() { SCHEMA } else { rest };
    if version.is_empty() || version == LATEST {
        return match tokio::fs::read_link(folder.join(LATEST)).await {
            Ok(version) => latest(&format!("/data/{}/{rest}", version.display())),
            Err(_) => absent("nothing was exported yet; `needledrop export` does"),
        };
    }
    // Files in the making are nobody's business.
    if !plain(&path) || path.ends_with(".part") {
        return absent("there is no such file");
    }
    let Ok(within) = format!("/{version}/{rest}").parse::<Uri>() else { return absent("there is no such file") };
    *request.uri_mut() = within;
    let files = ServeDir::new(folder).append_index_html_on_directories(false);
    let (mut again, _) = request.into_parts();
    let request = |parts: &Parts| Request::from_parts(parts.clone(), Body::empty());
    let Ok(mut found) = files.clone().oneshot(request(&again)).await;
    // Polars asks for the last 256 KiB of any file. Of a shorter one that is all of it, which tower-http refuses.
    if found.status() == StatusCode::RANGE_NOT_SATISFIABLE && suffix(&again.headers) {
        again.headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-"));
        Ok(found) = files.oneshot(request(&again)).await;
    }
    if found.status() == StatusCode::NOT_FOUND {
        return absent("there is no such file; `schema.json` of its version tells which tables there are");
    }
    if found.status() == StatusCode::RANGE_NOT_SATISFIABLE {
        let whole = found.headers().get(header::CONTENT_RANGE).and_then(|whole| whole.to_str().ok());
        return parts::beyond(whole.unwrap_or("bytes */*"));
    }
    let mut answer = found.map(Body::new);
    answer.extensions_mut().insert(AsItIs);
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    let ending = Path::new(rest).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if let Some(media_type) = media_type(ending) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    answer
}

/// Whether the end of a file is asked for, of whatever length.
fn suffix(headers: &HeaderMap) -> bool {
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    range.and_then(|range| range.strip_prefix("bytes=-")?.parse::<u64>().ok()).is_some_and(|last| last > 0)
}

fn media_type(ending: &str) -> Option<&'static str> {
    let form =
        [Form::Csv, Form::Ndjson, Form::Parquet, Form::ArrowFile].into_iter().find(|form| form.ending() == ending);
    match (form, ending) {
        (Some(form), _) => Some(form.media_type()),
        (None, "sqlite") => Some("application/vnd.sqlite3"),
        (None, "txt") => Some("text/plain; charset=utf-8"),
        (None, _) => None,
    }
}

/// Whether a path only leads downwards.
fn plain(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, Component::Normal(_)))
}

fn latest(to: &str) -> Response {
    let mut answer = Redirect::temporary(to).into_response();
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    answer
}

fn absent(message: &str) -> Response {
    Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, message).into_response()
}
