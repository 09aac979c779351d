//! Takes in nodes: those that are known are brought in line, those that can be recognised are joined, and the others
//! are new.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{
    ActiveEnum, ActiveModelBehavior, ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait,
    IdenStatic, IntoActiveModel, Iterable, QueryFilter, Value,
};

use super::{
    Error,
    absorb::Intake,
    candidates::{candidates, portraits},
    claims::settle,
    identity::{self, Portrait, SAME, UNSURE, Verdict},
    insert::{ROWS, among, insert},
    key::Row,
    known::rows_with_slugs,
    record::{Evidence, Key, Missing, Node},
    slug::{again, slug_of},
};

/// A node as a batch declares it.
pub(super) struct Declared<'b> {
    pub node: Node,
    pub origin: &'b str,
    pub evidence: &'b [Evidence],
    /// What a slug is made of, where the batch gives none.
    pub title: &'b str,
    pub year: Option<i32>,
    /// By what it can be recognised.
    pub portrait: Portrait,
}

/// Where a declared node goes.
enum Place {
    /// Into this row, which is known by its ids.
    Known(i64),
    /// Into this row, which was recognised.
    Joined(i64, Verdict),
    /// Into a row of its own, though it may be the same as these.
    New(Vec<(i64, Verdict)>),
    /// Nowhere: the same batch has declared it before.
    Again,
}

