//! What is kept of an entity until the whole dump is read: films refer to items before and after them.

use serde::{Deserialize, Serialize};

use super::{
    super::text::{clean, discogs, imdb_name, imdb_title, mbid, release_year},
    classes,
    json::*,
};
use crate::catalogue::record::{ArtistKind, CreditRole, FilmKind, Id};

/// Other titles and names of one node that are kept.
const MOST_ALIASES: usize = 20;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Row {
    Film(Film),
    Artist(Artist),
    Album(Album),
    FilmSeries(Named),
    Label(Named),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub aliases: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Film {
    pub named: Named,
    pub kind: FilmKind,
    /// The year, and whether it is that of the start (P580) for want of one of publication (P577).
    pub year: Option<(i32, bool)>,
    pub series: Option<u64>,
    pub imdb: Vec<String>,
    pub credits: Vec<Credit>,
    /// The items of its soundtracks.
    pub albums: Vec<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credit {
    pub role: CreditRole,
    pub artist: u64,
    pub credited_as: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artist {
    pub named: Named,
    pub kind: ArtistKind,
    pub imdb: Vec<String>,
    pub mbids: Vec<String>,
    pub discogs: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Album {
    pub named: Named,
    pub year: Option<i32>,
    pub label: Option<u64>,
    pub performers: Vec<u64>,
    pub composers: Vec<u64>,
    pub mbids: Vec<String>,
    pub discogs: Vec<String>,
}

/// The film properties that are credits.
pub const CREDITS: &[(&str, CreditRole)] = &[
    (P_DIRECTOR, CreditRole::Director),
    (P_WRITER, CreditRole::Writer),
    (P_COMPOSER, CreditRole::Composer),
    (P_PRODUCER, CreditRole::Producer),
    (P_CAST, CreditRole::Cast),
];

/// What an entity is, if it is anything that is kept.
#[derive(Debug, PartialEq, Eq)]
pub enum Kept {
    Row(u64, Row),
    /// A film that has neither a title nor a label.
    Nameless,
    /// No film, and nothing with a name that a film would refer to.
    Other,
}

impl Kept {
    pub fn of(entity: &Entity) -> Self {
        let Some(number) = entity.item() else { return Self::Other };
        let classes: Vec<u64> = items(entity, P_INSTANCE).collect();
        let genres: Vec<u64> = items(entity, P_GENRE).collect();
        let imdb_people = ids(entity, P_IMDB, imdb_name);
        let mbids = ids(entity, P_ARTIST_MBID, mbid);
        let release_groups = ids(entity, P_RELEASE_GROUP_MBID, mbid);

        let row = if let Some(kind) = classes::film(&classes, &genres) {
            Named::titled(entity).map(|named| Row::Film(film(entity, named, kind)))
        } else if classes::is_film_series(&classes) {
            Named::titled(entity).map(Row::FilmSeries)
        } else if classes::is_album(&classes) || !release_groups.is_empty() {
            Named::titled(entity).map(|named| Row::Album(album(entity, named, release_groups)))
        } else if let Some(kind) = classes::artist(&classes).or_else(|| {
            // Who has an id as an artist is one, whatever the class: a duo, a comedy troupe, a fictional band.
            (!imdb_people.is_empty() || !mbids.is_empty()).then_some(ArtistKind::Other)
        }) {
            let discogs = ids(entity, P_DISCOGS_ARTIST, |id| discogs(id, 'a'));
            Named::called(entity).map(|named| Row::Artist(Artist { named, kind, imdb: imdb_people, mbids, discogs }))
        } else if classes::is_label(&classes) {
            Named::called(entity).map(Row::Label)
        } else {
            return Self::Other;
        };
        match row {
            Some(row) => Self::Row(number, row),
            None if classes::film(&classes, &genres).is_some() => Self::Nameless,
            // What is said of it will be said of no one.
            None => Self::Other,
        }
    }
}

fn film(entity: &Entity, named: Named, kind: FilmKind) -> Film {
    let mut credits: Vec<Credit> = Vec::new();
    for (property, role) in CREDITS {
        for statement in entity.best(property) {
            let Some(artist) = statement.mainsnak.item() else { continue };
            // A second statement of the same person is for a second part in the same cast.
            if credits.iter().any(|credit| credit.role == *role && credit.artist == artist) {
                continue;
            }
            credits.push(Credit { role: *role, artist, credited_as: statement.named_as().and_then(clean) });
        }
    }
    let year = year(entity, P_PUBLISHED).map(|year| (year, false));
    let begun = || year_of_start(entity, kind).map(|year| (year, true));
    Film {
        named,
        kind,
        year: year.or_else(begun),
        series: items(entity, P_SERIES).next(),
        imdb: ids(entity, P_IMDB, imdb_title),
        credits,
        albums: distinct(items(entity, P_SOUNDTRACK)),
    }
}

fn album(entity: &Entity, named: Named, mbids: Vec<String>) -> Album {
    Album {
        named,
        year: year(entity, P_PUBLISHED),
        label: items(entity, P_LABEL).next(),
        performers: distinct(items(entity, P_PERFORMER)),
        composers: distinct(items(entity, P_COMPOSER)),
        mbids,
        discogs: ids(entity, P_DISCOGS_MASTER, |id| discogs(id, 'm')),
    }
}

impl Named {
    /// What a work is called: its English title, else the English label, else what it is called in all languages
    /// (`mul`), else its title in the original language, else a label in the first language by its code.
    fn titled(entity: &Entity) -> Option<Self> {
        let titles: Vec<(&str, &str)> =
            entity.best(P_TITLE).filter_map(|statement| statement.mainsnak.monolingual()).collect();
        let in_language = |wanted: &str| {
            let title = titles.iter().find(|(_, language)| *language == wanted).map(|(text, _)| *text);
            title.or_else(|| entity.label(wanted))
        };
        let original = titles.first().map(|(text, _)| *text);
        let name = in_language("en").or_else(|| in_language("mul")).or(original).or_else(|| any_label(entity));
        Self::new(entity, name, titles.iter().map(|(text, _)| *text))
    }

    /// What a person or a company is called: by the English label, else the one for all languages, else any.
    fn called(entity: &Entity) -> Option<Self> {
        let name = entity.label("en").or_else(|| entity.label("mul")).or_else(|| any_label(entity));
        Self::new(entity, name, [])
    }

    fn new<'e>(entity: &'e Entity, name: Option<&'e str>, titles: impl IntoIterator<Item = &'e str>) -> Option<Self> {
        let name = clean(name?)?;
        let mut aliases: Vec<String> = Vec::new();
        let languages = ["en", "mul"];
        let labels = languages.iter().filter_map(|language| entity.label(language));
        let others = languages.iter().filter_map(|language| entity.aliases.get(language)).flatten();
        for alias in titles.into_iter().chain(labels).chain(others.map(|term| term.value.as_str())).filter_map(clean) {
            if aliases.len() < MOST_ALIASES && alias != name && !aliases.contains(&alias) {
                aliases.push(alias);
            }
        }
        Some(Self { name, aliases })
    }
}

fn any_label<'e>(entity: &'e Entity) -> Option<&'e str> {
    entity.labels.0.iter().min_by(|(one, _), (other, _)| one.0.cmp(&other.0)).map(|(_, term)| term.value.as_str())
}

fn items<'e>(entity: &'e Entity, property: &str) -> impl Iterator<Item = u64> + use<'e> {
    entity.best(property).filter_map(|statement| statement.mainsnak.item()).collect::<Vec<_>>().into_iter()
}

