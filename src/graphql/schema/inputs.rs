//! Filters, orders and lookups: one of each for every node, made from its columns and edges.

use async_graphql::dynamic::{Enum, EnumItem, InputObject, InputValue, SchemaBuilder, TypeRef};

use super::argument;
use crate::engine::graph::{Column, Graph, Kind, Node, Shape, Source};

pub(super) fn direction() -> Enum {
    Enum::new("Direction")
        .description("The direction of an order. Unknown values come last in both.")
        .item(EnumItem::new("ASC").description("Smallest first."))
        .item(EnumItem::new("DESC").description("Largest first."))
}

fn compared(ty: &str, operators: &[&str]) -> Vec<InputValue> {
    operators
        .iter()
        .map(|operator| {
            let one = TypeRef::named(ty);
            let list = TypeRef::named_nn_list(ty);
            let boolean = TypeRef::named(TypeRef::BOOLEAN);
            match *operator {
                "eq" => argument("eq", one, "Equal to this value."),
                "ne" => argument("ne", one, "Not equal to this value, or unknown."),
                "in" => argument("in", list, "Equal to one of these values. None is equal to one of an empty list."),
                "notIn" => argument("notIn", list, "Equal to none of these values, or unknown."),
                "lt" => argument("lt", one, "Less than this value."),
                "lte" => argument("lte", one, "This value or less."),
                "gt" => argument("gt", one, "Greater than this value."),
                "gte" => argument("gte", one, "This value or greater."),
                "contains" => argument("contains", one, "Has this text in it. `%` and `_` are ordinary characters."),
                "startsWith" => argument("startsWith", one, "Begins with this text."),
                "endsWith" => argument("endsWith", one, "Ends with this text."),
                _ => argument("isNull", boolean, "Unknown (`true`) or known (`false`)."),
            }
        })
        .collect()
}

const EXACT: &[&str] = &["eq", "ne", "in", "notIn", "isNull"];
const NUMBER: &[&str] = &["eq", "ne", "in", "notIn", "lt", "lte", "gt", "gte", "isNull"];
const TEXT: &[&str] =
    &["eq", "ne", "in", "notIn", "lt", "lte", "gt", "gte", "contains", "startsWith", "endsWith", "isNull"];

fn filter(name: &str, description: &str, ty: &str, operators: &[&str]) -> InputObject {
    let input = InputObject::new(name).description(description);
    compared(ty, operators).into_iter().fold(input, InputObject::field)
}

/// The filters of columns that are not enums.
pub(super) fn scalar_filters() -> Vec<InputObject> {
    vec![
        filter(
            "TextFilter",
            "Which texts. Case and accents do not count. All conditions given must hold.",
            TypeRef::STRING,
            TEXT,
        ),
        filter("CodeFilter", "Which codes, to the letter. All conditions given must hold.", TypeRef::STRING, EXACT),
        filter("IntFilter", "Which whole numbers. All conditions given must hold.", TypeRef::INT, NUMBER),
        filter("FloatFilter", "Which numbers. All conditions given must hold.", TypeRef::FLOAT, NUMBER),
        filter(
            "BooleanFilter",
            "True, false or unknown. All conditions given must hold.",
            TypeRef::BOOLEAN,
            &["eq", "ne", "isNull"],
        ),
        filter("IDFilter", "Which ids. All conditions given must hold.", TypeRef::ID, EXACT),
    ]
}

/// The filter of an enum.
pub(super) fn word_filter(words: &entity::Words) -> InputObject {
    let description = format!("Which {}. All conditions given must hold.", words.name);
    filter(&word_filter_name(words), &description, words.name, EXACT)
}

fn word_filter_name(words: &entity::Words) -> String {
    format!("{}Filter", words.name)
}

fn column_filter_name(column: &Column) -> String {
    match column.kind {
        Kind::Id => "IDFilter".to_owned(),
        Kind::Text { .. } => "TextFilter".to_owned(),
        Kind::Code => "CodeFilter".to_owned(),
        Kind::Int => "IntFilter".to_owned(),
        Kind::Float => "FloatFilter".to_owned(),
        Kind::Bool => "BooleanFilter".to_owned(),
        Kind::Word(words) => word_filter_name(words),
    }
}

