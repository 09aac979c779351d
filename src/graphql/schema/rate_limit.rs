//! The root field `rateLimit`. It is answered by the request itself, and not by the engine.

use async_graphql::Value;
use async_graphql::dynamic::{Field, FieldFuture, FieldValue, Object, SchemaBuilder, TypeRef};
use chrono::{DateTime, SecondsFormat};

use crate::graphql::quota::Standing;

/// What a request is told of the points of its client, as data of its own for the resolvers below.
pub(in crate::graphql) struct Told {
    pub standing: Standing,
    pub cost: u64,
}

pub(super) fn register(schema: SchemaBuilder) -> SchemaBuilder {
    let time = Field::new("resetAt", TypeRef::named_nn(TypeRef::STRING), |context| {
        FieldFuture::new(async move {
            let told = context.parent_value.try_downcast_ref::<Told>()?;
            let seconds = i64::try_from(told.standing.reset()).unwrap_or(i64::MAX);
            let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
            Ok(Some(Value::from(time.to_rfc3339_opts(SecondsFormat::Secs, true))))
        })
    });
    schema.register(
        Object::new("RateLimit")
            .description("How many points of cost the client may use, and has used.")
            .field(number("limit", "The points that a client has for a while.", |told| told.standing.limit))
            .field(number("cost", "The points that this request costs, which are counted as used.", |told| told.cost))
            .field(number("remaining", "The points that are left.", |told| told.standing.remaining()))
            .field(number("used", "The points that were used.", |told| told.standing.used))
            .field(time.description("The time at which all points are there again, such as `2026-11-26T18:00:00Z`.")),
    )
}

pub(super) fn root() -> Field {
    let field = Field::new("rateLimit", TypeRef::named("RateLimit"), |context| {
        FieldFuture::new(async move {
            let told = context.data_opt::<Told>();
            Ok(told.map(|told| FieldValue::owned_any(Told { standing: told.standing, cost: told.cost })))
        })
    });
    field.description(
        "What the client may still ask for, in points: a request costs the rows that it may fetch and 100 for each \
         statement, at least 1. Null when the client's points are not counted. \
         Example: `{ rateLimit { limit cost remaining used resetAt } }`",
    )
}

fn number(name: &str, description: &str, of: fn(&Told) -> u64) -> Field {
    let field = Field::new(name, TypeRef::named_nn(TypeRef::INT), move |context| {
        FieldFuture::new(async move {
            let told = context.parent_value.try_downcast_ref::<Told>()?;
            Ok(Some(Value::from(i32::try_from(of(told)).unwrap_or(i32::MAX))))
        })
    });
    field.description(description)
}
