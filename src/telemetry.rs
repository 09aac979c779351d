//! What those who run a server see of it: the log, on standard error, and metrics. What commands print is on standard output
//! and is not mixed with it.

mod asked;
pub mod metrics;
#[cfg(feature = "otlp")]
mod otlp;
pub mod spans;

use std::{
    io::{IsTerminal, stderr},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tracing_subscriber::{EnvFilter, filter::ParseError, fmt};
#[cfg(feature = "otlp")]
use tracing_subscriber::{Layer, Registry, layer::SubscriberExt, util::SubscriberInitExt};

pub use asked::{Asked, asked, asking, carried};

/// The target of the lines that tell of each request. Those of answers that went well are of the level `debug`.
pub const REQUESTS: &str = "needledrop::request";

/// What is logged, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// Such as `warn` or `info,needledrop::request=debug`; the latter logs every request.
    pub filter: String,
    /// One JSON object a line, for machines.
    pub json: bool,
    /// Statements that take longer than this are logged with the database's plan of them; with 0, none.
    pub slow_statement_ms: u64,
    /// Where spans are sent by OTLP over HTTP, such as `http://127.0.0.1:4318/v1/traces`. Needs a program that was built with
    /// the feature `otlp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otlp: Option<String>,
    /// Of how many of 100 requests spans are sent.
    pub otlp_percent: u32,
}

impl Default for Options {
    fn default() -> Self {
        // The migrations report each step, and serving an empty database runs them all.
        let filter = "info,sea_orm_migration=warn,sqlx::postgres::notice=warn".to_owned();
        Self { filter, json: false, slow_statement_ms: 500, otlp: None, otlp_percent: 100 }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{filter}` is no filter for the log: {reason}")]
    Filter { filter: String, reason: ParseError },
    #[error("otlp_percent is {0}; it can be 0 to 100")]
    Percent(u32),
    #[cfg(not(feature = "otlp"))]
    #[error("otlp: this program was built without the feature `otlp`, and sends no spans")]
    WithoutOtlp,
    #[cfg(feature = "otlp")]
    #[error("otlp: spans cannot be sent to `{url}`: {reason}")]
    Otlp { url: String, reason: String },
}

impl Options {
    /// What is wrong with them, each with the name of the option.
    pub fn problems(&self) -> Vec<String> {
        let filter = filter(self).err().map(|error| format!("filter: {error}"));
        filter.into_iter().chain(spans_of(self).err().map(|error| error.to_string())).collect()
    }
}

fn filter(options: &Options) -> Result<EnvFilter, Error> {
    let wrong = |reason| Error::Filter { filter: options.filter.clone(), reason };
    EnvFilter::try_new(&options.filter).map_err(wrong)
}

/// Where spans go, if they go anywhere.
#[cfg(feature = "otlp")]
fn spans_of(options: &Options) -> Result<Option<otlp::Exporter>, Error> {
    if options.otlp_percent > 100 {
        return Err(Error::Percent(options.otlp_percent));
    }
    let Some(url) = &options.otlp else { return Ok(None) };
    let exporter = otlp::Exporter::new(url, options);
    exporter.map(Some).map_err(|reason| Error::Otlp { url: url.clone(), reason: reason.to_string() })
}

#[cfg(not(feature = "otlp"))]
fn spans_of(options: &Options) -> Result<(), Error> {
    match options {
        Options { otlp_percent: 101.., .. } => Err(Error::Percent(options.otlp_percent)),
        Options { otlp: Some(_), .. } => Err(Error::WithoutOtlp),
        _ => Ok(()),
    }
}

/// In milliseconds; 0 until the log has begun.
static SLOW_STATEMENT: AtomicU64 = AtomicU64::new(0);

/// The time after which a statement is slow; zero if none is.
pub fn slow_statement() -> Duration {
    Duration::from_millis(SLOW_STATEMENT.load(Ordering::Relaxed))
}

/// What was begun, to be kept for as long as anything is to be told: its end sends what is left.
#[derive(Default)]
pub struct Running {
    #[cfg(feature = "otlp")]
    _spans: Option<otlp::Exporter>,
}

/// Begins to log, and to send spans. To be called once, before anything that is worth a line.
pub fn start(options: &Options) -> Result<Running, Error> {
    let (filter, spans) = (filter(options)?, spans_of(options)?);
    SLOW_STATEMENT.store(options.slow_statement_ms, Ordering::Relaxed);
    #[cfg(feature = "otlp")]
    if let Some(spans) = spans {
        let log: Box<dyn Layer<Registry> + Send + Sync> = match options.json {
            true => fmt::layer().json().flatten_event(true).with_writer(stderr).with_filter(filter).boxed(),
            false => fmt::layer()
                .with_ansi(stderr().is_terminal())
                .with_target(false)
                .with_writer(stderr)
                .with_filter(filter)
                .boxed(),
        };
        tracing_subscriber::registry().with(log).with(spans.layer()).init();
        return Ok(Running { _spans: Some(spans) });
    }
    #[cfg(not(feature = "otlp"))]
    let () = spans;
    let log = fmt().with_env_filter(filter).with_writer(stderr);
    if options.json {
        log.json().flatten_event(true).init();
    } else {
        log.with_ansi(stderr().is_terminal()).with_target(false).init();
    }
    Ok(Running::default())
}