fn ids(entity: &Entity, property: &str, read: impl Fn(&str) -> Option<Id>) -> Vec<String> {
    distinct(entity.best(property).filter_map(|statement| read(statement.mainsnak.text()?)).map(|id| id.value))
}

fn distinct<T: PartialEq>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut distinct = Vec::new();
    for value in values {
        if !distinct.contains(&value) {
            distinct.push(value);
        }
    }
    distinct
}

/// The earliest of the best dates that are known to the year.
fn year(entity: &Entity, property: &str) -> Option<i32> {
    let dates = entity.best(property).filter_map(|statement| statement.mainsnak.time());
    dates.filter(|(_, precision)| *precision >= PRECISION_YEAR).filter_map(|(time, _)| year_of(time)).min()
}

/// A series mostly has a start and no publication.
fn year_of_start(entity: &Entity, kind: FilmKind) -> Option<i32> {
    if kind == FilmKind::Series { year(entity, P_BEGUN) } else { None }
}

const PRECISION_YEAR: u8 = 9;

/// The year of a time such as `+1931-01-01T00:00:00Z`, in the calendar in which it is given: a film of Christmas 1913 by
/// the Julian calendar is called a film of 1913. Old dumps pad the year to eleven digits; one before our era is negative.
fn year_of(time: &str) -> Option<i32> {
    let (sign, rest) = match time.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let year: i64 = rest.split('-').next()?.parse().ok()?;
    release_year(sign * year)
}
