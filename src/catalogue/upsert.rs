//! Brings rows into a table: those it lacks are added, those it has are handed back.

use std::collections::{HashMap, HashSet, hash_map::Entry};

use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseTransaction, DbErr, IntoActiveModel,
    Iterable, ModelTrait, QueryFilter, Value,
};

use super::{
    ids::Ids,
    insert::{ROWS, among, insert},
    key::Row,
};

/// A row that was handed in.
#[derive(Debug)]
pub struct Brought<M> {
    pub id: i64,
    pub state: State<M>,
}

#[derive(Debug)]
pub enum State<M> {
    /// It was not there, and is now.
    New,
    /// It was there already, as this.
    There(M),
    /// It was handed in before.
    Again,
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

/// What becomes of a row that is handed in twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Twice {
    Refused,
    Once,
}

/// Brings rows into their table; what became of each is in the same order. New rows are added in the order given,
/// which makes their ids the same on every database.
pub async fn upsert<E: Row>(
    tx: &DatabaseTransaction,
    ids: &mut Ids,
    rows: Vec<E::ActiveModel>,
    twice: Twice,
) -> Result<Vec<Brought<E::Model>>, Error>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let keys: Vec<Vec<Value>> = rows.iter().map(wanted_key::<E>).collect();
    let mut present = present::<E>(tx, ids, &keys).await?;
    let mut places: HashMap<&[Value], usize> = HashMap::new();
    let mut brought: Vec<Brought<E::Model>> = Vec::with_capacity(rows.len());
    // Their ids are set at the end: a row that is handed in again may be new itself.
    let (mut new, mut again) = (Vec::new(), Vec::new());
    for ((place, key), row) in keys.iter().enumerate().zip(rows) {
        match places.entry(key) {
            Entry::Occupied(first) if twice == Twice::Refused => return Err(Error::Twice(*first.get(), place)),
            Entry::Occupied(first) => {
                again.push((place, *first.get()));
                brought.push(Brought { id: 0, state: State::Again });
                continue;
            }
            Entry::Vacant(free) => free.insert(place),
        };
        match present.remove(key) {
            Some(model) => brought.push(Brought { id: E::id(&model), state: State::There(model) }),
            None => {
                brought.push(Brought { id: 0, state: State::New });
                new.push((place, row));
            }
        }
    }
    let (places, rows): (Vec<usize>, Vec<E::ActiveModel>) = new.into_iter().unzip();
    let first = insert::<E>(tx, ids, rows).await?;
    for (place, id) in places.into_iter().zip(first..) {
        brought[place].id = id;
    }
    for (place, first) in again {
        brought[place].id = brought[first].id;
    }
    Ok(brought)
}

/// The columns in which a row that is there differs from what is said now. A null says nothing.
pub fn differing<E: Row>(model: &E::Model, wanted: &E::ActiveModel) -> Vec<(E::Column, Value)>
where
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    E::Column::iter()
        .filter_map(|column| match wanted.get(column) {
            ActiveValue::Set(value) if value != value.as_null() && value != model.get(column) => Some((column, value)),
            _ => None,
        })
        .collect()
}

/// Sets columns of a row.
pub async fn set<E: Row>(
    tx: &DatabaseTransaction,
    model: E::Model,
    columns: Vec<(E::Column, Value)>,
) -> Result<(), DbErr>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + Send,
{
    let mut row = model.into_active_model();
    for (column, value) in columns {
        row.set(column, value);
    }
    row.update(tx).await?;
    Ok(())
}

/// The rows of the table that have one of these keys. For those that hang on a new row none is looked for.
async fn present<E: Row>(
    tx: &DatabaseTransaction,
    ids: &Ids,
    keys: &[Vec<Value>],
) -> Result<HashMap<Vec<Value>, E::Model>, DbErr> {
    let mut firsts: HashMap<Option<&Value>, Vec<Value>> = HashMap::new();
    let mut seen = HashSet::new();
    for key in keys {
        if E::parent(key).is_some_and(|(subject, id)| ids.made(subject, id)) {
            continue;
        }
        let within = E::WITHIN.map(|place| &key[place]);
        if seen.insert((within, &key[0])) {
            firsts.entry(within).or_default().push(key[0].clone());
        }
    }
    let mut present = HashMap::new();
    for (within, firsts) in firsts {
        for firsts in firsts.chunks(ROWS) {
            let mut query = E::find().filter(among(tx, E::KEY[0], firsts.iter().cloned())?);
            if let (Some(place), Some(value)) = (E::WITHIN, within) {
                query = query.filter(E::KEY[place].eq(value.clone()));
            }
            for model in query.all(tx).await? {
                present.insert(model_key::<E>(&model), model);
            }
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
