//! Reads the network from the database: each table once, a page at a time, all in one state.

use std::collections::HashMap;

use entity::SearchType as Kind;

use super::build::TooLarge;
use super::relation::{SOURCES, Source, Which};
use super::{ALL_KINDS, Draft, KINDS, NOBODY, Network, kind_word};
use crate::db::reads::{Cell, Decode, Failure, Param, Query, Room, Rows, Snapshot};
use crate::db::{Lsn, Reads};
use crate::engine::Error;
use crate::engine::plan::Statement;

/// Rows of one page. They take about a hundred bytes each while they are read.
const PAGE: i64 = 50_000;

/// A network, and the positions of the log between which its state was taken, where they are known.
pub type Placed = (Network, Option<(Lsn, Lsn)>);

/// The network as the data are now, on a server that has replayed the log up to `position`. On SQLite it reads where it is
/// called, for as long as it takes.
pub async fn read(reads: &Reads, position: Option<Lsn>) -> Result<Placed, Error> {
    let snapshot = reads.snapshot(position).await?;
    let version = snapshot.version().await?;
    let mut ids: [Vec<i64>; KINDS] = Default::default();
    for kind in ALL_KINDS {
        let own = &mut ids[kind as usize];
        each_row(&snapshot, &table(kind), &[], |rows, row| {
            own.push(int(rows, row, 0)?);
            Some(())
        })
        .await?;
    }
    let mut draft = Draft::new(ids)?;
    draft.merged = merged(&snapshot).await?;
    let mut nobody = Vec::new();
    let identifier = [("subject_id", Decode::Wide), ("value", Decode::Text)];
    // Placeholders of artists are few, and an index finds them by their ids.
    let among: Vec<String> = NOBODY.iter().map(|id| format!("'{id}'")).collect();
    let only = format!(
        "\"identifier\" WHERE \"scheme\" = 'MUSICBRAINZ' AND \"subject\" = 'ARTIST' AND \"value\" IN ({})",
        among.join(", ")
    );
    each_row(&snapshot, &only, &identifier, |rows, row| {
        nobody.extend(draft.find(Kind::Artist, int(rows, row, 1)?));
        Some(())
    })
    .await?;
    draft.nobody = nobody;
    for source in SOURCES {
        relations(&snapshot, source, &mut draft).await?;
    }
    Ok((draft.finish(version)?, snapshot.between()))
}

fn table(kind: Kind) -> String {
    format!("\"{}\"", kind_word(kind).to_ascii_lowercase())
}

async fn merged(snapshot: &Snapshot) -> Result<HashMap<(Kind, i64), i64>, Error> {
    let mut merged = HashMap::new();
    let columns = [("subject", Decode::Text), ("from_id", Decode::Wide), ("to_id", Decode::Wide)];
    each_row(snapshot, "\"redirect\"", &columns, |rows, row| {
        let word = rows.text(rows.row(row)[1]);
        let kind = ALL_KINDS.into_iter().find(|kind| kind_word(*kind) == word)?;
        merged.insert((kind, int(rows, row, 2)?), int(rows, row, 3)?);
        Some(())
    })
    .await?;
    Ok(merged)
}

async fn relations(snapshot: &Snapshot, source: &Source, draft: &mut Draft) -> Result<(), Error> {
    let mut columns = vec![(source.from.column, Decode::Wide), (source.to.column, Decode::Wide)];
    if let Which::Word(column, _) = source.relation {
        columns.push((column, Decode::Text));
    }
    let mut large = Ok(());
    each_row(snapshot, &format!("\"{}\"", source.table), &columns, |rows, row| {
        let relation = match source.relation {
            Which::Always(relation) => relation,
            Which::Word(_, words) => {
                let word = rows.text(rows.row(row)[3]);
                words.iter().find(|(known, _)| *known == word)?.1
            }
        };
        let (from, to) = (int(rows, row, 1)?, int(rows, row, 2)?);
        let related = draft.relate(relation, (source.from.kind, from), (source.to.kind, to), int(rows, row, 0)?);
        large = large.and(related);
        Some(())
    })
    .await?;
    Ok(large?)
}

/// Shows all rows of a table, by their ids, which are the first column. `see` may find nothing in a row.
async fn each_row(
    snapshot: &Snapshot,
    table: &str,
    columns: &[(&'static str, Decode)],
    mut see: impl FnMut(&Rows, usize) -> Option<()>,
) -> Result<(), Error> {
    let names: Vec<String> = columns.iter().map(|(name, _)| format!(", \"{name}\"")).collect();
    let decodes = [Decode::Wide].into_iter().chain(columns.iter().map(|(_, decode)| *decode)).collect();
    let condition = if table.contains(" WHERE ") { "AND" } else { "WHERE" };
    let sql = format!("SELECT \"id\"{} FROM {table} {condition} \"id\" > $1 ORDER BY \"id\" LIMIT $2", names.concat());
    let statement = Statement::new(sql, Vec::new(), decodes);
    let query =
        Query { number: statement.number, sql: &statement.sql, columns: &statement.columns, room: Room::default() };
    let mut last = i64::MIN;
    loop {
        let rows = snapshot.rows(query, &[Param::Int(last), Param::Int(PAGE)]).await?;
        for row in 0..rows.len() {
            see(&rows, row);
        }
        match rows.len().checked_sub(1).and_then(|end| int(&rows, end, 0)) {
            Some(id) if rows.len() as i64 == PAGE => last = id,
            _ => return Ok(()),
        }
    }
}

fn int(rows: &Rows, row: usize, column: usize) -> Option<i64> {
    match rows.row(row)[column] {
        Cell::Int(value) => Some(value),
        _ => None,
    }
}

impl From<TooLarge> for Error {
    fn from(_: TooLarge) -> Self {
        Self::Database(Failure::Refused("there are more nodes than the network has room for".into()))
    }
}
