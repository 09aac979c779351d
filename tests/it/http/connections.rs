//! Real sockets: who may hold a connection, and for how long.
//!
//! Where a test waits for the server to give up, the limit is a second, and the test fails when nothing happens for ten.

use std::{net::SocketAddr, time::Duration};

use needledrop::http::Options;
use sea_orm::ConnectionTrait;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
    time::timeout,
};

use super::app_with;
use crate::support;

const BODY: &str = r#"{"query": "{ __typename }"}"#;
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Server {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Server {
    pub async fn start(options: Options) -> Self {
        Self::start_with(app_with(&options).await, options).await
    }

    async fn start_with(app: axum::Router, options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(async move {
            let stop = async { stopped.await.unwrap() };
            needledrop::http::serve(listener, app, &options, stop).await;
        });
        Self { address, stop, task }
    }

    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Begins to stop, and returns what ends when the server has.
    fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.task
    }
}

fn impatient() -> Options {
    Options { header_seconds: 1, body_seconds: 1, ..Options::default() }
}

fn head(more: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: {}\r\n{more}\r\n",
        BODY.len()
    )
}

pub async fn write(socket: &mut TcpStream, text: &str) {
    socket.write_all(text.as_bytes()).await.unwrap();
}

/// Reads until the server closes the connection.
pub async fn read_to_end(socket: &mut TcpStream) -> String {
    let mut text = Vec::new();
    timeout(PATIENCE, socket.read_to_end(&mut text)).await.expect("the connection stays open").unwrap();
    String::from_utf8(text).unwrap()
}

/// Reads one answer to [`BODY`] from a connection that stays open.
async fn read_answer(socket: &mut TcpStream) -> String {
    let mut text = String::new();
    while !text.ends_with("}}") {
        let mut bytes = [0; 1024];
        let length = timeout(PATIENCE, socket.read(&mut bytes)).await.expect("no answer").unwrap();
        assert_ne!(length, 0, "closed after {text:?}");
        text += std::str::from_utf8(&bytes[..length]).unwrap();
    }
    text
}

#[tokio::test]
async fn a_client_that_says_nothing_is_let_go() {
    let server = Server::start(impatient()).await;
    let mut silent = server.connect().await;
    let mut slow = server.connect().await;
    write(&mut slow, "POST /graphql HTTP/1.1\r\nhost: te").await;
    let mut idle = server.connect().await;
    write(&mut idle, &(head("") + BODY)).await;
    assert!(read_answer(&mut idle).await.contains("200 OK"));

    assert_eq!(read_to_end(&mut silent).await, "");
    read_to_end(&mut slow).await;
    assert_eq!(read_to_end(&mut idle).await, "");
}

#[tokio::test]
async fn a_body_that_does_not_come_is_told() {
    let server = Server::start(impatient()).await;
    let mut socket = server.connect().await;
    write(&mut socket, &(head("") + &BODY[..5])).await;
    let answer = read_to_end(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("BAD_REQUEST"), "{answer}");
}

#[tokio::test]
async fn a_client_that_has_closed_its_side_is_answered() {
    let server = Server::start(Options::default()).await;
    let mut socket = server.connect().await;
    write(&mut socket, &(head("") + BODY)).await;
    socket.shutdown().await.unwrap();
    assert!(read_to_end(&mut socket).await.starts_with("HTTP/1.1 200 OK"));
}

#[tokio::test]
async fn connections_without_a_request_do_not_hold_up_the_end() {
    let server = Server::start(Options::default()).await;
    let _silent = server.connect().await;
    let mut half = server.connect().await;
    write(&mut half, "POST /graphql HTTP/1.1\r\n").await;
    let mut idle = server.connect().await;
    write(&mut idle, &(head("") + BODY)).await;
    read_answer(&mut idle).await;

    // Less than the time for headers, after which these would be closed in any case.
    timeout(Duration::from_secs(5), server.stop()).await.expect("the server goes on").unwrap();
}

#[tokio::test]
async fn what_is_under_way_at_the_end_is_answered() {
    let server = Server::start(Options::default()).await;
    let address = server.address;
    let mut socket = server.connect().await;
    // The server asks for the body, so the request has begun.
    write(&mut socket, &head("expect: 100-continue\r\n")).await;
    let mut go_on = [0; 25];
    timeout(PATIENCE, socket.read_exact(&mut go_on)).await.expect("no answer").unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");

    let mut ended = server.stop();
    while TcpStream::connect(address).await.is_ok() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(timeout(Duration::from_millis(500), &mut ended).await.is_err(), "ended with a request under way");

    write(&mut socket, BODY).await;
    let answer = read_to_end(&mut socket).await;
    assert!(answer.contains("200 OK") && answer.contains("connection: close"), "{answer}");
    timeout(PATIENCE, ended).await.expect("the server goes on").unwrap();
}

#[tokio::test]
async fn a_request_that_does_not_end_is_cut_in_the_end() {
    let server = Server::start(Options { stop_seconds: 1, ..Options::default() }).await;
    let mut socket = server.connect().await;
    write(&mut socket, &(head("") + &BODY[..5])).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    timeout(PATIENCE, server.stop()).await.expect("the server goes on").unwrap();
}

/// Of connections that wait for their clients, the one that has waited for longest makes room.
#[tokio::test]
async fn who_idles_longest_makes_room_for_others() {
    let server = Server::start(Options { connections: 2, header_seconds: 600, ..Options::default() }).await;
    let mut sockets = Vec::new();
    for _ in 0..4 {
        let mut socket = server.connect().await;
        write(&mut socket, &(head("") + BODY)).await;
        assert!(read_answer(&mut socket).await.starts_with("HTTP/1.1 200 OK"));
        sockets.push(socket);
        // Time is counted in thousandths of a second.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    for gone in &mut sockets[..2] {
        assert_eq!(read_to_end(gone).await, "");
    }
    for open in &mut sockets[2..] {
        write(open, &(head("") + BODY)).await;
        read_answer(open).await;
    }
}

/// A request that is at work keeps its connection, whoever else comes.
#[tokio::test]
async fn who_is_at_work_is_waited_for() {
    let database = super::database().await;
    needledrop::db::migrate(&database).await.unwrap();
    let options = Options { connections: 1, request_seconds: 60, ..Options::default() };
    let app = needledrop::http::router(support::api_within(&database, Default::default()), &options);
    let server = Server::start_with(app, options).await;
    database.write.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let body = r#"{"query": "{ films { totalCount } }"}"#;
    let post = format!(
        "POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut working = server.connect().await;
    write(&mut working, &post).await;
    // Until then it waits for the file.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut second = server.connect().await;
    write(&mut second, &(head("connection: close\r\n") + BODY)).await;
    let mut byte = [0; 1];
    assert!(timeout(Duration::from_millis(300), second.read(&mut byte)).await.is_err(), "answered beyond the limit");
    database.write.execute_unprepared("COMMIT").await.unwrap();
    assert!(read_to_end(&mut working).await.contains("totalCount"));
    assert!(read_to_end(&mut second).await.starts_with("HTTP/1.1 200 OK"));
}
