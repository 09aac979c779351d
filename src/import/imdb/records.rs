//! Films of IMDb, with all that its tables say of them, to a batch of records.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    row::{Aka, Name, Part, Title},
    table::id,
};
use crate::catalogue::record::{
    self, Batch, CreditRole, Evidence, EvidenceMethod, Fact, Id, IdentifierScheme, Key, Missing, Node,
};

/// Other titles of one film that are kept.
const MOST_ALIASES: usize = 20;
/// Nearly all names are those of persons.
const LIKELY_PERSON: f64 = 0.9;

/// A film, and the rows of the other tables about it in the order of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    pub title: Title,
    pub parts: Vec<Part>,
    pub akas: Vec<Aka>,
}

/// The people that these films name.
pub fn referred(films: &[Film]) -> BTreeSet<u64> {
    films.iter().flat_map(|film| &film.parts).map(|part| part.name).collect()
}

/// What the tables say of these films. `names` are the people that they refer to, as far as there are rows for them: a
/// credit of one for whom there is none is left to the catalogue, which may know who it is.
pub fn batch(source: &record::Source, films: &[Film], names: &BTreeMap<u64, Name>) -> Batch {
    let mut batch = Batch {
        who: source.name.clone(),
        missing: Missing::LeftOut,
        sources: vec![source.clone()],
        ..Batch::default()
    };
    for film in films {
        write_film(&mut batch, &source.name, film);
    }
    for number in referred(films) {
        if let Some(name) = names.get(&number) {
            write_name(&mut batch, &source.name, name);
        }
    }
    batch
}

fn write_film(batch: &mut Batch, source: &str, film: &Film) {
    let tconst = id("tt", film.title.number);
    let key = key(tconst.clone());
    let node = Node::Film(key.clone());
    let stated = |table: &str, field: Option<&str>| evidence(source, table, &tconst, field);
    let Title { title, original_title, kind, year, .. } = &film.title;

    let mut proof = vec![stated("title.basics", None), stated("title.basics", Some("kind"))];
    if year.is_some() {
        proof.push(stated("title.basics", Some("releaseYear")));
    }
    let record =
        record::Film { key: key.clone(), title: title.clone(), kind: *kind, release_year: *year, series: None };
    batch.films.push(Fact { record, origin: tconst.clone(), evidence: proof });
    write_id(batch, &node, &tconst);

    let mut aliases: Vec<&String> = Vec::new();
    // The original titles first, so that the bound does not cut them.
    let (original, others): (Vec<&Aka>, Vec<&Aka>) = film.akas.iter().partition(|aka| aka.original);
    for alias in original_title.iter().chain(original.into_iter().chain(others).map(|aka| &aka.title)) {
        if aliases.len() < MOST_ALIASES && alias != title && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    for name in aliases {
        let record = record::Alias { of: node.clone(), name: name.clone() };
        batch.aliases.push(Fact { record, origin: tconst.clone(), evidence: Vec::new() });
    }

    // Directors and writers stand in both tables, and someone with two parts in the cast stands there twice.
    let mut told = BTreeSet::new();
    let mut places: BTreeMap<CreditRole, i32> = BTreeMap::new();
    for Part { name, role, .. } in &film.parts {
        if !told.insert((*role, *name)) {
            continue;
        }
        let place = places.entry(*role).or_default();
        *place += 1;
        let table = match role {
            CreditRole::Director | CreditRole::Writer => "title.crew",
            _ => "title.principals",
        };
        let record = record::Credit {
            film: key.clone(),
            artist: self::key(id("nm", *name)),
            role: *role,
            position: Some(*place),
            credited_as: None,
        };
        batch.credits.push(Fact { record, origin: tconst.clone(), evidence: vec![stated(table, None)] });
    }
}

fn write_name(batch: &mut Batch, source: &str, name: &Name) {
    let nconst = id("nm", name.number);
    let key = key(nconst.clone());
    let mut kind = evidence(source, "name.basics", &nconst, Some("kind"));
    if !name.born {
        kind.method = EvidenceMethod::Inferred;
        kind.confidence = LIKELY_PERSON;
    }
    let proof = vec![evidence(source, "name.basics", &nconst, None), kind];
    let record = record::Artist { key: key.clone(), name: name.name.clone(), kind: record::ArtistKind::Person };
    batch.artists.push(Fact { record, origin: nconst.clone(), evidence: proof });
    write_id(batch, &Node::Artist(key), &nconst);
}

fn write_id(batch: &mut Batch, node: &Node, value: &str) {
    let record = record::Identifier { of: node.clone(), scheme: IdentifierScheme::Imdb, value: value.to_owned() };
    batch.identifiers.push(Fact { record, origin: value.to_owned(), evidence: Vec::new() });
}

fn key(value: String) -> Key {
    Key::Id(Id { scheme: IdentifierScheme::Imdb, value })
}

fn evidence(source: &str, table: &str, id: &str, field: Option<&str>) -> Evidence {
    Evidence {
        source: source.to_owned(),
        field: field.map(str::to_owned),
        method: EvidenceMethod::Stated,
        confidence: 1.0,
        locator: Some(format!("{table} {id}")),
        as_printed: None,
    }
}
