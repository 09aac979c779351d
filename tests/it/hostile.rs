//! What nobody should send, by the hundred: each input is a row of a table in `hostile/`, with the answer that it must get.
//!
//! They are sent to the program itself over a socket, on both databases. After each a good request is answered, and at the
//! end the program has taken no more memory than it should. Nothing is ever answered with a fault of ours.

mod many;
mod secrets;

use std::{
    fs::File,
    io::{BufRead, BufReader, Read, Write},
    net::{Shutdown, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::support;

/// More than any answer takes. Whatever is waited for this long does not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a server may take more at the end than at the beginning.
const GROWTH: u64 = 256 << 20;

#[derive(Deserialize)]
struct Table<const N: usize> {
    #[serde(bound(deserialize = "[String; N]: Deserialize<'de>"))]
    cases: Vec<[String; N]>,
}

fn cases<const N: usize>(text: &str) -> Vec<[String; N]>
where
    [String; N]: for<'de> Deserialize<'de>,
{
    toml::from_str::<Table<N>>(text).unwrap().cases
}

/// A server that runs, and is killed should its test fail.
struct Server {
    child: Child,
    at: String,
    folder: tempfile::TempDir,
}

impl Server {
    /// Serves this database, with a configuration in TOML.
    fn start(database: &str, config: &str) -> Self {
        Self::logging("info", database, config)
    }

    fn logging(level: &str, database: &str, config: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("needledrop.toml"), config).unwrap();
        std::fs::create_dir(path("data")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_needledrop"));
        command.args(["serve", "--config", "needledrop.toml", "--listen", "127.0.0.1:0", "--data", "data"]);
        command.args(["--database", database, "--log-json", "--log", level]).current_dir(folder.path());
        command.stdout(Stdio::piped()).stderr(File::create(path("log")).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("needledrop answers at http://");
        let log = || std::fs::read_to_string(path("log")).unwrap();
        let at = at.unwrap_or_else(|| panic!("{line:?} {}", log())).to_owned();
        Self { child, at, folder }
    }

    fn connect(&self) -> TcpStream {
        let socket = TcpStream::connect(&self.at).expect("the server accepts connections");
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket
    }

    /// Bytes of memory that are in use.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(Path::new("/proc").join(self.child.id().to_string()).join("status"));
        let status = status.expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap()
    }

    /// Sends bytes and reads all that comes back. Tells whether the server was the first to end the connection.
    fn exchange(&self, bytes: &[u8], ends: bool) -> (Vec<u8>, bool) {
        let mut socket = self.connect();
        let mut sending = socket.try_clone().unwrap();
        let bytes = bytes.to_vec();
        // Aside, since who is refused early does not take the rest.
        let sent = std::thread::spawn(move || {
            // Whether all was taken shows in the answer.
            let _sent = sending.write_all(&bytes);
            if !ends {
                let _ended = sending.shutdown(Shutdown::Write);
            }
        });
        let (mut answer, mut closed, mut piece) = (Vec::new(), ends, [0; 64 * 1024]);
        if ends {
            socket.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
        }
        loop {
            match socket.read(&mut piece) {
                Ok(0) => break,
                Ok(length) => answer.extend_from_slice(&piece[..length]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock && closed => {
                    closed = false;
                    socket.set_read_timeout(Some(PATIENCE)).unwrap();
                    let _ended = socket.shutdown(Shutdown::Write);
                }
                // Who is refused in the middle of what it sends is cut off behind its answer.
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
                Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(&answer)),
            }
        }
        sent.join().unwrap();
        (answer, closed)
    }

    /// A good request is answered as ever.
    fn is_well(&self, after: &str) {
        let good = post("content-type: application/json", &json!({ "query": GOOD }).to_string().into_bytes());
        let (answer, _) = self.exchange(&good, false);
        let text = String::from_utf8_lossy(&answer);
        let told = text.starts_with("HTTP/1.1 200 ") && text.contains(r#"{"films":{"totalCount":"#);
        assert!(told, "a good request after {after}: {text}");
    }

    /// Sends one input, and says what is wrong with the answer.
    fn tries(&self, name: &str, bytes: &[u8], expected: &str) -> Option<String> {
        let ends = expected.contains("closed");
        let (answer, closed) = self.exchange(bytes, ends);
        let head = bytes.starts_with(b"HEAD");
        let found = match answers(&answer, head) {
            Ok(found) => found + if ends && closed { " closed" } else { "" },
            Err(wrong) => wrong,
        };
        let found = if found.is_empty() { "nothing".to_owned() } else { found.trim().to_owned() };
        self.is_well(name);
        let fits = String::from_utf8(bytes_of(expected)).unwrap().split('|').any(|one| one.trim() == found);
        (!fits).then(|| format!("{name}: expected {expected}, found {found}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

const GOOD: &str = "{ films { totalCount } }";

/// The bytes that a text of a table stands for.
fn bytes_of(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let repeated = repeated(text);
    let mut rest = repeated.as_str();
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let (byte, length) = match after.as_bytes().first() {
            Some(b'r') => (b'\r', 1),
            Some(b'n') => (b'\n', 1),
            Some(b't') => (b'\t', 1),
            Some(b'0') => (0, 1),
            Some(b'\\') => (b'\\', 1),
            Some(b'x') => (u8::from_str_radix(&after[1..3], 16).unwrap(), 3),
            _ => (b'\\', 0),
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// A text with what stands in ⟨…×number⟩ as often as it says. In it, `№` is the number of the time, and `+` the next one.
fn repeated(text: &str) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟨') {
        let (inner, behind) = after.split_once('⟩').expect("what is opened is closed");
        let (part, times) = inner.rsplit_once('×').expect("it says how often");
        whole += before;
        let counts = part.contains('№');
        for time in 0..times.parse::<usize>().unwrap() {
            if counts {
                whole += &part.replace('№', &time.to_string()).replace('+', &(time + 1).to_string());
            } else {
                whole += part;
            }
        }
        rest = behind;
    }
    whole + rest
}

fn post(headers: &str, body: &[u8]) -> Vec<u8> {
    let headers = if headers.is_empty() { String::new() } else { format!("{headers}\r\n") };
    let head = format!("POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n", body.len());
    [head.as_bytes(), &bytes_of(&headers), b"\r\n", body].concat()
}

/// What came back, as the tables say it: the status of each answer and the code of its error, such as
/// `200, 400 BAD_REQUEST`. What no answer should look like is an error.
fn answers(mut bytes: &[u8], to_head: bool) -> Result<String, String> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let wrong = |what: &str| format!("{what}: {:.300}", String::from_utf8_lossy(bytes));
        let end = memchr::memmem::find(bytes, b"\r\n\r\n").ok_or_else(|| wrong("half a head"))?;
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status =
            head.split(' ').nth(1).filter(|_| head.starts_with("http/1.")).ok_or_else(|| wrong("no status"))?;
        let header =
            |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned);
        let rest = &bytes[end + 4..];
        if to_head {
            found.push(format!("{status}{}", if rest.is_empty() { " without body" } else { "" }));
            break;
        }
        let (body, behind) = if header("transfer-encoding").as_deref() == Some("chunked") {
            pieces(rest).ok_or_else(|| wrong("half a body"))?
        } else {
            let length = header("content-length").map_or(0, |length| length.parse::<usize>().unwrap());
            let body = rest.get(..length).ok_or_else(|| wrong("half a body"))?;
            (body.to_vec(), &rest[length..])
        };
        let code =
            if status == "100" { String::new() } else { code(status, &header, &body).map_err(|what| wrong(&what))? };
        found.push(format!("{status} {code}").trim().to_owned());
        bytes = behind;
    }
    Ok(found.join(", "))
}

/// A body that came in pieces, and what stands behind it.
fn pieces(mut rest: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut body = Vec::new();
    loop {
        let end = memchr::memmem::find(rest, b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?, 16).ok()?;
        body.extend_from_slice(rest.get(end + 2..end + 2 + length)?);
        rest = rest.get(end + 4 + length..)?;
        if length == 0 {
            return Some((body, rest));
        }
    }
}

/// The code of the first error. An answer without an error has none; an error without a code is an error.
fn code(status: &str, header: &dyn Fn(&str) -> Option<String>, body: &[u8]) -> Result<String, String> {
    if header("x-request-id").is_none() {
        return Err("an answer without an id".to_owned());
    }
    if status.starts_with('5') {
        return Err("a fault of ours".to_owned());
    }
    let kind = header("content-type").unwrap_or_default();
    if kind.starts_with("text/html") {
        let policy = header("content-security-policy").is_some_and(|policy| !policy.contains("'unsafe-eval'"));
        return if policy { Ok(String::new()) } else { Err("a page without a policy".to_owned()) };
    }
    if !kind.contains("json") {
        return if status < "400" { Ok(String::new()) } else { Err(format!("an error as {kind}")) };
    }
    let json: Value = serde_json::from_slice(body).map_err(|error| format!("no JSON ({error})"))?;
    let errors = json["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let codes: Vec<&str> =
        errors.iter().map(|error| error["extensions"]["code"].as_str().unwrap_or_default()).collect();
    if codes.iter().any(|code| code.is_empty() || *code == "INTERNAL_SERVER_ERROR") {
        return Err("an error without a code, or of ours".to_owned());
    }
    if codes.is_empty() && status >= "400" {
        return Err("an error that says nothing".to_owned());
    }
    if errors.iter().any(|error| error["message"].as_str().is_none_or(|message| message.chars().count() > 1_002)) {
        return Err("a message of any length".to_owned());
    }
    Ok(codes.first().copied().unwrap_or_default().to_owned())
}

/// Tries all tables.
fn tries_all(database: &str) {
    // What ends a connection is its input and no deadline, and whatever takes long does so on a busy machine.
    let server = Server::start(database, "[http]\nheader_seconds = 60\nrequest_seconds = 60\n");
    server.is_well("the start");
    let mut wrong = Vec::new();
    let mut count = 0;
    // Twice, since some memory is taken once and for all; what leaks is taken each time.
    let mut memory = 0;
    for round in 0..2 {
        count = 0;
        let mut tries = |name: &str, bytes: &[u8], expected: &str| {
            count += 1;
            wrong.extend(server.tries(name, bytes, expected));
        };
        for [name, sent, expected] in cases(include_str!("hostile/wire.toml")) {
            tries(&name, &bytes_of(&sent), &expected);
        }
        for [name, headers, body, expected] in cases(include_str!("hostile/bodies.toml")) {
            tries(&name, &post(&headers, &bytes_of(&body)), &expected);
        }
        for [name, document, variables, expected] in cases(include_str!("hostile/documents.toml")) {
            let mut request = json!({ "query": repeated(&document) });
            if !variables.is_empty() {
                request["variables"] = serde_json::from_str(&repeated(&variables)).unwrap();
            }
            let headers = "content-type: application/json\r\naccept: application/graphql-response+json";
            tries(&name, &post(headers, request.to_string().as_bytes()), &expected);
        }
        for [address, headers, expected] in cases(include_str!("hostile/addresses.toml")) {
            let headers = if headers.is_empty() { headers } else { headers + "\\r\\n" };
            let bytes = bytes_of(&format!("GET {address} HTTP/1.1\\r\\nhost: test\\r\\n{headers}\\r\\n"));
            tries(&address, &bytes, &expected);
        }
        if !wrong.is_empty() {
            break;
        }
        if round == 0 {
            memory = server.memory();
        }
    }
    assert!(wrong.is_empty(), "{} of {count} are not answered as they should be:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count >= 300, "{count}");
    let grown = server.memory().saturating_sub(memory);
    assert!(grown < GROWTH, "{} MiB more than before", grown >> 20);
    let log = server.log();
    let fault = log.lines().find(|line| line.contains("panicked") || line.contains("\"level\":\"ERROR\""));
    assert_eq!(fault, None, "a fault of ours");
}

#[tokio::test]
async fn on_sqlite() {
    let fresh = support::seeded_sqlite().await;
    tries_all(&fresh.url);
}

#[tokio::test]
async fn on_postgres() {
    let fresh = support::seeded_postgres().await;
    tries_all(&fresh.url);
}

/// The settings that bound what clients may ask for, with their defaults.
#[test]
fn every_limit_is_documented() {
    let text = std::fs::read_to_string("docs/limits.md").unwrap();
    let config: toml::Table = toml::from_str(&needledrop::config::Config::default().to_toml().unwrap()).unwrap();
    for section in ["document", "http", "pool"] {
        let settings = config[section].as_table().unwrap();
        let nested = settings.values().filter_map(|value| value.as_table()).flatten();
        let nested: Vec<_> = nested.map(|(name, value)| (format!("{section}.rate.{name}"), value)).collect();
        let own = settings.iter().filter(|(_, value)| !value.is_table());
        for (name, value) in own.map(|(name, value)| (format!("{section}.{name}"), value)).chain(nested) {
            let line = text.lines().find(|line| line.contains(&format!("`{name}`")));
            let line = line.unwrap_or_else(|| panic!("docs/limits.md does not tell of `{name}`"));
            // This one depends on the machine.
            let told = line.contains(&format!("| {value} |")) || name == "pool.read_connections";
            assert!(told, "docs/limits.md says of `{name}`, which is {value}: {line}");
        }
    }
}

#[test]
fn tables_are_read_as_they_say() {
    assert_eq!(bytes_of(r"a\r\n\0\xff\\n\q⟨bc×3⟩"), b"a\r\n\0\xff\\n\\qbcbcbc");
    assert_eq!(repeated("⟨F№ + ×2⟩F2"), "F0 1 F1 2 F2");
    assert_eq!(answers(b"HTTP/1.1 200 OK\r\nx-request-id: 1\r\ncontent-length: 1\r\n\r\na", false).unwrap(), "200");
    for wrong in [
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nx-request-id: 1\r\ncontent-length: 2\r\n\r\na",
        "HTTP/1.1 500 Oh\r\nx-request-id: 1\r\n\r\n",
        "HTTP/1.1 400 Bad\r\nx-request-id: 1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx-request-id: 1\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{\"errors\":[{}]}",
        "HTTP/1.1 200 OK\r\nx-request-id: 1\r\ncontent-type: text/html\r\n\r\n",
    ] {
        assert!(answers(wrong.as_bytes(), false).is_err(), "{wrong}");
    }
}
