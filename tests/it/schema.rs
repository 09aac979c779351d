//! The published schema is the program's, the graph is the database's, and the README tells the truth.

use std::collections::BTreeMap;

use needledrop::engine::graph::{Hop, Only, Shape, graph};
use needledrop::graphql::{Request, Response};
use sea_orm::{ConnectionTrait, Statement};

use crate::support;

#[tokio::test]
async fn the_published_schema_is_the_programs() {
    let sqlite = support::on_sqlite().await;
    let published = std::fs::read_to_string("schema.graphql").unwrap();
    let fresh = published == support::api(&sqlite).sdl();
    assert!(fresh, "schema.graphql is old; `cargo run -- schema > schema.graphql` makes it new");
}

/// Where a column's keys come from: the column that it refers to, or itself.
type Origins = BTreeMap<(String, String), (String, String)>;

/// A hop joins columns that hold the same keys: one refers to the other, or both to a third. What is said about a row
/// is found by the row's table and id.
#[tokio::test]
async fn edges_follow_the_relations_of_the_tables() {
    let sqlite = support::on_sqlite().await;
    let origins = origins(&sqlite.read).await;
    let origin = |table: &str, column: &str| {
        let own = (table.to_owned(), column.to_owned());
        origins.get(&own).cloned().unwrap_or(own)
    };
    let follows = |from: (&str, &str), hop: &Hop| match &hop.only {
        Some(Only::Word("subject", [word])) => {
            hop.to == "subject_id" && from.1 == "id" && word.to_ascii_lowercase() == from.0
        }
        _ => origin(from.0, from.1) == origin(hop.table, hop.to),
    };
    let mut checked = 0;
    for (_, node) in graph().nodes() {
        for edge in node.edges.iter().filter(|edge| edge.shape != Shape::All) {
            for way in &edge.ways {
                let mut table = node.table;
                for hop in way {
                    assert!(follows((table, hop.from), hop), "{}.{}: {table} to {hop:?}", node.name, edge.name);
                    table = hop.table;
                    checked += 1;
                }
                assert_eq!(table, graph().node(edge.target).table, "{}.{}", node.name, edge.name);
            }
        }
    }
    assert!(checked > 100, "only {checked} hops were found");
}

/// An edge to one row may not lead to two: each of its hops ends in a unique column.
#[tokio::test]
async fn edges_to_one_row_lead_to_one() {
    let sqlite = support::on_sqlite().await;
    for (_, node) in graph().nodes() {
        for edge in node.edges.iter().filter(|edge| edge.is_one()) {
            for hop in &edge.ways[0] {
                let single = hop.to == "id" || unique_where(&sqlite.read, hop).await;
                assert!(single, "{}.{} may lead to several rows of {}", node.name, edge.name, hop.table);
            }
        }
    }
}

/// Whether a unique index holds the column under the hop's condition.
async fn unique_where(db: &impl ConnectionTrait, hop: &Hop) -> bool {
    let Some(Only::True(condition)) = hop.only else { return false };
    let sql = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL";
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [hop.table.into()]);
    let indexes = db.query_all_raw(statement).await.unwrap();
    indexes.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).any(|sql| {
        let sql = sql.replace('"', "").to_lowercase();
        let columns = format!("({})", hop.to);
        sql.starts_with("create unique") && sql.contains(&columns) && sql.ends_with(&format!("where {condition}"))
    })
}

async fn origins(db: &impl ConnectionTrait) -> Origins {
    let mut origins = Origins::new();
    for (_, node) in graph().nodes().filter(|(_, node)| !node.table.starts_with('(')) {
        let sql = "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(?)";
        let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [node.table.into()]);
        for row in db.query_all_raw(statement).await.unwrap() {
            let text = |column| row.try_get_by_index::<String>(column).unwrap();
            origins.insert((node.table.to_owned(), text(0)), (text(1), text(2)));
        }
    }
    origins
}

/// Every root field of the schema shows how it is asked, and what it shows can be asked.
#[tokio::test]
async fn examples_of_root_fields_are_answered() {
    let sqlite = support::seeded_sqlite().await;
    let api = support::api(&sqlite);
    let asked = Request::new("{ __type(name: \"Query\") { fields { name description } } }");
    let answer: serde_json::Value = serde_json::from_slice(&api.execute(asked).await.to_json()).unwrap();
    let fields = answer["data"]["__type"]["fields"].as_array().unwrap();
    assert!(fields.len() > 25, "only {} root fields", fields.len());
    for field in fields {
        let (name, description) = (field["name"].as_str().unwrap(), field["description"].as_str().unwrap());
        let example = description.split("Example: `").nth(1).and_then(|rest| rest.split('`').next());
        let example = example.unwrap_or_else(|| panic!("`{name}` has no example"));
        let response = api.execute(Request::new(example)).await;
        let answer: serde_json::Value = serde_json::from_slice(&response.to_json()).unwrap();
        // Points are counted for clients of HTTP, and here is none.
        let none = name == "rateLimit" && response.errors.is_empty();
        assert!(none || !answer["data"][name].is_null(), "{example}: {answer}");
    }
}

/// The README's queries are answered as it says, on both databases.
#[tokio::test]
async fn the_readme_tells_the_truth() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let questions = blocks(&readme, "graphql");
    let answers = blocks(&readme, "json");
    assert!(!questions.is_empty());
    assert_eq!(questions.len(), answers.len(), "every query of the README has its answer below it");
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let api = support::api(&fresh);
        for (question, answer) in questions.iter().zip(&answers) {
            // Each database has a version of its own.
            let response = Response { dataset: None, ..api.execute(Request::new(question)).await };
            let given: serde_json::Value = serde_json::from_slice(&response.to_json()).unwrap();
            let told: serde_json::Value = serde_json::from_str(answer).unwrap();
            assert_eq!(given, told, "{question}");
        }
    }
}

/// The fenced blocks of a language.
fn blocks(text: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}
