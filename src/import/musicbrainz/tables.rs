//! The dump of MusicBrainz's tables, as PostgreSQL's COPY writes them: a file per table, columns in the order of the table,
//! no heading, `\N` for what is not known. Tables name each other by row ids, which are joined when all are in.

use memchr::memchr_iter;
use rusqlite::{Connection, params_from_iter, types::Value};

use super::{
    json::Failure,
    values::{Mbid, without_control},
};

/// Of each table, what is read; `mb_` before its name.
pub const TABLES: &str = "
    CREATE TABLE mb_artist (id INTEGER PRIMARY KEY, gid BLOB, name TEXT, type INT);
    CREATE TABLE mb_artist_alias (artist INT, name TEXT, type INT);
    CREATE TABLE mb_artist_credit_name (artist_credit INT, position INT, artist INT, name TEXT, join_phrase TEXT);
    CREATE TABLE mb_isrc (recording INT, isrc TEXT);
    CREATE TABLE mb_iswc (work INT, iswc TEXT);
    CREATE TABLE mb_l_artist_url (link INT, entity0 INT, entity1 INT);
    CREATE TABLE mb_l_artist_work (link INT, entity0 INT, entity1 INT);
    CREATE TABLE mb_l_recording_work (link INT, entity0 INT, entity1 INT);
    CREATE TABLE mb_l_release_group_url (link INT, entity0 INT, entity1 INT);
    CREATE TABLE mb_l_url_work (link INT, entity0 INT, entity1 INT);
    CREATE TABLE mb_label (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE mb_link (id INTEGER PRIMARY KEY, link_type INT);
    CREATE TABLE mb_link_attribute (link INT, attribute_type INT);
    CREATE TABLE mb_medium (id INTEGER PRIMARY KEY, release INT, position INT);
    CREATE TABLE mb_recording (id INTEGER PRIMARY KEY, gid BLOB, name TEXT, artist_credit INT);
    CREATE TABLE mb_release (id INTEGER PRIMARY KEY, gid BLOB, artist_credit INT, release_group INT, status INT);
    CREATE TABLE mb_release_country (release INT, year INT, month INT, day INT);
    CREATE TABLE mb_release_group (id INTEGER PRIMARY KEY, gid BLOB, name TEXT, artist_credit INT);
    CREATE TABLE mb_release_group_secondary_type_join (release_group INT, secondary_type INT);
    CREATE TABLE mb_release_label (id INT, release INT, label INT);
    CREATE TABLE mb_track (recording INT, medium INT, position INT, name TEXT, is_data_track TEXT);
    CREATE TABLE mb_url (id INTEGER PRIMARY KEY, url TEXT);
    CREATE TABLE mb_work (id INTEGER PRIMARY KEY, gid BLOB, name TEXT);
";

/// A table that is read.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    name: &'static str,
    /// Where our columns stand among the table's, and what they are.
    columns: &'static [(usize, Column)],
    insert: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    /// An id of a row, or a number that stands for a word.
    Number,
    /// A number that nobody may know.
    Optional,
    /// A number of 32 bits.
    Place,
    Gid,
    Text,
    /// A text that may be empty.
    Phrase,
}
use Column::{Gid, Number, Optional, Phrase, Place, Text};

/// A table by its name in the dump, its name among ours if several go into one, and its columns.
macro_rules! tables {
    ($($name:literal $(in $into:literal)? : $columns:expr, $places:literal;)*) => {
        &[$(Table {
            name: $name,
            columns: &$columns,
            insert: concat!("INSERT OR IGNORE INTO mb_", tables!(@ $name $($into)?), " VALUES (", $places, ")"),
        }),*]
    };
    (@ $name:literal) => { $name };
    (@ $name:literal $into:literal) => { $into };
}

