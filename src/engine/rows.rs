//! The statements of connections: which page, and for nested ones which rows of which parent.

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::Edge;
use super::order::{Ordered, order_by};
use super::plan::{ConnectionPart, ConnectionPlan, ConnectionWrite, Lead, Part, RowsPlan, Statement};
use super::select::Select;
use super::selection::{Connection, ConnectionField, EdgeField, Object, Page, PageInfoField};
use super::sql::{Bind, Decode, Scope, Writer};

/// Answers to what lies outside the range of a page, as columns of the statement.
pub struct Outside {
    pub earlier: Option<String>,
    pub later: Option<String>,
}

impl Outside {
    /// Asks only what the page's information needs and its range leaves open. `body` is what follows `FROM` for rows
    /// that meet the filter and a further condition.
    pub fn new(
        fields: &[PageInfoField],
        earlier: Option<String>,
        later: Option<String>,
        body: impl Fn(String) -> String,
    ) -> Self {
        let asked = |field, condition: Option<String>| {
            let condition = condition.filter(|_| fields.contains(&field))?;
            Some(format!("EXISTS (SELECT 1 FROM {})", body(condition)))
        };
        Self {
            earlier: asked(PageInfoField::HasPreviousPage, earlier),
            later: asked(PageInfoField::HasNextPage, later),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.earlier.is_none() && self.later.is_none()
    }

    /// `, EXISTS (…) AS earlier`, each with a comma in front.
    fn columns(&self) -> String {
        let named =
            |sql: &Option<String>, name| sql.as_ref().map(|sql| format!(", {sql} AS {name}")).unwrap_or_default();
        named(&self.earlier, "earlier") + &named(&self.later, "later")
    }

    /// `, h.earlier`, each with a comma in front.
    fn names(&self) -> String {
        let named = |sql: &Option<String>, name: &str| sql.as_ref().map(|_| format!(", h.{name}")).unwrap_or_default();
        named(&self.earlier, "earlier") + &named(&self.later, "later")
    }

    /// Where the answers stand, from this place on.
    fn places(&self, mut place: usize) -> (Option<usize>, Option<usize>, Vec<Decode>) {
        let mut next = |sql: &Option<String>| {
            sql.as_ref().map(|_| {
                place += 1;
                place - 1
            })
        };
        let (earlier, later) = (next(&self.earlier), next(&self.later));
        (earlier, later, vec![Decode::Bool; earlier.iter().chain(&later).count()])
    }
}

/// A page of rows that have no parents. `source` gives the rows.
pub fn root_connection(
    connection: &Connection,
    backend: DbBackend,
    source: &dyn Fn(&mut Writer) -> Scope,
) -> ConnectionPlan {
    let total = connection.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let mut scope = source(&mut writer);
        writer.count_for_all(&mut scope, &connection.filter);
        let passes = meaningful(writer.passes(&mut scope, &connection.filter));
        let sql = format!("SELECT COUNT(*) FROM {}", scope.body(&passes));
        Statement { sql: sql.into(), binds: writer.binds, columns: vec![Decode::Wide] }
    });
    let mut select = Select::new(backend);
    let mut scope = source(&mut select.writer);
    select.writer.count_in_order(&mut scope, &connection.filter, &connection.order);
    let paged = Paged::new(&mut select, &mut scope, connection);
    let rows = connection.asks_rows().then(|| {
        let body = scope.body(&paged.conditions);
        page_of_all(select, &body, &paged.order, &connection.page, &paged.outside)
    });
    connection.plan(rows, total, paged.cursor, paged.parts)
}

/// A page of all rows: as it is, or, where it matters what lies outside, beside the answers to that.
pub fn page_of_all(mut select: Select, body: &str, order: &[Ordered], page: &Page, outside: &Outside) -> RowsPlan {
    let order = order_by(order, page.backward);
    let limit = select.writer.bind(Bind::OneMore(page.size));
    if outside.is_empty() {
        let sql = format!("SELECT {} FROM {body} ORDER BY {order} LIMIT {limit}", select.list());
        return select.finish(sql, Lead::default(), &[]);
    }
    let sql = format!(
        "SELECT {}, c.n{} FROM (SELECT 1 AS one{}) AS h LEFT JOIN (SELECT {}, row_number() OVER (ORDER BY {order}) AS n \
         FROM {body} ORDER BY {order} LIMIT {limit}) AS c ON TRUE ORDER BY c.n",
        select.names(),
        outside.names(),
        outside.columns(),
        select.named(),
    );
    let number = select.width();
    let (earlier, later, flags) = outside.places(number + 1);
    let extra: Vec<Decode> = [Decode::Wide].into_iter().chain(flags).collect();
    select.finish(sql, Lead { parent: None, number: Some(number), earlier, later }, &extra)
}

