//! Slices of real data that may be read here but not be given on: their folder is named in `NEEDLEDROP_DATA_SLICES`, and
//! without it there is nothing to import.
//!
//! What the graph says of films is held against the lines of the tables, read once more in the plainest way.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read,
    path::{Path, PathBuf},
};

use entity::{CreditRole, IdentifierScheme, Subject};
use needledrop::{
    catalogue::record::{Source, SourceKind, ranks},
    import::{
        csv::{Tables, list, read as read_csv},
        imdb, wikidata,
    },
};
use tempfile::TempDir;

use super::{import_once, import_twice};
use crate::{
    graph::Graph,
    support::{self, Fresh},
};

pub fn slices() -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "a test may be told where its data are")]
    let folder = std::env::var_os("NEEDLEDROP_DATA_SLICES").map(PathBuf::from);
    if folder.is_none() {
        println!("NEEDLEDROP_DATA_SLICES is not set: no slices of real data are imported");
    }
    folder
}

/// The rows of a table by the names of its columns.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_string(&mut text).unwrap();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    table.deserialize().map(|row| row.unwrap()).collect()
}

async fn import_tables(fresh: &Fresh, folder: &Path, slices: &Path) {
    let source = Source {
        name: "film-soundtracks".to_owned(),
        kind: SourceKind::Dataset,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::OTHER,
    };
    let paths = vec![slices.join("film-soundtracks").display().to_string()];
    let list = Some(list("Soundtracks of 2015-2025", None).unwrap());
    let tables = Tables { paths, kind: None, map: Vec::new(), source, list };
    let report = import_once(fresh, folder, move |run| read_csv(run, tables)).await.unwrap();
    assert_eq!((report.read, report.rejected), (13_934, 0));
}

#[tokio::test]
async fn films_are_what_their_tables_say() {
    let Some(slices) = slices() else { return };
    let films = rows(&slices.join("film-soundtracks/films.csv.gz"));
    let mut graphs = Vec::new();
    for fresh in [support::on_sqlite().await, support::on_postgres().await] {
        let folder = TempDir::new().unwrap();
        import_tables(&fresh, folder.path(), &slices).await;
        let graph = Graph::read(&fresh.read).await;
        import_tables(&fresh, folder.path(), &slices).await;
        assert!(Graph::read(&fresh.read).await == graph, "a second import changes rows");
        graphs.push(graph);
    }
    assert!(graphs[0] == graphs[1], "SQLite and PostgreSQL hold different graphs");
    let graph = &graphs[0];

    let ids: BTreeMap<&str, i64> = graph
        .identifiers
        .iter()
        .filter(|row| row.subject == Subject::Film && row.scheme == IdentifierScheme::Imdb)
        .map(|row| (row.value.as_str(), row.subject_id))
        .collect();
    let named: BTreeMap<i64, &str> = graph.artists.iter().map(|row| (row.id.0, row.name.as_str())).collect();
    let mut directors: BTreeMap<i64, BTreeSet<&str>> = BTreeMap::new();
    for credit in graph.credits.iter().filter(|credit| credit.role == CreditRole::Director) {
        directors.entry(credit.film_id.0).or_default().insert(named[&credit.artist_id.0]);
    }
    let mut seen = BTreeSet::new();
    for row in films.iter().filter(|row| !row["imdb_id"].is_empty() && seen.insert(&row["imdb_id"])) {
        let id = ids[row["imdb_id"].as_str()];
        let film = graph.films.iter().find(|film| film.id.0 == id).unwrap();
        assert_eq!(film.title, row["title"].trim(), "{row:?}");
        assert_eq!(film.release_year.map(|year| year.to_string()).as_deref(), Some(row["year"].as_str()), "{row:?}");
        let expected: BTreeSet<&str> = row["directors"].split(", ").filter(|name| !name.is_empty()).collect();
        assert_eq!(directors.get(&id).cloned().unwrap_or_default(), expected, "{row:?}");
    }
    assert_eq!(seen.len(), 1_717);
}

/// The same films from two more sources are the same films.
#[tokio::test]
async fn films_of_several_sources_are_one() {
    let Some(slices) = slices() else { return };
    let fresh = support::on_sqlite().await;
    let folder = TempDir::new().unwrap();
    import_tables(&fresh, folder.path(), &slices).await;
    let before = Graph::read(&fresh.read).await;
    let path = slices.join("wikidata-json-derived/entities.json.gz");
    let report = import_twice(&fresh, folder.path(), move |run| wikidata::read(run, std::slice::from_ref(&path))).await;
    assert_eq!((report.read, report.kept, report.rejected), (6_008, 6_006, 0));
    let after = Graph::read(&fresh.read).await;
    assert_eq!(after.films.len(), before.films.len(), "all 1,652 films were there before");

    let tables: Vec<PathBuf> = ["title.basics", "title.crew", "title.principals", "name.basics"]
        .iter()
        .map(|name| slices.join(format!("imdb-tsv/{name}.tsv.gz")))
        .collect();
    let all = tables.clone();
    import_once(&fresh, folder.path(), move |run| imdb::read(run, &all, &imdb::Wanted::All)).await.unwrap();
    let known = imdb::Wanted::known(&[]);
    let none = import_once(&fresh, folder.path(), move |run| imdb::read(run, &tables, &known)).await.unwrap();
    assert_eq!(none.kept, 0);
}
