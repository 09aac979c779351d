//! The GraphQL door: a schema made from the engine's graph, and the one way in, [`Api::execute`].

mod api;
mod error;
pub mod guard;
mod request;

pub use api::Api;
pub use error::{Code, Error, Location, PathSegment};
pub use request::{Executed, Request, Response};
