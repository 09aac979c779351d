//! Runs a plan. Nothing else of the engine awaits rows.
//!
//! Statements run from the root down, for all parents of a level together: their number is the plan's, whatever the
//! number of rows.

mod connected;
mod parents;
mod watch;
mod within;

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::future::{try_join, try_join_all};

use super::network::{Keeper, Network};
use super::plan::{ConnectionPlan, Named, Plan, RootPlan, RowsPlan, Source, Statement};
use super::selection::{Question, Slot, Value};
use super::sql::Bind;
use super::tree::{ByKey, ConnectionRows, NamedRows, PageRows, RootRows, Rows};
use super::{Error, walk};
use crate::db::reads::{self, Cell, Failure, Lease, Link, Param, Query};
use crate::db::{Lsn, Reads};
use crate::telemetry::metrics::Purpose;

pub use connected::{run, version};
use parents::{ParentKeys, keys, parent_keys};
pub use within::within;

/// One statement that ran.
#[derive(Clone, Debug)]
pub struct Executed {
    pub sql: Arc<str>,
    pub rows: usize,
    pub time: Duration,
}

/// What came of a plan: the rows of its roots, the statements, and of which version of the data they are. A plan without
/// statements has none.
pub struct Ran {
    pub roots: Vec<RootRows>,
    pub executed: Vec<Executed>,
    pub version: Option<Arc<str>>,
    /// A position of the log that is no earlier than what was read; there on PostgreSQL if one was asked for.
    pub position: Option<Lsn>,
}

/// Who answers what is asked of the network.
#[derive(Clone)]
pub struct Walks {
    pub network: Arc<Network>,
    /// A position of the log that is no earlier than the network, if one was asked for.
    pub position: Option<Lsn>,
    pub keeper: Arc<Keeper>,
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
    reads: &'a Reads,
    connection: Connection<'a>,
    /// There if the plan asks it.
    walks: Option<&'a Walks>,
    values: &'a [Value],
    executed: Mutex<Vec<Executed>>,
}

impl<'a> Run<'a> {
    fn new(reads: &'a Reads, connection: Connection<'a>, walks: Option<&'a Walks>, values: &'a [Value]) -> Self {
        Self { reads, connection, walks, values, executed: Mutex::default() }
    }

