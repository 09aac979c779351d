//! The items of the world: classes of films, films, series, soundtracks, and people.

use super::statement::{Item, Rank, Statement, Value};
use crate::generate::{
    chance::{Draw, Kind},
    world::{Date, Film, Group, Person, World},
};

/// Films and what is a kind of them, by item and name. The first is what all others are a kind of.
const CLASSES: [(u64, &str); 7] = [
    (11_424, "film"),
    (24_862, "short film"),
    (506_240, "television film"),
    (93_204, "documentary film"),
    (202_866, "animated film"),
    (20_650_540, "anime film"),
    (226_730, "silent film"),
];
const FILM: u64 = CLASSES[0].0;
const SOUNDTRACK_ALBUM: u64 = 4_176_708;
const FILM_SERIES: u64 = 24_856;
const HUMAN: u64 = 5;
const MUSICAL_GROUP: u64 = 215_380;
const UNITED_STATES: u64 = 30;
const FRANCE: u64 = 142;
const MINUTE: u64 = 7_727;
const SECOND: u64 = 11_574;

/// How many numbers [`item`] takes.
pub fn count(world: &World) -> u64 {
    CLASSES.len() as u64 + world.films() + world.series() + world.albums() + world.people_count()
}

/// The item of a number; some have none, the first has.
pub fn item(world: &World, number: u64) -> Option<Item> {
    let mut rest = number;
    let mut within = |count: u64| {
        let here = rest < count;
        if !here {
            rest -= count;
        }
        here
    };
    if within(CLASSES.len() as u64) {
        return Some(class(CLASSES[rest as usize]));
    }
    if within(world.films()) {
        return Some(film(world, &world.film(rest)));
    }
    if within(world.series()) {
        return Some(series(world, rest));
    }
    if within(world.albums()) {
        return album(world, world.album(rest)?);
    }
    person(world, Person(rest))
}

