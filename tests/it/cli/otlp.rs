//! Spans that are sent to a collector, which here is a few lines. Runs with the feature `otlp`.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

use super::{Serving, complaint, run};
use crate::support;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

/// A span, as it was received.
#[derive(Debug, Default)]
struct Span {
    trace: String,
    id: String,
    parent: String,
    name: String,
    kind: u64,
    nanoseconds: u64,
    failed: bool,
    attributes: BTreeMap<String, String>,
}

/// One field of a message of protocol buffers.
enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The fields of a message, by their numbers.
fn fields(mut message: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut found = Vec::new();
    while !message.is_empty() {
        let tag = varint(&mut message);
        let field = match tag & 7 {
            0 => Field::Number(varint(&mut message)),
            1 => Field::Number(u64::from_le_bytes(take(&mut message, 8).try_into().unwrap())),
            2 => {
                let length = varint(&mut message) as usize;
                Field::Bytes(take(&mut message, length))
            }
            5 => Field::Number(u32::from_le_bytes(take(&mut message, 4).try_into().unwrap()).into()),
            other => panic!("wire type {other}"),
        };
        found.push((tag >> 3, field));
    }
    found
}

fn varint(message: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = take(message, 1)[0];
        value |= u64::from(byte & 127) << shift;
        shift += 7;
        if byte < 128 {
            return value;
        }
    }
}

fn take<'a>(message: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, rest) = message.split_at(length);
    *message = rest;
    taken
}

/// The messages in the fields of this number.
fn inner(message: &[u8], number: u64) -> Vec<&[u8]> {
    let bytes = |(own, field)| match field {
        Field::Bytes(bytes) if own == number => Some(bytes),
        _ => None,
    };
    fields(message).into_iter().filter_map(bytes).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A `KeyValue`, whose value is a text, a truth or a number.
fn attribute(message: &[u8]) -> (String, String) {
    let value = fields(inner(message, 2)[0]).into_iter().next();
    let value = match value {
        Some((1, Field::Bytes(value))) => text(value),
        Some((_, Field::Number(value))) => value.to_string(),
        _ => String::new(),
    };
    (text(inner(message, 1)[0]), value)
}

fn span(message: &[u8]) -> Span {
    let mut span = Span::default();
    for (number, field) in fields(message) {
        match (number, field) {
            (1, Field::Bytes(id)) => span.trace = hex(id),
            (2, Field::Bytes(id)) => span.id = hex(id),
            (4, Field::Bytes(id)) => span.parent = hex(id),
            (5, Field::Bytes(name)) => span.name = text(name),
            (6, Field::Number(kind)) => span.kind = kind,
            (7, Field::Number(start)) => span.nanoseconds = start,
            (8, Field::Number(end)) => span.nanoseconds = end - span.nanoseconds,
            (9, Field::Bytes(pair)) => drop(span.attributes.extend([attribute(pair)])),
            (15, Field::Bytes(status)) => {
                span.failed = fields(status).iter().any(|field| matches!(field, (3, Field::Number(2))));
            }
            _ => {}
        }
    }
    span
}

/// Receives spans at an address of its own, and hands on those of each request together with the attributes of who sent them.
fn collector() -> (String, mpsc::Receiver<(BTreeMap<String, String>, Vec<Span>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for socket in listener.incoming() {
            let Some(body) = receive(socket.unwrap()) else { continue };
            for resource in inner(&body, 1) {
                let attributes = inner(inner(resource, 1)[0], 1).into_iter().map(attribute).collect();
                let spans = inner(resource, 2).into_iter().flat_map(|scope| inner(scope, 2)).map(span).collect();
                // The test may be over.
                let _over = sender.send((attributes, spans));
            }
        }
    });
    (url, receiver)
}

