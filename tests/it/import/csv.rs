//! Tables: several that refer to each other, and what they may look like.

use std::{fs, path::Path};

use entity::{EvidenceMethod, Subject};
use needledrop::{
    catalogue::record::{Source, SourceKind, ranks},
    import::csv::{Tables, list, read},
};
use tempfile::TempDir;

use super::{import_once, import_twice, rejected};
use crate::{graph::Graph, support};

const TABLES: &[(&str, &str)] = &[
    (
        "films.csv",
        "tmdb_id,imdb_id,title,year,directors\n10,tt0000010,\"Drive, He \"\"Said\"\"\",2011,\"A. One, B. Two\"\n11,,Other,2012,A. One\n",
    ),
    (
        "albums.csv",
        "release_group_id,release_group_mbid,title\n20,861a6fe3-c1c7-3c36-856f-eb9fdddb383f,Drive OST\n21,,Other OST\n",
    ),
    (
        "film_album.csv",
        "tmdb_id,release_group_id,match_method\n10,20,imdb_exact\n11,21,title_contains_strict\n12,21,imdb_exact\n",
    ),
    ("artists.csv", "artist_id,artist_mbid,name,type\n1,974fa09f-8761-4fbb-b156-390417d125ae,Cliff Martinez,Person\n"),
    ("album_artist.csv", "release_group_id,artist_id\n20,1\n"),
    (
        "tracks.csv",
        "release_group_id,track_title,recording_artist_credit,recording_mbid\n20,Rubber Head,Cliff Martinez,218aa370-9cc7-44e6-9cce-92d7643483d0\n",
    ),
];

fn tables(paths: &[&str], folder: &Path) -> Tables {
    let source = Source {
        name: "tables".to_owned(),
        kind: SourceKind::Dataset,
        licence: Some("CC0-1.0".to_owned()),
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::OTHER,
    };
    let place = |path: &&str| match path.split_once('=') {
        Some((kind, file)) => format!("{kind}={}", folder.join(file).display()),
        None => folder.join(path).display().to_string(),
    };
    Tables { paths: paths.iter().map(place).collect(), kind: None, map: Vec::new(), source, list: None }
}

#[tokio::test]
async fn tables_of_a_folder_make_one_graph() {
    support::everywhere(async |fresh| {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        fs::create_dir_all(&data).unwrap();
        for (name, text) in TABLES {
            fs::write(data.join(name), text).unwrap();
        }
        fs::write(data.join("NOTES.md"), "no table").unwrap();
        let mut tables = tables(&["data"], folder.path());
        tables.list = Some(list("Soundtracks of 2011", None).unwrap());
        let report = import_twice(&fresh, folder.path(), move |run| read(run, tables.clone())).await;
        // One link is of a film that no table has.
        assert_eq!((report.read, report.kept, report.catalogue.left_out), (10, 10, 1));

        let graph = Graph::read(&fresh.read).await;
        let titles: Vec<&str> = graph.films.iter().map(|film| film.title.as_str()).collect();
        assert_eq!(titles, ["Drive, He \"Said\"", "Other"]);
        assert_eq!(graph.film_soundtracks.len(), 2);
        let methods: Vec<EvidenceMethod> = graph
            .film_soundtracks
            .iter()
            .flat_map(|link| graph.evidence_of(Subject::FilmSoundtrack, link.id.0))
            .map(|row| row.method)
            .collect();
        assert_eq!(methods, [EvidenceMethod::IdExact, EvidenceMethod::TitleYear]);
        // A. One has directed both films and is one.
        assert_eq!((graph.artists.len(), graph.credits.len()), (3, 3));
        assert_eq!((graph.tracks.len(), graph.recordings.len(), graph.artist_credits.len()), (1, 1, 1));
        assert_eq!((graph.lists.len(), graph.listings.len()), (1, 2));
    })
    .await;
}

#[tokio::test]
async fn rows_go_over_lines_and_bad_ones_are_passed_over() {
    let folder = TempDir::new().unwrap();
    // A byte order mark, CRLF, semicolons, a row over two lines, one of another width, one that is not UTF-8, an open
    // quotation mark at the end.
    let text = b"\xef\xbb\xbfid;title;year\r\n1;\"Two\r\nLines\";1990\r\n\r\n2;Wide;1991;x\r\n3;\xff\xfe;1992\r\n4;Last;1993\r\n5;\"Open;1994\r\n";
    fs::write(folder.path().join("movies.csv"), text).unwrap();
    let fresh = support::on_sqlite().await;
    let tables = tables(&["movies.csv"], folder.path());
    let report = import_once(&fresh, folder.path(), move |run| read(run, tables)).await.unwrap();
    assert_eq!((report.read, report.kept, report.rejected), (5, 2, 3));
    let graph = Graph::read(&fresh.read).await;
    assert_eq!(graph.films.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(), ["Two Lines", "Last"]);
    assert_eq!(
        rejected(folder.path()),
        [
            (5, "the row has 4 cells and the header 3".to_owned()),
            (6, "it is not UTF-8".to_owned()),
            (8, "a quotation mark is not closed".to_owned()),
        ]
    );
}

#[tokio::test]
async fn what_cannot_be_understood_is_said_before_anything_is_read() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("what.csv"), "id,name\n1,Film\n").unwrap();
    fs::create_dir(folder.path().join("none")).unwrap();
    fs::write(folder.path().join("none/README"), "nothing").unwrap();
    let fresh = support::on_sqlite().await;
    for (paths, map, expected) in [
        (
            &["what.csv"][..],
            &[][..],
            "what.csv: its name does not tell what it holds: say --kind KIND, or KIND=what.csv",
        ),
        (&["none"], &[], "there is no file that ends in `.csv` or `.tsv`"),
        (
            &["tracks=what.csv"],
            &[],
            "a table of tracks needs a column for `soundtrack`, such as --map COLUMN=soundtrack",
        ),
        (&["films=what.csv"], &["films:nam=title"], "there is no column `nam`; they are `id`, `name`"),
        (&["films=what.csv"], &["nam=title"], "no table has both a column `nam` and a field `title`"),
    ] {
        let mut tables = tables(paths, folder.path());
        tables.map = map.iter().map(|given: &&str| given.parse().unwrap()).collect();
        let error = import_once(&fresh, folder.path(), move |run| read(run, tables)).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(Graph::read(&fresh.read).await.films.is_empty(), "{expected}");
    }
}
