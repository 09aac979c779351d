//! The rows of IMDb's tables to what is kept of them.

use serde::{Deserialize, Serialize};

use super::{
    super::text::{clean, release_year},
    table::{Columns, number, text, whole},
};
use crate::catalogue::record::{CreditRole, FilmKind};

/// What a table's row is worth.
#[derive(Debug, PartialEq)]
pub enum Kept<R> {
    Row(R),
    /// Sound, and of no use here.
    Other,
}

/// A row of `title.basics`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    pub number: u64,
    pub title: String,
    pub original_title: Option<String>,
    pub kind: FilmKind,
    /// IMDb's own word for the kind, by which films are chosen.
    pub title_type: String,
    pub year: Option<i32>,
}

/// One person's part in a film, of `title.crew` or `title.principals`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub film: u64,
    pub name: u64,
    pub role: CreditRole,
    /// The place among the parts of its table's row or film.
    pub ordering: u32,
}

/// A row of `name.basics`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub number: u64,
    pub name: String,
    /// Whether there is a year of birth or death: some of the names are bands.
    pub born: bool,
}

/// A row of `title.akas`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aka {
    pub film: u64,
    pub title: String,
    pub original: bool,
}

/// Title types that are films, with the kinds that they are.
pub const TITLE_TYPES: &[(&str, FilmKind)] = &[
    ("movie", FilmKind::Feature),
    ("tvMovie", FilmKind::Feature),
    ("tvSpecial", FilmKind::Feature),
    ("video", FilmKind::Feature),
    ("short", FilmKind::Short),
    ("tvShort", FilmKind::Short),
    ("tvSeries", FilmKind::Series),
    ("tvMiniSeries", FilmKind::Series),
];

pub const BASICS: [&str; 7] =
    ["tconst", "titleType", "primaryTitle", "originalTitle", "isAdult", "startYear", "runtimeMinutes"];
pub const CREW: [&str; 3] = ["tconst", "directors", "writers"];
pub const PRINCIPALS: [&str; 4] = ["tconst", "ordering", "nconst", "category"];
pub const NAMES: [&str; 4] = ["nconst", "primaryName", "birthYear", "deathYear"];
pub const AKAS: [&str; 7] = ["titleId", "ordering", "title", "region", "language", "types", "isOriginalTitle"];

pub fn title(columns: &Columns<7>, row: &str) -> Result<Kept<Title>, String> {
    let [tconst, title_type, primary, original, adult, start, runtime] = columns.cut(row)?;
    let number = title_number(tconst, "tconst")?;
    let title_type = title_type.ok_or("`titleType` is empty")?;
    // The types that are no films, and new ones, are no reason to look any closer.
    let Some((_, kind)) = TITLE_TYPES.iter().find(|(word, _)| *word == title_type) else { return Ok(Kept::Other) };
    // Not used, but where it holds a text all columns before it may be shifted.
    whole(runtime, "runtimeMinutes")?;
    let year = whole(start, "startYear")?;
    match adult {
        Some("0") => {}
        Some("1") => return Ok(Kept::Other),
        other => return Err(format!("`isAdult` is `{}`; it can be 0 or 1", other.unwrap_or("\\N"))),
    }
    let title = text(primary, "primaryTitle")?;
    let original_title = original.and_then(clean).filter(|original| *original != title);
    let year = year.and_then(release_year);
    Ok(Kept::Row(Title { number, title, original_title, kind: *kind, title_type: title_type.to_owned(), year }))
}

pub fn crew(columns: &Columns<3>, row: &str) -> Result<Vec<Part>, String> {
    let [tconst, directors, writers] = columns.cut(row)?;
    let film = title_number(tconst, "tconst")?;
    let mut parts = Vec::new();
    for (list, role, column) in
        [(directors, CreditRole::Director, "directors"), (writers, CreditRole::Writer, "writers")]
    {
        for (nconst, ordering) in list.into_iter().flat_map(|list| list.split(',')).zip(1..) {
            parts.push(Part { film, name: name_number(Some(nconst), column)?, role, ordering });
        }
    }
    Ok(parts)
}

pub fn principal(columns: &Columns<4>, row: &str) -> Result<Kept<Part>, String> {
    let [tconst, ordering, nconst, category] = columns.cut(row)?;
    let film = title_number(tconst, "tconst")?;
    let name = name_number(nconst, "nconst")?;
    let place = whole(ordering, "ordering")?.and_then(|ordering| u32::try_from(ordering).ok());
    let ordering = place.ok_or("`ordering` is no place")?;
    let role = match category.ok_or("`category` is empty")? {
        "director" => CreditRole::Director,
        "writer" => CreditRole::Writer,
        "composer" => CreditRole::Composer,
        "producer" => CreditRole::Producer,
        "actor" | "actress" | "self" => CreditRole::Cast,
        _ => return Ok(Kept::Other),
    };
    Ok(Kept::Row(Part { film, name, role, ordering }))
}

pub fn name(columns: &Columns<4>, row: &str) -> Result<Name, String> {
    let [nconst, name, born, died] = columns.cut(row)?;
    let number = name_number(nconst, "nconst")?;
    let born = whole(born, "birthYear")?.is_some() | whole(died, "deathYear")?.is_some();
    Ok(Name { number, name: text(name, "primaryName")?, born })
}

/// Titles that an English speaker may look for, and original ones.
pub fn aka(columns: &Columns<7>, row: &str) -> Result<Kept<Aka>, String> {
    let [tconst, ordering, title, region, language, types, original] = columns.cut(row)?;
    let film = title_number(tconst, "titleId")?;
    whole(ordering, "ordering")?;
    let original = original == Some("1");
    let english = language == Some("en")
        || language.is_none() && matches!(region, Some("US" | "GB" | "CA" | "AU" | "IE" | "NZ" | "XWW"));
    // Types are parted by the byte 2 where there are several.
    let working = types.is_some_and(|types| types.split(['\u{2}', ',']).any(|word| word == "working"));
    if !original && (!english || working) {
        return Ok(Kept::Other);
    }
    Ok(Kept::Row(Aka { film, title: text(title, "title")?, original }))
}

fn title_number(field: Option<&str>, column: &str) -> Result<u64, String> {
    let field = field.unwrap_or_default();
    number("tt", field).ok_or_else(|| format!("`{column}` is `{field}` and no id of a title"))
}

fn name_number(field: Option<&str>, column: &str) -> Result<u64, String> {
    let field = field.unwrap_or_default();
    number("nm", field).ok_or_else(|| format!("`{column}` holds `{field}`, which is no id of a name"))
}
