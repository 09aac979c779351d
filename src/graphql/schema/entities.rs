//! What a gateway asks: the root fields `_service` and `_entities`, and their types, as Apollo Federation names them.

use async_graphql::Value;
use async_graphql::dynamic::{Field, FieldFuture, FieldValue, Object, Scalar, SchemaBuilder, TypeRef, Union};

use super::{argument, field};
use crate::engine::graph::Graph;
use crate::graphql::federation;

pub(super) fn register(schema: SchemaBuilder, graph: &Graph) -> SchemaBuilder {
    let entity =
        Union::new("_Entity").description("Anything that a subgraph may speak of by a key: every type that has an id.");
    let entity =
        graph.nodes().filter(|(_, node)| node.has_id()).fold(entity, |all, (_, node)| all.possible_type(node.name));
    let any = Scalar::new("_Any").description(
        "An entity as another subgraph names it: an object of `__typename` and the fields of one of its keys.",
    );
    // The one field that is resolved: it is answered beside introspection, and like it without the database.
    let sdl = Field::new("sdl", TypeRef::named_nn(TypeRef::STRING), |_| {
        FieldFuture::new(async { Ok(Some(Value::from(federation::sdl()?))) })
    })
    .description("The schema in GraphQL's own language, with the keys of entities.");
    let service = Object::new("_Service").description("This server as a subgraph of a gateway.").field(sdl);
    schema.register(any).register(entity).register(service)
}

pub(super) fn roots() -> [Field; 2] {
    let service =
        Field::new("_service", TypeRef::named_nn("_Service"), |_| FieldFuture::Value(Some(FieldValue::owned_any(()))));
    let entities = field(
        "_entities",
        TypeRef::named_list_nn("_Entity"),
        "For gateways of Apollo Federation: the entities that the representations name, at most 1000, in their order; null \
         where there is none. The keys of a type are `id`, `slug` and the ids in other catalogues, as far as it has them; \
         the first that is given counts. Example: `{ _entities(representations: \
         [{ __typename: \"Film\", slug: \"vanilla-sky-2001\" }]) { ... on Film { title } } }`",
    );
    let representations =
        argument("representations", TypeRef::named_nn_list_nn("_Any"), "Objects of `__typename` and a key.");
    [
        service.description(
            "For gateways of Apollo Federation: what the server is as a subgraph. Example: `{ _service { sdl } }`",
        ),
        entities.argument(representations),
    ]
}
