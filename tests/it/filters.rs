//! Random filters let the same rows pass as an evaluation in memory that knows no SQL, on both databases.
//!
//! A case is made from a number, which a failure prints. `PROPTEST_CASES` sets how many there are.

mod memory;
pub mod random;

use memory::Memory;
use needledrop::engine::global_id;
use needledrop::engine::graph::{NodeId, graph};
use needledrop::graphql::{Api, Request};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use proptest::{prelude::any, prop_assert_eq};
use random::Random;
use serde_json::{Value, json};

use crate::support;

#[test]
fn filters_agree_with_memory() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (sqlite, postgres) =
        runtime.block_on(async { (support::seeded_sqlite().await, support::seeded_postgres().await) });
    let memory = runtime.block_on(Memory::read(&sqlite.read));
    let apis = [support::api(&sqlite), support::api(&postgres)];
    let lists: Vec<(NodeId, &str)> = graph().nodes().filter_map(|(id, node)| Some((id, node.roots.many?))).collect();
    let mut passing = 0;
    let mut runner = TestRunner::new(Config { max_shrink_iters: 0, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&any::<u64>(), |number| {
        let mut random = Random::new(number);
        let (node, list) = lists[random.below(lists.len())];
        let filter = random.filter(&memory, node, 3);
        let expected: Vec<String> = memory.passing(node, &filter).map(|id| global_id(node, id)).collect();
        for api in &apis {
            let found = runtime.block_on(ask(api, list, &filter)).map_err(TestCaseError::fail)?;
            prop_assert_eq!(&found, &expected, "{} {}", list, filter);
        }
        Ok(())
    });
    outcome.unwrap();
    // Filters that let all rows pass, or none, would prove little.
    for number in 0..200 {
        let mut random = Random::new(number);
        let (node, _) = lists[random.below(lists.len())];
        let filter = random.filter(&memory, node, 3);
        let some = memory.passing(node, &filter).count();
        passing += usize::from(some > 0 && some < memory.passing(node, &json!({})).count());
    }
    assert!(passing > 50, "only {passing} of 200 filters divide the rows");
}

/// The ids of the rows that pass, in the order of their ids.
async fn ask(api: &Api, list: &str, filter: &Value) -> Result<Vec<String>, String> {
    let ty = graph().nodes().find(|(_, node)| node.roots.many == Some(list)).unwrap().1.name;
    let query = format!(
        "query ($filter: {ty}Filter) {{ {list}(filter: $filter, first: 1000, orderBy: [{{ id: ASC }}]) {{ \
         totalCount nodes {{ id }} }} }}"
    );
    let mut request = Request::new(query);
    request.variables.insert("filter".to_owned(), filter.clone());
    let response = api.execute(request).await;
    let answer: Value = serde_json::from_slice(&response.to_json()).map_err(|error| error.to_string())?;
    let page = &answer["data"][list];
    let ids: Option<Vec<String>> = page["nodes"]
        .as_array()
        .map(|nodes| nodes.iter().filter_map(|node| node["id"].as_str().map(str::to_owned)).collect());
    match ids {
        Some(ids) if page["totalCount"] == json!(ids.len()) => Ok(ids),
        _ => Err(format!("{list} {filter}: {answer}")),
    }
}
