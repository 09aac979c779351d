//! How a server begins and how it ends.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, TransactionTrait};

use super::{Serving, complaint, needledrop, printed, run};
use crate::support;

const CHECK: &[&str] = &["serve", "--check", "--listen", "127.0.0.1:0"];

#[test]
fn a_check_says_what_would_be_served_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let checked = || printed(&run(folder.path(), CHECK));
    assert_eq!(checked(), "needledrop would answer at http://127.0.0.1:0\nsqlite:needledrop.db: would be made\n");
    assert!(!folder.path().join("needledrop.db").exists());

    std::fs::write(folder.path().join("needledrop.db"), "").unwrap();
    assert!(checked().ends_with(": would get its tables\n"));
    assert_eq!(std::fs::read(folder.path().join("needledrop.db")).unwrap(), b"");

    printed(&run(folder.path(), &["migrate", "--seed"]));
    assert!(checked().contains(" films, "), "{}", checked());

    // The server that is to be replaced has the port.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let text = printed(&run(folder.path(), &["serve", "--check", "--listen", &at]));
    assert!(text.contains(&format!("{at} is in use now\n")), "{text}");
}

/// All problems at once, by `--check` and by a start alike, and before the port is open.
#[test]
fn what_is_wrong_is_told_before_the_port_opens() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("text.db"),
        "this is no database, and long enough to be looked at as one".repeat(40),
    )
    .unwrap();
    let bad = "[http]\nrequests = 0\nrequest_seconds = 1\nstreams = 4\ndata = 'none'\n\
               [pool]\nread_connections = 4\nacquire_timeout_ms = 0\n[document]\nlevels = 32\n[telemetry]\nfilter = '='";
    std::fs::write(folder.path().join("bad.toml"), bad).unwrap();
    let (code, text) = complaint(&run(folder.path(), &[CHECK, &["--config", "bad.toml"]].concat()));
    assert_eq!(code, 1, "{text}");
    for words in [
        "telemetry.filter: `=` is no filter",
        "http.requests is 0; it can be 1 to 1000000",
        "http.the data folder `none` cannot be read",
        "pool.acquire_timeout_ms is 0",
        "pool.statement_timeout_ms is 4000, which is longer than http.request_seconds, 1",
        "http.streams is 4 and pool.read_connections 4",
        "document.levels is 32; it can be 1 to 31",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    for (arguments, words) in [
        (&["--listen", "nowhere"][..], "cannot listen on `nowhere`"),
        (&["--listen", "192.0.2.1:80"], "cannot listen on `192.0.2.1:80`"),
        (&["--database", "sqlite:none/graph.db"], "no folder `none`"),
        (&["--database", "sqlite:text.db"], "not a database"),
        (&["--database", "mysql://host/graph"], "`sqlite:PATH`"),
        (&["--database", "postgres://nobody@127.0.0.1:1/graph"], "127.0.0.1:1"),
        (&["--data", "none"], "the data folder `none`"),
        (&["--follow", "none"], "there is no snapshot in `none`"),
        (&["--follow", "none", "--database", "sqlite:a.db"], "leave out one of them"),
    ] {
        for mode in [&["serve", "--check"][..], &["serve"]] {
            // The last one counts.
            let listen = if arguments[0] == "--listen" { &[][..] } else { &["--listen", "127.0.0.1:0"] };
            let output = run(folder.path(), &[mode, listen, arguments].concat());
            let (code, text) = complaint(&output);
            let expected = if words.starts_with("no folder") && mode.len() == 1 { "cannot open" } else { words };
            assert_eq!(code, 1, "{mode:?} {arguments:?}: {text}");
            assert!(text.contains(expected), "{mode:?} {arguments:?}: {text}");
            assert!(output.stdout.is_empty(), "{mode:?} {arguments:?} has told an address");
        }
    }
}

