//! `needledrop migrate`: the tables, and the seed catalogue on request.

use super::{Migrate, open, print::print};
use crate::{config::Config, db};

pub async fn migrate(config: Config, migrate: Migrate) -> anyhow::Result<()> {
    let db = open::connect(&config, true).await?;
    let before = db::state(&db).await?;
    if let db::State::Unknown { newer } = &before {
        anyhow::bail!("the database is newer than this program, which does not know {}", newer.join(", "));
    }
    db::migrate(&db).await?;
    let mut done = match before {
        db::State::Current => format!("{} was up to date\n", config.database),
        _ => format!("{} is up to date now\n", config.database),
    };
    if migrate.seed {
        done += &if open::seed_if_empty(&db, &config).await? {
            let holding = open::holding(&open::api(&db.reads, &config)?).await?;
            format!("loaded the seed catalogue: {holding}\n")
        } else {
            "left as it is, since it holds films already\n".to_owned()
        };
    }
    done += &open::position(&db).await?;
    db.close().await?;
    print(&done)
}
