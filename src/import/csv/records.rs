//! Rows of tables to records: what all kinds have in common, films and artists.
//!
//! A node with an external id is called by it; one without is called by its table's own id or, if a person, by name.

use std::collections::{HashMap, HashSet};

use super::{
    super::text::{VARIOUS_ARTISTS, clean},
    cells,
    fields::{Header, Kind},
};
use crate::catalogue::record::{
    self, ArtistKind, Batch, CreditRole, Evidence, EvidenceMethod, Fact, FilmKind, Id, IdentifierScheme, Key, Missing,
    Node, SoundtrackKind,
};

/// Other titles and names of one node that are kept.
const MOST_ALIASES: usize = 20;
/// A name means the one who bears it, and who directs, writes or plays is a person, nearly always.
const LIKELY: f64 = 0.9;
/// What is said for want of anything better.
const NOT_KNOWN: f64 = 0.1;

/// One row, and where it stands.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub header: &'a Header,
    pub cells: &'a csv::StringRecord,
    /// File and line: `albums.csv:17`.
    pub at: &'a str,
}

/// Turns rows into records. Between batches it remembers what nodes are called, and no more of them than that.
pub struct Writer {
    source: record::Source,
    /// The list of which every soundtrack of the tables is a pick.
    pub(super) list: Option<record::List>,
    films: HashMap<String, Key>,
    pub(super) soundtracks: HashMap<String, Key>,
    /// `None` for the artist that stands for there being many.
    artists: HashMap<String, Option<Key>>,
    /// Artists of the artists table by folded name; `None` where several have it.
    named: HashMap<String, Option<Key>>,
    /// Everyone who has a part in a film.
    people: HashSet<String>,
    /// Kinds of soundtracks that the table of links tells, by the soundtrack as it is called there, and where.
    pub(super) kinds: HashMap<String, (SoundtrackKind, String)>,
    /// Soundtracks that have their primary film.
    pub(super) primary: HashSet<Key>,
    pub(super) batch: Batch,
    /// What is in the batch already.
    told: HashSet<Node>,
}

impl<'a> Row<'a> {
    /// The field's text, if the table has it and it is not empty.
    pub fn get(&self, field: &str) -> Option<String> {
        let cell = self.cells.get(self.header.place(field)?)?;
        clean(cell).filter(|text| text != "\\N")
    }

    pub fn need(&self, field: &str) -> Result<String, String> {
        self.get(field).ok_or_else(|| format!("`{field}` is empty"))
    }

    /// The field read by a function of `cells`. What is wrong names the field.
    pub fn read<T>(&self, field: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, String> {
        let value = self.get(field).map(|text| read(&text)).transpose();
        value.map_err(|wrong| format!("`{field}`: {wrong}"))
    }

    pub fn names(&self, field: &str) -> Vec<String> {
        self.get(field).map(|cell| cells::names(&cell)).unwrap_or_default()
    }
}

impl Writer {
    pub fn new(source: record::Source, list: Option<record::List>) -> Self {
        let batch = begin(&source);
        Self {
            source,
            list,
            films: HashMap::new(),
            soundtracks: HashMap::new(),
            artists: HashMap::new(),
            named: HashMap::new(),
            people: HashSet::new(),
            kinds: HashMap::new(),
            primary: HashSet::new(),
            batch,
            told: HashSet::new(),
        }
    }

    /// Takes in a row. What is wrong with it leaves nothing of it in the batch that refers to what is not there.
    pub fn row(&mut self, kind: Kind, row: Row<'_>) -> Result<(), String> {
        match kind {
            Kind::Films => self.film(row),
            Kind::Artists => self.artist(row),
            Kind::Soundtracks => self.soundtrack(row),
            Kind::FilmSoundtracks => self.film_soundtrack(row),
            Kind::SoundtrackCredits => self.soundtrack_credit(row),
            Kind::Tracks => self.track(row),
            Kind::Listings => self.listing(row),
        }
    }

    /// The batch so far; the next one begins.
    pub fn take(&mut self) -> Batch {
        self.told.clear();
        std::mem::replace(&mut self.batch, begin(&self.source))
    }

