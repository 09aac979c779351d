//! `needledrop schema`: the contract, as text.

use super::{open, print::print};
use crate::{config::Config, db};

/// The schema is the same for every database, so an empty one in memory will do.
pub async fn schema(config: Config) -> anyhow::Result<()> {
    let db = db::connect("sqlite::memory:", &config.pool).await?;
    print(&open::api(&db.reads, &config)?.sdl())
}
