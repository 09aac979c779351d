//! Soundtracks, tracks, cues and songs, and the recordings that they imply.

use super::{
    super::form::{self, Fact as _, OrText, Performer, Said},
    Album, Error, Reader, slug_of,
};
use crate::catalogue::record::{self, Fact, Key, Node, RecordingKey};

/// What stands between two artists of a recording unless something else is given.
const JOIN: &str = " & ";

/// What a track or a cue plays.
struct Played {
    /// Where in the batch the recording is.
    place: usize,
    key: RecordingKey,
    song: Key,
}

impl Reader {
    pub(super) fn soundtrack(
        &mut self,
        origin: &str,
        soundtrack: &form::Soundtrack,
        of: &Node,
        of_slug: &str,
        of_title: &str,
    ) -> Result<(), Error> {
        let title = soundtrack.title.as_deref().unwrap_or(of_title);
        let slug = slug_of(soundtrack.slug.as_deref().or(Some(of_slug)), title, None, origin)?;
        let origin = &format!("{origin}, soundtrack `{slug}`");
        let key = Key::Slug(slug);
        let columns = [
            ("kind", soundtrack.kind.is_some()),
            ("label", soundtrack.label.is_some()),
            ("releaseYear", soundtrack.year.is_some()),
            ("discs", soundtrack.discs.is_some()),
        ];
        let volume = ("volume", soundtrack.volume.is_some());
        self.speaker.check(soundtrack.said(), &[title, of_title], &[&columns[..], &[volume]].concat(), origin)?;
        let row = self.speaker.row(soundtrack.said(), &[title, of_title], origin)?;

        let link = match of {
            Node::Film(film) => {
                let record = record::FilmSoundtrack {
                    film: film.clone(),
                    soundtrack: key.clone(),
                    primary: true,
                    volume: soundtrack.volume,
                };
                let mut evidence = row.clone();
                evidence.extend(self.speaker.columns(soundtrack.said(), &[volume], origin)?);
                self.batch.film_soundtracks.push(Fact { record, origin: origin.clone(), evidence });
                Some(self.batch.film_soundtracks.len() - 1)
            }
            _ => None,
        };
        let series = match of {
            Node::FilmSeries(series) => Some(series.clone()),
            _ => None,
        };
        let record = record::Soundtrack {
            key: key.clone(),
            title: title.to_owned(),
            kind: soundtrack.kind,
            label: soundtrack.label.clone(),
            release_year: soundtrack.year,
            discs: soundtrack.discs,
            series,
        };
        let mut evidence = row;
        evidence.extend(self.speaker.columns(soundtrack.said(), &columns, origin)?);
        self.batch.soundtracks.push(Fact { record, origin: origin.clone(), evidence });
        let album = Album { title: title.to_owned(), of: of.clone(), of_title: of_title.to_owned(), link };
        self.albums.insert(key.clone(), album);

        let node = Node::Soundtrack(key.clone());
        self.aliases(&node, &soundtrack.aliases, origin);
        self.identifiers(&node, &soundtrack.identifiers, origin);
        self.soundtrack_credits(origin, soundtrack, &key, title, of_title)?;
        for track in &soundtrack.tracks {
            self.track(&format!("{origin}, track “{}”", track.title), track, &key, title, of_title)?;
        }
        for chart in &soundtrack.charts {
            self.speaker.check(chart.said(), &[title, of_title], &[], origin)?;
            let evidence = self.speaker.fact(chart.said(), &[title, of_title], &[], origin)?;
            let record = record::ChartEntry {
                soundtrack: key.clone(),
                chart: chart.chart.clone(),
                country: chart.country.clone(),
                position: chart.position,
                mark: chart.mark,
            };
            self.batch.chart_entries.push(Fact { record, origin: origin.clone(), evidence });
        }
        Ok(())
    }

    fn soundtrack_credits(
        &mut self,
        origin: &str,
        soundtrack: &form::Soundtrack,
        key: &Key,
        title: &str,
        of_title: &str,
    ) -> Result<(), Error> {
        for credit in &soundtrack.credits {
            let names = credit.artists.iter().map(String::as_str).chain([title, of_title]);
            self.speaker.check(credit.said(), &names.collect::<Vec<_>>(), &[], origin)?;
            for name in &credit.artists {
                let artist = self.naming(name, credit.said(), origin)?;
                let evidence = self.speaker.fact(credit.said(), &[name, title, of_title], &[], origin)?;
                let record =
                    record::SoundtrackCredit { soundtrack: key.clone(), artist, role: credit.role, credited_as: None };
                self.batch.soundtrack_credits.push(Fact { record, origin: origin.to_owned(), evidence });
            }
        }
        Ok(())
    }

    fn track(
        &mut self,
        origin: &str,
        track: &form::Track,
        soundtrack: &Key,
        soundtrack_title: &str,
        film_title: &str,
    ) -> Result<(), Error> {
        let Played { key: recording, song, .. } =
            self.recording(origin, &track.title, track.song.as_deref(), &track.artists, track.said())?;
        let columns = [
            ("disc", track.disc.is_some()),
            ("position", track.position.is_some()),
            ("inFilm", track.in_film.is_some()),
        ];
        let names = names(&track.title, &track.artists, &[soundtrack_title, film_title]);
        self.speaker.check(track.said(), &names, &columns, origin)?;
        let evidence = self.speaker.fact(track.said(), &names, &columns, origin)?;
        let record = record::Track {
            soundtrack: soundtrack.clone(),
            recording: recording.clone(),
            disc: track.disc,
            position: track.position,
            title: track.title.clone(),
            in_film: track.in_film,
        };
        self.batch.tracks.push(Fact { record, origin: origin.to_owned(), evidence });

        if let Some(cover) = &track.cover {
            self.speaker.check(cover.said(), &names, &[], origin)?;
            let evidence = self.speaker.fact(cover.said(), &names, &[], origin)?;
            let record = record::Cover { recording, song, kind: cover.kind };
            self.batch.covers.push(Fact { record, origin: origin.to_owned(), evidence });
        }
        Ok(())
    }

