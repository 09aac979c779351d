//! Ends statements that nobody waits for any more. To say so takes another connection to their server.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio_postgres::NoTls;

use super::Open;

/// How often the server is told if it cannot be reached, and after how long.
const TRIES: u32 = 3;
const AGAIN: Duration = Duration::from_millis(100);

/// Statements that are being cancelled.
static CANCELLING: AtomicUsize = AtomicUsize::new(0);

/// One of them. It counts until this is dropped.
pub(super) struct Cancelling(());

/// Whether statements are still being cancelled.
pub fn cancelling() -> bool {
    CANCELLING.load(Ordering::SeqCst) > 0
}

impl Cancelling {
    pub fn begun() -> Self {
        CANCELLING.fetch_add(1, Ordering::SeqCst);
        Self(())
    }

    /// Ends what runs on a connection, unless that has ended itself, and what ran on it as well.
    pub async fn cancel(&self, open: &Open) {
        if open.client.is_closed() {
            return;
        }
        let token = open.client.cancel_token();
        for tries_left in (0..TRIES).rev() {
            let told = match &open.tls {
                None => token.cancel_query(NoTls).await,
                Some(tls) => token.cancel_query(tls.clone()).await,
            };
            match told {
                Ok(()) => return,
                Err(_) if tries_left > 0 => tokio::time::sleep(AGAIN).await,
                Err(error) => tracing::warn!(%error, "a statement was not cancelled, and ends by its own timeout"),
            }
        }
    }
}

impl Drop for Cancelling {
    fn drop(&mut self) {
        CANCELLING.fetch_sub(1, Ordering::SeqCst);
    }
}
