//! Dumps that are broken: what can be used is used, the rest is told, and the database is whole.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use super::{super::pack::*, *};

/// Imports files without a database: what was rejected, with the reasons, and how it ended.
async fn dry(files: &[(&str, Vec<u8>)], all: bool) -> (Vec<(String, u64, String)>, Result<Report, String>) {
    let folder = TempDir::new().unwrap();
    let path = write(&folder, files);
    let beside = TempDir::new().unwrap();
    let reader = move |run: &mut import::Run| musicbrainz::read(run, &[path], all);
    let done = import::run(None, DateTimeUtc::UNIX_EPOCH, options(beside.path()), reader).await;
    let rejects = fs::read_to_string(beside.path().join("rejects")).unwrap_or_default();
    let reject = |line: &str| {
        let reject: Value = serde_json::from_str(line).unwrap();
        let file = reject["file"].as_str().unwrap().replace(&format!("{}/", folder.path().display()), "");
        (file, reject["line"].as_u64().unwrap(), reject["reason"].as_str().unwrap().to_owned())
    };
    let name = |error: Error| error.to_string().replace(&format!("{}", folder.path().display()), "");
    (rejects.lines().map(reject).collect(), done.map_err(name))
}

#[tokio::test]
async fn bad_lines_are_passed_over() {
    let good = &world::documents()[3].1;
    let works = format!(
        "{}\n{{\"id\": \"no\", \"title\": \"x\"}}\n\n{{\"id\": \"{}\", \"relations\": \"none\"}}\n{}\n{{\"id\":\n[1]\n",
        good,
        world::id('d', 9),
        "{\"a\":".repeat(100_000)
    );
    let mut works = works.into_bytes();
    works.extend_from_slice(b"{\"id\": \"d0000000-0000-4000-8000-000000000008\", \"title\": \"\xff\"}\n");
    let long = format!("{{\"title\": \"{}\"}}\n", "x".repeat(50 << 20));
    works.extend_from_slice(long.as_bytes());
    let (rejects, done) = dry(&[("work", works)], false).await;
    let report = done.unwrap();
    assert_eq!((report.read, report.kept, report.rejected), (11, 3, 8));
    let expected = [
        (4, "`no` is no MBID"),
        (5, "EOF while parsing a value"),
        (6, "invalid type: string \"none\""),
        (7, "EOF while parsing"),
        (8, "EOF while parsing a value"),
        (9, "is a list and no document"),
        (10, "is not UTF-8: invalid utf-8 sequence"),
        (11, "the line is longer than 32 MiB"),
    ];
    assert_eq!(rejects.len(), expected.len(), "{rejects:?}");
    for ((file, line, reason), (number, words)) in rejects.iter().zip(expected) {
        assert_eq!((file.as_str(), *line), ("work", number));
        assert!(reason.contains(words), "{number}: {reason}");
    }
}

#[tokio::test]
async fn bad_rows_are_passed_over() {
    let rows = format!(
        "1\t{}\tA\tA\t\\N\t\\N\t\\N\t\\N\t\\N\t\\N\t1\n2\t{}\tB\n3\tx\tC\tC\t\t\t\t\t\t\t1\nid\tgid\tname\r\n",
        world::id('a', 1),
        world::id('a', 2)
    );
    let (rejects, done) = dry(&[("mbdump.tar.bz2", bzip2(&tar(&[("mbdump/artist", rows.as_bytes())])))], true).await;
    let report = done.unwrap();
    assert_eq!((report.read, report.kept, report.rejected), (4, 1, 3));
    let reasons: Vec<_> = rejects.iter().map(|(file, line, reason)| (file.as_str(), *line, reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            ("mbdump.tar.bz2/mbdump/artist", 2, "has 3 columns, and `artist` at least 11"),
            ("mbdump.tar.bz2/mbdump/artist", 3, "column 2 of `artist` is `x`, which is no MBID"),
            ("mbdump.tar.bz2/mbdump/artist", 4, "column 1 of `artist` is `id`, which is no number"),
        ]
    );
}

#[tokio::test]
async fn what_is_not_of_musicbrainz_is_told() {
    let (_, done) = dry(&[("notes.txt", b"nothing\n".to_vec())], false).await;
    assert!(done.unwrap_err().ends_with(": there are neither documents nor tables of MusicBrainz in it"));
    let (_, done) = dry(&[("release.tar.xz", b"\x00\x01".to_vec())], false).await;
    assert!(done.unwrap_err().starts_with("`/release.tar.xz` is neither text nor packed"));
}

/// A truncated archive is an error, before which nothing reached the database.
#[tokio::test]
async fn a_truncated_archive_leaves_the_database_as_it_is() {
    let folder = TempDir::new().unwrap();
    let paths = dumps(&folder);
    let whole = fs::read(&paths[2]).unwrap();
    fs::write(&paths[2], &whole[..whole.len() - 30]).unwrap();
    let fresh = support::on_sqlite().await;
    let error = import(&fresh, paths, false).await.unwrap_err().to_string();
    assert!(error.contains("release.tar.xz` is damaged after line "), "{error}");
    assert_eq!(Graph::read(&fresh.read).await.changes.len(), 0);
}

