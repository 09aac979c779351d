//! From what is asked to the statements that answer it, and to the program that writes their rows as JSON. Pure.
//!
//! One statement for each to-many edge and one for each `totalCount`, whatever the number of rows. To-one edges are
//! joined to the statement of their parent; only columns that are asked are selected.

use std::sync::Arc;

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::NodeId;
use super::groups;
use super::rows::root_connection;
use super::select::Select;
use super::selection::{Object, PageInfoField, Root, Selection, Slot};
use super::sql::{Bind, Decode, column};

/// How one operation is answered.
#[derive(Debug)]
pub struct Plan {
    pub roots: Vec<(Name, RootPlan)>,
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
    Refetch {
        ids: Vec<(NodeId, Slot)>,
        nodes: Vec<(NodeId, RowsPlan, Fields)>,
        single: bool,
    },
    Connection(ConnectionPlan),
}

/// One statement of SQL.
#[derive(Debug)]
pub struct Statement {
    pub sql: Arc<str>,
    pub binds: Vec<Bind>,
    pub columns: Vec<Decode>,
}

/// A statement whose rows are asked for, and what hangs on its rows.
#[derive(Debug)]
pub struct RowsPlan {
    pub statement: Statement,
    pub lead: Lead,
    pub children: Vec<Child>,
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
    pub connection: ConnectionPlan,
}

/// How the rows of a child know their parents.
#[derive(Debug)]
pub enum Parents {
    /// By the key in this column of the parent.
    Key(usize),
    /// By the number of the group, whose keys are in these columns.
    Groups { number: usize, keys: Vec<usize> },
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
    List(Fields),
    Object(Vec<(Name, ConnectionPart)>),
}

#[derive(Debug)]
pub enum ConnectionPart {
    Text(Box<str>),
    Nodes(Fields),
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
}

/// The plan of a selection on this database.
pub fn plan(selection: &Selection, backend: DbBackend) -> Plan {
    let roots = selection.roots.iter().map(|(name, root)| (json_name(name), root_plan(root, backend))).collect();
    Plan { roots }
}

fn root_plan(root: &Root, backend: DbBackend) -> RootPlan {
    match root {
        Root::Constant(text) => RootPlan::Text(json_text(text)),
        Root::Elsewhere => RootPlan::Elsewhere,
        Root::One { node, filter, object } => {
            let mut select = Select::new(backend);
            let mut scope = select.writer.table(*node);
            let passes = meaningful(select.writer.passes(&mut scope, filter));
            let fields = select.object(&mut scope, object);
            let sql = format!("SELECT {} FROM {} LIMIT 1", select.list(), scope.body(&passes));
            RootPlan::One(select.finish(sql, Lead::default(), &[]), fields)
        }
        Root::Refetch { ids, objects, single } => {
            let nodes = objects.iter().map(|(node, object)| refetch(ids, *node, object, backend)).collect();
            RootPlan::Refetch { ids: ids.clone(), nodes, single: *single }
        }
        Root::Many { node, connection } => {
            RootPlan::Connection(root_connection(connection, backend, &|writer| writer.table(*node)))
        }
        Root::Groups { node, groups } => RootPlan::Connection(groups::plan(*node, groups, backend)),
    }
}

fn refetch(ids: &[(NodeId, Slot)], node: NodeId, object: &Object, backend: DbBackend) -> (NodeId, RowsPlan, Fields) {
    let mut select = Select::new(backend);
    let mut scope = select.writer.table(node);
    let fields = select.object(&mut scope, object);
    let id = select.add(column(scope.alias, "id"), Decode::Wide);
    let wanted = ids.iter().filter(|(of, _)| *of == node).map(|(_, slot)| *slot).collect();
    let list = select.writer.bind(Bind::Ids(wanted));
    let among = match backend {
        DbBackend::Postgres => format!("{} = ANY({list})", column(scope.alias, "id")),
        _ => format!("{} IN (SELECT value FROM json_each({list}))", column(scope.alias, "id")),
    };
    let sql = format!("SELECT {} FROM {}", select.list(), scope.body(&[among]));
    let lead = Lead { parent: Some(id), ..Lead::default() };
    (node, select.finish(sql, lead, &[]), fields)
}

/// A name as the beginning of a JSON member: `"title":`.
pub fn json_name(name: &str) -> Name {
    format!("{}:", json_text(name)).into()
}

/// A text as JSON.
pub fn json_text(text: &str) -> Box<str> {
    serde_json::Value::from(text).to_string().into()
}
