//! Takes in lists, and what belongs to what is known of a node: other names, external ids, and where it is named.

use std::collections::{HashMap, hash_map::Entry};

use entity::*;
use sea_orm::{ActiveModelBehavior, ActiveValue::Set, IntoActiveModel};

use super::{
    Error,
    absorb::Intake,
    identity::Portrait,
    key::Row,
    ledger,
    nodes::Declared,
    record::{self, Batch, Fact, Missing, Node},
    review::called,
    upsert::{State, Twice, upsert},
};

impl Intake<'_> {
    pub(super) async fn lists(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<record::List>| list::ActiveModel {
            kind: Set(fact.record.kind),
            title: Set(fact.record.title.clone()),
            title_key: Set(fact.record.title.as_deref().map(text_key)),
            publisher: Set(fact.record.publisher.clone()),
            author: Set(fact.record.author.clone()),
            url: Set(fact.record.url.clone()),
            published: Set(fact.record.published.clone()),
            ..Default::default()
        };
        let declared = batch.lists.iter().map(|Fact { record, origin, evidence }| {
            let title = record.title.as_deref().unwrap_or_default();
            let node = Node::List(record.key.clone());
            Declared { node, origin, evidence, title, year: None, portrait: Portrait::default() }
        });
        self.nodes::<list::Entity>(&batch.who, declared.collect(), batch.lists.iter().map(row).collect()).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.listings {
            let Fact { record, origin, .. } = fact;
            let list = self.find(Node::List(record.list.clone()), origin)?.map(ListId);
            let (Some(list_id), Some(soundtrack_id)) = (list, self.soundtrack(&record.soundtrack, origin)?) else {
                continue;
            };
            facts.push(fact);
            rows.push(listing::ActiveModel {
                list_id: Set(list_id),
                soundtrack_id: Set(soundtrack_id),
                kind: Set(record.kind),
                position: Set(record.position),
                contributor: Set(record.contributor),
                note: Set(record.note.clone()),
                ..Default::default()
            });
        }
        self.write::<listing::Entity, _>(&facts, rows).await?;
        Ok(())
    }

    /// Other names, external ids, and the places that name a node. They belong to what is known of a node, so that a
    /// node which stood already is corrected by them.
    pub(super) async fn names(&mut self, batch: &Batch) -> Result<(), Error> {
        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.aliases {
            if self.said.again(&fact.record.of) {
                continue;
            }
            let Some(subject_id) = self.find(fact.record.of.clone(), &fact.origin)? else { continue };
            facts.push((&fact.record.of, &fact.origin, fact.evidence.as_slice()));
            rows.push(alias::ActiveModel {
                subject: Set(fact.record.of.subject()),
                subject_id: Set(subject_id),
                name: Set(fact.record.name.clone()),
                name_key: Set(text_key(&fact.record.name)),
                ..Default::default()
            });
        }
        self.add::<alias::Entity>(&facts, rows).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        let mut called = Vec::new();
        for node in &self.mentioned {
            // What a node is called by is one of its ids.
            if let (Some(id), Some(_)) = (node.id(), self.known(node))
                && !self.remembered.contains(node)
            {
                called.push((node.clone(), id.clone()));
            }
        }
        const NOTHING: &String = &String::new();
        let new = batch.identifiers.iter().filter(|fact| !self.said.again(&fact.record.of));
        let given = new.map(|fact| {
            let id = record::Id { scheme: fact.record.scheme, value: fact.record.value.clone() };
            (&fact.record.of, id, &fact.origin, fact.evidence.as_slice())
        });
        let called = called.iter().map(|(node, id)| (node, id.clone(), NOTHING, &[][..]));
        let both: Vec<_> = called.chain(given).collect();
        for (node, id, origin, evidence) in both {
            let Some(subject_id) = self.find(node.clone(), origin)? else { continue };
            facts.push((node, origin, evidence));
            rows.push(identifier::ActiveModel {
                scheme: Set(id.scheme),
                value: Set(id.value),
                subject: Set(node.subject()),
                subject_id: Set(subject_id),
                ..Default::default()
            });
        }
        // The key that a node is called by and a record that says the same are one.
        let twice = std::mem::replace(&mut self.missing, Missing::LeftOut);
        let added = self.add::<identifier::Entity>(&facts, rows).await;
        self.missing = twice;
        added?;

        for Fact { record, origin, evidence } in &batch.namings {
            if self.said.again(&record.of) {
                continue;
            }
            if let Some(id) = self.find(record.of.clone(), origin)? {
                self.ledger.proves((record.of.subject(), id), origin, evidence)?;
            }
        }
        Ok(())
    }

    /// Brings in rows that belong to a node. An id that another node has stays with it.
    async fn add<E: Row>(
        &mut self,
        facts: &[(&Node, &String, &[record::Evidence])],
        rows: Vec<E::ActiveModel>,
    ) -> Result<(), Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let origin = |place: usize| facts[place].1.clone();
        let twice = self.twice();
        let brought =
            upsert::<E>(self.tx, &mut self.ids, rows, twice).await.map_err(|error| ledger::named(error, origin))?;
        for ((node, origin, evidence), brought) in facts.iter().zip(brought) {
            let Some(id) = self.known(node) else { continue };
            if matches!(brought.state, State::New) {
                self.ledger.corrected((node.subject(), id));
            }
            self.ledger.proves((node.subject(), id), origin, evidence)?;
        }
        Ok(())
    }

    /// Writes down what people are asked. What they were asked before stays as they left it.
    pub(super) async fn review(&mut self, who: &str) -> Result<(), Error> {
        let source = self.ledger.source(who);
        let doubts = std::mem::take(&mut self.doubts);
        let mut slugs = HashMap::new();
        for (question, row, candidate, _) in &doubts {
            for (subject, id) in [*row, (question.of(row.0), *candidate)] {
                if let Entry::Vacant(place) = slugs.entry((subject, id)) {
                    place.insert(called(self.tx, subject, id).await?);
                }
            }
        }
        let slug = |row| match slugs.get(&row) {
            Some((_, Some(slug))) => slug.clone(),
            Some((name, None)) => name.clone(),
            None => String::new(),
        };
        let rows = doubts.into_iter().map(|(question, row, candidate, verdict)| review::ActiveModel {
            question: Set(question),
            status: Set(ReviewStatus::Open),
            subject: Set(row.0),
            subject_id: Set(row.1),
            slug: Set(slug(row)),
            candidate_id: Set(candidate),
            candidate_slug: Set(slug((question.of(row.0), candidate))),
            score: Set(verdict.score),
            reasons: Set(verdict.reasons),
            source_id: Set(source),
            ..Default::default()
        });
        let brought = upsert::<review::Entity>(self.tx, &mut self.ids, rows.collect(), Twice::Once)
            .await
            .map_err(|error| ledger::named(error, |place| format!("review {place}")))?;
        let new = brought.iter().filter(|brought| matches!(brought.state, State::New)).count();
        self.ledger.report.uncertain += new;
        Ok(())
    }
}
