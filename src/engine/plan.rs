//! A plan: the statements that answer a selection, and the program that writes their rows as JSON.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::graph::NodeId;
use super::selection::{PageInfoField, Question, Slot};
use super::sql::{Bind, Decode};
use super::walk;
use crate::db::reads::Room;
use crate::telemetry::metrics::Histogram;

/// How one operation is answered.
#[derive(Debug)]
pub struct Plan {
    pub roots: Vec<(Name, RootPlan)>,
    /// Whether the network is asked.
    pub walks: bool,
    /// Whether it once took long, which is known when it did.
    pub slow: AtomicBool,
    /// How long its last answer was, which the next one most likely will be.
    pub answer_bytes: AtomicUsize,
}

impl Plan {
    /// About how many bytes it takes, with the selection that it is for: as was measured, so much for each statement, and
    /// as much again as its SQL.
    pub fn bytes(&self) -> usize {
        let mut bytes = 1_000;
        self.each_statement(&mut |statement| bytes += 2_000 + 2 * statement.sql.len());
        bytes
    }

    /// How many statements it has.
    pub fn statements(&self) -> usize {
        let mut statements = 0;
        self.each_statement(&mut |_| statements += 1);
        statements
    }

    /// All statements, parents before their children.
    pub fn each_statement(&self, see: &mut dyn FnMut(&Statement)) {
        for (_, root) in &self.roots {
            match root {
                RootPlan::Text(_) | RootPlan::Elsewhere => {}
                RootPlan::One(rows, _) => rows.each_statement(see),
                RootPlan::Refetch { nodes, .. } => nodes.iter().for_each(|(rows, _)| rows.each_statement(see)),
                RootPlan::Connection(connection) | RootPlan::Walk { connection, .. } => connection.each_statement(see),
            }
        }
    }
}

impl RootPlan {
    /// Whether the network is asked.
    pub fn walks(&self) -> bool {
        match self {
            Self::Text(_) | Self::Elsewhere => false,
            Self::One(rows, _) => rows.walks(),
            Self::Refetch { nodes, .. } => nodes.iter().any(|(rows, _)| rows.walks()),
            Self::Connection(connection) | Self::Walk { connection, .. } => connection.walks(),
        }
    }
}

impl RowsPlan {
    fn walks(&self) -> bool {
        matches!(self.source, Source::Network(_))
            || self.children.iter().any(|child| child.connection.walks())
            || self.named.iter().flat_map(|named| &named.nodes).any(|named| named.rows.walks())
    }

    fn each_statement(&self, see: &mut dyn FnMut(&Statement)) {
        if let Source::Statement(statement) = &self.source {
            see(statement);
        }
        self.children.iter().for_each(|child| child.connection.each_statement(see));
        for named in self.named.iter().flat_map(|named| &named.nodes) {
            named.rows.each_statement(see);
        }
    }
}

impl ConnectionPlan {
    fn walks(&self) -> bool {
        self.rows.as_ref().is_some_and(RowsPlan::walks)
    }

    fn each_statement(&self, see: &mut dyn FnMut(&Statement)) {
        self.total.iter().for_each(&mut *see);
        self.rows.iter().for_each(|rows| rows.each_statement(see));
    }
}

/// A response name as a piece of JSON: `"title":`.
pub type Name = Box<str>;

#[derive(Debug)]
pub enum RootPlan {
    /// Finished JSON.
    Text(Box<str>),
    Elsewhere,
    /// The first row, or null.
    One(RowsPlan, Fields),
    /// Each row has the number of the list that asks for it where others have their parent, and the place in that list.
    Refetch {
        /// The place of the numbers of the lists, in the order of the answer.
        order: Slot,
        nodes: Vec<(RowsPlan, Fields)>,
        single: bool,
    },
    Connection(ConnectionPlan),
    /// What the network answers: a list, the first of it alone if `single`, or null.
    Walk {
        connection: ConnectionPlan,
        single: bool,
    },
}

/// One statement of SQL.
#[derive(Debug)]
pub struct Statement {
    /// No other statement of this process has it.
    pub number: u64,
    pub sql: Arc<str>,
    pub binds: Vec<Bind>,
    pub columns: Vec<Decode>,
    /// The size of the page, if the statement gives all rows of each parent and one row beyond the page is wanted of them.
    /// The parent's key is the last column.
    pub page: Option<Slot>,
    /// Cells and bytes of text of the rows that it brought last.
    took: [AtomicUsize; 2],
    /// The times that it took, once it has run.
    pub times: OnceLock<Histogram>,
}

/// What is made ready for rows at most, whatever they took last.
const MOST_ROOM: usize = 1 << 16;

impl Statement {
    pub fn new(sql: String, binds: Vec<Bind>, columns: Vec<Decode>) -> Self {
        static MADE: AtomicU64 = AtomicU64::new(0);
        Self {
            number: MADE.fetch_add(1, Ordering::Relaxed),
            sql: sql.into(),
            binds,
            columns,
            page: None,
            took: Default::default(),
            times: OnceLock::new(),
        }
    }

