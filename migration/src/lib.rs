//! The history of the database: each migration in the order in which it was made.
//!
//! A migration is plain SQL and knows nothing of today's entities, so that it does tomorrow what it did when it was
//! released. Once released it is never edited: what should be otherwise is a new migration at the end of the list.

pub mod apply;
mod dialect;

mod m20261121_000001_films;
mod m20261121_000002_artists;
mod m20261121_000003_songs;
mod m20261121_000004_soundtracks;
mod m20261121_000005_covers_and_cues;
mod m20261121_000006_lists;
mod m20261121_000007_provenance;
mod m20261121_000008_search;
mod m20261121_000009_listed_soundtracks;
mod m20261126_000010_identity;
mod m20261126_000011_indexes;
mod m20261126_000012_dataset;
mod m20261126_000013_search_at_once;

use sea_orm_migration::prelude::*;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_films::Migration),
            Box::new(m20261121_000002_artists::Migration),
            Box::new(m20261121_000003_songs::Migration),
            Box::new(m20261121_000004_soundtracks::Migration),
            Box::new(m20261121_000005_covers_and_cues::Migration),
            Box::new(m20261121_000006_lists::Migration),
            Box::new(m20261121_000007_provenance::Migration),
            Box::new(m20261121_000008_search::Migration),
            Box::new(m20261121_000009_listed_soundtracks::Migration),
            Box::new(m20261126_000010_identity::Migration),
            Box::new(m20261126_000011_indexes::Migration),
            Box::new(m20261126_000012_dataset::Migration),
            Box::new(m20261126_000013_search_at_once::Migration),
        ]
    }
}
