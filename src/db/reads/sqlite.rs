//! Reading connections to one SQLite file.

mod file;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{
    Connection, ErrorCode, OpenFlags,
    types::{self, ToSqlOutput, ValueRef},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Cell, Decode, Failure, Param, Query, Rows, Status, Taking, VERSION};
use crate::db::{CACHED, MAPPED};
use file::{File, Waiting, immutable};

pub use file::Inspected;

/// Instructions of SQLite's machine between two looks at the clock: some tenths of a millisecond.
const INSTRUCTIONS: i32 = 5_000;

/// Statements that one connection keeps prepared.
const PREPARED: usize = 256;

/// Connections to one file, opened when they are first needed. Which file can change: [`Readers::switch_to`].
pub struct Readers {
    busy_timeout: Duration,
    /// How long a statement may run.
    pub budget: Duration,
    file: Mutex<File>,
    most: usize,
    /// One for each connection that may be on loan.
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    wait: Duration,
}

/// A connection, and when what runs on it is to end.
struct Reader {
    connection: Connection,
    /// The number of its file.
    file: u64,
    limits: Arc<Mutex<Limits>>,
    /// The version of the data, and SQLite's own number of the state in which it was read.
    version: Option<(i64, Arc<str>)>,
}

/// When what runs on a connection is to end. It holds for one loan: a connection that has gone back is somebody else's.
#[derive(Clone, Debug)]
pub struct Deadline {
    limits: Arc<Mutex<Limits>>,
    loan: u64,
}

#[derive(Debug)]
struct Limits {
    /// The number of the loan.
    loan: u64,
    time: Option<Instant>,
    /// Looks at the clock that are left.
    looks: u64,
}

/// A connection on loan. It goes back when this is dropped.
pub struct Lease {
    /// There until the drop.
    reader: Mutex<Option<Reader>>,
    readers: Arc<Readers>,
    deadline: Deadline,
    _permit: OwnedSemaphorePermit,
}

impl Readers {
    pub fn new(path: PathBuf, connections: u32, wait: Duration, budget: Duration, busy_timeout: Duration) -> Arc<Self> {
        let most = usize::try_from(connections).unwrap_or(usize::MAX).clamp(1, Semaphore::MAX_PERMITS);
        Arc::new(Self {
            busy_timeout,
            budget,
            file: Mutex::new(File { path, number: 0, idle: Vec::new() }),
            most,
            permits: Arc::new(Semaphore::new(most)),
            waiting: AtomicUsize::new(0),
            wait,
        })
    }

    /// Reads another file from now on, which must never change. Loans end on the file on which they began, and whoever takes
    /// a connection after this has one to the new file. Should the file not be readable, all stays as it was. It may be
    /// removed afterwards, for all connections are opened here.
    pub fn switch_to(&self, path: &Path) -> Result<(), Failure> {
        let path = immutable(path);
        let number = self.file().number + 1;
        let open = || {
            let reader = self.open(&path, number)?;
            reader.connection.query_row(VERSION, [], |row| row.get::<_, String>(0))?;
            Ok(reader)
        };
        let idle = (0..self.most).map(|_| open()).collect::<rusqlite::Result<_>>().map_err(failure)?;
        // Closed after the file has been left to others.
        let _before = std::mem::replace(&mut *self.file(), File { path, number, idle });
        Ok(())
    }

