//! What can be seen in the document alone, definition by definition, and what validation overlooks.
//!
//! async-graphql checks neither directives that it does not know nor anything on `__typename`, and lets a fragment be
//! called `on`.

use async_graphql::{
    Pos, Positioned,
    parser::types::{Directive, ExecutableDocument, Field, Selection, SelectionSet},
};
use async_graphql_value::Value;

use super::{Limits, allow};
use crate::graphql::{Code, Error, Location};

pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Error> {
    let mut objects = 0;
    for (_, operation) in document.operations.iter() {
        directives(&operation.node.directives, Place::Definition, limits)?;
        for variable in &operation.node.variable_definitions {
            directives(&variable.node.directives, Place::Definition, limits)?;
            if let Some(default) = &variable.node.default_value {
                objects += literal(&default.node.clone().into_value(), limits)?;
            }
        }
        objects += selections(&operation.node.selection_set.node, limits)?;
    }
    for (name, fragment) in &document.fragments {
        if name.as_str() == "on" {
            return Err(invalid("a fragment cannot be called `on`", fragment.pos));
        }
        directives(&fragment.node.directives, Place::Definition, limits)?;
        objects += selections(&fragment.node.selection_set.node, limits)?;
    }
    allow("literal_objects", "objects in its arguments", objects, limits.literal_objects)
}

pub(super) fn location(pos: Pos) -> Location {
    Location { line: pos.line, column: pos.column }
}

/// Checks a selection set, and counts the objects in its arguments.
fn selections(set: &SelectionSet, limits: &Limits) -> Result<usize, Error> {
    let mut objects = 0;
    for item in &set.items {
        directives(item.node.directives(), Place::Selection, limits)?;
        match &item.node {
            Selection::Field(field) => {
                typename(field)?;
                for (_, value) in &field.node.arguments {
                    objects += literal(&value.node, limits)?;
                }
                objects += selections(&field.node.selection_set.node, limits)?;
            }
            Selection::InlineFragment(fragment) => objects += selections(&fragment.node.selection_set.node, limits)?,
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(objects)
}

/// `__typename` is a leaf without arguments, on every type.
fn typename(field: &Positioned<Field>) -> Result<(), Error> {
    if field.node.name.node != "__typename" {
        return Ok(());
    }
    if let Some((name, _)) = field.node.arguments.first() {
        return Err(invalid(&format!("`__typename` has no argument `{}`", name.node), name.pos));
    }
    if !field.node.selection_set.node.items.is_empty() {
        return Err(invalid("`__typename` is a text and has no fields", field.node.selection_set.pos));
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// An operation, a fragment or a variable.
    Definition,
    /// A field, an inline fragment or a fragment spread.
    Selection,
}

/// The directives of one place. Only `@skip` and `@include` may stand in a request, and only on selections.
fn directives(here: &[Positioned<Directive>], place: Place, limits: &Limits) -> Result<(), Error> {
    let allowed = limits.directives_in_one_place;
    allow("directives_in_one_place", "directives in one place", here.len(), allowed)?;
    for (index, directive) in here.iter().enumerate() {
        let name = directive.node.name.node.as_str();
        if !matches!(name, "skip" | "include") {
            return Err(invalid(&format!("there is no directive `@{name}`"), directive.pos));
        }
        if place == Place::Definition {
            let message = format!("`@{name}` may stand on a field or a fragment in use, not on a definition");
            return Err(invalid(&message, directive.pos));
        }
        if here[..index].iter().any(|other| other.node.name.node == directive.node.name.node) {
            return Err(invalid(&format!("`@{name}` may stand only once in one place"), directive.pos));
        }
        condition(directive)?;
    }
    Ok(())
}

/// Both directives take `if: Boolean!` and nothing else.
fn condition(directive: &Positioned<Directive>) -> Result<(), Error> {
    let name = &directive.node.name.node;
    match directive.node.arguments.as_slice() {
        [(argument, value)] if argument.node == "if" => match value.node {
            Value::Boolean(_) | Value::Variable(_) => Ok(()),
            _ => Err(invalid(&format!("`if` of `@{name}` is `true`, `false` or a variable"), value.pos)),
        },
        _ => Err(invalid(&format!("`@{name}` takes one argument, `if`"), directive.pos)),
    }
}

/// Checks a literal, and counts its objects.
fn literal(value: &Value, limits: &Limits) -> Result<usize, Error> {
    allow("literal_depth", "levels of lists and objects in an argument", depth(value), limits.literal_depth)?;
    Ok(objects(value))
}

fn objects(value: &Value) -> usize {
    match value {
        Value::List(items) => items.iter().map(objects).sum(),
        Value::Object(members) => 1 + members.values().map(objects).sum::<usize>(),
        _ => 0,
    }
}

fn depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn invalid(message: &str, pos: Pos) -> Error {
    Error::new(Code::GraphqlValidationFailed, message).at(location(pos))
}
