//! Reads what sources say and hands it to the catalogue as records. Knows no rows and holds no connection but to side
//! files of its own.

pub mod csv;
pub mod imdb;
pub mod input;
pub mod list;
pub mod musicbrainz;
pub mod progress;
pub mod rejects;
pub mod seed;
pub mod stage;
pub mod wikidata;

mod bodies;
mod deliveries;
mod form;
mod read;
mod run;
mod say;
mod text;

pub use read::read;
pub use run::{Options, Report, Run, run};

use crate::catalogue;

/// A text in the form that `seed/README.md` describes, and the name by which messages call it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{file}: {reason}")]
    Malformed { file: String, reason: String },
    #[error("{origin}: {wrong}")]
    Wrong { origin: String, wrong: String },
    #[error(transparent)]
    Input(#[from] input::Error),
    #[error(transparent)]
    Stage(#[from] stage::Error),
    #[error(transparent)]
    Rejects(#[from] rejects::Error),
    /// Whoever takes the batches has given up, and says why.
    #[error("the import was broken off")]
    BrokenOff,
    #[error("the reader of the import has failed: {0}")]
    Reader(#[from] tokio::task::JoinError),
    #[error(transparent)]
    Catalogue(#[from] catalogue::Error),
}
