//! The whole graph as one SQLite file, which `VACUUM INTO` writes: of one state, without the room that rows left, and
//! without holding up those who write.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{Error, SQLITE, Written, make, part, rename};
use crate::db::{
    Db,
    reads::{Failure, Inspected},
};

/// A copy that does not have its name yet.
pub struct Copy {
    pub path: PathBuf,
    pub version: String,
    /// The migrations that were applied to it, in their order.
    pub migrations: Vec<String>,
}

/// Copies the database. The folder is that of the version that the copy turns out to have.
pub async fn export(db: &Db, out: &Path) -> Result<Written, Error> {
    let Copy { path, version, .. } = copy(db, out).await?;
    let folder = make(out, &version)?;
    rename(&path, &folder.join(SQLITE))?;
    Ok(Written { folder, version, files: 1, rows: 0 })
}

/// Copies the database into a file of this folder, which is on the disk when this ends.
pub async fn copy(db: &Db, out: &Path) -> Result<Copy, Error> {
    if db.read.get_database_backend() != DbBackend::Sqlite {
        return Err(Error::NotSqlite);
    }
    fs::create_dir_all(out).map_err(|reason| Error::File { path: out.to_owned(), reason })?;
    let path = part(&out.join(SQLITE));
    // Left by one that was ended on its way.
    if path.exists() {
        fs::remove_file(&path).map_err(|reason| Error::File { path: path.clone(), reason })?;
    }
    let name = path.to_string_lossy().into_owned();
    db.read.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()])).await?;
    let Inspected { version, migrations } = Inspected::of(&path)?;
    let version = version.ok_or_else(|| Failure::Refused("the copy has no version".into()))?.to_string();
    let file = fs::File::open(&path).and_then(|file| file.sync_all());
    file.map_err(|reason| Error::File { path: path.clone(), reason })?;
    Ok(Copy { path, version, migrations })
}
