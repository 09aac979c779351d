//! Keeps book while a batch is taken in: which rows changed, and what proves them. Written at the end, in order.

use std::collections::{HashMap, HashSet};

use entity::{ChangeKind, EvidenceId, EvidenceMethod, SourceId, Subject, change, evidence, source};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, ExprTrait, QueryFilter, TryIntoModel, Value,
    prelude::DateTimeUtc,
};

use super::{
    Error, Report,
    ids::Ids,
    insert::{ROWS, among, insert},
    record,
    upsert::{self, State, Twice, differing, upsert},
};

pub type RowOf = (Subject, i64);

/// What makes two proofs one, but for the method: the source, the column and the place.
type Proof = (SourceId, Option<String>, Option<String>);

#[derive(Default)]
pub struct Ledger {
    pub report: Report,
    changes: Vec<(RowOf, ChangeKind)>,
    /// Rows that have an entry in the log already.
    changed: HashSet<RowOf>,
    sources: HashMap<String, SourceId>,
    /// Whose word counts: the lowest.
    ranks: HashMap<SourceId, i32>,
    evidence: Vec<evidence::ActiveModel>,
    /// Where in it each row is spoken of.
    spoken: HashMap<RowOf, Vec<usize>>,
    seen: HashSet<(RowOf, EvidenceMethod, Proof)>,
}

impl Ledger {
    /// Takes in the sources, to which all evidence refers.
    pub async fn open(tx: &DatabaseTransaction, ids: &mut Ids, sources: &[record::Source]) -> Result<Self, Error> {
        let row = |source: &record::Source| source::ActiveModel {
            name: Set(source.name.clone()),
            kind: Set(source.kind),
            licence: Set(source.licence.clone()),
            version: Set(source.version.clone()),
            url: Set(source.url.clone()),
            retrieved: Set(source.retrieved.clone()),
            rank: Set(source.rank),
            ..Default::default()
        };
        let origin = |place: usize| format!("source {}", sources[place].name);
        let rows: Vec<_> = sources.iter().map(row).collect();
        let brought =
            upsert::<source::Entity>(tx, ids, rows.clone(), Twice::Refused).await.map_err(|e| named(e, origin))?;
        for (brought, wanted) in brought.into_iter().zip(rows) {
            if let State::There(model) = brought.state {
                let columns = differing::<source::Entity>(&model, &wanted);
                if !columns.is_empty() {
                    upsert::set::<source::Entity>(tx, model, columns).await?;
                }
            }
        }
        let all = source::Entity::find().all(tx).await?;
        let ranks = all.iter().map(|source| (source.id, source.rank)).collect();
        let sources = all.into_iter().map(|source| (source.name, source.id)).collect();
        Ok(Self { sources, ranks, ..Self::default() })
    }

    pub fn source(&self, name: &str) -> Option<SourceId> {
        self.sources.get(name).copied()
    }

    pub fn rank(&self, source: SourceId) -> i32 {
        self.ranks.get(&source).copied().unwrap_or(i32::MAX)
    }

    /// Notes what became of a row.
    pub fn row(&mut self, row: RowOf, change: Option<ChangeKind>) {
        match change {
            Some(ChangeKind::Created) => self.report.created += 1,
            Some(ChangeKind::Merged) => self.report.merged += 1,
            Some(_) => self.report.corrected += 1,
            None => self.report.unchanged += 1,
        }
        if let Some(kind) = change {
            self.change(row, kind);
        }
    }

    /// Notes that something was added to what is known of a row. Of a row that is new itself, that is no news.
    pub fn corrected(&mut self, row: RowOf) {
        self.change(row, ChangeKind::Corrected);
    }

    fn change(&mut self, row: RowOf, kind: ChangeKind) {
        // That a row is gone is told even of one that changed before.
        if self.changed.insert(row) || kind == ChangeKind::Merged {
            self.changes.push((row, kind));
        }
    }

    /// Notes what proves a row. The same proof is kept once, wherever it comes from.
    pub fn proves(&mut self, row: RowOf, origin: &str, evidence: &[record::Evidence]) -> Result<(), Error> {
        for item in evidence {
            let Some(source) = self.source(&item.source) else {
                return Err(Error::NoSource { origin: origin.to_owned(), name: item.source.clone() });
            };
            self.prove(row, source, item);
        }
        Ok(())
    }

