//! How drafts become the graph: every edge finds its target, every key of groups its edges.

use super::{Draft, DraftEdge, DraftKey, DraftShape, DraftValue};
use crate::engine::graph::{Column, Edge, EdgeId, Graph, GroupKey, GroupValue, Kind, NodeId, Shape, Source};

/// Joins the drafts: gives every edge its target and every countable edge its count.
///
/// A hop to a table that no draft has is a mistake in the declarations, which the first use of the graph, and so any
/// test, brings to light.
#[expect(clippy::panic, reason = "a mistaken declaration is a fault of the program that no input reaches")]
pub(in crate::engine::graph) fn assemble(drafts: Vec<Draft>) -> Graph {
    let tables: Vec<&'static str> = drafts.iter().map(|draft| draft.node.table).collect();
    let place = |table: &str| {
        let place = tables.iter().position(|known| *known == table);
        NodeId(place.unwrap_or_else(|| panic!("no node has the table {table}")) as u16)
    };
    let mut group_keys = Vec::new();
    let nodes = drafts
        .into_iter()
        .map(|Draft { mut node, edges, group_keys: keys, .. }| {
            group_keys.push(keys);
            for (at, edge) in edges.into_iter().enumerate() {
                let way = &edge.ways[0];
                let shape = match edge.shape {
                    DraftShape::One { nullable } => Shape::One { nullable },
                    DraftShape::Many => Shape::Many,
                    DraftShape::Link => Shape::Link { facts: place(way[0].table) },
                    DraftShape::Path => Shape::Path,
                    DraftShape::All => Shape::All,
                };
                if let Some(name) = edge.count {
                    node.columns.push(Column {
                        name: name.to_owned(),
                        description: format!("The number of `{}`.", edge.name),
                        kind: Kind::Int,
                        nullable: false,
                        source: edge.counted.map_or(Source::Count(EdgeId(at as u16)), Source::Stored),
                    });
                }
                let target = place(way[way.len() - 1].table);
                let DraftEdge { name, description, ways, order, counted, short, .. } = edge;
                node.edges.push(Edge { name, description, target, ways, shape, order, counted, short });
            }
            node
        })
        .collect();
    let mut graph = Graph { nodes };
    for (at, keys) in group_keys.into_iter().enumerate() {
        let keys = keys.into_iter().map(|key| resolve(&graph, NodeId(at as u16), key)).collect();
        graph.nodes[at].group_keys = keys;
    }
    graph
}

/// Finds the edges and the column that a key names.
#[expect(clippy::panic, reason = "a mistaken declaration is a fault of the program that no input reaches")]
fn resolve(graph: &Graph, from: NodeId, key: DraftKey) -> GroupKey {
    let DraftKey { name, path, value, description } = key;
    let mut at = from;
    let path = path
        .iter()
        .map(|step| {
            let node = graph.node(at);
            let edge = node.edge_named(step).unwrap_or_else(|| panic!("{} has no edge {step}", node.name));
            at = graph.edge(at, edge).target;
            edge
        })
        .collect();
    let column = |column: &str| {
        let node = graph.node(at);
        node.column_named(column).unwrap_or_else(|| panic!("{} has no column {column}", node.name))
    };
    let value = match value {
        DraftValue::Node => GroupValue::Node(at),
        DraftValue::Column(name) => GroupValue::Column(at, column(name)),
        DraftValue::Decade(name) => GroupValue::Decade(at, column(name)),
    };
    GroupKey { name, description, path, value }
}
