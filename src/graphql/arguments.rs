//! Arguments in the engine's terms: filters, orders, pages, cursors and ids.

use async_graphql::indexmap::IndexMap;
use async_graphql::{Name, Value};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::text_key;

use super::{Code, Error};
use crate::engine::graph::{ColumnId, Graph, Kind, NodeId, graph};
use crate::engine::selection::{Direction, Filter, OrderKey, Page, Place, Slot, Test, Value as Bound};
use crate::engine::{default_order, global_id, parse_global_id};

/// The longest page, and the length of one that nobody asked for.
pub const LONGEST_PAGE: i64 = 1000;
const USUAL_PAGE: i64 = 20;
/// The longest text in a filter.
const LONGEST_TEXT: usize = 1000;

/// The arguments of one field, by name. Variables stand in them with their values; what was not given is not there.
pub type Arguments = IndexMap<Name, Value>;

/// The values of an operation, in the order in which they are met.
#[derive(Debug, Default)]
pub struct Values(pub Vec<Bound>);

impl Values {
    pub fn put(&mut self, value: Bound) -> Slot {
        self.0.push(value);
        Slot(self.0.len() - 1)
    }
}

fn refuse(message: impl Into<String>) -> Error {
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

/// The word of an enum, which a variable gives as a text.
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
    operators(values, value, |value| Ok(number(value)))
}

/// The tests of a filter of numbers. `1` is a number of theirs too.
pub fn float_tests(values: &mut Values, value: &Value) -> Result<Vec<Test>, Error> {
    operators(values, value, |value| match number(value) {
        Bound::Int(int) => Ok(Bound::Float(int as f64)),
        other => Ok(other),
    })
}

fn tests(values: &mut Values, node: NodeId, column: ColumnId, value: &Value) -> Result<Vec<Test>, Error> {
    match graph().column(node, column).kind {
        Kind::Id => operators(values, value, |value| Ok(Bound::Int(id_of(node, value)?))),
        Kind::Text { .. } => operators(values, value, |value| Ok(Bound::Text(text_key(text(value)?)))),
        Kind::Code => operators(values, value, |value| Ok(Bound::Text(text(value)?.to_owned()))),
        Kind::Word(_) => operators(values, value, |value| Ok(Bound::Text(word(value).to_owned()))),
        Kind::Bool => operators(values, value, |value| Ok(Bound::Bool(*value == Value::Boolean(true)))),
        Kind::Int => int_tests(values, value),
        Kind::Float => float_tests(values, value),
    }
}

