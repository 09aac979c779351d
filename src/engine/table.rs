//! An answer as a table, piece by piece.
//!
//! A selection is a tree and a table is not, so one way through its lists is chosen: the one that leads deepest, and of
//! equally long ones the first. Each node at its end is a row, beside which the values of what surrounds it are repeated; what
//! has no nodes below it has one row, without them. Lists beside the way are lists in a cell. What is said of the
//! outermost list as a whole (`totalCount`, `pageInfo`) is no part of a row.
//!
//! Columns stand in the order of the selection. Each is named by the response names that lead to it from the outermost
//! node, with dots between them and without the `nodes` and `edges` of the chosen lists. Their types come from the
//! graph, so that a table without rows has its columns.
//!
//! A table of all rows is read page by page, each from where the last one ended, in one state of the database. Where no
//! order is asked for, it is that of the ids.

mod build;
mod layout;
mod whole;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::plan::{ConnectionPlan, Plan, RootPlan};
use super::run::{self, Ran, Walks};
use super::selection::{
    ConnectionField, ConsensusField, GroupsField, Page, PageInfoField, Place, Root, SearchField, Selection, Value,
};
use super::tree::RootRows;
use super::{Engine, Error, walk};
use crate::db::{
    Lsn,
    reads::{Cell, Snapshot},
};
use layout::Layout;
use whole::{whole_consensus, whole_fields, whole_groups, whole_object, whole_search, whole_walk};

/// Rows of the outermost list that are read first. What they lead to shows how many may be read next.
const FIRST_PAGE: i64 = 500;

/// Rows of a table that a piece should have, more or less: few enough to be held, and enough to be worth a statement.
const PIECE: usize = 5_000;

/// Rows below one row, where all are wanted.
const ALL: i64 = 1 << 31;

/// A table that is being read.
pub struct Table {
    engine: Engine,
    /// There if the selection asks the network.
    walks: Option<Walks>,
    /// There but for the time of a statement.
    snapshot: Option<Snapshot>,
    selection: Selection,
    values: Vec<Value>,
    /// How many of the values are the request's own.
    given: usize,
    /// Whether all rows are wanted.
    all: bool,
    size: i64,
    version: Arc<str>,
    /// The position that was asked for, and one that is no earlier than the rows.
    position: (Option<Lsn>, Option<Lsn>),
    schema: SchemaRef,
    /// Whether rows were given out.
    begun: bool,
    /// Whether there are no more rows.
    ended: bool,
}

/// Why a selection is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoTable {
    #[error("a table is made of one root field, and this document has several; ask for each on its own")]
    SeveralRoots,
    #[error("nothing here has rows; a table needs a root field of the graph")]
    NoRoot,
    #[error("all rows are asked for, and a page of them too; leave out `first` and `last`, or `all`")]
    PageOfAll,
}

impl Selection {
    /// Whether no page of the outermost list was asked for, so that a table may have all of its rows.
    pub fn asks_no_page(&self) -> bool {
        self.roots.iter().filter_map(|(_, root)| page_of(root)).all(|page| !page.asked)
    }
}

impl Engine {
    /// The selection as a table, on PostgreSQL from a server that has replayed the log up to `position`. `all` asks for all
    /// rows of lists of which no page was asked; otherwise their pages are as in any answer.
    pub async fn table(
        &self,
        selection: &Selection,
        values: &[Value],
        all: bool,
        position: Option<Lsn>,
    ) -> Result<Result<Table, NoTable>, Error> {
        let (mut selection, mut values) = (selection.clone(), values.to_vec());
        if let Err(none) = prepare(&mut selection, &mut values, all) {
            return Ok(Err(none));
        }
        let plan = self.plan(&selection);
        let Some(layout) = Layout::of(&plan) else { return Ok(Err(NoTable::NoRoot)) };
        let schema = layout.schema();
        let walks = self.walks(&plan, position).await?;
        let given = values.len();
        let mut table = Table {
            engine: self.clone(),
            walks,
            snapshot: None,
            selection,
            values,
            given,
            all,
            size: FIRST_PAGE,
            version: Arc::default(),
            position: (position, None),
            schema,
            begun: false,
            ended: false,
        };
        let snapshot = table.state().await?;
        table.snapshot = Some(snapshot);
        Ok(Ok(table))
    }
}

