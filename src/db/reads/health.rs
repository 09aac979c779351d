//! Whether a server may be asked: what is known of it, and the watch that keeps this up to date.
//!
//! A server that fails is left out at once. The watch asks it again after 100 ms and then ever more seldom, up to 5 s, and
//! takes it in again when it answers, is not far behind its primary, and has the schema that this program reads.

use std::{
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, watch};
use tokio_postgres::{Row, error::SqlState, types::PgLsn};

use super::postgres::{Open, Readers};
use crate::db::{Lsn, State};

/// How long a server that answers is left alone between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// How long one that does not answer is left alone, at first and at most.
const AGAIN: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// How long a look may take.
const LOOK: Duration = Duration::from_secs(1);

/// All that a look wants to know. On a primary what is replayed stands still from the day on which it became one.
const LOOKS: &str = "SELECT recovers, \
    CASE WHEN recovers THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END, \
    CASE WHEN recovers THEN pg_last_wal_receive_lsn() END, \
    CASE WHEN recovers THEN EXTRACT(EPOCH FROM now() - pg_last_xact_replay_timestamp())::float8 END, \
    ARRAY(SELECT version::text FROM seaql_migrations) \
    FROM (SELECT pg_is_in_recovery() AS recovers) AS server";

/// When a standby may answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// A standby is left out while what it shows is older than this, in seconds.
    pub max_lag_seconds: u64,
    /// A standby is left out while so many bytes of the write-ahead log are to be replayed.
    pub max_lag_bytes: u64,
    /// How long a request that names a position waits for a standby to replay it, in milliseconds, before it goes to the
    /// primary.
    pub replay_wait_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_lag_seconds: 10, max_lag_bytes: 256 << 20, replay_wait_ms: 100 }
    }
}

/// What is known of a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers.
    Good,
    /// It answers, from data that are too old.
    Lagging,
    /// It answers, but lacks tables or columns that this program reads.
    Outdated,
    /// It does not answer.
    Lost,
}

/// One server, and what is known of it.
pub struct Server {
    pub readers: Readers,
    /// How it is named in the log: without its password.
    pub name: String,
    primary: bool,
    health: watch::Sender<Health>,
    /// How far its schema is, as it was seen last.
    schema: Mutex<Option<State>>,
    /// How far it had come when it was looked at last; 0 until then.
    position: AtomicU64,
    /// Connections of it that are on loan.
    pub busy: AtomicUsize,
    /// How often a connection of it was lent.
    pub lent: AtomicU64,
    /// Ends the pause of the watch.
    wake: Notify,
    closed: AtomicBool,
}

/// What a look has shown.
struct Seen {
    position: Lsn,
    /// How far what it has received goes beyond what it has replayed, in bytes.
    to_replay: u64,
    /// How old the last transaction is that it has replayed, in seconds.
    age: f64,
    schema: State,
}

impl Server {
    pub fn new(readers: Readers, name: String, primary: bool) -> Arc<Self> {
        Arc::new(Self {
            readers,
            name,
            primary,
            health: watch::Sender::new(Health::Lost),
            schema: Mutex::default(),
            position: AtomicU64::new(0),
            busy: AtomicUsize::new(0),
            lent: AtomicU64::new(0),
            wake: Notify::new(),
            closed: AtomicBool::new(false),
        })
    }

    pub fn health(&self) -> Health {
        *self.health.borrow()
    }

    /// How far it had come when it was looked at last.
    pub fn position(&self) -> Lsn {
        Lsn(self.position.load(Ordering::Relaxed))
    }

    /// How far its schema was when it was looked at last.
    pub fn schema(&self) -> Option<State> {
        self.schema.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Leaves it out from now on. Who is asking it goes elsewhere.
    pub fn lost(&self, reason: &dyn std::fmt::Display) {
        if self.becomes(Health::Lost) {
            tracing::warn!(server = self.name, %reason, "a database server is lost, and left out");
            self.wake.notify_one();
        }
    }

    /// Ends when it is lost.
    pub async fn gone(&self) {
        let mut health = self.health.subscribe();
        // It is never closed while this borrows it.
        if health.wait_for(|health| *health == Health::Lost).await.is_err() {
            std::future::pending().await
        }
    }

    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
        self.wake.notify_one();
        self.readers.close();
    }

    /// Whether this is news.
    fn becomes(&self, health: Health) -> bool {
        self.health.send_if_modified(|known| std::mem::replace(known, health) != health)
    }
}

/// Looks at a server, until it is closed or nobody has it any more.
pub struct Watch {
    server: Weak<Server>,
    /// Whose log it replays; none for the primary itself.
    primary: Option<Arc<Server>>,
    limits: Limits,
    connection: Option<Open>,
    /// How far the primary had come at the last look: what it had then, a standby must have by now.
    before: Option<Lsn>,
}

impl Watch {
    pub fn new(server: &Arc<Server>, primary: Option<&Arc<Server>>, limits: &Limits) -> Self {
        Self {
            server: Arc::downgrade(server),
            primary: primary.cloned(),
            limits: limits.clone(),
            connection: None,
            before: None,
        }
    }

