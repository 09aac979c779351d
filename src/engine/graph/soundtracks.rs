//! Soundtracks: the films they were issued for, their tracks, credits and places in charts.

use entity::{
    ChartMark, SoundtrackKind, SoundtrackRole, artist, artist_credit, chart_entry, cover, film, film_series,
    film_soundtrack, list, listing, recording, soundtrack, soundtrack_credit, track,
};

use super::lists::LISTING;
use super::provenance::Provenance;
use super::{Draft, One, hop};

pub(super) fn soundtrack() -> Draft {
    let films = || hop(soundtrack::Column::Id, film_soundtrack::Column::SoundtrackId);
    let tracks = || hop(soundtrack::Column::Id, track::Column::SoundtrackId);
    let listed = || hop(soundtrack::Column::Id, listing::Column::SoundtrackId).only(listing::Column::Kind, LISTING);
    Draft::of::<soundtrack::Entity>("Soundtrack", "An album issued for a film, or for a series of films.")
        .roots(Some(One { name: "soundtrack", example: "singles-1992" }), Some("soundtracks"), Some("groupSoundtracks"))
        .ordered_by(&["title"])
        .searched_as("SOUNDTRACK")
        .column(soundtrack::Column::Slug, "Title as part of a URL. Unique among soundtracks.")
        .column(soundtrack::Column::Title, "Title of the album.")
        .word(soundtrack::Column::Kind, &SoundtrackKind::WORDS, "What it consists of. Null when unknown.")
        .column(soundtrack::Column::Label, "The label that issued it. Null when unknown.")
        .column(soundtrack::Column::ReleaseYear, "Year of the first release. Null when unknown.")
        .column(soundtrack::Column::Discs, "Number of discs. Null when unknown.")
        .any(
            "listed",
            vec![listed()],
            "Whether a list picks it or a reader votes for it. A mention alone does not count.",
        )
        .one(
            "series",
            soundtrack::Column::SeriesId,
            film_series::Column::Id,
            "The series of films it was issued for, where no single film is known. Null otherwise.",
        )
        .one_over(
            "primaryFilm",
            vec![
                films().only_true(film_soundtrack::Column::Primary),
                hop(film_soundtrack::Column::FilmId, film::Column::Id),
            ],
            "The film that it is chiefly of. Null when unknown.",
        )
        .link(
            "films",
            "filmCount",
            [films(), hop(film_soundtrack::Column::FilmId, film::Column::Id)],
            &[],
            "The films it was issued for.",
        )
        .short()
        .many("tracks", "trackCount", tracks(), "Its tracks, as far as they are known.")
        .short()
        .path(
            "artists",
            "artistCount",
            vec![
                vec![
                    hop(soundtrack::Column::Id, soundtrack_credit::Column::SoundtrackId),
                    hop(soundtrack_credit::Column::ArtistId, artist::Column::Id),
                ],
                vec![
                    tracks(),
                    hop(track::Column::RecordingId, artist_credit::Column::RecordingId),
                    hop(artist_credit::Column::ArtistId, artist::Column::Id),
                ],
            ],
            "Artists who are credited or perform on it.",
        )
        .many(
            "credits",
            "creditCount",
            hop(soundtrack::Column::Id, soundtrack_credit::Column::SoundtrackId),
            "The parts that artists have in it as a whole.",
        )
        .path(
            "covers",
            "coverCount",
            vec![vec![tracks(), hop(track::Column::RecordingId, cover::Column::RecordingId)]],
            "Covers among the recordings on it.",
        )
        .many(
            "chartEntries",
            "chartEntryCount",
            hop(soundtrack::Column::Id, chart_entry::Column::SoundtrackId),
            "Its places in charts.",
        )
        .many(
            "listings",
            "listingCount",
            hop(soundtrack::Column::Id, listing::Column::SoundtrackId),
            "Where lists name it, mentions included.",
        )
        .path(
            "lists",
            "listCount",
            vec![vec![listed(), hop(listing::Column::ListId, list::Column::Id)]],
            "Lists that pick it or in which it has votes.",
        )
        .group("director", &["films", "directors"], "Who directed a film that it was issued for.")
        .group("film", &["films"], "A film that it was issued for.")
        .group("primaryFilm", &["primaryFilm"], "The film that it is chiefly of.")
        .group("series", &["series"], "The series of films it was issued for.")
        .group("artist", &["artists"], "An artist who is credited or performs on it.")
        .group("list", &["lists"], "A list that picks it or in which it has votes.")
        .group_column("kind", &[], "kind", "What it consists of.")
        .group_column("label", &[], "label", "The label that issued it.")
        .group_column("releaseYear", &[], "releaseYear", "Year of its first release.")
        .group_decade(&[], "releaseYear", "Decade of its first release: its first year, such as 1990.")
        .many(
            "filmSoundtracks",
            "filmSoundtrackCount",
            hop(soundtrack::Column::Id, film_soundtrack::Column::SoundtrackId),
            "The relations to its films.",
        )
        .short()
        .evidence(&["SOUNDTRACK"])
        .identifiers(&["SOUNDTRACK"])
        .looked_up_by("SOUNDTRACK", &["MUSICBRAINZ", "DISCOGS", "WIKIDATA"])
        .aliases(&["SOUNDTRACK"])
}

