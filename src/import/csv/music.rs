//! Rows about soundtracks to records.

use super::{
    super::text::clean,
    cells,
    records::{Row, Writer, elsewhere, key},
};
use crate::catalogue::{
    record::{
        self, Evidence, EvidenceMethod, Id, IdentifierScheme, Key, ListKind, ListingKind, Node, RecordingKey,
        SoundtrackRole,
    },
    slug,
};

impl Writer {
    /// Learns from a link what sort of soundtrack it is, before the soundtracks are read.
    pub fn learn(&mut self, row: Row<'_>) {
        if let (Some(soundtrack), Ok(Some(Some(kind)))) =
            (row.get("soundtrack"), row.read("kind", cells::soundtrack_kind))
        {
            self.kinds.entry(soundtrack).or_insert_with(|| (kind, row.at.to_owned()));
        }
    }

    pub(super) fn soundtrack(&mut self, row: Row<'_>) -> Result<(), String> {
        let title = row.need("title")?;
        let year = row.read("year", cells::year)?;
        let discs = row.read("discs", cells::number)?;
        let mut kind = row.read("kind", cells::soundtrack_kind)?.flatten().map(|kind| (kind, row.at.to_owned()));
        let id = |field, scheme| row.read(field, |cell| cells::id(scheme, true, cell));
        let ids = [
            id("musicbrainz", IdentifierScheme::Musicbrainz)?,
            id("wikidata", IdentifierScheme::Wikidata)?,
            id("discogs", IdentifierScheme::Discogs)?,
        ];
        let key = key(&ids, row.get("id"), &title, year);
        let called: Vec<String> =
            row.get("id").into_iter().chain(ids.iter().flatten().map(|id| id.value.clone())).collect();
        kind = kind.or_else(|| called.iter().find_map(|called| self.kinds.get(called).cloned()));
        for called in called {
            self.soundtracks.insert(called, key.clone());
        }

        let node = Node::Soundtrack(key.clone());
        if self.is_new(&node) {
            // Of several labels the first: the others are mostly those of later issues.
            let label = row.get("label").and_then(|cell| cells::texts(&cell).into_iter().next());
            let mut evidence = vec![self.stated(row, None)];
            for (field, known) in
                [("label", label.is_some()), ("releaseYear", year.is_some()), ("discs", discs.is_some())]
            {
                evidence.extend(known.then(|| self.stated(row, Some(field))));
            }
            if let Some((_, at)) = &kind {
                evidence.push(Evidence { locator: Some(at.clone()), ..self.stated(row, Some("kind")) });
            }
            let record = record::Soundtrack {
                key: key.clone(),
                title: title.clone(),
                kind: kind.map(|(kind, _)| kind),
                label,
                release_year: year,
                discs,
                series: None,
            };
            self.batch.soundtracks.push(self.fact(row, record, evidence));
            self.names(row, &node, &title, self.aliases_of(row));
            self.ids(row, &node, &ids);
        }

        for (field, role) in [("performers", SoundtrackRole::Performer), ("composers", SoundtrackRole::Composer)] {
            for name in row.names(field) {
                let artist = self.performer(row, &name);
                self.soundtrack_part(row, &key, artist, role, None);
            }
        }
        if let Some(film) = row.get("film") {
            let film = self.film_of(&film);
            self.link(row, film, key.clone(), None, (EvidenceMethod::Stated, 1.0));
        }
        if let Some(list) = self.list.clone() {
            self.pick(row, list, ListingKind::Pick, key, None, None, None);
        }
        Ok(())
    }

    pub(super) fn film_soundtrack(&mut self, row: Row<'_>) -> Result<(), String> {
        let film = self.film_of(&row.need("film")?);
        let soundtrack = self.soundtrack_of(&row.need("soundtrack")?);
        let volume = row.read("volume", cells::number)?;
        row.read("kind", cells::soundtrack_kind)?;
        let method = row.get("method").map_or((EvidenceMethod::Stated, 1.0), |cell| cells::method(&cell));
        self.link(row, film, soundtrack, volume, method);
        Ok(())
    }

