//! The tables on their way into the side file.

use std::collections::HashSet;

use rusqlite::ToSql;

use super::{
    super::{Error, Run, bodies::body, input::File, say::wrong, stage::Stage},
    Table, Wanted,
    row::{self, Kept, Part},
    table::Columns,
};

/// Rows between two checkpoints.
const ROWS: u64 = 200_000;
/// In place of a number of lines: that there are no more.
const ALL_LINES: u64 = i64::MAX as u64;

pub const TABLES: &str = "
    CREATE TABLE title (number INTEGER PRIMARY KEY, row BLOB NOT NULL);
    CREATE TABLE part (film INTEGER NOT NULL, principal INTEGER NOT NULL, ordering INTEGER NOT NULL,
        name INTEGER NOT NULL, row BLOB NOT NULL);
    CREATE TABLE aka (film INTEGER NOT NULL, row BLOB NOT NULL);
    CREATE TABLE name (number INTEGER PRIMARY KEY, row BLOB NOT NULL);
";

/// What the finished tables are looked up by.
pub const INDEXES: &str = "
    CREATE INDEX part_film ON part (film, principal, ordering);
    CREATE INDEX aka_film ON aka (film);
";

/// Puts what is kept of rows into the side file.
pub struct Reader<'a> {
    stage: &'a Stage,
    wanted: &'a Wanted,
    films: HashSet<u64>,
    /// Whoever has a part in one of the films.
    names: HashSet<u64>,
}

impl<'a> Reader<'a> {
    pub fn new(stage: &'a Stage, wanted: &'a Wanted) -> Result<Self, Error> {
        let films = numbers(stage, "SELECT number FROM title")?;
        Ok(Self { stage, wanted, films, names: HashSet::new() })
    }

    /// Reads one table to its end, from where an earlier run has left it.
    pub fn table(&mut self, run: &mut Run, table: Table, file: &File) -> Result<(), Error> {
        // Those of an earlier run are known to the side file only.
        if table == Table::Names {
            self.names = numbers(self.stage, "SELECT DISTINCT name FROM part")?;
        }
        run.files(std::slice::from_ref(file), |run, lines| {
            let name = lines.name().to_owned();
            let Some(header) = lines.next()? else { return Ok(()) };
            let header = String::from_utf8_lossy(header.bytes).into_owned();
            let cut = Cut::of(table, &header).map_err(|missing| wrong(&name, missing))?;
            lines.skip_to(self.stage.reached(&name)?)?;
            let mut checked = lines.number();
            run.lines(lines, |run, line| {
                let Ok(row) = std::str::from_utf8(line.bytes) else { return Ok(Err("it is not UTF-8".to_owned())) };
                let kept = self.row(run, &cut, row)?;
                if kept.is_ok() && line.number - checked >= ROWS {
                    checked = line.number;
                    run.checkpoint(self.stage, &name, checked)?;
                }
                Ok(kept)
            })?;
            run.checkpoint(self.stage, &name, ALL_LINES)
        })
    }

    fn row(&mut self, run: &mut Run, cut: &Cut, row: &str) -> Result<Result<(), String>, Error> {
        let kept = match cut {
            Cut::Basics(columns) => match row::title(columns, row) {
                Ok(Kept::Row(title)) if self.wanted.wants(&title) => {
                    self.films.insert(title.number);
                    self.put("INSERT OR IGNORE INTO title VALUES (?1, ?2)", &[&title.number], &title)?;
                    Ok(true)
                }
                other => other.map(|_| false),
            },
            Cut::Crew(columns) => match row::crew(columns, row) {
                Ok(parts) => {
                    let parts: Vec<Part> = parts.into_iter().filter(|part| self.films.contains(&part.film)).collect();
                    for part in &parts {
                        self.part(part, false)?;
                    }
                    Ok(!parts.is_empty())
                }
                Err(reason) => Err(reason),
            },
            Cut::Principals(columns) => match row::principal(columns, row) {
                Ok(Kept::Row(part)) if self.films.contains(&part.film) => {
                    self.part(&part, true)?;
                    Ok(true)
                }
                other => other.map(|_| false),
            },
            Cut::Akas(columns) => match row::aka(columns, row) {
                Ok(Kept::Row(aka)) if self.films.contains(&aka.film) => {
                    self.put("INSERT INTO aka VALUES (?1, ?2)", &[&aka.film], &aka)?;
                    Ok(true)
                }
                other => other.map(|_| false),
            },
            Cut::Names(columns) => match row::name(columns, row) {
                Ok(name) if self.names.contains(&name.number) => {
                    self.put("INSERT OR IGNORE INTO name VALUES (?1, ?2)", &[&name.number], &name)?;
                    Ok(true)
                }
                other => other.map(|_| false),
            },
        };
        Ok(kept.map(|kept| run.kept += u64::from(kept)))
    }

    fn part(&mut self, part: &Part, principal: bool) -> Result<(), Error> {
        self.put(
            "INSERT INTO part VALUES (?1, ?2, ?3, ?4, ?5)",
            &[&part.film, &principal, &part.ordering, &part.name],
            part,
        )
    }

    fn put(&self, insert: &str, keys: &[&dyn ToSql], row: &impl serde::Serialize) -> Result<(), Error> {
        let body = body(self.stage, row)?;
        let values = [keys, &[&body as &dyn ToSql]].concat();
        let put = self.stage.db().prepare_cached(insert).and_then(|mut insert| insert.execute(&values[..]));
        put.map(drop).map_err(|reason| self.stage.failed(reason).into())
    }
}

/// Where the columns of a table are.
enum Cut {
    Basics(Columns<7>),
    Crew(Columns<3>),
    Principals(Columns<4>),
    Akas(Columns<7>),
    Names(Columns<4>),
}

impl Cut {
    fn of(table: Table, header: &str) -> Result<Self, String> {
        Ok(match table {
            Table::Basics => Self::Basics(Columns::find(header, row::BASICS)?),
            Table::Crew => Self::Crew(Columns::find(header, row::CREW)?),
            Table::Principals => Self::Principals(Columns::find(header, row::PRINCIPALS)?),
            Table::Akas => Self::Akas(Columns::find(header, row::AKAS)?),
            Table::Names => Self::Names(Columns::find(header, row::NAMES)?),
        })
    }
}

/// The numbers that a query finds.
fn numbers(stage: &Stage, query: &str) -> Result<HashSet<u64>, Error> {
    let find = || stage.db().prepare(query)?.query_map((), |row| row.get(0))?.collect::<Result<_, _>>();
    find().map_err(|reason| stage.failed(reason).into())
}
