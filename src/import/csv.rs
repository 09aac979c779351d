//! Tables with a header, as spreadsheets and data sets have them: films, artists, soundtracks and what links them.
//!
//! Several tables of one source are read together, since they refer to each other by ids of their own. Which node such an
//! id means is kept in memory, and nothing else of the tables.

mod cells;
mod fields;
mod music;
mod records;

use std::path::{Path, PathBuf};

use self::{
    fields::Header,
    records::{Row, Writer},
};
pub use self::{
    fields::{Given, Kind},
    music::list,
};
use super::{
    Error, Run,
    input::{self, File, Line, Lines},
    say::wrong,
};
use crate::catalogue::record;

/// Rows in a batch. It goes over several tables: artists are recognised by the films and albums that come with them.
const BATCH: usize = 20_000;
/// The longest row, over however many lines. Beyond it a quotation mark is missing.
const LONGEST_ROW: usize = 1 << 20;
/// What files are called that are looked for in folders.
const ENDINGS: &[&str] = &["csv", "tsv"];

/// What is said of the tables besides what stands in them.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Files and folders, each perhaps with its kind before it: `films=movies.csv`.
    pub paths: Vec<String>,
    /// What those hold that do not say it by `KIND=` or their names.
    pub kind: Option<Kind>,
    pub map: Vec<Given>,
    pub source: record::Source,
    /// The list of which every soundtrack of the tables is a pick.
    pub list: Option<record::List>,
}

/// Reads the tables.
pub fn read(run: &mut Run, tables: Tables) -> Result<(), Error> {
    let mut files = Vec::new();
    for path in &tables.paths {
        files.extend(table_files(path, tables.kind)?);
    }
    files.sort_by_key(|(kind, _)| *kind);
    run.progress.phase("importing", "", Some(files.iter().map(|(_, file)| file.size).sum()));

    // First a look at all headers, so that what is wrong with one is said before anything is imported.
    let mut writer = Writer::new(tables.source, tables.list);
    let learns = files.iter().any(|(kind, _)| *kind == Kind::Soundtracks);
    let mut unused = tables.map.clone();
    for (kind, file) in &files {
        input::read(file, &input::BytesRead::default(), &mut |lines| {
            let Some(table) = Table::begin(lines, *kind, &tables.map)? else { return Ok(()) };
            unused.retain(|given| !table.header.uses(given, &table.columns));
            if *kind != Kind::FilmSoundtracks || !learns {
                return Ok(());
            }
            rows(lines, table.delimiter, |_, at, cells| {
                if let Ok(cells) = cells {
                    writer.learn(Row { header: &table.header, cells: &cells, at });
                }
                Ok(())
            })
        })?;
    }
    if let Some(Given { column, field, .. }) = unused.first() {
        return Err(wrong("--map", format!("no table has both a column `{column}` and a field `{field}`")));
    }

    let mut waiting = 0;
    for (at, (kind, file)) in files.iter().enumerate() {
        run.files(std::slice::from_ref(file), |run, lines| {
            let Some(table) = Table::begin(lines, *kind, &tables.map)? else { return Ok(()) };
            let name = lines.name().to_owned();
            if !table.header.unread.is_empty() {
                let unread = table.header.unread.join("`, `");
                run.progress.say(&format!("{name}, a table of {}: not read are `{unread}`", kind.word()));
            }
            rows(lines, table.delimiter, |line, at, cells| {
                run.read += 1;
                run.progress.at(run.bytes.get(), run.kept);
                let written = cells.and_then(|cells| {
                    table.fits(&cells)?;
                    writer.row(*kind, Row { header: &table.header, cells: &cells, at })
                });
                match written {
                    Ok(()) => run.kept += 1,
                    Err(reason) => run.reject(&line, &reason)?,
                }
                waiting += 1;
                if waiting == BATCH {
                    waiting = 0;
                    run.deliver(writer.take())?;
                }
                Ok(())
            })
        })?;
        // Whom a film credits by name is there before an artist of that name comes with an album of the film: within one
        // batch the two would be strangers.
        let films_end = *kind == Kind::Films && files.get(at + 1).is_none_or(|(next, _)| *next != Kind::Films);
        if waiting > 0 && (films_end || at + 1 == files.len()) {
            waiting = 0;
            run.deliver(writer.take())?;
        }
    }
    Ok(())
}

