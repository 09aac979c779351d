//! An answer as a table.
//!
//! A GraphQL answer is a tree and a table is not, so one path through its lists is chosen: the one that leads deepest.
//! Each node at its end is a row. What surrounds a list is shown in the first of its rows and left blank below, which
//! reads like an outline. Lists beside the path are put in one cell.
//!
//! A column is headed by its field below the objects and lists that the field is in, and those stand above the first of
//! their columns only. `nodes`, `edges` and `node` are left out, and so is a first name that all columns share.

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr;

/// The answer as lines of text.
pub(super) fn render(data: &Value) -> String {
    let Value::Object(data) = data else { return String::new() };
    let record = Record::new(data, "");
    let rows = record.rows(&record.deepest());
    layout(&columns(&rows), &rows)
}

/// Cells by the names of their columns, in the order of the answer.
type Row = Vec<(String, Cell)>;

#[derive(Clone, Debug)]
struct Cell {
    text: String,
    number: bool,
}

/// An object together with the objects that it holds, and the lists that hang on them.
#[derive(Debug, Default)]
struct Record {
    cells: Row,
    lists: Vec<(String, Vec<Record>)>,
}

impl Record {
    fn new(object: &Map<String, Value>, name: &str) -> Self {
        let mut record = Self::default();
        for (key, value) in object {
            record.take(value, &joined(name, key));
        }
        record
    }

