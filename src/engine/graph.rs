//! The map that everything else reads: nodes, their columns, and the edges between them.
//!
//! Tables, column names and nullability come from SeaORM's entities; what the API adds (names of edges, paths over
//! several tables, derived columns, descriptions) is declared beside them in this folder, once. The schema, filters,
//! orders, groups and SQL are all made from this map, so that none of them can drift from the others.

mod artists;
mod build;
mod films;
pub(super) mod lists;
mod provenance;
mod recordings;
mod soundtracks;

use std::sync::OnceLock;

use entity::Words;

pub(crate) use build::{Draft, hop};

/// All nodes, each in its place.
#[derive(Debug)]
pub struct Graph {
    nodes: Vec<Node>,
}

/// The place of a node in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(super) u16);

/// The place of a column in its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnId(pub(super) u16);

/// The place of an edge in its node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EdgeId(pub(super) u16);

/// One sort of row.
#[derive(Debug)]
pub struct Node {
    /// Name of the type, such as `Film`.
    pub name: &'static str,
    pub table: &'static str,
    pub description: &'static str,
    /// How the root of the schema leads here.
    pub roots: Roots,
    pub columns: Vec<Column>,
    pub edges: Vec<Edge>,
    /// Order where none is asked; the id follows.
    pub order: Vec<Key>,
    /// What its rows can be grouped by.
    pub group_keys: Vec<GroupKey>,
    /// The word by which a search names it, if its rows can be searched.
    pub searched: Option<&'static str>,
}

/// Something that rows can be grouped by.
#[derive(Debug)]
pub struct GroupKey {
    /// Name of the key's field, such as `director`.
    pub name: &'static str,
    pub description: &'static str,
    /// Edges that lead from the row to the node that has the key; empty for a column of the row itself.
    pub path: Vec<EdgeId>,
    pub value: GroupValue,
}

/// What a group's key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupValue {
    /// The node at the end of the path.
    Node(NodeId),
    Column(NodeId, ColumnId),
    /// The first year of the decade in which the column's year lies.
    Decade(NodeId, ColumnId),
}

/// The root fields of a node: of one, of many, of groups.
#[derive(Clone, Copy, Debug, Default)]
pub struct Roots {
    pub one: Option<One>,
    pub many: Option<&'static str>,
    pub groups: Option<&'static str>,
    pub view: Option<View>,
}

/// A root field that leads to one row.
#[derive(Clone, Copy, Debug)]
pub struct One {
    pub name: &'static str,
    /// The slug of a row of the seed catalogue, for the field's description; empty where rows have no slugs.
    pub example: &'static str,
}

/// A root field that leads to those rows which have at least one row at the end of an edge.
#[derive(Clone, Copy, Debug)]
pub struct View {
    pub name: &'static str,
    pub edge: &'static str,
    pub description: &'static str,
}

/// One value of a row.
#[derive(Debug)]
pub struct Column {
    /// Name of the field, such as `releaseYear`.
    pub name: String,
    pub description: String,
    pub kind: Kind,
    pub nullable: bool,
    pub source: Source,
}

/// What a column holds, and therefore how it is compared and written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// The id of the row itself.
    Id,
    /// Text for people, compared and ordered by the key in the column that is named here.
    Text {
        key: &'static str,
    },
    /// Text for machines, compared as it is.
    Code,
    Int,
    Float,
    Bool,
    /// One word of an enum.
    Word(&'static Words),
}

