//! Arguments in the engine's terms: filters, orders and ids. Pages have a file of their own.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use entity::text_key;

use super::{Code, Error};
use crate::engine::graph::{ColumnId, EdgeId, Key, Kind, NodeId, graph};
use crate::engine::selection::{Direction, Filter, OrderKey, Slot, Test, Value as Bound};
use crate::engine::{default_order, global_id, parse_global_id};

/// The longest order.
const MOST_KEYS: usize = 8;
/// The most values of one operation, those of variables counted wherever they are used.
const MOST_VALUES: usize = 2000;
/// The longest text in a filter.
const LONGEST_TEXT: usize = 1000;

/// The arguments of one field, by name. Variables stand in them with their values; what was not given is not there.
pub type Arguments = IndexMap<Name, Value>;

/// The values of an operation, in the order in which they are met.
#[derive(Debug, Default)]
pub struct Values {
    pub list: Vec<Bound>,
    filters: usize,
}

impl Values {
    /// Counts a filter. A variable may hold many, and may be used many times.
    fn count(&mut self) -> Result<(), Error> {
        self.filters += 1;
        if self.filters.max(self.list.len()) <= MOST_VALUES {
            return Ok(());
        }
        let message = format!("this request's filters have more than {MOST_VALUES} conditions, which is the limit");
        Err(Error::new(Code::QueryTooComplex, message))
    }

    pub fn put(&mut self, value: Bound) -> Slot {
        self.list.push(value);
        Slot(self.list.len() - 1)
    }
}

pub fn refuse(message: impl Into<String>) -> Error {
    Error::new(Code::BadUserInput, message)
}

/// The argument, unless it is null or was not given: for the API both are the same.
pub fn given<'a>(arguments: &'a Arguments, name: &str) -> Option<&'a Value> {
    arguments.get(name).filter(|value| **value != Value::Null)
}

/// The items of a list. A single value is a list of one.
pub fn items(value: &Value) -> &[Value] {
    match value {
        Value::List(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// The fields of an input object that are given.
pub fn fields(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let fields = match value {
        Value::Object(fields) => Some(fields),
        _ => None,
    };
    fields.into_iter().flatten().filter(|(_, value)| **value != Value::Null).map(|(name, value)| (name.as_str(), value))
}

/// The word of an enum.
pub fn word(value: &Value) -> &str {
    match value {
        Value::Enum(word) => word.as_str(),
        Value::String(word) => word,
        _ => "",
    }
}

pub fn direction(value: &Value) -> Direction {
    if word(value) == "DESC" { Direction::Descending } else { Direction::Ascending }
}

/// Which rows of a node.
pub fn filter(values: &mut Values, node: NodeId, value: Option<&Value>) -> Result<Filter, Error> {
    let Some(value) = value else { return Ok(Filter::all()) };
    values.count()?;
    let found = graph().node(node);
    let mut parts = Vec::new();
    for (name, value) in fields(value) {
        let mut each = || items(value).iter().map(|value| filter(values, node, Some(value))).collect::<Result<_, _>>();
        match name {
            "and" => parts.push(Filter::And(each()?)),
            "or" => parts.push(Filter::Or(each()?)),
            "not" => parts.push(Filter::Not(Box::new(filter(values, node, Some(value))?))),
            name => {
                if let Some(column) = found.column_named(name) {
                    let tests = tests(values, node, column, value)?;
                    parts.extend(tests.into_iter().map(|test| Filter::Column(column, test)));
                } else if let Some(id) = found.edge_named(name) {
                    let edge = graph().edge(node, id);
                    match edge.is_one() {
                        true => parts.push(Filter::One(id, Box::new(filter(values, edge.target, Some(value))?))),
                        false => {
                            for (word, value) in fields(value) {
                                let target = edge.target;
                                parts.push(match word {
                                    "some" => Filter::Some(id, Box::new(filter(values, target, Some(value))?)),
                                    "none" => Filter::None(id, Box::new(filter(values, target, Some(value))?)),
                                    "every" => Filter::Every(id, Box::new(filter(values, target, Some(value))?)),
                                    _ => {
                                        let which = fields(value).find(|(name, _)| *name == "where");
                                        let which = filter(values, target, which.map(|(_, value)| value))?;
                                        Filter::Count(id, Box::new(which), int_tests(values, value)?)
                                    }
                                });
                            }
                        }
                    }
                }
            }
        }
    }
    Ok(match parts.len() {
        1 => parts.remove(0),
        _ => Filter::And(parts),
    })
}

/// The tests of a filter of whole numbers.
pub fn int_tests(values: &mut Values, value: &Value) -> Result<Vec<Test>, Error> {
    operators(values, value, Sort::Ints, |value| Ok(number(value)))
}

/// The tests of a filter of numbers. `1` is a number of theirs too.
pub fn float_tests(values: &mut Values, value: &Value) -> Result<Vec<Test>, Error> {
    operators(values, value, Sort::Floats, |value| match number(value) {
        Bound::Int(int) => Ok(Bound::Float(int as f64)),
        other => Ok(other),
    })
}

fn tests(values: &mut Values, node: NodeId, column: ColumnId, value: &Value) -> Result<Vec<Test>, Error> {
    match graph().column(node, column).kind {
        Kind::Id => operators(values, value, Sort::Ints, |value| Ok(Bound::Int(id_of(node, value)?))),
        Kind::Text { .. } => operators(values, value, Sort::Texts, |value| Ok(Bound::Text(text_key(text(value)?)))),
        Kind::Code => operators(values, value, Sort::Texts, |value| Ok(Bound::Text(text(value)?.to_owned()))),
        Kind::Word(_) => operators(values, value, Sort::Texts, |value| Ok(Bound::Text(word(value).to_owned()))),
        Kind::Bool => operators(values, value, Sort::Texts, |value| Ok(Bound::Bool(*value == Value::Boolean(true)))),
        Kind::Int => int_tests(values, value),
        Kind::Float => float_tests(values, value),
    }
}

fn operators(
    values: &mut Values,
    value: &Value,
    sort: Sort,
    bound: impl Fn(&Value) -> Result<Bound, Error>,
) -> Result<Vec<Test>, Error> {
    let mut tests = Vec::new();
    for (operator, value) in fields(value) {
        let one = |values: &mut Values| Ok::<Slot, Error>(values.put(bound(value)?));
        tests.push(match operator {
            "eq" => Test::Eq(one(values)?),
            "ne" => Test::Ne(one(values)?),
            "lt" => Test::Lt(one(values)?),
            "lte" => Test::Lte(one(values)?),
            "gt" => Test::Gt(one(values)?),
            "gte" => Test::Gte(one(values)?),
            "in" | "notIn" => {
                let list = items(value).iter().map(&bound).collect::<Result<Vec<_>, _>>()?;
                let slot = values.put(list_of(sort, list));
                if operator == "in" { Test::In(slot) } else { Test::NotIn(slot) }
            }
            "contains" | "startsWith" | "endsWith" => {
                let pattern = escaped(&text_key(text(value)?));
                let pattern = match operator {
                    "contains" => format!("%{pattern}%"),
                    "startsWith" => format!("{pattern}%"),
                    _ => format!("%{pattern}"),
                };
                Test::Like(values.put(Bound::Text(pattern)))
            }
            "isNull" => Test::IsNull(*value == Value::Boolean(true)),
            // `where`, which stands beside the operators of a count.
            _ => continue,
        });
    }
    Ok(tests)
}

/// Values as one list of a sort, which an empty list has too: PostgreSQL compares nothing with texts but texts.
pub fn list_of(sort: Sort, values: Vec<Bound>) -> Bound {
    let (mut ints, mut floats, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        match value {
            Bound::Int(value) => ints.push(value),
            Bound::Float(value) => floats.push(value),
            Bound::Text(value) => texts.push(value),
            Bound::Bool(_) | Bound::Ints(_) | Bound::Floats(_) | Bound::Texts(_) => {}
        }
    }
    match sort {
        Sort::Ints => Bound::Ints(ints),
        Sort::Floats => Bound::Floats(floats),
        Sort::Texts => Bound::Texts(texts),
    }
}

/// What a list holds.
#[derive(Clone, Copy)]
pub enum Sort {
    Ints,
    Floats,
    Texts,
}

/// `%`, `_` and `\` are ordinary characters for clients.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern
}

/// A number as it stands; anything else is 0, which validation has ruled out.
pub fn number(value: &Value) -> Bound {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(int) => Bound::Int(int),
            None => Bound::Float(number.as_f64().unwrap_or_default()),
        },
        _ => Bound::Int(0),
    }
}

