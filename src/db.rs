//! Opens the database as two connections, one that writes and one that only reads, and knows how far its schema is.
//!
//! On SQLite they are one writer and several readers of one file, on PostgreSQL two pools of the primary. What is asked of
//! them is the business of other rooms. The engine, which asks most, has readers of its own: [`Reads`]. Where there are
//! standbys, it is these readers that ask them.

mod lsn;
mod postgres;
pub mod reads;

use std::{
    num::NonZero,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use migration::{Migrator, apply};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, EntityTrait,
    RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
    sqlx::{
        self,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
    },
};
use sea_orm_migration::{MigratorTrait, SchemaManager, seaql_migrations};
use serde::{Deserialize, Serialize};

pub use lsn::{Lsn, NoLsn};
use postgres::Server;
use reads::Servers;
pub use reads::{Reads, SqliteReaders, StandbyLimits};

/// How long a statement of ours waits on SQLite while another process writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a SQLite file is waited for when it is opened, which is longer than a request waits for a connection: the
/// process before this one may still be closing it.
const OPENING: Duration = Duration::from_secs(10);

/// Bytes of a SQLite file that are read as memory, shared by all connections.
const MAPPED: i64 = 1 << 30;

/// What each connection to a SQLite file keeps of it besides, in KiB and negated, as SQLite has it.
const CACHED: i32 = -8_192;

/// What the writer keeps instead, which maps nothing: an import touches its pages in any order, and writes to most.
const CACHED_BY_WRITER: i32 = -98_304;

/// Pages of the log after which it is moved into the file, 64 MiB: a page that every
/// batch of an import touches is then moved once in a while and not each time.
const CHECKPOINT_AFTER: u32 = 16_384;

/// Statements that the writer to a SQLite file keeps prepared: an import adds rows to a score of tables, in as many at a
/// time as the powers of two.
const PREPARED_BY_WRITER: usize = 512;

/// A connection that idled for this long is tried before it is used, since the server may have gone in between. Busy
/// ones are not: that would cost a round trip for each statement.
const TRIED_AFTER: Duration = Duration::from_secs(1);

/// How the database is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Most connections that read at the same time. By default two for each core, and no fewer than four.
    pub read_connections: u32,
    /// Most connections that write at the same time on PostgreSQL. SQLite has one writer, whatever is said here.
    pub write_connections: u32,
    /// How long a request waits for a free connection, in milliseconds, before it is turned away.
    pub acquire_timeout_ms: u64,
    /// How long one reading statement may run, in milliseconds. Then the database ends it.
    pub statement_timeout_ms: u64,
    /// Make the SQLite file where there is none. Commands that fill a database set it; it is no one's configuration,
    /// lest a mistyped path serve an empty graph.
    #[serde(skip)]
    pub create: bool,
}

impl Default for Options {
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self {
            read_connections: u32::try_from(2 * cores).unwrap_or(u32::MAX).max(4),
            write_connections: 4,
            acquire_timeout_ms: 1_000,
            statement_timeout_ms: 4_000,
            create: false,
        }
    }
}

impl Options {
    /// What is wrong with them, each with the name of the option.
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for (name, value, most) in [
            ("read_connections", u64::from(self.read_connections), 10_000),
            ("write_connections", u64::from(self.write_connections), 10_000),
            ("acquire_timeout_ms", self.acquire_timeout_ms, 3_600_000),
            ("statement_timeout_ms", self.statement_timeout_ms, 3_600_000),
        ] {
            if !(1..=most).contains(&value) {
                problems.push(format!("{name} is {value}; it can be 1 to {most}"));
            }
        }
        problems
    }
}

