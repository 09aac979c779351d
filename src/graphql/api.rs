//! The one way in: parses, refuses what costs too much, validates, selects, and lets the engine answer.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dynamic::{Schema, SchemaError};
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, InlineFragment, OperationDefinition, OperationType,
    Selection as AstSelection, SelectionSet,
};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Name, Pos, Positioned, ServerError, ValidationMode, Value, Variables};

use super::guard::{self, Limits};
use super::{Code, Error, Location, PathSegment, Request, Response, schema, select, variables};
use crate::engine::{self, Engine};

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
    /// Answers introspection, whose part of a document has been validated with the whole.
    introspection: Schema,
}

impl Api {
    /// An API over the engine. It fails only if the schema is broken, which any test brings to light.
    pub fn new(engine: Engine, limits: Limits) -> Result<Self, SchemaError> {
        let validator = schema::finish(schema::build().extension(ValidateOnly))?;
        let introspection = schema::finish(schema::build().validation_mode(ValidationMode::Fast))?;
        Ok(Self { inner: Arc::new(Inner { engine, limits, validator, introspection }) })
    }

    /// The schema in GraphQL's own language.
    pub fn sdl(&self) -> String {
        schema::sdl(&self.inner.introspection)
    }

    /// Answers one request. Whatever the request is, there is a response.
    pub async fn execute(&self, request: Request) -> Response {
        match self.answer(&request).await {
            Ok(response) => response,
            Err(errors) => Response::refused(errors),
        }
    }

    async fn answer(&self, request: &Request) -> Result<Response, Vec<Error>> {
        let Inner { engine, limits, validator, .. } = &*self.inner;
        let one = |error: Error| vec![error];
        guard::check_source(&request.query, limits).map_err(one)?;
        guard::check_variables(&request.variables, limits).map_err(one)?;
        let document = parse_query(&request.query).map_err(|error| one(parse_error(&error)))?;
        guard::check(&document, limits).map_err(one)?;
        let operation = operation(&document, request.operation_name.as_deref()).map_err(one)?;
        if request.read_only && operation.ty != OperationType::Query {
            let message = format!("a {} cannot be sent by GET; send it by POST", operation.ty);
            return Err(one(Error::new(Code::MethodNotAllowed, message)));
        }
        if operation.ty != OperationType::Query {
            let message = format!("this schema has no {}s", operation.ty);
            return Err(one(Error::new(Code::OperationResolutionFailure, message)));
        }
        let coerced = variables::coerce(operation, &request.variables, validator.registry());
        let known = coerced.as_ref().cloned().unwrap_or_default();
        validate(validator, &document, request, known).await?;
        let variables = coerced?;
        let (selection, values) = select::select(&document, operation, &variables).map_err(one)?;
        let introspection = self.introspect(&document, operation, request, &variables).await?;
        let elsewhere = |place: usize| {
            let name = &selection.roots[place].0;
            let json = introspection.get(name.as_str()).and_then(|value| serde_json::to_vec(value).ok());
            json.unwrap_or_else(|| b"null".to_vec())
        };
        Ok(match engine.fetch(&selection, &values, elsewhere).await {
            Ok(answer) => Response { data: Some(answer.json.into()), errors: Vec::new(), statements: answer.executed },
            Err(error) => {
                Response { data: Some("null".into()), errors: vec![engine_error(&error)], statements: Vec::new() }
            }
        })
    }

    /// The answers of `__schema` and `__type`, if the operation asks for them.
    async fn introspect(
        &self,
        document: &ExecutableDocument,
        operation: &OperationDefinition,
        request: &Request,
        variables: &Variables,
    ) -> Result<serde_json::Map<String, serde_json::Value>, Vec<Error>> {
        let fields = introspection_fields(document, &operation.selection_set.node);
        if fields.items.is_empty() {
            return Ok(Default::default());
        }
        let mut operation = operation.clone();
        operation.selection_set.node = fields;
        let alone = ExecutableDocument {
            operations: DocumentOperations::Single(Positioned::new(operation, Pos::default())),
            fragments: document.fragments.clone(),
        };
        let mut own = async_graphql::Request::new(&request.query).variables(variables.clone());
        own.set_parsed_query(alone);
        let response = self.inner.introspection.execute(own).await;
        match response.data.into_json() {
            Ok(serde_json::Value::Object(fields)) if response.errors.is_empty() => Ok(fields),
            _ => Err(response.errors.iter().map(validation_error).collect()),
        }
    }
}

/// The operation to execute: the named one, or the only one.
fn operation<'a>(document: &'a ExecutableDocument, name: Option<&str>) -> Result<&'a OperationDefinition, Error> {
    let refuse = |message: String| Err(Error::new(Code::OperationResolutionFailure, message));
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(name)) => {
            refuse(format!("Unknown operation named \"{name}\": the document's only operation has no name."))
        }
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => operations
            .values()
            .next()
            .map(|operation| &operation.node)
            .map_or_else(|| refuse("The document has no operation.".to_owned()), Ok),
        (DocumentOperations::Multiple(operations), None) => {
            refuse(format!("The document has the operations {}; `operationName` must name one.", names(operations)))
        }
        (DocumentOperations::Multiple(operations), Some(name)) => match operations.get(name) {
            Some(operation) => Ok(&operation.node),
            None => refuse(format!("Unknown operation named \"{name}\"; the document has {}.", names(operations))),
        },
    }
}

