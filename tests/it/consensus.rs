//! The consensus of lists: that of the seed catalogue is counted by hand, and those of random lists are the formulas' of
//! the schema, on both databases and on any page.

use std::collections::{BTreeMap, BTreeSet};

use needledrop::engine::{global_id, graph::graph};
use needledrop::graphql::{Code, Request};
use serde_json::{Map, Value, json};

use crate::graph::Graph;
use crate::random::{Databases, Random, check};
use crate::support;

const METHODS: [&str; 3] = ["COUNT", "RECIPROCAL_RANK", "BORDA"];

/// The first rows of a consensus: title, rank, score.
fn first(databases: &Databases, arguments: &str, rows: usize) -> Vec<(String, i64, f64)> {
    let query = format!("{{ consensus({arguments} first: {rows}) {{ edges {{ rank score node {{ title }} }} }} }}");
    let answer = databases.ask(&query, &Map::new());
    let edges = answer["consensus"]["edges"].as_array().unwrap();
    let row = |edge: &Value| {
        let title = edge["node"]["title"].as_str().unwrap().to_owned();
        (title, edge["rank"].as_i64().unwrap(), edge["score"].as_f64().unwrap())
    };
    edges.iter().map(row).collect()
}

/// Counted in the documents. The article has 18 picks without ranks, of rank 9.5 each; the survey's author has 7, of rank 4
/// each (¶7). Of the readers five choose The Crow (¶14, 15, 32, 35, 42), four each Singles (¶15, 29, 30, 32) and Lost
/// Highway (¶16, 23, 27, 35), which share rank 2.5; two each choose six others, one of them Empire Records (¶34, 35), which
/// share rank 6.5; and one each 24 others, of rank 21.5. These are 33, and with the picks there are 51 soundtracks.
#[test]
fn the_seed_lists_agree() {
    let databases = Databases::seeded();
    // Two of the three rankings each; by title.
    let titles: Vec<String> = first(&databases, "method: COUNT,", 8).into_iter().map(|(title, ..)| title).collect();
    let agreed = ["Dazed and Confused", "Empire Records", "Garden State", "Natural Born Killers", "Singles"];
    for (at, title) in agreed.iter().chain(&["The Crow", "Trainspotting"]).enumerate() {
        assert!(titles[at].starts_with(title), "{titles:?}");
    }
    let counts: Vec<(i64, f64)> =
        first(&databases, "method: COUNT,", 8).into_iter().map(|(_, rank, score)| (rank, score)).collect();
    assert_eq!(counts, [vec![(1, 2.0); 7], vec![(8, 1.0)]].concat());

    // 1/64 + 1/61, 1/64 + 1/66.5, 1/69.5 + 1/62.5, 1/69.5 + 1/64, 1/64 + 1/81.5, each cut off after twelve decimals.
    let fused = [
        ("The Crow", 1, 0.032018442622),
        ("Empire Records", 2, 0.030662593984),
        ("Singles", 3, 0.030388489208),
        ("Garden State", 4, 0.030013489208),
        ("Trainspotting", 5, 0.027894938650),
    ];
    let found = first(&databases, "", 5);
    assert_eq!(found.len(), fused.len());
    for ((title, rank, score), expected) in found.iter().zip(&fused) {
        assert_eq!((*rank, *score), (expected.1, expected.2), "{title}");
        assert!(title.starts_with(expected.0), "{title}");
    }

    // Half of 51 + 7 + 1 less 4, and of 51 + 33 + 1 less 1: 25.5 + 41.5. Singles: 25.5 (half of 51 + 18 + 1 less 9.5) + 40;
    // Empire Records: 25.5 + 36; Garden State: 25.5 + 25.5; and two of the article with one vote each: 25.5 + 21.
    let borda = [("The Crow", 1, 67.0), ("Singles", 2, 65.5), ("Empire Records", 3, 61.5), ("Garden State", 4, 51.0)];
    let tied = [("Dazed and Confused", 5, 46.5), ("Natural Born Killers", 5, 46.5), ("Trainspotting", 5, 46.5)];
    let found = first(&databases, "method: BORDA,", 7);
    for ((title, rank, score), expected) in found.iter().zip(borda.iter().chain(&tied)) {
        assert_eq!((*rank, *score), (expected.1, expected.2), "{title}");
        assert!(title.starts_with(expected.0), "{title}");
    }
}

