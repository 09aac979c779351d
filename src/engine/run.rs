//! Runs a plan. The one file of the engine that awaits.
//!
//! Statements run from the root down, for all parents of a level together: their number is the plan's, whatever the
//! number of rows.

use std::collections::{BTreeSet, HashMap};
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, QueryResult, Value as SqlValue};

use super::graph::NodeId;
use super::plan::{ConnectionPlan, Named, Parents, Plan, RootPlan, RowsPlan, Statement};
use super::selection::{Slot, Value};
use super::sql::{Bind, Decode};

/// One statement that ran.
#[derive(Clone, Debug)]
pub struct Executed {
    pub sql: Arc<str>,
    pub rows: usize,
    pub time: Duration,
}

/// A value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
}

/// What the statements of a root brought.
#[derive(Debug)]
pub enum RootRows {
    /// The root needs none.
    Nothing,
    Rows(Rows),
    /// The rows of each node, by their ids.
    Refetched(Vec<(NodeId, Rows)>),
    Connection(ConnectionRows),
}

/// The rows of one statement, and of the children below them.
#[derive(Debug, Default)]
pub struct Rows {
    width: usize,
    cells: Vec<Cell>,
    pub children: Vec<ConnectionRows>,
    /// Rows of other nodes that these name, in the order of the plan's nodes.
    pub named: Vec<NamedRows>,
}

/// The rows of one of the nodes that are named, and the place of each by its id.
#[derive(Debug, Default)]
pub struct NamedRows {
    pub rows: Rows,
    pub places: HashMap<i64, usize>,
}

/// The rows of a connection, for all of its parents.
#[derive(Debug, Default)]
pub struct ConnectionRows {
    pub rows: Rows,
    /// The page of each parent; a connection without parents has one, of parent 0.
    pub pages: HashMap<i64, PageRows>,
    pub totals: HashMap<i64, i64>,
}

/// Which of the rows make a page, and what lies around it.
#[derive(Clone, Debug, Default)]
pub struct PageRows {
    pub rows: Range<usize>,
    pub has_next: bool,
    pub has_previous: bool,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    pub fn row(&self, row: usize) -> &[Cell] {
        &self.cells[row * self.width..(row + 1) * self.width]
    }

    fn int(&self, row: usize, column: usize) -> Option<i64> {
        match self.row(row)[column] {
            Cell::Int(value) => Some(value),
            _ => None,
        }
    }

    fn is_true(&self, row: usize, column: Option<usize>) -> bool {
        column.is_some_and(|column| self.row(row)[column] == Cell::Bool(true))
    }

    /// Reverses a range of rows.
    fn reverse(&mut self, rows: Range<usize>) {
        let width = self.width;
        let cells = &mut self.cells[rows.start * width..rows.end * width];
        cells.reverse();
        cells.chunks_mut(width).for_each(<[Cell]>::reverse);
    }
}

/// One run of one plan.
pub struct Run<'a> {
    pub db: &'a DatabaseConnection,
    pub values: &'a [Value],
    pub executed: Mutex<Vec<Executed>>,
}

/// Who the parents of a statement's rows are.
enum ParentKeys {
    None,
    Keys(Vec<i64>),
    /// Numbers and keys of groups, as JSON.
    Groups(String),
}