fn names<T>(operations: &HashMap<Name, T>) -> String {
    let mut names: Vec<&str> = operations.keys().map(Name::as_str).collect();
    names.sort_unstable();
    names.join(", ")
}

/// The root's introspection fields, laid out of their fragments.
fn introspection_fields(document: &ExecutableDocument, set: &SelectionSet) -> SelectionSet {
    let mut found = SelectionSet::default();
    for item in &set.items {
        match &item.node {
            AstSelection::Field(field)
                if field.node.name.node.starts_with("__s") || field.node.name.node == "__type" =>
            {
                found.items.push(item.clone());
            }
            AstSelection::Field(_) => {}
            AstSelection::InlineFragment(fragment) => {
                found.items.extend(introspection_fields(document, &fragment.node.selection_set.node).items);
            }
            AstSelection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    found.items.extend(introspection_fields(document, &fragment.node.selection_set.node).items);
                }
            }
        }
    }
    found
}

/// Cuts an execution off after validation.
struct ValidateOnly;

impl ExtensionFactory for ValidateOnly {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for ValidateOnly {
    async fn execute(
        &self,
        _ctx: &ExtensionContext<'_>,
        _operation_name: Option<&str>,
        _next: NextExecute<'_>,
    ) -> async_graphql::Response {
        async_graphql::Response::new(Value::Null)
    }
}

async fn validate(
    validator: &Schema,
    document: &ExecutableDocument,
    request: &Request,
    variables: Variables,
) -> Result<(), Vec<Error>> {
    let mut own = async_graphql::Request::new(&request.query).variables(variables);
    if let Some(name) = &request.operation_name {
        own = own.operation_name(name);
    }
    let mut document = document.clone();
    let operations = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    let sets = operations.into_iter().map(|operation| &mut operation.node.selection_set);
    let fragments = document.fragments.values_mut().map(|fragment| &mut fragment.node.selection_set);
    sets.chain(fragments).for_each(|set| wrap_typenames(&mut set.node));
    own.set_parsed_query(document);
    let response = validator.execute(own).await;
    if response.errors.is_empty() { Ok(()) } else { Err(response.errors.iter().map(validation_error).collect()) }
}

/// Puts each `__typename` that has directives into an inline fragment that has them instead, which means the same.
/// async-graphql's validation does not look at the former, and takes the variables of its directives for unused.
fn wrap_typenames(set: &mut SelectionSet) {
    for item in &mut set.items {
        match &mut item.node {
            AstSelection::Field(field) if field.node.name.node == "__typename" => {
                let directives = std::mem::take(&mut field.node.directives);
                if !directives.is_empty() {
                    let bare = Positioned::new(AstSelection::Field(field.clone()), item.pos);
                    let selection_set = Positioned::new(SelectionSet { items: vec![bare] }, item.pos);
                    let fragment = InlineFragment { type_condition: None, directives, selection_set };
                    item.node = AstSelection::InlineFragment(Positioned::new(fragment, item.pos));
                }
            }
            AstSelection::Field(field) => wrap_typenames(&mut field.node.selection_set.node),
            AstSelection::InlineFragment(fragment) => wrap_typenames(&mut fragment.node.selection_set.node),
            AstSelection::FragmentSpread(_) => {}
        }
    }
}

fn validation_error(error: &ServerError) -> Error {
    let locations = error.locations.iter().map(|pos| Location::from(*pos)).collect();
    Error { locations, ..Error::new(Code::GraphqlValidationFailed, error.message.clone()) }
}

fn parse_error(error: &ParseError) -> Error {
    let locations: Vec<Location> = error.positions().map(Location::from).collect();
    // The parser draws the place; its last line says what is wrong, and the locations say where.
    let text = error.to_string();
    let reason = text.lines().last().map_or("", |line| line.trim_start_matches([' ', '=']));
    Error { locations, ..Error::new(Code::GraphqlParseFailed, format!("Syntax error: {reason}.")) }
}

/// What a client is told of a failure of the engine. The cause is logged and not shown.
fn engine_error(error: &engine::Error) -> Error {
    let code = match error {
        engine::Error::Unavailable(_) => Code::ServiceUnavailable,
        engine::Error::Timeout(_) => Code::Timeout,
        engine::Error::Database(_) => Code::InternalServerError,
    };
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match code {
        Code::InternalServerError => tracing::error!(cause, "{error}"),
        _ => tracing::warn!(cause, "{error}"),
    }
    Error { path: Vec::<PathSegment>::new(), ..Error::new(code, error.to_string()) }
}
