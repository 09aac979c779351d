//! What a gateway asks: which statements answer it, keys of all sorts, rows that were merged, and the schema it composes.

use needledrop::engine::graph::graph;
use needledrop::graphql::{Api, Code, Request, Response};
use serde_json::{Value, json};

use crate::support;

/// The entities that representations name, and the statements that found them.
async fn entities(api: &Api, representations: Value, selection: &str) -> (Value, Response) {
    let query = format!("query ($r: [_Any!]!) {{ _entities(representations: $r) {{ {selection} }} }}");
    let mut request = Request::new(query);
    request.variables.insert("r".to_owned(), representations);
    let response = api.execute(request).await;
    let data = response.data.as_deref().map_or(Value::Null, |data| serde_json::from_slice(data).unwrap());
    (data["_entities"].clone(), response)
}

/// Whichever key a type has, it finds the same rows as the type's list gives.
#[tokio::test]
async fn each_key_finds_its_row() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        // The seed catalogue knows no ids of others.
        for (scheme, subject) in [
            ("IMDB", "FILM"),
            ("WIKIDATA", "FILM"),
            ("MUSICBRAINZ", "SONG"),
            ("ISRC", "RECORDING"),
            ("DISCOGS", "SOUNDTRACK"),
            ("MUSICBRAINZ", "ARTIST"),
        ] {
            for id in 1..=3 {
                let sql = format!(
                    "INSERT INTO identifier (scheme, value, subject, subject_id) \
                     VALUES ('{scheme}', '{subject}-{id}', '{subject}', {id}), ('{scheme}', '{subject}-0{id}', '{subject}', {id})"
                );
                sea_orm::ConnectionTrait::execute_unprepared(&fresh.write, &sql).await.unwrap();
            }
        }
        let api = support::api(&fresh);
        let mut looked_up = 0;
        for (_, node) in graph().nodes().filter(|(_, node)| node.has_id()) {
            let Some(many) = node.roots.many else { continue };
            let sdl = api.sdl();
            let own =
                sdl.split(&format!("\ntype {} implements", node.name)).nth(1).unwrap().split("\n}").next().unwrap();
            let names = ["id", "slug", "imdbId", "wikidataId", "musicbrainzId", "discogsId", "isrc", "iswc"];
            let keys: Vec<&str> = names.into_iter().filter(|name| own.contains(&format!("\n\t{name}: "))).collect();
            let data =
                support::data(&api, &format!("{{ {many}(first: 5) {{ nodes {{ {} }} }} }}", keys.join(" "))).await;
            let rows = data[many]["nodes"].as_array().unwrap();
            for key in &keys {
                let known: Vec<&Value> = rows.iter().filter(|row| !row[key].is_null()).collect();
                let asked = known.iter().map(|row| json!({ "__typename": node.name, *key: row[key] })).collect();
                let (found, response) =
                    entities(&api, asked, &format!("... on {} {{ {} }}", node.name, keys.join(" "))).await;
                assert_eq!(response.errors, [], "{} by {key}", node.name);
                assert_eq!(found, json!(known), "{} by {key}", node.name);
                looked_up += known.len();
            }
        }
        assert!(looked_up > 60, "only {looked_up} rows were looked up");
    }
}

