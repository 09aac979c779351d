//! Documents to rows of the side file.

use memchr::memmem::Finder;
use serde::Deserialize;

use super::{
    document::{Artist, Credited, Kind, Page, Recording, Relation, Release, ReleaseGroup, Work},
    staged::{self, Credit, Part, Staged, date, word},
    values::{Text, id_in},
};
use crate::catalogue::record::{Id, IdentifierScheme};

/// The secondary type of release groups that are soundtracks.
const SOUNDTRACK: &str = "22a628ad-c082-3c4f-b1b6-d41665107b88";
/// The relation of a recording to the work that it performs.
const PERFORMANCE: &str = "a3005666-a872-32c3-ad06-98af558e99b0";
/// The relations of artists to works that they wrote: as composer, lyricist, writer, librettist.
const WRITERS: &[&str] = &[
    "d59d99ea-23d4-4a80-b066-edca32ee158f",
    "3e48faba-ec01-47fd-8e89-30e81161661c",
    "a255bca1-b157-4518-9108-7b147dc3fc68",
    "7474ab81-486f-40b5-8685-3a4f8ea624cb",
];
/// The relations of release groups and artists to their pages elsewhere: at IMDb, Wikidata, Discogs.
const PAGES: &[&str] = &[
    "85b0a010-3237-47c7-8476-6fcefd4761af",
    "94c8b0cc-4477-4106-932c-da60e63de61c",
    "b988d08c-5d86-4a57-9557-c83b399e3580",
    "689870a4-a1e4-4912-b17f-7b2664215698",
    "99e550f3-5ab4-3110-b5b9-fe01d970b126",
    "04a5b104-a4c2-4bac-99a1-7b837c37d9e4",
    // Of works.
    "587fdd8f-080e-46a9-97af-6425ebbcb3a2",
];

/// Why a line is not taken.
pub enum Failure {
    /// It is not what it should be.
    Rejected(String),
    /// It breaks off: it may go on in the next line.
    Unfinished(String),
    Stage(rusqlite::Error),
}

impl From<rusqlite::Error> for Failure {
    fn from(reason: rusqlite::Error) -> Self {
        Self::Stage(reason)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(reason: serde_json::Error) -> Self {
        if reason.is_eof() { Self::Unfinished(reason.to_string()) } else { Self::Rejected(reason.to_string()) }
    }
}

/// Reads documents.
pub struct Documents {
    /// Keep what no soundtrack has to do with, too.
    all: bool,
    soundtrack: Finder<'static>,
    performance: Finder<'static>,
}

impl Documents {
    pub fn new(all: bool) -> Self {
        // Older documents have the name of the type alone.
        Self { all, soundtrack: Finder::new("\"Soundtrack\""), performance: Finder::new(PERFORMANCE) }
    }

    /// Keeps what is wanted of a document. Returns whether there was something.
    pub fn read(&self, kind: Kind, bytes: &[u8], rows: Staged<'_>) -> Result<bool, Failure> {
        if !self.all && !self.may_matter(kind, bytes) {
            return Ok(false);
        }
        match kind {
            Kind::ReleaseGroup => self.release_group(&parse(bytes)?, true, rows),
            Kind::Release => self.release(&parse(bytes)?, rows),
            Kind::Recording => self.recording(&parse(bytes)?, rows),
            Kind::Work => self.work(&parse(bytes)?, rows),
            Kind::Artist => self.artist(&parse(bytes)?, rows),
            Kind::Page => {
                let page: Page<'_> = parse(bytes)?;
                let mut kept = false;
                for group in &page.release_groups {
                    kept |= self.release_group(group, true, rows)?;
                }
                for release in &page.releases {
                    kept |= self.release(release, rows)?;
                }
                for recording in &page.recordings {
                    kept |= self.recording(recording, rows)?;
                }
                for work in &page.works {
                    kept |= self.work(work, rows)?;
                }
                for artist in &page.artists {
                    kept |= self.artist(artist, rows)?;
                }
                Ok(kept)
            }
        }
    }

