//! Values and selections that the schema allows, made from any bytes.

use std::{collections::HashMap, sync::LazyLock};

use arbitrary::{Result, Unstructured};
use async_graphql::{
    Name, Value,
    indexmap::IndexMap,
    parser::{
        parse_schema,
        types::{BaseType, InputValueDefinition, Type, TypeDefinition, TypeKind, TypeSystemDefinition},
    },
};
use needledrop::engine::{global_id, graph::graph};

/// How deep input objects go.
const DEEPEST: usize = 4;

/// Texts that mean something, here or to a database. Most have a character that no statement has.
const TEXTS: &[&str] = &[
    "the",
    "¤",
    "",
    "singles-1992",
    "Prince¤",
    "%¤_\\",
    "\\",
    "'; DROP TABLE film; --¤",
    "\"¤\"",
    "{\"¤\": [1]}",
    "1992",
    "tt0105415",
    "ＺＺÄß🎵",
    "MOVIE¤",
    "?1 $1 :a ¤",
    "¤\u{0}",
];

/// The types of the published schema.
pub fn types() -> &'static HashMap<String, TypeDefinition> {
    static TYPES: LazyLock<HashMap<String, TypeDefinition>> = LazyLock::new(|| {
        let schema = parse_schema(include_str!("../../schema.graphql")).expect("the published schema is one");
        let types = schema.definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(ty) => Some((ty.node.name.node.to_string(), ty.node)),
            _ => None,
        });
        types.collect()
    });
    &TYPES
}

/// The name of a type without its lists.
pub fn named(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(item) => named(item),
    }
}

/// Makes values. Where the bytes end, the first of all choices is taken.
pub struct Maker<'a> {
    pub bytes: Unstructured<'a>,
    /// The type of the rows that are spoken of, whose ids are likely.
    of: String,
}