    /// The table that it names first, which is where its rows come from or are counted.
    pub fn table(&self) -> &str {
        let from = self.sql.split_once("FROM \"").map(|(_, from)| from);
        from.and_then(|from| from.split_once('"')).map_or("none", |(table, _)| table)
    }

    /// What its rows may take, as far as is known: as much as last time.
    pub fn room(&self) -> Room {
        let [cells, text] = self.took.each_ref().map(|took| took.load(Ordering::Relaxed).min(MOST_ROOM));
        Room { cells, text }
    }

    /// Notes what its rows took.
    pub fn took(&self, room: Room) {
        self.took[0].store(room.cells, Ordering::Relaxed);
        self.took[1].store(room.text, Ordering::Relaxed);
    }
}

/// Where rows come from.
#[derive(Debug)]
pub enum Source {
    Statement(Statement),
    /// The network answers, for all parents together.
    Network(Question),
    /// They came with the rows above.
    Above,
}

impl Source {
    /// How the columns of the rows are read.
    pub fn columns(&self) -> &[Decode] {
        match self {
            Self::Statement(statement) => &statement.columns,
            Self::Network(_) | Self::Above => &walk::COLUMNS,
        }
    }
}

/// Rows that are asked for, and what hangs on them.
#[derive(Debug)]
pub struct RowsPlan {
    pub source: Source,
    pub lead: Lead,
    pub children: Vec<Child>,
    /// Rows of other nodes that the rows name.
    pub named: Option<Named>,
}

/// Rows of several nodes, each named by the word of its table and its id.
#[derive(Debug)]
pub struct Named {
    /// The places of the word and of the id.
    pub subject: usize,
    pub id: usize,
    pub nodes: Vec<NamedRows>,
}

/// The rows of one of the nodes.
#[derive(Debug)]
pub struct NamedRows {
    pub word: &'static str,
    pub rows: RowsPlan,
    /// Whether anything is asked of them. If not they are not fetched, and are all alike.
    pub wanted: bool,
}

/// Columns that serve the engine, by their places in the row.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lead {
    /// The key of the parent.
    pub parent: Option<usize>,
    /// The number of the row; null in a row that stands for an empty page.
    pub number: Option<usize>,
    /// Whether there are rows before the range of the page.
    pub earlier: Option<usize>,
    /// Whether there are rows behind the range of the page.
    pub later: Option<usize>,
}

/// A to-many edge below a row.
#[derive(Debug)]
pub struct Child {
    pub parents: Parents,
    /// Whether its statements find the parents themselves, and so need not wait for them.
    pub at_once: bool,
    pub connection: ConnectionPlan,
}

/// How the rows of a child know their parents.
#[derive(Debug)]
pub enum Parents {
    /// By the key in this column of the parent.
    Key(usize),
    /// By the number of the group, whose keys are in these columns.
    Groups { number: usize, keys: Vec<usize> },
    /// By the number in this column of the parent. They came with the parents.
    Above(usize),
}

#[derive(Debug)]
pub struct ConnectionPlan {
    pub rows: Option<RowsPlan>,
    pub total: Option<Statement>,
    /// The place of the page's size and whether it is read from its end; `None` where all rows are wanted.
    pub page: Option<(Slot, bool)>,
    /// The columns whose values make a cursor, and the place of the number that binds it.
    pub cursor: Option<(Vec<usize>, Slot)>,
    pub write: ConnectionWrite,
}

#[derive(Debug)]
pub enum ConnectionWrite {
    /// The nodes alone, as a list.
    List(Part),
    Object(Vec<(Name, ConnectionPart)>),
}

#[derive(Debug)]
pub enum ConnectionPart {
    Text(Box<str>),
    Nodes(Part),
    Edges(Vec<(Name, EdgePart)>),
    PageInfo(Vec<(Name, PageInfoField)>),
    Total,
}

#[derive(Debug)]
pub enum EdgePart {
    Cursor,
    Field(Part),
}

/// The fields of an object.
pub type Fields = Vec<(Name, Part)>;

/// How a field is written from a row.
#[derive(Debug)]
pub enum Part {
    Text(Box<str>),
    Column(usize),
    /// The id in this column as an id of this node.
    Id(usize, NodeId),
    /// An object of the same row; null where the column `present` is.
    Object {
        present: Option<usize>,
        fields: Fields,
    },
    /// The rows of a child.
    Child(usize),
    /// The row that this row names, with what is asked of each node that it may be of.
    Named(Vec<Fields>),
}

/// A name as the beginning of a JSON member: `"title":`.
pub fn json_name(name: &str) -> Name {
    format!("{}:", json_text(name)).into()
}

/// A text as JSON.
pub fn json_text(text: &str) -> Box<str> {
    serde_json::Value::from(text).to_string().into()
}
