//! Accepts connections, keeps clients from holding them for nothing, and ends without cutting anyone off.
//!
//! `axum::serve` sets no time limits and closes on clients that have finished sending, so hyper is driven by hand.

use std::{
    io,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::Request};
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

use super::Options;

/// How long a connection that has not asked for anything yet may still ask once the server is stopping.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// Answers on this address until `stop` is done and whatever was under way then has been answered.
pub async fn serve(listener: TcpListener, router: Router, options: &Options, stop: impl Future<Output = ()>) {
    let most = u32::try_from(options.connections).unwrap_or(u32::MAX).min(Semaphore::MAX_PERMITS as u32);
    let connections = Arc::new(Semaphore::new(most as usize));
    let (stopping, _) = watch::channel(());
    let builder = Arc::new(builder(options));
    let mut stop = pin!(stop);
    loop {
        // Connections beyond the limit wait in the kernel, where they cost us nothing.
        let (socket, permit) = tokio::select! {
            connection = next(&listener, &connections) => connection,
            () = &mut stop => break,
        };
        tokio::spawn(connection(socket, builder.clone(), router.clone(), stopping.subscribe(), permit));
    }

    drop(listener);
    stopping.send_replace(());
    let open = most as usize - connections.available_permits();
    tracing::info!(open, "stopping");
    // Each connection holds a permit to its end.
    if tokio::time::timeout(options.stop_time(), connections.acquire_many(most)).await.is_err() {
        let cut = most as usize - connections.available_permits();
        tracing::warn!(cut, "connections did not end in time");
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
async fn next(listener: &TcpListener, connections: &Arc<Semaphore>) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let Ok(permit) = connections.clone().acquire_owned().await else {
            unreachable!("the semaphore is never closed");
        };
        match listener.accept().await {
            Ok((socket, _)) => return (socket, permit),
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
    let asking = asked.clone();
    let service = router.map_request(move |request: Request<_>| {
        asking.store(true, Ordering::Relaxed);
        request
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(socket), TowerToHyperService::new(service)));

    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        _ = stopping.changed() => {
            // Closes a connection that waits for its next request. One that waits for its first is taken for busy, so
            // it is given a moment and then dropped: browsers open such connections in advance.
            connection.as_mut().graceful_shutdown();
            match tokio::time::timeout(LAST_WORDS, connection.as_mut()).await {
                Ok(ended) => ended,
                Err(_) if asked.load(Ordering::Relaxed) => connection.await,
                Err(_) => Ok(()),
            }
        }
    };
    if let Err(error) = ended {
        // Clients go away and send rubbish all day; this is for those who look into one of them.
        tracing::debug!(error, "a connection broke");
    }
}
