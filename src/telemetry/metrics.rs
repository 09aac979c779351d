//! What is counted and timed, in Prometheus' terms. A process has one set of metrics.
//!
//! To count takes an atomic addition and nothing else: what has labels is looked up once by who counts it and kept there.
//! No label holds what a client may choose, so that the number of series is bounded: operations are named by the questions
//! and root fields that there are, statements by tables. `docs/operations.md` lists them for those who watch.

use std::{sync::LazyLock, time::Instant};

pub use prometheus::Histogram;
use prometheus::{
    Encoder, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder, core::Collector,
};

/// The media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// From a tenth of a millisecond to the time after which a request ends.
const SECONDS: &[f64] =
    &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0];

/// The metrics of this process.
pub fn metrics() -> &'static Metrics {
    static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);
    &METRICS
}

/// All of them. Names begin with `needledrop_`, but for those of the process.
pub struct Metrics {
    registry: Registry,
    operations: HistogramVec,
    statements: HistogramVec,
    errors: IntCounterVec,
    answers: [IntCounter; 5],
    sheds: [IntCounter; 5],
    caches: [Cache; 3],
    dataset: IntGaugeVec,
    server_answers: IntGaugeVec,
    server_position: IntGaugeVec,
    server_busy: IntGaugeVec,
    server_answered: IntCounterVec,
    /// Rows that the database gave.
    pub rows: IntCounter,
    /// Statements that took longer than `telemetry.slow_statement_ms`.
    pub slow: IntCounter,
    pub connections: IntGauge,
    pub received: IntCounter,
    pub sent: IntCounter,
    pub under_way: IntGauge,
    pub pool_most: IntGauge,
    pub pool_open: IntGauge,
    pub pool_busy: IntGauge,
    pub pool_waiting: IntGauge,
    pub ready: IntGauge,
    /// The number of the snapshot that is served, or 0.
    pub snapshot: IntGauge,
    /// Snapshots that were not right.
    pub snapshots_refused: IntCounter,
}

/// How often what was looked for was there.
pub struct Cache {
    pub hits: IntCounter,
    pub misses: IntCounter,
}

/// What is kept to be used again.
#[derive(Clone, Copy, Debug)]
pub enum Kept {
    Documents,
    Plans,
    Tables,
}

/// Why a request was turned away without being looked at.
#[derive(Clone, Copy, Debug)]
pub enum Shed {
    /// Too many requests were under way.
    Requests,
    /// Too many tables were being sent.
    Streams,
    /// No connection to the database came free.
    Pool,
    /// Its client had used up its points.
    Points,
    /// Too many large answers waited for their clients.
    Room,
}

/// What a statement is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Rows,
    Count,
}

/// Takes the time until it is dropped.
pub struct Timer {
    histogram: Histogram,
    begun: Instant,
}

impl Timer {
    pub fn new(histogram: Histogram) -> Self {
        Self { histogram, begun: Instant::now() }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.histogram.observe(self.begun.elapsed().as_secs_f64());
    }
}