/// What the three rankings say of The Crow and of Singles, one of which is a mention and no ranking.
#[test]
fn contributions_are_shown() {
    let databases = Databases::seeded();
    let query = "{ consensus(method: BORDA, first: 2) { edges { score contributions \
                 { list { slug kind } kind rank length listingCount points } } } }";
    let answer = databases.ask(query, &Map::new());
    let said = |edge: usize| &answer["consensus"]["edges"][edge]["contributions"];
    let survey = json!({ "slug": "best-alt-rock-soundtrack-survey", "kind": "POLL" });
    let article = json!({ "slug": "soundtracks-better-than-their-films", "kind": "EDITORIAL" });
    assert_eq!(
        *said(0),
        json!([
            { "list": survey, "kind": "VOTE", "rank": 1.0, "length": 33, "listingCount": 5, "points": 41.5 },
            { "list": survey, "kind": "PICK", "rank": 4.0, "length": 7, "listingCount": 1, "points": 25.5 },
        ])
    );
    assert_eq!(
        *said(1),
        json!([
            { "list": survey, "kind": "VOTE", "rank": 2.5, "length": 33, "listingCount": 4, "points": 40.0 },
            { "list": article, "kind": "PICK", "rank": 9.5, "length": 18, "listingCount": 1, "points": 25.5 },
        ])
    );
}

/// Lists and listings choose what is ranked; the filter of soundtracks chooses what of it is shown.
#[test]
fn filters_choose_rankings_and_rows() {
    let databases = Databases::seeded();
    let total = |arguments: &str| {
        let answer = databases.ask(&format!("{{ consensus({arguments}) {{ totalCount }} }}"), &Map::new());
        answer["consensus"]["totalCount"].as_u64().unwrap()
    };
    assert_eq!(total("method: COUNT"), 51);
    assert_eq!(total("lists: { kind: { eq: EDITORIAL } }"), 18);
    assert_eq!(
        total("lists: { slug: { eq: \"best-alt-rock-soundtrack-survey\" } }, listings: { kind: { eq: PICK } }"),
        7
    );
    assert_eq!(total("listings: { kind: { eq: VOTE } }"), 33);
    assert_eq!(total("listings: { kind: { eq: MENTION } }"), 0, "mentions are no ranking");
    // The article's picks of which no words say the name: two paragraphs without headings.
    let stated = "{ evidence: { some: { method: { eq: STATED } } } }";
    assert_eq!(total(&format!("lists: {{ kind: {{ eq: EDITORIAL }} }}, listings: {stated}")), 16);
    assert_eq!(total(&format!("lists: {stated}")), 51, "both lists are stated as such");

    let all = first(&databases, "method: BORDA,", 60);
    let some = first(&databases, "method: BORDA, filter: { title: { startsWith: \"s\" } },", 60);
    assert!(some.len() > 5 && some.len() < all.len());
    let expected: Vec<_> = all.into_iter().filter(|(title, ..)| title.to_lowercase().starts_with('s')).collect();
    assert_eq!(some, expected, "ranks and scores are those among all");
}

#[tokio::test]
async fn a_page_takes_one_statement_and_its_contributions_another() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let api = support::api(&fresh);
        for (fields, statements) in [
            ("__typename", 0),
            ("totalCount", 1),
            ("nodes { title primaryFilm { title } }", 1),
            ("edges { rank score contributions { points list { title } } node { title } }", 2),
            (
                "totalCount nodes { tracks { nodes { title } } } edges { contributions { list { listings { nodes { note } } } } }",
                5,
            ),
        ] {
            let request = Request::new(format!("{{ consensus {{ {fields} }} }}"));
            let response = api.execute(request).await;
            assert!(response.errors.is_empty(), "{:?}", response.errors);
            assert_eq!(response.statements.len(), statements, "{fields}");
        }
    }
}

