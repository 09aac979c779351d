//! Databases for the tests: fresh ones of both kinds, and gone afterwards.
//!
//! PostgreSQL is never skipped. One server is started for the whole run, without the network and beside any other that
//! may run on the machine; each test gets a database of its own there.

use std::{
    io::{BufRead, BufReader, Write},
    ops::Deref,
    process::{ChildStdin, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use needledrop::{
    catalogue::Catalogue,
    db::{self, Db, Options},
    engine::Engine,
    graphql::{Api, guard::Limits},
    import,
};
use sea_orm::{ConnectionTrait, Database};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// A database of its own for one test. Goes when it is dropped.
pub struct Fresh {
    db: Db,
    /// The address under which another process reaches it.
    pub url: String,
    _remains: Remains,
}

impl Deref for Fresh {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// Runs a check on a fresh database of each kind.
pub async fn everywhere(check: impl AsyncFn(Fresh)) {
    println!("on SQLite:");
    check(on_sqlite().await).await;
    println!("on PostgreSQL:");
    check(on_postgres().await).await;
}

/// As [`everywhere`], before any migration.
pub async fn everywhere_empty(check: impl AsyncFn(Fresh)) {
    println!("on SQLite:");
    check(on_empty_sqlite().await).await;
    println!("on PostgreSQL:");
    check(on_empty_postgres().await).await;
}

/// A file with all tables and no rows.
pub async fn on_sqlite() -> Fresh {
    let fresh = on_empty_sqlite().await;
    db::migrate(&fresh).await.expect("SQLite takes the migrations");
    fresh
}

/// A file without tables.
pub async fn on_empty_sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let url = format!("sqlite:{}", folder.path().join("graph.db").display());
    let db = db::connect(&url, &options()).await.expect("SQLite makes the file");
    Fresh { db, url, _remains: Remains::Folder(folder) }
}

/// A database of the tests' own server with all tables and no rows.
pub async fn on_postgres() -> Fresh {
    let server = Server::running().await;
    server.create("migrated").await
}

/// A database of the tests' own server without tables.
pub async fn on_empty_postgres() -> Fresh {
    let server = Server::running().await;
    server.create("template0").await
}

/// A file with the seed catalogue.
pub async fn seeded_sqlite() -> Fresh {
    seed(on_sqlite().await).await
}

/// A database of the tests' own server with the seed catalogue.
pub async fn seeded_postgres() -> Fresh {
    seed(on_postgres().await).await
}

async fn seed(fresh: Fresh) -> Fresh {
    let time = "2026-01-01T00:00:00Z".parse().expect("a time");
    import::seed::load(&Catalogue::new(fresh.db.clone()), time).await.expect("the seed catalogue fits");
    fresh
}

/// The API over a database.
pub fn api(fresh: &Fresh) -> Api {
    api_within(fresh, Limits::default())
}

/// The API over a database, with limits of one's own.
pub fn api_within(db: &Db, limits: Limits) -> Api {
    Api::new(Engine::new(db.reads.clone()), limits).expect("the schema fits together")
}

/// What a document is answered with. An error fails the test.
pub async fn data(api: &Api, document: &str) -> serde_json::Value {
    let response = api.execute(needledrop::graphql::Request::new(document)).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    serde_json::from_slice(&response.data.expect("there is data")).expect("the data are JSON")
}

/// The product's options, but patient: tests run side by side on few cores.
pub fn options() -> Options {
    Options { read_connections: 4, acquire_timeout_ms: 20_000, create: true, ..Options::default() }
}

/// What a test leaves behind and its end removes.
enum Remains {
    Folder(#[expect(dead_code, reason = "held for its drop")] TempDir),
    Database { name: String, server: &'static Server },
}

impl Drop for Remains {
    fn drop(&mut self) {
        if let Self::Database { name, server } = self {
            // Should the server be gone, then so is the database.
            let _gone = writeln!(server.unwanted(), "{name}");
        }
    }
}

/// The PostgreSQL server of this run of the tests.
struct Server {
    /// Where its socket is.
    folder: String,
    /// Takes the names of databases that are no longer wanted. The server stops when this closes, with the process.
    unwanted: Mutex<ChildStdin>,
}

impl Server {
    /// Starts the server, unless another test has.
    async fn running() -> &'static Self {
        static SERVER: OnceCell<Server> = OnceCell::const_new();
        SERVER
            .get_or_init(async || {
                let server = Self::start();
                server.execute("CREATE DATABASE migrated").await;
                let db = db::connect(&server.url("migrated"), &options()).await.expect("PostgreSQL answers");
                db::migrate(&db).await.expect("PostgreSQL takes the migrations");
                // A database can be copied while no one uses it.
                db.close().await.expect("connections close");
                server
            })
            .await
    }

    #[expect(clippy::zombie_processes, reason = "the shell outlives this process, to clean up after it")]
    fn start() -> Self {
        const KEEPER: &str = include_str!("support/postgres.sh");
        let mut keeper = Command::new("sh");
        // The text is handed in once more as the name of the script, with which it starts itself as another user.
        keeper.args(["-c", KEEPER, KEEPER]);
        // Apart from the tests' group, so that an interrupt from the keyboard leaves it time to clean up.
        std::os::unix::process::CommandExt::process_group(&mut keeper, 0);
        let mut keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("there is a shell");
        let unwanted = Mutex::new(keeper.stdin.take().expect("the input was piped"));

        let mut answer = String::new();
        let output = keeper.stdout.take().expect("the output was piped");
        BufReader::new(output).read_line(&mut answer).expect("the shell's output can be read");
        let Some(folder) = answer.trim().strip_prefix("socket ") else {
            panic!(
                "the tests need PostgreSQL: {}. `scripts/test` installs it, as does `apt-get install postgresql`.",
                answer.trim()
            );
        };
        Self { folder: folder.to_owned(), unwanted }
    }

    async fn create(&'static self, template: &str) -> Fresh {
        static COUNT: AtomicUsize = AtomicUsize::new(1);
        let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
        self.execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        let url = self.url(&name);
        let db = db::connect(&url, &options()).await.expect("PostgreSQL answers");
        Fresh { db, url, _remains: Remains::Database { name, server: self } }
    }

    /// Each test has a runtime of its own, and a connection does not outlive its runtime: hence a new one each time.
    async fn execute(&self, sql: &str) {
        let connection = Database::connect(self.url("postgres")).await.expect("PostgreSQL answers");
        connection.execute_unprepared(sql).await.expect("the statement is right");
        connection.close().await.expect("the connection closes");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder)
    }

    fn unwanted(&self) -> MutexGuard<'_, ChildStdin> {
        // A test that panicked while it wrote a name has left the pipe as good as before.
        self.unwanted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
