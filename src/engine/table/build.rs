//! From rows to the columns of a table.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, ListArray, RecordBatch, RecordBatchOptions, StructArray,
    builder::{BooleanBuilder, Float64Builder, Int64Builder, StringBuilder},
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::SchemaRef;

use super::layout::{Column, Kind, Layout, Source, fields_of, item};
use crate::db::reads::Cell;
use crate::engine::plan::{ConnectionPlan, Parents, RootPlan, RowsPlan};
use crate::engine::selection::{PageInfoField, Value};
use crate::engine::tree::{ConnectionRows, PageRows, RootRows, Rows, refetched};
use crate::engine::write::{cursor, global_id, named, shown};

/// A row of one of the statements.
#[derive(Clone, Copy)]
struct At<'a> {
    plan: &'a RowsPlan,
    rows: &'a Rows,
    row: usize,
    /// The list that the row is in.
    connection: Option<&'a ConnectionPlan>,
    /// The place of its node, where rows of several were asked for.
    node: usize,
}

struct Build<'a> {
    layout: &'a Layout,
    builders: Vec<Builder>,
    /// The row of each level at hand; `None` below a row that has none.
    at: Vec<Option<At<'a>>>,
    values: &'a [Value],
    rows: usize,
}

/// A column in the making.
enum Builder {
    Int(Int64Builder),
    Float(Float64Builder),
    Bool(BooleanBuilder),
    Text(StringBuilder),
    List { ends: Vec<i32>, there: Vec<bool>, fields: Vec<Builder> },
}

/// The rows that a root brought, as rows of the table.
pub fn batch(layout: Layout, schema: SchemaRef, root: &RootPlan, rows: &RootRows, values: &[Value]) -> RecordBatch {
    let builders = layout.columns.iter().map(|column| Builder::of(&column.kind)).collect();
    let levels = layout.way.len() + 1;
    let mut build = Build { layout: &layout, builders, at: vec![None; levels], values, rows: 0 };
    match (root, rows) {
        (RootPlan::One(plan, _), RootRows::Rows(rows)) if rows.len() > 0 => {
            build.level(0, At { plan, rows, row: 0, connection: None, node: 0 });
        }
        (RootPlan::Refetch { order, nodes, .. }, RootRows::Refetched(rows)) => {
            for found in refetched(&values[order.0], nodes, rows) {
                match found {
                    Some((node, row)) => {
                        build.level(0, At { plan: &nodes[node].0, rows: &rows[node], row, connection: None, node });
                    }
                    None => build.without(0),
                }
            }
        }
        (RootPlan::Connection(_), RootRows::Connection(rows)) if layout.alone => {
            build.rows = 1;
            for builder in &mut build.builders {
                builder.int(rows.totals.get(0).copied());
            }
        }
        (RootPlan::Connection(connection) | RootPlan::Walk { connection, .. }, RootRows::Connection(rows)) => {
            if let (Some(plan), Some(page)) = (&connection.rows, rows.pages.get(0)) {
                for row in shown(plan, &rows.rows, page) {
                    build.level(0, At { plan, rows: &rows.rows, row, connection: Some(connection), node: 0 });
                }
            }
        }
        _ => {}
    }
    let Build { builders, rows, .. } = build;
    let arrays = builders.into_iter().zip(&layout.columns).map(|(builder, column)| builder.finish(&column.kind));
    let options = RecordBatchOptions::new().with_row_count(Some(rows));
    // The schema is made of the same columns.
    RecordBatch::try_new_with_options(schema.clone(), arrays.collect(), &options)
        .unwrap_or_else(|_| RecordBatch::new_empty(schema))
}

impl<'a> Build<'a> {
    /// The rows of the table that lie below a row of a level, or are it.
    fn level(&mut self, level: usize, at: At<'a>) {
        self.at[level] = Some(at);
        let Some(child) = self.layout.way.get(level) else { return self.row() };
        let (connection, rows, page) = child_of(at, *child);
        let mut any = false;
        if let (Some(plan), Some(page)) = (&connection.rows, page) {
            for row in shown(plan, &rows.rows, page) {
                any = true;
                self.level(level + 1, At { plan, rows: &rows.rows, row, connection: Some(connection), node: 0 });
            }
        }
        if !any {
            self.without(level + 1);
        }
    }

    /// A row for what has none below it.
    fn without(&mut self, level: usize) {
        self.at[level..].fill(None);
        self.row();
    }

    fn row(&mut self) {
        self.rows += 1;
        for (builder, column) in self.builders.iter_mut().zip(&self.layout.columns) {
            builder.push(column, self.at[column.level], self.values);
        }
    }
}

/// A child of a row: its plan, its rows, and the page of this row.
fn child_of(at: At<'_>, child: usize) -> (&ConnectionPlan, &ConnectionRows, Option<&PageRows>) {
    let (plan, rows) = (&at.plan.children[child], &at.rows.children[child]);
    let (Parents::Key(column) | Parents::Groups { number: column, .. } | Parents::Above(column)) = &plan.parents;
    let page = at.rows.int(at.row, *column).and_then(|key| rows.pages.get(key));
    (&plan.connection, rows, page)
}

fn total_of(at: At<'_>, child: usize) -> i64 {
    let (plan, rows) = (&at.plan.children[child], &at.rows.children[child]);
    let (Parents::Key(column) | Parents::Groups { number: column, .. } | Parents::Above(column)) = &plan.parents;
    at.rows.int(at.row, *column).and_then(|key| rows.totals.get(key)).copied().unwrap_or_default()
}

