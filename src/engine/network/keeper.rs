//! Keeps the network of the newest version of the data while someone asks for it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::Semaphore;

use super::Network;
use super::read::read;
use crate::db::reads::Failure;
use crate::db::{Lsn, Reads};
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
    /// When it was begun to be read: it is of a state no older than this, on the server from which it was read.
    begun: Instant,
    /// Between which positions of the log its state was taken, where they are known.
    between: Option<(Lsn, Lsn)>,
    used: Instant,
}

/// What a network must be to answer a question.
#[derive(Clone, Debug)]
struct Wanted {
    /// The version of the data on a server that was asked.
    version: Arc<str>,
    asked: Instant,
    /// How far that server had come, where there are several.
    position: Option<Lsn>,
}

/// A network, and a position of the log that is no earlier than it, where one is known.
type Placed = (Arc<Network>, Option<Lsn>);

impl Keeper {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            building: tokio::sync::Mutex::default(),
            answering: Semaphore::new(AT_ONCE),
        })
    }

    /// The network of the data as they are; an older one, as its version tells, if there is one and to read anew takes long.
    /// Who asks first waits for as long as it takes: what is begun is finished, should he not wait for it. So does who names
    /// a position, up to which the log must be in the network.
    pub async fn network(self: &Arc<Self>, reads: &Reads, position: Option<Lsn>) -> Result<Placed, Error> {
        let asked = Instant::now();
        let (version, at) = run::version(reads, position).await?;
        let wanted = Wanted { version, asked, position: at };
        if let Some(placed) = self.fitting(&wanted) {
            return Ok(placed);
        }
        // On its own: others may wait for it too, should the one who asked first leave.
        let (keeper, reads) = (self.clone(), reads.clone());
        let build = tokio::spawn(async move {
            let _one = keeper.building.lock().await;
            // Somebody else's may have come while this one waited.
            match keeper.fitting(&wanted) {
                Some(placed) => Ok(placed),
                None => keeper.build(reads, wanted.position).await,
            }
        });
        let older = if position.is_none() { self.older() } else { None };
        let built = match older {
            None => build.await,
            Some(older) => match tokio::time::timeout(PATIENCE, build).await {
                Ok(built) => built,
                Err(_) => return Ok(older),
            },
        };
        built.map_err(|failed| Error::Database(Failure::Refused(failed.into())))?
    }

    /// What is kept, whatever its version.
    fn older(&self) -> Option<Placed> {
        let mut kept = self.kept();
        let kept = kept.as_mut()?;
        kept.used = Instant::now();
        Some((kept.network.clone(), kept.between.map(|(_, after)| after)))
    }

    /// What is kept, if it is of the version that is wanted or of a state no older than the question. Of several servers one
    /// may be behind another, and then the log tells which state is older: a network that is ahead of who was asked is as
    /// good, and is not read anew.
    fn fitting(&self, wanted: &Wanted) -> Option<Placed> {
        let mut kept = self.kept();
        let kept = kept.as_mut()?;
        let same = kept.network.version == wanted.version;
        let later = match (kept.between, wanted.position) {
            (Some((before, _)), Some(position)) => before >= position,
            _ => kept.begun >= wanted.asked,
        };
        if !same && !later {
            return None;
        }
        kept.used = Instant::now();
        let position = if same { wanted.position } else { kept.between.map(|(_, after)| after) };
        Some((kept.network.clone(), position))
    }

    async fn build(self: &Arc<Self>, reads: Reads, position: Option<Lsn>) -> Result<Placed, Error> {
        let begun = Instant::now();
        let runtime = Handle::current();
        // SQLite reads on the thread that asks, and to put things in their places takes time on either database.
        let read = tokio::task::spawn_blocking(move || {
            runtime.block_on(async {
                match read(&reads, position).await {
                    // The server was lost on the way. There may be another.
                    Err(Error::Unavailable(failed)) if failed.passes() => Box::pin(read(&reads, position)).await,
                    done => done,
                }
            })
        });
        let read = read.await.map_err(|failed| Error::Database(Failure::Refused(failed.into())))?;
        let (network, between) = read?;
        let network = Arc::new(network);
        tracing::info!(
            nodes = network.len(),
            relations = network.relations(),
            bytes = network.bytes(),
            milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "the network was read"
        );
        let before = self.kept().replace(Kept { network: network.clone(), begun, between, used: Instant::now() });
        if before.is_none() {
            self.watch();
        }
        Ok((network, between.map(|(_, after)| after)))
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
        *keeper.kept() = Some(Kept { network, begun: Instant::now(), between: None, used: Instant::now() });
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
        let fits = |version: &str, asked| {
            let wanted = Wanted { version: version.into(), asked, position: None };
            keeper.fitting(&wanted).is_some()
        };
        assert_eq!([fits("one", before), fits("one", after)], [true, true]);
        assert_eq!([fits("two", before), fits("two", after)], [true, false]);
    }

    /// Of several servers one may be behind: it does not matter when a network was read, but how far the log was.
    #[test]
    fn what_fits_is_of_the_version_or_further_in_the_log() {
        let before = Instant::now();
        let keeper = keeper("one");
        keeper.kept().as_mut().unwrap().between = Some((Lsn(5), Lsn(7)));
        let fits = |version: &str, position| {
            let wanted = Wanted { version: version.into(), asked: before, position: Some(Lsn(position)) };
            keeper.fitting(&wanted).map(|(_, position)| position)
        };
        assert_eq!(fits("two", 5), Some(Some(Lsn(7))));
        assert_eq!(fits("two", 6), None);
        assert_eq!(fits("one", 9), Some(Some(Lsn(9))), "nothing was changed up to there");
    }
}
