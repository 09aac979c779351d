//! Brings rows into a table: those it lacks are added, those it has are corrected where more is said now.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use entity::ChangeKind;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait,
    IntoActiveModel, Iterable, ModelTrait, QueryFilter, Value,
};

use super::key::Row;

/// Rows in one statement. The widest table has eleven columns, and SQLite binds at most 32,766 values.
const ROWS: usize = 500;

/// What became of a row that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub id: i64,
    /// `None` if the row stood as it is.
    pub change: Option<ChangeKind>,
}

#[derive(Debug)]
pub enum Error {
    /// Two of the rows that were handed in, by their places, are one.
    Twice(usize, usize),
    Database(DbErr),
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

/// Brings rows into their table; the outcomes are in the same order.
///
/// A null says nothing: it corrects no row. New rows are added in the order given, which makes their ids the same on
/// every database.
pub async fn upsert<E: Row>(tx: &DatabaseTransaction, rows: Vec<E::ActiveModel>) -> Result<Vec<Outcome>, Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let keys: Vec<Vec<Value>> = rows.iter().map(wanted_key::<E>).collect();
    let mut places = HashMap::new();
    for (place, key) in keys.iter().enumerate() {
        match places.entry(key) {
            Entry::Occupied(first) => return Err(Error::Twice(*first.get(), place)),
            Entry::Vacant(free) => free.insert(place),
        };
    }

    let mut outcomes = HashMap::new();
    let mut new = Vec::new();
    let mut present = present::<E>(tx, &keys).await?;
    for (row, key) in rows.into_iter().zip(&keys) {
        match present.remove(key) {
            Some(model) => {
                let id = E::id(&model);
                let change = correct::<E>(tx, model, &row).await?;
                outcomes.insert(key.clone(), Outcome { id, change })
            }
            None => {
                new.push(row);
                None
            }
        };
    }
    while !new.is_empty() {
        let rest = new.split_off(ROWS.min(new.len()));
        for model in E::insert_many(new).exec_with_returning(tx).await? {
            outcomes.insert(model_key::<E>(&model), Outcome { id: E::id(&model), change: Some(ChangeKind::Created) });
        }
        new = rest;
    }

    let lost = || DbErr::RecordNotInserted;
    Ok(keys.iter().map(|key| outcomes.get(key).copied().ok_or_else(lost)).collect::<Result<_, _>>()?)
}

/// Corrects a row that stands where the new one says something else.
pub async fn correct<E: EntityTrait>(
    tx: &DatabaseTransaction,
    model: E::Model,
    wanted: &E::ActiveModel,
) -> Result<Option<ChangeKind>, DbErr>
where
    E::Model: ModelTrait<Entity = E> + IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let differing: Vec<(E::Column, Value)> = E::Column::iter()
        .filter_map(|column| match wanted.get(column) {
            ActiveValue::Set(value) if value != value.as_null() && value != model.get(column) => Some((column, value)),
            _ => None,
        })
        .collect();
    if differing.is_empty() {
        return Ok(None);
    }

    let mut row = model.into_active_model();
    for (column, value) in differing {
        row.set(column, value);
    }
    row.update(tx).await?;
    Ok(Some(ChangeKind::Corrected))
}

/// The rows of the table that have one of these keys.
async fn present<E: Row>(
    tx: &DatabaseTransaction,
    keys: &[Vec<Value>],
) -> Result<HashMap<Vec<Value>, E::Model>, DbErr> {
    let mut seen = HashSet::new();
    let firsts: Vec<Value> = keys.iter().map(|key| key[0].clone()).filter(|value| seen.insert(value.clone())).collect();
    let mut present = HashMap::new();
    for firsts in firsts.chunks(ROWS) {
        for model in E::find().filter(E::KEY[0].is_in(firsts.iter().cloned())).all(tx).await? {
            present.insert(model_key::<E>(&model), model);
        }
    }
    Ok(present)
}

fn model_key<E: Row>(model: &E::Model) -> Vec<Value> {
    E::KEY.iter().map(|column| model.get(*column)).collect()
}

/// Whoever makes a row sets the columns of its key, to null where there is nothing.
fn wanted_key<E: Row>(row: &E::ActiveModel) -> Vec<Value> {
    E::KEY.iter().filter_map(|column| row.get(*column).into_value()).collect()
}
