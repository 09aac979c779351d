//! What is said about rows: where a fact comes from, external ids, other names, and what was changed.
//!
//! These tables speak of rows of any table, by its word and the id, so that no foreign key can hold them.

use sea_orm_migration::prelude::*;

use crate::dialect::Dialect;

/// The tables of the graph. A migration that adds one widens the checks.
const SUBJECTS: &str = "'FILM', 'FILM_SERIES', 'ARTIST', 'MEMBERSHIP', 'CREDIT', 'SOUNDTRACK', 'FILM_SOUNDTRACK', \
    'SOUNDTRACK_CREDIT', 'TRACK', 'RECORDING', 'ARTIST_CREDIT', 'SONG', 'SONG_WRITER', 'COVER', 'CUE', 'CHART_ENTRY', \
    'LIST', 'LISTING'";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, double, time, .. } = Dialect::of(manager)?;
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                CREATE TABLE source (
                    id {id},
                    name {text} NOT NULL UNIQUE CHECK (name <> ''),
                    kind {text} NOT NULL CHECK (kind IN ('ARTICLE', 'DATASET', 'EDITOR')),
                    licence {text},
                    version {text},
                    url {text},
                    retrieved {text} CHECK (length(retrieved) = 10)
                );

                -- A source cannot go while facts rest on it.
                CREATE TABLE evidence (
                    id {id},
                    source_id {key} NOT NULL REFERENCES source (id) ON DELETE RESTRICT,
                    subject {text} NOT NULL CHECK (subject IN ({SUBJECTS})),
                    subject_id {key} NOT NULL,
                    field {text},
                    method {text} NOT NULL CHECK (method IN
                        ('STATED', 'ID_EXACT', 'TITLE_YEAR', 'INFERRED', 'EDITOR')),
                    confidence {double} NOT NULL CHECK (confidence BETWEEN 0 AND 1),
                    locator {text},
                    as_printed {text}
                );
                CREATE INDEX evidence_subject ON evidence (subject, subject_id);
                CREATE INDEX evidence_source ON evidence (source_id);

                CREATE TABLE identifier (
                    id {id},
                    scheme {text} NOT NULL CHECK (scheme IN
                        ('IMDB', 'WIKIDATA', 'MUSICBRAINZ', 'DISCOGS', 'ISRC', 'ISWC')),
                    value {text} NOT NULL CHECK (value <> ''),
                    subject {text} NOT NULL CHECK (subject IN ({SUBJECTS})),
                    subject_id {key} NOT NULL,
                    UNIQUE (scheme, value)
                );
                CREATE INDEX identifier_subject ON identifier (subject, subject_id);

                CREATE TABLE alias (
                    id {id},
                    subject {text} NOT NULL CHECK (subject IN ({SUBJECTS})),
                    subject_id {key} NOT NULL,
                    name {text} NOT NULL CHECK (name <> ''),
                    name_key {text} NOT NULL
                );
                CREATE INDEX alias_subject ON alias (subject, subject_id);
                CREATE INDEX alias_name ON alias (name_key, subject);

                CREATE TABLE change (
                    id {id},
                    subject {text} NOT NULL CHECK (subject IN ({SUBJECTS})),
                    subject_id {key} NOT NULL,
                    kind {text} NOT NULL CHECK (kind IN ('CREATED', 'CORRECTED', 'REMOVED', 'MERGED')),
                    time {time} NOT NULL,
                    who {text} NOT NULL CHECK (who <> '')
                );
                CREATE INDEX change_subject ON change (subject, subject_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "DROP TABLE change; DROP TABLE alias; DROP TABLE identifier; DROP TABLE evidence; DROP TABLE source;",
            )
            .await?;
        Ok(())
    }
}
