//! The program as a process that can be killed, and how it is asked.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use super::load::Load;

/// How long an answer is waited for: longer than the server may take, so that one that never comes is told from one that is
/// late.
const PATIENCE: Duration = Duration::from_secs(20);

/// The number of films, as an address.
pub const FILMS: &str = "/graphql?query=%7Bfilms%7BtotalCount%7D%7D";

/// The program in this folder, without the environment of whoever runs the tests.
pub fn needledrop(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_needledrop"));
    command.current_dir(folder).env_clear().args(arguments);
    command
}

/// Runs a command that ends. Returns its code and all that it said.
pub fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    ended(needledrop(folder, arguments))
}

pub fn ended(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// A server. Killed when it is dropped.
pub struct Server {
    child: Child,
    /// Address and port.
    pub at: String,
    log: PathBuf,
}

impl Server {
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_at(folder, "127.0.0.1:0", arguments)
    }

    pub fn start_at(folder: &Path, at: &str, arguments: &[&str]) -> Self {
        let log = folder.join(format!("server-{}.log", at.replace(':', "-")));
        let mut command = needledrop(folder, &["serve", "--listen", at]);
        command.args(arguments).stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.trim().strip_prefix("needledrop answers at http://");
        let at = at.unwrap_or_else(|| panic!("{line:?}: {}", std::fs::read_to_string(&log).unwrap())).to_owned();
        Self { child, at, log }
    }

    /// By SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    pub async fn get(&self, path: &str) -> Result<(u16, String), String> {
        get(&self.at, path).await
    }

    /// The number of films.
    pub async fn films(&self) -> Result<u64, String> {
        films(&self.at).await
    }

    /// Those who ask for the number of films without a pause.
    pub fn load(&self, many: usize) -> Load {
        load(&self.at, many)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already where the test killed it.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

pub fn load(at: &str, many: usize) -> Load {
    let at = at.to_owned();
    Load::start(many, move || {
        let at = at.clone();
        async move { films(&at).await.map(drop) }
    })
}

/// The number of films; or the status and the code of the error, or what came instead of an answer.
pub async fn films(at: &str) -> Result<u64, String> {
    let (status, body) = get(at, FILMS).await?;
    let json: Value = serde_json::from_str(&body).map_err(|_| format!("{status} {body}"))?;
    match json["data"]["films"]["totalCount"].as_u64() {
        Some(films) if status == 200 => Ok(films),
        _ => Err(format!("{status} {}", json["errors"][0]["extensions"]["code"].as_str().unwrap_or(&body))),
    }
}

/// Asks by a connection of its own. Returns the status and the body of the answer.
pub async fn get(at: &str, path: &str) -> Result<(u16, String), String> {
    let ask = async {
        let mut socket = TcpStream::connect(at).await?;
        let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
        socket.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await?;
        Ok::<_, std::io::Error>(answer)
    };
    let answer = timeout(PATIENCE, ask).await.map_err(|_| "no answer".to_owned())?;
    let answer = answer.map_err(|error| error.kind().to_string())?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("the connection was cut")?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or("this is not HTTP")?;
    Ok((status, body.to_owned()))
}
