//! The one test binary: linked once, and one PostgreSQL server for all.

mod db;
mod migrations;
mod support;
