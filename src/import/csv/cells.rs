//! What stands in the cells of a table.

use super::super::text::{clean, discogs, imdb_name, imdb_title, mbid, release_year, wikidata};
use crate::catalogue::record::{
    ArtistKind, EvidenceMethod, FilmKind, Id, IdentifierScheme, ListingKind, SoundtrackKind, SoundtrackRole,
};

/// Parts of a name that stand behind a comma and are no name themselves.
const SUFFIXES: &[&str] = &["jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "ph.d.", "m.d.", "esq."];

/// What a film or an album is linked by, where a table only guessed it from the titles.
const GUESSED: f64 = 0.6;

/// Names with commas or `|` between them: `Sammy Davis, Jr., Bob Fosse` are two.
pub fn names(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in cell.split([',', '|']).filter_map(clean) {
        if SUFFIXES.contains(&part.to_lowercase().as_str())
            && let Some(name) = names.last_mut()
        {
            name.push_str(", ");
            name.push_str(&part);
        } else if !names.contains(&part) {
            names.push(part);
        }
    }
    names
}

/// Texts with `|` between them.
pub fn texts(cell: &str) -> Vec<String> {
    let mut texts = Vec::new();
    for text in cell.split('|').filter_map(clean) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// The year of `1992`, `1992.0`, `1992-09` or `1992-09-18`.
pub fn year(cell: &str) -> Result<i32, String> {
    let digits: String = cell.chars().take_while(char::is_ascii_digit).collect();
    let rest = &cell[digits.len()..];
    let whole = digits.len() == 4 && (rest.is_empty() || rest == ".0" || rest.starts_with('-'));
    let year = whole.then(|| digits.parse().ok().and_then(release_year)).flatten();
    year.ok_or_else(|| format!("`{cell}` is no year of a release"))
}

pub fn number(cell: &str) -> Result<i32, String> {
    let number = cell.strip_suffix(".0").unwrap_or(cell).parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| format!("`{cell}` is no number from 1"))
}

/// An id of this scheme: of a film or an album if `title`, of a person if not. IMDb's titles may lack their `tt`.
pub fn id(scheme: IdentifierScheme, title: bool, cell: &str) -> Result<Id, String> {
    let id = match scheme {
        IdentifierScheme::Imdb if title && cell.bytes().all(|byte| byte.is_ascii_digit()) => {
            imdb_title(&format!("tt{cell:0>7}"))
        }
        IdentifierScheme::Imdb if title => imdb_title(cell),
        IdentifierScheme::Imdb => imdb_name(cell),
        IdentifierScheme::Wikidata => wikidata(cell),
        IdentifierScheme::Musicbrainz => mbid(cell),
        IdentifierScheme::Discogs => discogs(cell, if title { 'm' } else { 'a' }),
        IdentifierScheme::Isrc => isrc(cell),
        IdentifierScheme::Iswc => None,
    };
    id.ok_or_else(|| format!("`{cell}` is no id of {}", scheme_name(scheme)))
}

/// Country, registrant, year and number of a recording, of twelve letters and digits with or without hyphens.
fn isrc(cell: &str) -> Option<Id> {
    let code = cell.replace('-', "").to_ascii_uppercase();
    let bytes = code.as_bytes();
    let whole = bytes.len() == 12
        && bytes[..2].iter().all(u8::is_ascii_alphabetic)
        && bytes[2..5].iter().all(u8::is_ascii_alphanumeric)
        && bytes[5..].iter().all(u8::is_ascii_digit);
    whole.then_some(Id { scheme: IdentifierScheme::Isrc, value: code })
}

fn scheme_name(scheme: IdentifierScheme) -> &'static str {
    match scheme {
        IdentifierScheme::Imdb => "IMDb",
        IdentifierScheme::Wikidata => "Wikidata",
        IdentifierScheme::Musicbrainz => "MusicBrainz",
        IdentifierScheme::Discogs => "Discogs",
        IdentifierScheme::Isrc => "a recording (ISRC)",
        IdentifierScheme::Iswc => "a song (ISWC)",
    }
}

/// The external id that a reference looks like, if it looks like one.
pub fn any_id(cell: &str) -> Option<Id> {
    imdb_title(cell).or_else(|| imdb_name(cell)).or_else(|| wikidata(cell)).or_else(|| mbid(cell))
}

pub fn film_kind(cell: &str) -> Result<FilmKind, String> {
    Ok(match folded(cell).as_str() {
        "feature" | "movie" | "film" | "tv movie" => FilmKind::Feature,
        "short" | "short film" => FilmKind::Short,
        "concert" | "concert film" => FilmKind::Concert,
        "series" | "tv show" | "tv series" | "tv mini series" => FilmKind::Series,
        _ => return Err(no_word(cell, "a film", "FEATURE, SHORT, CONCERT, SERIES")),
    })
}