    /// Looks from time to time.
    pub async fn keep(mut self) {
        // How long one that is lost was left alone.
        let mut again: Option<Duration> = None;
        loop {
            let pause = again.unwrap_or(EVERY);
            let Some(server) = self.server.upgrade().filter(|server| !server.closed.load(Ordering::Relaxed)) else {
                return;
            };
            // Half of it is left to chance, so that many watches do not ask at once.
            let until = tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64() / 2.0));
            let woken = tokio::select! {
                () = until => false,
                () = server.wake.notified() => true,
            };
            drop(server);
            if woken {
                // Not at once: what has just failed has hardly come back.
                tokio::time::sleep(AGAIN.0.mul_f64(fastrand::f64())).await;
            }
            again = match self.look().await {
                Some(Health::Lost) => Some(again.map_or(AGAIN.0, |pause| (pause * 2).min(AGAIN.1))),
                Some(_) => None,
                None => return,
            };
        }
    }

    /// Looks once. `None` if the server is no longer there.
    pub async fn look(&mut self) -> Option<Health> {
        let server = self.server.upgrade()?;
        let primary = self.primary.as_ref().filter(|primary| primary.health() == Health::Good);
        let primary = primary.map(|primary| primary.position());
        let seen = tokio::time::timeout(LOOK, ask(&server.readers, &mut self.connection)).await;
        let seen = match seen {
            Ok(Ok(seen)) => seen,
            Ok(Err(reason)) => return Some(self.is_lost(&server, &reason)),
            Err(_) => return Some(self.is_lost(&server, &"no answer within a second")),
        };
        let before = std::mem::replace(&mut self.before, primary).or(primary);
        let health = match &seen.schema {
            _ if server.primary => Health::Good,
            State::Empty | State::Behind { .. } => Health::Outdated,
            State::Current | State::Unknown { .. } => self.lag(&seen, primary, before),
        };
        server.position.store(seen.position.0, Ordering::Relaxed);
        *server.schema.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen.schema);
        if server.becomes(health) {
            let name = &server.name;
            match health {
                Health::Good => tracing::info!(server = name, "a database server answers"),
                Health::Outdated => tracing::warn!(server = name, "a standby lacks migrations, and is left out"),
                _ => {
                    let behind = primary.unwrap_or_default().0.saturating_sub(seen.position.0);
                    let seconds = seen.age;
                    tracing::warn!(
                        server = name,
                        seconds,
                        bytes = behind,
                        "a standby is too far behind, and is left out"
                    );
                }
            }
        }
        Some(health)
    }

    /// How old the last replayed transaction is says little by itself, since there may be no later one. It is how far a
    /// standby is behind where the primary had gone further than that one, a look ago.
    fn lag(&self, seen: &Seen, primary: Option<Lsn>, before: Option<Lsn>) -> Health {
        let bytes = match primary {
            Some(primary) => primary.0.saturating_sub(seen.position.0),
            // What an absent primary has not sent will not come.
            None => seen.to_replay,
        };
        let behind = before.map_or(seen.to_replay > 0, |before| seen.position < before);
        let old = behind && seen.age > Duration::from_secs(self.limits.max_lag_seconds).as_secs_f64();
        if old || bytes > self.limits.max_lag_bytes { Health::Lagging } else { Health::Good }
    }

    fn is_lost(&mut self, server: &Server, reason: &dyn std::fmt::Display) -> Health {
        self.connection = None;
        self.before = None;
        if server.becomes(Health::Lost) {
            tracing::warn!(server = server.name, %reason, "a database server is lost, and left out");
        }
        // What it had may be undone: it replays from its last restart point when it comes back.
        server.position.store(0, Ordering::Relaxed);
        Health::Lost
    }
}

/// Asks by a connection of its own, so that a full pool does not look like a server that is lost.
async fn ask(readers: &Readers, connection: &mut Option<Open>) -> Result<Seen, tokio_postgres::Error> {
    let open = match connection.take() {
        Some(open) => open,
        None => readers.open().await?,
    };
    let seen = match open.ask(LOOKS).await {
        Ok(row) => read(&row),
        Err(error) if error.code() == Some(&SqlState::UNDEFINED_TABLE) => {
            Ok(Seen { position: Lsn(0), to_replay: 0, age: 0.0, schema: State::Empty })
        }
        Err(error) => Err(error),
    };
    // One that failed is dropped, and the next look opens another.
    if seen.is_ok() {
        *connection = Some(open);
    }
    seen
}

fn read(row: &Row) -> Result<Seen, tokio_postgres::Error> {
    let position: u64 = row.try_get::<_, PgLsn>(1)?.into();
    // None was received by a standby that reads archived files alone.
    let received = row.try_get::<_, Option<PgLsn>>(2)?.map_or(position, u64::from);
    Ok(Seen {
        position: Lsn(position),
        to_replay: received.saturating_sub(position),
        age: row.try_get::<_, Option<f64>>(3)?.unwrap_or(0.0),
        schema: State::of(&row.try_get::<_, Vec<String>>(4)?),
    })
}
