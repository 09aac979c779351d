//! The rows of the film-music graph, their relations and value types. Knows SeaORM and nothing above it.
//!
//! Reading order: [`values`] and [`ids`], then the nodes from films to lists, then what is said about nodes
//! ([`source`], [`evidence`], [`identifier`], [`alias`], [`change`]), how rows of several sources are joined
//! ([`local_name`], [`redirect`], [`review`]), and by which names they are found ([`search_entry`]).

pub mod ids;
pub mod values;

pub mod film;
pub mod film_series;

pub mod artist;
pub mod credit;
pub mod membership;

pub mod film_soundtrack;
pub mod soundtrack;
pub mod soundtrack_credit;
pub mod track;

pub mod artist_credit;
pub mod recording;

pub mod cover;
pub mod song;
pub mod song_writer;

pub mod cue;

pub mod chart_entry;
pub mod list;
pub mod listing;

pub mod alias;
pub mod change;
pub mod dataset;
pub mod evidence;
pub mod identifier;
pub mod local_name;
pub mod redirect;
pub mod review;
pub mod source;

pub mod search_entry;

pub use ids::*;
pub use values::*;
