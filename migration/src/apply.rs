//! Runs migrations: all of them or none, and one process at a time.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use crate::Migrator;

/// Key of the advisory lock that a migrating process holds on PostgreSQL. Any number will do that no one else uses.
const LOCK: i64 = 0x6e65_6564_6c65;

/// How long a migration waits on PostgreSQL for a table that others use. It stops rather than queue for longer, since
/// every later query would queue behind it.
const LOCK_TIMEOUT: &str = "2s";

/// Applies the migrations that the database has not seen.
pub async fn up(db: &DatabaseConnection) -> Result<(), DbErr> {
    let transaction = begin_alone(db).await?;
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}

/// Takes back the `steps` latest migrations, or all.
pub async fn down(db: &DatabaseConnection, steps: Option<u32>) -> Result<(), DbErr> {
    let transaction = begin_alone(db).await?;
    Migrator::down(&transaction, steps).await?;
    transaction.commit().await
}

/// A transaction that no other migrating process can hold at the same time. Both databases change their schema within
/// transactions, so that a process that dies on the way leaves nothing half done, and the lock ends with it.
async fn begin_alone(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = db.begin_with_options(options).await?;
    if db.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
        transaction.execute_unprepared(&format!("SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")).await?;
    }
    Ok(transaction)
}
