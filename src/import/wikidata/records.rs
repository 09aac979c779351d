//! Films, and the rows that they refer to, to a batch of records.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    super::text::VARIOUS_ARTISTS,
    json::*,
    row::{Album, Artist, CREDITS, Film, Named, Row},
};
use crate::catalogue::record::{
    self, Batch, Evidence, EvidenceMethod, Fact, Id, IdentifierScheme, Key, Missing, Node, SoundtrackRole,
};

/// Films by their numbers, in the order of these.
pub type Films = BTreeMap<u64, Film>;

/// The items that these films name, and then those that the rows of these name in turn.
pub fn referred(films: &Films) -> BTreeSet<u64> {
    let items = |film: &Film| {
        let artists = film.credits.iter().map(|credit| credit.artist);
        artists.chain(film.albums.iter().copied()).chain(film.series).collect::<Vec<_>>()
    };
    films.values().flat_map(items).collect()
}

/// The items that these albums name.
pub fn referred_by_albums(rows: &BTreeMap<u64, Row>) -> BTreeSet<u64> {
    let items = |row: &Row| match row {
        Row::Album(album) => [&album.performers[..], &album.composers, album.label.as_slice()].concat(),
        _ => Vec::new(),
    };
    rows.values().flat_map(items).collect()
}

/// What the dump says of these films.
///
/// `rows` are the items that they refer to, as far as the dump has them; a fact about one that it has not is left to the
/// catalogue, which may know the item. `primary` names for each album the first film that has it for its soundtrack.
pub fn batch(source: &record::Source, films: &Films, rows: &BTreeMap<u64, Row>, primary: &HashMap<u64, u64>) -> Batch {
    let batch = Batch {
        who: source.name.clone(),
        missing: Missing::LeftOut,
        sources: vec![source.clone()],
        ..Batch::default()
    };
    let mut writer = Writer { source: &source.name, rows, batch, told: BTreeSet::new() };
    for (number, film) in films {
        writer.film(*number, film, primary);
    }
    writer.batch
}

struct Writer<'a> {
    source: &'a str,
    rows: &'a BTreeMap<u64, Row>,
    batch: Batch,
    /// Items that are in the batch already.
    told: BTreeSet<u64>,
}

