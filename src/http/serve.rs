//! Accepts connections, keeps clients from holding them for nothing, and ends without cutting anyone off.
//!
//! `axum::serve` sets no time limits and closes on clients that have finished sending, so hyper is driven by hand.

mod bodies;
mod connections;
mod wire;

use std::{
    io,
    net::SocketAddr,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::Request,
    http::{HeaderValue, Version, header},
    response::{IntoResponse, Response},
};
use hyper::{body::Incoming, server::conn::http1::Builder};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tower::{ServiceExt, service_fn};

use self::{
    bodies::{Received, Sent},
    connections::{Connections, Held},
    wire::Wire,
};
use super::{Options, answer::Refusal, client::Clients, counted::Counted, request_id};

/// How long a connection that has not asked for anything yet may still ask once the server is stopping.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How long connections that were cut off may take to end, and their statements with them.
const CUT: Duration = Duration::from_secs(1);

/// Size of the address and the headers of a request.
const HEAD_BYTES: usize = 64 * 1024;

/// Files that may be open beside those of connections: of the database, of tables and of the system.
const OTHER_FILES: usize = 256;

/// What a request knows of the connection on which it came: an extension of the request.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    peer: SocketAddr,
    closing: Arc<AtomicBool>,
}

impl Connection {
    /// Who is at the other end: the client, or a proxy before us.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Whether the server is stopping, and answers for the last time on this connection.
    pub fn closing(&self) -> bool {
        self.closing.load(Ordering::Relaxed)
    }
}

/// Answers on this address until `stop` is done, goes on for `drain_seconds`, and then waits until whatever is under way has
/// been answered. What takes longer than `stop_seconds` is cut off, and so is all of it if this is dropped.
pub async fn serve(listener: TcpListener, router: Router, options: &Options, stop: impl Future<Output = ()>) {
    let connections = Connections::new(fitting(options.connections), options.connections_per_client);
    // Connections are asked to end by a value, and cut off when this is dropped.
    let (stopping, _) = watch::channel(());
    let closing = Arc::new(AtomicBool::new(false));
    let server = Arc::new(Server {
        builder: builder(options),
        router,
        clients: Clients::new(&options.rate, &options.proxies, options.proxies_write),
        write_time: options.write_time(),
    });
    let mut stop = pin!(async {
        stop.await;
        closing.store(true, Ordering::Relaxed);
        if options.drain_seconds > 0 {
            tracing::info!(seconds = options.drain_seconds, "requests are answered for the last time");
            tokio::time::sleep(Duration::from_secs(options.drain_seconds)).await;
        }
    });
    loop {
        let (socket, peer, held) = tokio::select! {
            connection = next(&listener, &server.clients, &connections) => connection,
            () = &mut stop => break,
        };
        let own = Connection { peer, closing: closing.clone() };
        tokio::spawn(connection(socket, own, server.clone(), stopping.subscribe(), held));
    }

    drop(listener);
    stopping.send_replace(());
    tracing::info!(open = connections.count(), "stopping");
    if tokio::time::timeout(options.stop_time(), connections.none()).await.is_err() {
        tracing::warn!(cut = connections.count(), "connections did not end in time");
        drop(stopping);
        if tokio::time::timeout(CUT, connections.none()).await.is_err() {
            tracing::error!("connections that were cut off did not end");
        }
    }
}

/// So many of the connections that are wanted as there may be open files, of which each is one.
fn fitting(connections: usize) -> usize {
    let wanted = connections.saturating_add(OTHER_FILES);
    let limit = match rlimit::increase_nofile_limit(wanted as u64) {
        Ok(limit) => usize::try_from(limit).unwrap_or(usize::MAX),
        Err(error) => {
            tracing::warn!(%error, "the number of files that may be open is not known");
            return connections;
        }
    };
    if limit >= wanted {
        return connections;
    }
    let fit = limit.saturating_sub(OTHER_FILES).max(1);
    tracing::warn!(limit, wanted, "so few files may be open that no more than {fit} connections can be");
    fit
}

/// What all connections share.
struct Server {
    builder: Builder,
    router: Router,
    clients: Clients,
    write_time: Duration,
}