fn class((number, name): (u64, &'static str)) -> Item {
    let above = (number != FILM).then(|| Statement::new("P279", Value::Item(FILM)));
    Item {
        number,
        labels: vec![("en", name.to_owned())],
        description: Some("sequence of images".to_owned()),
        aliases: Vec::new(),
        article: Some(name.to_owned()),
        statements: above.into_iter().collect(),
    }
}

fn film(world: &World, film: &Film) -> Item {
    let number = world.film_item(film.number);
    let mut draw = world.draw(Kind::Statement, number).apart(1);
    let title = &film.title;
    let foreign = title.original != title.english;
    // A few have no name in English, and some have one for all languages.
    let mut labels = Vec::new();
    match draw.below(100) {
        0..3 if foreign => {}
        3..6 => labels.push(("mul", title.english.clone())),
        _ => labels.push(("en", title.english.clone())),
    }
    if foreign {
        labels.push((title.language, title.original.clone()));
    }

    let mut statements = vec![Statement::new("P31", Value::Item(film.class.0))];
    let mut state = |property, value| statements.push(Statement::new(property, value));
    let known = |people: Vec<Person>| people.into_iter().filter_map(|person| world.person_item(person));
    for director in world.film_directors(film.number) {
        // Those who are not known to Wikidata are known to be someone.
        state("P57", world.person_item(director).map_or(Value::Unknown, Value::Item));
    }
    known(world.film_writers(film.number)).for_each(|writer| state("P58", Value::Item(writer)));
    if draw.permille(3) {
        state("P86", Value::Nothing);
    } else {
        known(world.film_composers(film.number)).for_each(|composer| state("P86", Value::Item(composer)));
    }
    for actor in known(world.film_cast(film.number)) {
        let cast = Statement::new("P161", Value::Item(actor));
        let role = Value::Item(120_000_000 + draw.below(1_000_000));
        statements.push(if draw.permille(200) { cast.qualified("P453", role) } else { cast });
    }
    if let Some(series) = film.series {
        let part = Statement::new("P179", Value::Item(world.series_item(series)));
        statements.push(part.qualified("P1545", Value::Text((1 + draw.below(5)).to_string())));
    }
    // 12 of 5,209 have none; a few have one more, which was wrong.
    if !draw.permille(3) {
        statements.push(Statement::new("P345", Value::Id(world.tconst(film.number))));
    }
    if draw.permille(5) {
        let wrong = world.tconst(world.films() + film.number);
        statements.push(Statement::new("P345", Value::Id(wrong)).ranked(Rank::Deprecated));
    }
    for album in world.soundtracks(film.number) {
        if let Some(item) = world.group_item(album).filter(|_| draw.permille(800)) {
            statements.push(Statement::new("P406", Value::Item(item)));
        }
    }
    statements.extend(published(film.released, &mut draw));
    let mut state = |property, value| statements.push(Statement::new(property, value));
    state("P1476", Value::Words(title.original.clone(), title.language));
    state("P364", Value::Item(language(title.language)));
    state("P495", Value::Item(if title.language == "fr" { FRANCE } else { UNITED_STATES }));
    if let Some(minutes) = film.minutes {
        let seconds = draw.permille(20);
        state("P2047", if seconds { Value::Quantity(minutes * 60, SECOND) } else { Value::Quantity(minutes, MINUTE) });
    }
    if draw.permille(900) {
        state("P4947", Value::Id((1_000 + film.number).to_string()));
    }
    let alias = draw.permille(100).then(|| ("en", format!("{}, the film", title.english)));
    let article = draw.permille(500).then(|| format!("{} ({} film)", title.english, film.released.year));
    Item {
        number,
        labels,
        description: (!draw.permille(50)).then(|| format!("{} film", film.released.year)),
        aliases: alias.into_iter().collect(),
        article,
        statements,
    }
}

/// When a film came out: in several places, of which one may be preferred, and sometimes at a time that was wrong.
fn published(released: Date, draw: &mut Draw) -> Vec<Statement> {
    let at = |date, place| Statement::new("P577", Value::Time(date)).qualified("P291", Value::Item(place));
    let first = at(released, UNITED_STATES);
    let later = at(Date { year: released.year + 1, month: 0, day: 0 }, FRANCE);
    let wrong = at(Date { year: released.year - 1, month: 0, day: 0 }, UNITED_STATES).ranked(Rank::Deprecated);
    match draw.below(100) {
        0..75 => vec![first],
        75..90 => vec![later, first],
        90..98 => vec![later, first.ranked(Rank::Preferred)],
        _ => vec![wrong, first],
    }
}

fn language(code: &str) -> u64 {
    match code {
        "fr" => 150,
        "ja" => 5_287,
        "zh" => 7_850,
        "ko" => 9_176,
        "he" => 9_288,
        "ar" => 13_955,
        "ru" => 7_737,
        "yo" => 34_311,
        _ => 1_860,
    }
}

fn series(world: &World, series: u64) -> Item {
    let title = world.series_title(series);
    Item {
        number: world.series_item(series),
        labels: vec![("en", title.english)],
        description: Some("film series".to_owned()),
        aliases: Vec::new(),
        article: None,
        statements: vec![
            Statement::new("P31", Value::Item(FILM_SERIES)),
            Statement::new("P1476", Value::Words(title.original, title.language)),
        ],
    }
}

fn album(world: &World, group: Group) -> Option<Item> {
    let number = world.group_item(group)?;
    let mut draw = world.draw(Kind::Statement, number).apart(1);
    let mut statements = vec![Statement::new("P31", Value::Item(SOUNDTRACK_ALBUM))];
    let performers = world.group_credit(group).into_iter().filter_map(|credit| world.person_item(credit.person));
    statements.extend(performers.map(|performer| Statement::new("P175", Value::Item(performer))));
    if draw.permille(900) {
        let mbid = world.uuid(Kind::ReleaseGroup, world.group_number(group)).to_string();
        statements.push(Statement::new("P436", Value::Id(mbid)));
    }
    statements.extend(world.group_date(group).map(|date| Statement::new("P577", Value::Time(date))));
    Some(Item {
        number,
        labels: vec![("en", world.group_title(group))],
        description: draw.permille(800).then(|| "soundtrack album".to_owned()),
        aliases: Vec::new(),
        article: None,
        statements,
    })
}

fn person(world: &World, person: Person) -> Option<Item> {
    let number = world.person_item(person)?;
    let mut draw = world.draw(Kind::Statement, number).apart(1);
    let name = world.name(person);
    let group = world.is_group(person);
    let kind = if group { MUSICAL_GROUP } else { HUMAN };
    let (occupation, description) = match () {
        () if group => (None, "band"),
        () if world.is_composer(person) => (Some(36_834), "composer"),
        () if world.is_artist(person) => (Some(177_220), "singer"),
        () if world.is_director(person) => (Some(2_526_255), "film director"),
        () => (Some(33_999), "actor"),
    };
    let mut statements = vec![Statement::new("P31", Value::Item(kind))];
    let mut state = |property, value| statements.push(Statement::new(property, value));
    occupation.into_iter().for_each(|occupation| state("P106", Value::Item(occupation)));
    if let Some(nconst) = world.nconst(person).filter(|_| draw.permille(900)) {
        state("P345", Value::Id(nconst));
    }
    if world.is_artist(person) && draw.permille(850) {
        state("P434", Value::Id(world.uuid(Kind::Person, person.0).to_string()));
    }
    if !group {
        world.born(person).into_iter().for_each(|date| state("P569", Value::Time(date)));
        world.died(person).into_iter().for_each(|date| state("P570", Value::Time(date)));
    }
    let (aliases, label) = match name.latin {
        Some(latin) => (vec![("en", name.name)], latin),
        None => (Vec::new(), name.name),
    };
    Some(Item {
        number,
        labels: vec![("en", label)],
        description: draw.permille(850).then(|| description.to_owned()),
        aliases,
        article: None,
        statements,
    })
}
