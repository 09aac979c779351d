//! Accepts connections, keeps clients from holding them for nothing, and ends without cutting anyone off.
//!
//! `axum::serve` sets no time limits and closes on clients that have finished sending, so hyper is driven by hand.

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
    extract::Request,
    http::{HeaderValue, header},
    response::Response,
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::ServiceExt;

use super::{Options, counted::Counted};

/// How long a connection that has not asked for anything yet may still ask once the server is stopping.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How long connections that were cut off may take to end, and their statements with them.
const CUT: Duration = Duration::from_secs(1);

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
    let most = u32::try_from(options.connections).unwrap_or(u32::MAX).min(Semaphore::MAX_PERMITS as u32);
    let connections = Arc::new(Semaphore::new(most as usize));
    // Connections are asked to end by a value, and cut off when this is dropped.
    let (stopping, _) = watch::channel(());
    let closing = Arc::new(AtomicBool::new(false));
    let builder = Arc::new(builder(options));
    let mut stop = pin!(async {
        stop.await;
        closing.store(true, Ordering::Relaxed);
        if options.drain_seconds > 0 {
            tracing::info!(seconds = options.drain_seconds, "requests are answered for the last time");
            tokio::time::sleep(Duration::from_secs(options.drain_seconds)).await;
        }
    });
    loop {
        // Connections beyond the limit wait in the kernel, where they cost us nothing.
        let (socket, peer, permit) = tokio::select! {
            connection = next(&listener, &connections) => connection,
            () = &mut stop => break,
        };
        let own = Connection { peer, closing: closing.clone() };
        tokio::spawn(connection(socket, own, builder.clone(), router.clone(), stopping.subscribe(), permit));
    }

    drop(listener);
    stopping.send_replace(());
    let open = most as usize - connections.available_permits();
    tracing::info!(open, "stopping");
    // Each connection holds a permit to its end.
    if tokio::time::timeout(options.stop_time(), connections.acquire_many(most)).await.is_err() {
        let cut = most as usize - connections.available_permits();
        tracing::warn!(cut, "connections did not end in time");
        drop(stopping);
        if tokio::time::timeout(CUT, connections.acquire_many(most)).await.is_err() {
            tracing::error!("connections that were cut off did not end");
        }
    }
}

fn builder(options: &Options) -> Builder<TokioExecutor> {
    // HTTP/2 is for the proxy in front, which has the certificate that browsers want for it.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_time())
        // A client that has closed its side may still be waiting for its answer.
        .half_close(true)
        .max_buf_size(64 * 1024);
    builder
}

/// The next connection, as soon as one may be open.
async fn next(listener: &TcpListener, connections: &Arc<Semaphore>) -> (TcpStream, SocketAddr, OwnedSemaphorePermit) {
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else {
            unreachable!("the semaphore is never closed");
        };
        match listener.accept().await {
            Ok((socket, peer)) => return (socket, peer, permit),
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

/// Serves one connection to its end. The permit is given back then.
async fn connection(
    socket: TcpStream,
    own: Connection,
    builder: Arc<Builder<TokioExecutor>>,
    router: Router,
    mut stopping: watch::Receiver<()>,
    _permit: OwnedSemaphorePermit,
) {
    if let Err(error) = socket.set_nodelay(true) {
        tracing::debug!(%error, "a connection ended at once");
        return;
    }
    let asked = Arc::new(AtomicBool::new(false));
    let (asking, closing) = (asked.clone(), own.closing.clone());
    let service = router
        .map_request(move |mut request: Request<_>| {
            asking.store(true, Ordering::Relaxed);
            request.extensions_mut().insert(own.clone());
            request
        })
        .map_response(move |mut response: Response| {
            // A client that keeps its connection learns in time to open another one, elsewhere.
            if closing.load(Ordering::Relaxed) {
                response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            response
        });
    let mut connection =
        pin!(builder.serve_connection(TokioIo::new(Counted::new(socket)), TowerToHyperService::new(service)));

    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            // Closes a connection that waits for its next request. One that waits for its first is taken for busy, so
            // it is given a moment and then dropped: browsers open such connections in advance.
            connection.as_mut().graceful_shutdown();
            let last = async {
                match tokio::time::timeout(LAST_WORDS, connection.as_mut()).await {
                    Ok(ended) => ended,
                    Err(_) if asked.load(Ordering::Relaxed) => connection.await,
                    Err(_) => Ok(()),
                }
            };
            tokio::select! {
                ended = last => ended,
                _ = stopping.changed() => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        // Clients go away and send rubbish all day; this is for those who look into one of them.
        tracing::debug!(error, "a connection broke");
    }
}
