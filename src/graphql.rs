//! The GraphQL door: a schema made from the engine's graph, and the one way in, [`Api::execute`].

mod api;
mod arguments;
mod cost;
mod document;
mod error;
mod federation;
pub mod guard;
mod label;
mod page;
mod positions;
pub mod questions;
mod quota;
mod request;
mod schema;
mod select;
mod table;
mod variables;

pub use crate::engine::{Lsn, NoLsn, ServerHealth, ServerStatus, Status, Unready};
pub use api::Api;
pub use error::{Code, Error, Location, PathSegment};
pub use quota::{Quota, Standing};
pub use request::{Request, Response};
pub use table::Table;
