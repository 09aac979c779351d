//! Writes. What importers read becomes rows here, with the evidence for each and an entry in the change log.
//!
//! Reads nothing for anyone: questions are put to the engine.

pub mod record;

mod absorb;
mod album;
mod candidates;
mod claims;
mod film;
mod identity;
mod ids;
mod key;
mod known;
mod ledger;
mod lists;
mod mentioned;
mod merge;
mod music;
mod nodes;
mod slug;
mod title;
mod upsert;

use chrono::{DateTime, Utc};
use sea_orm::DbErr;

pub use slug::slug;

use crate::db::Db;

/// The one that writes.
#[derive(Clone, Debug)]
pub struct Catalogue {
    db: Db,
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
    #[error("the database did not take the batch: {0}")]
    Database(#[from] DbErr),
}

impl Catalogue {
    pub fn new(db: Db) -> Self {
        Self { db }
    }

    /// Takes in a batch as a whole or not at all. A batch that says nothing new changes nothing.
    pub async fn absorb(&self, batch: &record::Batch, time: DateTime<Utc>) -> Result<Report, Error> {
        let tx = self.db.begin().await?;
        let report = absorb::absorb(&tx, batch, time).await?;
        tx.commit().await?;
        Ok(report)
    }
}
