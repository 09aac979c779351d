//! Pages lose no row and show none twice, in any order, in both directions; and the orders are what they say.

mod nested;
mod random;

use std::cmp::Ordering;

use entity::text_key;
use needledrop::engine::graph::{Column, Kind, Node, graph};
use needledrop::graphql::{Api, Request};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{self, Fresh};

/// A length of page that divides few lists evenly, so that last pages are short.
const PAGE: usize = 7;

#[tokio::test]
async fn every_list_is_walked_in_every_order_on_sqlite() {
    walk_all(support::seeded_sqlite().await).await;
}

#[tokio::test]
async fn every_list_is_walked_in_every_order_on_postgres() {
    walk_all(support::seeded_postgres().await).await;
}

/// Doubts, of which the seed catalogue leaves none, with ties and a source that is not known.
const DOUBTS: &str = "INSERT INTO review
    (question, status, subject, subject_id, slug, candidate_id, candidate_slug, score, reasons, source_id) VALUES
    ('SAME', 'OPEN', 'FILM', 1, 'a', 2, 'b', 0.6, 'the same name', 1),
    ('SAME', 'NO', 'FILM', 3, 'c', 2, 'b', 0.6, 'the same name', NULL),
    ('OF_FILM', 'OPEN', 'SOUNDTRACK', 1, 'a', 3, 'c', 0.7, 'the title', 1),
    ('SAME', 'YES', 'ARTIST', 1, 'a', 2, 'b', 0.5, 'the same name, a film in common', NULL)";

async fn walk_all(fresh: Fresh) {
    fresh.write.execute_unprepared(DOUBTS).await.unwrap();
    let api = &support::api(&fresh);
    for (_, node) in graph().nodes() {
        for list in node.roots.many.into_iter().chain(node.roots.view.map(|view| view.name)) {
            for (at, column) in node.columns.iter().enumerate() {
                // Each column in one direction here and its neighbours in the other; both for those that may be null.
                for direction in if column.nullable { vec!["ASC", "DESC"] } else { vec![["ASC", "DESC"][at % 2]] } {
                    let order = format!("orderBy: [{{ {}: {direction} }}]", column.name);
                    let asked = List { list: list.to_owned(), order, column: column.name.clone() };
                    let rows = asked.rows(api).await;
                    assert!(!rows.is_empty(), "{list} has no rows to walk");
                    in_order(&rows, node, column, direction == "DESC");
                    walk(api, &asked, &rows, true).await;
                    walk(api, &asked, &rows, false).await;
                }
            }
        }
    }
}

/// A list in an order, showing one column.
struct List {
    list: String,
    order: String,
    column: String,
}

impl List {
    async fn ask(&self, api: &Api, page: &str) -> Value {
        let Self { list, order, column } = self;
        let query = format!(
            "{{ list: {list}({order}, {page}) {{ edges {{ cursor node {{ id key: {column} }} }} \
             pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        );
        let response = api.execute(Request::new(&query)).await;
        let answer: Value = serde_json::from_slice(&response.to_json()).unwrap();
        assert_eq!(answer["errors"], Value::Null, "{query}");
        assert_eq!(response.statements.len(), 1, "{query}");
        answer["data"]["list"].clone()
    }

    /// All rows at once, in the order.
    async fn rows(&self, api: &Api) -> Vec<Value> {
        nodes(&self.ask(api, "first: 1000").await)
    }
}

fn nodes(page: &Value) -> Vec<Value> {
    page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()).collect()
}

