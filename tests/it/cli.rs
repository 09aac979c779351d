//! The program as people run it.

mod follow;
mod lifecycle;
#[cfg(feature = "otlp")]
mod otlp;
mod watched;

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use crate::support;

/// The program in this folder, without the environment of whoever runs the tests.
fn needledrop(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_needledrop"));
    command.current_dir(folder).env_clear().args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    needledrop(folder, arguments).output().unwrap()
}

/// What was printed, when all went well.
fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// How it ended and what it complained about.
fn complaint(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn every_command_explains_itself_by_examples() {
    let folder = tempfile::tempdir().unwrap();
    for command in [&[][..], &["serve"], &["migrate"], &["ask"], &["schema"], &["config"], &["generate"], &["snapshot"]]
    {
        let help = printed(&run(folder.path(), &[command, &["--help"]].concat()));
        assert!(help.contains("Example"), "{command:?}: {help}");
        assert!(help.contains("--database"), "{command:?}: {help}");
    }
    assert!(printed(&run(folder.path(), &["--version"])).starts_with("needledrop "));
}

#[test]
fn a_printed_configuration_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let printed_once = printed(&run(folder.path(), &["config", "--listen", "[::1]:0", "--no-seed", "--log", "warn"]));
    std::fs::write(folder.path().join("needledrop.toml"), &printed_once).unwrap();
    assert_eq!(printed(&run(folder.path(), &["--config", "needledrop.toml", "config"])), printed_once);
}

#[test]
fn flags_beat_the_environment_and_it_beats_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), "listen = 'file:1'\ndatabase = 'sqlite:file'").unwrap();
    let mut command = needledrop(folder.path(), &["config", "--config", "a.toml"]);
    command.env("NEEDLEDROP_LISTEN", "environment:1");
    let text = printed(&command.output().unwrap());
    assert!(text.contains("listen = \"environment:1\"") && text.contains("database = \"sqlite:file\""), "{text}");
    let text = printed(&command.args(["--listen", "flag:1"]).output().unwrap());
    assert!(text.contains("listen = \"flag:1\""), "{text}");
}

#[test]
fn passwords_are_not_printed() {
    let folder = tempfile::tempdir().unwrap();
    let text = printed(&run(folder.path(), &["config", "--database", "postgres://me:secret@host/graph"]));
    assert!(text.contains("postgres://me:***@host/graph"), "{text}");
}

#[test]
fn dumps_are_written_once() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["generate", "--format", "wikidata", "--scale", "0.001", "--compression", "bz2", "--out", "dump"];
    let output = run(folder.path(), &arguments);
    let text = printed(&output);
    assert!(text.starts_with("entities.json.bz2: ") && text.contains(" MB before compression\n"), "{text}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("entities.json.bz2: 100 %, "), "{told}");
    let (code, words) = complaint(&run(folder.path(), &arguments));
    assert_eq!(code, 1);
    assert!(words.contains("`dump/entities.json.bz2` is there already"), "{words}");
}

#[test]
fn misuse_ends_with_2_and_failure_with_1() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.toml"), "lisen = ''").unwrap();
    for (arguments, code, words) in [
        (&["dance"][..], 2, "unrecognized subcommand"),
        (&["ask"], 2, "<QUESTION>"),
        (&["ask", "{ a }", "--var", "min"], 2, "NAME=VALUE"),
        (&["ask", "{ a }", "--variables", "[]"], 2, "JSON object"),
        (&["generate", "--format", "imdb", "--out", "dump", "--scale", "0"], 2, "a number above 0"),
        (&["generate", "--format", "imdb", "--out", "dump", "--soundtracks", "101"], 2, "1..=100"),
        (&["generate", "--format", "imdb", "--out", "dump", "--compression", "gz"], 1, "IMDb has `.tsv.gz`"),
        (&["generate", "--format", "imdb", "--out", "bad.toml"], 1, "cannot write `bad.toml`"),
        (&["config", "--config", "none.toml"], 2, "cannot read the configuration `none.toml`"),
        (&["config", "--config", "bad.toml"], 2, "unknown field `lisen`"),
        (&["config", "--log", "=["], 2, "no filter for the log"),
        (&["ask", "no-such-question"], 1, "`no-such-question` is neither a document nor a file"),
        (&["ask", "{ films { totalCount } }"], 1, "`needledrop migrate`"),
        (&["serve", "--listen", "nowhere"], 1, "cannot listen on `nowhere`"),
        (&["migrate", "--database", "mysql://host/graph"], 1, "`sqlite:PATH`"),
    ] {
        let (ended, text) = complaint(&run(folder.path(), arguments));
        assert_eq!(ended, code, "{arguments:?}: {text}");
        assert!(text.contains(words), "{arguments:?}: {text}");
    }
    assert!(!folder.path().join("needledrop.db").exists(), "nothing is made by mistake");
}

