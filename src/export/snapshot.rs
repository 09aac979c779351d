//! The whole graph as one SQLite file, which `VACUUM INTO` writes: of one state, without the room that rows left, and
//! without holding up those who write.

use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{Error, SQLITE, Written, make, part, rename};
use crate::db::{Db, SqliteReaders};

/// Copies the database. The folder is that of the version that the copy turns out to have.
pub async fn copy(db: &Db, out: &Path) -> Result<Written, Error> {
    if db.read.get_database_backend() != DbBackend::Sqlite {
        return Err(Error::NotSqlite);
    }
    std::fs::create_dir_all(out).map_err(|reason| Error::File { path: out.to_owned(), reason })?;
    let new = part(&out.join(SQLITE));
    // Left by one that was ended on its way.
    if new.exists() {
        std::fs::remove_file(&new).map_err(|reason| Error::File { path: new.clone(), reason })?;
    }
    let name = new.to_string_lossy().into_owned();
    db.read.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()])).await?;
    let version = SqliteReaders::version_of(&new)?.to_string();
    let folder = make(out, &version)?;
    let file = std::fs::File::open(&new).and_then(|file| file.sync_all());
    file.map_err(|reason| Error::File { path: new.clone(), reason })?;
    rename(&new, &folder.join(SQLITE))?;
    Ok(Written { folder, version, files: 1, rows: 0 })
}