/// The statements of a to-many edge for all parents together.
pub fn nested(edge: &Edge, connection: &Connection, backend: DbBackend) -> ConnectionPlan {
    let source = |writer: &mut Writer, key: &str| writer.rows(edge, key);
    let counted = |writer: &mut Writer, key: &str| writer.counted(edge, key, &connection.filter);
    nested_connection(connection, backend, &source, &counted, &own_keys(backend))
}

/// All rows of an edge, as a plain list.
pub fn list(edge: &Edge, object: &Object, backend: DbBackend) -> ConnectionPlan {
    let mut select = Select::new(backend);
    let keys = select.writer.bind(Bind::Parents);
    let from = format!("({}) AS p", own_keys(backend).replace("{}", &keys));
    let mut scope = select.writer.rows(edge, "p.key");
    let nodes = Part::Object { present: None, fields: select.object(&mut scope, object) };
    let order = super::order::default_order(edge.target, &edge.order, None);
    let order = order_by(&select.writer.ordered_by(&mut scope, &order), false);
    let sql = format!("SELECT {}, p.key FROM {from} CROSS JOIN {} ORDER BY {order}", select.list(), scope.body(&[]));
    let lead = Lead { parent: Some(select.width()), ..Lead::default() };
    let rows = Some(select.finish(sql, lead, &[Decode::Wide]));
    ConnectionPlan { rows, total: None, page: None, cursor: None, write: ConnectionWrite::List(nodes) }
}

/// The statement that lists the parents' keys; `{}` stands for the bound list.
fn own_keys(backend: DbBackend) -> String {
    match backend {
        DbBackend::Postgres => "SELECT key FROM unnest({}) AS k(key)".to_owned(),
        _ => "SELECT value AS key FROM json_each({})".to_owned(),
    }
}

/// The statements of a connection below parents. `source` gives the rows of the parent that the expression names,
/// `counted` the count of those that pass the filter and what follows its `FROM`; `parents` is a statement that lists the
/// parents with their keys.
///
/// PostgreSQL takes a page for each parent by `LATERAL`; SQLite, which has no such thing, numbers the rows of each
/// parent in a window.
pub fn nested_connection(
    connection: &Connection,
    backend: DbBackend,
    source: &dyn Fn(&mut Writer, &str) -> Scope,
    counted: &dyn Fn(&mut Writer, &str) -> (String, String),
    parents: &str,
) -> ConnectionPlan {
    let total = connection.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let parents = parents.replace("{}", &writer.bind(Bind::Parents));
        let (count, body) = counted(&mut writer, "p.key");
        let sql = format!("SELECT p.key, (SELECT {count} FROM {body}) FROM ({parents}) AS p");
        Statement { sql: sql.into(), binds: writer.binds, columns: vec![Decode::Wide, Decode::Wide] }
    });
    let mut select = Select::new(backend);
    let parents = parents.replace("{}", &select.writer.bind(Bind::Parents));
    let mut scope = source(&mut select.writer, "p.key");
    let paged = Paged::new(&mut select, &mut scope, connection);
    let rows = connection.asks_rows().then(|| {
        let limit = select.writer.bind(Bind::OneMore(connection.page.size));
        let order = order_by(&paged.order, connection.page.backward);
        let body = scope.body(&paged.conditions);
        let (names, named) = (select.names(), select.named());
        let (flags, answers) = (paged.outside.names(), paged.outside.columns());
        // An empty page has a row of its own where it must say what lies outside of it.
        let (join, on) = if paged.outside.is_empty() { ("CROSS JOIN", "") } else { ("LEFT JOIN", " ON TRUE") };
        let sql = match backend {
            DbBackend::Postgres => format!(
                "SELECT {names}, p.key, c.n{flags} FROM ({parents}) AS p CROSS JOIN LATERAL (SELECT 1 AS one{answers}) AS h \
                 {join} LATERAL (SELECT {named}, row_number() OVER (ORDER BY {order}) AS n FROM {body} \
                 ORDER BY {order} LIMIT {limit}) AS c{on} ORDER BY p.key, c.n"
            ),
            _ => {
                let rows = format!(
                    "SELECT {named}, p.key AS key, row_number() OVER (PARTITION BY p.key ORDER BY {order}) AS n \
                     FROM ({parents}) AS p CROSS JOIN {body}"
                );
                match paged.outside.is_empty() {
                    true => format!(
                        "SELECT {names}, c.key, c.n FROM ({rows}) AS c WHERE c.n <= {limit} ORDER BY c.key, c.n"
                    ),
                    false => format!(
                        "SELECT {names}, h.key, c.n{flags} FROM (SELECT p.key AS key{answers} FROM ({parents}) AS p) AS h \
                         LEFT JOIN ({rows}) AS c ON c.key = h.key AND c.n <= {limit} ORDER BY h.key, c.n"
                    ),
                }
            }
        };
        let parent = select.width();
        let (earlier, later, flags) = paged.outside.places(parent + 2);
        let extra: Vec<Decode> = [Decode::Wide, Decode::Wide].into_iter().chain(flags).collect();
        select.finish(sql, Lead { parent: Some(parent), number: Some(parent + 1), earlier, later }, &extra)
    });
    connection.plan(rows, total, paged.cursor, paged.parts)
}

