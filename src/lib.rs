//! needledrop: the open film-music graph behind one GraphQL API.

pub mod catalogue;
pub mod cli;
pub mod config;
pub mod db;
pub mod engine;
pub mod graphql;
pub mod http;
pub mod import;
pub mod telemetry;
