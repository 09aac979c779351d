//! What is kept of the dumps while they are read: rows that are only appended, for documents come in no order, and what
//! belongs together is known when all have been seen. Both forms of the dumps become these rows.

use rusqlite::{Connection, ToSql};
use serde::{Deserialize, Serialize};

use super::values::{Mbid, UNKNOWN_DATE, nobody, sortable};
use crate::catalogue::record::{Id, IdentifierScheme};

/// MBIDs are blobs of 16 bytes. Credits are texts, see [`Credit`]. Dates sort, see [`sortable`].
pub const TABLES: &str = "
    -- `whole`: from its own document, not from one that refers to it.
    CREATE TABLE release_group (id BLOB, whole INT, title TEXT, date TEXT, credit TEXT);
    CREATE TABLE release (row INTEGER PRIMARY KEY, id BLOB, release_group BLOB, official INT, date TEXT, label TEXT,
        discs INT, tracks INT);
    CREATE TABLE track (release INT, disc INT, position INT, title TEXT, recording BLOB);
    CREATE TABLE recording (id BLOB, title TEXT, date TEXT, credit TEXT);
    CREATE TABLE performance (recording BLOB, work BLOB, attributes INT);
    CREATE TABLE work (id BLOB, title TEXT);
    CREATE TABLE writer (work BLOB, id BLOB, name TEXT, kind TEXT);
    CREATE TABLE artist (id BLOB, whole INT, name TEXT, kind TEXT);
    CREATE TABLE alias (artist BLOB, name TEXT);
    -- `of` is a release group, an artist, a recording or a work; `scheme` the word of the scheme.
    CREATE TABLE identifier (of BLOB, scheme TEXT, value TEXT);
    -- The films that release groups are of, by their id of IMDb.
    CREATE TABLE film (release_group BLOB, imdb TEXT);
    -- When the dump was made.
    CREATE TABLE dump (what TEXT, value TEXT);
";

/// What a performance relation says of how a recording performs a work.
pub mod attributes {
    /// The performer covers the work.
    pub const COVER: i64 = 1;
    /// The work is one of several in the recording.
    pub const MEDLEY: i64 = 2;
    /// The recording is of a part of the work.
    pub const PARTIAL: i64 = 4;

    /// Live, instrumental, karaoke and all others say how it sounds, and nothing of whose song it is.
    pub fn of<'a>(names: impl Iterator<Item = &'a str>) -> i64 {
        let bit = |name: &str| match name {
            "cover" => COVER,
            "medley" => MEDLEY,
            "partial" => PARTIAL,
            _ => 0,
        };
        names.map(bit).fold(0, |all, bit| all | bit)
    }
}

/// Artists in the order in which they are credited.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit(pub Vec<Part>);

/// An artist in a credit. Kept as a list without names of fields, for there are many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, String, String, String, String)", into = "(String, String, String, String, String)")]
pub struct Part {
    pub id: Mbid,
    pub name: String,
    /// The name as it is printed, where it is another.
    pub printed: String,
    /// What stands before the next.
    pub join: String,
    /// The artist's type, such as `Person`.
    pub kind: String,
}

impl From<(String, String, String, String, String)> for Part {
    fn from((id, name, printed, join, kind): (String, String, String, String, String)) -> Self {
        // The side file holds what was written from an id.
        let id = Mbid::parse(&id).unwrap_or(Mbid([0; 16]));
        Self { id, name, printed, join, kind }
    }
}

impl From<Part> for (String, String, String, String, String) {
    fn from(part: Part) -> Self {
        (part.id.to_string(), part.name, part.printed, part.join, part.kind)
    }
}

impl Credit {
    /// Whether one of these artists is among the others. An artist with guests is still the artist.
    pub fn shares(&self, other: &Self) -> bool {
        self.0.iter().any(|part| other.0.iter().any(|one| one.id == part.id))
    }

    /// Who is named first.
    pub fn first(&self) -> Option<Mbid> {
        self.0.first().map(|part| part.id)
    }

    /// Whether it names someone who can have recorded a song first, or covered it.
    pub fn somebody(&self) -> bool {
        !self.0.is_empty() && !self.0.iter().any(|part| nobody(part.id, &part.name))
    }
}

/// Appends rows.
#[derive(Clone, Copy)]
pub struct Staged<'a> {
    pub db: &'a Connection,
}

/// A release, as it is kept.
#[derive(Clone, Debug)]
pub struct Release<'a> {
    pub id: Mbid,
    pub group: Mbid,
    pub official: bool,
    pub date: &'a str,
    pub label: Option<&'a str>,
    pub discs: i32,
    pub tracks: i32,
}

/// The word by which the side file tells schemes apart.
pub fn word(scheme: IdentifierScheme) -> &'static str {
    match scheme {
        IdentifierScheme::Imdb => "IMDB",
        IdentifierScheme::Wikidata => "WIKIDATA",
        IdentifierScheme::Musicbrainz => "MUSICBRAINZ",
        IdentifierScheme::Discogs => "DISCOGS",
        IdentifierScheme::Isrc => "ISRC",
        IdentifierScheme::Iswc => "ISWC",
    }
}