/// The files of one argument, each with what it holds.
fn table_files(argument: &str, kind: Option<Kind>) -> Result<Vec<(Kind, File)>, Error> {
    let (said, path) = match argument.split_once('=') {
        Some((word, path)) if word.parse::<Kind>().is_ok() => (word.parse().ok(), path),
        _ => (None, argument),
    };
    let path = PathBuf::from(path);
    let folder = path.is_dir();
    let mut files = Vec::new();
    for file in input::files(std::slice::from_ref(&path))? {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut parts = name.split('.');
        let stem = parts.next().unwrap_or_default();
        if folder && !parts.any(|part| ENDINGS.contains(&part)) {
            continue;
        }
        let Some(kind) = said.or_else(|| Kind::of_file(stem)).or(kind) else {
            let words: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
            let words = words.join("`, `");
            let advice =
                format!("its name does not tell what it holds: say --kind KIND, or KIND={name}; kinds are `{words}`");
            return Err(wrong(&file.path.display().to_string(), advice));
        };
        files.push((kind, file));
    }
    if files.is_empty() {
        return Err(wrong(argument, "there is no file that ends in `.csv` or `.tsv`, packed or not".to_owned()));
    }
    Ok(files)
}

/// A table whose header is read.
struct Table {
    columns: Vec<String>,
    header: Header,
    delimiter: u8,
}

impl Table {
    /// `None` for a file without a line.
    fn begin(lines: &mut Lines<'_>, kind: Kind, given: &[Given]) -> Result<Option<Self>, Error> {
        let name = lines.name().to_owned();
        let Some(line) = lines.next()? else { return Ok(None) };
        let count = |delimiter: u8| line.bytes.iter().filter(|byte| **byte == delimiter).count();
        // Commas, unless the header has more of another.
        let delimiter = *b";\t,".iter().max_by_key(|delimiter| count(**delimiter)).unwrap_or(&b',');
        let columns = cut(line.bytes, delimiter).map_err(|reason| wrong(&name, format!("the header: {reason}")))?;
        let columns: Vec<String> = columns.iter().map(str::to_owned).collect();
        let header = Header::find(kind, &columns, given).map_err(|reason| wrong(&name, reason))?;
        Ok(Some(Self { columns, header, delimiter }))
    }

    /// Refuses a row whose cells may stand in the wrong columns.
    fn fits(&self, cells: &csv::StringRecord) -> Result<(), String> {
        match (cells.len(), self.columns.len()) {
            (cells, columns) if cells == columns => Ok(()),
            (cells, columns) => Err(format!("the row has {cells} cells and the header {columns}")),
        }
    }
}

/// Calls `each` with the first line of each row, with where that is, and with the row's cells or why there are none.
fn rows(
    lines: &mut Lines<'_>,
    delimiter: u8,
    mut each: impl FnMut(Line<'_>, &str, Result<csv::StringRecord, String>) -> Result<(), Error>,
) -> Result<(), Error> {
    let (name, short) = (lines.name().to_owned(), short_name(lines.member()));
    let mut text = Vec::new();
    let (mut first, mut open) = (0, false);
    let mut row = |text: &mut Vec<u8>, first: u64, problem: Option<&str>| {
        let line = Line { file: &name, number: first, bytes: text, cut: false };
        let cells = problem.map_or_else(|| cut(text, delimiter), |problem| Err(problem.to_owned()));
        each(line, &format!("{short}:{first}"), cells)?;
        text.clear();
        Ok::<_, Error>(())
    };
    while let Some(line) = lines.next()? {
        if text.is_empty() {
            if line.bytes.is_empty() {
                continue;
            }
            first = line.number;
        } else {
            text.push(b'\n');
        }
        text.extend_from_slice(line.bytes);
        // A quotation mark within a cell is doubled, so that in a whole row their number is even.
        open ^= line.bytes.iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        if open && text.len() < LONGEST_ROW && !line.cut {
            continue;
        }
        let problem = (open || line.cut).then_some("it is longer than 1 MiB, or a quotation mark is not closed");
        open = false;
        row(&mut text, first, problem)?;
    }
    if !text.is_empty() {
        row(&mut text, first, Some("a quotation mark is not closed"))?;
    }
    Ok(())
}

fn cut(text: &[u8], delimiter: u8) -> Result<csv::StringRecord, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(text.len().clamp(64, 1 << 16))
        .from_reader(text);
    let mut record = csv::StringRecord::new();
    match reader.read_record(&mut record) {
        Ok(_) => Ok(record),
        Err(error) => match error.kind() {
            csv::ErrorKind::Utf8 { .. } => Err("it is not UTF-8".to_owned()),
            _ => Err(error.to_string()),
        },
    }
}

/// The name of a file without its folders and without what it is packed by.
fn short_name(member: &str) -> String {
    let name = Path::new(member).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unpacked = [".gz", ".bz2", ".xz"].iter().find_map(|ending| name.strip_suffix(ending));
    unpacked.map(str::to_owned).unwrap_or(name)
}

#[cfg(test)]
mod tests;
