//! Which rows of ours may be what a record speaks of, with all by which they can be recognised.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect,
    Statement, Value,
};

use super::{
    identity::{self, Portrait, Tie},
    insert::{ROWS, among},
    title,
};

/// Most namesakes that are looked at for one name. Of a title such as “Main Title” there are thousands.
const NAMESAKES: usize = 50;

/// The rows of a table that bear one of these names, with their portraits, by name.
pub async fn candidates(
    tx: &DatabaseTransaction,
    subject: Subject,
    names: &HashSet<String>,
) -> Result<HashMap<String, Vec<i64>>, DbErr> {
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    let mut entries: Vec<String> = names.iter().flat_map(|name| identity::entries(name)).collect();
    entries.sort();
    for entries in entries.chunks(ROWS) {
        let rows: Vec<(String, i64)> = search_entry::Entity::find()
            .select_only()
            .columns([search_entry::Column::Words, search_entry::Column::SubjectId])
            .filter(among(tx, search_entry::Column::Words, entries)?)
            .filter(search_entry::Column::Subject.eq(subject.to_value()))
            .into_tuple()
            .all(tx)
            .await?;
        for (words, id) in rows {
            let rows = found.entry(identity::name(&words)).or_default();
            if rows.len() < NAMESAKES && !rows.contains(&id) {
                rows.push(id);
            }
        }
    }
    for rows in found.values_mut() {
        rows.sort_unstable();
    }
    Ok(found)
}

/// What is known of rows of one table.
pub async fn portraits(
    tx: &DatabaseTransaction,
    subject: Subject,
    rows: &HashSet<i64>,
) -> Result<HashMap<i64, Portrait>, DbErr> {
    let mut rows: Vec<i64> = rows.iter().copied().collect();
    rows.sort_unstable();
    let mut portraits: HashMap<i64, Portrait> = rows.iter().map(|id| (*id, Portrait::default())).collect();
    for rows in rows.chunks(ROWS) {
        paint(tx, subject, rows, &mut portraits).await?;
    }
    Ok(portraits)
}

async fn paint(
    tx: &DatabaseTransaction,
    subject: Subject,
    rows: &[i64],
    portraits: &mut HashMap<i64, Portrait>,
) -> Result<(), DbErr> {
    let names = search_entry::Entity::find()
        .filter(search_entry::Column::Subject.eq(subject.to_value()))
        .filter(among(tx, search_entry::Column::SubjectId, rows.iter().copied())?);
    for entry in names.all(tx).await? {
        let portrait = portraits.entry(entry.subject_id).or_default();
        portrait.names.insert(identity::name(&entry.name));
        portrait.titles.insert(identity::title(&entry.name));
    }
    let ids = identifier::Entity::find().filter(identifier::Column::Subject.eq(subject)).filter(among(
        tx,
        identifier::Column::SubjectId,
        rows.iter().copied(),
    )?);
    for id in ids.all(tx).await? {
        portraits.entry(id.subject_id).or_default().ids.insert((id.scheme, id.value));
    }
    for (sql, kind) in questions(subject) {
        for row in ask(tx, sql, rows).await? {
            let portrait = portraits.entry(row.try_get("", "id")?).or_default();
            match kind {
                Answer::Facts => {
                    portrait.year = row.try_get("", "year")?;
                    portrait.kind = row.try_get("", "kind")?;
                }
                Answer::People => {
                    let name = identity::name(&row.try_get::<String>("", "name")?);
                    let directs = row.try_get::<String>("", "role")? == CreditRole::Director.to_value();
                    portrait.ties.insert(if directs { Tie::Director(name) } else { Tie::Person(name) });
                }
                Answer::Albums => {
                    let title = identity::name(title::of_film(&row.try_get::<String>("", "name")?));
                    if subject == Subject::Soundtrack {
                        portrait.names.insert(title);
                    } else {
                        portrait.ties.insert(Tie::Album(title));
                    }
                }
                Answer::Rows(of) => {
                    portrait.ties.insert(Tie::Row(*of, row.try_get("", "other")?));
                }
            }
        }
    }
    Ok(())
}

