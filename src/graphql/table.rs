//! A request whose answer is a table instead of JSON.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::api::{Api, charge, engine_error};
use super::quota;
use super::{Code, Error, Lsn, Quota, Request};
use crate::engine::{self, Cost, NoTable, STATEMENT};
use crate::telemetry::metrics::Timer;

/// A table that is being read.
pub struct Table {
    rows: engine::Table,
    /// Where rows are counted as they are read, since nobody knew how many there would be.
    quota: Option<Arc<Quota>>,
}

impl Api {
    /// The request as a table. With `all` it has all rows, whatever they cost; without, those of the page that is asked
    /// for. Where nothing is said, it has all rows if no page is asked for.
    pub async fn table(&self, request: Request, all: Option<bool>) -> Result<Table, Vec<Error>> {
        let quota = request.quota.clone();
        if let Some(quota) = &quota {
            quota.admit().map_err(|error| vec![error])?;
        }
        let table = self.table_of(request, all, quota.clone()).await;
        if let Some(quota) = quota.filter(|_| table.is_err()) {
            quota.spend(quota::LEAST);
        }
        table
    }

    async fn table_of(
        &self,
        request: Request,
        all: Option<bool>,
        quota: Option<Arc<Quota>>,
    ) -> Result<Table, Vec<Error>> {
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
        if let Some(quota) = &quota {
            let cost = Cost::of(&asked.selection, &asked.values);
            let known = if all { cost.statements().saturating_mul(STATEMENT) } else { cost.total() };
            charge(Some(quota), known).map_err(|error| vec![error])?;
        }
        let _timer = Timer::new(asked.times());
        match self.engine().table(&asked.selection, &asked.values, all, position).await {
            Ok(Ok(rows)) => Ok(Table { rows, quota: quota.filter(|_| all) }),
            Ok(Err(none)) => Err(vec![no_table(none)]),
            Err(error) => Err(vec![engine_error(&error)]),
        }
    }
}

impl Table {
    pub fn schema(&self) -> &SchemaRef {
        self.rows.schema()
    }

    /// The version of the data that all rows are of.
    pub fn version(&self) -> &Arc<str> {
        self.rows.version()
    }

    /// On PostgreSQL, if the request names a position: one that is no earlier than the rows.
    pub fn position(&self) -> Option<Lsn> {
        self.rows.position()
    }

    /// Whether there may be more rows than those that were read.
    pub fn more(&self) -> bool {
        self.rows.more()
    }

    /// The next rows, until there are no more.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        let rows = self.rows.next().await.map_err(|error| engine_error(&error))?;
        if let (Some(quota), Some(rows)) = (&self.quota, &rows) {
            quota.spend(rows.num_rows() as u64);
        }
        Ok(rows)
    }
}

fn no_table(none: NoTable) -> Error {
    Error::new(Code::BadUserInput, none.to_string())
}
