//! needledrop: the open film-music graph behind one GraphQL API.

pub mod db;

pub mod engine;

pub mod catalogue;
pub mod generate;
pub mod import;

pub mod export;

pub mod graphql;
pub mod http;

pub mod config;
pub mod telemetry;

pub mod cli;
