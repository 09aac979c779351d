//! Reads answers to our own documents. What is absent or null reads as nothing.

use serde_json::Value;

use super::{kind::Kind, summary::Link};

/// A text of a node.
pub fn text<'a>(node: &'a Value, name: &str) -> Option<&'a str> {
    node[name].as_str()
}

pub fn year(node: &Value) -> Option<i64> {
    ["releaseYear", "firstReleaseYear", "year"].iter().find_map(|name| node[*name].as_i64())
}

/// The nodes of a connection.
pub fn nodes<'a>(node: &'a Value, edge: &str) -> &'a [Value] {
    node[edge]["nodes"].as_array().map_or(&[], Vec::as_slice)
}

/// Slug, or the id of a recording.
pub fn slug(node: &Value) -> Option<&str> {
    text(node, "slug").or_else(|| text(node, "id"))
}

/// What it is called: the title of a list that has none is made of its slug.
pub fn title(node: &Value) -> Option<String> {
    let named = ["title", "name", "listTitle"].iter().find_map(|name| text(node, name));
    named.map(ToOwned::to_owned).or_else(|| {
        let words = text(node, "slug")?.replace('-', " ");
        let mut letters = words.chars();
        let first = letters.next()?;
        Some(first.to_uppercase().chain(letters).collect())
    })
}

/// A link to the page of a node.
pub fn link(kind: Kind, node: &Value) -> Option<Link> {
    let title = title(node)?;
    let text = year(node).map_or_else(|| title.clone(), |year| format!("{title} ({year})"));
    Some(Link { text, address: Some(kind.address(slug(node)?)) })
}

pub fn links(kind: Kind, nodes: &[Value]) -> Vec<Link> {
    nodes.iter().filter_map(|node| link(kind, node)).collect()
}

/// `A, B and C`
pub fn names(nodes: &[Value]) -> String {
    let names: Vec<String> = nodes.iter().filter_map(title).collect();
    match names.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}
