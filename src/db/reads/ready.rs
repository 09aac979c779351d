//! Whether requests can be answered from the database, as one of them would find it.

use std::{pin::pin, sync::Arc, time::Duration};

use futures_util::future::try_join;

use super::{Decode, Failure, Link, Query, Reads, Room, Rows, VERSION};
use crate::db::State;

/// How often a SQLite file that another process has for itself is tried again, and after how long.
const TRIES: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(50);

const ROOM: Room = Room { cells: 0, text: 0 };

/// Statements have numbers from 0 on; these two are never reached.
const APPLIED: Query<'_> =
    Query { number: u64::MAX, sql: "SELECT version FROM seaql_migrations", columns: &[Decode::Text], room: ROOM };
const DATASET: Query<'_> = Query { number: u64::MAX - 1, sql: VERSION, columns: &[Decode::Text], room: ROOM };

/// Why requests cannot be answered.
#[derive(Debug, thiserror::Error)]
pub enum Unready {
    #[error("the database is away")]
    Away(#[source] Failure),
    #[error("all connections to the database are in use")]
    Busy(#[source] Failure),
    #[error("the database is not in the state that this program needs")]
    OutOfDate(State),
}

impl Reads {
    /// The version of the data, if requests can be answered from them. Takes one of the connections that requests take.
    pub async fn ready(&self) -> Result<Arc<str>, Unready> {
        let (applied, version) = match self.look().await {
            Ok(found) => found,
            Err(failure @ Failure::NoneFree(_)) => return Err(Unready::Busy(failure)),
            // There is no such table.
            Err(Failure::Refused(_)) => return Err(Unready::OutOfDate(State::Empty)),
            Err(failure) => return Err(Unready::Away(failure)),
        };
        let applied: Vec<String> = texts(&applied).map(str::to_owned).collect();
        match State::of(&applied) {
            // A newer program has changed the tables so that this one still can read them, and is about to take its place.
            State::Current | State::Unknown { .. } => texts(&version)
                .next()
                .map(Arc::from)
                .ok_or_else(|| Unready::Away(Failure::Refused("the data have no version".into()))),
            other => Err(Unready::OutOfDate(other)),
        }
    }

    async fn look(&self) -> Result<(Rows, Rows), Failure> {
        match self {
            Self::Postgres(servers) => {
                let look = async |link: Link| {
                    let both = try_join(link.rows(APPLIED, &[], None), link.rows(DATASET, &[], None));
                    link.unless_lost(pin!(both)).await
                };
                match look(servers.take(None).await?).await {
                    Err(failed) if failed.passes() => look(servers.take_again(&failed, None).await?).await,
                    looked => looked,
                }
            }
            Self::Sqlite(readers) => {
                let mut tries = 0;
                loop {
                    let lease = readers.take().await?;
                    let both = || Ok((lease.rows(APPLIED, &[], None)?, lease.rows(DATASET, &[], None)?));
                    match both() {
                        Err(Failure::Away(_)) if tries < TRIES => tries += 1,
                        looked => return looked,
                    }
                    drop(lease);
                    tokio::time::sleep(BETWEEN).await;
                }
            }
        }
    }
}

/// The texts of rows of one column.
fn texts(rows: &Rows) -> impl Iterator<Item = &str> {
    (0..rows.len()).map(|row| rows.text(rows.row(row)[0]))
}