/// Registers the inputs of a node: filter, filter of relations to it, filter of their number, order and lookup.
pub(super) fn register(schema: SchemaBuilder, graph: &Graph, node: &Node) -> SchemaBuilder {
    let schema = schema
        .register(node_filter(graph, node))
        .register(relation_filter(node))
        .register(count_filter(node))
        .register(order(graph, node));
    match node.roots.one {
        Some(_) => schema.register(lookup(node)),
        None => schema,
    }
}

fn node_filter(graph: &Graph, node: &Node) -> InputObject {
    let own = format!("{}Filter", node.name);
    let mut input = InputObject::new(&own)
        .description(format!(
            "Which rows of the type {}. All conditions given must hold; `{{}}` lets every row pass, and null is no condition.",
            node.name
        ))
        .field(argument("and", TypeRef::named_nn_list(&own), "All of these hold. An empty list lets every row pass."))
        .field(argument("or", TypeRef::named_nn_list(&own), "One of these holds. An empty list lets no row pass."))
        .field(argument("not", TypeRef::named(&own), "This does not hold."));
    for column in &node.columns {
        let ty = TypeRef::named(column_filter_name(column));
        input = input.field(argument(&column.name, ty, &column.description));
    }
    for edge in &node.edges {
        let target = graph.node(edge.target).name;
        let (ty, description) = match edge.shape {
            Shape::One { .. } => (
                format!("{target}Filter"),
                format!("{} Where there is none, all of its fields are unknown and its lists empty.", edge.description),
            ),
            Shape::All => continue,
            Shape::Many | Shape::Link { .. } | Shape::Path => {
                (format!("{target}RelationFilter"), edge.description.to_owned())
            }
        };
        input = input.field(argument(edge.name, TypeRef::named(ty), description));
    }
    input
}

fn relation_filter(node: &Node) -> InputObject {
    let filter = || TypeRef::named(format!("{}Filter", node.name));
    let count = TypeRef::named(format!("{}CountFilter", node.name));
    InputObject::new(format!("{}RelationFilter", node.name))
        .description(format!("Conditions on related rows of the type {}. All that are given must hold.", node.name))
        .field(argument("some", filter(), "At least one related row passes."))
        .field(argument("none", filter(), "No related row passes."))
        .field(argument("every", filter(), "Every related row passes, which holds where there are none."))
        .field(argument("count", count, "So many related rows pass."))
}

fn count_filter(node: &Node) -> InputObject {
    let which = TypeRef::named(format!("{}Filter", node.name));
    let input = InputObject::new(format!("{}CountFilter", node.name))
        .description(format!("How many related rows of the type {}. All conditions given must hold.", node.name))
        .field(argument("where", which, "Which related rows are counted. All of them unless told."));
    compared(TypeRef::INT, &["eq", "ne", "lt", "lte", "gt", "gte"]).into_iter().fold(input, InputObject::field)
}

fn order(graph: &Graph, node: &Node) -> InputObject {
    let mut input = InputObject::new(format!("{}Order", node.name))
        .description(format!("One key of an order of rows of the type {}.", node.name))
        .oneof();
    for column in &node.columns {
        input = input.field(argument(&column.name, TypeRef::named("Direction"), format!("By `{}`.", column.name)));
    }
    for edge in node.edges.iter().filter(|edge| edge.is_one()) {
        let ty = TypeRef::named(format!("{}Order", graph.node(edge.target).name));
        input =
            input.field(argument(edge.name, ty, format!("By a field of `{}`. Where there is none, last.", edge.name)));
    }
    input
}

fn lookup(node: &Node) -> InputObject {
    let mut input = InputObject::new(format!("{}By", node.name))
        .description(format!("How to name one {}. Exactly one must be given.", node.name))
        .oneof()
        .field(argument("id", TypeRef::named(TypeRef::ID), "Its opaque id."));
    if node.has_slug() {
        input = input.field(argument("slug", TypeRef::named(TypeRef::STRING), "Its slug."));
    }
    for column in &node.columns {
        if let Source::Identifier { scheme, .. } = column.source {
            let ty = TypeRef::named(TypeRef::STRING);
            input = input.field(argument(&scheme.to_ascii_lowercase(), ty, scheme_meaning(scheme)));
        }
    }
    input
}

fn scheme_meaning(scheme: &str) -> &'static str {
    let words = entity::IdentifierScheme::WORDS.words;
    words.iter().find(|(word, _)| *word == scheme).map_or("", |(_, meaning)| meaning.trim())
}