/// Columns as of schema 31; new ones come last.
const READ: &[Table] = tables! {
    "artist": [(0, Number), (1, Gid), (2, Text), (10, Optional)], "?1, ?2, ?3, ?4";
    "artist_alias": [(1, Number), (2, Text), (6, Optional)], "?1, ?2, ?3";
    "artist_credit_name": [(0, Number), (1, Number), (2, Number), (3, Text), (4, Phrase)], "?1, ?2, ?3, ?4, ?5";
    "isrc": [(1, Number), (2, Text)], "?1, ?2";
    "iswc": [(1, Number), (2, Text)], "?1, ?2";
    "l_artist_url": [(1, Number), (2, Number), (3, Number)], "?1, ?2, ?3";
    "l_artist_work": [(1, Number), (2, Number), (3, Number)], "?1, ?2, ?3";
    "l_recording_work": [(1, Number), (2, Number), (3, Number)], "?1, ?2, ?3";
    "l_release_group_url": [(1, Number), (2, Number), (3, Number)], "?1, ?2, ?3";
    "l_url_work": [(1, Number), (2, Number), (3, Number)], "?1, ?2, ?3";
    "label": [(0, Number), (2, Text)], "?1, ?2";
    "link": [(0, Number), (1, Number)], "?1, ?2";
    "link_attribute": [(0, Number), (1, Number)], "?1, ?2";
    "medium": [(0, Number), (1, Number), (2, Place)], "?1, ?2, ?3";
    "recording": [(0, Number), (1, Gid), (2, Text), (3, Number)], "?1, ?2, ?3, ?4";
    "release": [(0, Number), (1, Gid), (3, Number), (4, Number), (5, Optional)], "?1, ?2, ?3, ?4, ?5";
    "release_country": [(0, Number), (2, Optional), (3, Optional), (4, Optional)], "?1, ?2, ?3, ?4";
    "release_unknown_country" in "release_country": [(0, Number), (1, Optional), (2, Optional), (3, Optional)], "?1, ?2, ?3, ?4";
    "release_group": [(0, Number), (1, Gid), (2, Text), (3, Number)], "?1, ?2, ?3, ?4";
    "release_group_secondary_type_join": [(0, Number), (1, Number)], "?1, ?2";
    "release_label": [(0, Number), (1, Number), (2, Optional)], "?1, ?2, ?3";
    "track": [(2, Number), (3, Number), (4, Place), (6, Text), (11, Phrase)], "?1, ?2, ?3, ?4, ?5";
    "url": [(0, Number), (2, Text)], "?1, ?2";
    "work": [(0, Number), (1, Gid), (2, Text)], "?1, ?2, ?3";
};

impl Table {
    pub fn of_name(name: &str) -> Option<Self> {
        READ.iter().find(|table| table.name == name).copied()
    }

    /// Whether a line looks like a row of a table: the first column is a number.
    pub fn row(line: &[u8]) -> bool {
        let first = line.iter().position(|byte| *byte == b'\t').map_or(line, |tab| &line[..tab]);
        !first.is_empty() && first.len() < line.len() && first.iter().all(u8::is_ascii_digit)
    }

    /// Keeps what is wanted of a row.
    pub fn read(&self, line: &[u8], db: &Connection) -> Result<bool, Failure> {
        let mut ends: Vec<usize> = memchr_iter(b'\t', line).collect();
        ends.push(line.len());
        let mut values = Vec::with_capacity(self.columns.len());
        for (place, column) in self.columns {
            let Some(end) = ends.get(*place) else {
                let (has, needed) = (ends.len(), place + 1);
                let table = self.name;
                return Err(Failure::Rejected(format!("has {has} columns, and `{table}` at least {needed}")));
            };
            let begin = place.checked_sub(1).map_or(0, |before| ends[before] + 1);
            values.push(
                column
                    .value(&line[begin..*end])
                    .map_err(|wrong| Failure::Rejected(format!("column {} of `{}` {wrong}", place + 1, self.name)))?,
            );
        }
        db.prepare_cached(self.insert)?.execute(params_from_iter(values))?;
        Ok(true)
    }
}

