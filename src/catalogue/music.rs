//! Takes in songs and recordings, and where recordings are used: as covers and in films.

use std::collections::{HashMap, HashSet};

use entity::*;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
};

use super::{
    Error,
    absorb::Intake,
    film::aliases_of,
    identity::{self, Portrait, Tie},
    insert::{ROWS, among},
    nodes::Declared,
    record::{self, Batch, Fact, Node, RecordingKey},
};

impl Intake<'_> {
    pub(super) async fn songs(&mut self, batch: &Batch) -> Result<(), Error> {
        // A song is recognised by what was recorded of it.
        self.recognise_recordings(batch).await?;
        let mut ties: HashMap<_, HashSet<Tie>> = HashMap::new();
        for Fact { record, .. } in &batch.recordings {
            if let (Some(song), Some(id)) = (&record.song, self.known(&Node::Recording(record.key()))) {
                ties.entry(song).or_default().insert(Tie::Row(Subject::Recording, id));
            }
        }
        let aliases = aliases_of(batch);
        for Fact { record, .. } in &batch.song_writers {
            if let Some(id) = self.known(&Node::Artist(record.artist.clone())) {
                ties.entry(&record.song).or_default().insert(Tie::Row(Subject::Artist, id));
            }
        }
        let mut declared = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, evidence } in &batch.songs {
            let node = Node::Song(record.key.clone());
            if self.said_before(&node) {
                continue;
            }
            let names = std::iter::once(record.title.as_str()).chain(aliases.get(&node).into_iter().flatten().copied());
            let portrait = Portrait {
                names: names.map(identity::name).filter(|name| !name.is_empty()).collect(),
                ids: self.ids_of(&node),
                ties: ties.get(&record.key).cloned().unwrap_or_default(),
                ..Portrait::default()
            };
            declared.push(Declared { node, origin, evidence, title: &record.title, year: None, portrait });
            rows.push(song::ActiveModel {
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                first_release_year: Set(record.first_release_year),
                ..Default::default()
            });
        }
        self.nodes::<song::Entity>(&batch.who, declared, rows).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.song_writers {
            let Fact { record, origin, .. } = fact;
            if self.said.again(&Node::Song(record.song.clone())) {
                continue;
            }
            let (Some(song_id), Some(artist_id)) =
                (self.song(&record.song, origin)?, self.artist(&record.artist, origin)?)
            else {
                continue;
            };
            facts.push(fact);
            rows.push(song_writer::ActiveModel {
                song_id: Set(song_id),
                artist_id: Set(artist_id),
                ..Default::default()
            });
        }
        self.write::<song_writer::Entity, _>(&facts, rows).await?;
        Ok(())
    }

    pub(super) async fn recordings(&mut self, batch: &Batch) -> Result<(), Error> {
        let originals = self.originals(batch).await?;
        let mut declared = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, evidence } in &batch.recordings {
            let node = Node::Recording(record.key());
            if self.said_before(&node) {
                continue;
            }
            let song_id = match &record.song {
                Some(key) => self.find(Node::Song(key.clone()), origin)?.map(SongId),
                None => None,
            };
            let here = self.known(&node);
            // A song has one original. That another source takes another recording for it is not told by a column.
            let free = song_id.is_none_or(|song| originals.get(&song).is_none_or(|original| Some(*original) == here));
            rows.push(recording::ActiveModel {
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                song_id: Set(song_id),
                // A source that knows nothing of it does not take back what another has said.
                original: if record.original && free {
                    Set(true)
                } else if here.is_none() {
                    Set(false)
                } else {
                    NotSet
                },
                release_year: Set(record.release_year),
                ..Default::default()
            });
            let portrait = Portrait::default();
            declared.push(Declared { node, origin, evidence, title: &record.title, year: None, portrait });
        }
        self.nodes::<recording::Entity>(&batch.who, declared, rows).await?;

        let mut facts = Vec::new();
        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.recordings {
            let node = Node::Recording(record.key());
            let Some(id) = self.known(&node).filter(|_| !self.said.again(&node)) else { continue };
            for (position, credit) in (1..).zip(&record.artists) {
                let Some(artist_id) = self.artist(&credit.artist, origin)? else { continue };
                facts.push(Fact { record: (), origin: origin.clone(), evidence: credit.evidence.clone() });
                rows.push(artist_credit::ActiveModel {
                    recording_id: Set(RecordingId(id)),
                    artist_id: Set(artist_id),
                    position: Set(position),
                    credited_as: Set(credit.credited_as.clone()),
                    join_phrase: Set(credit.join_phrase.clone()),
                    ..Default::default()
                });
            }
        }
        self.write::<artist_credit::Entity, _>(&facts.iter().collect::<Vec<_>>(), rows).await?;
        Ok(())
    }

    /// The recordings that songs of the batch have for their originals already.
    async fn originals(&self, batch: &Batch) -> Result<HashMap<SongId, i64>, Error> {
        let mut songs: Vec<i64> = Vec::new();
        for Fact { record, .. } in
            batch.recordings.iter().filter(|fact| !self.said.again(&Node::Recording(fact.record.key())))
        {
            songs.extend(record.song.as_ref().and_then(|key| self.known(&Node::Song(key.clone()))));
        }
        songs.retain(|id| !self.ids.made(Subject::Song, *id));
        let mut originals = HashMap::new();
        for songs in songs.chunks(ROWS) {
            let of = among(self.tx, recording::Column::SongId, songs.iter().copied())?
                .and(recording::Column::Original.eq(true));
            for model in recording::Entity::find().filter(of).all(self.tx).await? {
                originals.extend(model.song_id.map(|song| (song, model.id.0)));
            }
        }
        Ok(originals)
    }

    /// Finds recordings that are there though not under the id that the batch has for them: one of the same title and
    /// artists, if it has no id or none is given; and for one with an id, only on the same album. Performances of a song
    /// by one artist are many, and most bear the same title.
    async fn recognise_recordings(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut albums: HashMap<RecordingKey, HashSet<i64>> = HashMap::new();
        for Fact { record, .. } in &batch.tracks {
            if let Some(id) = self.known(&Node::Soundtrack(record.soundtrack.clone()))
                && !self.ids.made(Subject::Soundtrack, id)
            {
                albums.entry(record.recording.clone()).or_default().insert(id);
            }
        }
        let all: HashSet<i64> = albums.values().flatten().copied().collect();
        let tracks = self.tracks_without_ids(&all).await?;
        for Fact { record, origin, .. } in &batch.recordings {
            let key = record.key();
            if self.known(&Node::Recording(key.clone())).is_some() {
                continue;
            }
            let mut artists = Vec::new();
            for credit in &record.artists {
                artists.extend(self.find(Node::Artist(credit.artist.clone()), origin)?.map(ArtistId));
            }
            if artists.iter().any(|id| self.ids.made(Subject::Artist, id.0)) {
                continue;
            }
            let found = match &key {
                RecordingKey::Named(_) => self.recording_of(&record.title, &artists).await?,
                RecordingKey::Id(_) => {
                    let name = identity::name(&record.title);
                    let on = albums.get(&key).into_iter().flatten();
                    let mut same = on
                        .filter_map(|album| tracks.get(album))
                        .flatten()
                        .filter(|track| track.name == name && track.artists == artists);
                    same.next().map(|track| track.recording)
                }
            };
            if let Some(id) = found {
                self.know(Node::Recording(key), id);
            }
        }
        // Recordings of an earlier batch or another source that only tracks, covers and cues name.
        let named = |node: &&Node| matches!(node, Node::Recording(RecordingKey::Named(_)));
        let named: Vec<Node> = self.mentioned.iter().filter(named).cloned().collect();
        for node in named {
            let Node::Recording(RecordingKey::Named(name)) = &node else { continue };
            if self.known(&node).is_some() {
                continue;
            }
            let artists: Vec<ArtistId> =
                name.artists.iter().filter_map(|key| self.known(&Node::Artist(key.clone()))).map(ArtistId).collect();
            if artists.len() == name.artists.len()
                && let Some(id) = self.recording_of(&name.title, &artists).await?
            {
                self.know(node, id);
            }
        }
        Ok(())
    }

    /// What albums play that has no external id.
    async fn tracks_without_ids(&self, albums: &HashSet<i64>) -> Result<HashMap<i64, Vec<Played>>, Error> {
        let albums: Vec<i64> = albums.iter().copied().collect();
        let mut played: HashMap<i64, Vec<Played>> = HashMap::new();
        for albums in albums.chunks(ROWS) {
            let tracks =
                track::Entity::find().filter(among(self.tx, track::Column::SoundtrackId, albums.iter().copied())?);
            let tracks = tracks.order_by_asc(track::Column::Id).all(self.tx).await?;
            let recordings: Vec<i64> = tracks.iter().map(|track| track.recording_id.0).collect();
            let mut with_id = HashSet::new();
            let mut titles = HashMap::new();
            let mut artists: HashMap<i64, Vec<ArtistId>> = HashMap::new();
            for recordings in recordings.chunks(ROWS) {
                let ids = identifier::Entity::find()
                    .filter(identifier::Column::Subject.eq(Subject::Recording))
                    .filter(identifier::Column::Scheme.eq(IdentifierScheme::Musicbrainz))
                    .filter(among(self.tx, identifier::Column::SubjectId, recordings.iter().copied())?);
                with_id.extend(ids.all(self.tx).await?.into_iter().map(|id| id.subject_id));
                let rows = recording::Entity::find().filter(among(
                    self.tx,
                    recording::Column::Id,
                    recordings.iter().copied(),
                )?);
                titles.extend(rows.all(self.tx).await?.into_iter().map(|row| (row.id.0, row.title)));
                let credits = artist_credit::Entity::find()
                    .filter(among(self.tx, artist_credit::Column::RecordingId, recordings.iter().copied())?)
                    .order_by_asc(artist_credit::Column::Position);
                for credit in credits.all(self.tx).await? {
                    artists.entry(credit.recording_id.0).or_default().push(credit.artist_id);
                }
            }
            for track in tracks {
                let recording = track.recording_id.0;
                let Some(title) = titles.get(&recording).filter(|_| !with_id.contains(&recording)) else { continue };
                played.entry(track.soundtrack_id.0).or_default().push(Played {
                    recording,
                    name: identity::name(title),
                    artists: artists.get(&recording).cloned().unwrap_or_default(),
                });
            }
        }
        Ok(played)
    }

    /// The recording of this title by exactly these artists.
    async fn recording_of(&self, title: &str, artists: &[ArtistId]) -> Result<Option<i64>, Error> {
        let namesakes = recording::Entity::find()
            .filter(recording::Column::TitleKey.eq(text_key(title)))
            .order_by_asc(recording::Column::Id)
            .all(self.tx)
            .await?;
        for model in namesakes {
            let credits = artist_credit::Entity::find()
                .filter(artist_credit::Column::RecordingId.eq(model.id))
                .order_by_asc(artist_credit::Column::Position)
                .all(self.tx)
                .await?;
            if credits.iter().map(|credit| credit.artist_id).eq(artists.iter().copied()) {
                return Ok(Some(model.id.0));
            }
        }
        Ok(None)
    }

    pub(super) fn recording(&mut self, key: &RecordingKey, origin: &str) -> Result<Option<RecordingId>, Error> {
        let found = self.find(Node::Recording(key.clone()), origin)?;
        if found.is_none() {
            self.ledger.report.left_out += 1;
        }
        Ok(found.map(RecordingId))
    }

    /// Where recordings are used other than on albums: as covers, in films.
    pub(super) async fn uses(&mut self, batch: &Batch) -> Result<(), Error> {
        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.covers {
            let record::Cover { recording, song, kind } = &fact.record;
            let found = (self.recording(recording, &fact.origin)?, self.song(song, &fact.origin)?);
            let (Some(recording_id), Some(song_id)) = found else { continue };
            facts.push(fact);
            rows.push(cover::ActiveModel {
                recording_id: Set(recording_id),
                song_id: Set(song_id),
                kind: Set(*kind),
                ..Default::default()
            });
        }
        self.write::<cover::Entity, _>(&facts, rows).await?;

        let (mut facts, mut rows) = (Vec::new(), Vec::new());
        for fact in &batch.cues {
            let Fact { record, origin, .. } = fact;
            let Some(film_id) = self.film(&record.film, origin)? else { continue };
            let song_id = match &record.song {
                Some(key) => self.find(Node::Song(key.clone()), origin)?.map(SongId),
                None => None,
            };
            let recording_id = match &record.recording {
                Some(key) => self.find(Node::Recording(key.clone()), origin)?.map(RecordingId),
                None => None,
            };
            if song_id.is_none() && recording_id.is_none() {
                self.ledger.report.left_out += 1;
                continue;
            }
            facts.push(fact);
            rows.push(cue::ActiveModel {
                film_id: Set(film_id),
                song_id: Set(song_id),
                recording_id: Set(recording_id),
                on_soundtrack: Set(record.on_soundtrack),
                ..Default::default()
            });
        }
        self.write::<cue::Entity, _>(&facts, rows).await?;
        Ok(())
    }
}

/// What a track of an album plays.
struct Played {
    recording: i64,
    name: String,
    artists: Vec<ArtistId>,
}
