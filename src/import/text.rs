//! Texts, numbers and ids as sources print them, to values that a record may hold.

use crate::catalogue::record::{Id, IdentifierScheme};

/// MusicBrainz's artist that stands for there being many. It is no one and has no credits.
pub const VARIOUS_ARTISTS: &str = "89ad4ac3-39f7-470e-963a-56509c546377";

/// A text without white space around it and without control characters, which no column needs and of which PostgreSQL
/// refuses one. `None` if that leaves nothing.
pub fn clean(text: &str) -> Option<String> {
    let unwanted = |c: char| c.is_control();
    let text = if text.contains(unwanted) { text.replace(unwanted, " ") } else { text.to_owned() };
    let trimmed = text.trim();
    match trimmed.len() {
        0 => None,
        length if length == text.len() => Some(text),
        _ => Some(trimmed.to_owned()),
    }
}

/// The year if a film or a soundtrack can be of it: there is no film from before the photographs of the transit of
/// Venus of 1874, and what is announced for a far year is a slip.
pub fn release_year(year: i64) -> Option<i32> {
    i32::try_from(year).ok().filter(|year| (1874..=2100).contains(year))
}

/// An id of a title in IMDb, such as `tt0105415`: the number has seven digits or more.
pub fn imdb_title(text: &str) -> Option<Id> {
    imdb("tt", text)
}

/// An id of a person in IMDb, such as `nm0001081`.
pub fn imdb_name(text: &str) -> Option<Id> {
    imdb("nm", text)
}

fn imdb(prefix: &str, text: &str) -> Option<Id> {
    let digits = text.strip_prefix(prefix)?;
    (digits.len() >= 7 && is_number(digits)).then(|| Id { scheme: IdentifierScheme::Imdb, value: text.to_owned() })
}

/// A MusicBrainz id: a UUID, in lower case.
pub fn mbid(text: &str) -> Option<Id> {
    let hex = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let parts: Vec<&str> = text.split('-').collect();
    let whole = parts.len() == 5 && parts.iter().zip([8, 4, 4, 4, 12]).all(|(part, length)| hex(part, length));
    whole.then(|| Id { scheme: IdentifierScheme::Musicbrainz, value: text.to_ascii_lowercase() })
}

/// An id of Discogs, whose artists (`a`) and albums (`m`) are numbered alike: a number, with or without the letter.
pub fn discogs(text: &str, letter: char) -> Option<Id> {
    let number = text.strip_prefix(letter).unwrap_or(text);
    is_number(number).then(|| Id { scheme: IdentifierScheme::Discogs, value: format!("{letter}{number}") })
}

/// An item of Wikidata, such as `Q2262932`.
pub fn wikidata(text: &str) -> Option<Id> {
    let digits = text.strip_prefix('Q')?;
    let whole = is_number(digits) && !digits.starts_with('0');
    whole.then(|| Id { scheme: IdentifierScheme::Wikidata, value: text.to_owned() })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 18 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned() {
        for (text, expected) in [
            ("City Streets", Some("City Streets")),
            ("  City\u{0}Streets\n", Some("City Streets")),
            ("\u{a0}Éric Serra", Some("Éric Serra")),
            ("", None),
            (" \u{0}\t", None),
        ] {
            assert_eq!(clean(text).as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn only_years_of_films_are_release_years() {
        let years = [1873, 1874, 2024, 2101, -44, i64::MAX].map(release_year);
        assert_eq!(years, [None, Some(1874), Some(2024), None, None, None]);
    }

    #[test]
    fn ids_are_what_their_scheme_says() {
        for (text, is_id) in [
            ("tt0105415", true),
            ("tt33764258", true),
            ("nm0001081", false),
            ("co0000001", false),
            ("tt123", false),
            ("tt01054l5", false),
            ("https://www.imdb.com/title/tt0105415/", false),
        ] {
            assert_eq!(imdb_title(text).is_some(), is_id, "{text}");
        }
        assert!(imdb_name("nm0001081").is_some() && imdb_name("tt0105415").is_none());
        let upper = mbid("861A6FE3-c1c7-3c36-856f-eb9fdddb383f").map(|id| id.value);
        assert_eq!(upper.as_deref(), Some("861a6fe3-c1c7-3c36-856f-eb9fdddb383f"));
        for text in [
            "861a6fe3-c1c7-3c36-856f-eb9fdddb383",
            "861a6fe3c1c73c36856feb9fdddb383f",
            "861a6fe3-c1c7-3c36-856f-eb9fdddb383ö",
        ] {
            assert_eq!(mbid(text), None, "{text}");
        }
        assert!(wikidata("Q42").is_some() && wikidata("Q042").is_none() && wikidata("P31").is_none());
        assert!(discogs("27113", 'm').is_some_and(|id| id.value == "m27113") && discogs("a27113", 'm').is_none());
    }
}
