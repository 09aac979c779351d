//! One state of the database, which many statements see, whoever writes in the meantime.

use std::{pin::pin, sync::Arc, time::Duration};

use super::{Failure, Lease, Link, Param, Query, Reads, Rows, Servers};
use crate::db::Lsn;

/// A connection that sees one state. It may be kept for as long as need be, which holds up no one who writes.
pub enum Snapshot {
    Sqlite(Lease),
    /// With the positions of the log between which the state was taken, if they were asked for.
    Postgres(Link, Option<(Lsn, Lsn)>),
}

impl Reads {
    /// The state of the database as it is now, on PostgreSQL on a server that has replayed the log up to this position.
    pub async fn snapshot(&self, position: Option<Lsn>) -> Result<Snapshot, Failure> {
        match self {
            Self::Sqlite(readers) => {
                let lease = readers.take().await?;
                lease.deadline().within(Duration::MAX);
                lease.wait_for_writers()?;
                lease.begin()?;
                Ok(Snapshot::Sqlite(lease))
            }
            Self::Postgres(servers) => match begin(servers.take(position).await?, servers, position).await {
                Err(failed) if failed.passes() => {
                    let again = async { begin(servers.take_again(&failed, position).await?, servers, position).await };
                    Box::pin(again).await
                }
                begun => begun,
            },
        }
    }
}

async fn begin(link: Link, servers: &Servers, position: Option<Lsn>) -> Result<Snapshot, Failure> {
    let begin = async {
        if position.is_none() && !servers.has_standbys() {
            link.begin().await?;
            return Ok(None);
        }
        let before = link.position().await?;
        link.begin().await?;
        // The first statement takes the state, and then looks.
        Ok::<_, Failure>(Some((before, link.position().await?)))
    };
    let between = link.unless_lost(pin!(begin)).await?;
    Ok(Snapshot::Postgres(link, between))
}

impl Snapshot {
    /// The version of the data in this state.
    pub async fn version(&self) -> Result<Arc<str>, Failure> {
        match self {
            Self::Sqlite(lease) => lease.version(),
            Self::Postgres(link, _) => link.version(Duration::ZERO).await,
        }
    }

    /// The rows of a statement. On SQLite it runs where this is called.
    pub async fn rows(&self, query: Query<'_>, params: &[Param<'_>]) -> Result<Rows, Failure> {
        match self {
            Self::Sqlite(lease) => lease.rows(query, params, None),
            Self::Postgres(link, _) => link.unless_lost(pin!(link.rows(query, params, None))).await,
        }
    }

    /// The positions of the log before and after the state was taken. None where there is only one server, unless a
    /// position was asked for.
    pub fn between(&self) -> Option<(Lsn, Lsn)> {
        match self {
            Self::Sqlite(_) => None,
            Self::Postgres(_, between) => *between,
        }
    }
}
