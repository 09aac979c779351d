//! The ids of new rows, given here and not by the database.
//!
//! A transaction that fails leaves no gap then, so that an import that was killed and taken up again gives the same ids
//! as one that was not, on both databases; and rows can be written without asking for their ids.

use std::collections::HashMap;

use entity::Subject;
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::key::Row;

/// The ids given in one transaction, by table.
#[derive(Default)]
pub struct Ids {
    tables: HashMap<&'static str, Given>,
}

struct Given {
    first: i64,
    next: i64,
}

impl Ids {
    /// As many ids that follow each other, and that no row of the table has or had. The first of them.
    pub async fn take<E: Row>(&mut self, tx: &DatabaseTransaction, count: usize) -> Result<i64, DbErr> {
        let table = E::table();
        if !self.tables.contains_key(table) {
            let first = next(tx, table).await?;
            self.tables.insert(table, Given { first, next: first });
        }
        let given = self.tables.get_mut(table).ok_or(DbErr::RecordNotInserted)?;
        let first = given.next;
        given.next += i64::try_from(count).unwrap_or(i64::MAX);
        Ok(first)
    }

    /// Whether the row was made in this transaction.
    pub fn made(&self, subject: Subject, id: i64) -> bool {
        let table = subject.to_value().to_lowercase();
        self.tables.get(table.as_str()).is_some_and(|given| id >= given.first)
    }

    /// Tells PostgreSQL which ids are given. Unlike `setval`, this is undone with the transaction. SQLite sees it by the
    /// rows.
    pub async fn close(&self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        if tx.get_database_backend() == DbBackend::Postgres {
            for (table, given) in self.tables.iter().filter(|(_, given)| given.next > given.first) {
                let next = given.next;
                tx.execute_unprepared(&format!("ALTER SEQUENCE {table}_id_seq RESTART WITH {next}")).await?;
            }
        }
        Ok(())
    }
}

/// The id that the table's next row would have.
async fn next(tx: &DatabaseTransaction, table: &str) -> Result<i64, DbErr> {
    let backend = tx.get_database_backend();
    let last = match backend {
        DbBackend::Postgres => {
            format!("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS id FROM {table}_id_seq")
        }
        _ => format!("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0) AS id"),
    };
    let row = tx
        .query_one_raw(Statement::from_string(backend, last))
        .await?
        .ok_or(DbErr::RecordNotFound(table.to_owned()))?;
    Ok(row.try_get::<i64>("", "id")? + 1)
}
