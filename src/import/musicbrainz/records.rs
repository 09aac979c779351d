//! What the side file knows of an album, a song, a recording or an artist, as records.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension};

use super::{
    deliver::SOURCE,
    staged::{Credit, Part, attributes},
    values::{Mbid, UNKNOWN_DATE, year},
};
use crate::catalogue::record::{
    Alias, Artist, ArtistCredit, ArtistKind, Batch, Cover, CoverKind, Evidence, EvidenceMethod, Fact, Id, Identifier,
    IdentifierScheme, Key, Node, Recording, RecordingKey, Song, SongWriter,
};

/// How sure it is that the earliest recording known is the original, and that others cover it.
const EARLIEST: f64 = 0.7;
/// How sure it is what an album's title says.
pub const TITLE: f64 = 0.6;

/// A batch that is being put together.
pub struct Records<'a> {
    pub db: &'a Connection,
    pub batch: Batch,
    declared: HashSet<[u8; 16]>,
}

impl<'a> Records<'a> {
    pub fn new(db: &'a Connection, batch: Batch) -> Self {
        Self { db, batch, declared: HashSet::new() }
    }

    pub fn into_batch(self) -> Batch {
        self.batch
    }

    /// How many of the records that come in numbers.
    pub fn count(&self) -> usize {
        let Batch { artists, songs, recordings, tracks, soundtracks, .. } = &self.batch;
        artists.len() + songs.len() + recordings.len() + tracks.len() + soundtracks.len()
    }

    /// Whether this is the first time that the batch comes to it.
    pub fn first(&mut self, id: Mbid) -> bool {
        self.declared.insert(id.0)
    }

    /// An artist that no recording of the batch credits.
    pub fn artist(&mut self, id: [u8; 16]) -> rusqlite::Result<()> {
        let part = Part {
            id: Mbid(id),
            name: String::new(),
            printed: String::new(),
            join: String::new(),
            kind: String::new(),
        };
        self.declare_artist(&part)?;
        Ok(())
    }

