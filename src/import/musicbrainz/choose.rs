//! What is taken over of all that was kept: which release stands for a release group, which recordings and works belong to
//! soundtracks, and what each is known by.

use rusqlite::Connection;

/// Run once, when all files have been read, in one transaction.
///
/// The release that stands for its group is one with a track list; then an official one before others; then the earliest;
/// then the one with the most tracks; then the one whose MBID is the lowest.
const CHOSEN: &str = "
    CREATE INDEX release_by_group ON release (release_group);
    CREATE INDEX track_by_release ON track (release);
    CREATE TABLE chosen (number INTEGER PRIMARY KEY, id BLOB, title TEXT, date TEXT, credit TEXT, release INT);
    INSERT INTO chosen (id, title, date, credit, release)
        SELECT id, title, min(date, coalesce((SELECT min(date) FROM release r WHERE r.release_group = g.id), date)), credit,
            (SELECT row FROM release r WHERE r.release_group = g.id
                ORDER BY tracks = 0, official DESC, date, tracks DESC, id, row LIMIT 1)
        FROM (SELECT id, max(whole), title, date, credit FROM release_group GROUP BY id) g ORDER BY id;

    CREATE TABLE performed (recording BLOB, work BLOB, attributes INT, PRIMARY KEY (recording, work)) WITHOUT ROWID;
    INSERT INTO performed
        SELECT recording, work, max(attributes & 1) | max(attributes & 2) | max(attributes & 4)
        FROM performance GROUP BY recording, work;
    DROP TABLE performance;
    CREATE INDEX performed_by_work ON performed (work);
    CREATE TABLE wanted (id BLOB PRIMARY KEY) WITHOUT ROWID;
    INSERT OR IGNORE INTO wanted SELECT t.recording FROM chosen c JOIN track t ON t.release = c.release;
    CREATE TABLE song (number INTEGER PRIMARY KEY, id BLOB UNIQUE);
";

/// The works of recordings on soundtracks, and all other recordings of these works.
const OF_SOUNDTRACKS: &str = "
    INSERT INTO song (id)
        SELECT DISTINCT work FROM performed WHERE recording IN (SELECT id FROM wanted) ORDER BY work;
    INSERT OR IGNORE INTO wanted SELECT p.recording FROM song s JOIN performed p ON p.work = s.id;
";

const ALL: &str = "
    INSERT INTO song (id) SELECT id FROM work UNION SELECT work FROM performed ORDER BY 1;
    INSERT OR IGNORE INTO wanted SELECT id FROM recording;
";

/// A recording on many releases has many rows here, which differ in dates, and where dumps of different days are mixed in
/// more; which of them counts does not depend on the order in which they were read. An external id that names two things
/// names none.
const KNOWN: &str = "
    CREATE TABLE known (id BLOB PRIMARY KEY, title TEXT, date TEXT, credit TEXT) WITHOUT ROWID;
    INSERT INTO known
        SELECT id, max(title), min(date), max(credit) FROM recording WHERE id IN (SELECT id FROM wanted) GROUP BY id;
    DROP TABLE recording;
    CREATE INDEX work_by_id ON work (id);
    CREATE INDEX writer_by_work ON writer (work);
    CREATE INDEX artist_by_id ON artist (id);
    CREATE INDEX alias_by_artist ON alias (artist);
    CREATE TABLE external (of BLOB, scheme TEXT, value TEXT, PRIMARY KEY (of, scheme, value)) WITHOUT ROWID;
    INSERT INTO external
        SELECT min(of), scheme, value FROM identifier GROUP BY scheme, value HAVING min(of) = max(of);
    DROP TABLE identifier;
    CREATE INDEX film_by_group ON film (release_group);
    CREATE TABLE version (recording BLOB, work BLOB, original INT, cover INT, stated INT, kind TEXT,
        PRIMARY KEY (recording, work)) WITHOUT ROWID;
";

pub fn choose(db: &Connection, all: bool) -> rusqlite::Result<()> {
    db.execute_batch(CHOSEN)?;
    db.execute_batch(if all { ALL } else { OF_SOUNDTRACKS })?;
    db.execute_batch(KNOWN)
}
