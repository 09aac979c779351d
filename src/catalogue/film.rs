//! Takes in films and film series, artists and their groups, and their credits.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{ActiveEnum, ActiveValue::Set, EntityTrait, QueryFilter, QuerySelect};

use super::{
    Error,
    absorb::Intake,
    identity::{self, Portrait, Tie},
    insert::{ROWS, among},
    nodes::Declared,
    record::{self, Batch, CreditRole, Fact, Key, Node},
    title,
};

impl Intake<'_> {
    pub(super) async fn films(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<record::FilmSeries>| film_series::ActiveModel {
            title: Set(fact.record.title.clone()),
            title_key: Set(text_key(&fact.record.title)),
            ..Default::default()
        };
        let declared = batch.series.iter().map(|Fact { record, origin, evidence }| {
            let node = Node::FilmSeries(record.key.clone());
            Declared { node, origin, evidence, title: &record.title, year: None, portrait: Portrait::default() }
        });
        self.nodes::<film_series::Entity>(&batch.who, declared.collect(), batch.series.iter().map(row).collect())
            .await?;

        let aliases = aliases_of(batch);
        let people = self.people(batch).await?;
        let albums = albums_of(batch);
        let mut declared = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, evidence } in &batch.films {
            let node = Node::Film(record.key.clone());
            let mut ties: HashSet<Tie> = people.get(&record.key).cloned().unwrap_or_default();
            ties.extend(albums.get(&record.key).into_iter().flatten().cloned());
            let names = std::iter::once(record.title.as_str()).chain(aliases.get(&node).into_iter().flatten().copied());
            let portrait = Portrait {
                names: names.map(identity::name).filter(|name| !name.is_empty()).collect(),
                year: record.release_year,
                kind: Some(record.kind.to_value()),
                ids: self.ids_of(&node),
                ties,
                ..Portrait::default()
            };
            declared.push(Declared {
                node,
                origin,
                evidence,
                title: &record.title,
                year: record.release_year,
                portrait,
            });
            rows.push(film::ActiveModel {
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                kind: Set(record.kind),
                release_year: Set(record.release_year),
                series_id: Set(self.series(&record.series, origin)?),
                ..Default::default()
            });
        }
        self.nodes::<film::Entity>(&batch.who, declared, rows).await
    }

    /// Who works on the batch's films, by name.
    async fn people(&self, batch: &Batch) -> Result<HashMap<Key, HashSet<Tie>>, Error> {
        let mut names: HashMap<&Key, String> =
            batch.artists.iter().map(|fact| (&fact.record.key, fact.record.name.clone())).collect();
        // Those of earlier batches have their names in the database.
        let mut others: HashMap<i64, Vec<&Key>> = HashMap::new();
        for key in batch.credits.iter().map(|fact| &fact.record.artist).filter(|key| !names.contains_key(key)) {
            if let Some(id) = self.known(&Node::Artist(key.clone())) {
                others.entry(id).or_default().push(key);
            }
        }
        let ids: Vec<i64> = others.keys().copied().collect();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<(i64, String)> = artist::Entity::find()
                .select_only()
                .columns([artist::Column::Id, artist::Column::Name])
                .filter(among(self.tx, artist::Column::Id, ids.iter().copied())?)
                .into_tuple()
                .all(self.tx)
                .await?;
            for (id, name) in rows {
                for key in others.get(&id).into_iter().flatten() {
                    names.insert(key, name.clone());
                }
            }
        }
        let mut people: HashMap<Key, HashSet<Tie>> = HashMap::new();
        for Fact { record, .. } in &batch.credits {
            if let Some(name) = names.get(&record.artist) {
                let name = identity::name(name);
                let tie = if record.role == CreditRole::Director { Tie::Director(name) } else { Tie::Person(name) };
                people.entry(record.film.clone()).or_default().insert(tie);
            }
        }
        Ok(people)
    }

    pub(super) async fn artists(&mut self, batch: &Batch) -> Result<(), Error> {
        let works = self.works(batch);
        let mut declared = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, evidence } in &batch.artists {
            let node = Node::Artist(record.key.clone());
            if self.said_before(&node) {
                continue;
            }
            let portrait = Portrait {
                // Aliases of people are too short and too many to be recognised by.
                names: Some(identity::name(&record.name)).filter(|name| !name.is_empty()).into_iter().collect(),
                kind: (record.kind != ArtistKind::Other).then(|| record.kind.to_value()),
                ids: self.ids_of(&node),
                ties: works.get(&record.key).cloned().unwrap_or_default(),
                ..Portrait::default()
            };
            declared.push(Declared { node, origin, evidence, title: &record.name, year: None, portrait });
            rows.push(artist::ActiveModel {
                name: Set(record.name.clone()),
                name_key: Set(text_key(&record.name)),
                kind: Set(record.kind),
                ..Default::default()
            });
        }
        self.nodes::<artist::Entity>(&batch.who, declared, rows).await
    }

    /// The rows that the batch's artists worked on: films, and albums with their films.
    fn works(&self, batch: &Batch) -> HashMap<Key, HashSet<Tie>> {
        let mut works: HashMap<Key, HashSet<Tie>> = HashMap::new();
        for Fact { record, .. } in &batch.credits {
            if let Some(film) = self.known(&Node::Film(record.film.clone())) {
                works.entry(record.artist.clone()).or_default().insert(Tie::Row(Subject::Film, film));
            }
        }
        let mut films: HashMap<&Key, Vec<i64>> = HashMap::new();
        for Fact { record, .. } in &batch.film_soundtracks {
            films.entry(&record.soundtrack).or_default().extend(self.known(&Node::Film(record.film.clone())));
        }
        let mut works_on = |artist: &Key, album: &Key| {
            let rows = works.entry(artist.clone()).or_default();
            rows.extend(self.known(&Node::Soundtrack(album.clone())).map(|id| Tie::Row(Subject::Soundtrack, id)));
            rows.extend(films.get(album).into_iter().flatten().map(|id| Tie::Row(Subject::Film, *id)));
        };
        for Fact { record, .. } in &batch.soundtrack_credits {
            works_on(&record.artist, &record.soundtrack);
        }
        let credits: HashMap<_, _> =
            batch.recordings.iter().map(|fact| (fact.record.key(), &fact.record.artists)).collect();
        for Fact { record, .. } in &batch.tracks {
            for credit in credits.get(&record.recording).into_iter().copied().flatten() {
                works_on(&credit.artist, &record.soundtrack);
            }
        }
        works
    }

    pub(super) async fn credits(&mut self, batch: &Batch) -> Result<(), Error> {
        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.memberships {
            let Fact { record, origin, .. } = fact;
            let (Some(group), Some(member)) =
                (self.artist(&record.group, origin)?, self.artist(&record.member, origin)?)
            else {
                continue;
            };
            facts.push(fact);
            rows.push(membership::ActiveModel { group_id: Set(group), member_id: Set(member), ..Default::default() });
        }
        self.write::<membership::Entity, _>(&facts, rows).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.credits {
            let Fact { record, origin, .. } = fact;
            let (Some(film_id), Some(artist_id)) =
                (self.film(&record.film, origin)?, self.artist(&record.artist, origin)?)
            else {
                continue;
            };
            facts.push(fact);
            rows.push(credit::ActiveModel {
                film_id: Set(film_id),
                artist_id: Set(artist_id),
                role: Set(record.role),
                position: Set(record.position),
                credited_as: Set(record.credited_as.clone()),
                ..Default::default()
            });
        }
        self.write::<credit::Entity, _>(&facts, rows).await?;
        Ok(())
    }
}

pub(super) fn aliases_of(batch: &Batch) -> HashMap<Node, Vec<&str>> {
    let mut aliases: HashMap<Node, Vec<&str>> = HashMap::new();
    for Fact { record, .. } in &batch.aliases {
        aliases.entry(record.of.clone()).or_default().push(&record.name);
    }
    aliases
}

/// The albums of the batch's films, by title.
fn albums_of(batch: &Batch) -> HashMap<Key, HashSet<Tie>> {
    let titles: HashMap<&Key, &str> =
        batch.soundtracks.iter().map(|fact| (&fact.record.key, fact.record.title.as_str())).collect();
    let mut albums: HashMap<Key, HashSet<Tie>> = HashMap::new();
    for Fact { record, .. } in &batch.film_soundtracks {
        if let Some(album) = titles.get(&record.soundtrack) {
            let album = Tie::Album(identity::name(title::of_film(album)));
            albums.entry(record.film.clone()).or_default().insert(album);
        }
    }
    albums
}
