//! needledrop: the open film-music graph behind one GraphQL API.

pub mod db;

pub mod catalogue;
pub mod import;

pub mod graphql;
