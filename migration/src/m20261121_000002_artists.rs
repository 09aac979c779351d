//! Artists, the groups they are members of, and their credits in films.

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
                CREATE TABLE artist (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    name {text} NOT NULL CHECK (name <> ''),
                    name_key {text} NOT NULL,
                    kind {text} NOT NULL CHECK (kind IN ('PERSON', 'GROUP', 'ORCHESTRA', 'CHOIR', 'OTHER'))
                );
                CREATE INDEX artist_name ON artist (name_key, id);

                CREATE TABLE membership (
                    id {id},
                    group_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    member_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    UNIQUE (group_id, member_id),
                    CONSTRAINT membership_of_another CHECK (group_id <> member_id)
                );
                CREATE INDEX membership_member ON membership (member_id);

                CREATE TABLE credit (
                    id {id},
                    film_id {key} NOT NULL REFERENCES film (id) ON DELETE CASCADE,
                    artist_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    role {text} NOT NULL CHECK (role IN
                        ('DIRECTOR', 'WRITER', 'COMPOSER', 'PRODUCER', 'MUSIC_SUPERVISOR', 'CAST', 'OTHER')),
                    position integer CHECK (position >= 1),
                    credited_as {text},
                    UNIQUE (film_id, artist_id, role)
                );
                CREATE INDEX credit_film ON credit (film_id, role, position);
                CREATE INDEX credit_artist ON credit (artist_id, role);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared("DROP TABLE credit; DROP TABLE membership; DROP TABLE artist;")
            .await?;
        Ok(())
    }
}
