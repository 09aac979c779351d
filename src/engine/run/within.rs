//! Runs a plan in a state of the database that other plans see too.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Connection, EndsWhenDropped, Ran, Run};
use crate::db::reads::{Failure, Lease, Snapshot};
use crate::engine::plan::Plan;
use crate::engine::selection::Value;

/// Runs a plan, and gives the snapshot back unless it fails. On SQLite it runs on a thread of its own, which is told to end
/// when this is dropped.
pub async fn within(snapshot: Snapshot, plan: &Arc<Plan>, values: &[Value]) -> Result<(Snapshot, Ran), Failure> {
    match snapshot {
        Snapshot::Postgres(link) => {
            let ran = Run::new(Connection::Postgres(&link), values).all(plan).await?;
            Ok((Snapshot::Postgres(link), ran))
        }
        Snapshot::Sqlite(lease) => {
            // Who reads all rows has a time of his own, and drops this when it is over.
            lease.deadline().within(Duration::MAX);
            let _abandoned = EndsWhenDropped(lease.deadline().clone());
            let (plan, values) = (plan.clone(), values.to_vec());
            let run = tokio::task::spawn_blocking(move || {
                let ran = on_sqlite(&lease, &plan, &values)?;
                Ok((Snapshot::Sqlite(lease), ran))
            });
            run.await.unwrap_or_else(|error| Err(Failure::Refused(error.into())))
        }
    }
}

fn on_sqlite(lease: &Lease, plan: &Plan, values: &[Value]) -> Result<Ran, Failure> {
    match pin!(Run::new(Connection::Sqlite(lease), values).all(plan)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Failure::Refused("SQLite was waited for".into())),
    }
}