impl Writer<'_> {
    fn film(&mut self, number: u64, film: &Film, primary: &HashMap<u64, u64>) {
        let key = key(number);
        let node = Node::Film(key.clone());
        let mut evidence = vec![self.row(number), self.column(number, P_INSTANCE, "kind")];
        if let Some((_, start)) = film.year {
            let property = if start { P_BEGUN } else { P_PUBLISHED };
            evidence.push(self.column(number, property, "releaseYear"));
        }
        let series = film.series.filter(|series| self.series(*series));
        if series.is_some() {
            evidence.push(self.column(number, P_SERIES, "series"));
        }
        let record = record::Film {
            key: key.clone(),
            title: film.named.name.clone(),
            kind: film.kind,
            release_year: film.year.map(|(year, _)| year),
            series: series.map(self::key),
        };
        self.batch.films.push(fact(number, record, evidence));
        self.names(number, &node, &film.named);
        self.identifiers(number, &node, IdentifierScheme::Imdb, &film.imdb);

        let mut places: HashMap<record::CreditRole, i32> = HashMap::new();
        for credit in &film.credits {
            self.artist(credit.artist);
            let place = places.entry(credit.role).or_default();
            *place += 1;
            // Of a cast the order is that of the credits, by and large; of the others it means nothing.
            let position = (credit.role == record::CreditRole::Cast).then_some(*place);
            let property = CREDITS.iter().find(|(_, role)| *role == credit.role).map_or("", |(property, _)| property);
            let record = record::Credit {
                film: key.clone(),
                artist: self::key(credit.artist),
                role: credit.role,
                position,
                credited_as: credit.credited_as.clone(),
            };
            let evidence = vec![self.statement(number, property)];
            self.batch.credits.push(fact(number, record, evidence));
        }

        let rows = self.rows;
        for &item in &film.albums {
            let Some(Row::Album(album)) = rows.get(&item) else { continue };
            let record = record::FilmSoundtrack {
                film: key.clone(),
                soundtrack: self.album(item, album),
                primary: primary.get(&item) == Some(&number),
                volume: None,
            };
            let evidence = vec![self.statement(number, P_SOUNDTRACK)];
            self.batch.film_soundtracks.push(fact(number, record, evidence));
        }
    }

    /// Whether the item is a series of films, which is then in the batch.
    fn series(&mut self, number: u64) -> bool {
        let Some(Row::FilmSeries(named)) = self.rows.get(&number) else { return false };
        if self.told.insert(number) {
            let record = record::FilmSeries { key: key(number), title: named.name.clone() };
            let evidence = vec![self.row(number)];
            self.batch.series.push(fact(number, record, evidence));
            self.names(number, &Node::FilmSeries(key(number)), named);
        }
        true
    }

    fn artist(&mut self, number: u64) {
        let Some(Row::Artist(artist)) = self.rows.get(&number) else { return };
        if !self.told.insert(number) {
            return;
        }
        let Artist { named, kind, imdb, mbids, discogs } = artist;
        let record = record::Artist { key: key(number), name: named.name.clone(), kind: *kind };
        let evidence = vec![self.row(number), self.column(number, P_INSTANCE, "kind")];
        self.batch.artists.push(fact(number, record, evidence));
        let node = Node::Artist(key(number));
        self.names(number, &node, named);
        self.identifiers(number, &node, IdentifierScheme::Imdb, imdb);
        self.identifiers(number, &node, IdentifierScheme::Musicbrainz, mbids);
        self.identifiers(number, &node, IdentifierScheme::Discogs, discogs);
    }

    /// The album's key: the release group's id where there is one, since that is what MusicBrainz calls it.
    fn album(&mut self, number: u64, album: &Album) -> Key {
        let key = match album.mbids.first() {
            Some(value) => Key::Id(Id { scheme: IdentifierScheme::Musicbrainz, value: value.clone() }),
            None => key(number),
        };
        if !self.told.insert(number) {
            return key;
        }
        let rows = self.rows;
        let label = album.label.and_then(|label| match rows.get(&label) {
            Some(Row::Label(named)) => Some(named.name.clone()),
            _ => None,
        });
        let mut evidence = vec![self.row(number)];
        if label.is_some() {
            evidence.push(self.column(number, P_LABEL, "label"));
        }
        if album.year.is_some() {
            evidence.push(self.column(number, P_PUBLISHED, "releaseYear"));
        }
        let record = record::Soundtrack {
            key: key.clone(),
            title: album.named.name.clone(),
            kind: None,
            label,
            release_year: album.year,
            discs: None,
            series: None,
        };
        self.batch.soundtracks.push(fact(number, record, evidence));
        let node = Node::Soundtrack(key.clone());
        self.names(number, &node, &album.named);
        self.identifiers(number, &node, IdentifierScheme::Musicbrainz, &album.mbids);
        self.identifiers(number, &node, IdentifierScheme::Discogs, &album.discogs);

        for (artists, role, property) in [
            (&album.performers, SoundtrackRole::Performer, P_PERFORMER),
            (&album.composers, SoundtrackRole::Composer, P_COMPOSER),
        ] {
            for &artist in artists {
                if let Some(Row::Artist(row)) = rows.get(&artist)
                    && row.mbids.iter().any(|mbid| mbid == VARIOUS_ARTISTS)
                {
                    continue;
                }
                self.artist(artist);
                let artist = self::key(artist);
                let record = record::SoundtrackCredit { soundtrack: key.clone(), artist, role, credited_as: None };
                let evidence = vec![self.statement(number, property)];
                self.batch.soundtrack_credits.push(fact(number, record, evidence));
            }
        }
        key
    }

    /// Aliases, and the item itself as an id.
    fn names(&mut self, number: u64, node: &Node, named: &Named) {
        for name in &named.aliases {
            let record = record::Alias { of: node.clone(), name: name.clone() };
            self.batch.aliases.push(fact(number, record, Vec::new()));
        }
        self.identifiers(number, node, IdentifierScheme::Wikidata, &[item(number)]);
    }

    fn identifiers(&mut self, number: u64, node: &Node, scheme: IdentifierScheme, values: &[String]) {
        for value in values {
            let record = record::Identifier { of: node.clone(), scheme, value: value.clone() };
            self.batch.identifiers.push(fact(number, record, Vec::new()));
        }
    }

    fn row(&self, number: u64) -> Evidence {
        self.evidence(None, item(number))
    }

    fn statement(&self, number: u64, property: &str) -> Evidence {
        self.evidence(None, format!("{}#{property}", item(number)))
    }

    fn column(&self, number: u64, property: &str, field: &str) -> Evidence {
        self.evidence(Some(field.to_owned()), format!("{}#{property}", item(number)))
    }

    fn evidence(&self, field: Option<String>, locator: String) -> Evidence {
        Evidence {
            source: self.source.to_owned(),
            field,
            method: EvidenceMethod::Stated,
            confidence: 1.0,
            locator: Some(locator),
            as_printed: None,
        }
    }
}

fn fact<R>(number: u64, record: R, evidence: Vec<Evidence>) -> Fact<R> {
    Fact { record, origin: item(number), evidence }
}

fn key(number: u64) -> Key {
    Key::Id(Id { scheme: IdentifierScheme::Wikidata, value: item(number) })
}

fn item(number: u64) -> String {
    format!("Q{number}")
}
