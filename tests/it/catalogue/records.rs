//! Batches in few words.

use entity::{ArtistKind, CreditRole, EvidenceMethod, FilmKind, IdentifierScheme, SourceKind};
use needledrop::catalogue::record::{self, Batch, Evidence, Fact, Id, Key, Missing, Node};

/// What a source says.
#[derive(Clone)]
pub struct Says {
    batch: Batch,
    scheme: IdentifierScheme,
}

pub fn wikidata() -> Says {
    Says::of("Wikidata", record::ranks::WIKIDATA, IdentifierScheme::Wikidata)
}

pub fn imdb() -> Says {
    Says::of("IMDb", record::ranks::IMDB, IdentifierScheme::Imdb)
}

pub fn musicbrainz() -> Says {
    Says::of("MusicBrainz", record::ranks::MUSICBRAINZ, IdentifierScheme::Musicbrainz)
}

impl Says {
    fn of(name: &str, rank: i32, scheme: IdentifierScheme) -> Self {
        let source = record::Source {
            name: name.to_owned(),
            kind: SourceKind::Dataset,
            licence: None,
            version: None,
            url: None,
            retrieved: None,
            rank,
        };
        let batch =
            Batch { who: name.to_owned(), missing: Missing::LeftOut, sources: vec![source], ..Batch::default() };
        Self { batch, scheme }
    }

    pub fn batch(self) -> Batch {
        self.batch
    }

    pub fn film(mut self, id: &str, title: &str, year: Option<i32>, ids: &[(IdentifierScheme, &str)]) -> Self {
        let key = self.key(id);
        self.ids(Node::Film(key.clone()), ids);
        self.add_film(key, title, year, EvidenceMethod::Stated)
    }

    /// A film that a soundtrack leads to by its IMDb id.
    pub fn guessed_film(self, id: &str, title: &str, year: Option<i32>) -> Self {
        let key = of(IdentifierScheme::Imdb, id);
        self.add_film(key, title, year, EvidenceMethod::Inferred)
    }

    /// A film that a soundtrack leads to by its Wikidata id.
    pub fn guessed_film_of(self, id: &str, title: &str, year: Option<i32>) -> Self {
        let key = of(IdentifierScheme::Wikidata, id);
        self.add_film(key, title, year, EvidenceMethod::Inferred)
    }

    /// A film of a table without ids.
    pub fn named_film(self, name: &str, title: &str, year: Option<i32>) -> Self {
        self.add_film(Key::Local(name.to_owned()), title, year, EvidenceMethod::Stated)
    }

    fn add_film(mut self, key: Key, title: &str, year: Option<i32>, method: EvidenceMethod) -> Self {
        let record = record::Film {
            key: key.clone(),
            title: title.to_owned(),
            kind: FilmKind::Feature,
            release_year: year,
            series: None,
        };
        let fact = self.fact(record, &key.to_string(), method);
        self.batch.films.push(fact);
        self
    }

    pub fn artist(mut self, id: &str, name: &str, ids: &[(IdentifierScheme, &str)]) -> Self {
        let key = self.key(id);
        self.ids(Node::Artist(key.clone()), ids);
        self.add_artist(key, name)
    }

    pub fn named_artist(self, name: &str) -> Self {
        self.add_artist(Key::Local(name.to_owned()), name)
    }

    fn add_artist(mut self, key: Key, name: &str) -> Self {
        let record = record::Artist { key: key.clone(), name: name.to_owned(), kind: ArtistKind::Person };
        let fact = self.fact(record, &key.to_string(), EvidenceMethod::Stated);
        self.batch.artists.push(fact);
        self
    }

    pub fn credit(self, film: &str, artist: &str, role: CreditRole) -> Self {
        let (film, artist) = (self.key(film), self.key(artist));
        self.add_credit(film, artist, role)
    }

    /// A director of a table without ids.
    pub fn named_credit(self, film: &str, artist: &str) -> Self {
        self.add_credit(Key::Local(film.to_owned()), Key::Local(artist.to_owned()), CreditRole::Director)
    }

    fn add_credit(mut self, film: Key, artist: Key, role: CreditRole) -> Self {
        let record = record::Credit { film, artist, role, position: None, credited_as: None };
        let fact = self.fact(record, "a credit", EvidenceMethod::Stated);
        self.batch.credits.push(fact);
        self
    }

    /// An album of a film that is called by its id at IMDb or Wikidata.
    pub fn album(mut self, id: &str, title: &str, film: &str) -> Self {
        let scheme = if film.starts_with("tt") { IdentifierScheme::Imdb } else { IdentifierScheme::Wikidata };
        self = self.lone_album(id, title, None);
        let record =
            record::FilmSoundtrack { film: of(scheme, film), soundtrack: self.key(id), primary: true, volume: None };
        let fact = self.fact(record, id, EvidenceMethod::IdExact);
        self.batch.film_soundtracks.push(fact);
        self
    }

    /// An album of which the source does not say whose it is.
    pub fn lone_album(mut self, id: &str, title: &str, year: Option<i32>) -> Self {
        let record = record::Soundtrack {
            key: self.key(id),
            title: title.to_owned(),
            kind: None,
            label: None,
            release_year: year,
            discs: None,
            series: None,
        };
        let fact = self.fact(record, id, EvidenceMethod::Stated);
        self.batch.soundtracks.push(fact);
        self
    }

    pub fn song(mut self, id: &str, title: &str) -> Self {
        let record = record::Song { key: self.key(id), title: title.to_owned(), first_release_year: None };
        let fact = self.fact(record, id, EvidenceMethod::Stated);
        self.batch.songs.push(fact);
        self
    }

    /// A recording of a song by an artist, either of which another batch may declare.
    pub fn recording(mut self, id: &str, title: &str, song: &str, artist: &str) -> Self {
        let artist = record::ArtistCredit {
            artist: self.key(artist),
            credited_as: None,
            join_phrase: None,
            evidence: Vec::new(),
        };
        let record = record::Recording {
            id: Some(Id { scheme: self.scheme, value: id.to_owned() }),
            title: title.to_owned(),
            artists: vec![artist],
            song: Some(self.key(song)),
            original: false,
            release_year: None,
        };
        let fact = self.fact(record, id, EvidenceMethod::Stated);
        self.batch.recordings.push(fact);
        self
    }

    fn key(&self, id: &str) -> Key {
        of(self.scheme, id)
    }

    fn ids(&mut self, node: Node, ids: &[(IdentifierScheme, &str)]) {
        for (scheme, value) in ids {
            let record = record::Identifier { of: node.clone(), scheme: *scheme, value: (*value).to_owned() };
            self.batch.identifiers.push(Fact { record, origin: "an id".to_owned(), evidence: Vec::new() });
        }
    }

    fn fact<R>(&self, record: R, locator: &str, method: EvidenceMethod) -> Fact<R> {
        let evidence = Evidence {
            source: self.batch.who.clone(),
            field: None,
            method,
            confidence: if method == EvidenceMethod::Inferred { 0.6 } else { 1.0 },
            locator: Some(locator.to_owned()),
            as_printed: None,
        };
        Fact { record, origin: locator.to_owned(), evidence: vec![evidence] }
    }
}

fn of(scheme: IdentifierScheme, value: &str) -> Key {
    Key::Id(Id { scheme, value: value.to_owned() })
}