    pub fn prove(&mut self, (subject, id): RowOf, source: SourceId, item: &record::Evidence) {
        let proof = (source, item.field.clone(), item.locator.clone());
        if !self.seen.insert(((subject, id), item.method, proof)) {
            return;
        }
        self.spoken.entry((subject, id)).or_default().push(self.evidence.len());
        self.evidence.push(evidence::ActiveModel {
            source_id: Set(source),
            subject: Set(subject),
            subject_id: Set(id),
            field: Set(item.field.clone()),
            method: Set(item.method),
            confidence: Set(item.confidence),
            locator: Set(item.locator.clone()),
            as_printed: Set(item.as_printed.clone()),
            ..Default::default()
        });
    }

    /// What this batch has said of a row so far, as it will be written.
    pub fn said(&self, row: RowOf) -> impl Iterator<Item = evidence::Model> {
        let places = self.spoken.get(&row).into_iter().flatten();
        places.filter_map(|place| {
            let mut item = self.evidence[*place].clone();
            // Behind all that is written.
            item.id = Set(EvidenceId(i64::MAX));
            item.try_into_model().ok()
        })
    }

    /// Writes the evidence and then the change log.
    pub async fn close(
        mut self,
        tx: &DatabaseTransaction,
        ids: &mut Ids,
        who: &str,
        time: DateTimeUtc,
    ) -> Result<Report, Error> {
        let evidence = std::mem::take(&mut self.evidence);
        let there = there(tx, ids, &evidence).await?;
        let mut new = Vec::new();
        for wanted in evidence {
            let row = (*wanted.subject.as_ref(), *wanted.subject_id.as_ref());
            let proof = (*wanted.source_id.as_ref(), wanted.field.as_ref().clone(), wanted.locator.as_ref().clone());
            let method = *wanted.method.as_ref();
            let stand = there.get(&(row, proof)).map_or(&[][..], Vec::as_slice);
            if let Some(model) = stand.iter().find(|model| model.method == method) {
                let columns = differing::<evidence::Entity>(model, &wanted);
                if !columns.is_empty() {
                    upsert::set::<evidence::Entity>(tx, model.clone(), columns).await?;
                    self.corrected(row);
                }
            } else if method == EvidenceMethod::Stated && stand.iter().any(|model| joined(model.method)) {
                // The row was found by its title then, and is found by its id now. How the source came to speak of it
                // stays as it was.
            } else {
                new.push(wanted);
                self.corrected(row);
            }
        }
        insert::<evidence::Entity>(tx, ids, new).await?;

        let entry = |((subject, id), kind): &(RowOf, ChangeKind)| change::ActiveModel {
            subject: Set(*subject),
            subject_id: Set(*id),
            kind: Set(*kind),
            time: Set(time),
            who: Set(who.to_owned()),
            ..Default::default()
        };
        insert::<change::Entity>(tx, ids, self.changes.iter().map(entry).collect()).await?;
        Ok(self.report)
    }
}

/// Methods by which a row of ours was found to be what a source speaks of.
fn joined(method: EvidenceMethod) -> bool {
    matches!(method, EvidenceMethod::IdExact | EvidenceMethod::TitleYear)
}

/// What proves the rows that were there already.
async fn there(
    tx: &DatabaseTransaction,
    ids: &Ids,
    evidence: &[evidence::ActiveModel],
) -> Result<HashMap<(RowOf, Proof), Vec<evidence::Model>>, Error> {
    let mut old: HashMap<Subject, Vec<i64>> = HashMap::new();
    let mut seen = HashSet::new();
    for row in evidence {
        let row = (*row.subject.as_ref(), *row.subject_id.as_ref());
        if !ids.made(row.0, row.1) && seen.insert(row) {
            old.entry(row.0).or_default().push(row.1);
        }
    }
    let mut there: HashMap<(RowOf, Proof), Vec<evidence::Model>> = HashMap::new();
    for (subject, rows) in old {
        for rows in rows.chunks(ROWS) {
            let rows = rows.iter().map(|id| Value::BigInt(Some(*id)));
            let about = evidence::Column::Subject.eq(subject).and(among(tx, evidence::Column::SubjectId, rows)?);
            for model in evidence::Entity::find().filter(about).all(tx).await? {
                let proof = (model.source_id, model.field.clone(), model.locator.clone());
                there.entry(((subject, model.subject_id), proof)).or_default().push(model);
            }
        }
    }
    Ok(there)
}

/// Tells where two rows that are one come from.
pub fn named(error: upsert::Error, origin: impl Fn(usize) -> String) -> Error {
    match error {
        upsert::Error::Twice(first, second) => Error::Twice { first: origin(first), origin: origin(second) },
        upsert::Error::Database(error) => Error::Database(error),
    }
}
