//! The types of questions about how nodes are related.

use async_graphql::dynamic::{Field, Object, SchemaBuilder, TypeRef};

use super::{argument, enumeration, field, list_arguments};
use crate::engine::graph::graph;
use crate::engine::{RELATION, SIMILARITY, global_id};

/// What a whole number may be.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub usual: i64,
    pub least: i64,
    pub most: i64,
}

/// How many steps a path may have.
pub const LONGEST: Bound = Bound { usual: 8, least: 0, most: 20 };
/// How many paths.
pub const PATHS: Bound = Bound { usual: 10, least: 0, most: 100 };
/// How many nodes of each relation.
pub const NEIGHBOURS: Bound = Bound { usual: 10, least: 0, most: 300 };
/// How many that are similar, or collaborate.
pub const FIRST: Bound = Bound { usual: 10, least: 0, most: 100 };

const ENDS: &str = "the id of a film, film series, artist, soundtrack, song, recording or list";

pub(super) fn register(schema: SchemaBuilder) -> SchemaBuilder {
    let objects = [path(), step(), neighbours(), similar_soundtrack(), similarity(), collaborator()];
    let schema = schema.register(enumeration(&RELATION)).register(enumeration(&SIMILARITY));
    objects.into_iter().fold(schema, SchemaBuilder::register)
}

fn int(name: &str, description: &str) -> Field {
    field(name, TypeRef::named_nn(TypeRef::INT), description)
}

fn node(name: &str, ty: &str, description: &str) -> Field {
    field(name, TypeRef::named_nn(ty), description)
}

fn path() -> Object {
    Object::new("Path")
        .description("A way from one node to another, along relations in either direction.")
        .field(int("length", "The number of its steps."))
        .field(node("from", "Node", "Where it begins."))
        .field(field(
            "steps",
            TypeRef::named_nn_list_nn("Step"),
            "Its steps in their order. The node of the last one is where it ends.",
        ))
}

fn step() -> Object {
    let evidence = field(
        "evidence",
        TypeRef::named_nn("EvidenceConnection"),
        "Which sources say so, how surely and where. Ordered by id.",
    );
    Object::new("Step")
        .description("One relation, and the node to which it leads.")
        .field(field("relation", TypeRef::named_nn(RELATION.name), "How the two are related."))
        .field(forward())
        .field(node("node", "Node", "The node to which it leads: `node { id ... on Film { title } }`."))
        .field(list_arguments(evidence, "Evidence"))
}

fn forward() -> Field {
    field(
        "forward",
        TypeRef::named_nn(TypeRef::BOOLEAN),
        "Whether the step goes in the direction of the relation's description, as from an artist to a film.",
    )
}

fn neighbours() -> Object {
    Object::new("Neighbours")
        .description("The nodes of one type to which one relation leads in one direction.")
        .field(field("relation", TypeRef::named_nn(RELATION.name), "How they are related."))
        .field(forward())
        .field(field("kind", TypeRef::named_nn("SearchType"), "The type of the nodes."))
        .field(int("totalCount", "How many there are in all."))
        .field(field(
            "nodes",
            TypeRef::named_nn_list_nn("Node"),
            "The first of them by id: `nodes { id ... on Film { title } }`.",
        ))
        .field(field("steps", TypeRef::named_nn_list_nn("Step"), "The same, with what proves the relation."))
}

fn similar_soundtrack() -> Object {
    Object::new("SimilarSoundtrack")
        .description("A soundtrack that has something in common with another one.")
        .field(node("soundtrack", "Soundtrack", "The soundtrack."))
        .field(field(
            "score",
            TypeRef::named_nn(TypeRef::FLOAT),
            "The sum of the weights of all that they have in common. It has no upper bound.",
        ))
        .field(field(
            "because",
            TypeRef::named_nn_list_nn("Similarity"),
            "What they have in common: the 50 weightiest, the weightiest first.",
        ))
}

fn similarity() -> Object {
    Object::new("Similarity")
        .description("Something that two soundtracks have in common.")
        .field(field("kind", TypeRef::named_nn(SIMILARITY.name), "What it is to both."))
        .field(field(
            "weight",
            TypeRef::named_nn(TypeRef::FLOAT),
            "How much it says: ln(N / n) where n of all N soundtracks have it, to four decimals.",
        ))
        .field(node("node", "Node", "The artist, song or list."))
}

