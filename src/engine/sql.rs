//! The words of a statement: tables, joins, columns and bound values.
//!
//! Text that reaches SQL is a name from the graph (a `&'static str`), an alias or the number of a bound value; nothing
//! that a client sent is ever spliced. Placeholders are numbered (`$1`, `?1`), so that the parts of a statement may be
//! written in any order.

use sea_orm::DbBackend;

use super::graph::{Column, Edge, EdgeId, Graph, Hop, NodeId, Only, Shape, Source, graph};
use super::graph::{ColumnId, Kind};
use super::selection::{Filter, Slot};
pub use crate::db::reads::Decode;

/// What a placeholder stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    /// A value of the request.
    Slot(Slot),
    /// A page size of the request and one more, by which it is seen whether rows follow.
    OneMore(Slot),
    /// The keys of the parents.
    Parents,
}

/// A name for a table in one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alias(usize);

impl std::fmt::Display for Alias {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "t{}", self.0)
    }
}

/// One statement in the making.
pub struct Writer {
    pub graph: &'static Graph,
    pub backend: DbBackend,
    pub binds: Vec<Bind>,
    aliases: usize,
    /// Counts that were written, by the row and the edge. A database computes once what is written alike.
    pub counts: Vec<(Alias, EdgeId, String)>,
}

/// The rows of one `SELECT`: a node's table under an alias, and the to-one relations joined to it.
pub struct Scope {
    pub node: NodeId,
    pub alias: Alias,
    /// The table whose rows carry facts of the relation, for an edge that has one.
    pub facts: Option<(NodeId, Alias)>,
    /// Everything after `FROM`.
    pub from: String,
    /// Conditions that tie the rows to their parent.
    pub conditions: Vec<String>,
    joined: Vec<(Alias, EdgeId, Alias)>,
}

impl Writer {
    pub fn new(backend: DbBackend) -> Self {
        Self { graph: graph(), backend, binds: Vec::new(), aliases: 0, counts: Vec::new() }
    }

    /// The placeholder of a value.
    pub fn bind(&mut self, bind: Bind) -> String {
        let place = self.binds.iter().position(|known| *known == bind).unwrap_or_else(|| {
            self.binds.push(bind);
            self.binds.len() - 1
        });
        match self.backend {
            DbBackend::Postgres => format!("${}", place + 1),
            _ => format!("?{}", place + 1),
        }
    }

    /// A name that the statement does not have yet.
    pub fn alias(&mut self) -> Alias {
        self.aliases += 1;
        Alias(self.aliases)
    }

    /// All rows of a node.
    pub fn table(&mut self, node: NodeId) -> Scope {
        let alias = self.alias();
        let from = format!("{} AS {alias}", table(self.graph.node(node).table));
        Scope { node, alias, facts: None, from, conditions: Vec::new(), joined: Vec::new() }
    }

    /// The rows that an edge leads to from the parent whose key is the SQL expression `key`.
    ///
    /// A path over several tables is a condition on the target and no join, so that a row that is reached twice is one
    /// row:
    ///
    /// ```sql
    /// FROM "list" AS t1 WHERE t1."id" IN (SELECT t2."list_id" FROM "listing" AS t2 WHERE t2."soundtrack_id" = …)
    /// ```
    pub fn rows(&mut self, edge: &Edge, key: &str) -> Scope {
        match edge.shape {
            Shape::All => self.table(edge.target),
            Shape::Many | Shape::One { .. } if edge.ways[0].len() == 1 => {
                let mut scope = self.table(edge.target);
                scope.conditions = conditions(scope.alias, &edge.ways[0][0], key);
                scope
            }
            Shape::Link { facts } => {
                let (link, alias) = (&edge.ways[0][0], self.alias());
                let mut scope = self.table(edge.target);
                scope.conditions = conditions(alias, link, key);
                let last = &edge.ways[0][1];
                scope.from = format!(
                    "{} AS {alias} JOIN {} ON {}",
                    table(link.table),
                    scope.from,
                    conditions(scope.alias, last, &column(alias, last.from)).join(" AND ")
                );
                scope.facts = Some((facts, alias));
                scope
            }
            Shape::Path | Shape::Many | Shape::One { .. } => {
                let mut scope = self.table(edge.target);
                let ways: Vec<String> = edge.ways.iter().map(|way| self.way(way, key)).collect();
                let last = &edge.ways[0][edge.ways[0].len() - 1];
                scope.conditions = vec![format!("{} IN ({})", column(scope.alias, last.to), ways.join(" UNION "))];
                scope.conditions.extend(last.only.as_ref().map(|only| only_sql(scope.alias, only)));
                scope
            }
        }
    }

