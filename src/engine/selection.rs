//! What is asked, in the graph's own terms.
//!
//! A selection holds no values: texts, numbers and ids lie in a list beside it, and the selection names their places.
//! Two requests that differ in values alone have equal selections, and so one plan.

mod consensus;
mod walk;

use super::graph::{ColumnId, EdgeId, NodeId};
pub use consensus::{Consensus, ConsensusEdgeField, ConsensusField, ContributionField, Method};
pub use walk::{Question, Walk, WalkField, WalkValue};

/// The root fields of one operation, in the order in which they are answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    pub roots: Vec<(String, Root)>,
}

/// One root field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Root {
    /// A text that is known without asking.
    Constant(&'static str),
    /// A field that someone else answers; the answer gets a place for it.
    Elsewhere,
    /// The first row that passes the filter, or null.
    One { node: NodeId, filter: Filter, object: Object },
    /// Rows that are asked for one by one, null where there is none; the first alone if `single`. The keys lie in lists;
    /// `order` is the place of the numbers of the lists, one for each row that is asked for, which has the next key of
    /// that list. The lists are numbered through, from 0. A number that no list has asks for no row.
    Refetch { order: Slot, nodes: Vec<Refetch>, single: bool },
    /// Rows of a node.
    Many { node: NodeId, connection: Connection },
    /// Groups of rows of a node.
    Groups { node: NodeId, groups: Groups },
    /// Rows of several nodes, found by their names.
    Search(Search),
    /// Soundtracks ranked over several lists.
    Consensus(Consensus),
    /// How nodes are related.
    Walk(Walk),
}

/// The rows of one node that are asked for one by one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Refetch {
    pub node: NodeId,
    /// What the keys of a list are, and the place of the list.
    pub lists: Vec<(Which, Slot)>,
    pub object: Object,
}

/// The fields of one row, by response name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Object {
    pub fields: Vec<(String, Field)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    Typename(String),
    Column(ColumnId),
    One(EdgeId, Object),
    Many(EdgeId, Connection),
    /// All rows of an edge, as a plain list.
    All(EdgeId, Object),
    /// What the network tells of the row.
    Walk(Walk),
}

