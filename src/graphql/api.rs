//! A stand-in for tests of the transports: a schema of a few fields, validated by the guard as the real one.

use async_graphql::{
    ServerError, Value,
    dynamic::{Field, FieldFuture, FieldValue, Object, Schema, TypeRef},
    parser::{parse_query, types::OperationType},
};

use super::{Code, Error, Location, Request, Response, guard};

#[derive(Clone)]
pub struct Api {
    schema: Schema,
    limits: guard::Limits,
}

impl Api {
    pub fn new(limits: guard::Limits) -> Self {
        let number =
            |name| Field::new(name, TypeRef::named_nn(TypeRef::INT), |_| FieldFuture::from_value(Some(Value::from(0))));
        let many = |name: &str, of: &str| {
            Field::new(name, TypeRef::named_nn(of), |_| {
                FieldFuture::new(async {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                    Ok(Some(FieldValue::owned_any(())))
                })
            })
        };
        let query = Object::new("Query").field(many("films", "Films")).field(many("soundtracks", "Films"));
        let films = Object::new("Films").field(number("totalCount"));
        let mutation = Object::new("Mutation").field(number("one"));
        let schema = Schema::build("Query", Some("Mutation"), None).register(query).register(mutation).register(films);
        Self { schema: schema.finish().expect("the schema is fixed"), limits }
    }

    pub fn sdl(&self) -> String {
        self.schema.sdl()
    }

    pub async fn execute(&self, request: Request) -> Response {
        match self.run(request).await {
            Ok(response) => response,
            Err(error) => Response::refused(vec![error]),
        }
    }

    async fn run(&self, request: Request) -> Result<Response, Error> {
        guard::check_source(&request.query, &self.limits)?;
        guard::check_variables(&request.variables, &self.limits)?;
        let document =
            parse_query(&request.query).map_err(|error| Error::new(Code::GraphqlParseFailed, error.to_string()))?;
        guard::check(&document, &self.limits)?;
        if request.read_only && document.operations.iter().any(|(_, op)| op.node.ty != OperationType::Query) {
            return Err(Error::new(Code::MethodNotAllowed, "only queries may be sent by GET"));
        }
        let mut inner = async_graphql::Request::new(request.query)
            .variables(async_graphql::Variables::from_json(request.variables.into()));
        inner.set_parsed_query(document);
        if let Some(name) = request.operation_name {
            inner = inner.operation_name(name);
        }
        let response = self.schema.execute(inner).await;
        if response.is_err() && response.data == Value::Null {
            let error = |e: &ServerError| {
                let at = e.locations.iter().map(|l| Location { line: l.line, column: l.column }).collect();
                Error { locations: at, ..Error::new(Code::GraphqlValidationFailed, &e.message) }
            };
            return Ok(Response::refused(response.errors.iter().map(error).collect()));
        }
        Ok(Response {
            data: Some(serde_json::to_vec(&response.data).unwrap_or_default().into()),
            ..Response::default()
        })
    }
}
