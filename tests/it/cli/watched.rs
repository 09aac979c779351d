//! What those who run a server see of it: metrics, and the log.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use sea_orm::{ConnectionTrait, TransactionTrait};
use serde_json::Value;

use super::{Serving, complaint, lifecycle::until, run};
use crate::support;

const FILMS: &str = "/graphql?query=%7Bfilms%7BtotalCount%20nodes%7Btitle%7D%7D%7D";

/// Samples by their series, such as `a_total{b="c"}`.
type Samples = BTreeMap<String, f64>;

/// Reads the text format of Prometheus, version 0.0.4, as strictly as its description is: each family has its help and type
/// before its samples and all of them together, names and labels are of the allowed characters, no series occurs twice,
/// buckets grow and the last of them is the count.
fn parse(text: &str) -> Samples {
    let mut samples = Samples::new();
    let mut kinds = BTreeMap::new();
    let mut family = String::new();
    let mut done = BTreeSet::new();
    assert!(text.ends_with('\n'), "the last line ends");
    for line in text.lines() {
        if let Some(told) = line.strip_prefix("# ") {
            let mut words = told.splitn(3, ' ');
            let (what, name, rest) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
            match what {
                "HELP" => {
                    assert!(done.insert(name.to_owned()), "{name} begins twice");
                    family = name.to_owned();
                }
                "TYPE" => {
                    assert_eq!(name, family, "the type follows the help");
                    assert!(["counter", "gauge", "histogram"].contains(&rest), "{line}");
                    assert_eq!(rest == "counter", name.ends_with("_total"), "{line}");
                    kinds.insert(name.to_owned(), rest.to_owned());
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let value: f64 = value.parse().unwrap_or_else(|_| panic!("{line}"));
        let (name, labels) = match series.split_once('{') {
            Some((name, rest)) => (name, rest.strip_suffix('}').unwrap_or_else(|| panic!("{line}"))),
            None => (series, ""),
        };
        let is_name = |name: &str| {
            !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        assert!(is_name(name), "{line}");
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let (label, value) = label.split_once('=').unwrap_or_else(|| panic!("{line}"));
            assert!(is_name(label) && value.starts_with('"') && value.ends_with('"') && value.len() > 2, "{line}");
        }
        let plain = ["_bucket", "_sum", "_count"].iter().find_map(|ending| name.strip_suffix(ending));
        let histogram = plain.filter(|plain| kinds.get(*plain).is_some_and(|kind| kind == "histogram"));
        assert_eq!(histogram.unwrap_or(name), family, "{line} is not of its family");
        assert!(samples.insert(series.to_owned(), value).is_none(), "{series} occurs twice");
    }
    for (series, count) in samples.iter().filter(|(series, _)| series.contains("_count{")) {
        let begin = series.replace("_count{", "_bucket{").replace('}', ",le=");
        let buckets: Vec<f64> =
            samples.iter().filter(|(other, _)| other.starts_with(&begin)).map(|(_, at)| *at).collect();
        assert!(buckets.len() > 10, "{series} has {} buckets", buckets.len());
        assert_eq!(samples[&format!("{begin}\"+Inf\"}}")], *count, "{series}");
        assert_eq!(buckets.iter().copied().fold(0.0, f64::max), *count, "{series}");
    }
    samples
}

fn scrape(server: &Serving) -> Samples {
    scrape_at(&server.at)
}

fn scrape_at(at: &str) -> Samples {
    let answer = Serving::ask(at, "/metrics");
    let (head, text) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(head.contains("content-type: text/plain; version=0.0.4"), "{head}");
    parse(text)
}

/// A sample, 0 where there is no such series yet.
fn value(samples: &Samples, series: &str) -> f64 {
    samples.get(series).copied().unwrap_or(0.0)
}

#[test]
fn metrics_tell_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::start(folder.path(), &[]);
    let before = scrape(&server);
    for _ in 0..3 {
        assert!(server.get(FILMS).starts_with("HTTP/1.1 200 OK"));
    }
    assert!(server.get("/graphql?query=%7Bnothing%7D").contains("GRAPHQL_VALIDATION_FAILED"));
    assert!(server.get("/q/soundtracks-on-several-lists.json").starts_with("HTTP/1.1 200 OK"));
    let after = scrape(&server);
    for (series, more) in [
        (r#"needledrop_operation_seconds_count{operation="films"}"#, 3.0),
        (r#"needledrop_operation_seconds_count{operation="soundtracks-on-several-lists"}"#, 1.0),
        (r#"needledrop_statement_seconds_count{purpose="count",table="film"}"#, 3.0),
        (r#"needledrop_statement_seconds_count{purpose="rows",table="film"}"#, 3.0),
        (r#"needledrop_cache_hits_total{cache="documents"}"#, 2.0),
        (r#"needledrop_cache_misses_total{cache="documents"}"#, 3.0),
        (r#"needledrop_cache_hits_total{cache="plans"}"#, 2.0),
        (r#"needledrop_cache_misses_total{cache="plans"}"#, 2.0),
        (r#"needledrop_errors_total{code="GRAPHQL_VALIDATION_FAILED"}"#, 1.0),
        // The scrape before is answered when it is counted.
        (r#"needledrop_answers_total{class="2xx"}"#, 6.0),
        (r#"needledrop_sheds_total{reason="requests"}"#, 0.0),
    ] {
        assert_eq!(value(&after, series) - value(&before, series), more, "{series}");
    }
    for growing in ["needledrop_rows_total", "needledrop_received_bytes_total", "needledrop_sent_bytes_total"] {
        assert!(after[growing] > before[growing], "{growing}");
    }
    // This connection, and those before that the server may not have seen the end of.
    assert!((1.0..=7.0).contains(&after["needledrop_connections"]), "{}", after["needledrop_connections"]);
    assert_eq!(after["needledrop_ready"], 1.0);
    assert_eq!(after["needledrop_snapshot_number"], 0.0);
    assert_eq!(after[&format!("needledrop_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION"))], 1.0);
    let most = after[r#"needledrop_pool_connections{state="most"}"#];
    assert!(after[r#"needledrop_pool_connections{state="open"}"#] <= most);
    assert!(after["process_resident_memory_bytes"] > 1e6 && after["process_open_fds"] > 3.0);
    let dataset: Vec<_> = after.keys().filter(|series| series.starts_with("needledrop_dataset_info{")).collect();
    let ready = server.get("/readyz");
    assert!(dataset.len() == 1 && ready.contains(dataset[0].split('"').nth(1).unwrap()), "{dataset:?} {ready}");
}

/// Names that clients make up are no series: a thousand of them add none.
#[test]
fn a_flood_of_names_adds_no_series() {
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::start(folder.path(), &["--no-seed"]);
    let ask = |number: usize| {
        let query = format!("query%20Name{number}%7Balias{number}:films%7BtotalCount%7D%7D");
        server.get(&format!("/graphql?query={query}&operationName=Name{number}"));
        server.get(&format!("/path/{number}"));
        server.get(&format!("/graphql?query=%7Bunknown{number}%7D"));
    };
    ask(0);
    let before = scrape(&server);
    (1..300).for_each(ask);
    let after = scrape(&server);
    assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert_eq!(after[r#"needledrop_operation_seconds_count{operation="films"}"#], 300.0);
}

/// Documents that nobody sends twice, with many fields or values in little text, take no more than what is kept of them.
#[test]
fn a_flood_of_documents_takes_bounded_memory() {
    let many_fields = format!("soundtracks%7Bnodes%7B{}%7D%7D", "title+".repeat(1_000));
    let many_values = format!("songs(filter:%7Btitle:%7Bin:[{}]%7D%7D)%7BtotalCount%7D", "%22a%22,".repeat(1_900));
    for field in [many_fields, many_values] {
        let folder = tempfile::tempdir().unwrap();
        let server = Serving::start(folder.path(), &["--no-seed"]);
        let ask = |number: usize| {
            let answer = server.get(&format!("/graphql?query=%7Bf{number}:{field}%7D"));
            assert!(answer.contains(&format!(r#"{{"data":{{"f{number}":"#)), "{answer}");
        };
        let memory = || scrape(&server)["process_resident_memory_bytes"];
        (0..10).for_each(ask);
        let before = memory();
        (10..450).for_each(ask);
        let more = memory() - before;
        // Twice as much where nothing is bounded.
        assert!(more < 80e6, "{more} bytes");
    }
}

#[test]
fn metrics_are_for_those_who_run_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::start(folder.path(), &["--no-seed"]);
    // A proxy on this machine hands on what anybody asks.
    for header in ["X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1", "Via: 1.1 proxy", "X-Real-IP: 192.0.2.1"] {
        let answer = server.get(&format!("/metrics HTTP/1.1\r\n{header}\r\nignored:"));
        assert!(answer.starts_with("HTTP/1.1 404") && answer.contains("--metrics-listen"), "{header}: {answer}");
    }
    drop(server);

    let mut server = Serving::start(folder.path(), &["--no-seed", "--metrics-listen", "127.0.0.1:0"]);
    let (printed, at) = server.told();
    assert!(printed.contains("metrics are at http://"), "{printed}");
    assert!(server.get("/metrics").starts_with("HTTP/1.1 404"));
    assert_eq!(scrape_at(&at)["needledrop_ready"], 1.0);
    assert!(Serving::ask(&at, "/readyz").starts_with("HTTP/1.1 200"));
    for path in ["/", "/graphql?query=%7B__typename%7D", "/q"] {
        assert!(Serving::ask(&at, path).starts_with("HTTP/1.1 404"), "{path}");
    }
    let (code, text) = complaint(&run(
        folder.path(),
        &["serve", "--check", "--listen", "127.0.0.1:1", "--metrics-listen", "127.0.0.1:1"],
    ));
    assert!(code == 1 && text.contains("are both 127.0.0.1:1"), "{text}");
}

/// The lines of a log of JSON that have this message.
fn lines(log: &Path, message: &str) -> Vec<Value> {
    let text = fs::read_to_string(log).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    lines.filter(|line| line["message"] == message).collect()
}

#[test]
fn each_request_is_a_line_for_who_wants_it() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let all = ["--log-json", "--log", "info,needledrop::request=debug"];
    let server = Serving::logging(folder.path(), &all, &log);
    server.get("/graphql?query=query%20Mine%7Bfilms%7BtotalCount%20nodes%7Btitle%7D%7D%7D");
    server.get("/graphql?query=%7Bnothing%7D");
    let lines = until(|| lines(&log, "answered"), |lines| lines.len() == 2);
    let told = &lines[0];
    let line = |name: &str| &told[name];
    assert_eq!((line("operation"), line("counted"), line("statements")), (&"Mine".into(), &"films".into(), &2.into()));
    assert_eq!(
        (line("status"), line("rows")),
        (&200.into(), &22.into()),
        "a page of films, one more, and their number"
    );
    assert!(line("cost").as_u64() > Some(200) && line("milliseconds").as_f64() > Some(0.0), "{told}");
    assert_eq!(line("document").as_str().map(str::len), Some(16));
    assert_eq!((line("method"), line("path")), (&"GET".into(), &"/graphql".into()));
    assert!(told["span"]["id"].as_str().is_some_and(|id| !id.is_empty()), "{told}");
    assert_eq!(lines[1]["errors"], "GRAPHQL_VALIDATION_FAILED");
    assert_eq!(server.end("-TERM").0, Some(0));

    let server = Serving::logging(folder.path(), &["--log-json"], &log);
    server.get(FILMS);
    assert_eq!(server.end("-TERM").0, Some(0));
    assert_eq!(self::lines(&log, "answered"), Vec::<Value>::new());
}

/// A slow statement is told with what asked for it, its SQL and the database's plan, and without values.
#[tokio::test(flavor = "multi_thread")]
async fn slow_statements_are_told_with_their_plan() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        // Every statement takes longer than a microsecond, and a millisecond is the least that can be said.
        fs::write(folder.path().join("slow.toml"), "[telemetry]\nslow_statement_ms = 1").unwrap();
        let arguments = ["--log-json", "--config", "slow.toml", "--database", &fresh.url];
        let server = Serving::logging(folder.path(), &arguments, &log);
        let secret = "Trainspotting";
        let query = "query%20Slow%7BgroupRecordings(by:[ARTIST],filter:%7Btitle:%7Bne:%22Trainspotting%22%7D%7D)\
                     %7BtotalCount%20nodes%7Bcount%20key%7Bartist%7Bname%7D%7D%7D%7D%7D";
        let asked = || {
            let answer = server.get(&format!("/graphql?query={query}"));
            assert!(answer.starts_with("HTTP/1.1 200") && answer.contains(r#""count""#), "{answer}");
            // The time that is needed is not for a test to say, but one of these takes long.
            let slow = lines(&log, "a statement was slow");
            let planned = |line: &Value| line["plan"].as_str().is_some_and(|plan| plan.to_lowercase().contains("scan"));
            slow.into_iter().filter(|line| line["operation"] == "Slow" && planned(line)).collect::<Vec<_>>()
        };
        let slow = match fresh.url.starts_with("sqlite") {
            true => until(asked, |lines| !lines.is_empty()),
            false => {
                // A lock makes sure that it does.
                let holder = fresh.write.begin().await.unwrap();
                holder.execute_unprepared("LOCK TABLE recording IN ACCESS EXCLUSIVE MODE").await.unwrap();
                let held = tokio::task::spawn_blocking({
                    let (at, query) = (server.at.clone(), query.to_owned());
                    move || Serving::ask(&at, &format!("/graphql?query={query}"))
                });
                tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                holder.rollback().await.unwrap();
                held.await.unwrap();
                until(asked, |lines| !lines.is_empty())
            }
        };
        let line = &slow[0];
        let text = |name: &str| line[name].as_str().unwrap_or_default();
        assert!(text("sql").contains("FROM \"recording\""), "{line}");
        assert_eq!(text("document").len(), 16, "{line}");
        assert!(line["milliseconds"].as_f64() >= Some(1.0), "{line}");
        assert!(line["span"]["id"].is_string(), "{line}");
        assert!(!fs::read_to_string(&log).unwrap().contains(secret), "a value is in the log");
        assert!(scrape(&server)["needledrop_slow_statements_total"] >= 1.0);
        assert_eq!(server.end("-TERM").0, Some(0));
    }
}

/// Statements that are ended because they take too long are the slowest of all.
#[tokio::test(flavor = "multi_thread")]
async fn a_statement_that_is_ended_is_told_as_well() {
    let fresh = support::on_postgres().await;
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    fs::write(folder.path().join("slow.toml"), "[pool]\nstatement_timeout_ms = 600").unwrap();
    let server =
        Serving::logging(folder.path(), &["--log-json", "--config", "slow.toml", "--database", &fresh.url], &log);
    let holder = fresh.write.begin().await.unwrap();
    holder.execute_unprepared("LOCK TABLE film IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let at = server.at.clone();
    let asked = tokio::task::spawn_blocking(move || Serving::ask(&at, FILMS));
    let answer = asked.await.unwrap();
    assert!(answer.contains("TIMEOUT"), "{answer}");
    // To plan it takes the lock as well, for which the connection waits in its turn.
    holder.rollback().await.unwrap();
    let slow = until(|| lines(&log, "a statement was slow"), |lines| !lines.is_empty());
    assert!(slow[0]["failure"].as_str().is_some_and(|failure| failure.contains("took too long")), "{}", slow[0]);
    assert_eq!(server.end("-TERM").0, Some(0));
}
