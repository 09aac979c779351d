//! What the statements of a plan brought: rows, the pages that they make, and the rows below them.

use std::collections::HashMap;
use std::ops::Range;

use super::plan::{Fields, RowsPlan};
use super::selection::Value;
use crate::db::reads::{self, Cell};

/// What the statements of a root brought.
#[derive(Debug)]
pub enum RootRows {
    /// The root needs none.
    Nothing,
    Rows(Rows),
    /// The rows of each node.
    Refetched(Vec<Rows>),
    Connection(ConnectionRows),
}

/// The rows of one statement, and of the children below them.
#[derive(Debug, Default)]
pub struct Rows {
    pub own: reads::Rows,
    pub children: Vec<ConnectionRows>,
    /// Rows of other nodes that these name, in the order of the plan's nodes.
    pub named: Vec<NamedRows>,
    /// Rows of the children that came with these.
    pub below: Option<reads::Rows>,
}

/// The rows of one of the nodes that are named, and the place of each by its id.
#[derive(Debug, Default)]
pub struct NamedRows {
    pub rows: Rows,
    pub places: ByKey<usize>,
}

/// The rows of a connection, for all of its parents.
#[derive(Debug, Default)]
pub struct ConnectionRows {
    pub rows: Rows,
    /// The page of each parent; a connection without parents has one, of parent 0.
    pub pages: ByKey<PageRows>,
    pub totals: ByKey<i64>,
}

/// Things by the keys of rows.
#[derive(Debug)]
pub struct ByKey<T>(Vec<(i64, T)>);

impl<T> ByKey<T> {
    pub fn new(mut things: Vec<(i64, T)>) -> Self {
        // They come in order, as a rule.
        things.sort_by_key(|(key, _)| *key);
        Self(things)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().map(|(_, thing)| thing)
    }

    pub fn get(&self, key: i64) -> Option<&T> {
        self.0.binary_search_by_key(&key, |(known, _)| *known).ok().map(|place| &self.0[place].1)
    }
}

impl<T> Default for ByKey<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Which of the rows make a page, and what lies around it.
#[derive(Clone, Debug, Default)]
pub struct PageRows {
    pub rows: Range<usize>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.own.len()
    }

    pub fn row(&self, row: usize) -> &[Cell] {
        self.own.row(row)
    }

    pub fn text(&self, cell: Cell) -> &str {
        self.own.text(cell)
    }

    /// The number in a cell.
    pub fn int(&self, row: usize, column: usize) -> Option<i64> {
        match self.row(row)[column] {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }

    pub fn is_true(&self, row: usize, column: Option<usize>) -> bool {
        column.is_some_and(|column| self.row(row)[column] == Cell::Bool(true))
    }

    /// A cell as a JSON value.
    pub fn json(&self, cell: Cell) -> serde_json::Value {
        match cell {
            Cell::Null => serde_json::Value::Null,
            Cell::Int(value) => value.into(),
            Cell::Float(value) => value.into(),
            Cell::Bool(value) => value.into(),
            Cell::Text(..) => self.text(cell).into(),
        }
    }
}

/// The rows that were asked for one by one, as they were asked for: the place of the row's node, and of the row there.
pub fn refetched(order: &Value, nodes: &[(RowsPlan, Fields)], rows: &[Rows]) -> Vec<Option<(usize, usize)>> {
    let Value::Ints(order) = order else { return Vec::new() };
    let mut found = HashMap::new();
    for (node, ((plan, _), rows)) in nodes.iter().zip(rows).enumerate() {
        let key = |row, column: Option<usize>| column.and_then(|column| rows.int(row, column));
        for row in 0..rows.len() {
            found.insert((key(row, plan.lead.parent), key(row, plan.lead.number)), (node, row));
        }
    }
    let mut places: HashMap<i64, i64> = HashMap::new();
    let asked = order.iter().map(|list| {
        let place = places.entry(*list).or_default();
        *place += 1;
        found.get(&(Some(*list), Some(*place))).copied()
    });
    asked.collect()
}
