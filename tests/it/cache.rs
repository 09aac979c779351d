//! Documents and plans are kept. Requests that ask for the first time at the same moment never get each other's answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use needledrop::graphql::{Api, Request};

use crate::support;

async fn ask(api: &Api, query: &str) -> String {
    String::from_utf8(api.execute(Request::new(query)).await.to_json()).unwrap()
}

/// Documents of few shapes: most differ in a value alone, and so share a plan.
fn documents() -> Vec<String> {
    let mut documents = Vec::new();
    for slug in ["singles-1992", "vanilla-sky-2001", "garden-state-2004", "clerks-1994", "no-such-film"] {
        documents.push(format!("{{ film(by: {{ slug: \"{slug}\" }}) {{ title directors {{ nodes {{ name }} }} }} }}"));
        documents.push(format!("{{ film(by: {{ slug: \"{slug}\" }}) {{ title releaseYear }} }}"));
        documents.push(format!("{{ films(filter: {{ slug: {{ eq: \"{slug}\" }} }}) {{ totalCount }} }}"));
        documents.push(format!("{{ films(filter: {{ slug: {{ ne: \"{slug}\" }} }}) {{ totalCount }} }}"));
        documents.push(format!("{{ films(filter: {{ not: {{ slug: {{ ne: \"{slug}\" }} }} }}) {{ totalCount }} }}"));
    }
    for size in 1..6 {
        documents.push(format!("{{ films(first: {size}) {{ nodes {{ title }} }} }}"));
        documents.push(format!("{{ films(last: {size}) {{ nodes {{ title }} }} }}"));
    }
    documents
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn first_uses_at_one_moment_do_not_mix() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let mut expected = BTreeMap::new();
        for document in documents() {
            // An API of its own for each, in which nothing is kept yet.
            let answer = ask(&support::api(&fresh), &document).await;
            assert!(!answer.contains("errors"), "{answer}");
            expected.insert(document, answer);
        }
        let expected = Arc::new(expected);
        for round in 0..5 {
            let api = support::api(&fresh);
            let tasks = (0..8).map(|task| {
                let (api, expected) = (api.clone(), expected.clone());
                tokio::spawn(async move {
                    let documents: Vec<_> = expected.iter().collect();
                    for at in 0..documents.len() {
                        // All tasks begin with the same documents, and drift apart.
                        let (document, answer) = documents[(at * (1 + task / 2) + round) % documents.len()];
                        assert_eq!(&ask(&api, document).await, answer, "{document}");
                    }
                })
            });
            for task in tasks.collect::<Vec<_>>() {
                task.await.unwrap();
            }
        }
    }
}

/// What is found of a document holds for all values of its variables, also of those in the midst of literals.
#[tokio::test]
async fn a_kept_document_serves_every_value() {
    let fresh = support::seeded_sqlite().await;
    let api = support::api(&fresh);
    let ask = async |variables: serde_json::Value| {
        let query = "query ($slug: String, $first: Int) { film(by: { slug: $slug }) { title soundtracks(first: $first) { totalCount } } }";
        let mut request = Request::new(query);
        request.variables = variables.as_object().unwrap().clone();
        serde_json::from_slice::<serde_json::Value>(&api.execute(request).await.to_json()).unwrap()
    };
    for _ in 0..2 {
        let found = ask(serde_json::json!({ "slug": "singles-1992", "first": 1 })).await;
        assert_eq!(found["data"]["film"]["title"], "Singles");
        let other = ask(serde_json::json!({ "slug": "clerks-1994" })).await;
        assert_eq!(other["data"]["film"]["title"], "Clerks");
        for wrong in [serde_json::json!({}), serde_json::json!({ "slug": null }), serde_json::json!({ "slug": 1 })] {
            assert_eq!(ask(wrong).await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        }
        let long = ask(serde_json::json!({ "slug": "singles-1992", "first": 1001 })).await;
        assert_eq!(long["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    }
}
