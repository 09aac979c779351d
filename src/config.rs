//! The effective configuration: defaults, then a file, then the environment, then flags.
//!
//! Every knob belongs to the room that it turns and has its default there; here they are only collected. Nothing else
//! reads the environment.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{db, graphql::guard, http, telemetry};

/// All that can be set. As TOML it can be read back by `--config`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where HTTP requests are answered: an address and a port, of which 0 takes any that is free.
    pub listen: String,
    /// `sqlite:PATH`, `sqlite::memory:` or `postgres://…`.
    pub database: Address,
    /// Standbys of a PostgreSQL database, `postgres://…`, which the engine asks in its place.
    pub read_database: Vec<Address>,
    /// The folder in which `needledrop snapshot` publishes, to serve its newest snapshot instead of a database. The file of
    /// a manifest can be named instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow: Option<PathBuf>,
    /// Load the seed catalogue into an empty SQLite database.
    pub seed: bool,
    pub telemetry: telemetry::Options,
    /// The pools of connections.
    pub pool: db::Options,
    /// When a standby may answer.
    pub read: db::StandbyLimits,
    pub http: http::Options,
    /// What one GraphQL document may ask for.
    pub document: guard::Limits,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8000".to_owned(),
            database: Address("sqlite:needledrop.db".to_owned()),
            read_database: Vec::new(),
            follow: None,
            seed: true,
            telemetry: telemetry::Options::default(),
            pool: db::Options::default(),
            read: db::StandbyLimits::default(),
            http: http::Options::default(),
            document: guard::Limits::default(),
        }
    }
}

