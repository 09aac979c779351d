//! Rows that are asked for by a key: an id, a slug, an id in another catalogue. Whoever asks for a row that was merged into
//! another gets the other.

use sea_orm::DbBackend;

use super::graph::{Node, NodeId, Source};
use super::selection::{Slot, Which};
use super::sql::{Alias, Bind, Scope, Writer, column};

impl Writer {
    /// The condition that a row is the one that is asked for, or the one that it was merged into.
    pub fn this(&mut self, alias: Alias, node: NodeId, which: Which, slot: Slot) -> String {
        let asked = self.bind(Bind::Slot(slot));
        format!("{} = {}", column(alias, "id"), self.id_of(node, which, &asked))
    }

    /// Restricts rows to those with an id of the list, or into which one with such an id was merged. The expression that
    /// tells which of the ids it is.
    pub fn asked(&mut self, scope: Scope, list: Bind) -> (Scope, String) {
        let node = scope.node;
        let keys = self.keys(list);
        let found = format!("SELECT k.key, {} AS id FROM {keys}", self.id_of(node, Which::Id, "k.key"));
        (these(scope, &found), "p.key".to_owned())
    }

    /// Restricts rows to those that lists ask for. `first` is the number of the first list. The expressions that tell the
    /// number of the list, and the place in it, from 1.
    pub fn listed(&mut self, scope: Scope, lists: &[(Which, Slot)], first: usize) -> (Scope, String, String) {
        let node = scope.node;
        let found: Vec<String> = lists
            .iter()
            .zip(first..)
            .map(|((which, slot), number)| {
                let keys = self.keys(Bind::Slot(*slot));
                let id = self.id_of(node, *which, "k.key");
                format!("SELECT CAST({number} AS BIGINT) AS list, k.place, {id} AS id FROM {keys}")
            })
            .collect();
        (these(scope, &found.join(" UNION ALL ")), "p.list".to_owned(), "p.place".to_owned())
    }

    /// A bound list as rows `k` of its keys and their places, from 1.
    fn keys(&mut self, list: Bind) -> String {
        let list = self.bind(list);
        match self.backend {
            DbBackend::Postgres => format!("unnest({list}) WITH ORDINALITY AS k(key, place)"),
            _ => format!("(SELECT value AS key, key + 1 AS place FROM json_each({list})) AS k"),
        }
    }

    /// The id of the row that a key is of, or of the one that it was merged into; null where there is none.
    ///
    /// It is found before the table is read, so that the table is read by its key:
    ///
    /// ```sql
    /// t1."id" = COALESCE((SELECT "to_id" FROM "redirect" WHERE "subject" = 'FILM' AND "from_id" = $1), $1)
    /// ```
    fn id_of(&self, node: NodeId, which: Which, key: &str) -> String {
        let found = self.graph.node(node);
        match (which, merged(found)) {
            (Which::Id, None) => key.to_owned(),
            (Which::Id, Some(word)) => format!("COALESCE({}, {key})", moved(word, "from_id", key)),
            // Rows that are called by slugs can be merged.
            (Which::Slug, word) => format!(
                r#"COALESCE((SELECT "id" FROM "{}" WHERE "slug" = {key}), {})"#,
                found.table,
                moved(word.unwrap_or_default(), "slug", key)
            ),
            // Whoever merges rows hands the ids of the one to the other.
            (Which::Identifier(id), _) => match self.graph.column(node, id).source {
                Source::Identifier { subject, scheme } => format!(
                    r#"(SELECT "subject_id" FROM "identifier" WHERE "scheme" = '{scheme}' AND "value" = {key} AND "subject" = '{subject}')"#
                ),
                _ => "CAST(NULL AS BIGINT)".to_owned(),
            },
        }
    }
}

/// The scope's rows whose ids the statement gives, beside its columns as `p`.
fn these(mut scope: Scope, found: &str) -> Scope {
    scope.conditions.push(format!("{} = p.id", column(scope.alias, "id")));
    scope.beside(found)
}

/// What the table of redirects calls the node's rows. Those that can be merged are those that can be searched.
fn merged(node: &Node) -> Option<&'static str> {
    node.searched
}

fn moved(word: &str, by: &str, asked: &str) -> String {
    format!(r#"(SELECT "to_id" FROM "redirect" WHERE "subject" = '{word}' AND "{by}" = {asked})"#)
}
