//! Documents that the schema allows, made from any bytes: all root fields, with any arguments and any selection.
//!
//! What is made is valid, so that no byte is spent on what validation refuses; that it is, is part of what is tried.

use std::fmt::Write as _;

use arbitrary::Result;
use async_graphql::{
    Value,
    parser::types::{FieldDefinition, Type, TypeKind},
};
use needledrop::graphql::{Code, Request};

use super::{
    values::{Maker, argument, named, types},
    world::world,
};

/// How deep selections go, and how many fields they have in all.
const DEEPEST: usize = 7;
const MOST_FIELDS: usize = 60;

pub fn question(data: &[u8]) {
    let Ok(request) = Question::new(data).request() else { return };
    let response = world().ask(&request);
    for error in &response.errors {
        let client = [Code::BadUserInput, Code::QueryTooComplex, Code::CursorMismatch];
        assert!(client.contains(&error.code), "{error:?} for {}", request.query);
    }
}

struct Question<'a> {
    maker: Maker<'a>,
    /// Names, types and values of variables.
    variables: Vec<(Type, Value)>,
    fragments: Vec<String>,
    fields: usize,
}

impl<'a> Question<'a> {
    fn new(data: &'a [u8]) -> Self {
        Self { maker: Maker::new(data), variables: Vec::new(), fragments: Vec::new(), fields: 0 }
    }

    fn request(mut self) -> Result<Request> {
        let set = self.selection("Query", 0)?;
        let mut query = "query".to_owned();
        let declared = self.variables.iter().enumerate().map(|(place, (ty, _))| format!("$v{place}: {ty}"));
        let declared: Vec<String> = declared.collect();
        if !declared.is_empty() {
            write!(query, " ({})", declared.join(", ")).expect("a text can be written to");
        }
        write!(query, " {set} {}", self.fragments.join(" ")).expect("a text can be written to");
        let json = |value: Value| value.into_json().expect("a value is JSON");
        let values = self.variables.into_iter().enumerate();
        let variables = values.map(|(place, (_, value))| (format!("v{place}"), json(value))).collect();
        Ok(Request { variables, ..Request::new(query) })
    }

    /// The selection of an object, as literal or as a fragment's spread.
    fn selection(&mut self, ty: &str, depth: usize) -> Result<String> {
        let set = self.set(ty, depth)?;
        if depth > 0 && self.maker.one_in(16)? {
            let name = format!("F{}", self.fragments.len());
            self.fragments.push(format!("fragment {name} on {ty} {set}"));
            return Ok(format!("{{ ...{name} }}"));
        }
        Ok(set)
    }

    fn set(&mut self, ty: &str, depth: usize) -> Result<String> {
        let mut parts: Vec<String> = Vec::new();
        match &types()[ty].kind {
            TypeKind::Object(object) => {
                let fields: Vec<&FieldDefinition> = object.fields.iter().map(|field| &field.node).collect();
                self.fields_of(&fields, depth, &mut parts)?;
            }
            TypeKind::Interface(interface) => {
                let possible: Vec<&str> = types()
                    .values()
                    .filter(|other| implements(&other.kind, ty))
                    .map(|other| other.name.node.as_str())
                    .collect();
                self.one_of(possible, depth, &mut parts)?;
                parts.extend(
                    interface.fields.iter().filter(|field| field.node.name.node == "id").map(|_| "id".to_owned()),
                );
            }
            TypeKind::Union(union) => {
                self.one_of(union.members.iter().map(|member| member.node.as_str()).collect(), depth, &mut parts)?;
            }
            _ => {}
        }
        if parts.is_empty() || self.maker.one_in(8)? {
            parts.push("__typename".to_owned());
        }
        Ok(format!("{{ {} }}", parts.join(" ")))
    }

    fn one_of(&mut self, mut possible: Vec<&str>, depth: usize, parts: &mut Vec<String>) -> Result<()> {
        possible.sort_unstable();
        let chosen = *self.maker.bytes.choose(&possible)?;
        let set = self.selection(chosen, depth + 1)?;
        parts.push(format!("... on {chosen} {set}"));
        Ok(())
    }

    fn fields_of(&mut self, fields: &[&FieldDefinition], depth: usize, parts: &mut Vec<String>) -> Result<()> {
        let mut taken = Vec::new();
        for _ in 0..self.maker.bytes.int_in_range(1..=4_usize)? {
            let field = *self.maker.bytes.choose(fields)?;
            let name = field.name.node.as_str();
            let leaf = matches!(
                types().get(named(&field.ty.node)).map(|ty| &ty.kind),
                None | Some(TypeKind::Scalar | TypeKind::Enum(_))
            );
            if taken.contains(&name) || (!leaf && depth >= DEEPEST) || self.fields >= MOST_FIELDS {
                continue;
            }
            taken.push(name);
            self.fields += 1;
            let arguments = self.arguments(field)?;
            let directive = match self.maker.bytes.int_in_range(0..=15)? {
                14 => " @include(if: true)",
                15 => " @skip(if: false)",
                _ => "",
            };
            let below = if leaf { String::new() } else { self.selection(named(&field.ty.node), depth + 1)? };
            parts.push(format!("{name}{arguments}{directive} {below}"));
        }
        Ok(())
    }

    /// All arguments that must be given, and some of the others. Cursors have a target of their own.
    fn arguments(&mut self, field: &FieldDefinition) -> Result<String> {
        let mut given = Vec::new();
        let mut paged = false;
        for definition in &field.arguments {
            let (name, ty) = (&definition.node.name.node, &definition.node.ty.node);
            let must = !ty.nullable && definition.node.default_value.is_none();
            let page = matches!(name.as_str(), "first" | "last");
            if matches!(name.as_str(), "after" | "before") || (page && paged) || (!must && !self.maker.one_in(3)?) {
                continue;
            }
            paged |= page;
            let value =
                if page { Value::from(self.maker.bytes.int_in_range(0..=6)?) } else { self.maker.value(ty, 0)? };
            if self.maker.one_in(4)? {
                given.push(format!("{name}: $v{}", self.variables.len()));
                self.variables.push((ty.clone(), value));
            } else {
                given.push(argument(name, &value));
            }
        }
        Ok(if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) })
    }
}

fn implements(kind: &TypeKind, interface: &str) -> bool {
    matches!(kind, TypeKind::Object(object) if object.implements.iter().any(|name| name.node == interface))
}
