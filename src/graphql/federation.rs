//! Apollo Federation: what a gateway asks of a subgraph, and how rows are named there.
//!
//! A type with an id is an entity. Its keys are the ways in which one row can be looked up: `id`, `slug`, and its ids in
//! other catalogues. Source of the rules: Apollo Federation 2, "Subgraph specification".

use std::sync::OnceLock;

use async_graphql::dynamic::SchemaError;
use async_graphql::{SDLExportOptions, Value};

use super::arguments::{fields, id_of, refuse, text};
use super::{Error, schema};
use crate::engine::graph::{Graph, Node, NodeId, Source};
use crate::engine::selection::{Value as Bound, Which};

/// The schema that a gateway composes: the API's, with the keys of entities, and with those types shared that other
/// subgraphs have, too.
pub fn sdl() -> Result<&'static str, SchemaError> {
    static SDL: OnceLock<String> = OnceLock::new();
    if let Some(made) = SDL.get() {
        return Ok(made);
    }
    let schema = schema::subgraph().finish()?;
    let made = schema.sdl_with_options(SDLExportOptions::new().federation().prefer_single_line_descriptions());
    Ok(SDL.get_or_init(|| made))
}

/// The fields by each of which one row of a node is named.
pub fn keys(node: &Node) -> impl Iterator<Item = (&str, Which)> {
    node.columns().filter_map(|(id, column)| {
        let which = match (&column.source, column.name.as_str()) {
            (Source::Identifier { .. }, _) => Which::Identifier(id),
            (_, "id") => Which::Id,
            (_, "slug") if node.has_slug() => Which::Slug,
            _ => return None,
        };
        Some((column.name.as_str(), which))
    })
}

/// The row that a representation names, by the first key of its type that is given.
pub fn representation(graph: &Graph, value: &Value) -> Result<(NodeId, Which, Bound), Error> {
    let Value::Object(given) = value else {
        return Err(refuse("a representation is an object of `__typename` and the fields of a key"));
    };
    let Some(Value::String(name)) = given.get("__typename") else {
        return Err(refuse("a representation tells its type in `__typename`, as a text"));
    };
    let Some((id, node)) = graph.named(name).filter(|(_, node)| node.has_id()) else {
        let entities: Vec<&str> = graph.nodes().filter(|(_, node)| node.has_id()).map(|(_, node)| node.name).collect();
        let message = format!("`{}` is no entity; entities are {}", shortened(name), entities.join(", "));
        return Err(refuse(message));
    };
    let value = |name: &str| fields(value).find(|(given, _)| *given == name).map(|(_, value)| value);
    let Some((name, which, value)) = keys(node).find_map(|(name, which)| Some((name, which, value(name)?))) else {
        let keys: Vec<String> = keys(node).map(|(name, _)| format!("`{name}`")).collect();
        return Err(refuse(format!("a {} is named by one of {}; none of them is given", node.name, keys.join(", "))));
    };
    let key = match (which, value) {
        (Which::Id, Value::String(_)) => Bound::Int(id_of(id, value)?),
        (Which::Slug | Which::Identifier(_), Value::String(_)) => Bound::Text(text(value)?.to_owned()),
        _ => return Err(refuse(format!("the key `{name}` of a {} is a text", node.name))),
    };
    Ok((id, which, key))
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
