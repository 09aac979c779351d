//! Imports that are killed, and imports that find no room: nothing is half done, and the next one brings the rest.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use needledrop::db::{self, Db};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::{
    cluster::until,
    process::{Server, ended, needledrop, run},
    sqlite::integrity,
};
use crate::support;

/// Some thousand entities of a made-up world.
fn dump(folder: &Path) {
    let arguments = ["generate", "--format", "wikidata", "--scale", "0.011", "--out", "dump"];
    let (code, said) = run(folder, &arguments);
    assert_eq!(code, Some(0), "{said}");
}

const IMPORT: [&str; 3] = ["import", "wikidata", "dump"];

/// What an import leaves: how many rows of each kind, and how many pieces of evidence.
async fn counts(db: &Db) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["film", "artist", "soundtrack", "credit", "evidence", "identifier"] {
        counts.push(count(db, table).await);
    }
    counts
}

async fn count(db: &Db, table: &str) -> i64 {
    let statement = Statement::from_string(db.read.get_database_backend(), format!("SELECT count(*) FROM {table}"));
    db.read.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_was_killed_goes_on_and_ends_as_any() {
    let folder = tempfile::tempdir().unwrap();
    dump(folder.path());
    // The same without an accident.
    let whole = support::on_sqlite().await;
    let (code, said) = run(folder.path(), &[&IMPORT[..], &["--database", &whole.url, "--stage", "whole"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let expected = counts(&whole).await;
    assert!(expected.iter().all(|count| *count > 0), "{expected:?}");

    for fresh in [support::on_sqlite().await, support::on_postgres().await] {
        let import = [&IMPORT[..], &["--database", &fresh.url, "--stage", "stage"]].concat();
        // Somebody reads all the while.
        let server = Server::start(folder.path(), &["--database", &fresh.url, "--no-seed"]);
        let load = server.load(2);
        let mut importing = needledrop(folder.path(), &import).stderr(Stdio::null()).spawn().unwrap();
        until("rows are written", async || count(&fresh, "evidence").await > 0).await;
        importing.kill().unwrap();
        importing.wait().unwrap();
        let after = counts(&fresh).await;
        assert!(after < expected, "it was killed on its way: {after:?}");
        load.goes_on(10).await;
        assert_eq!(load.end().await, Default::default());
        server.kill();
        if fresh.read.get_database_backend() == DbBackend::Sqlite {
            let path = fresh.url.strip_prefix("sqlite:").unwrap().replace("/graph.db", "");
            let link = Path::new(&path).join("needledrop.db");
            std::os::unix::fs::symlink(Path::new(&path).join("graph.db"), link).unwrap();
            assert_eq!(integrity(Path::new(&path)), "ok, 0 broken keys");
        }
        let (code, said) = run(folder.path(), &import);
        assert_eq!(code, Some(0), "{said}");
        assert_eq!(counts(&fresh).await, expected, "{}", fresh.url);
    }
}

/// The system lets a process write files of some size only, as a full disk would.
#[tokio::test]
async fn an_import_that_finds_no_room_says_so_and_leaves_the_file_whole() {
    let folder = tempfile::tempdir().unwrap();
    dump(folder.path());
    assert_eq!(run(folder.path(), &["migrate"]).0, Some(0));
    let size = std::fs::metadata(folder.path().join("needledrop.db")).unwrap().len();
    // In blocks of 512 bytes. Who ignores the signal is told by the call that writes.
    let limit = (size + 1_500_000) / 512;
    let mut limited = Command::new("sh");
    limited.current_dir(folder.path()).env_clear();
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -f {limit}; exec \"$@\""), "sh"]);
    limited.arg(env!("CARGO_BIN_EXE_needledrop")).args(IMPORT);
    let (code, said) = ended(limited);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error: "), "{said}");
    assert!(["full", "disk", "too large", "No space"].iter().any(|word| said.contains(word)), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(integrity(folder.path()), "ok, 0 broken keys");

    // With room it goes on, and ends as any.
    let (code, said) = run(folder.path(), &IMPORT);
    assert_eq!(code, Some(0), "{said}");
    let whole = support::on_sqlite().await;
    let (code, said) = run(folder.path(), &[&IMPORT[..], &["--database", &whole.url, "--stage", "whole"]].concat());
    assert_eq!(code, Some(0), "{said}");
    let own = format!("sqlite:{}", folder.path().join("needledrop.db").display());
    let own = db::connect(&own, &support::options()).await.unwrap();
    assert_eq!(counts(&own).await, counts(&whole).await);
    own.close().await.unwrap();
}
