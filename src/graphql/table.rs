//! A request whose answer is a table instead of JSON.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::api::{Api, engine_error};
use super::{Code, Error, Lsn, Request};
use crate::engine::{self, NoTable};
use crate::telemetry::metrics::Timer;

/// A table that is being read.
pub struct Table(engine::Table);

impl Api {
    /// The request as a table. With `all` it has all rows, whatever they cost; without, those of the page that is asked
    /// for. Where nothing is said, it has all rows if no page is asked for.
    pub async fn table(&self, request: Request, all: Option<bool>) -> Result<Table, Vec<Error>> {
        let position = request.position;
        let asked = self.asked(request).await?;
        // A table has no place for an error beside its rows.
        if !asked.errors.is_empty() {
            return Err(asked.errors);
        }
        let all = all.unwrap_or_else(|| asked.selection.asks_no_page());
        if !all {
            self.check_cost(&asked)?;
        }
        let _timer = Timer::new(asked.times());
        match self.engine().table(&asked.selection, &asked.values, all, position).await {
            Ok(Ok(rows)) => Ok(Table(rows)),
            Ok(Err(none)) => Err(vec![no_table(none)]),
            Err(error) => Err(vec![engine_error(&error)]),
        }
    }
}

impl Table {
    pub fn schema(&self) -> &SchemaRef {
        self.0.schema()
    }

    /// The version of the data that all rows are of.
    pub fn version(&self) -> &Arc<str> {
        self.0.version()
    }

    /// On PostgreSQL, if the request names a position: one that is no earlier than the rows.
    pub fn position(&self) -> Option<Lsn> {
        self.0.position()
    }

    /// Whether there may be more rows than those that were read.
    pub fn more(&self) -> bool {
        self.0.more()
    }

    /// The next rows, until there are no more.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        self.0.next().await.map_err(|error| engine_error(&error))
    }
}

fn no_table(none: NoTable) -> Error {
    Error::new(Code::BadUserInput, none.to_string())
}
