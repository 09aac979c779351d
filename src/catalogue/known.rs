//! Which rows the nodes of a batch are, as far as ids, slugs and a source's own names tell.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Error,
    absorb::Intake,
    candidates::portraits,
    identity::{self, Verdict},
    insert::{ROWS, among},
    memory::Memory,
    merge,
    record::{Batch, Id, Key, Node, RecordingKey},
};

impl Intake<'_> {
    /// Finds the rows of all nodes that the batch speaks of. Where a node's ids lead to several rows, those were one
    /// thing all along and are merged, unless other ids of theirs say that they are not.
    pub async fn recognise(&mut self, batch: &Batch, memory: &Memory) -> Result<(), Error> {
        let mut nodes = HashSet::new();
        let mut ids: Vec<(Node, Vec<Id>)> = Vec::new();
        for node in std::mem::take(&mut self.mentioned) {
            let given = self.ids_of.get(&node);
            // Other ids than the one that it is called by may lead to other rows.
            let same = self.said.again(&node) || given.is_none_or(|given| given.len() <= 1);
            if let (Some(row), true) = (memory.row(&node), same) {
                self.know(node.clone(), row);
                self.remembered.insert(node.clone());
                self.mentioned.push(node);
                continue;
            }
            // A number at Discogs or a code of a recording may be that of many.
            let tells = |(scheme, _): &&(IdentifierScheme, String)| identity::tells(*scheme);
            let own = given.into_iter().flatten().filter(tells);
            let mut own: Vec<Id> = own.map(|(scheme, value)| Id { scheme: *scheme, value: value.clone() }).collect();
            // The one that it is called by comes first.
            own.sort_by_key(|id| (node.id() != Some(id), id.clone()));
            if !own.is_empty() {
                ids.push((node.clone(), own));
            }
            nodes.insert(node.clone());
            self.mentioned.push(node);
        }
        let rows = self.rows_of(ids.iter().flat_map(|(_, ids)| ids)).await?;
        self.by_slug(&nodes).await?;
        self.by_local_name(&nodes, &batch.who).await?;

        let mut gone: HashMap<(Subject, i64), i64> = HashMap::new();
        for (node, ids) in ids {
            let subject = node.subject();
            let mut found: Vec<i64> = self.known(&node).into_iter().collect();
            for id in &ids {
                if let Some(row) = rows.get(&(subject, id.clone())) {
                    let row = *gone.get(&(subject, *row)).unwrap_or(row);
                    if !found.contains(&row) {
                        found.push(row);
                    }
                }
            }
            let Some((first, others)) = found.split_first() else { continue };
            let mut row = *first;
            for other in others {
                if self.one(subject, row, *other).await? {
                    let (keep, go) = (row.min(*other), row.max(*other));
                    merge::merge(self.tx, &mut self.ledger, &mut self.ids, subject, keep, go).await?;
                    gone.insert((subject, go), keep);
                    gone.values_mut().filter(|to| **to == go).for_each(|to| *to = keep);
                    row = keep;
                    self.moved(subject, go, keep);
                }
            }
            self.know(node, row);
        }
        Ok(())
    }

    /// Whether two rows that one record names are one, which only other ids of theirs can deny. Then people are asked.
    async fn one(&mut self, subject: Subject, row: i64, other: i64) -> Result<bool, Error> {
        let portraits = portraits(self.tx, subject, &HashSet::from([row, other])).await?;
        let (Some(one), Some(another)) = (portraits.get(&row), portraits.get(&other)) else { return Ok(false) };
        if !identity::contradict(subject, one, another) {
            return Ok(true);
        }
        let reasons = "one record has ids of both, which have different ids besides".to_owned();
        self.doubts.push((
            ReviewQuestion::Same,
            (subject, row.max(other)),
            row.min(other),
            Verdict { score: 0.5, reasons },
        ));
        Ok(false)
    }

    async fn rows_of(&self, ids: impl Iterator<Item = &Id>) -> Result<HashMap<(Subject, Id), i64>, DbErr> {
        let mut values: HashMap<IdentifierScheme, HashSet<&str>> = HashMap::new();
        for id in ids {
            values.entry(id.scheme).or_default().insert(&id.value);
        }
        let mut rows = HashMap::new();
        for (scheme, values) in values {
            let values: Vec<&str> = values.into_iter().collect();
            for values in values.chunks(ROWS) {
                let of = identifier::Entity::find().filter(identifier::Column::Scheme.eq(scheme)).filter(among(
                    self.tx,
                    identifier::Column::Value,
                    values.iter().copied(),
                )?);
                for model in of.all(self.tx).await? {
                    rows.insert((model.subject, Id { scheme, value: model.value }), model.subject_id);
                }
            }
        }
        Ok(rows)
    }

    async fn by_slug(&mut self, nodes: &HashSet<Node>) -> Result<(), DbErr> {
        let mut slugs: HashMap<Subject, Vec<String>> = HashMap::new();
        for node in nodes {
            if let Some(Key::Slug(slug)) = node.key() {
                slugs.entry(node.subject()).or_default().push(slug.clone());
            }
        }
        for (subject, slugs) in slugs {
            for (slug, id) in rows_with_slugs(self.tx, subject, &slugs).await? {
                if let Some(node) = Node::of(subject, Key::Slug(slug)) {
                    self.know(node, id);
                }
            }
        }
        Ok(())
    }

    async fn by_local_name(&mut self, nodes: &HashSet<Node>, who: &str) -> Result<(), DbErr> {
        let mut names: HashMap<Subject, Vec<&str>> = HashMap::new();
        for node in nodes {
            if let Some(Key::Local(name)) = node.key() {
                names.entry(node.subject()).or_default().push(name);
            }
        }
        let Some(source) = self.ledger.source(who) else { return Ok(()) };
        for (subject, names) in names {
            for names in names.chunks(ROWS) {
                let of = local_name::Entity::find()
                    .filter(local_name::Column::SourceId.eq(source))
                    .filter(local_name::Column::Subject.eq(subject))
                    .filter(among(self.tx, local_name::Column::Name, names.iter().copied())?);
                for model in of.all(self.tx).await? {
                    if let Some(node) = Node::of(subject, Key::Local(model.name)) {
                        self.know(node, model.subject_id);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The rows with these slugs, or with one that was theirs before they were merged.
pub async fn rows_with_slugs(
    tx: &DatabaseTransaction,
    subject: Subject,
    slugs: &[String],
) -> Result<Vec<(String, i64)>, DbErr> {
    macro_rules! of {
        ($table:ident, $slugs:expr) => {
            $table::Entity::find()
                .select_only()
                .columns([$table::Column::Slug, $table::Column::Id])
                .filter(among(tx, $table::Column::Slug, $slugs)?)
                .into_tuple::<(String, i64)>()
                .all(tx)
                .await?
        };
    }
    let mut rows = Vec::new();
    for slugs in slugs.chunks(ROWS) {
        let gone = redirect::Entity::find().filter(redirect::Column::Subject.eq(subject)).filter(among(
            tx,
            redirect::Column::Slug,
            slugs,
        )?);
        for model in gone.all(tx).await? {
            rows.extend(model.slug.map(|slug| (slug, model.to_id)));
        }
        rows.extend(match subject {
            Subject::Film => of!(film, slugs),
            Subject::FilmSeries => of!(film_series, slugs),
            Subject::Artist => of!(artist, slugs),
            Subject::Song => of!(song, slugs),
            Subject::Soundtrack => of!(soundtrack, slugs),
            Subject::List => of!(list, slugs),
            _ => Vec::new(),
        });
    }
    Ok(rows)
}

impl Node {
    pub(super) fn key(&self) -> Option<&Key> {
        match self {
            Self::Film(key) | Self::FilmSeries(key) | Self::Artist(key) => Some(key),
            Self::Song(key) | Self::Soundtrack(key) | Self::List(key) => Some(key),
            Self::Recording(_) => None,
        }
    }

    /// Its external id, where that is what it is called.
    pub(super) fn id(&self) -> Option<&Id> {
        match (self, self.key()) {
            (Self::Recording(RecordingKey::Id(id)), _) | (_, Some(Key::Id(id))) => Some(id),
            _ => None,
        }
    }

    /// Whether it is called by its slug.
    pub(super) fn slug(&self) -> bool {
        matches!(self.key(), Some(Key::Slug(_)))
    }

    /// Whether it is called by a name of its source's own.
    pub(super) fn local(&self) -> bool {
        matches!(self.key(), Some(Key::Local(_)))
    }

    fn of(subject: Subject, key: Key) -> Option<Self> {
        Some(match subject {
            Subject::Film => Self::Film(key),
            Subject::FilmSeries => Self::FilmSeries(key),
            Subject::Artist => Self::Artist(key),
            Subject::Song => Self::Song(key),
            Subject::Soundtrack => Self::Soundtrack(key),
            Subject::List => Self::List(key),
            _ => return None,
        })
    }
}
