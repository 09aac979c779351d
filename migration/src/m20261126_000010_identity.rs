//! What it takes to join what several sources say: whose word counts where they disagree, what a source without ids
//! calls a row, which rows were merged into which, and what people are asked to decide.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::Dialect;

/// What can be declared by a source without ids, merged, or doubted.
const NODES: &str = "'FILM', 'FILM_SERIES', 'ARTIST', 'SOUNDTRACK', 'RECORDING', 'SONG', 'LIST'";

/// The tables of the graph, as in the migration that made the identifiers.
const SUBJECTS: &str = "'FILM', 'FILM_SERIES', 'ARTIST', 'MEMBERSHIP', 'CREDIT', 'SOUNDTRACK', 'FILM_SOUNDTRACK', \
    'SOUNDTRACK_CREDIT', 'TRACK', 'RECORDING', 'ARTIST_CREDIT', 'SONG', 'SONG_WRITER', 'COVER', 'CUE', 'CHART_ENTRY', \
    'LIST', 'LISTING'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, double, .. } = Dialect::of(manager)?;
        let identifiers = match manager.get_database_backend() {
            DbBackend::Postgres => "ALTER TABLE identifier DROP CONSTRAINT identifier_scheme_value_key, ADD UNIQUE (scheme, value, subject);".to_owned(),
            _ => on_sqlite("scheme, value, subject"),
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                ALTER TABLE source ADD COLUMN rank integer NOT NULL DEFAULT 90;
                UPDATE source SET rank = CASE kind WHEN 'EDITOR' THEN 10 WHEN 'ARTICLE' THEN 20 ELSE 90 END;

                {identifiers}
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
                    candidate_id {key} NOT NULL,
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
        let identifiers = match manager.get_database_backend() {
            DbBackend::Postgres => "ALTER TABLE identifier DROP CONSTRAINT identifier_scheme_value_subject_key, ADD UNIQUE (scheme, value);".to_owned(),
            _ => on_sqlite("scheme, value"),
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                "DROP TABLE review; DROP TABLE redirect; DROP TABLE local_name; ALTER TABLE source DROP COLUMN rank;
                {identifiers}"
            ))
            .await?;
        Ok(())
    }
}

/// SQLite changes what is unique only by making the table anew. An artist and an album may have the same number at
/// Discogs.
fn on_sqlite(unique: &str) -> String {
    format!(
        "CREATE TABLE identifier_anew (
            id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
            scheme text NOT NULL CHECK (scheme IN
                ('IMDB', 'WIKIDATA', 'MUSICBRAINZ', 'DISCOGS', 'ISRC', 'ISWC')),
            value text NOT NULL CHECK (value <> ''),
            subject text NOT NULL CHECK (subject IN ({SUBJECTS})),
            subject_id integer NOT NULL,
            UNIQUE ({unique})
        );
        INSERT INTO identifier_anew SELECT id, scheme, value, subject, subject_id FROM identifier;
        UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'identifier')
            WHERE name = 'identifier_anew' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'identifier');
        DROP TABLE identifier;
        ALTER TABLE identifier_anew RENAME TO identifier;
        CREATE INDEX identifier_subject ON identifier (subject, subject_id);"
    )
}
