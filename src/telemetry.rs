//! The log, on standard error. What commands print is on standard output and is not mixed with it.

use std::io::{IsTerminal, stderr};

use serde::{Deserialize, Serialize};
use tracing_subscriber::{EnvFilter, filter::ParseError, fmt};

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Such as `warn` or `info,needledrop=debug`; the latter logs every request.
    pub filter: String,
    /// One JSON object a line, for machines.
    pub json: bool,
}

impl Default for Options {
    fn default() -> Self {
        // The migrations report each step, and serving an empty database runs them all.
        Self { filter: "info,sea_orm_migration=warn,sqlx::postgres::notice=warn".to_owned(), json: false }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("`{filter}` is no filter for the log: {reason}")]
pub struct Error {
    filter: String,
    reason: ParseError,
}

/// Begins to log. To be called once, before anything that is worth a line.
pub fn start(options: &Options) -> Result<(), Error> {
    let filter =
        EnvFilter::try_new(&options.filter).map_err(|reason| Error { filter: options.filter.clone(), reason })?;
    let log = fmt().with_env_filter(filter).with_writer(stderr);
    if options.json {
        log.json().flatten_event(true).init();
    } else {
        log.with_ansi(stderr().is_terminal()).with_target(false).init();
    }
    Ok(())
}