impl Builder {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Float => Self::Float(Float64Builder::new()),
            Kind::Bool => Self::Bool(BooleanBuilder::new()),
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::List(columns) => {
                let fields = columns.iter().map(|column| Self::of(&column.kind)).collect();
                Self::List { ends: vec![0], there: Vec::new(), fields }
            }
        }
    }

    fn push(&mut self, column: &Column, at: Option<At<'_>>, values: &[Value]) {
        let Some(at) = at else { return self.null() };
        let cells = at.rows.row(at.row);
        if column.guards.iter().any(|guard| cells[*guard] == Cell::Null) {
            return self.null();
        }
        match &column.source {
            Source::Constant(text) => self.text(text.as_deref()),
            Source::Cell(place) => self.cell(at.rows, cells[*place]),
            Source::Id(place, node) => match cells[*place] {
                Cell::Int(id) => self.text(Some(&global_id(*node, id))),
                _ => self.null(),
            },
            Source::Cursor => {
                let cursor = at.connection.and_then(|plan| cursor(plan, at.rows, at.row, values));
                self.text(cursor.as_deref());
            }
            Source::Total(child) => self.int(Some(total_of(at, *child))),
            Source::OwnTotal => self.null(),
            Source::PageInfo(child, field) => {
                let (plan, rows, page) = child_of(at, *child);
                let page = page.cloned().unwrap_or_default();
                let mut range = page.rows.clone();
                let place = |row: Option<usize>| row.and_then(|row| cursor(plan, &rows.rows, row, values));
                match field {
                    PageInfoField::Typename => self.text(Some("PageInfo")),
                    PageInfoField::HasNextPage => self.bool(page.has_next),
                    PageInfoField::HasPreviousPage => self.bool(page.has_previous),
                    PageInfoField::StartCursor => self.text(place(range.next()).as_deref()),
                    PageInfoField::EndCursor => self.text(place(range.next_back()).as_deref()),
                }
            }
            Source::Rows(child) => {
                let (connection, rows, page) = child_of(at, *child);
                let (Self::List { ends, there, fields }, Kind::List(columns)) = (&mut *self, &column.kind) else {
                    return;
                };
                let mut end = ends.last().copied().unwrap_or_default();
                if let (Some(plan), Some(page)) = (&connection.rows, page) {
                    for row in shown(plan, &rows.rows, page) {
                        let at = At { plan, rows: &rows.rows, row, connection: Some(connection), node: 0 };
                        for (field, column) in fields.iter_mut().zip(columns) {
                            field.push(column, Some(at), values);
                        }
                        end += 1;
                    }
                }
                ends.push(end);
                there.push(true);
            }
            Source::Named(nodes) => match named(at.plan, at.rows, at.row) {
                Some((place, plan, rows, row)) => match nodes.get(place) {
                    // Where nothing is asked of a node's rows there are none, and its columns are constants.
                    Some(Some(own)) if matches!(own.source, Source::Constant(_)) => self.push(own, Some(at), values),
                    Some(Some(own)) => self.push(own, Some(At { plan, rows, row, ..at }), values),
                    _ => self.null(),
                },
                None => self.null(),
            },
            Source::Of(nodes) => match nodes.get(at.node) {
                Some(Some(own)) => self.push(own, Some(at), values),
                _ => self.null(),
            },
        }
    }

    fn cell(&mut self, rows: &Rows, cell: Cell) {
        match (self, cell) {
            (Self::Int(builder), Cell::Int(value)) => builder.append_value(value),
            (Self::Float(builder), Cell::Float(value)) => builder.append_value(value),
            (Self::Bool(builder), Cell::Bool(value)) => builder.append_value(value),
            (Self::Text(builder), Cell::Text(..)) => builder.append_value(rows.text(cell)),
            (builder, _) => builder.null(),
        }
    }

    fn null(&mut self) {
        match self {
            Self::Int(builder) => builder.append_null(),
            Self::Float(builder) => builder.append_null(),
            Self::Bool(builder) => builder.append_null(),
            Self::Text(builder) => builder.append_null(),
            Self::List { ends, there, .. } => {
                ends.push(ends.last().copied().unwrap_or_default());
                there.push(false);
            }
        }
    }

    fn int(&mut self, value: Option<i64>) {
        match (self, value) {
            (Self::Int(builder), Some(value)) => builder.append_value(value),
            (builder, _) => builder.null(),
        }
    }

    fn bool(&mut self, value: bool) {
        match self {
            Self::Bool(builder) => builder.append_value(value),
            builder => builder.null(),
        }
    }

    fn text(&mut self, text: Option<&str>) {
        match (self, text) {
            (Self::Text(builder), Some(text)) => builder.append_value(text),
            (builder, _) => builder.null(),
        }
    }

    fn finish(self, kind: &Kind) -> ArrayRef {
        match self {
            Self::Int(mut builder) => Arc::new(builder.finish()),
            Self::Float(mut builder) => Arc::new(builder.finish()),
            Self::Bool(mut builder) => Arc::new(builder.finish()),
            Self::Text(mut builder) => Arc::new(builder.finish()),
            Self::List { ends, there, fields } => {
                let columns: &[Column] = if let Kind::List(columns) = kind { columns } else { &[] };
                let length = usize::try_from(ends.last().copied().unwrap_or_default()).unwrap_or_default();
                let arrays: Vec<ArrayRef> =
                    fields.into_iter().zip(columns).map(|(field, column)| field.finish(&column.kind)).collect();
                let objects = match arrays.is_empty() {
                    true => StructArray::new_empty_fields(length, None),
                    false => StructArray::new(fields_of(columns), arrays, None),
                };
                let ends = OffsetBuffer::new(ends.into());
                Arc::new(ListArray::new(
                    Arc::new(item(columns)),
                    ends,
                    Arc::new(objects),
                    Some(NullBuffer::from(there)),
                ))
            }
        }
    }
}
