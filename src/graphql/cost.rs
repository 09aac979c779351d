//! What a request costs, as clients see it: in the extensions of its response, and in its refusal.

use serde_json::{Value, json};

use super::{Code, Error, PathSegment};
use crate::engine::{Cost, FieldCost, STATEMENT};

/// How many fields are shown, the dearest first. Paths are long, and a document may lay out thousands of them.
const FIELDS: usize = 20;

/// Refuses what costs more than the limit.
pub fn check(cost: &Cost, limit: u64) -> Result<(), Error> {
    let total = cost.total();
    if total <= limit {
        return Ok(());
    }
    let dearest = cost.dearest().first().copied();
    let there = cost.fitting(limit, dearest);
    let everywhere = cost.fitting(limit, None);
    let advice = match (there, everywhere) {
        (Some(first), Some(all)) if all > first => {
            format!(", where `first: {first}` would fit, or `first: {all}` in every list")
        }
        (Some(first), _) => format!(", where `first: {first}` would fit"),
        (None, Some(first)) => format!(", where no `first` alone would fit, but `first: {first}` in every list would"),
        (None, None) => ", and no `first` would fit: ask for fewer fields".to_owned(),
    };
    let message = format!(
        "this request costs {total}: {} rows, and {STATEMENT} for each of {} statements; the limit `cost` allows \
         {limit}; the dearest field is `{}`{advice}",
        cost.rows(),
        cost.statements(),
        dearest.map(|place| path(&cost.fields[place])).unwrap_or_default(),
    );
    let mut error = Error::new(Code::QueryTooComplex, message);
    let steps = dearest.map(|place| cost.fields[place].path.as_slice()).unwrap_or_default();
    error.path = steps.iter().map(|name| PathSegment::Field((*name).to_owned())).collect();
    error.extensions = Box::new([
        ("cost", total.into()),
        ("limit", limit.into()),
        ("fits", there.into()),
        ("fitsEverywhere", everywhere.into()),
    ]);
    Err(error)
}

/// The cost as a member of a response's extensions.
pub fn shown(cost: &Cost, limit: u64) -> Value {
    let field = |place: usize| {
        let field = &cost.fields[place];
        json!({ "path": path(field), "rows": field.rows, "statements": field.statements })
    };
    json!({
        "total": cost.total(),
        "limit": limit,
        "rows": cost.rows(),
        "statements": cost.statements(),
        "fields": cost.dearest().into_iter().take(FIELDS).map(field).collect::<Vec<_>>(),
    })
}

/// The way to a field, as it is written: `films.nodes.directors`.
fn path(field: &FieldCost) -> String {
    field.path.join(".")
}

#[cfg(test)]
mod tests {
    use async_graphql::Variables;
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::DocumentOperations;

    use super::*;
    use crate::graphql::select::{Selected, select};

    const LIMIT: u64 = 25_000;

    /// Runs with the cost of a document.
    fn with<T>(query: &str, look: impl FnOnce(&Cost) -> T) -> T {
        let document = parse_query(query).expect(query);
        let DocumentOperations::Single(operation) = &document.operations else { panic!("{query} has a name") };
        let selected = select(&document.fragments, &operation.node, &Variables::default()).expect(query);
        let Selected { selection, values, .. } = selected;
        look(&Cost::of(&selection, &values))
    }

