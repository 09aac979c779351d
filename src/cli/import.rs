//! `needledrop import`: dumps of a publisher, into the graph.

use std::path::PathBuf;

use super::{Import, Publisher, open, print::print};
use crate::{
    catalogue::Catalogue,
    config::{Address, Config},
    import::{self, Options, musicbrainz},
};

pub async fn import(config: Config, import: Import) -> anyhow::Result<()> {
    let stage = import.stage.unwrap_or_else(|| beside(&config.database));
    let into = if import.dry_run { String::new() } else { config.database.secret().to_owned() };
    let options = Options { strict: import.strict, rejects: import.rejects.clone(), stage, into };
    // A dry run needs no database, and makes none.
    let db = if import.dry_run { None } else { Some(open::migrated(&config).await?) };
    let catalogue = db.clone().map(Catalogue::new);
    #[expect(clippy::disallowed_methods, reason = "a command is where time comes in")]
    let now = chrono::Utc::now();

    let publisher = import.publisher;
    let report = import::run(catalogue.as_ref(), now, options, move |run| match publisher {
        Publisher::Musicbrainz(args) => musicbrainz::read(run, &args.paths, args.all),
    })
    .await?;
    if let Some(db) = db {
        db.close().await?;
    }
    let mut done = format!("{report}\n");
    if report.rejected > 0 {
        done += &format!("what was rejected is in `{}`\n", import.rejects.display());
    }
    print(&done)
}

/// The folder of the database; for one that is on a server, or in memory, the current one.
fn beside(database: &Address) -> PathBuf {
    database.path().and_then(|path| path.parent()).map_or_else(|| PathBuf::from("."), PathBuf::from)
}