    /// A connection; waits for one to come back if all are on loan.
    pub async fn take(self: &Arc<Self>) -> Result<Lease, Failure> {
        let none_free = || Failure::NoneFree(self.wait.as_millis());
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let _waiting = Waiting::new(&self.waiting);
                match tokio::time::timeout(self.wait, self.permits.clone().acquire_owned()).await {
                    Ok(Ok(permit)) => permit,
                    _ => return Err(none_free()),
                }
            }
        };
        let idle = self.file().idle.pop();
        let reader = match idle {
            Some(reader) => reader,
            // Aside, since it may wait for another process.
            None => {
                let readers = self.clone();
                let opened = tokio::task::spawn_blocking(move || readers.open_another()).await;
                opened.map_err(|error| Failure::Refused(error.into()))?.map_err(|error| Failure::Away(error.into()))?
            }
        };
        let deadline = {
            let mut limits = reader.limits.lock().unwrap_or_else(PoisonError::into_inner);
            limits.loan += 1;
            Deadline { limits: reader.limits.clone(), loan: limits.loan }
        };
        deadline.within(self.budget);
        Ok(Lease { reader: Mutex::new(Some(reader)), readers: self.clone(), deadline, _permit: permit })
    }

    fn file(&self) -> MutexGuard<'_, File> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more connection to the file that is read.
    fn open_another(&self) -> rusqlite::Result<Reader> {
        let (path, number) = {
            let file = self.file();
            (file.path.clone(), file.number)
        };
        self.open(&path, number)
    }

    fn open(&self, path: &Path, file: u64) -> rusqlite::Result<Reader> {
        // A URI where the database is in memory; each connection is used by one thread at a time.
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(self.busy_timeout)?;
        connection.pragma_update(None, "mmap_size", MAPPED)?;
        connection.pragma_update(None, "cache_size", CACHED)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // From here on who may wait says so: [`Lease::wait_for_writers`].
        connection.busy_timeout(Duration::ZERO)?;
        let limits = Arc::new(Mutex::new(Limits { loan: 0, time: None, looks: 0 }));
        let looked_at = limits.clone();
        let over = move || looked_at.lock().unwrap_or_else(PoisonError::into_inner).are_over();
        connection.progress_handler(INSTRUCTIONS, Some(over))?;
        Ok(Reader { connection, file, limits, version: None })
    }

    pub fn close(&self) {
        self.permits.close();
        self.file().idle.clear();
    }

    pub fn status(&self) -> Status {
        let busy = self.most.saturating_sub(self.permits.available_permits());
        let open = busy + self.file().idle.len();
        Status { most: self.most, open, busy, waiting: self.waiting.load(Ordering::Relaxed) }
    }
}

impl Limits {
    fn are_over(&mut self) -> bool {
        let left = self.looks;
        self.looks = left.saturating_sub(1);
        left == 0 || self.time.is_some_and(|time| Instant::now() > time)
    }
}

impl Deadline {
    /// Ends what runs, unless it is done within this time from now on.
    pub fn within(&self, time: Duration) {
        self.within_work(time, u64::MAX);
    }

    /// As [`Self::within`], and unless it is done in so many instructions of SQLite's. They are the same on a busy
    /// machine as on an idle one.
    pub fn within_work(&self, time: Duration, instructions: u64) {
        let mut limits = self.limits();
        if limits.loan == self.loan {
            // A time that no clock reaches is none.
            limits.time = Instant::now().checked_add(time);
            limits.looks = instructions / u64::from(INSTRUCTIONS.unsigned_abs());
        }
    }

    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// When what runs on the connection is to end. It can be moved from elsewhere.
    pub fn deadline(&self) -> &Deadline {
        &self.deadline
    }

    /// Lets statements wait, with their thread, where another process has the file for itself.
    pub fn wait_for_writers(&self) -> Result<(), Failure> {
        self.with(|connection| connection.busy_timeout(self.readers.busy_timeout))
    }

    /// From here on the statements see one state of the database, until [`Self::end`].
    pub fn begin(&self) -> Result<(), Failure> {
        self.end()?;
        self.with(|connection| connection.prepare_cached("BEGIN")?.execute([]).map(drop))
    }

    /// Ends what [`Self::begin`] began.
    pub fn end(&self) -> Result<(), Failure> {
        self.with(|connection| match connection.is_autocommit() {
            true => Ok(()),
            false => connection.prepare_cached("ROLLBACK")?.execute([]).map(drop),
        })
    }