    #[test]
    fn rows_and_statements() {
        for (query, rows, statements) in [
            ("{ __typename __schema { types { name } } }", 0, 0),
            ("{ film(by: { slug: \"a\" }) { title } }", 1, 1),
            // Pages: as they are asked, as they are usual, and as they are expected below other rows.
            ("{ films(first: 7) { nodes { title } } }", 7, 1),
            ("{ films(last: 7) { nodes { title } } }", 7, 1),
            ("{ films(first: 0) { nodes { title } } }", 0, 1),
            ("{ films { nodes { title } } }", 20, 1),
            ("{ films(first: null) { nodes { title } } }", 20, 1),
            ("{ films(first: 3) { nodes { directors { nodes { name } } } } }", 3 + 30, 2),
            ("{ films(first: 3) { nodes { directors(first: 20) { nodes { name } } } } }", 3 + 60, 2),
            ("{ film(by: { slug: \"a\" }) { directors { nodes { name } } } }", 1 + 10, 2),
            // Numbers have no rows; information of a page has those of the page.
            ("{ films { totalCount } }", 0, 1),
            ("{ films { a: totalCount b: totalCount } }", 0, 1),
            ("{ films { __typename } }", 0, 0),
            ("{ films { totalCount nodes { title } } }", 20, 2),
            ("{ films { pageInfo { hasNextPage } } }", 20, 1),
            ("{ films(first: 3) { nodes { directors { totalCount } } } }", 3, 2),
            // What is asked in two places is fetched twice below, and once above.
            ("{ films(first: 3) { nodes { title } edges { cursor node { title } } } }", 3, 1),
            (
                "{ films(first: 3) { nodes { directors { nodes { name } } } \
                 edges { node { directors { nodes { name } } } } } }",
                3 + 30 + 30,
                3,
            ),
            // To-one edges are joined, and what hangs on them hangs on their row.
            ("{ soundtracks(first: 3) { nodes { primaryFilm { title } } } }", 3, 1),
            (
                "{ soundtracks(first: 3) { nodes { primaryFilm { directors(first: 2) { nodes { name } } } } } }",
                3 + 6,
                2,
            ),
            // Facts of a relation.
            (
                "{ films(first: 3) { nodes { directors(first: 2) { edges { evidence(first: 4) { nodes { id } } } } } } }",
                33,
                3,
            ),
            // A plain list.
            ("{ catalogue { sources { name } } }", 1 + 10, 2),
            ("{ catalogue { sources { evidence(first: 5) { nodes { id } } } } }", 1 + 10 + 50, 3),
            // Groups, their keys and their members.
            ("{ groupCovers(by: [ORIGINAL_ARTIST]) { nodes { count } } }", 20, 1),
            (
                "{ groupCovers(by: [ORIGINAL_ARTIST], first: 3) { totalCount nodes { members(first: 5) { nodes { id } } } } }",
                18,
                3,
            ),
            (
                "{ groupCovers(by: [ORIGINAL_ARTIST], first: 3) \
                 { edges { node { key { originalArtist { directedFilms { nodes { title } } } } } } } }",
                33,
                2,
            ),
            // A search ranks, counts and asks each type of which something is wanted.
            ("{ search(query: \"a\") { nodes { __typename } } }", 20, 1),
            ("{ search(query: \"a\") { totalCount nodes { ... on Film { title } ... on List { title } } } }", 20, 4),
            (
                "{ search(query: \"a\", first: 3) { edges { score node { ... on Film { directors { nodes { name } } } } } } }",
                33,
                3,
            ),
            // A consensus, whose contributions are a plain list, and a coverage, which is made of groups.
            ("{ consensus { nodes { title } } }", 20, 1),
            ("{ consensus(first: 3) { edges { rank score contributions { points } } } }", 3 + 30, 2),
            (
                "{ consensus(first: 3) { totalCount edges { contributions { list { listings(first: 2) { nodes { id } } } } } } }",
                3 + 30 + 60,
                4,
            ),
            ("{ coverage(by: KIND) { totalCount nodes { filmCount withCovers } } }", 20, 2),
        ] {
            assert_eq!(with(query, |cost| (cost.rows(), cost.statements())), (rows, statements), "{query}");
            assert_eq!(with(query, |cost| cost.total()), rows + STATEMENT * statements, "{query}");
        }
    }

