//! What is answered over HTTP, request by request. Sockets and their time limits are in `http/connections.rs`.

mod assets;
mod cancelled;
mod connections;
mod cost;
mod data;
mod documents;
mod explorer;
mod inputs;
mod kept;
mod parts;
mod points;
mod questions;
mod tables;

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use needledrop::{
    db::{self, Db, Reads},
    engine::Engine,
    graphql::Api,
    http::Options,
};
use sea_orm::ConnectionTrait;
use tower::ServiceExt;

use crate::support;

const JSON: &str = "application/json; charset=utf-8";
const GRAPHQL: &str = "application/graphql-response+json; charset=utf-8";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error} in {:?}", self.text))
    }

    /// The code of the first error.
    fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

async fn database() -> Db {
    db::connect("sqlite::memory:", &support::options()).await.unwrap()
}

/// The router over a database.
fn app_on(db: &Db, options: &Options) -> Router {
    let api = Api::new(Engine::new(db.reads.clone()), Default::default()).unwrap();
    needledrop::http::router(api, options)
}

async fn app_with(options: &Options) -> Router {
    app_on(&database().await, options)
}

async fn send_to(app: Router, request: Request<Body>) -> Answer {
    let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, text }
}

async fn send(request: Request<Body>) -> Answer {
    send_to(app_with(&Options::default()).await, request).await
}

fn get(address: &str) -> Request<Body> {
    Request::get(address).body(Body::empty()).unwrap()
}

fn get_with(address: &str, name: &str, value: &str) -> Request<Body> {
    Request::get(address).header(name, value).body(Body::empty()).unwrap()
}

fn post(body: impl Into<Body>) -> Request<Body> {
    Request::post("/graphql").header(header::CONTENT_TYPE, "application/json").body(body.into()).unwrap()
}

