//! Takes in a batch: records to rows, nodes before what refers to them.

use std::collections::HashMap;

use entity::*;
use sea_orm::{
    ActiveModelBehavior, ActiveValue::Set, ColumnTrait, DatabaseTransaction, IntoActiveModel, QueryFilter, QuerySelect,
    prelude::DateTimeUtc,
};

use super::{
    Error, Report,
    key::Row,
    ledger::{self, Ledger},
    record::{Batch, Fact, Key, Node, RecordingKey},
    upsert::upsert,
};

pub async fn absorb(tx: &DatabaseTransaction, batch: &Batch, time: DateTimeUtc) -> Result<Report, Error> {
    let ledger = Ledger::open(tx, &batch.sources).await?;
    let mut intake = Intake { tx, ledger, known: HashMap::new() };
    intake.films(batch).await?;
    intake.artists(batch).await?;
    intake.songs(batch).await?;
    intake.recordings(&batch.recordings).await?;
    intake.soundtracks(batch).await?;
    intake.uses(batch).await?;
    intake.lists(batch).await?;
    intake.names(batch).await?;
    intake.ledger.close(tx, &batch.who, time).await
}

/// A batch that is being taken in.
pub(super) struct Intake<'a> {
    pub tx: &'a DatabaseTransaction,
    pub ledger: Ledger,
    known: HashMap<Node, i64>,
}