    fn film(&mut self, row: Row<'_>) -> Result<(), String> {
        let title = row.need("title")?;
        let year = row.read("year", cells::year)?;
        let kind = row.read("kind", cells::film_kind)?;
        let imdb = row.read("imdb", |cell| cells::id(IdentifierScheme::Imdb, true, cell))?;
        let wikidata = row.read("wikidata", |cell| cells::id(IdentifierScheme::Wikidata, false, cell))?;
        let ids = [imdb, wikidata];
        let key = key(&ids, row.get("id"), &title, year);
        let node = Node::Film(key.clone());
        for called in row.get("id").into_iter().chain(ids.iter().flatten().map(|id| id.value.clone())) {
            self.films.insert(called, key.clone());
        }

        if self.told.insert(node.clone()) {
            let mut evidence = vec![self.stated(row, None)];
            if kind.is_some() {
                evidence.push(self.stated(row, Some("kind")));
            }
            if year.is_some() {
                evidence.push(self.stated(row, Some("releaseYear")));
            }
            let kind = kind.unwrap_or(FilmKind::Feature);
            let record =
                record::Film { key: key.clone(), title: title.clone(), kind, release_year: year, series: None };
            self.batch.films.push(self.fact(row, record, evidence));
            let others = row.get("originalTitle").into_iter().chain(self.aliases_of(row));
            self.names(row, &node, &title, others);
            self.ids(row, &node, &ids);
        }

        for (field, role) in [
            ("directors", CreditRole::Director),
            ("writers", CreditRole::Writer),
            ("composers", CreditRole::Composer),
            ("producers", CreditRole::Producer),
            ("musicSupervisors", CreditRole::MusicSupervisor),
            ("cast", CreditRole::Cast),
        ] {
            for (name, position) in row.names(field).into_iter().zip(1..) {
                self.people.insert(name.clone());
                let artist = self.person(row, name);
                let (film, position) = (key.clone(), Some(position));
                let record = record::Credit { film, artist, role, position, credited_as: None };
                let evidence = vec![self.stated(row, None)];
                self.batch.credits.push(self.fact(row, record, evidence));
            }
        }
        Ok(())
    }

    fn artist(&mut self, row: Row<'_>) -> Result<(), String> {
        let name = row.need("name")?;
        let kind = row.read("kind", cells::artist_kind)?;
        let id = |field, scheme| row.read(field, |cell| cells::id(scheme, false, cell));
        let ids = [
            id("musicbrainz", IdentifierScheme::Musicbrainz)?,
            id("wikidata", IdentifierScheme::Wikidata)?,
            id("imdb", IdentifierScheme::Imdb)?,
            id("discogs", IdentifierScheme::Discogs)?,
        ];
        let called = row.get("id").into_iter().chain(ids.iter().flatten().map(|id| id.value.clone()));
        if ids[0].as_ref().is_some_and(|id| id.value == VARIOUS_ARTISTS) {
            self.artists.extend(called.map(|called| (called, None)));
            return Ok(());
        }
        let key = match ids.iter().flatten().next() {
            Some(id) => Key::Id(id.clone()),
            // Two of one name are two if the table has ids for them.
            None => match (self.named.contains_key(&folded(&name)), row.get("id")) {
                (true, Some(id)) => Key::Local(format!("{name} ({id})")),
                _ => Key::Local(name.clone()),
            },
        };
        self.artists.extend(called.map(|called| (called, Some(key.clone()))));
        let named = self.named.entry(folded(&name)).or_insert_with(|| Some(key.clone()));
        if named.as_ref() != Some(&key) {
            *named = None;
        }

        let node = Node::Artist(key.clone());
        if self.told.insert(node.clone()) {
            // The name has evidence of its own, since the same source may spell it otherwise where it names a film's crew.
            let mut evidence = vec![self.stated(row, None), self.stated(row, Some("name"))];
            evidence.push(match kind {
                Some(_) => self.stated(row, Some("kind")),
                None => self.concluded(row, Some("kind"), NOT_KNOWN, Some("OTHER")),
            });
            let record = record::Artist { key, name: name.clone(), kind: kind.unwrap_or(ArtistKind::Other) };
            self.batch.artists.push(self.fact(row, record, evidence));
            self.names(row, &node, &name, self.aliases_of(row));
            self.ids(row, &node, &ids);
        }
        Ok(())
    }

    /// Someone of whom a table has no more than the name: the same one wherever this source says it.
    fn person(&mut self, row: Row<'_>, name: String) -> Key {
        let key = Key::Local(name.clone());
        if self.told.insert(Node::Artist(key.clone())) {
            // A name in a cell does not say who it is: what a table says of an artist with an id counts more.
            let (kind, word, confidence) = match self.people.contains(&name) {
                true => (ArtistKind::Person, "PERSON", LIKELY),
                false => (ArtistKind::Other, "OTHER", NOT_KNOWN),
            };
            let evidence = vec![
                self.concluded(row, None, LIKELY, None),
                self.concluded(row, Some("name"), LIKELY, Some(&name)),
                self.concluded(row, Some("kind"), confidence, Some(word)),
            ];
            let record = record::Artist { key: key.clone(), name, kind };
            self.batch.artists.push(self.fact(row, record, evidence));
        }
        key
    }

    /// The artist of this name in the artists table, if there is one and no other; else someone of that name.
    pub(super) fn performer(&mut self, row: Row<'_>, name: &str) -> Key {
        match self.named.get(&folded(name)) {
            Some(Some(key)) => key.clone(),
            _ => self.person(row, name.to_owned()),
        }
    }

