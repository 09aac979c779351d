//! A server on a SQLite file: killed, and with others who write the same file.

use std::path::Path;

use rusqlite::Connection;

use super::{
    cluster::until,
    process::{Server, needledrop, run},
};

const FILE: &str = "needledrop.db";

pub fn integrity(folder: &Path) -> String {
    let file = Connection::open(folder.join(FILE)).unwrap();
    let check: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    let broken: i64 = file.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).unwrap();
    format!("{check}, {broken} broken keys")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_killed_under_load_leaves_the_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let films = server.films().await.unwrap();
    let load = server.load(8);
    load.goes_on(100).await;
    server.kill();
    drop(load.end().await);
    assert_eq!(integrity(folder.path()), "ok, 0 broken keys");
    let server = Server::start(folder.path(), &[]);
    assert_eq!(server.films().await, Ok(films));
}

/// Reads go on while another process holds the right to write; who wants to write waits, and says so when it was in vain.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_the_file_holds_up_only_those_who_write() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(folder.path(), &[]);
    let list = folder.path().join("list.csv");
    std::fs::write(&list, "title,year\nNew Film,2001\n").unwrap();
    let import = ["import", "csv", "list.csv", "--kind", "films", "--source", "Films of mine"];

    let other = Connection::open(folder.path().join(FILE)).unwrap();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE film SET release_year = release_year").unwrap();
    let before = server.films().await.unwrap();
    let load = server.load(4);
    // It waits for five seconds, and then ends.
    let (code, said) = run(folder.path(), &import);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("locked"), "{said}");
    load.goes_on(20).await;
    assert_eq!(load.end().await, Default::default());
    assert_eq!(server.films().await, Ok(before));

    // One who waits for less than that goes on.
    let mut waiting = needledrop(folder.path(), &import).spawn().unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    other.execute_batch("COMMIT").unwrap();
    assert!(waiting.wait().unwrap().success());
    until("the film is there", async || server.films().await == Ok(before + 1)).await;
}