impl Column {
    fn value(self, field: &[u8]) -> Result<Value, String> {
        if field == b"\\N" {
            return if self == Self::Optional {
                Ok(Value::Null)
            } else {
                Err("is `\\N`, and has to be known".to_owned())
            };
        }
        let text = without_control(&unescape(field)?).into_owned();
        let no_number = || format!("is `{text}`, which is no number");
        match self {
            Self::Text if text.is_empty() => Err("is empty".to_owned()),
            Self::Text | Self::Phrase => Ok(Value::Text(text)),
            Self::Number | Self::Optional => text.parse().map(Value::Integer).map_err(|_| no_number()),
            Self::Place => text.parse::<i32>().map(|place| Value::Integer(place.into())).map_err(|_| no_number()),
            Self::Gid => {
                let id = Mbid::parse(&text).ok_or_else(|| format!("is `{text}`, which is no MBID"))?;
                Ok(Value::Blob(id.0.to_vec()))
            }
        }
    }
}

/// What COPY writes with a backslash before it.
fn unescape(field: &[u8]) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'\\' => match rest.next() {
                Some(b't') => b'\t',
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b'b') => 8,
                Some(b'f') => 12,
                Some(b'v') => 11,
                Some(other) => *other,
                None => return Err("ends with a backslash".to_owned()),
            },
            other => *other,
        });
    }
    String::from_utf8(bytes).map_err(|error| format!("is not UTF-8: {error}"))
}

/// The rows of the tables to what documents become, by MBIDs. Types of links, attributes and others are named by their
/// row ids, which MusicBrainz does not change: 278 performance, 567 cover, 750 medley, 579 partial; 168, 165, 167, 169
/// composer, lyricist, writer, librettist.
const JOINED: &str = "
    CREATE INDEX mb_track_by_medium ON mb_track (medium);
    CREATE INDEX mb_track_by_recording ON mb_track (recording);
    CREATE INDEX mb_medium_by_release ON mb_medium (release);
    CREATE INDEX mb_release_by_group ON mb_release (release_group);
    CREATE INDEX mb_country_by_release ON mb_release_country (release);
    CREATE INDEX mb_label_by_release ON mb_release_label (release);
    CREATE INDEX mb_credit ON mb_artist_credit_name (artist_credit, position);
    CREATE INDEX mb_attribute ON mb_link_attribute (link);
    CREATE INDEX mb_performance ON mb_l_recording_work (entity0);
    CREATE INDEX mb_performed ON mb_l_recording_work (entity1);

    CREATE TEMP VIEW mb_album AS
        SELECT g.* FROM mb_release_group g WHERE g.id IN
            (SELECT release_group FROM mb_release_group_secondary_type_join WHERE secondary_type = 2);
    CREATE TEMP VIEW mb_dated AS
        SELECT release, min(printf('%04d-%02d-%02d', year, coalesce(month, 99), coalesce(day, 99))) AS date
        FROM mb_release_country WHERE year > 0 GROUP BY release;
    CREATE TEMP VIEW mb_kind AS
        SELECT id, gid, name, CASE type WHEN 1 THEN 'Person' WHEN 2 THEN 'Group' WHEN 5 THEN 'Orchestra'
            WHEN 6 THEN 'Choir' ELSE '' END AS kind FROM mb_artist;
    CREATE TEMP VIEW mb_credited AS
        SELECT n.artist_credit, json_group_array(json_array(
            lower(substr(hex(a.gid), 1, 8) || '-' || substr(hex(a.gid), 9, 4) || '-' || substr(hex(a.gid), 13, 4) || '-'
                || substr(hex(a.gid), 17, 4) || '-' || substr(hex(a.gid), 21)),
            a.name, iif(n.name = a.name, '', n.name), coalesce(n.join_phrase, ''), a.kind) ORDER BY n.position) AS credit
        FROM mb_artist_credit_name n JOIN mb_kind a ON a.id = n.artist GROUP BY n.artist_credit;

    INSERT INTO release_group
        SELECT gid, 1, name, '9999', coalesce((SELECT credit FROM mb_credited c WHERE c.artist_credit = g.artist_credit), '')
        FROM mb_album g;
    INSERT INTO release (row, id, release_group, official, date, label, discs, tracks)
        SELECT r.id, r.gid, g.gid, r.status IS 1,
            coalesce((SELECT date FROM mb_dated d WHERE d.release = r.id), '9999'),
            (SELECT l.name FROM mb_release_label rl JOIN mb_label l ON l.id = rl.label
                WHERE rl.release = r.id AND l.name <> '[no label]' ORDER BY rl.id LIMIT 1),
            (SELECT count(*) FROM mb_medium m WHERE m.release = r.id),
            (SELECT count(*) FROM mb_medium m JOIN mb_track t ON t.medium = m.id
                WHERE m.release = r.id AND t.is_data_track IS NOT 't')
        FROM mb_album g JOIN mb_release r ON r.release_group = g.id;
    INSERT INTO track
        SELECT m.release, m.position, t.position, t.name, k.gid
        FROM mb_album g JOIN mb_release r ON r.release_group = g.id JOIN mb_medium m ON m.release = r.id
        JOIN mb_track t ON t.medium = m.id JOIN mb_recording k ON k.id = t.recording WHERE t.is_data_track IS NOT 't';
    CREATE TEMP TABLE mb_wanted (id INTEGER PRIMARY KEY);