    /// Looks for words that a document must have to be of use, which is much faster than to read it.
    fn may_matter(&self, kind: Kind, bytes: &[u8]) -> bool {
        let has = |finder: &Finder<'_>| finder.find(bytes).is_some();
        match kind {
            Kind::ReleaseGroup => has(&self.soundtrack),
            Kind::Release => has(&self.soundtrack) || has(&self.performance),
            Kind::Recording => has(&self.performance),
            Kind::Work | Kind::Artist | Kind::Page => true,
        }
    }

    fn release_group(&self, group: &ReleaseGroup<'_>, whole: bool, rows: Staged<'_>) -> Result<bool, Failure> {
        if !is_soundtrack(group) || group.title.as_ref().is_empty() {
            return Ok(false);
        }
        let credit = credit(&group.artist_credit)?;
        rows.release_group(group.id, whole, group.title.as_ref(), &date(group.first_release_date.as_ref()), &credit)?;
        for id in pages(&group.relations) {
            rows.page(group.id, &id, true)?;
        }
        Ok(true)
    }

    fn release(&self, release: &Release<'_>, rows: Staged<'_>) -> Result<bool, Failure> {
        let group = release.release_group.as_ref().filter(|group| is_soundtrack(group));
        let released = date(release.date.as_ref());
        let row = match group {
            Some(group) => {
                self.release_group(group, false, rows)?;
                let label = release.label_info.iter().filter_map(|info| info.label.as_ref());
                let mut label = label.map(|label| label.name.as_ref());
                let kept = staged::Release {
                    id: release.id,
                    group: group.id,
                    official: release.status.as_ref() == "Official",
                    date: &released,
                    label: label.find(|name| !name.is_empty() && *name != "[no label]"),
                    discs: i32::try_from(release.media.len()).unwrap_or(i32::MAX),
                    tracks: release.media.iter().map(|medium| medium.tracks.len() as i32).sum(),
                };
                Some(rows.release(&kept)?)
            }
            None => None,
        };
        let mut kept = row.is_some();
        for (medium, disc) in release.media.iter().zip(1..) {
            for (track, position) in medium.pregap.iter().map(|track| (track, 0)).chain(medium.tracks.iter().zip(1..)) {
                let Some(recording) = &track.recording else { continue };
                if let Some(row) = row {
                    let (disc, position) = (medium.position.unwrap_or(disc), track.position.unwrap_or(position));
                    let title = if track.title.as_ref().is_empty() { &recording.title } else { &track.title };
                    if !title.as_ref().is_empty() {
                        rows.track(row, disc, position, title.as_ref(), recording.id)?;
                    }
                }
                kept |= self.performed(recording, row.is_some(), &released, rows)?;
            }
        }
        Ok(kept)
    }

    fn recording(&self, recording: &Recording<'_>, rows: Staged<'_>) -> Result<bool, Failure> {
        self.performed(recording, false, staged::date("").as_str(), rows)
    }

    /// A recording that is on a soundtrack, or performs a work that one on a soundtrack may perform, too.
    fn performed(
        &self,
        recording: &Recording<'_>,
        on_soundtrack: bool,
        released: &str,
        rows: Staged<'_>,
    ) -> Result<bool, Failure> {
        let performs = |relation: &&Relation<'_>| relation.type_id.as_ref() == PERFORMANCE;
        let wanted = self.all || on_soundtrack;
        if !wanted && !recording.relations.iter().any(|relation| performs(&relation)) {
            return Ok(false);
        }
        let first = recording.first_release_date.as_ref();
        let first = if first.is_empty() { released.to_owned() } else { date(first) };
        if !recording.artist_credit.is_empty() && !recording.title.as_ref().is_empty() {
            rows.recording(recording.id, recording.title.as_ref(), &first, &credit(&recording.artist_credit)?)?;
        }
        for isrc in recording.isrcs.iter().filter(|isrc| !isrc.as_ref().is_empty()) {
            rows.identifier(recording.id, word(IdentifierScheme::Isrc), isrc.as_ref())?;
        }
        for relation in recording.relations.iter().filter(performs) {
            let Some(work) = &relation.work else { continue };
            rows.performance(recording.id, work.id, attributes(relation))?;
            if wanted {
                self.work(work, rows)?;
            }
        }
        Ok(true)
    }

