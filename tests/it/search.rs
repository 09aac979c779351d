//! What can be searched follows what is written, whoever writes it; and pages of what was found lose nothing.

use entity::search_entry::search_words;
use entity::text_key;
use migration::{Migrator, apply};
use needledrop::engine::{global_id, graph::graph};
use needledrop::graphql::{Api, Request};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use sea_orm_migration::MigratorTrait;
use serde_json::Value;

use crate::support;

/// A row of each type, and an alias of the film.
const ROWS: &str = "
    INSERT INTO film_series (slug, title, title_key) VALUES ('s', 'Series', 'series');
    INSERT INTO film (slug, title, title_key, kind) VALUES ('f', 'Film', 'film', 'FEATURE');
    INSERT INTO artist (slug, name, name_key, kind) VALUES ('a', 'Artist', 'artist', 'PERSON');
    INSERT INTO song (slug, title, title_key) VALUES ('s', 'Song', 'song');
    INSERT INTO recording (title, title_key, original) VALUES ('Recording', 'recording', true);
    INSERT INTO soundtrack (slug, title, title_key) VALUES ('s', 'Soundtrack', 'soundtrack');
    INSERT INTO list (slug, kind, title, title_key) VALUES ('l', 'POLL', 'List', 'list');
    INSERT INTO alias (subject, subject_id, name, name_key) VALUES ('FILM', 1, 'Movie', 'movie');
";

const FULL: [&str; 8] = [
    "ARTIST 1 Artist",
    "FILM 1 Film",
    "FILM 1 Movie",
    "FILM_SERIES 1 Series",
    "LIST 1 List",
    "RECORDING 1 Recording",
    "SONG 1 Song",
    "SOUNDTRACK 1 Soundtrack",
];

#[tokio::test]
async fn names_are_found_while_they_are_names() {
    support::everywhere(async |db| {
        let api = support::api(&db);
        db.write.execute_unprepared(ROWS).await.unwrap();
        assert_eq!(entries(&db.read).await, FULL);

        // What is done, the words that are found no more, and those that are found now.
        for (done, old, new) in [
            ("UPDATE film SET title = 'Jaws', title_key = 'jaws'", "film", "jaws"),
            ("UPDATE artist SET name = 'Nico', name_key = 'nico'", "artist", "nico"),
            ("UPDATE alias SET name = 'Shark', name_key = 'shark'", "movie", "shark"),
            ("UPDATE alias SET subject = 'ARTIST'", "nothing", "shark"),
            ("UPDATE alias SET subject = 'TRACK'", "shark", "jaws"),
            ("UPDATE alias SET subject = 'FILM'", "nothing", "shark"),
            ("DELETE FROM alias", "shark", "jaws"),
            ("DELETE FROM film", "jaws", "series"),
            ("UPDATE list SET title = NULL, title_key = NULL", "list", "song"),
            ("UPDATE list SET title = 'Poll', title_key = 'poll'", "list", "poll"),
            ("DELETE FROM list; DELETE FROM soundtrack; DELETE FROM recording; DELETE FROM song", "song", "nico"),
            ("DELETE FROM artist; DELETE FROM film_series", "nico", ""),
        ] {
            db.write.execute_unprepared(done).await.unwrap();
            assert_eq!(found(&api, old).await, 0, "`{old}` after {done}");
            assert!(new.is_empty() || found(&api, new).await == 1, "`{new}` after {done}");
        }
        assert_eq!(entries(&db.read).await, Vec::<String>::new());
    })
    .await;
}