#[test]
fn the_graph_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    printed(&run(folder.path(), &["migrate", "--seed"]));
    let told =
        printed(&run(folder.path(), &["export", "--format", "csv", "--out", "data", "--tables", "film,listing"]));
    assert!(told.starts_with("data/") && told.contains(": 2 files, "), "{told}");
    let films = std::fs::read_to_string(folder.path().join("data/latest/film.csv")).unwrap();
    assert!(films.starts_with("id,slug,title,title_key,kind,release_year"), "{films}");
    assert!(printed(&run(folder.path(), &["export", "--format", "sqlite", "--out", "data"])).contains(": 1 files"));
    assert!(folder.path().join("data/latest/needledrop.sqlite").exists());
    let refused = run(folder.path(), &["export", "--out", "data", "--tables", "movie"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("there is no table `movie`; there are film, "));
}

#[test]
fn the_schema_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    assert!(printed(&run(folder.path(), &["schema"])).contains("type Query"));
}

#[test]
fn a_question_is_answered_as_json_or_as_a_table() {
    let folder = tempfile::tempdir().unwrap();
    assert!(printed(&run(folder.path(), &["migrate"])).contains("is up to date now"));
    assert!(printed(&run(folder.path(), &["migrate"])).contains("was up to date"));

    let json = printed(&run(folder.path(), &["ask", "{ films { totalCount } }"]));
    assert!(json.starts_with("{\n  \"data\": {\n    \"films\": {\n      \"totalCount\": 0\n    }\n  },\n"), "{json}");
    let table = printed(&run(folder.path(), &["ask", "{ films { totalCount } }", "--format", "table"]));
    assert_eq!(table, "totalCount\n──────────\n         0\n");

    let document = "query A { a: __typename } query B($n: String!) { __type(name: $n) { name } }";
    std::fs::write(folder.path().join("b.graphql"), document).unwrap();
    let answer = &run(folder.path(), &["ask", "b.graphql", "--operation", "B", "--var", "n=Query", "--explain"]);
    assert!(printed(answer).contains("\"name\": \"Query\""));
    assert!(String::from_utf8_lossy(&answer.stderr).contains("-- statements "));
    assert!(String::from_utf8_lossy(&answer.stderr).contains("-- cost 0 of 25000"));
    assert!(!printed(answer).contains("extensions"));

    let mut asking = needledrop(folder.path(), &["ask", "-"]);
    let mut asking = asking.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    asking.stdin.take().unwrap().write_all(b"{ __typename }").unwrap();
    assert!(printed(&asking.wait_with_output().unwrap()).contains("\"__typename\": \"Query\""));

    for format in ["json", "table"] {
        let wrong = run(folder.path(), &["ask", "{ nope }", "--format", format]);
        let both = [wrong.stdout, wrong.stderr].concat();
        let text = String::from_utf8(both).unwrap();
        assert_eq!(wrong.status.code(), Some(1), "{format}: {text}");
        assert!(text.contains("GRAPHQL_VALIDATION_FAILED"), "{format}: {text}");
    }
}

/// A server that runs, and is killed should its test fail.
struct Serving {
    child: Child,
    output: BufReader<std::process::ChildStdout>,
    /// Address and port.
    at: String,
}

