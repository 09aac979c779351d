//! The documents of the JSON dumps and of the web service, as far as they are read. Keys come in any order, and what is
//! absent may be `null`, empty or not there. Tags, genres, ratings and annotations, whose licence is another, are not read.

use std::collections::HashMap;

use serde::{Deserialize, Deserializer, de::IgnoredAny};

use super::values::{Mbid, Text};

/// An empty list where there is `null`.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ReleaseGroup<'a> {
    pub id: Mbid,
    #[serde(borrow, default)]
    pub title: Text<'a>,
    #[serde(borrow, default)]
    pub first_release_date: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub secondary_types: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub secondary_type_ids: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub artist_credit: Vec<Credited<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub relations: Vec<Relation<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Release<'a> {
    pub id: Mbid,
    #[serde(borrow, default)]
    pub status: Text<'a>,
    #[serde(borrow, default)]
    pub date: Text<'a>,
    #[serde(borrow, default)]
    pub release_group: Option<ReleaseGroup<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub label_info: Vec<LabelInfo<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub media: Vec<Medium<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct LabelInfo<'a> {
    #[serde(borrow, default)]
    pub label: Option<Label<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Label<'a> {
    #[serde(borrow, default)]
    pub name: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub struct Medium<'a> {
    #[serde(default)]
    pub position: Option<i32>,
    /// Music that is hidden before the first track.
    #[serde(borrow, default)]
    pub pregap: Option<Track<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub tracks: Vec<Track<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Track<'a> {
    #[serde(default)]
    pub position: Option<i32>,
    #[serde(borrow, default)]
    pub title: Text<'a>,
    #[serde(borrow, default)]
    pub recording: Option<Recording<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Recording<'a> {
    pub id: Mbid,
    #[serde(borrow, default)]
    pub title: Text<'a>,
    #[serde(borrow, default)]
    pub first_release_date: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub isrcs: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub artist_credit: Vec<Credited<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub relations: Vec<Relation<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Work<'a> {
    pub id: Mbid,
    #[serde(borrow, default)]
    pub title: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub iswcs: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub relations: Vec<Relation<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Artist<'a> {
    pub id: Mbid,
    #[serde(borrow, default)]
    pub name: Text<'a>,
    #[serde(borrow, default, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub aliases: Vec<Alias<'a>>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub relations: Vec<Relation<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Alias<'a> {
    #[serde(borrow, default)]
    pub name: Text<'a>,
    #[serde(borrow, default, rename = "type")]
    pub kind: Text<'a>,
}

/// An artist in a credit, with the name as it is printed and what stands before the next.
#[derive(Debug, Deserialize)]
pub struct Credited<'a> {
    #[serde(borrow, default)]
    pub name: Text<'a>,
    #[serde(borrow, default)]
    pub joinphrase: Text<'a>,
    #[serde(borrow)]
    pub artist: Artist<'a>,
}

/// A relation to another entity, which stands under the name of its type.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Relation<'a> {
    #[serde(borrow, default)]
    pub type_id: Text<'a>,
    #[serde(borrow, default, deserialize_with = "list")]
    pub attributes: Vec<Text<'a>>,
    #[serde(borrow, default)]
    pub work: Option<Box<Work<'a>>>,
    #[serde(borrow, default)]
    pub recording: Option<Box<Recording<'a>>>,
    #[serde(borrow, default)]
    pub artist: Option<Box<Artist<'a>>>,
    #[serde(borrow, default)]
    pub url: Option<Url<'a>>,
}

#[derive(Debug, Deserialize)]
pub struct Url<'a> {
    #[serde(borrow, default)]
    pub resource: Text<'a>,
}

/// A page of a list or of a search of the web service.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct Page<'a> {
    #[serde(borrow, deserialize_with = "list")]
    pub release_groups: Vec<ReleaseGroup<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub releases: Vec<Release<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub recordings: Vec<Recording<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub works: Vec<Work<'a>>,
    #[serde(borrow, deserialize_with = "list")]
    pub artists: Vec<Artist<'a>>,
}

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ReleaseGroup,
    Release,
    Recording,
    Work,
    Artist,
    Page,
}

impl Kind {
    /// By the name of a file: `mbdump/release-group` in the archive of a dump, or `release-group.json`.
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.rsplit('/').next().unwrap_or(name);
        Some(match name.split('.').next().unwrap_or(name) {
            "release-group" => Self::ReleaseGroup,
            "release" => Self::Release,
            "recording" => Self::Recording,
            "work" => Self::Work,
            "artist" => Self::Artist,
            _ => return None,
        })
    }

    /// By the keys of a document. `None` for other entities.
    pub fn of_document(bytes: &[u8]) -> serde_json::Result<Option<Self>> {
        let keys: HashMap<String, IgnoredAny> = serde_json::from_slice(bytes)?;
        let any = |names: &[&str]| names.iter().any(|name| keys.contains_key(*name));
        Ok(if !any(&["id"]) {
            any(&["release-groups", "releases", "recordings", "works", "artists"]).then_some(Self::Page)
        } else if any(&["sort-name"]) {
            // Labels and areas have names to be sorted by, too.
            (!any(&["label-code", "iso-3166-1-codes", "iso-3166-2-codes"])).then_some(Self::Artist)
        } else if any(&["media", "status", "barcode", "label-info"]) {
            Some(Self::Release)
        } else if any(&["secondary-types", "primary-type"]) {
            Some(Self::ReleaseGroup)
        } else if any(&["iswcs", "languages", "language"]) {
            Some(Self::Work)
        } else {
            any(&["video", "length"]).then_some(Self::Recording)
        })
    }
}