/// An alias may come before its row, and be left when the row goes: it leads to no row then.
#[tokio::test]
async fn an_alias_of_no_row_finds_nothing() {
    support::everywhere(async |db| {
        let api = support::api(&db);
        let insert = "INSERT INTO alias (subject, subject_id, name, name_key) VALUES ('FILM', 1, 'Movie', 'movie')";
        db.write.execute_unprepared(insert).await.unwrap();
        assert_eq!(found(&api, "movie").await, 0);
        let film = "INSERT INTO film (slug, title, title_key, kind) VALUES ('f', 'Film', 'film', 'FEATURE')";
        db.write.execute_unprepared(film).await.unwrap();
        assert_eq!(found(&api, "movie").await, 1);
        db.write.execute_unprepared("DELETE FROM film").await.unwrap();
        assert_eq!(found(&api, "movie").await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_there_before_can_be_searched() {
    support::everywhere(async |db| {
        let searched = |name: &&str| name.ends_with("_search");
        let names: Vec<String> = Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
        let steps = names.iter().rev().position(|name| searched(&name.as_str())).unwrap() + 1;
        apply::down(&db.write, Some(u32::try_from(steps).unwrap())).await.unwrap();
        db.write.execute_unprepared(ROWS).await.unwrap();
        apply::up(&db.write).await.unwrap();
        assert_eq!(entries(&db.read).await, FULL);
        assert_eq!(found(&support::api(&db), "movie").await, 1);
    })
    .await;
}

/// The database makes the same words of a key as the program makes of a query.
#[tokio::test]
async fn words_are_the_same_everywhere() {
    let mut names: Vec<String> =
        ["O Brother, Where Art Thou?", "  Rock  'n'   Roll ", "!!!", "'", "&", "Romeo + Juliet"]
            .into_iter()
            .chain([
                "AC/DC",
                "Sigur Rós",
                "映画",
                "ночь",
                "<><>",
                "a\u{a0}b\tc\nd",
                "“Heroes”",
                "¿Qué?",
                "ß",
                "🎬 film",
            ])
            .map(str::to_owned)
            .collect();
    let characters = (' '..='\u{ff}').chain('\u{2000}'..='\u{206f}').filter(|c| !c.is_control());
    names.extend(characters.map(|c| format!("a{c}b")));
    support::everywhere(async |db| {
        for name in &names {
            let insert = "INSERT INTO film_series (slug, title, title_key) VALUES ($1, $1, $2)";
            let values = [name.as_str().into(), text_key(name).into()];
            let insert = Statement::from_sql_and_values(db.write.get_database_backend(), insert, values);
            db.write.execute_raw(insert).await.unwrap();
        }
        let question = "SELECT name, words FROM search_entry";
        let rows =
            db.read.query_all_raw(Statement::from_string(db.read.get_database_backend(), question)).await.unwrap();
        assert_eq!(rows.len(), names.len());
        for row in rows {
            let (name, words): (String, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
            assert_eq!(words, search_words(&text_key(&name)), "{name:?}");
        }
    })
    .await;
}

/// What is found is walked by cursors from either end, and is the same on both databases, scores and order included.
#[tokio::test]
async fn pages_lose_nothing_and_databases_agree() {
    let (sqlite, postgres) = (support::seeded_sqlite().await, support::seeded_postgres().await);
    let (sqlite, postgres) = (support::api(&sqlite), support::api(&postgres));
    for query in ["love", "the", "a", "in the", "song", "trainspoting", "rock and rol", "everything", "dirctor", "ost"]
    {
        let all = ask(&sqlite, query, "first: 1000").await;
        assert_eq!(all, ask(&postgres, query, "first: 1000").await, "{query}");
        let edges = all["edges"].as_array().unwrap();
        assert_eq!(all["totalCount"], edges.len(), "{query}");
        for api in [&sqlite, &postgres] {
            for (page, cursor, forward) in
                [("first: 3, after", "endCursor", true), ("last: 3, before", "startCursor", false)]
            {
                let mut walked: Vec<Value> = Vec::new();
                let mut at = Value::Null;
                loop {
                    let answer = ask(api, query, &format!("{page}: {at}")).await;
                    let rows = answer["edges"].as_array().unwrap().iter().cloned();
                    walked =
                        if forward { walked.into_iter().chain(rows).collect() } else { rows.chain(walked).collect() };
                    at = answer["pageInfo"][cursor].clone();
                    let info = &answer["pageInfo"];
                    let (more, back) = ("hasNextPage", "hasPreviousPage");
                    assert_eq!(info[if forward { back } else { more }], walked.len() > 3, "{query}");
                    if info[if forward { more } else { back }] == false {
                        break;
                    }
                }
                assert_eq!(&walked, edges, "{query}");
            }
        }
    }
}

/// A name finds its row, and so it does when its longest word lacks a letter.
#[tokio::test]
async fn names_lead_to_their_rows_however_they_are_spelled() {
    let sqlite = support::seeded_sqlite().await;
    let api = support::api(&sqlite);
    let question = "SELECT name, words, subject_id FROM search_entry WHERE subject = 'ARTIST'";
    let backend = sqlite.read.get_database_backend();
    let rows = sqlite.read.query_all_raw(Statement::from_string(backend, question)).await.unwrap();
    assert!(rows.len() > 100, "only {} names", rows.len());
    let (artist, _) = graph().named("Artist").unwrap();
    for row in rows {
        let (name, words): (String, String) = (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
        let id = global_id(artist, row.try_get_by_index(2).unwrap());
        let finds = async |query: &str| {
            let answer = ask(&api, query, "first: 20").await;
            answer["edges"].as_array().unwrap().iter().any(|edge| edge["node"]["id"] == id)
        };
        assert!(finds(&name).await, "{name}");
        let longest = words.split(' ').max_by_key(|word| word.chars().count()).unwrap();
        if longest.chars().count() >= 5 {
            let letters = longest.chars().enumerate().filter(|(place, _)| *place != 2).map(|(_, letter)| letter);
            let misspelled = words.replace(longest, &letters.collect::<String>());
            assert!(finds(&misspelled).await, "{misspelled} does not find {name}");
        }
    }
}

async fn ask(api: &Api, query: &str, page: &str) -> Value {
    let query = format!(
        "{{ search(query: {query:?}, {page}) {{ totalCount edges {{ score matched node {{ ... on Node {{ id }} }} }} \
         pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    let answer: Value = serde_json::from_slice(&api.execute(Request::new(&query)).await.to_json()).unwrap();
    assert_eq!(answer["errors"], Value::Null, "{query}");
    answer["data"]["search"].clone()
}

/// How many rows are found whose name is the query.
async fn found(api: &Api, query: &str) -> usize {
    let answer = ask(api, query, "first: 10").await;
    answer["edges"].as_array().unwrap().iter().filter(|edge| edge["score"] == 1.0).count()
}

async fn entries(db: &DatabaseConnection) -> Vec<String> {
    let question = "SELECT subject || ' ' || subject_id || ' ' || name FROM search_entry ORDER BY subject, id";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), question)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
