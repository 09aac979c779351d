//! Two rows into one: whatever speaks of the one that goes speaks of the other from then on.

use entity::{ChangeKind, Subject, redirect};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseTransaction, DbErr, Statement, Value};

use super::{Error, ids::Ids, ledger::Ledger};

/// A column that holds ids of a table, and what the other columns are that make a row of its own table unique with it.
struct Reference {
    table: &'static str,
    column: &'static str,
    unique: &'static [&'static str],
    /// The table as the change log calls it; `None` where rows have no evidence of their own.
    subject: Option<Subject>,
}

const fn reference(
    table: &'static str,
    column: &'static str,
    unique: &'static [&'static str],
    subject: Subject,
) -> Reference {
    Reference { table, column, unique, subject: Some(subject) }
}

/// Where rows of a table are referred to.
fn references(subject: Subject) -> Vec<Reference> {
    use Subject::*;
    match subject {
        Subject::Film => vec![
            reference("credit", "film_id", &["artist_id", "role"], Credit),
            reference("film_soundtrack", "film_id", &["soundtrack_id"], FilmSoundtrack),
            reference("cue", "film_id", &["song_id", "recording_id"], Cue),
        ],
        Subject::FilmSeries => vec![
            Reference { table: "film", column: "series_id", unique: &[], subject: None },
            Reference { table: "soundtrack", column: "series_id", unique: &[], subject: None },
        ],
        Subject::Artist => vec![
            reference("membership", "group_id", &["member_id"], Membership),
            reference("membership", "member_id", &["group_id"], Membership),
            reference("credit", "artist_id", &["film_id", "role"], Credit),
            reference("soundtrack_credit", "artist_id", &["soundtrack_id", "role"], SoundtrackCredit),
            Reference { table: "artist_credit", column: "artist_id", unique: &[], subject: None },
            reference("song_writer", "artist_id", &["song_id"], SongWriter),
        ],
        Subject::Soundtrack => vec![
            reference("film_soundtrack", "soundtrack_id", &["film_id"], FilmSoundtrack),
            reference("soundtrack_credit", "soundtrack_id", &["artist_id", "role"], SoundtrackCredit),
            reference("track", "soundtrack_id", &["disc", "position"], Track),
            reference("chart_entry", "soundtrack_id", &["chart", "country", "mark"], ChartEntry),
            reference("listing", "soundtrack_id", &["list_id", "kind", "contributor"], Listing),
        ],
        Subject::Recording => vec![
            reference("artist_credit", "recording_id", &["position"], ArtistCredit),
            Reference { table: "track", column: "recording_id", unique: &[], subject: None },
            reference("cover", "recording_id", &["song_id"], Cover),
            reference("cue", "recording_id", &["film_id", "song_id"], Cue),
        ],
        Subject::Song => vec![
            Reference { table: "recording", column: "song_id", unique: &[], subject: None },
            reference("song_writer", "song_id", &["artist_id"], SongWriter),
            reference("cover", "song_id", &["recording_id"], Cover),
            reference("cue", "song_id", &["film_id", "recording_id"], Cue),
        ],
        _ => Vec::new(),
    }
}

/// Columns that the row which stays takes from the one that goes, where its own are null.
fn columns(subject: Subject) -> &'static [&'static str] {
    match subject {
        Subject::Film => &["release_year", "series_id"],
        Subject::Soundtrack => &["kind", "label", "label_key", "release_year", "discs", "series_id"],
        Subject::Recording => &["song_id", "release_year"],
        Subject::Song => &["first_release_year"],
        _ => &[],
    }
}

/// Merges `gone` into `keep`. Ids and slugs of the one that goes lead to the other from then on.
pub async fn merge(
    tx: &DatabaseTransaction,
    ledger: &mut Ledger,
    ids: &mut Ids,
    subject: Subject,
    keep: i64,
    gone: i64,
) -> Result<(), Error> {
    let run = Run { tx, subject, keep, gone };
    // One primary film and one original are enough: those of the row that stays.
    match subject {
        Subject::Film => {
            // Of the two, the primary one stays.
            run.execute(
                r#"DELETE FROM film_soundtrack WHERE film_id = {keep} AND EXISTS (SELECT 1 FROM film_soundtrack AS g
                WHERE g.film_id = {gone} AND g.soundtrack_id = film_soundtrack.soundtrack_id AND g."primary")"#,
            )
            .await?;
        }
        Subject::Soundtrack => {
            run.execute(
                r#"UPDATE film_soundtrack SET "primary" = FALSE WHERE soundtrack_id = {gone} AND EXISTS
                (SELECT 1 FROM film_soundtrack AS k WHERE k.soundtrack_id = {keep} AND k."primary")"#,
            )
            .await?;
        }
        Subject::Song => {
            run.execute(
                "UPDATE recording SET original = FALSE WHERE song_id = {gone} AND original AND EXISTS
                (SELECT 1 FROM recording AS k WHERE k.song_id = {keep} AND k.original)",
            )
            .await?;
        }
        Subject::Artist => {
            run.execute("DELETE FROM membership WHERE group_id IN ({keep}, {gone}) AND member_id IN ({keep}, {gone})")
                .await?
        }
        Subject::Recording => run.execute("UPDATE recording SET original = FALSE WHERE id = {gone}").await?,
        _ => {}
    }
    for reference in references(subject) {
        run.repoint(&reference).await?;
    }
    run.said().await?;
    let table = subject.to_value().to_lowercase();
    for column in columns(subject) {
        run.execute(&format!(
            "UPDATE {table} SET {column} = (SELECT g.{column} FROM {table} AS g WHERE g.id = {{gone}})
            WHERE id = {{keep}} AND {column} IS NULL"
        ))
        .await?;
    }
    let slug = if matches!(subject, Subject::Recording) { "NULL" } else { "slug" };
    run.execute("UPDATE redirect SET to_id = {keep} WHERE subject = {subject} AND to_id = {gone}").await?;
    let id = ids.take::<redirect::Entity>(tx, 1).await?;
    run.execute(&format!(
        "INSERT INTO redirect (id, subject, from_id, slug, to_id)
        SELECT {id}, {{subject}}, id, {slug}, {{keep}} FROM {table} WHERE id = {{gone}}"
    ))
    .await?;
    run.execute(&format!("DELETE FROM {table} WHERE id = {{gone}}")).await?;
    ledger.row((subject, gone), Some(ChangeKind::Merged));
    ledger.corrected((subject, keep));
    Ok(())
}