    /// The rows of all roots.
    async fn all(self, plan: &Plan) -> Result<Ran, Error> {
        let roots = try_join_all(plan.roots.iter().map(|(_, root)| self.root(root))).await?;
        let executed = self.executed.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Ran { roots, executed, version: None, position: None })
    }

    async fn root(&self, root: &RootPlan) -> Result<RootRows, Error> {
        Ok(match root {
            RootPlan::Text(_) | RootPlan::Elsewhere => RootRows::Nothing,
            RootPlan::One(rows, _) => RootRows::Rows(self.rows(rows, &ParentKeys::None).await?),
            RootPlan::Refetch { nodes, .. } => {
                let refetched = nodes.iter().map(|(rows, _)| self.rows(rows, &ParentKeys::None));
                RootRows::Refetched(try_join_all(refetched).await?)
            }
            RootPlan::Connection(connection) | RootPlan::Walk { connection, .. } => {
                RootRows::Connection(self.connection(connection, ParentKeys::None).await?)
            }
        })
    }

    async fn connection(&self, plan: &ConnectionPlan, parents: ParentKeys) -> Result<ConnectionRows, Error> {
        let (totals, mut connection) = try_join(self.totals(plan, &parents), self.page(plan, &parents)).await?;
        connection.totals = totals;
        Ok(connection)
    }

    async fn totals(&self, plan: &ConnectionPlan, parents: &ParentKeys) -> Result<ByKey<i64>, Error> {
        let Some(total) = &plan.total else { return Ok(ByKey::default()) };
        let rows = self.execute(total, Purpose::Count, parents).await?;
        let totals = (0..rows.len()).filter_map(|row| match *rows.row(row) {
            [Cell::Int(count)] => Some((0, count)),
            [Cell::Int(parent), Cell::Int(count)] => Some((parent, count)),
            _ => None,
        });
        Ok(ByKey::new(totals.collect()))
    }

    async fn page(&self, plan: &ConnectionPlan, parents: &ParentKeys) -> Result<ConnectionRows, Error> {
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

    async fn rows(&self, plan: &RowsPlan, parents: &ParentKeys) -> Result<Rows, Error> {
        let at_once = plan.children.iter().map(async |child| match child.at_once {
            true => self.connection(&child.connection, ParentKeys::None).await.map(Some),
            false => Ok::<_, Error>(None),
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
    ) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'b>> {
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
    async fn named(&self, plan: &Named, rows: &Rows, shown: Vec<usize>) -> Result<Vec<NamedRows>, Error> {
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

    async fn fetch(&self, plan: &RowsPlan, parents: &ParentKeys) -> Result<Rows, Error> {
        let (own, below) = match &plan.source {
            Source::Statement(statement) => (self.execute(statement, Purpose::Rows, parents).await?, None),
            Source::Network(question) => {
                let (own, below) = self.walk(question, parents).await?;
                (own, Some(below))
            }
            Source::Above => match parents {
                ParentKeys::Above(rows) => (rows.clone(), None),
                _ => Default::default(),
            },
        };
        Ok(Rows { own, below, ..Rows::default() })
    }

    /// What the network answers. Aside, but for SQLite, whose plans that ask it run aside as a whole.
    async fn walk(&self, question: &Question, parents: &ParentKeys) -> Result<(reads::Rows, reads::Rows), Error> {
        let Some(Walks { network, keeper, .. }) = self.walks else { return Ok(Default::default()) };
        let keys = if let ParentKeys::Keys(keys) = parents { keys.as_slice() } else { &[] };
        if let Connection::Sqlite(_) = self.connection {
            return Ok(walk::answer(network, question, self.values, keys)?);
        }
        let _permit = keeper.answering.acquire().await;
        let (network, question) = (network.clone(), question.clone());
        let (values, keys) = (self.values.to_vec(), keys.to_vec());
        let answer = tokio::task::spawn_blocking(move || walk::answer(&network, &question, &values, &keys));
        Ok(answer.await.map_err(|error| Error::Database(Failure::Refused(error.into())))??)
    }

    async fn execute(&self, statement: &Statement, purpose: Purpose, keys: &ParentKeys) -> Result<reads::Rows, Error> {
        let params: Vec<Param<'_>> = statement.binds.iter().map(|bind| self.param(bind, keys)).collect();
        let query = Query {
            number: statement.number,
            sql: &statement.sql,
            columns: &statement.columns,
            room: statement.room(),
        };
        let (begun, span) = (Instant::now(), watch::span(self.reads, statement));
        let most = statement.page.map(|size| usize::try_from(self.int(size) + 1).unwrap_or(usize::MAX));
        let rows = match self.connection {
            Connection::None => Ok(reads::Rows::default()),
            Connection::Sqlite(lease) => lease.rows(query, &params, most),
            Connection::Postgres(link) => link.rows(query, &params, most).await,
        };
        let (rows, executed) = watch::ran(self.reads, (statement, purpose), &params, (begun.elapsed(), &span), rows)?;
        statement.took(rows.room());
        self.executed.lock().unwrap_or_else(PoisonError::into_inner).push(executed);
        Ok(rows)
    }

    fn param<'b>(&'b self, bind: &Bind, parents: &'b ParentKeys) -> Param<'b> {
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
            Bind::Parents => match parents {
                ParentKeys::None | ParentKeys::Above(_) => Param::Ints(&[]),
                ParentKeys::Keys(keys) => Param::Ints(keys),
                ParentKeys::Groups(groups) => Param::Text(groups),
            },
        }
    }

    /// The value of a slot that holds a number of rows.
    fn int(&self, slot: Slot) -> i64 {
        match self.values[slot.0] {
            Value::Int(value) => value,
            _ => 0,
        }
    }
}
