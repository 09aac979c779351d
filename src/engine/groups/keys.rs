//! The rows of groups: their keys as SQL, and the numbers over them.

use crate::engine::filter::meaningful;
use crate::engine::graph::{GroupKey, GroupValue, Hop, Kind, NodeId};
use crate::engine::selection::{Aggregate, Groups};
use crate::engine::sql::{Alias, Scope, Writer, column};

/// A statement that yields groups.
pub(super) struct Grouped {
    pub sql: String,
    /// Names of the keys: `g0`, and `v0` for a text that is shown but not compared.
    pub keys: Vec<String>,
    /// Places of the numbers that it has.
    numbers: Vec<usize>,
}

impl Grouped {
    /// The groups with columns for all numbers, null where they are not theirs.
    pub(super) fn aligned(&self, all: &[Aggregate]) -> String {
        let numbers = all.iter().enumerate().map(|(place, aggregate)| match aggregate {
            _ if self.numbers.contains(&place) => format!("a{place}"),
            // A union takes the type of a bare null from the neighbour, of which there may be none yet.
            Aggregate::CountDistinct(_) => format!("CAST(NULL AS BIGINT) AS a{place}"),
            _ => format!("NULL AS a{place}"),
        });
        let columns: Vec<String> = self.keys.iter().cloned().chain(numbers).collect();
        format!("SELECT {} FROM ({}) AS b", columns.join(", "), self.sql)
    }
}

/// A key of a row.
struct Keyed {
    /// What is compared.
    compared: String,
    /// What is shown, where it is something else.
    shown: Option<String>,
}

impl Writer {
    /// Groups of the rows that pass the filter, with some numbers.
    pub(super) fn grouped_rows(&mut self, node: NodeId, groups: &Groups, numbers: &[(usize, Aggregate)]) -> Grouped {
        let mut rows = self.table(node);
        let passes = meaningful(self.passes(&mut rows, &groups.filter));
        let (mut columns, mut keys, mut by) = (Vec::new(), Vec::new(), Vec::new());
        for (place, key) in groups.by.iter().enumerate() {
            let keyed = self.keyed(&mut rows, &self.graph.node(node).group_keys[*key]);
            columns.push(format!("{} AS g{place}", keyed.compared));
            keys.push(format!("g{place}"));
            if let Some(shown) = keyed.shown {
                columns.push(format!("MIN({shown}) AS v{place}"));
                keys.push(format!("v{place}"));
            }
            by.push(keyed.compared);
        }
        for (place, number) in numbers {
            columns.push(format!("{} AS a{place}", self.number(&mut rows, number)));
        }
        let sql = format!("SELECT {} FROM {} GROUP BY {}", columns.join(", "), rows.body(&passes), by.join(", "));
        Grouped { sql, keys, numbers: numbers.iter().map(|(place, _)| *place).collect() }
    }

    fn number(&mut self, rows: &mut Scope, aggregate: &Aggregate) -> String {
        let (alias, node) = (rows.alias, rows.node);
        match aggregate {
            Aggregate::Count => "COUNT(*)".to_owned(),
            Aggregate::CountWhere(filter) => {
                let passes = self.passes(rows, filter);
                format!("COUNT(CASE WHEN {passes} THEN 1 END)")
            }
            Aggregate::CountDistinct(key) => {
                let keyed = self.keyed(rows, &self.graph.node(node).group_keys[*key]);
                format!("COUNT(DISTINCT {})", keyed.compared)
            }
            Aggregate::Min(id) => format!("MIN({})", self.value(alias, node, *id)),
            Aggregate::Max(id) => format!("MAX({})", self.value(alias, node, *id)),
            // Both databases add and divide in the same floating point; PostgreSQL would answer with a decimal.
            Aggregate::Average(id) => format!("AVG(CAST({} AS DOUBLE PRECISION))", self.value(alias, node, *id)),
            Aggregate::Sum(id) => format!("SUM(CAST({} AS DOUBLE PRECISION))", self.value(alias, node, *id)),
        }
    }

    /// The condition that a row has the key of the group `p`.
    pub(super) fn has_key(&mut self, rows: &mut Scope, key: &GroupKey, place: usize) -> String {
        if let Some(keyed) = self.single(rows, key) {
            return format!("{} IS NOT DISTINCT FROM p.g{place}", keyed.compared);
        }
        let ways = self.ways(rows.node, key);
        let start = column(rows.alias, ways[0][0].from);
        let mut any = Vec::new();
        let mut same = Vec::new();
        for way in &ways {
            let (from, last, conditions) = self.walk(way, &start);
            let value = self.end(last, key.value);
            let conditions = conditions.join(" AND ");
            any.push(format!("EXISTS (SELECT 1 FROM {from} WHERE {conditions} AND {value} IS NOT NULL)"));
            same.push(format!("EXISTS (SELECT 1 FROM {from} WHERE {conditions} AND {value} = p.g{place})"));
        }
        format!("({} OR (p.g{place} IS NULL AND NOT ({})))", same.join(" OR "), any.join(" OR "))
    }

    /// The key of a row, with what it needs joined to the rows.
    fn keyed(&mut self, rows: &mut Scope, key: &GroupKey) -> Keyed {
        if let Some(keyed) = self.single(rows, key) {
            return keyed;
        }
        let ways = self.ways(rows.node, key);
        let pairs = self.pairs(&ways, &|writer, alias| writer.end(alias, key.value));
        let alias = self.alias();
        let start = column(rows.alias, ways[0][0].from);
        rows.from.push_str(&format!(" LEFT JOIN ({pairs}) AS {alias} ON {alias}.parent = {start}"));
        Keyed { compared: format!("{alias}.value"), shown: None }
    }

    /// The key of a row that has at most one value of it.
    fn single(&mut self, rows: &mut Scope, key: &GroupKey) -> Option<Keyed> {
        let (mut alias, mut node) = (rows.alias, rows.node);
        for step in &key.path {
            let edge = self.graph.edge(node, *step);
            if !edge.is_one() {
                return None;
            }
            alias = self.join(rows, alias, *step, edge);
            node = edge.target;
        }
        let shown = match key.value {
            GroupValue::Column(node, id) if matches!(self.graph.column(node, id).kind, Kind::Text { .. }) => {
                Some(self.value(alias, node, id))
            }
            _ => None,
        };
        let compared = match key.value {
            GroupValue::Column(node, id) => self.key(alias, node, id),
            value => self.end(alias, value),
        };
        Some(Keyed { compared, shown })
    }

    /// The value of a key on the row that has it.
    fn end(&mut self, alias: Alias, value: GroupValue) -> String {
        match value {
            GroupValue::Node(_) => column(alias, "id"),
            GroupValue::Column(node, id) => self.value(alias, node, id),
            GroupValue::Decade(node, id) => format!("({} / 10 * 10)", self.value(alias, node, id)),
        }
    }

    /// The hops from a row to a key, one list for each combination of the edges' ways.
    fn ways(&self, node: NodeId, key: &GroupKey) -> Vec<Vec<Hop>> {
        let mut at = node;
        let mut ways: Vec<Vec<Hop>> = vec![Vec::new()];
        for step in &key.path {
            let edge = self.graph.edge(at, *step);
            ways = ways
                .iter()
                .flat_map(|begun| edge.ways.iter().map(move |way| [begun.as_slice(), way.as_slice()].concat()))
                .collect();
            at = edge.target;
        }
        ways
    }
}
