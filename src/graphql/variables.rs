//! Variables as the specification coerces them: defaults, null, lists of one, enums, input objects, one-of objects.
//!
//! async-graphql's validation lets some values pass that the specification refuses (null for a non-null variable,
//! values of variables that no argument uses), and so every declared variable is coerced here.

use async_graphql::parser::types::{BaseType, OperationDefinition, Type};
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use async_graphql::{Name, Positioned, Value, Variables};
use serde_json::{Map, Value as Json};

use super::{Code, Error, Location};

/// The values of an operation's variables.
pub fn coerce(
    operation: &OperationDefinition,
    given: &Map<String, Json>,
    registry: &Registry,
) -> Result<Variables, Vec<Error>> {
    let mut variables = Variables::default();
    let mut errors = Vec::new();
    for definition in &operation.variable_definitions {
        let (name, ty) = (&definition.node.name.node, &definition.node.var_type.node);
        let fail = |message: String| Error::new(Code::BadUserInput, message).at(Location::from(definition.pos));
        let default = definition.node.default_value.as_ref().map(|value| value.node.clone());
        let value = match given.get(name.as_str()) {
            None if default.is_some() => default,
            None if !ty.nullable => {
                errors.push(fail(format!("Variable \"${name}\" of type \"{ty}\" needs a value.")));
                None
            }
            None => None,
            Some(value) => match coerce_value(value, ty, registry) {
                Ok(value) => Some(value),
                Err(reason) => {
                    errors.push(fail(format!(
                        "Variable \"${name}\" of type \"{ty}\" cannot be {}: {reason}",
                        shown(value)
                    )));
                    None
                }
            },
        };
        if let Some(value) = value {
            variables.insert(name.clone(), value);
        }
    }
    if errors.is_empty() { Ok(variables) } else { Err(errors) }
}

/// A value of each variable's type, whichever: what validation looks at where a literal has variables in it.
pub fn samples(operation: &OperationDefinition, registry: &Registry) -> Variables {
    let mut samples = Variables::default();
    for definition in &operation.variable_definitions {
        if let Some(sample) = sample(&definition.node.var_type.node, registry) {
            samples.insert(definition.node.name.node.clone(), sample);
        }
    }
    samples
}

/// A value of the type; `None` for a type that has none, which validation refuses.
fn sample(ty: &Type, registry: &Registry) -> Option<Value> {
    let name = match &ty.base {
        BaseType::List(item) => return Some(Value::List(vec![sample(item, registry)?])),
        BaseType::Named(name) => name,
    };
    Some(match registry.types.get(name.as_str())? {
        MetaType::Scalar { .. } => match name.as_str() {
            "Int" | "Float" => Value::from(1),
            "Boolean" => Value::from(true),
            _ => Value::from("sample"),
        },
        MetaType::Enum { enum_values, .. } => Value::Enum(Name::new(enum_values.keys().next()?)),
        MetaType::InputObject { input_fields, oneof, .. } => {
            // No input object requires itself, or no value would ever be finite.
            let needed = input_fields.values().enumerate().filter(|(place, field)| match oneof {
                true => *place == 0,
                false => field.ty.ends_with('!') && field.default_value.is_none(),
            });
            let fields =
                needed.map(|(_, field)| Some((Name::new(&field.name), sample(&Type::new(&field.ty)?, registry)?)));
            Value::Object(fields.collect::<Option<_>>()?)
        }
        MetaType::Object { .. } | MetaType::Interface { .. } | MetaType::Union { .. } => return None,
    })
}

/// A value for a message, shortened.
fn shown(value: &Json) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn coerce_value(value: &Json, ty: &Type, registry: &Registry) -> Result<Value, String> {
    match (value, &ty.base) {
        (Json::Null, _) if ty.nullable => Ok(Value::Null),
        (Json::Null, _) => Err("it must not be null.".to_owned()),
        (Json::Array(items), BaseType::List(item)) => {
            items.iter().map(|value| coerce_value(value, item, registry)).collect::<Result<_, _>>().map(Value::List)
        }
        (value, BaseType::List(item)) => Ok(Value::List(vec![coerce_value(value, item, registry)?])),
        (value, BaseType::Named(name)) => coerce_named(value, name, registry),
    }
}

