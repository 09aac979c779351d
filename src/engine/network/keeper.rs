//! Keeps the network of the newest version of the data while someone asks for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::Network;
use super::read::read;
use crate::db::Reads;
use crate::db::reads::Failure;
use crate::engine::{Error, run};

/// How long a question waits for a network of the data as they are, if there is an older one. Then it takes that.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a network is kept that nobody asks for.
const IDLE: Duration = Duration::from_mins(10);

/// Questions that are answered side by side. Each takes two bytes for every node while it is.
const AT_ONCE: usize = 8;

/// Builds networks, one at a time, and keeps the last one.
#[derive(Debug)]
pub struct Keeper {
    kept: Mutex<Option<Kept>>,
    building: tokio::sync::Mutex<()>,
    /// The right to answer a question.
    pub answering: Semaphore,
}

#[derive(Debug)]
struct Kept {
    network: Arc<Network>,
    /// When it was begun to be read: it is of a state no older than this.
    begun: Instant,
    used: Instant,
}

impl Keeper {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            building: tokio::sync::Mutex::default(),
            answering: Semaphore::new(AT_ONCE),
        })
    }

    /// The network of the data as they are; an older one, as its version tells, if there is one and to read anew takes long.
    /// Who asks first waits for as long as it takes: what is begun is finished, should he not wait for it.
    pub async fn network(self: &Arc<Self>, reads: &Reads) -> Result<Arc<Network>, Error> {
        let asked = Instant::now();
        let version = run::version(reads).await?;
        if let Some(network) = self.fitting(&version, asked) {
            return Ok(network);
        }
        // On its own: others may wait for it too, should the one who asked first leave.
        let (keeper, reads) = (self.clone(), reads.clone());
        let build = tokio::spawn(async move {
            let _one = keeper.building.lock().await;
            // Somebody else's may have come while this one waited.
            match keeper.fitting(&version, asked) {
                Some(network) => Ok(network),
                None => keeper.build(reads).await,
            }
        });
        let built = match self.older() {
            None => build.await,
            Some(older) => match tokio::time::timeout(PATIENCE, build).await {
                Ok(built) => built,
                Err(_) => return Ok(older),
            },
        };
        built.map_err(|failed| Error::Database(Failure::Refused(failed.into())))?
    }

    /// What is kept, whatever its version.
    fn older(&self) -> Option<Arc<Network>> {
        let mut kept = self.kept();
        let kept = kept.as_mut()?;
        kept.used = Instant::now();
        Some(kept.network.clone())
    }

    /// What is kept, if it is of this version or was begun after the question.
    fn fitting(&self, version: &str, asked: Instant) -> Option<Arc<Network>> {
        let mut kept = self.kept();
        let kept = kept.as_mut().filter(|kept| &*kept.network.version == version || kept.begun >= asked)?;
        kept.used = Instant::now();
        Some(kept.network.clone())
    }

    async fn build(self: &Arc<Self>, reads: Reads) -> Result<Arc<Network>, Error> {
        let begun = Instant::now();
        let runtime = Handle::current();
        // SQLite reads on the thread that asks, and to put things in their places takes time on either database.
        let read = tokio::task::spawn_blocking(move || runtime.block_on(read(&reads)));
        let read = read.await.map_err(|failed| Error::Database(Failure::Refused(failed.into())))?;
        let network = Arc::new(read?);
        tracing::info!(
            nodes = network.len(),
            relations = network.relations(),
            bytes = network.bytes(),
            milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "the network was read"
        );
        let before = self.kept().replace(Kept { network: network.clone(), begun, used: Instant::now() });
        if before.is_none() {
            self.watch();
        }
        Ok(network)
    }

    /// Lets go of what nobody asks for.
    fn watch(self: &Arc<Self>) {
        let keeper = Arc::downgrade(self);
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(IDLE).await;
                let Some(keeper) = keeper.upgrade() else { return };
                let mut kept = keeper.kept();
                if kept.as_ref().is_none_or(|kept| kept.used.elapsed() >= IDLE) {
                    *kept = None;
                    return;
                }
            }
        });
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