pub(super) fn film_soundtrack() -> Draft {
    Draft::of::<film_soundtrack::Entity>("FilmSoundtrack", "A soundtrack as one of a film's.")
        .ordered_by(&["volume"])
        .column(film_soundtrack::Column::Primary, "Whether the soundtrack is chiefly of this film.")
        .column(film_soundtrack::Column::Volume, "Number of the volume among the film's albums. Null when unknown.")
        .one("film", film_soundtrack::Column::FilmId, film::Column::Id, "The film.")
        .one("soundtrack", film_soundtrack::Column::SoundtrackId, soundtrack::Column::Id, "The soundtrack.")
        .evidence(&["FILM_SOUNDTRACK"])
}

pub(super) fn soundtrack_credit() -> Draft {
    Draft::of::<soundtrack_credit::Entity>("SoundtrackCredit", "An artist in a role of a soundtrack.")
        .ordered_by(&["role"])
        .word(soundtrack_credit::Column::Role, &SoundtrackRole::WORDS, "The artist's part in the soundtrack.")
        .column(soundtrack_credit::Column::CreditedAs, "The name as credited, where it differs from the artist's.")
        .one("artist", soundtrack_credit::Column::ArtistId, artist::Column::Id, "Who is credited.")
        .one(
            "soundtrack",
            soundtrack_credit::Column::SoundtrackId,
            soundtrack::Column::Id,
            "The soundtrack of the credit.",
        )
        .evidence(&["SOUNDTRACK_CREDIT"])
}

pub(super) fn track() -> Draft {
    Draft::of::<track::Entity>("Track", "A numbered slot on a soundtrack, playing one recording.")
        .roots(None, Some("tracks"), None)
        .ordered_by(&["disc", "position", "title"])
        .column(track::Column::Disc, "Number of the disc, from 1. Null when unknown.")
        .column(track::Column::Position, "Place on the disc, from 1. Null when unknown.")
        .column(track::Column::Title, "Title as printed on the album.")
        .column(
            track::Column::InFilm,
            "Whether it is heard in the film. Null when unknown, and then neither true nor false.",
        )
        .one("soundtrack", track::Column::SoundtrackId, soundtrack::Column::Id, "The soundtrack it is on.")
        .one("recording", track::Column::RecordingId, recording::Column::Id, "The recording it plays.")
        .evidence(&["TRACK"])
}

pub(super) fn chart_entry() -> Draft {
    Draft::of::<chart_entry::Entity>("ChartEntry", "A soundtrack's place in a chart.")
        .ordered_by(&["chart", "position"])
        .column(chart_entry::Column::Chart, "Name of the chart.")
        .column(chart_entry::Column::Country, "Country of the chart, as ISO 3166-1 alpha-2. Null when unknown.")
        .column(chart_entry::Column::Position, "Place in the chart, from 1.")
        .word(chart_entry::Column::Mark, &ChartMark::WORDS, "What the position is.")
        .one("soundtrack", chart_entry::Column::SoundtrackId, soundtrack::Column::Id, "The soundtrack in the chart.")
        .evidence(&["CHART_ENTRY"])
}