/// One statement for each type, however many representations there are and by whichever keys, and one for each list below.
#[tokio::test]
async fn a_type_costs_one_statement() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        let api = support::api(&fresh);
        let data = support::data(&api, "{ films { nodes { id slug } } artists { nodes { id slug } } }").await;
        let (films, artists) = (&data["films"]["nodes"], &data["artists"]["nodes"]);
        let selection = "... on Film { id directors { nodes { name } } } ... on Artist { id }";
        for count in [1, 20, 1000] {
            let representations: Vec<Value> = (0..count)
                .flat_map(|at| {
                    let (film, artist) = (&films[at % 20], &artists[at % 20]);
                    [
                        json!({ "__typename": "Film", "id": film["id"] }),
                        json!({ "__typename": "Artist", "slug": artist["slug"] }),
                        json!({ "__typename": "Film", "slug": film["slug"] }),
                        json!({ "__typename": "Artist", "id": artist["id"] }),
                    ]
                })
                .take(1000)
                .collect();
            let asked = representations.len();
            let (found, response) = entities(&api, representations.into(), selection).await;
            assert_eq!(response.errors, []);
            assert_eq!(response.statements.len(), 3, "{asked} representations");
            let found = found.as_array().unwrap();
            assert_eq!(found.len(), asked);
            for (at, four) in found.chunks(4).enumerate() {
                let ids: Vec<&Value> = four.iter().map(|entity| &entity["id"]).collect();
                let (film, artist) = (&films[at % 20]["id"], &artists[at % 20]["id"]);
                assert_eq!(ids, [film, artist, film, artist]);
            }
        }
    }
}

/// More than fit are refused, and what is asked below each of them counts.
#[tokio::test]
async fn many_representations_are_counted() {
    let sqlite = support::seeded_sqlite().await;
    let api = support::api(&sqlite);
    let film = json!({ "__typename": "Film", "slug": "vanilla-sky-2001" });
    let (_, response) = entities(&api, vec![film.clone(); 1001].into(), "__typename").await;
    assert_eq!(response.errors[0].code, Code::BadUserInput);
    assert!(response.errors[0].message.contains("at most 1000"), "{}", response.errors[0]);
    let dear = "... on Film { cast(first: 100) { nodes { name } } }";
    let (_, response) = entities(&api, vec![film; 1000].into(), dear).await;
    assert_eq!(response.errors[0].code, Code::QueryTooComplex);
}

/// Who knows a row by an id or a slug from before it was merged finds the one that it was merged into.
#[tokio::test]
async fn merged_rows_are_found_by_what_they_were_called() {
    support::everywhere(async |fresh| {
        let sql = "INSERT INTO artist (id, slug, name, name_key, kind) VALUES (7, 'stays', 'Stays', 'stays', 'PERSON'); \
                   INSERT INTO redirect (subject, from_id, to_id, slug) VALUES ('ARTIST', 5, 7, 'gone')";
        sea_orm::ConnectionTrait::execute_unprepared(&fresh.write, sql).await.unwrap();
        let api = support::api(&fresh);
        let artist = graph().named("Artist").unwrap().0;
        let asked = json!([
            { "__typename": "Artist", "slug": "gone" },
            { "__typename": "Artist", "id": needledrop::engine::global_id(artist, 5) },
            { "__typename": "Artist", "slug": "stays" },
            { "__typename": "Artist", "slug": "never was" },
        ]);
        let (found, response) = entities(&api, asked, "... on Artist { slug }").await;
        assert_eq!(response.errors, []);
        let stays = json!({ "slug": "stays" });
        assert_eq!(found, json!([stays, stays, stays, null]));
    })
    .await;
}

/// The schema for gateways is the published one, with keys, and without what gateways add themselves.
#[tokio::test]
async fn the_schema_for_gateways_has_the_keys() {
    let sqlite = support::on_sqlite().await;
    let data = support::data(&support::api(&sqlite), "{ _service { sdl } again: _service { sdl __typename } }").await;
    let sdl = data["_service"]["sdl"].as_str().unwrap();
    assert_eq!(data["again"], json!({ "sdl": sdl, "__typename": "_Service" }));
    for (_, node) in graph().nodes() {
        let own = sdl.lines().find(|line| line.starts_with(&format!("type {} ", node.name)));
        let own = own.unwrap_or_else(|| panic!("there is no {}", node.name));
        assert_eq!(own.contains("@key(fields: \"id\")"), node.has_id(), "{own}");
        assert_eq!(own.contains("@key(fields: \"slug\")"), node.has_slug(), "{own}");
    }
    insta::assert_snapshot!(sdl.lines().filter(|line| line.contains('@')).collect::<Vec<_>>().join("\n"));
}
