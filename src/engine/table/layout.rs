//! The columns of a table, found in the plan's program.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

use crate::engine::graph::NodeId;
use crate::engine::plan::{ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Part, Plan, RootPlan, RowsPlan};
use crate::engine::selection::PageInfoField;
use crate::engine::sql::Decode;

/// How rows of a plan become rows of a table.
#[derive(Debug)]
pub struct Layout {
    /// The lists on the way to the rows: for each below the outermost its place among the children of the rows above.
    pub way: Vec<usize>,
    /// Whether the outermost list itself is the one row, since nothing is asked of its nodes.
    pub alone: bool,
    pub columns: Vec<Column>,
}

/// A column. In a list it is a field of the list's objects.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    pub name: String,
    /// How many lists lie between the outermost one and the rows of which this is a value.
    pub level: usize,
    /// Columns of the statement that are null where the value is: its object is not there.
    pub guards: Vec<usize>,
    pub source: Source,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Int,
    Float,
    Bool,
    Text,
    /// A list of objects with these fields.
    List(Vec<Column>),
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    Constant(Option<String>),
    /// A column of the statement.
    Cell(usize),
    Id(usize, NodeId),
    Cursor,
    /// The number of all rows of this child.
    Total(usize),
    /// The number of all rows of the outermost list.
    OwnTotal,
    PageInfo(usize, PageInfoField),
    /// The rows of this child.
    Rows(usize),
    /// By the node that the row names.
    Named(Vec<Variant>),
    /// By the node that the row is of.
    Of(Vec<Variant>),
}

/// What a column is of one of several nodes, if that has it.
type Variant = Option<Box<Column>>;

/// Part of an object or of an edge.
enum Member<'a> {
    Part(&'a Part),
    Cursor,
}

/// Where columns are collected.
struct Place<'a> {
    plan: &'a RowsPlan,
    prefix: String,
    level: usize,
    guards: Vec<usize>,
    /// What is left of the way.
    way: &'a [usize],
}

impl Layout {
    /// `None` if no root has rows.
    pub fn of(plan: &Plan) -> Option<Self> {
        let mut roots = plan.roots.iter().map(|(_, root)| root);
        let root = roots.find(|root| !matches!(root, RootPlan::Text(_) | RootPlan::Elsewhere))?;
        let mut columns = Vec::new();
        let mut way = Vec::new();
        let mut alone = false;
        match root {
            RootPlan::Text(_) | RootPlan::Elsewhere => {}
            RootPlan::One(plan, fields) => {
                let members: Vec<(String, Member<'_>)> = members(fields);
                way = deepest(plan, &members);
                collect(&Place::new(plan, &way), &members, &mut columns);
            }
            RootPlan::Refetch { nodes, .. } => {
                let each = nodes.iter().map(|(plan, fields)| {
                    let mut own = Vec::new();
                    collect(&Place::new(plan, &[]), &members(fields), &mut own);
                    own
                });
                columns = merged(each.collect(), Source::Of, 0);
            }
            RootPlan::Connection(connection) | RootPlan::Walk { connection, .. } => {
                match (listed(connection), &connection.rows) {
                    (Some(members), Some(plan)) => {
                        way = deepest(plan, &members);
                        collect(&Place::new(plan, &way), &members, &mut columns);
                    }
                    _ => {
                        alone = true;
                        for (name, part) in parts(connection) {
                            if let ConnectionPart::Total = part {
                                columns.push(Column::new(word(name), 0, &[], Source::OwnTotal, Kind::Int));
                            }
                        }
                    }
                }
            }
        }
        // Two fields may come to one name, as `a.b` does to `a` of `b` and to an alias.
        let mut names: Vec<String> = Vec::new();
        for column in &mut columns {
            let plain = column.name.clone();
            let mut number = 2;
            while names.contains(&column.name) {
                column.name = format!("{plain}_{number}");
                number += 1;
            }
            names.push(column.name.clone());
        }
        Some(Self { way, alone, columns })
    }

    pub fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(fields_of(&self.columns)))
    }
}

/// The fields of these columns. All may be null: what a row of the graph always has, a row of a table may lack.
pub fn fields_of(columns: &[Column]) -> Fields {
    columns.iter().map(|column| Field::new(&column.name, column.kind.data_type(), true)).collect()
}