fn coerce_named(value: &Json, name: &Name, registry: &Registry) -> Result<Value, String> {
    match (registry.types.get(name.as_str()), value) {
        (Some(MetaType::Scalar { .. }), _) => coerce_scalar(value, name),
        (Some(MetaType::Enum { enum_values, .. }), Json::String(word)) if enum_values.contains_key(word) => {
            Ok(Value::Enum(Name::new(word)))
        }
        (Some(MetaType::Enum { enum_values, .. }), _) => {
            let words: Vec<&str> = enum_values.keys().map(String::as_str).collect();
            Err(format!("it must be one of {}.", words.join(", ")))
        }
        (Some(MetaType::InputObject { input_fields, oneof, .. }), Json::Object(fields)) => {
            if let Some(unknown) = fields.keys().find(|field| !input_fields.contains_key(*field)) {
                let known: Vec<&str> = input_fields.keys().map(String::as_str).collect();
                return Err(format!("{name} has no field \"{unknown}\"; it has {}.", known.join(", ")));
            }
            if *oneof && (fields.len() != 1 || fields.values().any(Json::is_null)) {
                return Err(format!("{name} takes exactly one field, which must not be null."));
            }
            let mut object = async_graphql::indexmap::IndexMap::new();
            for (field, meta) in input_fields {
                if let Some(value) = input_field(fields.get(field), meta, registry)? {
                    object.insert(Name::new(field), value);
                }
            }
            Ok(Value::Object(object))
        }
        (Some(MetaType::InputObject { .. }), _) => Err(format!("{name} is an object.")),
        // A variable of an output type or of an unknown one is refused by validation.
        (Some(_) | None, _) => Err(format!("{name} is no input type.")),
    }
}

fn input_field(value: Option<&Json>, meta: &MetaInputValue, registry: &Registry) -> Result<Option<Value>, String> {
    let Some(ty) = Type::new(&meta.ty) else { return Err(format!("{} is no type.", meta.ty)) };
    match value {
        None if !ty.nullable => Err(format!("the field \"{}\" needs a value.", meta.name)),
        None => Ok(None),
        Some(value) => {
            coerce_value(value, &ty, registry).map(Some).map_err(|reason| format!("in \"{}\", {reason}", meta.name))
        }
    }
}

fn coerce_scalar(value: &Json, name: &Name) -> Result<Value, String> {
    let fits = match (name.as_str(), value) {
        ("Int", Json::Number(number)) => whole(number).is_some_and(|number| i32::try_from(number).is_ok()),
        ("Float", Json::Number(_)) | ("String" | "ID", Json::String(_)) | ("Boolean", Json::Bool(_)) => true,
        // What it must hold is told when it is looked at.
        ("_Any", _) => true,
        ("ID", Json::Number(number)) => number.is_i64() || number.is_u64(),
        _ => false,
    };
    match (fits, name.as_str(), value) {
        (false, "Int", _) => Err("it must be a whole number of 32 bits.".to_owned()),
        (false, ..) => Err(format!("it must be a {name}.")),
        (true, "ID", Json::Number(number)) => Ok(Value::String(number.to_string())),
        (true, "Int", Json::Number(number)) => Ok(Value::Number(whole(number).unwrap_or_default().into())),
        (true, ..) => Value::from_json(value.clone()).map_err(|error| error.to_string()),
    }
}

/// The number, if it is whole; `2.0` is.
fn whole(number: &serde_json::Number) -> Option<i64> {
    let float = |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    number.as_i64().or_else(|| number.as_f64().and_then(float))
}

impl From<async_graphql::Pos> for Location {
    fn from(pos: async_graphql::Pos) -> Self {
        Self { line: pos.line, column: pos.column }
    }
}

impl<T> From<&Positioned<T>> for Location {
    fn from(node: &Positioned<T>) -> Self {
        node.pos.into()
    }
}
