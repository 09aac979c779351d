//! Rows as text: comma-separated values, and JSON objects.

use std::io::Write;

use arrow_array::{
    Array, BooleanArray, Float64Array, Int64Array, ListArray, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray, cast::AsArray,
};
use arrow_schema::{ArrowError, DataType, SchemaRef, TimeUnit};
use chrono::{DateTime, SecondsFormat};

/// A column whose type was looked at once.
enum Column<'a> {
    Int(&'a Int64Array),
    Float(&'a Float64Array),
    Bool(&'a BooleanArray),
    Text(&'a StringArray),
    Time(&'a TimestampMicrosecondArray),
    List(&'a ListArray, Box<Column<'a>>),
    Object(&'a StructArray, Vec<(Vec<u8>, Column<'a>)>),
}

/// The line of names.
pub fn csv_names(schema: &SchemaRef, out: &mut Vec<u8>) {
    for (at, field) in schema.fields().iter().enumerate() {
        comma(at, out);
        cell(field.name(), out);
    }
    out.push(b'\n');
}

/// A line for each row.
pub fn csv(rows: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
    let columns = rows.columns().iter().map(Column::of).collect::<Result<Vec<_>, _>>()?;
    out.reserve(rows.num_rows() * columns.len() * 12);
    let mut json = Vec::new();
    for row in 0..rows.num_rows() {
        for (at, column) in columns.iter().enumerate() {
            comma(at, out);
            match column {
                Column::Text(array) if array.is_valid(row) => cell(array.value(row), out),
                Column::List(..) | Column::Object(..) if !column.is_null(row) => {
                    json.clear();
                    column.json(row, &mut json);
                    cell(std::str::from_utf8(&json).unwrap_or_default(), out);
                }
                Column::Time(array) if array.is_valid(row) => time(array.value(row), out),
                _ if column.is_null(row) => {}
                _ => column.json(row, out),
            }
        }
        out.push(b'\n');
    }
    Ok(())
}

/// An object for each row, on a line of its own.
pub fn ndjson(rows: &RecordBatch, out: &mut Vec<u8>) -> Result<(), ArrowError> {
    let schema = rows.schema();
    let columns =
        schema.fields().iter().zip(rows.columns()).map(|(field, array)| Ok((name(field.name()), Column::of(array)?)));
    let columns = columns.collect::<Result<Vec<_>, ArrowError>>()?;
    for row in 0..rows.num_rows() {
        object(&columns, row, out);
        out.push(b'\n');
    }
    Ok(())
}

impl<'a> Column<'a> {
    fn of(array: &'a arrow_array::ArrayRef) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Int64 => Self::Int(array.as_primitive()),
            DataType::Float64 => Self::Float(array.as_primitive()),
            DataType::Boolean => Self::Bool(array.as_boolean()),
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::Timestamp(TimeUnit::Microsecond, _) => Self::Time(array.as_primitive()),
            DataType::List(_) => {
                let list: &ListArray = array.as_list();
                Self::List(list, Box::new(Self::of(list.values())?))
            }
            DataType::Struct(fields) => {
                let object = array.as_struct();
                let parts = fields.iter().zip(object.columns());
                let parts = parts.map(|(field, array)| Ok((name(field.name()), Self::of(array)?)));
                Self::Object(object, parts.collect::<Result<_, ArrowError>>()?)
            }
            other => return Err(ArrowError::NotYetImplemented(format!("{other} as text"))),
        })
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Int(array) => array.is_null(row),
            Self::Float(array) => array.is_null(row),
            Self::Bool(array) => array.is_null(row),
            Self::Text(array) => array.is_null(row),
            Self::Time(array) => array.is_null(row),
            Self::List(array, _) => array.is_null(row),
            Self::Object(array, _) => array.is_null(row),
        }
    }

    fn json(&self, row: usize, out: &mut Vec<u8>) {
        if self.is_null(row) {
            return out.extend_from_slice(b"null");
        }
        match self {
            Self::Int(array) => out.extend_from_slice(itoa::Buffer::new().format(array.value(row)).as_bytes()),
            Self::Float(array) => {
                let number = serde_json::Number::from_f64(array.value(row));
                out.extend_from_slice(number.map_or_else(|| "null".to_owned(), |number| number.to_string()).as_bytes());
            }
            Self::Bool(array) => out.extend_from_slice(if array.value(row) { b"true" } else { b"false" }),
            Self::Text(array) => quoted(array.value(row), out),
            Self::Time(array) => {
                out.push(b'"');
                time(array.value(row), out);
                out.push(b'"');
            }
            Self::List(array, values) => {
                out.push(b'[');
                let offsets = array.value_offsets();
                for (at, item) in (offsets[row]..offsets[row + 1]).enumerate() {
                    comma(at, out);
                    values.json(usize::try_from(item).unwrap_or_default(), out);
                }
                out.push(b']');
            }
            Self::Object(_, parts) => object(parts, row, out),
        }
    }
}

fn object(parts: &[(Vec<u8>, Column<'_>)], row: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (name, column)) in parts.iter().enumerate() {
        comma(at, out);
        out.extend_from_slice(name);
        column.json(row, out);
    }
    out.push(b'}');
}

/// A name in quotes with its colon.
fn name(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    quoted(name, &mut out);
    out.push(b':');
    out
}

fn comma(at: usize, out: &mut Vec<u8>) {
    if at > 0 {
        out.push(b',');
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        return out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// A text in a cell, in quotes where it must be. The empty text is in quotes, to tell it from null.
fn cell(text: &str, out: &mut Vec<u8>) {
    if !text.is_empty() && !text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// A point in time as RFC 3339 has it, in millionths of a second where there are any.
fn time(micros: i64, out: &mut Vec<u8>) {
    if let Some(time) = DateTime::from_timestamp_micros(micros) {
        // A buffer takes all that is written into it.
        write!(out, "{}", time.to_rfc3339_opts(SecondsFormat::AutoSi, true)).unwrap_or_default();
    }
}
