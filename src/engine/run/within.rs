//! Runs a plan in a state of the database that other plans see too.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use super::{Connection, EndsWhenDropped, Ran, Run, Walks, at_once};
use crate::db::reads::{Failure, Snapshot};
use crate::engine::Error;
use crate::engine::plan::Plan;
use crate::engine::selection::Value;

/// Runs a plan, and gives the snapshot back unless it fails. On SQLite it runs on a thread of its own, which is told to end
/// when this is dropped.
pub async fn within(
    snapshot: Snapshot,
    plan: &Arc<Plan>,
    walks: Option<&Walks>,
    values: &[Value],
) -> Result<(Snapshot, Ran), Error> {
    match snapshot {
        Snapshot::Postgres(link, between) => {
            let ran = link.unless_lost(pin!(Run::new(Connection::Postgres(&link), walks, values).all(plan))).await?;
            Ok((Snapshot::Postgres(link, between), ran))
        }
        Snapshot::Sqlite(lease) => {
            // Who reads all rows has a time of his own, and drops this when it is over.
            lease.deadline().within(Duration::MAX);
            let _abandoned = EndsWhenDropped(lease.deadline().clone());
            let (plan, walks, values) = (plan.clone(), walks.cloned(), values.to_vec());
            let run = tokio::task::spawn_blocking(move || {
                let ran = at_once(Run::new(Connection::Sqlite(&lease), walks.as_ref(), &values).all(&plan))?;
                Ok((Snapshot::Sqlite(lease), ran))
            });
            run.await.unwrap_or_else(|error| Err(Error::Database(Failure::Refused(error.into()))))
        }
    }
}
