//! The room that reads: what is asked becomes one plan, the plan SQL, the rows JSON.
//!
//! ```text
//! Selection + values ──► plan ──► statements ──► rows ──► JSON bytes
//! ```
//! It knows the database and the graph; it knows no GraphQL and never writes.

mod count;
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

use std::sync::{Arc, Mutex, PoisonError};

use moka::sync::Cache;
use plan::Plan;
use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr, RuntimeErr};

pub use order::{default_order, last_keys};
pub use run::Executed;
pub use search::Terms;
use selection::{Selection, Value};
pub use write::{global_id, parse_global_id};

/// How many bytes of plans are kept, by the length of their SQL, which is the most of them.
const PLAN_BYTES: u64 = 16 * 1024 * 1024;

/// Answers selections from one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    db: DatabaseConnection,
    /// Plans that were made, by the whole selection: two requests share a plan if and only if they ask the same.
    plans: Cache<Selection, Arc<Plan>>,
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
    /// The answer has more than the bytes that an answer may have.
    #[error("the answer would be longer than {} MiB, which is the limit; ask for fewer rows", write::ANSWER_BYTES >> 20)]
    TooLong,
    /// A statement that we should not have written, or a row that we cannot read.
    #[error("the database refused a statement")]
    Database(#[source] DbErr),
}

impl Engine {
    /// An engine that reads from this connection, which may be one that cannot write.
    pub fn new(db: DatabaseConnection) -> Self {
        let weight = |_: &Selection, plan: &Arc<Plan>| u32::try_from(plan.sql_bytes()).unwrap_or(u32::MAX).max(1_000);
        Self { db, plans: Cache::builder().max_capacity(PLAN_BYTES).weigher(weight).build() }
    }

    /// Answers one operation. `elsewhere` gives the JSON of the root fields that others answer, by their places.
    pub async fn fetch(
        &self,
        selection: &Selection,
        values: &[Value],
        elsewhere: impl Fn(usize) -> Vec<u8>,
    ) -> Result<Answer, Error> {
        let made = || Arc::new(planner::plan(selection, self.db.get_database_backend()));
        let plan = self.plans.get_with_by_ref(selection, made);
        let run = run::Run { db: &self.db, values, executed: Mutex::default() };
        let roots = run.all(&plan).await.map_err(Error::from)?;
        let json = write::answer(&plan, &roots, values, elsewhere).ok_or(Error::TooLong)?;
        Ok(Answer { json, executed: run.executed.into_inner().unwrap_or_else(PoisonError::into_inner) })
    }
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        // A statement that took too long is ended with these: PostgreSQL's `query_canceled`, SQLite's `SQLITE_INTERRUPT`.
        const ENDED: [&str; 2] = ["57014", "9"];
        let unavailable = match &error {
            DbErr::ConnectionAcquire(ConnAcquireErr::Timeout | ConnAcquireErr::ConnectionClosed) | DbErr::Conn(_) => {
                true
            }
            DbErr::Query(RuntimeErr::SqlxError(sqlx)) => match &**sqlx {
                sea_orm::sqlx::Error::Database(database) => {
                    let code = database.code();
                    if code.as_deref().is_some_and(|code| ENDED.contains(&code)) {
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
