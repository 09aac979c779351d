//! Takes in soundtracks: the films they are of, their artists, their tracks and their places in charts.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
};

use super::{
    Error,
    absorb::Intake,
    identity::{self, Portrait, Tie},
    insert::{ROWS, among},
    nodes::Declared,
    record::{Batch, Fact, Key, Node},
    title,
};

impl Intake<'_> {
    pub(super) async fn soundtracks(&mut self, batch: &Batch) -> Result<(), Error> {
        let names: HashMap<&Key, &str> =
            batch.artists.iter().map(|fact| (&fact.record.key, fact.record.name.as_str())).collect();
        let mut ties: HashMap<&Key, HashSet<Tie>> = HashMap::new();
        for Fact { record, .. } in &batch.soundtrack_credits {
            let name = names.get(&record.artist).copied().or(record.credited_as.as_deref());
            let person = name.map(|name| Tie::Person(identity::name(name)));
            ties.entry(&record.soundtrack).or_default().extend(person);
        }
        for Fact { record, .. } in &batch.film_soundtracks {
            let film = self.known(&Node::Film(record.film.clone())).map(|id| Tie::Row(Subject::Film, id));
            ties.entry(&record.soundtrack).or_default().extend(film);
        }
        let mut declared = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, evidence } in &batch.soundtracks {
            let node = Node::Soundtrack(record.key.clone());
            let names = [record.title.as_str(), title::of_film(&record.title)];
            let portrait = Portrait {
                names: names.into_iter().map(identity::name).filter(|name| !name.is_empty()).collect(),
                year: record.release_year,
                ids: self.ids_of(&node),
                ties: ties.get(&record.key).cloned().unwrap_or_default(),
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
            rows.push(soundtrack::ActiveModel {
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                kind: Set(record.kind),
                label: Set(record.label.clone()),
                label_key: Set(record.label.as_deref().map(text_key)),
                release_year: Set(record.release_year),
                discs: Set(record.discs),
                series_id: Set(self.series(&record.series, origin)?),
                ..Default::default()
            });
        }
        self.nodes::<soundtrack::Entity>(&batch.who, declared, rows).await
    }

    /// What hangs on soundtracks.
    pub(super) async fn albums(&mut self, batch: &Batch) -> Result<(), Error> {
        self.film_soundtracks(batch).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.soundtrack_credits {
            let Fact { record, origin, .. } = fact;
            let found = (self.soundtrack(&record.soundtrack, origin)?, self.artist(&record.artist, origin)?);
            let (Some(soundtrack_id), Some(artist_id)) = found else { continue };
            facts.push(fact);
            rows.push(soundtrack_credit::ActiveModel {
                soundtrack_id: Set(soundtrack_id),
                artist_id: Set(artist_id),
                role: Set(record.role),
                credited_as: Set(record.credited_as.clone()),
                ..Default::default()
            });
        }
        self.write::<soundtrack_credit::Entity, _>(&facts, rows).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.chart_entries {
            let Fact { record, origin, .. } = fact;
            let Some(soundtrack_id) = self.soundtrack(&record.soundtrack, origin)? else { continue };
            facts.push(fact);
            rows.push(chart_entry::ActiveModel {
                soundtrack_id: Set(soundtrack_id),
                chart: Set(record.chart.clone()),
                country: Set(record.country.clone()),
                position: Set(record.position),
                mark: Set(record.mark),
                ..Default::default()
            });
        }
        self.write::<chart_entry::Entity, _>(&facts, rows).await?;
        self.tracks(batch).await
    }

    async fn film_soundtracks(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut links = Vec::new();
        for fact in &batch.film_soundtracks {
            let Fact { record, origin, .. } = fact;
            let found = (self.film(&record.film, origin)?, self.soundtrack(&record.soundtrack, origin)?);
            if let (Some(film), Some(soundtrack)) = found {
                links.push((fact, film, soundtrack));
            }
        }
        // A soundtrack has one primary film: who says another later adds a film.
        let mut primary: HashMap<SoundtrackId, FilmId> = HashMap::new();
        let old: Vec<SoundtrackId> = links
            .iter()
            .map(|(_, _, soundtrack)| *soundtrack)
            .filter(|id| !self.ids.made(Subject::Soundtrack, id.0))
            .collect();
        for old in old.chunks(ROWS) {
            let of = among(self.tx, film_soundtrack::Column::SoundtrackId, old.iter().copied())?
                .and(film_soundtrack::Column::Primary.eq(true));
            let rows = film_soundtrack::Entity::find().filter(of).all(self.tx).await?;
            primary.extend(rows.into_iter().map(|row| (row.soundtrack_id, row.film_id)));
        }
        let there: HashSet<(SoundtrackId, FilmId)> = self.links(&old).await?;
        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for (fact, film, soundtrack) in links {
            let first = fact.record.primary && *primary.entry(soundtrack).or_insert(film) == film;
            facts.push(fact);
            rows.push(film_soundtrack::ActiveModel {
                film_id: Set(film),
                soundtrack_id: Set(soundtrack),
                // That it is not the primary one here takes nothing back.
                primary: if !first && there.contains(&(soundtrack, film)) { NotSet } else { Set(first) },
                volume: Set(fact.record.volume),
                ..Default::default()
            });
        }
        self.write::<film_soundtrack::Entity, _>(&facts, rows).await?;
        Ok(())
    }

    async fn links(&self, soundtracks: &[SoundtrackId]) -> Result<HashSet<(SoundtrackId, FilmId)>, Error> {
        let mut links = HashSet::new();
        for soundtracks in soundtracks.chunks(ROWS) {
            let of = among(self.tx, film_soundtrack::Column::SoundtrackId, soundtracks.iter().copied())?;
            let rows = film_soundtrack::Entity::find().filter(of).all(self.tx).await?;
            links.extend(rows.into_iter().map(|row| (row.soundtrack_id, row.film_id)));
        }
        Ok(links)
    }

    /// A track is known by its place, or where it has none by what it plays. A source that knows places finds the tracks
    /// of one that does not by what they play.
    async fn tracks(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut wanted = Vec::new();
        for fact in &batch.tracks {
            let Fact { record, origin, .. } = fact;
            let found = (self.soundtrack(&record.soundtrack, origin)?, self.recording(&record.recording, origin)?);
            if let (Some(soundtrack), Some(recording)) = found {
                wanted.push((fact, soundtrack, recording));
            }
        }
        let mut there = Tracks::default();
        let old: Vec<SoundtrackId> = wanted
            .iter()
            .map(|(_, soundtrack, _)| *soundtrack)
            .filter(|id| !self.ids.made(Subject::Soundtrack, id.0))
            .collect();
        for old in old.chunks(ROWS) {
            for model in track::Entity::find()
                .filter(among(self.tx, track::Column::SoundtrackId, old.iter().copied())?)
                .all(self.tx)
                .await?
            {
                there.add(model);
            }
        }
        let (mut facts, mut rows, mut moved) = (Vec::new(), Vec::new(), Vec::new());
        for (fact, soundtrack, recording) in wanted {
            let record = &fact.record;
            let mut row = track::ActiveModel {
                soundtrack_id: Set(soundtrack),
                recording_id: Set(recording),
                disc: Set(record.disc),
                position: Set(record.position),
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                in_film: Set(record.in_film),
                ..Default::default()
            };
            let place = record.disc.zip(record.position);
            match there.of(soundtrack, recording, place) {
                // The row's key is kept, so that it is found again.
                Some((disc, position)) if place.is_none() => (row.disc, row.position) = (Set(disc), Set(position)),
                Some((None, _) | (_, None)) => moved.push((soundtrack, recording, record.disc, record.position)),
                _ => {
                    if let Some(other) = place.and_then(|place| there.at(soundtrack, place))
                        && other != recording
                    {
                        // Another recording has this place. Which is right is not known: the track goes without one.
                        (row.disc, row.position) = (Set(None), Set(None));
                    }
                }
            }
            facts.push(fact);
            rows.push(row);
        }
        for (soundtrack, recording, disc, position) in moved {
            self.place_track(soundtrack, recording, disc, position).await?;
        }
        self.write::<track::Entity, _>(&facts, rows).await?;
        Ok(())
    }

    /// Gives a track that had no place the one that is known now.
    async fn place_track(
        &mut self,
        soundtrack: SoundtrackId,
        recording: RecordingId,
        disc: Option<i32>,
        position: Option<i32>,
    ) -> Result<(), Error> {
        let of = track::Column::SoundtrackId
            .eq(soundtrack)
            .and(track::Column::RecordingId.eq(recording))
            .and(track::Column::Position.is_null().or(track::Column::Disc.is_null()));
        if let Some(model) = track::Entity::find().filter(of).one(self.tx).await? {
            let id = model.id.0;
            let mut row: track::ActiveModel = model.into();
            (row.disc, row.position) = (Set(disc), Set(position));
            sea_orm::ActiveModelTrait::update(row, self.tx).await?;
            self.ledger.corrected((Subject::Track, id));
        }
        Ok(())
    }
}

