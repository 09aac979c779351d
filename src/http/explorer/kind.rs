//! What has a page of its own, and under which address.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Slugs and ids have letters, digits and these.
const SAFE: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Film,
    Series,
    Artist,
    Soundtrack,
    Song,
    Recording,
    List,
}

impl Kind {
    pub const ALL: [Self; 7] =
        [Self::Film, Self::Series, Self::Artist, Self::Soundtrack, Self::Song, Self::Recording, Self::List];

    /// As it stands in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Film => "film",
            Self::Series => "series",
            Self::Artist => "artist",
            Self::Soundtrack => "soundtrack",
            Self::Song => "song",
            Self::Recording => "recording",
            Self::List => "list",
        }
    }

    /// As it stands in sentences.
    pub fn word(self) -> &'static str {
        match self {
            Self::Series => "film series",
            _ => self.name(),
        }
    }

    /// The kind of a node, by the name of its type.
    pub fn of_type(name: &str) -> Option<Self> {
        Some(match name {
            "Film" => Self::Film,
            "FilmSeries" => Self::Series,
            "Artist" => Self::Artist,
            "Soundtrack" => Self::Soundtrack,
            "Song" => Self::Song,
            "Recording" => Self::Recording,
            "List" => Self::List,
            _ => return None,
        })
    }

    /// Asks for what the summary says. Its variable is `slug`, of a recording the id.
    pub fn document(self) -> &'static str {
        match self {
            Self::Film => include_str!("film.graphql"),
            Self::Series => include_str!("series.graphql"),
            Self::Artist => include_str!("artist.graphql"),
            Self::Soundtrack => include_str!("soundtrack.graphql"),
            Self::Song => include_str!("song.graphql"),
            Self::Recording => include_str!("recording.graphql"),
            Self::List => include_str!("list.graphql"),
        }
    }

    /// Such as `/film/singles-1992`.
    pub fn address(self, slug: &str) -> String {
        format!("/{}/{}", self.name(), utf8_percent_encode(slug, SAFE))
    }

    /// Where another catalogue has it, by the name of the scheme and the id there.
    pub fn elsewhere(self, scheme: &str, value: &str) -> Option<String> {
        let value = utf8_percent_encode(value, SAFE).to_string();
        match scheme {
            "IMDB" => {
                let part = if value.starts_with("nm") { "name" } else { "title" };
                Some(format!("https://www.imdb.com/{part}/{value}/"))
            }
            "WIKIDATA" => Some(format!("https://www.wikidata.org/wiki/{value}")),
            "MUSICBRAINZ" => {
                let part = match self {
                    Self::Artist => "artist",
                    Self::Soundtrack => "release-group",
                    Self::Recording => "recording",
                    Self::Song => "work",
                    Self::Film | Self::Series | Self::List => return None,
                };
                Some(format!("https://musicbrainz.org/{part}/{value}"))
            }
            "DISCOGS" => {
                let (part, id) = match value.split_at_checked(1)? {
                    ("a", id) => ("artist", id),
                    ("m", id) => ("master", id),
                    ("r", id) => ("release", id),
                    _ => return None,
                };
                Some(format!("https://www.discogs.com/{part}/{id}"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_others_lead_there() {
        for (kind, scheme, value, address) in [
            (Kind::Film, "IMDB", "tt0105415", Some("https://www.imdb.com/title/tt0105415/")),
            (Kind::Artist, "IMDB", "nm0001081", Some("https://www.imdb.com/name/nm0001081/")),
            (Kind::Film, "WIKIDATA", "Q1", Some("https://www.wikidata.org/wiki/Q1")),
            (Kind::Soundtrack, "MUSICBRAINZ", "a-b", Some("https://musicbrainz.org/release-group/a-b")),
            (Kind::Song, "MUSICBRAINZ", "a-b", Some("https://musicbrainz.org/work/a-b")),
            (Kind::Film, "MUSICBRAINZ", "a-b", None),
            (Kind::Artist, "DISCOGS", "a12", Some("https://www.discogs.com/artist/12")),
            (Kind::Soundtrack, "DISCOGS", "m12", Some("https://www.discogs.com/master/12")),
            (Kind::Soundtrack, "DISCOGS", "é", None),
            (Kind::Recording, "ISRC", "GBUM71029604", None),
            (Kind::Film, "WIKIDATA", "Q1/../\"x", Some("https://www.wikidata.org/wiki/Q1%2F..%2F%22x")),
        ] {
            assert_eq!(kind.elsewhere(scheme, value).as_deref(), address, "{scheme} {value}");
        }
    }

    #[test]
    fn addresses_hold_any_slug() {
        assert_eq!(Kind::Film.address("singles-1992"), "/film/singles-1992");
        assert_eq!(Kind::Recording.address("UmVj_b3-Jk"), "/recording/UmVj_b3-Jk");
        assert_eq!(Kind::Song.address("ä/?\""), "/song/%C3%A4%2F%3F%22");
    }
}
