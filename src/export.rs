//! The graph as files: a file for each table, with the names of the tables in SQLite, and beside them what the columns are
//! and under which licences the facts stand.
//!
//! Table-shaped reads do not go through the engine, which is for graph-shaped ones. All tables are of one state of the
//! database, rows lie in the order of their ids, and both databases give the same bytes. A file appears under its name
//! when it is whole.

mod form;
mod publish;
mod read;
mod snapshot;
mod table;
mod text;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use arrow_schema::ArrowError;
use parquet::errors::ParquetError;
use serde_json::json;

use crate::db::{Db, reads::Failure};

pub use form::{Form, Writer};
pub use publish::{Damaged, Manifest, Publication, Published, publish};
pub use table::names;

/// What describes an export, beside its files.
pub const SCHEMA: &str = "schema.json";
/// Under which terms the facts may be used.
pub const LICENCE: &str = "LICENCE.txt";
/// The name under which the export of the newest data stands, beside those of each version.
pub const LATEST: &str = "latest";
/// The whole graph as one database.
pub const SQLITE: &str = "needledrop.sqlite";

/// What is to be written.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub format: Format,
    /// The folder in which a folder for the version of the data is made.
    pub out: PathBuf,
    /// Names of tables; none means all.
    pub tables: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file for each table.
    Tables(Form),
    /// One SQLite database, as it can be opened.
    Sqlite,
}

/// How far an export is.
#[derive(Clone, Copy, Debug)]
pub struct Progress<'a> {
    pub table: &'a str,
    pub rows: u64,
    pub of: u64,
}

/// What was written.
#[derive(Debug)]
pub struct Written {
    pub folder: PathBuf,
    pub version: String,
    pub files: usize,
    pub rows: u64,
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no table `{0}`; there are {1}")]
    NoTable(String, String),
    #[error("only a SQLite database can be copied whole; from PostgreSQL, export its tables")]
    NotSqlite,
    #[error("another snapshot is being published in `{}`; try again when it is done", .0.display())]
    Publishing(PathBuf),
    #[error("{}: {reason}", path.display())]
    File { path: PathBuf, reason: io::Error },
    #[error(transparent)]
    Read(#[from] Failure),
    #[error("SQLite did not write its copy: {0}")]
    Copy(#[from] sea_orm::DbErr),
    #[error("the rows do not fit their form: {0}")]
    Arrow(#[from] ArrowError),
    #[error("the rows do not fit Parquet: {0}")]
    Parquet(#[from] ParquetError),
}

/// Writes files into `wanted.out`, below the version of the data. Another format of the same version adds its files to
/// those that lie there.
pub async fn export(db: &Db, wanted: &Wanted, progress: impl Fn(Progress<'_>)) -> Result<Written, Error> {
    let tables = table::chosen(&wanted.tables)?;
    let written = match wanted.format {
        Format::Sqlite => snapshot::export(db, &wanted.out).await?,
        Format::Tables(form) => {
            let snapshot = db.reads.snapshot(None).await?;
            let version = snapshot.version().await?.to_string();
            let folder = make(&wanted.out, &version)?;
            let (mut files, mut rows) = (0, 0);
            for (number, table) in &tables {
                let reader = read::Reader::new(&snapshot, *number, table);
                rows += one(&folder, form, reader, &progress).await?;
                files += 1;
            }
            let licences = read::licences(&snapshot).await?;
            put(&folder.join(LICENCE), licences.as_bytes())?;
            Written { folder, version, files, rows }
        }
    };
    let schema = json!({ "datasetVersion": written.version, "tables": table::all().iter().map(table::described).collect::<Vec<_>>() });
    put(&written.folder.join(SCHEMA), format!("{schema:#}\n").as_bytes())?;
    name_latest(&wanted.out, &written.version)?;
    Ok(written)
}

/// Writes one table. Returns how many rows it has.
async fn one(
    folder: &Path,
    form: Form,
    mut reader: read::Reader<'_>,
    progress: &impl Fn(Progress<'_>),
) -> Result<u64, Error> {
    let table = reader.table;
    let of = reader.count().await?;
    let path = folder.join(format!("{}.{}", table.name, form.ending()));
    let part = part(&path);
    let cannot = |reason| Error::File { path: part.clone(), reason };
    let mut file = fs::File::create(&part).map_err(cannot)?;
    let mut writer = Writer::new(form, table.schema())?;
    let mut rows = 0;
    progress(Progress { table: table.name, rows, of });
    while let Some(batch) = reader.next().await? {
        io::Write::write_all(&mut file, &writer.write(&batch)?).map_err(cannot)?;
        rows += batch.num_rows() as u64;
        progress(Progress { table: table.name, rows, of });
    }
    io::Write::write_all(&mut file, &writer.finish()?).map_err(cannot)?;
    file.sync_all().map_err(cannot)?;
    rename(&part, &path)?;
    Ok(rows)
}

/// The folder of a version.
fn make(out: &Path, version: &str) -> Result<PathBuf, Error> {
    let folder = out.join(version);
    fs::create_dir_all(&folder).map_err(|reason| Error::File { path: folder.clone(), reason })?;
    Ok(folder)
}

/// Where a file is written before it has its name. Two exports at once do not write into one.
fn part(path: &Path) -> PathBuf {
    let mut part = path.as_os_str().to_owned();
    part.push(format!(".{}.part", std::process::id()));
    part.into()
}

fn put(path: &Path, content: &[u8]) -> Result<(), Error> {
    let part = part(path);
    fs::write(&part, content).map_err(|reason| Error::File { path: part.clone(), reason })?;
    rename(&part, path)
}

fn rename(part: &Path, path: &Path) -> Result<(), Error> {
    fs::rename(part, path).map_err(|reason| Error::File { path: path.to_owned(), reason })
}

/// Lets `latest` lead to this version, from one moment to the next.
fn name_latest(out: &Path, version: &str) -> Result<(), Error> {
    let path = out.join(LATEST);
    let part = part(&path);
    let made = match fs::remove_file(&part) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => std::os::unix::fs::symlink(version, &part),
    };
    made.map_err(|reason| Error::File { path: part.clone(), reason })?;
    rename(&part, &path)
}
