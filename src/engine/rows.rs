//! The statements of connections: which page, and for nested ones which rows of which parent.

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::Edge;
use super::order::{Ordered, order_by};
use super::plan::{ConnectionPart, ConnectionPlan, ConnectionWrite, Lead, Part, RowsPlan, Source, Statement};
use super::select::{Origin, Select};
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
        Statement::new(sql, writer.binds, vec![Decode::Wide])
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
pub fn nested(edge: &Edge, connection: &Connection, backend: DbBackend, origin: Option<&Origin>) -> ConnectionPlan {
    let counted = |writer: &mut Writer, key: &str| writer.counted(edge, key, &connection.filter);
    nested_connection(connection, backend, &Below::Edge(edge), &counted, &Parentage::of(origin))
}

/// All rows of an edge, as a plain list.
pub fn list(edge: &Edge, object: &Object, backend: DbBackend, origin: Option<&Origin>) -> ConnectionPlan {
    let mut select = Select::new(backend);
    let parents = parent_rows(&mut select.writer, &Parentage::of(origin));
    let mut scope = select.writer.rows(edge, "p.key");
    let nodes = Part::Object { present: None, fields: select.object(&mut scope, object) };
    let order = super::order::default_order(edge.target, &edge.order, None);
    let order = order_by(&select.writer.ordered_by(&mut scope, &order), false);
    let body = scope.body(&[]);
    let list = select.list();
    let sql = format!("SELECT {list}, p.key FROM ({parents}) AS p CROSS JOIN {body} ORDER BY p.key, {order}");
    let lead = Lead { parent: Some(select.width()), ..Lead::default() };
    let rows = Some(select.finish(sql, lead, &[Decode::Wide]));
    ConnectionPlan { rows, total: None, page: None, cursor: None, write: ConnectionWrite::List(nodes) }
}

/// The rows of a connection below parents.
pub enum Below<'a> {
    /// Those at the end of an edge.
    Edge(&'a Edge),
    /// Those that meet conditions on the parent `p`.
    Conditions(&'a dyn Fn(&mut Writer) -> Scope),
}

impl Below<'_> {
    /// The rows of the parent `p`.
    fn of_each(&self, writer: &mut Writer) -> Scope {
        match self {
            Self::Edge(edge) => writer.rows(edge, "p.key"),
            Self::Conditions(rows) => rows(writer),
        }
    }

    /// The rows of all parents, which the statement lists, beside their parent `p`.
    fn of_all(&self, writer: &mut Writer, parents: &str) -> Scope {
        match self {
            Self::Edge(edge) => writer.rows_of_all(edge, parents),
            Self::Conditions(rows) => rows(writer).beside(parents),
        }
    }

    /// Whether a parent has few of them.
    fn are_few(&self) -> bool {
        matches!(self, Self::Edge(edge) if edge.short)
    }
}

/// Who the parents of a connection are.
pub enum Parentage<'a> {
    /// Rows whose keys are bound.
    Keys,
    /// Rows that a statement finds again.
    Origin(&'a Origin),
    /// What this statement lists, in which `{}` stands for the bound list.
    Listed(String),
}

impl<'a> Parentage<'a> {
    fn of(origin: Option<&'a Origin>) -> Self {
        origin.map_or(Self::Keys, Self::Origin)
    }
}

/// The statement that lists the parents, as rows `p` with their keys.
fn parent_rows(writer: &mut Writer, parents: &Parentage<'_>) -> String {
    match (parents, writer.backend) {
        (Parentage::Origin(origin), _) => {
            writer.binds.clone_from(&origin.binds);
            origin.sql.clone()
        }
        (Parentage::Listed(statement), _) => statement.replace("{}", &writer.bind(Bind::Parents)),
        (Parentage::Keys, DbBackend::Postgres) => {
            format!("SELECT key FROM unnest({}) AS k(key)", writer.bind(Bind::Parents))
        }
        (Parentage::Keys, _) => format!("SELECT value AS key FROM json_each({})", writer.bind(Bind::Parents)),
    }
}

