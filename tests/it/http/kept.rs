//! What of an answer may be kept: the version of the data, the tags made of it, and what a cache is told.

use std::sync::Arc;

use needledrop::{catalogue::Catalogue, engine::Engine, import};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::*;
use crate::support::Fresh;

const FILMS: &str = "/graphql?query={films{totalCount}}";

fn app(fresh: &Fresh) -> Router {
    app_on(fresh, &Options::default())
}

async fn version(fresh: &Fresh) -> Arc<str> {
    Engine::new(fresh.reads.clone()).version(None).await.unwrap()
}

async fn say(fresh: &Fresh, sql: &str) {
    fresh.write.execute_unprepared(sql).await.unwrap();
}

/// Something new in the log, as the catalogue writes it.
pub(super) const CHANGE: &str = "INSERT INTO change (subject, subject_id, kind, time, who) \
                      VALUES ('FILM', 1, 'CORRECTED', '2026-01-01 00:00:00+00:00', 'test')";

#[tokio::test]
async fn the_version_changes_exactly_when_the_data_do() {
    support::everywhere(async |fresh| {
        let empty = version(&fresh).await;
        assert_eq!((empty.len(), version(&fresh).await), (16, empty.clone()));
        let catalogue = Catalogue::new((*fresh).clone());
        let load = async || import::seed::load(&catalogue, "2026-01-01T00:00:00Z".parse().unwrap()).await.unwrap();
        load().await;
        let seeded = version(&fresh).await;
        assert_ne!(seeded, empty);
        load().await;
        assert_eq!(version(&fresh).await, seeded, "nothing new was said");

        let mut seen = vec![empty, seeded];
        for sql in [
            CHANGE,
            "INSERT INTO source (name, kind) VALUES ('Another', 'ARTICLE')",
            "UPDATE source SET licence = 'free' WHERE name = 'Another'",
            "DELETE FROM source WHERE name = 'Another'",
        ] {
            say(&fresh, sql).await;
            let new = version(&fresh).await;
            assert!(!seen.contains(&new), "the version did not change by: {sql}");
            seen.push(new);
        }
        // What is taken back was never there.
        let before = version(&fresh).await;
        let transaction = fresh.begin().await.unwrap();
        transaction.execute_unprepared(CHANGE).await.unwrap();
        assert_eq!(version(&fresh).await, before, "seen before it was committed");
        transaction.rollback().await.unwrap();
        assert_eq!(version(&fresh).await, before);
        let row = entity::dataset::Entity::find().one(&fresh.read).await.unwrap().unwrap();
        assert_eq!(row.version, *before);
    })
    .await;
}

#[tokio::test]
async fn two_databases_never_share_a_version() {
    let (one, other) = (support::on_sqlite().await, support::on_sqlite().await);
    assert_ne!(version(&one).await, version(&other).await);
}

#[tokio::test]
async fn answers_and_the_catalogue_tell_the_version() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let answer = send_to(app(&fresh), get("/graphql?query={catalogue{datasetVersion}}")).await.json();
        let version = version(&fresh).await;
        assert_eq!(answer["data"]["catalogue"]["datasetVersion"], *version);
        assert_eq!(answer["extensions"]["dataset"], *version);
        let answer = send_to(app(&fresh), post(r#"{"query": "{ films { totalCount } }"}"#)).await;
        assert_eq!(answer.json()["extensions"]["dataset"], *version);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
        let nothing = send_to(app(&fresh), get("/graphql?query={__typename}")).await;
        assert_eq!(nothing.text, r#"{"data":{"__typename":"Query"}}"#, "of no data");
        let again =
            send_to(app(&fresh), get_with("/graphql?query={__typename}", "if-none-match", nothing.header("etag")));
        assert_eq!(again.await.status, 304);
    }
}

#[tokio::test]
async fn who_has_the_answer_is_told_so_until_the_data_change() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let first = send_to(app(&fresh), get(FILMS)).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.len() == 18, "{tag} is strong");
        assert_eq!(
            first.header("cache-control"),
            "public, max-age=0, s-maxage=10, stale-while-revalidate=60, stale-if-error=86400"
        );
        for held in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
            let again = send_to(app(&fresh), get_with(FILMS, "if-none-match", &held)).await;
            assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{held}");
            for name in ["etag", "cache-control", "vary"] {
                let told = (again.header(name), first.header(name));
                assert_eq!(told.0, told.1, "{name}");
            }
        }
        for held in ["*", "\"other\"", "rubbish"] {
            assert_eq!(send_to(app(&fresh), get_with(FILMS, "if-none-match", held)).await.status, 200, "{held}");
        }
        say(&fresh, CHANGE).await;
        let changed = send_to(app(&fresh), get_with(FILMS, "if-none-match", &tag)).await;
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), tag);
    }
}

