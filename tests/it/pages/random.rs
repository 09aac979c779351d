//! Walks at random: any list, filter, order and length of page, over rows with ties and nulls.

use needledrop::engine::graph::{Edge, Node, NodeId, graph};
use serde_json::{Map, Value, json};

use crate::random::{Cursor, Databases, Entry, Memory, Page, Random, World, check};

/// Lists that are walked in each random world.
const LISTS: usize = 4;
/// Ranges between two cursors that are asked of each list.
const RANGES: usize = 4;

#[test]
fn lists_are_walked_at_random() {
    let databases = Databases::empty();
    let world = World::of(&databases);
    check(16, |random| {
        let mut memory = world.fill(&databases, random);
        for _ in 0..LISTS {
            let list = List::at_random(&memory, random);
            let mut walk = Walk::new(&databases, &memory, &list);
            walk.through(1 + random.below(walk.model.len() + 1), false);
            walk.through(1 + random.below(walk.model.len() + 1), true);
            (0..RANGES).for_each(|_| walk.range(random));

            // A cursor outlives its row.
            let Some(cursor) = walk.cursor(random) else { continue };
            let table = graph().node(list.node).table;
            if databases.execute(&format!("DELETE FROM \"{table}\" WHERE id = {}", cursor.place.last().unwrap().0)) {
                memory = databases.memory();
                let mut walk = Walk::new(&databases, &memory, &list);
                walk.page(Some(&cursor), None, 1 + random.below(3), random.once_in(2));
                walk.page(None, Some(&cursor), 1 + random.below(3), random.once_in(2));
            }
        }
    });
}

/// A root list with what is asked of it.
struct List {
    node: NodeId,
    /// The edge at whose end there must be a row.
    view: Option<&'static Edge>,
    filter: Value,
    order: Value,
    query: String,
}

impl List {
    fn at_random(memory: &Memory, random: &mut Random) -> Self {
        let of = |(id, node): (NodeId, &'static Node)| {
            let view = node.roots.view.map(|view| (id, view.name, node.edge_named(view.edge)));
            node.roots.many.map(|name| (id, name, None)).into_iter().chain(view)
        };
        let lists: Vec<_> = graph().nodes().flat_map(of).collect();
        let (node, name, view) = lists[random.below(lists.len())];
        let ty = graph().node(node).name;
        let query = format!(
            "query ($filter: {ty}Filter, $order: [{ty}Order!], $first: Int, $after: String, $last: Int, \
             $before: String) {{ list: {name}(filter: $filter, orderBy: $order, first: $first, after: $after, \
             last: $last, before: $before) {} }}",
            page_fields(random)
        );
        let filter = if random.once_in(2) { Value::Null } else { random.filter(memory, node, 2) };
        let view = view.map(|edge| graph().edge(node, edge));
        Self { node, view, filter, order: random.order(node), query }
    }
}

/// Fields of a connection: always its rows and their cursors, and some of what lies around them.
pub fn page_fields(random: &mut Random) -> String {
    let mut fields = "{ edges { cursor node { id } } pageInfo { startCursor endCursor".to_owned();
    for flag in ["hasNextPage", "hasPreviousPage"] {
        if !random.once_in(3) {
            fields += &format!(" {flag}");
        }
    }
    fields + if random.once_in(3) { " } totalCount }" } else { " } }" }
}

/// Whether a connection says what it must, as far as it was asked.
pub fn agrees(found: &Value, model: &[Entry], page: &Page) {
    let edges = found["edges"].as_array().unwrap();
    let ids: Vec<&str> = edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap()).collect();
    let expected: Vec<&str> = model[page.rows.clone()].iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(ids, expected, "{page:?}");
    let info = &found["pageInfo"];
    let cursor = |edge: Option<&Value>| edge.map_or(Value::Null, |edge| edge["cursor"].clone());
    for (name, expected) in [
        ("startCursor", cursor(edges.first())),
        ("endCursor", cursor(edges.last())),
        ("hasNextPage", json!(page.has_next)),
        ("hasPreviousPage", json!(page.has_previous)),
    ] {
        assert_eq!(info.get(name).unwrap_or(&expected), &expected, "{name} of {page:?}");
    }
    assert_eq!(found.get("totalCount").unwrap_or(&json!(model.len())), &json!(model.len()));
}

struct Walk<'a> {
    databases: &'a Databases,
    list: &'a List,
    model: Vec<Entry<'a>>,
    /// The cursors of the rows, as far as they are known.
    cursors: Vec<Option<Cursor>>,
}

impl<'a> Walk<'a> {
    fn new(databases: &'a Databases, memory: &'a Memory, list: &'a List) -> Self {
        let model = memory.root_list(list.node, list.view, &list.filter, &list.order);
        Self { databases, list, cursors: vec![None; model.len()], model }
    }

    /// Page by page, each where the former ended, until there are no more rows.
    fn through(&mut self, size: usize, backward: bool) {
        let (mut at, mut seen) = (None, 0);
        loop {
            let page = match backward {
                false => self.page(at.as_ref(), None, size, backward),
                true => self.page(None, at.as_ref(), size, backward),
            };
            seen += page.rows.len();
            if page.rows.is_empty() {
                assert_eq!(seen, self.model.len());
                return;
            }
            at = self.cursors[if backward { page.rows.start } else { page.rows.end - 1 }].clone();
        }
    }

    /// A page between two rows, or on one side of one. There may be no rows between them.
    fn range(&mut self, random: &mut Random) {
        let mut end = || if random.once_in(4) { None } else { self.cursor(random) };
        let (after, before) = (end(), end());
        let size = random.below(self.model.len() + 2);
        self.page(after.as_ref(), before.as_ref(), size, random.once_in(2));
    }

    /// The cursor of some row that was on a page.
    fn cursor(&self, random: &mut Random) -> Option<Cursor> {
        let known: Vec<&Cursor> = self.cursors.iter().flatten().collect();
        Some((*known.get(random.below(known.len().max(1)))?).clone())
    }

    /// Asks for a page between these places.
    fn page(&mut self, after: Option<&Cursor>, before: Option<&Cursor>, size: usize, backward: bool) -> Page {
        let mut variables = Map::new();
        let mut give = |name: &str, value: Value| variables.insert(name.to_owned(), value);
        give("filter", self.list.filter.clone());
        give("order", self.list.order.clone());
        give(if backward { "last" } else { "first" }, json!(size));
        for (name, cursor) in [("after", after), ("before", before)] {
            cursor.map(|cursor| give(name, cursor.said.clone()));
        }
        let found = &self.databases.ask(&self.list.query, &variables)["list"];
        println!("{}\n{}", self.list.query, Value::Object(variables));

        let (start, end) = (after.map(|cursor| &cursor.place), before.map(|cursor| &cursor.place));
        let page = Page::of(&self.model, start, end, size, backward);
        agrees(found, &self.model, &page);
        for (row, edge) in page.rows.clone().zip(found["edges"].as_array().unwrap()) {
            let new = || Cursor { said: edge["cursor"].clone(), place: self.model[row].place.clone() };
            let known = self.cursors[row].get_or_insert_with(new);
            assert_eq!(known.said, edge["cursor"], "a row has one place, whatever page shows it");
        }
        page
    }
}