impl Table {
    /// The columns.
    pub fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// The version of the data that all rows are of.
    pub fn version(&self) -> &Arc<str> {
        &self.version
    }

    /// Whether there may be more rows than those that were read.
    pub fn more(&self) -> bool {
        !self.ended
    }

    /// A position of the log that is no earlier than the rows; there on PostgreSQL if one was asked for.
    pub fn position(&self) -> Option<Lsn> {
        self.position.0.and(self.position.1)
    }

    /// Takes the state of the database of which all rows are.
    async fn state(&mut self) -> Result<Snapshot, Error> {
        let snapshot = self.engine.reads.snapshot(self.position.0).await?;
        let version = snapshot.version().await?;
        let network = self.walks.as_ref().map(|walks| &walks.network);
        self.version = walk::version(network, Some(version.clone())).unwrap_or(version);
        let of_the_network = self.walks.as_ref().and_then(|walks| walks.position);
        self.position.1 = snapshot.between().map(|(_, after)| after).max(of_the_network);
        Ok(snapshot)
    }

    /// The next rows, until there are no more. If this is dropped while it waits, the statement ends.
    pub async fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        if self.ended {
            return Ok(None);
        }
        let Some(snapshot) = self.snapshot.take() else { return Ok(None) };
        if self.all {
            let size = put(&mut self.values, Value::Int(self.size));
            self.page(|page| {
                page.size = size;
                page.asked = true;
            });
        }
        let plan = self.engine.plan(&self.selection);
        let ran = match run::within(&self.engine.reads, snapshot, &plan, self.walks.as_ref(), &self.values).await {
            // Nothing was given out yet, so that another state does as well.
            Err(Error::Unavailable(failed)) if failed.passes() && !self.begun => {
                let snapshot = Box::pin(self.state()).await?;
                Box::pin(run::within(&self.engine.reads, snapshot, &plan, self.walks.as_ref(), &self.values)).await
            }
            ran => ran,
        };
        let (snapshot, Ran { roots, .. }) = ran?;
        self.begun = true;
        self.ended = true;
        let batch = match roots_of(&plan, &roots) {
            None => None,
            Some((root, rows)) => {
                let layout = Layout::of(&plan);
                let batch = layout.map(|layout| build::batch(layout, self.schema.clone(), root, rows, &self.values));
                if self.all
                    && let (RootPlan::Connection(plan), RootRows::Connection(rows)) = (root, rows)
                    && let Some(place) = end(plan, rows)
                {
                    self.go_on(place, batch.as_ref().map_or(0, RecordBatch::num_rows));
                }
                batch
            }
        };
        self.snapshot = Some(snapshot);
        Ok(batch)
    }

    /// Prepares the next page, which begins after this place.
    fn go_on(&mut self, place: Vec<Option<Value>>, rows: usize) {
        self.values.truncate(self.given);
        let place: Place = place.into_iter().map(|value| Some(put(&mut self.values, value?))).collect();
        self.page(|page| page.after = Some(place));
        self.ended = false;
        // Rows of the table, not of the outermost list, are what fills memory.
        if rows < PIECE {
            self.size = (self.size * 4).min(PIECE as i64);
        } else if rows > 4 * PIECE {
            self.size = (self.size / 4).max(1);
        }
    }

    /// Changes the page of the outermost list.
    fn page(&mut self, change: impl FnOnce(&mut Page)) {
        if let Some(page) = self.selection.roots.iter_mut().find_map(|(_, root)| page_of_mut(root)) {
            change(page);
        }
    }
}

fn put(values: &mut Vec<Value>, value: Value) -> super::selection::Slot {
    values.push(value);
    super::selection::Slot(values.len() - 1)
}

/// The root that has rows, and its rows.
fn roots_of<'a>(plan: &'a Plan, roots: &'a [RootRows]) -> Option<(&'a RootPlan, &'a RootRows)> {
    let mut all = plan.roots.iter().zip(roots).map(|((_, root), rows)| (root, rows));
    all.find(|(root, _)| !matches!(root, RootPlan::Text(_) | RootPlan::Elsewhere))
}

