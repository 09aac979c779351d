//! The schema, made from the engine's graph: what the graph has, the API shows, and nothing can drift.
//!
//! async-graphql validates documents against it, answers introspection and prints it. No resolver of a field runs but those of
//! `rateLimit`: [`super::Api`] hands every operation to the engine whole.

mod consensus;
mod coverage;
mod entities;
mod groups;
mod inputs;
pub(super) mod rate_limit;
mod search;
pub(super) mod walks;

pub(super) use groups::constant;

use std::collections::BTreeMap;

use async_graphql::SDLExportOptions;
use async_graphql::dynamic::{
    Enum, EnumItem, Field, FieldFuture, InputValue, Interface, InterfaceField, Object, Schema, SchemaBuilder, TypeRef,
};

use super::federation;
use crate::engine::global_id;
use crate::engine::graph::{Column, Edge, Graph, Kind, Node, One, Shape, Source, graph};

/// Description of a `first` argument, and of its peers.
const FIRST: &str = "How many rows from the beginning of the range: 20 unless told, at most 1000. Not with `last`.";
const AFTER: &str = "Only rows that follow this cursor. It must come from the same list, filter and order.";
const LAST: &str = "How many rows from the end of the range, at most 1000. Not with `first`.";
const BEFORE: &str = "Only rows that come before this cursor. It must come from the same list, filter and order.";

/// The schema in the making.
pub fn build() -> SchemaBuilder {
    let graph = graph();
    let query = entities::roots().into_iter().fold(query(graph), Object::field);
    entities::register(types(graph, object), graph).register(page_info()).register(query)
}

/// The same as a subgraph: entities have keys, and other subgraphs may page as this one does. The library adds what a
/// gateway asks for.
pub fn subgraph() -> SchemaBuilder {
    let graph = graph();
    let entity = |graph: &Graph, node: &Node| {
        let keys = federation::keys(node).filter(|_| node.has_id());
        keys.fold(object(graph, node), |object, (name, _)| object.key(name))
    };
    types(graph, entity).register(page_info().shareable()).register(query(graph))
}

/// All types but the root and what is shared with others.
fn types(graph: &Graph, object: impl Fn(&Graph, &Node) -> Object) -> SchemaBuilder {
    let mut schema = Schema::build("Query", None, None).register(node_interface()).register(inputs::direction());
    for words in enums(graph).into_values() {
        schema = schema.register(enumeration(words)).register(inputs::word_filter(words));
    }
    for filter in inputs::scalar_filters() {
        schema = schema.register(filter);
    }
    for (_, node) in graph.nodes() {
        schema = schema.register(object(graph, node));
        if !node.has_id() {
            continue;
        }
        schema = connection(schema, node, &names(node.name), None);
        for (_, edge) in node.edges() {
            if let Some(facts) = edge.facts() {
                schema = connection(schema, graph.node(edge.target), &link_names(node, edge), Some(graph.node(facts)));
            }
        }
        schema = inputs::register(schema, graph, node);
        if !node.group_keys.is_empty() {
            schema = groups::register(schema, graph, node);
        }
    }
    let schema = rate_limit::register(coverage::register(consensus::register(search::register(schema, graph))));
    walks::register(schema)
}

/// The schema in GraphQL's own language.
pub fn sdl(schema: &Schema) -> String {
    schema.sdl_with_options(SDLExportOptions::new().prefer_single_line_descriptions())
}

/// A field that the engine answers.
fn field(name: impl Into<String>, ty: impl Into<TypeRef>, description: impl Into<String>) -> Field {
    Field::new(name, ty, |_| {
        FieldFuture::new(async {
            let refusal = "queries are answered by the engine, for the whole operation at once";
            Err::<Option<async_graphql::Value>, _>(async_graphql::Error::new(refusal))
        })
    })
    .description(description)
}

fn argument(name: &str, ty: TypeRef, description: impl Into<String>) -> InputValue {
    InputValue::new(name, ty).description(description)
}

/// Names of the types of a connection.
struct Names {
    connection: String,
    edge: String,
}

fn names(node: &str) -> Names {
    Names { connection: format!("{node}Connection"), edge: format!("{node}Edge") }
}

/// A link's connection has edges of its own, with the facts of the relation.
fn link_names(node: &Node, edge: &Edge) -> Names {
    names(&link_type_prefix(node, edge))
}

/// What the names of the types of a link's connection begin with.
pub(super) fn link_type_prefix(node: &Node, edge: &Edge) -> String {
    let mut name = edge.name.to_owned();
    name[..1].make_ascii_uppercase();
    format!("{}{name}", node.name)
}

