use async_graphql::parser::{
    parse_query,
    types::{ExecutableDocument, Selection, SelectionSet},
};
use proptest::prelude::*;

use super::{Limits, check, check_source, check_variables, measure, source};
use crate::graphql::{Code, Error};

/// The whole way that a document takes.
fn ask(query: &str) -> Result<(), Error> {
    let limits = Limits::default();
    check_source(query, &limits)?;
    check(&parse_query(query).expect(query), &limits)
}

/// The limit that refuses this document.
fn refused_by(query: &str) -> String {
    let error = ask(query).expect_err(query);
    assert_eq!(error.code, Code::QueryTooComplex, "{error}");
    error.message.split('`').nth(1).expect("the message names the limit").to_owned()
}

fn nested(open: &str, middle: &str, close: &str, times: usize) -> String {
    format!("{}{middle}{}", open.repeat(times), close.repeat(times))
}

#[test]
fn each_limit_allows_its_number_and_refuses_one_more() {
    let fields = |n| nested("{ a ", "", "}", n);
    let spreads = |n: usize| format!("{{ a {{ {} }} }} fragment F on A {{ b }}", "...F ".repeat(n));
    let aliases = |n: usize| format!("{{ a {{ {} }} }}", (0..n).map(|i| format!("b{i}: b ")).collect::<String>());
    let roots = |n: usize| format!("{{ {} }}", "a ".repeat(n));
    let directives = |n: usize| format!("{{ a {{ {} }} }}", "b @skip(if: true) ".repeat(n));
    let in_one_place = |n: usize| format!("{{ a {} }}", "@skip(if: true) ".repeat(n));
    let literals = |n| format!("{{ a(b: {}) }}", nested("[", "", "]", n));
    let defaults = |n| format!("query ($a: A = {}) {{ a }}", nested("{a: ", "1", "}", n));
    let objects = |n: usize| format!("{{ a(b: [{}]) c(d: {{}}) }}", "{} ".repeat(n - 1));
    let name = |n: usize| format!("{{ {} }}", "a".repeat(n));
    let fragments = |n| nested("{ ... ", "{ a }", "}", n);
    let schema = |n| format!("{{ __schema {{ types {} }} }}", nested("{ ofType ", "", "}", n));
    let lists = |n| format!("{{ __schema {{ types {{ name {} }} }} }}", nested("fields { type { ", "name", "} }", n));
    let tokens = |n: usize| format!("{{ {} }}", "a ".repeat(n - 2));

    for (limit, allowed, document) in [
        ("depth", 15, &fields as &dyn Fn(usize) -> String),
        ("spreads", 1_000, &spreads),
        ("aliases", 50, &aliases),
        ("root_fields", 20, &roots),
        ("directives", 50, &directives),
        ("literal_depth", 32, &literals),
        ("literal_depth", 32, &defaults),
        ("literal_objects", 500, &objects),
        ("name_bytes", 256, &name),
        ("introspection_depth", 18, &schema),
        ("introspection_lists", 2, &lists),
        ("levels", 29, &fragments),
        ("directives_in_one_place", 10, &in_one_place),
        ("tokens", 10_000, &tokens),
    ] {
        assert_eq!(refused_by(&document(allowed + 1)), limit);
        // These two are refused for other reasons even within the limit.
        match limit {
            "tokens" => assert_eq!(refused_by(&document(allowed)), "root_fields"),
            "directives_in_one_place" => {
                assert_eq!(ask(&document(allowed)).unwrap_err().code, Code::GraphqlValidationFailed);
            }
            _ => assert_eq!(ask(&document(allowed)), Ok(()), "{limit}"),
        }
    }
}

#[test]
fn a_refusal_tells_the_limit_what_was_asked_and_what_is_allowed() {
    let error = ask(&nested("{ a ", "", "}", 17)).unwrap_err();
    assert_eq!(error.message, "this request has 17 levels of fields; the limit `depth` allows 15");
}

/// Each fragment spreads the next one twice: one kilobyte that stands for sixteen million spreads.
#[test]
fn a_doubling_document_is_looked_at_once() {
    let mut query = "{ a { ...F0 } }".to_owned();
    for i in 0..24 {
        query += &format!(" fragment F{i} on Query {{ ...F{n} ...F{n} }}", n = i + 1);
    }
    query += " fragment F24 on Query { a }";

    let document = parse_query(&query).unwrap();
    let measures = measure::operations(&document).unwrap();
    assert_eq!(measures.operations[0].spreads, (1 << 25) - 1);
    assert_eq!(measures.visited, 2 + 2 * 24 + 1, "every selection of the document once");
    assert_eq!(refused_by(&query), "spreads");
}

#[test]
fn a_doubling_document_may_be_of_any_size() {
    let mut query = "{ ...F0 }".to_owned();
    for i in 0..900 {
        query += &format!(" fragment F{i} on Query {{ ...F{n} ...F{n} }}", n = i + 1);
    }
    let measures = measure::operations(&parse_query(&query).unwrap()).unwrap();
    assert_eq!(measures.operations[0].spreads, usize::MAX, "saturated, not wrapped");
    assert_eq!(measures.visited, 1 + 2 * 900);
}

