//! What the database refuses whoever writes, and what goes with a row that is removed.

use std::collections::BTreeSet;

use entity::{Words, values};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use crate::support;

/// Good rows of all tables.
const GOOD: &str = r#"
    INSERT INTO film_series (slug, title, title_key) VALUES ('s', 'S', 's');
    INSERT INTO film (slug, title, title_key, kind, release_year, series_id) VALUES ('f', 'F', 'f', 'FEATURE', 1995, 1);
    INSERT INTO artist (slug, name, name_key, kind) VALUES ('a', 'A', 'a', 'PERSON'), ('b', 'B', 'b', 'GROUP');
    INSERT INTO membership (group_id, member_id) VALUES (2, 1);
    INSERT INTO credit (film_id, artist_id, role, position) VALUES (1, 1, 'DIRECTOR', 1);
    INSERT INTO song (slug, title, title_key, first_release_year) VALUES ('s', 'S', 's', 1968);
    INSERT INTO song_writer (song_id, artist_id) VALUES (1, 1);
    INSERT INTO recording (title, title_key, song_id, original, release_year) VALUES ('R', 'r', 1, true, 1968);
    INSERT INTO artist_credit (recording_id, artist_id, position) VALUES (1, 1, 1);
    INSERT INTO soundtrack (slug, title, title_key, kind, label, label_key, release_year, discs, series_id)
        VALUES ('s', 'S', 's', 'SONGS', 'L', 'l', 1995, 1, 1);
    INSERT INTO film_soundtrack (film_id, soundtrack_id, "primary", volume) VALUES (1, 1, true, 1);
    INSERT INTO soundtrack_credit (soundtrack_id, artist_id, role) VALUES (1, 1, 'PERFORMER');
    INSERT INTO track (soundtrack_id, recording_id, disc, position, title, title_key) VALUES (1, 1, 1, 1, 'T', 't');
    INSERT INTO chart_entry (soundtrack_id, chart, country, position, mark) VALUES (1, 'C', 'GB', 1, 'PEAK');
    INSERT INTO cover (recording_id, song_id, kind) VALUES (1, 1, 'COVER');
    INSERT INTO cue (film_id, song_id) VALUES (1, 1);
    INSERT INTO list (slug, kind, title, title_key, published) VALUES ('l', 'POLL', 'L', 'l', '2020-05');
    INSERT INTO listing (list_id, soundtrack_id, kind, position, contributor) VALUES (1, 1, 'VOTE', 1, 1);
    INSERT INTO source (name, kind, retrieved) VALUES ('S', 'ARTICLE', '2026-11-21');
    INSERT INTO evidence (source_id, subject, subject_id, method, confidence) VALUES (1, 'FILM', 1, 'STATED', 1);
    INSERT INTO identifier (scheme, value, subject, subject_id) VALUES ('IMDB', 'tt1', 'FILM', 1);
    INSERT INTO alias (subject, subject_id, name, name_key) VALUES ('FILM', 1, 'F.', 'f.');
    INSERT INTO change (subject, subject_id, kind, time, who)
        VALUES ('FILM', 1, 'CREATED', '2026-11-21T00:00:00+00:00', 'seed');
    INSERT INTO local_name (source_id, subject, name, subject_id) VALUES (1, 'FILM', 'F', 1);
    INSERT INTO redirect (subject, from_id, slug, to_id) VALUES ('FILM', 2, 'g', 1);
    INSERT INTO review (question, status, subject, subject_id, slug, candidate_id, candidate_slug, score, reasons)
        VALUES ('SAME', 'OPEN', 'FILM', 1, 'f', 3, 'g', 0.6, 'the same name');
"#;