    /// The version of the data: of the state that the statements see, if they were begun together. While no one has
    /// written, it costs no statement.
    pub fn version(&self) -> Result<Arc<str>, Failure> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(Reader { connection, version, .. }) = &mut *reader else { return Err(gone()) };
        let mut read = || -> rusqlite::Result<Arc<str>> {
            let state: i64 = connection.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
            if let Some((known, version)) = version
                && *known == state
            {
                return Ok(version.clone());
            }
            let new: Arc<str> = connection.prepare_cached(VERSION)?.query_row([], |row| row.get(0))?;
            *version = Some((state, new.clone()));
            Ok(new)
        };
        read().map_err(failure)
    }

    /// The rows of a statement. `most` is how many are taken of those that have one value in their last column, and are
    /// neighbours; the others are passed over.
    pub fn rows(&self, query: Query<'_>, params: &[Param<'_>], most: Option<usize>) -> Result<Rows, Failure> {
        self.with(|connection| {
            let mut statement = connection.prepare_cached(query.sql)?;
            for (place, param) in params.iter().enumerate() {
                statement.raw_bind_parameter(place + 1, param)?;
            }
            let mut found = Rows::new(query.columns.len(), query.room);
            let mut rows = statement.raw_query();
            let mut taking = most.map(Taking::new);
            while let Some(row) = rows.next()? {
                if let Some(taking) = &mut taking
                    && !taking.takes(row.get(query.columns.len() - 1)?)
                {
                    continue;
                }
                collect(row, query, &mut found)?;
            }
            Ok(found)
        })
    }

    fn with<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Failure> {
        match &*self.reader.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(reader) => work(&reader.connection).map_err(failure),
            None => Err(gone()),
        }
    }
}

fn gone() -> Failure {
    Failure::Refused("the connection has gone back".into())
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.deadline.within(Duration::from_secs(1));
        let ended = self.end().is_ok() && self.with(|connection| connection.busy_timeout(Duration::ZERO)).is_ok();
        let Some(reader) = self.reader.get_mut().unwrap_or_else(PoisonError::into_inner).take() else { return };
        // One that cannot end what it began is closed, as are all once the pool is, and those to a file that was left.
        if !ended || self.readers.permits.is_closed() {
            return;
        }
        let mut file = self.readers.file();
        if file.number == reader.file {
            file.idle.push(reader);
        }
    }
}

fn collect(row: &rusqlite::Row<'_>, query: Query<'_>, found: &mut Rows) -> rusqlite::Result<()> {
    for (at, decode) in query.columns.iter().enumerate() {
        match (row.get_ref(at)?, decode) {
            (ValueRef::Null, _) => found.cells.push(Cell::Null),
            (ValueRef::Integer(value), Decode::Bool) => found.cells.push(Cell::Bool(value != 0)),
            #[expect(clippy::cast_precision_loss, reason = "SQLite keeps whole floats as integers")]
            (ValueRef::Integer(value), Decode::Float) => found.cells.push(Cell::Float(value as f64)),
            (ValueRef::Integer(value), _) => found.cells.push(Cell::Int(value)),
            (ValueRef::Real(value), _) => found.cells.push(Cell::Float(value)),
            (ValueRef::Text(text), _) => found.push_text(std::str::from_utf8(text)?),
            (ValueRef::Blob(_), _) => {
                return Err(rusqlite::Error::InvalidColumnType(at, query.sql.to_owned(), types::Type::Blob));
            }
        }
    }
    Ok(())
}

fn failure(error: rusqlite::Error) -> Failure {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Failure::TooLong(error.into()),
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::CannotOpen
            | ErrorCode::SystemIoFailure
            | ErrorCode::OutOfMemory,
        ) => Failure::Away(error.into()),
        _ => Failure::Refused(error.into()),
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let json = |text: String| ToSqlOutput::Owned(types::Value::Text(text));
        Ok(match self {
            Self::Int(value) => ToSqlOutput::Borrowed(ValueRef::Integer(*value)),
            Self::Float(value) => ToSqlOutput::Borrowed(ValueRef::Real(*value)),
            Self::Bool(value) => ToSqlOutput::Borrowed(ValueRef::Integer((*value).into())),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Ints(values) => json(serde_json::json!(values).to_string()),
            Self::Floats(values) => json(serde_json::json!(values).to_string()),
            Self::Texts(values) => json(serde_json::json!(values).to_string()),
        })
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({})", self.file().path.display())
    }
}
