//! The GraphQL door: a schema made from the engine's graph, and the one way in, [`Api::execute`].

mod api;
mod arguments;
mod cost;
mod document;
mod error;
pub mod guard;
mod page;
mod positions;
mod request;
mod schema;
mod select;
mod variables;

pub use api::Api;
pub use error::{Code, Error, Location, PathSegment};
pub use request::{Request, Response};
