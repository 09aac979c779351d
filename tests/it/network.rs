//! What is kept in memory of nodes and their relations follows the data, while the server runs.

use entity::{CreditRole, IdentifierScheme};
use needledrop::catalogue::Catalogue;
use needledrop::engine::{global_id, graph::graph};
use needledrop::graphql::{Api, Request, Response};
use sea_orm::ConnectionTrait;
use sea_orm::prelude::DateTimeUtc;
use serde_json::{Value, json};

use crate::catalogue::records::{Says, wikidata};
use crate::support::{self, Fresh};

async fn absorb(fresh: &Fresh, says: Says) {
    let time = DateTimeUtc::from_timestamp(1_790_000_000, 0).unwrap();
    Catalogue::new((**fresh).clone()).absorb(&says.batch(), time).await.unwrap_or_else(|error| panic!("{error}"));
}

async fn ask(api: &Api, query: &str) -> (Value, Response) {
    let response = api.execute(Request::new(query)).await;
    assert!(response.errors.is_empty(), "{query}: {:?}", response.errors);
    (serde_json::from_slice(response.data.as_ref().unwrap()).unwrap(), response)
}

fn id(node: &str, row: i64) -> String {
    global_id(graph().named(node).unwrap().0, row)
}

/// The relations of the path between two artists, or null.
async fn path(api: &Api, from: i64, to: i64) -> Value {
    let (from, to) = (id("Artist", from), id("Artist", to));
    let steps = "steps { relation node { ... on Film { name: title } ... on Artist { name } } }";
    ask(api, &format!("{{ path(from: \"{from}\", to: \"{to}\") {{ length {steps} }} }}")).await.0["path"].clone()
}

fn two_films() -> Says {
    wikidata()
        .film("Q1", "Singles", Some(1992), &[])
        .film("Q2", "Almost Famous", Some(2000), &[])
        .artist("Q3", "Cameron Crowe", &[])
        .artist("Q4", "Eddie Vedder", &[])
        .credit("Q1", "Q3", CreditRole::Director)
        .credit("Q2", "Q3", CreditRole::Director)
}

#[tokio::test]
async fn an_import_brings_new_paths() {
    support::everywhere(async |fresh| {
        let api = support::api(&fresh);
        absorb(&fresh, two_films()).await;
        assert_eq!(path(&api, 1, 2).await, Value::Null);
        absorb(&fresh, two_films().credit("Q1", "Q4", CreditRole::Cast)).await;
        let steps = json!([
            { "relation": "DIRECTOR", "node": { "name": "Singles" } },
            { "relation": "CAST", "node": { "name": "Eddie Vedder" } },
        ]);
        assert_eq!(path(&api, 1, 2).await, json!({ "length": 2, "steps": steps }));
        // Another who has the API sees the same.
        assert_eq!(path(&support::api(&fresh), 2, 1).await["length"], 2);
    })
    .await;
}

/// Many who ask at once, the first time and after each change, all get what there is.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn all_who_ask_at_once_are_answered_alike() {
    for fresh in [support::on_sqlite().await, support::on_postgres().await] {
        let api = support::api(&fresh);
        for (says, length) in [
            (two_films(), Value::Null),
            (two_films().credit("Q1", "Q4", CreditRole::Cast), json!(2)),
            (two_films().artist("Q5", "Nancy Wilson", &[]).credit("Q2", "Q5", CreditRole::Composer), json!(2)),
        ] {
            absorb(&fresh, says).await;
            let asked = (0..16).map(|_| {
                let api = api.clone();
                tokio::spawn(async move { path(&api, 1, 2).await["length"].clone() })
            });
            for answer in asked.collect::<Vec<_>>() {
                assert_eq!(answer.await.unwrap(), length);
            }
        }
    }
}

/// An answer is of a version, by which caches know it: that of the data, while nothing is written.
#[tokio::test]
async fn an_answer_tells_its_version() {
    support::everywhere(async |fresh| {
        let api = support::api(&fresh);
        absorb(&fresh, two_films()).await;
        let (from, to) = (id("Artist", 1), id("Film", 1));
        for query in [
            // Without a statement, and with one.
            format!("{{ path(from: \"{from}\", to: \"{to}\") {{ length }} }}"),
            format!("{{ path(from: \"{from}\", to: \"{to}\") {{ steps {{ node {{ id }} }} }} }}"),
        ] {
            let version = api.dataset_version(None).await.unwrap();
            let (_, response) = ask(&api, &query).await;
            assert_eq!(response.dataset, Some(version), "{query}");
        }
    })
    .await;
}