    /// As [`Self::rows`], of all parents `p` that the statement lists, beside their keys. A path is walked once for all of
    /// them, and leads to pairs of a parent and what it reaches:
    ///
    /// ```sql
    /// FROM (SELECT DISTINCT p.key, t2."list_id" AS value FROM (…) AS p CROSS JOIN "listing" AS t2 WHERE …) AS p
    /// CROSS JOIN "list" AS t1 WHERE t1."id" = p.value
    /// ```
    pub fn rows_of_all(&mut self, edge: &Edge, parents: &str) -> Scope {
        if edge.shape != Shape::Path {
            return self.rows(edge, "p.key").beside(parents);
        }
        let distinct = if edge.ways.len() == 1 { "DISTINCT " } else { "" };
        let mut scope = self.table(edge.target);
        let ways: Vec<String> = edge
            .ways
            .iter()
            .map(|way| {
                let (before, last) = (&way[..way.len() - 1], &way[way.len() - 1]);
                let (from, alias, conditions) = self.walk(before, "p.key");
                let value = column(alias, last.from);
                format!(
                    "SELECT {distinct}p.key, {value} AS value FROM ({parents}) AS p CROSS JOIN {from} WHERE {}",
                    conditions.join(" AND ")
                )
            })
            .collect();
        let last = &edge.ways[0][edge.ways[0].len() - 1];
        scope.conditions = conditions(scope.alias, last, "p.value");
        scope.beside(&ways.join(" UNION "))
    }

    /// As [`Self::rows`], but a row that is reached twice may be there twice, which is no matter to `EXISTS`: a path is
    /// joined from the parent on, so that no database begins at its end.
    pub fn reached(&mut self, edge: &Edge, key: &str) -> Scope {
        match (edge.shape, edge.ways.as_slice()) {
            (Shape::Path, [way]) => {
                let (from, alias, conditions) = self.walk(way, key);
                Scope { node: edge.target, alias, facts: None, from, conditions, joined: Vec::new() }
            }
            _ => self.rows(edge, key),
        }
    }

    /// The keys of the last table of a way, from the parent whose key is `key`.
    pub fn way(&mut self, way: &[Hop], key: &str) -> String {
        let (from, alias, mut conditions) = self.walk(&way[..way.len() - 1], key);
        conditions.push(format!("{} IS NOT NULL", column(alias, way[way.len() - 1].from)));
        format!("SELECT {} FROM {from} WHERE {}", column(alias, way[way.len() - 1].from), conditions.join(" AND "))
    }

    /// Inner joins along the hops: what to select from, the last alias, and the conditions on the first table.
    pub fn walk(&mut self, hops: &[Hop], key: &str) -> (String, Alias, Vec<String>) {
        let mut last = self.alias();
        let mut from = format!("{} AS {last}", table(hops[0].table));
        let first = conditions(last, &hops[0], key);
        for hop in &hops[1..] {
            let next = self.alias();
            let on = conditions(next, hop, &column(last, hop.from)).join(" AND ");
            from.push_str(&format!(" JOIN {} AS {next} ON {on}", table(hop.table)));
            last = next;
        }
        (from, last, first)
    }

    /// Pairs of a parent's key and a value at the end of the hops, each pair once.
    pub fn pairs(&mut self, ways: &[Vec<Hop>], value: &dyn Fn(&mut Self, Alias) -> String) -> String {
        // A union takes what is doubled away; a single way needs to be told.
        let distinct = if ways.len() == 1 { "DISTINCT " } else { "" };
        let selects: Vec<String> = ways
            .iter()
            .map(|way| {
                let (parent, last, from) = self.walk_all(way);
                format!("SELECT {distinct}{parent} AS parent, {} AS value FROM {from}", value(self, last))
            })
            .collect();
        selects.join(" UNION ")
    }

    /// Inner joins along the hops from all parents: the parent's key, the last alias, and what follows `FROM`.
    pub fn walk_all(&mut self, hops: &[Hop]) -> (String, Alias, String) {
        let mut last = self.alias();
        let parent = column(last, hops[0].to);
        let mut from = format!("{} AS {last}", table(hops[0].table));
        let only = hops[0].only.as_ref().map(|only| format!(" WHERE {}", only_sql(last, only)));
        for hop in &hops[1..] {
            let next = self.alias();
            let on = conditions(next, hop, &column(last, hop.from)).join(" AND ");
            from.push_str(&format!(" JOIN {} AS {next} ON {on}", table(hop.table)));
            last = next;
        }
        (parent, last, from + &only.unwrap_or_default())
    }

    /// The alias of the row that a to-one edge leads to, joined where it is not yet.
    pub fn join(&mut self, scope: &mut Scope, from: Alias, edge_id: EdgeId, edge: &Edge) -> Alias {
        let known = scope.joined.iter().find(|(alias, id, _)| *alias == from && *id == edge_id);
        if let Some((_, _, alias)) = known {
            return *alias;
        }
        let mut last = from;
        for hop in &edge.ways[0] {
            let next = self.alias();
            let on = conditions(next, hop, &column(last, hop.from)).join(" AND ");
            scope.from.push_str(&format!(" LEFT JOIN {} AS {next} ON {on}", table(hop.table)));
            last = next;
        }
        scope.joined.push((from, edge_id, last));
        last
    }