    /// A soundtrack is primarily of the first film that a table gives for it.
    fn link(
        &mut self,
        row: Row<'_>,
        film: Key,
        soundtrack: Key,
        volume: Option<i32>,
        (method, confidence): (EvidenceMethod, f64),
    ) {
        let primary = self.primary.insert(soundtrack.clone());
        let mut evidence = vec![Evidence { method, confidence, ..self.stated(row, None) }];
        evidence.extend(volume.map(|_| self.stated(row, Some("volume"))));
        let record = record::FilmSoundtrack { film, soundtrack, primary, volume };
        self.batch.film_soundtracks.push(self.fact(row, record, evidence));
    }

    pub(super) fn soundtrack_credit(&mut self, row: Row<'_>) -> Result<(), String> {
        let soundtrack = self.soundtrack_of(&row.need("soundtrack")?);
        let called = row.need("artist")?;
        let role = row.read("role", cells::soundtrack_role)?.unwrap_or(SoundtrackRole::Performer);
        if let Some(artist) = self.artist_of(&called) {
            self.soundtrack_part(row, &soundtrack, artist, role, row.get("creditedAs"));
        }
        Ok(())
    }

    fn soundtrack_part(
        &mut self,
        row: Row<'_>,
        soundtrack: &Key,
        artist: Key,
        role: SoundtrackRole,
        credited_as: Option<String>,
    ) {
        let record = record::SoundtrackCredit { soundtrack: soundtrack.clone(), artist, role, credited_as };
        let evidence = vec![self.stated(row, None)];
        self.batch.soundtrack_credits.push(self.fact(row, record, evidence));
    }

    pub(super) fn track(&mut self, row: Row<'_>) -> Result<(), String> {
        let soundtrack = self.soundtrack_of(&row.need("soundtrack")?);
        let title = row.need("title")?;
        let credit = row.need("artists")?;
        let disc = row.read("disc", cells::number)?;
        // The sides of a record have letters: `A1` is no number, and yet no mistake.
        let position = row.get("position").and_then(|cell| cells::number(&cell).ok());
        let id = row.read("recording", |cell| cells::id(IdentifierScheme::Musicbrainz, false, cell))?;
        let read_isrcs = |cell: &str| -> Result<Vec<Id>, String> {
            cells::texts(cell).iter().map(|code| cells::id(IdentifierScheme::Isrc, false, code)).collect()
        };
        let isrcs = row.read("isrcs", read_isrcs)?.unwrap_or_default();

        let song = self.song(row, &title);
        let proof = self.stated(row, None);
        let artists = self
            .credited(row, &credit)
            .into_iter()
            .map(|(artist, join_phrase)| record::ArtistCredit {
                artist,
                credited_as: None,
                join_phrase,
                evidence: vec![proof.clone()],
            })
            .collect();
        let recording = record::Recording {
            id,
            title: row.get("recordingTitle").unwrap_or_else(|| title.clone()),
            artists,
            song,
            original: false,
            release_year: None,
        };
        let recording_key = recording.key();
        let node = Node::Recording(recording_key.clone());
        if self.is_new(&node) {
            self.batch.recordings.push(self.fact(row, recording, vec![proof.clone()]));
            let isrcs: Vec<Option<Id>> = isrcs.into_iter().map(Some).collect();
            self.ids(row, &node, &isrcs);
            if let RecordingKey::Id(id) = &recording_key {
                self.ids(row, &node, &[Some(id.clone())]);
            }
        }

        let mut evidence = vec![proof];
        for (field, known) in [("disc", disc.is_some()), ("position", position.is_some())] {
            evidence.extend(known.then(|| self.stated(row, Some(field))));
        }
        let record = record::Track { soundtrack, recording: recording_key, disc, position, title, in_film: None };
        self.batch.tracks.push(self.fact(row, record, evidence));
        Ok(())
    }