impl<'a> Maker<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { bytes: Unstructured::new(data), of: "Film".to_owned() }
    }

    pub fn one_in(&mut self, times: u8) -> Result<bool> {
        Ok(self.bytes.int_in_range(0..=times - 1)? == times - 1)
    }

    pub fn value(&mut self, ty: &Type, depth: usize) -> Result<Value> {
        if ty.nullable && self.one_in(16)? {
            return Ok(Value::Null);
        }
        match &ty.base {
            BaseType::List(item) => {
                let many = self.bytes.int_in_range(0..=3_usize)?;
                Ok(Value::List((0..many).map(|_| self.value(item, depth)).collect::<Result<_>>()?))
            }
            BaseType::Named(name) => self.named_value(name, depth),
        }
    }

    fn named_value(&mut self, name: &str, depth: usize) -> Result<Value> {
        Ok(match name {
            "Int" => Value::from(self.int()?),
            "Float" => Value::from(self.float()?),
            "Boolean" => Value::Boolean(self.one_in(2)?),
            "ID" => Value::String(self.id()?),
            "String" => Value::String(self.text()?),
            "_Any" => self.representation(depth)?,
            _ => match types().get(name) {
                Some(ty) => self.declared(ty, depth)?,
                None => Value::Null,
            },
        })
    }

    fn declared(&mut self, ty: &TypeDefinition, depth: usize) -> Result<Value> {
        match &ty.kind {
            TypeKind::Enum(words) => {
                let word = self.bytes.choose(&words.values)?;
                Ok(Value::Enum(word.node.value.node.clone()))
            }
            TypeKind::InputObject(object) => {
                let fields: Vec<&InputValueDefinition> = object.fields.iter().map(|field| &field.node).collect();
                let before = self.of.clone();
                if let Some(of) = ty.name.node.strip_suffix("Filter").filter(|of| graph().named(of).is_some()) {
                    self.of = of.to_owned();
                }
                let one_of = ty.directives.iter().any(|directive| directive.node.name.node == "oneOf");
                let free = fields.iter().all(|field| field.ty.node.nullable);
                let chosen = if one_of || (free && ty.name.node.ends_with("Order")) {
                    vec![*self.bytes.choose(&fields)?]
                } else {
                    self.some_of(&fields, depth)?
                };
                let mut made = IndexMap::new();
                for field in chosen {
                    let mut ty = field.ty.node.clone();
                    // What a one-of object has must not be null.
                    ty.nullable &= !one_of;
                    made.insert(field.name.node.clone(), self.value(&ty, depth + 1)?);
                }
                self.of = before;
                Ok(Value::Object(made))
            }
            _ => Ok(Value::Null),
        }
    }

    /// What a gateway calls an entity by: its type, and one of the ways to name it.
    fn representation(&mut self, depth: usize) -> Result<Value> {
        let of = *self.bytes.choose(&["Film", "Artist", "Soundtrack", "Song", "Recording", "List"])?;
        let mut fields = IndexMap::from([(Name::new("__typename"), Value::from(of))]);
        let before = std::mem::replace(&mut self.of, of.to_owned());
        if let Value::Object(key) = self.named_value(&format!("{of}By"), depth)? {
            fields.extend(key);
        }
        self.of = before;
        Ok(Value::Object(fields))
    }

    /// Those fields that must be there, and up to two others.
    fn some_of<'f>(
        &mut self,
        fields: &[&'f InputValueDefinition],
        depth: usize,
    ) -> Result<Vec<&'f InputValueDefinition>> {
        let must = |field: &&&InputValueDefinition| !field.ty.node.nullable && field.default_value.is_none();
        let mut chosen: Vec<&InputValueDefinition> = fields.iter().filter(must).copied().collect();
        // Below the last level only what has no levels itself.
        let deep = |field: &&InputValueDefinition| {
            named(&field.ty.node).ends_with("Filter")
                && matches!(types()[named(&field.ty.node)].kind, TypeKind::InputObject(_))
        };
        let others: Vec<&InputValueDefinition> =
            fields.iter().filter(|field| depth < DEEPEST || !deep(field)).copied().collect();
        for _ in 0..self.bytes.int_in_range(0..=2)? {
            if let Ok(field) = self.bytes.choose(&others)
                && !chosen.iter().any(|other| other.name.node == field.name.node)
            {
                chosen.push(field);
            }
        }
        Ok(chosen)
    }

    pub fn int(&mut self) -> Result<i32> {
        Ok(match self.bytes.int_in_range(0..=9)? {
            0..=3 => self.bytes.int_in_range(0..=4)?,
            4 | 5 => self.bytes.int_in_range(1960..=2026)?,
            6 => *self.bytes.choose(&[1000, 1001, -1, i32::MIN, i32::MAX])?,
            7 => self.bytes.arbitrary()?,
            _ => 1,
        })
    }

    fn float(&mut self) -> Result<f64> {
        let float: f64 = self.bytes.arbitrary()?;
        Ok(match self.bytes.int_in_range(0..=3)? {
            0 => 0.5,
            1 => f64::from(self.int()?),
            _ if float.is_finite() => float,
            _ => f64::MAX,
        })
    }

    pub fn text(&mut self) -> Result<String> {
        Ok(match self.bytes.int_in_range(0..=3)? {
            0..=2 => (*self.bytes.choose(TEXTS)?).to_owned(),
            _ => self.bytes.arbitrary::<&str>()?.chars().take(64).collect(),
        })
    }

    fn id(&mut self) -> Result<String> {
        let of = match self.one_in(8)? {
            true => *self.bytes.choose(&[
                "Film",
                "Artist",
                "Soundtrack",
                "Song",
                "Recording",
                "Track",
                "Evidence",
                "List",
            ])?,
            false => &self.of,
        };
        let node = graph().named(of).map(|(node, _)| node);
        let number = match self.one_in(8)? {
            true => self.bytes.arbitrary()?,
            false => self.bytes.int_in_range(1..=200)?,
        };
        Ok(match node {
            Some(node) if !self.one_in(16)? => global_id(node, number),
            _ => self.text()?,
        })
    }
}

/// The literal or the JSON of an argument.
pub fn argument(name: &Name, value: &Value) -> String {
    format!("{name}: {value}")
}
