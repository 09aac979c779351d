//! The entity dump of Wikidata (JSON, one entity a line): films and series, those who made them, and their soundtracks.
//!
//! A film names its director by the number of another item, which may stand anywhere in the dump. So in a first pass
//! films, and whatever a film may refer to, are put into the side file; then the films are delivered in the order of their
//! numbers, each with the items that it refers to.

mod classes;
mod json;
mod records;
mod row;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::PathBuf,
};

use aho_corasick::AhoCorasick;

use self::{
    json::Entity,
    records::{Films, batch, referred, referred_by_albums},
    row::{Kept, Row},
};
use super::{
    Error, Run,
    bodies::{body, rows},
    deliveries::Deliveries,
    input::{self, File},
    stage::Stage,
};
use crate::catalogue::record::{Source, SourceKind, ranks};

/// Films in a batch.
const BATCH: usize = 500;
/// Lines between two checkpoints of the first pass.
const LINES: u64 = 100_000;

const TABLES: &str = "
    CREATE TABLE film (number INTEGER PRIMARY KEY, row BLOB NOT NULL);
    CREATE TABLE item (number INTEGER PRIMARY KEY, row BLOB NOT NULL);
";

/// Reads dumps, plain or packed.
pub fn read(run: &mut Run, paths: &[PathBuf]) -> Result<(), Error> {
    let files = input::files(paths)?;
    let stage = Stage::open(&run.options, "wikidata", &files, TABLES)?;
    run.resume(&stage)?;
    if stage.reached("all files")? == 0 {
        gather(run, &stage, &files)?;
        run.checkpoint(&stage, "all files", 1)?;
    }
    deliver(run, &stage, &source(&files))?;
    Ok(stage.remove()?)
}

fn source(files: &[File]) -> Source {
    Source {
        name: "Wikidata".to_owned(),
        kind: SourceKind::Dataset,
        licence: Some("CC0-1.0".to_owned()),
        version: files.iter().find_map(|file| dated(&file.path.file_name()?.to_string_lossy())),
        url: Some("https://www.wikidata.org/".to_owned()),
        retrieved: None,
        rank: ranks::WIKIDATA,
    }
}

/// The date in the name of a dump such as `wikidata-20150815-all.json.gz`.
fn dated(name: &str) -> Option<String> {
    let date = name.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 8 && part.starts_with("20"))?;
    Some(format!("{}-{}-{}", &date[..4], &date[4..6], &date[6..]))
}

/// The first pass: what is kept of each entity goes to the side file.
fn gather(run: &mut Run, stage: &Stage, files: &[File]) -> Result<(), Error> {
    run.progress.phase("reading", "", Some(files.iter().map(|file| file.size).sum()));
    let anchors = anchors();
    run.files(files, |run, lines| {
        let name = lines.name().to_owned();
        lines.skip_to(stage.reached(&name)?)?;
        let mut checked = lines.number();
        run.lines(lines, |run, line| {
            let kept = keep(run, stage, line.bytes, anchors.as_ref())?;
            if kept.is_ok() && line.number - checked >= LINES {
                checked = line.number;
                run.checkpoint(stage, &name, checked)?;
            }
            Ok(kept)
        })?;
        run.checkpoint(stage, &name, lines.number())
    })
}

/// Keeps what a line holds, or says why it cannot be used.
fn keep(run: &mut Run, stage: &Stage, line: &[u8], anchors: Option<&AhoCorasick>) -> Result<Result<(), String>, Error> {
    let entity = match entity(line, anchors) {
        Ok(Some(entity)) => entity,
        Ok(None) => return Ok(Ok(())),
        Err(reason) => return Ok(Err(reason)),
    };
    match Kept::of(&entity) {
        Kept::Row(number, row) => {
            run.kept += 1;
            put(stage, number, &row).map(Ok)
        }
        Kept::Nameless => Ok(Err("the film has neither a title nor a label".to_owned())),
        Kept::Other => Ok(Ok(())),
    }
}