/// A text for a filter. PostgreSQL can hold no NUL.
pub fn text(value: &Value) -> Result<&str, Error> {
    let Value::String(text) = value else { return Err(refuse("a text is wanted")) };
    match text.chars().count() {
        _ if text.contains('\0') => Err(refuse("a text must not contain the character NUL")),
        length if length > LONGEST_TEXT => {
            Err(refuse(format!("a text of {length} characters; a filter takes at most {LONGEST_TEXT}")))
        }
        _ => Ok(text),
    }
}

/// Any id.
pub fn id(value: &Value) -> Result<(NodeId, i64), Error> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    parse_global_id(&text)
        .ok_or_else(|| refuse(format!("`{}` is no id; ids come from the field `id`", shortened(&text))))
}

/// The id of a row of this node.
pub fn id_of(node: NodeId, value: &Value) -> Result<i64, Error> {
    let (of, number) = id(value)?;
    let (wanted, found) = (graph().node(node).name, graph().node(of).name);
    match of == node {
        true => Ok(number),
        false => Err(refuse(format!("`{}` is the id of a {found}; here a {wanted} is wanted", global_id(of, number)))),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// The order of rows: as asked, or else by default.
pub fn order(
    node: NodeId,
    value: Option<&Value>,
    default: &[Key],
    facts: Option<NodeId>,
) -> Result<Vec<OrderKey>, Error> {
    let Some(value) = value else { return Ok(default_order(node, default, facts)) };
    let keys = items(value);
    few_keys(keys)?;
    let keys = keys.iter().map(|key| order_key(node, key, Vec::new())).collect::<Result<Vec<_>, _>>()?;
    Ok(if keys.is_empty() { default_order(node, default, facts) } else { keys })
}

/// Refuses an order of many keys: each compares with all before it, and a count is a statement of its own.
pub fn few_keys(keys: &[Value]) -> Result<(), Error> {
    if keys.len() <= MOST_KEYS {
        return Ok(());
    }
    let message = format!("an order of {} keys; the limit is {MOST_KEYS}", keys.len());
    Err(Error::new(Code::QueryTooComplex, message))
}

fn order_key(node: NodeId, value: &Value, mut path: Vec<EdgeId>) -> Result<OrderKey, Error> {
    let found = graph().node(node);
    let mut given = fields(value);
    let (Some((name, value)), None) = (given.next(), given.next()) else {
        return Err(refuse(format!("a key of an order names exactly one field of {}", found.name)));
    };
    if let Some(edge) = found.edge_named(name) {
        path.push(edge);
        return order_key(graph().edge(node, edge).target, value, path);
    }
    match found.column_named(name) {
        Some(column) => Ok(OrderKey { path, column, link: false, direction: direction(value) }),
        None => Err(refuse(format!("{} has no field `{name}` to order by", found.name))),
    }
}
