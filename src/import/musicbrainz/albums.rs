//! Soundtracks: what is on them, who is credited, and the films that they are of.

use std::collections::HashSet;

use super::{
    records::{Records, TITLE, fact, imdb, inferred, stated},
    titles,
    values::{Mbid, year},
};
use crate::catalogue::{
    record::{
        Evidence, EvidenceMethod, Film, FilmSoundtrack, Key, Node, RecordingKey, Soundtrack, SoundtrackCredit,
        SoundtrackRole, Track,
    },
    title,
};

/// The release that stands for a release group.
struct Release {
    row: i64,
    id: Mbid,
    label: Option<String>,
    discs: i32,
}

impl Records<'_> {
    /// A soundtrack with its films, its artists, its tracks and their recordings.
    pub fn soundtrack(&mut self, id: [u8; 16]) -> rusqlite::Result<()> {
        let id = Mbid(id);
        let (title, date, credit, row) = self
            .db
            .prepare_cached("SELECT title, date, credit, release FROM chosen WHERE id = ?1")?
            .query_row([id.0], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?, row.get(3)?))
            })?;
        let release = self.release(row)?;
        let key = Key::Id(id.id());
        let locator = format!("release-group/{id}");

        let kind = titles::kind(&title);
        let label = release.as_ref().and_then(|release| release.label.clone());
        let mut evidence = vec![stated(&locator)];
        evidence.extend(kind.map(|_| inferred("kind", TITLE, &locator)));
        if let Some(release) = &release {
            let of_release = format!("release/{}", release.id);
            evidence
                .extend(label.as_ref().map(|_| Evidence { field: Some("label".to_owned()), ..stated(&of_release) }));
            evidence.push(Evidence { field: Some("discs".to_owned()), ..stated(&of_release) });
        }
        let record = Soundtrack {
            key: key.clone(),
            title: title.clone(),
            kind,
            label,
            release_year: year(&date),
            discs: release.as_ref().map(|release| release.discs).filter(|discs| *discs > 0),
            series: None,
        };
        self.batch.soundtracks.push(fact(record, &locator, evidence));
        self.identifiers(id, &Node::Soundtrack(key.clone()), &locator)?;
        self.films(id, &key, &title, &locator)?;

        let mut credited = HashSet::new();
        for artist in self.credit(&credit, &locator)? {
            if credited.insert(artist.artist.clone()) {
                let record = SoundtrackCredit {
                    soundtrack: key.clone(),
                    artist: artist.artist,
                    role: SoundtrackRole::Performer,
                    credited_as: artist.credited_as,
                };
                self.batch.soundtrack_credits.push(fact(record, &locator, vec![stated(&locator)]));
            }
        }
        match release {
            Some(release) => self.tracks(&key, &release),
            None => Ok(()),
        }
    }

    fn release(&self, row: Option<i64>) -> rusqlite::Result<Option<Release>> {
        let Some(row) = row else { return Ok(None) };
        let release = self
            .db
            .prepare_cached("SELECT id, label, discs FROM release WHERE row = ?1")?
            .query_row([row], |at| Ok(Release { row, id: Mbid(at.get(0)?), label: at.get(1)?, discs: at.get(2)? }))?;
        Ok(Some(release))
    }

    /// The films of an album by the addresses of their pages at IMDb. A film is declared with the first of its albums: all
    /// that is known of it is its id, and what the title of the album lets guess.
    fn films(&mut self, id: Mbid, album: &Key, album_title: &str, locator: &str) -> rusqlite::Result<()> {
        let db = self.db;
        let mut films = db.prepare_cached(
            "SELECT imdb, min(c.id) = ?1, min(c.date) FROM film f JOIN chosen c ON c.id = f.release_group
             WHERE imdb IN (SELECT imdb FROM film WHERE release_group = ?1) GROUP BY imdb ORDER BY imdb",
        )?;
        let films: Vec<(String, bool, String)> = films
            .query_map([id.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<_>>()?;
        let only = films.len() == 1;
        for (tt, first, date) in films {
            let film = imdb(&tt);
            if first {
                let guess = Evidence { method: EvidenceMethod::Inferred, confidence: TITLE, ..stated(locator) };
                let record = Film {
                    key: film.clone(),
                    title: title::of_film(album_title).to_owned(),
                    kind: titles::film_kind(album_title),
                    release_year: year(&date),
                    series: None,
                };
                self.batch.films.push(fact(record, locator, vec![guess]));
            }
            let volume = titles::volume(album_title);
            let mut evidence = vec![Evidence { method: EvidenceMethod::IdExact, ..stated(locator) }];
            evidence.extend(volume.map(|_| inferred("volume", TITLE, locator)));
            // Where it is of several films, nobody says which comes first.
            let record = FilmSoundtrack { film, soundtrack: album.clone(), primary: only, volume };
            self.batch.film_soundtracks.push(fact(record, locator, evidence));
        }
        Ok(())
    }

    fn tracks(&mut self, album: &Key, release: &Release) -> rusqlite::Result<()> {
        let locator = format!("release/{}", release.id);
        let db = self.db;
        let mut tracks = db.prepare_cached(
            "SELECT disc, position, title, recording FROM track t WHERE release = ?1
             AND EXISTS (SELECT 1 FROM known k WHERE k.id = t.recording) ORDER BY disc, position, t.rowid",
        )?;
        let mut tracks = tracks.query([release.row])?;
        let mut last = None;
        while let Some(track) = tracks.next()? {
            let place: (i32, i32) = (track.get(0)?, track.get(1)?);
            // A place that is taken twice is an error of the document.
            if last == Some(place) {
                continue;
            }
            last = Some(place);
            let recording = Mbid(track.get(3)?);
            self.recording(recording.0)?;
            let record = Track {
                soundtrack: album.clone(),
                recording: RecordingKey::Id(recording.id()),
                // What is hidden before the first track has the number 0 there, and no place here.
                disc: Some(place.0).filter(|disc| *disc > 0),
                position: Some(place.1).filter(|position| *position > 0),
                title: track.get(2)?,
                in_film: None,
            };
            self.batch.tracks.push(fact(record, &locator, vec![stated(&locator)]));
        }
        Ok(())
    }
}
