//! A primary and its standbys, as one database that is read.
//!
//! All statements of an answer go to one server. Which one: of the standbys that are good the one with the fewest
//! connections on loan; the primary where there is none; and where that is lost too, a standby that is only too far behind,
//! for old data are better than none. Who names a position is answered by a server that has replayed it, or not at all.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;

use super::{
    Failure, Status,
    health::{Health, Limits, Server, Watch},
    postgres::{Link, Readers},
};
use crate::db::{Lsn, State};

/// A database of one server or of several. Cheap to clone.
#[derive(Clone)]
pub struct Servers {
    primary: Readers,
    several: Option<Arc<Several>>,
}

struct Several {
    primary: Arc<Server>,
    standbys: Vec<Arc<Server>>,
    /// Whose turn it is among those that are equally busy.
    turn: AtomicUsize,
    replay_wait: Duration,
}

/// What is known of one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerStatus {
    /// Its database, host and port.
    pub name: String,
    pub primary: bool,
    pub health: Health,
    /// How far it had come when it was looked at last.
    pub position: Lsn,
    /// Connections on loan.
    pub busy: usize,
    /// How often a connection was lent: once for each answer.
    pub lent: u64,
}

impl Servers {
    /// One server, of which nothing is watched.
    pub(in crate::db) fn one(primary: Readers) -> Self {
        Self { primary, several: None }
    }

    /// A primary and its standbys, each with its name. Looks at each of them before it returns, and from time to time
    /// from then on.
    pub(in crate::db) async fn several(
        primary: (Readers, String),
        standbys: Vec<(Readers, String)>,
        limits: &Limits,
    ) -> Self {
        let (readers, name) = primary;
        let primary = Server::new(readers.clone(), name, true);
        let standbys: Vec<_> = standbys.into_iter().map(|(readers, name)| Server::new(readers, name, false)).collect();
        // The primary first, by whose position the others are judged.
        let mut own = Watch::new(&primary, None, limits);
        own.look().await;
        let mut watches: Vec<_> = standbys.iter().map(|standby| Watch::new(standby, Some(&primary), limits)).collect();
        join_all(watches.iter_mut().map(Watch::look)).await;
        for server in standbys.iter().chain([&primary]).filter(|server| server.health() == Health::Lost) {
            tracing::warn!(server = server.name, "a database server does not answer, and is left out");
        }
        watches.into_iter().chain([own]).for_each(|watch| drop(tokio::spawn(watch.keep())));
        let replay_wait = Duration::from_millis(limits.replay_wait_ms);
        let several = Several { primary, standbys, turn: AtomicUsize::new(0), replay_wait };
        Self { primary: readers, several: Some(Arc::new(several)) }
    }

    /// A connection to a server that has replayed the log up to this position.
    pub async fn take(&self, position: Option<Lsn>) -> Result<Link, Failure> {
        match &self.several {
            // The one server has all.
            None => self.primary.take().await,
            // Boxed, since it is large: who has one server need not make room for it.
            Some(several) => Box::pin(several.take(position)).await,
        }
    }

    /// Another connection, in the place of one that has failed: what only reads may be asked twice.
    pub async fn take_again(&self, failed: &Failure, position: Option<Lsn>) -> Result<Link, Failure> {
        match (&self.several, failed) {
            // Every standby replays what one has ended a statement for.
            (Some(several), Failure::Conflict(_)) if several.primary.health() == Health::Good => {
                Several::lend(&several.primary).await
            }
            _ => self.take(position).await,
        }
    }

    /// Whether there are standbys, so that two questions may meet two states of the data.
    pub fn has_standbys(&self) -> bool {
        self.several.is_some()
    }

    /// Whether a standby can be read, whatever has become of the primary.
    pub fn standby_answers(&self) -> bool {
        let answers = |standby: &Arc<Server>| matches!(standby.health(), Health::Good | Health::Lagging);
        self.several.as_ref().is_some_and(|several| several.standbys.iter().any(answers))
    }

