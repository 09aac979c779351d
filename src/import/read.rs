//! Texts in the form of [`form`](super::form) to one batch of records.
//!
//! A fact is written once, where it belongs; what it implies is drawn out here: that a track has a recording, that a
//! pick names a film, and that whoever is named somewhere is proved to be named there.

mod lists;
mod music;

use std::collections::{HashMap, HashSet};

use super::{
    Error, Text,
    form::{self, Fact as _, OrText, Said},
    say::{Speaker, wrong},
};
use crate::catalogue::{
    record::{self, Batch, Fact, Key, Node},
    slug,
};

/// Reads texts that belong together, TOML or JSON: each may refer to what another declares. Slugs that none declares are
/// looked for in the database when the batch is taken in. `who` makes the changes, and answers for what no place is given
/// for if the texts declare no source of kind EDITOR.
pub fn read(who: &str, texts: &[Text]) -> Result<Batch, Error> {
    let mut documents = Vec::new();
    for Text { name, text } in texts {
        documents.push((*name, document(name, text)?));
    }

    let mut batch = Batch { who: who.to_owned(), ..Batch::default() };
    let sources = || documents.iter().flat_map(|(_, document)| &document.source);
    if !sources().any(|source| source.kind == record::SourceKind::Editor) {
        batch.sources.push(editor(who));
    }
    let speaker = Speaker::new(sources(), who);
    let mut reader = Reader { speaker, batch, recordings: HashMap::new(), albums: HashMap::new() };
    for (name, document) in &documents {
        reader.document(name, document)?;
    }
    for (name, document) in &documents {
        for list in &document.list {
            reader.list(&format!("{name}, list `{}`", list.slug), list)?;
        }
    }
    Ok(reader.finish())
}

/// A text is JSON if it begins like an object of it, and TOML if not.
fn document(name: &str, text: &str) -> Result<form::Document, Error> {
    let malformed = |reason: String| Error::Malformed { file: name.to_owned(), reason };
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| malformed(error.to_string()));
    }
    toml::from_str(text).map_err(|error| malformed(error.to_string()))
}

/// The source that answers for what no place is given for, where the texts declare none.
fn editor(who: &str) -> record::Source {
    record::Source {
        name: who.to_owned(),
        kind: record::SourceKind::Editor,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: record::ranks::EDITOR,
    }
}

/// What is read so far.
struct Reader {
    speaker: Speaker,
    batch: Batch,
    /// Where in the batch a recording is.
    recordings: HashMap<record::RecordingKey, usize>,
    /// What the naming of a soundtrack names besides it, by its slug.
    albums: HashMap<Key, Album>,
}

/// A soundtrack with the film or the series it is of.
#[derive(Clone)]
struct Album {
    title: String,
    of: Node,
    of_title: String,
    /// Where in the batch its row for the film is.
    link: Option<usize>,
}

impl Reader {
    fn document(&mut self, file: &str, document: &form::Document) -> Result<(), Error> {
        for source in &document.source {
            self.batch.sources.push(record::Source {
                name: source.name.clone(),
                kind: source.kind,
                licence: source.licence.clone(),
                version: source.version.clone(),
                url: source.url.clone(),
                retrieved: source.retrieved.clone(),
                rank: match source.kind {
                    record::SourceKind::Editor => record::ranks::EDITOR,
                    record::SourceKind::Article => record::ranks::ARTICLE,
                    record::SourceKind::Dataset => record::ranks::OTHER,
                },
            });
        }
        for series in &document.series {
            self.series(&format!("{file}, series “{}”", series.title), series)?;
        }
        for film in &document.film {
            self.film(&format!("{file}, film “{}”", film.title), film)?;
        }
        for artist in &document.artists {
            self.artist(&format!("{file}, artist “{}”", artist.name), artist)?;
        }
        for song in &document.songs {
            self.song(&format!("{file}, song “{}”", song.title), song)?;
        }
        Ok(())
    }