/// HTTP/2 is for the proxy in front, which has the certificate that browsers want for it.
fn builder(options: &Options) -> Builder {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_time())
        // A client that has closed its side may still be waiting for its answer.
        .half_close(true)
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES);
    builder
}

/// The next connection, as soon as it may be open.
async fn next(
    listener: &TcpListener,
    clients: &Clients,
    connections: &Arc<Connections>,
) -> (TcpStream, SocketAddr, Held) {
    loop {
        match listener.accept().await {
            Ok((socket, peer)) => {
                let room = connections.room().await;
                return (socket, peer, connections.hold(clients.of_connection(peer.ip()), room));
            }
            Err(error) if of_the_client(&error) => {}
            Err(error) => {
                // Most often there are too many open files, and trying again at once would only keep a core busy.
                tracing::error!(%error, "cannot accept connections");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    }
}

/// The client went away before it was accepted.
fn of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves one connection to its end.
async fn connection(
    socket: TcpStream,
    own: Connection,
    server: Arc<Server>,
    mut stopping: watch::Receiver<()>,
    held: Held,
) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended at once");
        return;
    }
    let turn = held.turn().clone();
    let (shared, asked) = (server.clone(), turn.clone());
    let service = service_fn(move |request: Request<Incoming>| {
        let (server, turn, own) = (shared.clone(), asked.clone(), own.clone());
        async move {
            turn.asked.store(true, Ordering::Relaxed);
            let request = request.map(|body| Body::new(Received::new(body, &turn)));
            let answer = server.answer(own, request).await;
            Ok::<_, std::convert::Infallible>(answer.map(|body| Sent::new(body, turn)))
        }
    });
    let wire = TokioIo::new(Wire::new(Counted::new(socket), server.write_time));
    let mut connection = pin!(server.builder.serve_connection(wire, TowerToHyperService::new(service)));

    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            // Closes a connection that waits for its next request. One that waits for its first is taken for busy, so
            // it is given a moment and then dropped: browsers open such connections in advance.
            connection.as_mut().graceful_shutdown();
            let last = async {
                match tokio::time::timeout(LAST_WORDS, connection.as_mut()).await {
                    Ok(ended) => ended,
                    Err(_) if turn.asked.load(Ordering::Relaxed) => connection.await,
                    Err(_) => Ok(()),
                }
            };
            tokio::select! {
                ended = last => ended,
                _ = stopping.changed() => Ok(()),
            }
        }
        () = turn.sent_away() => {
            // A request that has come in the meantime is answered.
            connection.as_mut().graceful_shutdown();
            if turn.waits() {
                return;
            }
            tokio::select! {
                ended = connection => ended,
                () = cut_off(&mut stopping) => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        // Clients go away and send rubbish all day; this is for those who look into one of them.
        tracing::debug!(%error, "a connection broke");
    }
}

/// Ends when connections are cut off.
async fn cut_off(stopping: &mut watch::Receiver<()>) {
    while stopping.changed().await.is_ok() {}
}

impl Server {
    async fn answer(&self, own: Connection, mut request: Request) -> Response {
        if !names_its_host(&request) {
            let message = "a request of HTTP/1.1 has the header `host` once, which is the name of this server";
            let mut refusal = Refusal::bad_request(message).into_response();
            // As all answers of the router have.
            refusal.headers_mut().insert(request_id::X_REQUEST_ID, request_id::fresh());
            refusal.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            return refusal;
        }
        if let Some(quota) = self.clients.quota(own.peer().ip(), request.headers()) {
            request.extensions_mut().insert(quota);
        }
        let closing = own.closing.clone();
        request.extensions_mut().insert(own);
        let mut answer = match self.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        };
        // A client that keeps its connection learns in time to open another one, elsewhere.
        if closing.load(Ordering::Relaxed) {
            answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        answer
    }
}

/// Whether proxies and we take a request for one to the same host.
fn names_its_host(request: &Request) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => {
            host.as_bytes().iter().all(|byte| byte.is_ascii_graphic() && !b"/\\@?#,\"<>^`{|}".contains(byte))
        }
        (None, _) => request.version() != Version::HTTP_11,
        (Some(_), Some(_)) => false,
    }
}