impl Metrics {
    fn new() -> Self {
        let registry = Registry::new();
        let own = Own { registry: &registry };
        let answers = own.counters("answers_total", "Answers to HTTP requests, by the class of their status.", "class");
        let sheds =
            own.counters("sheds_total", "Requests that were turned away, by what there was too much of.", "reason");
        let hits = own.counters("cache_hits_total", "What was looked for and was kept.", "cache");
        let misses = own.counters("cache_misses_total", "What was looked for and was not kept.", "cache");
        let cache = |name| Cache { hits: labelled(&hits, name), misses: labelled(&misses, name) };
        let pool = own.gauges("pool_connections", "Connections by which the engine reads.", "state");
        let state = |name| pool.with_label_values(&[name]);
        let built = own.gauges("build_info", "The version of the program.", "version");
        built.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        let process = prometheus::process_collector::ProcessCollector::for_self();
        register(&registry, process);
        Self {
            operations: own.histograms("operation_seconds", "Time to answer GraphQL operations.", &["operation"]),
            statements: own.histograms("statement_seconds", "Time of SQL statements.", &["table", "purpose"]),
            errors: own.counters("errors_total", "Errors that clients were told, by code.", "code"),
            answers: ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| labelled(&answers, class)),
            sheds: ["requests", "streams", "pool", "points", "room"].map(|reason| labelled(&sheds, reason)),
            caches: ["documents", "plans", "tables"].map(cache),
            dataset: own.gauges("dataset_info", "The version of the data that is served.", "version"),
            server_answers: own.gauges("server_answers", "Whether a database server is asked.", "server"),
            server_position: own.gauges(
                "server_position_bytes",
                "How far a database server has come in its log.",
                "server",
            ),
            server_busy: own.gauges("server_connections_busy", "Connections to a database server on loan.", "server"),
            server_answered: own.counters("server_loans_total", "Connections lent: one for each answer.", "server"),
            rows: own.counter("rows_total", "Rows that the database gave."),
            slow: own
                .counter("slow_statements_total", "Statements that took longer than `telemetry.slow_statement_ms`."),
            connections: own.gauge("connections", "Open connections of clients."),
            received: own.counter("received_bytes_total", "Bytes that clients sent."),
            sent: own.counter("sent_bytes_total", "Bytes that clients were sent."),
            under_way: own.gauge("requests_under_way", "GraphQL requests that are being answered."),
            pool_most: state("most"),
            pool_open: state("open"),
            pool_busy: state("busy"),
            pool_waiting: own.gauge("pool_waiting", "Requests that wait for a connection."),
            ready: own.gauge("ready", "Whether requests should be sent here, as `/readyz` has it."),
            snapshot: own.gauge("snapshot_number", "The number of the snapshot that is served; 0 without `--follow`."),
            snapshots_refused: own.counter("snapshots_refused_total", "Snapshots that were not right."),
            registry,
        }
    }

    /// The times of an operation. The name is that of a question or of a root field.
    pub fn operation(&self, name: &str) -> Histogram {
        self.operations.with_label_values(&[name])
    }

    /// The times of statements that begin with this table.
    pub fn statement(&self, table: &str, purpose: Purpose) -> Histogram {
        let purpose = match purpose {
            Purpose::Rows => "rows",
            Purpose::Count => "count",
        };
        self.statements.with_label_values(&[table, purpose])
    }

    pub fn error(&self, code: &str) {
        self.errors.with_label_values(&[code]).inc();
    }

    /// An answer with this status.
    pub fn answered(&self, status: u16) {
        let class = usize::from(status / 100).clamp(1, self.answers.len());
        self.answers[class - 1].inc();
    }

    pub fn shed(&self, reason: Shed) {
        self.sheds[reason as usize].inc();
    }

    pub fn cache(&self, kept: Kept) -> &Cache {
        &self.caches[kept as usize]
    }

    /// What is known of a database server: whether it is asked, how far it has come, connections on loan, and all loans.
    pub fn server(&self, name: &str, answers: bool, position: u64, busy: usize, lent: u64) {
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        self.server_answers.with_label_values(&[name]).set(answers.into());
        self.server_position.with_label_values(&[name]).set(number(position));
        self.server_busy.with_label_values(&[name]).set(number(busy as u64));
        let answered = self.server_answered.with_label_values(&[name]);
        answered.inc_by(lent.saturating_sub(answered.get()));
    }

    /// The version of the data, of which there is one at a time.
    pub fn dataset(&self, version: Option<&str>) {
        self.dataset.reset();
        if let Some(version) = version {
            self.dataset.with_label_values(&[version]).set(1);
        }
    }

    /// All of them, as Prometheus reads them.
    pub fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

impl Cache {
    pub fn found(&self, hit: bool) {
        if hit { self.hits.inc() } else { self.misses.inc() }
    }
}

/// Makes metrics that are in the registry.
struct Own<'a> {
    registry: &'a Registry,
}

impl Own<'_> {
    fn counter(&self, name: &str, help: &str) -> IntCounter {
        self.add(IntCounter::with_opts(opts(name, help)))
    }

    fn counters(&self, name: &str, help: &str, label: &str) -> IntCounterVec {
        self.add(IntCounterVec::new(opts(name, help), &[label]))
    }

    fn gauge(&self, name: &str, help: &str) -> IntGauge {
        self.add(IntGauge::with_opts(opts(name, help)))
    }

    fn gauges(&self, name: &str, help: &str, label: &str) -> IntGaugeVec {
        self.add(IntGaugeVec::new(opts(name, help), &[label]))
    }

    fn histograms(&self, name: &str, help: &str, labels: &[&str]) -> HistogramVec {
        let opts = HistogramOpts::from(opts(name, help)).buckets(SECONDS.to_vec());
        self.add(HistogramVec::new(opts, labels))
    }

    fn add<M: Collector + Clone + 'static>(&self, made: prometheus::Result<M>) -> M {
        match made {
            Ok(made) => {
                register(self.registry, made.clone());
                made
            }
            // Names are ours, and the tests make all of them.
            Err(error) => unreachable!("{error}"),
        }
    }
}

fn register(registry: &Registry, collector: impl Collector + 'static) {
    if let Err(error) = registry.register(Box::new(collector)) {
        unreachable!("{error}");
    }
}

fn opts(name: &str, help: &str) -> Opts {
    Opts::new(name, help).namespace("needledrop")
}

fn labelled(counters: &IntCounterVec, label: &str) -> IntCounter {
    counters.with_label_values(&[label])
}
