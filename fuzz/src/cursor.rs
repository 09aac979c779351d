//! Any bytes as a cursor, in lists of every kind and order; and what is accepted is a place from which pages go on.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use needledrop::graphql::{Code, Request};
use serde_json::{Map, Value, json};

use super::world::world;

/// Lists, with what they are called and their own arguments. Each has a connection named `list`.
const LISTS: &[&str] = &[
    "{ list: films(PAGE) CONNECTION }",
    "{ list: films(orderBy: [{ releaseYear: DESC }, { title: ASC }], PAGE) CONNECTION }",
    "{ list: films(orderBy: { soundtrackCount: DESC }, filter: { kind: { ne: SERIES } }, PAGE) CONNECTION }",
    "{ list: artists(orderBy: { name: DESC }, PAGE) CONNECTION }",
    "{ list: listings(orderBy: [{ position: ASC }, { list: { slug: DESC } }], PAGE) CONNECTION }",
    "{ list: tracks(orderBy: [{ recording: { title: ASC } }, { inFilm: DESC }, { position: DESC }], PAGE) CONNECTION }",
    "{ list: recordings(orderBy: [{ original: DESC }, { coverCount: ASC }], PAGE) CONNECTION }",
    "{ list: groupFilms(by: [DIRECTOR], PAGE) CONNECTION }",
    "{ list: groupFilms(by: [DECADE, KIND], orderBy: [{ count: DESC }], PAGE) CONNECTION }",
    "{ list: search(query: \"the\", PAGE) CONNECTION }",
    "{ list: consensus(method: BORDA, PAGE) CONNECTION }",
    "{ film(by: { slug: \"singles-1992\" }) { list: soundtracks(PAGE) CONNECTION } }",
    "{ soundtrack(by: { slug: \"singles-1992\" }) { evidence(PAGE) CONNECTION } }",
    "{ soundtrack(by: { slug: \"singles-1992\" }) { artists(PAGE) CONNECTION } }",
    "{ soundtrack(by: { slug: \"singles-1992\" }) { list: listings(orderBy: { note: DESC }, PAGE) CONNECTION } }",
    "{ list: covers(orderBy: { recording: { releaseYear: DESC } }, PAGE) CONNECTION }",
];
const PAGE: &str = "first: $first, last: $last, after: $after, before: $before";
const CONNECTION: &str =
    "{ edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }";

struct List {
    document: String,
    /// What tells the list in its cursors, and the keys of one of its rows.
    fingerprint: Value,
    keys: Vec<Value>,
}

fn lists() -> &'static [List] {
    static LIST: LazyLock<Vec<List>> = LazyLock::new(|| LISTS.iter().map(|list| List::new(list)).collect());
    &LIST
}

impl List {
    fn new(list: &str) -> Self {
        let list = list.replace("PAGE", PAGE).replace("CONNECTION", CONNECTION);
        let document = format!("query ($first: Int, $last: Int, $after: String, $before: String) {list}");
        let mut made = Self { document, fingerprint: Value::Null, keys: Vec::new() };
        let cursors = made.cursors(&json!({ "first": 2 })).expect("a list without a cursor is answered");
        let cursor = cursors.first().expect("each list has rows");
        let parts: Vec<Value> = serde_json::from_slice(&decoded(cursor)).expect("a cursor is a list");
        made.fingerprint = parts[0].clone();
        made.keys = parts[1..].to_vec();
        made
    }

    /// The cursors of a page; `None` if it is refused.
    fn cursors(&self, variables: &Value) -> Option<Vec<String>> {
        let variables: Map<String, Value> = variables.as_object().cloned().unwrap_or_default();
        let response = world().ask(&Request { variables, ..Request::new(self.document.clone()) });
        let refused = [Code::BadUserInput, Code::CursorMismatch];
        assert!(response.errors.iter().all(|error| refused.contains(&error.code)), "{:?}", response.errors);
        let data: Value = serde_json::from_slice(&response.data?).expect("data are JSON");
        let edges = edges(&data).expect("there is a list");
        Some(edges.iter().map(|edge| edge["cursor"].as_str().expect("a cursor is a text").to_owned()).collect())
    }
}

/// The edges of the one list in an answer.
fn edges(data: &Value) -> Option<&Vec<Value>> {
    let object = data.as_object()?;
    object.get("edges").and_then(Value::as_array).or_else(|| object.values().find_map(edges))
}

fn decoded(cursor: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(cursor).expect("a cursor of ours is base64")
}

/// The first byte says which list, the second which arguments and what the rest is: the cursor, what the cursor encodes,
/// or the keys in it.
pub fn cursor(data: &[u8]) {
    let [list, how, rest @ ..] = data else { return };
    let list = &lists()[usize::from(*list) % lists().len()];
    let rest = String::from_utf8_lossy(rest);
    let cursor = match how & 3 {
        0 => rest.into_owned(),
        1 => URL_SAFE_NO_PAD.encode(&*rest),
        // All keys.
        2 => URL_SAFE_NO_PAD.encode(format!("[{},{rest}]", list.fingerprint)),
        // One of them.
        _ => {
            let mut keys: Vec<String> = list.keys.iter().map(Value::to_string).collect();
            let place = usize::from(how >> 5) % keys.len();
            keys[place] = rest.into_owned();
            URL_SAFE_NO_PAD.encode(format!("[{},{}]", list.fingerprint, keys.join(",")))
        }
    };
    let (size, place) = if how & 4 == 0 { ("first", "after") } else { ("last", "before") };
    let other = if place == "after" { "before" } else { "after" };
    // From the page's own side, from the other one, or from both.
    let mut variables = json!({ size: 5 });
    if how & 24 != 8 {
        variables[place] = json!(cursor);
    }
    if how & 8 != 0 {
        variables[other] = json!(cursor);
    }
    let Some(cursors) = list.cursors(&variables) else { return };
    let Some((next, rest)) = (if place == "after" { cursors.split_first() } else { cursors.split_last() }) else {
        return;
    };

    // Any cursor that we gave is one; and a page goes on where the last one ended.
    variables[place] = json!(next);
    variables[size] = json!(rest.len());
    let again = list.cursors(&variables).expect("a cursor of ours is accepted");
    assert_eq!(again, rest, "{} goes on elsewhere: {variables}", list.document);
}
