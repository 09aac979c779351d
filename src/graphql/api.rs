//! The one way in: a request becomes a prepared document, then a selection, and the engine answers it.

use std::pin::pin;
use std::sync::Arc;

use async_graphql::ValidationMode;
use async_graphql::dynamic::{Schema, SchemaError};
use foldhash::fast::RandomState;
use moka::sync::Cache;
use serde_json::{Map, Value};
use tracing::Instrument;

use super::document::{Document, ValidateOnly, validation_error};
use super::guard::{self, Limits};
use super::quota::{self, Quota};
use super::schema::rate_limit::Told;
use super::select::{self, Selected};
use super::{Code, Error, Lsn, Request, Response, cost, schema, variables};
use crate::engine::{
    self, Cost, Engine, Failure, ServerStatus, Status, Unready,
    selection::{Selection, Value as Bound},
};
use crate::telemetry::{
    self,
    metrics::{Histogram, Kept, Shed, Timer, metrics},
    spans,
};

/// How many bytes of prepared documents are kept, as far as they can be told.
const DOCUMENT_BYTES: u64 = 32 * 1024 * 1024;

/// Answers GraphQL requests. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    limits: Limits,
    /// Validates, and executes nothing.
    validator: Schema,
    /// Answers introspection, `rateLimit` and `_service`, whose part of a document has been validated with the whole.
    own: Schema,
    /// Documents that were parsed and validated, by their text and the operation's name. Nothing in them depends on
    /// the values of variables, so that one serves every request.
    documents: Cache<(String, Option<String>), Arc<Document>, RandomState>,
}

/// A request in the engine's terms.
pub(super) struct Asked {
    document: Arc<Document>,
    variables: async_graphql::Variables,
    pub selection: Selection,
    pub values: Vec<Bound>,
    /// Errors of single places of the answer, which are null.
    pub errors: Vec<Error>,
}

impl Asked {
    /// The times of its document.
    pub fn times(&self) -> Histogram {
        self.document.times.clone()
    }
}

impl Api {
    /// An API over the engine. It fails only if the schema is broken, which any test brings to light.
    pub fn new(engine: Engine, limits: Limits) -> Result<Self, SchemaError> {
        let validator = schema::build().extension(ValidateOnly).finish()?;
        let own = schema::build().validation_mode(ValidationMode::Fast).finish()?;
        let weight = |(query, _): &(String, Option<String>), document: &Arc<Document>| {
            // Texts in it and the types of variables are in proportion to its own text.
            u32::try_from(10 * query.len() + document.bytes()).unwrap_or(u32::MAX)
        };
        let documents =
            Cache::builder().max_capacity(DOCUMENT_BYTES).weigher(weight).build_with_hasher(RandomState::default());
        Ok(Self { inner: Arc::new(Inner { engine, limits, validator, own, documents }) })
    }

    /// The schema in GraphQL's own language.
    pub fn sdl(&self) -> String {
        schema::sdl(&self.inner.own)
    }

    /// Answers one request. Whatever the request is, there is a response.
    pub async fn execute(&self, request: Request) -> Response {
        let quota = request.quota.clone();
        let response = match self.answer(request).await {
            Ok(response) => response,
            Err(errors) => Response::refused(errors),
        };
        // To find that a request cannot be answered takes work as well.
        if let Some(quota) = quota.filter(|_| response.data.is_none()) {
            quota.spend(quota::LEAST);
        }
        response
    }

    /// The version of the data as it is now, on PostgreSQL on a server that has replayed the log up to `position`. No
    /// statement of any request is run for it.
    pub async fn dataset_version(&self, position: Option<Lsn>) -> Result<Arc<str>, Error> {
        self.inner.engine.version(position).await.map_err(|error| engine_error(&error))
    }

    /// The version of the data, if requests can be answered.
    pub async fn ready(&self) -> Result<Arc<str>, Unready> {
        self.inner.engine.ready().await
    }

    /// How the connections to the database are used at this moment.
    pub fn connections(&self) -> Status {
        self.inner.engine.connections()
    }

    /// The statements that a request would run, without running one.
    pub async fn explain(&self, request: Request) -> Result<Vec<Arc<str>>, Vec<Error>> {
        let asked = self.asked(request).await?;
        self.check_cost(&asked)?;
        Ok(self.engine().explain(&asked.selection))
    }

    /// What is known of each server of the database; nothing where there is one only.
    pub fn servers(&self) -> Vec<ServerStatus> {
        self.inner.engine.servers()
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.inner.engine
    }

    pub(super) fn check_cost(&self, asked: &Asked) -> Result<(), Vec<Error>> {
        cost::check(&Cost::of(&asked.selection, &asked.values), self.inner.limits.cost).map_err(|error| vec![error])
    }

