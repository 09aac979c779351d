//! needledrop: the open film-music graph behind one GraphQL API.

pub mod engine;
pub mod graphql;
