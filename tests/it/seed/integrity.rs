//! The rows of the seed catalogue hold together.

use std::collections::BTreeSet;

use entity::*;

use super::seeded;
use crate::graph::word;
use crate::support;

#[tokio::test]
async fn each_row_is_proved_and_logged() {
    let graph = seeded(&support::on_sqlite().await).await;
    let subjects = graph.subjects();

    let proofs = graph.evidence.iter().filter(|row| row.field.is_none());
    let proved: BTreeSet<_> = proofs.map(|row| (word(row.subject), row.subject_id)).collect();
    assert_eq!(subjects, proved, "rows, and rows that some evidence proves as such");

    let logged: Vec<_> = graph.changes.iter().map(|row| (word(row.subject), row.subject_id)).collect();
    assert_eq!(logged.len(), subjects.len(), "each row is created once");
    assert_eq!(subjects, logged.into_iter().collect());
    assert!(graph.changes.iter().all(|row| row.kind == ChangeKind::Created));

    for row in &graph.evidence {
        assert!(subjects.contains(&(word(row.subject), row.subject_id)), "evidence of nothing: {row:?}");
        let (method, confidence) = (row.method, row.confidence);
        assert_eq!(method == EvidenceMethod::Stated, confidence == 1.0, "only what is stated is certain: {row:?}");
        assert_eq!(method == EvidenceMethod::Editor, row.locator.is_none(), "only editors give no place: {row:?}");
    }
    for row in &graph.aliases {
        assert!(subjects.contains(&(word(row.subject), row.subject_id)), "alias of nothing: {row:?}");
    }
    for row in &graph.identifiers {
        assert!(subjects.contains(&(word(row.subject), row.subject_id)), "identifier of nothing: {row:?}");
    }
}

/// What may be unknown and is known has evidence of its own, since the row may be stated and the year an editor's.
#[tokio::test]
async fn each_optional_fact_is_proved_by_itself() {
    let graph = seeded(&support::on_sqlite().await).await;
    let proved = |subject, id, field: &str| {
        let found = graph.evidence_of(subject, id).any(|row| row.field.as_deref() == Some(field));
        assert!(found, "{} {id} has a {field} that nothing proves", word(subject));
    };

    for row in &graph.films {
        proved(Subject::Film, row.id.0, "kind");
        if row.release_year.is_some() {
            proved(Subject::Film, row.id.0, "releaseYear");
        }
        if row.series_id.is_some() {
            proved(Subject::Film, row.id.0, "series");
        }
    }
    for row in &graph.artists {
        proved(Subject::Artist, row.id.0, "kind");
    }
    for row in &graph.songs {
        if row.first_release_year.is_some() {
            proved(Subject::Song, row.id.0, "firstReleaseYear");
        }
    }
    for row in &graph.recordings {
        if row.original {
            proved(Subject::Recording, row.id.0, "original");
        }
        if row.release_year.is_some() {
            proved(Subject::Recording, row.id.0, "releaseYear");
        }
    }
    for row in &graph.soundtracks {
        for (field, known) in [
            ("kind", row.kind.is_some()),
            ("label", row.label.is_some()),
            ("releaseYear", row.release_year.is_some()),
            ("discs", row.discs.is_some()),
        ] {
            if known {
                proved(Subject::Soundtrack, row.id.0, field);
            }
        }
    }
    for row in &graph.film_soundtracks {
        if row.volume.is_some() {
            proved(Subject::FilmSoundtrack, row.id.0, "volume");
        }
    }
    for row in &graph.tracks {
        if row.position.is_some() {
            proved(Subject::Track, row.id.0, "position");
        }
        if row.in_film.is_some() {
            proved(Subject::Track, row.id.0, "inFilm");
        }
    }
    for row in &graph.cues {
        if row.on_soundtrack.is_some() {
            proved(Subject::Cue, row.id.0, "onSoundtrack");
        }
    }
}

/// A cover is a performance by others than the song's original artists; a performance by those is none.
#[tokio::test]
async fn covers_are_by_others() {
    let graph = seeded(&support::on_sqlite().await).await;
    for recording in &graph.recordings {
        let song = recording.song_id.expect("each recording here plays a song");
        let original = graph.recordings.iter().find(|other| other.song_id == Some(song) && other.original);
        let cover = graph.covers.iter().find(|cover| cover.recording_id == recording.id);
        let name = format!("“{}” of song “{}”", recording.title, graph.song(song).title);
        match (cover, original) {
            (Some(cover), Some(original)) => {
                assert_eq!(cover.song_id, song, "{name} covers another song than it plays");
                assert_ne!(graph.artists_of(recording.id), graph.artists_of(original.id), "{name} is by its artists");
            }
            (Some(_), None) => panic!("{name} covers a song of which no original recording is known"),
            (None, Some(original)) => assert_eq!(recording.id, original.id, "{name} is a cover and not called one"),
            (None, None) => {}
        }
    }
}

#[tokio::test]
async fn keys_are_those_of_the_texts() {
    let graph = seeded(&support::on_sqlite().await).await;
    let pairs = (graph.films.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.series.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.artists.iter().map(|row| (&row.name, &row.name_key)))
        .chain(graph.songs.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.recordings.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.soundtracks.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.tracks.iter().map(|row| (&row.title, &row.title_key)))
        .chain(graph.aliases.iter().map(|row| (&row.name, &row.name_key)));
    for (text, key) in pairs {
        assert_eq!(&text_key(text), key);
    }
    for list in &graph.lists {
        assert_eq!(list.title.as_deref().map(text_key), list.title_key);
    }
    for soundtrack in &graph.soundtracks {
        assert_eq!(soundtrack.label.as_deref().map(text_key), soundtrack.label_key);
    }
}

/// A soundtrack is one film's or one series'; a reader votes once for each; a film is there for a reason.
#[tokio::test]
async fn soundtracks_belong_somewhere() {
    let graph = seeded(&support::on_sqlite().await).await;
    for soundtrack in &graph.soundtracks {
        let links = graph.film_soundtracks.iter().filter(|link| link.soundtrack_id == soundtrack.id);
        let films: Vec<_> = links.map(|link| link.primary).collect();
        let of_film = films == [true] && soundtrack.series_id.is_none();
        let of_series = films.is_empty() && soundtrack.series_id.is_some();
        assert!(of_film || of_series, "`{}` is of {} films", soundtrack.slug, films.len());
        let listed = graph.listings.iter().any(|listing| listing.soundtrack_id == soundtrack.id);
        // A vote that names no volume goes to the first; the artists whom the voter names are on the second.
        assert_eq!(listed, soundtrack.slug != "six-feet-under-2001-2", "`{}` in a list", soundtrack.slug);
    }

    let without: BTreeSet<&str> = (graph.films.iter())
        .filter(|film| !graph.film_soundtracks.iter().any(|link| link.film_id == film.id))
        .map(|film| film.slug.as_str())
        .collect();
    let expected = [
        // Named for other reasons than their music.
        "batman-begins-2005",
        "slumdog-millionaire-2008",
        "the-dark-knight-2008",
        "the-dark-knight-rises-2012",
        // Its song is on the album of the film that it precedes.
        "hotel-chevalier-2007",
    ];
    assert_eq!(without, BTreeSet::from(expected), "films without a soundtrack");
}
