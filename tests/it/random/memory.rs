//! The whole graph in memory, and what the contract says of filters, in the plainest words.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use entity::text_key;
use needledrop::engine::graph::{ColumnId, Edge, Hop, Kind, NodeId, Only, Shape, Source, graph};
use needledrop::engine::parse_global_id;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Map, Value};

/// A row by the names of its columns.
pub type Row = Map<String, Value>;

pub struct Memory {
    pub tables: BTreeMap<&'static str, Vec<Row>>,
}

impl Memory {
    pub async fn read(db: &impl ConnectionTrait) -> Self {
        let mut tables = BTreeMap::new();
        for (_, node) in graph().nodes().filter(|(_, node)| !node.table.starts_with('(')) {
            let statement = |sql: String| Statement::from_string(db.get_database_backend(), sql);
            let columns = statement(format!("SELECT name FROM pragma_table_info('{}')", node.table));
            let columns = db.query_all_raw(columns).await.unwrap();
            let columns = columns.iter().map(|row| row.try_get_by_index::<String>(0).unwrap());
            let pairs: Vec<String> = columns.map(|name| format!("'{name}', \"{name}\"")).collect();
            let rows = format!("SELECT json_object({}) FROM \"{}\" ORDER BY id", pairs.join(", "), node.table);
            let rows = db.query_all_raw(statement(rows)).await.unwrap();
            let rows = rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap());
            tables.insert(node.table, rows.map(|row| serde_json::from_str(&row).unwrap()).collect());
        }
        Self { tables }
    }

    pub fn rows(&self, node: NodeId) -> &[Row] {
        &self.tables[graph().node(node).table]
    }

    /// The ids of the rows that pass, in their order.
    pub fn passing(&self, node: NodeId, filter: &Value) -> impl Iterator<Item = i64> {
        let rows = self.rows(node).iter().filter(move |row| self.passes(node, Some(row), filter));
        rows.map(|row| row["id"].as_i64().unwrap())
    }

    /// The value of a column; null where there is no row.
    pub fn value(&self, node: NodeId, row: Option<&Row>, column: ColumnId) -> Value {
        let found = graph().column(node, column);
        match (&found.source, row) {
            (Source::Stored(name), Some(row)) if found.kind == Kind::Bool => match row[*name].as_i64() {
                Some(truth) => Value::from(truth != 0),
                None => Value::Null,
            },
            (Source::Stored(name), Some(row)) => row[*name].clone(),
            (Source::Stored(_), None) => Value::Null,
            (Source::Any(hops), Some(row)) => Value::from(!self.walk(row, hops).is_empty()),
            (Source::Any(_) | Source::Count(_), None) => Value::Null,
            (Source::Count(edge), Some(row)) => Value::from(self.related(Some(row), graph().edge(node, *edge)).len()),
            (Source::Identifier { .. }, None) => Value::Null,
            (Source::Identifier { subject, scheme }, Some(row)) => {
                let own = self.tables["identifier"].iter().filter(|known| {
                    known["subject"] == *subject && known["scheme"] == *scheme && known["subject_id"] == row["id"]
                });
                own.filter_map(|known| known["value"].as_str()).min().map_or(Value::Null, Value::from)
            }
            (Source::Statement(_), _) => unreachable!("only the catalogue is computed"),
        }
    }

    fn walk(&self, row: &Row, hops: &[Hop]) -> Vec<&Row> {
        let mut at = vec![row.clone()];
        let mut reached = Vec::new();
        for hop in hops {
            reached = at
                .iter()
                .flat_map(|from| {
                    let key = from[hop.from].clone();
                    self.tables[hop.table].iter().filter(move |to| !key.is_null() && to[hop.to] == key)
                })
                .filter(|to| match &hop.only {
                    None => true,
                    Some(Only::True(name)) => to[*name].as_i64() == Some(1),
                    Some(Only::Word(name, words)) => words.contains(&to[*name].as_str().unwrap_or_default()),
                })
                .collect();
            at = reached.iter().map(|row| (*row).clone()).collect();
        }
        reached
    }

    /// The rows at the end of an edge. Over a link one for each link, over a path each row once.
    pub fn related(&self, row: Option<&Row>, edge: &Edge) -> Vec<&Row> {
        let Some(row) = row else { return Vec::new() };
        let reached = edge.ways.iter().flat_map(|way| self.walk(row, way));
        match edge.shape {
            Shape::Path => {
                let mut seen = BTreeSet::new();
                reached.filter(|row| seen.insert(row["id"].as_i64())).collect()
            }
            _ => reached.collect(),
        }
    }

    /// The rows at the end of an edge that leads to many, with what links them to the row.
    pub fn linked(&self, row: &Row, edge: &Edge) -> Vec<(&Row, Option<&Row>)> {
        if !matches!(edge.shape, Shape::Link { .. }) {
            return self.related(Some(row), edge).into_iter().map(|row| (row, None)).collect();
        }
        let way = &edge.ways[0];
        let links = self.walk(row, &way[..1]).into_iter();
        links.flat_map(|link| self.walk(link, &way[1..]).into_iter().map(move |row| (row, Some(link)))).collect()
    }

    pub fn passes(&self, node: NodeId, row: Option<&Row>, filter: &Value) -> bool {
        let found = graph().node(node);
        given(filter).all(|(name, value)| match name {
            "and" => items(value).iter().all(|part| self.passes(node, row, part)),
            "or" => items(value).iter().any(|part| self.passes(node, row, part)),
            "not" => !self.passes(node, row, value),
            _ => match (found.column_named(name), found.edge_named(name)) {
                (Some(column), _) => {
                    compares(&self.value(node, row, column), value, found.columns[at(name, node)].kind)
                }
                (None, Some(edge)) => self.relates(row, graph().edge(node, edge), value),
                (None, None) => panic!("{} has no {name}", found.name),
            },
        })
    }

    fn relates(&self, row: Option<&Row>, edge: &Edge, filter: &Value) -> bool {
        let rows = self.related(row, edge);
        if edge.is_one() {
            return self.passes(edge.target, rows.first().copied(), filter);
        }
        let passes = |row: &&&Row, filter: &Value| self.passes(edge.target, Some(row), filter);
        given(filter).all(|(name, value)| match name {
            "some" => rows.iter().any(|row| passes(&row, value)),
            "none" => !rows.iter().any(|row| passes(&row, value)),
            "every" => rows.iter().all(|row| passes(&row, value)),
            _ => {
                let which = &value["where"];
                let count = rows.iter().filter(|row| passes(row, which)).count();
                compares(&Value::from(count), value, Kind::Int)
            }
        })
    }
}

