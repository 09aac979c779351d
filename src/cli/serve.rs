//! `needledrop serve`: everything, wired together.

use std::{future::pending, io, net::SocketAddr};

use anyhow::{Context, bail};
use tokio::{
    net::{TcpSocket, lookup_host},
    signal::unix::{Signal, SignalKind, signal},
    sync::watch,
};

use super::{follow::Follower, open, print::print};
use crate::{
    config::Config,
    db::{Db, Reads},
    http,
};

/// Connections that wait in the kernel until they are accepted.
const BACKLOG: u32 = 1024;

pub async fn serve(config: Config) -> anyhow::Result<()> {
    let problems = config.problems();
    if !problems.is_empty() {
        bail!("{}", listed(&problems));
    }
    let signals = signals().context("cannot wait for signals")?;
    // First, since it fails most often, and then nothing else was touched. Nobody can connect yet.
    let socket = reserve(&config.listen).await?;
    let metrics = match &config.http.metrics_listen {
        Some(at) => Some((at, reserve(at).await?)),
        None => None,
    };

    let source = Source::open(&config).await?;
    let api = open::api(source.reads(), &config)?;
    let holding = open::holding(&api).await?;
    let router = http::router(api, &config.http);

    let listener = socket.listen(BACKLOG).map_err(|error| cannot_listen(&config.listen, error))?;
    let address = listener.local_addr().context("the address is not known")?;
    let (inside, watched) = match metrics {
        Some((at, socket)) => {
            let listener = socket.listen(BACKLOG).map_err(|error| cannot_listen(at, error))?;
            let address = listener.local_addr().context("the address is not known")?;
            let router = http::inside(router.clone());
            (Some((listener, router)), format!("metrics are at http://{address}/metrics\n"))
        }
        None => (None, String::new()),
    };
    print(&format!("needledrop answers at http://{address}\n{}: {holding}\n{watched}Ctrl-C stops\n", config.served()))?;
    let metrics = async {
        if let Some((listener, router)) = inside {
            http::serve(listener, router, &config.http, told(signals.clone(), 1)).await;
        }
        // It may end before the other, and not the other way round.
        pending().await
    };
    let serving = http::serve(listener, router, &config.http, told(signals.clone(), 1));
    let ended = tokio::select! {
        () = source.served(serving) => Ok(()),
        () = metrics => Ok(()),
        () = told(signals.clone(), 2) => Err(anyhow::anyhow!("ended by a second signal; what was under way was cut off")),
    };
    source.close().await.context("the database was not closed as it should be")?;
    ended
}

/// Problems, one a line.
pub(super) fn listed(problems: &[String]) -> String {
    format!("the configuration cannot be served:\n- {}", problems.join("\n- "))
}

/// Where the data come from.
enum Source {
    Database(Db),
    /// Snapshots, one after the other.
    Snapshots(Follower),
}

impl Source {
    async fn open(config: &Config) -> anyhow::Result<Self> {
        match &config.follow {
            Some(folder) => Ok(Self::Snapshots(Follower::open(folder, &config.pool).await?)),
            None => Ok(Self::Database(open::prepared(config).await?)),
        }
    }

    fn reads(&self) -> &Reads {
        match self {
            Self::Database(db) => &db.reads,
            Self::Snapshots(follower) => follower.reads(),
        }
    }

    /// Keeps the data as they should be for as long as they are served.
    async fn served(&self, serving: impl Future<Output = ()>) {
        match self {
            Self::Database(_) => serving.await,
            Self::Snapshots(follower) => tokio::select! {
                () = serving => {}
                () = follower.follow() => {}
            },
        }
    }

    async fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Database(db) => Ok(db.close().await?),
            Self::Snapshots(follower) => {
                follower.reads().close();
                follower.reads().closed().await;
                Ok(())
            }
        }
    }
}

/// Takes the address for this process. Connections are refused until it listens.
pub(super) async fn reserve(at: &str) -> anyhow::Result<TcpSocket> {
    let addresses = lookup_host(at).await.map_err(|error| cannot_listen(at, error))?;
    let mut failed = io::Error::other("the name has no address");
    for address in addresses {
        match bind(address) {
            Ok(socket) => return Ok(socket),
            Err(error) => failed = error,
        }
    }
    Err(cannot_listen(at, failed))
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // Connections of the process before may still be closing.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn cannot_listen(at: &str, error: io::Error) -> anyhow::Error {
    match error.kind() {
        io::ErrorKind::AddrInUse => anyhow::Error::new(error)
            .context(format!("{at} is in use by another program; choose another port with `--listen`, or 0 for any")),
        _ => anyhow::Error::new(error).context(format!("cannot listen on `{at}`")),
    }
}

/// How many signals have asked the process to stop.
fn signals() -> io::Result<watch::Receiver<u32>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (count, counted) = watch::channel(0);
    tokio::spawn(async move {
        loop {
            either(&mut terminate, &mut interrupt).await;
            count.send_modify(|count| *count += 1);
        }
    });
    Ok(counted)
}

/// Ends when so many signals have asked.
async fn told(mut signals: watch::Receiver<u32>, times: u32) {
    if signals.wait_for(|count| *count >= times).await.is_err() {
        // Nobody counts any more.
        pending().await
    }
}

async fn either(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
