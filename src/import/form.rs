//! The form in which people write facts: `seed/README.md` explains it to them.
//!
//! Only what may stand where, and under which key. What it means is read by [`read`](super::read).

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use crate::catalogue::record::{
    ArtistKind, ChartMark, CoverKind, CreditRole, FilmKind, IdentifierScheme, ListKind, SoundtrackKind, SoundtrackRole,
    SourceKind,
};

/// One file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    pub source: Vec<Source>,
    pub series: Vec<Series>,
    pub film: Vec<Film>,
    pub artists: Vec<Artist>,
    pub songs: Vec<Song>,
    pub list: Vec<List>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub key: String,
    pub name: String,
    pub kind: SourceKind,
    pub licence: Option<String>,
    pub version: Option<String>,
    pub url: Option<String>,
    pub retrieved: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    pub title: String,
    pub slug: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub soundtrack: Vec<Soundtrack>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Film {
    pub title: String,
    pub slug: Option<String>,
    pub kind: FilmKind,
    pub year: Option<i32>,
    pub series: Option<String>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    #[serde(default)]
    pub credits: Vec<Credit<CreditRole>>,
    #[serde(default)]
    pub cues: Vec<Cue>,
    #[serde(default)]
    pub soundtrack: Vec<Soundtrack>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit<Role> {
    pub role: Role,
    pub artists: Vec<String>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    pub title: String,
    pub artists: Vec<OrText<Performer>>,
    pub song: Option<String>,
    pub on_soundtrack: Option<bool>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soundtrack {
    /// The film's or the series' own title if it is not given; so with the slug.
    pub title: Option<String>,
    pub slug: Option<String>,
    pub kind: Option<SoundtrackKind>,
    pub label: Option<String>,
    pub year: Option<i32>,
    pub discs: Option<i32>,
    pub volume: Option<i32>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    #[serde(default)]
    pub credits: Vec<Credit<SoundtrackRole>>,
    #[serde(default)]
    pub tracks: Vec<Track>,
    #[serde(default)]
    pub charts: Vec<Chart>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Track {
    pub title: String,
    pub artists: Vec<OrText<Performer>>,
    pub song: Option<String>,
    pub disc: Option<i32>,
    pub position: Option<i32>,
    pub in_film: Option<bool>,
    pub cover: Option<Cover>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cover {
    pub kind: CoverKind,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    pub chart: String,
    pub country: Option<String>,
    pub position: i32,
    pub mark: ChartMark,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artist {
    pub name: String,
    pub slug: Option<String>,
    pub kind: ArtistKind,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub identifiers: Vec<Identifier>,
    #[serde(default)]
    pub members: Vec<OrText<Member>>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    pub artist: String,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Song {
    pub title: String,
    pub slug: Option<String>,
    pub year: Option<i32>,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub writers: Vec<String>,
    pub original: Option<Original>,
}

/// The song's original recording.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    pub artists: Vec<OrText<Performer>>,
    pub year: Option<i32>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    pub slug: String,
    pub kind: ListKind,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub author: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    #[serde(default)]
    pub picks: Vec<Listing>,
    #[serde(default)]
    pub mentions: Vec<Listing>,
    #[serde(default)]
    pub votes: Vec<Listing>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    pub soundtrack: String,
    /// Of a vote, and of no other: the reader's number.
    pub reader: Option<i32>,
    pub position: Option<i32>,
    pub note: Option<String>,
    #[serde(default)]
    pub stated: Vec<OrText<Place>>,
    #[serde(default)]
    pub inferred: Vec<OrText<Place>>,
}

/// An external id.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Identifier {
    pub scheme: IdentifierScheme,
    pub value: String,
}

/// One artist of a recording.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Performer {
    pub artist: String,
    /// What stands before the next artist; ` & ` if it is not given.
    pub join: Option<String>,
}

/// Where a source says it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The source's key and the paragraphs: `article ¶5,6`.
    pub at: String,
    /// What is said there, if it is not the fact as such but these of its columns.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Our name, and the name as it is printed there.
    #[serde(default)]
    pub printed: BTreeMap<String, String>,
    /// A name that is not printed there, and the words from which it is recognised.
    #[serde(default)]
    pub recognised: BTreeMap<String, String>,
    pub confidence: Option<f64>,
}

/// The places that are given for a fact.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub stated: &'a [OrText<Place>],
    pub inferred: &'a [OrText<Place>],
}

/// A part of the form for which places can be given.
pub trait Fact {
    fn said(&self) -> Said<'_>;
}

// Not one flattened field, which would keep serde from refusing unknown keys.
macro_rules! facts {
    ($($fact:ty)*) => {$(
        impl Fact for $fact {
            fn said(&self) -> Said<'_> {
                Said { stated: &self.stated, inferred: &self.inferred }
            }
        }
    )*};
}

facts! {
    Series Film Credit<CreditRole> Cue Soundtrack Credit<SoundtrackRole> Track Cover Chart Artist Member Original List
    Listing
}

impl From<String> for Place {
    fn from(at: String) -> Self {
        Self { at, fields: Vec::new(), printed: BTreeMap::new(), recognised: BTreeMap::new(), confidence: None }
    }
}

impl From<String> for Performer {
    fn from(artist: String) -> Self {
        Self { artist, join: None }
    }
}

impl From<String> for Member {
    fn from(artist: String) -> Self {
        Self { artist, stated: Vec::new(), inferred: Vec::new() }
    }
}

/// A table, or the text that says all of it in the simplest case.
#[derive(Clone, Debug)]
pub struct OrText<T>(pub T);

// Written by hand, since an untagged enum would not tell what is wrong with a table.
impl<'de, T: Deserialize<'de> + From<String>> Deserialize<'de> for OrText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de> + From<String>> Visitor<'de> for Either<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a table")
            }

            fn visit_str<E>(self, text: &str) -> Result<T, E> {
                Ok(T::from(text.to_owned()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_any(Either(PhantomData)).map(Self)
    }
}
