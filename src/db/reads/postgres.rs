//! A pool of reading connections to one PostgreSQL server.

mod cancel;
mod watch;

pub use cancel::cancelling;

use std::{
    fmt,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult, TimeoutType};
use futures_util::{
    TryStreamExt,
    future::{Either, select},
};
use hashlink::LruCache;
use sea_orm::sqlx::postgres::PgConnectOptions;
use tokio_postgres::{
    Client, Config, NoTls, Row, Statement,
    error::SqlState,
    types::{PgLsn, Type},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{Cell, Decode, Failure, Param, Query, Rows, Taking, VERSION, address::address, health::Server};
use crate::db::{Error, Lsn, Options, TRIED_AFTER};

/// Statements that one connection keeps prepared.
const PREPARED: usize = 256;

/// When the system gives up a connection whose other end is silent: sooner than the clients of those who wait for it. A
/// server that was switched off says nothing, and without this it would be waited for as long as the system likes.
const SILENT: Duration = Duration::from_secs(4);

/// How far a server has come: a standby has replayed the log up to there, and on a primary all that anybody sees was
/// written before.
const POSITION: &str =
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END";

/// How long a standby is left alone that has not replayed enough.
const REPLAYING: Duration = Duration::from_millis(10);

/// A pool of connections, opened when they are first needed. Cheap to clone.
#[derive(Clone)]
pub struct Readers {
    pool: managed::Pool<Manager>,
    wait: Duration,
}

/// A connection on loan. One that is dropped while statements run on it is closed, and the statements are cancelled.
pub struct Link {
    own: Option<Object<Manager>>,
    /// Statements that were begun and have not ended.
    running: AtomicUsize,
    /// Whether a transaction was begun.
    begun: AtomicBool,
    /// Whose connection it is, where there are several servers.
    server: Option<Lent>,
}

/// A connection of this server is on loan.
struct Lent(Arc<Server>);

struct Manager {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

/// An open connection and what it has prepared.
pub struct Open {
    client: Client,
    prepared: Mutex<LruCache<u64, Statement>>,
    /// The version of the data, and when it was asked for.
    version: Mutex<Option<(Instant, Arc<str>)>>,
    /// How far the server had come when it was asked last. It does not go back while the connection lasts.
    position: AtomicU64,
    tls: Option<MakeRustlsConnect>,
}

impl Readers {
    /// A pool for this server.
    pub(in crate::db) fn new(server: &PgConnectOptions, options: &Options) -> Result<Self, Error> {
        let wait = Duration::from_millis(options.acquire_timeout_ms);
        let (mut config, tls) = address(server)?;
        config.connect_timeout(wait).application_name("needledrop").tcp_user_timeout(SILENT);
        config.keepalives_idle(SILENT).keepalives_interval(Duration::from_secs(2)).keepalives_retries(3);
        let pool = managed::Pool::builder(Manager { config, tls })
            .runtime(Runtime::Tokio1)
            .max_size(usize::try_from(options.read_connections).unwrap_or(usize::MAX).max(1))
            .wait_timeout(Some(wait))
            .create_timeout(Some(wait))
            .recycle_timeout(Some(wait))
            .build()
            .map_err(|error| Error::Encryption(error.into()))?;
        Ok(Self { pool, wait })
    }

    /// A connection; waits for one to come back if all are on loan.
    pub async fn take(&self) -> Result<Link, Failure> {
        match self.pool.get().await {
            Ok(open) => {
                Ok(Link { own: Some(open), running: AtomicUsize::new(0), begun: AtomicBool::new(false), server: None })
            }
            Err(PoolError::Timeout(TimeoutType::Wait) | PoolError::Closed) => {
                Err(Failure::NoneFree(self.wait.as_millis()))
            }
            Err(error) => Err(Failure::Away(error.into())),
        }
    }

    /// A connection outside of the pool.
    pub(super) async fn open(&self) -> Result<Open, tokio_postgres::Error> {
        self.pool.manager().connect().await
    }

    pub fn close(&self) {
        self.pool.close();
    }
}

impl Manager {
    async fn connect(&self) -> Result<Open, tokio_postgres::Error> {
        // What ends a connection is told to those who wait for its answers, hence not here again.
        let client = match &self.tls {
            None => {
                let (client, connection) = self.config.connect(NoTls).await?;
                tokio::spawn(async { connection.await.unwrap_or_default() });
                client
            }
            Some(tls) => {
                let (client, connection) = self.config.connect(tls.clone()).await?;
                tokio::spawn(async { connection.await.unwrap_or_default() });
                client
            }
        };
        let prepared = Mutex::new(LruCache::new(PREPARED));
        let (version, position) = (Mutex::default(), AtomicU64::new(0));
        Ok(Open { client, prepared, version, position, tls: self.tls.clone() })
    }
}

impl managed::Manager for Manager {
    type Type = Open;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Open, Self::Error> {
        // Boxed, since it is large and seldom runs: the future of every request would have to make room for it.
        Box::pin(self.connect()).await
    }

    async fn recycle(&self, open: &mut Open, metrics: &Metrics) -> RecycleResult<Self::Error> {
        if open.client.is_closed() {
            return Err(RecycleError::message("the connection was closed"));
        }
        if metrics.last_used() > TRIED_AFTER {
            open.client.check_connection().await?;
        }
        Ok(())
    }
}

impl Link {
    /// As a connection of this server, which is left out as soon as the connection fails.
    pub(super) fn of(mut self, server: &Arc<Server>) -> Self {
        server.busy.fetch_add(1, Ordering::Relaxed);
        server.lent.fetch_add(1, Ordering::Relaxed);
        self.server = Some(Lent(server.clone()));
        self
    }

    /// What comes of some work on this connection, unless the server is found to be lost before, be it by others. Where
    /// there is one server only, nobody looks.
    pub async fn unless_lost<T, E: From<Failure>>(
        &self,
        // Pinned where it is made: it is large, and would be moved once more otherwise.
        work: Pin<&mut impl Future<Output = Result<T, E>>>,
    ) -> Result<T, E> {
        let lost = async {
            match &self.server {
                Some(Lent(server)) => server.gone().await,
                None => std::future::pending().await,
            }
        };
        match select(work, pin!(lost)).await {
            Either::Left((done, _)) => done,
            Either::Right(_) => Err(Failure::Away("the server is lost".into()).into()),
        }
    }

    /// From here on the statements see one state of the database, until the connection goes back. They take as long as they
    /// need: who asks has a time of his own, and to drop the connection ends them.
    pub async fn begin(&self) -> Result<(), Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        self.begun.store(true, Ordering::Relaxed);
        self.running.fetch_add(1, Ordering::Relaxed);
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";
        let begun = open.client.batch_execute(BEGIN).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        begun.map_err(|error| self.failed(error))
    }

    /// How far the server has come: at least to where it was when the rows were read that were asked for before.
    pub async fn position(&self) -> Result<Lsn, Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        self.running.fetch_add(1, Ordering::Relaxed);
        let row = open.ask(POSITION).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        let position = row.and_then(|row| row.try_get::<_, PgLsn>(0)).map_err(|error| self.failed(error))?;
        open.position.store(position.into(), Ordering::Relaxed);
        Ok(Lsn(position.into()))
    }

    /// Whether the server has replayed this much, or does so within this time.
    pub(super) async fn has_replayed(&self, wanted: Lsn, within: Duration) -> Result<bool, Failure> {
        if self.own.as_ref().is_some_and(|open| open.position.load(Ordering::Relaxed) >= wanted.0) {
            return Ok(true);
        }
        let begun = Instant::now();
        loop {
            if self.position().await? >= wanted {
                return Ok(true);
            }
            if begun.elapsed() >= within {
                return Ok(false);
            }
            tokio::time::sleep(REPLAYING).await;
        }
    }

    fn failed(&self, error: tokio_postgres::Error) -> Failure {
        let failed = failure(error);
        if let (Failure::Away(reason), Some(Lent(server))) = (&failed, &self.server) {
            server.lost(reason);
        }
        failed
    }

    /// The version of the data, as this connection saw it no longer than `age` ago: that of the rows which are asked for
    /// after it, or an older one, and never a newer one. Another connection's would not do, for it may lead to a standby
    /// that is ahead of this one.
    pub async fn version(&self, age: Duration) -> Result<Arc<str>, Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        let known = || open.version.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        if let Some((time, version)) = &*known()
            && now.duration_since(*time) < age
        {
            return Ok(version.clone());
        }
        self.running.fetch_add(1, Ordering::Relaxed);
        // Not prepared, which would be a way there and back, in which statements that are begun later would go first.
        let row = open.ask(VERSION).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        let row = row.map_err(|error| self.failed(error))?;
        let version: Arc<str> = row.try_get::<_, &str>(0).map_err(failure)?.into();
        *known() = Some((now, version.clone()));
        Ok(version)
    }

    /// Statements that are begun before others have ended go out together. `most` is how many rows are taken of those that
    /// have one value in their last column, and are neighbours; the others are passed over.
    pub async fn rows(&self, query: Query<'_>, params: &[Param<'_>], most: Option<usize>) -> Result<Rows, Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        self.running.fetch_add(1, Ordering::Relaxed);
        let rows = open.rows(query, params, most).await;
        // Not reached if this future is dropped: then the statement still runs.
        self.running.fetch_sub(1, Ordering::Relaxed);
        rows.map_err(|error| self.failed(error))
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.0.busy.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let (running, begun) = (*self.running.get_mut() > 0, *self.begun.get_mut());
        if !running && !begun {
            return;
        }
        let Some(own) = self.own.take() else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return drop(Object::take(own)) };
        if !running {
            runtime.spawn(async move {
                // What cannot be ended does not go back.
                if own.client.batch_execute("ROLLBACK").await.is_err() {
                    drop(Object::take(own));
                }
            });
            return;
        }
        // Before the connection leaves the pool: who waits for the end of all work looks at the pool and then here.
        let cancelling = cancel::Cancelling::begun();
        let open = Object::take(own);
        runtime.spawn(async move {
            cancelling.cancel(&open).await;
            drop((open, cancelling));
        });
    }
}

