//! The room that reads: what is asked becomes one plan, the plan SQL, the rows JSON.
//!
//! ```text
//! Selection + values ──► plan ──► statements ──► rows ──► JSON bytes
//! ```
//! It knows the database and the graph; it knows no GraphQL and never writes.

mod filter;
pub mod graph;
mod groups;
mod order;
mod plan;
mod planner;
mod rows;
mod run;
mod search;
mod select;
pub mod selection;
mod sql;
mod write;

use std::sync::{Mutex, PoisonError};

use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr, RuntimeErr};

pub use order::default_order;
pub use run::Executed;
pub use search::Terms;
use selection::{Selection, Value};
pub use write::{global_id, parse_global_id};

/// Answers selections from one database.
#[derive(Clone, Debug)]
pub struct Engine {
    db: DatabaseConnection,
}

/// The finished JSON, and what it took.
#[derive(Debug)]
pub struct Answer {
    pub json: Vec<u8>,
    pub executed: Vec<Executed>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, or has no connection to spare.
    #[error("the database cannot answer now")]
    Unavailable(#[source] DbErr),
    /// A statement was ended because it took too long.
    #[error("the database took too long to answer")]
    Timeout(#[source] DbErr),
    /// A statement that we should not have written, or a row that we cannot read.
    #[error("the database refused a statement")]
    Database(#[source] DbErr),
}

impl Engine {
    /// An engine that reads from this connection, which may be one that cannot write.
    pub fn new(db: DatabaseConnection) -> Self {
        Self { db }
    }

    /// Answers one operation. `elsewhere` gives the JSON of the root fields that others answer, by their places.
    pub async fn fetch(
        &self,
        selection: &Selection,
        values: &[Value],
        elsewhere: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Answer, Error> {
        let plan = planner::plan(selection, self.db.get_database_backend());
        let run = run::Run { db: &self.db, values, executed: Mutex::default() };
        let roots = run.all(&plan).await.map_err(Error::from)?;
        let json = write::answer(&plan, &roots, values, elsewhere);
        Ok(Answer { json, executed: run.executed.into_inner().unwrap_or_else(PoisonError::into_inner) })
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        // PostgreSQL ends a statement that exceeds `statement_timeout` with this code.
        const QUERY_CANCELLED: &str = "57014";
        let unavailable = match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) | DbErr::Conn(_) => {
                true
            }
            DbErr::Query(RuntimeErr::SqlxError(sqlx)) => match &**sqlx {
                sea_orm::sqlx::Error::Database(database) => {
                    let code = database.code();
                    if code.as_deref() == Some(QUERY_CANCELLED) {
                        return Self::Timeout(error);
                    }
                    // Classes 08 (connection), 53 (resources) and 57 (shutdown) are no fault of the statement's, but for
                    // 08P01, which says that we broke the protocol.
                    code.is_some_and(|code| {
                        code != "08P01" && ["08", "53", "57"].iter().any(|class| code.starts_with(class))
                    })
                }
                sea_orm::sqlx::Error::Io(_)
                | sea_orm::sqlx::Error::PoolTimedOut
                | sea_orm::sqlx::Error::PoolClosed
                | sea_orm::sqlx::Error::Tls(_)
                | sea_orm::sqlx::Error::WorkerCrashed => true,
                _ => false,
            },
            _ => false,
        };
        if unavailable { Self::Unavailable(error) } else { Self::Database(error) }
    }
}
