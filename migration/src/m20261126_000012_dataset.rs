//! The version of the data: a word drawn anew by whatever changes it.
//!
//! It is drawn and not counted, so that no two states share one: neither two databases with logs of equal length, nor a
//! backup that was restored and went its own way. Triggers draw it whenever the change log grows. Sources and reviews,
//! which the log does not speak of, draw it themselves.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::Dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { key, text, .. } = Dialect::of(manager)?;
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let word = if postgres {
            "substr(replace(gen_random_uuid()::text, '-', ''), 1, 16)"
        } else {
            "lower(hex(randomblob(8)))"
        };
        let triggers = if postgres {
            // Before the rows get their ids: whoever draws a version holds it until the transaction ends, and so the
            // ids of the log grow in the order in which transactions become visible.
            format!(
                "CREATE FUNCTION dataset_draw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    UPDATE dataset SET version = {word};
                    RETURN NULL;
                END $$;
                CREATE TRIGGER dataset_change BEFORE INSERT ON change FOR EACH STATEMENT EXECUTE FUNCTION dataset_draw();
                CREATE TRIGGER dataset_source AFTER INSERT OR UPDATE OR DELETE ON source
                FOR EACH STATEMENT EXECUTE FUNCTION dataset_draw();
                CREATE TRIGGER dataset_review AFTER INSERT OR UPDATE OR DELETE ON review
                FOR EACH STATEMENT EXECUTE FUNCTION dataset_draw();"
            )
        } else {
            let trigger = |name: &str, event: &str| {
                format!("CREATE TRIGGER {name} AFTER {event} BEGIN UPDATE dataset SET version = {word}; END;")
            };
            [
                trigger("dataset_change", "INSERT ON change"),
                trigger("dataset_source_comes", "INSERT ON source"),
                trigger("dataset_source_changes", "UPDATE ON source"),
                trigger("dataset_source_goes", "DELETE ON source"),
                trigger("dataset_review_comes", "INSERT ON review"),
                trigger("dataset_review_changes", "UPDATE ON review"),
                trigger("dataset_review_goes", "DELETE ON review"),
            ]
            .concat()
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                "CREATE TABLE dataset (id {key} NOT NULL PRIMARY KEY CHECK (id = 1), version {text} NOT NULL);
                INSERT INTO dataset (id, version) VALUES (1, {word});
                {triggers}"
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => {
                "DROP TRIGGER dataset_change ON change; DROP TRIGGER dataset_source ON source; DROP TRIGGER dataset_review ON review;
                DROP FUNCTION dataset_draw; DROP TABLE dataset;"
            }
            _ => {
                "DROP TRIGGER dataset_change; DROP TRIGGER dataset_source_comes; DROP TRIGGER dataset_source_changes;
                DROP TRIGGER dataset_source_goes; DROP TRIGGER dataset_review_comes; DROP TRIGGER dataset_review_changes;
                DROP TRIGGER dataset_review_goes; DROP TABLE dataset;"
            }
        };
        manager.get_connection().execute_unprepared(sql).await?;
        Ok(())
    }
}
