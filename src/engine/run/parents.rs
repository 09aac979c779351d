//! On which rows the rows of a child hang.

use crate::db::reads;
use crate::engine::plan::Parents;
use crate::engine::tree::Rows;

/// Who the parents of a statement's rows are.
pub enum ParentKeys {
    None,
    Keys(Vec<i64>),
    /// Numbers and keys of groups, as JSON.
    Groups(String),
    /// The rows themselves came with their parents.
    Above(reads::Rows),
}

/// The parents of a child's rows; `None` where no row is a parent.
pub fn parent_keys(parents: &Parents, rows: &Rows) -> Option<ParentKeys> {
    match parents {
        Parents::Key(column) => {
            let keys = keys((0..rows.len()).filter_map(|row| rows.int(row, *column)));
            (!keys.is_empty()).then_some(ParentKeys::Keys(keys))
        }
        Parents::Groups { number, keys } => {
            let group = |row| {
                let columns = [number].into_iter().chain(keys);
                serde_json::Value::Array(columns.map(|column| rows.json(rows.row(row)[*column])).collect())
            };
            let groups: Vec<serde_json::Value> =
                (0..rows.len()).filter(|row| rows.int(*row, *number).is_some()).map(group).collect();
            (!groups.is_empty()).then(|| ParentKeys::Groups(serde_json::Value::Array(groups).to_string()))
        }
        Parents::Above(_) => rows.below.clone().map(ParentKeys::Above),
    }
}

/// Each key once.
pub fn keys(all: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut keys: Vec<i64> = all.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