/// What makes a good row bad.
const BAD: &[(&str, &str)] = &[
    ("film_series", "slug = ''"),
    ("film_series", "title = ''"),
    ("film", "slug = ''"),
    ("film", "title = ''"),
    ("film", "kind = 'feature'"),
    ("film", "release_year = 1849"),
    ("film", "release_year = 2201"),
    ("artist", "slug = ''"),
    ("artist", "name = ''"),
    ("artist", "kind = 'BAND'"),
    ("membership", "member_id = 2"),
    ("credit", "role = 'ACTOR'"),
    ("credit", "position = 0"),
    ("song", "slug = ''"),
    ("song", "title = ''"),
    ("song", "first_release_year = 95"),
    ("recording", "title = ''"),
    ("recording", "release_year = 95"),
    ("artist_credit", "position = 0"),
    ("soundtrack", "slug = ''"),
    ("soundtrack", "title = ''"),
    ("soundtrack", "kind = 'ALBUM'"),
    ("soundtrack", "label = ''"),
    ("soundtrack", "label_key = NULL"),
    ("soundtrack", "label = NULL"),
    ("soundtrack", "release_year = 95"),
    ("soundtrack", "discs = 0"),
    ("film_soundtrack", "volume = 0"),
    ("soundtrack_credit", "role = 'SINGER'"),
    ("track", "disc = 0"),
    ("track", "position = 0"),
    ("track", "title = ''"),
    ("chart_entry", "chart = ''"),
    ("chart_entry", "country = 'GBR'"),
    ("chart_entry", "position = 0"),
    ("chart_entry", "mark = 'LAST'"),
    ("cover", "kind = 'REMAKE'"),
    ("cue", "song_id = NULL"),
    ("list", "slug = ''"),
    ("list", "kind = 'BLOG'"),
    ("list", "title = ''"),
    ("list", "title_key = NULL"),
    ("list", "title = NULL"),
    ("list", "published = 'May 2020'"),
    ("listing", "kind = 'LIKE', contributor = NULL"),
    ("listing", "position = 0"),
    ("listing", "contributor = 0"),
    ("listing", "contributor = NULL"),
    ("listing", "kind = 'PICK'"),
    ("dataset", "id = 2"),
    ("source", "name = ''"),
    ("source", "kind = 'BOOK'"),
    ("source", "retrieved = '2026'"),
    ("evidence", "subject = 'MOVIE'"),
    ("evidence", "method = 'GUESSED'"),
    ("evidence", "confidence = -0.1"),
    ("evidence", "confidence = 1.1"),
    ("identifier", "scheme = 'SPOTIFY'"),
    ("identifier", "value = ''"),
    ("identifier", "subject = 'MOVIE'"),
    ("alias", "subject = 'MOVIE'"),
    ("alias", "name = ''"),
    ("change", "subject = 'MOVIE'"),
    ("change", "kind = 'DELETED'"),
    ("change", "who = ''"),
    ("local_name", "name = ''"),
    ("local_name", "subject = 'TRACK'"),
    ("redirect", "subject = 'TRACK'"),
    ("review", "question = 'OTHER'"),
    ("review", "status = 'MAYBE'"),
    ("review", "subject = 'TRACK'"),
    ("review", "slug = ''"),
    ("review", "candidate_slug = ''"),
    ("review", "score = 1.1"),
    ("search_entry", "subject = 'TRACK'"),
    ("search_entry", "name = ''"),
    ("search_entry", "words = 'vanilla sky'"),
];

#[tokio::test]
async fn each_check_refuses_a_bad_row() {
    support::everywhere(async |db| {
        let mut broken = BTreeSet::new();
        db.write.execute_unprepared(GOOD).await.unwrap();
        for (table, change) in BAD {
            let update = format!("UPDATE {table} SET {change}");
            let error = db.write.execute_unprepared(&update).await.expect_err(&update).to_string();
            let checked = error.contains("CHECK constraint failed") || error.contains("violates check constraint");
            assert!(checked, "{update}: {error}");
            // PostgreSQL names the check between the second pair of quotes.
            broken.extend(error.split('"').nth(3).map(str::to_owned));
        }
        if db.read.get_database_backend() == DbBackend::Postgres {
            let all =
                "SELECT conname::text FROM pg_constraint WHERE contype = 'c' AND connamespace = 'public'::regnamespace";
            let all: BTreeSet<String> = texts(&db.read, all).await.into_iter().collect();
            assert_eq!(broken, all, "a bad row for each check");
        }
    })
    .await;
}

/// The words in the checks are those of the entities today, not fewer.
#[tokio::test]
async fn every_word_is_accepted() {
    let words: &[(&str, &str, &Words)] = &[
        ("film", "kind", &values::FilmKind::WORDS),
        ("artist", "kind", &values::ArtistKind::WORDS),
        ("credit", "role", &values::CreditRole::WORDS),
        ("soundtrack", "kind", &values::SoundtrackKind::WORDS),
        ("soundtrack_credit", "role", &values::SoundtrackRole::WORDS),
        ("cover", "kind", &values::CoverKind::WORDS),
        ("chart_entry", "mark", &values::ChartMark::WORDS),
        ("list", "kind", &values::ListKind::WORDS),
        ("source", "kind", &values::SourceKind::WORDS),
        ("evidence", "method", &values::EvidenceMethod::WORDS),
        ("identifier", "scheme", &values::IdentifierScheme::WORDS),
        ("change", "kind", &values::ChangeKind::WORDS),
        ("evidence", "subject", &values::Subject::WORDS),
        ("identifier", "subject", &values::Subject::WORDS),
        ("alias", "subject", &values::Subject::WORDS),
        ("change", "subject", &values::Subject::WORDS),
        ("search_entry", "subject", &values::SearchType::WORDS),
    ];
    support::everywhere(async |db| {
        db.write.execute_unprepared(GOOD).await.unwrap();
        for (table, column, words) in words {
            for (word, _) in words.words {
                let update = format!("UPDATE {table} SET {column} = '{word}'");
                db.write.execute_unprepared(&update).await.unwrap_or_else(|error| panic!("{update}: {error}"));
            }
        }
        for (word, _) in values::ListingKind::WORDS.words {
            let contributor = if *word == "VOTE" { "1" } else { "NULL" };
            let update = format!("UPDATE listing SET kind = '{word}', contributor = {contributor}");
            db.write.execute_unprepared(&update).await.unwrap_or_else(|error| panic!("{update}: {error}"));
        }
    })
    .await;
}

