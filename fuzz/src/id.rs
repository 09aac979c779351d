//! Any text as an id of a node.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use needledrop::{
    engine::{global_id, parse_global_id},
    graphql::{Code, Request},
};
use serde_json::{Value, json};

use super::world::world;

const DOCUMENT: &str = "query ($ids: [ID!]!, $id: ID!) {
    nodes(ids: $ids) { id __typename }
    node(id: $id) { id ... on Film { title soundtracks { totalCount } } ... on Evidence { locator } }
}";

/// A line for each id. One that begins with `:` is what an id encodes.
pub fn id(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let one = |line: &str| match line.strip_prefix(':') {
        Some(plain) => URL_SAFE_NO_PAD.encode(plain),
        None => line.to_owned(),
    };
    let ids: Vec<String> = text.lines().map(one).collect();
    let Some(first) = ids.first() else { return };
    let known = |id: &String| match parse_global_id(id) {
        Some((node, number)) => {
            assert_eq!(&global_id(node, number), id, "one row has two ids");
            true
        }
        None => false,
    };
    let all_known = ids.iter().all(known);
    let variables = json!({ "ids": ids, "id": first });
    let Value::Object(variables) = variables else { return };
    let response = world().ask(&Request { variables, ..Request::new(DOCUMENT) });
    let codes: Vec<Code> = response.errors.iter().map(|error| error.code).collect();
    let refused = [Code::BadUserInput, Code::QueryTooComplex];
    assert!(codes.iter().all(|code| refused.contains(code)), "{:?}", response.errors);
    assert!(all_known || !codes.is_empty(), "what is no id is taken for one: {ids:?}");
    let Some(data) = response.data else { return };
    let data: Value = serde_json::from_slice(&data).expect("data are JSON");
    let nodes = data["nodes"].as_array().expect("there is a list");
    assert_eq!(nodes.len(), ids.len());
    for (node, id) in nodes.iter().zip(&ids) {
        assert!(node.is_null() || node["id"] == **id, "{id} is answered with {node}");
    }
    assert_eq!(data["node"]["id"], nodes[0]["id"]);
}
