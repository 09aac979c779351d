//! The statements of connections: which columns, which page, and for nested ones which rows of which parent.

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::{Edge, EdgeId, Kind, NodeId};
use super::order::{Ordered, order_by};
use super::plan::{
    Child, ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Fields, Lead, Parents, Part, RowsPlan, Statement,
    json_name, json_text,
};
use super::selection::{Connection, ConnectionField, EdgeField, Field, Object, Page, PageInfoField};
use super::sql::{Alias, Bind, Decode, Scope, Writer, column};

/// A value where any would do, as wide as it is read.
const ONE: &str = "CAST(1 AS BIGINT)";

/// The columns of a statement in the making, and the children of its rows.
pub struct Select {
    pub writer: Writer,
    columns: Vec<(String, Decode)>,
    children: Vec<Child>,
}

impl Select {
    pub fn new(backend: DbBackend) -> Self {
        Self { writer: Writer::new(backend), columns: Vec::new(), children: Vec::new() }
    }

    /// The place of an expression among the columns.
    pub fn add(&mut self, expression: String, decode: Decode) -> usize {
        self.columns.iter().position(|(known, _)| *known == expression).unwrap_or_else(|| {
            self.columns.push((expression, decode));
            self.columns.len() - 1
        })
    }

    pub fn add_child(&mut self, child: Child) -> Part {
        self.children.push(child);
        Part::Child(self.children.len() - 1)
    }

    /// The fields of the scope's own rows.
    pub fn object(&mut self, scope: &mut Scope, object: &Object) -> Fields {
        let (alias, node) = (scope.alias, scope.node);
        self.fields(scope, alias, node, object)
    }

    /// The fields of a row that the scope has under an alias.
    pub fn fields(&mut self, scope: &mut Scope, alias: Alias, node: NodeId, object: &Object) -> Fields {
        object.fields.iter().map(|(name, field)| (json_name(name), self.field(scope, alias, node, field))).collect()
    }

    fn field(&mut self, scope: &mut Scope, alias: Alias, node: NodeId, field: &Field) -> Part {
        match field {
            Field::Typename(name) => Part::Text(json_text(name)),
            Field::Column(id) => {
                let found = self.writer.graph.column(node, *id);
                let value = self.writer.value(alias, node, *id);
                let place = self.add(value, found.decode());
                if found.kind == Kind::Id { Part::Id(place, node) } else { Part::Column(place) }
            }
            Field::One(id, object) => {
                let edge = self.writer.graph.edge(node, *id);
                let target = self.writer.join(scope, alias, *id, edge);
                let present = Some(self.add(column(target, "id"), Decode::Wide));
                Part::Object { present, fields: self.fields(scope, target, edge.target, object) }
            }
            Field::Many(id, connection) => {
                self.child(alias, node, *id, |edge, backend| nested(edge, connection, backend))
            }
            Field::All(id, object) => self.child(alias, node, *id, |edge, backend| list(edge, object, backend)),
        }
    }

    fn child(
        &mut self,
        alias: Alias,
        node: NodeId,
        edge: EdgeId,
        connection: impl Fn(&Edge, DbBackend) -> ConnectionPlan,
    ) -> Part {
        let edge = self.writer.graph.edge(node, edge);
        // A node of one row that no table holds has no key; all of its children are the same.
        let key = if self.writer.graph.node(node).columns[0].kind == Kind::Id {
            column(alias, edge.start())
        } else {
            ONE.to_owned()
        };
        let parents = Parents::Key(self.add(key, Decode::Wide));
        self.add_child(Child { parents, connection: connection(edge, self.writer.backend) })
    }

