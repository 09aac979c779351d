//! Groups at random, and what the contract says of them.

use std::collections::BTreeMap;
use std::slice;

use entity::text_key;
use needledrop::engine::graph::{Column, Edge, GroupKey, GroupValue, Kind, NodeId, Source, graph};
use needledrop::engine::{default_order, global_id};
use serde_json::{Value, json};

use super::memory::compares;
use super::order::{Place, compare};
use super::{Memory, Random, Row};

/// What groups are asked for.
pub struct Grouping {
    pub node: NodeId,
    pub by: Vec<&'static GroupKey>,
    pub filter: Value,
    pub having: Value,
    pub order: Value,
}

/// One group.
pub struct Group<'m> {
    /// The keys as they are compared: a node by its id.
    pub keys: Vec<Value>,
    pub rows: Vec<&'m Row>,
    pub place: Place,
}

impl AsRef<Place> for Group<'_> {
    fn as_ref(&self) -> &Place {
        &self.place
    }
}

/// `originalArtist` as `ORIGINAL_ARTIST`.
pub fn constant(name: &str) -> String {
    let raised = |c: char| if c.is_ascii_uppercase() { format!("_{c}") } else { c.to_ascii_uppercase().to_string() };
    name.chars().map(raised).collect()
}

/// The columns over which numbers are made.
pub fn numbers(node: NodeId) -> Vec<&'static Column> {
    let number = |column: &&Column| {
        matches!(column.kind, Kind::Int | Kind::Float) && matches!(column.source, Source::Stored(_) | Source::Count(_))
    };
    graph().node(node).columns.iter().filter(number).collect()
}

impl Random {
    pub fn grouping(&mut self, memory: &Memory) -> Grouping {
        let nodes: Vec<NodeId> = graph().nodes().filter(|(_, node)| node.roots.groups.is_some()).map(|n| n.0).collect();
        let node = nodes[self.below(nodes.len())];
        let keys = &graph().node(node).group_keys;
        let mut by: Vec<&GroupKey> = Vec::new();
        for _ in 0..[1, 1, 2, 2, 3][self.below(5)] {
            let key = &keys[self.below(keys.len())];
            if by.iter().all(|known| known.name != key.name) {
                by.push(key);
            }
        }
        let filter = if self.once_in(2) { Value::Null } else { self.filter(memory, node, 2) };
        let having = if self.once_in(2) { Value::Null } else { self.having(node) };
        let order = match self.below(4) {
            0 => Value::Null,
            _ => (0..1 + self.below(3)).map(|_| self.group_order(node, &by)).collect(),
        };
        Grouping { node, by, filter, having, order }
    }

    /// A number of a group: its name, and for what it is asked.
    fn number(&mut self, node: NodeId) -> (&'static str, Option<&'static str>) {
        let (keys, columns) = (&graph().node(node).group_keys, numbers(node));
        match self.below(6) {
            0 => ("count", None),
            1 => ("countDistinct", Some(keys[self.below(keys.len())].name)),
            _ if columns.is_empty() => ("count", None),
            _ => (self.one_of(&["min", "max", "avg", "sum"]), Some(&columns[self.below(columns.len())].name)),
        }
    }

    fn having(&mut self, node: NodeId) -> Value {
        let (name, of) = self.number(node);
        let test = match self.below(3) {
            0 => json!({ "gte": 1 + self.below(3) }),
            1 => json!({ "lt": 2 + self.below(1989) }),
            _ => json!({ "ne": self.below(4), "isNull": false }),
        };
        match (name, of) {
            ("countDistinct", Some(key)) => json!({ name: { "of": constant(key), "is": test } }),
            (_, Some(column)) => json!({ name: { column: test } }),
            (_, None) => json!({ name: test }),
        }
    }

