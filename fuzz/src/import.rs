//! Any bytes as what publishers offer: documents, tables and lists, read as an import reads them, and taken in.
//!
//! Whatever is in a file, an import ends with a report of what was rejected, or with an error about that file. What it
//! keeps the catalogue takes in.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

use needledrop::{
    catalogue::{self, Catalogue, record},
    db::Db,
    import::{self, Error, Run},
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::world::{empty, scratch, world};

/// All of it, or what belongs to soundtracks: the length of the input decides.
pub fn musicbrainz(data: &[u8]) {
    match data.len().is_multiple_of(2) {
        true => import(data, "release.json", |run, folder| import::musicbrainz::read(run, &[folder], true)),
        false => import(data, "release.json", |run, folder| import::musicbrainz::read(run, &[folder], false)),
    }
}

pub fn wikidata(data: &[u8]) {
    import(data, "entities.json", |run, folder| import::wikidata::read(run, &[folder]));
}

pub fn imdb(data: &[u8]) {
    import(data, "title.basics.tsv", |run, folder| import::imdb::read(run, &[folder], &import::imdb::Wanted::All));
}

pub fn list(data: &[u8]) {
    import(data, "list.toml", |run, folder| import::list::read_files(run, &[folder]));
}

pub fn csv(data: &[u8]) {
    import(data, "films.csv", |run, folder| {
        let source = record::Source {
            name: "Tables".to_owned(),
            kind: record::SourceKind::Dataset,
            licence: None,
            version: None,
            url: None,
            retrieved: None,
            rank: record::ranks::OTHER,
        };
        let paths = vec![folder.display().to_string()];
        let list = import::csv::list("Best of tables", None).ok();
        import::csv::read(run, import::csv::Tables { paths, kind: None, map: Vec::new(), source, list })
    });
}

fn import(data: &[u8], usual: &str, reader: fn(&mut Run, PathBuf) -> Result<(), Error>) {
    let folder = scratch();
    let files = folder.path().join("files");
    write(data, usual, &files);
    let db = database();
    let options = import::Options {
        strict: false,
        rejects: folder.path().join("rejects.ndjson"),
        stage: folder.path().join("stage"),
        into: "memory".to_owned(),
    };
    let outcome = world().block_on(async {
        let catalogue = Catalogue::new(db.clone());
        let outcome =
            import::run(Some(&catalogue), chrono::DateTime::UNIX_EPOCH, options, move |run| reader(run, files));
        let outcome = outcome.await;
        // Which takes longer than most imports.
        if !matches!(&outcome, Ok(report) if report.batches == 0) {
            clear(&db).await;
        }
        outcome
    });
    match outcome {
        Ok(report) => {
            assert!(report.kept + report.rejected <= report.read, "{report}");
        }
        Err(Error::Malformed { .. } | Error::Wrong { .. } | Error::Input(_)) => {}
        // A list that names what is nowhere. Whoever wrote it can mend it.
        Err(Error::Catalogue(error)) if !matches!(error, catalogue::Error::Database(_)) => {}
        Err(error) => panic!("{error}: {error:?}"),
    }
}

/// Writes the files that the bytes are of: `== NAME` begins one.
fn write(data: &[u8], usual: &str, folder: &Path) {
    std::fs::create_dir(folder).expect("there is room for a folder");
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        match (line.strip_prefix(b"== "), files.last_mut()) {
            (Some(name), _) => files.push((name_of(name), Vec::new())),
            (None, Some((_, file))) => file.extend_from_slice(line),
            (None, None) => files.push((usual.to_owned(), line.to_vec())),
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        // A name may be that of a folder, too; the first has it.
        if std::fs::create_dir_all(parent).is_ok() && !path.exists() {
            std::fs::write(&path, bytes).expect("there is room for a file");
        }
    }
}

/// A name below the folder.
fn name_of(text: &[u8]) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'/');
    let name: String = text.iter().filter(|byte| plain(byte)).take(60).map(|byte| char::from(*byte)).collect();
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    if parts.is_empty() { "file".to_owned() } else { parts.join("/") }
}

/// The database that batches go into. It has no rows before and after.
fn database() -> MutexGuard<'static, Db> {
    static EMPTY: OnceLock<Mutex<Db>> = OnceLock::new();
    let db = EMPTY.get_or_init(|| Mutex::new(world().block_on(empty())));
    db.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn clear(db: &Db) {
    static CLEAR: OnceLock<String> = OnceLock::new();
    if CLEAR.get().is_none() {
        let own = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search_index%'
            AND name NOT IN ('dataset', 'seaql_migrations') AND name NOT LIKE 'sqlite_stat%'";
        let rows = db.write.query_all_raw(Statement::from_string(DbBackend::Sqlite, own)).await.expect("it has tables");
        let names = rows.iter().map(|row| row.try_get::<String>("", "name").expect("a table has a name"));
        let deletes: String = names.map(|name| format!("DELETE FROM \"{name}\";")).collect();
        CLEAR.get_or_init(|| format!("PRAGMA foreign_keys = OFF; BEGIN; {deletes} COMMIT; PRAGMA foreign_keys = ON;"));
    }
    let clear = CLEAR.get().expect("it was made");
    db.write.execute_unprepared(clear).await.expect("rows can be deleted");
}
