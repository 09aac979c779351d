//! Groups at random: their keys, numbers, members, order and pages are those that memory makes, and they add up to the
//! rows that they are groups of.

use needledrop::engine::global_id;
use needledrop::engine::graph::{GroupKey, GroupValue, NodeId, graph};
use serde_json::{Map, Value, json};

use crate::random::{Cursor, Databases, Entry, Group, Grouping, Memory, Page, Random, World, check, constant, numbers};

/// Groupings that are asked of each random world.
const GROUPINGS: usize = 6;
/// Groups of each that are counted once more as rows of a list.
const COUNTED: usize = 3;

#[test]
fn groups_agree_with_memory_at_random() {
    let databases = Databases::empty();
    let world = World::of(&databases);
    check(8, |random| {
        let memory = world.fill(&databases, random);
        for _ in 0..GROUPINGS {
            let asked = Asked::at_random(&memory, random);
            let model = asked.grouping.groups(&memory);
            asked.walk(&databases, &memory, &model, 1 + random.below(4), random.once_in(2));
            asked.adds_up(&databases, &model, random);
        }
    });
}

/// Groups with what is asked of each.
struct Asked {
    grouping: Grouping,
    /// Numbers by the names under which they are asked for: what they are, and over which key or column.
    numbers: Vec<(&'static str, &'static str)>,
    members: Members,
    query: String,
}

/// A page of the rows of each group.
struct Members {
    filter: Value,
    order: Value,
    size: usize,
    backward: bool,
}

impl Asked {
    fn at_random(memory: &Memory, random: &mut Random) -> Self {
        let grouping = random.grouping(memory);
        let found = graph().node(grouping.node);
        let columns = numbers(grouping.node);
        let mut asked = Vec::new();
        for _ in 0..random.below(4) {
            asked.push(match random.once_in(3) {
                true => ("countDistinct", found.group_keys[random.below(found.group_keys.len())].name),
                false if columns.is_empty() => continue,
                false => {
                    let column = columns[random.below(columns.len())].name.as_str();
                    (random.one_of(&["min", "max", "avg", "sum"]), column)
                }
            });
        }
        let fields = asked.iter().enumerate().map(|(at, (name, of))| match *name {
            "countDistinct" => format!("n{at}: countDistinct(of: {})", constant(of)),
            _ => format!("n{at}: {name} {{ {of} }}"),
        });
        let fields = fields.collect::<Vec<_>>().join(" ");
        let members = Members {
            filter: if random.once_in(2) { Value::Null } else { random.filter(memory, grouping.node, 1) },
            order: random.order(grouping.node),
            size: random.below(4),
            backward: random.once_in(2),
        };
        let keys: Vec<String> = found.group_keys.iter().map(key_field).collect();
        let by: Vec<String> = grouping.by.iter().map(|key| constant(key.name)).collect();
        let (ty, root) = (found.name, found.roots.groups.unwrap());
        let end = if members.backward { "last" } else { "first" };
        let query = format!(
            "query ($filter: {ty}Filter, $having: {ty}GroupHaving, $order: [{ty}GroupOrder!], $first: Int, \
             $after: String, $last: Int, $before: String, $which: {ty}Filter, $sorted: [{ty}Order!], $size: Int) {{ \
             groups: {root}(by: [{}], filter: $filter, having: $having, orderBy: $order, first: $first, after: $after, \
             last: $last, before: $before) {{ totalCount pageInfo {{ hasNextPage hasPreviousPage }} edges {{ cursor \
             node {{ key {{ {} }} count {fields} members(filter: $which, orderBy: $sorted, {end}: $size) {{ totalCount \
             nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage }} }} }} }} }} }}",
            by.join(", "),
            keys.join(" "),
        );
        Self { grouping, numbers: asked, members, query }
    }

    /// Page by page, each where the former ended.
    fn walk(&self, databases: &Databases, memory: &Memory, model: &[Group], size: usize, backward: bool) {
        let (mut cursor, mut seen): (Option<Cursor>, usize) = (None, 0);
        loop {
            let said = cursor.as_ref().map(|cursor| cursor.said.clone());
            let found = self.ask(databases, size, backward, said);
            let place = cursor.as_ref().map(|cursor| &cursor.place);
            let (after, before) = if backward { (None, place) } else { (place, None) };
            let page = Page::of(model, after, before, size, backward);
            let around = json!({ "hasNextPage": page.has_next, "hasPreviousPage": page.has_previous });
            assert_eq!(found["pageInfo"], around, "{page:?}");
            assert_eq!(found["totalCount"], json!(model.len()));
            let edges = found["edges"].as_array().unwrap();
            assert_eq!(edges.len(), page.rows.len());
            for (edge, group) in edges.iter().zip(&model[page.rows.clone()]) {
                assert_eq!(edge["node"], self.expected(memory, group));
            }
            seen += edges.len();
            let last = if backward {
                edges.first().zip(model.get(page.rows.start))
            } else {
                edges.last().zip(model.get(page.rows.end.wrapping_sub(1)))
            };
            let Some((edge, group)) = last else { break };
            cursor = Some(Cursor { said: edge["cursor"].clone(), place: group.place.clone() });
        }
        assert_eq!(seen, model.len());
    }

