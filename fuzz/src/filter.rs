//! Filters that the schema allows, made from any bytes. A row passes a filter or it does not: whatever the filter, it and
//! its negation divide the rows.

use std::sync::LazyLock;

use async_graphql::{
    Value,
    parser::types::{Type, TypeKind},
};
use needledrop::graphql::{Code, Request};
use serde_json::{Value as Json, json};

use super::{
    values::{Maker, named, types},
    world::world,
};

/// The lists of the root that take a filter and nothing that must be given: name and type of the filter.
fn lists() -> &'static [(String, Type)] {
    static LISTS: LazyLock<Vec<(String, Type)>> = LazyLock::new(|| {
        let TypeKind::Object(query) = &types()["Query"].kind else { return Vec::new() };
        let counted = |ty: &str| matches!(&types()[ty].kind, TypeKind::Object(ty) if ty.fields.iter().any(|field| field.node.name.node == "totalCount"));
        let list = |field: &async_graphql::parser::types::FieldDefinition| {
            let free = field.arguments.iter().all(|argument| argument.node.ty.node.nullable);
            let filter = field.arguments.iter().find(|argument| argument.node.name.node == "filter")?;
            let whole = free && counted(named(&field.ty.node));
            whole.then(|| (field.name.node.to_string(), filter.node.ty.node.clone()))
        };
        query.fields.iter().filter_map(|field| list(&field.node)).collect()
    });
    &LISTS
}

pub fn filter(data: &[u8]) {
    let mut maker = Maker::new(data);
    let Ok((list, ty)) = maker.bytes.choose(lists()) else { return };
    let ty = Type { nullable: false, ..ty.clone() };
    let Ok(filter) = maker.value(&ty, 0).map(|value: Value| value.into_json().expect("a value is JSON")) else {
        return;
    };

    let not = json!({ "not": filter });
    let names = ["all", "yes", "no", "twice", "either", "both"];
    let filters = [
        json!({}),
        filter.clone(),
        not.clone(),
        json!({ "not": not }),
        json!({ "or": [filter, not] }),
        json!({ "and": [filter, not] }),
    ];
    let declared: Vec<String> = names.iter().map(|name| format!("${name}: {ty}")).collect();
    let asked = names.iter().map(|name| format!("{name}: {list}(filter: ${name}) {{ totalCount }}"));
    let asked: Vec<String> = asked.collect();
    let query = format!(
        "query ({}) {{ {} page: {list}(filter: $yes, first: 1000) {{ nodes {{ __typename }} }} }}",
        declared.join(", "),
        asked.join(" ")
    );
    let variables = names.iter().zip(filters).map(|(name, filter)| ((*name).to_owned(), filter)).collect();
    let request = Request { variables, ..Request::new(query) };

    let response = world().ask(&request);
    let refused = [Code::BadUserInput, Code::QueryTooComplex];
    assert!(response.errors.iter().all(|error| refused.contains(&error.code)), "{:?}", response.errors);
    let Some(data) = response.data.filter(|_| response.errors.is_empty()) else { return };
    let data: Json = serde_json::from_slice(&data).expect("data are JSON");
    let [all, yes, no, twice, either, both] =
        names.map(|name| data[name]["totalCount"].as_u64().expect("a count is a number"));
    let told = || format!("{list} by {}", request.variables["yes"]);
    assert_eq!(yes + no, all, "some rows neither pass nor fail: {}", told());
    assert_eq!((twice, either, both), (yes, all, 0), "{}", told());
    let page = data["page"]["nodes"].as_array().map_or(0, Vec::len) as u64;
    assert_eq!(page, yes.min(1000), "the page has other rows than are counted: {}", told());
}