/// Texts of which a line has one if it is of any use: most lines have none, and are not parsed. `None`, which no set of
/// this size makes, has every line parsed.
fn anchors() -> Option<AhoCorasick> {
    let ids = [json::P_ARTIST_MBID, json::P_RELEASE_GROUP_MBID].map(|property| format!("\"{property}\""));
    let people = (0..10).map(|digit| format!("\"nm{digit}"));
    let classes = classes::all().flat_map(|class| {
        [format!("\"Q{class}\""), format!("\"numeric-id\":{class},"), format!("\"numeric-id\":{class}}}")]
    });
    AhoCorasick::new(ids.into_iter().chain(people).chain(classes)).ok()
}

/// The entity of a line, unless it is of no use: the dump is one array, with an entity a line.
fn entity<'l>(line: &'l [u8], anchors: Option<&AhoCorasick>) -> Result<Option<Entity<'l>>, String> {
    let line = line.trim_ascii();
    let line = line.strip_suffix(b",").unwrap_or(line);
    if matches!(line, b"" | b"[" | b"]") {
        return Ok(None);
    }
    if !line.starts_with(b"{") || !line.ends_with(b"}") {
        return Err("it is no JSON object".to_owned());
    }
    if anchors.is_some_and(|anchors| !anchors.is_match(line)) {
        return Ok(None);
    }
    serde_json::from_slice(line).map(Some).map_err(|error| error.to_string())
}

fn put(stage: &Stage, number: u64, row: &Row) -> Result<(), Error> {
    // The first is kept of two of one number.
    let (insert, body) = match row {
        Row::Film(film) => ("INSERT OR IGNORE INTO film VALUES (?1, ?2)", body(stage, film)?),
        row => ("INSERT OR IGNORE INTO item VALUES (?1, ?2)", body(stage, row)?),
    };
    let put = stage.db().prepare_cached(insert).and_then(|mut insert| insert.execute((number, body)));
    put.map(drop).map_err(|reason| stage.failed(reason).into())
}

/// The films in the order of their numbers, with what they refer to.
fn deliver(run: &mut Run, stage: &Stage, source: &Source) -> Result<(), Error> {
    run.progress.phase("importing", "films", Some(count(stage)?));
    let primary = primary(stage)?;
    let mut deliveries = Deliveries::begin(run, stage)?;
    while let Some(films) = films_after(stage, deliveries.last())? {
        let mut rows = items(stage, referred(&films))?;
        let further = items(stage, referred_by_albums(&rows))?;
        rows.extend(further);
        let Some(last) = films.keys().next_back() else { break };
        deliveries.deliver(run, stage, batch(source, &films, &rows, &primary), *last, films.len())?;
    }
    deliveries.end(run, stage)
}

fn count(stage: &Stage) -> Result<u64, Error> {
    let count = stage.db().query_row("SELECT count(*) FROM film", (), |row| row.get(0));
    count.map_err(|reason| stage.failed(reason).into())
}

/// For each album the film of the lowest number that has it for its soundtrack.
fn primary(stage: &Stage) -> Result<HashMap<u64, u64>, Error> {
    let mut primary = HashMap::new();
    let mut last = 0;
    while let Some(films) = films_after(stage, last)? {
        for (number, film) in &films {
            for album in &film.albums {
                primary.entry(*album).or_insert(*number);
            }
        }
        last = films.keys().next_back().copied().unwrap_or(last);
    }
    Ok(primary)
}

/// The films of the next batch; `None` when there are no more.
fn films_after(stage: &Stage, last: u64) -> Result<Option<Films>, Error> {
    let query = "SELECT number, row FROM film WHERE number > ?1 ORDER BY number LIMIT ?2";
    let films: Films = rows(stage, query, (last, BATCH))?.into_iter().collect();
    Ok((!films.is_empty()).then_some(films))
}

fn items(stage: &Stage, numbers: BTreeSet<u64>) -> Result<BTreeMap<u64, Row>, Error> {
    let mut items = BTreeMap::new();
    for number in numbers {
        items.extend(rows::<Row>(stage, "SELECT number, row FROM item WHERE number = ?1", [number])?);
    }
    Ok(items)
}

#[cfg(test)]
mod tests;
