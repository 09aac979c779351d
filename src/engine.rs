//! The room that reads: what is asked becomes one plan, the plan SQL, the rows JSON.
//!
//! ```text
//! Selection + values ──► plan ──► statements ──► rows ──► JSON bytes
//! ```
//! It knows the database and the graph; it knows no GraphQL and never writes.

mod consensus;
mod cost;
mod count;
mod filter;
pub mod graph;
mod groups;
mod named;
mod network;
mod order;
mod plan;
mod planner;
mod redirect;
mod rows;
mod run;
mod search;
mod select;
pub mod selection;
mod sql;
mod table;
mod tree;
mod walk;
mod write;

use std::sync::Arc;

use foldhash::fast::RandomState;
use moka::sync::Cache;
use network::Keeper;
use plan::Plan;
use run::{Ran, Walks};
use sea_orm::DbBackend;
use selection::{Selection, Value};

use crate::db::Reads;
use crate::telemetry::metrics::{Kept, metrics};

pub use crate::db::{Lsn, NoLsn};

pub use cost::{Cost, FieldCost, STATEMENT};
pub use network::SIMILARITY;
pub use network::relation::WORDS as RELATION;
pub use order::{complete, default_order};
pub use run::Executed;
pub use search::Terms;
pub use table::{NoTable, Table};
pub use walk::{evidence_node, possible, relation_words};
pub use write::{global_id, parse_global_id};

pub use crate::db::reads::{Failure, Health as ServerHealth, ServerStatus, Status, Unready};

/// How many bytes of plans are kept, as far as they can be told.
const PLAN_BYTES: u64 = 32 * 1024 * 1024;

/// Answers selections from one database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Engine {
    reads: Reads,
    /// Plans that were made, by the whole selection: two requests share a plan if and only if they ask the same.
    plans: Cache<Selection, Arc<Plan>, RandomState>,
    /// Nodes and relations in memory, once they are asked for.
    keeper: Arc<Keeper>,
}

/// The finished JSON, and what it took.
#[derive(Debug)]
pub struct Answer {
    pub json: String,
    pub executed: Vec<Executed>,
    /// The version of the data that the answer is of; `None` where it is of no data. On PostgreSQL it may be an older one,
    /// by a tenth of a second at most.
    pub version: Option<Arc<str>>,
    /// A position of the log that is no earlier than the data in the answer; there on PostgreSQL if one was asked for.
    pub position: Option<Lsn>,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database is away, or has no connection to spare.
    #[error("the database cannot answer now")]
    Unavailable(#[source] Failure),
    /// A statement was ended because it took too long.
    #[error("the database took too long to answer")]
    Timeout(#[source] Failure),
    /// The answer has more than the bytes that an answer may have.
    #[error("the answer would be longer than {} MiB, which is the limit; ask for fewer rows", write::ANSWER_BYTES >> 20)]
    TooLong,
    /// A walk would look at more relations than one may.
    #[error(
        "this would look at more than {} relations, which is the limit; allow fewer steps by `maxLength` or fewer relations \
         by `via`",
        network::MOST_LOOKS
    )]
    TooFar,
    /// A statement that we should not have written, or a row that we cannot read.
    #[error("the database refused a statement")]
    Database(#[source] Failure),
}

impl Engine {
    /// An engine that reads by these connections.
    pub fn new(reads: Reads) -> Self {
        let weight = |_: &Selection, plan: &Arc<Plan>| u32::try_from(plan.bytes()).unwrap_or(u32::MAX);
        let plans = Cache::builder().max_capacity(PLAN_BYTES).weigher(weight).build_with_hasher(RandomState::default());
        Self { reads, plans, keeper: Keeper::new() }
    }

    /// The statements by which a selection is answered, parents before their children.
    pub fn explain(&self, selection: &Selection) -> Vec<Arc<str>> {
        let mut statements = Vec::new();
        self.plan(selection).each_statement(&mut |statement| statements.push(statement.sql.clone()));
        statements
    }

    /// The plan as it was kept, or made now and kept.
    fn plan(&self, selection: &Selection) -> Arc<Plan> {
        let backend = match self.reads {
            Reads::Sqlite(_) => DbBackend::Sqlite,
            Reads::Postgres(_) => DbBackend::Postgres,
        };
        let mut hit = true;
        let plan = self.plans.get_with_by_ref(selection, || {
            hit = false;
            Arc::new(planner::plan(selection, backend))
        });
        metrics().cache(Kept::Plans).found(hit);
        plan
    }

    /// Answers one operation, on PostgreSQL from a server that has replayed the log up to `position`. `elsewhere` gives the
    /// JSON of the root fields that others answer, by their places.
    pub async fn fetch(
        &self,
        selection: &Selection,
        values: &[Value],
        position: Option<Lsn>,
        elsewhere: impl Fn(usize) -> String,
    ) -> Result<Answer, Error> {
        let plan = self.plan(selection);
        let walks = self.walks(&plan, position).await?;
        let ran = run::run(&self.reads, &plan, walks.as_ref(), values, position).await?;
        let Ran { roots, executed, version, position: of_the_rows } = ran;
        let json = write::answer(&plan, &roots, values, elsewhere).ok_or(Error::TooLong)?;
        let version = walk::version(walks.as_ref().map(|walks| &walks.network), version);
        let position = position.and(of_the_rows.max(walks.and_then(|walks| walks.position)));
        Ok(Answer { json, executed, version, position })
    }

    /// The network, if the plan asks it.
    async fn walks(&self, plan: &Plan, position: Option<Lsn>) -> Result<Option<Walks>, Error> {
        if !plan.walks {
            return Ok(None);
        }
        let (network, position) = self.keeper.network(&self.reads, position).await?;
        Ok(Some(Walks { network, position, keeper: self.keeper.clone() }))
    }

    /// The version of the data, if requests can be answered.
    pub async fn ready(&self) -> Result<Arc<str>, Unready> {
        self.reads.ready().await
    }

    /// How the connections to the database are used at this moment.
    pub fn connections(&self) -> Status {
        self.reads.status()
    }

    /// What is known of each server of the database; nothing where there is one only.
    pub fn servers(&self) -> Vec<ServerStatus> {
        match &self.reads {
            Reads::Postgres(servers) => servers.status(),
            Reads::Sqlite(_) => Vec::new(),
        }
    }

    /// The version of the data as it is now, on PostgreSQL on a server that has replayed the log up to `position`. On SQLite
    /// this takes no statement, unless someone has written.
    pub async fn version(&self, position: Option<Lsn>) -> Result<Arc<str>, Error> {
        Ok(run::version(&self.reads, position).await?.0)
    }
}

impl From<network::TooFar> for Error {
    fn from(_: network::TooFar) -> Self {
        Self::TooFar
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoneFree(_) | Failure::Away(_) | Failure::Conflict(_) => Self::Unavailable(failure),
            Failure::TooLong(_) => Self::Timeout(failure),
            Failure::Refused(_) => Self::Database(failure),
        }
    }
}
