//! What the databases do for the questions and for the benchmark's operations, on data of the benchmark's size: each
//! statement with its plan is a snapshot, and none reads a large table whole.
//!
//! A plan that changes for good is taken over by `INSTA_UPDATE=always cargo test --test it plans`, and reviewed. The
//! snapshots are those of PostgreSQL 15; of another version only the scans are looked at.

mod fill;
mod scans;
mod text;

use std::path::Path;

use needledrop::db::Db;
use needledrop::engine::global_id;
use needledrop::engine::graph::graph;
use needledrop::graphql::{Api, Request};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, TransactionTrait};
use serde_json::{Map, Value, json};

use crate::support;

/// The version of PostgreSQL whose plans are the snapshots.
const POSTGRES: &str = "15";

/// Tables that grow with the catalogue.
const LARGE: &[&str] = &["track", "recording", "credit", "listing"];

/// Questions about all there is: the databases, the question, and the tables that it reads whole. A question that is not
/// here finds its rows by an index.
const ABOUT_ALL: &[(&[&str], &str, &[&str])] = &[
    // All covers are counted, by the original recordings of their songs. SQLite begins with the songs instead.
    (POSTGRES_ALONE, "who-is-covered-most", &["recording"]),
    (BOTH, "who-covers-most", &["recording"]),
    // All recordings and all credits are counted, by artist, album, director and role.
    (BOTH, "artists-by-recordings", &["recording", "track"]),
    (BOTH, "recordings-on-several-soundtracks", &["recording", "track"]),
    (BOTH, "films-by-decade", &["credit"]),
    (BOTH, "roles", &["credit"]),
    // Each listing counts in its list's ranking.
    (BOTH, "consensus", &["listing"]),
    // SQLite begins with the evidence instead.
    (POSTGRES_ALONE, "consensus-by-the-documents-alone", &["listing"]),
    // The beginning of an index, up to the page's end.
    (BOTH, "tracks", &["track"]),
    // What PostgreSQL joins by a hash of the whole, SQLite looks up row by row.
    (POSTGRES_ALONE, "artists-on-most-soundtracks", &["track"]),
    (POSTGRES_ALONE, "soundtracks-with-most-covers", &["track"]),
    (POSTGRES_ALONE, "labels", &["listing"]),
    (POSTGRES_ALONE, "soundtracks-by-decade", &["listing"]),
    (POSTGRES_ALONE, "picked-and-voted", &["listing"]),
    (POSTGRES_ALONE, "listed-soundtracks-without-tracks", &["listing"]),
    // The votes of all lists are counted: with an index by kind, SQLite's alone.
    (POSTGRES_ALONE, "votes-of-readers", &["listing"]),
    // Each table is counted. SQLite's plan names no alias there.
    (POSTGRES_ALONE, "what-there-is", &["listing", "recording", "track"]),
];
const BOTH: &[&str] = &["postgres", "sqlite"];
const POSTGRES_ALONE: &[&str] = &["postgres"];

#[tokio::test]
async fn sqlite_reads_no_large_table_whole() {
    look_at_plans(&support::on_sqlite().await, "sqlite").await;
}

#[tokio::test]
async fn postgres_reads_no_large_table_whole() {
    look_at_plans(&support::on_postgres().await, "postgres").await;
}

async fn look_at_plans(db: &support::Fresh, name: &str) {
    fill::fill(db).await;
    let api = support::api(db);
    let reviewed = is_reviewed(db).await;
    let (mut scans, mut differing) = (Vec::new(), Vec::new());
    for pattern in ["questions/*.graphql", "bench/targets/ours-queries/*.graphql"] {
        let files: Vec<_> = glob::glob(pattern).unwrap().map(Result::unwrap).collect();
        assert!(!files.is_empty(), "{pattern} finds nothing");
        for file in files {
            let mut shown = String::new();
            let question = file.file_stem().unwrap().to_str().unwrap();
            for sql in statements(&api, &file).await {
                let plan = explain(db, &sql).await;
                shown += &format!("{}\n\n{plan}\n\n", text::in_lines(&sql));
                let whole = match db.write.get_database_backend() {
                    DbBackend::Postgres => scans::on_postgres(&plan),
                    _ => scans::on_sqlite(&sql, &plan),
                };
                let large = whole.into_iter().filter(|table| LARGE.contains(&table.as_str()));
                scans.extend(large.map(|table| format!("{question}: {table}")));
            }
            if shown.is_empty() {
                shown += "No statement.";
            }
            if reviewed && std::panic::catch_unwind(|| snapshot(name, question, &shown)).is_err() {
                differing.push(question.to_owned());
            }
        }
    }
    let allowed = ABOUT_ALL.iter().filter(|(databases, ..)| databases.contains(&name));
    let mut allowed: Vec<String> = allowed
        .flat_map(|(_, question, tables)| tables.iter().map(move |table| format!("{question}: {table}")))
        .collect();
    allowed.sort();
    scans.sort();
    scans.dedup();
    assert_eq!(scans, allowed, "what is read whole, and what may be");
    assert!(differing.is_empty(), "other plans than the snapshots: {differing:?}");
}