struct Run<'a> {
    tx: &'a DatabaseTransaction,
    subject: Subject,
    keep: i64,
    gone: i64,
}

impl Run<'_> {
    /// Runs a statement of our own words and numbers.
    async fn execute(&self, sql: &str) -> Result<(), DbErr> {
        let sql = sql
            .replace("{keep}", &self.keep.to_string())
            .replace("{gone}", &self.gone.to_string())
            .replace("{subject}", &format!("'{}'", self.subject.to_value()));
        let backend = self.tx.get_database_backend();
        self.tx.execute_raw(Statement::from_sql_and_values(backend, sql, Vec::<Value>::new())).await?;
        Ok(())
    }

    /// Lets a column that refers to the one refer to the other. Where that makes two rows of one, the one that was there
    /// stays, with the evidence of both.
    async fn repoint(&self, reference: &Reference) -> Result<(), DbErr> {
        let Reference { table, column, unique, subject } = reference;
        if !unique.is_empty() {
            let same: Vec<String> = unique
                .iter()
                .map(|other| format!("(k.{other} = g.{other} OR (k.{other} IS NULL AND g.{other} IS NULL))"))
                .collect();
            // Tracks without a place are one if they play the same recording.
            let place =
                if *table == "track" { " AND (g.disc IS NOT NULL OR k.recording_id = g.recording_id)" } else { "" };
            let twin = format!(
                "SELECT min(k.id) FROM {table} AS k WHERE k.{column} = {{keep}} AND {}{place}",
                same.join(" AND ")
            );
            if let Some(subject) = subject {
                let word = subject.to_value();
                self.execute(&format!(
                    "UPDATE evidence SET subject_id = (SELECT ({twin}) FROM {table} AS g WHERE g.id = evidence.subject_id)
                    WHERE subject = '{word}' AND subject_id IN
                        (SELECT g.id FROM {table} AS g WHERE g.{column} = {{gone}} AND ({twin}) IS NOT NULL)"
                ))
                .await?;
            }
            self.execute(&format!(
                "DELETE FROM {table} WHERE id IN
                (SELECT g.id FROM {table} AS g WHERE g.{column} = {{gone}} AND ({twin}) IS NOT NULL)"
            ))
            .await?;
        }
        self.execute(&format!("UPDATE {table} SET {column} = {{keep}} WHERE {column} = {{gone}}")).await
    }

    /// What is said of the one is said of the other, and what was asked about both needs no answer any more.
    async fn said(&self) -> Result<(), DbErr> {
        for (table, same) in [
            ("alias", "k.name = g.name"),
            (
                "evidence",
                "k.source_id = g.source_id AND k.method = g.method AND coalesce(k.field, '') = coalesce(g.field, '')
                AND coalesce(k.locator, '') = coalesce(g.locator, '')",
            ),
        ] {
            self.execute(&format!(
                "DELETE FROM {table} WHERE id IN (SELECT g.id FROM {table} AS g JOIN {table} AS k ON {same}
                WHERE g.subject = {{subject}} AND g.subject_id = {{gone}} AND k.subject = {{subject}} AND k.subject_id = {{keep}})"
            ))
            .await?;
        }
        for table in ["alias", "evidence", "identifier", "local_name"] {
            self.execute(&format!(
                "UPDATE {table} SET subject_id = {{keep}} WHERE subject = {{subject}} AND subject_id = {{gone}}"
            ))
            .await?;
        }
        self.execute("DELETE FROM review WHERE subject = {subject} AND question = 'SAME' AND {gone} IN (subject_id, candidate_id)").await?;
        match self.subject {
            Subject::Film => {
                self.execute("DELETE FROM review WHERE question = 'OF_FILM' AND candidate_id = {gone}").await
            }
            Subject::Soundtrack => {
                self.execute("DELETE FROM review WHERE question = 'OF_FILM' AND subject_id = {gone}").await
            }
            _ => Ok(()),
        }
    }
}
