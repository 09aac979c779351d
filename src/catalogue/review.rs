//! The queue of doubts: what people are asked, and what becomes of their answers.

use entity::*;
use sea_orm::{
    ActiveEnum, ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseConnection,
    DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, Statement, Value,
    prelude::DateTimeUtc,
};

use super::{Error, Report, ids::Ids, insert::insert, ledger::Ledger, merge, record};

/// A doubt, as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    pub id: i64,
    pub question: ReviewQuestion,
    pub status: ReviewStatus,
    pub subject: Subject,
    /// The name of the row in doubt, and its slug where it has one.
    pub row: (String, Option<String>),
    /// The name and slug of what it may be the same as, or of the film that it may be of.
    pub candidate: (String, Option<String>),
    pub score: f64,
    pub reasons: String,
}

/// The doubts of this status, the surest first.
pub async fn doubts(db: &DatabaseConnection, status: ReviewStatus, first: u64) -> Result<Vec<Doubt>, DbErr> {
    let rows = review::Entity::find()
        .filter(review::Column::Status.eq(status))
        .order_by_desc(review::Column::Score)
        .order_by_asc(review::Column::Id)
        .limit(first)
        .all(db)
        .await?;
    let mut doubts = Vec::new();
    for row in rows {
        let of = row.question.of(row.subject);
        doubts.push(Doubt {
            id: row.id.0,
            question: row.question,
            status: row.status,
            subject: row.subject,
            row: called(db, row.subject, row.subject_id).await?,
            candidate: called(db, of, row.candidate_id).await?,
            score: row.score,
            reasons: row.reasons,
        });
    }
    Ok(doubts)
}

/// The name and the slug of a row.
pub async fn called(db: &impl ConnectionTrait, subject: Subject, id: i64) -> Result<(String, Option<String>), DbErr> {
    let name = if subject == Subject::Artist { "name" } else { "title" };
    let slug = if subject == Subject::Recording { "NULL" } else { "slug" };
    let table = subject.to_value().to_lowercase();
    let sql = format!("SELECT {name} AS name, {slug} AS slug FROM {table} WHERE id = $1");
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, [Value::from(id)]);
    match db.query_one_raw(statement).await? {
        Some(row) => Ok((row.try_get("", "name")?, row.try_get("", "slug")?)),
        None => Ok((format!("{} {id}", subject.to_value()), None)),
    }
}

/// Decides a doubt that is open. A yes is carried out at once: two rows are merged, or an album gets its film.
pub async fn decide(
    tx: &DatabaseTransaction,
    id: i64,
    yes: bool,
    who: &str,
    time: DateTimeUtc,
) -> Result<Option<Report>, Error> {
    let of = review::Entity::find_by_id(ReviewId(id)).filter(review::Column::Status.eq(ReviewStatus::Open));
    let Some(doubt) = of.one(tx).await? else { return Ok(None) };
    let mut ids = Ids::default();
    let editor = record::Source {
        name: who.to_owned(),
        kind: SourceKind::Editor,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: record::ranks::EDITOR,
    };
    let mut ledger = Ledger::open(tx, &mut ids, &[editor]).await?;
    let mut row = doubt.clone().into_active_model();
    row.status = Set(if yes { ReviewStatus::Yes } else { ReviewStatus::No });
    row.update(tx).await?;
    match (yes, doubt.question) {
        (false, _) => {}
        (true, ReviewQuestion::Same) => {
            let (keep, gone) = sorted(doubt.subject_id, doubt.candidate_id);
            merge::merge(tx, &mut ledger, &mut ids, doubt.subject, keep, gone).await?;
        }
        (true, ReviewQuestion::OfFilm) => {
            let (film, soundtrack) = (FilmId(doubt.candidate_id), SoundtrackId(doubt.subject_id));
            let of = film_soundtrack::Column::SoundtrackId.eq(soundtrack);
            let links = film_soundtrack::Entity::find().filter(of).all(tx).await?;
            if links.iter().all(|link| link.film_id != film) {
                let link = film_soundtrack::ActiveModel {
                    film_id: Set(film),
                    soundtrack_id: Set(soundtrack),
                    primary: Set(!links.iter().any(|link| link.primary)),
                    volume: Set(None),
                    ..Default::default()
                };
                let row = (Subject::FilmSoundtrack, insert::<film_soundtrack::Entity>(tx, &mut ids, vec![link]).await?);
                ledger.row(row, Some(ChangeKind::Created));
                let evidence = record::Evidence {
                    source: who.to_owned(),
                    field: None,
                    method: EvidenceMethod::Editor,
                    confidence: 0.9,
                    locator: None,
                    as_printed: None,
                };
                ledger.proves(row, "review", &[evidence])?;
            }
        }
    }
    let report = ledger.close(tx, &mut ids, who, time).await?;
    ids.close(tx).await?;
    Ok(Some(report))
}

fn sorted(one: i64, other: i64) -> (i64, i64) {
    if one < other { (one, other) } else { (other, one) }
}
