//! Adds rows, and names many rows by their values, in statements whose text does not depend on how many there are: a
//! database that has prepared one need not do so again.

use std::fmt::Write as _;

use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, ColumnType, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr,
    ExprTrait, IdenStatic, Iterable, Statement, Value,
    sea_query::{ArrayType, Expr, PgFunc},
};

use super::{ids::Ids, key::Row};

/// Rows in one statement. The widest table has eleven columns, and SQLite binds at most 32,766 values.
pub const ROWS: usize = 1_024;

/// Adds rows. Their ids follow each other from the one that is returned.
pub async fn insert<E: Row>(tx: &DatabaseTransaction, ids: &mut Ids, rows: Vec<E::ActiveModel>) -> Result<i64, DbErr>
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    if rows.is_empty() {
        return Ok(0);
    }
    let first = ids.take::<E>(tx, rows.len()).await?;
    let said = |column: &E::Column| rows.iter().any(|row| !matches!(row.get(*column), ActiveValue::NotSet));
    let columns: Vec<E::Column> =
        E::Column::iter().filter(|column| column.as_str() == E::ID.as_str() || said(column)).collect();
    let mut values = rows.iter().zip(first..).map(|(row, id)| {
        let value = |column: &E::Column| match column.as_str() == E::ID.as_str() {
            true => Value::BigInt(Some(id)),
            false => row.get(*column).into_value().unwrap_or(Value::String(None)),
        };
        columns.iter().map(value).collect::<Vec<Value>>()
    });
    let mut left = rows.len();
    while left > 0 {
        let size = ROWS.min(1 << left.ilog2());
        let backend = tx.get_database_backend();
        let values = values.by_ref().take(size);
        let statement = match backend {
            DbBackend::Postgres => {
                let json = as_json(&columns, values)?;
                Statement::from_sql_and_values(backend, from_json::<E>(&columns), [json.into()])
            }
            _ => Statement::from_sql_and_values(backend, from_values::<E>(&columns, size), values.flatten()),
        };
        tx.execute_raw(statement).await?;
        left -= size;
    }
    Ok(first)
}

/// `"id", "title"`.
fn names<C: ColumnTrait>(columns: &[C]) -> String {
    columns.iter().map(|column| format!("\"{}\"", column.as_str())).collect::<Vec<_>>().join(", ")
}

fn from_values<E: Row>(columns: &[E::Column], rows: usize) -> String {
    let row = format!("({}), ", vec!["?"; columns.len()].join(", "));
    let rows = row.repeat(rows);
    format!("INSERT INTO \"{}\" ({}) VALUES {}", E::table(), names(columns), rows.trim_end_matches(", "))
}

/// PostgreSQL parses a statement of ten thousand placeholders for longer than it takes to add the rows.
fn from_json<E: Row>(columns: &[E::Column]) -> String {
    let typed: Vec<String> = columns.iter().map(|column| format!("\"{}\" {}", column.as_str(), kind(column))).collect();
    let (table, names) = (E::table(), names(columns));
    let typed = typed.join(", ");
    format!("INSERT INTO \"{table}\" ({names}) SELECT {names} FROM json_to_recordset($1::json) AS r({typed})")
}

/// The type of a column in PostgreSQL. Words of our enums are texts.
fn kind<C: ColumnTrait>(column: &C) -> &'static str {
    match column.def().get_column_type() {
        ColumnType::Integer => "integer",
        ColumnType::BigInteger => "bigint",
        ColumnType::Double => "double precision",
        ColumnType::Boolean => "boolean",
        ColumnType::TimestampWithTimeZone => "timestamptz",
        _ => "text",
    }
}

fn as_json<C: ColumnTrait>(columns: &[C], rows: impl Iterator<Item = Vec<Value>>) -> Result<String, DbErr> {
    let mut json = String::from("[");
    for (at, row) in rows.enumerate() {
        json.push_str(if at == 0 { "{" } else { ",{" });
        for (at, (column, value)) in columns.iter().zip(row).enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let value = json_of(&value)?;
            // A `String` takes whatever is written to it.
            write!(json, "{comma}\"{}\":{value}", column.as_str()).unwrap_or_default();
        }
        json.push('}');
    }
    json.push(']');
    Ok(json)
}

fn json_of(value: &Value) -> Result<serde_json::Value, DbErr> {
    Ok(match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::BigInt(value) => (*value).into(),
        Value::Double(value) => (*value).into(),
        Value::String(value) => value.as_deref().into(),
        Value::ChronoDateTimeUtc(value) => value.map(|time| time.to_rfc3339()).into(),
        other => return Err(DbErr::Type(format!("no table of the graph has a value such as {other:?}"))),
    })
}

/// The condition that a column has one of these values.
pub fn among<C: ColumnTrait>(
    tx: &DatabaseTransaction,
    column: C,
    values: impl IntoIterator<Item = impl Into<Value>>,
) -> Result<Expr, DbErr> {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    let column = column.into_expr();
    if tx.get_database_backend() == DbBackend::Postgres {
        let kind = match values.first() {
            Some(Value::String(_)) => ArrayType::String,
            Some(Value::Int(_)) => ArrayType::Int,
            _ => ArrayType::BigInt,
        };
        return Ok(column.eq(PgFunc::any(Value::Array(kind, Some(Box::new(values))))));
    }
    let list: Vec<serde_json::Value> = values.iter().map(json_of).collect::<Result<_, _>>()?;
    let list = Expr::value(serde_json::Value::Array(list).to_string());
    Ok(Expr::cust_with_exprs("? IN (SELECT value FROM json_each(?))", [column, list]))
}
