//! Runs a plan. The one file of the engine that awaits.
//!
//! Statements run from the root down, for all parents of a level together: their number is the plan's, whatever the
//! number of rows.

mod within;

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use futures_util::future::{try_join, try_join_all};

use super::plan::{ConnectionPlan, Named, Parents, Plan, RootPlan, RowsPlan, Statement};
use super::selection::{Slot, Value};
use super::sql::Bind;
use super::tree::{ByKey, ConnectionRows, NamedRows, PageRows, RootRows, Rows};
use crate::db::Reads;
use crate::db::reads::{self, Cell, Deadline, Failure, Lease, Link, Param, Query};

pub use within::within;

/// How many instructions of SQLite's a plan may spend on a thread that serves others, before it is begun again on one
/// that may wait: two milliseconds or so. Most answers take less, and would spend as much again on the way there and back.
const AT_ONCE: u64 = 200_000;

/// How long it may keep that thread in all, should the disk be slow.
const WAIT_AT_ONCE: Duration = Duration::from_millis(20);

/// One statement that ran.
#[derive(Clone, Debug)]
pub struct Executed {
    pub sql: Arc<str>,
    pub rows: usize,
    pub time: Duration,
}

/// How old the version of the data may be that stands beside an answer from PostgreSQL. On SQLite it is always that of the
/// rows.
const VERSION_AGE: Duration = Duration::from_millis(100);

/// What came of a plan: the rows of its roots, the statements, and of which version of the data they are. A plan without
/// statements has none.
pub struct Ran {
    pub roots: Vec<RootRows>,
    pub executed: Vec<Executed>,
    pub version: Option<Arc<str>>,
}

/// Runs a plan on a connection of its own.
pub async fn run(reads: &Reads, plan: &Arc<Plan>, values: &[Value]) -> Result<Ran, Failure> {
    if plan.statements() == 0 {
        return Run::new(Connection::None, values).all(plan).await;
    }
    match reads {
        Reads::Postgres(readers) => {
            let link = readers.take().await?;
            // Begun first, so that it is not of a later state than the rows.
            let all = Run::new(Connection::Postgres(&link), values).all(plan);
            let (version, ran) = try_join(link.version(VERSION_AGE), all).await?;
            Ok(Ran { version: Some(version), ..ran })
        }
        Reads::Sqlite(readers) => {
            let lease = readers.take().await?;
            if !plan.slow.load(Ordering::Relaxed) {
                lease.deadline().within_work(WAIT_AT_ONCE.min(readers.budget), AT_ONCE);
                match on_sqlite(&lease, plan, values) {
                    Err(Failure::TooLong(_)) => plan.slow.store(true, Ordering::Relaxed),
                    // Another process has the file for itself, as a rule for a moment.
                    Err(Failure::Away(_)) => {}
                    done => return done,
                }
            }
            lease.deadline().within(readers.budget);
            let _abandoned = EndsWhenDropped(lease.deadline().clone());
            let (plan, values) = (plan.clone(), values.to_vec());
            let run = tokio::task::spawn_blocking(move || {
                lease.wait_for_writers()?;
                on_sqlite(&lease, &plan, &values)
            });
            run.await.unwrap_or_else(|error| Err(Failure::Refused(error.into())))
        }
    }
}

/// The version of the data as it is now.
pub async fn version(reads: &Reads) -> Result<Arc<str>, Failure> {
    match reads {
        Reads::Postgres(readers) => readers.take().await?.version(Duration::ZERO).await,
        Reads::Sqlite(readers) => {
            let lease = readers.take().await?;
            match lease.version() {
                Err(Failure::Away(_)) => {}
                read => return read,
            }
            let run = tokio::task::spawn_blocking(move || {
                lease.wait_for_writers()?;
                lease.version()
            });
            run.await.unwrap_or_else(|error| Err(Failure::Refused(error.into())))
        }
    }
}

/// A statement of SQLite's runs on its thread, and goes on after those who asked have left.
struct EndsWhenDropped(Deadline);

impl Drop for EndsWhenDropped {
    fn drop(&mut self) {
        self.0.within(Duration::ZERO);
    }
}

fn on_sqlite(lease: &Lease, plan: &Plan, values: &[Value]) -> Result<Ran, Failure> {
    lease.begin()?;
    let version = Some(lease.version()?);
    // Nothing in it waits: SQLite answers before it returns.
    match pin!(Run::new(Connection::Sqlite(lease), values).all(plan)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done.and_then(|ran| lease.end().map(|()| Ran { version, ..ran })),
        Poll::Pending => Err(Failure::Refused("SQLite was waited for".into())),
    }
}