impl Kind {
    pub fn data_type(&self) -> DataType {
        match self {
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Bool => DataType::Boolean,
            Self::Text => DataType::Utf8,
            Self::List(columns) => DataType::List(Arc::new(item(columns))),
        }
    }

    fn of(decode: Decode) -> Self {
        match decode {
            Decode::Int | Decode::Wide => Self::Int,
            Decode::Float => Self::Float,
            Decode::Bool => Self::Bool,
            Decode::Text => Self::Text,
        }
    }
}

/// The field of a list's objects.
pub fn item(columns: &[Column]) -> Field {
    Field::new("item", DataType::Struct(fields_of(columns)), false)
}

impl Column {
    fn new(name: String, level: usize, guards: &[usize], source: Source, kind: Kind) -> Self {
        Self { name, level, guards: guards.to_vec(), source, kind }
    }
}

impl<'a> Place<'a> {
    fn new(plan: &'a RowsPlan, way: &'a [usize]) -> Self {
        Self { plan, prefix: String::new(), level: 0, guards: Vec::new(), way }
    }
}

/// A name as it was asked for; the plan keeps it as a piece of JSON.
fn word(name: &str) -> String {
    serde_json::from_str(name.trim_end_matches(':')).unwrap_or_default()
}

fn members(fields: &[(Box<str>, Part)]) -> Vec<(String, Member<'_>)> {
    fields.iter().map(|(name, part)| (word(name), Member::Part(part))).collect()
}

fn parts(connection: &ConnectionPlan) -> &[(Box<str>, ConnectionPart)] {
    match &connection.write {
        ConnectionWrite::Object(parts) => parts,
        ConnectionWrite::List(_) => &[],
    }
}

/// What is asked of the rows of a list: of `nodes` or `edges`, whichever comes first.
fn listed(connection: &ConnectionPlan) -> Option<Vec<(String, Member<'_>)>> {
    match &connection.write {
        ConnectionWrite::List(node) => Some(of_node(node)),
        ConnectionWrite::Object(parts) => parts.iter().find_map(|(_, part)| of_part(part)),
    }
}

fn of_part(part: &ConnectionPart) -> Option<Vec<(String, Member<'_>)>> {
    match part {
        ConnectionPart::Nodes(node) => Some(of_node(node)),
        ConnectionPart::Edges(parts) => Some(
            parts
                .iter()
                .map(|(name, part)| match part {
                    EdgePart::Cursor => (word(name), Member::Cursor),
                    EdgePart::Field(part) => (word(name), Member::Part(part)),
                })
                .collect(),
        ),
        ConnectionPart::Text(_) | ConnectionPart::PageInfo(_) | ConnectionPart::Total => None,
    }
}

fn of_node(node: &Part) -> Vec<(String, Member<'_>)> {
    match node {
        Part::Object { present: None, fields } => members(fields),
        other => vec![(String::new(), Member::Part(other))],
    }
}

/// The longest way through lists below these members, of equally long ones the first.
fn deepest(plan: &RowsPlan, members: &[(String, Member<'_>)]) -> Vec<usize> {
    let mut longest = Vec::new();
    for (_, member) in members {
        let way = match member {
            Member::Part(Part::Child(child)) => {
                let connection = &plan.children[*child].connection;
                match (listed(connection), &connection.rows) {
                    (Some(inner), Some(rows)) => {
                        let mut way = vec![*child];
                        way.extend(deepest(rows, &inner));
                        way
                    }
                    _ => continue,
                }
            }
            Member::Part(Part::Object { fields, .. }) => deepest(plan, &self::members(fields)),
            Member::Part(_) | Member::Cursor => continue,
        };
        if way.len() > longest.len() {
            longest = way;
        }
    }
    longest
}

fn collect(place: &Place<'_>, members: &[(String, Member<'_>)], columns: &mut Vec<Column>) {
    for (name, member) in members {
        let name = format!("{}{name}", place.prefix);
        let mut push = |source, kind| {
            columns.push(Column::new(name.clone(), place.level, &place.guards, source, kind));
        };
        match member {
            Member::Cursor => push(Source::Cursor, Kind::Text),
            Member::Part(Part::Text(json)) => {
                push(Source::Constant(serde_json::from_str(json).unwrap_or_default()), Kind::Text);
            }
            Member::Part(Part::Column(at)) => {
                push(Source::Cell(*at), Kind::of(place.plan.source.columns()[*at]));
            }
            Member::Part(Part::Id(at, node)) => push(Source::Id(*at, *node), Kind::Text),
            Member::Part(Part::Object { present, fields }) => {
                let guards = place.guards.iter().copied().chain(*present).collect();
                let prefix = dotted(&name);
                let inner = Place { prefix, guards, plan: place.plan, level: place.level, way: place.way };
                collect(&inner, &self::members(fields), columns);
            }
            Member::Part(Part::Named(nodes)) => {
                let named = place.plan.named.iter().flat_map(|named| &named.nodes);
                let each = named.zip(nodes).map(|(node, fields)| {
                    let mut own = Vec::new();
                    let prefix = if name.is_empty() { String::new() } else { dotted(&name) };
                    let inner = Place { prefix, ..Place::new(&node.rows, &[]) };
                    collect(&inner, &self::members(fields), &mut own);
                    own
                });
                columns.extend(merged(each.collect(), Source::Named, place.level));
            }
            Member::Part(Part::Child(child)) => connection(place, &name, *child, columns),
        }
    }
}