    /// The artists of a credit that is one text, with what stands between them. It is cut where every part is the name of
    /// an artist that is known, since a name may well hold a comma or an `&` itself.
    pub(super) fn credited(&mut self, row: Row<'_>, credit: &str) -> Vec<(Key, Option<String>)> {
        let mut parts: Vec<(String, Option<String>)> = Vec::new();
        let mut rest = credit;
        while let Some((place, join)) =
            JOINS.iter().filter_map(|join| Some((rest.find(join)?, *join))).min_by_key(|(place, _)| *place)
        {
            parts.push((rest[..place].to_owned(), Some(join.to_owned())));
            rest = &rest[place + join.len()..];
        }
        parts.push((rest.to_owned(), None));
        if parts.iter().any(|(name, _)| !self.named.contains_key(&folded(name)) && !self.people.contains(name)) {
            parts = vec![(credit.to_owned(), None)];
        }
        let mut artists: Vec<(Key, Option<String>)> = Vec::new();
        for (name, join) in parts {
            let key = self.performer(row, &name);
            if !artists.iter().any(|(other, _)| *other == key) {
                artists.push((key, join));
            }
        }
        if let Some((_, join)) = artists.last_mut() {
            *join = None;
        }
        artists
    }

    /// The film that a row refers to.
    pub(super) fn film_of(&self, called: &str) -> Key {
        self.films.get(called).cloned().unwrap_or_else(|| elsewhere(called))
    }

    /// The artist that a row refers to by id; `None` for the one that is no one.
    pub(super) fn artist_of(&self, called: &str) -> Option<Key> {
        self.artists.get(called).cloned().unwrap_or_else(|| Some(elsewhere(called)))
    }

    pub(super) fn is_new(&mut self, node: &Node) -> bool {
        self.told.insert(node.clone())
    }

    pub(super) fn aliases_of(&self, row: Row<'_>) -> Vec<String> {
        row.get("aliases").map(|cell| cells::texts(&cell)).unwrap_or_default()
    }

    pub(super) fn names(&mut self, row: Row<'_>, of: &Node, name: &str, others: impl IntoIterator<Item = String>) {
        for other in others.into_iter().filter(|other| other != name).take(MOST_ALIASES) {
            let record = record::Alias { of: of.clone(), name: other };
            self.batch.aliases.push(self.fact(row, record, Vec::new()));
        }
    }

    pub(super) fn ids(&mut self, row: Row<'_>, of: &Node, ids: &[Option<Id>]) {
        for Id { scheme, value } in ids.iter().flatten().cloned() {
            let record = record::Identifier { of: of.clone(), scheme, value };
            self.batch.identifiers.push(self.fact(row, record, Vec::new()));
        }
    }

    pub(super) fn fact<R>(&self, row: Row<'_>, record: R, evidence: Vec<Evidence>) -> Fact<R> {
        Fact { record, origin: row.at.to_owned(), evidence }
    }

    fn concluded(&self, row: Row<'_>, field: Option<&str>, confidence: f64, as_printed: Option<&str>) -> Evidence {
        let (method, as_printed) = (EvidenceMethod::Inferred, as_printed.map(str::to_owned));
        Evidence { method, confidence, as_printed, ..self.stated(row, field) }
    }

    pub(super) fn stated(&self, row: Row<'_>, field: Option<&str>) -> Evidence {
        Evidence {
            source: self.source.name.clone(),
            field: field.map(str::to_owned),
            method: EvidenceMethod::Stated,
            confidence: 1.0,
            locator: Some(row.at.to_owned()),
            as_printed: None,
        }
    }
}

/// What stands between the artists of a credit.
const JOINS: &[&str] = &[", ", " & ", " and ", " feat. ", " ft. ", " featuring ", " with ", " / ", " x "];

fn begin(source: &record::Source) -> Batch {
    Batch { who: source.name.clone(), missing: Missing::LeftOut, sources: vec![source.clone()], ..Batch::default() }
}

/// A name without what its spellings differ by: hyphens of several kinds, accents, case.
fn folded(name: &str) -> String {
    crate::catalogue::slug(name).unwrap_or_else(|| name.to_lowercase())
}

/// What a node is called: by the first of its external ids, else by the table's own, else by title and year.
pub(super) fn key(ids: &[Option<Id>], local: Option<String>, title: &str, year: Option<i32>) -> Key {
    if let Some(id) = ids.iter().flatten().next() {
        return Key::Id(id.clone());
    }
    Key::Local(local.unwrap_or_else(|| match year {
        Some(year) => format!("{title} ({year})"),
        None => title.to_owned(),
    }))
}

/// What a row refers to that is in none of the tables: by an external id, by slug, or as the source calls it.
pub(super) fn elsewhere(called: &str) -> Key {
    if let Some(id) = cells::any_id(called) {
        return Key::Id(id);
    }
    let number = called.bytes().all(|byte| byte.is_ascii_digit());
    match crate::catalogue::slug(called) {
        Some(slug) if slug == called && !number => Key::Slug(slug),
        _ => Key::Local(called.to_owned()),
    }
}
