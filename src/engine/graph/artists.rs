//! Artists and the groups they belong to.

use entity::{
    ArtistKind, artist, artist_credit, credit, film, film_soundtrack, listing, membership, recording, song,
    song_writer, soundtrack, soundtrack_credit, track,
};

use super::lists::LISTING;
use super::provenance::Provenance;
use super::{Draft, One, hop};

pub(super) fn artist() -> Draft {
    let directed = || hop(artist::Column::Id, credit::Column::ArtistId).only(credit::Column::Role, &["DIRECTOR"]);
    Draft::of::<artist::Entity>(
        "Artist",
        "A person or a group that is credited. Director is a role and no type: `directors` are the artists with a director \
         credit.",
    )
    .roots(Some(One { name: "artist", example: "bjork" }), Some("artists"), None)
    .view("directors", "directedFilms", "Artists who directed a film.")
    .ordered_by(&["name"])
    .searched_as("ARTIST")
    .column(artist::Column::Slug, "Name as part of a URL. Unique among artists.")
    .column(artist::Column::Name, "Name under which the artist is best known.")
    .word(artist::Column::Kind, &ArtistKind::WORDS, "What sort of artist it is.")
    .many("credits", "creditCount", hop(artist::Column::Id, credit::Column::ArtistId), "The artist's parts in films.")
    .link(
        "directedFilms",
        "directedFilmCount",
        [directed(), hop(credit::Column::FilmId, film::Column::Id)],
        &[],
        "Films that the artist directed.",
    )
    .path(
        "listedSoundtracks",
        "listedSoundtrackCount",
        vec![vec![
            directed(),
            hop(credit::Column::FilmId, film_soundtrack::Column::FilmId),
            hop(film_soundtrack::Column::SoundtrackId, listing::Column::SoundtrackId)
                .only(listing::Column::Kind, LISTING),
            hop(listing::Column::SoundtrackId, soundtrack::Column::Id),
        ]],
        "Soundtracks of the films that the artist directed, those that a list picks or that have votes.",
    )
    .counted_in(artist::Column::ListedSoundtrackCount)
    .path(
        "soundtracks",
        "soundtrackCount",
        vec![
            vec![
                hop(artist::Column::Id, soundtrack_credit::Column::ArtistId),
                hop(soundtrack_credit::Column::SoundtrackId, soundtrack::Column::Id),
            ],
            vec![
                hop(artist::Column::Id, artist_credit::Column::ArtistId),
                hop(artist_credit::Column::RecordingId, track::Column::RecordingId),
                hop(track::Column::SoundtrackId, soundtrack::Column::Id),
            ],
        ],
        "Soundtracks on which the artist is credited or performs.",
    )
    .many(
        "soundtrackCredits",
        "soundtrackCreditCount",
        hop(artist::Column::Id, soundtrack_credit::Column::ArtistId),
        "The artist's parts in soundtracks.",
    )
    .link(
        "recordings",
        "recordingCount",
        [
            hop(artist::Column::Id, artist_credit::Column::ArtistId),
            hop(artist_credit::Column::RecordingId, recording::Column::Id),
        ],
        &[],
        "Recordings that are credited to the artist.",
    )
    .path(
        "originalSongs",
        "originalSongCount",
        vec![vec![
            hop(artist::Column::Id, artist_credit::Column::ArtistId),
            hop(artist_credit::Column::RecordingId, recording::Column::Id).only_true(recording::Column::Original),
            hop(recording::Column::SongId, song::Column::Id),
        ]],
        "Songs whose original recording is the artist's.",
    )
    .link(
        "writtenSongs",
        "writtenSongCount",
        [hop(artist::Column::Id, song_writer::Column::ArtistId), hop(song_writer::Column::SongId, song::Column::Id)],
        &[],
        "Songs that the artist wrote.",
    )
    .link(
        "groups",
        "groupCount",
        [hop(artist::Column::Id, membership::Column::MemberId), hop(membership::Column::GroupId, artist::Column::Id)],
        &[],
        "Groups that the artist is or was a member of.",
    )
    .link(
        "members",
        "memberCount",
        [hop(artist::Column::Id, membership::Column::GroupId), hop(membership::Column::MemberId, artist::Column::Id)],
        &[],
        "Members of the group, present and past.",
    )
    .many(
        "artistCredits",
        "artistCreditCount",
        hop(artist::Column::Id, artist_credit::Column::ArtistId),
        "The artist's parts in recordings.",
    )
    .many(
        "songWriters",
        "songWriterCount",
        hop(artist::Column::Id, song_writer::Column::ArtistId),
        "The artist's parts in songs, as a writer.",
    )
    .many(
        "memberships",
        "membershipCount",
        hop(artist::Column::Id, membership::Column::MemberId),
        "The artist's memberships of groups.",
    )
    .many(
        "groupMemberships",
        "groupMembershipCount",
        hop(artist::Column::Id, membership::Column::GroupId),
        "The memberships of its members, where it is a group.",
    )
    .evidence(&["ARTIST"])
    .identifiers(&["ARTIST"])
        .looked_up_by("ARTIST", &["IMDB", "WIKIDATA", "MUSICBRAINZ", "DISCOGS"])
    .aliases(&["ARTIST"])
}

pub(super) fn membership() -> Draft {
    Draft::of::<membership::Entity>("Membership", "An artist as a member of a group.")
        .one("member", membership::Column::MemberId, artist::Column::Id, "Who is or was a member.")
        .one("group", membership::Column::GroupId, artist::Column::Id, "The group.")
        .evidence(&["MEMBERSHIP"])
}