/// Rows are sorted by the column, unknown values last, rows of one value by their ids.
fn in_order(rows: &[Value], node: &Node, column: &Column, descending: bool) {
    let id = |row: &Value| -> i64 {
        let (_, id) = needledrop::engine::parse_global_id(row["id"].as_str().unwrap()).unwrap();
        id
    };
    let before = |one: &Value, other: &Value| -> Ordering {
        let order = match (&one["key"], &other["key"]) {
            (Value::Null, Value::Null) => Ordering::Equal,
            (Value::Null, _) => return Ordering::Greater,
            (_, Value::Null) => return Ordering::Less,
            (Value::String(_), Value::String(_)) if column.kind == Kind::Id => id(one).cmp(&id(other)),
            (Value::String(one), Value::String(other)) => match column.kind {
                Kind::Text { .. } => text_key(one).cmp(&text_key(other)),
                _ => one.cmp(other),
            },
            (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
            (one, other) => one.as_f64().unwrap().total_cmp(&other.as_f64().unwrap()),
        };
        if descending { order.reverse() } else { order }
    };
    for pair in rows.windows(2) {
        let order = before(&pair[0], &pair[1]).then_with(|| id(&pair[0]).cmp(&id(&pair[1])));
        assert_eq!(order, Ordering::Less, "{}.{}: {} and {}", node.name, column.name, pair[0], pair[1]);
    }
}

/// Walks by cursors and finds each row once, in its place.
async fn walk(api: &Api, list: &List, rows: &[Value], forward: bool) {
    let mut found: Vec<Value> = Vec::new();
    let mut cursor = Value::Null;
    loop {
        let page = match forward {
            true => list.ask(api, &format!("first: {PAGE}, after: {cursor}")).await,
            false => list.ask(api, &format!("last: {PAGE}, before: {cursor}")).await,
        };
        let (mut page_rows, info) = (nodes(&page), &page["pageInfo"]);
        let begun = !found.is_empty();
        let more = found.len() + page_rows.len() < rows.len();
        let (next, previous) = if forward { (more, begun) } else { (begun, more) };
        assert_eq!(info["hasNextPage"], json!(next), "{} {} after {cursor}", list.list, list.order);
        assert_eq!(info["hasPreviousPage"], json!(previous), "{} {} before {cursor}", list.list, list.order);
        cursor = info[if forward { "endCursor" } else { "startCursor" }].clone();
        if forward {
            found.append(&mut page_rows);
        } else {
            page_rows.append(&mut found);
            found = page_rows;
        }
        if !more {
            break;
        }
    }
    assert_eq!(found, rows, "{} {}", list.list, list.order);

    // Beyond the end there is an empty page, which knows what lies before it.
    let beyond = match forward {
        true => list.ask(api, &format!("first: 1, after: {cursor}")).await,
        false => list.ask(api, &format!("last: 1, before: {cursor}")).await,
    };
    let around = json!({ "hasNextPage": !forward, "hasPreviousPage": forward, "startCursor": null, "endCursor": null });
    assert_eq!(beyond, json!({ "edges": [], "pageInfo": around }), "{} {}", list.list, list.order);
}

/// Groups are walked like rows, by numbers that have no end in decimals too: what a cursor carries comes back as it was.
#[tokio::test]
async fn groups_are_walked_by_averages() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let api = support::api(&fresh);
        for order in ["avg: { releaseYear: ASC }", "avg: { releaseYear: DESC }", "sum: { creditCount: ASC }"] {
            let ask = async |page: &str| {
                let query = format!(
                    "{{ groups: groupFilms(by: [COMPOSER, DECADE], orderBy: [{{ {order} }}], {page}) {{ \
                     edges {{ node {{ key {{ composer {{ id }} decade }} avg {{ releaseYear }} count }} }} \
                     pageInfo {{ hasNextPage endCursor }} }} }}"
                );
                let answer = api.execute(Request::new(&query)).await.to_json();
                serde_json::from_slice::<Value>(&answer).unwrap()["data"]["groups"].clone()
            };
            let all = nodes(&ask("first: 1000").await);
            let (mut found, mut cursor) = (Vec::new(), Value::Null);
            loop {
                let page = ask(&format!("first: 2, after: {cursor}")).await;
                found.extend(nodes(&page));
                assert!(found.len() <= all.len(), "{order}: a group came twice");
                cursor = page["pageInfo"]["endCursor"].clone();
                if page["pageInfo"]["hasNextPage"] == json!(false) {
                    break;
                }
            }
            assert_eq!(found, all, "{order}");
        }
    }
}

/// A filter may be written in several ways; a cursor knows what it means.
#[tokio::test]
async fn a_cursor_fits_however_its_filter_is_written() {
    let fresh = support::seeded_sqlite().await;
    let api = support::api(&fresh);
    let ask = async |filter: &str, after: &Value| {
        let query =
            format!("{{ list: films(filter: {filter}, first: 1, after: {after}) {{ pageInfo {{ endCursor }} }} }}");
        serde_json::from_slice::<Value>(&api.execute(Request::new(query)).await.to_json()).unwrap()
    };
    let first = ask("{ kind: { in: FEATURE } }", &Value::Null).await;
    let cursor = &first["data"]["list"]["pageInfo"]["endCursor"];
    assert!(cursor.is_string(), "{first}");
    for same in ["{ kind: { in: [FEATURE] } }", "{ kind: { in: [FEATURE], eq: null } }"] {
        assert_eq!(ask(same, cursor).await["errors"], Value::Null, "{same}");
    }
    for other in ["{ kind: { in: [FEATURE, SHORT] } }", "{ kind: { in: [] } }", "{ kind: { notIn: FEATURE } }"] {
        let code = &ask(other, cursor).await["errors"][0]["extensions"]["code"];
        assert_eq!(code, "CURSOR_MISMATCH", "{other}");
    }
}