/// Where the value of a column comes from.
#[derive(Debug)]
pub enum Source {
    /// A column of the table.
    Stored(&'static str),
    /// A statement that yields one value, whatever the row.
    Statement(&'static str),
    /// Whether there is a row at the end of these hops.
    Any(Vec<Hop>),
    /// The number of rows of an edge of the same node.
    Count(EdgeId),
    /// Its id in another catalogue, the first by code point where it has several there. By any of them the row can be
    /// looked up.
    Identifier { subject: &'static str, scheme: &'static str },
}

/// A way from one row to others.
#[derive(Debug)]
pub struct Edge {
    pub name: &'static str,
    pub description: &'static str,
    pub target: NodeId,
    /// The hops that lead to the target. Several ways lead to the union of what they reach, each row once.
    pub ways: Vec<Vec<Hop>>,
    pub shape: Shape,
    /// Order where none is asked, in place of the target's own.
    pub order: Vec<Key>,
    /// The column of the parent in which the database keeps the number of rows.
    pub counted: Option<&'static str>,
    /// Whether a parent has few rows by nature, so that to read all of them for a page is no loss.
    pub short: bool,
}

/// How many rows an edge leads to, and what stands between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// To at most one row; `nullable` where there may be none.
    One { nullable: bool },
    /// To many rows that hold the parent's key.
    Many,
    /// To many, over one table whose rows carry facts of the relation.
    Link { facts: NodeId },
    /// To many, over any number of tables; a row that is reached twice counts once.
    Path,
    /// To all rows there are, as a plain list.
    All,
}

/// One step from table to table: rows of `table` whose column `to` equals the former table's column `from`. A step to an
/// id follows a foreign key.
#[derive(Clone, Debug)]
pub struct Hop {
    pub from: &'static str,
    /// Whether the column `from` may be null.
    pub nullable: bool,
    pub table: &'static str,
    pub to: &'static str,
    pub only: Option<Only>,
}

/// A fixed condition on the table that a hop leads to.
#[derive(Clone, Debug)]
pub enum Only {
    /// The column holds one of these words.
    Word(&'static str, &'static [&'static str]),
    /// The column is true.
    True(&'static str),
}

/// A key of a default order.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// The column of the target, or of the link where the edge has one and `link` says so.
    pub column: &'static str,
    pub link: bool,
}

/// The one graph. It is made at its first use and never changes.
pub fn graph() -> &'static Graph {
    static GRAPH: OnceLock<Graph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        build::assemble(vec![
            films::film(),
            films::film_series(),
            films::cue(),
            films::credit(),
            artists::artist(),
            artists::membership(),
            soundtracks::soundtrack(),
            soundtracks::film_soundtrack(),
            soundtracks::soundtrack_credit(),
            soundtracks::track(),
            soundtracks::chart_entry(),
            recordings::recording(),
            recordings::artist_credit(),
            recordings::song(),
            recordings::song_writer(),
            recordings::cover(),
            lists::list(),
            lists::listing(),
            provenance::source(),
            provenance::evidence(),
            provenance::identifier(),
            provenance::alias(),
            provenance::review(),
            provenance::catalogue(),
        ])
    })
}

impl Graph {
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        self.nodes.iter().enumerate().map(|(place, node)| (NodeId(place as u16), node))
    }

    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id.0)]
    }

    /// The node whose type has this name.
    pub fn named(&self, name: &str) -> Option<(NodeId, &Node)> {
        self.nodes().find(|(_, node)| node.name == name)
    }

    pub fn column(&self, node: NodeId, column: ColumnId) -> &Column {
        &self.node(node).columns[usize::from(column.0)]
    }

    pub fn edge(&self, node: NodeId, edge: EdgeId) -> &Edge {
        &self.node(node).edges[usize::from(edge.0)]
    }
}

impl Node {
    /// Whether its rows have ids, and so can be found again. The catalogue is one row that no table holds.
    pub fn has_id(&self) -> bool {
        self.columns.first().is_some_and(|column| column.kind == Kind::Id)
    }

    /// Whether each of its rows is named by a slug. The reviews' are those of rows in doubt.
    pub fn has_slug(&self) -> bool {
        self.searched.is_some() && self.column_named("slug").is_some()
    }

    pub fn columns(&self) -> impl Iterator<Item = (ColumnId, &Column)> {
        self.columns.iter().enumerate().map(|(place, column)| (ColumnId(place as u16), column))
    }

    pub fn edges(&self) -> impl Iterator<Item = (EdgeId, &Edge)> {
        self.edges.iter().enumerate().map(|(place, edge)| (EdgeId(place as u16), edge))
    }

    pub fn column_named(&self, name: &str) -> Option<ColumnId> {
        self.columns().find(|(_, column)| column.name == name).map(|(id, _)| id)
    }

    pub fn edge_named(&self, name: &str) -> Option<EdgeId> {
        self.edges().find(|(_, edge)| edge.name == name).map(|(id, _)| id)
    }
}

impl Edge {
    pub fn is_one(&self) -> bool {
        matches!(self.shape, Shape::One { .. })
    }

    /// The node whose rows stand between parent and target and carry facts of the relation.
    pub fn facts(&self) -> Option<NodeId> {
        match self.shape {
            Shape::Link { facts } => Some(facts),
            _ => None,
        }
    }

    /// The column of the parent that holds the id of the one row.
    pub fn key(&self) -> Option<&'static str> {
        match (self.shape, self.ways[0].as_slice()) {
            (Shape::One { .. }, [hop]) if hop.to == "id" && hop.only.is_none() => Some(hop.from),
            _ => None,
        }
    }

    /// The column of the parent that the edge starts from.
    pub fn start(&self) -> &'static str {
        self.ways[0][0].from
    }
}
