//! Groups of rows: by one or several keys, each a node, a column or a decade, of the row or across relations.
//!
//! A key over a to-many relation may have several values for one row; the row counts once in each of its groups, and a
//! row without a value is in the group whose key is null. The keys are joined as pairs of row and value, each once:
//!
//! ```sql
//! SELECT k.value AS g0, COUNT(*) AS a0 FROM "cover" AS t1
//! LEFT JOIN (SELECT DISTINCT … AS parent, … AS value FROM …) AS k ON k.parent = t1."song_id" GROUP BY 1
//! ```
//! The nodes of the keys are joined to the finished groups, so that no name is fetched for a row that is only counted.

mod keys;

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::{GroupKey, GroupValue, Kind, NodeId, graph};
use super::order::{Ordered, default_order};
use super::plan::{
    Child, ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Fields, Parents, Part, Statement, json_name,
    json_text,
};
use super::rows::{Below, Outside, Parentage, nested_connection, page_of_all};
use super::select::{Row, Select, page_info};
use super::selection::{
    Aggregate, Connection, Direction, GroupEdgeField, GroupField, GroupOrderBy, Groups, GroupsField, KeyField,
    NumberField, PageInfoField,
};
use super::sql::{Alias, Decode, Scope, Writer, column};

/// The statements of a page of groups.
pub fn plan(node: NodeId, groups: &Groups, backend: DbBackend) -> ConnectionPlan {
    let total = groups.asks_total().then(|| {
        let mut grouping = Grouping::new(node, groups, backend);
        let having = grouping.having();
        let sql = format!("SELECT COUNT(*) FROM ({}) AS g{}", grouping.groups(), such_that(&having));
        Statement::new(sql, grouping.select.writer.binds, vec![Decode::Wide])
    });
    let mut grouping = Grouping::new(node, groups, backend);
    let parts = grouping.parts();
    let order = grouping.order();
    let having = grouping.having();
    let cursor = groups.asks_cursor().then(|| {
        let columns = order.iter().map(|key| grouping.select.add(key.expression.clone(), key.decode)).collect();
        (columns, groups.page.fingerprint)
    });
    let earlier = grouping.select.writer.earlier(&order, &groups.page);
    let later = grouping.select.writer.later(&order, &groups.page);
    let range = grouping.select.writer.range(&order, &groups.page);
    let from = format!("({}) AS g{}", grouping.groups(), grouping.keys.from);
    let outside = Outside::new(&groups.page_info(), earlier, later, |condition| {
        let conditions: Vec<String> = having.iter().cloned().chain([condition]).collect();
        format!("{from}{}", such_that(&conditions))
    });
    let rows = groups.asks_rows().then(|| {
        let conditions: Vec<String> = having.iter().cloned().chain(range).collect();
        page_of_all(grouping.select, &format!("{from}{}", such_that(&conditions)), &order, &groups.page, &outside)
    });
    let page = Some((groups.page.size, groups.page.backward));
    ConnectionPlan { rows, total, page, cursor, write: ConnectionWrite::Object(parts) }
}

fn such_that(conditions: &[String]) -> String {
    if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) }
}

/// The statement in the making: the groups `g` with keys `g0`, `g1` … and numbers `a0`, `a1` …, and around them the
/// nodes of the keys.
struct Grouping<'a> {
    select: Select,
    node: NodeId,
    groups: &'a Groups,
    aggregates: Vec<Aggregate>,
    /// The nodes of the keys, joined to the groups.
    keys: Scope,
    /// Their aliases by the place of the key.
    nodes: Vec<Option<(NodeId, Alias)>>,
}

impl<'a> Grouping<'a> {
    fn new(node: NodeId, groups: &'a Groups, backend: DbBackend) -> Self {
        let mut select = Select::new(backend);
        let mut keys = select.writer.table(node);
        keys.from.clear();
        let nodes = groups
            .by
            .iter()
            .enumerate()
            .map(|(place, key)| match graph().node(node).group_keys[*key].value {
                GroupValue::Node(node) => {
                    let table = select.writer.table(node);
                    let on = format!(" LEFT JOIN {} ON {} = g.g{place}", table.from, column(table.alias, "id"));
                    keys.from.push_str(&on);
                    Some((node, table.alias))
                }
                GroupValue::Column(..) | GroupValue::Decade(..) => None,
            })
            .collect();
        Self { select, node, groups, aggregates: Vec::new(), keys, nodes }
    }

