//! Values as MusicBrainz writes them.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::catalogue::{
    YEARS,
    record::{Id, IdentifierScheme},
};
use crate::import::text::clean;

/// The id of any entity of MusicBrainz: a UUID.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mbid(pub [u8; 16]);

impl Mbid {
    pub const fn from_u128(id: u128) -> Self {
        Self(id.to_be_bytes())
    }

    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return None;
        }
        let mut id: u128 = 0;
        for (place, byte) in bytes.iter().enumerate() {
            if matches!(place, 8 | 13 | 18 | 23) {
                if *byte != b'-' {
                    return None;
                }
            } else {
                id = id << 4 | u128::from(char::from(*byte).to_digit(16)?);
            }
        }
        Some(Self::from_u128(id))
    }

    pub fn id(self) -> Id {
        Id { scheme: IdentifierScheme::Musicbrainz, value: self.to_string() }
    }
}

impl fmt::Display for Mbid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = u128::from_be_bytes(self.0);
        let (a, b, c) = ((id >> 96) as u32, (id >> 80) as u16, (id >> 64) as u16);
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{:04x}-{:012x}", (id >> 48) as u16, id & 0xffff_ffff_ffff)
    }
}

impl fmt::Debug for Mbid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl<'de> Deserialize<'de> for Mbid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Self::parse(text.as_ref()).ok_or_else(|| de::Error::custom(format!("`{}` is no MBID", text.as_ref())))
    }
}

impl Serialize for Mbid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A text that is borrowed from the line where it has no escapes. Empty where there is `null`; titles that are numbers
/// are written without quotes by some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(without_control(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(without_control(text).into_owned())))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(number.to_string())))
            }
            fn visit_unit<E>(self) -> Result<Text<'de>, E> {
                Ok(Text::default())
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

/// A text as it is, unless it holds control characters, of which PostgreSQL refuses one. Nothing may be left of it.
pub fn without_control(text: &str) -> Cow<'_, str> {
    match text.contains(char::is_control) {
        true => Cow::Owned(clean(text).unwrap_or_default()),
        false => Cow::Borrowed(text),
    }
}

/// What a date that nobody knows is, as [`sortable`] has it.
pub const UNKNOWN_DATE: &str = "9999";

/// A date that may lack its day or its month, so that it sorts: what is missing comes after what is there, since a year
/// alone does not say that it was earlier than some day of that year. `None` for what is no date.
pub fn sortable(date: &str) -> Option<String> {
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()))?;
    let mut part = |most: u32| match parts.next() {
        Some(text) => text.parse().ok().filter(|number| (1..=most).contains(number)),
        None => None,
    };
    let (month, day) = match part(12) {
        Some(month) => (month, part(31).unwrap_or(99)),
        None => (99, 99),
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

/// The year of a sortable date, if anything can have been released in it.
pub fn year(sortable: &str) -> Option<i32> {
    let year = sortable.split('-').next().filter(|year| *year != UNKNOWN_DATE)?;
    year.parse().ok().filter(|year| YEARS.contains(year))
}

/// What an address of another database says which thing it is there.
pub fn id_in(url: &str) -> Option<Id> {
    let (_, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let known = |domain: &str| host == domain || host.strip_suffix(domain).is_some_and(|sub| sub.ends_with('.'));
    let parts = path.split('/').filter(|part| !part.is_empty());
    let lettered = |part: &&str, letters: &str| {
        part.strip_prefix(letters)
            .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let found = |scheme, value: &str| Some(Id { scheme, value: value.to_owned() });
    if known("imdb.com") {
        let part = parts.clone().find(|part| lettered(part, "tt") || lettered(part, "nm"))?;
        found(IdentifierScheme::Imdb, part)
    } else if known("wikidata.org") {
        let part = parts.clone().find(|part| lettered(part, "Q"))?;
        found(IdentifierScheme::Wikidata, part)
    } else if known("discogs.com") {
        // `/master/123`, `/artist/123-Name`; numbers have the letter by which Discogs itself tells them apart.
        let mut parts = parts.skip_while(|part| !matches!(*part, "master" | "artist"));
        let letter = if parts.next()? == "master" { 'm' } else { 'a' };
        let number: String = parts.next()?.chars().take_while(char::is_ascii_digit).collect();
        (!number.is_empty()).then(|| found(IdentifierScheme::Discogs, &format!("{letter}{number}")))?
    } else {
        None
    }
}

/// Artists of MusicBrainz that are none: they stand where nobody, or everybody, is credited. No song is theirs, and they
/// cover none.
pub fn nobody(id: Mbid, name: &str) -> bool {
    const VARIOUS_ARTISTS: Mbid = Mbid::from_u128(0x89ad4ac3_39f7_470e_963a_56509c546377);
    const NAMES: &[&str] = &[
        "[unknown]",
        "[no artist]",
        "[traditional]",
        "[data]",
        "[anonymous]",
        "[dialogue]",
        "[language instruction]",
        "[nature sounds]",
        "[church chimes]",
        "[theatre]",
    ];
    id == VARIOUS_ARTISTS || NAMES.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mbids_are_read_and_written() {
        let text = "89ad4ac3-39f7-470e-963a-56509c546377";
        assert_eq!(Mbid::parse(text).unwrap().to_string(), text);
        assert_eq!(Mbid::parse(&text.to_uppercase()).unwrap().to_string(), text);
        for wrong in [
            "",
            "89ad4ac3",
            "89ad4ac3x39f7-470e-963a-56509c546377",
            "89ad4ac3-39f7-470e-963a-56509c54637g",
            "ééééééééé-é-é-é-éééé",
        ] {
            assert!(Mbid::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn what_a_date_lacks_comes_after() {
        for (date, key) in [
            ("1973-03-24", Some("1973-03-24")),
            ("1973-03", Some("1973-03-99")),
            ("1973", Some("1973-99-99")),
            ("1973-00-00", Some("1973-99-99")),
            ("1973-??-24", Some("1973-99-99")),
            ("", None),
            ("73", None),
            ("+1973", None),
        ] {
            assert_eq!(sortable(date).as_deref(), key, "{date}");
        }
        assert_eq!(year("1973-99-99"), Some(1973));
        assert_eq!(year(UNKNOWN_DATE), None);
    }

    #[test]
    fn addresses_name_things() {
        for (url, expected) in [
            ("https://www.imdb.com/title/tt1524575/", Some("tt1524575")),
            ("http://imdb.com/title/tt15245750/soundtrack?ref=x", Some("tt15245750")),
            ("https://m.imdb.com/name/nm0000123", Some("nm0000123")),
            ("https://www.imdb.com/title/", None),
            ("https://www.imdb.com.example.org/title/tt1/", None),
            ("https://www.wikidata.org/wiki/Q42", Some("Q42")),
            ("http://www.wikidata.org/entity/Q42#x", Some("Q42")),
            ("https://www.discogs.com/master/123-Some-Title", Some("m123")),
            ("https://www.discogs.com/de/artist/456", Some("a456")),
            ("https://www.discogs.com/release/456", None),
            ("tt1524575", None),
        ] {
            assert_eq!(id_in(url).map(|id| id.value).as_deref(), expected, "{url}");
        }
    }
}
