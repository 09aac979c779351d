//! What a request costs is counted before any statement runs, and what costs too much runs none.

use std::fmt::Write as _;

use needledrop::graphql::guard::Limits;
use needledrop::graphql::{Api, Code, Request, Response};
use serde_json::Value;

use crate::support;

async fn ask(api: &Api, query: &str) -> Response {
    api.execute(Request { show_cost: true, ..Request::new(query) }).await
}

/// Documents that ask for too much, each in another way.
pub fn excessive() -> Vec<(&'static str, String)> {
    let aliases = (0..200).fold(String::new(), |mut fields, at| {
        write!(fields, "a{at}: films {{ totalCount }} ").unwrap();
        fields
    });
    let deep =
        format!("{{ films {{ nodes {} }} }}", "{ series { films { nodes ".repeat(10) + "{ id }" + &"} } }".repeat(10));
    let wide = |lists: [&str; 3]| {
        lists.iter().rev().fold("id".to_owned(), |below, list| format!("{list}(first: 1000) {{ nodes {{ {below} }} }}"))
    };
    vec![
        ("200 aliases", format!("{{ {aliases} }}")),
        ("32 levels", deep),
        ("a thousand films, of each a thousand soundtracks, of each a thousand tracks", {
            format!("{{ {} }}", wide(["films", "soundtracks", "tracks"]))
        }),
        (
            "a thousand and one",
            "{ films(first: 1000) { nodes { soundtracks(first: 1000) { nodes { id } } } } }".to_owned(),
        ),
    ]
}

#[tokio::test]
async fn what_is_excessive_runs_no_statement() {
    // A database without tables, in which a statement would fail with another code.
    let empty = support::on_empty_sqlite().await;
    let api = support::api(&empty);
    for (what, query) in excessive() {
        for _ in 0..2 {
            let response = ask(&api, &query).await;
            let codes: Vec<Code> = response.errors.iter().map(|error| error.code).collect();
            assert_eq!(codes, [Code::QueryTooComplex], "{what}: {:?}", response.errors);
            assert_eq!((response.statements.len(), &response.data), (0, &None), "{what}");
        }
    }
}

/// The refusal and the extension say the same, and what the refusal advises is answered.
#[tokio::test]
async fn a_refusal_tells_the_number_and_what_fits() {
    let seeded = support::seeded_sqlite().await;
    let api = support::api(&seeded);
    let query = |first: u64| {
        let tracks = format!("tracks(first: {first}) {{ nodes {{ title }} }}");
        format!("{{ films(first: 100) {{ nodes {{ soundtracks {{ nodes {{ {tracks} }} }} }} }} }}")
    };
    let refused = ask(&api, &query(1000)).await;
    let error = refused.errors[0].to_value();
    let (message, told) = (error["message"].as_str().unwrap(), &error["extensions"]);
    let path = "films.nodes.soundtracks.nodes.tracks";
    assert_eq!(refused.extensions["cost"]["fields"][0]["path"], path);
    let total = &refused.extensions["cost"]["total"];
    assert_eq!((total.as_u64(), &told["cost"]), (Some(100 + 1_000 + 1_000_000 + 300), total));
    assert_eq!(told["limit"], refused.extensions["cost"]["limit"]);
    for part in [format!("costs {total}:"), format!("`{path}`"), format!("`first: {}`", told["fits"])] {
        assert!(message.contains(&part), "{message}");
    }

    let fits = told["fits"].as_u64().unwrap();
    let answered = ask(&api, &query(fits)).await;
    assert!(answered.errors.is_empty(), "{:?}", answered.errors);
    assert_eq!(answered.extensions["cost"]["statements"], answered.statements.len());
    assert_eq!(ask(&api, &query(fits + 1)).await.errors[0].code, Code::QueryTooComplex);
}

/// Questions and cases run no more statements than were counted, and stay far from the limit.
#[tokio::test]
async fn ordinary_questions_are_within_the_limit() {
    let seeded = support::seeded_sqlite().await;
    let api = support::api(&seeded);
    let mut asked = 0;
    for pattern in ["questions/*.graphql", "tests/it/cases/**/*.graphql"] {
        for file in glob::glob(pattern).unwrap().map(Result::unwrap) {
            let query = std::fs::read_to_string(&file).unwrap();
            let mut request = Request { show_cost: true, ..Request::new(&query) };
            if let Some(variables) = query.lines().find_map(|line| line.strip_prefix("# Variables: ")) {
                request.variables = serde_json::from_str(variables).unwrap();
            }
            let response = api.execute(request).await;
            let Some(cost) = response.extensions.get("cost") else { continue };
            let number = |name: &str| cost[name].as_u64().unwrap();
            assert!(response.statements.len() as u64 <= number("statements"), "{}: {cost}", file.display());
            let refused = file.ends_with("too_costly.graphql") || file.ends_with("too_much_similar.graphql");
            assert_eq!(number("total") > number("limit"), refused, "{}: {cost}", file.display());
            assert!(pattern != "questions/*.graphql" || number("total") < 5_000, "{}: {cost}", file.display());
            asked += 1;
        }
    }
    assert!(asked > 30, "only {asked} documents were asked");
}

#[tokio::test]
async fn lists_as_long_as_they_may_be_are_within_the_limit() {
    let seeded = support::seeded_sqlite().await;
    let api = support::api(&seeded);
    for query in [
        "{ tracks(first: 1000) { nodes { title } } }",
        "{ films(first: 1000) { nodes { title directors { nodes { name } } soundtracks { nodes { title } } } } }",
        "{ soundtracks(first: 1000) { nodes { title tracks(first: 20) { nodes { title } } } } }",
        "{ soundtracks(first: 20) { nodes { tracks(first: 100) { nodes { recording { artists { nodes { name } } } } } } } }",
        "{ artists { nodes { directedFilms { nodes { soundtracks { nodes { tracks { nodes { title } } } } } } } } }",
    ] {
        assert_eq!(ask(&api, query).await.errors, [], "{query}");
    }
}

#[tokio::test]
async fn the_limit_is_what_it_is_set_to() {
    let seeded = support::seeded_sqlite().await;
    let query = "{ films(first: 100) { nodes { title } } }";
    for (limit, refused) in [(199, true), (200, false)] {
        let api = support::api_within(&seeded, Limits { cost: limit, ..Limits::default() });
        let response = ask(&api, query).await;
        assert_eq!(!response.errors.is_empty(), refused, "{limit}");
        assert_eq!(response.extensions["cost"]["limit"], limit);
    }
    let unasked = support::api(&seeded).execute(Request::new(query)).await;
    assert_eq!(unasked.extensions.get("cost"), None::<&Value>);
}
