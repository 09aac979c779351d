//! Songs and their writers, recordings and their artists.

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
                CREATE TABLE song (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL,
                    first_release_year integer CHECK (first_release_year BETWEEN 1850 AND 2200)
                );
                CREATE INDEX song_title ON song (title_key, id);
                CREATE INDEX song_first_release_year ON song (first_release_year, id);
                CREATE INDEX song_newest ON song (first_release_year {descending}, id);

                CREATE TABLE song_writer (
                    id {id},
                    song_id {key} NOT NULL REFERENCES song (id) ON DELETE CASCADE,
                    artist_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    UNIQUE (song_id, artist_id)
                );
                CREATE INDEX song_writer_artist ON song_writer (artist_id, song_id);

                CREATE TABLE recording (
                    id {id},
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL,
                    song_id {key} REFERENCES song (id) ON DELETE SET NULL,
                    original boolean NOT NULL,
                    release_year integer CHECK (release_year BETWEEN 1850 AND 2200)
                );
                CREATE INDEX recording_title ON recording (title_key, id);
                CREATE INDEX recording_release_year ON recording (release_year, id);
                CREATE INDEX recording_newest ON recording (release_year {descending}, id);
                CREATE INDEX recording_song ON recording (song_id);
                -- A song has at most one original recording.
                CREATE UNIQUE INDEX recording_original ON recording (song_id) WHERE original;

                CREATE TABLE artist_credit (
                    id {id},
                    recording_id {key} NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
                    artist_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    position integer NOT NULL CHECK (position >= 1),
                    credited_as {text},
                    join_phrase {text},
                    UNIQUE (recording_id, position)
                );
                CREATE INDEX artist_credit_artist ON artist_credit (artist_id, recording_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "DROP TABLE artist_credit; DROP TABLE recording; DROP TABLE song_writer; DROP TABLE song;",
            )
            .await?;
        Ok(())
    }
}
