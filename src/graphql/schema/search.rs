//! The types of the root field `search`.

use async_graphql::dynamic::{Field, Object, SchemaBuilder, TypeRef, Union};

use super::{argument, connection_object, enumeration, field, page_arguments};
use crate::engine::graph::Graph;

pub(super) fn register(schema: SchemaBuilder, graph: &Graph) -> SchemaBuilder {
    let result = Union::new("SearchResult").description(
        "Anything that a search can find. `... on Node { id }` asks all of them for their ids, \
         and `... on Film { title }` films for their titles.",
    );
    let searched = graph.nodes().filter(|(_, node)| node.searched.is_some());
    let result = searched.fold(result, |result, (_, node)| result.possible_type(node.name));
    let edge = Object::new("SearchEdge")
        .description("One row that a search found, and how.")
        .field(field("cursor", TypeRef::named_nn(TypeRef::STRING), "The place of the row, for `after` and `before`."))
        .field(field("node", TypeRef::named_nn("SearchResult"), "The row."))
        .field(field(
            "matched",
            TypeRef::named_nn(TypeRef::STRING),
            "The title, name or alias that matched; of several the one that matched best.",
        ))
        .field(field(
            "score",
            TypeRef::named_nn(TypeRef::FLOAT),
            "How well it matched, from 0 to 1: 1 for the same words in the same order, 0.8 and more for a name \
             that begins with the query, 0.6 and more for one that has all its words or begins words with them, less \
             for similar words. Within a level the more alike the more.",
        ));
    schema
        .register(enumeration(&entity::SearchType::WORDS))
        .register(result)
        .register(edge)
        .register(connection_object("SearchConnection", "SearchEdge", "SearchResult"))
}

pub(super) fn root() -> Field {
    let root = field(
        "search",
        TypeRef::named_nn("SearchConnection"),
        "What has a title, name or alias like the query, each row once, the best match first. Case, accents and \
         punctuation do not count, and words may be misspelled. First come names that are the query, then names that \
         begin with it, then names with all its words, be it as beginnings of words, then names with similar words: \
         those that have at least half of the sequences of three letters of each word. A single letter is found as a \
         word or as the beginning of a name. Equal scores are ordered by type and id. \
         Example: `{ search(query: \"vanila sky\", first: 3) { edges { score matched node { ... on Film { title } } } } }`",
    )
    .argument(argument(
        "query",
        TypeRef::named_nn(TypeRef::STRING),
        "What to search for, at most 200 characters. All of them are ordinary characters; there are no operators.",
    ))
    .argument(argument(
        "types",
        TypeRef::named_nn_list("SearchType"),
        "Only rows of these types; an empty list finds none. All types unless told.",
    ));
    page_arguments(root)
}