";

const OF_SOUNDTRACKS: &str = "
    INSERT OR IGNORE INTO mb_wanted
        SELECT t.recording FROM mb_album g JOIN mb_release r ON r.release_group = g.id JOIN mb_medium m ON m.release = r.id
        JOIN mb_track t ON t.medium = m.id;
    INSERT OR IGNORE INTO mb_wanted
        SELECT p.entity0 FROM mb_l_recording_work p WHERE p.entity1 IN
            (SELECT w.entity1 FROM mb_wanted k JOIN mb_l_recording_work w ON w.entity0 = k.id);
";

const ALL: &str = "INSERT OR IGNORE INTO mb_wanted SELECT id FROM mb_recording;";

const OF_RECORDINGS: &str = "
    INSERT INTO recording
        SELECT k.gid, k.name,
            coalesce((SELECT min(d.date) FROM mb_track t JOIN mb_medium m ON m.id = t.medium
                JOIN mb_dated d ON d.release = m.release WHERE t.recording = k.id), '9999'),
            coalesce((SELECT credit FROM mb_credited c WHERE c.artist_credit = k.artist_credit), '')
        FROM mb_wanted w JOIN mb_recording k ON k.id = w.id;
    INSERT INTO identifier SELECT k.gid, 'ISRC', i.isrc FROM mb_isrc i JOIN mb_recording k ON k.id = i.recording;
    INSERT INTO performance
        SELECT k.gid, w.gid,
            (SELECT coalesce(max(attribute_type = 567), 0) + 2 * coalesce(max(attribute_type = 750), 0)
                + 4 * coalesce(max(attribute_type = 579), 0) FROM mb_link_attribute a WHERE a.link = p.link)
        FROM mb_wanted x JOIN mb_l_recording_work p ON p.entity0 = x.id JOIN mb_link l ON l.id = p.link
        JOIN mb_recording k ON k.id = p.entity0 JOIN mb_work w ON w.id = p.entity1 WHERE l.link_type = 278;
    INSERT INTO work SELECT gid, name FROM mb_work;
    INSERT INTO identifier SELECT w.gid, 'ISWC', i.iswc FROM mb_iswc i JOIN mb_work w ON w.id = i.work;
    INSERT INTO writer
        SELECT w.gid, a.gid, a.name, a.kind FROM mb_l_artist_work p JOIN mb_link l ON l.id = p.link
        JOIN mb_kind a ON a.id = p.entity0 JOIN mb_work w ON w.id = p.entity1 WHERE l.link_type IN (168, 165, 167, 169);
    INSERT INTO artist SELECT gid, 1, name, kind FROM mb_kind;
    INSERT INTO alias
        SELECT k.gid, a.name FROM mb_artist_alias a JOIN mb_artist k ON k.id = a.artist
        WHERE a.type IS NOT 3 AND a.name <> k.name;
