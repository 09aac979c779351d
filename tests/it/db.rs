//! Opening databases: what is possible, and how refusals read.

use std::time::Duration;

use migration::{Migrator, apply};
use needledrop::db::{
    self, Error, Options, Reads, State,
    reads::{Decode, Failure, Query, Room, Rows},
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use sea_orm_migration::MigratorTrait;

use crate::support;

#[tokio::test]
async fn what_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere.db");
    let no_database = folder.path().join("letter.txt");
    std::fs::write(&no_database, "Dear reader, ".repeat(200)).unwrap();

    let cases = [
        ("mysql://ann:secret@host/films".to_owned(), vec!["`mysql…`", "sqlite:PATH", "postgres://"]),
        ("needledrop.db".to_owned(), vec!["`needledrop.db…`", "sqlite:PATH"]),
        (format!("sqlite:{}", nowhere.display()), vec!["there is no SQLite database at", "nowhere.db", "migrate"]),
        (format!("sqlite:{}", no_database.display()), vec!["cannot open", "letter.txt", "not a database"]),
        ("sqlite:x.db?mode=odd".to_owned(), vec!["malformed", "mode"]),
        ("postgres://ann:secret@localhost:notaport/films".to_owned(), vec!["malformed", "port"]),
        (
            "postgres://ann:secret@127.0.0.1:1/films".to_owned(),
            vec!["`films` at 127.0.0.1:1", "did not answer", "50 ms"],
        ),
    ];
    for (url, parts) in cases {
        let options = Options { acquire_timeout_ms: 50, ..Options::default() };
        let message = db::connect(&url, &options).await.unwrap_err().to_string();
        for part in parts {
            assert!(message.contains(part), "{url}: {message:?} does not say {part:?}");
        }
        assert!(!message.contains("secret"), "{message}");
    }
    assert!(!nowhere.exists());
}

#[tokio::test]
async fn a_new_file_needs_a_folder() {
    let options = Options { create: true, ..Options::default() };
    let error = db::connect("sqlite:/nowhere/at/all.db", &options).await.unwrap_err();
    assert!(matches!(error, Error::CannotOpen { .. }), "{error}");
    assert!(error.to_string().contains("/nowhere/at/all.db"), "{error}");
}

#[tokio::test]
async fn readers_cannot_write() {
    support::everywhere(async |db| {
        let insert = "INSERT INTO film_series (slug, title, title_key) VALUES ('a', 'A', 'a')";
        let error = db.read.execute_unprepared(insert).await.unwrap_err().to_string();
        assert!(error.contains("read-only") || error.contains("readonly"), "{error}");

        let transaction = db.begin().await.unwrap();
        transaction.execute_unprepared(insert).await.unwrap();
        transaction.commit().await.unwrap();
        assert_eq!(value(&db.read, "SELECT count(*) FROM film_series").await, "1");
    })
    .await;
}

#[tokio::test]
async fn sqlite_keeps_what_it_acknowledged() {
    let db = support::on_sqlite().await;
    for (connection, pragma, expected) in [
        (&db.write, "PRAGMA journal_mode", "wal"),
        (&db.write, "PRAGMA synchronous", "2"),
        (&db.write, "PRAGMA foreign_keys", "1"),
        (&db.write, "PRAGMA busy_timeout", "5000"),
        (&db.read, "PRAGMA foreign_keys", "1"),
        (&db.read, "PRAGMA busy_timeout", "5000"),
        (&db.read, "PRAGMA temp_store", "2"),
        (&db.read, "PRAGMA cache_size", "-8192"),
    ] {
        assert_eq!(value(connection, pragma).await, expected, "{pragma}");
    }
}

#[tokio::test]
async fn closing_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("graph.db").display());
    let db = db::connect(&url, &support::options()).await.unwrap();
    db::migrate(&db).await.unwrap();
    value(&db.read, "SELECT count(*) FROM film").await;
    db.close().await.unwrap();
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["graph.db"]);
}

#[tokio::test]
async fn memory_is_one_database_for_both() {
    let db = db::connect("sqlite::memory:", &support::options()).await.unwrap();
    db::migrate(&db).await.unwrap();
    assert_eq!(db::state(&db).await.unwrap(), State::Current);
}

#[tokio::test]
async fn postgres_serves_requests_that_end() {
    let db = support::on_postgres().await;
    assert_eq!(value(&db.read, "SHOW statement_timeout").await, "4s");
    assert_eq!(value(&db.write, "SHOW statement_timeout").await, "0");
    assert_eq!(value(&db.read, "SHOW application_name").await, "needledrop");
}

