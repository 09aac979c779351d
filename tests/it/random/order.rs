//! Orders at random, and what the contract says of orders and pages.

use std::cmp::Ordering;
use std::ops::Range;

use entity::text_key;
use needledrop::engine::global_id;
use needledrop::engine::graph::{ColumnId, Edge, Kind, NodeId, graph};
use serde_json::{Value, json};

use super::memory::Row;
use super::{Memory, Random};

/// One row of a list.
pub struct Entry<'m> {
    pub id: String,
    pub row: &'m Row,
    /// The row between parent and node, if the list is one of a link.
    pub link: Option<&'m Row>,
    pub place: Place,
}

impl AsRef<Place> for Entry<'_> {
    fn as_ref(&self) -> &Place {
        &self.place
    }
}

/// The values of an order's keys, each as it is compared, and whether the key descends.
pub type Place = Vec<(Value, bool)>;

/// A row's place, as the API says it and as it is meant.
#[derive(Clone)]
pub struct Cursor {
    pub said: Value,
    pub place: Place,
}

/// What a page must hold.
#[derive(Debug)]
pub struct Page {
    pub rows: Range<usize>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl Page {
    /// The first rows, or the last, of those between two places.
    pub fn of(
        list: &[impl AsRef<Place>],
        after: Option<&Place>,
        before: Option<&Place>,
        size: usize,
        backward: bool,
    ) -> Self {
        let until = |place: &Place, wanted: &[Ordering]| {
            list.iter().filter(|entry| wanted.contains(&compare(entry.as_ref(), place))).count()
        };
        let start = after.map_or(0, |place| until(place, &[Ordering::Less, Ordering::Equal]));
        let end = before.map_or(list.len(), |place| until(place, &[Ordering::Less]));
        let range = start..end.max(start);
        let rows = match backward {
            false => start..range.end.min(start + size),
            true => range.start.max(range.end.saturating_sub(size))..range.end,
        };
        let left_out = range.len() > rows.len();
        Self {
            rows,
            has_next: end < list.len() || (!backward && left_out),
            has_previous: start > 0 || (backward && left_out),
        }
    }
}

impl Random {
    /// One to four keys; sometimes none, which asks for the usual order.
    pub fn order(&mut self, node: NodeId) -> Value {
        if self.once_in(6) {
            return if self.once_in(2) { Value::Null } else { json!([]) };
        }
        (0..1 + self.below(4)).map(|_| self.key(node, 2)).collect()
    }

    fn key(&mut self, node: NodeId, depth: usize) -> Value {
        let found = graph().node(node);
        let ones: Vec<&Edge> = found.edges.iter().filter(|edge| edge.is_one()).collect();
        if depth > 0 && !ones.is_empty() && self.once_in(3) {
            let edge = ones[self.below(ones.len())];
            return json!({ edge.name: self.key(edge.target, depth - 1) });
        }
        // The id would end the order.
        let column = match self.once_in(12) {
            true => 0,
            false => self.below(found.columns.len()),
        };
        json!({ &found.columns[column].name: self.one_of(&["ASC", "DESC"]) })
    }
}

impl Memory {
    /// The rows of a root list, in their order.
    pub fn root_list(&self, node: NodeId, view: Option<&Edge>, filter: &Value, order: &Value) -> Vec<Entry<'_>> {
        let rows = self.rows(node).iter();
        let rows = rows.filter(|row| view.is_none_or(|edge| !self.related(Some(row), edge).is_empty()));
        self.list(rows.map(|row| (row, None)).collect(), node, None, filter, order)
    }

    /// The rows of an edge, in their order.
    pub fn edge_list(&self, row: &Row, edge: &Edge, filter: &Value, order: &Value) -> Vec<Entry<'_>> {
        self.list(self.linked(row, edge), edge.target, Some(edge), filter, order)
    }

    /// Those of the rows that pass, in their order.
    pub fn list<'m>(
        &'m self,
        rows: Vec<(&'m Row, Option<&'m Row>)>,
        node: NodeId,
        edge: Option<&Edge>,
        filter: &Value,
        order: &Value,
    ) -> Vec<Entry<'m>> {
        let passing = rows.into_iter().filter(|(row, _)| self.passes(node, Some(row), filter));
        let entry = |(row, link): (&'m Row, Option<&'m Row>)| Entry {
            id: global_id(node, row["id"].as_i64().unwrap()),
            row,
            link,
            place: self.place(node, row, edge, link, order),
        };
        let mut list: Vec<Entry> = passing.map(entry).collect();
        list.sort_by(|one, other| compare(&one.place, &other.place));
        list
    }

    fn place(&self, node: NodeId, row: &Row, edge: Option<&Edge>, link: Option<&Row>, order: &Value) -> Place {
        let mut place: Place = match order.as_array().map(Vec::as_slice) {
            None | Some([]) => {
                let usual = edge.map_or(&[][..], |edge| &edge.order).iter().chain(&graph().node(node).order);
                usual
                    .map(|key| {
                        let (of, row) = match key.link {
                            true => (edge.unwrap().facts().unwrap(), link),
                            false => (node, Some(row)),
                        };
                        (self.comparable(of, row, graph().node(of).column_named(key.column).unwrap()), false)
                    })
                    .collect()
            }
            Some(keys) => keys.iter().map(|key| self.key(node, Some(row), key)).collect(),
        };
        place.push((row["id"].clone(), false));
        place.extend(link.map(|link| (link["id"].clone(), false)));
        place
    }

    fn key(&self, node: NodeId, row: Option<&Row>, key: &Value) -> (Value, bool) {
        let (name, value) = key.as_object().unwrap().iter().next().unwrap();
        let found = graph().node(node);
        match found.edge_named(name) {
            Some(edge) => {
                let edge = graph().edge(node, edge);
                self.key(edge.target, self.related(row, edge).first().copied(), value)
            }
            None => (self.comparable(node, row, found.column_named(name).unwrap()), value == "DESC"),
        }
    }

    /// The value of a column, a text for people as the key by which it is compared.
    pub fn comparable(&self, node: NodeId, row: Option<&Row>, column: ColumnId) -> Value {
        match (self.value(node, row, column), graph().column(node, column).kind) {
            (Value::String(text), Kind::Text { .. }) => Value::from(text_key(&text)),
            (value, _) => value,
        }
    }
}

/// Which place comes first. Unknown values come last, whichever way the key goes.
pub fn compare(one: &Place, other: &Place) -> Ordering {
    let keys = one.iter().zip(other).map(|((one, descending), (other, _))| match (one, other) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        _ if *descending => known(one, other).reverse(),
        _ => known(one, other),
    });
    keys.fold(Ordering::Equal, Ordering::then)
}

fn known(one: &Value, other: &Value) -> Ordering {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.cmp(other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => one.as_f64().unwrap().total_cmp(&other.as_f64().unwrap()),
    }
}