/// The statements of a connection below parents. `counted` gives the count of the rows that pass the filter, of the parent
/// that the expression names, and what follows its `FROM`.
pub fn nested_connection(
    connection: &Connection,
    backend: DbBackend,
    below: &Below<'_>,
    counted: &dyn Fn(&mut Writer, &str) -> (String, String),
    parents: &Parentage<'_>,
) -> ConnectionPlan {
    let total = connection.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let parents = parent_rows(&mut writer, parents);
        let (count, body) = counted(&mut writer, "p.key");
        let sql = format!("SELECT p.key, (SELECT {count} FROM {body}) FROM ({parents}) AS p");
        Statement::new(sql, writer.binds, vec![Decode::Wide, Decode::Wide])
    });
    let mut select = Select::new(backend);
    let parents = parent_rows(&mut select.writer, parents);
    // SQLite has no `LATERAL`, and to number the rows in a window, or to run a statement for each parent, takes two to
    // three times as long as to sort all rows once. So does `LATERAL` where a parent has few rows.
    let at_once = !connection.asks_outside() && (backend == DbBackend::Sqlite || below.are_few());
    let mut scope = match at_once {
        true => below.of_all(&mut select.writer, &parents),
        false => below.of_each(&mut select.writer),
    };
    let paged = Paged::new(&mut select, &mut scope, connection);
    let rows = connection.asks_rows().then(|| {
        let body = scope.body(&paged.conditions);
        match at_once {
            true => rows_of_all(select, &body, &paged, &connection.page),
            false => page_of_each(select, &parents, &body, &paged, &connection.page),
        }
    });
    connection.plan(rows, total, paged.cursor, paged.parts)
}

/// All rows of each parent in their order, of which the driver takes the page.
fn rows_of_all(mut select: Select, body: &str, paged: &Paged, page: &Page) -> RowsPlan {
    let order = order_by(&paged.order, page.backward);
    let sql = format!("SELECT {}, p.key FROM {body} ORDER BY p.key, {order}", select.list());
    let lead = Lead { parent: Some(select.width()), ..Lead::default() };
    let mut rows = select.finish(sql, lead, &[Decode::Wide]);
    if let Source::Statement(statement) = &mut rows.source {
        statement.page = Some(page.size);
    }
    rows
}

/// A page of the rows of each parent: by `LATERAL` on PostgreSQL, by a window on SQLite.
fn page_of_each(mut select: Select, parents: &str, body: &str, paged: &Paged, page: &Page) -> RowsPlan {
    let limit = select.writer.bind(Bind::OneMore(page.size));
    let order = order_by(&paged.order, page.backward);
    let (names, named) = (select.names(), select.named());
    let (flags, answers) = (paged.outside.names(), paged.outside.columns());
    let sql = match select.writer.backend {
        DbBackend::Postgres => {
            // An empty page has a row of its own where it must say what lies outside of it.
            let (join, on) = if paged.outside.is_empty() { ("CROSS JOIN", "") } else { ("LEFT JOIN", " ON TRUE") };
            format!(
                "SELECT {names}, p.key, c.n{flags} FROM ({parents}) AS p CROSS JOIN LATERAL (SELECT 1 AS one{answers}) AS h \
                 {join} LATERAL (SELECT {named}, row_number() OVER (ORDER BY {order}) AS n FROM {body} \
                 ORDER BY {order} LIMIT {limit}) AS c{on} ORDER BY p.key, c.n"
            )
        }
        _ => format!(
            "SELECT {names}, h.key, c.n{flags} FROM (SELECT p.key AS key{answers} FROM ({parents}) AS p) AS h \
             LEFT JOIN (SELECT {named}, p.key AS key, row_number() OVER (PARTITION BY p.key ORDER BY {order}) AS n \
             FROM ({parents}) AS p CROSS JOIN {body}) AS c ON c.key = h.key AND c.n <= {limit} ORDER BY h.key, c.n"
        ),
    };
    let parent = select.width();
    let (earlier, later, flags) = paged.outside.places(parent + 2);
    let extra: Vec<Decode> = [Decode::Wide, Decode::Wide].into_iter().chain(flags).collect();
    select.finish(sql, Lead { parent: Some(parent), number: Some(parent + 1), earlier, later }, &extra)
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
    pub fn asks_total(&self) -> bool {
        self.fields.iter().any(|(_, field)| *field == ConnectionField::TotalCount)
    }

    pub fn asks_rows(&self) -> bool {
        use ConnectionField::{Edges, Nodes, PageInfo};
        self.fields.iter().any(|(_, field)| matches!(field, Nodes(_) | Edges(_) | PageInfo(_)))
    }

    /// Whether anything is asked of what lies outside of the page's range.
    fn asks_outside(&self) -> bool {
        let asked = self.page_info();
        (self.page.after.is_some() && asked.contains(&PageInfoField::HasPreviousPage))
            || (self.page.before.is_some() && asked.contains(&PageInfoField::HasNextPage))
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