#[test]
fn a_cycle_of_fragments_is_refused() {
    for query in [
        "{ ...A } fragment A on Query { ...A ...A }",
        "{ a } fragment A on Query { b { ...B } } fragment B on Query { ... { ...C } } fragment C on Query { ...A }",
    ] {
        let error = ask(query).unwrap_err();
        assert_eq!(error.code, Code::GraphqlValidationFailed);
        assert!(error.message.contains("contains itself"), "{error}");
    }
}

#[test]
fn deep_nesting_is_refused_before_the_parser_sees_it() {
    for query in [
        nested("{a", "", "}", 100_000),
        nested("{...", "{a}", "}", 100_000),
        format!("{{ a(b: {}) }}", nested("[", "", "]", 100_000)),
        format!("{{ a(b: {}) }}", nested("{a:", "1", "}", 100_000)),
        format!("query ($a: {}) {{ a }}", nested("[", "Int", "]", 100_000)),
        "{a".repeat(100_000),
        "[(".repeat(100_000),
    ] {
        let limits = Limits { bytes: usize::MAX, tokens: usize::MAX, ..Limits::default() };
        let error = check_source(&query, &limits).unwrap_err();
        assert!(error.message.contains("`brackets` allows 100"), "{error}");
    }
    assert!(check_source(&" ".repeat(300_000), &Limits::default()).unwrap_err().message.contains("`bytes`"));
}

