//! On which connection a plan runs: on SQLite at once or on a thread of its own, on PostgreSQL on one of the servers, and on
//! another if that one is lost.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_util::future::try_join;

use super::{Connection, Ran, Run, Walks};
use crate::db::reads::{Deadline, Failure, Lease, Link};
use crate::db::{Lsn, Reads};
use crate::engine::Error;
use crate::engine::plan::Plan;
use crate::engine::selection::Value;
use crate::telemetry;

/// How many instructions of SQLite's a plan may spend on a thread that serves others, before it is begun again on one
/// that may wait: two milliseconds or so. Most answers take less, and would spend as much again on the way there and back.
const AT_ONCE: u64 = 200_000;

/// How long it may keep that thread in all, should the disk be slow.
const WAIT_AT_ONCE: Duration = Duration::from_millis(20);

/// How old the version of the data may be that stands beside an answer from PostgreSQL. On SQLite it is always that of the
/// rows.
const VERSION_AGE: Duration = Duration::from_millis(100);

/// Runs a plan on a connection of its own: on PostgreSQL one to a server that has replayed the log up to `position`. If that
/// server is lost on the way, the plan is run once more, elsewhere.
pub async fn run(
    reads: &Reads,
    plan: &Arc<Plan>,
    walks: Option<&Walks>,
    values: &[Value],
    position: Option<Lsn>,
) -> Result<Ran, Error> {
    if plan.statements() == 0 {
        return Run::new(reads, Connection::None, walks, values).all(plan).await;
    }
    match reads {
        Reads::Postgres(servers) => {
            let on_postgres = async |link| on_postgres(reads, link, plan, walks, values, position.is_some()).await;
            match on_postgres(servers.take(position).await?).await {
                Err(Error::Unavailable(failed)) if failed.passes() => {
                    // Boxed, since it seldom runs: the future of every request would have to make room for it.
                    let again = async { on_postgres(servers.take_again(&failed, position).await?).await };
                    Box::pin(again).await
                }
                done => done,
            }
        }
        Reads::Sqlite(readers) => {
            let lease = readers.take().await?;
            if !plan.slow.load(Ordering::Relaxed) {
                lease.deadline().within_work(WAIT_AT_ONCE.min(readers.budget), AT_ONCE);
                match on_sqlite(reads, &lease, plan, walks, values) {
                    Err(Error::Timeout(_)) => plan.slow.store(true, Ordering::Relaxed),
                    // Another process has the file for itself, as a rule for a moment.
                    Err(Error::Unavailable(_)) => {}
                    done => return done,
                }
            }
            lease.deadline().within(readers.budget);
            let _abandoned = EndsWhenDropped(lease.deadline().clone());
            let (reads, plan, walks, values) = (reads.clone(), plan.clone(), walks.cloned(), values.to_vec());
            let run = tokio::task::spawn_blocking(telemetry::carried(move || {
                lease.wait_for_writers()?;
                on_sqlite(&reads, &lease, &plan, walks.as_ref(), &values)
            }));
            run.await.unwrap_or_else(|error| Err(Error::Database(Failure::Refused(error.into()))))
        }
    }
}

async fn on_postgres(
    reads: &Reads,
    link: Link,
    plan: &Plan,
    walks: Option<&Walks>,
    values: &[Value],
    tells: bool,
) -> Result<Ran, Error> {
    let run = async {
        // Begun first, so that it is not of a later state than the rows.
        let version = async { Ok(link.version(if tells { Duration::ZERO } else { VERSION_AGE }).await?) };
        let all = Run::new(reads, Connection::Postgres(&link), walks, values).all(plan);
        let (version, ran) = try_join(version, all).await?;
        let position = if tells { Some(link.position().await?) } else { None };
        Ok(Ran { version: Some(version), position, ..ran })
    };
    link.unless_lost(pin!(run)).await
}

/// The version of the data as it is now, and a position of the log that is no earlier. The latter is there on PostgreSQL,
/// if there are several servers or `position` says how far the one that answers must have come.
pub async fn version(reads: &Reads, position: Option<Lsn>) -> Result<(Arc<str>, Option<Lsn>), Failure> {
    match reads {
        Reads::Postgres(servers) => {
            let tells = servers.has_standbys() || position.is_some();
            let look = async |link: Link| {
                let look = async {
                    let version = link.version(Duration::ZERO).await?;
                    let position = if tells { Some(link.position().await?) } else { None };
                    Ok::<_, Failure>((version, position))
                };
                link.unless_lost(pin!(look)).await
            };
            match look(servers.take(position).await?).await {
                Err(failed) if failed.passes() => {
                    Box::pin(async { look(servers.take_again(&failed, position).await?).await }).await
                }
                seen => seen,
            }
        }
        Reads::Sqlite(readers) => {
            let lease = readers.take().await?;
            match lease.version() {
                Err(Failure::Away(_)) => {}
                read => return Ok((read?, None)),
            }
            let run = tokio::task::spawn_blocking(move || {
                lease.wait_for_writers()?;
                lease.version()
            });
            let version = run.await.unwrap_or_else(|error| Err(Failure::Refused(error.into())))?;
            Ok((version, None))
        }
    }
}

/// A statement of SQLite's runs on its thread, and goes on after those who asked have left.
pub(super) struct EndsWhenDropped(pub(super) Deadline);

impl Drop for EndsWhenDropped {
    fn drop(&mut self) {
        self.0.within(Duration::ZERO);
    }
}

fn on_sqlite(reads: &Reads, lease: &Lease, plan: &Plan, walks: Option<&Walks>, values: &[Value]) -> Result<Ran, Error> {
    lease.begin()?;
    let version = Some(lease.version()?);
    let ran = at_once(Run::new(reads, Connection::Sqlite(lease), walks, values).all(plan))?;
    lease.end()?;
    Ok(Ran { version, ..ran })
}

/// What comes of a run on SQLite. Nothing in it waits: SQLite answers before it returns, and so does the network.
pub(super) fn at_once(run: impl Future<Output = Result<Ran, Error>>) -> Result<Ran, Error> {
    match pin!(run).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => Err(Error::Database(Failure::Refused("SQLite was waited for".into()))),
    }
}