    /// Declares an artist, and returns its key and the name that it goes by.
    fn declare_artist(&mut self, part: &Part) -> rusqlite::Result<(Key, String)> {
        let id = part.id;
        let own = self
            .db
            .prepare_cached("SELECT name, kind FROM artist WHERE id = ?1 ORDER BY whole DESC, name, kind LIMIT 1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (name, kind): (String, String) = own.unwrap_or_else(|| (part.name.clone(), part.kind.clone()));
        if self.first(id) {
            let locator = format!("artist/{id}");
            let kind = match kind.as_str() {
                "Person" => ArtistKind::Person,
                "Group" => ArtistKind::Group,
                "Orchestra" => ArtistKind::Orchestra,
                "Choir" => ArtistKind::Choir,
                _ => ArtistKind::Other,
            };
            let record = Artist { key: Key::Id(id.id()), name: name.clone(), kind };
            self.batch.artists.push(fact(record, &locator, vec![stated(&locator)]));
            let node = Node::Artist(Key::Id(id.id()));
            let db = self.db;
            let mut aliases = db.prepare_cached("SELECT DISTINCT name FROM alias WHERE artist = ?1 ORDER BY name")?;
            for alias in aliases.query_map([id.0], |row| row.get(0))? {
                let record = Alias { of: node.clone(), name: alias? };
                self.batch.aliases.push(fact(record, &locator, vec![stated(&locator)]));
            }
            self.identifiers(id, &node, &locator)?;
        }
        Ok((Key::Id(id.id()), name))
    }

    /// The artists of a credit, declared.
    pub fn credit(&mut self, credit: &str, locator: &str) -> rusqlite::Result<Vec<ArtistCredit>> {
        let credit: Credit = serde_json::from_str(credit).unwrap_or_default();
        let mut artists: Vec<ArtistCredit> = Vec::new();
        for part in &credit.0 {
            let (artist, name) = self.declare_artist(part)?;
            let printed = if part.printed.is_empty() { &part.name } else { &part.printed };
            artists.push(ArtistCredit {
                artist,
                credited_as: (*printed != name).then(|| printed.clone()),
                join_phrase: Some(part.join.clone()).filter(|join| !join.is_empty()),
                evidence: vec![stated(locator)],
            });
        }
        Ok(artists)
    }

    /// The MBID of a node, and its ids elsewhere.
    pub fn identifiers(&mut self, id: Mbid, node: &Node, locator: &str) -> rusqlite::Result<()> {
        let own = Identifier { of: node.clone(), scheme: IdentifierScheme::Musicbrainz, value: id.to_string() };
        self.batch.identifiers.push(fact(own, locator, Vec::new()));
        let db = self.db;
        let mut others =
            db.prepare_cached("SELECT scheme, value FROM external WHERE of = ?1 ORDER BY scheme, value")?;
        let mut others = others.query([id.0])?;
        while let Some(other) = others.next()? {
            let Some(scheme) = scheme(&other.get::<_, String>(0)?) else { continue };
            let record = Identifier { of: node.clone(), scheme, value: other.get(1)? };
            self.batch.identifiers.push(fact(record, locator, Vec::new()));
        }
        Ok(())
    }

    /// Declares a song with its writers. `None` if nobody says what it is called.
    fn song(&mut self, id: Mbid) -> rusqlite::Result<Option<Key>> {
        let db = self.db;
        let title: Option<String> = db
            .prepare_cached("SELECT title FROM work WHERE id = ?1 ORDER BY title LIMIT 1")?
            .query_row([id.0], |row| row.get(0))
            .optional()?;
        let Some(title) = title else { return Ok(None) };
        let key = Key::Id(id.id());
        if !self.first(id) {
            return Ok(Some(key));
        }
        let locator = format!("work/{id}");
        let first: Option<String> = db
            .prepare_cached("SELECT min(k.date) FROM performed p JOIN known k ON k.id = p.recording WHERE p.work = ?1")?
            .query_row([id.0], |row| row.get(0))?;
        let first_release_year = year(first.as_deref().unwrap_or(UNKNOWN_DATE));
        let mut evidence = vec![stated(&locator)];
        evidence.extend(first_release_year.map(|_| inferred("firstReleaseYear", EARLIEST, &locator)));
        let record = Song { key: key.clone(), title, first_release_year };
        self.batch.songs.push(fact(record, &locator, evidence));
        self.identifiers(id, &Node::Song(key.clone()), &locator)?;

        let mut writers =
            db.prepare_cached("SELECT id, max(name), max(kind) FROM writer WHERE work = ?1 GROUP BY id ORDER BY id")?;
        let mut writers = writers.query([id.0])?;
        while let Some(row) = writers.next()? {
            let (join, printed) = (String::new(), String::new());
            let part = Part { id: Mbid(row.get(0)?), name: row.get(1)?, printed, join, kind: row.get(2)? };
            if part.name.is_empty() {
                continue;
            }
            let (artist, _) = self.declare_artist(&part)?;
            let record = SongWriter { song: key.clone(), artist };
            self.batch.song_writers.push(fact(record, &locator, vec![stated(&locator)]));
        }
        Ok(Some(key))
    }

    /// A song and all its recordings.
    pub fn recordings_of(&mut self, song: [u8; 16]) -> rusqlite::Result<()> {
        self.song(Mbid(song))?;
        let db = self.db;
        let mut recordings = db.prepare_cached(
            "SELECT p.recording FROM performed p JOIN known k ON k.id = p.recording WHERE p.work = ?1 ORDER BY 1",
        )?;
        for recording in recordings.query_map([song], |row| row.get(0))? {
            self.recording(recording?)?;
        }
        Ok(())
    }

    /// Declares a recording with its artists, the songs that it performs, and of which it is a cover.
    pub fn recording(&mut self, id: [u8; 16]) -> rusqlite::Result<()> {
        let id = Mbid(id);
        if self.declared.contains(&id.0) {
            return Ok(());
        }
        let db = self.db;
        let known = db
            .prepare_cached("SELECT title, date, credit FROM known WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?)))
            .optional()?;
        let Some((title, date, credit)) = known else { return Ok(()) };
        self.first(id);
        let locator = format!("recording/{id}");
        let artists = self.credit(&credit, &locator)?;

        let mut song = None;
        let mut original = false;
        let mut performances = db.prepare_cached(
            "SELECT p.work, p.attributes, v.original, v.cover, v.stated, v.kind
             FROM performed p JOIN song s ON s.id = p.work LEFT JOIN version v ON v.recording = p.recording AND v.work = p.work
             WHERE p.recording = ?1 ORDER BY p.work",
        )?;
        let mut performances = performances.query([id.0])?;
        while let Some(row) = performances.next()? {
            let Some(key) = self.song(Mbid(row.get(0)?))? else { continue };
            let medley = row.get::<_, i64>(1)? & attributes::MEDLEY != 0;
            if song.is_none() && !medley {
                song = Some(key.clone());
                original = row.get::<_, Option<bool>>(2)?.unwrap_or_default();
            }
            if row.get::<_, Option<bool>>(3)?.unwrap_or_default() {
                let kind = match row.get::<_, String>(5)?.as_str() {
                    "INTERPOLATION" => CoverKind::Interpolation,
                    _ => CoverKind::Cover,
                };
                let evidence = if row.get(4)? {
                    stated(&locator)
                } else {
                    Evidence { method: EvidenceMethod::Inferred, confidence: EARLIEST, ..stated(&locator) }
                };
                let record = Cover { recording: RecordingKey::Id(id.id()), song: key, kind };
                self.batch.covers.push(fact(record, &locator, vec![evidence]));
            }
        }
        let mut evidence = vec![stated(&locator)];
        if original {
            evidence.push(inferred("original", EARLIEST, &locator));
        }
        let record = Recording { id: Some(id.id()), title, artists, song, original, release_year: year(&date) };
        self.batch.recordings.push(fact(record, &locator, evidence));
        self.identifiers(id, &Node::Recording(RecordingKey::Id(id.id())), &locator)
    }
}

pub fn fact<R>(record: R, locator: &str, evidence: Vec<Evidence>) -> Fact<R> {
    Fact { record, origin: format!("{SOURCE} {locator}"), evidence }
}

pub fn stated(locator: &str) -> Evidence {
    Evidence {
        source: SOURCE.to_owned(),
        field: None,
        method: EvidenceMethod::Stated,
        confidence: 1.0,
        locator: Some(locator.to_owned()),
        as_printed: None,
    }
}

/// Evidence for a column that MusicBrainz does not state.
pub fn inferred(field: &str, confidence: f64, locator: &str) -> Evidence {
    Evidence { field: Some(field.to_owned()), method: EvidenceMethod::Inferred, confidence, ..stated(locator) }
}

fn scheme(word: &str) -> Option<IdentifierScheme> {
    [
        IdentifierScheme::Imdb,
        IdentifierScheme::Wikidata,
        IdentifierScheme::Discogs,
        IdentifierScheme::Isrc,
        IdentifierScheme::Iswc,
    ]
    .into_iter()
    .find(|scheme| super::staged::word(*scheme) == word)
}

/// The key of a film at IMDb.
pub fn imdb(value: &str) -> Key {
    Key::Id(Id { scheme: IdentifierScheme::Imdb, value: value.to_owned() })
}
