//! Imports: what is read of dumps, what becomes of broken ones, and how an import goes on that was broken off.

mod albums;
mod command;
mod csv;
mod imdb;
mod input;
mod list;
mod musicbrainz;
mod pack;
mod run;
mod slices;
mod wikidata;

use std::path::Path;

use needledrop::{
    catalogue::Catalogue,
    import::{self, Error, Options, Report, Run},
};

use crate::{graph::Graph, support::Fresh};

/// Where an import of a test leaves what it leaves.
fn options(folder: &Path, into: &str) -> Options {
    Options {
        strict: false,
        rejects: folder.join("rejects.ndjson"),
        stage: folder.join("stage"),
        into: into.to_owned(),
    }
}

/// Imports into a database what `reader` reads, twice: the second time must change nothing.
async fn import_twice(
    fresh: &Fresh,
    folder: &Path,
    reader: impl Fn(&mut Run) -> Result<(), Error> + Clone + Send + 'static,
) -> Report {
    let report = import_once(fresh, folder, reader.clone()).await.unwrap_or_else(|error| panic!("{error}"));
    let before = Graph::read(&fresh.read).await;
    let again = import_once(fresh, folder, reader).await.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((again.catalogue.created, again.catalogue.corrected), (0, 0));
    assert!(Graph::read(&fresh.read).await == before, "a second import changes rows");
    report
}

async fn import_once(
    fresh: &Fresh,
    folder: &Path,
    reader: impl FnOnce(&mut Run) -> Result<(), Error> + Send + 'static,
) -> Result<Report, Error> {
    let time = chrono::DateTime::UNIX_EPOCH;
    let catalogue = Catalogue::new((**fresh).clone());
    import::run(Some(&catalogue), time, options(folder, &fresh.url), reader).await
}

/// The reasons for which lines were rejected, with the numbers of the lines.
fn rejected(folder: &Path) -> Vec<(u64, String)> {
    let text = std::fs::read_to_string(folder.join("rejects.ndjson")).unwrap_or_default();
    text.lines()
        .map(|line| {
            let reject: serde_json::Value = serde_json::from_str(line).unwrap();
            (reject["line"].as_u64().unwrap(), reject["reason"].as_str().unwrap().to_owned())
        })
        .collect()
}