    fn take(&mut self, value: &Value, name: &str) {
        match value {
            Value::Object(object) => {
                let Self { cells, lists } = Self::new(object, name);
                self.cells.extend(cells);
                self.lists.extend(lists);
            }
            // A null among nodes is a row without cells.
            Value::Array(items) if items.iter().any(Value::is_object) => {
                let empty = Map::new();
                let records = items.iter().map(|item| Self::new(item.as_object().unwrap_or(&empty), name));
                self.lists.push((name.to_owned(), records.collect()));
            }
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) => {
                let text = items.iter().map(text).collect::<Vec<_>>().join(", ");
                self.cells.push((name.to_owned(), Cell { text, number: false }));
            }
            scalar => self.cells.push((name.to_owned(), Cell { text: text(scalar), number: scalar.is_number() })),
        }
    }

    /// The names of the lists on the longest way down. Of equally long ones the first.
    fn deepest(&self) -> Vec<String> {
        let mut longest = Vec::new();
        for (name, records) in &self.lists {
            let below = records.iter().map(Self::deepest).max_by_key(Vec::len).unwrap_or_default();
            if below.len() + 1 > longest.len() {
                longest = vec![name.clone()];
                longest.extend(below);
            }
        }
        longest
    }

    fn rows(&self, path: &[String]) -> Vec<Row> {
        let mut first = self.cells.clone();
        let mut rows = Vec::new();
        for (name, records) in &self.lists {
            if path.first() == Some(name) {
                rows.extend(records.iter().flat_map(|record| record.rows(&path[1..])));
            } else {
                let text = records.iter().map(Self::summary).collect::<Vec<_>>().join(", ");
                first.push((name.clone(), Cell { text, number: false }));
            }
        }
        match rows.first_mut() {
            Some(row) => {
                first.append(row);
                *row = first;
            }
            None => rows.push(first),
        }
        rows
    }

    /// The record in one cell.
    fn summary(&self) -> String {
        let cells = self.cells.iter().map(|(_, cell)| cell.text.clone());
        let lists = self.lists.iter().flat_map(|(_, records)| records.iter().map(Self::summary));
        cells.chain(lists).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

fn joined(name: &str, key: &str) -> String {
    match (name, key) {
        ("", _) => key.to_owned(),
        (_, "nodes" | "edges" | "node") => name.to_owned(),
        _ => format!("{name}.{key}"),
    }
}

/// A value in a cell. Null is unknown and stays blank; what would move the cursor of a terminal becomes a space.
fn text(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect()
}

/// The names of all columns, each after the one that it follows in some row.
fn columns(rows: &[Row]) -> Vec<&str> {
    let mut columns: Vec<&str> = Vec::new();
    for row in rows {
        let mut next = 0;
        for (name, _) in row {
            next = match columns.iter().position(|column| column == name) {
                Some(at) => at + 1,
                None => {
                    columns.insert(next, name);
                    next + 1
                }
            };
        }
    }
    // An object that is null in one row and has fields in another is no column of its own.
    let names = columns.clone();
    columns
        .retain(|column| !names.iter().any(|name| name.strip_prefix(column).is_some_and(|rest| rest.starts_with('.'))));
    columns
}

fn layout(columns: &[&str], rows: &[Row]) -> String {
    let headings = headings(columns);
    let height = headings.iter().map(Vec::len).max().unwrap_or(0);

    let mut lines = vec![String::new(); height + 1 + rows.len()];
    for (column, heading) in columns.iter().zip(&headings) {
        let cells: Vec<Option<&Cell>> = rows
            .iter()
            .map(|row| row.iter().find(|(name, cell)| name == column && !cell.text.is_empty()).map(|(_, cell)| cell))
            .collect();
        let texts = || cells.iter().map(|cell| cell.map_or("", |cell| &cell.text));
        let right = cells.iter().any(Option::is_some) && cells.iter().flatten().all(|cell| cell.number);
        let width = texts().chain(heading.iter().copied()).map(UnicodeWidthStr::width).max().unwrap_or(0);

        let rule = "─".repeat(width);
        let column = heading.iter().copied().chain([rule.as_str()]).chain(texts());
        for (line, text) in lines.iter_mut().zip(column) {
            let blank = " ".repeat(width - text.width());
            *line += &if right { format!("{blank}{text}  ") } else { format!("{text}{blank}  ") };
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// What stands above each column, line by line: what the field is in, from the outside, and last the field.
fn headings<'a>(columns: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut paths: Vec<Vec<&str>> = columns.iter().map(|column| column.split('.').collect()).collect();
    let first = paths.first().and_then(|path| path.first()).copied();
    if paths.iter().all(|path| path.len() > 1 && path.first().copied() == first) {
        for path in &mut paths {
            path.remove(0);
        }
    }
    let above = paths.iter().map(|path| path.len() - 1).max().unwrap_or(0);

    let mut headings = Vec::new();
    let mut left: &[&str] = &[];
    for path in &paths {
        let (field, objects) = path.split_last().map_or(("", &[][..]), |(field, objects)| (*field, objects));
        let shown = |level: usize| match objects.get(level) {
            Some(object) if left.get(..=level) != objects.get(..=level) => object,
            _ => "",
        };
        headings.push((0..above).map(shown).chain([field]).collect());
        left = objects;
    }
    headings
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::render;

    #[test]
    fn rows_are_the_nodes_of_the_innermost_list() {
        let data = json!({ "directors": { "totalCount": 2, "nodes": [
            { "name": "Cameron Crowe", "listedSoundtracks": { "nodes": [
                { "title": "Singles", "primaryFilm": null },
                { "title": "Vanilla Sky", "primaryFilm": { "title": "Vanilla Sky", "releaseYear": 2001 } },
            ] } },
            { "name": "宮崎 駿", "listedSoundtracks": { "nodes": [] } },
            { "name": "Sofia Coppola", "listedSoundtracks": { "nodes": [
                { "title": "Lost in Translation", "primaryFilm": { "title": "Lost in\nTranslation", "releaseYear": 203 } },
            ] } },
        ] } });
        insta::assert_snapshot!(render(&data), @r"
                                   listedSoundtracks
                                                        primaryFilm
        totalCount  name           title                title                releaseYear
        ──────────  ─────────────  ───────────────────  ───────────────────  ───────────
                 2  Cameron Crowe  Singles
                                   Vanilla Sky          Vanilla Sky                 2001
                    宮崎 駿
                    Sofia Coppola  Lost in Translation  Lost in Translation          203
        ");
    }

    #[test]
    fn lists_beside_the_path_share_a_cell() {
        let data = json!({ "film": {
            "title": "Singles",
            "directors": { "edges": [{ "position": 1, "node": { "name": "A" } }, { "position": 2, "node": { "name": "B" } }] },
            "soundtracks": { "nodes": [{ "title": "S", "tracks": { "nodes": [{ "title": "T1" }, { "title": "T2" }] } }] },
            "genres": ["x", "y"],
        } });
        insta::assert_snapshot!(render(&data), @r"
                                    soundtracks
                                                 tracks
        title    genres  directors  title        title
        ───────  ──────  ─────────  ───────────  ──────
        Singles  x, y    1 A, 2 B   S            T1
                                                 T2
        ");
    }

    #[test]
    fn what_is_no_list_is_one_row() {
        insta::assert_snapshot!(render(&json!({ "films": { "totalCount": 12 } })), @r"
        totalCount
        ──────────
                12
        ");
        insta::assert_snapshot!(render(&json!({ "film": null, "a": true })), @r"
        film  a
        ────  ────
              true
        ");
        assert_eq!(render(&json!(null)), "");
    }
}