/// A disc and a position on it, as far as they are known.
type Slot = (Option<i32>, Option<i32>);

/// The tracks that albums have already.
#[derive(Default)]
struct Tracks {
    playing: HashMap<(SoundtrackId, RecordingId), Vec<Slot>>,
    places: HashMap<(SoundtrackId, i32, i32), RecordingId>,
}

impl Tracks {
    fn add(&mut self, track: track::Model) {
        let slot = (track.disc, track.position);
        self.playing.entry((track.soundtrack_id, track.recording_id)).or_default().push(slot);
        if let (Some(disc), Some(position)) = slot {
            self.places.insert((track.soundtrack_id, disc, position), track.recording_id);
        }
    }

    /// The slot of the track that plays this: the one at the place, or else one whose place is not known on either side.
    fn of(&self, soundtrack: SoundtrackId, recording: RecordingId, place: Option<(i32, i32)>) -> Option<Slot> {
        let slots = self.playing.get(&(soundtrack, recording))?;
        match place {
            Some((disc, position)) => {
                let exactly = slots.iter().find(|slot| **slot == (Some(disc), Some(position)));
                exactly.or_else(|| slots.iter().find(|(disc, position)| disc.is_none() || position.is_none())).copied()
            }
            None => slots.first().copied(),
        }
    }

    fn at(&self, soundtrack: SoundtrackId, (disc, position): (i32, i32)) -> Option<RecordingId> {
        self.places.get(&(soundtrack, disc, position)).copied()
    }
}