/// A date that sorts, of which nothing may be known.
pub fn date(text: &str) -> String {
    sortable(text).unwrap_or_else(|| UNKNOWN_DATE.to_owned())
}

impl Staged<'_> {
    fn insert(self, sql: &str, values: &[&dyn ToSql]) -> rusqlite::Result<()> {
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    pub fn release_group(self, id: Mbid, whole: bool, title: &str, date: &str, credit: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO release_group VALUES (?1, ?2, ?3, ?4, ?5)", &[&id.0, &whole, &title, &date, &credit])
    }

    /// Returns the row, by which tracks name it.
    pub fn release(self, release: &Release<'_>) -> rusqlite::Result<i64> {
        let Release { id, group, official, date, label, discs, tracks } = release;
        self.insert(
            "INSERT INTO release VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            &[&id.0, &group.0, official, date, label, discs, tracks],
        )?;
        Ok(self.db.last_insert_rowid())
    }

    pub fn track(self, release: i64, disc: i32, position: i32, title: &str, recording: Mbid) -> rusqlite::Result<()> {
        self.insert(
            "INSERT INTO track VALUES (?1, ?2, ?3, ?4, ?5)",
            &[&release, &disc, &position, &title, &recording.0],
        )
    }

    pub fn recording(self, id: Mbid, title: &str, date: &str, credit: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO recording VALUES (?1, ?2, ?3, ?4)", &[&id.0, &title, &date, &credit])
    }

    pub fn performance(self, recording: Mbid, work: Mbid, attributes: i64) -> rusqlite::Result<()> {
        self.insert("INSERT INTO performance VALUES (?1, ?2, ?3)", &[&recording.0, &work.0, &attributes])
    }

    pub fn work(self, id: Mbid, title: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO work VALUES (?1, ?2)", &[&id.0, &title])
    }

    pub fn writer(self, work: Mbid, artist: Mbid, name: &str, kind: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO writer VALUES (?1, ?2, ?3, ?4)", &[&work.0, &artist.0, &name, &kind])
    }

    pub fn artist(self, id: Mbid, name: &str, kind: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO artist VALUES (?1, 1, ?2, ?3)", &[&id.0, &name, &kind])
    }

    pub fn alias(self, artist: Mbid, name: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO alias VALUES (?1, ?2)", &[&artist.0, &name])
    }

    pub fn identifier(self, of: Mbid, scheme: &str, value: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO identifier VALUES (?1, ?2, ?3)", &[&of.0, &scheme, &value])
    }

    fn film(self, group: Mbid, imdb: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO film VALUES (?1, ?2)", &[&group.0, &imdb])
    }

    pub fn version(self, what: &str, value: &str) -> rusqlite::Result<()> {
        self.insert("INSERT INTO dump VALUES (?1, ?2)", &[&what, &value])
    }

    /// What a page elsewhere is of. At IMDb, soundtracks have pages of films, and all others those of people.
    pub fn page(self, of: Mbid, id: &Id, album: bool) -> rusqlite::Result<()> {
        match id.scheme {
            IdentifierScheme::Imdb if album && id.value.starts_with("tt") => self.film(of, &id.value),
            IdentifierScheme::Imdb if album || id.value.starts_with("tt") => Ok(()),
            scheme => self.identifier(of, word(scheme), &id.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(id: u128, name: &str) -> Part {
        Part {
            id: Mbid::from_u128(id),
            name: name.into(),
            printed: String::new(),
            join: String::new(),
            kind: "Person".into(),
        }
    }

    #[test]
    fn credits_come_back_as_they_were() {
        let credit =
            Credit(vec![Part { printed: "P.".into(), join: " & ".into(), ..part(1, "Prince") }, part(2, "“X”")]);
        let text = serde_json::to_string(&credit).unwrap();
        assert_eq!(serde_json::from_str::<Credit>(&text).unwrap(), credit);
    }

    #[test]
    fn who_is_credited_decides() {
        let prince = Credit(vec![part(1, "Prince")]);
        let band = Credit(vec![part(1, "Prince"), part(2, "The Revolution")]);
        let other = Credit(vec![part(3, "Tom Jones")]);
        assert!(prince.shares(&band) && band.shares(&prince) && !other.shares(&band));
        assert!(prince.somebody());
        assert!(!Credit::default().somebody());
        assert!(!Credit(vec![part(4, "[traditional]")]).somebody());
    }

    #[test]
    fn attributes_are_told_apart() {
        assert_eq!(attributes::of(["live", "cover", "partial"].into_iter()), attributes::COVER | attributes::PARTIAL);
        assert_eq!(attributes::of(["karaoke", "instrumental"].into_iter()), 0);
    }
}