/// What flags and the environment say. A flag beats its variable.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Configuration")]
pub struct Overrides {
    /// Read this TOML file; `needledrop config` prints one
    #[arg(long, global = true, value_name = "FILE", env = "NEEDLEDROP_CONFIG")]
    config: Option<PathBuf>,
    /// Answer HTTP requests there [default: 127.0.0.1:8000]
    #[arg(long, global = true, value_name = "ADDRESS:PORT", env = "NEEDLEDROP_LISTEN")]
    listen: Option<String>,
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME` [default: sqlite:needledrop.db]
    #[arg(long, global = true, value_name = "URL", env = "NEEDLEDROP_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Read from these standbys of the PostgreSQL database; may be given several times, or with commas
    #[arg(
        long,
        global = true,
        value_name = "URL",
        value_delimiter = ',',
        env = "NEEDLEDROP_READ_DATABASE",
        hide_env_values = true
    )]
    read_database: Vec<String>,
    /// Serve the newest snapshot in this folder, instead of a database
    #[arg(long, global = true, value_name = "FOLDER", env = "NEEDLEDROP_FOLLOW")]
    follow: Option<PathBuf>,
    /// Leave an empty SQLite database empty
    #[arg(long, global = true, env = "NEEDLEDROP_NO_SEED")]
    no_seed: bool,
    /// The folder into which `needledrop export` writes, to offer it at `/data`
    #[arg(long, global = true, value_name = "FOLDER", env = "NEEDLEDROP_DATA")]
    data: Option<PathBuf>,
    /// Answer `/metrics` there, and nowhere else [default: to this machine alone]
    #[arg(long, global = true, value_name = "ADDRESS:PORT", env = "NEEDLEDROP_METRICS_LISTEN")]
    metrics_listen: Option<String>,
    /// What is logged to standard error, such as `warn` or `info,needledrop=debug` [default: info]
    #[arg(long, global = true, value_name = "FILTER", env = "NEEDLEDROP_LOG")]
    log: Option<String>,
    /// Send spans there by OTLP over HTTP, if the program was built with the feature `otlp`
    #[arg(long, global = true, value_name = "URL", env = "NEEDLEDROP_OTLP")]
    otlp: Option<String>,
    /// Log one JSON object a line
    #[arg(long, global = true, env = "NEEDLEDROP_LOG_JSON")]
    log_json: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read the configuration `{}`: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("the configuration `{}` is not right: {reason}", path.display())]
    Malformed { path: PathBuf, reason: toml::de::Error },
}

impl Config {
    pub fn load(overrides: Overrides) -> Result<Self, Error> {
        let mut config = match &overrides.config {
            Some(path) => Self::read(path)?,
            None => Self::default(),
        };
        let Overrides {
            config: _,
            listen,
            database,
            read_database,
            follow,
            no_seed,
            data,
            metrics_listen,
            log,
            otlp,
            log_json,
        } = overrides;
        config.listen = listen.unwrap_or(config.listen);
        config.database = database.map_or(config.database, Address);
        if !read_database.is_empty() {
            config.read_database = read_database.into_iter().map(Address).collect();
        }
        config.follow = follow.or(config.follow);
        config.telemetry.filter = log.unwrap_or(config.telemetry.filter);
        config.seed &= !no_seed;
        config.http.data = data.or(config.http.data);
        config.http.metrics_listen = metrics_listen.or(config.http.metrics_listen);
        config.telemetry.otlp = otlp.or(config.telemetry.otlp);
        config.telemetry.json |= log_json;
        Ok(config)
    }

    fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(|reason| Error::Unreadable { path: path.to_owned(), reason })?;
        toml::from_str(&text).map_err(|reason| Error::Malformed { path: path.to_owned(), reason })
    }

    /// What is wrong with it, each problem with the name of what is to be changed. Whether the address is free and what the
    /// database is like shows when they are used.
    pub fn problems(&self) -> Vec<String> {
        let within = |room: &'static str, problems: Vec<String>| {
            problems.into_iter().map(move |problem| format!("{room}.{problem}"))
        };
        let mut problems = Vec::new();
        if self.follow.is_some() && self.database != Self::default().database {
            problems.push("follow and database are both given; leave out one of them".to_owned());
        }
        if self.follow.is_some() && !self.read_database.is_empty() {
            problems.push("follow and read_database are both given; snapshots have no standbys".to_owned());
        }
        if self.http.metrics_listen.as_ref() == Some(&self.listen) && !self.listen.ends_with(":0") {
            problems.push(format!("listen and http.metrics_listen are both {}", self.listen));
        }
        problems.extend(within("telemetry", self.telemetry.problems()));
        problems.extend(within("pool", self.pool.problems()));
        problems.extend(within("http", self.http.problems()));
        problems.extend(within("document", self.document.problems()));
        // What waits for something must not give up after what it waits in.
        let request_ms = self.http.request_seconds.saturating_mul(1_000);
        for (name, own) in [
            ("statement_timeout_ms", self.pool.statement_timeout_ms),
            ("acquire_timeout_ms", self.pool.acquire_timeout_ms),
        ] {
            if own > request_ms {
                let request = self.http.request_seconds;
                problems.push(format!("pool.{name} is {own}, which is longer than http.request_seconds, {request}"));
            }
        }
        let (streams, connections) = (self.http.streams, self.pool.read_connections);
        if streams >= usize::try_from(connections).unwrap_or(usize::MAX) {
            problems.push(format!(
                "http.streams is {streams} and pool.read_connections {connections}: tables could take all connections"
            ));
        }
        problems
    }

    /// Where the data come from, for people.
    pub fn served(&self) -> String {
        match &self.follow {
            Some(folder) => folder.display().to_string(),
            None => self.database.to_string(),
        }
    }

    /// As a file that can be read back, but for secrets.
    pub fn to_toml(&self) -> Result<String, toml::ser::Error> {
        let shown = |address: &Address| Address(address.to_string());
        let (database, read_database) = (shown(&self.database), self.read_database.iter().map(shown).collect());
        toml::to_string(&Self { database, read_database, ..self.clone() })
    }
}

/// The address of a database. Shown without its password, which only [`Address::secret`] gives away.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Address(String);

impl Address {
    pub fn secret(&self) -> &str {
        &self.0
    }

    pub fn sqlite(&self) -> bool {
        self.0.starts_with("sqlite:")
    }

    /// The file of a SQLite database.
    pub fn path(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let path = path.strip_prefix("//").unwrap_or(path);
        (path != ":memory:" && !path.is_empty()).then(|| Path::new(path))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.sqlite() {
            return f.write_str(&self.0);
        }
        // What cannot be read may have its password anywhere.
        let Ok(mut url) = Url::parse(&self.0) else { return f.write_str("***") };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return f.write_str("***");
        }
        if url.query_pairs().any(|(name, _)| name == "password") {
            let pairs: Vec<_> = url.query_pairs().into_owned().collect();
            let shown =
                |(name, value): (String, String)| if name == "password" { (name, "***".into()) } else { (name, value) };
            url.query_pairs_mut().clear().extend_pairs(pairs.into_iter().map(shown));
        }
        write!(f, "{url}")
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_can_be_read_back() {
        let config = Config { listen: "[::1]:80".to_owned(), seed: false, ..Config::default() };
        assert_eq!(toml::from_str::<Config>(&config.to_toml().unwrap()).unwrap(), config);
        assert_eq!(toml::from_str::<Config>("").unwrap(), Config::default());
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        for text in ["lisen = ''", "[http]\nbody = 1", "[document]\ndeep = 1", "[pool]\ncreate = true"] {
            assert!(toml::from_str::<Config>(text).unwrap_err().message().contains("unknown field"), "{text}");
        }
    }

    #[test]
    fn a_sqlite_database_is_a_file() {
        for (address, path) in [
            ("sqlite:a.db", Some("a.db")),
            ("sqlite:///data/a.db?mode=rwc", Some("/data/a.db")),
            ("sqlite::memory:", None),
            ("postgres://host/name", None),
        ] {
            assert_eq!(Address(address.to_owned()).path(), path.map(Path::new), "{address}");
        }
    }

    #[test]
    fn passwords_are_not_shown() {
        for (address, shown) in [
            ("sqlite:a.db", "sqlite:a.db"),
            ("postgres://me:secret@host/name", "postgres://me:***@host/name"),
            ("postgres://me@host/name?sslmode=require", "postgres://me@host/name?sslmode=require"),
            ("postgres://host/name?user=me&password=secret", "postgres://host/name?user=me&password=***"),
            ("secret", "***"),
        ] {
            let address = Address(address.to_owned());
            assert_eq!(address.to_string(), shown);
            assert_eq!(format!("{address:?}"), shown);
            let config = Config { database: address.clone(), read_database: vec![address], ..Config::default() };
            assert!(!config.to_toml().unwrap().contains("secret"));
        }
    }
}
