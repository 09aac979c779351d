//! Films and the series they belong to.

use sea_orm_migration::prelude::*;

use crate::dialect::Dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, descending, .. } = Dialect::of(manager)?;
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                CREATE TABLE film_series (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL
                );

                CREATE TABLE film (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL,
                    kind {text} NOT NULL CHECK (kind IN ('FEATURE', 'SHORT', 'CONCERT', 'SERIES')),
                    release_year integer CHECK (release_year BETWEEN 1850 AND 2200),
                    series_id {key} REFERENCES film_series (id) ON DELETE SET NULL
                );
                CREATE INDEX film_title ON film (title_key, id);
                CREATE INDEX film_release_year ON film (release_year, id);
                CREATE INDEX film_newest ON film (release_year {descending}, id);
                CREATE INDEX film_of_series ON film (series_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE film; DROP TABLE film_series;").await?;
        Ok(())
    }
}