impl Open {
    /// The one row of a statement without parameters, which is not prepared.
    pub(super) async fn ask(&self, sql: &str) -> Result<Row, tokio_postgres::Error> {
        self.client.query_typed_one(sql, &[]).await
    }

    async fn rows(
        &self,
        query: Query<'_>,
        params: &[Param<'_>],
        most: Option<usize>,
    ) -> Result<Rows, tokio_postgres::Error> {
        let statement = self.prepare(query, params).await?;
        let mut stream = pin!(self.client.query_raw(&statement, params).await?);
        let mut found = Rows::new(query.columns.len(), query.room);
        let mut taking = most.map(Taking::new);
        while let Some(row) = stream.try_next().await? {
            if let Some(taking) = &mut taking
                && !taking.takes(row.try_get(query.columns.len() - 1)?)
            {
                continue;
            }
            for (at, decode) in query.columns.iter().enumerate() {
                let cell = match decode {
                    Decode::Text => {
                        match row.try_get::<_, Option<&str>>(at)? {
                            Some(text) => found.push_text(text),
                            None => found.cells.push(Cell::Null),
                        }
                        continue;
                    }
                    Decode::Int => row.try_get::<_, Option<i32>>(at)?.map(|value| Cell::Int(value.into())),
                    Decode::Wide => row.try_get::<_, Option<i64>>(at)?.map(Cell::Int),
                    Decode::Float => row.try_get::<_, Option<f64>>(at)?.map(Cell::Float),
                    Decode::Bool => row.try_get::<_, Option<bool>>(at)?.map(Cell::Bool),
                };
                found.cells.push(cell.unwrap_or(Cell::Null));
            }
        }
        Ok(found)
    }

    async fn prepare(&self, query: Query<'_>, params: &[Param<'_>]) -> Result<Statement, tokio_postgres::Error> {
        let prepared = || self.prepared.lock().unwrap_or_else(PoisonError::into_inner);
        let known = prepared().get(&query.number).cloned();
        if let Some(statement) = known {
            return Ok(statement);
        }
        let types: Vec<Type> = params.iter().map(Param::postgres_type).collect();
        let statement = self.client.prepare_typed(query.sql, &types).await?;
        prepared().insert(query.number, statement.clone());
        Ok(statement)
    }
}

fn gone() -> Failure {
    Failure::Refused("the connection has gone back".into())
}

fn failure(error: tokio_postgres::Error) -> Failure {
    match error.code() {
        Some(&SqlState::QUERY_CANCELED) => Failure::TooLong(error.into()),
        // A standby has ended it, in favour of what it replays.
        Some(state) if state.code().starts_with("40") => Failure::Conflict(error.into()),
        // Classes 08 (connection), 53 (resources) and 57 (shutdown) are no fault of the statement's, but for 08P01, which
        // says that we broke the protocol.
        Some(state)
            if *state != SqlState::PROTOCOL_VIOLATION
                && ["08", "53", "57"].iter().any(|class| state.code().starts_with(class)) =>
        {
            Failure::Away(error.into())
        }
        None if error.is_closed() || is_io(&error) => Failure::Away(error.into()),
        _ => Failure::Refused(error.into()),
    }
}

fn is_io(error: &tokio_postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({:?})", self.pool.status())
    }
}
