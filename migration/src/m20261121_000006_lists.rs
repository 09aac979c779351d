//! Lists, and the soundtracks they name.

use sea_orm_migration::prelude::*;

use crate::dialect::Dialect;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, .. } = Dialect::of(manager)?;
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                -- The lengths of a date are those of 2020, 2020-05 and 2020-05-17.
                CREATE TABLE list (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    kind {text} NOT NULL CHECK (kind IN ('EDITORIAL', 'POLL', 'CHART')),
                    title {text} CHECK (title <> ''),
                    title_key {text},
                    publisher {text},
                    author {text},
                    url {text},
                    published {text} CHECK (length(published) IN (4, 7, 10)),
                    CONSTRAINT list_title_has_key CHECK ((title IS NULL) = (title_key IS NULL))
                );

                CREATE TABLE listing (
                    id {id},
                    list_id {key} NOT NULL REFERENCES list (id) ON DELETE CASCADE,
                    soundtrack_id {key} NOT NULL REFERENCES soundtrack (id) ON DELETE CASCADE,
                    kind {text} NOT NULL CHECK (kind IN ('PICK', 'VOTE', 'MENTION')),
                    position integer CHECK (position >= 1),
                    contributor integer CHECK (contributor >= 1),
                    note {text},
                    CONSTRAINT listing_vote_has_contributor CHECK ((kind = 'VOTE') = (contributor IS NOT NULL))
                );
                -- A list picks or mentions a soundtrack once; each of its readers votes for it once.
                CREATE UNIQUE INDEX listing_once
                    ON listing (list_id, soundtrack_id, kind, (coalesce(contributor, 0)));
                CREATE INDEX listing_soundtrack ON listing (soundtrack_id, kind);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE listing; DROP TABLE list;").await?;
        Ok(())
    }
}
