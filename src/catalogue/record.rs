//! What any source can say, before it has rows: the records that importers hand in.
//!
//! Records name each other by slug, and a recording by its title and its artists, as recordings have no slug. Nothing
//! here knows of a database or of the form in which a source says it.

pub use entity::{
    ArtistKind, ChartMark, CoverKind, CreditRole, EvidenceMethod, FilmKind, IdentifierScheme, ListKind, ListingKind,
    SoundtrackKind, SoundtrackRole, SourceKind, Subject,
};

/// A record, where in its source it was read, and what proves it.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact<R> {
    pub record: R,
    /// File and entry, for messages about it.
    pub origin: String,
    pub evidence: Vec<Evidence>,
}

/// What one source says in one go. Within each kind of record the order decides the ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Name of the source or editor that the change log gives as the one who made the changes.
    pub who: String,
    pub sources: Vec<Source>,
    pub series: Vec<Fact<FilmSeries>>,
    pub films: Vec<Fact<Film>>,
    pub artists: Vec<Fact<Artist>>,
    pub memberships: Vec<Fact<Membership>>,
    pub credits: Vec<Fact<Credit>>,
    pub songs: Vec<Fact<Song>>,
    pub song_writers: Vec<Fact<SongWriter>>,
    pub recordings: Vec<Fact<Recording>>,
    pub soundtracks: Vec<Fact<Soundtrack>>,
    pub film_soundtracks: Vec<Fact<FilmSoundtrack>>,
    pub soundtrack_credits: Vec<Fact<SoundtrackCredit>>,
    pub tracks: Vec<Fact<Track>>,
    pub covers: Vec<Fact<Cover>>,
    pub cues: Vec<Fact<Cue>>,
    pub chart_entries: Vec<Fact<ChartEntry>>,
    pub lists: Vec<Fact<List>>,
    pub listings: Vec<Fact<Listing>>,
    pub aliases: Vec<Fact<Alias>>,
    pub identifiers: Vec<Fact<Identifier>>,
    /// Evidence for nodes that other facts name, which may be nodes of an earlier batch.
    pub namings: Vec<Fact<Naming>>,
}

/// A node, as records refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Film(String),
    FilmSeries(String),
    Artist(String),
    Song(String),
    Soundtrack(String),
    List(String),
    Recording(RecordingName),
}

/// What a recording is known by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RecordingName {
    pub title: String,
    /// Slugs of the artists, in the order of the credit.
    pub artists: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub kind: SourceKind,
    pub licence: Option<String>,
    pub version: Option<String>,
    pub url: Option<String>,
    pub retrieved: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Name of the source.
    pub source: String,
    /// The column that is proved, by its name in the API; `None` for the row as such.
    pub field: Option<String>,
    pub method: EvidenceMethod,
    pub confidence: f64,
    pub locator: Option<String>,
    pub as_printed: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSeries {
    pub slug: String,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    pub slug: String,
    pub title: String,
    pub kind: FilmKind,
    pub release_year: Option<i32>,
    pub series: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artist {
    pub slug: String,
    pub name: String,
    pub kind: ArtistKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub group: String,
    pub member: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub film: String,
    pub artist: String,
    pub role: CreditRole,
    pub position: Option<i32>,
    pub credited_as: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Song {
    pub slug: String,
    pub title: String,
    pub first_release_year: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SongWriter {
    pub song: String,
    pub artist: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub title: String,
    pub artists: Vec<ArtistCredit>,
    pub song: Option<String>,
    /// Whether the source says that it is the song's original recording.
    pub original: bool,
    pub release_year: Option<i32>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ArtistCredit {
    pub artist: String,
    pub credited_as: Option<String>,
    pub join_phrase: Option<String>,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soundtrack {
    pub slug: String,
    pub title: String,
    pub kind: Option<SoundtrackKind>,
    pub label: Option<String>,
    pub release_year: Option<i32>,
    pub discs: Option<i32>,
    pub series: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSoundtrack {
    pub film: String,
    pub soundtrack: String,
    pub primary: bool,
    pub volume: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundtrackCredit {
    pub soundtrack: String,
    pub artist: String,
    pub role: SoundtrackRole,
    pub credited_as: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    pub soundtrack: String,
    pub recording: RecordingName,
    pub disc: Option<i32>,
    pub position: Option<i32>,
    pub title: String,
    pub in_film: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub recording: RecordingName,
    pub song: String,
    pub kind: CoverKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    pub film: String,
    pub song: Option<String>,
    pub recording: Option<RecordingName>,
    pub on_soundtrack: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartEntry {
    pub soundtrack: String,
    pub chart: String,
    pub country: Option<String>,
    pub position: i32,
    pub mark: ChartMark,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub slug: String,
    pub kind: ListKind,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub list: String,
    pub soundtrack: String,
    pub kind: ListingKind,
    pub position: Option<i32>,
    pub contributor: Option<i32>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    pub of: Node,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    pub of: Node,
    pub scheme: IdentifierScheme,
    pub value: String,
}

/// That a fact elsewhere names this node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    pub of: Node,
}

impl Recording {
    /// What other records call it.
    pub fn name(&self) -> RecordingName {
        let artists = self.artists.iter().map(|credit| credit.artist.clone()).collect();
        RecordingName { title: self.title.clone(), artists }
    }
}

impl Node {
    /// The table that it is a row of.
    pub fn subject(&self) -> Subject {
        match self {
            Self::Film(_) => Subject::Film,
            Self::FilmSeries(_) => Subject::FilmSeries,
            Self::Artist(_) => Subject::Artist,
            Self::Song(_) => Subject::Song,
            Self::Soundtrack(_) => Subject::Soundtrack,
            Self::List(_) => Subject::List,
            Self::Recording(_) => Subject::Recording,
        }
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Film(slug) => write!(f, "film `{slug}`"),
            Self::FilmSeries(slug) => write!(f, "film series `{slug}`"),
            Self::Artist(slug) => write!(f, "artist `{slug}`"),
            Self::Song(slug) => write!(f, "song `{slug}`"),
            Self::Soundtrack(slug) => write!(f, "soundtrack `{slug}`"),
            Self::List(slug) => write!(f, "list `{slug}`"),
            Self::Recording(name) => write!(f, "recording “{}” by {}", name.title, name.artists.join(", ")),
        }
    }
}
