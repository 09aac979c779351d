//! What async-graphql's validation leaves open of arguments: whether a variable fits its place, whether an object is one,
//! whether a word of an enum is written as a word, and whether a whole number has 32 bits.
//!
//! Source of the rules: GraphQL specification, "All Variable Usages Are Allowed" and "Input Coercion".

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet, Type,
};
use async_graphql::registry::{MetaField, MetaType, MetaTypeName, Registry};
use async_graphql::{Name, Number, Positioned, Value};
use async_graphql_value::Value as Written;

use super::{Code, Error, Location};

/// Finds what does not fit in an operation and its fragments.
pub fn check(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    registry: &Registry,
) -> Result<(), Vec<Error>> {
    let variables = operation.variable_definitions.iter().map(|definition| {
        let default = definition.node.default_value.as_ref().is_some_and(|value| value.node != Value::Null);
        let ty = definition.node.var_type.node.clone();
        // A default that is no null stands in wherever null would.
        let ty = Type { nullable: ty.nullable && !default, ..ty };
        (definition.node.name.node.clone(), (definition.node.var_type.node.to_string(), ty))
    });
    let mut check =
        Check { document, registry, variables: variables.collect(), seen: HashSet::new(), errors: Vec::new() };
    for definition in &operation.variable_definitions {
        if let Some(default) = &definition.node.default_value {
            let written = default.node.clone().into_value();
            check.value(&written, &definition.node.var_type.node, default.pos.into());
        }
    }
    check.selection(&operation.selection_set.node, &registry.query_type);
    if check.errors.is_empty() { Ok(()) } else { Err(check.errors) }
}

struct Check<'a> {
    document: &'a ExecutableDocument,
    registry: &'a Registry,
    /// The type of each variable, as it is written and as it serves.
    variables: HashMap<Name, (String, Type)>,
    /// Fragments that were looked at.
    seen: HashSet<&'a Name>,
    errors: Vec<Error>,
}

impl<'a> Check<'a> {
    fn selection(&mut self, set: &'a SelectionSet, ty: &str) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    self.directives(&field.node.directives);
                    let Some(meta) = self.field(ty, &field.node.name.node) else { continue };
                    for (name, value) in &field.node.arguments {
                        let Some(argument) = meta.args.get(name.node.as_str()) else { continue };
                        if let Some(ty) = Type::new(&argument.ty) {
                            self.value(&value.node, &ty, value.into());
                        }
                    }
                    self.selection(&field.node.selection_set.node, MetaTypeName::concrete_typename(&meta.ty));
                }
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.node.directives);
                    let ty = fragment.node.type_condition.as_ref().map_or(ty, |on| on.node.on.node.as_str());
                    self.selection(&fragment.node.selection_set.node, ty);
                }
                Selection::FragmentSpread(spread) => {
                    self.directives(&spread.node.directives);
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = self.document.fragments.get(name).filter(|_| self.seen.insert(name)) {
                        let ty = &fragment.node.type_condition.node.on.node;
                        self.selection(&fragment.node.selection_set.node, ty);
                    }
                }
            }
        }
    }

    fn field(&self, ty: &str, name: &str) -> Option<&'a MetaField> {
        match self.registry.types.get(ty)? {
            MetaType::Object { fields, .. } | MetaType::Interface { fields, .. } => fields.get(name),
            _ => None,
        }
    }

    /// `@skip` and `@include`, the only directives there are, take a boolean.
    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        let boolean = Type { base: BaseType::Named(Name::new("Boolean")), nullable: false };
        for directive in directives {
            for (_, value) in &directive.node.arguments {
                self.value(&value.node, &boolean, value.into());
            }
        }
    }

    fn value(&mut self, value: &Written, ty: &Type, at: Location) {
        match (value, &ty.base) {
            (Written::Variable(name), _) => {
                if let Some((written, _)) = self.variables.get(name).filter(|(_, own)| !fits(own, ty)) {
                    let message =
                        format!("Variable \"${name}\" of type \"{written}\" used in position expecting type \"{ty}\".");
                    self.refuse(message, at);
                }
            }
            (Written::List(items), BaseType::List(item)) => items.iter().for_each(|value| self.value(value, item, at)),
            (Written::Null, _) => {}
            (value, BaseType::List(item)) => self.value(value, item, at),
            (value, BaseType::Named(name)) => self.named(value, name, at),
        }
    }

    fn named(&mut self, value: &Written, name: &Name, at: Location) {
        match (self.registry.types.get(name.as_str()), value) {
            (Some(MetaType::InputObject { input_fields, .. }), Written::Object(fields)) => {
                for (field, value) in fields {
                    let ty = input_fields.get(field.as_str()).and_then(|meta| Type::new(&meta.ty));
                    if let Some(ty) = ty {
                        self.value(value, &ty, at);
                    }
                }
            }
            (Some(MetaType::InputObject { .. }), _) => self.refuse(format!("\"{name}\" is an object."), at),
            (Some(MetaType::Enum { .. }), Written::String(word)) => {
                self.refuse(
                    format!("\"{word}\" is a text; a word of the enum \"{name}\" is written without quotes."),
                    at,
                );
            }
            (Some(MetaType::Scalar { .. }), Written::Number(number)) if name == "Int" && !is_int(number) => {
                self.refuse(format!("{number} is no whole number of 32 bits."), at);
            }
            _ => {}
        }
    }

    fn refuse(&mut self, message: String, at: Location) {
        self.errors.push(Error::new(Code::GraphqlValidationFailed, message).at(at));
    }
}

fn is_int(number: &Number) -> bool {
    number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
}

/// Whether every value of one type may stand where the other is wanted.
fn fits(own: &Type, wanted: &Type) -> bool {
    let null = wanted.nullable || !own.nullable;
    null && match (&own.base, &wanted.base) {
        (BaseType::Named(own), BaseType::Named(wanted)) => own == wanted,
        (BaseType::List(own), BaseType::List(wanted)) => fits(own, wanted),
        _ => false,
    }
}
