//! MusicBrainz: what becomes of its dumps, in both forms and in any order, on both databases.

mod broken;
mod slices;
mod world;

use std::{
    fs,
    path::{Path, PathBuf},
};

use entity::*;
use needledrop::{
    catalogue::{Catalogue, record::EvidenceMethod},
    import::{self, Error, Options, Report, musicbrainz},
};
use sea_orm::prelude::DateTimeUtc;
use tempfile::TempDir;

use super::pack::{bzip2, tar, xz};
use crate::{
    graph::Graph,
    support::{self, Fresh},
};

async fn import(fresh: &Fresh, paths: Vec<PathBuf>, all: bool) -> Result<Report, Error> {
    let folder = TempDir::new().unwrap();
    let catalogue = Catalogue::new((**fresh).clone());
    let time = DateTimeUtc::from_timestamp(1_790_000_000, 0).expect("the time is a time");
    import::run(Some(&catalogue), time, options(folder.path()), move |run| musicbrainz::read(run, &paths, all)).await
}

fn options(folder: &Path) -> Options {
    Options { strict: false, rejects: folder.join("rejects"), stage: folder.to_owned(), into: String::new() }
}

fn write(folder: &TempDir, files: &[(&str, Vec<u8>)]) -> PathBuf {
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder.path().to_owned()
}

/// The JSON dumps of the small world.
fn dumps(folder: &TempDir) -> Vec<PathBuf> {
    let archive = |(name, text): &(&str, String)| {
        let member = format!("mbdump/{name}");
        let head: [(&str, &[u8]); 2] =
            [("TIMESTAMP", b"2026-08-29 00:10:01.5+00\n"), ("REPLICATION_SEQUENCE", b"190000\n")];
        let archive = tar(&[head[0], head[1], (&member, text.as_bytes()), ("JSON_DUMPS_SCHEMA_NUMBER", b"1\n")]);
        let path = folder.path().join(format!("{name}.tar.xz"));
        fs::write(&path, xz(&archive)).unwrap();
        path
    };
    world::documents().iter().map(archive).collect()
}

#[tokio::test]
async fn a_soundtrack_is_taken_over_with_all_that_belongs_to_it() {
    let folder = TempDir::new().unwrap();
    let fresh = support::on_sqlite().await;
    let report = import(&fresh, dumps(&folder), false).await.unwrap();
    // Of 5 artists, 2 groups, 7 releases and 3 works, the group that is no soundtrack is not of use.
    assert_eq!((report.read, report.kept, report.rejected), (17, 16, 0));
    let graph = Graph::read(&fresh.read).await;

    let [source] = &graph.sources[..] else { panic!("{:?}", graph.sources) };
    assert_eq!(source.version.as_deref(), Some("2026-08-29, replication sequence 190000"));
    let [album] = &graph.soundtracks[..] else { panic!("{:?}", graph.soundtracks) };
    assert_eq!(album.title, "Night Ride: Original Motion Picture Score, Vol. 2");
    // Of the four releases the bootleg is not official, the third has no tracks, and the fourth is later.
    assert_eq!((album.label.as_deref(), album.release_year, album.discs), (Some("Lost Highway"), Some(1998), Some(2)));
    assert_eq!(album.kind, Some(SoundtrackKind::Score));
    let tracks: Vec<_> = graph.tracks.iter().map(|track| (track.disc, track.position, track.title.as_str())).collect();
    assert_eq!(tracks, [(Some(1), Some(1), "1. as printed"), (Some(2), Some(1), "1. as printed")]);

    let [film] = &graph.films[..] else { panic!("{:?}", graph.films) };
    assert_eq!((film.title.as_str(), film.kind, film.release_year), ("Night Ride", FilmKind::Feature, Some(1998)));
    let [link] = &graph.film_soundtracks[..] else { panic!("{:?}", graph.film_soundtracks) };
    assert!(link.primary && link.volume == Some(2));
    let proofs: Vec<_> = graph
        .evidence_of(Subject::FilmSoundtrack, link.id.0)
        .map(|proof| (proof.method, proof.field.as_deref()))
        .collect();
    assert_eq!(proofs, [(EvidenceMethod::IdExact, None), (EvidenceMethod::Inferred, Some("volume"))]);
    let methods: Vec<_> = graph.evidence_of(Subject::Film, film.id.0).map(|proof| proof.method).collect();
    assert_eq!(methods, [EvidenceMethod::Inferred], "of the film, only the id is known");

    // The work that nothing on the album performs is not there, nor its recording; the others of the old song are.
    let mut songs: Vec<_> = graph.songs.iter().map(|song| (song.title.as_str(), song.first_release_year)).collect();
    songs.sort_unstable();
    assert_eq!(songs, [("Main Theme", Some(1998)), ("Old Song", Some(1970))]);
    let by_mbid = |number: u32| {
        let value = world::id('c', number);
        let id = graph.identifiers.iter().find(|row| row.value == value).map(|row| RecordingId(row.subject_id));
        id.map(|id| graph.recording(id))
    };
    assert!(by_mbid(6).is_none() && by_mbid(7).is_none());
    let facts = |number: u32| {
        let recording = by_mbid(number).unwrap();
        let song = recording.song_id.map(|id| graph.song(id).title.as_str());
        let cover = graph.covers.iter().find(|cover| cover.recording_id == recording.id);
        let proof = cover.map(|cover| {
            let method = graph.evidence_of(Subject::Cover, cover.id.0).next().unwrap().method;
            (cover.kind, method)
        });
        (song, recording.original, recording.release_year, proof)
    };
    assert_eq!(facts(1), (Some("Old Song"), true, Some(1970), None));
    // Marked as a cover, and the original's artist is a guest: no cover by somebody else.
    assert_eq!(facts(2), (Some("Old Song"), false, Some(1998), None));
    assert_eq!(facts(3), (Some("Main Theme"), true, Some(1998), None));
    assert_eq!(facts(4), (Some("Old Song"), false, Some(1980), Some((CoverKind::Cover, EvidenceMethod::Inferred))));
    assert_eq!(facts(5), (None, false, Some(1990), Some((CoverKind::Interpolation, EvidenceMethod::Inferred))));

    let credit: Vec<_> = graph
        .artist_credits
        .iter()
        .filter(|credit| credit.recording_id == by_mbid(2).unwrap().id)
        .map(|credit| {
            (graph.artist(credit.artist_id).name.as_str(), credit.credited_as.as_deref(), credit.join_phrase.as_deref())
        })
        .collect();
    assert_eq!(credit, [("The Coverers", Some("Coverers"), Some(" feat. ")), ("Ann Original", Some("Ann"), None)]);
    let [writer] = &graph.song_writers[..] else { panic!("{:?}", graph.song_writers) };
    assert_eq!(graph.artist(writer.artist_id).name, "Wanda Writer");
    let mut aliases: Vec<_> = graph.aliases.iter().map(|alias| alias.name.as_str()).collect();
    aliases.sort_unstable();
    assert_eq!(aliases, ["Coverers", "W. Writer"], "misspellings are none");
    let mut ids: Vec<_> = graph
        .identifiers
        .iter()
        .filter(|id| id.scheme != IdentifierScheme::Musicbrainz)
        .map(|id| (id.subject, id.value.as_str()))
        .collect();
    ids.sort_unstable();
    assert_eq!(
        ids,
        [
            (Subject::Film, "tt0000001"),
            (Subject::Artist, "Q2"),
            (Subject::Artist, "nm0000001"),
            (Subject::Soundtrack, "Q1"),
            (Subject::Soundtrack, "m5"),
            (Subject::Recording, "USAA17000001"),
            (Subject::Recording, "USAA18000004"),
            (Subject::Recording, "USAA19900002"),
            (Subject::Song, "T-000.000.001-0"),
        ]
    );
    let [performer] = &graph.soundtrack_credits[..] else { panic!("{:?}", graph.soundtrack_credits) };
    assert_eq!(graph.artist(performer.artist_id).name, "Various Artists");
}