impl Serving {
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut command = needledrop(folder, &["serve", "--listen", "127.0.0.1:0"]);
        Self::of(command.args(arguments).stdout(Stdio::piped()).spawn().unwrap())
    }

    /// One that was started just now.
    fn of(mut child: Child) -> Self {
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("needledrop answers at http://");
        let at = at.unwrap_or_else(|| panic!("{line:?}")).to_owned();
        Self { child, output, at }
    }

    /// As [`Self::start`], with its log in a file.
    fn logging(folder: &Path, arguments: &[&str], log: &Path) -> Self {
        let mut command = needledrop(folder, &["serve", "--listen", "127.0.0.1:0"]);
        command.args(arguments).stdout(Stdio::piped()).stderr(std::fs::File::create(log).unwrap());
        Self::of(command.spawn().unwrap())
    }

    /// What was printed after the address, and the address of the metrics in it.
    fn told(&mut self) -> (String, String) {
        let mut printed = String::new();
        while !printed.contains("Ctrl-C") {
            assert_ne!(self.output.read_line(&mut printed).unwrap(), 0, "{printed}");
        }
        let metrics = printed.lines().find_map(|line| line.strip_prefix("metrics are at http://"));
        let at = metrics.and_then(|rest| rest.strip_suffix("/metrics")).unwrap_or_default().to_owned();
        (printed, at)
    }

    fn get(&self, path: &str) -> String {
        Self::ask(&self.at, path)
    }

    fn ask(at: &str, path: &str) -> String {
        let mut socket = TcpStream::connect(at).unwrap();
        write!(socket, "GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a signal, and returns how the server ended and what it had printed after its address.
    fn end(mut self, signal: &str) -> (Option<i32>, String) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap().code(), rest)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It has ended already where all went well.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

#[test]
fn a_server_tells_where_it_is_answers_and_ends_when_told() {
    for (signal, arguments) in [("-TERM", &["--no-seed"][..]), ("-INT", &["--log-json"])] {
        let folder = tempfile::tempdir().unwrap();
        let server = Serving::start(folder.path(), arguments);
        assert!(folder.path().join("needledrop.db").exists());
        assert!(server.get("/readyz").starts_with("HTTP/1.1 200 OK"));
        let answer = server.get("/graphql?query=%7Bfilms%7BtotalCount%7D%7D");
        assert!(answer.contains(r#"{"data":{"films":{"totalCount":"#), "{answer}");

        let idle = TcpStream::connect(&server.at).unwrap();
        let (code, printed) = server.end(signal);
        assert_eq!(code, Some(0), "{signal}");
        assert!(printed.contains("sqlite:needledrop.db: ") && printed.contains(" films, "), "{printed}");
        drop(idle);
    }
}

#[test]
fn a_port_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap().to_string();
    let (code, text) = complaint(&run(folder.path(), &["serve", "--listen", &at]));
    assert_eq!(code, 1);
    assert!(text.contains(&format!("{at} is in use by another program")), "{text}");
    assert!(!folder.path().join("needledrop.db").exists());
}

#[tokio::test]
async fn postgres_is_migrated_on_request_only() {
    let fresh = support::on_empty_postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let database = ["--database", &fresh.url];
    for command in ["serve", "ask"] {
        let question: &[&str] = if command == "ask" { &["{ __typename }"] } else { &["--listen", "127.0.0.1:0"] };
        let (code, text) = complaint(&run(folder.path(), &[&[command], question, &database].concat()));
        assert_eq!(code, 1, "{text}");
        assert!(text.contains("has no tables yet; `needledrop migrate` makes them"), "{text}");
    }
    assert!(printed(&run(folder.path(), &[&["migrate", "--seed"], &database[..]].concat())).contains(" films"));
    let server = Serving::start(folder.path(), &database);
    assert!(server.get("/readyz").starts_with("HTTP/1.1 200 OK"));
    assert_eq!(server.end("-TERM").0, Some(0));
}