    /// `t1."title", t1."id"`.
    pub fn list(&mut self) -> String {
        self.at_least_one();
        self.columns.iter().map(|(expression, _)| expression.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// `t1."title" AS c0, t1."id" AS c1`, for a statement around this one to name.
    pub fn named(&mut self) -> String {
        self.at_least_one();
        let named = self.columns.iter().enumerate().map(|(place, (expression, _))| format!("{expression} AS c{place}"));
        named.collect::<Vec<_>>().join(", ")
    }

    /// `c.c0, c.c1`, for the statement around the one with `named`.
    pub fn names(&mut self) -> String {
        self.at_least_one();
        (0..self.columns.len()).map(|place| format!("c.c{place}")).collect::<Vec<_>>().join(", ")
    }

    /// A statement selects something even where nothing of a row is asked.
    fn at_least_one(&mut self) {
        if self.columns.is_empty() {
            self.columns.push((ONE.to_owned(), Decode::Wide));
        }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.columns.len()
    }

    /// The finished statement. `extra` are the columns that it has behind those of this list.
    pub fn finish(self, sql: String, lead: Lead, extra: &[Decode]) -> RowsPlan {
        let columns = self.columns.into_iter().map(|(_, decode)| decode).chain(extra.iter().copied()).collect();
        let statement = Statement { sql: sql.into(), binds: self.writer.binds, columns };
        RowsPlan { statement, lead, children: self.children }
    }

    /// What a connection selects of its rows, and how it is written.
    fn connection(
        &mut self,
        scope: &mut Scope,
        fields: &[(String, ConnectionField)],
    ) -> Vec<(Box<str>, ConnectionPart)> {
        fields
            .iter()
            .map(|(name, field)| {
                let part = match field {
                    ConnectionField::Typename(name) => ConnectionPart::Text(json_text(name)),
                    ConnectionField::Nodes(object) => ConnectionPart::Nodes(self.object(scope, object)),
                    ConnectionField::Edges(fields) => ConnectionPart::Edges(
                        fields.iter().map(|(name, field)| (json_name(name), self.edge(scope, field))).collect(),
                    ),
                    ConnectionField::PageInfo(fields) => ConnectionPart::PageInfo(page_info(fields)),
                    ConnectionField::TotalCount => ConnectionPart::Total,
                };
                (json_name(name), part)
            })
            .collect()
    }

    fn edge(&mut self, scope: &mut Scope, field: &EdgeField) -> EdgePart {
        match field {
            EdgeField::Typename(name) => EdgePart::Field(Part::Text(json_text(name))),
            EdgeField::Cursor => EdgePart::Cursor,
            EdgeField::Node(object) => {
                EdgePart::Field(Part::Object { present: None, fields: self.object(scope, object) })
            }
            EdgeField::Fact(fact) => {
                // The schema gives facts to the edges of links alone, and their scopes know the link.
                let (node, alias) = scope.facts.unwrap_or((scope.node, scope.alias));
                EdgePart::Field(self.field(scope, alias, node, fact))
            }
        }
    }
}

pub fn page_info(fields: &[(String, PageInfoField)]) -> Vec<(Box<str>, PageInfoField)> {
    fields.iter().map(|(name, field)| (json_name(name), *field)).collect()
}

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
        let passes = meaningful(writer.passes(&mut scope, &connection.filter));
        let sql = format!("SELECT COUNT(*) FROM {}", scope.body(&passes));
        Statement { sql: sql.into(), binds: writer.binds, columns: vec![Decode::Wide] }
    });
    let mut select = Select::new(backend);
    let mut scope = source(&mut select.writer);
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
fn nested(edge: &Edge, connection: &Connection, backend: DbBackend) -> ConnectionPlan {
    let source = |writer: &mut Writer, key: &str| writer.rows(edge, key);
    nested_connection(connection, backend, &source, &own_keys(backend))
}

/// All rows of an edge, as a plain list.
fn list(edge: &Edge, object: &Object, backend: DbBackend) -> ConnectionPlan {
    let mut select = Select::new(backend);
    let keys = select.writer.bind(Bind::Parents);
    let from = format!("({}) AS p", own_keys(backend).replace("{}", &keys));
    let mut scope = select.writer.rows(edge, "p.key");
    let fields = select.object(&mut scope, object);
    let order = super::order::default_order(edge.target, &edge.order, None);
    let order = order_by(&select.writer.ordered_by(&mut scope, &order), false);
    let sql = format!("SELECT {}, p.key FROM {from} CROSS JOIN {} ORDER BY {order}", select.list(), scope.body(&[]));
    let lead = Lead { parent: Some(select.width()), ..Lead::default() };
    let rows = Some(select.finish(sql, lead, &[Decode::Wide]));
    ConnectionPlan { rows, total: None, page: None, cursor: None, write: ConnectionWrite::List(fields) }
}

/// The statement that lists the parents' keys; `{}` stands for the bound list.
fn own_keys(backend: DbBackend) -> String {
    match backend {
        DbBackend::Postgres => "SELECT key FROM unnest({}) AS k(key)".to_owned(),
        _ => "SELECT value AS key FROM json_each({})".to_owned(),
    }
}

/// The statements of a connection below parents. `source` gives the rows of the parent that the expression names;
/// `parents` is a statement that lists the parents with their keys.
///
/// PostgreSQL takes a page for each parent by `LATERAL`; SQLite, which has no such thing, numbers the rows of each
/// parent in a window.
pub fn nested_connection(
    connection: &Connection,
    backend: DbBackend,
    source: &dyn Fn(&mut Writer, &str) -> Scope,
    parents: &str,
) -> ConnectionPlan {
    let total = connection.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let parents = parents.replace("{}", &writer.bind(Bind::Parents));
        let mut scope = source(&mut writer, "p.key");
        let passes = meaningful(writer.passes(&mut scope, &connection.filter));
        let sql = format!("SELECT p.key, (SELECT COUNT(*) FROM {}) FROM ({parents}) AS p", scope.body(&passes));
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
                let join = if paged.outside.is_empty() { "JOIN" } else { "LEFT JOIN" };
                format!(
                    "SELECT {names}, h.key, c.n{flags} FROM (SELECT p.key AS key{answers} FROM ({parents}) AS p) AS h \
                     {join} ({rows}) AS c ON c.key = h.key AND c.n <= {limit} ORDER BY h.key, c.n"
                )
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