    /// What the network answers is counted by what it may be, and stands for a statement though it runs none.
    #[test]
    fn walks_are_counted_by_their_bounds() {
        let id = |node: &str| crate::engine::global_id(crate::engine::graph::graph().named(node).unwrap().0, 1);
        let (artist, film) = (id("Artist"), id("Film"));
        let ends = format!("from: \"{artist}\", to: \"{film}\"");
        for (query, rows, statements) in [
            (format!("{{ path({ends}) {{ length }} }}"), 1, 1),
            (format!("{{ path({ends}) {{ steps {{ relation }} }} }}"), 1 + 8, 1),
            (format!("{{ path({ends}, maxLength: 20) {{ steps {{ relation }} }} }}"), 1 + 20, 1),
            (
                format!("{{ path({ends}) {{ steps {{ node {{ ... on Film {{ title }} ... on Artist {{ name }} }} }} }} }}"),
                1 + 8,
                3,
            ),
            (format!("{{ path({ends}) {{ steps {{ evidence(first: 2) {{ nodes {{ id }} }} }} }} }}"), 1 + 8 + 16, 2),
            (format!("{{ shortestPaths({ends}, first: 5) {{ steps {{ relation }} }} }}"), 5 + 5 * 8, 1),
            // A film may be at the end of eleven relations: of credits, of albums, of cues, and of its series.
            (format!("{{ neighbours(id: \"{film}\") {{ totalCount }} }}"), 11, 1),
            (
                format!("{{ neighbours(id: \"{film}\", first: 3, via: [CUE]) {{ nodes {{ ... on Song {{ title }} }} }} }}"),
                2 + 2 * 3,
                2,
            ),
            (
                "{ soundtracks(first: 3) { nodes { similarSoundtracks(first: 2) { score } } } }".to_owned(),
                3 + 3 * 100 + 3 * 2,
                2,
            ),
            (
                "{ soundtracks(first: 3) { nodes { similarSoundtracks(first: 2) { because { node { ... on Song { title } } } } } } }"
                    .to_owned(),
                3 + 3 * 100 + 3 * 2 + 6 * 10,
                3,
            ),
            (
                "{ artists(first: 3) { nodes { collaborators { artist { films: directedFilms(first: 2) { nodes { id } } } } } } }"
                    .to_owned(),
                3 + 3 * 100 + 30 + 60,
                4,
            ),
        ] {
            assert_eq!(with(&query, |cost| (cost.rows(), cost.statements())), (rows, statements), "{query}");
        }
    }

    #[test]
    fn nodes_are_counted_by_their_types() {
        let id = |node: &str, row| {
            let (node, _) = crate::engine::graph::graph().named(node).expect("the graph has this node");
            crate::engine::global_id(node, row)
        };
        let ids = [id("Film", 1), id("Film", 2), id("Artist", 1)].map(|id| format!("\"{id}\"")).join(", ");
        let query = format!(
            "{{ nodes(ids: [{ids}]) {{ ... on Film {{ directors {{ nodes {{ name }} }} }} ... on Artist {{ name }} }} }}"
        );
        assert_eq!(with(&query, |cost| (cost.rows(), cost.statements())), (2 + 20 + 1, 3));
    }

    #[test]
    fn a_refusal_names_the_dearest_field_and_what_would_fit() {
        for (query, total, path, fits, everywhere) in [
            (
                "{ films(first: 1000) { nodes { soundtracks(first: 1000) { nodes { title } } } } }",
                1_001_200,
                "films.nodes.soundtracks",
                Some(23),
                Some(156),
            ),
            (
                "{ a: films(first: 1000) { edges { b: node { soundtracks(first: 1000) { nodes { \
                 tracks(first: 1000) { nodes { title } } } } } } } }",
                1_001_001_300,
                "a.edges.b.soundtracks.nodes.tracks",
                None,
                Some(28),
            ),
            // A plain list has no `first`; those above and below it have.
            (
                "{ catalogue { sources { evidence(first: 1000) { nodes { source { evidence(first: 10) { nodes { id } } } } } } } }",
                110_411,
                "catalogue.sources.evidence.nodes.source.evidence",
                Some(1),
                Some(223),
            ),
        ] {
            let error = with(query, |cost| check(cost, LIMIT)).expect_err(query);
            assert_eq!(error.code, Code::QueryTooComplex, "{query}");
            let told = json!({ "code": "QUERY_TOO_COMPLEX", "cost": total, "limit": LIMIT, "fits": fits, "fitsEverywhere": everywhere });
            assert_eq!(error.to_value()["extensions"], told, "{query}");
            let steps: Vec<PathSegment> = path.split('.').map(|name| PathSegment::Field(name.to_owned())).collect();
            assert_eq!(error.path, steps, "{query}");
            let first = fits.or(everywhere).expect("something fits");
            for part in [
                format!("costs {total}:"),
                format!("allows {LIMIT};"),
                format!("`{path}`"),
                format!("`first: {first}`"),
            ] {
                assert!(error.message.contains(&part), "{} does not say {part}", error.message);
            }
        }
    }

