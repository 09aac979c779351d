//! Rows that were merged into others: whoever asks for the one by its id or its slug gets the other.

use super::graph::{Node, NodeId};
use super::selection::{Slot, Which};
use super::sql::{Alias, Bind, Scope, Writer, among, column};

impl Writer {
    /// The condition that a row is the one that is asked for, or the one that it was merged into.
    ///
    /// The ids are found before the table is read, so that it is read by its key:
    ///
    /// ```sql
    /// t1."id" = COALESCE((SELECT "to_id" FROM "redirect" WHERE "subject" = 'FILM' AND "from_id" = $1), $1)
    /// ```
    pub fn this(&mut self, alias: Alias, node: NodeId, which: Which, slot: Slot) -> String {
        let asked = self.bind(Bind::Slot(slot));
        let id = column(alias, "id");
        let node = self.graph.node(node);
        match (which, merged(node)) {
            (Which::Id, Some(word)) => format!("{id} = COALESCE({}, {asked})", moved(word, "from_id", &asked)),
            (Which::Id, None) => format!("{id} = {asked}"),
            (Which::Slug, Some(word)) => {
                let table = node.table;
                format!(
                    r#"{id} = COALESCE((SELECT "id" FROM "{table}" WHERE "slug" = {asked}), {})"#,
                    moved(word, "slug", &asked)
                )
            }
            (Which::Slug, None) => format!("{} = {asked}", column(alias, "slug")),
        }
    }

    /// Restricts rows to those with an id of the list, or into which one with such an id was merged. The expression that
    /// tells which of the ids it is.
    pub fn asked(&mut self, scope: &mut Scope, list: &str) -> String {
        let id = column(scope.alias, "id");
        let node = self.graph.node(scope.node);
        let Some(word) = merged(node) else {
            scope.conditions.push(among(self.backend, &id, list));
            return id;
        };
        let asked = self.alias();
        let table = node.table;
        let (stands, gone) = (among(self.backend, r#""id""#, list), among(self.backend, r#""from_id""#, list));
        scope.from.push_str(&format!(
            r#" JOIN (SELECT "id" AS "asked", "id" FROM "{table}" WHERE {stands} UNION ALL SELECT "from_id", "to_id" FROM "redirect" WHERE "subject" = '{word}' AND {gone}) AS {asked} ON {} = {id}"#,
            column(asked, "id")
        ));
        column(asked, "asked")
    }
}

/// What the table of redirects calls the node's rows. Those that can be merged are those that can be searched.
fn merged(node: &Node) -> Option<&'static str> {
    node.searched
}

fn moved(word: &str, by: &str, asked: &str) -> String {
    format!(r#"(SELECT "to_id" FROM "redirect" WHERE "subject" = '{word}' AND "{by}" = {asked})"#)
}