";

/// The pages elsewhere of release groups, artists and works.
const PAGES: &[(&str, bool)] = &[
    (
        "SELECT g.gid, u.url FROM mb_l_release_group_url p JOIN mb_link l ON l.id = p.link JOIN mb_album g ON g.id = p.entity0
         JOIN mb_url u ON u.id = p.entity1 WHERE l.link_type IN (97, 353, 90)",
        true,
    ),
    (
        "SELECT a.gid, u.url FROM mb_l_artist_url p JOIN mb_link l ON l.id = p.link JOIN mb_artist a ON a.id = p.entity0
         JOIN mb_url u ON u.id = p.entity1 WHERE l.link_type IN (178, 352, 180)",
        false,
    ),
    (
        "SELECT w.gid, u.url FROM mb_l_url_work p JOIN mb_link l ON l.id = p.link JOIN mb_url u ON u.id = p.entity0
         JOIN mb_work w ON w.id = p.entity1 WHERE l.link_type = 351",
        false,
    ),
];

/// Joins the tables, if there were any, and removes them. To be run once, when all are in.
pub fn join(db: &Connection, all: bool) -> rusqlite::Result<()> {
    let any: bool = db.query_row(
        "SELECT EXISTS (SELECT 1 FROM mb_recording) OR EXISTS (SELECT 1 FROM mb_artist) OR EXISTS (SELECT 1 FROM mb_work)",
        [],
        |row| row.get(0),
    )?;
    if any {
        // Rows of documents have rows of their own, which those of the tables would meet.
        db.execute_batch("UPDATE track SET release = -release; UPDATE release SET row = -row;")?;
        db.execute_batch(JOINED)?;
        db.execute_batch(if all { ALL } else { OF_SOUNDTRACKS })?;
        db.execute_batch(OF_RECORDINGS)?;
        for (select, albums) in PAGES {
            pages(db, select, *albums)?;
        }
        db.execute_batch(
            "DROP VIEW mb_credited; DROP VIEW mb_kind; DROP VIEW mb_dated; DROP VIEW mb_album; DROP TABLE mb_wanted;",
        )?;
    }
    let drop = |table: &Table| db.execute_batch(&format!("DROP TABLE IF EXISTS mb_{}", table.name));
    READ.iter().try_for_each(drop)
}

fn pages(db: &Connection, select: &str, albums: bool) -> rusqlite::Result<()> {
    let rows = super::staged::Staged { db };
    let mut select = db.prepare(select)?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let (of, url): ([u8; 16], String) = (row.get(0)?, row.get(1)?);
        if let Some(id) = super::values::id_in(&url) {
            rows.page(Mbid(of), &id, albums)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unescaped() {
        for (field, text) in [(r"a\tb", "a\tb"), (r"a\\b\n", "a\\b\n"), (r"\x", "x"), ("“é”", "“é”"), ("", "")]
        {
            assert_eq!(unescape(field.as_bytes()), Ok(text.to_owned()), "{field}");
        }
        assert_eq!(unescape(b"a\\").unwrap_err(), "ends with a backslash");
        assert!(unescape(b"\xff").unwrap_err().starts_with("is not UTF-8"));
    }

    #[test]
    fn rows_are_known_by_their_number() {
        assert!(Table::row(b"12\tx") && Table::row(b"12\t"));
        assert!(!Table::row(b"12") && !Table::row(b"\tx") && !Table::row(b"id\tname") && !Table::row(b"{\t"));
    }
}