/// The place of the last row, if more rows follow.
fn end(plan: &ConnectionPlan, rows: &super::tree::ConnectionRows) -> Option<Vec<Option<Value>>> {
    let page = rows.pages.get(0).filter(|page| page.has_next)?;
    let (columns, _) = plan.cursor.as_ref()?;
    let cells = rows.rows.row(page.rows.clone().next_back()?);
    let value = |cell: Cell| match cell {
        Cell::Null => None,
        Cell::Int(value) => Some(Value::Int(value)),
        Cell::Float(value) => Some(Value::Float(value)),
        Cell::Bool(value) => Some(Value::Bool(value)),
        Cell::Text(..) => Some(Value::Text(rows.rows.text(cell).to_owned())),
    };
    Some(columns.iter().map(|column| value(cells[*column])).collect())
}

fn page_of(root: &Root) -> Option<&Page> {
    match root {
        Root::Many { connection, .. } => Some(&connection.page),
        Root::Groups { groups, .. } => Some(&groups.page),
        Root::Search(search) => Some(&search.page),
        Root::Consensus(consensus) => Some(&consensus.page),
        Root::Constant(_) | Root::Elsewhere | Root::One { .. } | Root::Refetch { .. } | Root::Walk(_) => None,
    }
}

fn page_of_mut(root: &mut Root) -> Option<&mut Page> {
    match root {
        Root::Many { connection, .. } => Some(&mut connection.page),
        Root::Groups { groups, .. } => Some(&mut groups.page),
        Root::Search(search) => Some(&mut search.page),
        Root::Consensus(consensus) => Some(&mut consensus.page),
        Root::Constant(_) | Root::Elsewhere | Root::One { .. } | Root::Refetch { .. } | Root::Walk(_) => None,
    }
}

/// Leaves the root that has rows, and makes its lists whole if all rows are wanted.
fn prepare(selection: &mut Selection, values: &mut Vec<Value>, all: bool) -> Result<(), NoTable> {
    let mut with_rows = selection.roots.iter().filter(|(_, root)| !matches!(root, Root::Constant(_) | Root::Elsewhere));
    match (with_rows.next(), with_rows.next()) {
        (None, _) => return Err(NoTable::NoRoot),
        (_, Some(_)) => return Err(NoTable::SeveralRoots),
        (Some(_), None) => {}
    }
    // What is said of the outermost list is in no column; asked for, it brings the columns that make a cursor.
    let cursor = vec![(String::new(), PageInfoField::EndCursor)];
    for (_, root) in &mut selection.roots {
        if let Some(page) = page_of(root)
            && all
            && page.asked
        {
            return Err(NoTable::PageOfAll);
        }
        match root {
            Root::Constant(_) | Root::Elsewhere => {}
            Root::One { object, .. } if all => whole_object(object, values),
            Root::Refetch { nodes, .. } if all => {
                nodes.iter_mut().for_each(|node| whole_object(&mut node.object, values));
            }
            Root::One { .. } | Root::Refetch { .. } => {}
            Root::Many { connection, .. } if all => {
                // Their usual order may have no index, and would be sorted anew for each page.
                if !connection.page.ordered {
                    connection.order.clear();
                }
                connection.fields.push((String::new(), ConnectionField::PageInfo(cursor.clone())));
                whole_fields(&mut connection.fields, values);
            }
            Root::Groups { groups, .. } if all => {
                groups.fields.push((String::new(), GroupsField::PageInfo(cursor.clone())));
                groups.fields.iter_mut().for_each(|(_, field)| whole_groups(field, values));
            }
            Root::Search(search) if all => {
                search.fields.push((String::new(), SearchField::PageInfo(cursor.clone())));
                search.fields.iter_mut().for_each(|(_, field)| whole_search(field, values));
            }
            Root::Consensus(consensus) if all => {
                consensus.fields.push((String::new(), ConsensusField::PageInfo(cursor.clone())));
                consensus.fields.iter_mut().for_each(|(_, field)| whole_consensus(field, values));
            }
            Root::Walk(walk) if all => whole_walk(walk, values),
            Root::Many { .. } | Root::Groups { .. } | Root::Search(_) | Root::Consensus(_) | Root::Walk(_) => {}
        }
    }
    Ok(())
}
