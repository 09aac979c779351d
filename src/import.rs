//! Reads what sources say and hands it to the catalogue as records. Knows no rows and holds no connection.

pub mod seed;

mod form;
mod read;
mod say;

pub use read::read;

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
    Malformed { file: String, reason: toml::de::Error },
    #[error("{origin}: {wrong}")]
    Wrong { origin: String, wrong: String },
    #[error(transparent)]
    Catalogue(#[from] catalogue::Error),
}
