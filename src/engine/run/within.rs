//! Runs a plan in a state of the database that other plans see too.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::connected::{EndsWhenDropped, at_once};
use super::{Connection, Ran, Run, Walks};
use crate::db::Reads;
use crate::db::reads::{Failure, Snapshot};
use crate::engine::Error;
use crate::engine::plan::Plan;
use crate::engine::selection::Value;
use crate::telemetry;

/// Runs a plan, and gives the snapshot back unless it fails. On SQLite it runs on a thread of its own, which is told to end
/// when this is dropped.
pub async fn within(
    reads: &Reads,
    snapshot: Snapshot,
    plan: &Arc<Plan>,
    walks: Option<&Walks>,
    values: &[Value],
) -> Result<(Snapshot, Ran), Error> {
    match snapshot {
        Snapshot::Postgres(link, between) => {
            let run = Run::new(reads, Connection::Postgres(&link), walks, values).all(plan);
            let ran = link.unless_lost(pin!(run)).await?;
            Ok((Snapshot::Postgres(link, between), ran))
        }
        Snapshot::Sqlite(lease) => {
            // Who reads all rows has a time of his own, and drops this when it is over.
            lease.deadline().within(Duration::MAX);
            let _abandoned = EndsWhenDropped(lease.deadline().clone());
            let (reads, plan, walks, values) = (reads.clone(), plan.clone(), walks.cloned(), values.to_vec());
            let run = tokio::task::spawn_blocking(telemetry::carried(move || {
                let ran = at_once(Run::new(&reads, Connection::Sqlite(&lease), walks.as_ref(), &values).all(&plan))?;
                Ok((Snapshot::Sqlite(lease), ran))
            }));
            run.await.unwrap_or_else(|error| Err(Error::Database(Failure::Refused(error.into()))))
        }
    }
}