/// Whether the snapshots are of this database.
async fn is_reviewed(db: &Db) -> bool {
    match db.write.get_database_backend() {
        DbBackend::Postgres => {
            let version = Statement::from_string(DbBackend::Postgres, "SHOW server_version");
            let version = db.write.query_one_raw(version).await.unwrap().unwrap();
            version.try_get_by_index::<String>(0).unwrap().split('.').next() == Some(POSTGRES)
        }
        _ => true,
    }
}

/// The statements by which the document in this file is answered.
async fn statements(api: &Api, file: &Path) -> Vec<String> {
    let query = std::fs::read_to_string(file).unwrap();
    let variables = variables(api, file).await;
    let response = api.execute(Request { variables, ..Request::new(query) }).await;
    assert!(response.errors.is_empty(), "{}: {:?}", file.display(), response.errors);
    response.statements.iter().map(|statement| statement.sql.to_string()).collect()
}

/// Values for the benchmark's operations. Cursors are fetched as the benchmark fetches them.
async fn variables(api: &Api, file: &Path) -> Map<String, Value> {
    let film = graph().named("Film").unwrap().0;
    let mut variables = Map::new();
    let mut give = |name: &str, value: Value| variables.insert(name.to_owned(), value);
    give("film", json!(global_id(film, 7_920)));
    give("name", json!("kubrick"));
    give("word", json!("velvet"));
    if let Ok(text) = std::fs::read_to_string(file.with_extension("prepare.json")) {
        let prepare: Value = serde_json::from_str(&text).unwrap();
        let answer = api.execute(Request::new(prepare["query"].as_str().unwrap())).await.to_json();
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        let path = prepare["path"].as_str().unwrap().replace('.', "/");
        give(prepare["var"].as_str().unwrap(), answer.pointer(&format!("/{path}")).unwrap().clone());
    }
    variables
}

/// What the database would do, whatever the values are.
async fn explain(db: &Db, sql: &str) -> String {
    let transaction = db.read.begin().await.unwrap();
    match transaction.get_database_backend() {
        DbBackend::Postgres => {
            transaction.execute_unprepared("SET LOCAL plan_cache_mode = force_generic_plan").await.unwrap();
            transaction.execute_unprepared("SET LOCAL jit = off").await.unwrap();
            let types = text::types(sql);
            let bracketed = |parts: Vec<&str>| match parts.is_empty() {
                true => String::new(),
                false => format!("({})", parts.join(", ")),
            };
            let nulls = bracketed(vec!["NULL"; types.len()]);
            transaction.execute_unprepared(&format!("PREPARE asked{} AS {sql}", bracketed(types))).await.unwrap();
            let plan = rows(&transaction, format!("EXPLAIN (COSTS OFF) EXECUTE asked{nulls}")).await;
            transaction.execute_unprepared("DEALLOCATE asked").await.unwrap();
            let lines = plan.iter().map(|row| row.try_get_by_index::<String>(0).unwrap());
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => {
            let plan = rows(&transaction, format!("EXPLAIN QUERY PLAN {sql}")).await;
            let mut depths: Vec<(i64, usize)> = vec![(0, 0)];
            let lines = plan.iter().map(|row| {
                let (id, parent): (i64, i64) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
                let depth = depths.iter().find(|(id, _)| *id == parent).map_or(0, |(_, depth)| *depth);
                depths.push((id, depth + 1));
                format!("{}{}", "  ".repeat(depth), row.try_get_by_index::<String>(3).unwrap())
            });
            lines.collect::<Vec<_>>().join("\n")
        }
    }
}

async fn rows(transaction: &DatabaseTransaction, sql: String) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(transaction.get_database_backend(), sql);
    transaction.query_all_raw(statement).await.unwrap()
}

fn snapshot(database: &str, question: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path(Path::new("plans").join(database));
    settings.bind(|| insta::assert_snapshot!(question, shown));
}
