//! `needledrop serve --check`: what is wrong with the configuration, all of it, before anything is served by it.

use std::{fs, io, path::Path};

use anyhow::bail;

use super::{
    follow::{self, Follower},
    open,
    print::print,
    serve::{listed, reserve},
};
use crate::{
    config::Config,
    db::{
        self, Reads, State,
        reads::{Health, Inspected},
    },
};

/// Says what would be served. Makes and changes nothing, and answers nobody.
pub async fn check(config: Config) -> anyhow::Result<()> {
    let mut problems = config.problems();
    let mut notes = Vec::new();
    for (name, at) in [("listen", Some(&config.listen)), ("http.metrics_listen", config.http.metrics_listen.as_ref())] {
        let Some(at) = at else { continue };
        match reserve(at).await {
            Ok(_) => {}
            // Most likely by the server that this one is to follow.
            Err(error) if in_use(&error) => notes.push(format!("{at} is in use now")),
            Err(error) => problems.push(format!("{name}: {error:#}")),
        }
    }
    match data(&config).await {
        Ok(found) => notes.push(format!("{}: {found}", config.served())),
        Err(error) => {
            problems.push(format!("{}: {error:#}", if config.follow.is_some() { "follow" } else { "database" }))
        }
    }
    if !problems.is_empty() {
        bail!("{}", listed(&problems));
    }
    print(&format!("needledrop would answer at http://{}\n{}\n", config.listen, notes.join("\n")))
}

/// What there is to be served, in words.
async fn data(config: &Config) -> anyhow::Result<String> {
    if let Some(folder) = &config.follow {
        let follower = Follower::open(folder, &config.pool).await?;
        let held = held(follower.reads(), config).await;
        follower.reads().close();
        return Ok(format!("snapshot {}, {}", follow::named(&follower.manifest()), held?));
    }
    if !config.read_database.is_empty() {
        return with_standbys(config).await;
    }
    match config.database.path() {
        Some(path) if path.exists() => match Inspected::of(path)?.state() {
            State::Current => {
                let reads = Reads::Sqlite(db::sqlite_readers(path, &config.pool));
                let held = held(&reads, config).await;
                reads.close();
                held
            }
            State::Empty => Ok("would get its tables".to_owned()),
            State::Behind { missing } => Ok(format!("would be brought up to date by {}", missing.join(", "))),
            State::Unknown { newer } => {
                bail!("it was brought up to date by a newer program; this one does not know {}", newer.join(", "))
            }
        },
        Some(path) => {
            writable(path)?;
            Ok("would be made".to_owned())
        }
        None if config.database.sqlite() => Ok("would be made in memory".to_owned()),
        None => {
            let db = open::current(config).await?;
            let held = held(&db.reads, config).await;
            db.close().await?;
            held
        }
    }
}

/// A primary and its standbys. One that is away now is no reason not to begin, as long as another answers.
async fn with_standbys(config: &Config) -> anyhow::Result<String> {
    let db = open::reading(config).await?;
    let mut found = held(&db.reads, config).await;
    if let (Ok(found), Reads::Postgres(servers)) = (&mut found, &db.reads) {
        for server in servers.status() {
            let role = if server.primary { "primary" } else { "standby" };
            let health = match server.health {
                Health::Good => "answers",
                Health::Lagging => "is too far behind",
                Health::Outdated => "lacks migrations",
                Health::Lost => "does not answer",
            };
            found.push_str(&format!("\n{role} {} {health}", server.name));
        }
    }
    db.close().await?;
    found
}

async fn held(reads: &Reads, config: &Config) -> anyhow::Result<String> {
    Ok(open::holding(&open::api(reads, config)?).await?.to_string())
}

fn in_use(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|cause| cause.kind() == io::ErrorKind::AddrInUse)
}

/// Whether a file could be made there.
fn writable(path: &Path) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder_is = fs::metadata(folder).map(|found| found.is_dir()).unwrap_or(false);
    if !folder_is {
        bail!("there is no folder `{}` in which it could be made", folder.display());
    }
    if let Err(error) = tempfile::tempfile_in(folder) {
        bail!("it cannot be made in `{}`: {error}", folder.display());
    }
    Ok(())
}
