//! Keeps book while a batch is taken in: which rows changed, and what proves them. Written at the end, in order.

use std::collections::{HashMap, HashSet};

use entity::{ChangeKind, EvidenceMethod, SourceId, Subject, change, evidence, source};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, prelude::DateTimeUtc};

use super::{
    Error, Report, record,
    upsert::{self, Outcome, upsert},
};

/// Rows in one statement of the change log.
const ROWS: usize = 1_000;

type RowOf = (Subject, i64);

/// What makes two proofs one: the row, the source, the column, the method and the place.
type Proof = (RowOf, SourceId, Option<String>, EvidenceMethod, Option<String>);

#[derive(Default)]
pub struct Ledger {
    report: Report,
    changes: Vec<(RowOf, ChangeKind)>,
    /// Rows that have an entry in the log already.
    changed: HashSet<RowOf>,
    sources: HashMap<String, SourceId>,
    evidence: Vec<evidence::ActiveModel>,
    seen: HashSet<Proof>,
}

impl Ledger {
    /// Takes in the sources, to which all evidence refers.
    pub async fn open(tx: &DatabaseTransaction, sources: &[record::Source]) -> Result<Self, Error> {
        let row = |source: &record::Source| source::ActiveModel {
            name: Set(source.name.clone()),
            kind: Set(source.kind),
            licence: Set(source.licence.clone()),
            version: Set(source.version.clone()),
            url: Set(source.url.clone()),
            retrieved: Set(source.retrieved.clone()),
            ..Default::default()
        };
        let origin = |place: usize| format!("source {}", sources[place].name);
        upsert::<source::Entity>(tx, sources.iter().map(row).collect()).await.map_err(|e| named(e, origin))?;
        let all = source::Entity::find().all(tx).await?;
        let sources = all.into_iter().map(|source| (source.name, source.id)).collect();
        Ok(Self { sources, ..Self::default() })
    }

    /// Notes what became of a row.
    pub fn row(&mut self, subject: Subject, outcome: Outcome) {
        match outcome.change {
            Some(ChangeKind::Created) => self.report.created += 1,
            Some(_) => self.report.corrected += 1,
            None => self.report.unchanged += 1,
        }
        if let Some(kind) = outcome.change {
            self.change((subject, outcome.id), kind);
        }
    }

    /// Notes that something was added to what is known of a row. Of a row that is new itself, that is no news.
    pub fn corrected(&mut self, subject: Subject, id: i64) {
        self.change((subject, id), ChangeKind::Corrected);
    }

    fn change(&mut self, row: RowOf, kind: ChangeKind) {
        if self.changed.insert(row) {
            self.changes.push((row, kind));
        }
    }

    /// Notes what proves a row. The same proof is kept once, wherever it comes from.
    pub fn proves(&mut self, (subject, id): RowOf, origin: &str, evidence: &[record::Evidence]) -> Result<(), Error> {
        for item in evidence {
            let Some(&source_id) = self.sources.get(&item.source) else {
                return Err(Error::NoSource { origin: origin.to_owned(), name: item.source.clone() });
            };
            if !self.seen.insert(((subject, id), source_id, item.field.clone(), item.method, item.locator.clone())) {
                continue;
            }
            self.evidence.push(evidence::ActiveModel {
                source_id: Set(source_id),
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
        Ok(())
    }

    /// Writes the evidence and then the change log.
    pub async fn close(mut self, tx: &DatabaseTransaction, who: &str, time: DateTimeUtc) -> Result<Report, Error> {
        let evidence = std::mem::take(&mut self.evidence);
        let rows: Vec<RowOf> = evidence.iter().map(|row| (*row.subject.as_ref(), *row.subject_id.as_ref())).collect();
        let origin = |place: usize| format!("evidence {}", place + 1);
        let outcomes = upsert::<evidence::Entity>(tx, evidence).await.map_err(|e| named(e, origin))?;
        for ((subject, id), outcome) in rows.into_iter().zip(outcomes) {
            if outcome.change.is_some() {
                self.corrected(subject, id);
            }
        }

        let entry = |((subject, id), kind): &(RowOf, ChangeKind)| change::ActiveModel {
            subject: Set(*subject),
            subject_id: Set(*id),
            kind: Set(*kind),
            time: Set(time),
            who: Set(who.to_owned()),
            ..Default::default()
        };
        for changes in self.changes.chunks(ROWS) {
            change::Entity::insert_many(changes.iter().map(entry)).exec(tx).await?;
        }
        Ok(self.report)
    }
}

/// Tells where two rows that are one come from.
pub fn named(error: upsert::Error, origin: impl Fn(usize) -> String) -> Error {
    match error {
        upsert::Error::Twice(first, second) => Error::Twice { first: origin(first), origin: origin(second) },
        upsert::Error::Database(error) => Error::Database(error),
    }
}