    fn series(&mut self, origin: &str, series: &form::Series) -> Result<(), Error> {
        let slug = slug_of(series.slug.as_deref(), &series.title, None, origin)?;
        let key = Key::Slug(slug.clone());
        let node = Node::FilmSeries(key.clone());
        self.speaker.check(series.said(), &[&series.title], &[], origin)?;
        let evidence = self.speaker.row(series.said(), &[&series.title], origin)?;
        let record = record::FilmSeries { key, title: series.title.clone() };
        self.batch.series.push(Fact { record, origin: origin.to_owned(), evidence });
        self.aliases(&node, &series.aliases, origin);
        for soundtrack in &series.soundtrack {
            self.soundtrack(origin, soundtrack, &node, &slug, &series.title)?;
        }
        Ok(())
    }

    fn film(&mut self, origin: &str, film: &form::Film) -> Result<(), Error> {
        let slug = slug_of(film.slug.as_deref(), &film.title, film.year, origin)?;
        let key = Key::Slug(slug.clone());
        let node = Node::Film(key.clone());
        let columns = [("kind", true), ("releaseYear", film.year.is_some()), ("series", film.series.is_some())];
        self.speaker.check(film.said(), &[&film.title], &columns, origin)?;
        let mut evidence = self.speaker.row(film.said(), &[&film.title], origin)?;
        evidence.extend(self.speaker.columns(film.said(), &columns, origin)?);
        let record = record::Film {
            key: key.clone(),
            title: film.title.clone(),
            kind: film.kind,
            release_year: film.year,
            series: film.series.clone().map(Key::Slug),
        };
        self.batch.films.push(Fact { record, origin: origin.to_owned(), evidence });
        self.aliases(&node, &film.aliases, origin);
        self.identifiers(&node, &film.identifiers, origin);

        for credit in &film.credits {
            let names = credit.artists.iter().map(String::as_str).chain([film.title.as_str()]);
            self.speaker.check(credit.said(), &names.collect::<Vec<_>>(), &[], origin)?;
            for name in &credit.artists {
                let artist = self.naming(name, credit.said(), origin)?;
                let evidence = self.speaker.fact(credit.said(), &[name, &film.title], &[], origin)?;
                let record =
                    record::Credit { film: key.clone(), artist, role: credit.role, position: None, credited_as: None };
                self.batch.credits.push(Fact { record, origin: origin.to_owned(), evidence });
            }
        }
        for cue in &film.cues {
            self.cue(&format!("{origin}, cue “{}”", cue.title), cue, &key, &film.title)?;
        }
        for soundtrack in &film.soundtrack {
            self.soundtrack(origin, soundtrack, &node, &slug, &film.title)?;
        }
        Ok(())
    }

    fn artist(&mut self, origin: &str, artist: &form::Artist) -> Result<(), Error> {
        let slug = slug_of(artist.slug.as_deref(), &artist.name, None, origin)?;
        let key = Key::Slug(slug);
        let node = Node::Artist(key.clone());
        let columns = [("kind", true)];
        self.speaker.check(artist.said(), &[&artist.name], &columns, origin)?;
        let mut evidence = self.speaker.row(artist.said(), &[&artist.name], origin)?;
        evidence.extend(self.speaker.columns(artist.said(), &columns, origin)?);
        let record = record::Artist { key, name: artist.name.clone(), kind: artist.kind };
        self.batch.artists.push(Fact { record, origin: origin.to_owned(), evidence });
        self.aliases(&node, &artist.aliases, origin);
        self.identifiers(&node, &artist.identifiers, origin);

        for OrText(member) in &artist.members {
            let names: [&str; 2] = [&member.artist, &artist.name];
            self.speaker.check(member.said(), &names, &[], origin)?;
            let evidence = self.speaker.fact(member.said(), &names, &[], origin)?;
            let group = self.naming(&artist.name, member.said(), origin)?;
            let member = self.naming(&member.artist, member.said(), origin)?;
            let record = record::Membership { group, member };
            self.batch.memberships.push(Fact { record, origin: origin.to_owned(), evidence });
        }
        Ok(())
    }

