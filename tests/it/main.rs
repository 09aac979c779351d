//! The one test binary: linked once, and one PostgreSQL server for all.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::allow_attributes,
    reason = "a test that fails says so by a panic, and so do the functions that tests share"
)]

mod answers;
mod cache;
mod catalogue;
mod cli;
mod consensus;
mod cost;
mod counts;
mod db;
mod export;
mod faults;
mod federation;
mod filters;
mod fuzz;
mod generate;
mod graph;
mod groups;
mod hostile;
mod http;
mod import;
mod migrations;
mod network;
mod pages;
mod plans;
mod random;
mod schema;
mod search;
mod seed;
mod support;
mod tidy;
