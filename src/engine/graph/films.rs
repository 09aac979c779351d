//! Films, the series they belong to, who made them, and the music that is used in them.

use entity::{
    CreditRole, FilmKind, artist, credit, cue, film, film_series, film_soundtrack, listing, recording, song, soundtrack,
};

use super::provenance::Provenance;
use super::{Draft, One, hop};

pub(super) fn film() -> Draft {
    let credited = |role| {
        [
            hop(film::Column::Id, credit::Column::FilmId).only(credit::Column::Role, role),
            hop(credit::Column::ArtistId, artist::Column::Id),
        ]
    };
    Draft::of::<film::Entity>("Film", "A film, short, concert film or television series.")
        .roots(Some(One { name: "film", example: "vanilla-sky-2001" }), Some("films"), Some("groupFilms"))
        .ordered_by(&["title"])
        .searched_as("FILM")
        .column(film::Column::Slug, "Title and year as part of a URL, such as `vanilla-sky-2001`. Unique among films.")
        .column(film::Column::Title, "Title under which it was first released.")
        .word(film::Column::Kind, &FilmKind::WORDS, "What sort of film it is.")
        .column(film::Column::ReleaseYear, "Year of the first release, of a series' first season. Null when unknown.")
        .one("series", film::Column::SeriesId, film_series::Column::Id, "The series of films it belongs to.")
        .many("credits", "creditCount", hop(film::Column::Id, credit::Column::FilmId), "All who had a part in it.")
        .link("directors", "directorCount", credited(&["DIRECTOR"]), &["position"], "Who directed it.")
        .short()
        .link("writers", "writerCount", credited(&["WRITER"]), &["position"], "Who wrote it.")
        .short()
        .link("composers", "composerCount", credited(&["COMPOSER"]), &["position"], "Who composed music for it.")
        .short()
        .link("cast", "castCount", credited(&["CAST"]), &["position"], "Who appears in it.")
        .link(
            "soundtracks",
            "soundtrackCount",
            [
                hop(film::Column::Id, film_soundtrack::Column::FilmId),
                hop(film_soundtrack::Column::SoundtrackId, soundtrack::Column::Id),
            ],
            &["volume"],
            "Albums issued for it.",
        )
        .short()
        .many(
            "cues",
            "cueCount",
            hop(film::Column::Id, cue::Column::FilmId),
            "Music that is used in it, on an album or not.",
        )
        .path(
            "listings",
            "listingCount",
            vec![vec![
                hop(film::Column::Id, film_soundtrack::Column::FilmId),
                hop(film_soundtrack::Column::SoundtrackId, listing::Column::SoundtrackId),
            ]],
            "Where lists name its soundtracks.",
        )
        .group("director", &["directors"], "Who directed it.")
        .group("composer", &["composers"], "Who composed music for it.")
        .group("series", &["series"], "The series of films it belongs to.")
        .group("soundtrack", &["soundtracks"], "An album issued for it.")
        .group("source", &["evidence", "source"], "A source that speaks of it.")
        .group_column("kind", &[], "kind", "What sort of film it is.")
        .group_column("releaseYear", &[], "releaseYear", "Year of the first release.")
        .group_decade(&[], "releaseYear", "Decade of the first release: its first year, such as 1990.")
        .many(
            "filmSoundtracks",
            "filmSoundtrackCount",
            hop(film::Column::Id, film_soundtrack::Column::FilmId),
            "The relations to its soundtracks.",
        )
        .short()
        .evidence(&["FILM"])
        .identifiers(&["FILM"])
        .looked_up_by("FILM", &["IMDB", "WIKIDATA"])
        .aliases(&["FILM"])
}

pub(super) fn film_series() -> Draft {
    Draft::of::<film_series::Entity>("FilmSeries", "Films that belong together, such as a saga.")
        .ordered_by(&["title"])
        .searched_as("FILM_SERIES")
        .column(film_series::Column::Slug, "Title as part of a URL. Unique among film series.")
        .column(film_series::Column::Title, "Title of the series.")
        .many("films", "filmCount", hop(film_series::Column::Id, film::Column::SeriesId), "The films of the series.")
        .many(
            "soundtracks",
            "soundtrackCount",
            hop(film_series::Column::Id, soundtrack::Column::SeriesId),
            "Albums of which no more is known than that they are the series'.",
        )
        .evidence(&["FILM_SERIES"])
        .identifiers(&["FILM_SERIES"])
        .aliases(&["FILM_SERIES"])
}

pub(super) fn credit() -> Draft {
    Draft::of::<credit::Entity>("Credit", "An artist in a role of a film.")
        .roots(None, None, Some("groupCredits"))
        .ordered_by(&["role", "position"])
        .word(credit::Column::Role, &CreditRole::WORDS, "The artist's part in the film.")
        .column(credit::Column::Position, "Place among the credits of this role, from 1. Null when unknown.")
        .column(credit::Column::CreditedAs, "The name as credited, where it differs from the artist's.")
        .one("artist", credit::Column::ArtistId, artist::Column::Id, "Who is credited.")
        .one("film", credit::Column::FilmId, film::Column::Id, "The film of the credit.")
        .group("artist", &["artist"], "Who is credited.")
        .group("film", &["film"], "The film of the credit.")
        .group_column("role", &[], "role", "The artist's part in the film.")
        .group_column("filmReleaseYear", &["film"], "releaseYear", "Year of the film's first release.")
        .group_decade(&["film"], "releaseYear", "Decade of the film's first release: its first year, such as 1990.")
        .evidence(&["CREDIT"])
}

pub(super) fn cue() -> Draft {
    Draft::of::<cue::Entity>("Cue", "A recording or a song that is used in a film, on an album or not.")
        .roots(None, Some("cues"), None)
        .column(
            cue::Column::OnSoundtrack,
            "Whether it is on a soundtrack of the film. Null when unknown, and then neither true nor false.",
        )
        .one("film", cue::Column::FilmId, film::Column::Id, "The film that uses it.")
        .one("song", cue::Column::SongId, song::Column::Id, "The song. Null when unknown.")
        .one("recording", cue::Column::RecordingId, recording::Column::Id, "The recording. Null when unknown.")
        .path(
            "artists",
            "artistCount",
            vec![vec![
                hop(cue::Column::RecordingId, entity::artist_credit::Column::RecordingId),
                hop(entity::artist_credit::Column::ArtistId, artist::Column::Id),
            ]],
            "The artists of the recording.",
        )
        .evidence(&["CUE"])
}