impl Run<'_> {
    /// The rows of all roots, one root after the other.
    pub async fn all(&self, plan: &Plan) -> Result<Vec<RootRows>, DbErr> {
        let mut roots = Vec::with_capacity(plan.roots.len());
        for (_, root) in &plan.roots {
            roots.push(match root {
                RootPlan::Text(_) | RootPlan::Elsewhere => RootRows::Nothing,
                RootPlan::One(rows, _) => RootRows::Rows(self.rows(rows, &ParentKeys::None).await?),
                RootPlan::Refetch { nodes, .. } => {
                    let mut refetched = Vec::with_capacity(nodes.len());
                    for (node, rows, _) in nodes {
                        refetched.push((*node, self.rows(rows, &ParentKeys::None).await?));
                    }
                    RootRows::Refetched(refetched)
                }
                RootPlan::Connection(connection) => {
                    RootRows::Connection(self.connection(connection, ParentKeys::None).await?)
                }
            });
        }
        Ok(roots)
    }

    async fn connection(&self, plan: &ConnectionPlan, parents: ParentKeys) -> Result<ConnectionRows, DbErr> {
        let mut connection = ConnectionRows::default();
        if let Some(total) = &plan.total {
            for row in self.execute(total, &parents).await? {
                let (parent, count) = match total.columns.len() {
                    1 => (0, row.try_get_by_index(0)?),
                    _ => (row.try_get_by_index(0)?, row.try_get_by_index(1)?),
                };
                connection.totals.insert(parent, count);
            }
        }
        if let Some(rows) = &plan.rows {
            let mut fetched = self.fetch(rows, &parents).await?;
            connection.pages = self.pages(plan, rows, &mut fetched);
            self.children(rows, &mut fetched).await?;
            if let Some(named) = &rows.named {
                let shown = connection.pages.values().flat_map(|page| page.rows.clone());
                fetched.named = self.named(named, &fetched, shown.collect()).await?;
            }
            connection.rows = fetched;
        }
        Ok(connection)
    }

    /// Divides rows among their parents, takes off the one that was fetched beyond each page, and turns the pages
    /// that were read from their ends.
    fn pages(&self, plan: &ConnectionPlan, rows: &RowsPlan, fetched: &mut Rows) -> HashMap<i64, PageRows> {
        let lead = &rows.lead;
        let parent = |fetched: &Rows, row| lead.parent.map_or(Some(0), |column| fetched.int(row, column)).unwrap_or(0);
        let mut pages = HashMap::new();
        let mut start = 0;
        while start < fetched.len() {
            let own = parent(fetched, start);
            let mut end = start + 1;
            while end < fetched.len() && parent(fetched, end) == own {
                end += 1;
            }
            let earlier = fetched.is_true(start, lead.earlier);
            let later = fetched.is_true(start, lead.later);
            let empty = lead.number.is_some_and(|number| fetched.row(start)[number] == Cell::Null);
            let mut kept = start..if empty { start } else { end };
            let mut page = PageRows { rows: kept.clone(), has_next: later, has_previous: earlier };
            if let Some((size, backward)) = plan.page {
                let size = usize::try_from(self.int(size)).unwrap_or(0);
                let more = kept.len() > size;
                kept.end = kept.end.min(kept.start + size);
                if backward {
                    fetched.reverse(kept.clone());
                    page.has_previous |= more;
                } else {
                    page.has_next |= more;
                }
                page.rows = kept;
            }
            pages.insert(own, page);
            start = end;
        }
        pages
    }

    fn rows<'a>(
        &'a self,
        plan: &'a RowsPlan,
        parents: &'a ParentKeys,
    ) -> Pin<Box<dyn Future<Output = Result<Rows, DbErr>> + Send + 'a>> {
        Box::pin(async move {
            let mut rows = self.fetch(plan, parents).await?;
            self.children(plan, &mut rows).await?;
            Ok(rows)
        })
    }

    /// The connections below the rows. Boxed, because they have children of their own.
    fn children<'a>(
        &'a self,
        plan: &'a RowsPlan,
        rows: &'a mut Rows,
    ) -> Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>> {
        Box::pin(async move {
            for child in &plan.children {
                let fetched = match parent_keys(&child.parents, rows) {
                    Some(parents) => self.connection(&child.connection, parents).await?,
                    None => ConnectionRows::default(),
                };
                rows.children.push(fetched);
            }
            Ok(())
        })
    }

    /// The rows that these rows name. A node that none of them names is not asked.
    async fn named(&self, plan: &Named, rows: &Rows, shown: Vec<usize>) -> Result<Vec<NamedRows>, DbErr> {
        let mut named = Vec::with_capacity(plan.nodes.len());
        for node in &plan.nodes {
            let of_node = |row: &usize| rows.row(*row)[plan.subject] == Cell::Text(node.word.to_owned());
            let ids: BTreeSet<i64> =
                shown.iter().copied().filter(of_node).filter_map(|row| rows.int(row, plan.id)).collect();
            let mut found = NamedRows::default();
            if node.wanted && !ids.is_empty() {
                found.rows = self.rows(&node.rows, &ParentKeys::Keys(ids.into_iter().collect())).await?;
                let id = node.rows.lead.parent.unwrap_or_default();
                let places = (0..found.rows.len()).filter_map(|row| Some((found.rows.int(row, id)?, row)));
                found.places = places.collect();
            }
            named.push(found);
        }
        Ok(named)
    }

    async fn fetch(&self, plan: &RowsPlan, parents: &ParentKeys) -> Result<Rows, DbErr> {
        let fetched = self.execute(&plan.statement, parents).await?;
        let width = plan.statement.columns.len();
        let mut cells = Vec::with_capacity(fetched.len() * width);
        let wide = self.db.get_database_backend() == DbBackend::Sqlite;
        for row in &fetched {
            for (column, decode) in plan.statement.columns.iter().enumerate() {
                cells.push(cell(row, column, *decode, wide)?);
            }
        }
        Ok(Rows { width, cells, children: Vec::new(), named: Vec::new() })
    }

    async fn execute(&self, statement: &Statement, parents: &ParentKeys) -> Result<Vec<QueryResult>, DbErr> {
        let backend = self.db.get_database_backend();
        let values: Vec<SqlValue> = statement.binds.iter().map(|bind| self.bound(bind, parents, backend)).collect();
        let query = sea_orm::Statement::from_sql_and_values(backend, statement.sql.as_ref(), values);
        let begun = Instant::now();
        let rows = self.db.query_all_raw(query).await?;
        let executed = Executed { sql: statement.sql.clone(), rows: rows.len(), time: begun.elapsed() };
        self.executed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(executed);
        Ok(rows)
    }

    fn bound(&self, bind: &Bind, parents: &ParentKeys, backend: DbBackend) -> SqlValue {
        match bind {
            Bind::Slot(slot) => sql_value(&self.values[slot.0], backend),
            Bind::OneMore(slot) => SqlValue::from(self.int(*slot) + 1),
            Bind::Ids(slots) => list(slots.iter().map(|slot| self.int(*slot)).collect(), backend),
            Bind::Parents => match parents {
                ParentKeys::None => list(Vec::<i64>::new(), backend),
                ParentKeys::Keys(keys) => list(keys.clone(), backend),
                ParentKeys::Groups(groups) => SqlValue::from(groups.clone()),
            },
        }
    }

    /// The value of a slot that holds a number of rows or an id.
    fn int(&self, slot: Slot) -> i64 {
        match self.values[slot.0] {
            Value::Int(value) => value,
            _ => 0,
        }
    }
}

