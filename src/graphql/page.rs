//! Pages: `first`, `after`, `last`, `before`, and the cursors that bind a place to its list, filter and order.

use async_graphql::Value;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::arguments::{Arguments, Values, fields, given, items, number, refuse};
use super::{Code, Error};
use crate::engine;
use crate::engine::graph::{Graph, Kind, NodeId};
use crate::engine::selection::{OrderKey, Page, Place, Value as Bound};

/// The longest page, and the length of one that nobody asked for.
pub const LONGEST_PAGE: i64 = 1000;
const USUAL_PAGE: i64 = 20;

/// What the values of a cursor are, in the order of its keys.
pub fn cursor_kinds(graph: &Graph, node: NodeId, facts: Option<NodeId>, order: &[OrderKey]) -> Vec<Kind> {
    let kind = |key: &OrderKey| {
        let start = if key.link { facts.unwrap_or(node) } else { node };
        let of = key.path.iter().fold(start, |at, edge| graph.edge(at, *edge).target);
        graph.column(of, key.column).kind
    };
    engine::complete(order, facts.is_some()).iter().map(kind).collect()
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
        asked: first.or(last).is_some(),
        ordered: given(arguments, "orderBy").is_some(),
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
        match given(arguments, name) {
            Some(value) if matches!(name, "by" | "orderBy") => {
                items(value).iter().for_each(|value| canonical_form(value, &mut canonical));
            }
            // A filter without conditions is none.
            Some(value) if fields(value).next().is_some() => canonical_form(value, &mut canonical),
            Some(_) | None => {}
        }
    }
    for name in ["lists", "listings", "soundtracks", "tracks", "covers"] {
        if let Some(value) = given(arguments, name).filter(|value| fields(value).next().is_some()) {
            canonical.push_str(name);
            canonical_form(value, &mut canonical);
        }
    }
    let hash = canonical
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash >> 11) as i64
}

/// A value in one form, however its fields are ordered. Where a list is asked for, a single value is a list of one.
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
        Value::List(items) if items.len() == 1 => canonical_form(&items[0], form),
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
    // A page begins at a row, and a row has an id.
    if keys.last().is_none_or(|id| id.is_null() && kinds.last() == Some(&Kind::Id)) {
        return Err(damaged());
    }
    let place = keys.iter().zip(kinds).map(|(key, kind)| {
        let bound = match (key, kind) {
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