/// A database, open for writing and for reading.
#[derive(Clone, Debug)]
pub struct Db {
    pub write: DatabaseConnection,
    /// Refuses to write.
    pub read: DatabaseConnection,
    /// The engine's readers.
    pub reads: Reads,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    // The rest of the address is left out, since it may hold a password.
    #[error("the database is given as `{scheme}…`; it can be `sqlite:PATH`, `sqlite::memory:` or `postgres://…`")]
    UnknownScheme { scheme: String },
    #[error("the address of the database is malformed: {0}")]
    BadAddress(#[source] sqlx::Error),
    #[error("there is no SQLite database at {path}; `needledrop migrate` makes one")]
    NoFile { path: String },
    #[error("cannot open the SQLite database at {path}: {reason}")]
    CannotOpen { path: String, reason: DbErr },
    #[error("cannot reach the PostgreSQL database {at}: {reason}")]
    CannotReach { at: String, reason: String },
    #[error(
        "only a PostgreSQL database has standbys, and this is `{scheme}…`: `--database` and `--read-database` are to be `postgres://…`"
    )]
    NoStandby { scheme: String },
    #[error("the encryption of the database's address cannot be had: {0}")]
    Encryption(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the database failed: {0}")]
    Database(#[from] DbErr),
}

/// Opens `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
pub async fn connect(url: &str, options: &Options) -> Result<Db, Error> {
    let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
    match (scheme, rest) {
        ("sqlite", ":memory:") => connect_memory(options).await,
        ("sqlite", _) => connect_sqlite(url, options).await,
        ("postgres" | "postgresql", _) => {
            let server = Server::of(url, options)?;
            let reads = Servers::one(server.readers(options)?);
            server.connect(reads, options, false).await
        }
        _ => Err(Error::UnknownScheme { scheme: scheme.to_owned() }),
    }
}

/// Opens a PostgreSQL database whose engine asks standbys. If one of them answers, the primary may be away: whoever writes
/// is told so, and it is taken in when it comes back.
pub async fn connect_with_standbys(
    primary: &str,
    standbys: &[&str],
    options: &Options,
    limits: &StandbyLimits,
) -> Result<Db, Error> {
    let primary = Server::of(primary, options)?;
    let watched = |server: &Server| Ok::<_, Error>((server.readers(options)?, server.at.clone()));
    let standbys = standbys.iter().map(|url| watched(&Server::of(url, options)?));
    let standbys = standbys.collect::<Result<_, Error>>()?;
    let servers = Servers::several(watched(&primary)?, standbys, limits).await;
    let lazily = servers.standby_answers();
    primary.connect(servers, options, lazily).await
}

impl Db {
    /// Begins to write. On SQLite the right to write is taken at once: a transaction that reads first and writes later
    /// would fail, rather than wait, if another process wrote in between.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        self.write.begin_with_options(options).await
    }

    /// Where the log of a PostgreSQL database ends now: whoever names this position in a request sees all that was written
    /// before. SQLite has no such log.
    pub async fn position(&self) -> Result<Option<Lsn>, DbErr> {
        if self.write.get_database_backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let position = "SELECT pg_current_wal_insert_lsn()::text";
        let row = self.write.query_one_raw(Statement::from_string(DbBackend::Postgres, position)).await?;
        let text: Option<String> = row.map(|row| row.try_get_by_index(0)).transpose()?;
        let position = text.as_deref().map(str::parse).transpose();
        position.map_err(|no: NoLsn| DbErr::Type(no.to_string()))
    }

    /// Closes all connections. The writer goes last: on SQLite the last one to go moves the log into the file, which
    /// a reader cannot.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reads.close();
        self.reads.closed().await;
        self.read.close().await?;
        self.write.close().await
    }
}

/// How far the schema of a database is, seen from this program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// No migration was applied.
    Empty,
    /// Some migrations were not applied.
    Behind { missing: Vec<String> },
    /// All were applied, and no other.
    Current,
    /// A newer program has applied migrations that this one does not know.
    Unknown { newer: Vec<String> },
}