    fn key(&self, place: usize) -> &'static GroupKey {
        &graph().node(self.node).group_keys[self.groups.by[place]]
    }

    /// The value of a key as it is shown, and how it is read.
    fn shown(&self, place: usize) -> (String, Decode) {
        match self.key(place).value {
            GroupValue::Node(_) => (format!("g.g{place}"), Decode::Wide),
            GroupValue::Decade(..) => (format!("g.g{place}"), Decode::Int),
            GroupValue::Column(node, id) => {
                let found = graph().column(node, id);
                let name = if matches!(found.kind, Kind::Text { .. }) { "v" } else { "g" };
                (format!("g.{name}{place}"), found.decode())
            }
        }
    }

    /// A number of the groups.
    fn aggregate(&mut self, aggregate: &Aggregate) -> (String, Decode) {
        let place = self.aggregates.iter().position(|known| known == aggregate).unwrap_or_else(|| {
            self.aggregates.push(aggregate.clone());
            self.aggregates.len() - 1
        });
        let decode = match aggregate {
            Aggregate::Count | Aggregate::CountWhere(_) | Aggregate::CountDistinct(_) => Decode::Wide,
            Aggregate::Min(id) | Aggregate::Max(id) => graph().column(self.node, *id).decode(),
            Aggregate::Average(_) | Aggregate::Sum(_) => Decode::Float,
        };
        (format!("g.a{place}"), decode)
    }

    fn having(&mut self) -> Vec<String> {
        let groups = self.groups;
        let tests = groups.having.tests.iter();
        tests
            .map(|(aggregate, test)| {
                let nullable = !matches!(aggregate, Aggregate::Count | Aggregate::CountDistinct(_));
                let (value, _) = self.aggregate(aggregate);
                self.select.writer.compare(&value, Kind::Int, nullable, *test, true)
            })
            .collect()
    }

    /// The keys of the order; the groups' own keys come last and give each group one place.
    fn order(&mut self) -> Vec<Ordered> {
        let groups = self.groups;
        let mut order = Vec::new();
        for asked in &groups.order {
            match &asked.by {
                GroupOrderBy::Aggregate(aggregate) => {
                    let nullable = !matches!(aggregate, Aggregate::Count | Aggregate::CountDistinct(_));
                    let (expression, decode) = self.aggregate(aggregate);
                    order.push(Ordered { expression, nullable, direction: asked.direction, decode });
                }
                GroupOrderBy::Key(place) => self.order_by_key(*place, asked.direction, &mut order),
            }
        }
        if order.is_empty() {
            (0..groups.by.len()).for_each(|place| self.order_by_key(place, Direction::Ascending, &mut order));
        }
        for place in 0..groups.by.len() {
            self.order_by_value(place, Direction::Ascending, &mut order);
        }
        order
    }

    /// A node by its own default order, any other key by its value.
    fn order_by_key(&mut self, place: usize, direction: Direction, order: &mut Vec<Ordered>) {
        let Some((node, alias)) = self.nodes[place] else { return self.order_by_value(place, direction, order) };
        for key in default_order(node, &[], None) {
            let mut ordered = self.select.writer.ordered_column(alias, node, key.column, direction, true);
            ordered.nullable = true;
            order.push(ordered);
        }
    }

    fn order_by_value(&mut self, place: usize, direction: Direction, order: &mut Vec<Ordered>) {
        let (_, decode) = self.shown(place);
        let collation = match (decode, self.select.writer.backend) {
            (Decode::Text, DbBackend::Postgres) => " COLLATE \"C\"",
            _ => "",
        };
        let expression = format!("g.g{place}{collation}");
        order.push(Ordered { expression, nullable: true, direction, decode });
    }

    fn parts(&mut self) -> Vec<(Box<str>, ConnectionPart)> {
        let groups = self.groups;
        groups
            .fields
            .iter()
            .map(|(name, field)| {
                let part = match field {
                    GroupsField::Typename(name) => ConnectionPart::Text(json_text(name)),
                    GroupsField::Nodes(fields) => {
                        ConnectionPart::Nodes(Part::Object { present: None, fields: self.group(fields) })
                    }
                    GroupsField::Edges(fields) => ConnectionPart::Edges(
                        fields.iter().map(|(name, field)| (json_name(name), self.edge(field))).collect(),
                    ),
                    GroupsField::PageInfo(fields) => ConnectionPart::PageInfo(page_info(fields)),
                    GroupsField::TotalCount => ConnectionPart::Total,
                };
                (json_name(name), part)
            })
            .collect()
    }

    fn edge(&mut self, field: &GroupEdgeField) -> EdgePart {
        match field {
            GroupEdgeField::Typename(name) => EdgePart::Field(Part::Text(json_text(name))),
            GroupEdgeField::Cursor => EdgePart::Cursor,
            GroupEdgeField::Node(fields) => EdgePart::Field(Part::Object { present: None, fields: self.group(fields) }),
        }
    }

    fn group(&mut self, fields: &[(String, GroupField)]) -> Fields {
        fields
            .iter()
            .map(|(name, field)| {
                let part = match field {
                    GroupField::Typename(name) => Part::Text(json_text(name)),
                    GroupField::Key(keys) => Part::Object {
                        present: None,
                        fields: keys.iter().map(|(name, key)| (json_name(name), self.key_part(key))).collect(),
                    },
                    GroupField::Aggregate(aggregate) => self.number(aggregate),
                    GroupField::Numbers(numbers) => Part::Object {
                        present: None,
                        fields: numbers
                            .iter()
                            .map(|(name, number)| match number {
                                NumberField::Typename(text) => (json_name(name), Part::Text(json_text(text))),
                                NumberField::Value(aggregate) => (json_name(name), self.number(aggregate)),
                            })
                            .collect(),
                    },
                    GroupField::Members(connection) => self.members(connection),
                };
                (json_name(name), part)
            })
            .collect()
    }

    fn number(&mut self, aggregate: &Aggregate) -> Part {
        let (value, decode) = self.aggregate(aggregate);
        Part::Column(self.select.add(value, decode))
    }

    fn key_part(&mut self, key: &KeyField) -> Part {
        match key {
            KeyField::Typename(name) => Part::Text(json_text(name)),
            KeyField::Absent => Part::Text("null".into()),
            KeyField::Key(place, object) => {
                let (value, decode) = self.shown(*place);
                let column = self.select.add(value, decode);
                match self.nodes[*place] {
                    Some((node, alias)) => {
                        let fields = self.select.fields(&mut self.keys, &Row::of(alias, node), object);
                        Part::Object { present: Some(column), fields }
                    }
                    None => Part::Column(column),
                }
            }
        }
    }

    /// The members of each group: rows that pass the groups' filter and have the group's keys.
    fn members(&mut self, connection: &Connection) -> Part {
        let (node, groups, backend) = (self.node, self.groups, self.select.writer.backend);
        let number = self.select.add("row_number() OVER ()".to_owned(), Decode::Wide);
        let keys: Vec<(String, Decode)> =
            (0..groups.by.len()).map(|place| (format!("g.g{place}"), self.shown(place).1)).collect();
        let parents = parents_statement(backend, &keys);
        let keys = keys.into_iter().map(|(value, decode)| self.select.add(value, decode)).collect();
        let source = move |writer: &mut Writer| {
            let mut rows = writer.table(node);
            let mut conditions = meaningful(writer.passes(&mut rows, &groups.filter));
            for (place, key) in groups.by.iter().enumerate() {
                conditions.push(writer.has_key(&mut rows, &graph().node(node).group_keys[*key], place));
            }
            rows.conditions = conditions;
            rows
        };
        let counted = |writer: &mut Writer, _: &str| {
            let mut rows = source(writer);
            let passes = meaningful(writer.passes(&mut rows, &connection.filter));
            ("COUNT(*)".to_owned(), rows.body(&passes))
        };
        let connection =
            nested_connection(connection, backend, &Below::Conditions(&source), &counted, &Parentage::Listed(parents));
        self.select.add_child(Child { parents: Parents::Groups { number, keys }, at_once: false, connection })
    }

    /// The groups with their keys and numbers, after all of these are known.
    ///
    /// A number of different values multiplies the rows that it counts over, and so has groups of its own. Grouping
    /// both kinds once more joins them, null keys included, which no equality would.
    fn groups(&mut self) -> String {
        let numbers: Vec<(usize, Aggregate)> = self.aggregates.iter().cloned().enumerate().collect();
        let (distinct, plain): (Vec<_>, Vec<_>) =
            numbers.into_iter().partition(|(_, aggregate)| matches!(aggregate, Aggregate::CountDistinct(_)));
        let writer = &mut self.select.writer;
        let base = writer.grouped_rows(self.node, self.groups, &plain);
        if distinct.is_empty() {
            return base.sql;
        }
        let mut branches = vec![base.aligned(&self.aggregates)];
        for number in distinct {
            let own = writer.grouped_rows(self.node, self.groups, &[number]);
            branches.push(own.aligned(&self.aggregates));
        }
        let (keys, texts): (Vec<String>, Vec<String>) = base.keys.into_iter().partition(|name| name.starts_with('g'));
        let texts = texts.iter().map(|name| format!("MAX({name}) AS {name}"));
        let numbers = (0..self.aggregates.len()).map(|place| format!("MAX(a{place}) AS a{place}"));
        let columns: Vec<String> = keys.iter().cloned().chain(texts).chain(numbers).collect();
        format!(
            "SELECT {} FROM ({}) AS u GROUP BY {}",
            columns.join(", "),
            branches.join(" UNION ALL "),
            keys.join(", ")
        )
    }
}

