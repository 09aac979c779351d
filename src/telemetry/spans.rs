//! Spans for OpenTelemetry: of the request, of the GraphQL operation and of each statement, with the attributes that its
//! semantic conventions have for them. No value of a variable and none that is bound is in them.
//!
//! Without the feature `otlp`, or without an address to send them to, there are none, and to ask for one costs nothing.

use tracing::Span;

use super::Asked;

/// The target by which they are told from those of the log.
#[cfg(feature = "otlp")]
pub const TARGET: &str = "needledrop::otlp";

/// What a header of the request says, by its name.
pub trait Header: Fn(&str) -> Option<String> {}
impl<F: Fn(&str) -> Option<String>> Header for F {}

#[cfg(not(feature = "otlp"))]
mod made {
    use super::{Asked, Header, Span};

    pub fn request(_: &str, _: &str, _: impl Header) -> Span {
        Span::none()
    }

    pub fn operation(_: &Asked) -> Span {
        Span::none()
    }

    pub fn statement<'a>(_: &'static str, _: impl Fn() -> &'a str, _: &str) -> Span {
        Span::none()
    }
}

#[cfg(feature = "otlp")]
mod made {
    use opentelemetry::propagation::{Extractor, TextMapPropagator};
    use opentelemetry_sdk::propagation::TraceContextPropagator;
    use tracing::{field::Empty, trace_span};
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    use super::{Asked, Header, Span, TARGET};

    /// A request over HTTP. It goes on a trace that the client began (W3C `traceparent`).
    pub fn request(method: &str, path: &str, header: impl Header) -> Span {
        let span = trace_span!(
            target: TARGET,
            "request",
            otel.name = method,
            otel.kind = "server",
            otel.status_code = Empty,
            http.request.method = method,
            url.path = path,
            http.response.status_code = Empty,
        );
        if !span.is_disabled() {
            let given = Given(["traceparent", "tracestate"].map(|name| header(name).map(|value| (name, value))));
            let parent = TraceContextPropagator::new().extract(&given);
            // Fails where nobody collects spans.
            span.set_parent(parent).unwrap_or_default();
        }
        span
    }

    /// The answer to a document.
    pub fn operation(asked: &Asked) -> Span {
        // The conventions want type and name for its name; but clients choose those without end.
        trace_span!(
            target: TARGET,
            "operation",
            otel.name = "query",
            otel.status_code = Empty,
            graphql.operation.type = "query",
            graphql.operation.name = asked.operation.as_deref(),
            graphql.document.id = &*asked.document,
            needledrop.operation = &*asked.label,
        )
    }

    /// A statement: of which database system, its table and its text, which has placeholders for its values.
    pub fn statement<'a>(system: &'static str, table: impl Fn() -> &'a str, sql: &str) -> Span {
        trace_span!(
            target: TARGET,
            "statement",
            otel.name = format!("SELECT {}", table()),
            otel.kind = "client",
            otel.status_code = Empty,
            db.system.name = system,
            db.operation.name = "SELECT",
            db.collection.name = table(),
            db.query.text = sql,
            db.response.returned_rows = Empty,
        )
    }

    struct Given([Option<(&'static str, String)>; 2]);

    impl Extractor for Given {
        fn get(&self, key: &str) -> Option<&str> {
            self.0.iter().flatten().find(|(name, _)| *name == key).map(|(_, value)| value.as_str())
        }

        fn keys(&self) -> Vec<&str> {
            self.0.iter().flatten().map(|(name, _)| *name).collect()
        }
    }
}

pub use made::{operation, request, statement};

/// Notes that what a span is of went wrong.
pub fn failed(span: &Span) {
    span.record("otel.status_code", "ERROR");
}