/// The name of the type of an edge's connection.
fn connection_name(graph: &Graph, node: &Node, edge: &Edge) -> String {
    match edge.facts() {
        Some(_) => link_names(node, edge).connection,
        None => names(graph.node(edge.target).name).connection,
    }
}

fn node_interface() -> Interface {
    Interface::new("Node").description("Anything that has an id. `node(id:)` finds it again.").field(
        InterfaceField::new("id", TypeRef::named_nn(TypeRef::ID)).description("Opaque id, unique among all nodes."),
    )
}

fn page_info() -> Object {
    let flag = |name, description| field(name, TypeRef::named_nn(TypeRef::BOOLEAN), description);
    let cursor = |name, description| field(name, TypeRef::named(TypeRef::STRING), description);
    Object::new("PageInfo")
        .description("What lies around a page.")
        .field(flag("hasNextPage", "Whether rows follow the page."))
        .field(flag("hasPreviousPage", "Whether rows come before the page."))
        .field(cursor("startCursor", "Cursor of the first row. Null when the page is empty."))
        .field(cursor("endCursor", "Cursor of the last row. Null when the page is empty."))
}

fn enums(graph: &Graph) -> BTreeMap<&'static str, &'static entity::Words> {
    let columns = graph.nodes().flat_map(|(_, node)| &node.columns);
    columns
        .filter_map(|column| match column.kind {
            Kind::Word(words) => Some((words.name, words)),
            _ => None,
        })
        .collect()
}

fn enumeration(words: &entity::Words) -> Enum {
    let items = words.words.iter().map(|(word, meaning)| EnumItem::new(*word).description(meaning.trim()));
    Enum::new(words.name).description(words.meaning.trim()).items(items)
}

/// The type of a column's value, without whether it may be null.
fn scalar(column: &Column) -> &'static str {
    match column.kind {
        Kind::Id => TypeRef::ID,
        Kind::Text { .. } | Kind::Code => TypeRef::STRING,
        Kind::Int => TypeRef::INT,
        Kind::Float => TypeRef::FLOAT,
        Kind::Bool => TypeRef::BOOLEAN,
        Kind::Word(words) => words.name,
    }
}

fn column_field(column: &Column) -> Field {
    let ty = if column.nullable { TypeRef::named(scalar(column)) } else { TypeRef::named_nn(scalar(column)) };
    field(&column.name, ty, &column.description)
}

fn object(graph: &Graph, node: &Node) -> Object {
    let mut object = Object::new(node.name).description(node.description);
    if node.has_id() {
        object = object.implement("Node");
    }
    for column in &node.columns {
        object = object.field(column_field(column));
    }
    for edge in &node.edges {
        object = object.field(edge_field(graph, node, edge));
    }
    walks::fields(node.name).into_iter().fold(object, Object::field)
}

fn edge_field(graph: &Graph, node: &Node, edge: &Edge) -> Field {
    let target = graph.node(edge.target).name;
    match edge.shape {
        Shape::One { nullable: true } => field(edge.name, TypeRef::named(target), edge.description),
        Shape::One { nullable: false } => field(edge.name, TypeRef::named_nn(target), edge.description),
        Shape::All => field(edge.name, TypeRef::named_nn_list_nn(target), edge.description),
        Shape::Many | Shape::Link { .. } | Shape::Path => {
            let order = default_order(graph, edge);
            let description = format!("{} {order}", edge.description);
            let ty = TypeRef::named_nn(connection_name(graph, node, edge));
            list_arguments(field(edge.name, ty, description), target)
        }
    }
}

/// A sentence on the order of an edge's rows where none is asked.
fn default_order(graph: &Graph, edge: &Edge) -> String {
    let own = graph.node(edge.target).order.iter();
    let keys: Vec<String> = edge.order.iter().chain(own).map(|key| format!("`{}`", key.column)).collect();
    if keys.is_empty() { "Ordered by id.".to_owned() } else { format!("Ordered by {}, then id.", keys.join(", ")) }
}

/// The arguments of a connection of these nodes.
fn list_arguments(field: Field, node: &str) -> Field {
    page_arguments(
        field
            .argument(argument(
                "filter",
                TypeRef::named(format!("{node}Filter")),
                "Only rows that pass. Null is no filter.",
            ))
            .argument(argument(
                "orderBy",
                TypeRef::named_nn_list(format!("{node}Order")),
                "Keys of the order, the first one first; the id follows. Unknown values come last in both directions.",
            )),
    )
}

fn page_arguments(field: Field) -> Field {
    field
        .argument(argument("first", TypeRef::named(TypeRef::INT), FIRST))
        .argument(argument("after", TypeRef::named(TypeRef::STRING), AFTER))
        .argument(argument("last", TypeRef::named(TypeRef::INT), LAST))
        .argument(argument("before", TypeRef::named(TypeRef::STRING), BEFORE))
}

