//! The types of the root field `consensus`.

use async_graphql::dynamic::{Enum, EnumItem, Field, Object, SchemaBuilder, TypeRef};

use super::{argument, connection_object, field, page_arguments};

pub(super) fn register(schema: SchemaBuilder) -> SchemaBuilder {
    let method = Enum::new("ConsensusMethod")
        .description(
            "How rankings make points. A ranking is what a list says with one voice: its picks, or the votes of its \
             readers. Below, r is the rank of a soundtrack in a ranking of n, and c the number of soundtracks that are \
             in any of the rankings.",
        )
        .item(EnumItem::new("COUNT").description("1 point for each ranking that has it."))
        .item(EnumItem::new("RECIPROCAL_RANK").description(
            "1 / (60 + r) points, cut off after twelve decimals: agreement counts more than a single first place. \
             Source: Cormack, Clarke, Büttcher, \"Reciprocal rank fusion outperforms Condorcet and individual rank \
             learning methods\", SIGIR 2009.",
        ))
        .item(EnumItem::new("BORDA").description(
            "(c + n + 1) / 2 - r points. That is Borda's count of 1781: a point for each soundtrack that the ranking has \
             behind it and half a point for each that stands equal, where those that it does not have stand equal behind \
             the others; less what these get, which so is 0. The order is the same. Source for several rankings of \
             which none has all: Aslam, Montague, \"Models for metasearch\", SIGIR 2001.",
        ));
    let contribution = Object::new("Contribution")
        .description("What one ranking says of a soundtrack: the picks of a list, or the votes of its readers.")
        .field(field("list", TypeRef::named_nn("List"), "The list."))
        .field(field(
            "kind",
            TypeRef::named_nn("ListingKind"),
            "PICK for the list's own choices, VOTE for those of its readers.",
        ))
        .field(field(
            "rank",
            TypeRef::named_nn(TypeRef::FLOAT),
            "Its rank in the ranking, from 1. Picks stand by their positions, those without one behind the others; votes \
             by their number. What stands equal shares the mean of its places: of 18 picks that are not ranked, each has \
             9.5.",
        ))
        .field(field("length", TypeRef::named_nn(TypeRef::INT), "The number of soundtracks in the ranking."))
        .field(field(
            "listingCount",
            TypeRef::named_nn(TypeRef::INT),
            "How many listings it is: the number of votes, or 1 for a pick.",
        ))
        .field(field("points", TypeRef::named_nn(TypeRef::FLOAT), "What it adds to the score."));
    let edge = Object::new("ConsensusEdge")
        .description("One soundtrack of a consensus, with its place and what makes it.")
        .field(field(
            "cursor",
            TypeRef::named_nn(TypeRef::STRING),
            "The place of the soundtrack, for `after` and `before`.",
        ))
        .field(field("node", TypeRef::named_nn("Soundtrack"), "The soundtrack."))
        .field(field(
            "rank",
            TypeRef::named_nn(TypeRef::INT),
            "Its rank among all soundtracks that are in a ranking, from 1. Those with equal scores share the first of \
             their places.",
        ))
        .field(field("score", TypeRef::named_nn(TypeRef::FLOAT), "The sum of its points."))
        .field(field(
            "contributions",
            TypeRef::named_nn_list_nn("Contribution"),
            "The rankings that have it and what each adds to the score: the most points first, then by list and kind.",
        ));
    schema.register(method).register(contribution).register(edge).register(connection_object(
        "ConsensusConnection",
        "ConsensusEdge",
        "Soundtrack",
    ))
}

pub(super) fn root() -> Field {
    let root = field(
        "consensus",
        TypeRef::named_nn("ConsensusConnection"),
        "Soundtracks ranked over several lists, by their picks and by the votes of their readers. Mentions do not count. \
         The highest score comes first; equal scores are ordered by `title`, then id. \
         Example: `{ consensus(method: BORDA, first: 3) { edges { rank score node { title } } } }`",
    );
    let root = root
        .argument(argument(
            "method",
            TypeRef::named("ConsensusMethod"),
            "How rankings make points: RECIPROCAL_RANK unless told.",
        ))
        .argument(argument("lists", TypeRef::named("ListFilter"), "Only lists that pass. All of them unless told."))
        .argument(argument(
            "listings",
            TypeRef::named("ListingFilter"),
            "Only listings that pass are in the rankings: those of a kind, or those with evidence of a method.",
        ))
        .argument(argument(
            "filter",
            TypeRef::named("SoundtrackFilter"),
            "Only soundtracks that pass are shown. All compete: ranks and scores are the same without it.",
        ));
    page_arguments(root)
}