/// A page of rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Connection {
    pub filter: Filter,
    pub order: Vec<OrderKey>,
    pub page: Page,
    pub fields: Vec<(String, ConnectionField)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConnectionField {
    Typename(String),
    Nodes(Object),
    Edges(Vec<(String, EdgeField)>),
    PageInfo(Vec<(String, PageInfoField)>),
    TotalCount,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EdgeField {
    Typename(String),
    Cursor,
    Node(Object),
    /// A fact of the relation: a field of the row between parent and node.
    Fact(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PageInfoField {
    Typename,
    HasNextPage,
    HasPreviousPage,
    StartCursor,
    EndCursor,
}

/// Groups of rows, by one or several keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Groups {
    /// Places of the keys among those that the node can be grouped by.
    pub by: Vec<usize>,
    pub filter: Filter,
    pub having: Having,
    pub order: Vec<GroupOrder>,
    pub page: Page,
    pub fields: Vec<(String, GroupsField)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupsField {
    Typename(String),
    Nodes(Vec<(String, GroupField)>),
    Edges(Vec<(String, GroupEdgeField)>),
    PageInfo(Vec<(String, PageInfoField)>),
    TotalCount,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupEdgeField {
    Typename(String),
    Cursor,
    Node(Vec<(String, GroupField)>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupField {
    Typename(String),
    /// The keys, by response name.
    Key(Vec<(String, KeyField)>),
    Aggregate(Aggregate),
    /// Numbers of one sort, by response name.
    Numbers(Vec<(String, NumberField)>),
    /// The members of the group.
    Members(Connection),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NumberField {
    Typename(String),
    Value(Aggregate),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyField {
    Typename(String),
    /// The key in this place of `by`, and what is asked of it if it is a node.
    Key(usize, Object),
    /// A key that the groups are not made by: null.
    Absent,
}

/// A number that says something of a whole group.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    Count,
    /// The number of rows that pass a filter.
    CountWhere(Filter),
    /// The number of different values of the key in this place among those of the node.
    CountDistinct(usize),
    Min(ColumnId),
    Max(ColumnId),
    Average(ColumnId),
    Sum(ColumnId),
}

/// Conditions on groups, all of which must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Having {
    pub tests: Vec<(Aggregate, Test)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupOrder {
    pub by: GroupOrderBy,
    pub direction: Direction,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GroupOrderBy {
    Aggregate(Aggregate),
    /// The key in this place of `by`; a node by its default order.
    Key(usize),
}

/// Rows that have a name like a text. The places are those of [`Terms`](super::Terms)' parts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    pub words: Slot,
    pub start: Slot,
    pub beyond: Slot,
    pub starts: Slot,
    pub pieces: Slot,
    pub needed: Slot,
    /// The place of the words of the types that are wanted.
    pub types: Slot,
    pub page: Page,
    pub fields: Vec<(String, SearchField)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SearchField {
    Typename(String),
    /// What is asked of each node that can be found.
    Nodes(Vec<(NodeId, Object)>),
    Edges(Vec<(String, SearchEdgeField)>),
    PageInfo(Vec<(String, PageInfoField)>),
    TotalCount,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SearchEdgeField {
    Typename(String),
    Cursor,
    Score,
    Matched,
    Node(Vec<(NodeId, Object)>),
}

/// Which rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All of these hold; without any, every row passes.
    And(Vec<Filter>),
    /// One of these holds; without any, no row passes.
    Or(Vec<Filter>),
    Not(Box<Filter>),
    Column(ColumnId, Test),
    /// The one row that is asked for, or the one that it was merged into.
    This(Which, Slot),
    /// The row at the end of a to-one edge passes. Where there is none, all of its columns are unknown.
    One(EdgeId, Box<Filter>),
    /// At least one row at the end of a to-many edge passes.
    Some(EdgeId, Box<Filter>),
    /// None does.
    None(EdgeId, Box<Filter>),
    /// All do, which holds where there are no rows.
    Every(EdgeId, Box<Filter>),
    /// So many do.
    Count(EdgeId, Box<Filter>, Vec<Test>),
}

/// By what one row is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Which {
    Id,
    Slug,
    /// An id in another catalogue, whose column this is.
    Identifier(ColumnId),
}

impl Filter {
    /// The filter that every row passes.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// Whether it looks at nothing but how many rows its edges lead to. Adds the edges.
    pub fn only_counts(&self, edges: &mut Vec<EdgeId>) -> bool {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().all(|part| part.only_counts(edges)),
            Self::Not(inner) => inner.only_counts(edges),
            Self::Count(edge, inner, tests) => {
                edges.extend((!tests.is_empty()).then_some(*edge));
                inner.is_all()
            }
            Self::Some(_, inner) | Self::None(_, inner) | Self::Every(_, inner) => inner.is_all(),
            Self::Column(..) | Self::This(..) | Self::One(..) => false,
        }
    }

    /// Whether it says nothing.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(parts) if parts.iter().all(Self::is_all))
    }
}

/// A comparison with a value. An unknown value equals nothing, so that it passes `Ne`, `NotIn` and `IsNull` alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    Eq(Slot),
    Ne(Slot),
    In(Slot),
    NotIn(Slot),
    Lt(Slot),
    Lte(Slot),
    Gt(Slot),
    Gte(Slot),
    /// The value is a pattern of `LIKE` whose escape character is `\`.
    Like(Slot),
    IsNull(bool),
}

/// A place in the values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub usize);

/// A value that a statement is given.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
    Ints(Vec<i64>),
    Floats(Vec<f64>),
    Texts(Vec<String>),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OrderKey {
    /// To-one edges that lead to the node that has the column.
    pub path: Vec<EdgeId>,
    pub column: ColumnId,
    /// Whether the column is one of the facts between parent and node. The path is empty then.
    pub link: bool,
    pub direction: Direction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

impl Direction {
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// Which part of the ordered rows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Page {
    /// The place of the number of rows.
    pub size: Slot,
    /// Whether that number was asked for; otherwise it is the usual one.
    pub asked: bool,
    /// Whether an order was asked for; otherwise it is the usual one.
    pub ordered: bool,
    /// The place of a number that tells this list, order and filter from others. Cursors carry it.
    pub fingerprint: Slot,
    /// Whether the page is the last of its range instead of the first.
    pub backward: bool,
    /// Rows that follow this place.
    pub after: Option<Place>,
    /// Rows that come before this place.
    pub before: Option<Place>,
}

/// A place in an order: a value for each of its keys, `None` for null.
pub type Place = Vec<Option<Slot>>;