    fn work(&self, work: &Work<'_>, rows: Staged<'_>) -> Result<bool, Failure> {
        if work.title.as_ref().is_empty() {
            return Ok(false);
        }
        rows.work(work.id, work.title.as_ref())?;
        for iswc in work.iswcs.iter().filter(|iswc| !iswc.as_ref().is_empty()) {
            rows.identifier(work.id, word(IdentifierScheme::Iswc), iswc.as_ref())?;
        }
        for id in pages(&work.relations) {
            rows.page(work.id, &id, false)?;
        }
        for relation in &work.relations {
            let type_id = relation.type_id.as_ref();
            if let Some(artist) = relation.artist.as_ref().filter(|_| WRITERS.contains(&type_id)) {
                rows.writer(work.id, artist.id, artist.name.as_ref(), artist.kind.as_ref())?;
            }
            // Its recordings, without whoever plays them: of use where the recording's own document says nothing.
            if let Some(recording) = relation.recording.as_ref().filter(|_| type_id == PERFORMANCE) {
                rows.performance(recording.id, work.id, attributes(relation))?;
            }
        }
        Ok(true)
    }

    fn artist(&self, artist: &Artist<'_>, rows: Staged<'_>) -> Result<bool, Failure> {
        let name = artist.name.as_ref();
        if name.is_empty() {
            return Ok(false);
        }
        rows.artist(artist.id, name, artist.kind.as_ref())?;
        for alias in &artist.aliases {
            // Misspellings, kept for searching.
            let hint = alias.kind.as_ref() == "Search hint";
            if !hint && !alias.name.as_ref().is_empty() && alias.name.as_ref() != name {
                rows.alias(artist.id, alias.name.as_ref())?;
            }
        }
        for id in pages(&artist.relations) {
            rows.page(artist.id, &id, false)?;
        }
        Ok(true)
    }
}

fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Failure> {
    // Checked in one go, which is faster than text by text.
    let text = std::str::from_utf8(bytes).map_err(|error| Failure::Rejected(format!("is not UTF-8: {error}")))?;
    // A list would be taken for the fields of an object.
    if text.trim_start().starts_with('[') {
        return Err(Failure::Rejected("is a list and no document".to_owned()));
    }
    Ok(serde_json::from_str(text)?)
}

fn is_soundtrack(group: &ReleaseGroup<'_>) -> bool {
    group.secondary_type_ids.iter().any(|id| id.as_ref() == SOUNDTRACK)
        || group.secondary_types.iter().any(|name| name.as_ref() == "Soundtrack")
}

fn attributes(relation: &Relation<'_>) -> i64 {
    staged::attributes::of(relation.attributes.iter().map(Text::as_ref))
}

fn pages<'a>(relations: &'a [Relation<'_>]) -> impl Iterator<Item = Id> + 'a {
    let page = |relation: &&Relation<'_>| PAGES.contains(&relation.type_id.as_ref());
    relations.iter().filter(page).filter_map(|relation| id_in(relation.url.as_ref()?.resource.as_ref()))
}

fn credit(credited: &[Credited<'_>]) -> Result<String, Failure> {
    let part = |one: &Credited<'_>| {
        let (name, printed) = (one.artist.name.as_ref(), one.name.as_ref());
        let name = if name.is_empty() { printed } else { name };
        Part {
            id: one.artist.id,
            name: name.to_owned(),
            printed: if printed == name { String::new() } else { printed.to_owned() },
            join: one.joinphrase.as_ref().to_owned(),
            kind: one.artist.kind.as_ref().to_owned(),
        }
    };
    let parts: Vec<Part> = credited.iter().map(part).filter(|part| !part.name.is_empty()).collect();
    Ok(serde_json::to_string(&Credit(parts))?)
}