pub fn artist_kind(cell: &str) -> Result<ArtistKind, String> {
    Ok(match folded(cell).as_str() {
        "person" => ArtistKind::Person,
        "group" => ArtistKind::Group,
        "orchestra" => ArtistKind::Orchestra,
        "choir" => ArtistKind::Choir,
        "other" | "character" => ArtistKind::Other,
        _ => return Err(no_word(cell, "an artist", "PERSON, GROUP, ORCHESTRA, CHOIR, OTHER")),
    })
}

/// The kind of a soundtrack; `None` for words that say that it is not known, or what it was sold as.
pub fn soundtrack_kind(cell: &str) -> Result<Option<SoundtrackKind>, String> {
    Ok(Some(match folded(cell).as_str() {
        "songs" => SoundtrackKind::Songs,
        "score" => SoundtrackKind::Score,
        "mixed" => SoundtrackKind::Mixed,
        "inspired by" => SoundtrackKind::InspiredBy,
        "cast recording" => SoundtrackKind::CastRecording,
        "unknown" | "other" | "single" | "ep" | "album" => return Ok(None),
        _ => return Err(no_word(cell, "a soundtrack", "SONGS, SCORE, MIXED, INSPIRED_BY, CAST_RECORDING")),
    }))
}

pub fn soundtrack_role(cell: &str) -> Result<SoundtrackRole, String> {
    Ok(match folded(cell).as_str() {
        "performer" => SoundtrackRole::Performer,
        "producer" => SoundtrackRole::Producer,
        "composer" => SoundtrackRole::Composer,
        "compiler" => SoundtrackRole::Compiler,
        _ => return Err(no_word(cell, "a part in a soundtrack", "PERFORMER, PRODUCER, COMPOSER, COMPILER")),
    })
}

pub fn listing_kind(cell: &str) -> Result<ListingKind, String> {
    Ok(match folded(cell).as_str() {
        "pick" => ListingKind::Pick,
        "vote" => ListingKind::Vote,
        "mention" => ListingKind::Mention,
        _ => return Err(no_word(cell, "a listing", "PICK, VOTE, MENTION")),
    })
}

/// How a table knows that a soundtrack is a film's, from its own word for that, and how sure that is.
pub fn method(cell: &str) -> (EvidenceMethod, f64) {
    let word = folded(cell);
    if word.contains("title") {
        (EvidenceMethod::TitleYear, GUESSED)
    } else if word.contains("exact") || word == "id" {
        (EvidenceMethod::IdExact, 1.0)
    } else if word == "stated" {
        (EvidenceMethod::Stated, 1.0)
    } else {
        (EvidenceMethod::Inferred, GUESSED)
    }
}

fn no_word(cell: &str, of: &str, words: &str) -> String {
    format!("`{cell}` is no kind of {of}; they are {words}")
}

fn folded(cell: &str) -> String {
    cell.trim().to_lowercase().replace(['_', '-'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_but_not_from_their_suffixes() {
        assert_eq!(names("Joel Coen, Ethan Coen"), ["Joel Coen", "Ethan Coen"]);
        assert_eq!(names("Sammy Davis, Jr., Bob Fosse"), ["Sammy Davis, Jr.", "Bob Fosse"]);
        assert_eq!(names("George Tillman Jr."), ["George Tillman Jr."]);
        assert_eq!(names(" , A,,A | B "), ["A", "B"]);
        assert_eq!(names("Jr."), ["Jr."]);
        assert_eq!(names(""), [""; 0]);
    }

    #[test]
    fn years_are_those_of_dates_and_of_nothing_else() {
        for cell in ["1992", "1992-09", "1992-09-18", "1992.0"] {
            assert_eq!(year(cell), Ok(1992), "{cell}");
        }
        for cell in ["92", "19921", "September 18, 1992", "1992 or so", "0092", "-44", "", "１９９２"] {
            assert!(year(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn ids_of_imdb_may_be_bare_digits() {
        let value = |cell| id(IdentifierScheme::Imdb, true, cell).map(|id| id.value);
        assert_eq!(value("105415").as_deref(), Ok("tt0105415"));
        assert_eq!(value("0105415").as_deref(), Ok("tt0105415"));
        assert_eq!(value("33764258").as_deref(), Ok("tt33764258"));
        assert_eq!(value("nm0000001"), Err("`nm0000001` is no id of IMDb".to_owned()));
        assert!(id(IdentifierScheme::Isrc, false, "GB-AYE-68-00015").is_ok_and(|id| id.value == "GBAYE6800015"));
        assert!(id(IdentifierScheme::Isrc, false, "GBAYE680001").is_err());
    }

    #[test]
    fn links_are_as_sure_as_their_method() {
        assert_eq!(method("imdb_exact"), (EvidenceMethod::IdExact, 1.0));
        assert_eq!(method("title_contains_strict"), (EvidenceMethod::TitleYear, 0.6));
        assert_eq!(method("title_exact"), (EvidenceMethod::TitleYear, 0.6));
        assert_eq!(method("guess"), (EvidenceMethod::Inferred, 0.6));
    }
}
