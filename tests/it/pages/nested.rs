//! Lists below rows, at random: the pages of all parents at once, lists below those pages, and what follows a page of
//! one parent.

use needledrop::engine::global_id;
use needledrop::engine::graph::{Column, Edge, Kind, NodeId, Shape, Source, graph};
use serde_json::{Map, Value, json};

use super::random::{agrees, page_fields};
use crate::random::{Cursor, Databases, Entry, Memory, Page, Random, Row, World, check};

/// Edges that are asked for in each random world.
const EDGES: usize = 4;
/// Cursors of one parent that are used below all of them.
const FOREIGN: usize = 3;
/// Parents of each whose lists are walked to their ends.
const WALKED: usize = 2;

#[test]
fn lists_below_rows_are_walked_at_random() {
    let databases = Databases::empty();
    let world = World::of(&databases);
    check(16, |random| {
        let memory = world.fill(&databases, random);
        for _ in 0..EDGES {
            let nested = Nested::at_random(&memory, random);
            if !memory.rows(nested.list.parent).is_empty() {
                nested.check(&databases, &memory, random);
            }
        }
    });
}

/// The list of an edge with what is asked of it.
struct List {
    parent: NodeId,
    edge: &'static Edge,
    /// What tells its variables from those of another list.
    suffix: &'static str,
    filter: Value,
    order: Value,
    size: usize,
    backward: bool,
}

impl List {
    fn at_random(memory: &Memory, parent: NodeId, suffix: &'static str, random: &mut Random) -> Option<Self> {
        let edges: Vec<&Edge> = graph().node(parent).edges.iter().filter(|edge| is_list(edge)).collect();
        if edges.is_empty() {
            return None;
        }
        let edge = edges[random.below(edges.len())];
        Some(Self {
            parent,
            edge,
            suffix,
            filter: if random.once_in(2) { Value::Null } else { random.filter(memory, edge.target, 2) },
            order: random.order(edge.target),
            size: random.below(6),
            backward: random.once_in(2),
        })
    }

    /// The variables, and the field with its arguments.
    fn asked(&self) -> (String, String) {
        let (suffix, ty) = (self.suffix, graph().node(self.edge.target).name);
        let declared = format!(
            "$filter{suffix}: {ty}Filter, $order{suffix}: [{ty}Order!], $first{suffix}: Int, $after{suffix}: String, \
             $last{suffix}: Int, $before{suffix}: String"
        );
        let field = format!(
            "list: {}(filter: $filter{suffix}, orderBy: $order{suffix}, first: $first{suffix}, after: $after{suffix}, \
             last: $last{suffix}, before: $before{suffix})",
            self.edge.name
        );
        (declared, field)
    }

    fn give(&self, variables: &mut Map<String, Value>, size: usize, backward: bool, cursor: Option<&Value>) {
        let mut give = |name: &str, value: Value| variables.insert(format!("{name}{}", self.suffix), value);
        give("filter", self.filter.clone());
        give("order", self.order.clone());
        give(if backward { "last" } else { "first" }, json!(size));
        cursor.map(|cursor| give(if backward { "before" } else { "after" }, cursor.clone()));
    }

    fn model<'m>(&self, memory: &'m Memory, parent: &Row) -> Vec<Entry<'m>> {
        memory.edge_list(parent, self.edge, &self.filter, &self.order)
    }
}

fn is_list(edge: &Edge) -> bool {
    matches!(edge.shape, Shape::Many | Shape::Link { .. } | Shape::Path)
}

/// A list below rows, and sometimes another below its rows.
struct Nested {
    list: List,
    below: Option<List>,
    /// Facts of the relation: the node that stands between, and the columns that are asked for.
    facts: Option<(NodeId, Vec<&'static Column>)>,
    /// Asks for all parents, and for one.
    queries: [String; 2],
}

impl Nested {
    fn at_random(memory: &Memory, random: &mut Random) -> Self {
        let parents = graph().nodes().filter(|(_, node)| node.has_id());
        let parents: Vec<NodeId> = parents.map(|(id, _)| id).collect();
        let list = loop {
            let parent = parents[random.below(parents.len())];
            if let Some(list) = List::at_random(memory, parent, "", random) {
                break list;
            }
        };
        let below = if random.once_in(2) { List::at_random(memory, list.edge.target, "Below", random) } else { None };
        let facts = list.edge.facts().map(|facts| {
            let columns = graph().node(facts).columns.iter();
            let stored = |column: &&Column| column.kind != Kind::Id && matches!(column.source, Source::Stored(_));
            (facts, columns.filter(stored).collect::<Vec<_>>())
        });

        let (mut declared, field) = list.asked();
        let names = facts.iter().flat_map(|(_, columns)| columns).map(|column| column.name.as_str());
        let cursor_and_facts = ["cursor"].into_iter().chain(names).collect::<Vec<_>>().join(" ");
        let mut fields = page_fields(random).replacen("cursor", &cursor_and_facts, 1);
        if let Some(below) = &below {
            let (more, field) = below.asked();
            declared = format!("{declared}, {more}");
            fields = fields.replacen("node { id }", &format!("node {{ id {field} {} }}", page_fields(random)), 1);
        }
        let node = graph().node(list.parent);
        let object = format!("{{ id ... on {} {{ {field} {fields} }} }}", node.name);
        let all = match node.roots.many {
            Some(root) if random.once_in(2) => {
                let root = format!("{root}(first: 100, orderBy: [{{ id: ASC }}])");
                format!("query ({declared}) {{ parents: {root} {{ nodes {object} }} }}")
            }
            _ => format!("query ($ids: [ID!]!, {declared}) {{ parents: nodes(ids: $ids) {object} }}"),
        };
        let one = format!("query ($id: ID!, {declared}) {{ parent: node(id: $id) {object} }}");
        Self { list, below, facts, queries: [all, one] }
    }

