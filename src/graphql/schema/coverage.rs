//! The types of the root field `coverage`.

use async_graphql::dynamic::{Enum, EnumItem, Field, Object, SchemaBuilder, TypeRef};

use super::{argument, connection_object, field, page_arguments};

pub(super) fn register(schema: SchemaBuilder) -> SchemaBuilder {
    let by = Enum::new("CoverageKey")
        .description("What films are grouped by. Each is a key of `groupFilms` too.")
        .item(EnumItem::new("DECADE").description("The decade of the film's first release."))
        .item(EnumItem::new("KIND").description("What sort of film it is."))
        .item(EnumItem::new("SOURCE").description(
            "The sources that speak of the film. Of what it has, another source may speak; `soundtracks`, `tracks` and \
             `covers` can ask for evidence.",
        ));
    let number = |name, description| field(name, TypeRef::named_nn(TypeRef::INT), description);
    let coverage = Object::new("Coverage")
        .description("How much is known of the music of some films.")
        .field(field(
            "key",
            TypeRef::named_nn("FilmGroupKey"),
            "What the films have in common: the key that `by` names.",
        ))
        .field(number("filmCount", "The number of films."))
        .field(number("withSoundtrack", "How many of them have a soundtrack."))
        .field(number("withTracks", "How many have a soundtrack of which a track is known."))
        .field(number("withCovers", "How many have a soundtrack with a cover on it."));
    let edge = Object::new("CoverageEdge")
        .description("The coverage of some films, with its place in the list.")
        .field(field("cursor", TypeRef::named_nn(TypeRef::STRING), "The place of the row, for `after` and `before`."))
        .field(field("node", TypeRef::named_nn("Coverage"), "The row."));
    schema.register(by).register(coverage).register(edge).register(connection_object(
        "CoverageConnection",
        "CoverageEdge",
        "Coverage",
    ))
}

pub(super) fn root() -> Field {
    let root = field(
        "coverage",
        TypeRef::named_nn("CoverageConnection"),
        "How many films have a soundtrack, how many one with tracks, and how many one with covers. A film with several \
         sources counts once with each. Ordered by the key, an unknown one last. \
         Example: `{ coverage(by: DECADE) { nodes { key { decade } filmCount withSoundtrack withTracks withCovers } } }`",
    );
    let filter = |name, of: &str, description| argument(name, TypeRef::named(format!("{of}Filter")), description);
    page_arguments(
        root.argument(argument("by", TypeRef::named_nn("CoverageKey"), "What films are grouped by."))
            .argument(filter("filter", "Film", "Only films that pass are counted."))
            .argument(filter(
                "soundtracks",
                "Soundtrack",
                "Only soundtracks that pass count, those with evidence of a method for example.",
            ))
            .argument(filter("tracks", "Track", "Only tracks that pass count for `withTracks`."))
            .argument(filter("covers", "Cover", "Only covers that pass count for `withCovers`.")),
    )
}
