//! Dumps of a world that does not exist, of any size, in the exact formats of those who publish the real one: for tests of
//! scale, for benchmarks, and for trying things out.
//!
//! What is written depends on nothing but the options: the same seed and the same scale give the same bytes. Nothing is held
//! in memory but what is being written.

mod chance;
mod imdb;
mod json;
mod layers;
mod musicbrainz;
mod output;
mod text;
mod wikidata;
mod world;

use std::{io, path::PathBuf};

pub use self::output::Packing;
use self::world::World;

/// What is to be written, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    pub format: Format,
    /// 1 is a world of 100,000 films.
    pub scale: f64,
    /// Another seed is another world.
    pub seed: u64,
    /// So many of 100 release groups are soundtracks.
    pub soundtracks: u64,
    /// The folder for the files. It is made where there is none; files that are there are not touched.
    pub out: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// `artist`, `release-group`, `release`, `work` and `recording`, each a `.tar.xz` or, if `plain`, a `.jsonl`.
    Musicbrainz { plain: bool },
    /// `entities.json`, which may be packed.
    Wikidata { packing: Packing },
    /// `title.basics`, `title.crew`, `title.principals`, `title.akas` and `name.basics`, each a `.tsv.gz` or, if `plain`, a
    /// `.tsv`.
    Imdb { plain: bool },
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub name: String,
    /// Documents, entities or rows without the headings.
    pub documents: u64,
    /// Bytes of JSON or of table, before compression.
    pub bytes: u64,
}

/// How far the writing of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    pub name: &'a str,
    /// How many of the things that there are to tell have been told.
    pub done: u64,
    pub of: u64,
    pub bytes: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is there already; remove it or choose another folder")]
    Exists(String),
    #[error("cannot write `{path}`: {reason}")]
    Write { path: String, reason: io::Error },
}

/// Writes all files of a format, telling `progress` now and then how far it is.
///
/// # Errors
///
/// When a file is there already, in which case nothing is written, or when one cannot be written. A file that was not
/// finished is left with the ending `.part`.
pub fn generate(options: &Options, progress: &mut dyn FnMut(Progress<'_>)) -> Result<Vec<Written>, Error> {
    let world = World::new(options.seed, options.scale, options.soundtracks);
    match options.format {
        Format::Musicbrainz { plain } => musicbrainz::write(&world, &options.out, plain, progress),
        Format::Wikidata { packing } => wikidata::write(&world, &options.out, packing, progress),
        Format::Imdb { plain } => imdb::write(&world, &options.out, plain, progress),
    }
}