fn receive(socket: TcpStream) -> Option<Vec<u8>> {
    let mut reader = BufReader::new(socket);
    let (mut length, mut line) = (0, String::new());
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("POST /v1/traces "), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let header = line.trim().to_ascii_lowercase();
        if header.is_empty() {
            break;
        }
        if let Some(told) = header.strip_prefix("content-length: ") {
            length = told.parse().unwrap();
        }
        if let Some(kind) = header.strip_prefix("content-type: ") {
            assert_eq!(kind, "application/x-protobuf");
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let answer =
        "HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    reader.get_mut().write_all(answer.as_bytes()).unwrap();
    Some(body)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_its_operation_and_its_statements_are_spans() {
    for (fresh, system) in
        [(support::seeded_sqlite().await, "sqlite"), (support::seeded_postgres().await, "postgresql")]
    {
        let folder = tempfile::tempdir().unwrap();
        let (url, received) = collector();
        let server = Serving::start(folder.path(), &["--otlp", &url, "--database", &fresh.url]);
        let secret = "Trainspotting";
        let query = "query%20Mine($title:String!)%7Bfilms(filter:%7Btitle:%7Beq:$title%7D%7D)%7BtotalCount%20nodes%7Btitle%20soundtracks%7Bnodes%7Btitle%7D%7D%7D%7D%7D";
        let variables = format!("%7B%22title%22:%22{secret}%22%7D");
        let answer = server.get(&format!(
            "/graphql?query={query}&variables={variables} HTTP/1.1\r\ntraceparent: 00-{TRACE}-{PARENT}-01\r\nignored:"
        ));
        assert!(answer.contains(secret), "{answer}");
        // What is left is sent at the end.
        assert_eq!(server.end("-TERM").0, Some(0));
        let (mut spans, mut resource) = (Vec::new(), BTreeMap::new());
        while let Ok((attributes, more)) = received.try_recv() {
            resource = attributes;
            spans.extend(more);
        }
        assert_eq!(resource["service.name"], "needledrop");
        assert_eq!(resource["service.version"], env!("CARGO_PKG_VERSION"));
        let of_trace: Vec<_> = spans.iter().filter(|span| span.trace == TRACE).collect();
        let request = of_trace.iter().find(|span| span.parent == PARENT).expect("it goes on the trace of the client");
        assert_eq!((request.name.as_str(), request.kind), ("GET", 2));
        assert_eq!(request.attributes["url.path"], "/graphql");
        assert_eq!(request.attributes["http.request.method"], "GET");
        assert_eq!(request.attributes["http.response.status_code"], "200");
        let operation = of_trace.iter().find(|span| span.parent == request.id).expect("an operation");
        assert_eq!(operation.attributes["graphql.operation.name"], "Mine");
        assert_eq!(operation.attributes["graphql.operation.type"], "query");
        assert_eq!(operation.attributes["needledrop.operation"], "films");
        let statements: Vec<_> = of_trace.iter().filter(|span| span.parent == operation.id).collect();
        assert_eq!((statements.len(), of_trace.len()), (3, 5), "{of_trace:#?}");
        for statement in statements {
            assert_eq!(statement.kind, 3);
            assert_eq!(statement.attributes["db.system.name"], system);
            assert!(statement.attributes["db.query.text"].contains("SELECT "));
            assert_eq!(statement.name, format!("SELECT {}", statement.attributes["db.collection.name"]));
            assert!(statement.attributes["db.response.returned_rows"].parse::<u64>().is_ok());
            assert!(statement.nanoseconds > 0 && statement.nanoseconds <= operation.nanoseconds && !statement.failed);
        }
        assert!(!format!("{spans:?}").contains(secret), "a value is in a span");
    }
}

/// A collector that is away holds nobody up, and how many are sent can be said.
#[test]
fn a_collector_that_is_away_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let server = Serving::start(folder.path(), &["--no-seed", "--otlp", "http://127.0.0.1:1/v1/traces"]);
    assert!(server.get("/graphql?query=%7Bfilms%7BtotalCount%7D%7D").starts_with("HTTP/1.1 200"));
    assert_eq!(server.end("-TERM").0, Some(0));

    let (url, received) = collector();
    fs::write(folder.path().join("none.toml"), "[telemetry]\notlp_percent = 0").unwrap();
    let server = Serving::start(folder.path(), &["--no-seed", "--otlp", &url, "--config", "none.toml"]);
    assert!(server.get("/graphql?query=%7Bfilms%7BtotalCount%7D%7D").starts_with("HTTP/1.1 200"));
    assert_eq!(server.end("-TERM").0, Some(0));
    assert!(received.try_recv().is_err());

    fs::write(folder.path().join("bad.toml"), "[telemetry]\notlp_percent = 101").unwrap();
    let (code, text) =
        complaint(&run(folder.path(), &["serve", "--check", "--listen", "127.0.0.1:0", "--config", "bad.toml"]));
    assert!(code == 1 && text.contains("otlp_percent is 101"), "{text}");
}
