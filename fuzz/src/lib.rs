//! What is fuzzed: a function for each target, which takes any bytes and panics where it finds something.
//!
//! The files lie here for libFuzzer, which needs an instrumented build and a nightly compiler. The tests in
//! `tests/it/fuzz.rs` take them over as they are and run them on any build, over the kept inputs and changed ones.

mod cursor;
mod document;
mod filter;
mod http;
mod id;
mod import;
mod question;
mod unpack;
mod values;
mod world;

pub use cursor::cursor;
pub use document::document;
pub use filter::filter;
pub use http::http;
pub use id::id;
pub use import::{csv, imdb, list, musicbrainz, wikidata};
pub use question::question;
pub use unpack::unpack;
