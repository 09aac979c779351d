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
                match keeper.upgrade() {
                    Some(keeper) if !keeper.let_go(IDLE) => {}
                    _ => return,
                }
            }
        });
    }

    /// Forgets a network that nobody asked for as long as this. Whether none is left.
    fn let_go(&self, idle: Duration) -> bool {
        let mut kept = self.kept();
        if kept.as_ref().is_some_and(|kept| kept.used.elapsed() >= idle) {
            *kept = None;
        }
        kept.is_none()
    }

    fn kept(&self) -> MutexGuard<'_, Option<Kept>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Draft;
    use super::*;

    fn keeper(version: &str) -> Arc<Keeper> {
        let keeper = Keeper::new();
        let network = Arc::new(Draft::new(Default::default()).unwrap().finish(version.into()).unwrap());
        *keeper.kept() = Some(Kept { network, begun: Instant::now(), used: Instant::now() });
        keeper
    }

    #[test]
    fn what_nobody_asks_for_is_let_go() {
        let keeper = keeper("one");
        assert!(!keeper.let_go(IDLE));
        assert!(keeper.older().is_some());
        assert!(keeper.let_go(Duration::ZERO));
        assert!(keeper.older().is_none());
        assert!(keeper.let_go(IDLE));
    }

    /// What was begun before a question may lack what was written before it, unless it is of the same version.
    #[test]
    fn what_fits_is_of_the_version_or_newer_than_the_question() {
        let before = Instant::now();
        let keeper = keeper("one");
        let after = Instant::now() + Duration::from_secs(1);
        let fits = |version: &str, asked| keeper.fitting(version, asked).is_some();
        assert_eq!([fits("one", before), fits("one", after)], [true, true]);
        assert_eq!([fits("two", before), fits("two", after)], [true, false]);
    }
}
