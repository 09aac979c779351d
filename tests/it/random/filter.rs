//! Filters at random, with values of the data so that they divide its rows.

use needledrop::engine::global_id;
use needledrop::engine::graph::{ColumnId, Kind, NodeId, Shape, graph};
use serde_json::{Map, Value, json};

use super::Random;
use super::memory::Memory;

impl Random {
    pub fn filter(&mut self, memory: &Memory, node: NodeId, depth: usize) -> Value {
        let mut filter = Map::new();
        for _ in 0..[1, 1, 1, 2, 2, 0][self.below(6)] {
            let (name, value) = self.condition(memory, node, depth);
            filter.insert(name, value);
        }
        Value::Object(filter)
    }

    fn condition(&mut self, memory: &Memory, node: NodeId, depth: usize) -> (String, Value) {
        let found = graph().node(node);
        let edges: Vec<_> = found.edges().filter(|(_, edge)| edge.shape != Shape::All).collect();
        let inner = depth.saturating_sub(1);
        match self.below(if depth == 0 { 4 } else { 12 }) {
            4 | 5 => {
                let parts = (0..self.below(4)).map(|_| self.filter(memory, node, inner)).collect();
                (self.one_of(&["and", "or"]).to_owned(), Value::Array(parts))
            }
            6 => ("not".to_owned(), self.filter(memory, node, inner)),
            7.. if !edges.is_empty() => {
                let (_, edge) = edges[self.below(edges.len())];
                let within = |random: &mut Self| random.filter(memory, edge.target, inner);
                let value = match (edge.is_one(), self.below(5)) {
                    (true, _) => within(self),
                    (false, 0) => json!({ "some": within(self) }),
                    (false, 1) => json!({ "none": within(self) }),
                    (false, 2) => json!({ "every": within(self) }),
                    (false, _) => {
                        let mut count = json!({ "where": within(self) });
                        let operator = self.one_of(&["eq", "ne", "lt", "lte", "gt", "gte"]);
                        count[operator] = json!(self.below(4));
                        json!({ "count": count })
                    }
                };
                (edge.name.to_owned(), value)
            }
            _ => {
                let column = self.below(found.columns.len());
                let (id, column) = found.columns().nth(column).unwrap();
                (column.name.clone(), self.tests(memory, node, id))
            }
        }
    }

    fn tests(&mut self, memory: &Memory, node: NodeId, column: ColumnId) -> Value {
        let exact = ["eq", "ne", "in", "notIn", "isNull"];
        let ordered = ["lt", "lte", "gt", "gte"];
        let texts = ["contains", "startsWith", "endsWith"];
        let kind = graph().column(node, column).kind;
        let operators: Vec<&str> = match kind {
            Kind::Id | Kind::Code | Kind::Word(_) => exact.to_vec(),
            Kind::Bool => vec!["eq", "ne", "isNull"],
            Kind::Int | Kind::Float => exact.iter().chain(&ordered).copied().collect(),
            Kind::Text { .. } => exact.iter().chain(&ordered).chain(&texts).copied().collect(),
        };
        let operator = self.one_of(&operators);
        let value = match operator {
            "isNull" => json!(self.below(2) == 0),
            "in" | "notIn" => (0..self.below(4)).map(|_| self.known(memory, node, column)).collect(),
            "contains" | "startsWith" | "endsWith" => {
                let text: Vec<char> = self.known(memory, node, column).as_str().unwrap_or("a_%\\").chars().collect();
                let (start, end) = (self.below(text.len() + 1), self.below(text.len() + 1));
                let part = match operator {
                    "startsWith" => &text[..end],
                    "endsWith" => &text[start..],
                    _ => &text[start.min(end)..end.max(start)],
                };
                json!(part.iter().collect::<String>().to_uppercase())
            }
            _ => self.known(memory, node, column),
        };
        json!({ operator: value })
    }

    /// A value that a row has, as the API takes it.
    fn known(&mut self, memory: &Memory, node: NodeId, column: ColumnId) -> Value {
        let rows = memory.rows(node);
        let values: Vec<Value> = (0..20)
            .filter_map(|_| Some(memory.value(node, Some(rows.get(self.below(rows.len().max(1)))?), column)))
            .filter(|value| !value.is_null())
            .collect();
        match (values.first(), graph().column(node, column).kind) {
            (Some(id), Kind::Id) => json!(global_id(node, id.as_i64().unwrap())),
            (Some(value), _) => value.clone(),
            (None, Kind::Id) => json!(global_id(node, 1)),
            (None, Kind::Int | Kind::Float) => json!(1),
            (None, Kind::Bool) => json!(true),
            (None, Kind::Word(words)) => json!(words.words[0].0),
            (None, Kind::Text { .. } | Kind::Code) => json!("nothing"),
        }
    }
}
