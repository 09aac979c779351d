//! Writes. What importers read becomes rows here, with the evidence for each and an entry in the change log.
//!
//! Reads nothing for anyone: questions are put to the engine.

pub mod record;
pub mod title;

mod absorb;
mod album;
mod candidates;
mod claims;
mod film;
mod identity;
mod ids;
mod insert;
mod join;
mod key;
mod known;
mod ledger;
mod lists;
mod memory;
mod mentioned;
mod merge;
mod music;
mod nodes;
mod possible;
mod review;
mod slug;
mod upsert;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use entity::{IdentifierScheme, ReviewStatus, Subject, identifier};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

pub use possible::YEARS;
pub use review::Doubt;
pub use slug::slug;

use crate::db::Db;
use memory::Memory;

/// The key of the lock that a writer holds on PostgreSQL until its transaction ends. SQLite has one writer anyway.
const LOCK: i64 = 0x6e65_6564_6c65;

/// The one that writes.
#[derive(Clone, Debug)]
pub struct Catalogue {
    db: Db,
    memory: Arc<Mutex<Memory>>,
}

/// What became of the records of a batch, and of the rows that they imply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub created: usize,
    pub corrected: usize,
    pub unchanged: usize,
    /// Rows that became part of others.
    pub merged: usize,
    /// Doubts that people are asked to decide.
    pub uncertain: usize,
    /// Facts that name what is not there.
    pub left_out: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { created, corrected, unchanged, merged, uncertain, left_out } = self;
        write!(f, "{created} rows created, {corrected} corrected, {unchanged} as they were")?;
        for (count, what) in [
            (merged, "merged"),
            (uncertain, "to be reviewed"),
            (left_out, "facts left out, for they name what is not there"),
        ] {
            if *count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        Ok(())
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{origin}: there is no {node}, neither here nor in the database")]
    Dangling { origin: String, node: record::Node },
    #[error("{origin}: there is no source `{name}`, neither here nor in the database")]
    NoSource { origin: String, name: String },
    #[error("{origin}: was already said by {first}")]
    Twice { first: String, origin: String },
    #[error("{origin}: {wrong}")]
    Impossible { origin: String, wrong: String },
    #[error("the database did not take the batch: {}", innermost(.0))]
    Database(DbErr),
}

// Not as the cause of the error, which would be shown behind it once more.
impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// What the database itself says, without those who pass it on and repeat it.
fn innermost(error: &DbErr) -> &dyn std::error::Error {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(cause) = innermost.source() {
        innermost = cause;
    }
    innermost
}

impl Catalogue {
    pub fn new(db: Db) -> Self {
        Self { db, memory: Arc::default() }
    }

    /// Takes in a batch as a whole or not at all. A batch that says nothing new changes nothing.
    pub async fn absorb(&self, batch: &record::Batch, time: DateTime<Utc>) -> Result<Report, Error> {
        // Whoever else absorbs meanwhile has none, and what fails is forgotten.
        let mut memory = std::mem::take(&mut *self.memory());
        let tx = self.begin().await?;
        let report = absorb::absorb(&tx, batch, time, &mut memory).await?;
        tx.commit().await?;
        *self.memory() = memory;
        Ok(report)
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Finds the films of albums that no source links to one, by title, year and people. A second time it changes
    /// nothing.
    pub async fn join(&self, time: DateTime<Utc>) -> Result<Report, Error> {
        let mut report = Report::default();
        let mut after = 0;
        loop {
            let tx = self.begin().await?;
            let (joined, last) = join::join(&tx, after, time).await?;
            tx.commit().await?;
            report += joined;
            match last {
                Some(last) => after = last,
                None => return Ok(report),
            }
        }
    }

    /// The external ids that rows of a table have, in order.
    pub async fn identifiers(&self, scheme: IdentifierScheme, subject: Subject) -> Result<Vec<String>, Error> {
        let of = identifier::Entity::find()
            .select_only()
            .column(identifier::Column::Value)
            .filter(identifier::Column::Scheme.eq(scheme))
            .filter(identifier::Column::Subject.eq(subject))
            .order_by_asc(identifier::Column::Value);
        Ok(of.into_tuple().all(&self.db.write).await?)
    }

    /// What people are asked to decide, the surest first.
    pub async fn doubts(&self, status: ReviewStatus, first: u64) -> Result<Vec<Doubt>, Error> {
        Ok(review::doubts(&self.db.read, status, first).await?)
    }

    /// Decides a doubt; a yes is carried out. `None` if there is no such doubt that is open.
    pub async fn decide(&self, id: i64, yes: bool, who: &str, time: DateTime<Utc>) -> Result<Option<Report>, Error> {
        let tx = self.begin().await?;
        let report = review::decide(&tx, id, yes, who, time).await?;
        tx.commit().await?;
        Ok(report)
    }

    /// A transaction that is the only one to write: ids are given by us, and what is being joined must stand still.
    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let tx = self.db.begin().await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            // What a writer looks up it looks up by keys. The server keeps a plan, and if it made it for an empty table it
            // would read it whole for each batch that fills it.
            let own = format!("SET LOCAL enable_seqscan = off; SELECT pg_advisory_xact_lock({LOCK})");
            tx.execute_unprepared(&own).await?;
        }
        Ok(tx)
    }
}

impl std::ops::AddAssign for Report {
    fn add_assign(&mut self, other: Self) {
        let Self { created, corrected, unchanged, merged, uncertain, left_out } = other;
        self.created += created;
        self.corrected += corrected;
        self.unchanged += unchanged;
        self.merged += merged;
        self.uncertain += uncertain;
        self.left_out += left_out;
    }
}
