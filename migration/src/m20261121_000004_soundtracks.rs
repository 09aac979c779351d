//! Soundtracks: the films they are of, their artists, their tracks and their places in charts.

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
                CREATE TABLE soundtrack (
                    id {id},
                    slug {text} NOT NULL UNIQUE CHECK (slug <> ''),
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL,
                    kind {text} CHECK (kind IN ('SONGS', 'SCORE', 'MIXED', 'INSPIRED_BY', 'CAST_RECORDING')),
                    label {text} CHECK (label <> ''),
                    label_key {text},
                    release_year integer CHECK (release_year BETWEEN 1850 AND 2200),
                    discs integer CHECK (discs >= 1),
                    series_id {key} REFERENCES film_series (id) ON DELETE SET NULL,
                    CONSTRAINT soundtrack_label_has_key CHECK ((label IS NULL) = (label_key IS NULL))
                );
                CREATE INDEX soundtrack_title ON soundtrack (title_key, id);
                CREATE INDEX soundtrack_release_year ON soundtrack (release_year, id);
                CREATE INDEX soundtrack_newest ON soundtrack (release_year {descending}, id);
                CREATE INDEX soundtrack_label ON soundtrack (label_key, id);
                CREATE INDEX soundtrack_series ON soundtrack (series_id);

                CREATE TABLE film_soundtrack (
                    id {id},
                    film_id {key} NOT NULL REFERENCES film (id) ON DELETE CASCADE,
                    soundtrack_id {key} NOT NULL REFERENCES soundtrack (id) ON DELETE CASCADE,
                    "primary" boolean NOT NULL,
                    volume integer CHECK (volume >= 1),
                    UNIQUE (film_id, soundtrack_id)
                );
                CREATE INDEX film_soundtrack_soundtrack ON film_soundtrack (soundtrack_id, film_id);
                -- A soundtrack has at most one primary film.
                CREATE UNIQUE INDEX film_soundtrack_primary ON film_soundtrack (soundtrack_id) WHERE "primary";

                CREATE TABLE soundtrack_credit (
                    id {id},
                    soundtrack_id {key} NOT NULL REFERENCES soundtrack (id) ON DELETE CASCADE,
                    artist_id {key} NOT NULL REFERENCES artist (id) ON DELETE CASCADE,
                    role {text} NOT NULL CHECK (role IN ('PERFORMER', 'PRODUCER', 'COMPOSER', 'COMPILER')),
                    credited_as {text},
                    UNIQUE (soundtrack_id, artist_id, role)
                );
                CREATE INDEX soundtrack_credit_artist ON soundtrack_credit (artist_id, role);

                -- A recording cannot go while tracks play it: they would no longer say what is on the album.
                CREATE TABLE track (
                    id {id},
                    soundtrack_id {key} NOT NULL REFERENCES soundtrack (id) ON DELETE CASCADE,
                    recording_id {key} NOT NULL REFERENCES recording (id) ON DELETE RESTRICT,
                    disc integer CHECK (disc >= 1),
                    position integer CHECK (position >= 1),
                    title {text} NOT NULL CHECK (title <> ''),
                    title_key {text} NOT NULL,
                    in_film boolean,
                    UNIQUE (soundtrack_id, disc, position)
                );
                CREATE INDEX track_recording ON track (recording_id, soundtrack_id);
                CREATE INDEX track_title ON track (title_key, id);

                CREATE TABLE chart_entry (
                    id {id},
                    soundtrack_id {key} NOT NULL REFERENCES soundtrack (id) ON DELETE CASCADE,
                    chart {text} NOT NULL CHECK (chart <> ''),
                    country {text} CHECK (length(country) = 2),
                    position integer NOT NULL CHECK (position >= 1),
                    mark {text} NOT NULL CHECK (mark IN ('DEBUT', 'PEAK'))
                );
                CREATE INDEX chart_entry_soundtrack ON chart_entry (soundtrack_id);
                "#
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .get_connection()
            .execute_unprepared(
                "DROP TABLE chart_entry; DROP TABLE track; DROP TABLE soundtrack_credit; DROP TABLE film_soundtrack;
                DROP TABLE soundtrack;",
            )
            .await?;
        Ok(())
    }
}
