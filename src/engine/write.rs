//! From rows to JSON: follows the plan's program and writes one buffer. Pure.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::graph::{NodeId, graph};
use super::plan::{
    ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Fields, Name, Parents, Part, Plan, RootPlan, RowsPlan,
    json_text,
};
use super::selection::{PageInfoField, Value};
use super::tree::{ConnectionRows, PageRows, RootRows, Rows, refetched};
use crate::db::reads::Cell;

/// The longest answer.
pub const ANSWER_BYTES: usize = 16 * 1024 * 1024;

/// The most room that is made for an answer before its length is known.
const ROOM: usize = 512 * 1024;

/// Writes the answer. `elsewhere` gives the JSON of the fields that others answer, by their places.
///
/// `None` if it would be longer than [`ANSWER_BYTES`]: a row that was fetched once is written wherever it occurs.
pub fn answer(
    plan: &Plan,
    roots: &[RootRows],
    values: &[Value],
    elsewhere: impl Fn(usize) -> String,
) -> Option<String> {
    let room = plan.answer_bytes.load(Ordering::Relaxed).clamp(1024, ROOM);
    let mut json = Json { buffer: String::with_capacity(room), scratch: String::new(), values };
    json.buffer.push('{');
    for (at, ((name, root), rows)) in plan.roots.iter().zip(roots).enumerate() {
        json.name(at, name);
        match (root, rows) {
            (RootPlan::Text(text), _) => json.text(text),
            (RootPlan::Elsewhere, _) => json.text(&elsewhere(at)),
            (RootPlan::One(plan, fields), RootRows::Rows(rows)) => match rows.len() {
                0 => json.text("null"),
                _ => json.object(fields, plan, rows, 0),
            },
            (RootPlan::Refetch { order, nodes, single }, RootRows::Refetched(rows)) => {
                let asked = refetched(&values[order.0], nodes, rows);
                json.open(!single);
                if *single && asked.is_empty() {
                    json.text("null");
                }
                for (at, found) in asked.into_iter().enumerate() {
                    json.comma(at);
                    match found {
                        Some((node, row)) => json.object(&nodes[node].1, &nodes[node].0, &rows[node], row),
                        None => json.text("null"),
                    }
                }
                json.close(!single);
            }
            (RootPlan::Connection(plan), RootRows::Connection(rows)) => json.connection(plan, rows, Some(0)),
            (RootPlan::Walk { connection, single }, RootRows::Connection(rows)) => {
                json.walk(connection, *single, rows);
            }
            // A root and its rows are made from the same plan.
            (RootPlan::One(..) | RootPlan::Refetch { .. } | RootPlan::Connection(_) | RootPlan::Walk { .. }, _) => {
                json.text("null")
            }
        }
    }
    json.buffer.push('}');
    plan.answer_bytes.store(json.buffer.len() + 64, Ordering::Relaxed);
    (json.buffer.len() <= ANSWER_BYTES).then_some(json.buffer)
}

/// The opaque id of a row: its type and number, such as `Film:42`, in URL-safe base 64.
pub fn global_id(node: NodeId, id: i64) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{id}", graph().node(node).name))
}

/// The row that an opaque id names, if it is one. Base 64 is padded by most who write it, and so an id may be.
pub fn parse_global_id(id: &str) -> Option<(NodeId, i64)> {
    let padded = id.strip_suffix("==").or_else(|| id.strip_suffix('='));
    let id = padded.filter(|_| id.len().is_multiple_of(4)).unwrap_or(id);
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id).ok()?).ok()?;
    let (name, number) = text.split_once(':')?;
    let (node, found) = graph().named(name)?;
    let number: i64 = number.parse().ok()?;
    // One row has one id: what would be written otherwise is no id.
    (found.has_id() && global_id(node, number) == id).then_some((node, number))
}

/// The cursor of a row; `None` where there is none.
pub(super) fn cursor(plan: &ConnectionPlan, rows: &Rows, row: usize, values: &[Value]) -> Option<String> {
    let mut json = Json { buffer: String::new(), scratch: String::new(), values };
    json.cursor(plan, rows, Some(row));
    Some(json.buffer.strip_prefix('"')?.trim_end_matches('"').to_owned())
}

fn int(cell: Cell) -> i64 {
    match cell {
        Cell::Int(value) => value,
        _ => 0,
    }
}

/// The rows of a page. One whose named row went between two statements is left out.
pub(super) fn shown<'a>(plan: &'a RowsPlan, rows: &'a Rows, page: &PageRows) -> impl Iterator<Item = usize> + 'a {
    page.rows.clone().filter(move |row| plan.named.is_none() || named(plan, rows, *row).is_some())
}

