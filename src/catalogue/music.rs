//! Takes in songs, recordings, soundtracks, covers and cues.

use entity::*;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::{
    Error,
    absorb::Intake,
    record::{self, Batch, Fact, Node},
    upsert::{Outcome, correct},
};

impl Intake<'_> {
    pub(super) async fn songs(&mut self, batch: &Batch) -> Result<(), Error> {
        let row = |fact: &Fact<record::Song>| song::ActiveModel {
            slug: Set(fact.record.key.slug()),
            title: Set(fact.record.title.clone()),
            title_key: Set(text_key(&fact.record.title)),
            first_release_year: Set(fact.record.first_release_year),
            ..Default::default()
        };
        let ids = self.write::<song::Entity, _>(&batch.songs, batch.songs.iter().map(row).collect()).await?;
        for (fact, id) in batch.songs.iter().zip(ids) {
            self.know(Node::Song(fact.record.key.clone()), id);
        }

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.song_writers {
            rows.push(song_writer::ActiveModel {
                song_id: Set(self.song(&record.song, origin).await?),
                artist_id: Set(self.artist(&record.artist, origin).await?),
                ..Default::default()
            });
        }
        self.write::<song_writer::Entity, _>(&batch.song_writers, rows).await?;
        Ok(())
    }

    /// A recording is known by its title and artists together, which no key of its table can say: hence one by one.
    pub(super) async fn recordings(&mut self, facts: &[Fact<record::Recording>]) -> Result<(), Error> {
        for Fact { record, origin, evidence } in facts {
            let mut artists = Vec::new();
            for credit in &record.artists {
                artists.push(self.artist(&credit.artist, origin).await?);
            }
            let song_id = match &record.song {
                Some(key) => Some(self.song(key, origin).await?),
                None => None,
            };
            let mut row = recording::ActiveModel {
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                song_id: Set(song_id),
                // A source that knows nothing of it does not take back what another has said.
                original: if record.original { Set(true) } else { NotSet },
                release_year: Set(record.release_year),
                ..Default::default()
            };
            let outcome = match self.recording_of(&record.title, &artists).await? {
                Some(model) => {
                    let id = model.id.0;
                    Outcome { id, change: correct::<recording::Entity>(self.tx, model, &row).await? }
                }
                None => {
                    row.original = Set(record.original);
                    let model = row.insert(self.tx).await?;
                    Outcome { id: model.id.0, change: Some(ChangeKind::Created) }
                }
            };
            self.ledger.row(Subject::Recording, outcome);
            self.ledger.proves((Subject::Recording, outcome.id), origin, evidence)?;
            self.know(Node::Recording(record.key()), outcome.id);
            self.artist_credits(RecordingId(outcome.id), &artists, record, origin).await?;
        }
        Ok(())
    }

    async fn artist_credits(
        &mut self,
        recording_id: RecordingId,
        artists: &[ArtistId],
        record: &record::Recording,
        origin: &str,
    ) -> Result<(), Error> {
        let mut facts = Vec::new();
        let mut rows = Vec::new();
        for ((position, artist_id), credit) in (1..).zip(artists).zip(&record.artists) {
            facts.push(Fact { record: (), origin: origin.to_owned(), evidence: credit.evidence.clone() });
            rows.push(artist_credit::ActiveModel {
                recording_id: Set(recording_id),
                artist_id: Set(*artist_id),
                position: Set(position),
                credited_as: Set(credit.credited_as.clone()),
                join_phrase: Set(credit.join_phrase.clone()),
                ..Default::default()
            });
        }
        self.write::<artist_credit::Entity, _>(&facts, rows).await?;
        Ok(())
    }

    /// The recording of this title by exactly these artists.
    pub(super) async fn recording_of(
        &self,
        title: &str,
        artists: &[ArtistId],
    ) -> Result<Option<recording::Model>, Error> {
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
                return Ok(Some(model));
            }
        }
        Ok(None)
    }

    async fn recording(&mut self, name: &record::RecordingKey, origin: &str) -> Result<RecordingId, Error> {
        self.find(Node::Recording(name.clone()), origin).await.map(RecordingId)
    }

    pub(super) async fn soundtracks(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.soundtracks {
            rows.push(soundtrack::ActiveModel {
                slug: Set(record.key.slug()),
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                kind: Set(record.kind),
                label: Set(record.label.clone()),
                label_key: Set(record.label.as_deref().map(text_key)),
                release_year: Set(record.release_year),
                discs: Set(record.discs),
                series_id: Set(self.series(&record.series, origin).await?),
                ..Default::default()
            });
        }
        let ids = self.write::<soundtrack::Entity, _>(&batch.soundtracks, rows).await?;
        for (fact, id) in batch.soundtracks.iter().zip(ids) {
            self.know(Node::Soundtrack(fact.record.key.clone()), id);
        }

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.film_soundtracks {
            rows.push(film_soundtrack::ActiveModel {
                film_id: Set(self.film(&record.film, origin).await?),
                soundtrack_id: Set(self.soundtrack(&record.soundtrack, origin).await?),
                primary: Set(record.primary),
                volume: Set(record.volume),
                ..Default::default()
            });
        }
        self.write::<film_soundtrack::Entity, _>(&batch.film_soundtracks, rows).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.soundtrack_credits {
            rows.push(soundtrack_credit::ActiveModel {
                soundtrack_id: Set(self.soundtrack(&record.soundtrack, origin).await?),
                artist_id: Set(self.artist(&record.artist, origin).await?),
                role: Set(record.role),
                credited_as: Set(record.credited_as.clone()),
                ..Default::default()
            });
        }
        self.write::<soundtrack_credit::Entity, _>(&batch.soundtrack_credits, rows).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.chart_entries {
            rows.push(chart_entry::ActiveModel {
                soundtrack_id: Set(self.soundtrack(&record.soundtrack, origin).await?),
                chart: Set(record.chart.clone()),
                country: Set(record.country.clone()),
                position: Set(record.position),
                mark: Set(record.mark),
                ..Default::default()
            });
        }
        self.write::<chart_entry::Entity, _>(&batch.chart_entries, rows).await?;
        Ok(())
    }

    /// Where recordings are used: on albums, as covers, in films.
    pub(super) async fn uses(&mut self, batch: &Batch) -> Result<(), Error> {
        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.tracks {
            rows.push(track::ActiveModel {
                soundtrack_id: Set(self.soundtrack(&record.soundtrack, origin).await?),
                recording_id: Set(self.recording(&record.recording, origin).await?),
                disc: Set(record.disc),
                position: Set(record.position),
                title: Set(record.title.clone()),
                title_key: Set(text_key(&record.title)),
                in_film: Set(record.in_film),
                ..Default::default()
            });
        }
        self.write::<track::Entity, _>(&batch.tracks, rows).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.covers {
            rows.push(cover::ActiveModel {
                recording_id: Set(self.recording(&record.recording, origin).await?),
                song_id: Set(self.song(&record.song, origin).await?),
                kind: Set(record.kind),
                ..Default::default()
            });
        }
        self.write::<cover::Entity, _>(&batch.covers, rows).await?;

        let mut rows = Vec::new();
        for Fact { record, origin, .. } in &batch.cues {
            let song_id = match &record.song {
                Some(key) => Some(self.song(key, origin).await?),
                None => None,
            };
            let recording_id = match &record.recording {
                Some(name) => Some(self.recording(name, origin).await?),
                None => None,
            };
            rows.push(cue::ActiveModel {
                film_id: Set(self.film(&record.film, origin).await?),
                song_id: Set(song_id),
                recording_id: Set(recording_id),
                on_soundtrack: Set(record.on_soundtrack),
                ..Default::default()
            });
        }
        self.write::<cue::Entity, _>(&batch.cues, rows).await?;
        Ok(())
    }
}
