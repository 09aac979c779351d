//! The seed catalogue in memory, and what holds for whatever it is asked.

use std::{path::Path, sync::LazyLock};

use axum::Router;
use needledrop::{
    catalogue::Catalogue,
    db::{self, Db},
    engine::Engine,
    graphql::{Api, Code, Request, Response},
    http, import,
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// What stands in a file that is not offered.
pub const SECRET: &str = "nobody is to see this";

pub struct World {
    runtime: Runtime,
    /// Two, so that no plan of one was kept by the other.
    apis: [Api; 2],
    /// Offers the folder `offered` of `_folder`, beside which there is a file with the [`SECRET`].
    pub router: Router,
    /// Which goes with its last connection.
    _db: Db,
    _folder: TempDir,
}

pub fn world() -> &'static World {
    static WORLD: LazyLock<World> = LazyLock::new(World::new);
    &WORLD
}

impl World {
    fn new() -> Self {
        let runtime =
            Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("threads can be started");
        let folder = scratch();
        std::fs::create_dir(folder.path().join("offered")).expect("there is room for a folder");
        std::fs::write(folder.path().join("offered/films.csv"), "id,title\n1,Singles\n")
            .expect("there is room for a file");
        std::fs::write(folder.path().join("secret"), SECRET).expect("there is room for a file");
        let options = http::Options { data: Some(folder.path().join("offered")), ..http::Options::default() };
        let (db, apis, router) = runtime.block_on(async {
            let db = empty().await;
            import::seed::load(&Catalogue::new(db.clone()), chrono::DateTime::UNIX_EPOCH).await.expect("the seed fits");
            let api = || Api::new(Engine::new(db.reads.clone()), Default::default()).expect("the schema fits together");
            let (apis, router) = ([api(), api()], http::router(api(), &options));
            (db, apis, router)
        });
        Self { runtime, apis, router, _db: db, _folder: folder }
    }

    pub fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }

    /// Asks, and looks at everything that holds for any request.
    pub fn ask(&self, request: &Request) -> Response {
        let (ours, theirs, response) = self.block_on(async {
            let [one, other] = &self.apis;
            let explained = one.explain(request.clone()).await;
            (explained, other.explain(request.clone()).await, one.execute(request.clone()).await)
        });
        match (&ours, &theirs) {
            (Ok(ours), Ok(theirs)) => {
                assert_eq!(ours, theirs, "one request has two plans");
                // Values are bound. Those that are made here have other characters in them, and no name has.
                assert!(ours.iter().all(|sql| sql.is_ascii()), "a value stands in a statement: {ours:?}");
            }
            _ => assert_eq!(ours.is_ok(), theirs.is_ok(), "one request is refused and is not: {ours:?} {theirs:?}"),
        }
        assert_eq!(ours.is_err(), response.data.is_none(), "refused or not: {ours:?} {:?}", response.errors);
        check(&response);
        response
    }
}

/// What holds for any response.
fn check(response: &Response) {
    assert!(response.data.is_some() || !response.errors.is_empty(), "neither data nor errors");
    for error in &response.errors {
        let ours = matches!(error.code, Code::InternalServerError | Code::ServiceUnavailable | Code::Timeout);
        assert!(!ours && !error.message.is_empty(), "{error:?}");
    }
    let json: Value = serde_json::from_slice(&response.to_json()).expect("a response is JSON");
    assert_eq!(json.get("errors").is_some(), !response.errors.is_empty());
}

/// A database in memory without rows.
pub async fn empty() -> Db {
    // Patient, for what is instrumented is slow.
    let patient = 20_000;
    let options = db::Options {
        create: true,
        read_connections: 4,
        acquire_timeout_ms: patient,
        statement_timeout_ms: patient,
        ..db::Options::default()
    };
    let db = db::connect("sqlite::memory:", &options).await.expect("there is memory");
    db::migrate(&db).await.expect("the migrations fit");
    db
}

/// A folder that goes with its value, in memory where there is such a place.
pub fn scratch() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("there is room for a folder")
}
