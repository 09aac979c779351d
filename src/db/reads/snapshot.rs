//! One state of the database, which many statements see, whoever writes in the meantime.

use std::{sync::Arc, time::Duration};

use super::{Failure, Lease, Link, Param, Query, Reads, Rows};

/// A connection that sees one state. It may be kept for as long as need be, which holds up no one who writes.
pub enum Snapshot {
    Sqlite(Lease),
    Postgres(Link),
}

impl Reads {
    /// The state of the database as it is now.
    pub async fn snapshot(&self) -> Result<Snapshot, Failure> {
        match self {
            Self::Sqlite(readers) => {
                let lease = readers.take().await?;
                lease.deadline().within(Duration::MAX);
                lease.wait_for_writers()?;
                lease.begin()?;
                Ok(Snapshot::Sqlite(lease))
            }
            Self::Postgres(readers) => {
                let link = readers.take().await?;
                link.begin().await?;
                Ok(Snapshot::Postgres(link))
            }
        }
    }
}

impl Snapshot {
    /// The version of the data in this state.
    pub async fn version(&self) -> Result<Arc<str>, Failure> {
        match self {
            Self::Sqlite(lease) => lease.version(),
            Self::Postgres(link) => link.version(Duration::ZERO).await,
        }
    }

    /// The rows of a statement. On SQLite it runs where this is called.
    pub async fn rows(&self, query: Query<'_>, params: &[Param<'_>]) -> Result<Rows, Failure> {
        match self {
            Self::Sqlite(lease) => lease.rows(query, params, None),
            Self::Postgres(link) => link.rows(query, params, None).await,
        }
    }
}