    fn group_order(&mut self, node: NodeId, by: &[&'static GroupKey]) -> Value {
        let direction = self.one_of(&["ASC", "DESC"]);
        if self.once_in(3) {
            return json!({ by[self.below(by.len())].name: direction });
        }
        match self.number(node) {
            ("countDistinct", Some(key)) => json!({ "countDistinct": { "of": constant(key), "direction": direction } }),
            (name, Some(column)) => json!({ name: { column: direction } }),
            (name, None) => json!({ name: direction }),
        }
    }
}

impl Grouping {
    /// The groups, in their order.
    pub fn groups<'m>(&self, memory: &'m Memory) -> Vec<Group<'m>> {
        let mut found: BTreeMap<String, (Vec<Value>, Vec<&Row>)> = BTreeMap::new();
        for row in memory.rows(self.node).iter().filter(|row| memory.passes(self.node, Some(row), &self.filter)) {
            let mut groups = vec![Vec::new()];
            for key in &self.by {
                let values = memory.key_values(self.node, row, key);
                groups = groups
                    .iter()
                    .flat_map(|begun: &Vec<Value>| {
                        values.iter().map(|value| [begun.as_slice(), slice::from_ref(value)].concat())
                    })
                    .collect();
            }
            for keys in groups {
                let name = Value::from(keys.clone()).to_string();
                found.entry(name).or_insert((keys, Vec::new())).1.push(row);
            }
        }
        let passes = |(keys, rows): (Vec<Value>, Vec<&'m Row>)| {
            self.passes(memory, &rows).then(|| Group { place: self.place(memory, &keys, &rows), keys, rows })
        };
        let mut groups: Vec<Group> = found.into_values().filter_map(passes).collect();
        groups.sort_by(|one, other| compare(&one.place, &other.place));
        groups
    }

    /// A number of a group, by the names of the number and of what it is over.
    pub fn number(&self, memory: &Memory, rows: &[&Row], name: &str, of: Option<&str>) -> Value {
        let found = graph().node(self.node);
        match (name, of) {
            ("countDistinct", Some(key)) => {
                let key = found.group_keys.iter().find(|known| known.name == key).unwrap();
                let values = rows.iter().flat_map(|row| memory.key_values(self.node, row, key));
                let mut known: Vec<String> = values.filter(|value| !value.is_null()).map(|v| v.to_string()).collect();
                known.sort();
                known.dedup();
                json!(known.len())
            }
            (_, Some(column)) => {
                let column = found.column_named(column).unwrap();
                let values = rows.iter().filter_map(|row| memory.value(self.node, Some(row), column).as_f64());
                let values: Vec<f64> = values.collect();
                let sum: f64 = values.iter().sum();
                let number = match (name, values.is_empty()) {
                    (_, true) => return Value::Null,
                    ("min", _) => values.iter().copied().fold(f64::MAX, f64::min),
                    ("max", _) => values.iter().copied().fold(f64::MIN, f64::max),
                    ("avg", _) => sum / values.len() as f64,
                    _ => sum,
                };
                json!(number)
            }
            (_, None) => json!(rows.len()),
        }
    }

    fn passes(&self, memory: &Memory, rows: &[&Row]) -> bool {
        let tests = self.having.as_object().into_iter().flatten();
        tests.into_iter().all(|(name, test)| {
            let of = test["of"].as_str().map(|key| self.key_named(key).name);
            if name == "count" || of.is_some() {
                let tests = if of.is_some() { &test["is"] } else { test };
                return compares(&self.number(memory, rows, name, of), tests, Kind::Int);
            }
            let mut columns = test.as_object().unwrap().iter();
            columns.all(|(column, test)| compares(&self.number(memory, rows, name, Some(column)), test, Kind::Float))
        })
    }

    fn key_named(&self, word: &str) -> &'static GroupKey {
        graph().node(self.node).group_keys.iter().find(|key| constant(key.name) == word).unwrap()
    }

    fn place(&self, memory: &Memory, keys: &[Value], rows: &[&Row]) -> Place {
        let mut place = Place::new();
        let by_key = |at: usize, descending: bool, place: &mut Place| match self.by[at].value {
            GroupValue::Node(node) => {
                let row = memory.rows(node).iter().find(|row| row["id"] == keys[at]);
                let usual = default_order(node, &[], None).into_iter();
                place.extend(usual.map(|key| (memory.comparable(node, row, key.column), descending)));
            }
            _ => place.push((keys[at].clone(), descending)),
        };
        match self.order.as_array() {
            None => (0..keys.len()).for_each(|at| by_key(at, false, &mut place)),
            Some(order) => {
                for key in order {
                    let (name, asked) = key.as_object().unwrap().iter().next().unwrap();
                    let own = self.by.iter().position(|key| key.name == name);
                    if let Some(at) = own {
                        by_key(at, asked == "DESC", &mut place);
                    } else if let Some(word) = asked["of"].as_str() {
                        let number = self.number(memory, rows, name, Some(self.key_named(word).name));
                        place.push((number, asked["direction"] == "DESC"));
                    } else if let Some((column, direction)) = asked.as_object().and_then(|asked| asked.iter().next()) {
                        place.push((self.number(memory, rows, name, Some(column)), direction == "DESC"));
                    } else {
                        place.push((json!(rows.len()), asked == "DESC"));
                    }
                }
            }
        }
        place.extend(keys.iter().map(|key| (key.clone(), false)));
        place
    }

    /// A key of a group, as the API shows it.
    pub fn shown(&self, memory: &Memory, group: &Group, at: usize) -> Value {
        match self.by[at].value {
            GroupValue::Node(node) => {
                group.keys[at].as_i64().map_or(Value::Null, |id| json!({ "id": global_id(node, id) }))
            }
            // Texts that differ in case or accents make one group, which shows the first of them.
            GroupValue::Column(node, column) if matches!(graph().column(node, column).kind, Kind::Text { .. }) => {
                let texts = group.rows.iter().map(|row| {
                    let row = memory.ends(self.node, row, self.by[at]);
                    memory.value(node, row.first().copied(), column).as_str().map(str::to_owned)
                });
                texts.flatten().min().into()
            }
            _ => group.keys[at].clone(),
        }
    }
}

impl Memory {
    /// The rows at the end of a key's path.
    fn ends<'m>(&'m self, node: NodeId, row: &'m Row, key: &GroupKey) -> Vec<&'m Row> {
        let (mut at, mut rows) = (node, vec![row]);
        for step in &key.path {
            let edge: &Edge = graph().edge(at, *step);
            rows = rows.iter().flat_map(|row| self.related(Some(row), edge)).collect();
            at = edge.target;
        }
        rows
    }

    /// The values of a key that a row has, each once; null if it has none.
    fn key_values(&self, node: NodeId, row: &Row, key: &GroupKey) -> Vec<Value> {
        let value = |row: &&Row| match key.value {
            GroupValue::Node(_) => row["id"].clone(),
            GroupValue::Column(node, column) => match self.value(node, Some(row), column) {
                Value::String(text) if matches!(graph().column(node, column).kind, Kind::Text { .. }) => {
                    text_key(&text).into()
                }
                value => value,
            },
            GroupValue::Decade(node, column) => {
                self.value(node, Some(row), column).as_i64().map(|year| year / 10 * 10).into()
            }
        };
        let mut values: Vec<Value> = Vec::new();
        for value in self.ends(node, row, key).iter().map(value).filter(|value| !value.is_null()) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if values.is_empty() { vec![Value::Null] } else { values }
    }
}