#[tokio::test]
async fn the_state_of_a_schema_is_told() {
    support::everywhere_empty(async |db| {
        assert_eq!(db::state(&db).await.unwrap(), State::Empty);

        db::migrate(&db).await.unwrap();
        assert_eq!(db::state(&db).await.unwrap(), State::Current);

        apply::down(&db.write, Some(1)).await.unwrap();
        let last = Migrator::migrations().pop().unwrap().name().to_owned();
        assert_eq!(db::state(&db).await.unwrap(), State::Behind { missing: vec![last] });

        db::migrate(&db).await.unwrap();
        let tomorrow = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m20990101_tomorrow', 0)";
        db.write.execute_unprepared(tomorrow).await.unwrap();
        let newer = vec!["m20990101_tomorrow".to_owned()];
        assert_eq!(db::state(&db).await.unwrap(), State::Unknown { newer });
    })
    .await;
}

#[tokio::test]
async fn those_who_migrate_at_once_wait_for_each_other() {
    support::everywhere_empty(async |first| {
        let second = db::connect(&first.url, &support::options()).await.unwrap();
        let (one, other) = tokio::join!(db::migrate(&first), db::migrate(&second));
        one.unwrap();
        other.unwrap();
        assert_eq!(db::state(&first).await.unwrap(), State::Current);
    })
    .await;
}

/// The one value that a statement gives, as text.
async fn value(connection: &DatabaseConnection, sql: &str) -> String {
    let row = connection.query_one_raw(sea_orm::Statement::from_string(connection.get_database_backend(), sql));
    let row = row.await.unwrap().expect("the statement gives a row");
    row.try_get_by_index::<String>(0)
        .or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))
        .or_else(|_| row.try_get_by_index::<i32>(0).map(|number| number.to_string()))
        .expect("the value is a text or a number")
}

/// A statement that would never end is ended by the database, on both.
#[tokio::test]
async fn a_statement_that_takes_too_long_is_ended() {
    support::everywhere(async |fresh| {
        let options = db::Options { statement_timeout_ms: 100, read_connections: 1, ..support::options() };
        let impatient = db::connect(&fresh.url, &options).await.unwrap();
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
        // Twice on one connection: the first is told from the second.
        for number in 0..2 {
            let error = rows(&impatient.reads, 2 * number, endless).await.unwrap_err();
            assert!(matches!(error, Failure::TooLong(_)), "{error}");
            assert_eq!(rows(&impatient.reads, 2 * number + 1, "SELECT CAST(1 AS BIGINT)").await.unwrap().len(), 1);
        }
        impatient.close().await.unwrap();
    })
    .await;
}

/// Who left a statement of SQLite's ends it, and not that of the next who has the connection.
#[tokio::test]
async fn a_deadline_is_for_one_loan() {
    let fresh = support::on_sqlite().await;
    let options = db::Options { read_connections: 1, ..support::options() };
    let db = db::connect(&fresh.url, &options).await.unwrap();
    let Reads::Sqlite(readers) = &db.reads else { panic!("this is SQLite") };
    let long =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT COUNT(*) FROM n";
    let query = Query { number: 0, sql: long, columns: &[Decode::Wide], room: Room::default() };

    let first = readers.take().await.unwrap();
    let of_the_first = first.deadline().clone();
    of_the_first.within(Duration::ZERO);
    assert!(matches!(first.rows(query, &[], None).unwrap_err(), Failure::TooLong(_)));
    drop(first);
    let second = readers.take().await.unwrap();
    of_the_first.within(Duration::ZERO);
    assert_eq!(second.rows(query, &[], None).unwrap().len(), 1);
    // A configuration may name any number of milliseconds.
    second.deadline().within(Duration::from_millis(u64::MAX));
    assert_eq!(second.rows(query, &[], None).unwrap().len(), 1);
}

/// The rows of a statement with one column of numbers.
async fn rows(reads: &Reads, number: u64, sql: &str) -> Result<Rows, Failure> {
    let query = Query { number, sql, columns: &[Decode::Wide], room: Room::default() };
    match reads {
        Reads::Postgres(readers) => readers.take(None).await?.rows(query, &[], None).await,
        Reads::Sqlite(readers) => {
            let lease = readers.take().await?;
            lease.deadline().within(readers.budget);
            lease.rows(query, &[], None)
        }
    }
}
