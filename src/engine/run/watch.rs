//! Statements that ran are timed and counted. Those that take long are told, with the database's plan of them. Values are
//! told nowhere.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tracing::{Instrument, Span};

use super::Executed;
use crate::db::Reads;
use crate::db::reads::{Failure, Param, Rows, explain};
use crate::engine::plan::Statement;
use crate::telemetry::{
    self,
    metrics::{Purpose, metrics},
    spans,
};

/// How many are told in a second. When the database is slow all of them are, and to tell that must not make it slower.
const A_SECOND: u32 = 5;

/// How long a plan may take, with those before it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The span of a statement that begins to run.
pub fn span(reads: &Reads, statement: &Statement) -> Span {
    let system = match reads {
        Reads::Sqlite(_) => "sqlite",
        Reads::Postgres(_) => "postgresql",
    };
    spans::statement(system, || statement.table(), &statement.sql)
}

/// Sees that a statement took this long, and what came of it.
pub fn ran(
    reads: &Reads,
    (statement, purpose): (&Statement, Purpose),
    params: &[Param<'_>],
    (time, span): (Duration, &Span),
    outcome: Result<Rows, Failure>,
) -> Result<(Rows, Executed), Failure> {
    match &outcome {
        Ok(rows) => drop(span.record("db.response.returned_rows", rows.len())),
        Err(_) => spans::failed(span),
    }
    let times = statement.times.get_or_init(|| metrics().statement(statement.table(), purpose));
    times.observe(time.as_secs_f64());
    let most = telemetry::slow_statement();
    if !most.is_zero() && time >= most {
        tell(reads, statement, params, time, outcome.as_ref().map(Rows::len));
    }
    let rows = outcome?;
    metrics().rows.inc_by(rows.len() as u64);
    let executed = Executed { sql: statement.sql.clone(), rows: rows.len(), time };
    Ok((rows, executed))
}

fn tell(reads: &Reads, statement: &Statement, params: &[Param<'_>], time: Duration, outcome: Result<usize, &Failure>) {
    metrics().slow.inc();
    let Some(left_out) = turn() else { return };
    let (reads, sql, types) = (reads.clone(), statement.sql.clone(), explain::types(params));
    let (rows, failure) = match outcome {
        Ok(rows) => (Some(rows), None),
        Err(failure) => (None, Some(failure.to_string())),
    };
    let asked = telemetry::asked();
    let told = async move {
        let plan = match plan(&reads, &sql, &types).await {
            Ok(plan) => plan,
            Err(reason) => format!("cannot be had: {reason}"),
        };
        tracing::warn!(
            target: "needledrop::slow",
            operation = asked.as_ref().and_then(|asked| asked.operation.as_deref()),
            document = asked.as_ref().map(|asked| &*asked.document),
            milliseconds = time.as_secs_f64() * 1_000.0,
            rows,
            failure,
            sql = &*sql,
            plan,
            left_out,
            "a statement was slow"
        );
    };
    // With the id of the request, and after it: nobody waits for this.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(told.in_current_span());
    }
}

/// The plan of a statement. One is asked for at a time, and not for long: what made the statement slow, such as a lock, may
/// hold this up as well, and the connections are for requests.
async fn plan(reads: &Reads, sql: &str, types: &str) -> Result<String, String> {
    static ASKING: Semaphore = Semaphore::const_new(1);
    let in_turn = async {
        let _one = ASKING.acquire().await;
        reads.explain(sql, types).await
    };
    match tokio::time::timeout(PATIENCE, in_turn).await {
        Ok(Ok(Some(plan))) => Ok(plan),
        Ok(Ok(None)) => Err("no connection is free".to_owned()),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the database gave no answer in time".to_owned()),
    }
}

/// The right to tell of one, and how many were left out before it.
fn turn() -> Option<u32> {
    static TOLD: Mutex<Option<(Instant, u32)>> = Mutex::new(None);
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    let now = Instant::now();
    match &mut *told {
        Some((begun, count)) if now.duration_since(*begun) < Duration::from_secs(1) => {
            *count += 1;
            (*count <= A_SECOND).then_some(0)
        }
        before => {
            let left_out = before.map_or(0, |(_, count)| count.saturating_sub(A_SECOND));
            *before = Some((now, 1));
            Some(left_out)
        }
    }
}
