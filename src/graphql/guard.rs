//! What one request may ask for, decided before anything is validated or executed.
//!
//! async-graphql has limits of its own, but it looks at them after walking the whole document, spread by spread and
//! without remembering fragments: a document of one kilobyte keeps it busy for minutes. Every transport therefore calls
//! [`check_source`], then the parser, then [`check`], and only then async-graphql.
//!
//! Each refusal names the limit, what was asked and what is allowed.

mod measure;
mod source;
mod syntax;

use async_graphql::parser::types::ExecutableDocument;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Code, Error};

/// What one request may ask for. What is beyond a limit is refused with `QUERY_TOO_COMPLEX`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Length of the document in bytes.
    pub bytes: usize,
    /// Names, numbers, strings and punctuators.
    pub tokens: usize,
    /// Length of one name in bytes. Whatever is unknown is compared with all that is known, to suggest what was meant.
    pub name_bytes: usize,
    /// Brackets of all kinds, one inside another. The parser calls itself for each, so this one keeps the stack whole.
    pub brackets: usize,
    /// Fields, one inside another. Introspection has its own limit.
    pub depth: usize,
    /// Fields below and with `__schema` or `__type`, one inside another. The standard introspection query has 15.
    pub introspection_depth: usize,
    /// Lists of introspection, such as `fields` of `type` of `fields`, one inside another: each multiplies the answer.
    pub introspection_lists: usize,
    /// Fields and fragments, one inside another. At 32 async-graphql refuses by itself, in other words.
    pub levels: usize,
    /// Fields of the operation itself.
    pub root_fields: usize,
    /// Fields with another name than their own.
    pub aliases: usize,
    /// Directives on all that an operation selects.
    pub directives: usize,
    /// Directives in one place.
    pub directives_in_one_place: usize,
    /// Lists and objects in an argument or in a variable, one inside another.
    pub literal_depth: usize,
    /// Objects in all arguments of the document, and as many in all variables: a filter has one for each condition.
    pub literal_objects: usize,
    /// Fragment spreads visited when every fragment is put in its places, over all operations of the document.
    pub spreads: usize,
    /// Fields and fragments visited in the same way.
    pub selections: usize,
    /// Rows that the pages may hold, and 100 for each statement. The one limit that depends on values, and so is looked
    /// at after validation.
    pub cost: u64,
}

impl Limits {
    /// What is wrong with them, each with the name of the limit.
    pub fn problems(&self) -> Vec<String> {
        let any = usize::MAX;
        let mut problems = Vec::new();
        for (name, value, least, most) in [
            ("bytes", self.bytes, 1, any),
            ("tokens", self.tokens, 1, any),
            ("name_bytes", self.name_bytes, 1, any),
            // The parser calls itself for each.
            ("brackets", self.brackets, 1, 200),
            ("depth", self.depth, 1, any),
            ("introspection_depth", self.introspection_depth, 0, any),
            ("introspection_lists", self.introspection_lists, 0, any),
            // async-graphql refuses at 32, in words that do not name the limit.
            ("levels", self.levels, 1, 31),
            ("root_fields", self.root_fields, 1, any),
            ("literal_depth", self.literal_depth, 1, 128),
            ("selections", self.selections, 1, any),
            ("cost", usize::try_from(self.cost).unwrap_or(any), 1, any),
        ] {
            if !(least..=most).contains(&value) {
                problems.push(match most == any {
                    true => format!("{name} is {value}; it must be at least {least}"),
                    false => format!("{name} is {value}; it can be {least} to {most}"),
                });
            }
        }
        problems
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 * 1024,
            tokens: 10_000,
            name_bytes: 256,
            brackets: 100,
            depth: 15,
            introspection_depth: 20,
            introspection_lists: 2,
            levels: 30,
            root_fields: 20,
            aliases: 50,
            directives: 50,
            directives_in_one_place: 10,
            literal_depth: 32,
            literal_objects: 500,
            spreads: 1_000,
            selections: 10_000,
            cost: 25_000,
        }
    }
}

/// Refuses a text that would cost too much to parse. To be called before the parser, which is recursive.
pub fn check_source(query: &str, limits: &Limits) -> Result<(), Error> {
    allow("bytes", "bytes", query.len(), limits.bytes)?;
    let size = source::measure(query)?;
    allow("tokens", "tokens", size.tokens, limits.tokens)?;
    allow("name_bytes", "bytes in a name", size.longest_name, limits.name_bytes)?;
    allow("brackets", "levels of brackets", size.brackets, limits.brackets)?;
    source::fields_are_unique(query)
}

/// Refuses a document that would cost too much to validate or execute, and what validation overlooks.
///
/// Takes time linear in the size of the document, whatever its fragments expand to.
/// The document must have passed [`check_source`]: the walk below one definition is recursive.
pub fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Error> {
    syntax::check(document, limits)?;

    let measures = measure::operations(document)?;
    let (mut spreads, mut selections) = (0_usize, 0_usize);
    for m in &measures.operations {
        allow("depth", "levels of fields", m.depth, limits.depth)?;
        allow("introspection_depth", "levels of introspection", m.introspection_depth, limits.introspection_depth)?;
        allow(
            "introspection_lists",
            "nested lists of introspection",
            m.introspection_lists,
            limits.introspection_lists,
        )?;
        allow("levels", "levels of fields and fragments", m.levels, limits.levels)?;
        allow("root_fields", "root fields", m.root_fields, limits.root_fields)?;
        allow("aliases", "aliases", m.aliases, limits.aliases)?;
        allow("directives", "directives", m.directives, limits.directives)?;
        spreads = spreads.saturating_add(m.spreads);
        selections = selections.saturating_add(m.selections);
    }
    // Validation walks every operation, also those that will not run; so these two are counted over all of them.
    allow("spreads", "fragment spreads", spreads, limits.spreads)?;
    allow("selections", "selections", selections, limits.selections)
}

/// Refuses variables that are nested deeper, or hold more objects, than literals may.
pub fn check_variables(variables: &Map<String, Value>, limits: &Limits) -> Result<(), Error> {
    let deepest = variables.values().map(depth_of_json).max().unwrap_or(0);
    allow("literal_depth", "levels of lists and objects in a variable", deepest, limits.literal_depth)?;
    let objects = variables.values().map(objects_of_json).sum();
    allow("literal_objects", "objects in its variables", objects, limits.literal_objects)
}

/// The reader of JSON stops at 128 levels, which bounds the recursion here and below.
fn depth_of_json(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth_of_json).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth_of_json).max().unwrap_or(0),
        _ => 0,
    }
}

/// What names its type is no condition but an entity, as a gateway lists them, and those have a limit of their own.
fn objects_of_json(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(objects_of_json).sum(),
        Value::Object(members) if members.contains_key("__typename") => members.values().map(objects_of_json).sum(),
        Value::Object(members) => 1 + members.values().map(objects_of_json).sum::<usize>(),
        _ => 0,
    }
}

fn allow(limit: &str, what: &str, asked: usize, allowed: usize) -> Result<(), Error> {
    if asked <= allowed {
        return Ok(());
    }
    let message = format!("this request has {asked} {what}; the limit `{limit}` allows {allowed}");
    Err(Error::new(Code::QueryTooComplex, message))
}

#[cfg(test)]
mod tests;