#[tokio::test]
async fn the_accept_header_decides_the_form() {
    const URQL: &str = "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed";
    for (accept, status, form) in [
        ("*/*", 200, JSON),
        ("application/*", 200, JSON),
        ("application/json", 200, JSON),
        ("application/graphql-response+json", 200, GRAPHQL),
        ("application/graphql-response+json;q=0.8, application/json", 200, JSON),
        ("application/graphql-response+json, application/json;q=0.9", 200, GRAPHQL),
        (URQL, 200, GRAPHQL),
        ("text/event-stream, application/json;q=0.1", 200, JSON),
        ("text/event-stream", 406, JSON),
        ("image/png, application/json;q=0", 406, JSON),
    ] {
        let mut request = post(r#"{"query": "{ __typename }"}"#);
        request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
        let answer = send(request).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (status, form), "{accept}");
        assert_eq!(answer.header("vary"), "accept, needledrop-cost, needledrop-lsn", "{accept}");
        if status == 406 {
            assert_eq!(answer.code(), "BAD_REQUEST");
        }
    }
    let answer = send(post(r#"{"query": "{ __typename }"}"#)).await;
    assert_eq!(answer.header("content-type"), JSON, "without the header");
    assert_eq!(answer.text, r#"{"data":{"__typename":"Query"}}"#);
}

#[tokio::test]
async fn a_refused_document_has_no_data_and_its_status_depends_on_the_form() {
    for query in
        ["{", "{ nothing }", "query ($a: Int!) { __typename }", "query A { __typename } query B { __typename }"]
    {
        for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)] {
            let mut request = post(serde_json::json!({ "query": query }).to_string());
            request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
            let answer = send(request).await;
            assert_eq!(answer.status.as_u16(), status, "{query}");
            assert_eq!(answer.json().get("data"), None, "{query}");
            assert_ne!(answer.code(), "", "{query}");
        }
    }
}

#[tokio::test]
async fn get_reads_the_parameters_of_the_address() {
    let query = "query%20A%20%7B%20a%3A%20__typename%20%7D%20query%20B(%24n%3A%20String!)%20%7B%20__type(name%3A%20%24n)%20%7B%20name%20%7D%20%7D";
    let variables = "%7B%22n%22%3A%22Query%22%7D";
    let answer = send(get(&format!("/graphql?query={query}&operationName=B&variables={variables}&other=1"))).await;
    assert_eq!(answer.text, r#"{"data":{"__type":{"name":"Query"}}}"#);
    let answer = send(get(&format!("/graphql?query={query}&operationName=A&variables=&extensions="))).await;
    assert_eq!(answer.text, r#"{"data":{"a":"Query"}}"#);
}

#[tokio::test]
async fn get_does_not_write() {
    let answer = send(get("/graphql?query=mutation%20%7B%20__typename%20%7D")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"));
    assert_eq!(answer.code(), "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    for address in ["/graphql?query=%7B__typename%7D", "/schema.graphql", "/livez", "/readyz", "/nothing"] {
        let full = send(get(address)).await;
        let request = Request::builder().method(Method::HEAD).uri(address).body(Body::empty()).unwrap();
        let head = send(request).await;
        assert_eq!((head.status, head.text.as_str()), (full.status, ""), "{address}");
        assert_eq!(head.header("content-length"), full.text.len().to_string(), "{address}");
    }
}

#[tokio::test]
async fn every_answer_has_an_id() {
    for (given, kept) in [("abc-1.2_3", true), ("a b", false), ("a\"b", false), (&"a".repeat(65), false)] {
        let answer = send(get_with("/livez", "x-request-id", given)).await;
        assert_eq!(answer.header("x-request-id") == given, kept, "{given}");
        assert_ne!(answer.header("x-request-id"), "");
    }
    assert_ne!(send(get("/nothing")).await.header("x-request-id"), "");
}

#[tokio::test]
async fn any_site_may_ask_without_credentials() {
    let preflight = Request::options("/graphql")
        .header("origin", "https://example.org")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "content-type, x-request-id")
        .body(Body::empty())
        .unwrap();
    let answer = send(preflight).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    assert_eq!(answer.header("access-control-allow-methods"), "GET,HEAD,POST");
    assert_eq!(answer.header("access-control-allow-headers"), "*");
    assert_eq!(answer.header("access-control-allow-credentials"), "");

    for address in ["/graphql?query=%7B__typename%7D", "/nothing"] {
        let answer = send(get_with(address, "origin", "https://example.org")).await;
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{address}");
    }
}

#[tokio::test]
async fn health() {
    let database = database().await;
    let app = || app_on(&database, &Options::default());
    let answer = send_to(app(), get("/readyz")).await;
    let reason = r#"{"status":"the database is not in the state that this program needs"}"#;
    assert_eq!((answer.status.as_u16(), answer.text.as_str()), (503, reason));

    db::migrate(&database).await.unwrap();
    for address in ["/livez", "/healthz"] {
        let answer = send_to(app(), get(address)).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, r#"{"status":"ok"}"#), "{address}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    let answer = send_to(app(), get("/readyz")).await;
    let version = send_to(app(), post(r#"{"query": "{ catalogue { datasetVersion } }"}"#)).await.json();
    assert_eq!(answer.json()["status"], "ok");
    assert_eq!(answer.json()["dataset"], version["data"]["catalogue"]["datasetVersion"]);
    assert_eq!(answer.header("cache-control"), "no-store");

    let full = app_on(&database, &Options { requests: 0, ..Options::default() });
    let answer = send_to(full, get("/readyz")).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (503, r#"{"status":"too many requests are under way"}"#)
    );

    let app = app();
    database.close().await.unwrap();
    assert_eq!(send_to(app.clone(), get("/readyz")).await.status, 503);
    assert_eq!(send_to(app, get("/livez")).await.status, 200);
}

/// However many ask, one at a time asks the database, and what it said holds for the others.
#[tokio::test]
async fn many_who_ask_whether_it_is_ready_are_one_to_the_database() {
    let fresh = support::on_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    let Reads::Sqlite(readers) = &fresh.reads else { panic!("this is SQLite") };
    let mut held = Vec::new();
    for _ in 0..readers.status().most {
        held.push(readers.take().await.unwrap());
    }
    let answers: Vec<_> = (0..200).map(|_| tokio::spawn(send_to(app.clone(), get("/readyz")))).collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(readers.status().waiting, 1);
    for answer in answers {
        let answer = answer.await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (503, r#"{"status":"the database is away"}"#));
    }
    drop(held);
}

#[tokio::test]
async fn too_many_requests_at_once_are_told_to_come_back() {
    let app = app_with(&Options { requests: 0, ..Options::default() }).await;
    let answer = send_to(app, post(r#"{"query": "{ __typename }"}"#)).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "1"));
    assert_eq!(answer.code(), "SERVICE_UNAVAILABLE");
}

#[tokio::test]
async fn a_request_has_a_deadline() {
    let fresh = support::on_sqlite().await;
    let mut held = Vec::new();
    for _ in 0..support::options().read_connections {
        let Reads::Sqlite(readers) = &fresh.reads else { panic!("this is SQLite") };
        held.push(readers.take().await.unwrap());
    }
    let options = Options { request_seconds: 1, ..Options::default() };
    let app = app_on(&fresh, &options);
    let answer = send_to(app, post(r#"{"query": "{ films { totalCount } }"}"#)).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (504, "TIMEOUT"));
}

/// A thread that serves others does not wait for a file that another has for itself.
#[tokio::test]
async fn a_locked_file_holds_up_none_but_those_who_read_it() {
    let database = database().await;
    db::migrate(&database).await.unwrap();
    let app = app_on(&database, &Options::default());
    database.write.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let waiting = tokio::spawn(send_to(app.clone(), post(r#"{"query": "{ films { totalCount } }"}"#)));
    tokio::time::sleep(Duration::from_millis(300)).await;
    // This runtime has one thread.
    assert_eq!(send_to(app, get("/livez")).await.status, 200);
    assert!(!waiting.is_finished(), "{}", waiting.await.unwrap().text);
    database.write.execute_unprepared("COMMIT").await.unwrap();
    let answer = waiting.await.unwrap();
    assert_eq!(answer.json()["data"]["films"]["totalCount"], 0, "{}", answer.text);
}