impl Intake<'_> {
    /// Brings the rows of these facts into their table and notes what proves them. The ids are in the same order.
    pub async fn write<E: Row, R>(&mut self, facts: &[Fact<R>], rows: Vec<E::ActiveModel>) -> Result<Vec<i64>, Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let origin = |place: usize| facts[place].origin.clone();
        let outcomes = upsert::<E>(self.tx, rows).await.map_err(|error| ledger::named(error, origin))?;
        if let Some(subject) = E::SUBJECT {
            for (fact, outcome) in facts.iter().zip(&outcomes) {
                self.ledger.row(subject, *outcome);
                self.ledger.proves((subject, outcome.id), &fact.origin, &fact.evidence)?;
            }
        }
        Ok(outcomes.into_iter().map(|outcome| outcome.id).collect())
    }

    /// From here on the node is known by this id.
    pub fn know(&mut self, node: Node, id: i64) {
        self.known.insert(node, id);
    }

    pub fn known(&self, node: &Node) -> Option<i64> {
        self.known.get(node).copied()
    }

    /// The node that a fact refers to: one of this batch, or one of the database.
    pub async fn find(&mut self, node: Node, origin: &str) -> Result<i64, Error> {
        if let Some(id) = self.known(&node) {
            return Ok(id);
        }
        let id = match &node {
            Node::Film(key) => self.by::<film::Entity>(film::Column::Slug, &key.slug()).await?,
            Node::FilmSeries(key) => self.by::<film_series::Entity>(film_series::Column::Slug, &key.slug()).await?,
            Node::Artist(key) => self.by::<artist::Entity>(artist::Column::Slug, &key.slug()).await?,
            Node::Song(key) => self.by::<song::Entity>(song::Column::Slug, &key.slug()).await?,
            Node::Soundtrack(key) => self.by::<soundtrack::Entity>(soundtrack::Column::Slug, &key.slug()).await?,
            Node::List(key) => self.by::<list::Entity>(list::Column::Slug, &key.slug()).await?,
            Node::Recording(RecordingKey::Id(_)) => None,
            Node::Recording(RecordingKey::Named(name)) => {
                // An artist that is not there has no recording either.
                let mut artists = Vec::new();
                for key in &name.artists {
                    let known = self.known(&Node::Artist(key.clone()));
                    let id = match known {
                        Some(id) => Some(id),
                        None => self.by::<artist::Entity>(artist::Column::Slug, &key.slug()).await?,
                    };
                    artists.extend(id.map(ArtistId));
                }
                let whole = artists.len() == name.artists.len();
                let model = if whole { self.recording_of(&name.title, &artists).await? } else { None };
                model.map(|model| model.id.0)
            }
        };
        let Some(id) = id else {
            return Err(Error::Dangling { origin: origin.to_owned(), node });
        };
        self.know(node, id);
        Ok(id)
    }

    async fn by<E: Row>(&self, column: E::Column, slug: &str) -> Result<Option<i64>, Error> {
        let row = E::find().filter(column.eq(slug)).limit(1).one(self.tx).await?;
        Ok(row.map(|row| E::id(&row)))
    }

    pub async fn film(&mut self, key: &Key, origin: &str) -> Result<FilmId, Error> {
        self.find(Node::Film(key.clone()), origin).await.map(FilmId)
    }

    pub async fn artist(&mut self, key: &Key, origin: &str) -> Result<ArtistId, Error> {
        self.find(Node::Artist(key.clone()), origin).await.map(ArtistId)
    }

    pub async fn song(&mut self, key: &Key, origin: &str) -> Result<SongId, Error> {
        self.find(Node::Song(key.clone()), origin).await.map(SongId)
    }

    pub async fn soundtrack(&mut self, key: &Key, origin: &str) -> Result<SoundtrackId, Error> {
        self.find(Node::Soundtrack(key.clone()), origin).await.map(SoundtrackId)
    }

    pub async fn series(&mut self, key: &Option<Key>, origin: &str) -> Result<Option<FilmSeriesId>, Error> {
        match key {
            Some(key) => Ok(Some(FilmSeriesId(self.find(Node::FilmSeries(key.clone()), origin).await?))),
            None => Ok(None),
        }
    }

    async fn films(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<super::record::FilmSeries>| film_series::ActiveModel {
            slug: Set(fact.record.key.slug()),
            title: Set(fact.record.title.clone()),
            title_key: Set(text_key(&fact.record.title)),
            ..Default::default()
        };
        let ids = self.write::<film_series::Entity, _>(&batch.series, batch.series.iter().map(row).collect()).await?;
        for (fact, id) in batch.series.iter().zip(ids) {
            self.know(Node::FilmSeries(fact.record.key.clone()), id);
        }

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.films {
            rows.push(film::ActiveModel {
                slug: Set(record.key.slug()),
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                kind: Set(record.kind),
                release_year: Set(record.release_year),
                series_id: Set(self.series(&record.series, origin).await?),
                ..Default::default()
            });
        }
        let ids = self.write::<film::Entity, _>(&batch.films, rows).await?;
        for (fact, id) in batch.films.iter().zip(ids) {
            self.know(Node::Film(fact.record.key.clone()), id);
        }
        Ok(())
    }

    async fn artists(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<super::record::Artist>| artist::ActiveModel {
            slug: Set(fact.record.key.slug()),
            name: Set(fact.record.name.clone()),
            name_key: Set(text_key(&fact.record.name)),
            kind: Set(fact.record.kind),
            ..Default::default()
        };
        let ids = self.write::<artist::Entity, _>(&batch.artists, batch.artists.iter().map(row).collect()).await?;
        for (fact, id) in batch.artists.iter().zip(ids) {
            self.know(Node::Artist(fact.record.key.clone()), id);
        }

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.memberships {
            rows.push(membership::ActiveModel {
                group_id: Set(self.artist(&record.group, origin).await?),
                member_id: Set(self.artist(&record.member, origin).await?),
                ..Default::default()
            });
        }
        self.write::<membership::Entity, _>(&batch.memberships, rows).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.credits {
            rows.push(credit::ActiveModel {
                film_id: Set(self.film(&record.film, origin).await?),
                artist_id: Set(self.artist(&record.artist, origin).await?),
                role: Set(record.role),
                position: Set(record.position),
                credited_as: Set(record.credited_as.clone()),
                ..Default::default()
            });
        }
        self.write::<credit::Entity, _>(&batch.credits, rows).await?;
        Ok(())
    }

    async fn lists(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<super::record::List>| list::ActiveModel {
            slug: Set(fact.record.key.slug()),
            kind: Set(fact.record.kind),
            title: Set(fact.record.title.clone()),
            title_key: Set(fact.record.title.as_deref().map(text_key)),
            publisher: Set(fact.record.publisher.clone()),
            author: Set(fact.record.author.clone()),
            url: Set(fact.record.url.clone()),
            published: Set(fact.record.published.clone()),
            ..Default::default()
        };
        let ids = self.write::<list::Entity, _>(&batch.lists, batch.lists.iter().map(row).collect()).await?;
        for (fact, id) in batch.lists.iter().zip(ids) {
            self.know(Node::List(fact.record.key.clone()), id);
        }

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.listings {
            let list = Node::List(record.list.clone());
            rows.push(listing::ActiveModel {
                list_id: Set(ListId(self.find(list, origin).await?)),
                soundtrack_id: Set(self.soundtrack(&record.soundtrack, origin).await?),
                kind: Set(record.kind),
                position: Set(record.position),
                contributor: Set(record.contributor),
                note: Set(record.note.clone()),
                ..Default::default()
            });
        }
        self.write::<listing::Entity, _>(&batch.listings, rows).await?;
        Ok(())
    }

    /// Other names, external ids, and the places that name a node. They belong to what is known of a node, so that a
    /// node which stood already is corrected by them.
    async fn names(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.aliases {
            rows.push(alias::ActiveModel {
                subject: Set(record.of.subject()),
                subject_id: Set(self.find(record.of.clone(), origin).await?),
                name: Set(record.name.clone()),
                name_key: Set(text_key(&record.name)),
                ..Default::default()
            });
        }
        self.add::<alias::Entity, _>(&batch.aliases, rows, |alias| &alias.of).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.identifiers {
            rows.push(identifier::ActiveModel {
                scheme: Set(record.scheme),
                value: Set(record.value.clone()),
                subject: Set(record.of.subject()),
                subject_id: Set(self.find(record.of.clone(), origin).await?),
                ..Default::default()
            });
        }
        self.add::<identifier::Entity, _>(&batch.identifiers, rows, |identifier| &identifier.of).await?;

        for Fact { record, origin, evidence } in &batch.namings {
            let id = self.find(record.of.clone(), origin).await?;
            self.ledger.proves((record.of.subject(), id), origin, evidence)?;
        }
        Ok(())
    }

    /// Brings in rows that belong to a node.
    async fn add<E: Row, R>(
        &mut self,
        facts: &[Fact<R>],
        rows: Vec<E::ActiveModel>,
        node: impl Fn(&R) -> &Node,
    ) -> Result<(), Error>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelBehavior + Send,
    {
        let origin = |place: usize| facts[place].origin.clone();
        let outcomes = upsert::<E>(self.tx, rows).await.map_err(|error| ledger::named(error, origin))?;
        for (fact, outcome) in facts.iter().zip(outcomes) {
            let node = node(&fact.record);
            let id = self.find(node.clone(), &fact.origin).await?;
            if outcome.change.is_some() {
                self.ledger.corrected(node.subject(), id);
            }
            self.ledger.proves((node.subject(), id), &fact.origin, &fact.evidence)?;
        }
        Ok(())
    }
}
