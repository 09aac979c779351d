//! What no row can hold, found before the database refuses it: told with the record's origin, its field and what is
//! possible, and the same on both databases.

use std::ops::RangeInclusive;

use super::{
    Error,
    record::{Batch, Evidence, Fact, Key, ListingKind, Node, RecordingKey},
};

/// Years in which anything here can have been released.
pub const YEARS: RangeInclusive<i32> = 1850..=2200;
/// Places on albums and in lists, numbers of discs and of volumes.
const PLACES: RangeInclusive<i32> = 1..=i32::MAX;

/// Refuses a batch with a record that no row can hold.
pub fn check(batch: &Batch) -> Result<(), Error> {
    for source in &batch.sources {
        let at = At(&source.name);
        at.name("name", &source.name)?;
        at.length("retrieved", source.retrieved.as_deref(), &[10])?;
        at.texts(&[("licence", &source.licence), ("version", &source.version), ("url", &source.url)])?;
    }
    each(&batch.series, |at, series| at.name("title", &series.title))?;
    each(&batch.films, |at, film| {
        at.name("title", &film.title)?;
        at.number("year", film.release_year, YEARS)
    })?;
    each(&batch.artists, |at, artist| at.name("name", &artist.name))?;
    each(&batch.memberships, |at, membership| match membership.group == membership.member {
        true => Err(at.wrong(format!("{} cannot be a member of itself", membership.group))),
        false => Ok(()),
    })?;
    each(&batch.credits, |at, credit| {
        at.number("position", credit.position, PLACES)?;
        at.texts(&[("name as printed", &credit.credited_as)])
    })?;
    each(&batch.songs, |at, song| {
        at.name("title", &song.title)?;
        at.number("year", song.first_release_year, YEARS)
    })?;
    each(&batch.song_writers, |_, _| Ok(()))?;
    each(&batch.recordings, |at, recording| {
        at.name("title", &recording.title)?;
        at.number("year", recording.release_year, YEARS)?;
        recording.artists.iter().try_for_each(|credit| {
            at.texts(&[("name as printed", &credit.credited_as), ("join", &credit.join_phrase)])?;
            at.evidence(&credit.evidence)
        })
    })?;
    each(&batch.soundtracks, |at, soundtrack| {
        at.name("title", &soundtrack.title)?;
        soundtrack.label.as_ref().map_or(Ok(()), |label| at.name("label", label))?;
        at.number("year", soundtrack.release_year, YEARS)?;
        at.number("discs", soundtrack.discs, PLACES)
    })?;
    each(&batch.film_soundtracks, |at, link| at.number("volume", link.volume, PLACES))?;
    each(&batch.soundtrack_credits, |at, credit| at.texts(&[("name as printed", &credit.credited_as)]))?;
    each(&batch.tracks, |at, track| {
        at.name("title", &track.title)?;
        at.number("disc", track.disc, PLACES)?;
        at.number("position", track.position, PLACES)
    })?;
    each(&batch.covers, |_, _| Ok(()))?;
    each(&batch.cues, |_, _| Ok(()))?;
    each(&batch.chart_entries, |at, entry| {
        at.name("chart", &entry.chart)?;
        at.length("country", entry.country.as_deref(), &[2])?;
        at.number("position", Some(entry.position), PLACES)
    })?;
    each(&batch.lists, |at, list| {
        list.title.as_ref().map_or(Ok(()), |title| at.name("title", title))?;
        at.length("published", list.published.as_deref(), &[4, 7, 10])?;
        at.texts(&[("publisher", &list.publisher), ("author", &list.author), ("url", &list.url)])
    })?;
    each(&batch.listings, |at, listing| {
        at.number("position", listing.position, PLACES)?;
        at.number("reader", listing.contributor, PLACES)?;
        at.texts(&[("note", &listing.note)])?;
        match (listing.kind == ListingKind::Vote) == listing.contributor.is_some() {
            true => Ok(()),
            false => Err(at.wrong("a vote, and nothing else, has a reader".to_owned())),
        }
    })?;
    each(&batch.aliases, |at, alias| at.name("alias", &alias.name))?;
    each(&batch.identifiers, |at, identifier| at.name("id", &identifier.value))?;
    each(&batch.namings, |_, _| Ok(()))
}

/// Refuses a node that is called by what no row can be called.
pub fn check_nodes(who: &str, nodes: &[Node]) -> Result<(), Error> {
    let key = |key: &Key| match key {
        Key::Slug(text) | Key::Local(text) => At(who).name("name of something", text),
        Key::Id(id) => At(who).name("id", &id.value),
    };
    nodes.iter().try_for_each(|node| match node {
        Node::Film(own)
        | Node::FilmSeries(own)
        | Node::Artist(own)
        | Node::Song(own)
        | Node::Soundtrack(own)
        | Node::List(own) => key(own),
        Node::Recording(RecordingKey::Id(id)) => At(who).name("id", &id.value),
        Node::Recording(RecordingKey::Named(name)) => {
            At(who).name("title of a recording", &name.title)?;
            name.artists.iter().try_for_each(key)
        }
    })
}

fn each<R>(facts: &[Fact<R>], of_record: impl Fn(At<'_>, &R) -> Result<(), Error>) -> Result<(), Error> {
    facts.iter().try_for_each(|Fact { record, origin, evidence }| {
        of_record(At(origin), record)?;
        At(origin).evidence(evidence)
    })
}

/// Where the record was read.
#[derive(Clone, Copy)]
struct At<'a>(&'a str);

impl At<'_> {
    fn wrong(self, wrong: String) -> Error {
        Error::Impossible { origin: self.0.to_owned(), wrong }
    }

    /// A text that must not be empty.
    fn name(self, field: &str, text: &str) -> Result<(), Error> {
        match text.is_empty() {
            true => Err(self.wrong(format!("`{field}` is empty"))),
            false => self.text(field, text),
        }
    }

    /// PostgreSQL can hold no NUL.
    fn text(self, field: &str, text: &str) -> Result<(), Error> {
        match text.contains('\0') {
            true => Err(self.wrong(format!("`{field}` has the character NUL, which no text may have"))),
            false => Ok(()),
        }
    }

    fn texts(self, texts: &[(&str, &Option<String>)]) -> Result<(), Error> {
        texts.iter().try_for_each(|(field, text)| text.as_ref().map_or(Ok(()), |text| self.text(field, text)))
    }

    /// A date or a code, which has one of these lengths.
    fn length(self, field: &str, text: Option<&str>, lengths: &[usize]) -> Result<(), Error> {
        let Some(text) = text else { return Ok(()) };
        if lengths.contains(&text.chars().count()) {
            return self.text(field, text);
        }
        let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
        Err(self.wrong(format!("`{field}` is `{text}`; it has {} characters", lengths.join(" or "))))
    }

    fn number(self, field: &str, number: Option<i32>, possible: RangeInclusive<i32>) -> Result<(), Error> {
        match number.filter(|number| !possible.contains(number)) {
            None => Ok(()),
            Some(number) if *possible.end() == i32::MAX => {
                Err(self.wrong(format!("`{field}` is {number}; it can be {} and more", possible.start())))
            }
            Some(number) => {
                let (from, to) = possible.into_inner();
                Err(self.wrong(format!("`{field}` is {number}; it can be from {from} to {to}")))
            }
        }
    }

    fn evidence(self, evidence: &[Evidence]) -> Result<(), Error> {
        evidence.iter().try_for_each(|evidence| {
            self.texts(&[("locator", &evidence.locator), ("name as printed", &evidence.as_printed)])
        })
    }
}
