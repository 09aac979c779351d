//! The columns of a statement in the making, and the program that writes its rows.

use sea_orm::DbBackend;

use super::graph::{Edge, EdgeId, Kind, NodeId};
use super::plan::{
    Child, ConnectionPart, ConnectionPlan, EdgePart, Fields, Lead, Parents, Part, RowsPlan, Source, Statement,
    json_name, json_text,
};
use super::rows::{list, nested};
use super::selection::{ConnectionField, EdgeField, Field, Object, PageInfoField};
use super::sql::{Alias, Bind, Decode, Scope, Writer, column};
use super::walk;

/// A value where any would do, as wide as it is read.
const ONE: &str = "CAST(1 AS BIGINT)";

/// The columns of a statement in the making, and the children of its rows.
pub struct Select {
    pub writer: Writer,
    columns: Vec<(String, Decode)>,
    children: Vec<Child>,
    /// Where the rows come from, if to find them again is cheap.
    origin: Option<Origin>,
}

/// A statement that finds the keys of rows again, for a child that does not wait until they have come.
pub struct Origin {
    /// The expression of the key in the rows' own statement.
    key: String,
    /// Gives the keys as a column `key`.
    pub sql: String,
    pub binds: Vec<Bind>,
}

/// A row of which something is selected.
pub struct Row {
    alias: Alias,
    node: NodeId,
    /// Its id, as SQL. The alias is another row's if no more than the id is needed.
    id: String,
}

impl Row {
    pub fn of(alias: Alias, node: NodeId) -> Self {
        Self { alias, node, id: column(alias, "id") }
    }
}

impl Select {
    pub fn new(backend: DbBackend) -> Self {
        Self { writer: Writer::new(backend), columns: Vec::new(), children: Vec::new(), origin: None }
    }

    /// Says how the scope's rows are found again: by these conditions, as fast as a row is looked up.
    pub fn found_again(&mut self, scope: &Scope, conditions: &[String]) {
        // SQLite is in process: there is nothing to wait for.
        if self.writer.backend == DbBackend::Postgres {
            let key = column(scope.alias, "id");
            let sql = format!("SELECT {key} AS key FROM {} LIMIT 1", scope.body(conditions));
            self.origin = Some(Origin { key, sql, binds: self.writer.binds.clone() });
        }
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
        let row = Row::of(scope.alias, scope.node);
        self.fields(scope, &row, object)
    }

    /// The fields of a row that the scope has under an alias.
    pub fn fields(&mut self, scope: &mut Scope, row: &Row, object: &Object) -> Fields {
        object.fields.iter().map(|(name, field)| (json_name(name), self.field(scope, row, field))).collect()
    }

    fn field(&mut self, scope: &mut Scope, row: &Row, field: &Field) -> Part {
        match field {
            Field::Typename(name) => Part::Text(json_text(name)),
            Field::Column(id) => {
                let found = self.writer.graph.column(row.node, *id);
                if found.kind == Kind::Id {
                    return Part::Id(self.add(row.id.clone(), Decode::Wide), row.node);
                }
                let value = self.writer.value(row.alias, row.node, *id);
                Part::Column(self.add(value, found.decode()))
            }
            Field::One(id, object) => {
                let target = self.one(scope, row, *id, object);
                let present = Some(self.add(target.id.clone(), Decode::Wide));
                Part::Object { present, fields: self.fields(scope, &target, object) }
            }
            Field::Many(id, connection) => {
                self.child(row, *id, |edge, backend, origin| nested(edge, connection, backend, origin))
            }
            Field::All(id, object) => self.child(row, *id, |edge, backend, origin| list(edge, object, backend, origin)),
            Field::Walk(walk) => {
                let connection = walk::connection(walk, self.writer.backend);
                let parents = Parents::Key(self.add(row.id.clone(), Decode::Wide));
                self.add_child(Child { parents, at_once: false, connection })
            }
        }
    }

    /// The row that a to-one edge leads to: joined, unless the foreign key says all that is asked of it.
    fn one(&mut self, scope: &mut Scope, row: &Row, id: EdgeId, object: &Object) -> Row {
        let graph = self.writer.graph;
        let edge = graph.edge(row.node, id);
        let known = |field: &Field| match field {
            Field::Typename(_) => true,
            Field::Column(id) => graph.column(edge.target, *id).kind == Kind::Id,
            Field::Many(id, _) | Field::All(id, _) => graph.edge(edge.target, *id).start() == "id",
            Field::Walk(_) => true,
            Field::One(..) => false,
        };
        match edge.key() {
            Some(key) if object.fields.iter().all(|(_, field)| known(field)) => {
                Row { alias: row.alias, node: edge.target, id: column(row.alias, key) }
            }
            _ => Row::of(self.writer.join(scope, row.alias, id, edge), edge.target),
        }
    }

    fn child(
        &mut self,
        row: &Row,
        edge: EdgeId,
        connection: impl Fn(&Edge, DbBackend, Option<&Origin>) -> ConnectionPlan,
    ) -> Part {
        let edge = self.writer.graph.edge(row.node, edge);
        let key = match edge.start() {
            // A node of one row that no table holds has no key; all of its children are the same.
            _ if !self.writer.graph.node(row.node).has_id() => ONE.to_owned(),
            "id" => row.id.clone(),
            start => column(row.alias, start),
        };
        let origin = self.origin.as_ref().filter(|origin| origin.key == key);
        let at_once = origin.is_some();
        let connection = connection(edge, self.writer.backend, origin);
        let parents = Parents::Key(self.add(key, Decode::Wide));
        self.add_child(Child { parents, at_once, connection })
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
        let statement = Statement::new(sql, self.writer.binds, columns);
        RowsPlan { source: Source::Statement(statement), lead, children: self.children, named: None }
    }

    /// What a connection selects of its rows, and how it is written.
    pub fn connection(
        &mut self,
        scope: &mut Scope,
        fields: &[(String, ConnectionField)],
    ) -> Vec<(Box<str>, ConnectionPart)> {
        fields
            .iter()
            .map(|(name, field)| {
                let part = match field {
                    ConnectionField::Typename(name) => ConnectionPart::Text(json_text(name)),
                    ConnectionField::Nodes(object) => {
                        ConnectionPart::Nodes(Part::Object { present: None, fields: self.object(scope, object) })
                    }
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
                EdgePart::Field(self.field(scope, &Row::of(alias, node), fact))
            }
        }
    }
}

pub fn page_info(fields: &[(String, PageInfoField)]) -> Vec<(Box<str>, PageInfoField)> {
    fields.iter().map(|(name, field)| (json_name(name), *field)).collect()
}
