//! A server on one PostgreSQL server: what it says while that is away or busy, and that nothing is stuck afterwards.

use std::{fs, time::Instant};

use futures_util::future::join_all;
use needledrop::db;
use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{
    cluster::{Cluster, until},
    process::{Server, needledrop, run},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_killed_and_started_again_under_load() {
    let cluster = Cluster::start(0).await;
    cluster.seed().await;
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &["--database", &cluster.url(0)]);
    let before = server.films().await.unwrap();
    for command in [["kill", "start"], ["freeze", "thaw"]] {
        let load = server.load(8);
        load.goes_on(50).await;
        cluster.does(command[0], 0);
        load.fails(16).await;
        assert_eq!(server.get("/readyz").await.unwrap().0, 503);
        assert_eq!(server.get("/livez").await.unwrap().0, 200);
        // A command that writes says so too. A database that is silent keeps it waiting.
        if command[0] == "kill" {
            let (code, said) = run(folder.path(), &["migrate", "--database", &cluster.url(0)]);
            assert_eq!(code, Some(1), "{said}");
            assert!(said.contains("cannot reach the PostgreSQL database"), "{said}");
        }
        cluster.does(command[1], 0);
        let back = Instant::now();
        load.goes_on(100).await;
        println!("{command:?}: answers again {:?} after its return", back.elapsed());
        let others = load.end().await;
        let known = ["503 SERVICE_UNAVAILABLE", "504 TIMEOUT"];
        assert!(others.keys().all(|said| known.contains(&said.as_str())), "{command:?}: {others:?}");
        // More at once than there are connections: were some stuck, some of these would fail.
        let all = join_all((0..64).map(|_| server.films())).await;
        assert!(all.iter().all(|films| *films == Ok(before)), "{command:?}: {all:?}");
        // What the database said holds for a second.
        until("the server is ready", async || server.get("/readyz").await.unwrap().0 == 200).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_no_connection_is_told_to_come_back() {
    let cluster = Cluster::start(0).await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.toml"),
        "[http]\nstreams = 1\n[pool]\nread_connections = 2\nacquire_timeout_ms = 200",
    )
    .unwrap();
    let server = Server::start(folder.path(), &["--config", "a.toml", "--database", &cluster.url(0)]);
    let db = cluster.primary().await;
    let lock = db.write.begin().await.unwrap();
    lock.execute_unprepared("LOCK TABLE film IN ACCESS EXCLUSIVE MODE").await.unwrap();
    // Two have a connection and wait for the lock; the others wait for a connection.
    let asked: Vec<_> = (0..20)
        .map(|_| {
            let at = server.at.clone();
            tokio::spawn(async move { super::process::films(&at).await })
        })
        .collect();
    until("all others are told", async || asked.iter().filter(|one| one.is_finished()).count() >= 18).await;
    // What asks no database is answered nevertheless.
    assert_eq!(server.get("/livez").await.unwrap().0, 200);
    lock.rollback().await.unwrap();
    let mut said = std::collections::BTreeMap::new();
    for one in asked {
        *said.entry(one.await.unwrap()).or_insert(0) += 1;
    }
    // A slow machine may let the two run into the time limit of a statement.
    assert!(said.get(&Err("503 SERVICE_UNAVAILABLE".to_owned())) >= Some(&18), "{said:?}");
    assert!(
        said.keys().all(|one| matches!(one, Ok(0)) || one.as_ref().is_err_and(|e| e.starts_with("50"))),
        "{said:?}"
    );
    assert_eq!(join_all((0..2).map(|_| server.films())).await, [Ok(0), Ok(0)]);
    db.close().await.unwrap();
}

/// Two processes bring the same tables up to date at once.
#[tokio::test]
async fn two_who_migrate_at_once_wait_for_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = crate::support::on_empty_postgres().await;
    for database in ["sqlite:new.db", &fresh.url] {
        let both: Vec<_> =
            (0..2).map(|_| needledrop(folder.path(), &["migrate", "--database", database]).spawn().unwrap()).collect();
        for mut one in both {
            assert!(one.wait().unwrap().success(), "{database}");
        }
        let database = database.replace("sqlite:", &format!("sqlite:{}/", folder.path().display()));
        let db = db::connect(&database, &crate::support::options()).await.unwrap();
        assert_eq!(db::state(&db).await.unwrap(), db::State::Current);
        db.close().await.unwrap();
    }
}

/// What reads goes on where the primary is away, and starts there too; what writes says so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_starts_on_standbys_alone() {
    let cluster = Cluster::start(1).await;
    let position = cluster.seed().await;
    let folder = tempfile::tempdir().unwrap();
    let (primary, standby) = (cluster.url(0), cluster.url(1));
    until("the standby has the tables", async || cluster.value(1, "SELECT count(*) FROM film").await > 0).await;
    cluster.does("kill", 0);
    let mut command = needledrop(folder.path(), &["config"]);
    command.env("NEEDLEDROP_READ_DATABASE", format!("{standby},postgres://ann:secret@host/graph"));
    let (_, shown) = super::process::ended(command);
    assert!(shown.contains("postgres://ann:***@host/graph") && shown.contains(&standby), "{shown}");

    let server = Server::start(folder.path(), &["--database", &primary, "--read-database", &standby]);
    assert!(server.films().await.unwrap() > 0);
    assert_eq!(server.get("/readyz").await.unwrap().0, 200);
    assert!(server.log().contains("the primary is away; standbys answer"), "{}", server.log());
    let question = ["ask", "{ films { totalCount } }", "--database", &primary, "--read-database", &standby];
    assert_eq!(run(folder.path(), &question).0, Some(0));

    cluster.does("start", 0);
    let (code, said) = run(folder.path(), &["migrate", "--database", &primary]);
    assert_eq!(code, Some(0), "{said}");
    let told = said.lines().find_map(|line| line.strip_prefix("needledrop-lsn: ")).expect("a position is told");
    assert!(told.parse::<db::Lsn>().unwrap() >= position, "{said}");
}
