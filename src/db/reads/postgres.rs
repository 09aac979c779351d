//! A pool of reading connections to one PostgreSQL server.

use std::{
    fmt,
    pin::pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::BytesMut;
use deadpool::Runtime;
use deadpool::managed::{self, Metrics, Object, PoolError, RecycleError, RecycleResult, TimeoutType};
use futures_util::TryStreamExt;
use hashlink::LruCache;
use sea_orm::sqlx::{
    ConnectOptions,
    postgres::{PgConnectOptions, PgSslMode},
};
use tokio_postgres::{
    Client, Config, NoTls, Statement,
    config::SslMode,
    error::SqlState,
    types::{IsNull, ToSql, Type, to_sql_checked},
};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::{
    Cell, Decode, Failure, Param, Query, Rows, Taking, VERSION,
    tls::{self, Proof},
};
use crate::db::{Error, Options, TRIED_AFTER};

/// Statements that one connection keeps prepared.
const PREPARED: usize = 256;

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
}

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
    tls: Option<MakeRustlsConnect>,
}

impl Readers {
    /// A pool for this server.
    pub(in crate::db) fn new(server: &PgConnectOptions, options: &Options) -> Result<Self, Error> {
        let wait = Duration::from_millis(options.acquire_timeout_ms);
        let (mut config, tls) = address(server)?;
        config.connect_timeout(wait).application_name("needledrop");
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
            Ok(open) => Ok(Link { own: Some(open), running: AtomicUsize::new(0), begun: AtomicBool::new(false) }),
            Err(PoolError::Timeout(TimeoutType::Wait) | PoolError::Closed) => {
                Err(Failure::NoneFree(self.wait.as_millis()))
            }
            Err(error) => Err(Failure::Away(error.into())),
        }
    }

    pub fn close(&self) {
        self.pool.close();
    }
}

/// The same server, in the terms of the other driver. What the first has found in the environment or in a file of
/// passwords is in the address that it writes.
fn address(server: &PgConnectOptions) -> Result<(Config, Option<MakeRustlsConnect>), Error> {
    let mut config = Config::new();
    match server.get_socket() {
        Some(folder) => config.host_path(folder),
        None => config.host(server.get_host()),
    };
    config.port(server.get_port()).user(server.get_username());
    config.dbname(server.get_database().unwrap_or(server.get_username()));
    if let Some(options) = server.get_options() {
        config.options(options);
    }
    // Names that a URL would not hold as they are stay out of it.
    let url = server.clone().username("user").database("database").host("host").to_url_lossy();
    if let Some(password) = url.password() {
        config.password(percent_encoding::percent_decode_str(password).collect::<Vec<u8>>());
    }
    let parameter = |name| url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned());
    let mode = match server.get_ssl_mode() {
        _ if server.get_socket().is_some() => SslMode::Disable,
        PgSslMode::Disable | PgSslMode::Allow => SslMode::Disable,
        PgSslMode::Prefer => SslMode::Prefer,
        PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull => SslMode::Require,
    };
    config.ssl_mode(mode);
    if mode == SslMode::Disable {
        return Ok((config, None));
    }
    let proof = Proof {
        chain: matches!(server.get_ssl_mode(), PgSslMode::VerifyCa | PgSslMode::VerifyFull),
        name: matches!(server.get_ssl_mode(), PgSslMode::VerifyFull),
        roots: parameter("sslrootcert"),
        own: parameter("sslcert").zip(parameter("sslkey")),
    };
    Ok((config, Some(tls::connector(&proof).map_err(Error::Encryption)?)))
}

impl managed::Manager for Manager {
    type Type = Open;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Open, Self::Error> {
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
        Ok(Open { client, prepared, version: Mutex::default(), tls: self.tls.clone() })
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
    /// From here on the statements see one state of the database, until the connection goes back. They take as long as they
    /// need: who asks has a time of his own, and to drop the connection ends them.
    pub async fn begin(&self) -> Result<(), Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        self.begun.store(true, Ordering::Relaxed);
        self.running.fetch_add(1, Ordering::Relaxed);
        const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0";
        let begun = open.client.batch_execute(BEGIN).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        begun.map_err(failure)
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
        let rows = open.client.query_typed(VERSION, &[]).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        let rows = rows.map_err(failure)?;
        let row = rows.first().ok_or_else(|| Failure::Refused("the data have no version".into()))?;
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
        rows.map_err(failure)
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
        let open = Object::take(own);
        let (cancel, tls) = (open.client.cancel_token(), open.tls.clone());
        runtime.spawn(async move {
            // Should it fail, the statement ends by its timeout.
            match tls {
                None => cancel.cancel_query(NoTls).await.unwrap_or_default(),
                Some(tls) => cancel.cancel_query(tls).await.unwrap_or_default(),
            }
            drop(open);
        });
    }
}

impl Open {
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

impl Param<'_> {
    fn postgres_type(&self) -> Type {
        match self {
            Self::Int(_) => Type::INT8,
            Self::Float(_) => Type::FLOAT8,
            Self::Bool(_) => Type::BOOL,
            Self::Text(_) => Type::TEXT,
            Self::Ints(_) => Type::INT8_ARRAY,
            Self::Floats(_) => Type::FLOAT8_ARRAY,
            Self::Texts(_) => Type::TEXT_ARRAY,
        }
    }
}

impl ToSql for Param<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Int(value) => value.to_sql(kind, out),
            Self::Float(value) => value.to_sql(kind, out),
            Self::Bool(value) => value.to_sql(kind, out),
            Self::Text(value) => value.to_sql(kind, out),
            Self::Ints(values) => values.to_sql(kind, out),
            Self::Floats(values) => values.to_sql(kind, out),
            Self::Texts(values) => values.to_sql(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // The types are those that the statement was prepared with; `to_sql` of each kind is of one type.
        true
    }

    to_sql_checked!();
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({:?})", self.pool.status())
    }
}