/// Documents twice, and relations to what is nowhere.
#[tokio::test]
async fn doubles_and_loose_ends_do_no_harm() {
    let folder = TempDir::new().unwrap();
    let mut files: Vec<(&str, Vec<u8>)> = Vec::new();
    for (name, text) in world::documents() {
        // Without artists and works, all that is known of them is what others say.
        if name == "release" || name == "release-group" {
            files.push((name, format!("\u{feff}{text}\n{text}\n").into_bytes()));
        }
    }
    let path = write(&folder, &files);
    let fresh = support::on_sqlite().await;
    let report = import(&fresh, vec![path], false).await.unwrap();
    assert_eq!((report.rejected, report.catalogue.left_out), (0, 0));
    let counts = Graph::read(&fresh.read).await.counts();
    let expected =
        [("soundtrack", 1), ("track", 2), ("song", 2), ("recording", 5), ("film_soundtrack", 1), ("artist", 4)];
    for (table, count) in expected {
        assert_eq!(counts[table], count, "{table}");
    }
}

/// One document over many lines, and a page of a list, as the web service gives them.
#[tokio::test]
async fn documents_of_the_web_service_are_read() {
    let pretty = |document: &str| serde_json::to_vec_pretty(&serde_json::from_str::<Value>(document).unwrap()).unwrap();
    let documents = world::documents();
    let releases: Vec<Value> = documents[2].1.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let page = serde_json::json!({ "release-count": 7, "release-offset": 0, "releases": releases });
    let group = documents[1].1.lines().next().unwrap();
    let (rejects, done) =
        dry(&[("3.json", pretty(&page.to_string())), ("release-group.json", pretty(group))], false).await;
    assert_eq!(rejects, []);
    let report = done.unwrap();
    assert_eq!((report.read, report.kept), (2, 2));
}

/// A release with music before its first track, a medium without a number, a year that none of it can be of, a NUL that
/// PostgreSQL refuses, and a recording without a title.
#[tokio::test]
async fn what_no_row_can_hold_is_left_out_and_the_rest_is_taken_in() {
    let recording = |number: u32, title: &str| {
        let artist = serde_json::json!({ "id": world::id('a', 1), "name": "Ann\u{0}", "sort-name": "Ann" });
        serde_json::json!({
            "id": world::id('c', number), "title": title, "first-release-date": "1066-10-14",
            "artist-credit": [{ "name": "A.\u{0}", "joinphrase": "\u{0}", "artist": artist }],
        })
    };
    let track = |position: i32, number: u32, title: &str| serde_json::json!({ "position": position, "title": title, "recording": recording(number, title) });
    let release = serde_json::json!({
        "id": world::id('e', 1), "title": "Score", "status": "Official", "date": "1066-10-14",
        "release-group": { "id": world::id('b', 1), "title": "Sc\u{0}ore", "secondary-types": ["Soundtrack"] },
        "label-info": [{ "label": { "name": "\u{0}" } }],
        "media": [
            { "position": 1, "pregap": track(0, 1, "Hidden"), "tracks": [track(1, 2, "First\u{0}"), track(2, 3, "")] },
            { "position": -1, "tracks": [track(i32::MAX, 4, "Last")] },
        ],
    });
    let folder = TempDir::new().unwrap();
    let path = write(&folder, &[("release", release.to_string().into_bytes())]);
    support::everywhere(async |fresh| {
        let report = import(&fresh, vec![path.clone()], true).await.unwrap();
        assert_eq!((report.read, report.kept, report.rejected), (1, 1, 0));
        let graph = Graph::read(&fresh.read).await;
        let tracks: Vec<_> =
            graph.tracks.iter().map(|track| (track.title.as_str(), track.disc, track.position)).collect();
        let expected = [("Last", None, Some(i32::MAX)), ("Hidden", Some(1), None), ("First", Some(1), Some(1))];
        assert_eq!(tracks, expected);
        assert_eq!((graph.soundtracks[0].title.as_str(), graph.soundtracks[0].label.as_deref()), ("Sc ore", None));
        assert!(graph.recordings.iter().all(|recording| recording.release_year.is_none()));
        assert_eq!(graph.artists[0].name, "Ann");
    })
    .await;
}

#[tokio::test]
async fn rows_without_what_must_be_known_are_passed_over() {
    let works =
        format!("1\t{}\t\\N\n2\t\\N\tB\n3\t{}\t\n4\t{}\tD\n", world::id('d', 1), world::id('d', 3), world::id('d', 4));
    let media = "1\t1\t99999999999\n2\t1\t\\N\n3\t1\t1\n";
    let files = [("mbdump/work", works.as_bytes()), ("mbdump/medium", media.as_bytes())];
    let (rejects, done) = dry(&[("mbdump.tar.bz2", bzip2(&tar(&files)))], true).await;
    let report = done.unwrap();
    assert_eq!((report.read, report.kept, report.rejected), (7, 2, 5));
    let reasons: Vec<_> = rejects.iter().map(|(_, line, reason)| (*line, reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, "column 3 of `work` is `\\N`, and has to be known"),
            (2, "column 2 of `work` is `\\N`, and has to be known"),
            (3, "column 3 of `work` is empty"),
            (1, "column 3 of `medium` is `99999999999`, which is no number"),
            (2, "column 3 of `medium` is `\\N`, and has to be known"),
        ]
    );
}
