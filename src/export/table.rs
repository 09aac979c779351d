//! The tables that are exported, as their entities describe them.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use entity::*;
use sea_orm::{ColumnTrait, ColumnType, EntityTrait, IdenStatic, Iterable, RelationTrait, sea_query::TableRef};
use serde_json::{Value, json};

use super::Error;

/// A table and its columns, in the order in which they are declared. The first is its id.
pub struct Table {
    pub name: &'static str,
    pub columns: Vec<Column>,
}

pub struct Column {
    pub name: &'static str,
    pub kind: Kind,
    pub nullable: bool,
    /// The table whose id it holds.
    pub references: Option<String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number of 32 bits in the database.
    Int,
    /// A number of 64 bits.
    Wide,
    Float,
    Bool,
    Text,
    /// A point in time.
    Time,
}

/// All tables, but for those that are made of others (`search_entry`) or say nothing of the graph (`dataset`).
pub fn all() -> Vec<Table> {
    vec![
        of::<film::Entity>(),
        of::<film_series::Entity>(),
        of::<artist::Entity>(),
        of::<membership::Entity>(),
        of::<credit::Entity>(),
        of::<soundtrack::Entity>(),
        of::<film_soundtrack::Entity>(),
        of::<soundtrack_credit::Entity>(),
        of::<track::Entity>(),
        of::<recording::Entity>(),
        of::<artist_credit::Entity>(),
        of::<song::Entity>(),
        of::<song_writer::Entity>(),
        of::<cover::Entity>(),
        of::<cue::Entity>(),
        of::<chart_entry::Entity>(),
        of::<list::Entity>(),
        of::<listing::Entity>(),
        of::<source::Entity>(),
        of::<evidence::Entity>(),
        of::<identifier::Entity>(),
        of::<alias::Entity>(),
        of::<local_name::Entity>(),
        of::<redirect::Entity>(),
        of::<review::Entity>(),
        of::<change::Entity>(),
    ]
}

/// The names of all tables.
pub fn names() -> Vec<&'static str> {
    all().iter().map(|table| table.name).collect()
}

/// The tables of these names with their places, in the order of [`all`]; all of them where none is named.
pub fn chosen(wanted: &[String]) -> Result<Vec<(usize, Table)>, Error> {
    let names = names();
    if let Some(unknown) = wanted.iter().find(|name| !names.contains(&name.as_str())) {
        return Err(Error::NoTable(unknown.clone(), names.join(", ")));
    }
    let all = all().into_iter().enumerate();
    Ok(all.filter(|(_, table)| wanted.is_empty() || wanted.iter().any(|name| name == table.name)).collect())
}

/// A table in words.
pub fn described(table: &Table) -> Value {
    let columns = table.columns.iter().map(|column| {
        let kind = match column.kind {
            Kind::Int | Kind::Wide => "integer",
            Kind::Float => "number",
            Kind::Bool => "boolean",
            Kind::Text => "text",
            Kind::Time => "time",
        };
        let mut described = json!({ "name": column.name, "type": kind, "nullable": column.nullable });
        if let Some(table) = &column.references {
            described["references"] = format!("{table}.id").into();
        }
        described
    });
    json!({ "name": table.name, "columns": columns.collect::<Vec<_>>() })
}

impl Table {
    /// The table in Arrow's terms.
    pub fn schema(&self) -> SchemaRef {
        let fields = self.columns.iter().map(|column| {
            let kind = match column.kind {
                Kind::Int | Kind::Wide => DataType::Int64,
                Kind::Float => DataType::Float64,
                Kind::Bool => DataType::Boolean,
                Kind::Text => DataType::Utf8,
                Kind::Time => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
            };
            Field::new(column.name, kind, column.nullable)
        });
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

fn of<E: EntityTrait>() -> Table {
    let relations: Vec<_> = E::Relation::iter().map(|relation| relation.def()).filter(|def| !def.is_owner).collect();
    let references = |column: &str| {
        let def = relations.iter().find(|def| def.from_col.iter().map(|own| own.to_string()).eq([column]))?;
        match &def.to_tbl {
            TableRef::Table(name, _) => Some(name.1.to_string()),
            _ => None,
        }
    };
    let columns = E::Column::iter().map(|column| {
        let def = column.def();
        let kind = match def.get_column_type() {
            ColumnType::Integer => Kind::Int,
            ColumnType::BigInteger => Kind::Wide,
            ColumnType::Double => Kind::Float,
            ColumnType::Boolean => Kind::Bool,
            ColumnType::TimestampWithTimeZone => Kind::Time,
            _ => Kind::Text,
        };
        Column { name: column.as_str(), kind, nullable: def.is_null(), references: references(column.as_str()) }
    });
    Table { name: E::default().as_str(), columns: columns.collect() }
}