    /// How far the schema is on a standby that can be read.
    pub fn standby_schema(&self) -> Option<State> {
        let standbys = self.several.as_ref()?.standbys.iter();
        standbys.filter(|standby| standby.health() != Health::Lost).find_map(|standby| standby.schema())
    }

    /// What is known of each server; nothing where there is one only.
    pub fn status(&self) -> Vec<ServerStatus> {
        let Some(several) = &self.several else { return Vec::new() };
        let told = |server: &Arc<Server>, primary| ServerStatus {
            name: server.name.clone(),
            primary,
            health: server.health(),
            position: server.position(),
            busy: server.busy.load(Ordering::Relaxed),
            lent: server.lent.load(Ordering::Relaxed),
        };
        let standbys = several.standbys.iter().map(|standby| told(standby, false));
        [told(&several.primary, true)].into_iter().chain(standbys).collect()
    }

    /// How the connections to all of them are used at this moment.
    pub fn pools(&self) -> Status {
        let standbys = self.several.iter().flat_map(|several| &several.standbys);
        let pools = standbys.map(|standby| standby.readers.status());
        pools.fold(self.primary.status(), |all, one| Status {
            most: all.most + one.most,
            open: all.open + one.open,
            busy: all.busy + one.busy,
            waiting: all.waiting + one.waiting,
        })
    }

    pub fn close(&self) {
        self.primary.close();
        if let Some(several) = &self.several {
            several.primary.close();
            several.standbys.iter().for_each(|standby| standby.close());
        }
    }
}

impl Several {
    async fn take(&self, position: Option<Lsn>) -> Result<Link, Failure> {
        for standby in self.standbys(Health::Good, position) {
            let link = match Self::lend(standby).await {
                Ok(link) => link,
                Err(Failure::Away(_)) => continue,
                Err(failed) => return Err(failed),
            };
            match self.has_replayed(&link, position).await {
                Ok(true) => return Ok(link),
                // The first in this order is the one that had come furthest.
                Ok(false) => break,
                Err(Failure::Away(_) | Failure::Conflict(_)) => {}
                Err(failed) => return Err(failed),
            }
        }
        if self.primary.health() == Health::Good {
            match Self::lend(&self.primary).await {
                Err(Failure::Away(_)) => {}
                done => return done,
            }
        }
        for standby in self.standbys(Health::Lagging, position) {
            if let Ok(link) = Self::lend(standby).await
                && let Ok(true) = self.has_replayed(&link, position).await
            {
                return Ok(link);
            }
        }
        // Nobody is known to answer. The primary may be back without that it was looked at.
        Self::lend(&self.primary).await
    }

    /// Those of this health: first those that are known to have come as far as is asked, or else the furthest; of them the
    /// least busy, by turns.
    fn standbys(&self, health: Health, position: Option<Lsn>) -> Vec<&Arc<Server>> {
        let mut standbys: Vec<_> = self.standbys.iter().filter(|standby| standby.health() == health).collect();
        if standbys.len() > 1 {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % standbys.len();
            standbys.rotate_left(turn);
            let short = |standby: &Server| position.map_or(0, |wanted| wanted.0.saturating_sub(standby.position().0));
            standbys.sort_by_cached_key(|standby| (short(standby), standby.busy.load(Ordering::Relaxed)));
        }
        standbys
    }

    /// A connection to this server. A server to which there is none is left out from now on.
    async fn lend(server: &Arc<Server>) -> Result<Link, Failure> {
        let link = server.readers.take().await;
        match link {
            Ok(link) => Ok(link.of(server)),
            Err(Failure::Away(reason)) => {
                server.lost(&reason);
                Err(Failure::Away(reason))
            }
            Err(failed) => Err(failed),
        }
    }

    /// Whether the server at the other end has replayed this much, now or in a moment. It is asked by this very connection:
    /// one address may lead to several standbys.
    async fn has_replayed(&self, link: &Link, position: Option<Lsn>) -> Result<bool, Failure> {
        match position {
            None | Some(Lsn(0)) => Ok(true),
            Some(position) => link.has_replayed(position, self.replay_wait).await,
        }
    }
}

impl fmt::Debug for Servers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entry(&self.primary).entries(self.status()).finish()
    }
}