/// A connection of nodes and its edge, which carries the facts of the relation where there are any.
fn connection(schema: SchemaBuilder, node: &Node, names: &Names, facts: Option<&Node>) -> SchemaBuilder {
    let mut edge = Object::new(&names.edge)
        .description(format!("One {} of a list, with its place in the list.", node.name))
        .field(field("cursor", TypeRef::named_nn(TypeRef::STRING), "The place of the row, for `after` and `before`."))
        .field(field("node", TypeRef::named_nn(node.name), "The row."));
    if let Some(facts) = facts {
        // An edge has no id of its own, and a count of the evidence is a count of a list below.
        for column in facts.columns.iter().filter(|column| fact(column)) {
            edge = edge.field(column_field(column));
        }
        for own in facts.edges.iter().filter(|edge| !edge.is_one()) {
            edge = edge.field(edge_field(graph(), facts, own));
        }
    }
    schema.register(edge).register(connection_object(&names.connection, &names.edge, node.name))
}

/// Whether a column of a link is a fact of the relation.
pub(super) fn fact(column: &Column) -> bool {
    column.kind != Kind::Id && matches!(column.source, Source::Stored(_))
}

fn connection_object(name: &str, edge: &str, node: &str) -> Object {
    Object::new(name)
        .description(format!("A page of rows of the type {node}."))
        .field(field("nodes", TypeRef::named_nn_list_nn(node), "The rows of the page."))
        .field(field("edges", TypeRef::named_nn_list_nn(edge), "The rows of the page with their places."))
        .field(field("pageInfo", TypeRef::named_nn("PageInfo"), "What lies around the page."))
        .field(field(
            "totalCount",
            TypeRef::named_nn(TypeRef::INT),
            "The number of rows on all pages. Costs nothing unless asked.",
        ))
}

fn query(graph: &Graph) -> Object {
    let mut query = Object::new("Query")
        .description("Everything that can be asked.")
        .field(
            field(
                "node",
                TypeRef::named("Node"),
                "The node with this id. Null when there is none. Example: `{ node(id: \"RmlsbTox\") { id ... on Film { title } } }`",
            )
            .argument(argument("id", TypeRef::named_nn(TypeRef::ID), "The opaque id of a node.")),
        )
        .field(
            field(
                "nodes",
                TypeRef::named_list_nn("Node"),
                "The nodes with these ids, at most 1000, in the order asked; null where there is none. \
                 Example: `{ nodes(ids: [\"RmlsbTox\"]) { id } }`",
            )
            .argument(argument("ids", TypeRef::named_nn_list_nn(TypeRef::ID), "Opaque ids of nodes.")),
        );
    for (id, node) in graph.nodes() {
        if let Some(One { name, example }) = node.roots.one {
            let by = match example {
                "" => format!("id: \"{}\"", global_id(id, 1)),
                slug => format!("slug: \"{slug}\""),
            };
            let description = format!(
                "The {name} that `by` names. Null when there is none. Example: `{{ {name}(by: {{ {by} }}) {{ id }} }}`"
            );
            let by =
                argument("by", TypeRef::named_nn(format!("{}By", node.name)), "Exactly one of the ways to name it.");
            query = query.field(field(name, TypeRef::named(node.name), description).argument(by));
        }
        let order = if node.order.is_empty() {
            "id".to_owned()
        } else {
            let keys: Vec<String> = node.order.iter().map(|key| format!("`{}`", key.column)).collect();
            format!("{}, then id", keys.join(", "))
        };
        let ty = || TypeRef::named_nn(names(node.name).connection);
        if let Some(name) = node.roots.many {
            let description = format!(
                "{} Ordered by {order}. Example: `{{ {name}(first: 5) {{ nodes {{ id }} }} }}`",
                node.description
            );
            query = query.field(list_arguments(field(name, ty(), description), node.name));
        }
        if let Some(view) = node.roots.view {
            let name = view.name;
            let description = format!(
                "{} Ordered by {order}. Example: `{{ {name}(first: 5) {{ nodes {{ id }} }} }}`",
                view.description
            );
            query = query.field(list_arguments(field(name, ty(), description), node.name));
        }
        if let Some(name) = node.roots.groups {
            query = query.field(groups::root(name, node));
        }
        if !node.has_id() {
            query = query.field(field(
                "catalogue",
                TypeRef::named_nn(node.name),
                "The data as a whole. Example: `{ catalogue { datasetVersion filmCount sources { name licence } } }`",
            ));
        }
    }
    let query = query.field(search::root()).field(consensus::root()).field(coverage::root()).field(rate_limit::root());
    walks::roots().into_iter().fold(query, Object::field)
}
