//! From rows of the database to columns, a piece of a table at a time.

use std::{fmt::Write, sync::Arc};

use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use chrono::DateTime;

use super::{
    Error,
    table::{Kind, Table},
};
use crate::db::reads::{Cell, Decode, Failure, Param, Query, Room, Rows, Snapshot};

/// Rows of one piece.
const PIECE: i64 = 16_384;

/// Reads one table from its first id to its last.
pub struct Reader<'a> {
    snapshot: &'a Snapshot,
    pub table: &'a Table,
    sql: String,
    columns: Vec<Decode>,
    number: u64,
    /// The last id that was read; `None` once all were.
    after: Option<i64>,
}

impl<'a> Reader<'a> {
    /// `place` is the table's own among all.
    pub fn new(snapshot: &'a Snapshot, place: usize, table: &'a Table) -> Self {
        let postgres = matches!(snapshot, Snapshot::Postgres(..));
        let column = |column: &super::table::Column| match (column.kind, postgres) {
            // Both databases keep millionths of a second.
            (Kind::Time, true) => format!("(EXTRACT(EPOCH FROM \"{}\") * 1000000)::bigint", column.name),
            _ => format!("\"{}\"", column.name),
        };
        let columns: Vec<String> = table.columns.iter().map(column).collect();
        let sql =
            format!("SELECT {} FROM \"{}\" WHERE \"id\" > $1 ORDER BY \"id\" LIMIT $2", columns.join(", "), table.name);
        let decode = |kind| match kind {
            Kind::Int => Decode::Int,
            Kind::Wide => Decode::Wide,
            Kind::Float => Decode::Float,
            Kind::Bool => Decode::Bool,
            Kind::Text => Decode::Text,
            Kind::Time if postgres => Decode::Wide,
            Kind::Time => Decode::Text,
        };
        let columns = table.columns.iter().map(|column| decode(column.kind)).collect();
        // Those of plans count from below.
        let number = u64::MAX - 2 * place as u64;
        Self { snapshot, table, sql, columns, number, after: Some(i64::MIN) }
    }

    pub async fn count(&self) -> Result<u64, Error> {
        let sql = format!("SELECT COUNT(*) FROM \"{}\"", self.table.name);
        let rows = self
            .snapshot
            .rows(Query { number: self.number - 1, sql: &sql, columns: &[Decode::Wide], room: Room::default() }, &[])
            .await?;
        match rows.row(0) {
            [Cell::Int(count)] => Ok(u64::try_from(*count).unwrap_or(0)),
            _ => Ok(0),
        }
    }

    /// The next rows, as long as there are any.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let Some(after) = self.after else { return Ok(None) };
        let query = Query { number: self.number, sql: &self.sql, columns: &self.columns, room: Room::default() };
        let rows = self.snapshot.rows(query, &[Param::Int(after), Param::Int(PIECE)]).await?;
        self.after = match (rows.len() as i64 == PIECE).then(|| rows.row(rows.len() - 1)[0]) {
            Some(Cell::Int(id)) => Some(id),
            _ => None,
        };
        if rows.is_empty() {
            return Ok(None);
        }
        let arrays = self.table.columns.iter().enumerate().map(|(at, column)| array(&rows, at, column.kind));
        let arrays = arrays.collect::<Result<Vec<_>, _>>()?;
        Ok(Some(RecordBatch::try_new(self.table.schema(), arrays)?))
    }
}

fn array(rows: &Rows, at: usize, kind: Kind) -> Result<ArrayRef, Failure> {
    let cells = (0..rows.len()).map(|row| rows.row(row)[at]);
    let int = |cell| match cell {
        Cell::Int(value) => Some(value),
        _ => None,
    };
    Ok(match kind {
        Kind::Int | Kind::Wide => Arc::new(cells.map(int).collect::<Int64Array>()),
        Kind::Float => {
            let float = |cell| match cell {
                Cell::Float(value) => Some(value),
                _ => None,
            };
            Arc::new(cells.map(float).collect::<Float64Array>())
        }
        Kind::Bool => {
            let bool = |cell| match cell {
                Cell::Bool(value) => Some(value),
                _ => None,
            };
            Arc::new(cells.map(bool).collect::<BooleanArray>())
        }
        Kind::Text => {
            let text = |cell| (cell != Cell::Null).then(|| rows.text(cell));
            Arc::new(cells.map(text).collect::<StringArray>())
        }
        Kind::Time => {
            let time = |cell| match cell {
                Cell::Null => Ok(None),
                Cell::Int(micros) => Ok(Some(micros)),
                _ => micros(rows.text(cell)).map(Some),
            };
            let times = cells.map(time).collect::<Result<Vec<_>, _>>()?;
            Arc::new(TimestampMicrosecondArray::from(times).with_timezone("UTC"))
        }
    })
}

/// A time as SQLite keeps it, which is a text. Digits beyond millionths are rounded, as PostgreSQL does on its way in.
fn micros(text: &str) -> Result<i64, Failure> {
    let time =
        DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)).map_err(|error| Failure::Refused(error.into()))?;
    Ok(time.timestamp() * 1_000_000 + i64::from((time.timestamp_subsec_nanos() + 500) / 1_000))
}

/// Who says what, and under which terms it may be used.
pub async fn licences(snapshot: &Snapshot) -> Result<String, Error> {
    let sql = "SELECT name, licence, version, url FROM source ORDER BY name";
    let rows = snapshot
        .rows(Query { number: u64::MAX - 1_000, sql, columns: &[Decode::Text; 4], room: Room::default() }, &[])
        .await?;
    let mut text = "The tables are licensed as needledrop is: under the Apache License 2.0 or the MIT License, as you like.\n\
                    The facts in them come from these sources; `evidence` says which from which, and they stand under the terms of\n\
                    their sources:\n"
        .to_owned();
    for row in 0..rows.len() {
        let [name, licence, version, url] = [0, 1, 2, 3].map(|at| {
            let cell = rows.row(row)[at];
            (cell != Cell::Null).then(|| rows.text(cell))
        });
        write!(text, "\n{}", name.unwrap_or_default()).unwrap_or_default();
        if let Some(version) = version {
            write!(text, ", version {version}").unwrap_or_default();
        }
        write!(text, ": {}", licence.unwrap_or("terms not stated")).unwrap_or_default();
        if let Some(url) = url {
            write!(text, " <{url}>").unwrap_or_default();
        }
    }
    text.push('\n');
    Ok(text)
}