    /// What a request asks of the engine.
    pub(super) async fn asked(&self, request: Request) -> Result<Asked, Vec<Error>> {
        let Inner { limits, validator, .. } = &*self.inner;
        let one = |error: Error| vec![error];
        guard::check_variables(&request.variables, limits).map_err(one)?;
        let document = self.document(request.query, request.operation_name, request.read_only).await?;
        let variables = variables::coerce(&document.operation, &request.variables, validator.registry())?;
        let selected = select::select(&document.fragments, &document.operation, &variables).map_err(one)?;
        let Selected { selection, values, errors } = selected;
        Ok(Asked { document, variables, selection, values, errors })
    }

    async fn answer(&self, request: Request) -> Result<Response, Vec<Error>> {
        let Inner { engine, limits, .. } = &*self.inner;
        let (show_cost, position, quota) = (request.show_cost, request.position, request.quota.clone());
        if let Some(quota) = &quota {
            quota.admit().map_err(|error| vec![error])?;
        }
        let Asked { document, variables, selection, values, errors } = self.asked(request).await?;
        // Also where nobody waits for the answer any more.
        let _timer = Timer::new(document.times.clone());
        let cost = Cost::of(&selection, &values);
        let mut response =
            Response { asked: Some(document.asked.clone()), cost: Some(cost.total()), ..Response::default() };
        if show_cost {
            response.extensions.insert("cost".to_owned(), cost::shown(&cost, limits.cost));
        }
        if let Err(error) = cost::check(&cost, limits.cost) {
            return Ok(Response { errors: vec![error], ..response });
        }
        let told = charge(quota.as_deref(), cost.total()).map_err(|error| vec![error])?;
        let own = self.own_fields(&document, variables, told).await?;
        let elsewhere =
            |place: usize| own.get(&selection.roots[place].0).map_or_else(|| "null".to_owned(), Value::to_string);
        let span = spans::operation(&document.asked);
        // Pinned where it is made: it is large, and would be moved with each wrapping.
        let fetch = pin!(engine.fetch(&selection, &values, position, elsewhere));
        Ok(match telemetry::asking(document.asked.clone(), fetch.instrument(span.clone())).await {
            Ok(answer) => Response {
                data: Some(answer.json.into()),
                errors,
                dataset: answer.version,
                position: answer.position,
                statements: answer.executed,
                momentary: document.momentary,
                ..response
            },
            Err(error) => {
                spans::failed(&span);
                Response { data: Some("null".into()), errors: vec![engine_error(&error)], ..response }
            }
        })
    }

    /// The prepared document: as it was kept, or made now and kept.
    async fn document(
        &self,
        query: String,
        operation_name: Option<String>,
        read_only: bool,
    ) -> Result<Arc<Document>, Vec<Error>> {
        let Inner { limits, validator, documents, .. } = &*self.inner;
        let key = (query, operation_name);
        let kept = documents.get(&key);
        metrics().cache(Kept::Documents).found(kept.is_some());
        if let Some(document) = kept {
            return Ok(document);
        }
        // Boxed, since it is large and seldom runs: the future of every request would have to make room for it.
        let document = Box::pin(Document::prepare(&key.0, key.1.as_deref(), read_only, limits, validator)).await?;
        let document = Arc::new(document);
        documents.insert(key, document.clone());
        Ok(document)
    }

    /// The answers of `__schema`, `__type`, `rateLimit` and `_service`, if the operation asks for them.
    async fn own_fields(
        &self,
        document: &Document,
        variables: async_graphql::Variables,
        told: Option<Told>,
    ) -> Result<Map<String, Value>, Vec<Error>> {
        let Some(alone) = &document.own else { return Ok(Map::new()) };
        let mut own = async_graphql::Request::new("").variables(variables);
        own.set_parsed_query(alone.clone());
        if let Some(told) = told {
            own = own.data(told);
        }
        let response = Box::pin(self.inner.own.execute(own)).await;
        match response.data.into_json() {
            _ if !response.errors.is_empty() => Err(response.errors.iter().map(validation_error).collect()),
            Ok(Value::Object(fields)) => Ok(fields),
            // All of it is skipped.
            _ => Ok(Map::new()),
        }
    }
}

/// Counts what is about to be asked, if the client's points are counted.
pub(super) fn charge(quota: Option<&Quota>, cost: u64) -> Result<Option<Told>, Error> {
    let cost = cost.max(quota::LEAST);
    quota.map(|quota| Ok(Told { standing: quota.take(cost)?, cost })).transpose()
}

/// What a client is told of a failure of the engine. The cause is logged and not shown.
pub(super) fn engine_error(error: &engine::Error) -> Error {
    let code = match error {
        engine::Error::Unavailable(_) => Code::ServiceUnavailable,
        engine::Error::Timeout(_) => Code::Timeout,
        engine::Error::TooLong | engine::Error::TooFar => Code::QueryTooComplex,
        engine::Error::Database(_) => Code::InternalServerError,
    };
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    if let engine::Error::Unavailable(Failure::NoneFree(_)) = error {
        metrics().shed(Shed::Pool);
    }
    match code {
        Code::InternalServerError => tracing::error!(cause, "{error}"),
        _ => tracing::warn!(cause, "{error}"),
    }
    Error::new(code, error.to_string())
}