/// Where statements run.
enum Connection<'a> {
    /// The plan has none.
    None,
    Sqlite(&'a Lease),
    Postgres(&'a Link),
}

/// One run of one plan.
struct Run<'a> {
    connection: Connection<'a>,
    values: &'a [Value],
    executed: Mutex<Vec<Executed>>,
}

/// Who the parents of a statement's rows are.
enum ParentKeys {
    None,
    Keys(Vec<i64>),
    /// Numbers and keys of groups, as JSON.
    Groups(String),
}

impl<'a> Run<'a> {
    fn new(connection: Connection<'a>, values: &'a [Value]) -> Self {
        Self { connection, values, executed: Mutex::default() }
    }

    /// The rows of all roots.
    async fn all(self, plan: &Plan) -> Result<Ran, Failure> {
        let roots = try_join_all(plan.roots.iter().map(|(_, root)| self.root(root))).await?;
        let executed = self.executed.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Ran { roots, executed, version: None })
    }

    async fn root(&self, root: &RootPlan) -> Result<RootRows, Failure> {
        Ok(match root {
            RootPlan::Text(_) | RootPlan::Elsewhere => RootRows::Nothing,
            RootPlan::One(rows, _) => RootRows::Rows(self.rows(rows, &ParentKeys::None).await?),
            RootPlan::Refetch { nodes, .. } => {
                let refetched =
                    nodes.iter().map(async |(node, rows, _)| Ok((*node, self.rows(rows, &ParentKeys::None).await?)));
                RootRows::Refetched(try_join_all(refetched).await?)
            }
            RootPlan::Connection(connection) => {
                RootRows::Connection(self.connection(connection, ParentKeys::None).await?)
            }
        })
    }

    async fn connection(&self, plan: &ConnectionPlan, parents: ParentKeys) -> Result<ConnectionRows, Failure> {
        let (totals, mut connection) = try_join(self.totals(plan, &parents), self.page(plan, &parents)).await?;
        connection.totals = totals;
        Ok(connection)
    }

    async fn totals(&self, plan: &ConnectionPlan, parents: &ParentKeys) -> Result<ByKey<i64>, Failure> {
        let Some(total) = &plan.total else { return Ok(ByKey::default()) };
        let rows = self.execute(total, parents).await?;
        let totals = (0..rows.len()).filter_map(|row| match *rows.row(row) {
            [Cell::Int(count)] => Some((0, count)),
            [Cell::Int(parent), Cell::Int(count)] => Some((parent, count)),
            _ => None,
        });
        Ok(ByKey::new(totals.collect()))
    }

    async fn page(&self, plan: &ConnectionPlan, parents: &ParentKeys) -> Result<ConnectionRows, Failure> {
        let Some(rows) = &plan.rows else { return Ok(ConnectionRows::default()) };
        let mut fetched = self.fetch(rows, parents).await?;
        let pages = self.pages(plan, rows, &mut fetched);
        self.children(rows, &mut fetched, Vec::new()).await?;
        if let Some(named) = &rows.named {
            let shown = pages.iter().flat_map(|page| page.rows.clone());
            fetched.named = self.named(named, &fetched, shown.collect()).await?;
        }
        Ok(ConnectionRows { rows: fetched, pages, totals: ByKey::default() })
    }

    /// Divides rows among their parents, takes off the one that was fetched beyond each page, and turns the pages
    /// that were read from their ends.
    fn pages(&self, plan: &ConnectionPlan, rows: &RowsPlan, fetched: &mut Rows) -> ByKey<PageRows> {
        let lead = &rows.lead;
        let parent = |fetched: &Rows, row| lead.parent.map_or(Some(0), |column| fetched.int(row, column)).unwrap_or(0);
        let mut pages = Vec::new();
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
                    fetched.own.reverse(kept.clone());
                    page.has_previous |= more;
                } else {
                    page.has_next |= more;
                }
                page.rows = kept;
            }
            pages.push((own, page));
            start = end;
        }
        ByKey::new(pages)
    }

    async fn rows(&self, plan: &RowsPlan, parents: &ParentKeys) -> Result<Rows, Failure> {
        let at_once = plan.children.iter().map(async |child| match child.at_once {
            true => self.connection(&child.connection, ParentKeys::None).await.map(Some),
            false => Ok(None),
        });
        let (mut rows, begun) = try_join(self.fetch(plan, parents), try_join_all(at_once)).await?;
        self.children(plan, &mut rows, begun).await?;
        Ok(rows)
    }

    /// The connections below the rows, but for those that were begun before. Boxed, because they have children of their
    /// own.
    fn children<'b>(
        &'b self,
        plan: &'b RowsPlan,
        rows: &'b mut Rows,
        begun: Vec<Option<ConnectionRows>>,
    ) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'b>> {
        Box::pin(async move {
            if plan.children.is_empty() {
                return Ok(());
            }
            let parents = &*rows;
            let begun = begun.into_iter().chain(std::iter::repeat_with(|| None));
            let fetched = plan.children.iter().zip(begun).map(async |(child, begun)| match begun {
                Some(begun) => Ok(begun),
                None => match parent_keys(&child.parents, parents) {
                    Some(keys) => self.connection(&child.connection, keys).await,
                    None => Ok(ConnectionRows::default()),
                },
            });
            rows.children = try_join_all(fetched).await?;
            Ok(())
        })
    }

    /// The rows that these rows name. A node that none of them names is not asked.
    async fn named(&self, plan: &Named, rows: &Rows, shown: Vec<usize>) -> Result<Vec<NamedRows>, Failure> {
        let named = plan.nodes.iter().map(async |node| {
            let of_node = |row: &usize| rows.text(rows.row(*row)[plan.subject]) == node.word;
            let ids = keys(shown.iter().copied().filter(of_node).filter_map(|row| rows.int(row, plan.id)));
            if !node.wanted || ids.is_empty() {
                return Ok(NamedRows::default());
            }
            let found = self.rows(&node.rows, &ParentKeys::Keys(ids)).await?;
            let id = node.rows.lead.parent.unwrap_or_default();
            let places = (0..found.len()).filter_map(|row| Some((found.int(row, id)?, row))).collect();
            Ok(NamedRows { rows: found, places: ByKey::new(places) })
        });
        try_join_all(named).await
    }

    async fn fetch(&self, plan: &RowsPlan, parents: &ParentKeys) -> Result<Rows, Failure> {
        let own = self.execute(&plan.statement, parents).await?;
        Ok(Rows { own, children: Vec::new(), named: Vec::new() })
    }

    async fn execute(&self, statement: &Statement, parents: &ParentKeys) -> Result<reads::Rows, Failure> {
        // The ids that a bind names are collected here, since a parameter only borrows them.
        let ids: Vec<Vec<i64>> = statement.binds.iter().map(|bind| self.ids(bind)).collect();
        let params: Vec<Param<'_>> =
            statement.binds.iter().zip(&ids).map(|(bind, ids)| self.param(bind, ids, parents)).collect();
        let query = Query { number: statement.number, sql: &statement.sql, columns: &statement.columns };
        let begun = Instant::now();
        let most = statement.page.map(|size| usize::try_from(self.int(size) + 1).unwrap_or(usize::MAX));
        let rows = match self.connection {
            Connection::None => reads::Rows::default(),
            Connection::Sqlite(lease) => lease.rows(query, &params, most)?,
            Connection::Postgres(link) => link.rows(query, &params, most).await?,
        };
        let executed = Executed { sql: statement.sql.clone(), rows: rows.len(), time: begun.elapsed() };
        self.executed.lock().unwrap_or_else(PoisonError::into_inner).push(executed);
        Ok(rows)
    }

    fn ids(&self, bind: &Bind) -> Vec<i64> {
        match bind {
            Bind::Ids(slots) => slots.iter().map(|slot| self.int(*slot)).collect(),
            _ => Vec::new(),
        }
    }

    fn param<'b>(&'b self, bind: &Bind, ids: &'b [i64], parents: &'b ParentKeys) -> Param<'b> {
        match bind {
            Bind::Slot(slot) => match &self.values[slot.0] {
                Value::Int(value) => Param::Int(*value),
                Value::Float(value) => Param::Float(*value),
                Value::Bool(value) => Param::Bool(*value),
                Value::Text(value) => Param::Text(value),
                Value::Ints(values) => Param::Ints(values),
                Value::Floats(values) => Param::Floats(values),
                Value::Texts(values) => Param::Texts(values),
            },
            Bind::OneMore(slot) => Param::Int(self.int(*slot) + 1),
            Bind::Ids(_) => Param::Ints(ids),
            Bind::Parents => match parents {
                ParentKeys::None => Param::Ints(&[]),
                ParentKeys::Keys(keys) => Param::Ints(keys),
                ParentKeys::Groups(groups) => Param::Text(groups),
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
    }
}

/// Each key once.
fn keys(all: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut keys: Vec<i64> = all.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
