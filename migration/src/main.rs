//! Moves a database through the history without the server: `migration up sqlite:needledrop.db`.

use std::process::ExitCode;

use migration::{Migrator, apply};
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::Database;

const USAGE: &str = "usage: migration up DATABASE_URL          apply what the database has not seen
       migration down DATABASE_URL [STEPS]   take back the latest migration, or as many as told
       migration status DATABASE_URL         show what is applied
An address is like postgres://user@host/name or sqlite:needledrop.db; sqlite:needledrop.db?mode=rwc makes the file.";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), String> {
    let shown = |error: DbErr| error.to_string();
    match arguments {
        ["up", url] => apply::up(&Database::connect(*url).await.map_err(shown)?).await.map_err(shown),
        ["down", url] => apply::down(&Database::connect(*url).await.map_err(shown)?, Some(1)).await.map_err(shown),
        ["down", url, steps] => {
            let steps = steps.parse().map_err(|_| format!("STEPS is {steps:?}; it must be a number\n{USAGE}"))?;
            apply::down(&Database::connect(*url).await.map_err(shown)?, Some(steps)).await.map_err(shown)
        }
        ["status", url] => {
            let db = Database::connect(*url).await.map_err(shown)?;
            for migration in Migrator::get_migration_with_status_read_only(&db).await.map_err(shown)? {
                println!("{}  {}", migration.status(), migration.name());
            }
            Ok(())
        }
        _ => Err(USAGE.to_owned()),
    }
}