fn collaborator() -> Object {
    Object::new("Collaborator")
        .description("An artist who shares recordings or soundtracks with another one.")
        .field(node("artist", "Artist", "The artist."))
        .field(int("sharedRecordingCount", "The number of recordings that are credited to both."))
        .field(int("sharedSoundtrackCount", "The number of soundtracks on which both are credited or perform."))
}

/// Fields of the type with this name that the network answers.
pub(super) fn fields(of: &str) -> Vec<Field> {
    let list = |name: &str, ty: &str, description: &str| {
        let field = field(name, TypeRef::named_nn_list_nn(ty), description);
        field.argument(argument("first", TypeRef::named(TypeRef::INT), bounds("How many", FIRST)))
    };
    match of {
        "Soundtrack" => vec![list(
            "similarSoundtracks",
            "SimilarSoundtrack",
            "Soundtracks that have something in common with it: artists, songs, directors of their films, lists. The most \
             alike come first, equally alike ones by id. What the fewer soundtracks have weighs the more; what more than \
             2000 have, and artists that stand for nobody such as Various Artists, do not count.",
        )],
        "Artist" => vec![list(
            "collaborators",
            "Collaborator",
            "Artists with whom the artist shares recordings or soundtracks. Those with most shared recordings come first, \
             then those with most shared soundtracks, then by id. Artists that stand for nobody, such as Various Artists, \
             have and are none.",
        )],
        _ => Vec::new(),
    }
}

/// `How many: 10 unless told, at most 100.`
fn bounds(what: &str, bound: Bound) -> String {
    format!("{what}: {} unless told, at most {}.", bound.usual, bound.most)
}

pub(super) fn roots() -> Vec<Field> {
    let id = |name: &str, row| graph().named(name).map(|(node, _)| global_id(node, row)).unwrap_or_default();
    let (film, artist) = (id("Film", 1), id("Artist", 1));
    let int = |name: &str, bound, what: &str| argument(name, TypeRef::named(TypeRef::INT), bounds(what, bound));
    let via = || {
        argument(
            "via",
            TypeRef::named_nn_list(RELATION.name),
            "Only along these relations; an empty list allows none. Along all unless told.",
        )
    };
    let between = |field: Field| {
        field
            .argument(argument("from", TypeRef::named_nn(TypeRef::ID), format!("Where it begins: {ENDS}.")))
            .argument(argument("to", TypeRef::named_nn(TypeRef::ID), format!("Where it ends: {ENDS}.")))
            .argument(via())
            .argument(int("maxLength", LONGEST, "The most steps"))
    };
    let path = field(
        "path",
        TypeRef::named("Path"),
        format!(
            "A shortest way from one node to another, along relations in either direction. Of several it is the one whose \
             nodes come first, by their types in the order of `SearchType` and then by their ids. Null when there is none, \
             or no such node; from a node to itself it has no steps. It does not lead over artists that stand for nobody, \
             such as Various Artists, nor over nodes with more than 50000 relations, but may begin and end there. \
             Example: `{{ path(from: \"{artist}\", to: \"{film}\") {{ length steps {{ relation node {{ __typename id }} }} }} }}`"
        ),
    );
    let paths = field(
        "shortestPaths",
        TypeRef::named_nn_list_nn("Path"),
        format!(
            "All shortest ways from one node to another, in the order of their nodes, so that the first is that of `path`. \
             Two of them differ in a node; where several relations join two nodes, the first is shown. Empty when there \
             is none. Example: `{{ shortestPaths(from: \"{artist}\", to: \"{film}\") {{ steps {{ node {{ id }} }} }} }}`"
        ),
    );
    let neighbours = field(
        "neighbours",
        TypeRef::named_nn_list("Neighbours"),
        format!(
            "What is one step away from a node, by relation, each with the number of nodes and the first of them. Ordered by \
             relation. Null when there is no such node. \
             Example: `{{ neighbours(id: \"{film}\", first: 3) {{ relation totalCount nodes {{ id }} }} }}`"
        ),
    );
    vec![
        between(path),
        between(paths).argument(int("first", PATHS, "How many")),
        neighbours
            .argument(argument("id", TypeRef::named_nn(TypeRef::ID), format!("The node: {ENDS}.")))
            .argument(argument(
                "kinds",
                TypeRef::named_nn_list("SearchType"),
                "Only nodes of these types; an empty list finds none. All types unless told.",
            ))
            .argument(via())
            .argument(int("first", NEIGHBOURS, "How many nodes of each relation")),
    ]
}