#[tokio::test]
async fn a_cursor_is_of_its_method_and_lists() {
    let fresh = support::seeded_sqlite().await;
    let api = support::api(&fresh);
    let ask = async |arguments: String| {
        let request = Request::new(format!("{{ consensus({arguments}) {{ edges {{ cursor }} }} }}"));
        api.execute(request).await
    };
    let answer: Value = serde_json::from_slice(&ask("first: 1".to_owned()).await.to_json()).unwrap();
    let cursor = &answer["data"]["consensus"]["edges"][0]["cursor"];
    for (arguments, refused) in [
        ("", false),
        ("method: RECIPROCAL_RANK,", false),
        ("lists: {},", false),
        ("method: BORDA,", true),
        ("lists: { kind: { eq: POLL } },", true),
        ("listings: { kind: { eq: VOTE } },", true),
        ("filter: { title: { ne: \"a\" } },", true),
    ] {
        let response = ask(format!("{arguments} after: {cursor}")).await;
        let code = response.errors.first().map(|error| error.code);
        assert_eq!(code, refused.then_some(Code::CursorMismatch), "{arguments}");
    }
}

/// What a ranking holds: soundtracks with what they stand by, the least first.
type Rankings = BTreeMap<(i64, &'static str), BTreeMap<i64, i64>>;

/// A place in a consensus: the soundtrack, its points in the method's unit, and its rank.
type Row = (i64, i128, i64);

#[test]
fn consensus_is_the_formulas_at_random() {
    let databases = Databases::empty();
    check(12, |random| {
        let (rankings, titles) = fill(&databases, random);
        for method in METHODS {
            let expected = expected(&rankings, &titles, method);
            let whole = page(&databases, method, "first: 1000");
            assert_eq!(rows(&whole), shown(&expected, method));
            // Page by page, from either end.
            for end in ["first", "last"] {
                let mut walked: Vec<Value> = Vec::new();
                let mut from = String::new();
                loop {
                    let page = page(&databases, method, &format!("{end}: 3 {from}"));
                    let edges = rows(&page);
                    let (more, cursor, place) = match end {
                        "first" => ("hasNextPage", "endCursor", "after"),
                        _ => ("hasPreviousPage", "startCursor", "before"),
                    };
                    walked = if end == "first" { [walked, edges].concat() } else { [edges, walked].concat() };
                    if page["pageInfo"][more] == false {
                        break;
                    }
                    from = format!("{place}: {}", page["pageInfo"][cursor]);
                }
                assert_eq!(walked, shown(&expected, method), "{end}");
            }
        }
    });
}

fn page(databases: &Databases, method: &str, arguments: &str) -> Value {
    let query = format!(
        "{{ consensus(method: {method}, {arguments}) {{ totalCount edges {{ rank score node {{ id }} contributions {{ points }} }} \
         pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    databases.ask(&query, &Map::new())["consensus"].clone()
}

/// Id, rank and score of each row. Its contributions add up to the score, but for what floats lose.
fn rows(page: &Value) -> Vec<Value> {
    let row = |edge: &Value| {
        let points = edge["contributions"].as_array().unwrap().iter().map(|own| own["points"].as_f64().unwrap());
        let (sum, score) = (points.sum::<f64>(), edge["score"].as_f64().unwrap());
        assert!((sum - score).abs() < 1e-9, "{edge}");
        json!([edge["node"]["id"], edge["rank"], edge["score"]])
    };
    page["edges"].as_array().unwrap().iter().map(row).collect()
}

fn shown(rows: &[Row], method: &str) -> Vec<Value> {
    let soundtrack = graph().named("Soundtrack").unwrap().0;
    let unit = match method {
        "COUNT" => 1.0,
        "BORDA" => 2.0,
        _ => 1e12,
    };
    rows.iter().map(|(id, points, rank)| json!([global_id(soundtrack, *id), rank, *points as f64 / unit])).collect()
}

/// Random lists: some ranked, some in part, some not at all, with readers' votes and mentions.
fn fill(databases: &Databases, random: &mut Random) -> (Rankings, BTreeMap<i64, String>) {
    for table in ["listing", "list", "soundtrack"] {
        assert!(databases.execute(&format!("DELETE FROM {table}")));
    }
    let soundtracks = 4 + random.below(8);
    let titles: BTreeMap<i64, String> =
        (1..=soundtracks as i64).map(|id| (id, random.one_of(&["a", "b", "c"]).to_owned())).collect();
    for (id, title) in &titles {
        let values = format!("({id}, 's{id}', '{title}', '{title}')");
        assert!(databases.execute(&format!("INSERT INTO soundtrack (id, slug, title, title_key) VALUES {values}")));
    }
    let mut rankings = Rankings::new();
    for list in 1..=1 + random.below(4) as i64 {
        assert!(databases.execute(&format!("INSERT INTO list (id, slug, kind) VALUES ({list}, 'l{list}', 'POLL')")));
        for _ in 0..random.below(16) {
            let soundtrack = 1 + random.below(soundtracks) as i64;
            let kind = random.one_of(&["PICK", "VOTE", "VOTE", "MENTION"]);
            // Two may claim one position.
            let position = (kind == "PICK" && random.once_in(2)).then(|| 1 + random.below(4) as i64);
            let word = |value: Option<i64>| value.map_or("NULL".to_owned(), |value| value.to_string());
            let reader = (kind == "VOTE").then(|| 1 + random.below(3) as i64);
            let values = format!("({list}, {soundtrack}, '{kind}', {}, {})", word(position), word(reader));
            let sql =
                format!("INSERT INTO listing (list_id, soundtrack_id, kind, position, contributor) VALUES {values}");
            // A list picks a soundtrack once, and a reader votes for it once.
            if databases.execute(&sql) && kind != "MENTION" {
                let standing = rankings.entry((list, kind)).or_default().entry(soundtrack).or_default();
                *standing = if kind == "VOTE" { *standing - 1 } else { position.unwrap_or(i64::MAX) };
            }
        }
    }
    (rankings, titles)
}

/// The order by the formulas. Borda's points are counted by pairs, and ranks by sorting.
fn expected(rankings: &Rankings, titles: &BTreeMap<i64, String>, method: &str) -> Vec<Row> {
    let candidates: BTreeSet<i64> = rankings.values().flat_map(|ranking| ranking.keys().copied()).collect();
    let mut points: BTreeMap<i64, i128> = BTreeMap::new();
    for ranking in rankings.values() {
        let mut sorted: Vec<i64> = ranking.values().copied().collect();
        sorted.sort_unstable();
        for (soundtrack, standing) in ranking {
            let own = match method {
                "COUNT" => 1,
                "BORDA" => {
                    let beaten = |other: i64| match ranking.get(&other) {
                        _ if other == *soundtrack => 0,
                        Some(their) if their == standing => 1,
                        Some(their) if their < standing => 0,
                        Some(_) | None => 2,
                    };
                    let absent = (candidates.len() - ranking.len()) as i128 - 1;
                    candidates.iter().map(|other| beaten(*other)).sum::<i128>() - absent
                }
                _ => {
                    let places: Vec<usize> = (0..sorted.len()).filter(|at| sorted[*at] == *standing).collect();
                    let mean = places.iter().map(|at| at + 1).sum::<usize>() as f64 / places.len() as f64;
                    (1e12 / (60.0 + mean)).floor() as i128
                }
            };
            *points.entry(*soundtrack).or_default() += own;
        }
    }
    let mut rows: Vec<(i64, i128)> = points.into_iter().collect();
    rows.sort_by_key(|(id, points)| (-points, &titles[id], *id));
    let rank = |points: i128| 1 + rows.iter().filter(|(_, other)| *other > points).count() as i64;
    rows.iter().map(|(id, points)| (*id, *points, rank(*points))).collect()
}

/// Films by decade, kind and source, and what is known of them, are what the rows say. Of the seed catalogue's 64 films
/// five have no album (`seed.rs`), and all others have one.
#[tokio::test]
async fn coverage_counts_films_with_what_they_have() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let graph = Graph::read(&fresh.read).await;
        let api = support::api(&fresh);
        let ask = async |arguments: &str| {
            let query = format!(
                "{{ coverage({arguments}) {{ totalCount nodes {{ key {{ decade kind source {{ name }} }} \
                 filmCount withSoundtrack withTracks withCovers }} }} }}"
            );
            support::data(&api, &query).await["coverage"].clone()
        };
        for by in ["DECADE", "KIND", "SOURCE"] {
            let found = ask(&format!("by: {by}")).await;
            let expected = covered(&graph, by, |_, _| true);
            assert_eq!(found["totalCount"], expected.len());
            assert_eq!(numbers(&found, by), expected, "{by}");
            // What is stated alone: the albums that the documents name themselves, and the tracks and covers.
            let stated = "{ evidence: { some: { method: { eq: STATED } } } }";
            let found = ask(&format!("by: {by}, soundtracks: {stated}, tracks: {stated}, covers: {stated}")).await;
            let is_stated =
                |subject, id| graph.evidence_of(subject, id).any(|row| row.method == entity::EvidenceMethod::Stated);
            assert_eq!(numbers(&found, by), covered(&graph, by, is_stated), "{by}, stated");
        }
        let kinds = numbers(&ask("by: KIND").await, "KIND");
        assert_eq!(kinds.values().map(|numbers| numbers[0]).sum::<i64>(), 64);
        assert_eq!(kinds.values().map(|numbers| numbers[1]).sum::<i64>(), 64 - 5);
        // One television series, with two albums.
        assert_eq!(kinds["SERIES"][..2], [1, 1]);
        let nineties = ask("by: DECADE, filter: { releaseYear: { gte: 1990, lt: 2000 } }").await;
        assert_eq!(nineties["totalCount"], 1);
        assert_eq!(nineties["nodes"][0]["key"], json!({ "decade": 1990, "kind": null, "source": null }));
    }
}