/// The row that this row names: the place of its node, and where it stands. Where nothing is asked of the node's rows
/// there are none, and no field that would look.
pub(super) fn named<'a>(
    plan: &'a RowsPlan,
    rows: &'a Rows,
    row: usize,
) -> Option<(usize, &'a RowsPlan, &'a Rows, usize)> {
    let own = plan.named.as_ref()?;
    let cells = rows.row(row);
    let place = own.nodes.iter().position(|node| rows.text(cells[own.subject]) == node.word)?;
    let (node, found) = (&own.nodes[place], rows.named.get(place)?);
    let row = if node.wanted { *found.places.get(int(cells[own.id]))? } else { 0 };
    Some((place, &node.rows, &found.rows, row))
}

struct Json<'a> {
    buffer: String,
    /// Holds ids and cursors before they are encoded.
    scratch: String,
    values: &'a [Value],
}

impl Json<'_> {
    fn text(&mut self, text: &str) {
        self.buffer.push_str(text);
    }

    fn comma(&mut self, at: usize) {
        if at > 0 {
            self.buffer.push(',');
        }
    }

    fn name(&mut self, at: usize, name: &Name) {
        self.comma(at);
        self.text(name);
    }

    fn open(&mut self, list: bool) {
        if list {
            self.buffer.push('[');
        }
    }

    fn close(&mut self, list: bool) {
        if list {
            self.buffer.push(']');
        }
    }

    fn int(&mut self, value: i64) {
        self.text(itoa::Buffer::new().format(value));
    }

    fn cell(&mut self, rows: &Rows, cell: Cell) {
        match cell {
            Cell::Null => self.text("null"),
            Cell::Bool(true) => self.text("true"),
            Cell::Bool(false) => self.text("false"),
            Cell::Int(value) => self.int(value),
            Cell::Float(_) => self.text(&rows.json(cell).to_string()),
            Cell::Text(..) => self.quoted(rows.text(cell)),
        }
    }

    /// A text in quotes, escaped where it must be.
    fn quoted(&mut self, text: &str) {
        if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
            return self.text(&json_text(text));
        }
        self.buffer.push('"');
        self.text(text);
        self.buffer.push('"');
    }

    /// The opaque id of a row, in quotes.
    fn id(&mut self, node: NodeId, id: i64) {
        self.scratch.clear();
        self.scratch.push_str(graph().node(node).name);
        self.scratch.push(':');
        self.scratch.push_str(itoa::Buffer::new().format(id));
        self.encoded();
    }

    /// What the scratch holds, in base 64 and quotes.
    fn encoded(&mut self) {
        self.buffer.push('"');
        // At once where it is short, as ids are.
        let mut short = [0; 64];
        match URL_SAFE_NO_PAD.encode_slice(&self.scratch, &mut short).map(|length| str::from_utf8(&short[..length])) {
            Ok(Ok(text)) => self.buffer.push_str(text),
            _ => URL_SAFE_NO_PAD.encode_string(&self.scratch, &mut self.buffer),
        }
        self.buffer.push('"');
    }

    fn object(&mut self, fields: &Fields, plan: &RowsPlan, rows: &Rows, row: usize) {
        // What is too long is refused in the end; until then nothing more is added to it.
        if self.buffer.len() > ANSWER_BYTES {
            return;
        }
        self.buffer.push('{');
        for (at, (name, part)) in fields.iter().enumerate() {
            self.name(at, name);
            self.part(part, plan, rows, row);
        }
        self.buffer.push('}');
    }

    fn part(&mut self, part: &Part, plan: &RowsPlan, rows: &Rows, row: usize) {
        let cells = rows.row(row);
        match part {
            Part::Text(text) => self.text(text),
            Part::Column(column) => self.cell(rows, cells[*column]),
            Part::Id(column, node) => self.id(*node, int(cells[*column])),
            Part::Object { present: Some(column), .. } if cells[*column] == Cell::Null => self.text("null"),
            Part::Object { fields, .. } => self.object(fields, plan, rows, row),
            Part::Named(nodes) => match named(plan, rows, row) {
                Some((place, plan, rows, row)) => self.object(&nodes[place], plan, rows, row),
                None => self.text("null"),
            },
            Part::Child(child) => {
                let parent = match &plan.children[*child].parents {
                    Parents::Key(column) | Parents::Groups { number: column, .. } | Parents::Above(column) => {
                        match cells[*column] {
                            Cell::Int(key) => Some(key),
                            _ => None,
                        }
                    }
                };
                self.connection(&plan.children[*child].connection, &rows.children[*child], parent);
            }
        }
    }

    /// The page of one parent; a row without the key of its children has none.
    fn connection(&mut self, plan: &ConnectionPlan, rows: &ConnectionRows, parent: Option<i64>) {
        let page = parent.and_then(|parent| rows.pages.get(parent)).cloned().unwrap_or_default();
        let total = parent.and_then(|parent| rows.totals.get(parent)).copied().unwrap_or_default();
        match &plan.write {
            ConnectionWrite::List(node) => self.nodes(plan, node, rows, &page),
            ConnectionWrite::Object(parts) => {
                self.buffer.push('{');
                for (at, (name, part)) in parts.iter().enumerate() {
                    self.name(at, name);
                    match part {
                        ConnectionPart::Text(text) => self.text(text),
                        ConnectionPart::Total => self.int(total),
                        ConnectionPart::Nodes(node) => self.nodes(plan, node, rows, &page),
                        ConnectionPart::Edges(parts) => self.edges(plan, parts, rows, &page),
                        ConnectionPart::PageInfo(fields) => self.page_info(plan, fields, rows, &page),
                    }
                }
                self.buffer.push('}');
            }
        }
    }

    /// What the network answers at the root, which is null where there is nothing that it could speak of.
    fn walk(&mut self, plan: &ConnectionPlan, single: bool, rows: &ConnectionRows) {
        match (rows.pages.get(0), &plan.rows, &plan.write) {
            (None, ..) => self.text("null"),
            (Some(page), Some(own), ConnectionWrite::List(node)) if single => {
                match shown(own, &rows.rows, page).next() {
                    Some(row) => self.part(node, own, &rows.rows, row),
                    None => self.text("null"),
                }
            }
            (Some(_), ..) => self.connection(plan, rows, Some(0)),
        }
    }

    fn nodes(&mut self, plan: &ConnectionPlan, node: &Part, rows: &ConnectionRows, page: &PageRows) {
        self.buffer.push('[');
        if let Some(plan) = &plan.rows {
            for (at, row) in shown(plan, &rows.rows, page).enumerate() {
                self.comma(at);
                self.part(node, plan, &rows.rows, row);
            }
        }
        self.buffer.push(']');
    }

    fn edges(&mut self, plan: &ConnectionPlan, parts: &[(Name, EdgePart)], rows: &ConnectionRows, page: &PageRows) {
        self.buffer.push('[');
        if let Some(own) = &plan.rows {
            for (at, row) in shown(own, &rows.rows, page).enumerate() {
                self.comma(at);
                self.buffer.push('{');
                for (at, (name, part)) in parts.iter().enumerate() {
                    self.name(at, name);
                    match part {
                        EdgePart::Cursor => self.cursor(plan, &rows.rows, Some(row)),
                        EdgePart::Field(part) => self.part(part, own, &rows.rows, row),
                    }
                }
                self.buffer.push('}');
            }
        }
        self.buffer.push(']');
    }

    fn page_info(
        &mut self,
        plan: &ConnectionPlan,
        fields: &[(Name, PageInfoField)],
        rows: &ConnectionRows,
        page: &PageRows,
    ) {
        self.buffer.push('{');
        for (at, (name, field)) in fields.iter().enumerate() {
            self.name(at, name);
            let mut range = page.rows.clone();
            match field {
                PageInfoField::Typename => self.text("\"PageInfo\""),
                PageInfoField::HasNextPage => self.cell(&rows.rows, Cell::Bool(page.has_next)),
                PageInfoField::HasPreviousPage => self.cell(&rows.rows, Cell::Bool(page.has_previous)),
                PageInfoField::StartCursor => self.cursor(plan, &rows.rows, range.next()),
                PageInfoField::EndCursor => self.cursor(plan, &rows.rows, range.next_back()),
            }
        }
        self.buffer.push('}');
    }

    fn cursor(&mut self, plan: &ConnectionPlan, rows: &Rows, row: Option<usize>) {
        let (Some((columns, fingerprint)), Some(row)) = (&plan.cursor, row) else { return self.text("null") };
        let fingerprint = match self.values[fingerprint.0] {
            Value::Int(fingerprint) => fingerprint,
            _ => 0,
        };
        // The list is written in the place of the answer for a moment, to share how values are written.
        let answer = std::mem::take(&mut self.buffer);
        self.buffer = std::mem::take(&mut self.scratch);
        self.buffer.clear();
        self.buffer.push('[');
        self.int(fingerprint);
        for column in columns {
            self.buffer.push(',');
            self.cell(rows, rows.row(row)[*column]);
        }
        self.buffer.push(']');
        self.scratch = std::mem::replace(&mut self.buffer, answer);
        self.encoded();
    }
}
