//! What nobody may read: the password of the database, wherever the log and the errors speak of it.

use std::process::Command;

use serde_json::json;

use super::{Server, post};
use crate::support;

const SECRET: &str = "hunter2";

/// Even with all that can be logged, and with requests that go well, are refused and fail.
#[tokio::test]
async fn the_log_of_a_server_has_no_password() {
    let fresh = support::seeded_postgres().await;
    let url = fresh.url.replace("postgres://postgres@", &format!("postgres://postgres:{SECRET}@"));
    assert!(url.contains(SECRET), "{url}");
    for url in [url, format!("{}&password={SECRET}", fresh.url)] {
        let server = Server::logging("trace", &url, "");
        let asked = |query: &str| {
            let body = json!({ "query": query }).to_string();
            let (answer, _) = server.exchange(&post("content-type: application/json", body.as_bytes()), false);
            String::from_utf8(answer).unwrap()
        };
        let answers = ["{ films { totalCount } }", "{ nothing }", "{"].map(&asked).concat();
        assert!(answers.contains("totalCount") && answers.contains("GRAPHQL_PARSE_FAILED"), "{answers}");
        // Away with its tables, so that statements fail.
        sea_orm::ConnectionTrait::execute_unprepared(&fresh.write, "ALTER TABLE film RENAME TO movie").await.unwrap();
        let failed = asked("{ films(first: 3) { nodes { title } } }");
        sea_orm::ConnectionTrait::execute_unprepared(&fresh.write, "ALTER TABLE movie RENAME TO film").await.unwrap();
        assert!(failed.contains("INTERNAL_SERVER_ERROR"), "{failed}");
        for inner in ["movie", "SELECT", "relation", "postgres"] {
            assert!(!failed.contains(inner), "{failed}");
        }
        let log = server.log();
        assert!(log.contains("TRACE") && log.contains("ERROR"), "the log says nothing");
        let line = log.lines().find(|line| line.contains(SECRET));
        assert!(line.is_none() && !answers.contains(SECRET) && !failed.contains(SECRET), "{line:?}");
    }
}

/// So with a server that cannot be reached, and with addresses that are wrong.
#[test]
fn complaints_have_no_password() {
    let folder = tempfile::tempdir().unwrap();
    for url in [
        format!("postgres://me:{SECRET}@127.0.0.1:1/graph"),
        format!("postgres://127.0.0.1:1/graph?user=me&password={SECRET}"),
        format!("postgres://me:{SECRET}@127.0.0.1:port/graph"),
        format!("postgres://me:{SECRET}@127.0.0.1:1/graph?sslmode=nothing"),
        format!("mysql://me:{SECRET}@host/graph"),
        format!("postgres://me:{SECRET}@[::1/graph"),
    ] {
        for command in ["serve", "migrate", "config"] {
            let mut run = Command::new(env!("CARGO_BIN_EXE_needledrop"));
            run.args([command, "--listen", "127.0.0.1:0", "--database", &url, "--log", "trace"]);
            let output = run.current_dir(folder.path()).output().unwrap();
            assert!(command == "config" || !output.status.success(), "{command} {url}");
            let told = [output.stdout, output.stderr].concat();
            let told = String::from_utf8_lossy(&told);
            assert!(!told.contains(SECRET), "{command} {url}: {told}");
        }
    }
}
