//! Rows of the side file to batches: soundtracks with all that is on them, then songs with all their recordings, then, where
//! everything is kept, artists. Each batch declares what it names, and all come in the order of MBIDs, so that nothing
//! depends on the order of documents.

use rusqlite::Connection;

use super::records::Records;
use crate::{
    catalogue::record::{Batch, Missing, Source, SourceKind, ranks},
    import::{Error, Run, deliveries::Deliveries, stage::Stage},
};

/// A batch is handed over when it has so many records.
const RECORDS: usize = 10_000;

/// Name of the source, and of who makes the changes.
pub const SOURCE: &str = "MusicBrainz";

/// A pass over a table of numbered things.
struct Pass {
    /// Selects number and id of what comes after a number.
    things: &'static str,
    count: &'static str,
    add: fn(&mut Records<'_>, [u8; 16]) -> rusqlite::Result<()>,
}

const SOUNDTRACKS: Pass = Pass {
    things: "SELECT number, id FROM chosen WHERE number > ?1 ORDER BY number",
    count: "SELECT count(*) FROM chosen",
    add: |records, id| records.soundtrack(id),
};

const SONGS: Pass = Pass {
    things: "SELECT number, id FROM song WHERE number > ?1 ORDER BY number",
    count: "SELECT count(*) FROM song",
    add: |records, id| records.recordings_of(id),
};

/// Recordings of no song, and artists of no recording; they have no numbers of their own.
const RECORDINGS: Pass = Pass {
    things: "SELECT row_number() OVER (ORDER BY id) AS number, id FROM known
        WHERE NOT EXISTS (SELECT 1 FROM performed p WHERE p.recording = id) ORDER BY id LIMIT -1 OFFSET ?1",
    count: "SELECT count(*) FROM known WHERE NOT EXISTS (SELECT 1 FROM performed p WHERE p.recording = id)",
    add: |records, id| records.recording(id),
};

const ARTISTS: Pass = Pass {
    things: "SELECT row_number() OVER (ORDER BY id) AS number, id FROM (SELECT DISTINCT id FROM artist)
        ORDER BY id LIMIT -1 OFFSET ?1",
    count: "SELECT count(DISTINCT id) FROM artist",
    add: |records, id| records.artist(id),
};

/// Delivers what was chosen.
pub fn deliver(run: &mut Run, stage: &Stage, all: bool) -> Result<(), Error> {
    let failed = |reason| Error::from(stage.failed(reason));
    let passes: &[Pass] = if all { &[SOUNDTRACKS, SONGS, RECORDINGS, ARTISTS] } else { &[SOUNDTRACKS, SONGS] };
    let db = stage.db();
    let count = |pass: &Pass| db.query_row(pass.count, [], |row| row.get::<_, i64>(0));
    let counts: Vec<i64> = passes.iter().map(count).collect::<Result<_, _>>().map_err(failed)?;
    let things: i64 = counts.iter().sum();
    run.progress.phase("taking in", "albums, songs", Some(things.unsigned_abs()));

    let batch = Batch {
        who: SOURCE.to_owned(),
        missing: Missing::LeftOut,
        sources: vec![source(db).map_err(failed)?],
        ..Batch::default()
    };
    let mut deliveries = Deliveries::begin(run, stage)?;
    let mut before = 0;
    for (pass, count) in passes.iter().zip(counts) {
        let mut records = Records::new(db, batch.clone());
        let (mut number, mut things_in_batch) = (0, 0);
        // What of this pass was delivered already.
        let from = (i64::try_from(deliveries.last()).unwrap_or(i64::MAX) - before).clamp(0, count);
        let mut things = db.prepare(pass.things).map_err(failed)?;
        let mut things = things.query([from]).map_err(failed)?;
        while let Some(thing) = things.next().map_err(failed)? {
            number = thing.get::<_, i64>(0).map_err(failed)?;
            (pass.add)(&mut records, thing.get(1).map_err(failed)?).map_err(failed)?;
            things_in_batch += 1;
            if records.count() >= RECORDS {
                let full = std::mem::replace(&mut records, Records::new(db, batch.clone()));
                let last = (before + number).unsigned_abs();
                deliveries.deliver(run, stage, full.into_batch(), last, std::mem::take(&mut things_in_batch))?;
            }
        }
        if things_in_batch > 0 {
            let last = (before + number).unsigned_abs();
            deliveries.deliver(run, stage, records.into_batch(), last, things_in_batch)?;
        }
        before += count;
    }
    deliveries.end(run, stage)
}

/// MusicBrainz, with the day and the number of the dump.
fn source(db: &Connection) -> rusqlite::Result<Source> {
    let latest = |what: &str| {
        db.query_row("SELECT max(value) FROM dump WHERE what = ?1", [what], |row| row.get::<_, Option<String>>(0))
    };
    let parts: Vec<String> =
        [latest("date")?, latest("replication sequence")?.map(|number| format!("replication sequence {number}"))]
            .into_iter()
            .flatten()
            .collect();
    Ok(Source {
        name: SOURCE.to_owned(),
        kind: SourceKind::Dataset,
        licence: Some("CC0-1.0".to_owned()),
        version: (!parts.is_empty()).then(|| parts.join(", ")),
        url: Some("https://musicbrainz.org".to_owned()),
        retrieved: None,
        rank: ranks::MUSICBRAINZ,
    })
}
