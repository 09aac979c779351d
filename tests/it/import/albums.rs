//! How well albums find their films where no source tells: on real albums whose films are known by an IMDb id that the
//! import is not shown.

use std::{collections::BTreeMap, fs};

use entity::{IdentifierScheme, Subject};
use needledrop::{
    catalogue::record::{Source, SourceKind, ranks},
    import::csv::{Tables, read},
};
use tempfile::TempDir;

use super::{
    import_once,
    slices::{rows, slices},
};
use crate::{graph::Graph, support};

#[tokio::test]
async fn albums_find_their_films_by_title_year_and_people() {
    let Some(slices) = slices() else { return };
    let tables = slices.join("film-soundtracks");
    let folder = TempDir::new().unwrap();
    let shown = folder.path().join("shown");
    fs::create_dir(&shown).unwrap();
    // All but the table that says which album is of which film.
    for table in ["films", "albums", "artists", "album_artist"] {
        fs::copy(tables.join(format!("{table}.csv.gz")), shown.join(format!("{table}.csv.gz"))).unwrap();
    }
    let fresh = support::on_sqlite().await;
    let source = Source {
        name: "film-soundtracks".to_owned(),
        kind: SourceKind::Dataset,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::OTHER,
    };
    let tables_shown =
        Tables { paths: vec![shown.display().to_string()], kind: None, map: Vec::new(), source, list: None };
    import_once(&fresh, folder.path(), move |run| read(run, tables_shown)).await.unwrap();

    let graph = Graph::read(&fresh.read).await;
    let by_id = |subject: Subject, scheme: IdentifierScheme| -> BTreeMap<&str, i64> {
        let ids = graph.identifiers.iter().filter(|id| id.subject == subject && id.scheme == scheme);
        ids.map(|id| (id.value.as_str(), id.subject_id)).collect()
    };
    let films = by_id(Subject::Film, IdentifierScheme::Imdb);
    let albums = by_id(Subject::Soundtrack, IdentifierScheme::Musicbrainz);
    let found: BTreeMap<i64, i64> =
        graph.film_soundtracks.iter().map(|link| (link.soundtrack_id.0, link.film_id.0)).collect();

    let imdb: BTreeMap<String, String> = rows(&tables.join("films.csv.gz"))
        .into_iter()
        .map(|mut row| (row.remove("tmdb_id").unwrap(), row.remove("imdb_id").unwrap()))
        .collect();
    let mbid: BTreeMap<String, String> = rows(&tables.join("albums.csv.gz"))
        .into_iter()
        .map(|mut row| (row.remove("release_group_id").unwrap(), row.remove("release_group_mbid").unwrap()))
        .collect();
    // What is known: the links that rest on an IMDb id. An album may be of several films; each is right.
    let mut known: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in rows(&tables.join("film_album.csv.gz")) {
        let film = imdb.get(&row["tmdb_id"]).and_then(|id| films.get(id.as_str()));
        let album = mbid.get(&row["release_group_id"]).and_then(|id| albums.get(id.as_str()));
        if let (Some(film), Some(album), "imdb_exact") = (film, album, row["match_method"].as_str()) {
            known.entry(*album).or_default().push(*film);
        }
    }
    assert!(known.len() > 700, "{} albums whose film is known", known.len());

    let title = |album: &i64| graph.soundtracks.iter().find(|row| row.id.0 == *album).map_or("", |row| &row.title);
    let called = |film: &i64| graph.films.iter().find(|row| row.id.0 == *film).map_or("", |row| &row.title);
    let (mut right, mut wrong, mut open) = (0, 0, 0);
    for (album, of) in &known {
        match found.get(album) {
            Some(film) if of.contains(film) => right += 1,
            Some(film) => {
                wrong += 1;
                println!("wrong: “{}” is of “{}” and was given “{}”", title(album), called(&of[0]), called(film));
            }
            None => {
                open += 1;
                println!("open: “{}” is of “{}”", title(album), called(&of[0]));
            }
        }
    }
    let precision = f64::from(right) / f64::from(right + wrong);
    let recall = f64::from(right) / f64::from(right + wrong + open);
    println!("{right} right, {wrong} wrong, {open} open: precision {precision:.3}, recall {recall:.3}");
    assert!(precision >= 0.99 && recall >= 0.90, "precision {precision:.3}, recall {recall:.3}");
}