#[tokio::test]
async fn a_database_that_does_not_fit_is_told_by_a_check() {
    let fresh = support::on_empty_postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let arguments = [CHECK, &["--database", &fresh.url]].concat();
    let (code, text) = complaint(&run(folder.path(), &arguments));
    assert!(code == 1 && text.contains("has no tables yet; `needledrop migrate` makes them"), "{text}");
    printed(&run(folder.path(), &["migrate", "--database", &fresh.url]));
    assert!(printed(&run(folder.path(), &arguments)).contains("0 films"));

    fresh.write.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m2999_later', 0)").await.unwrap();
    let (code, text) = complaint(&run(folder.path(), &arguments));
    assert!(code == 1 && text.contains("does not know m2999_later"), "{text}");
}

/// What a server that runs would refuse to start on, it says by `/readyz`.
#[tokio::test]
async fn a_database_that_is_changed_below_a_server_is_told_by_its_readiness() {
    for fresh in [support::on_sqlite().await, support::on_postgres().await] {
        println!("on {}", fresh.url);
        let folder = tempfile::tempdir().unwrap();
        let server = Serving::start(folder.path(), &["--no-seed", "--database", &fresh.url]);
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200 OK"));
        // A newer program may change the tables while this one still serves.
        fresh.write.execute_unprepared("INSERT INTO seaql_migrations VALUES ('m2999_later', 0)").await.unwrap();
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200 OK"));
        fresh.write.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm2999_later'").await.unwrap();
        fresh.write.execute_unprepared("CREATE TABLE kept AS SELECT * FROM seaql_migrations").await.unwrap();
        fresh.write.execute_unprepared("DELETE FROM seaql_migrations").await.unwrap();
        let answer = until(|| server.get("/readyz"), |answer| answer.starts_with("HTTP/1.1 503"));
        assert!(
            answer.ends_with(r#"{"status":"the database is not in the state that this program needs"}"#),
            "{answer}"
        );
        fresh.write.execute_unprepared("INSERT INTO seaql_migrations SELECT * FROM kept").await.unwrap();
        until(|| server.get("/readyz"), |answer| answer.starts_with("HTTP/1.1 200"));
        assert_eq!(server.end("-TERM").0, Some(0));
    }
}

/// Asks until the answer is the one that is waited for.
pub fn until<T: std::fmt::Debug>(mut ask: impl FnMut() -> T, done: impl Fn(&T) -> bool) -> T {
    let begun = Instant::now();
    loop {
        let answer = ask();
        if done(&answer) {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "still {answer:?}");
        #[expect(clippy::disallowed_methods, reason = "this thread serves nobody")]
        thread::sleep(Duration::from_millis(20));
    }
}

fn signal(server: &Serving, signal: &str) {
    assert!(Command::new("kill").args([signal, &server.child.id().to_string()]).status().unwrap().success());
}

fn configured(folder: &Path, text: &str) {
    std::fs::write(folder.join("needledrop.toml"), text).unwrap();
}

/// A connection that stays open.
struct Kept(TcpStream);

impl Kept {
    fn new(server: &Serving) -> Self {
        let socket = TcpStream::connect(&server.at).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(socket)
    }

    /// An answer without a body.
    fn head(&mut self, path: &str) -> String {
        write!(self.0, "HEAD {path} HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
        let (mut answer, mut byte) = (String::new(), [0]);
        while !answer.ends_with("\r\n\r\n") {
            assert_eq!(self.0.read(&mut byte).unwrap(), 1, "closed after {answer:?}");
            answer.push(char::from(byte[0]));
        }
        answer
    }

    fn is_closed(&mut self) -> bool {
        matches!(self.0.read(&mut [0]), Ok(0))
    }
}

/// While a server drains it answers everybody, and tells them to go elsewhere.
#[test]
fn a_server_that_drains_answers_and_says_that_it_is_stopping() {
    let folder = tempfile::tempdir().unwrap();
    configured(folder.path(), "[http]\ndrain_seconds = 3");
    let server = Serving::start(folder.path(), &["--config", "needledrop.toml"]);
    let mut kept = Kept::new(&server);
    assert!(!kept.head("/graphql?query=%7B__typename%7D").contains("connection: close"));
    signal(&server, "-TERM");
    let answer = until(|| server.get("/readyz"), |answer| answer.starts_with("HTTP/1.1 503"));
    assert!(answer.ends_with(r#"{"status":"the server is stopping"}"#), "{answer}");
    assert!(server.get("/graphql?query=%7Bfilms%7BtotalCount%7D%7D").contains(r#"{"data""#));
    let answer = kept.head("/graphql?query=%7B__typename%7D");
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains("connection: close"), "{answer}");
    assert!(kept.is_closed());
    assert_eq!(server.end("-0").0, Some(0));
}

/// The statements that wait for a lock.
async fn waiting(fresh: &support::Fresh) -> Vec<String> {
    let sql = "SELECT concat_ws(' ', backend_type, pid, now() - query_start, wait_event, query) FROM pg_stat_activity \
               WHERE datname = current_database() AND state = 'active' AND wait_event_type = 'Lock'";
    let statement = sea_orm::Statement::from_string(fresh.read.get_database_backend(), sql);
    let rows = fresh.read.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn until_waiting(fresh: &support::Fresh, wanted: usize) {
    let begun = Instant::now();
    loop {
        let waiting = waiting(fresh).await;
        if waiting.len() == wanted {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "there are not {wanted} statements that wait: {waiting:#?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What does not end in its time is cut off, and its statement is cancelled on the database; so by a second signal.
#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_end_is_cut_off_with_its_statement() {
    let fresh = support::on_postgres().await;
    let folder = tempfile::tempdir().unwrap();
    for (stop_seconds, again, code) in [(1, false, 0), (100, true, 1)] {
        let holder = fresh.write.begin().await.unwrap();
        holder.execute_unprepared("LOCK TABLE film IN ACCESS EXCLUSIVE MODE").await.unwrap();
        let options = format!(
            "[http]\nstop_seconds = {stop_seconds}\nrequest_seconds = 100\n[pool]\nstatement_timeout_ms = 90000\n"
        );
        configured(folder.path(), &options);
        // The films are counted before the port opens.
        holder.rollback().await.unwrap();
        let mut command = needledrop(folder.path(), &["serve", "--listen", "127.0.0.1:0", "--database", &fresh.url]);
        let child = command.args(["--config", "needledrop.toml"]).stdout(Stdio::piped()).spawn().unwrap();
        let server = Serving::of(child);
        let holder = fresh.write.begin().await.unwrap();
        holder.execute_unprepared("LOCK TABLE film IN ACCESS EXCLUSIVE MODE").await.unwrap();

        let mut socket = TcpStream::connect(&server.at).unwrap();
        write!(socket, "GET /graphql?query=%7Bfilms%7BtotalCount%7D%7D HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
        until_waiting(&fresh, 1).await;
        signal(&server, "-TERM");
        if again {
            until(|| TcpStream::connect(&server.at).is_err(), |refused| *refused);
            signal(&server, "-INT");
        }
        // The table is still held, so nothing but its end takes the statement away.
        until_waiting(&fresh, 0).await;
        assert_eq!(server.end("-0").0, Some(code));
        holder.rollback().await.unwrap();
    }
}

/// A request that is under way when the server is told to stop is answered, on SQLite as well.
#[test]
fn what_is_under_way_is_answered_before_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::start(folder.path(), &[]);
    let body = r#"{"query":"{ films { totalCount } }"}"#;
    let mut socket = TcpStream::connect(&server.at).unwrap();
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nexpect: 100-continue\r\n\r\n"
    );
    socket.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    socket.read_exact(&mut go_on).unwrap();
    signal(&server, "-TERM");
    until(|| TcpStream::connect(&server.at).is_err(), |refused| *refused);
    socket.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.contains(r#""totalCount":"#), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(server.end("-0").0, Some(0));
}
