//! Sends spans to a collector of OpenTelemetry: OTLP over HTTP, in the form of protocol buffers.

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracerProvider},
};
use tracing::Subscriber;
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

use super::{Options, spans::TARGET};

/// Sends what is left when the process ends.
pub struct Exporter(SdkTracerProvider);

impl Exporter {
    pub fn new(url: &str, options: &Options) -> Result<Self, opentelemetry_otlp::ExporterBuildError> {
        let exporter =
            SpanExporter::builder().with_http().with_protocol(Protocol::HttpBinary).with_endpoint(url).build()?;
        // Not by what the client's header says: strangers would decide what we send.
        let sampler = Sampler::TraceIdRatioBased(f64::from(options.otlp_percent) / 100.0);
        let resource = Resource::builder().with_service_name("needledrop");
        let version = opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION"));
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(sampler)
            .with_resource(resource.with_attribute(version).build())
            .build();
        Ok(Self(provider))
    }

    /// What hands spans over to be sent: ours for it, and none of the log's.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let tracer = self.0.tracer("needledrop");
        let targets = Targets::new().with_target(TARGET, tracing::Level::TRACE);
        tracing_opentelemetry::layer().with_tracer(tracer).with_location(false).with_threads(false).with_filter(targets)
    }
}

impl Drop for Exporter {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            tracing::warn!(%error, "the last spans were not sent");
        }
    }
}