fn dotted(name: &str) -> String {
    format!("{name}.")
}

/// The columns of a list below the row, which lies on the way or beside it.
fn connection(place: &Place<'_>, name: &str, child: usize, columns: &mut Vec<Column>) {
    let plan = &place.plan.children[child].connection;
    let mut chosen = place.way.first() == Some(&child);
    let below = |members: &[(String, Member<'_>)], columns: &mut Vec<Column>| {
        if let (Some(rows), Some((_, way))) = (&plan.rows, place.way.split_first()) {
            let inner = Place { plan: rows, prefix: dotted(name), level: place.level + 1, guards: Vec::new(), way };
            collect(&inner, members, columns);
        }
    };
    let beside = |name: String, members: &[(String, Member<'_>)]| {
        let mut own = Vec::new();
        if let Some(rows) = &plan.rows {
            collect(&Place::new(rows, &[]), members, &mut own);
        }
        Column::new(name, place.level, &place.guards, Source::Rows(child), Kind::List(own))
    };
    if let ConnectionWrite::List(node) = &plan.write {
        match chosen {
            true => below(&of_node(node), columns),
            false => columns.push(beside(name.to_owned(), &of_node(node))),
        }
    }
    for (own, part) in parts(plan) {
        let own = format!("{name}.{}", word(own));
        let mut push = |name, source, kind| columns.push(Column::new(name, place.level, &place.guards, source, kind));
        match part {
            ConnectionPart::Text(json) => {
                push(own, Source::Constant(serde_json::from_str(json).unwrap_or_default()), Kind::Text);
            }
            ConnectionPart::Total => push(own, Source::Total(child), Kind::Int),
            ConnectionPart::PageInfo(fields) => {
                for (field, what) in fields {
                    let kind = match what {
                        PageInfoField::HasNextPage | PageInfoField::HasPreviousPage => Kind::Bool,
                        PageInfoField::Typename | PageInfoField::StartCursor | PageInfoField::EndCursor => Kind::Text,
                    };
                    push(format!("{own}.{}", word(field)), Source::PageInfo(child, *what), kind);
                }
            }
            ConnectionPart::Nodes(_) | ConnectionPart::Edges(_) => {
                let members = of_part(part).unwrap_or_default();
                // Once: should both be asked for, the others are beside the way.
                match std::mem::take(&mut chosen) {
                    true => below(&members, columns),
                    false => columns.push(beside(own, &members)),
                }
            }
        }
    }
}

/// The columns of rows of several nodes: those of one name and kind are one.
fn merged(each: Vec<Vec<Column>>, source: impl Fn(Vec<Variant>) -> Source, level: usize) -> Vec<Column> {
    let nodes = each.len();
    let mut all: Vec<(String, Kind, Vec<Variant>)> = Vec::new();
    for (node, columns) in each.into_iter().enumerate() {
        for column in columns {
            let known = all
                .iter_mut()
                .find(|(name, kind, own)| (name, kind) == (&column.name, &column.kind) && own[node].is_none());
            match known {
                Some((.., own)) => own[node] = Some(Box::new(column)),
                None => {
                    let mut own = vec![None; nodes];
                    let (name, kind) = (column.name.clone(), column.kind.clone());
                    own[node] = Some(Box::new(column));
                    all.push((name, kind, own));
                }
            }
        }
    }
    all.into_iter().map(|(name, kind, own)| Column::new(name, level, &[], source(own), kind)).collect()
}
