//! Documents that are named instead of sent: automatic persisted queries, by POST and by GET.

use serde_json::{Value, json};

use super::*;
use needledrop::graphql::questions;

const FILMS: &str = "query Films($first: Int!) { films(first: $first) { totalCount nodes { title } } }";
/// Its SHA-256, as `printf %s '…' | sha256sum` tells.
const HASH: &str = "4029d867532c5736e3649c33f3c6682d5230c7db3cdbe230f88dad7177acebee";

async fn app() -> (support::Fresh, Router) {
    let fresh = support::seeded_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    (fresh, app)
}

fn body(query: Option<&str>, hash: &str) -> String {
    let mut body = json!({
        "variables": { "first": 1 },
        "extensions": { "persistedQuery": { "version": 1, "sha256Hash": hash } },
    });
    if let Some(query) = query {
        body["query"] = query.into();
    }
    body.to_string()
}

fn address(query: Option<&str>, hash: &str) -> String {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let extensions = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } }).to_string();
    let query = query.map(|query| format!("&query={}", encode(query))).unwrap_or_default();
    format!("/graphql?variables={}&extensions={}{query}", encode(r#"{"first":1}"#), encode(&extensions))
}

#[tokio::test]
async fn a_document_is_sent_once_and_named_from_then_on() {
    let (_fresh, app) = app().await;
    let not_found = json!({ "errors": [
        { "message": "PersistedQueryNotFound", "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" } }
    ] });
    for request in [
        post(body(None, HASH)),
        get(&address(None, HASH)),
        get_with(&address(None, HASH), "accept", "application/graphql-response+json"),
    ] {
        let answer = send_to(app.clone(), request).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (200, not_found.clone()));
        assert_eq!((answer.header("cache-control"), answer.header("etag")), ("no-store", ""));
    }
    let table = send_to(app.clone(), get(&format!("{}&format=csv", address(None, HASH)))).await;
    assert_eq!((table.status.as_u16(), table.json()), (400, not_found), "an error is no table");

    let sent = send_to(app.clone(), post(body(Some(FILMS), HASH))).await.json();
    assert_eq!(sent["data"]["films"]["nodes"].as_array().map(Vec::len), Some(1), "{sent}");
    let id = format!("sha256:{HASH}");
    for request in [
        post(body(None, HASH)),
        post(body(None, &HASH.to_ascii_uppercase())),
        get(&address(None, HASH)),
        get(&format!("/graphql?documentId={id}&variables=%7B%22first%22:1%7D")),
        post(json!({ "documentId": id, "variables": { "first": 1 } }).to_string()),
    ] {
        assert_eq!(send_to(app.clone(), request).await.json(), sent);
    }
    let table = send_to(app.clone(), get(&format!("{}&format=csv", address(None, HASH)))).await;
    assert_eq!((table.status.as_u16(), table.text.lines().next()), (200, Some("title")));
}

#[tokio::test]
async fn a_document_is_kept_by_get_too() {
    let (_fresh, app) = app().await;
    let sent = send_to(app.clone(), get(&address(Some(FILMS), HASH))).await;
    assert_eq!((sent.status.as_u16(), sent.json().get("errors")), (200, None));
    assert_eq!(send_to(app, get(&address(None, HASH))).await.json(), sent.json());
}

/// However a document is named, its answer has one tag, and who has it is told so without a statement of the query.
#[tokio::test]
async fn the_answer_has_one_tag() {
    let (fresh, app) = app().await;
    let sent = send_to(app.clone(), get(&address(Some(FILMS), HASH))).await;
    let tag = sent.header("etag").to_owned();
    assert!(tag.len() == 18, "{tag}");
    fresh.write.execute_unprepared("ALTER TABLE film RENAME TO gone").await.unwrap();
    for address in [
        address(None, HASH),
        address(Some(FILMS), HASH),
        format!("/graphql?documentId=sha256:{HASH}&variables=%7B%22first%22:1%7D"),
    ] {
        let again = send_to(app.clone(), get_with(&address, "if-none-match", &tag)).await;
        assert_eq!((again.status.as_u16(), again.header("etag")), (304, tag.as_str()), "{address}");
    }
}

#[tokio::test]
async fn what_is_no_name_of_a_document_is_refused() {
    let (_fresh, app) = app().await;
    let other = HASH.chars().rev().collect::<String>();
    let answer = send_to(app.clone(), post(body(Some(FILMS), &other))).await;
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_REQUEST"));
    assert!(answer.text.contains("provided sha does not match query"), "{}", answer.text);
    for hash in [&other, HASH] {
        let answer = send_to(app.clone(), post(body(None, hash))).await;
        assert_eq!(answer.code(), "PERSISTED_QUERY_NOT_FOUND", "{hash} was kept");
    }
    for persisted in [
        json!({}),
        json!(true),
        json!({ "version": 1 }),
        json!({ "version": 2, "sha256Hash": HASH }),
        json!({ "sha256Hash": HASH }),
        json!({ "version": 1, "sha256Hash": &HASH[1..] }),
        json!({ "version": 1, "sha256Hash": 1 }),
        json!({ "version": 1, "sha256Hash": "ü".repeat(32) }),
    ] {
        for query in [Value::Null, FILMS.into()] {
            let body = json!({ "query": query, "extensions": { "persistedQuery": persisted } }).to_string();
            let answer = send_to(app.clone(), post(body)).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_REQUEST"), "{persisted}");
            assert!(answer.text.contains("64 hexadecimal digits"), "{}", answer.text);
        }
    }
}

/// Clients that name documents by their hashes need not send a question first.
#[tokio::test]
async fn questions_are_there_from_the_beginning() {
    let (_fresh, app) = app().await;
    let question = questions::find("lists").unwrap();
    let hash = question.id.strip_prefix("sha256:").unwrap();
    let answer = send_to(app.clone(), get(&address(None, hash))).await.json();
    assert_eq!(answer["data"], send_to(app, get("/q/lists")).await.json()["data"]);
}
