//! `needledrop serve`: everything, wired together.

use std::io;

use anyhow::Context;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use super::{open, print::print};
use crate::{config::Config, http};

pub async fn serve(config: Config) -> anyhow::Result<()> {
    // First, since it fails most often, and then nothing else was touched.
    let listener = listen(&config.listen).await?;
    let stop = stop().context("cannot wait for signals")?;

    let db = open::prepared(&config).await?;
    let api = open::api(&db, &config)?;
    let holding = open::holding(&api).await?;
    let router = http::router(api, db.read.clone(), &config.http);

    let address = listener.local_addr().context("the address is not known")?;
    print(&format!("needledrop answers at http://{address}\n{}: {holding}\nCtrl-C stops\n", config.database))?;
    http::serve(listener, router, &config.http, stop).await;

    db.close().await.context("the database was not closed as it should be")
}

async fn listen(at: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(at).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => {
            anyhow::anyhow!("{at} is in use by another program; choose another port with `--listen`, or 0 for any")
        }
        _ => anyhow::Error::new(error).context(format!("cannot listen on `{at}`")),
    })
}

/// Ends with the first signal that asks the process to stop.
fn stop() -> io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
