//! A PostgreSQL cluster of the test's own, whose servers can be killed and frozen.

use std::{
    io::{BufRead, BufReader, Write},
    process::{ChildStdin, ChildStdout, Command, Stdio},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use needledrop::{
    catalogue::Catalogue,
    db::{self, Db, Lsn, StandbyLimits},
    import,
};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};

use crate::support;

/// A primary, which is server 0, and its standbys. All stop when it is dropped.
pub struct Cluster {
    folder: String,
    keeper: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    standbys: usize,
}

impl Cluster {
    /// Starts the servers, and makes the tables.
    #[expect(clippy::zombie_processes, reason = "the shell outlives this process, to clean up after it")]
    pub async fn start(standbys: usize) -> Self {
        const KEEPER: &str = include_str!("cluster.sh");
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, KEEPER, &standbys.to_string()]);
        // Apart from the tests' group, so that an interrupt from the keyboard leaves it time to clean up.
        std::os::unix::process::CommandExt::process_group(&mut keeper, 0);
        let mut keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("there is a shell");
        let input = keeper.stdin.take().expect("the input was piped");
        let mut output = BufReader::new(keeper.stdout.take().expect("the output was piped"));
        let mut answer = String::new();
        output.read_line(&mut answer).expect("the shell's output can be read");
        let folder = answer.trim().strip_prefix("ready ");
        let folder = folder.unwrap_or_else(|| panic!("the test needs PostgreSQL: {}", answer.trim())).to_owned();
        let cluster = Self { folder, keeper: Mutex::new((input, output)), standbys };
        let db = cluster.primary().await;
        db::migrate(&db).await.expect("PostgreSQL takes the migrations");
        db.close().await.expect("connections close");
        cluster
    }

    /// The address of a server.
    pub fn url(&self, number: usize) -> String {
        format!("postgres://postgres@localhost/postgres?host={}/{number}", self.folder)
    }

    /// Kills, starts, freezes or thaws a server.
    pub fn does(&self, command: &str, number: usize) {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(keeper.0, "{command} {number}").expect("the shell listens");
        let mut answer = String::new();
        keeper.1.read_line(&mut answer).expect("the shell answers");
        assert_eq!(answer.trim(), "done", "{command} {number}");
    }

    /// The primary alone.
    pub async fn primary(&self) -> Db {
        db::connect(&self.url(0), &support::options()).await.expect("the primary answers")
    }

    /// All servers, as one database.
    pub async fn database(&self, options: &db::Options, limits: &StandbyLimits) -> Db {
        let standbys: Vec<String> = (1..=self.standbys).map(|number| self.url(number)).collect();
        let standbys: Vec<&str> = standbys.iter().map(String::as_str).collect();
        db::connect_with_standbys(&self.url(0), &standbys, options, limits).await.expect("someone answers")
    }

    /// Runs a statement on one server.
    pub async fn execute(&self, number: usize, sql: &str) {
        let connection = Database::connect(self.url(number)).await.expect("the server answers");
        connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        connection.close().await.expect("the connection closes");
    }

    /// The number that a statement gives on one server.
    pub async fn value(&self, number: usize, sql: &str) -> i64 {
        let connection = Database::connect(self.url(number)).await.expect("the server answers");
        let row = connection.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await;
        let row = row.unwrap_or_else(|error| panic!("{sql}: {error}")).expect("the statement gives a row");
        connection.close().await.expect("the connection closes");
        row.try_get_by_index(0).expect("the value is a number")
    }

    /// Loads the seed catalogue. Returns the position of the log behind it.
    pub async fn seed(&self) -> Lsn {
        let db = self.primary().await;
        let time = "2026-01-01T00:00:00Z".parse().expect("a time");
        import::seed::load(&Catalogue::new(db.clone()), time).await.expect("the seed catalogue fits");
        let position = db.position().await.expect("the primary answers").expect("PostgreSQL has a log");
        db.close().await.expect("connections close");
        position
    }

    /// Adds a film. Returns the position of the log behind it.
    pub async fn add_film(&self, slug: &str) -> Lsn {
        let db = self.primary().await;
        let insert = format!(
            "INSERT INTO film (slug, title, title_key, kind) VALUES ('{slug}', '{slug}', '{slug}', 'FEATURE'); \
             UPDATE dataset SET version = '{slug}'"
        );
        db.write.execute_unprepared(&insert).await.expect("the primary writes");
        let position = db.position().await.expect("the primary answers").expect("PostgreSQL has a log");
        db.close().await.expect("connections close");
        position
    }
}

/// Waits until something is so. What never comes fails the test; how long it takes does not.
pub async fn until(what: &str, mut so: impl AsyncFnMut() -> bool) {
    for _ in 0..600 {
        if so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("this does not come: {what}");
}