/// Rows that were merged lead to the one that stays: those that are asked for, and those that a network of before names.
#[tokio::test]
async fn rows_that_were_merged_are_found() {
    support::everywhere(async |fresh| {
        let api = support::api(&fresh);
        absorb(&fresh, two_films().credit("Q1", "Q4", CreditRole::Cast)).await;
        assert_eq!(path(&api, 1, 2).await["length"], 2);
        // By hand and without an entry in the change log, so that the version stays.
        let merge = "INSERT INTO artist (slug, name, name_key, kind) VALUES ('ed', 'Ed Vedder', 'ed vedder', 'PERSON');
            UPDATE credit SET artist_id = 3 WHERE artist_id = 2;
            INSERT INTO redirect (subject, from_id, slug, to_id) VALUES ('ARTIST', 2, 'eddie-vedder', 3);
            DELETE FROM artist WHERE id = 2";
        fresh.write.execute_unprepared(merge).await.unwrap();
        assert_eq!(path(&api, 1, 2).await["steps"][1]["node"]["name"], "Ed Vedder");
        fresh.write.execute_unprepared("UPDATE dataset SET version = 'another'").await.unwrap();
        for to in [2, 3] {
            assert_eq!(path(&api, 1, to).await["steps"][1]["node"]["name"], "Ed Vedder", "{to}");
        }
    })
    .await;
}

/// No way leads over an artist that stands for nobody, but one may begin or end there.
#[tokio::test]
async fn nobody_in_particular_connects_no_one() {
    support::everywhere(async |fresh| {
        let api = support::api(&fresh);
        let various = "89ad4ac3-39f7-470e-963a-56509c546377";
        let says = wikidata()
            .film("Q1", "Singles", Some(1992), &[])
            .film("Q2", "Clerks", Some(1994), &[])
            .artist("Q3", "Cameron Crowe", &[])
            .artist("Q4", "Kevin Smith", &[])
            .artist("Q5", "Various Artists", &[(IdentifierScheme::Musicbrainz, various)])
            .credit("Q1", "Q3", CreditRole::Director)
            .credit("Q2", "Q4", CreditRole::Director)
            .credit("Q1", "Q5", CreditRole::Composer)
            .credit("Q2", "Q5", CreditRole::Composer);
        absorb(&fresh, says).await;
        assert_eq!(path(&api, 1, 2).await, Value::Null);
        assert_eq!(path(&api, 1, 3).await["length"], 2);
        assert_eq!(path(&api, 3, 2).await["length"], 2);
        let query = format!("{{ neighbours(id: \"{}\") {{ totalCount }} }}", id("Artist", 3));
        assert_eq!(ask(&api, &query).await.0["neighbours"], json!([{ "totalCount": 2 }]));
    })
    .await;
}

/// A table of a path has a row for each of its steps; all rows may be asked for.
#[tokio::test]
async fn a_path_is_a_table_too() {
    support::everywhere(async |fresh| {
        let api = support::api(&fresh);
        absorb(&fresh, two_films().credit("Q1", "Q4", CreditRole::Cast)).await;
        let (from, to) = (id("Artist", 1), id("Artist", 2));
        let query = format!(
            "{{ path(from: \"{from}\", to: \"{to}\") {{ length steps {{ relation node {{ __typename ... on Film {{ title }} \
             ... on Artist {{ name }} }} evidence {{ nodes {{ method }} }} }} }} }}"
        );
        for all in [None, Some(false), Some(true)] {
            let mut table = api.table(Request::new(&query), all).await.unwrap();
            let names: Vec<_> = table.schema().fields().iter().map(|field| field.name().clone()).collect();
            assert_eq!(names[..3], ["length", "steps.relation", "steps.node.__typename"], "{names:?}");
            let rows = table.next().await.unwrap().unwrap().num_rows();
            assert_eq!((rows, table.next().await.unwrap().is_none()), (2, true));
        }
    })
    .await;
}
