//! A document made ready: parsed, found not to cost too much, validated. None of it depends on values of variables.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dynamic::Schema;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, FragmentDefinition, InlineFragment, OperationDefinition, OperationType,
    Selection as AstSelection, SelectionSet,
};
use async_graphql::parser::{Error as ParseError, parse_query};
use async_graphql::{Name, Pos, Positioned, ServerError, Value};
use async_graphql_value::Value as Written;

use super::guard::{self, Limits};
use super::{Code, Error, Location, label, positions, variables};
use crate::telemetry::{
    Asked,
    metrics::{Histogram, metrics},
};

/// The fragments of a document, by their names.
pub type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

/// One operation of a valid document.
pub struct Document {
    pub operation: OperationDefinition,
    /// What it may spread.
    pub fragments: Fragments,
    /// What of the operation the schema itself answers, alone, if there is any: introspection, `rateLimit`, and what a
    /// gateway asks by `_service`.
    pub own: Option<ExecutableDocument>,
    /// Whether `rateLimit` is among it, whose answer is another each time.
    pub momentary: bool,
    /// How it is named by those who watch.
    pub asked: Arc<Asked>,
    /// The times that it took to answer it.
    pub times: Histogram,
}

impl Document {
    pub async fn prepare(
        query: &str,
        operation_name: Option<&str>,
        read_only: bool,
        limits: &Limits,
        validator: &Schema,
    ) -> Result<Self, Vec<Error>> {
        let one = |error: Error| vec![error];
        guard::check_source(query, limits).map_err(one)?;
        let parsed = parse_query(query).map_err(|error| one(parse_error(&error)))?;
        guard::check(&parsed, limits).map_err(one)?;
        let operation = operation(&parsed, operation_name).map_err(one)?.clone();
        match operation.ty {
            OperationType::Query => {}
            ty if read_only => {
                let message = format!("a {ty} cannot be sent by GET; send it by POST");
                return Err(one(Error::new(Code::MethodNotAllowed, message)));
            }
            ty => return Err(one(Error::new(Code::OperationResolutionFailure, format!("this schema has no {ty}s")))),
        }
        validate(validator, &parsed, &operation, operation_name).await?;
        positions::check(&parsed, &operation, validator.registry())?;
        let own = own_fields(&parsed, &operation.selection_set.node);
        let momentary = own
            .items
            .iter()
            .any(|item| matches!(&item.node, AstSelection::Field(field) if field.node.name.node == "rateLimit"));
        let own = (!own.items.is_empty()).then(|| alone(&parsed, &operation, own));
        let asked = label::asked(query, operation_name, &parsed, &operation);
        let times = metrics().operation(&asked.label);
        Ok(Self { operation, fragments: parsed.fragments, own, momentary, asked: Arc::new(asked), times })
    }

    /// About how many bytes it takes beside its text, as was measured of flat and nested documents and of long lists.
    pub fn bytes(&self) -> usize {
        let of_own = |own: &ExecutableDocument| {
            let operations = own.operations.iter().map(|(_, own)| bytes(&own.node.selection_set.node));
            operations.sum::<usize>() + bytes_of_fragments(&own.fragments)
        };
        let own = self.own.as_ref().map_or(0, of_own);
        WHATEVER_IT_IS + own + bytes(&self.operation.selection_set.node) + bytes_of_fragments(&self.fragments)
    }
}

/// What every document takes, with its place among those that are kept.
const WHATEVER_IT_IS: usize = 2_000;

/// What the names of a field take, and room for more fields beside it. So for a field of an object.
const BESIDE_A_FIELD: usize = 150;

fn bytes_of_fragments(fragments: &Fragments) -> usize {
    fragments.values().map(|fragment| bytes(&fragment.node.selection_set.node)).sum()
}

fn bytes(set: &SelectionSet) -> usize {
    let below = |item: &Positioned<AstSelection>| match &item.node {
        AstSelection::Field(field) => {
            let arguments = field.node.arguments.iter().map(|(_, value)| BESIDE_A_FIELD + bytes_of_value(&value.node));
            arguments.sum::<usize>() + bytes(&field.node.selection_set.node)
        }
        AstSelection::InlineFragment(fragment) => bytes(&fragment.node.selection_set.node),
        AstSelection::FragmentSpread(_) => 0,
    };
    let field = size_of::<Positioned<AstSelection>>() + BESIDE_A_FIELD;
    set.items.iter().map(|item| field + below(item)).sum()
}

/// The guard has bounded how deep literals are.
fn bytes_of_value(value: &Written) -> usize {
    let below = match value {
        Written::List(items) => items.iter().map(bytes_of_value).sum(),
        Written::Object(fields) => fields.values().map(|value| BESIDE_A_FIELD + bytes_of_value(value)).sum(),
        _ => 0,
    };
    size_of::<Written>() + below
}

/// The operation with nothing but these fields.
fn alone(document: &ExecutableDocument, operation: &OperationDefinition, fields: SelectionSet) -> ExecutableDocument {
    let mut operation = operation.clone();
    operation.selection_set.node = fields;
    ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(operation, Pos::default())),
        fragments: document.fragments.clone(),
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

/// The root's fields that the schema answers, laid out of their fragments.
fn own_fields(document: &ExecutableDocument, set: &SelectionSet) -> SelectionSet {
    let mut found = SelectionSet::default();
    for item in &set.items {
        match &item.node {
            AstSelection::Field(field)
                if matches!(field.node.name.node.as_str(), "__schema" | "__type" | "rateLimit" | "_service") =>
            {
                found.items.push(item.clone());
            }
            AstSelection::Field(_) => {}
            AstSelection::InlineFragment(fragment) => {
                found.items.extend(own_fields(document, &fragment.node.selection_set.node).items);
            }
            AstSelection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    found.items.extend(own_fields(document, &fragment.node.selection_set.node).items);
                }
            }
        }
    }
    found
}

/// Cuts an execution off after validation.
pub struct ValidateOnly;

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

/// Validates with a sample of each variable's type: the values of a literal that has variables in it are looked at
/// only where the variables have values, and what is found must not depend on which.
async fn validate(
    validator: &Schema,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    name: Option<&str>,
) -> Result<(), Vec<Error>> {
    let samples = variables::samples(operation, validator.registry());
    let mut own = async_graphql::Request::new("").variables(samples);
    if let Some(name) = name {
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

pub fn validation_error(error: &ServerError) -> Error {
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
