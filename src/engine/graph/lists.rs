//! Lists and what they name.

use entity::{ListKind, ListingKind, list, listing, soundtrack};

use super::provenance::Provenance;
use super::{Draft, One, hop};

/// The kinds of listing that list a soundtrack; a mention does not.
pub(in crate::engine) const LISTING: &[&str] = &["PICK", "VOTE"];

pub(super) fn list() -> Draft {
    Draft::of::<list::Entity>("List", "An article, poll, comment thread or chart that names soundtracks.")
        .roots(Some(One { name: "list", example: "best-alt-rock-soundtrack-survey" }), Some("lists"), None)
        .ordered_by(&["title", "slug"])
        .searched_as("LIST")
        .column(list::Column::Slug, "Name as part of a URL. Unique among lists.")
        .word(list::Column::Kind, &ListKind::WORDS, "What sort of list it is.")
        .column(list::Column::Title, "Title of the list. Null when its source does not say.")
        .column(list::Column::Publisher, "Who published it. Null when its source does not say.")
        .column(list::Column::Author, "Who wrote it. Null when its source does not say.")
        .column(list::Column::Url, "Where it was published. Null when its source does not say.")
        .column(
            list::Column::Published,
            "Date of publication as far as it is known: `2020`, `2020-05` or `2020-05-17`. Null when unknown.",
        )
        .many(
            "listings",
            "listingCount",
            hop(list::Column::Id, listing::Column::ListId),
            "What it names: picks, votes and mentions.",
        )
        .path(
            "soundtracks",
            "soundtrackCount",
            vec![vec![
                hop(list::Column::Id, listing::Column::ListId).only(listing::Column::Kind, LISTING),
                hop(listing::Column::SoundtrackId, soundtrack::Column::Id),
            ]],
            "Soundtracks that it picks or that have votes in it.",
        )
        .evidence(&["LIST"])
}

pub(super) fn listing() -> Draft {
    Draft::of::<listing::Entity>("Listing", "One naming of one soundtrack in one list.")
        .roots(None, Some("listings"), Some("groupListings"))
        .ordered_by(&["position"])
        .word(listing::Column::Kind, &ListingKind::WORDS, "How the list names it. A mention alone does not list it.")
        .column(listing::Column::Position, "Rank in the list, from 1. Null where the list is not ranked.")
        .column(
            listing::Column::Contributor,
            "A pseudonymous number of the reader who votes, from 1 within the list. Null where no reader speaks.",
        )
        .column(listing::Column::Note, "A short remark of this catalogue. Null where there is none.")
        .one("list", listing::Column::ListId, list::Column::Id, "The list that names it.")
        .one("soundtrack", listing::Column::SoundtrackId, soundtrack::Column::Id, "The soundtrack that is named.")
        .group("soundtrack", &["soundtrack"], "The soundtrack that is named.")
        .group("list", &["list"], "The list that names it.")
        .group("film", &["soundtrack", "films"], "A film that the soundtrack was issued for.")
        .group(
            "director",
            &["soundtrack", "films", "directors"],
            "Who directed a film that the soundtrack was issued for.",
        )
        .group_column("kind", &[], "kind", "How the list names it.")
        .group_column(
            "contributor",
            &[],
            "contributor",
            "The reader who votes. The numbers of different lists are different readers.",
        )
        .evidence(&["LISTING"])
}
