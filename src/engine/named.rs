//! Rows of several nodes that other rows name by type and id: a statement for each type of which something is asked.

use std::collections::BTreeSet;

use sea_orm::DbBackend;

use super::graph::{NodeId, graph};
use super::plan::{Fields, Lead, NamedRows, Part, RowsPlan};
use super::select::Select;
use super::selection::{Field, Object};
use super::sql::{Bind, Decode, Scope, among, column};

/// The statements in the making.
pub struct Nodes {
    backend: DbBackend,
    nodes: Vec<Node>,
}

struct Node {
    word: &'static str,
    id: NodeId,
    select: Select,
    scope: Scope,
    /// Whether more than its type is asked of it.
    wanted: bool,
}

impl Nodes {
    pub fn new(backend: DbBackend, wanted: &BTreeSet<NodeId>) -> Self {
        let searched = graph().nodes().filter_map(|(id, node)| Some((id, node.searched?)));
        let nodes = searched
            .map(|(id, word)| {
                let mut select = Select::new(backend);
                let scope = select.writer.table(id);
                Node { word, id, select, scope, wanted: wanted.contains(&id) }
            })
            .collect();
        Self { backend, nodes }
    }

    /// What is asked of each type in one place of the answer.
    pub fn part(&mut self, objects: &[(NodeId, Object)]) -> Part {
        let views = self.nodes.iter_mut().map(|node| -> Fields {
            let Some((_, object)) = objects.iter().find(|(id, _)| *id == node.id) else { return Fields::new() };
            node.select.object(&mut node.scope, object)
        });
        Part::Named(views.collect())
    }

    /// The statements. `merged` finds rows by the ids of those that were merged into them, too.
    pub fn finish(self, merged: bool) -> Vec<NamedRows> {
        let backend = self.backend;
        let finish = |node: Node| {
            let Node { word, mut select, mut scope, wanted, .. } = node;
            let id = match merged {
                true => {
                    let (asked, id) = select.writer.asked(scope, Bind::Parents);
                    scope = asked;
                    id
                }
                false => {
                    let (id, ids) = (column(scope.alias, "id"), select.writer.bind(Bind::Parents));
                    scope.conditions.push(among(backend, &id, &ids));
                    id
                }
            };
            let id = select.add(id, Decode::Wide);
            let sql = format!("SELECT {} FROM {}", select.list(), scope.body(&[]));
            let rows: RowsPlan = select.finish(sql, Lead { parent: Some(id), ..Lead::default() }, &[]);
            NamedRows { word, rows, wanted }
        };
        self.nodes.into_iter().map(finish).collect()
    }
}

/// The types of which more is asked than their names.
pub fn wanted<'a>(objects: impl IntoIterator<Item = &'a (NodeId, Object)>) -> BTreeSet<NodeId> {
    let asks = |object: &Object| object.fields.iter().any(|(_, field)| !matches!(field, Field::Typename(_)));
    objects.into_iter().filter(|(_, object)| asks(object)).map(|(node, _)| *node).collect()
}