    /// What is said to fit does, and one row more does not.
    #[test]
    fn what_would_fit_fits() {
        let query = |films: u64, tracks: u64| {
            format!(
                "{{ films(first: {films}) {{ totalCount nodes {{ directors {{ nodes {{ name }} }} \
                 soundtracks(first: 8) {{ nodes {{ tracks(first: {tracks}) {{ nodes {{ title }} }} }} }} }} }} }}"
            )
        };
        let fits = |query: &str| with(query, |cost| check(cost, LIMIT).is_ok());
        for films in [20, 50, 100, 500] {
            let (first, dearest) = with(&query(films, 1000), |cost| {
                let dearest = cost.dearest()[0];
                (cost.fitting(LIMIT, Some(dearest)), path(&cost.fields[dearest]))
            });
            assert_eq!(dearest, "films.nodes.soundtracks.nodes.tracks");
            match first {
                Some(first) => {
                    assert!(fits(&query(films, first)) && !fits(&query(films, first + 1)), "{films}: {first}")
                }
                None => assert!(!fits(&query(films, 1)), "{films}"),
            }
        }
    }

    #[test]
    fn statements_alone_can_be_too_dear() {
        let many: String = (0..300).map(|at| format!("a{at}: films(first: 1) {{ totalCount }} ")).collect();
        let error = with(&format!("{{ {many} }}"), |cost| check(cost, LIMIT)).unwrap_err();
        let told = json!({ "code": "QUERY_TOO_COMPLEX", "cost": 30_000, "limit": LIMIT, "fits": null, "fitsEverywhere": null });
        assert_eq!(error.to_value()["extensions"], told);
        assert!(error.message.contains("ask for fewer fields"), "{error}");
    }

    /// Numbers beyond those of 64 bits are the largest one.
    #[test]
    fn the_deepest_cost_does_not_wrap() {
        let films = |below: String| {
            format!(
                "films: directedFilms(first: 1000) {{ nodes {{ directors(first: 1000) {{ nodes {{ {below} }} }} }} }}"
            )
        };
        let query =
            format!("{{ artists(first: 1000) {{ nodes {{ {} }} }} }}", films(films(films(films("name".to_owned())))));
        assert_eq!(with(&query, |cost| cost.total()), u64::MAX);
        assert!(with(&query, |cost| check(cost, LIMIT)).is_err());
    }

    #[test]
    fn few_fields_are_shown_and_these_are_the_dearest() {
        let many: String = (1..100).map(|at| format!("a{at}: films(first: {at}) {{ nodes {{ title }} }} ")).collect();
        let shown = with(&format!("{{ {many} }}"), |cost| shown(cost, LIMIT));
        let fields = shown["fields"].as_array().unwrap();
        assert_eq!(fields.len(), FIELDS);
        assert_eq!(fields[0], json!({ "path": "a99", "rows": 99, "statements": 1 }));
        assert_eq!((&shown["rows"], &shown["statements"]), (&json!(99 * 100 / 2), &json!(99)));
    }
}
