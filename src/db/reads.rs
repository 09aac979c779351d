//! Statements that only read, as the engine sends them.
//!
//! SeaORM's connections serve all else. Here each request would pay for what a general driver does around a statement:
//! its share of the smallest request was a half, on either database.

mod address;
pub mod explain;
mod health;
mod param;
mod postgres;
mod ready;
mod servers;
mod snapshot;
mod sqlite;
mod tls;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

pub use health::{Health, Limits as StandbyLimits};
pub use postgres::{Link, Readers as PostgresReaders};
pub use ready::Unready;
pub use servers::{ServerStatus, Servers};
pub use snapshot::Snapshot;
pub use sqlite::{Deadline, Inspected, Lease, Readers as SqliteReaders};

/// How long a process that ends waits for its connections. The database may be busy, or out of reach.
const CLOSING: Duration = Duration::from_secs(5);

/// The version of the data, drawn anew by whatever changes it.
const VERSION: &str = "SELECT version FROM dataset";

/// Connections that read. Cheap to clone.
#[derive(Clone, Debug)]
pub enum Reads {
    Sqlite(Arc<SqliteReaders>),
    Postgres(Servers),
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub struct Query<'a> {
    /// Its own number, by which a connection knows what it has prepared. Two statements never share one.
    pub number: u64,
    pub sql: &'a str,
    pub columns: &'a [Decode],
    /// How much its rows may take, which is made ready beforehand.
    pub room: Room,
}

/// What rows take: cells, and bytes of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Room {
    pub cells: usize,
    pub text: usize,
}

/// How the value of a column is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decode {
    /// An integer of 32 bits in PostgreSQL.
    Int,
    /// An integer of 64 bits.
    Wide,
    Float,
    Bool,
    Text,
}

/// A value that is bound to a placeholder. A list is an array in PostgreSQL, and a text of JSON in SQLite.
#[derive(Clone, Copy, Debug)]
pub enum Param<'a> {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(&'a str),
    Ints(&'a [i64]),
    Floats(&'a [f64]),
    Texts(&'a [String]),
}

/// The rows of one statement: all cells one after the other, and all their texts in one.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    width: usize,
    cells: Vec<Cell>,
    texts: String,
}

/// A value of a row, without its text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    /// Where the text begins and ends in that of the rows.
    Text(usize, usize),
}

/// Takes so many rows of those that are neighbours and have one key, and passes over the others.
struct Taking {
    most: usize,
    last: Option<i64>,
    taken: usize,
}

impl Taking {
    fn new(most: usize) -> Self {
        Self { most, last: None, taken: 0 }
    }

    fn takes(&mut self, key: Option<i64>) -> bool {
        self.taken = if key == self.last { self.taken + 1 } else { 1 };
        self.last = key;
        self.taken <= self.most
    }
}

/// Why a statement brought no rows.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// All connections are in use, and none came free.
    #[error("no connection came free within {0} ms")]
    NoneFree(u128),
    /// The database is away or shuts down.
    #[error("the database is away: {0}")]
    Away(#[source] Cause),
    /// A standby ended the statement, which was in the way of what it replays.
    #[error("the standby ended the statement: {0}")]
    Conflict(#[source] Cause),
    /// The statement ran for as long as it may.
    #[error("the statement took too long: {0}")]
    TooLong(#[source] Cause),
    /// The database does not understand the statement, or we not its rows.
    #[error("the database refused the statement: {0}")]
    Refused(#[source] Cause),
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

impl Failure {
    /// Whether the same may go well on another connection.
    pub fn passes(&self) -> bool {
        matches!(self, Self::Away(_) | Self::Conflict(_))
    }
}

impl Reads {
    /// Closes all connections. Those on loan close when they come back.
    pub fn close(&self) {
        match self {
            Self::Sqlite(readers) => readers.close(),
            Self::Postgres(servers) => servers.close(),
        }
    }

    /// Waits, for some seconds at most, until all connections have come back and all statements that were abandoned have
    /// been cancelled.
    pub async fn closed(&self) {
        // In this order: a connection is counted as one that cancels before it leaves the pool.
        let busy = || match self {
            Self::Sqlite(readers) => readers.status().busy > 0,
            Self::Postgres(servers) => servers.pools().busy > 0 || postgres::cancelling(),
        };
        let begun = Instant::now();
        while busy() && begun.elapsed() < CLOSING {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// How the connections are used at this moment.
    pub fn status(&self) -> Status {
        match self {
            Self::Sqlite(readers) => readers.status(),
            Self::Postgres(servers) => servers.pools(),
        }
    }
}

/// How many connections there are, and who has them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// That may be open.
    pub most: usize,
    /// That are open, on loan or not.
    pub open: usize,
    /// On loan.
    pub busy: usize,
    /// Requests that wait for one.
    pub waiting: usize,
}

impl Rows {
    /// No rows, of so many columns, with room for some.
    pub fn new(width: usize, room: Room) -> Self {
        Self { width, cells: Vec::with_capacity(room.cells), texts: String::with_capacity(room.text) }
    }

    /// What they take.
    pub fn room(&self) -> Room {
        Room { cells: self.cells.len(), text: self.texts.len() }
    }

    /// The next cell, of the row that is being filled or of a new one.
    pub fn push(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    pub fn push_text(&mut self, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.cells.push(Cell::Text(start, self.texts.len()));
    }

    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub fn row(&self, row: usize) -> &[Cell] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    /// The text of a cell; of one that holds none, the empty text.
    pub fn text(&self, cell: Cell) -> &str {
        match cell {
            Cell::Text(start, end) => &self.texts[start..end],
            _ => "",
        }
    }

    /// Reverses a range of rows.
    pub fn reverse(&mut self, rows: std::ops::Range<usize>) {
        let width = self.width;
        let cells = &mut self.cells[rows.start * width..rows.end * width];
        cells.reverse();
        cells.chunks_mut(width).for_each(<[Cell]>::reverse);
    }
}
