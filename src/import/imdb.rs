//! The tables that IMDb publishes for non-commercial use: films, their crews and principals, names, other titles.
//!
//! The tables are read one after another, titles first and names last, and what belongs to a film that is kept goes to the
//! side file: no table is sorted for certain. Then the films are delivered in the order of their ids.

mod gather;
mod records;
mod row;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    ops::RangeInclusive,
    path::PathBuf,
};

use self::{
    gather::{INDEXES, Reader, TABLES},
    records::{Film, batch, referred},
    row::{Aka, Name, Part, TITLE_TYPES, Title},
};
use super::{
    Error, Run,
    bodies::rows,
    deliveries::Deliveries,
    input::{self, File},
    say::wrong,
    stage::Stage,
};
use crate::catalogue::record::{Source, SourceKind, ranks};

/// Films in a batch.
const BATCH: usize = 500;
/// Which films are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    All,
    /// Those with these ids.
    Known(HashSet<u64>),
    /// Those of a year, or of a title type, or both.
    Filtered {
        years: Option<RangeInclusive<i32>>,
        types: Vec<String>,
    },
}

impl Wanted {
    /// The films of these ids, such as those that the graph has.
    pub fn known(ids: &[String]) -> Self {
        Self::Known(ids.iter().filter_map(|id| table::number("tt", id)).collect())
    }

    /// Those of the given years and title types. What is wrong with a type names the possible ones.
    pub fn filtered(years: Option<RangeInclusive<i32>>, types: Vec<String>) -> Result<Self, String> {
        let words: Vec<&str> = TITLE_TYPES.iter().map(|(word, _)| *word).collect();
        match types.iter().find(|word| !words.contains(&word.as_str())) {
            Some(word) => Err(format!("`{word}` is no title type of a film; they are `{}`", words.join("`, `"))),
            None => Ok(Self::Filtered { years, types }),
        }
    }

    fn wants(&self, title: &Title) -> bool {
        match self {
            Self::All => true,
            Self::Known(numbers) => numbers.contains(&title.number),
            Self::Filtered { years, types } => {
                let of_years = years.as_ref().is_none_or(|years| title.year.is_some_and(|year| years.contains(&year)));
                of_years && (types.is_empty() || types.contains(&title.title_type))
            }
        }
    }

    /// By what an import that was broken off is known again.
    fn identity(&self) -> String {
        match self {
            Self::Known(numbers) => {
                let sorted: BTreeSet<&u64> = numbers.iter().collect();
                format!("imdb {:016x}", input::hash(format!("{sorted:?}").as_bytes()))
            }
            other => format!("imdb {other:?}"),
        }
    }
}

/// Years as someone writes them: `1994`, `1990-1999`.
pub fn years(text: &str) -> Result<RangeInclusive<i32>, String> {
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    match (from.parse(), to.parse()) {
        (Ok(from), Ok(to)) if from <= to => Ok(from..=to),
        _ => Err(format!("`{text}` is neither a year nor of the form 1990-1999")),
    }
}

/// A table of the publisher, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Basics,
    Crew,
    Principals,
    Akas,
    Names,
}

const ORDER: &[(Table, &str)] = &[
    (Table::Basics, "title.basics"),
    (Table::Crew, "title.crew"),
    (Table::Principals, "title.principals"),
    (Table::Akas, "title.akas"),
    (Table::Names, "name.basics"),
];

/// Reads the tables that are there; `title.basics` has to be.
pub fn read(run: &mut Run, paths: &[PathBuf], wanted: &Wanted) -> Result<(), Error> {
    let files = tables(paths)?;
    let all: Vec<File> = files.iter().map(|(_, file)| file.clone()).collect();
    let stage = Stage::open(&run.options, &wanted.identity(), &all, TABLES)?;
    run.resume(&stage)?;
    if stage.reached("all tables")? == 0 {
        run.progress.phase("reading", "", Some(all.iter().map(|file| file.size).sum()));
        let mut reader = Reader::new(&stage, wanted)?;
        for (table, file) in &files {
            reader.table(run, *table, file)?;
        }
        stage.db().execute_batch(INDEXES).map_err(|reason| stage.failed(reason))?;
        run.checkpoint(&stage, "all tables", 1)?;
    }
    deliver(run, &stage)?;
    Ok(stage.remove()?)
}

/// The files of these tables, in the order in which they are read.
fn tables(paths: &[PathBuf]) -> Result<Vec<(Table, File)>, Error> {
    let files = input::files(paths)?;
    let mut tables = Vec::new();
    for (table, name) in ORDER {
        let is_this = |file: &&File| file.path.file_name().is_some_and(|file| file.to_string_lossy().starts_with(name));
        tables.extend(files.iter().filter(is_this).map(|file| (*table, file.clone())));
    }
    if tables.first().is_none_or(|(table, _)| *table != Table::Basics) {
        let names: Vec<&str> = ORDER.iter().map(|(_, name)| *name).collect();
        let origin = paths.first().map(|path| path.display().to_string()).unwrap_or_default();
        return Err(wrong(&origin, format!("there is no `title.basics`; the tables are `{}`", names.join("`, `"))));
    }
    Ok(tables)
}

/// The films in the order of their ids, with all that is known of them.
fn deliver(run: &mut Run, stage: &Stage) -> Result<(), Error> {
    let failed = |reason| stage.failed(reason);
    let count: u64 = stage.db().query_row("SELECT count(*) FROM title", (), |row| row.get(0)).map_err(failed)?;
    run.progress.phase("importing", "films", Some(count));
    let source = source();
    let mut deliveries = Deliveries::begin(run, stage)?;
    loop {
        let after = "SELECT number, row FROM title WHERE number > ?1 ORDER BY number LIMIT ?2";
        let titles: Vec<(u64, Title)> = rows(stage, after, (deliveries.last(), BATCH))?;
        let Some((last, _)) = titles.last() else { break };
        let last = *last;
        let mut films = Vec::new();
        for (number, title) in titles {
            films.push(Film { title, parts: parts(stage, number)?, akas: akas(stage, number)? });
        }
        let mut names = BTreeMap::new();
        for number in referred(&films) {
            names.extend(rows::<Name>(stage, "SELECT number, row FROM name WHERE number = ?1", [number])?);
        }
        deliveries.deliver(run, stage, batch(&source, &films, &names), last, films.len())?;
    }
    deliveries.end(run, stage)
}

/// The crew first, whose order is that of the credits; then the principals by their places.
fn parts(stage: &Stage, film: u64) -> Result<Vec<Part>, Error> {
    let query = "SELECT rowid, row FROM part WHERE film = ?1 ORDER BY principal, ordering, rowid";
    Ok(rows(stage, query, [film])?.into_iter().map(|(_, part)| part).collect())
}

fn akas(stage: &Stage, film: u64) -> Result<Vec<Aka>, Error> {
    let query = "SELECT rowid, row FROM aka WHERE film = ?1 ORDER BY rowid";
    Ok(rows(stage, query, [film])?.into_iter().map(|(_, aka)| aka).collect())
}

fn source() -> Source {
    Source {
        name: "IMDb".to_owned(),
        kind: SourceKind::Dataset,
        licence: Some(
            "IMDb non-commercial datasets: personal and non-commercial use only, no redistribution".to_owned(),
        ),
        version: None,
        url: Some("https://developer.imdb.com/non-commercial-datasets/".to_owned()),
        retrieved: None,
        rank: ranks::IMDB,
    }
}

#[cfg(test)]
mod tests;