    fn check(&self, databases: &Databases, memory: &Memory, random: &mut Random) {
        let parents: Vec<&Row> = memory.rows(self.list.parent).iter().collect();
        let (size, backward) = (self.list.size, self.list.backward);
        let mut cursors = self.pages(databases, memory, &parents, size, backward, None);
        // A cursor names a place, which may lie anywhere in the list of another parent.
        for _ in 0..FOREIGN.min(cursors.len()) {
            let cursor = cursors.swap_remove(random.below(cursors.len()));
            self.pages(databases, memory, &parents, size, random.once_in(2), Some(&cursor));
        }
        for _ in 0..WALKED {
            self.walk(databases, memory, parents[random.below(parents.len())], 1 + random.below(4), random.once_in(2));
        }
    }

    /// Page by page below one parent, each where the former ended.
    fn walk(&self, databases: &Databases, memory: &Memory, parent: &Row, size: usize, backward: bool) {
        let (mut cursor, mut seen) = (None, 0);
        loop {
            let mut cursors = self.pages(databases, memory, &[parent], size, backward, cursor.as_ref());
            seen += cursors.len();
            let last = if backward { 0 } else { cursors.len().saturating_sub(1) };
            if cursors.is_empty() {
                assert_eq!(seen, self.list.model(memory, parent).len());
                return;
            }
            cursor = Some(cursors.swap_remove(last));
        }
    }

    /// The page of each parent, and the cursors of all rows on them.
    fn pages(
        &self,
        databases: &Databases,
        memory: &Memory,
        parents: &[&Row],
        size: usize,
        backward: bool,
        cursor: Option<&Cursor>,
    ) -> Vec<Cursor> {
        let mut variables = Map::new();
        self.list.give(&mut variables, size, backward, cursor.map(|cursor| &cursor.said));
        self.below.iter().for_each(|below| below.give(&mut variables, below.size, below.backward, None));
        let ids = parents.iter().map(|row| global_id(self.list.parent, row["id"].as_i64().unwrap()));
        let ids: Vec<Value> = ids.map(Value::from).collect();
        let [all, one] = &self.queries;
        let (query, name, value) = match ids.as_slice() {
            [id] => (one, "id", id.clone()),
            _ => (all, "ids", json!(ids)),
        };
        if query.contains(&format!("${name}:")) {
            variables.insert(name.to_owned(), value);
        }
        let answer = databases.ask(query, &variables);
        let found = match &answer["parents"] {
            Value::Null => vec![&answer["parent"]],
            found => found.get("nodes").unwrap_or(found).as_array().unwrap().iter().collect(),
        };
        assert_eq!(found.len(), parents.len());

        let mut cursors = Vec::new();
        for ((found, id), parent) in found.into_iter().zip(ids).zip(parents) {
            assert_eq!(found["id"], id);
            let model = self.list.model(memory, parent);
            let place = cursor.map(|cursor| &cursor.place);
            let (after, before) = if backward { (None, place) } else { (place, None) };
            let page = Page::of(&model, after, before, size, backward);
            agrees(&found["list"], &model, &page);
            for (edge, entry) in found["list"]["edges"].as_array().unwrap().iter().zip(&model[page.rows]) {
                self.agrees_below(memory, edge, entry);
                cursors.push(Cursor { said: edge["cursor"].clone(), place: entry.place.clone() });
            }
        }
        cursors
    }

    /// What stands between parent and row, and the list below the row.
    fn agrees_below(&self, memory: &Memory, edge: &Value, entry: &Entry) {
        if let Some((facts, columns)) = &self.facts {
            for column in columns {
                let known = memory.value(*facts, entry.link, graph().node(*facts).column_named(&column.name).unwrap());
                assert_eq!(edge[&column.name], known, "{} of {edge}", column.name);
            }
        }
        if let Some(below) = &self.below {
            let model = below.model(memory, entry.row);
            agrees(&edge["node"]["list"], &model, &Page::of(&model, None, None, below.size, below.backward));
        }
    }
}
