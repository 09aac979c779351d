//! Opens the database for a command, in the state that the command needs, and puts the API before it.

use std::fmt;

use anyhow::{Context, bail};
use serde_json::Value;

use crate::{
    catalogue::Catalogue,
    config::{Address, Config},
    db::{self, Db, Reads, State},
    engine::Engine,
    graphql::{Api, Request},
    import,
};

/// The API over what the database holds. It only reads.
pub(super) fn api(reads: &Reads, config: &Config) -> anyhow::Result<Api> {
    Api::new(Engine::new(reads.clone()), config.document.clone()).context("the schema is broken")
}

/// Opens the database. `create` makes a SQLite file where there is none.
pub(super) async fn connect(config: &Config, create: bool) -> anyhow::Result<Db> {
    let options = db::Options { create, ..config.pool.clone() };
    Ok(db::connect(config.database.secret(), &options).await?)
}

/// A database that can be asked; anything else is refused, with the command that helps. Who writes does not ask standbys,
/// which may not know yet what was written.
pub(super) async fn current(config: &Config) -> anyhow::Result<Db> {
    let db = connect(config, false).await?;
    check(&db, config).await?;
    Ok(db)
}

/// As [`current`], for those who only read: standbys are asked, if there are some.
pub(super) async fn reading(config: &Config) -> anyhow::Result<Db> {
    if config.read_database.is_empty() {
        return current(config).await;
    }
    let standbys: Vec<&str> = config.read_database.iter().map(Address::secret).collect();
    let db = db::connect_with_standbys(config.database.secret(), &standbys, &config.pool, &config.read).await?;
    check(&db, config).await?;
    Ok(db)
}

/// As [`current`], but a SQLite database is made and brought up to date. On PostgreSQL several servers may start at
/// once, and which of them may change the tables is for whoever starts them to say.
pub(super) async fn migrated(config: &Config) -> anyhow::Result<Db> {
    if !config.database.sqlite() {
        return current(config).await;
    }
    let db = connect(config, true).await?;
    if matches!(db::state(&db).await?, State::Empty | State::Behind { .. }) {
        db::migrate(&db).await?;
    }
    check(&db, config).await?;
    Ok(db)
}

/// As [`migrated`], but a SQLite database is also filled if it is empty.
pub(super) async fn prepared(config: &Config) -> anyhow::Result<Db> {
    if !config.database.sqlite() || !config.read_database.is_empty() {
        return reading(config).await;
    }
    let db = migrated(config).await?;
    if config.seed && seed_if_empty(&db, config).await? {
        tracing::info!("loaded the seed catalogue");
    }
    Ok(db)
}

async fn check(db: &Db, config: &Config) -> anyhow::Result<()> {
    let at = &config.database;
    match db::state(db).await? {
        State::Current => Ok(()),
        State::Empty => bail!("{at} has no tables yet; `needledrop migrate` makes them, and `--seed` fills them"),
        State::Behind { missing } => {
            bail!("{at} is behind this program by {}; `needledrop migrate` brings it up to date", missing.join(", "))
        }
        State::Unknown { newer } => {
            bail!("{at} was brought up to date by a newer program; this one does not know {}", newer.join(", "))
        }
    }
}

/// What is printed of the position of the log behind what was written; nothing where there is none.
pub(super) async fn position(db: &Db) -> anyhow::Result<String> {
    Ok(db.position().await?.map(|position| format!("needledrop-lsn: {position}\n")).unwrap_or_default())
}

/// Loads the seed catalogue if there are no films. Returns whether it did.
pub(super) async fn seed_if_empty(db: &Db, config: &Config) -> anyhow::Result<bool> {
    if holding(&api(&db.reads, config)?).await?.films > 0 {
        return Ok(false);
    }
    #[expect(clippy::disallowed_methods, reason = "a command is where time comes in")]
    let now = chrono::Utc::now();
    import::seed::load(&Catalogue::new(db.clone()), now).await.context("the seed catalogue could not be loaded")?;
    Ok(true)
}

/// What a database holds, in two numbers.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Holding {
    films: u64,
    soundtracks: u64,
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} films, {} soundtracks", self.films, self.soundtracks)
    }
}

pub(super) async fn holding(api: &Api) -> anyhow::Result<Holding> {
    let response = api.execute(Request::new("{ films { totalCount } soundtracks { totalCount } }")).await;
    if let Some(error) = response.errors.into_iter().next() {
        return Err(error).context("the database could not be counted");
    }
    let data: Value = serde_json::from_slice(&response.data.unwrap_or_default())?;
    let count = |field: &str| data[field]["totalCount"].as_u64().with_context(|| format!("`{field}` was not counted"));
    Ok(Holding { films: count("films")?, soundtracks: count("soundtracks")? })
}