/// Films, those with a soundtrack, with tracks and with covers, by the key as a text.
type Numbers = BTreeMap<String, [i64; 4]>;

fn numbers(found: &Value, by: &str) -> Numbers {
    let name = by.to_lowercase();
    let row = |node: &Value| {
        let key = &node["key"][&name];
        let key = key["name"].as_str().or(key.as_str()).map_or_else(|| key.to_string(), str::to_owned);
        let numbers = ["filmCount", "withSoundtrack", "withTracks", "withCovers"];
        (key, numbers.map(|name| node[name].as_i64().unwrap()))
    };
    found["nodes"].as_array().unwrap().iter().map(row).collect()
}

fn covered(graph: &Graph, by: &str, counts: impl Fn(entity::Subject, i64) -> bool) -> Numbers {
    use entity::Subject::{Cover, Film, Soundtrack, Track};
    let mut numbers = Numbers::new();
    for film in &graph.films {
        let keys: BTreeSet<String> = match by {
            "DECADE" => {
                BTreeSet::from([film.release_year.map_or("null".to_owned(), |year| (year / 10 * 10).to_string())])
            }
            "KIND" => BTreeSet::from([entity::FilmKind::WORDS.words[film.kind as usize].0.to_owned()]),
            _ => {
                let sources = graph.evidence_of(Film, film.id.0).map(|row| row.source_id);
                let name = |id| graph.sources.iter().find(|source| source.id == id).unwrap().name.clone();
                sources.map(name).collect()
            }
        };
        let links = graph.film_soundtracks.iter().filter(|link| link.film_id == film.id);
        let albums: Vec<_> = links.map(|link| link.soundtrack_id).filter(|id| counts(Soundtrack, id.0)).collect();
        let tracks: Vec<_> = graph.tracks.iter().filter(|track| albums.contains(&track.soundtrack_id)).collect();
        let covers = graph.covers.iter().filter(|cover| counts(Cover, cover.id.0));
        let covered: Vec<_> = covers.map(|cover| cover.recording_id).collect();
        let has = [
            true,
            !albums.is_empty(),
            tracks.iter().any(|track| counts(Track, track.id.0)),
            tracks.iter().any(|track| covered.contains(&track.recording_id)),
        ];
        for key in keys {
            let own = numbers.entry(key).or_default();
            own.iter_mut().zip(has).for_each(|(number, has)| *number += i64::from(has));
        }
    }
    numbers
}
