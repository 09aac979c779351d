//! How the database goes about a statement, for who watches. The plan is of the statement and not of the values in it, none
//! of which are needed for it or shown in it.

use std::fmt::Write;

use super::{Decode, Failure, Param, Query, Reads, Room};

/// The types of parameters, as [`Reads::explain`] wants them.
pub fn types(params: &[Param<'_>]) -> String {
    let names: Vec<String> = params.iter().map(|param| param.postgres_type().name().to_owned()).collect();
    names.join(", ")
}

impl Reads {
    /// The plan of a statement whose parameters have these types. `None` if no connection is free: nobody waits for it.
    pub async fn explain(&self, sql: &str, types: &str) -> Result<Option<String>, Failure> {
        let status = self.status();
        if status.busy >= status.most {
            return Ok(None);
        }
        match self {
            Self::Sqlite(readers) => {
                const COLUMNS: &[Decode] = &[Decode::Wide, Decode::Wide, Decode::Wide, Decode::Text];
                let lease = readers.take().await?;
                let sql = format!("EXPLAIN QUERY PLAN {sql}");
                let rows = lease.rows(
                    Query { number: u64::MAX - 2, sql: &sql, columns: COLUMNS, room: Room::default() },
                    &[],
                    None,
                )?;
                let lines = (0..rows.len()).map(|row| rows.text(rows.row(row)[COLUMNS.len() - 1]));
                Ok(Some(lines.collect::<Vec<_>>().join("\n")))
            }
            Self::Postgres(servers) => {
                let link = servers.take(None).await?;
                let (mut declared, mut called) = (String::new(), String::new());
                if !types.is_empty() {
                    let nulls = vec!["NULL"; types.split(", ").count()].join(", ");
                    // Writing to a text does not fail.
                    write!(declared, " ({types})").and_then(|()| write!(called, " ({nulls})")).unwrap_or_default();
                }
                link.texts(&format!("PREPARE needledrop_explained{declared} AS {sql}")).await?;
                // Of these connections all plans are generic: `force_generic_plan`.
                let plan = link.texts(&format!("EXPLAIN EXECUTE needledrop_explained{called}")).await;
                link.texts("DEALLOCATE needledrop_explained").await?;
                Ok(Some(plan?.join("\n")))
            }
        }
    }
}