/// The statement that lists groups, as parents of their members: the number of each and its keys `g0`, `g1` …
pub fn parents_statement(backend: DbBackend, keys: &[(String, Decode)]) -> String {
    let column = |place: usize, decode: Decode, name: String| match (backend, decode) {
        (DbBackend::Postgres, Decode::Text) => format!("e->>{place} AS {name}"),
        (DbBackend::Postgres, Decode::Bool) => format!("CAST(e->>{place} AS BOOLEAN) AS {name}"),
        (DbBackend::Postgres, Decode::Float) => format!("CAST(e->>{place} AS DOUBLE PRECISION) AS {name}"),
        (DbBackend::Postgres, Decode::Int | Decode::Wide) => format!("CAST(e->>{place} AS BIGINT) AS {name}"),
        _ => format!("json_extract(value, '$[{place}]') AS {name}"),
    };
    let keys = keys.iter().enumerate().map(|(place, (_, decode))| column(place + 1, *decode, format!("g{place}")));
    let columns: Vec<String> = [column(0, Decode::Wide, "key".to_owned())].into_iter().chain(keys).collect();
    match backend {
        DbBackend::Postgres => {
            format!("SELECT {} FROM jsonb_array_elements(CAST({{}} AS JSONB)) AS e", columns.join(", "))
        }
        _ => format!("SELECT {} FROM json_each({{}})", columns.join(", ")),
    }
}

impl Groups {
    pub fn asks_total(&self) -> bool {
        self.fields.iter().any(|(_, field)| *field == GroupsField::TotalCount)
    }

    pub fn asks_rows(&self) -> bool {
        use GroupsField::{Edges, Nodes, PageInfo};
        self.fields.iter().any(|(_, field)| matches!(field, Nodes(_) | Edges(_) | PageInfo(_)))
    }

    fn asks_cursor(&self) -> bool {
        let places = [PageInfoField::StartCursor, PageInfoField::EndCursor];
        self.page_info().iter().any(|field| places.contains(field))
            || self.fields.iter().any(|(_, field)| match field {
                GroupsField::Edges(fields) => fields.iter().any(|(_, field)| *field == GroupEdgeField::Cursor),
                _ => false,
            })
    }

    fn page_info(&self) -> Vec<PageInfoField> {
        let fields = self.fields.iter().flat_map(|(_, field)| match field {
            GroupsField::PageInfo(fields) => fields.as_slice(),
            _ => &[],
        });
        fields.map(|(_, field)| *field).collect()
    }
}