/// What a connection's statement needs beside its source.
struct Paged {
    parts: Vec<(Box<str>, ConnectionPart)>,
    /// The filter and the range of the page.
    conditions: Vec<String>,
    order: Vec<Ordered>,
    outside: Outside,
    cursor: Option<Vec<usize>>,
}

impl Paged {
    fn new(select: &mut Select, scope: &mut Scope, connection: &Connection) -> Self {
        let parts = select.connection(scope, &connection.fields);
        let order = select.writer.ordered_by(scope, &connection.order);
        let cursor = connection
            .asks_cursor()
            .then(|| order.iter().map(|key| select.add(key.expression.clone(), key.decode)).collect());
        let passes = meaningful(select.writer.passes(scope, &connection.filter));
        let earlier = select.writer.earlier(&order, &connection.page);
        let later = select.writer.later(&order, &connection.page);
        // What lies outside is asked of the same rows under the same aliases; the statement within hides the outer one.
        let outside = Outside::new(&connection.page_info(), earlier, later, |condition| {
            let conditions: Vec<String> = passes.iter().cloned().chain([condition]).collect();
            scope.body(&conditions)
        });
        let conditions = passes.into_iter().chain(select.writer.range(&order, &connection.page)).collect();
        Self { parts, conditions, order, outside, cursor }
    }
}

impl Connection {
    fn asks_total(&self) -> bool {
        self.fields.iter().any(|(_, field)| *field == ConnectionField::TotalCount)
    }

    fn asks_rows(&self) -> bool {
        use ConnectionField::{Edges, Nodes, PageInfo};
        self.fields.iter().any(|(_, field)| matches!(field, Nodes(_) | Edges(_) | PageInfo(_)))
    }

    fn asks_cursor(&self) -> bool {
        let in_edges = self.fields.iter().any(|(_, field)| match field {
            ConnectionField::Edges(fields) => fields.iter().any(|(_, field)| *field == EdgeField::Cursor),
            _ => false,
        });
        let places = [PageInfoField::StartCursor, PageInfoField::EndCursor];
        in_edges || self.page_info().iter().any(|field| places.contains(field))
    }

    /// What is asked of the page.
    fn page_info(&self) -> Vec<PageInfoField> {
        let fields = self.fields.iter().flat_map(|(_, field)| match field {
            ConnectionField::PageInfo(fields) => fields.as_slice(),
            _ => &[],
        });
        fields.map(|(_, field)| *field).collect()
    }

    fn plan(
        &self,
        rows: Option<RowsPlan>,
        total: Option<Statement>,
        cursor: Option<Vec<usize>>,
        parts: Vec<(Box<str>, ConnectionPart)>,
    ) -> ConnectionPlan {
        ConnectionPlan {
            rows,
            total,
            page: Some((self.page.size, self.page.backward)),
            cursor: cursor.map(|columns| (columns, self.page.fingerprint)),
            write: ConnectionWrite::Object(parts),
        }
    }
}
