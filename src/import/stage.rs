//! The side file: where a reader of large dumps puts what it keeps until it has seen everything, and where an import that
//! was broken off finds how far it had come.
//!
//! What is kept and how far that is are written in one transaction. Tables that are only appended to, with indexes made
//! when all is in, are much faster than rows that are looked up one by one.

use std::{fs, io, path::PathBuf};

use rusqlite::{Connection, ErrorCode, OptionalExtension};

use super::{
    Options,
    input::{self, File},
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the side file `{}`: {reason}", path.display())]
    Failed { path: PathBuf, reason: rusqlite::Error },
    #[error("the side file `{}` is in use: the same import is under way", path.display())]
    InUse { path: PathBuf },
    #[error("the side file `{}`: {reason}", path.display())]
    Unwritable { path: PathBuf, reason: io::Error },
}

/// A side file.
#[derive(Debug)]
pub struct Stage {
    db: Connection,
    path: PathBuf,
    resumed: bool,
}

impl Stage {
    /// The side file for an import of `what` (its reader, with what decides what is kept) from these files. It is made if that import is new, and found again if it was broken off. `tables` makes what the
    /// reader wants to have in it.
    pub fn open(options: &Options, what: &str, files: &[File], tables: &str) -> Result<Self, super::Error> {
        let folder = &options.stage;
        let mut identity = format!("{} {what} into {}\n{tables}", env!("CARGO_PKG_VERSION"), options.into);
        for file in files {
            identity += &format!("\n{}", file.identity()?);
        }
        let name = format!("needledrop-{:016x}.stage", input::hash(identity.as_bytes()));
        let path = folder.join(name);
        fs::create_dir_all(folder).map_err(|reason| Error::Unwritable { path: path.clone(), reason })?;
        let named = |reason: rusqlite::Error| match reason.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::InUse { path: path.clone() },
            _ => Error::Failed { path: path.clone(), reason },
        };
        let db = Connection::open(&path).map_err(named)?;
        db.set_prepared_statement_cache_capacity(64);
        // Temporary files stay beside it, on a disk that someone chose for its size. Its loss costs time and nothing
        // else, so that nothing waits for the disk; what a killed process has written is there all the same.
        db.execute_batch(
            "PRAGMA page_size = 16384; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = TRUNCATE;
             PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA temp_store = FILE; BEGIN EXCLUSIVE",
        )
        .map_err(named)?;
        let fresh = !db.table_exists(None, "reached").map_err(named)?;
        if fresh {
            db.execute_batch("CREATE TABLE reached (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;")
                .and_then(|()| db.execute_batch(tables))
                .and_then(|()| db.execute_batch("COMMIT; BEGIN"))
                .map_err(named)?;
        }
        Ok(Self { db, path, resumed: !fresh })
    }

    /// Where a reader's tables are. There always is a transaction, which [`Stage::checkpoint`] ends.
    pub fn db(&self) -> &Connection {
        &self.db
    }

    /// Whether an import that was broken off is taken up again.
    pub fn resumed(&self) -> bool {
        self.resumed
    }

    /// How far something had come at the last checkpoint, such as the lines of a file. 0 if it had not begun.
    pub fn reached(&self, name: &str) -> Result<u64, Error> {
        let value: Option<i64> = self
            .db
            .prepare_cached("SELECT value FROM reached WHERE name = ?1")
            .and_then(|mut query| query.query_row([name], |row| row.get(0)).optional())
            .map_err(|reason| self.failed(reason))?;
        Ok(value.unwrap_or_default().unsigned_abs())
    }

    /// Notes how far something has come; to be followed by a checkpoint.
    pub fn reach(&self, name: &str, value: u64) -> Result<(), Error> {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        self.db
            .prepare_cached("INSERT INTO reached VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value")
            .and_then(|mut upsert| upsert.execute((name, value)))
            .map_err(|reason| self.failed(reason))?;
        Ok(())
    }

    /// From here on, all that was written and noted is there, whatever happens.
    pub fn checkpoint(&self) -> Result<(), Error> {
        self.db.execute_batch("COMMIT; BEGIN").map_err(|reason| self.failed(reason))
    }

    /// Puts the file's name to what SQLite says.
    pub fn failed(&self, reason: rusqlite::Error) -> Error {
        Error::Failed { path: self.path.clone(), reason }
    }

    /// Removes the side file, when nothing is left to be done.
    pub fn remove(self) -> Result<(), Error> {
        let path = self.path.clone();
        self.db.close().map_err(|(_, reason)| Error::Failed { path: path.clone(), reason })?;
        for beside in ["-journal", ""] {
            let file = PathBuf::from(format!("{}{beside}", path.display()));
            match fs::remove_file(&file) {
                Err(reason) if reason.kind() != io::ErrorKind::NotFound => {
                    return Err(Error::Unwritable { path: file, reason });
                }
                _ => {}
            }
        }
        Ok(())
    }
}