impl State {
    /// The state of a database to which these migrations were applied.
    fn of(applied: &[String]) -> Self {
        let known: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let beyond = |names: &[String], others: &[String]| -> Vec<String> {
            names.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        let (newer, missing) = (beyond(applied, &known), beyond(&known, applied));
        if !newer.is_empty() {
            Self::Unknown { newer }
        } else if applied.is_empty() {
            Self::Empty
        } else if !missing.is_empty() {
            Self::Behind { missing }
        } else {
            Self::Current
        }
    }
}

/// Tells how far the schema is, on the primary or, should that be away, on a standby. Writes nothing.
pub async fn state(db: &Db) -> Result<State, Error> {
    let standby = match &db.reads {
        Reads::Postgres(servers) => servers.standby_schema(),
        Reads::Sqlite(_) => None,
    };
    match applied(&db.read).await {
        Ok(applied) => Ok(State::of(&applied)),
        Err(error) => standby.ok_or(error.into()),
    }
}

async fn applied(connection: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    if !SchemaManager::new(connection).has_table("seaql_migrations").await? {
        return Ok(Vec::new());
    }
    let rows = seaql_migrations::Entity::find().all(connection).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Brings the schema up to date. Processes that do so at the same time wait for each other.
pub async fn migrate(db: &Db) -> Result<(), Error> {
    Ok(apply::up(&db.write).await?)
}

/// A database in memory, which goes with its last connection. It has a name of its own, by which connections of this
/// process share it.
async fn connect_memory(options: &Options) -> Result<Db, Error> {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("file:/needledrop-{}?vfs=memdb", MADE.fetch_add(1, Ordering::Relaxed));
    let opened = |pool: ConnectOptions, read_only| {
        let (mut pool, name) = (pool, name.clone());
        pool.min_connections(1).map_sqlx_sqlite_opts(move |file| tuned(file.filename(&name)).read_only(read_only));
        Database::connect(pool)
    };
    let write = opened(pool("sqlite:memory", 1, options), false).await?;
    let read = opened(pool("sqlite:memory", options.read_connections, options), true).await?;
    Ok(Db { write, read, reads: sqlite_reads(name.as_ref(), options) })
}

fn sqlite_reads(path: &Path, options: &Options) -> Reads {
    Reads::Sqlite(sqlite_readers(path, options))
}

/// Readers of a SQLite file alone, which is opened when it is first asked.
pub fn sqlite_readers(path: &Path, options: &Options) -> Arc<SqliteReaders> {
    let wait = Duration::from_millis(options.acquire_timeout_ms);
    let budget = Duration::from_millis(options.statement_timeout_ms);
    SqliteReaders::new(path.to_owned(), options.read_connections, wait, budget, BUSY_TIMEOUT)
}

async fn connect_sqlite(url: &str, options: &Options) -> Result<Db, Error> {
    let file: SqliteConnectOptions = url.parse().map_err(Error::BadAddress)?;
    let path = file.get_filename().to_owned();
    if !options.create && !path.exists() {
        return Err(Error::NoFile { path: path.display().to_string() });
    }

    let create = options.create;
    let mut write = pool(url, 1, options);
    write.map_sqlx_sqlite_opts(move |file| {
        tuned(file)
            .pragma("mmap_size", "0")
            .pragma("cache_size", CACHED_BY_WRITER.to_string())
            .pragma("wal_autocheckpoint", CHECKPOINT_AFTER.to_string())
            .statement_cache_capacity(PREPARED_BY_WRITER)
            .create_if_missing(create)
            .journal_mode(SqliteJournalMode::Wal)
            // With NORMAL, a power cut may take back what was acknowledged.
            .synchronous(SqliteSynchronous::Full)
            .optimize_on_close(true, None)
    });
    let mut read = pool(url, options.read_connections, options);
    read.map_sqlx_sqlite_opts(|file| tuned(file).read_only(true));

    // The writer first: it makes the file, and the log that the readers read.
    let (write, read) = (open(write, &path).await?, open(read, &path).await?);
    Ok(Db { write, read, reads: sqlite_reads(&path, options) })
}

async fn open(pool: ConnectOptions, path: &Path) -> Result<DatabaseConnection, Error> {
    let begun = Instant::now();
    loop {
        match Database::connect(pool.clone()).await {
            Err(error) if timed_out(&error) && begun.elapsed() < OPENING => {}
            Err(reason) => return Err(Error::CannotOpen { path: path.display().to_string(), reason }),
            Ok(pool) => return Ok(pool),
        }
    }
}

fn timed_out(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(RuntimeErr::SqlxError(cause)) if matches!(**cause, sqlx::Error::PoolTimedOut))
}

/// What every connection to a file needs.
fn tuned(file: SqliteConnectOptions) -> SqliteConnectOptions {
    file.busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("mmap_size", MAPPED.to_string())
        .pragma("cache_size", CACHED.to_string())
        .pragma("temp_store", "memory")
}

/// What every pool needs.
fn pool(url: &str, connections: u32, options: &Options) -> ConnectOptions {
    let mut pool = ConnectOptions::new(url);
    pool.max_connections(connections)
        .acquire_timeout(Duration::from_millis(options.acquire_timeout_ms))
        .test_before_acquire_if_idle_for(TRIED_AFTER)
        .sqlx_logging(false);
    if url.starts_with("sqlite:") {
        // A file does not go away; the one connection to a database in memory must not.
        pool.idle_timeout(None).max_lifetime(None);
    }
    pool
}