/// The statement of the query would fail, and does for who has not the answer.
#[tokio::test]
async fn no_statement_of_the_query_runs_for_who_has_the_answer() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let tag = send_to(app(&fresh), get(FILMS)).await.header("etag").to_owned();
        say(&fresh, "ALTER TABLE film RENAME TO gone").await;
        assert_eq!(send_to(app(&fresh), get_with(FILMS, "if-none-match", &tag)).await.status, 304);
        let failed = send_to(app(&fresh), get(FILMS)).await;
        assert_eq!(
            (failed.status.as_u16(), failed.header("etag"), failed.header("cache-control")),
            (500, "", "no-store")
        );
    }
}

#[tokio::test]
async fn a_tag_is_of_all_that_the_request_says() {
    let fresh = support::seeded_sqlite().await;
    let two = "query A($n: Int) { films(first: $n) { nodes { title } } } query B($n: Int) { films(last: $n) { nodes { title } } }";
    let address = |operation: &str, variables: &str| {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        format!("/graphql?query={}&operationName={operation}&variables={}", encode(two), encode(variables))
    };
    let mut tags = std::collections::BTreeSet::new();
    let mut asked = 0;
    for (operation, variables, name, value) in [
        ("A", r#"{"n":1}"#, "accept", "application/json"),
        ("B", r#"{"n":1}"#, "accept", "application/json"),
        ("A", r#"{"n":2}"#, "accept", "application/json"),
        ("A", r#"{"n":1}"#, "accept", "application/graphql-response+json"),
        ("A", r#"{"n":1}"#, "needledrop-cost", "1"),
        ("A", r#"{"n":1}"#, "accept-encoding", "gzip"),
        ("A", r#"{"n":1}"#, "accept-encoding", "br"),
    ] {
        let address = address(operation, variables);
        let answer = send_to(app(&fresh), get_with(&address, name, value)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let tag = answer.header("etag").to_owned();
        let mut again = get_with(&address, name, value);
        again.headers_mut().insert("if-none-match", tag.parse().unwrap());
        assert_eq!(send_to(app(&fresh), again).await.status, 304, "{name}: {value}");
        tags.insert(tag);
        asked += 1;
    }
    // Short answers are not compressed.
    assert!(tags.len() >= asked - 2, "{tags:?}");
}

#[tokio::test]
async fn what_is_refused_is_not_kept() {
    let fresh = support::seeded_sqlite().await;
    for address in ["/graphql?query={nothing}", "/graphql?query={films(first:-1){totalCount}}", "/graphql"] {
        let answer = send_to(app(&fresh), get(address)).await;
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"), "{address}");
    }
}

#[tokio::test]
async fn the_head_of_an_answer() {
    let fresh = support::seeded_sqlite().await;
    let whole = send_to(app(&fresh), get(FILMS)).await;
    let head = send_to(app(&fresh), Request::head(FILMS).body(Body::empty()).unwrap()).await;
    assert_eq!((head.status.as_u16(), head.text.as_str()), (200, ""));
    for name in ["etag", "content-type", "cache-control"] {
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    assert_eq!(head.header("content-length"), whole.text.len().to_string());
}

/// While others write, an answer and its version are of one state on SQLite, and on PostgreSQL the version is never ahead
/// of the answer: otherwise a client would be told for ever that the older answer is the newest.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_version_is_never_ahead_of_its_answer() {
    for fresh in [support::on_sqlite().await, support::on_postgres().await] {
        let app = app(&fresh);
        let writes = async {
            for number in 1..=60 {
                let sql = format!("INSERT INTO source (name, kind) VALUES ('Source {number:03}', 'ARTICLE')");
                say(&fresh, &sql).await;
            }
        };
        // What each version was seen with: the fewest sources.
        let reads = async {
            let mut seen: Vec<(String, u64)> = Vec::new();
            for _ in 0..400 {
                let query = r#"{"query": "{ catalogue { datasetVersion sources { name } } }"}"#;
                let answer = send_to(app.clone(), post(query)).await.json();
                let count = answer["data"]["catalogue"]["sources"].as_array().unwrap().len() as u64;
                seen.push((answer["extensions"]["dataset"].as_str().unwrap().to_owned(), count));
            }
            seen
        };
        let ((), seen) = tokio::join!(writes, reads);
        let last = version(&fresh).await;
        for (version, count) in seen {
            assert!(version != *last || count == 60, "the last version stands beside {count} sources of 60");
        }
    }
}
