//! Rows that a side file keeps as JSON: they are read back whole and never compared.

use rusqlite::{Params, types::Type};
use serde::{Serialize, de::DeserializeOwned};

use super::{Error, stage::Stage};

/// A row as the side file keeps it.
pub fn body(stage: &Stage, row: &impl Serialize) -> Result<Vec<u8>, Error> {
    let failed = |reason| stage.failed(rusqlite::Error::ToSqlConversionFailure(Box::new(reason)));
    Ok(serde_json::to_vec(row).map_err(failed)?)
}

/// The rows that a query finds, each a number and a body.
pub fn rows<R: DeserializeOwned>(stage: &Stage, query: &str, values: impl Params) -> Result<Vec<(u64, R)>, Error> {
    let find = || -> rusqlite::Result<Vec<(u64, R)>> {
        let mut query = stage.db().prepare_cached(query)?;
        let read = |row: &rusqlite::Row<'_>| {
            let body = row.get_ref(1)?.as_blob()?;
            let failed = |reason| rusqlite::Error::FromSqlConversionFailure(1, Type::Blob, Box::new(reason));
            Ok((row.get(0)?, serde_json::from_slice(body).map_err(failed)?))
        };
        query.query_map(values, read)?.collect()
    };
    find().map_err(|reason| stage.failed(reason).into())
}