    fn ask(&self, databases: &Databases, size: usize, backward: bool, cursor: Option<Value>) -> Value {
        let mut variables = Map::new();
        let mut give = |name: &str, value: Value| variables.insert(name.to_owned(), value);
        give("filter", self.grouping.filter.clone());
        give("having", self.grouping.having.clone());
        give("order", self.grouping.order.clone());
        give("which", self.members.filter.clone());
        give("sorted", self.members.order.clone());
        give("size", json!(self.members.size));
        give(if backward { "last" } else { "first" }, json!(size));
        cursor.map(|cursor| give(if backward { "before" } else { "after" }, cursor));
        println!("{}\n{}", self.query, Value::Object(variables.clone()));
        databases.ask(&self.query, &variables)["groups"].clone()
    }

    /// What the API must say of a group.
    fn expected(&self, memory: &Memory, group: &Group) -> Value {
        let Self { grouping, members, .. } = self;
        let mut keys = Map::new();
        for key in &graph().node(grouping.node).group_keys {
            let own = grouping.by.iter().position(|by| by.name == key.name);
            keys.insert(key.name.to_owned(), own.map_or(Value::Null, |at| grouping.shown(memory, group, at)));
        }
        let mut expected = json!({ "key": keys, "count": group.rows.len() });
        for (at, (name, of)) in self.numbers.iter().enumerate() {
            let mut number = grouping.number(memory, &group.rows, name, Some(of));
            if matches!(*name, "min" | "max") {
                number = number.as_f64().map(|number| number as i64).into();
            }
            expected[format!("n{at}")] = if *name == "countDistinct" { number } else { json!({ *of: number }) };
        }
        let rows = group.rows.iter().map(|row| (*row, None)).collect();
        let list: Vec<Entry> = memory.list(rows, grouping.node, None, &members.filter, &members.order);
        let page = Page::of(&list, None, None, members.size, members.backward);
        expected["members"] = json!({
            "totalCount": list.len(),
            "nodes": list[page.rows].iter().map(|entry| json!({ "id": entry.id })).collect::<Value>(),
            "pageInfo": { "hasNextPage": page.has_next, "hasPreviousPage": page.has_previous },
        });
        expected
    }

    /// What the API says of groups agrees with what it says of rows.
    fn adds_up(&self, databases: &Databases, model: &[Group], random: &mut Random) {
        let Grouping { node, by, filter, having, .. } = &self.grouping;
        let found = graph().node(*node);
        let Some(list) = found.roots.many else { return };
        let query = format!(
            "query ($filter: {}Filter) {{ list: {list}(filter: $filter, first: 0) {{ totalCount }} }}",
            found.name
        );
        let rows = |filter: Value| {
            databases.ask(&query, &Map::from_iter([("filter".to_owned(), filter)]))["list"]["totalCount"].as_u64()
        };
        let groups = self.ask(databases, 1000, false, None);
        let groups = groups["edges"].as_array().unwrap();
        if having.is_null() && by.iter().all(|key| is_single(*node, key)) {
            let sum = groups.iter().map(|group| group["node"]["count"].as_u64().unwrap()).sum();
            assert_eq!(
                rows(filter.clone()),
                Some(sum),
                "groups by {:?}",
                by.iter().map(|key| key.name).collect::<Vec<_>>()
            );
        }
        for _ in 0..COUNTED.min(groups.len()) {
            let at = random.below(groups.len());
            let keys = by.iter().zip(&model[at].keys).map(|(key, value)| key_filter(*node, key, value));
            let own: Vec<Value> = [filter.clone()].into_iter().chain(keys).filter(|part| !part.is_null()).collect();
            assert_eq!(rows(json!({ "and": own })), groups[at]["node"]["count"].as_u64(), "{}", groups[at]);
        }
    }
}

fn key_field(key: &GroupKey) -> String {
    match key.value {
        GroupValue::Node(_) => format!("{} {{ id }}", key.name),
        _ => key.name.to_owned(),
    }
}

fn is_single(node: NodeId, key: &GroupKey) -> bool {
    let mut at = node;
    key.path.iter().all(|step| {
        let edge = graph().edge(at, *step);
        at = edge.target;
        edge.is_one()
    })
}

/// The filter of the rows that have this value of a key.
fn key_filter(node: NodeId, key: &GroupKey, value: &Value) -> Value {
    let unknown = value.is_null();
    let (mut at, mut steps) = (node, Vec::new());
    for step in &key.path {
        let edge = graph().edge(at, *step);
        steps.push(edge);
        at = edge.target;
    }
    let column = |column| &graph().column(at, column).name;
    let ends = match key.value {
        GroupValue::Node(_) if unknown => json!({ "id": { "isNull": false } }),
        GroupValue::Column(_, id) if unknown => json!({ column(id): { "isNull": false } }),
        GroupValue::Decade(_, id) if unknown => json!({ column(id): { "isNull": false } }),
        GroupValue::Node(node) => json!({ "id": { "eq": global_id(node, value.as_i64().unwrap()) } }),
        GroupValue::Column(_, id) => json!({ column(id): { "eq": value } }),
        GroupValue::Decade(_, id) => {
            let year = value.as_i64().unwrap();
            json!({ column(id): { "gte": year, "lt": year + 10 } })
        }
    };
    let has = steps.iter().rev().fold(ends, |inner, edge| match edge.is_one() {
        true => json!({ edge.name: inner }),
        false => json!({ edge.name: { "some": inner } }),
    });
    if unknown { json!({ "not": has }) } else { has }
}