/// The place of a column by its name.
fn at(name: &str, node: NodeId) -> usize {
    graph().node(node).columns.iter().position(|column| column.name == name).unwrap()
}

/// The fields that are given; null is no condition.
fn given(filter: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let fields = filter.as_object().into_iter().flatten();
    fields.filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.as_str(), value))
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// Whether a value passes the tests of a filter.
pub fn compares(value: &Value, tests: &Value, kind: Kind) -> bool {
    let key = |text: &Value| text_key(text.as_str().unwrap_or_default());
    let order = |other: &Value| -> Option<Ordering> {
        match (value, kind) {
            (Value::Null, _) => None,
            (_, Kind::Id) => value.as_i64()?.partial_cmp(&parse_global_id(other.as_str()?)?.1),
            (_, Kind::Text { .. }) => Some(key(value).cmp(&key(other))),
            (_, Kind::Bool) => value.as_bool().partial_cmp(&other.as_bool()),
            (_, Kind::Int | Kind::Float) => value.as_f64()?.partial_cmp(&other.as_f64()?),
            (_, Kind::Code | Kind::Word(_)) => value.as_str()?.partial_cmp(other.as_str()?),
        }
    };
    let equals = |other: &Value| order(other) == Some(Ordering::Equal);
    given(tests).all(|(operator, other)| match operator {
        "eq" => equals(other),
        "ne" => !equals(other),
        "in" => items(other).iter().any(equals),
        "notIn" => !items(other).iter().any(equals),
        "lt" => order(other) == Some(Ordering::Less),
        "lte" => matches!(order(other), Some(Ordering::Less | Ordering::Equal)),
        "gt" => order(other) == Some(Ordering::Greater),
        "gte" => matches!(order(other), Some(Ordering::Greater | Ordering::Equal)),
        "contains" => !value.is_null() && key(value).contains(&key(other)),
        "startsWith" => !value.is_null() && key(value).starts_with(&key(other)),
        "endsWith" => !value.is_null() && key(value).ends_with(&key(other)),
        "isNull" => value.is_null() == other.as_bool().unwrap(),
        "where" => true,
        _ => panic!("there is no operator {operator}"),
    })
}
