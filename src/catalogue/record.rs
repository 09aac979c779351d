//! What any source can say, before it has rows: the records that importers hand in.
//!
//! Records name each other by [`Key`]: by slug, by an external id, or by a name of the source's own. A recording can also
//! be named by its title and its artists. Nothing here knows of a database or of the form in which a source says it.

pub use entity::{
    ArtistKind, ChartMark, CoverKind, CreditRole, EvidenceMethod, FilmKind, IdentifierScheme, ListKind, ListingKind,
    SoundtrackKind, SoundtrackRole, SourceKind, Subject,
};
use sea_orm::ActiveEnum;

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
    /// What becomes of a fact that names a node which is neither in the batch nor in the database.
    pub missing: Missing,
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

/// What becomes of facts about nodes that are not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// The batch is refused, as it is when a fact is told twice: whoever writes facts by hand has made a slip.
    #[default]
    Refused,
    /// The fact is left out and counted: dumps are full of them. What they tell twice is taken once.
    LeftOut,
}

/// What a node is called by records that speak of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    /// Its slug, where people write facts by hand.
    Slug(String),
    /// One of its external ids.
    Id(Id),
    /// A name that its source gives it and no one else: the name of a person where a table has no ids. It means the
    /// same node wherever the same source uses it.
    Local(String),
}

/// An external id, such as `tt0105415` of IMDb.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id {
    pub scheme: IdentifierScheme,
    pub value: String,
}

/// A node, as records refer to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    Film(Key),
    FilmSeries(Key),
    Artist(Key),
    Song(Key),
    Soundtrack(Key),
    List(Key),
    Recording(RecordingKey),
}

/// What a recording is called.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordingKey {
    Id(Id),
    Named(RecordingName),
}

/// What a recording is known by where it has no id.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordingName {
    pub title: String,
    /// The artists, in the order of the credit.
    pub artists: Vec<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub kind: SourceKind,
    pub licence: Option<String>,
    pub version: Option<String>,
    pub url: Option<String>,
    pub retrieved: Option<String>,
    /// Whose word counts where sources disagree: the lowest. See [`ranks`].
    pub rank: i32,
}

/// The ranks of sources. What is only inferred yields to what is stated, whatever the ranks.
pub mod ranks {
    pub const EDITOR: i32 = 10;
    pub const ARTICLE: i32 = 20;
    pub const WIKIDATA: i32 = 30;
    pub const MUSICBRAINZ: i32 = 40;
    pub const IMDB: i32 = 50;
    /// A table or a data set of which no more is known.
    pub const OTHER: i32 = 90;
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

impl std::hash::Hash for Evidence {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let Self { source, field, method, confidence, locator, as_printed } = self;
        (source, field, method, confidence.to_bits(), locator, as_printed).hash(state);
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSeries {
    pub key: Key,
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Film {
    pub key: Key,
    pub title: String,
    pub kind: FilmKind,
    pub release_year: Option<i32>,
    pub series: Option<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Artist {
    pub key: Key,
    pub name: String,
    pub kind: ArtistKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    pub group: Key,
    pub member: Key,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub film: Key,
    pub artist: Key,
    pub role: CreditRole,
    pub position: Option<i32>,
    pub credited_as: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Song {
    pub key: Key,
    pub title: String,
    pub first_release_year: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SongWriter {
    pub song: Key,
    pub artist: Key,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Recording {
    /// The external id by which other records call it. Without one they call it by title and artists.
    pub id: Option<Id>,
    pub title: String,
    pub artists: Vec<ArtistCredit>,
    pub song: Option<Key>,
    /// Whether the source says that it is the song's original recording.
    pub original: bool,
    pub release_year: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub struct ArtistCredit {
    pub artist: Key,
    pub credited_as: Option<String>,
    pub join_phrase: Option<String>,
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soundtrack {
    pub key: Key,
    pub title: String,
    pub kind: Option<SoundtrackKind>,
    pub label: Option<String>,
    pub release_year: Option<i32>,
    pub discs: Option<i32>,
    pub series: Option<Key>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSoundtrack {
    pub film: Key,
    pub soundtrack: Key,
    pub primary: bool,
    pub volume: Option<i32>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoundtrackCredit {
    pub soundtrack: Key,
    pub artist: Key,
    pub role: SoundtrackRole,
    pub credited_as: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    pub soundtrack: Key,
    pub recording: RecordingKey,
    pub disc: Option<i32>,
    pub position: Option<i32>,
    pub title: String,
    pub in_film: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub recording: RecordingKey,
    pub song: Key,
    pub kind: CoverKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    pub film: Key,
    pub song: Option<Key>,
    pub recording: Option<RecordingKey>,
    pub on_soundtrack: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChartEntry {
    pub soundtrack: Key,
    pub chart: String,
    pub country: Option<String>,
    pub position: i32,
    pub mark: ChartMark,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub key: Key,
    pub kind: ListKind,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    pub list: Key,
    pub soundtrack: Key,
    pub kind: ListingKind,
    pub position: Option<i32>,
    pub contributor: Option<i32>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Alias {
    pub of: Node,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identifier {
    pub of: Node,
    pub scheme: IdentifierScheme,
    pub value: String,
}

/// That a fact elsewhere names this node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Naming {
    pub of: Node,
}

impl Recording {
    /// What other records call it.
    pub fn key(&self) -> RecordingKey {
        match &self.id {
            Some(id) => RecordingKey::Id(id.clone()),
            None => {
                let artists = self.artists.iter().map(|credit| credit.artist.clone()).collect();
                RecordingKey::Named(RecordingName { title: self.title.clone(), artists })
            }
        }
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

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Slug(slug) => write!(f, "`{slug}`"),
            Self::Id(id) => id.fmt(f),
            Self::Local(name) => write!(f, "“{name}”"),
        }
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.scheme.to_value(), self.value)
    }
}

impl std::fmt::Display for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Film(key) => write!(f, "film {key}"),
            Self::FilmSeries(key) => write!(f, "film series {key}"),
            Self::Artist(key) => write!(f, "artist {key}"),
            Self::Song(key) => write!(f, "song {key}"),
            Self::Soundtrack(key) => write!(f, "soundtrack {key}"),
            Self::List(key) => write!(f, "list {key}"),
            Self::Recording(RecordingKey::Id(id)) => write!(f, "recording {id}"),
            Self::Recording(RecordingKey::Named(name)) => {
                let artists: Vec<String> = name.artists.iter().map(Key::to_string).collect();
                write!(f, "recording “{}” by {}", name.title, artists.join(", "))
            }
        }
    }
}
