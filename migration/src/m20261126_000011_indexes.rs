//! Indexes that hold all that is asked of a table on the way to another, so that its rows are not looked up: who is
//! credited for a film or a recording, which recording of a song is the original one, which soundtracks have votes.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "CREATE INDEX credit_film_artist ON credit (film_id, role, position, artist_id, id);
                CREATE INDEX artist_credit_recording ON artist_credit (recording_id, position, artist_id, id);
                CREATE INDEX recording_song_original ON recording (song_id, original, id) WHERE original;
                CREATE INDEX listing_kind ON listing (kind, soundtrack_id);",
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "DROP INDEX listing_kind;
                DROP INDEX recording_song_original;
                DROP INDEX artist_credit_recording;
                DROP INDEX credit_film_artist;",
            )
            .await?;
        Ok(())
    }
}