#[test]
fn tokens_are_counted_as_graphql_counts_them() {
    for (query, tokens, brackets) in [
        ("", 0, 0),
        ("{ a, b }", 4, 1),
        ("{ a(b: [1, -2.5e3]) ...F }", 13, 3),
        ("{ a # } ) ] {{{{\n b }", 4, 1),
        (r#"{ a(b: "}{\"}{") }"#, 8, 2),
        (r#"{ a(b: """ { " \""" { """) }"#, 8, 2),
        (r#"{ a(b: """""") }"#, 8, 2),
        ("\u{feff}{ a(b: \"ü → \u{1f3ac}\") }", 8, 2),
        ("}}}{", 4, 1),
    ] {
        let size = source::measure(query).unwrap();
        assert_eq!((size.tokens, size.brackets), (tokens, brackets), "{query}");
    }
}

#[test]
fn an_unterminated_string_is_refused_with_its_place() {
    for query in
        ["{\n a(b: \"c", "{\n a(b: \"c\n\")}", "{\n a(b: \"c\\", "{\n a(b: \"\"\"c\"\" \\\"\"\"", "{\n a(b: \"\"\"\""]
    {
        let error = source::measure(query).unwrap_err();
        assert_eq!(error.code, Code::GraphqlParseFailed);
        assert_eq!((error.locations[0].line, error.locations[0].column), (2, 7), "{query}");
    }
}

#[test]
fn what_validation_overlooks_is_refused() {
    for (query, words) in [
        ("{ a @nope }", "no directive `@nope`"),
        ("{ __typename @nope }", "no directive `@nope`"),
        ("{ a { ...F @nope } } fragment F on A { b }", "no directive `@nope`"),
        ("{ a } fragment F on A { ... @nope { b } }", "no directive `@nope`"),
        ("query @skip(if: true) { a }", "not on a definition"),
        ("query ($a: Int @include(if: true)) { a }", "not on a definition"),
        ("{ a } fragment F on A @skip(if: true) { b }", "not on a definition"),
        ("{ __typename @skip }", "takes one argument"),
        ("{ __typename @skip(if: true, else: 1) }", "takes one argument"),
        ("{ __typename @skip(unless: true) }", "takes one argument"),
        ("{ __typename @skip(if: \"true\") }", "`true`, `false` or a variable"),
        ("{ a @skip(if: true) @skip(if: true) }", "only once"),
        ("{ __typename { a } }", "has no fields"),
        ("{ __typename(a: 1) }", "no argument `a`"),
        ("{ a } fragment on on A { b }", "cannot be called `on`"),
    ] {
        let error = ask(query).expect_err(query);
        assert_eq!(error.code, Code::GraphqlValidationFailed, "{query}");
        assert!(error.message.contains(words), "{query}: {error}");
        assert_eq!(error.locations.len(), 1, "{query}");
    }
    assert_eq!(ask("query ($v: Boolean!) { a @skip(if: $v) @include(if: true) ...F @skip(if: $v) }"), Ok(()));
}

#[test]
fn the_introspection_query_of_the_tools_passes() {
    assert_eq!(ask(include_str!("tests/introspection.graphql")), Ok(()));
}

#[test]
fn deep_and_large_variables_are_refused() {
    let variables = |json: String| serde_json::from_str(&format!(r#"{{"a": {json}}}"#)).unwrap();
    let deep = |levels: usize| variables(nested("[", "1", "]", levels));
    let large = |objects: usize| variables(format!("[{}{{}}]", "{}, ".repeat(objects - 1)));
    let limits = Limits::default();
    assert_eq!(check_variables(&deep(32), &limits), Ok(()));
    assert!(check_variables(&deep(33), &limits).unwrap_err().message.contains("`literal_depth`"));
    assert_eq!(check_variables(&large(500), &limits), Ok(()));
    assert!(check_variables(&large(501), &limits).unwrap_err().message.contains("`literal_objects`"));
}

/// The same counts by putting every fragment in its place.
#[derive(Debug, Default, PartialEq)]
struct Naive {
    selections: usize,
    spreads: usize,
    aliases: usize,
    directives: usize,
    root_fields: usize,
    depth: usize,
    levels: usize,
}

fn naive(document: &ExecutableDocument, set: &SelectionSet) -> Naive {
    let mut sum = Naive::default();
    for item in &set.items {
        let (below, field, alias, spread) = match &item.node {
            Selection::Field(field) => {
                (naive(document, &field.node.selection_set.node), true, field.node.alias.is_some(), false)
            }
            Selection::InlineFragment(inline) => {
                (naive(document, &inline.node.selection_set.node), false, false, false)
            }
            Selection::FragmentSpread(spread) => {
                let fragment = &document.fragments[&spread.node.fragment_name.node];
                (naive(document, &fragment.node.selection_set.node), false, false, true)
            }
        };
        sum.selections += 1 + below.selections;
        sum.spreads += usize::from(spread) + below.spreads;
        sum.aliases += usize::from(alias) + below.aliases;
        sum.directives += item.node.directives().len() + below.directives;
        sum.root_fields += if field { 1 } else { below.root_fields };
        sum.depth = sum.depth.max(usize::from(field) + below.depth);
        sum.levels = sum.levels.max(1 + below.levels);
    }
    sum
}

/// A selection set that spreads only fragments of a higher number, so that there are no cycles.
fn selection_set(number: usize, fragments: usize) -> impl Strategy<Value = String> {
    let spread = (number + 1..=fragments).prop_map(|n| format!("...F{n}"));
    let leaf = prop_oneof![Just("a".to_owned()), Just("b: a".to_owned()), Just("a @skip(if: true)".to_owned()), spread];
    let item = leaf.prop_recursive(3, 12, 3, |inner| {
        let many = prop::collection::vec(inner, 1..4).prop_map(|items| items.join(" "));
        (prop_oneof![Just("a"), Just("c: a"), Just("..."), Just("... @include(if: true)")], many)
            .prop_map(|(head, items)| format!("{head} {{ {items} }}"))
    });
    prop::collection::vec(item, 1..4).prop_map(|items| format!("{{ {} }}", items.join(" ")))
}

fn document() -> impl Strategy<Value = String> {
    let last = 5;
    let fragments: Vec<_> = (1..last).map(|n| selection_set(n, last)).collect();
    (selection_set(0, last), fragments).prop_map(move |(operation, fragments)| {
        let mut text = format!("{operation} fragment F{last} on A {{ a }}");
        for (number, set) in fragments.iter().enumerate() {
            text += &format!(" fragment F{} on A {set}", number + 1);
        }
        text
    })
}

proptest! {
    #[test]
    fn counts_equal_a_naive_expansion(text in document()) {
        let document = parse_query(&text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let m = measure::operations(&document).unwrap().operations[0];
        let counted = Naive {
            selections: m.selections,
            spreads: m.spreads,
            aliases: m.aliases,
            directives: m.directives,
            root_fields: m.root_fields,
            depth: m.depth,
            levels: m.levels,
        };
        prop_assert_eq!(counted, naive(&document, &operation.node.selection_set.node));
    }

    #[test]
    fn no_text_is_too_strange_to_be_measured(text in "[\\PC\"\\\\\n{}\\[\\]()#. ]{0,60}") {
        if source::measure(&text).is_ok() {
            let _parsed = parse_query(&text);
        }
    }
}

#[test]
fn an_object_has_a_field_once() {
    for (query, twice) in [
        ("{ a(b: {c: 1, c: 2}) }", Some("c")),
        ("{ a(b: {c: {d: 1}, e: [{d: 1}, {d: 2}]}) }", None),
        ("{ a(b: {c: {d: 1, d: 1}}) }", Some("d")),
        ("{ a(b: [{c: 1, d: 2, c: 3}]) }", Some("c")),
        ("query ($v: T = {c: 1, c: 2}) { a(b: $v) }", Some("c")),
        ("query ($v: T, $w: T) { a(v: {x: $v}, w: {x: $w}) }", None),
        // Names of fields, and what only looks like names.
        ("{ a: b a: b c(d: 1) { a: b a: b } }", None),
        ("{ a(b: {c: \"c: 1, c: 2\", d: \"\"\"c: 1\"\"\" # c: 1\n}) }", None),
        ("{ a(b: {c: 1}) b: a(b: {c: 1}) }", None),
    ] {
        let found = source::fields_are_unique(query).map_err(|error| error.message).err();
        assert_eq!(found.is_some(), twice.is_some(), "{query}: {found:?}");
        assert!(found.is_none_or(|message| message.contains(&format!("\"{}\"", twice.unwrap()))), "{query}");
    }
}
