//! The tables of IMDb: headings, tabs, `\N` for what is not known, and no quoting.

use std::{fmt::Display, io::Write as _, path::Path};

use super::{
    Error, Progress, Written,
    chance::Kind,
    output::{self, Documents, Packing, Piece},
    text,
    world::{Person, World},
};

/// A table: its name, its heading, how many things it tells of, and what writes the rows of one of them.
type Table = (&'static str, &'static str, fn(&World) -> u64, fn(&World, u64, &mut Rows));

const TABLES: [Table; 5] = [
    (
        "title.basics",
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n",
        titles,
        basics,
    ),
    ("title.crew", "tconst\tdirectors\twriters\n", titles, crew),
    ("title.principals", "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n", World::films, principals),
    (
        "title.akas",
        "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle\n",
        World::films,
        akas,
    ),
    (
        "name.basics",
        "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n",
        World::people_count,
        names,
    ),
];

pub fn write(
    world: &World,
    out: &Path,
    plain: bool,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Vec<Written>, Error> {
    let packing = if plain { Packing::Plain } else { Packing::Gzip };
    let files = TABLES.map(|(name, ..)| format!("{name}.tsv{}", packing.ending()));
    output::prepare(out, files.iter().map(String::as_str))?;
    let mut written = Vec::new();
    for ((number, (_, heading, count, row)), file) in (20..).zip(TABLES).zip(&files) {
        let count = count(world);
        let order = world.order(number, count);
        let rows = |start, end| {
            let mut rows = Rows::default();
            for at in start..end {
                row(world, order.there(at), &mut rows);
            }
            Piece { text: rows.text, documents: rows.count }
        };
        let documents = Documents { count, write: &rows };
        written.push(output::file(out, file, &documents, progress, |file, put| {
            packing.pack(file, |writer| {
                writer.write_all(heading.as_bytes())?;
                put(writer).map(|_| ())
            })
        })?);
    }
    Ok(written)
}

/// Rows of a table.
#[derive(Debug, Default)]
struct Rows {
    text: Vec<u8>,
    count: u64,
}

impl Rows {
    fn row<const WIDTH: usize>(&mut self, cells: [&dyn Display; WIDTH]) {
        for cell in cells {
            // Writing into memory does not fail.
            write!(self.text, "{cell}\t").unwrap_or_default();
        }
        self.text.pop();
        self.text.push(b'\n');
        self.count += 1;
    }
}

const NOTHING: &str = "\\N";

fn or_nothing(value: Option<impl Display>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string())
}

fn list(items: Vec<String>) -> String {
    if items.is_empty() { NOTHING.to_owned() } else { items.join(",") }
}

/// Films, and half as many titles that are none.
fn titles(world: &World) -> u64 {
    world.films() + world.films() / 2
}

fn basics(world: &World, number: u64, rows: &mut Rows) {
    let tconst = world.tconst(number);
    if number >= world.films() {
        let mut draw = world.draw(Kind::Title, number);
        let title = text::title(&mut draw);
        let kind =
            draw.weighted(&[(70, "tvEpisode"), (10, "tvSeries"), (5, "tvMiniSeries"), (10, "video"), (5, "videoGame")]);
        let year = 1950 + draw.below(76);
        let adult = u8::from(draw.permille(20));
        let end = (kind == "tvSeries").then_some(year + 3);
        rows.row([
            &tconst,
            &kind,
            &title.english,
            &title.original,
            &adult,
            &year,
            &or_nothing(end),
            &NOTHING,
            &"Drama",
        ]);
        return;
    }
    let film = world.film(number);
    let adult = u8::from(world.draw(Kind::Title, number).apart(2).permille(3));
    let genres = list(film.genres.iter().map(ToString::to_string).collect());
    rows.row([
        &tconst,
        &film.class.1,
        &film.title.english,
        &film.title.original,
        &adult,
        &film.released.year,
        &NOTHING,
        &or_nothing(film.minutes),
        &genres,
    ]);
}

fn crew(world: &World, number: u64, rows: &mut Rows) {
    let people = |people: Vec<Person>| list(people.into_iter().filter_map(|person| world.nconst(person)).collect());
    let [directors, writers] = if number < world.films() {
        [people(world.film_directors(number)), people(world.film_writers(number))]
    } else {
        [NOTHING.to_owned(), NOTHING.to_owned()]
    };
    rows.row([&world.tconst(number), &directors, &writers]);
}

fn principals(world: &World, number: u64, rows: &mut Rows) {
    let tconst = world.tconst(number);
    let mut draw = world.draw(Kind::Title, number).apart(3);
    let mut ordering = 0;
    let mut tell = |person: Person, category: &str, job: &str, characters: &str| {
        if let Some(nconst) = world.nconst(person) {
            ordering += 1;
            rows.row([&tconst, &ordering, &nconst, &category, &job, &characters]);
        }
    };
    for person in world.film_cast(number) {
        let category = if draw.permille(420) { "actress" } else { "actor" };
        let mut role = || text::person(&mut draw).sort.replace(", ", " ");
        let roles = [role(), role()];
        let several = if draw.permille(100) { 2 } else { 1 };
        let characters = format!("[\"{}\"]", roles[..several].join("\",\""));
        tell(person, category, NOTHING, &characters);
    }
    for person in world.film_directors(number) {
        tell(person, "director", NOTHING, NOTHING);
    }
    for person in world.film_writers(number) {
        tell(person, "writer", if draw.permille(300) { "screenplay" } else { NOTHING }, NOTHING);
    }
    for person in world.film_composers(number) {
        tell(person, "composer", NOTHING, NOTHING);
    }
}

fn akas(world: &World, number: u64, rows: &mut Rows) {
    let tconst = world.tconst(number);
    let title = world.film_title(number);
    let mut draw = world.draw(Kind::Title, number).apart(4);
    rows.row([&tconst, &1, &title.original, &NOTHING, &NOTHING, &"original", &NOTHING, &1]);
    rows.row([&tconst, &2, &title.english, &"US", &NOTHING, &"imdbDisplay", &NOTHING, &0]);
    for ordering in 0..draw.below(4) {
        let region = draw.pick(&["GB", "CA", "AU", "XWW", "DE", "FR", "JP"]);
        let language = if region == "CA" { "en" } else { NOTHING };
        let other = if draw.permille(600) { title.english.clone() } else { text::title(&mut draw).english };
        // What has several values has a byte 2 between them.
        let types = draw.weighted(&[(950, "imdbDisplay"), (45, "working"), (5, "imdbDisplay\u{2}dvd")]);
        rows.row([&tconst, &(ordering + 3), &other, &region, &language, &types, &NOTHING, &0]);
    }
}

fn names(world: &World, number: u64, rows: &mut Rows) {
    let person = Person(number);
    // Those who only made music are not all there, and Various Artists are nobody.
    let Some(nconst) = world.nconst(person).filter(|_| number > 0) else { return };
    let name = world.name(person);
    let year = |date: Option<super::world::Date>| or_nothing(date.map(|date| date.year));
    let profession = match () {
        () if world.is_composer(person) => "composer,music_department",
        () if world.is_artist(person) => "soundtrack",
        () if world.is_director(person) => "director,writer",
        () if world.draw(Kind::Person, number).apart(9).permille(420) => "actress",
        () => "actor",
    };
    let known: Vec<String> = world.films_of(person).into_iter().take(4).map(|film| world.tconst(film)).collect();
    rows.row([
        &nconst,
        &name.latin.unwrap_or(name.name),
        &year(world.born(person)),
        &year(world.died(person)),
        &profession,
        &list(known),
    ]);
}