/// A row each.
fn lines(graph: &Graph) -> Vec<String> {
    let rows = format!("{graph:?}").replace("Model", "\nModel");
    rows.lines().map(str::to_owned).collect()
}

/// Neither the database, nor the order of files, nor their form makes a difference; and a second time changes nothing.
#[tokio::test]
async fn both_forms_in_any_order_are_one_graph() {
    let folder = TempDir::new().unwrap();
    let forwards = dumps(&folder);
    let backwards: Vec<_> = forwards.iter().rev().cloned().collect();
    let plain: Vec<(&str, Vec<u8>)> = world::documents()
        .into_iter()
        .map(|(name, text)| (name, text.lines().rev().collect::<Vec<_>>().join("\r\n").into_bytes()))
        .chain([("TIMESTAMP", b"2026-08-29 00:10:01.5+00".to_vec()), ("REPLICATION_SEQUENCE", b"190000".to_vec())])
        .collect();
    let plain_folder = TempDir::new().unwrap();
    let plain = write(&plain_folder, &plain);
    let tables = world::tables();
    let members: Vec<(String, Vec<u8>)> =
        tables.into_iter().rev().map(|(name, rows)| (format!("mbdump/{name}"), rows.into_bytes())).collect();
    let mut members: Vec<(&str, &[u8])> = members.iter().map(|(name, rows)| (name.as_str(), rows.as_slice())).collect();
    members.push(("TIMESTAMP", b"2026-08-29 00:10:01.5+00\n"));
    members.push(("REPLICATION_SEQUENCE", b"190000\n"));
    let mbdump_folder = TempDir::new().unwrap();
    let mbdump = write(&mbdump_folder, &[("mbdump.tar.bz2", bzip2(&tar(&members)))]);

    for all in [false, true] {
        let fresh = support::on_sqlite().await;
        import(&fresh, forwards.clone(), all).await.unwrap();
        let expected = Graph::read(&fresh.read).await;
        assert_eq!(expected.recordings.len(), if all { 7 } else { 5 });
        for (way, paths) in [
            ("backwards", backwards.clone()),
            ("plain, reversed, with CRLF", vec![plain.clone()]),
            ("tables", vec![mbdump.clone()]),
            ("everything at once", [forwards.clone(), vec![mbdump.clone(), plain.clone()]].concat()),
        ] {
            support::everywhere(async |fresh| {
                import(&fresh, paths.clone(), all).await.unwrap();
                let graph = Graph::read(&fresh.read).await;
                assert_eq!(graph.counts(), expected.counts(), "{way}");
                assert_eq!(lines(&graph), lines(&expected), "{way}");
                let again = import(&fresh, paths.clone(), all).await.unwrap().catalogue;
                assert_eq!((again.created, again.corrected, again.merged), (0, 0, 0), "{way}");
                assert!(Graph::read(&fresh.read).await == expected, "{way}");
            })
            .await;
        }
    }
}