    pub(super) fn cue(&mut self, origin: &str, cue: &form::Cue, film: &Key, film_title: &str) -> Result<(), Error> {
        let Played { key: recording, song, .. } =
            self.recording(origin, &cue.title, cue.song.as_deref(), &cue.artists, cue.said())?;
        let columns = [("onSoundtrack", cue.on_soundtrack.is_some())];
        let names = names(&cue.title, &cue.artists, &[film_title]);
        self.speaker.check(cue.said(), &names, &columns, origin)?;
        let evidence = self.speaker.fact(cue.said(), &names, &columns, origin)?;
        let record = record::Cue {
            film: film.clone(),
            song: Some(song),
            recording: Some(recording),
            on_soundtrack: cue.on_soundtrack,
        };
        self.batch.cues.push(Fact { record, origin: origin.to_owned(), evidence });
        Ok(())
    }

    pub(super) fn song(&mut self, origin: &str, song: &form::Song) -> Result<(), Error> {
        let slug = slug_of(song.slug.as_deref(), &song.title, None, origin)?;
        // No place can be given for a song: it is named where a track or a cue plays it.
        let nothing = Said { stated: &[], inferred: &[] };
        let evidence = self.speaker.columns(nothing, &[("firstReleaseYear", song.year.is_some())], origin)?;
        let key = Key::Slug(slug.clone());
        let record = record::Song { key: key.clone(), title: song.title.clone(), first_release_year: song.year };
        self.batch.songs.push(Fact { record, origin: origin.to_owned(), evidence });
        self.aliases(&Node::Song(key.clone()), &song.aliases, origin);

        for name in &song.writers {
            let artist = self.naming(name, nothing, origin)?;
            let evidence = self.speaker.fact(nothing, &[], &[], origin)?;
            let record = record::SongWriter { song: key.clone(), artist };
            self.batch.song_writers.push(Fact { record, origin: origin.to_owned(), evidence });
        }

        let Some(original) = &song.original else { return Ok(()) };
        // A place that names no column tells of the recording and also that it is the original.
        let mut evidence = self.speaker.row(original.said(), &[], origin)?;
        for item in &mut evidence {
            item.field = Some("original".to_owned());
        }
        let columns = [("original", evidence.is_empty()), ("releaseYear", original.year.is_some())];
        self.speaker.check(original.said(), &names(&song.title, &original.artists, &[]), &columns, origin)?;
        evidence.extend(self.speaker.columns(original.said(), &columns, origin)?);
        let Played { place, .. } =
            self.recording(origin, &song.title, Some(&slug), &original.artists, original.said())?;
        let fact = &mut self.batch.recordings[place];
        fact.record.original = true;
        fact.record.release_year = original.year;
        fact.evidence.extend(evidence);
        Ok(())
    }

    /// The recording that a fact tells of, made if it is new.
    fn recording(
        &mut self,
        origin: &str,
        title: &str,
        song: Option<&str>,
        performers: &[OrText<Performer>],
        said: Said<'_>,
    ) -> Result<Played, Error> {
        let song = Key::Slug(slug_of(song, title, None, origin)?);
        self.named(Node::Song(song.clone()), &[title], said, origin)?;
        let mut artists = Vec::new();
        for (place, OrText(performer)) in performers.iter().enumerate() {
            let artist = self.naming(&performer.artist, said, origin)?;
            let join = (place + 1 < performers.len()).then(|| performer.join.as_deref().unwrap_or(JOIN).to_owned());
            artists.push(record::ArtistCredit { artist, credited_as: None, join_phrase: join, evidence: Vec::new() });
        }

        let record = record::Recording {
            id: None,
            title: title.to_owned(),
            artists,
            song: Some(song.clone()),
            original: false,
            release_year: None,
        };
        let key = record.key();
        let place = *self.recordings.entry(key.clone()).or_insert_with(|| {
            self.batch.recordings.push(Fact { record, origin: origin.to_owned(), evidence: Vec::new() });
            self.batch.recordings.len() - 1
        });
        let names = names(title, performers, &[]);
        let evidence = self.speaker.naming(said, &names, origin)?;
        let fact = &mut self.batch.recordings[place];
        fact.evidence.extend(evidence);
        for (OrText(performer), credit) in performers.iter().zip(&mut fact.record.artists) {
            credit.evidence.extend(self.speaker.naming(said, &[&performer.artist], origin)?);
        }
        Ok(Played { place, key, song })
    }
}

fn names<'a>(title: &'a str, performers: &'a [OrText<Performer>], others: &[&'a str]) -> Vec<&'a str> {
    let artists = performers.iter().map(|OrText(performer)| performer.artist.as_str());
    [title].into_iter().chain(artists).chain(others.iter().copied()).collect()
}