    /// The value of a node's column.
    pub fn value(&mut self, alias: Alias, node: NodeId, id: ColumnId) -> String {
        let found = self.graph.column(node, id);
        match &found.source {
            Source::Stored(name) => column(alias, name),
            Source::Statement(statement) => (*statement).to_owned(),
            Source::Any(hops) => {
                let (from, _, conditions) = self.walk(hops, &column(alias, hops[0].from));
                format!("EXISTS (SELECT 1 FROM {from} WHERE {})", conditions.join(" AND "))
            }
            Source::Count(id) => {
                if let Some(known) = self.known_count(alias, *id) {
                    return known;
                }
                let edge = self.graph.edge(node, *id);
                let (count, body) = self.counted(edge, &column(alias, edge.start()), &Filter::all());
                let count = format!("(SELECT {count} FROM {body})");
                self.counts.push((alias, *id, count.clone()));
                count
            }
            Source::Identifier { subject, scheme } => {
                let own = column(alias, "id");
                // PostgreSQL would take the least by its locale.
                let value = if self.backend == DbBackend::Postgres { r#""value" COLLATE "C""# } else { r#""value""# };
                format!(
                    r#"(SELECT MIN({value}) FROM "identifier" WHERE "subject" = '{subject}' AND "subject_id" = {own} AND "scheme" = '{scheme}')"#
                )
            }
        }
    }

    /// As [`Self::key`], of a row that may be absent if it was joined: then no value is known, derived ones neither.
    pub fn key_of(&mut self, alias: Alias, node: NodeId, id: ColumnId, joined: bool) -> String {
        let key = self.key(alias, node, id);
        match self.graph.column(node, id).source {
            Source::Any(_) | Source::Count(_) if joined => {
                format!("CASE WHEN {} IS NOT NULL THEN {key} END", column(alias, "id"))
            }
            _ => key,
        }
    }

    /// The value by which a node's column is compared and ordered.
    pub fn key(&mut self, alias: Alias, node: NodeId, id: ColumnId) -> String {
        match self.graph.column(node, id).kind {
            Kind::Text { key } => column(alias, key),
            _ => self.value(alias, node, id),
        }
    }
}

impl Scope {
    /// The same rows beside those of the parents `p` that the statement lists.
    pub fn beside(mut self, parents: &str) -> Self {
        self.from = format!("({parents}) AS p CROSS JOIN {}", self.from);
        self
    }

    /// `FROM` and `WHERE` with the scope's own conditions and more.
    pub fn body(&self, more: &[String]) -> String {
        let conditions: Vec<&str> = self.conditions.iter().chain(more).map(String::as_str).collect();
        match conditions.as_slice() {
            [] => self.from.clone(),
            conditions => format!("{} WHERE {}", self.from, conditions.join(" AND ")),
        }
    }
}

/// `t1."title"`.
pub fn column(alias: Alias, name: &'static str) -> String {
    format!("{alias}.\"{name}\"")
}

/// The condition that a value is in a bound list.
pub fn among(backend: DbBackend, value: &str, list: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("{value} = ANY({list})"),
        _ => format!("{value} IN (SELECT value FROM json_each({list}))"),
    }
}

/// `"film"`, or a statement in parentheses as it is.
fn table(name: &'static str) -> String {
    if name.starts_with('(') { name.to_owned() } else { format!("\"{name}\"") }
}

/// The conditions on the table that a hop leads to.
fn conditions(alias: Alias, hop: &Hop, key: &str) -> Vec<String> {
    let mut conditions = vec![format!("{} = {key}", column(alias, hop.to))];
    conditions.extend(hop.only.as_ref().map(|only| only_sql(alias, only)));
    conditions
}

fn only_sql(alias: Alias, only: &Only) -> String {
    match only {
        Only::True(name) => column(alias, name),
        Only::Word(name, [word]) => format!("{} = '{word}'", column(alias, name)),
        Only::Word(name, words) => {
            let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            format!("{} IN ({})", column(alias, name), words.join(", "))
        }
    }
}

impl Column {
    /// How the column's value is read.
    pub fn decode(&self) -> Decode {
        match (self.kind, &self.source) {
            (Kind::Id, _) | (Kind::Int, Source::Count(_) | Source::Statement(_)) => Decode::Wide,
            (Kind::Int, _) => Decode::Int,
            (Kind::Float, _) => Decode::Float,
            (Kind::Bool, _) => Decode::Bool,
            (Kind::Text { .. } | Kind::Code | Kind::Word(_), _) => Decode::Text,
        }
    }
}