impl Intake<'_> {
    /// Brings nodes of one kind into their table. The rows are as wanted, but for their slugs.
    pub async fn nodes<E: Row>(
        &mut self,
        who: &str,
        declared: Vec<Declared<'_>>,
        rows: Vec<E::ActiveModel>,
    ) -> Result<(), Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + ActiveModelTrait<Entity = E> + Send,
    {
        let Some(subject) = E::SUBJECT else { return Ok(()) };
        let places = self.places(who, subject, &declared).await?;
        self.stand::<E>(&declared, &places, &rows).await?;

        let fresh: Vec<usize> = (0..places.len()).filter(|at| matches!(places[*at], Place::New(_))).collect();
        let mut new: Vec<E::ActiveModel> = fresh.iter().map(|at| rows[*at].clone()).collect();
        if let Some(column) = E::Column::iter().find(|column| column.as_str() == "slug") {
            let slugs = self.slugs(subject, fresh.iter().map(|at| &declared[*at])).await?;
            for (row, slug) in new.iter_mut().zip(slugs) {
                row.set(column, Value::String(Some(slug)));
            }
        }
        let first = insert::<E>(self.tx, &mut self.ids, new).await?;
        for (at, id) in fresh.iter().zip(first..) {
            self.ledger.row((subject, id), Some(ChangeKind::Created));
            self.ledger.proves((subject, id), declared[*at].origin, declared[*at].evidence)?;
            self.know(declared[*at].node.clone(), id);
            if let Place::New(doubts) = &places[*at] {
                for (candidate, verdict) in doubts {
                    self.doubts.push((ReviewQuestion::Same, (subject, id), *candidate, verdict.clone()));
                }
            }
        }
        self.called(who, subject, &declared).await
    }

    /// Decides where each goes.
    async fn places(&mut self, who: &str, subject: Subject, declared: &[Declared<'_>]) -> Result<Vec<Place>, Error> {
        let mut firsts: HashMap<&Node, usize> = HashMap::new();
        let mut unknown = Vec::new();
        let mut places = Vec::with_capacity(declared.len());
        for (at, node) in declared.iter().enumerate() {
            if let Some(first) = firsts.insert(&node.node, at) {
                if self.missing == Missing::Refused {
                    return Err(Error::Twice {
                        first: declared[first].origin.to_owned(),
                        origin: node.origin.to_owned(),
                    });
                }
                places.push(Place::Again);
                continue;
            }
            match self.known(&node.node) {
                Some(id) => places.push(Place::Known(id)),
                None => {
                    places.push(Place::New(Vec::new()));
                    // A slug is the name that people give a thing: they know whether it is there.
                    if !node.node.slug() && !node.portrait.names.is_empty() {
                        unknown.push(at);
                    }
                }
            }
        }

        let names: HashSet<String> =
            unknown.iter().flat_map(|at| declared[*at].portrait.names.iter().cloned()).collect();
        let namesakes = candidates(self.tx, subject, &names).await?;
        let all: HashSet<i64> = namesakes.values().flatten().copied().collect();
        let known = portraits(self.tx, subject, &all).await?;
        let others = self.called_by(who, subject, &all).await?;
        let mut taken: HashSet<i64> = HashSet::new();
        for at in unknown {
            let portrait = &declared[at].portrait;
            let mut rows: Vec<i64> =
                portrait.names.iter().filter_map(|name| namesakes.get(name)).flatten().copied().collect();
            rows.sort_unstable();
            rows.dedup();
            let mut verdicts: Vec<(i64, Verdict)> = rows
                .into_iter()
                .filter(|id| !(taken.contains(id) || declared[at].node.local() && others.contains(id)))
                .filter_map(|id| Some((id, identity::compare(subject, portrait, known.get(&id)?)?)))
                .filter(|(_, verdict)| verdict.score >= UNSURE)
                .collect();
            // The surest first, and of equals the eldest.
            verdicts.sort_by(|(id, one), (other, another)| another.score.total_cmp(&one.score).then(id.cmp(other)));
            let sure = verdicts.iter().take_while(|(_, verdict)| verdict.score >= SAME).count();
            places[at] = match (sure, verdicts.first()) {
                (1, Some((id, verdict))) => {
                    // What is known by an id has it from now on, and nothing else can be the same row.
                    taken.insert(*id);
                    Place::Joined(*id, verdict.clone())
                }
                // Two that are both the same as a third: people must look.
                _ => Place::New(verdicts.into_iter().take(3).collect()),
            };
        }
        Ok(places)
    }

    /// Brings the rows that are there in line.
    async fn stand<E: Row>(
        &mut self,
        declared: &[Declared<'_>],
        places: &[Place],
        rows: &[E::ActiveModel],
    ) -> Result<(), Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + ActiveModelTrait<Entity = E> + Send,
    {
        let Some(subject) = E::SUBJECT else { return Ok(()) };
        let ids: Vec<i64> = places
            .iter()
            .filter_map(|place| match place {
                Place::Known(id) | Place::Joined(id, _) => Some(*id),
                _ => None,
            })
            .collect();
        let mut models = HashMap::new();
        for ids in ids.chunks(ROWS) {
            for model in E::find().filter(among(self.tx, E::ID, ids.iter().copied())?).all(self.tx).await? {
                models.insert(E::id(&model), model);
            }
        }
        for ((node, place), wanted) in declared.iter().zip(places).zip(rows) {
            let (id, evidence) = match place {
                Place::Known(id) => (*id, node.evidence.to_vec()),
                Place::Joined(id, verdict) => (*id, recognised(node.evidence, verdict)),
                Place::New(_) | Place::Again => continue,
            };
            let Some(model) = models.get(&id) else { continue };
            let changed = settle::<E>(self.tx, &mut self.ledger, model.clone(), wanted, &evidence).await?;
            if changed && let Some(model) = E::find().filter(E::ID.eq(id)).one(self.tx).await? {
                models.insert(id, model);
            }
            self.ledger.row((subject, id), changed.then_some(ChangeKind::Corrected));
            self.ledger.proves((subject, id), node.origin, &evidence)?;
            self.know(node.node.clone(), id);
        }
        Ok(())
    }

    /// A slug for each that no other row has or had.
    async fn slugs<'d, 'b: 'd>(
        &self,
        subject: Subject,
        declared: impl Iterator<Item = &'d Declared<'b>>,
    ) -> Result<Vec<String>, Error> {
        let mut wanted: Vec<[Option<String>; 2]> = Vec::new();
        for node in declared {
            wanted.push(match node.node.key() {
                Some(Key::Slug(slug)) => [Some(slug.clone()), None],
                _ => {
                    let base = slug_of(subject, node.title, node.year);
                    [base.clone(), node.node.id().map(|id| again(base.as_deref(), id))]
                }
            });
        }
        let all: Vec<String> = wanted.iter().flatten().flatten().cloned().collect();
        let mut taken: HashSet<String> =
            rows_with_slugs(self.tx, subject, &all).await?.into_iter().map(|(slug, _)| slug).collect();
        let mut slugs = Vec::with_capacity(wanted.len());
        for choices in wanted {
            let free = choices.iter().flatten().find(|slug| !taken.contains(*slug)).cloned();
            let slug = match free {
                Some(slug) => slug,
                None => {
                    let base =
                        choices.into_iter().flatten().next().unwrap_or_else(|| subject.to_value().to_lowercase());
                    self.numbered(subject, &base, &taken).await?
                }
            };
            taken.insert(slug.clone());
            slugs.push(slug);
        }
        Ok(slugs)
    }

    /// The first of `base-2`, `base-3` … that is free.
    async fn numbered(&self, subject: Subject, base: &str, taken: &HashSet<String>) -> Result<String, Error> {
        for hundred in 0.. {
            let choices: Vec<String> =
                (2 + 100 * hundred..102 + 100 * hundred).map(|n| format!("{base}-{n}")).collect();
            let there: HashSet<String> =
                rows_with_slugs(self.tx, subject, &choices).await?.into_iter().map(|(slug, _)| slug).collect();
            if let Some(free) = choices.into_iter().find(|slug| !there.contains(slug) && !taken.contains(slug)) {
                return Ok(free);
            }
        }
        Ok(base.to_owned())
    }

    /// Those of the rows for which the source has names of its own: what it calls otherwise is something else.
    async fn called_by(&self, who: &str, subject: Subject, rows: &HashSet<i64>) -> Result<HashSet<i64>, Error> {
        let Some(source) = self.ledger.source(who) else { return Ok(HashSet::new()) };
        let mut called = HashSet::new();
        let rows: Vec<i64> = rows.iter().copied().collect();
        for rows in rows.chunks(ROWS) {
            let of = local_name::Column::SourceId.eq(source).and(local_name::Column::Subject.eq(subject)).and(among(
                self.tx,
                local_name::Column::SubjectId,
                rows.iter().copied(),
            )?);
            called.extend(
                local_name::Entity::find().filter(of).all(self.tx).await?.into_iter().map(|row| row.subject_id),
            );
        }
        Ok(called)
    }

    /// Notes by which id or name of its own the source calls each.
    async fn called(&mut self, who: &str, subject: Subject, declared: &[Declared<'_>]) -> Result<(), Error> {
        let source = self.ledger.source(who);
        let mut names = Vec::new();
        for node in declared {
            if let (Some(Key::Local(name)), Some(source_id), Some(id)) =
                (node.node.key(), source, self.known(&node.node))
            {
                names.push(local_name::ActiveModel {
                    source_id: Set(source_id),
                    name: Set(name.clone()),
                    subject: Set(subject),
                    subject_id: Set(id),
                    ..Default::default()
                });
            }
        }
        self.belongs::<local_name::Entity>(names).await
    }

    /// Adds rows that are not there yet, and leaves those alone that are.
    pub async fn belongs<E: Row>(&mut self, rows: Vec<E::ActiveModel>) -> Result<(), Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        super::upsert::upsert::<E>(self.tx, &mut self.ids, rows, super::upsert::Twice::Once)
            .await
            .map_err(|error| super::ledger::named(error, |place| place.to_string()))?;
        Ok(())
    }
}

/// What proves a row that was recognised: the source speaks of something that is most likely this.
fn recognised(evidence: &[Evidence], verdict: &Verdict) -> Vec<Evidence> {
    let mut evidence = evidence.to_vec();
    for item in evidence.iter_mut().filter(|item| item.field.is_none() && item.method == EvidenceMethod::Stated) {
        item.method = EvidenceMethod::TitleYear;
        item.confidence = verdict.score;
    }
    evidence
}
