//! Recordings, the songs they perform, and the covers among them.

use entity::{CoverKind, artist, artist_credit, cover, cue, recording, song, song_writer, soundtrack, track};

use super::provenance::Provenance;
use super::{Draft, One, hop};

pub(super) fn recording() -> Draft {
    Draft::of::<recording::Entity>("Recording", "One performance, usually of a song.")
        .roots(Some(One { name: "recording", example: "" }), Some("recordings"), Some("groupRecordings"))
        .ordered_by(&["title"])
        .searched_as("RECORDING")
        .column(recording::Column::Title, "Title of the recording.")
        .column(recording::Column::Original, "Whether it is known to be the song's original recording.")
        .column(recording::Column::ReleaseYear, "Year of the first release. Null when unknown.")
        .one("song", recording::Column::SongId, song::Column::Id, "The song that is performed. Null when unknown.")
        .link(
            "artists",
            "artistCount",
            [
                hop(recording::Column::Id, artist_credit::Column::RecordingId),
                hop(artist_credit::Column::ArtistId, artist::Column::Id),
            ],
            &["position"],
            "Whom it is credited to, in the order of the credit.",
        )
        .short()
        .many(
            "tracks",
            "trackCount",
            hop(recording::Column::Id, track::Column::RecordingId),
            "Where soundtracks play it.",
        )
        .path(
            "soundtracks",
            "soundtrackCount",
            vec![vec![
                hop(recording::Column::Id, track::Column::RecordingId),
                hop(track::Column::SoundtrackId, soundtrack::Column::Id),
            ]],
            "Soundtracks that it is on.",
        )
        .many(
            "covers",
            "coverCount",
            hop(recording::Column::Id, cover::Column::RecordingId),
            "What it is a cover of. More than one where it samples several songs.",
        )
        .many("cues", "cueCount", hop(recording::Column::Id, cue::Column::RecordingId), "Where films use it.")
        .group("artist", &["artists"], "Whom it is credited to.")
        .group("song", &["song"], "The song that is performed.")
        .group(
            "originalArtist",
            &["song", "originalArtists"],
            "Whose song it is: an artist of the song's original recording.",
        )
        .group("soundtrack", &["soundtracks"], "A soundtrack that it is on.")
        .group_column("releaseYear", &[], "releaseYear", "Year of its first release.")
        .group_decade(&[], "releaseYear", "Decade of its first release: its first year, such as 1990.")
        .many(
            "artistCredits",
            "artistCreditCount",
            hop(recording::Column::Id, artist_credit::Column::RecordingId),
            "The parts of its credit.",
        )
        .short()
        .evidence(&["RECORDING"])
        .identifiers(&["RECORDING"])
        .looked_up_by("RECORDING", &["MUSICBRAINZ", "ISRC"])
}

pub(super) fn artist_credit() -> Draft {
    Draft::of::<artist_credit::Entity>("ArtistCredit", "One of the artists that a recording is credited to.")
        .ordered_by(&["position"])
        .column(artist_credit::Column::Position, "Place in the credit, from 1.")
        .column(artist_credit::Column::CreditedAs, "The name as credited, where it differs from the artist's.")
        .column(artist_credit::Column::JoinPhrase, "What stands between this name and the next, such as ` & `.")
        .one("recording", artist_credit::Column::RecordingId, recording::Column::Id, "The recording of the credit.")
        .one("artist", artist_credit::Column::ArtistId, artist::Column::Id, "Who is credited.")
        .evidence(&["ARTIST_CREDIT"])
}

pub(super) fn song() -> Draft {
    let original = || hop(song::Column::Id, recording::Column::SongId).only_true(recording::Column::Original);
    Draft::of::<song::Entity>("Song", "A composition.")
        .roots(Some(One { name: "song", example: "kashmir" }), Some("songs"), None)
        .ordered_by(&["title"])
        .searched_as("SONG")
        .column(song::Column::Slug, "Title as part of a URL. Unique among songs.")
        .column(song::Column::Title, "Title of the song.")
        .column(
            song::Column::FirstReleaseYear,
            "Year in which a recording of it was first released. Null when unknown.",
        )
        .one_over(
            "originalRecording",
            vec![original()],
            "The recording that all others are measured by. Null when unknown.",
        )
        .path(
            "originalArtists",
            "originalArtistCount",
            vec![vec![
                original(),
                hop(recording::Column::Id, artist_credit::Column::RecordingId),
                hop(artist_credit::Column::ArtistId, artist::Column::Id),
            ]],
            "The artists of the original recording.",
        )
        .short()
        .many("recordings", "recordingCount", hop(song::Column::Id, recording::Column::SongId), "Its recordings.")
        .many("covers", "coverCount", hop(song::Column::Id, cover::Column::SongId), "Its covers.")
        .link(
            "writers",
            "writerCount",
            [
                hop(song::Column::Id, song_writer::Column::SongId),
                hop(song_writer::Column::ArtistId, artist::Column::Id),
            ],
            &[],
            "Who wrote it.",
        )
        .short()
        .many("cues", "cueCount", hop(song::Column::Id, cue::Column::SongId), "Where films use it.")
        .many(
            "songWriters",
            "songWriterCount",
            hop(song::Column::Id, song_writer::Column::SongId),
            "The parts that its writers have in it.",
        )
        .short()
        .evidence(&["SONG"])
        .identifiers(&["SONG"])
        .looked_up_by("SONG", &["MUSICBRAINZ", "ISWC", "WIKIDATA"])
        .aliases(&["SONG"])
}

pub(super) fn song_writer() -> Draft {
    Draft::of::<song_writer::Entity>("SongWriter", "An artist as a writer of a song.")
        .one("song", song_writer::Column::SongId, song::Column::Id, "The song that was written.")
        .one("artist", song_writer::Column::ArtistId, artist::Column::Id, "Who wrote it.")
        .evidence(&["SONG_WRITER"])
}

pub(super) fn cover() -> Draft {
    Draft::of::<cover::Entity>(
        "Cover",
        "A recording that is a version of a song by an artist other than its original one.",
    )
    .roots(None, Some("covers"), Some("groupCovers"))
    .word(cover::Column::Kind, &CoverKind::WORDS, "How it differs from the song.")
    .one("song", cover::Column::SongId, song::Column::Id, "The song that is covered.")
    .one("recording", cover::Column::RecordingId, recording::Column::Id, "The recording that covers it.")
    .path(
        "soundtracks",
        "soundtrackCount",
        vec![vec![
            hop(cover::Column::RecordingId, track::Column::RecordingId),
            hop(track::Column::SoundtrackId, soundtrack::Column::Id),
        ]],
        "Soundtracks that the cover is on.",
    )
    .group(
        "originalArtist",
        &["song", "originalArtists"],
        "Who is covered: an artist of the song's original recording.",
    )
    .group("artist", &["recording", "artists"], "Who covers.")
    .group("song", &["song"], "The song that is covered.")
    .group("soundtrack", &["soundtracks"], "A soundtrack that the cover is on.")
    .group_column("kind", &[], "kind", "How it differs from the song.")
    .group_decade(&["recording"], "releaseYear", "Decade of the recording: its first year, such as 1990.")
    .evidence(&["COVER"])
}
