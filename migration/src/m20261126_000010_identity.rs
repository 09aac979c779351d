//! What it takes to join what several sources say: whose word counts where they disagree, what a source without ids
//! calls a row, which rows were merged into which, and what people are asked to decide.

use sea_orm_migration::prelude::*;

use crate::dialect::Dialect;

/// What can be declared by a source without ids, merged, or doubted.
const NODES: &str = "'FILM', 'FILM_SERIES', 'ARTIST', 'SOUNDTRACK', 'RECORDING', 'SONG', 'LIST'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, double, .. } = Dialect::of(manager)?;
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                ALTER TABLE source ADD COLUMN rank integer NOT NULL DEFAULT 90;
                UPDATE source SET rank = CASE kind WHEN 'EDITOR' THEN 10 WHEN 'ARTICLE' THEN 20 ELSE 90 END;

                CREATE TABLE local_name (
                    id {id},
                    source_id {key} NOT NULL REFERENCES source (id) ON DELETE CASCADE,
                    name {text} NOT NULL CHECK (name <> ''),
                    subject {text} NOT NULL CHECK (subject IN ({NODES})),
                    subject_id {key} NOT NULL,
                    UNIQUE (source_id, subject, name)
                );
                CREATE INDEX local_name_subject ON local_name (subject, subject_id);

                -- The slug is null for rows that have none.
                CREATE TABLE redirect (
                    id {id},
                    subject {text} NOT NULL CHECK (subject IN ({NODES})),
                    from_id {key} NOT NULL,
                    slug {text},
                    to_id {key} NOT NULL,
                    UNIQUE (subject, from_id)
                );
                CREATE INDEX redirect_slug ON redirect (slug, subject);
                CREATE INDEX redirect_target ON redirect (subject, to_id);

                CREATE TABLE review (
                    id {id},
                    question {text} NOT NULL CHECK (question IN ('SAME', 'OF_FILM')),
                    status {text} NOT NULL CHECK (status IN ('OPEN', 'YES', 'NO')),
                    subject {text} NOT NULL CHECK (subject IN ({NODES})),
                    subject_id {key} NOT NULL,
                    slug {text} NOT NULL CHECK (slug <> ''),
                    candidate_id {key} NOT NULL,
                    candidate_slug {text} NOT NULL CHECK (candidate_slug <> ''),
                    score {double} NOT NULL CHECK (score BETWEEN 0 AND 1),
                    reasons {text} NOT NULL,
                    source_id {key} REFERENCES source (id) ON DELETE SET NULL,
                    UNIQUE (subject, subject_id, candidate_id, question)
                );
                CREATE INDEX review_status ON review (status, score DESC, id);
                CREATE INDEX review_source ON review (source_id);
                CREATE INDEX review_candidate ON review (subject, candidate_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "DROP TABLE review; DROP TABLE redirect; DROP TABLE local_name; ALTER TABLE source DROP COLUMN rank;",
            )
            .await?;
        Ok(())
    }
}
