//! Random filters let the same rows pass as an evaluation in memory that knows no SQL, on both databases.

use std::collections::BTreeSet;

use entity::Subject;
use needledrop::engine::global_id;
use needledrop::engine::graph::{NodeId, Only, graph};
use serde_json::{Map, Value, json};

use crate::random::{Databases, Memory, Random, World, check};

/// Filters that are asked of each random world.
const FILTERS: usize = 8;

/// Words and shapes as they are in life.
#[test]
fn filters_of_the_seed_catalogue_agree_with_memory_at_random() {
    let databases = Databases::seeded();
    let memory = databases.memory();
    check(80, |random| agrees(&databases, &memory, random));
    // Filters that let all rows pass, or none, would prove little.
    let mut dividing = 0;
    for number in 0..250 {
        let mut random = Random::new(number);
        let (node, _) = list(&mut random);
        let filter = random.filter(&memory, node, 3);
        let passing = memory.passing(node, &filter).count();
        dividing += usize::from(passing > 0 && passing < memory.rows(node).len());
    }
    assert!(dividing > 50, "only {dividing} of 250 filters divide the rows");
}

/// Ties, nulls and relations of all sorts.
#[test]
fn filters_of_random_rows_agree_with_memory_at_random() {
    let databases = Databases::empty();
    let world = World::of(&databases);
    check(16, |random| {
        let memory = world.fill(&databases, random);
        (0..FILTERS).for_each(|_| agrees(&databases, &memory, random));
    });
}

fn list(random: &mut Random) -> (NodeId, &'static str) {
    let lists: Vec<(NodeId, &str)> = graph().nodes().filter_map(|(id, node)| Some((id, node.roots.many?))).collect();
    lists[random.below(lists.len())]
}

fn agrees(databases: &Databases, memory: &Memory, random: &mut Random) {
    let (node, list) = list(random);
    passes_as_in(memory, databases, node, list, &random.filter(memory, node, 3));
}

/// Whatever evidence can speak of, a list of it, or of what it belongs to, can be filtered by that evidence.
#[test]
fn every_fact_can_be_filtered_by_its_evidence() {
    let databases = Databases::seeded();
    let memory = databases.memory();
    let stated = json!({ "evidence": { "some": { "method": { "eq": "STATED" } } } });
    let mut subjects = BTreeSet::new();
    for (id, node) in graph().nodes() {
        let Some(edge) = node.edge_named("evidence") else { continue };
        // What a source says is not said of the source.
        let Some(Only::Word("subject", [subject])) = graph().edge(id, edge).ways[0][0].only else { continue };
        subjects.insert(*subject);
        if let Some(list) = node.roots.many {
            passes_as_in(&memory, &databases, id, list, &stated);
            continue;
        }
        let above = graph().nodes().find_map(|(above, parent)| {
            let (_, edge) = parent.edges().find(|(_, edge)| edge.target == id)?;
            let some = if edge.is_one() { stated.clone() } else { json!({ "some": stated }) };
            Some((above, parent.roots.many?, json!({ edge.name: some })))
        });
        let (above, list, filter) = above.unwrap_or_else(|| panic!("no list leads to {}", node.name));
        passes_as_in(&memory, &databases, above, list, &filter);
    }
    assert_eq!(subjects, Subject::WORDS.words.iter().map(|(word, _)| *word).collect());
}

/// Lets the rows of a list pass that memory lets pass.
fn passes_as_in(memory: &Memory, databases: &Databases, node: NodeId, list: &str, filter: &Value) {
    let ty = graph().node(node).name;
    let query = format!(
        "query ($filter: {ty}Filter) {{ list: {list}(filter: $filter, first: 1000, orderBy: [{{ id: ASC }}]) {{ \
         totalCount nodes {{ id }} }} }}"
    );
    let found = databases.ask(&query, &Map::from_iter([("filter".to_owned(), filter.clone())]));
    let expected: Vec<Value> = memory.passing(node, filter).map(|id| json!({ "id": global_id(node, id) })).collect();
    assert_eq!(found["list"], json!({ "totalCount": expected.len(), "nodes": expected }), "{list} {filter}");
}