/// What the rows of an answer tell.
#[derive(Clone, Copy)]
enum Answer {
    /// `year` and `kind`.
    Facts,
    /// `name` and `role` of people.
    People,
    /// `name` of albums.
    Albums,
    /// `other`, the id of a row of this table.
    Rows(Subject),
}

/// What is asked about rows of a table. `{}` stands for their ids.
fn questions(subject: Subject) -> &'static [(&'static str, Answer)] {
    match subject {
        Subject::Film => &[
            ("SELECT id, release_year AS year, kind FROM film WHERE id IN ({})", Answer::Facts),
            (
                "SELECT c.film_id AS id, a.name AS name, c.role AS role FROM credit AS c JOIN artist AS a ON a.id = c.artist_id
                WHERE c.film_id IN ({})",
                Answer::People,
            ),
            (
                "SELECT l.film_id AS id, s.title AS name FROM film_soundtrack AS l JOIN soundtrack AS s ON s.id = l.soundtrack_id
                WHERE l.film_id IN ({})",
                Answer::Albums,
            ),
        ],
        Subject::Soundtrack => &[
            ("SELECT id, release_year AS year, NULL AS kind FROM soundtrack WHERE id IN ({})", Answer::Facts),
            (
                "SELECT c.soundtrack_id AS id, a.name AS name, c.role AS role FROM soundtrack_credit AS c
                JOIN artist AS a ON a.id = c.artist_id WHERE c.soundtrack_id IN ({})",
                Answer::People,
            ),
            ("SELECT id, title AS name FROM soundtrack WHERE id IN ({})", Answer::Albums),
            (
                "SELECT soundtrack_id AS id, film_id AS other FROM film_soundtrack WHERE soundtrack_id IN ({})",
                Answer::Rows(Subject::Film),
            ),
        ],
        Subject::Artist => &[
            (
                "SELECT id, NULL AS year, CASE WHEN kind <> 'OTHER' THEN kind END AS kind FROM artist WHERE id IN ({})",
                Answer::Facts,
            ),
            ("SELECT artist_id AS id, film_id AS other FROM credit WHERE artist_id IN ({})", Answer::Rows(Subject::Film)),
            (
                // Who made the music of a film is who is on its album.
                "SELECT c.artist_id AS id, f.film_id AS other FROM soundtrack_credit AS c
                JOIN film_soundtrack AS f ON f.soundtrack_id = c.soundtrack_id WHERE c.artist_id IN ({})",
                Answer::Rows(Subject::Film),
            ),
            (
                "SELECT artist_id AS id, soundtrack_id AS other FROM soundtrack_credit WHERE artist_id IN ({})",
                Answer::Rows(Subject::Soundtrack),
            ),
            (
                "SELECT c.artist_id AS id, t.soundtrack_id AS other FROM artist_credit AS c
                JOIN track AS t ON t.recording_id = c.recording_id WHERE c.artist_id IN ({})",
                Answer::Rows(Subject::Soundtrack),
            ),
        ],
        Subject::Song => &[
            ("SELECT song_id AS id, artist_id AS other FROM song_writer WHERE song_id IN ({})", Answer::Rows(Subject::Artist)),
            ("SELECT song_id AS id, id AS other FROM recording WHERE song_id IN ({})", Answer::Rows(Subject::Recording)),
        ],
        _ => &[],
    }
}

async fn ask(tx: &DatabaseTransaction, sql: &str, rows: &[i64]) -> Result<Vec<sea_orm::QueryResult>, DbErr> {
    // Numbers of our own, so that they may stand in the text.
    let list: Vec<String> = rows.iter().map(i64::to_string).collect();
    let sql = sql.replace("{}", &list.join(","));
    tx.query_all_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, Vec::<Value>::new())).await
}
