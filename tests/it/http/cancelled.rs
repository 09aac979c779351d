//! A statement that takes too long is ended where it runs: on the database, and not only for those who wait for it.

use std::time::{Duration, Instant};

use needledrop::db::{self, Db};
use needledrop::graphql::guard::Limits;
use needledrop::http::Options;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};

use super::{post, send_to};
use crate::support;

/// How many statements wait for a lock in this database, as PostgreSQL itself has it.
async fn waiting(db: &Db) -> i64 {
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
               AND state = 'active' AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(db.read.get_database_backend(), sql);
    db.read.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

/// Waits until so many statements wait.
async fn until_waiting(db: &Db, wanted: i64) {
    let begun = Instant::now();
    while waiting(db).await != wanted {
        assert!(begun.elapsed() < Duration::from_secs(20), "there are not {wanted} statements that wait");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn a_slow_statement_is_ended_on_postgres() {
    let fresh = support::on_postgres().await;
    // A reader waits for as long as another has the table for itself.
    let holder = fresh.write.begin().await.unwrap();
    holder.execute_unprepared("LOCK TABLE film IN ACCESS EXCLUSIVE MODE").await.unwrap();

    // First it is the statement whose time is up, then the request.
    for (statement_timeout_ms, request_seconds) in [(1_000, 20), (60_000, 1)] {
        let options = db::Options { statement_timeout_ms, ..support::options() };
        let impatient = db::connect(&fresh.url, &options).await.unwrap();
        let options = Options { request_seconds, ..Options::default() };
        let app = needledrop::http::router(support::api_within(&impatient, Limits::default()), &options);

        let answer = tokio::spawn(send_to(app, post(r#"{"query": "{ films { totalCount } }"}"#)));
        until_waiting(&fresh, 1).await;
        let answer = answer.await.unwrap();
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (504, "TIMEOUT"), "{}", answer.text);
        // The table is still held, so nothing but its end takes the statement away.
        until_waiting(&fresh, 0).await;
        impatient.close().await.unwrap();
    }
    holder.rollback().await.unwrap();
}
