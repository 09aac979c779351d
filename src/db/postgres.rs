//! Connections to one PostgreSQL server.

use sea_orm::{ConnectOptions, Database, DbErr, sqlx::postgres::PgConnectOptions};

use super::{
    Db, Error, Options, Reads, pool,
    reads::{PostgresReaders, Servers},
    timed_out,
};

/// One server, by its address.
pub struct Server {
    url: String,
    server: PgConnectOptions,
    /// What of the address is told: its database, host and port.
    pub at: String,
}

impl Server {
    pub fn of(url: &str, options: &Options) -> Result<Self, Error> {
        let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err(Error::NoStandby { scheme: scheme.to_owned() });
        }
        let url = format!("postgres:{rest}");
        let server: PgConnectOptions = url.parse().map_err(Error::BadAddress)?;
        let database = server.get_database().unwrap_or_else(|| server.get_username());
        let host =
            server.get_socket().map_or_else(|| server.get_host().to_owned(), |folder| folder.display().to_string());
        let at = format!("`{database}` at {host}:{}", server.get_port());
        Ok(Self { url, server: server.options(reading_settings(options)), at })
    }

    /// The engine's readers of this server.
    pub fn readers(&self, options: &Options) -> Result<PostgresReaders, Error> {
        PostgresReaders::new(&self.server, options)
    }

    /// Connects all others to this server: now, or `lazily` when they have something to ask and if it is away.
    pub async fn connect(&self, reads: Servers, options: &Options, lazily: bool) -> Result<Db, Error> {
        let mut write = pool(&self.url, options.write_connections, options);
        write.set_application_name("needledrop");
        let mut read = pool(&self.url, options.read_connections, options);
        read.set_application_name("needledrop");
        let settings = reading_settings(options);
        read.map_sqlx_postgres_opts(move |server| server.options(settings.clone()));

        let reached = async |mut pool: ConnectOptions| match Database::connect(pool.clone()).await {
            Ok(connected) => Ok(connected),
            Err(error) if lazily => {
                let reason = reason(&error, options.acquire_timeout_ms);
                tracing::warn!(primary = self.at, reason, "the primary is away; standbys answer");
                Database::connect(pool.connect_lazy(true).clone()).await.map_err(Error::from)
            }
            Err(error) => {
                Err(Error::CannotReach { at: self.at.clone(), reason: reason(&error, options.acquire_timeout_ms) })
            }
        };
        Ok(Db { write: reached(write).await?, read: reached(read).await?, reads: Reads::Postgres(reads) })
    }
}

/// Settings of connections that only read.
fn reading_settings(options: &Options) -> Vec<(&'static str, String)> {
    [
        ("default_transaction_read_only", "on"),
        // Compiling a statement takes longer than most of ours run, and planning it anew for each list of parents takes
        // several times as long.
        ("jit", "off"),
        ("plan_cache_mode", "force_generic_plan"),
        ("statement_timeout", &options.statement_timeout_ms.to_string()),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .into()
}

/// Why a server was not reached. The driver tries for as long as it may, and then says nothing of what went wrong.
fn reason(error: &DbErr, waited_ms: u64) -> String {
    match error {
        error if timed_out(error) => format!("it did not answer within {waited_ms} ms; is it running there?"),
        other => other.to_string(),
    }
}
