//! `needledrop import`: dumps of a publisher, lists and tables, into the graph.

use std::path::PathBuf;

use anyhow::Context;

use super::{Csv, Imdb, Import, Publisher, open, print::print};
use crate::{
    catalogue::{
        Catalogue,
        record::{IdentifierScheme, Source, SourceKind, Subject, ranks},
    },
    config::{Address, Config},
    import::{self, Options, csv, imdb, list, musicbrainz, wikidata},
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

    type Reader = Box<dyn FnOnce(&mut import::Run) -> Result<(), import::Error> + Send>;
    let reader: Reader = match import.publisher {
        Publisher::Musicbrainz(args) => Box::new(move |run| musicbrainz::read(run, &args.paths, args.all)),
        Publisher::Wikidata(args) => Box::new(move |run| wikidata::read(run, &args.paths)),
        Publisher::Imdb(args) => {
            let wanted = wanted(&args, catalogue.as_ref()).await?;
            Box::new(move |run| imdb::read(run, &args.paths, &wanted))
        }
        Publisher::List(args) => Box::new(move |run| list::read_files(run, &args.files)),
        Publisher::Csv(args) => {
            let tables = tables(args)?;
            Box::new(move |run| csv::read(run, tables))
        }
    };
    let report = import::run(catalogue.as_ref(), now, options, reader).await?;
    let mut done = format!("{report}\n");
    if report.rejected > 0 {
        done += &format!("what was rejected is in `{}`\n", import.rejects.display());
    }
    if let Some(db) = db {
        done += &open::position(&db).await?;
        db.close().await?;
    }
    print(&done)
}

/// Which films of IMDb are wanted: without a flag those that the graph has.
async fn wanted(args: &Imdb, catalogue: Option<&Catalogue>) -> anyhow::Result<imdb::Wanted> {
    if args.all {
        return Ok(imdb::Wanted::All);
    }
    if args.year.is_some() || !args.title_type.is_empty() {
        return imdb::Wanted::filtered(args.year.clone(), args.title_type.clone()).map_err(anyhow::Error::msg);
    }
    let catalogue = catalogue.context(
        "a dry run does not look into the database for the films that it has: say --all, --year or --title-type",
    )?;
    let known = catalogue.identifiers(IdentifierScheme::Imdb, Subject::Film).await?;
    if known.is_empty() {
        anyhow::bail!("the database has no film with an id of IMDb: say --all, --year or --title-type");
    }
    Ok(imdb::Wanted::known(&known))
}

fn tables(args: Csv) -> anyhow::Result<csv::Tables> {
    let list = args.list.map(|title| csv::list(&title, args.url.clone())).transpose().map_err(anyhow::Error::msg)?;
    let source = Source {
        name: args.source,
        kind: SourceKind::Dataset,
        licence: args.licence,
        version: args.version,
        url: args.url,
        retrieved: None,
        rank: ranks::OTHER,
    };
    Ok(csv::Tables { paths: args.tables, kind: args.kind, map: args.map, source, list })
}

/// The folder of the database; for one that is on a server, or in memory, the current one.
fn beside(database: &Address) -> PathBuf {
    database.path().and_then(|path| path.parent()).map_or_else(|| PathBuf::from("."), PathBuf::from)
}
