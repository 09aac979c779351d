//! The file that is read, and files that are looked at before they are.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use rusqlite::{Connection, OpenFlags};

use super::{Failure, Reader, VERSION, failure};
use crate::db::State;

/// What is read, and the connections to it that are not on loan.
pub struct File {
    pub path: PathBuf,
    /// How many files were read before.
    pub number: u64,
    pub idle: Vec<Reader>,
}

/// What a file says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// The version of its data; `None` without tables.
    pub version: Option<Arc<str>>,
    /// The migrations that were applied to it, in their order.
    pub migrations: Vec<String>,
}

impl Inspected {
    /// Looks into a SQLite file. Writes nothing.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let look = || -> rusqlite::Result<Self> {
            let file = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
            if !file.table_exists(None, "seaql_migrations")? || !file.table_exists(None, "dataset")? {
                return Ok(Self { version: None, migrations: Vec::new() });
            }
            let mut applied = file.prepare("SELECT version FROM seaql_migrations ORDER BY version")?;
            let migrations = applied.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
            Ok(Self { version: Some(file.query_row(VERSION, [], |row| row.get(0))?), migrations })
        };
        look().map_err(failure)
    }

    pub fn state(&self) -> State {
        State::of(&self.migrations)
    }
}

/// The address of a file that never changes: SQLite locks nothing, and looks for no log beside it.
pub fn immutable(path: &Path) -> PathBuf {
    const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
    let path = percent_encode(path.as_os_str().as_encoded_bytes(), PLAIN);
    PathBuf::from(format!("file:{path}?immutable=1"))
}

/// Someone who waits, counted.
pub struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    pub fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
