//! needledrop: the open film-music graph behind one GraphQL API.

pub mod db;
pub mod graphql;
pub mod http;