    /// The song that a track plays, where the table knows of one and no more: a medley is none of those in it.
    fn song(&mut self, row: Row<'_>, track: &str) -> Option<Key> {
        let (works, titles) = (row.get("song"), row.get("songTitle"));
        let one = |cell: &Option<String>| match cell.as_deref().map(cells::texts).as_deref() {
            Some([text]) => Some(text.clone()),
            _ => None,
        };
        let title = one(&titles);
        let called = if works.is_some() { one(&works)? } else { title.clone()? };
        let key = Key::Local(called);
        let node = Node::Song(key.clone());
        if self.is_new(&node) {
            let title = title.or_else(|| clean(track)).unwrap_or_default();
            let record = record::Song { key: key.clone(), title, first_release_year: None };
            let evidence = vec![self.stated(row, None)];
            self.batch.songs.push(self.fact(row, record, evidence));

            let mut writers: Vec<Key> = Vec::new();
            for name in row.names("composers").into_iter().chain(row.names("lyricists")) {
                let artist = self.performer(row, &name);
                if !writers.contains(&artist) {
                    writers.push(artist);
                }
            }
            for artist in writers {
                let record = record::SongWriter { song: key.clone(), artist };
                let evidence = vec![self.stated(row, None)];
                self.batch.song_writers.push(self.fact(row, record, evidence));
            }
        }
        Some(key)
    }

    pub(super) fn listing(&mut self, row: Row<'_>) -> Result<(), String> {
        let soundtrack = self.soundtrack_of(&row.need("soundtrack")?);
        let kind = row.read("kind", cells::listing_kind)?.unwrap_or(ListingKind::Pick);
        let position = row.read("position", cells::number)?;
        let reader = row.read("reader", cells::number)?;
        if (kind == ListingKind::Vote) != reader.is_some() {
            return Err("a vote has the number of its `reader`, and nothing else has one".to_owned());
        }
        let list = match row.get("list") {
            Some(title) => list(&title, None)?,
            None => self.list.clone().ok_or("there is no column for `list`, and no --list is given")?,
        };
        self.pick(row, list, kind, soundtrack, position, reader, row.get("note"));
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of a listing")]
    fn pick(
        &mut self,
        row: Row<'_>,
        list: record::List,
        kind: ListingKind,
        soundtrack: Key,
        position: Option<i32>,
        contributor: Option<i32>,
        note: Option<String>,
    ) {
        let key = list.key.clone();
        if self.is_new(&Node::List(key.clone())) {
            // The table is what says it; where in it says nothing of the list.
            let row_as_such = Evidence { locator: None, ..self.stated(row, None) };
            let mut evidence = vec![
                Evidence { field: Some("kind".to_owned()), method: EvidenceMethod::Inferred, ..row_as_such.clone() },
                row_as_such.clone(),
            ];
            if list.url.is_some() {
                evidence.push(Evidence { field: Some("url".to_owned()), ..row_as_such });
            }
            self.batch.lists.push(self.fact(row, list, evidence));
        }
        let record = record::Listing { list: key, soundtrack, kind, position, contributor, note };
        let evidence = vec![self.stated(row, None)];
        self.batch.listings.push(self.fact(row, record, evidence));
    }

    fn soundtrack_of(&self, called: &str) -> Key {
        self.soundtracks.get(called).cloned().unwrap_or_else(|| elsewhere(called))
    }
}

/// An editorial list of this title, which makes its slug too.
pub fn list(title: &str, url: Option<String>) -> Result<record::List, String> {
    let slug = slug(title).ok_or_else(|| format!("the list “{title}” makes no slug of a-z and 0-9"))?;
    Ok(record::List {
        key: Key::Slug(slug),
        kind: ListKind::Editorial,
        title: Some(title.to_owned()),
        publisher: None,
        author: None,
        url,
        published: None,
    })
}
