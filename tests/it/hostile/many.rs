//! Many connections, and slow ones.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use super::{GROWTH, Server};
use crate::support;

/// As many files as 10,000 connections need, and those of other tests.
const FILES: u64 = 14_000;

/// What begins, and does not go on.
const HALF_A_HEAD: &[u8] = b"POST /graphql HTTP/1.1\r\nhost: te";
const HALF_A_BODY: &[u8] =
    b"POST /graphql HTTP/1.1\r\nhost: test\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
const WHOLE: &[u8] = b"GET /livez HTTP/1.1\r\nhost: test\r\n\r\n";

/// Whoever holds connections for nothing, others are answered at once: with room to spare, and after each thousand.
#[tokio::test]
async fn ten_thousand_connections_leave_room_for_a_good_one() {
    assert!(
        rlimit::increase_nofile_limit(FILES).unwrap() >= FILES,
        "so few files may be open here that nothing is shown"
    );
    let fresh = support::seeded_sqlite().await;
    let server = Server::start(&fresh.url, "[http]\nheader_seconds = 600\nbody_seconds = 600\n");
    server.is_well("the start");
    let before = server.memory();
    let mut held: Vec<TcpStream> = Vec::new();
    for number in 0..10_000 {
        let mut socket = server.connect();
        let begun = [&b""[..], HALF_A_HEAD, HALF_A_BODY, WHOLE][number % 4];
        // Who was sent away meanwhile is not asked.
        let _sent = socket.write_all(begun);
        held.push(socket);
        if number % 1_000 == 999 {
            let began = Instant::now();
            server.is_well("so many connections");
            assert!(began.elapsed() < Duration::from_secs(5), "{:?} after {number} connections", began.elapsed());
        }
    }
    let grown = server.memory().saturating_sub(before);
    assert!(grown < GROWTH, "{} MiB more than before", grown >> 20);
    drop(held);
    server.is_well("they have gone");
}

/// The sockets that a server has open, of which those of connections are most.
fn sockets(server: &Server) -> usize {
    let open = std::fs::read_dir(format!("/proc/{}/fd", server.child.id())).unwrap();
    let target = |file: std::io::Result<std::fs::DirEntry>| std::fs::read_link(file.ok()?.path()).ok();
    open.filter_map(target).filter(|target| target.to_string_lossy().starts_with("socket:")).count()
}

/// Clients that read nothing of what they asked for are cut off, and give back what they held.
#[tokio::test]
async fn who_does_not_read_is_cut_off() {
    let fresh = support::seeded_sqlite().await;
    let server = Server::start(&fresh.url, "[http]\nwrite_seconds = 1\n");
    let others = sockets(&server);
    let asked = b"GET /schema.graphql HTTP/1.1\r\nhost: test\r\n\r\n".repeat(200);
    let mut slow: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    for socket in &mut slow {
        socket.write_all(&asked).unwrap();
    }
    server.is_well("those who do not read");
    // Those who read what is left find that it ends before its time.
    let begun = Instant::now();
    while sockets(&server) > others {
        assert!(begun.elapsed() < Duration::from_secs(25), "they are still connected");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut rest = Vec::new();
    // An end or a reset, either way there is no more.
    let _ended = slow[0].read_to_end(&mut rest);
    server.is_well("they were cut off");
}
