//! Finds the films of albums that no source links to one. Runs after an import, when all is there that can be known.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::DateTimeUtc, sea_query::Query,
};

use super::{
    Error, Report,
    absorb::Intake,
    candidates::{candidates, portraits},
    identity::{Album, SAME, Tie, UNSURE, Verdict},
    ids::Ids,
    insert::{among, insert},
    ledger::Ledger,
    record::{self, EvidenceMethod, Missing},
};

/// Who the change log says made these links.
const WHO: &str = "identity";

/// Albums that are looked at in one transaction.
const ALBUMS: u64 = 1_000;

/// Looks at the albums without a film that come after this id. The last one looked at; `None` if there was none.
pub async fn join(tx: &DatabaseTransaction, after: i64, time: DateTimeUtc) -> Result<(Report, Option<i64>), Error> {
    let albums = soundtrack::Entity::find()
        .filter(soundtrack::Column::Id.gt(after))
        .filter(soundtrack::Column::SeriesId.is_null())
        .filter(soundtrack::Column::Id.not_in_subquery(
            Query::select().column(film_soundtrack::Column::SoundtrackId).from(film_soundtrack::Entity).to_owned(),
        ))
        .order_by_asc(soundtrack::Column::Id)
        .limit(ALBUMS)
        .all(tx)
        .await?;
    let Some(last) = albums.last().map(|album| album.id.0) else { return Ok((Report::default(), None)) };

    let mut ids = Ids::default();
    let ledger = Ledger::open(tx, &mut ids, &[]).await?;
    let mut intake = Intake::new(tx, ledger, ids, Missing::LeftOut);
    let found = films_of(tx, &albums).await?;
    let sources = sources(tx, &intake.ledger, &albums).await?;
    let mut links = Vec::new();
    for (album, verdicts) in albums.iter().zip(found) {
        let sure = verdicts.iter().take_while(|(_, verdict)| verdict.score >= SAME).count();
        match verdicts.first() {
            Some((film, verdict)) if sure == 1 => links.push((album.id, FilmId(*film), verdict.clone())),
            _ => intake.doubts.extend(
                verdicts
                    .into_iter()
                    .take(3)
                    .map(|(film, verdict)| (ReviewQuestion::OfFilm, (Subject::Soundtrack, album.id.0), film, verdict)),
            ),
        }
    }
    let rows = links.iter().map(|(soundtrack_id, film_id, _)| film_soundtrack::ActiveModel {
        film_id: Set(*film_id),
        soundtrack_id: Set(*soundtrack_id),
        primary: Set(true),
        volume: Set(None),
        ..Default::default()
    });
    let first = insert::<film_soundtrack::Entity>(tx, &mut intake.ids, rows.collect()).await?;
    for ((album, _, verdict), id) in links.iter().zip(first..) {
        let row = (Subject::FilmSoundtrack, id);
        intake.ledger.row(row, Some(ChangeKind::Created));
        if let Some(source) = sources.get(&album.0) {
            intake.ledger.prove(
                row,
                *source,
                &record::Evidence {
                    source: String::new(),
                    field: None,
                    method: EvidenceMethod::TitleYear,
                    confidence: verdict.score,
                    locator: None,
                    as_printed: None,
                },
            );
        }
    }
    intake.review(WHO).await?;
    Ok((intake.close(WHO, time).await?, Some(last)))
}

/// The films that each album may be of, the surest first.
async fn films_of(tx: &DatabaseTransaction, albums: &[soundtrack::Model]) -> Result<Vec<Vec<(i64, Verdict)>>, Error> {
    let rows: HashSet<i64> = albums.iter().map(|album| album.id.0).collect();
    let known = portraits(tx, Subject::Soundtrack, &rows).await?;
    let albums: Vec<Album> = albums
        .iter()
        .map(|album| {
            let ties = known.get(&album.id.0).into_iter().flat_map(|portrait| &portrait.ties);
            let people = ties.filter_map(|tie| match tie {
                Tie::Person(name) => Some(name.clone()),
                _ => None,
            });
            Album::of(&album.title, album.release_year, people.collect())
        })
        .collect();
    let names: HashSet<String> = albums.iter().flat_map(Album::names).filter(|name| !name.is_empty()).collect();
    let named = candidates(tx, Subject::Film, &names).await?;
    let films = portraits(tx, Subject::Film, &named.values().flatten().copied().collect()).await?;
    let of = |album: &Album| {
        let mut rows: Vec<i64> = album.names().filter_map(|name| named.get(&name)).flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        let alone = rows.len() == 1;
        let verdicts = rows.into_iter().filter_map(|id| Some((id, album.film(films.get(&id)?, alone)?)));
        let mut verdicts: Vec<(i64, Verdict)> = verdicts.filter(|(_, verdict)| verdict.score >= UNSURE).collect();
        verdicts.sort_by(|(id, one), (other, another)| another.score.total_cmp(&one.score).then(id.cmp(other)));
        verdicts
    };
    Ok(albums.iter().map(of).collect())
}

/// The source of each album whose word counts most: it is what the link is drawn from.
async fn sources(
    tx: &DatabaseTransaction,
    ledger: &Ledger,
    albums: &[soundtrack::Model],
) -> Result<HashMap<i64, SourceId>, Error> {
    let about = evidence::Column::Subject.eq(Subject::Soundtrack).and(among(
        tx,
        evidence::Column::SubjectId,
        albums.iter().map(|album| album.id.0),
    )?);
    let mut sources: HashMap<i64, SourceId> = HashMap::new();
    for row in evidence::Entity::find().filter(about).order_by_asc(evidence::Column::Id).all(tx).await? {
        let source = sources.entry(row.subject_id).or_insert(row.source_id);
        if ledger.rank(row.source_id) < ledger.rank(*source) {
            *source = row.source_id;
        }
    }
    Ok(sources)
}