    /// Notes that an artist is named where a fact is told. The artist's key, which may be given in place of the name.
    fn naming(&mut self, name: &str, said: Said<'_>, origin: &str) -> Result<Key, Error> {
        let key = Key::Slug(slug_of(None, name, None, origin)?);
        self.named(Node::Artist(key.clone()), &[name], said, origin)?;
        Ok(key)
    }

    /// Notes that a node is named where a fact is told.
    fn named(&mut self, of: Node, names: &[&str], said: Said<'_>, origin: &str) -> Result<(), Error> {
        let evidence = self.speaker.naming(said, names, origin)?;
        if !evidence.is_empty() {
            self.batch.namings.push(Fact { record: record::Naming { of }, origin: origin.to_owned(), evidence });
        }
        Ok(())
    }

    fn aliases(&mut self, of: &Node, names: &[String], origin: &str) {
        for name in names {
            let record = record::Alias { of: of.clone(), name: name.clone() };
            self.batch.aliases.push(Fact { record, origin: origin.to_owned(), evidence: Vec::new() });
        }
    }

    fn identifiers(&mut self, of: &Node, identifiers: &[form::Identifier], origin: &str) {
        for identifier in identifiers {
            let (scheme, value) = (identifier.scheme, identifier.value.clone());
            let record = record::Identifier { of: of.clone(), scheme, value };
            self.batch.identifiers.push(Fact { record, origin: origin.to_owned(), evidence: Vec::new() });
        }
    }

    /// What nothing proves so far is the editors' own knowledge.
    fn finish(mut self) -> Batch {
        let named: HashSet<Node> = self.batch.namings.iter().map(|fact| fact.record.of.clone()).collect();
        let speaker = &self.speaker;
        let batch = &mut self.batch;
        complete(speaker, &mut batch.series, |record| named.contains(&Node::FilmSeries(record.key.clone())));
        complete(speaker, &mut batch.films, |record| named.contains(&Node::Film(record.key.clone())));
        complete(speaker, &mut batch.artists, |record| named.contains(&Node::Artist(record.key.clone())));
        complete(speaker, &mut batch.songs, |record| named.contains(&Node::Song(record.key.clone())));
        complete(speaker, &mut batch.soundtracks, |record| named.contains(&Node::Soundtrack(record.key.clone())));
        complete(speaker, &mut batch.recordings, |_| false);
        for Fact { record, .. } in &mut batch.recordings {
            for credit in record.artists.iter_mut().filter(|credit| credit.evidence.is_empty()) {
                credit.evidence.push(speaker.editor(None));
            }
        }
        complete(speaker, &mut batch.film_soundtracks, |_| false);
        self.batch
    }
}

/// Adds an editor's evidence to each row that has none as such and is not proved elsewhere.
fn complete<R>(speaker: &Speaker, facts: &mut [Fact<R>], elsewhere: impl Fn(&R) -> bool) {
    for fact in facts {
        if !fact.evidence.iter().any(|item| item.field.is_none()) && !elsewhere(&fact.record) {
            fact.evidence.insert(0, speaker.editor(None));
        }
    }
}

/// The slug that is given, or else one made of the title and the year.
fn slug_of(given: Option<&str>, title: &str, year: Option<i32>, origin: &str) -> Result<String, Error> {
    if let Some(given) = given {
        return match slug(given) {
            Some(slug) if slug == given => Ok(slug),
            _ => Err(wrong(origin, format!("`{given}` is no slug: those are of a-z, 0-9 and single hyphens"))),
        };
    }
    let Some(slug) = slug(title) else {
        return Err(wrong(origin, format!("`{title}` makes no slug of a-z and 0-9, so that it has to be given")));
    };
    Ok(match year {
        Some(year) => format!("{slug}-{year}"),
        None => slug,
    })
}