#[tokio::test]
async fn some_things_are_said_once() {
    support::everywhere(async |db| {
        db.write.execute_unprepared(GOOD).await.unwrap();
        let second_film = "INSERT INTO film (slug, title, title_key, kind) VALUES ('f2', 'F', 'f', 'FEATURE')";
        db.write.execute_unprepared(second_film).await.unwrap();
        let listing = "INSERT INTO listing (list_id, soundtrack_id, kind, contributor) VALUES (1, 1,";
        let link = r#"INSERT INTO film_soundtrack (film_id, soundtrack_id, "primary") VALUES (2, 1,"#;
        let recording = "INSERT INTO recording (title, title_key, song_id, original) VALUES ('R', 'r', 1,";
        for (statement, accepted) in [
            // A soundtrack has one primary film, and other films besides.
            (format!("{link} true)"), false),
            (format!("{link} false)"), true),
            // A song has one original recording, and others besides.
            (format!("{recording} true)"), false),
            (format!("{recording} false)"), true),
            (format!("{recording} false)"), true),
            // A reader votes once; a list picks once, and may pick what its readers vote for.
            (format!("{listing} 'VOTE', 1)"), false),
            (format!("{listing} 'VOTE', 2)"), true),
            (format!("{listing} 'PICK', NULL)"), true),
            (format!("{listing} 'PICK', NULL)"), false),
            // What is not numbered may be said again.
            ("INSERT INTO track (soundtrack_id, recording_id, title, title_key) VALUES (1, 1, 'T', 't')".into(), true),
            ("INSERT INTO track (soundtrack_id, recording_id, title, title_key) VALUES (1, 1, 'T', 't')".into(), true),
        ] {
            let result = db.write.execute_unprepared(&statement).await;
            assert_eq!(result.is_ok(), accepted, "{statement}: {result:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_goes_with_a_row() {
    support::everywhere(async |db| {
        db.write.execute_unprepared(GOOD).await.unwrap();
        for (removal, question, left) in [
            ("DELETE FROM film_series", "SELECT count(*) FROM film WHERE series_id IS NULL", 1),
            ("DELETE FROM film", "SELECT count(*) FROM credit", 0),
            ("DELETE FROM film", "SELECT count(*) FROM film_soundtrack", 0),
            ("DELETE FROM film", "SELECT count(*) FROM soundtrack", 1),
            ("DELETE FROM film", "SELECT count(*) FROM cue", 0),
            ("DELETE FROM artist", "SELECT count(*) FROM credit", 0),
            ("DELETE FROM soundtrack", "SELECT count(*) FROM track", 0),
            ("DELETE FROM soundtrack", "SELECT count(*) FROM recording", 1),
            ("DELETE FROM soundtrack", "SELECT count(*) FROM listing", 0),
            ("DELETE FROM list", "SELECT count(*) FROM listing", 0),
            ("DELETE FROM cue; DELETE FROM song", "SELECT count(*) FROM recording WHERE song_id IS NULL", 1),
        ] {
            let transaction = db.begin().await.unwrap();
            transaction.execute_unprepared(removal).await.unwrap_or_else(|error| panic!("{removal}: {error}"));
            let statement = Statement::from_string(db.write.get_database_backend(), question);
            let row = transaction.query_one_raw(statement).await.unwrap().unwrap();
            assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), left, "{removal}; {question}");
            transaction.rollback().await.unwrap();
        }
        for kept in [
            // A track plays it.
            "DELETE FROM recording",
            // Facts rest on it.
            "DELETE FROM source",
            // A cue knows nothing else.
            "DELETE FROM song",
        ] {
            let transaction = db.begin().await.unwrap();
            transaction.execute_unprepared(kept).await.expect_err(kept);
            transaction.rollback().await.unwrap();
        }
    })
    .await;
}

/// A client that kept the id of a removed film is told that there is none, rather than shown another film.
#[tokio::test]
async fn ids_are_never_given_twice() {
    support::everywhere(async |db| {
        let insert = "INSERT INTO film_series (slug, title, title_key) VALUES ('s', 'S', 's')";
        db.write.execute_unprepared(insert).await.unwrap();
        db.write.execute_unprepared("DELETE FROM film_series").await.unwrap();
        db.write.execute_unprepared(insert).await.unwrap();
        assert_eq!(texts(&db.read, "SELECT CAST(id AS text) FROM film_series").await, ["2"]);
    })
    .await;
}

/// The first column of what a question gives.
async fn texts(db: &DatabaseConnection, question: &str) -> Vec<String> {
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), question)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}