fn operators(
    values: &mut Values,
    value: &Value,
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
                let slot = values.put(list_of(list));
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

/// A list of values of one sort. An empty list is equal to nothing, whatever its sort.
fn list_of(values: Vec<Bound>) -> Bound {
    let (mut ints, mut floats, mut texts) = (Vec::new(), Vec::new(), Vec::new());
    for value in values {
        match value {
            Bound::Int(value) => ints.push(value),
            Bound::Float(value) => floats.push(value),
            Bound::Text(value) => texts.push(value),
            Bound::Bool(_) | Bound::Ints(_) | Bound::Floats(_) | Bound::Texts(_) => {}
        }
    }
    match (ints.is_empty(), floats.is_empty()) {
        (false, _) => Bound::Ints(ints),
        (_, false) => Bound::Floats(floats),
        _ => Bound::Texts(texts),
    }
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

fn number(value: &Value) -> Bound {
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
    default: &[crate::engine::graph::Key],
    facts: Option<NodeId>,
) -> Result<Vec<OrderKey>, Error> {
    let Some(value) = value else { return Ok(default_order(node, default, facts)) };
    let keys = items(value).iter().map(|key| order_key(node, key, Vec::new())).collect::<Result<Vec<_>, _>>()?;
    Ok(if keys.is_empty() { default_order(node, default, facts) } else { keys })
}

fn order_key(node: NodeId, value: &Value, mut path: Vec<crate::engine::graph::EdgeId>) -> Result<OrderKey, Error> {
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

/// What the values of a cursor are, in the order of its keys.
pub fn cursor_kinds(graph: &Graph, node: NodeId, facts: Option<NodeId>, order: &[OrderKey]) -> Vec<Kind> {
    let kind = |key: &OrderKey| {
        let start = if key.link { facts.unwrap_or(node) } else { node };
        let of = key.path.iter().fold(start, |at, edge| graph.edge(at, *edge).target);
        graph.column(of, key.column).kind
    };
    order.iter().map(kind).chain([Kind::Id]).collect()
}

/// The page that `first`, `after`, `last` and `before` ask for. `list` tells the list, its filter and its order.
pub fn page(values: &mut Values, arguments: &Arguments, list: &str, kinds: &[Kind]) -> Result<Page, Error> {
    let (first, last) = (given(arguments, "first"), given(arguments, "last"));
    let size = match (first, last) {
        (Some(_), Some(_)) => return Err(refuse("`first` and `last` exclude each other; give one of them")),
        (Some(size), None) => page_size("first", size)?,
        (None, Some(size)) => page_size("last", size)?,
        (None, None) => USUAL_PAGE,
    };
    let fingerprint = fingerprint(list, arguments);
    let mut place =
        |name| given(arguments, name).map(|value| cursor(values, name, value, fingerprint, kinds)).transpose();
    let (after, before) = (place("after")?, place("before")?);
    Ok(Page {
        size: values.put(Bound::Int(size)),
        fingerprint: values.put(Bound::Int(fingerprint)),
        backward: last.is_some(),
        after,
        before,
    })
}

fn page_size(name: &str, value: &Value) -> Result<i64, Error> {
    match number(value) {
        Bound::Int(size) if size < 0 => Err(refuse(format!("`{name}` is {size}; it must not be negative"))),
        Bound::Int(size) if size > LONGEST_PAGE => Err(refuse(format!(
            "`{name}` is {size}; a page holds at most {LONGEST_PAGE}, so `{name}: {LONGEST_PAGE}` fits"
        ))),
        Bound::Int(size) => Ok(size),
        _ => Err(refuse(format!("`{name}` must be a whole number"))),
    }
}

/// A number that tells this list, filter and order from others (FNV-1a over their canonical form, cut to 53 bits so
/// that it is a number in JSON everywhere). It keeps a cursor from being used where it would mean something else; it
/// is no secret.
fn fingerprint(list: &str, arguments: &Arguments) -> i64 {
    let mut canonical = list.to_owned();
    for name in ["by", "filter", "having", "orderBy"] {
        canonical.push('|');
        if let Some(value) = given(arguments, name) {
            canonical_form(value, &mut canonical);
        }
    }
    let hash = canonical
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash >> 11) as i64
}

/// A value in one form, however its fields are ordered.
fn canonical_form(value: &Value, form: &mut String) {
    match value {
        Value::Object(_) => {
            let mut given: Vec<(&str, &Value)> = fields(value).collect();
            given.sort_by_key(|(name, _)| *name);
            form.push('{');
            for (name, value) in given {
                form.push_str(name);
                form.push(':');
                canonical_form(value, form);
                form.push(',');
            }
            form.push('}');
        }
        Value::List(items) => {
            form.push('[');
            for item in items {
                canonical_form(item, form);
                form.push(',');
            }
            form.push(']');
        }
        Value::Enum(word) => form.push_str(&Value::from(word.as_str()).to_string()),
        other => form.push_str(&other.to_string()),
    }
}

fn cursor(values: &mut Values, name: &str, value: &Value, fingerprint: i64, kinds: &[Kind]) -> Result<Place, Error> {
    let damaged =
        || refuse(format!("`{name}` is no cursor; cursors come from `cursor`, `startCursor` and `endCursor`"));
    let Value::String(text) = value else { return Err(damaged()) };
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| damaged())?;
    let parts: Vec<serde_json::Value> = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    let (own, keys) = parts.split_first().ok_or_else(damaged)?;
    let own = own.as_i64().ok_or_else(damaged)?;
    if own != fingerprint {
        let message = format!("the cursor in `{name}` comes from another list, filter or order than this one");
        return Err(Error::new(Code::CursorMismatch, message));
    }
    if keys.len() != kinds.len() {
        return Err(damaged());
    }
    let place = keys.iter().zip(kinds).map(|(key, kind)| {
        let bound = match (key, kind) {
            (serde_json::Value::Null, Kind::Id) => return Err(damaged()),
            (serde_json::Value::Null, _) => return Ok(None),
            (serde_json::Value::Number(key), Kind::Id | Kind::Int) => Bound::Int(key.as_i64().ok_or_else(damaged)?),
            (serde_json::Value::Number(key), Kind::Float) => Bound::Float(key.as_f64().ok_or_else(damaged)?),
            (serde_json::Value::Bool(key), Kind::Bool) => Bound::Bool(*key),
            (serde_json::Value::String(key), Kind::Text { .. } | Kind::Code | Kind::Word(_)) if !key.contains('\0') => {
                Bound::Text(key.clone())
            }
            _ => return Err(damaged()),
        };
        Ok(Some(values.put(bound)))
    });
    place.collect()
}
