//! Covers of songs, and the music that films use.

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
                CREATE TABLE cover (
                    id {id},
                    recording_id {key} NOT NULL REFERENCES recording (id) ON DELETE CASCADE,
                    song_id {key} NOT NULL REFERENCES song (id) ON DELETE CASCADE,
                    kind {text} NOT NULL CHECK (kind IN
                        ('COVER', 'ADAPTATION', 'INTERPOLATION', 'SAMPLE', 'REMIX')),
                    UNIQUE (recording_id, song_id)
                );
                CREATE INDEX cover_song ON cover (song_id, recording_id);

                -- What is last known of a cue cannot go: the check refuses to null it.
                CREATE TABLE cue (
                    id {id},
                    film_id {key} NOT NULL REFERENCES film (id) ON DELETE CASCADE,
                    song_id {key} REFERENCES song (id) ON DELETE SET NULL,
                    recording_id {key} REFERENCES recording (id) ON DELETE SET NULL,
                    on_soundtrack boolean,
                    CONSTRAINT cue_of_something CHECK (song_id IS NOT NULL OR recording_id IS NOT NULL)
                );
                CREATE INDEX cue_film ON cue (film_id);
                CREATE INDEX cue_song ON cue (song_id);
                CREATE INDEX cue_recording ON cue (recording_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("DROP TABLE cue; DROP TABLE cover;").await?;
        Ok(())
    }
}
