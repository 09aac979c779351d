//! Filters as conditions of two values: a row passes or it does not.
//!
//! Negation is carried down to the comparisons, where an unknown value is told apart; SQL's third value never decides.
//! A condition on a to-many edge is `EXISTS` or a count, never a join, so that one row stays one row:
//!
//! ```graphql
//! soundtracks(filter: { lists: { count: { gte: 2 } } })
//! ```
//! ```sql
//! … WHERE (SELECT COUNT(DISTINCT t2."list_id") >= $1 FROM "listing" AS t2 WHERE t2."soundtrack_id" = t1."id" …)
//! ```

use sea_orm::DbBackend;

use super::count::finds;
use super::graph::{Edge, EdgeId, Kind, NodeId, Source};
use super::selection::{Filter, Slot, Test};
use super::sql::{Alias, Bind, Scope, Writer, column};

impl Writer {
    /// The condition that a row of the scope passes the filter.
    pub fn passes(&mut self, scope: &mut Scope, filter: &Filter) -> String {
        let (alias, node) = (scope.alias, scope.node);
        self.condition(scope, alias, node, filter, true)
    }

    /// The condition that the row `alias` passes the filter (`wanted`) or fails it.
    fn condition(&mut self, scope: &mut Scope, alias: Alias, node: NodeId, filter: &Filter, wanted: bool) -> String {
        match (filter, wanted) {
            (Filter::Not(inner), _) => self.condition(scope, alias, node, inner, !wanted),
            (Filter::And(parts), true) | (Filter::Or(parts), false) => {
                let rest = self.joined(scope, alias, node, parts, wanted, " AND ", "TRUE");
                let first = if wanted { self.beforehand(alias, node, parts) } else { Vec::new() };
                if first.is_empty() { rest } else { format!("({} AND {rest})", first.join(" AND ")) }
            }
            (Filter::Or(parts), true) | (Filter::And(parts), false) => {
                self.joined(scope, alias, node, parts, wanted, " OR ", "FALSE")
            }
            (Filter::Column(id, test), _) => {
                let found = self.graph.column(node, *id);
                // A row that a to-one edge did not find has no value in any column.
                let joined = alias != scope.alias;
                let nullable = found.nullable || joined;
                let (kind, expression) = (found.kind, self.key_of(alias, node, *id, joined));
                let compared = self.compare(&expression, kind, nullable, *test, wanted);
                let equal =
                    matches!((test, wanted), (Test::Eq(_) | Test::In(_), true) | (Test::Ne(_) | Test::NotIn(_), false));
                match found.source {
                    Source::Identifier { subject, scheme } if equal => {
                        // Who has the id is found by it, and need not be looked for among all rows.
                        let value = self.compare(r#""value""#, kind, false, *test, wanted);
                        format!(
                            r#"({} IN (SELECT "subject_id" FROM "identifier" WHERE "scheme" = '{scheme}' AND {value} AND "subject" = '{subject}') AND {compared})"#,
                            column(alias, "id")
                        )
                    }
                    _ => compared,
                }
            }
            // Lookups are not negated: no filter of the API holds one.
            (Filter::This(which, slot), _) => self.this(alias, node, *which, *slot),
            (Filter::One(edge_id, inner), _) => {
                let edge = self.graph.edge(node, *edge_id);
                let target = self.join(scope, alias, *edge_id, edge);
                self.condition(scope, target, edge.target, inner, wanted)
            }
            (Filter::Some(edge, inner), _) => self.exists(alias, node, *edge, inner, true, wanted),
            (Filter::None(edge, inner), _) => self.exists(alias, node, *edge, inner, true, !wanted),
            (Filter::Every(edge, inner), _) => self.exists(alias, node, *edge, inner, false, !wanted),
            // Nothing is asked of the count, and a value that is bound for nothing would be refused.
            (Filter::Count(_, _, tests), _) if tests.is_empty() => if wanted { "TRUE" } else { "FALSE" }.to_owned(),
            (Filter::Count(id, inner, tests), _) => {
                if let (Some(known), true) = (self.known_count(alias, *id), inner.is_all()) {
                    return self.counts(&known, tests, wanted);
                }
                let edge = self.graph.edge(node, *id);
                if let (Some(counted), true) = (edge.counted, inner.is_all()) {
                    // A row that a to-one edge did not find has empty lists.
                    let count = column(alias, counted);
                    let count = if alias == scope.alias { count } else { format!("COALESCE({count}, 0)") };
                    return self.counts(&count, tests, wanted);
                }
                let (count, body) = self.counted(edge, &column(alias, edge.start()), inner);
                // The rows are named once, however many tests there are: they may hold counts themselves.
                format!("(SELECT {} FROM {body})", self.counts(&count, tests, wanted))
            }
        }
    }

    /// The tests of one count.
    fn counts(&mut self, count: &str, tests: &[Test], wanted: bool) -> String {
        let tests: Vec<String> =
            tests.iter().map(|test| self.compare(count, Kind::Int, false, *test, wanted)).collect();
        match tests.as_slice() {
            [one] => one.clone(),
            tests => format!("({})", tests.join(if wanted { " AND " } else { " OR " })),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the conditions' own state and the two words that differ")]
    fn joined(
        &mut self,
        scope: &mut Scope,
        alias: Alias,
        node: NodeId,
        parts: &[Filter],
        wanted: bool,
        word: &str,
        empty: &str,
    ) -> String {
        let mut parts: Vec<String> =
            parts.iter().map(|part| self.condition(scope, alias, node, part, wanted)).collect();
        parts.retain(|part| part != empty);
        match parts.as_slice() {
            [] => empty.to_owned(),
            [one] => one.clone(),
            parts => format!("({})", parts.join(word)),
        }
    }

    /// What a row must have to meet the later ones of several conditions on its lists: any rows in these at all, which
    /// one look into an index tells. Both databases would ask the first condition also where the second cannot hold: SQLite
    /// takes them in the order in which they are written, and PostgreSQL does not see that a list may be empty. The limit
    /// says nothing that `EXISTS` does not, and keeps SQLite from making a join of the condition, which it would ask last.
    fn beforehand(&mut self, alias: Alias, node: NodeId, parts: &[Filter]) -> Vec<String> {
        let asked = parts.iter().filter_map(|part| match part {
            Filter::Some(edge, inner) if !inner.is_all() => Some(*edge),
            _ => None,
        });
        let mut lists: Vec<EdgeId> = Vec::new();
        asked.for_each(|edge| {
            if !lists.contains(&edge) {
                lists.push(edge)
            }
        });
        let later: Vec<&Edge> =
            lists.iter().skip(1).map(|edge| self.graph.edge(node, *edge)).filter(|edge| is_one_look(edge)).collect();
        let limit = if self.backend == DbBackend::Postgres { "" } else { " LIMIT 1" };
        let any = later.into_iter().map(|edge| self.any(edge, &column(alias, edge.start())));
        any.map(|any| format!("EXISTS (SELECT 1 FROM {any}{limit})")).collect()
    }

    /// Whether there is a row at the end of the edge that passes the filter (`passing`) or fails it.
    fn exists(
        &mut self,
        alias: Alias,
        node: NodeId,
        edge: EdgeId,
        filter: &Filter,
        passing: bool,
        wanted: bool,
    ) -> String {
        let edge = self.graph.edge(node, edge);
        let not = if wanted { "" } else { "NOT " };
        if passing && filter.is_all() {
            return format!("{not}EXISTS (SELECT 1 FROM {})", self.any(edge, &column(alias, edge.start())));
        }
        let mut rows = self.reached(edge, &column(alias, edge.start()));
        let (target, target_node) = (rows.alias, rows.node);
        let condition = self.condition(&mut rows, target, target_node, filter, passing);
        format!("{not}EXISTS (SELECT 1 FROM {})", rows.body(&meaningful(condition)))
    }

    /// A comparison that is true or false, never unknown.
    ///
    /// Where it is `wanted`, an unknown result drops the row as false does, so that only the negative tests name the
    /// unknown value.
    pub fn compare(&mut self, value: &str, kind: Kind, nullable: bool, test: Test, wanted: bool) -> String {
        let or_null = |condition: String| {
            if nullable { format!("({condition} OR {value} IS NULL)") } else { condition }
        };
        match (test, wanted) {
            (Test::IsNull(null), wanted) => match (nullable, null == wanted) {
                (true, true) => format!("{value} IS NULL"),
                (true, false) => format!("{value} IS NOT NULL"),
                (false, true) => "FALSE".to_owned(),
                (false, false) => "TRUE".to_owned(),
            },
            (Test::Eq(slot), true) | (Test::Ne(slot), false) => format!("{value} = {}", self.bind(Bind::Slot(slot))),
            (Test::Ne(slot), true) | (Test::Eq(slot), false) => {
                or_null(format!("{value} <> {}", self.bind(Bind::Slot(slot))))
            }
            (Test::In(slot), true) | (Test::NotIn(slot), false) => self.among(value, slot, true),
            (Test::NotIn(slot), true) | (Test::In(slot), false) => or_null(self.among(value, slot, false)),
            (Test::Lt(slot), true) => self.ordered(value, kind, "<", slot),
            (Test::Lte(slot), true) => self.ordered(value, kind, "<=", slot),
            (Test::Gt(slot), true) => self.ordered(value, kind, ">", slot),
            (Test::Gte(slot), true) => self.ordered(value, kind, ">=", slot),
            (Test::Lt(slot), false) => or_null(self.ordered(value, kind, ">=", slot)),
            (Test::Lte(slot), false) => or_null(self.ordered(value, kind, ">", slot)),
            (Test::Gt(slot), false) => or_null(self.ordered(value, kind, "<=", slot)),
            (Test::Gte(slot), false) => or_null(self.ordered(value, kind, "<", slot)),
            (Test::Like(slot), true) => format!("{value} LIKE {}", self.pattern(slot)),
            (Test::Like(slot), false) => or_null(format!("{value} NOT LIKE {}", self.pattern(slot))),
        }
    }

    /// A pattern whose escape character is `\`. PostgreSQL takes that one unasked, and asked it would rewrite the pattern
    /// for each row.
    fn pattern(&mut self, slot: Slot) -> String {
        let bound = self.bind(Bind::Slot(slot));
        match self.backend {
            DbBackend::Postgres => bound,
            _ => format!("{bound} ESCAPE '\\'"),
        }
    }

    /// Whether the value is in a list. The list is one bound value, whatever its length.
    fn among(&mut self, value: &str, slot: Slot, wanted: bool) -> String {
        let list = self.bind(Bind::Slot(slot));
        match (self.backend, wanted) {
            (DbBackend::Postgres, true) => format!("{value} = ANY({list})"),
            (DbBackend::Postgres, false) => format!("{value} <> ALL({list})"),
            (_, true) => format!("{value} IN (SELECT value FROM json_each({list}))"),
            (_, false) => format!("{value} NOT IN (SELECT value FROM json_each({list}))"),
        }
    }

    /// An order comparison. PostgreSQL compares text by its locale unless the column or the comparison says otherwise.
    fn ordered(&mut self, value: &str, kind: Kind, operator: &str, slot: Slot) -> String {
        let bound = self.bind(Bind::Slot(slot));
        match (self.backend, kind) {
            (DbBackend::Postgres, Kind::Text { .. } | Kind::Code | Kind::Word(_)) => {
                format!("{value} COLLATE \"C\" {operator} {bound}")
            }
            _ => format!("{value} {operator} {bound}"),
        }
    }
}

/// Whether a single table tells if the edge leads to any row.
fn is_one_look(edge: &Edge) -> bool {
    match edge.ways.as_slice() {
        [way] => way.len() == 1 || (way.len() == 2 && finds(way)),
        _ => false,
    }
}

/// The condition, unless it is one that every row meets.
pub fn meaningful(condition: String) -> Vec<String> {
    if condition == "TRUE" { Vec::new() } else { vec![condition] }
}