/// The parents of a child's rows; `None` where no row is a parent.
fn parent_keys(parents: &Parents, rows: &Rows) -> Option<ParentKeys> {
    match parents {
        Parents::Key(column) => {
            let keys: BTreeSet<i64> = (0..rows.len()).filter_map(|row| rows.int(row, *column)).collect();
            (!keys.is_empty()).then(|| ParentKeys::Keys(keys.into_iter().collect()))
        }
        Parents::Groups { number, keys } => {
            let group = |row| {
                let columns = [number].into_iter().chain(keys);
                serde_json::Value::Array(columns.map(|column| json(&rows.row(row)[*column])).collect())
            };
            let groups: Vec<serde_json::Value> =
                (0..rows.len()).filter(|row| rows.int(*row, *number).is_some()).map(group).collect();
            (!groups.is_empty()).then(|| ParentKeys::Groups(serde_json::Value::Array(groups).to_string()))
        }
    }
}

/// A cell as a JSON value.
pub fn json(cell: &Cell) -> serde_json::Value {
    match cell {
        Cell::Null => serde_json::Value::Null,
        Cell::Int(value) => (*value).into(),
        Cell::Float(value) => (*value).into(),
        Cell::Bool(value) => (*value).into(),
        Cell::Text(value) => value.as_str().into(),
    }
}

fn cell(row: &QueryResult, column: usize, decode: Decode, wide: bool) -> Result<Cell, DbErr> {
    Ok(match decode {
        Decode::Int if !wide => {
            row.try_get_by_index::<Option<i32>>(column)?.map_or(Cell::Null, |n| Cell::Int(n.into()))
        }
        Decode::Int | Decode::Wide => row.try_get_by_index::<Option<i64>>(column)?.map_or(Cell::Null, Cell::Int),
        Decode::Float => row.try_get_by_index::<Option<f64>>(column)?.map_or(Cell::Null, Cell::Float),
        Decode::Bool => row.try_get_by_index::<Option<bool>>(column)?.map_or(Cell::Null, Cell::Bool),
        Decode::Text => row.try_get_by_index::<Option<String>>(column)?.map_or(Cell::Null, Cell::Text),
    })
}

fn sql_value(value: &Value, backend: DbBackend) -> SqlValue {
    match value {
        Value::Int(value) => SqlValue::from(*value),
        Value::Float(value) => SqlValue::from(*value),
        Value::Bool(value) => SqlValue::from(*value),
        Value::Text(value) => SqlValue::from(value.as_str()),
        Value::Ints(values) => list(values.clone(), backend),
        Value::Floats(values) => list(values.clone(), backend),
        Value::Texts(values) => list(values.clone(), backend),
    }
}

/// A list as one value: an array in PostgreSQL, JSON in SQLite.
fn list<T>(values: Vec<T>, backend: DbBackend) -> SqlValue
where
    Vec<T>: Into<SqlValue> + serde::Serialize,
{
    match backend {
        DbBackend::Postgres => values.into(),
        _ => SqlValue::from(serde_json::json!(values).to_string()),
    }
}
