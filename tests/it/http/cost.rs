//! What a request costs, over HTTP.

use axum::http::header;
use needledrop::http::Options;
use serde_json::{Value, json};

use super::{Answer, app_with, get_with, post, send, send_to};
use crate::cost::excessive;

#[tokio::test]
async fn what_is_excessive_is_refused() {
    for (what, query) in excessive() {
        for (accept, status) in [("application/json", 200), ("application/graphql-response+json", 400)] {
            let mut request = post(json!({ "query": query }).to_string());
            request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
            let answer = send_to(app_with(&Options::default()).await, request).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, "QUERY_TOO_COMPLEX"), "{what}");
            assert_eq!(answer.json().get("data"), None, "{what}");
        }
    }
}

async fn ask(query: &str, asks: Option<&str>) -> Answer {
    let mut request = post(json!({ "query": query }).to_string());
    if let Some(asks) = asks {
        request.headers_mut().insert("needledrop-cost", asks.parse().unwrap());
    }
    send(request).await
}

#[tokio::test]
async fn the_cost_is_told_to_those_who_ask() {
    let query = "{ __typename }";
    for (asks, told) in [(None, false), (Some("0"), false), (Some(""), false), (Some("1"), true)] {
        let answer = ask(query, asks).await.json();
        assert_eq!(answer["data"]["__typename"], "Query");
        assert_eq!(answer.get("extensions").is_some(), told, "{asks:?}");
    }
    let answer = send(get_with("/graphql?query=%7B__typename%7D", "needledrop-cost", "1")).await;
    let cost = json!({ "total": 0, "limit": 25_000, "rows": 0, "statements": 0, "fields": [] });
    assert_eq!(answer.text, json!({ "data": { "__typename": "Query" }, "extensions": { "cost": cost } }).to_string());
}

#[tokio::test]
async fn a_refusal_tells_the_cost_too() {
    let answer = ask("{ films(first: 1000) { nodes { soundtracks(first: 1000) { nodes { id } } } } }", Some("1")).await;
    let (error, cost) = (&answer.json()["errors"][0], &answer.json()["extensions"]["cost"]);
    assert_eq!(error["path"], json!(["films", "nodes", "soundtracks"]));
    let told =
        json!({ "code": "QUERY_TOO_COMPLEX", "cost": 1_001_200, "limit": 25_000, "fits": 23, "fitsEverywhere": 156 });
    assert_eq!(error["extensions"], told);
    let fields = json!([
        { "path": "films.nodes.soundtracks", "rows": 1_000_000, "statements": 1 },
        { "path": "films", "rows": 1_000, "statements": 1 },
    ]);
    assert_eq!(
        cost,
        &json!({ "total": 1_001_200, "limit": 25_000, "rows": 1_001_000, "statements": 2, "fields": fields })
    );

    // What is refused before it is understood has no cost.
    assert_eq!(ask("{ nothing }", Some("1")).await.json().get("extensions"), None::<&Value>);
}
