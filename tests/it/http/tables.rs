//! Answers as tables: which rows and columns, all rows of a list, and what happens when one cannot be read to its end.

use std::collections::BTreeSet;

use needledrop::{db::Db, graphql::questions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::*;

fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn address(query: &str, more: &str) -> String {
    format!("/graphql?query={}{more}", encoded(query))
}

async fn bytes(app: &Router, address: &str) -> (StatusCode, Vec<u8>) {
    let (parts, body) = app.clone().oneshot(get(address)).await.unwrap().into_parts();
    (parts.status, axum::body::to_bytes(body, usize::MAX).await.expect("the answer is whole").to_vec())
}

async fn text(app: &Router, address: &str) -> String {
    let (status, bytes) = bytes(app, address).await;
    let text = String::from_utf8(bytes).unwrap();
    assert_eq!(status, 200, "{address}: {text}");
    text
}

/// The router over the seed catalogue on each database.
async fn seeded() -> [(support::Fresh, Router); 2] {
    let both = [support::seeded_sqlite().await, support::seeded_postgres().await];
    both.map(|fresh| {
        let app = app_on(&fresh, &Options::default());
        (fresh, app)
    })
}

/// `films` films, of which every third has two albums.
pub(super) async fn fill(db: &Db, films: usize) {
    for sql in [
        format!(
            "INSERT INTO film (slug, title, title_key, kind, release_year) \
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {films}) \
             SELECT 'film-' || n, 'Film ' || (n % 97), 'film ' || (n % 97), 'FEATURE', CASE WHEN n % 5 > 0 THEN 1950 + n % 70 END FROM n"
        ),
        format!(
            "INSERT INTO soundtrack (slug, title, title_key) \
             WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {films}) \
             SELECT 'album-' || n, 'Album ' || n, 'album ' || n FROM n"
        ),
        "INSERT INTO film_soundtrack (film_id, soundtrack_id, \"primary\") \
         SELECT f.id, s.id, TRUE FROM film f JOIN soundtrack s ON s.id = f.id WHERE f.id % 3 = 0"
            .to_owned(),
        "INSERT INTO film_soundtrack (film_id, soundtrack_id, \"primary\") \
         SELECT f.id, s.id, FALSE FROM film f JOIN soundtrack s ON s.id = f.id - 1 WHERE f.id % 3 = 0"
            .to_owned(),
        "ANALYZE".to_owned(),
    ] {
        db.write.execute_unprepared(&sql).await.unwrap();
    }
}

#[tokio::test]
async fn a_clean_table_of_a_question() {
    for (_fresh, app) in seeded().await {
        let table = text(&app, "/q/directors-with-multiple-listed-soundtracks?min=2&format=csv").await;
        insta::assert_snapshot!("directors_with_multiple_listed_soundtracks_as_csv", table);
        assert_eq!(text(&app, "/q/directors-with-multiple-listed-soundtracks.csv?min=2").await, table);
        let table = text(&app, "/q/covers-on-listed-soundtracks.ndjson").await;
        insta::assert_snapshot!("covers_on_listed_soundtracks_as_ndjson", table);
    }
}

/// One document for each thing that the rule has to say something of.
#[tokio::test]
async fn rows_and_columns_by_the_rule() {
    for (_fresh, app) in seeded().await {
        let mut shown = String::new();
        for query in [
            // Lists beside the way, of which one is as long; what is said of the lists as a whole.
            "{ films(first: 3) { totalCount nodes { title directors { totalCount nodes { name } } soundtracks { nodes { title } } kind } } }",
            // The longest way wins though it comes later, and films without albums keep their row.
            "{ films(first: 4, orderBy: [{ id: DESC }]) { nodes { title directors { nodes { name } } soundtracks { pageInfo { hasNextPage } nodes { title tracks(first: 2) { nodes { position } } } } } } }",
            // Facts of edges, cursors, and a to-one edge to nothing.
            r#"{ list(by: { slug: "best-alt-rock-soundtrack-survey" }) { title listings(first: 2) { edges { cursor node { kind position soundtrack { title series { title } } } } } } }"#,
            // One row, no row.
            r#"{ film(by: { slug: "singles-1992" }) { id title releaseYear } }"#,
            r#"{ film(by: { slug: "none" }) { id title releaseYear directors { nodes { name } } } }"#,
            // No rows have columns nevertheless.
            r#"{ films(filter: { title: { eq: "none" } }) { nodes { title releaseYear listings { nodes { kind } } } } }"#,
            // Groups: keys, numbers, members.
            "{ groupSoundtracks(by: [DECADE], filter: { listed: { eq: true } }) { nodes { key { decade director { name } } count avg { trackCount } members(first: 1) { nodes { title } } } } }",
            // Rows of several types, by search and by id.
            r#"{ search(query: "singles", first: 3) { edges { score node { __typename ... on Film { title releaseYear } ... on Artist { name } ... on Soundtrack { title listed } } } } }"#,
            r#"{ nodes(ids: ["RmlsbTox", "QXJ0aXN0OjE", "RmlsbTo5OTk5"]) { id __typename ... on Film { title } ... on Artist { name } } }"#,
            // A plain list, the number alone, and two fields that come to one name.
            "{ catalogue { filmCount sources { name kind } } }",
            "{ films { totalCount } }",
            r#"{ films(first: 1) { nodes { a: title soundtracks { totalCount nodes { totalCount: title } } } } }"#,
            // Lists in a cell hold lists.
            "{ songs(first: 2, filter: { covers: { some: {} } }) { nodes { title originalArtists { nodes { name } } covers { nodes { kind recording { artists { nodes { name } } } } } } } }",
        ] {
            shown += &format!("{query}\n{}\n", text(&app, &address(query, "&format=csv&all=false")).await);
        }
        insta::assert_snapshot!("rows_and_columns", shown);
    }
}

/// Each question is a table in each form, with the same rows on both databases.
#[tokio::test]
async fn every_question_is_a_table() {
    let [(_one, sqlite), (_other, postgres)] = seeded().await;
    for question in questions::all() {
        let of = |ending: &str| {
            let variables: Vec<String> = question
                .example
                .iter()
                .map(|(name, value)| format!("{name}={}", encoded(value.as_str().unwrap_or(&value.to_string()))))
                .collect();
            format!("/q/{}.{ending}?{}", question.name, variables.join("&"))
        };
        let csv = text(&sqlite, &of("csv")).await;
        assert_eq!(csv, text(&postgres, &of("csv")).await, "{}", question.name);
        let ndjson = text(&sqlite, &of("ndjson")).await;
        assert_eq!(ndjson, text(&postgres, &of("ndjson")).await, "{}", question.name);
        let (_, bytes) = bytes(&sqlite, &of("parquet")).await;
        let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
        let names: Vec<String> = reader.schema().fields().iter().map(|field| field.name().clone()).collect();
        let rows: usize = reader.build().unwrap().map(|batch| batch.unwrap().num_rows()).sum();
        assert_eq!(
            (rows, names.join(",").as_str()),
            (ndjson.lines().count(), csv.lines().next().unwrap()),
            "{}",
            question.name
        );
        let (_, bytes) = self::bytes(&sqlite, &of("arrow")).await;
        let reader = arrow_ipc::reader::StreamReader::try_new(bytes.as_slice(), None).unwrap();
        assert_eq!(reader.map(|batch| batch.unwrap().num_rows()).sum::<usize>(), rows, "{}", question.name);
        for line in ndjson.lines() {
            let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            assert!(row.keys().eq(&names), "{}: {line}", question.name);
        }
    }
}

/// More rows than any page, in orders that have ties and unknown values, as the pages of JSON have them.
#[tokio::test]
async fn all_rows_are_those_of_all_pages() {
    support::everywhere(async |fresh| {
        fill(&fresh, 3_001).await;
        let app = app_on(&fresh, &Options::default());
        for order in ["[{ title: ASC }]", "[{ releaseYear: DESC }, { title: ASC }]", "[{ soundtrackCount: DESC }]"] {
            let mut ids = Vec::new();
            let mut after = "null".to_owned();
            loop {
                let query = format!(
                    "{{ films(first: 1000, after: {after}, orderBy: {order}) {{ nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"
                );
                let page = send_to(app.clone(), get(&address(&query, ""))).await.json()["data"]["films"].clone();
                ids.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                after = page["pageInfo"]["endCursor"].to_string();
            }
            assert_eq!(ids.len(), 3_001);
            let query = format!("{{ films(orderBy: {order}) {{ nodes {{ id }} }} }}");
            for more in ["&format=csv", "&format=csv&all=true"] {
                let table = text(&app, &address(&query, more)).await;
                assert!(table.lines().skip(1).eq(ids.iter().map(String::as_str)), "{order} {more}");
            }
            let page = text(&app, &address(&query, "&format=csv&all=false")).await;
            assert_eq!(page.lines().count(), 21, "a page has twenty rows and a line of names");
        }
        // Without an order, that of the ids, which needs no sorting.
        let table = text(&app, &address("{ films { nodes { slug } } }", "&format=csv")).await;
        assert!(table.lines().skip(1).eq((1..=3_001).map(|id| format!("film-{id}"))));
        // Below each row all rows too, unless a page of them is asked for.
        let below = "{ films { nodes { id soundtracks { nodes { title } } } } }";
        let table = text(&app, &address(below, "&format=csv")).await;
        assert_eq!(table.lines().count(), 1 + 3_001 + 1_000, "two rows for a film with two albums, one for one without");
        let below = "{ films { nodes { id soundtracks(first: 1) { nodes { title } } } } }";
        assert_eq!(text(&app, &address(below, "&format=csv")).await.lines().count(), 1 + 3_001);
        let one = r#"{ film(by: { slug: "film-3" }) { soundtracks { nodes { title } } } }"#;
        for n in 4..40 {
            let sql = format!("INSERT INTO film_soundtrack (film_id, soundtrack_id, \"primary\") VALUES (3, {n}, FALSE)");
            fresh.write.execute_unprepared(&sql).await.unwrap();
        }
        assert_eq!(text(&app, &address(one, "&format=csv")).await.lines().count(), 1 + 38);
        assert_eq!(text(&app, &address(one, "&format=csv&all=false")).await.lines().count(), 1 + 20);
        let few = "{ films(first: 7) { nodes { id } } }";
        assert_eq!(text(&app, &address(few, "&format=csv")).await.lines().count(), 8, "a page that was asked for");
    })
    .await;
}

/// Who reads sees one state, however long it takes.
#[tokio::test]
async fn all_rows_are_of_one_state() {
    support::everywhere(async |fresh| {
        fill(&fresh, 2_000).await;
        let api = support::api(&fresh);
        let request = needledrop::graphql::Request::new("{ films(orderBy: [{ id: ASC }]) { nodes { id title } } }");
        let mut table = api.table(request, None).await.unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut rows = table.next().await.unwrap().unwrap().num_rows();
        fresh.write.execute_unprepared("UPDATE film SET title = 'new' WHERE id > 1000").await.unwrap();
        fresh.write.execute_unprepared("DELETE FROM film WHERE id > 1900").await.unwrap();
        let mut titles = BTreeSet::new();
        while let Some(batch) = table.next().await.unwrap() {
            rows += batch.num_rows();
            let column: &arrow_array::StringArray = arrow_array::cast::AsArray::as_string(batch.column(1));
            titles.extend(column.iter().flatten().map(str::to_owned));
        }
        assert_eq!((rows, titles.contains("new")), (2_000, false));
    })
    .await;
}

#[tokio::test]
async fn a_table_that_cannot_be_finished_is_cut_off() {
    support::everywhere(async |fresh| {
        fill(&fresh, 3_000).await;
        let app = app_on(&fresh, &Options { stream_rows: 2_000, ..Options::default() });
        for form in ["csv", "ndjson", "parquet", "arrow"] {
            let request = get(&address("{ films { nodes { id title } } }", &format!("&format={form}")));
            let answer = app.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), 200);
            let read = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
            assert!(read.is_err(), "{form} ended as if it were whole");
        }
    })
    .await;
}

/// Who leaves gives the connection back: there is one, and others get it.
#[tokio::test]
async fn who_leaves_frees_the_connection() {
    for one in [support::on_sqlite().await, support::on_postgres().await] {
        fill(&one, 30_000).await;
        let options = db::Options { read_connections: 1, ..support::options() };
        let own = db::connect(&one.url, &options).await.unwrap();
        let app = app_on(&own, &Options { streams: 1, ..Options::default() });
        let all = address("{ films { nodes { id title soundtracks { nodes { title } } } } }", "&format=csv");
        for _ in 0..5 {
            let mut body = app.clone().oneshot(get(&all)).await.unwrap().into_body();
            let first = http_body_util::BodyExt::frame(&mut body).await.unwrap().unwrap();
            assert!(!first.into_data().unwrap().is_empty());
            drop(body);
            let other = send_to(app.clone(), get("/graphql?query={films{totalCount}}")).await;
            assert_eq!((other.status.as_u16(), &other.json()["data"]["films"]["totalCount"]), (200, &30_000.into()));
        }
        own.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_makes_no_table_is_refused() {
    let [(_fresh, app), _] = seeded().await;
    for (address, status, code, message) in [
        (
            address("{ films { nodes { id } } lists { nodes { id } } }", "&format=csv"),
            400,
            "BAD_USER_INPUT",
            "one root field",
        ),
        (address("{ __typename }", "&format=csv"), 400, "BAD_USER_INPUT", "nothing here has rows"),
        (
            address("{ films(first: 5) { nodes { id } } }", "&format=csv&all=true"),
            400,
            "BAD_USER_INPUT",
            "leave out `first`",
        ),
        (address("{ films { nodes { id } } }", "&all=true"), 400, "BAD_REQUEST", "JSON comes in pages"),
        (
            address("{ films { nodes { id } } }", "&format=xls"),
            400,
            "BAD_REQUEST",
            "there are json, csv, ndjson, parquet, arrow",
        ),
        (address("{ films { nodes { id } } }", "&format=csv&all=yes"), 400, "BAD_REQUEST", "`true` or `false`"),
        (
            address("{ films(first: 5000) { nodes { id } } }", "&format=csv"),
            400,
            "BAD_USER_INPUT",
            "a page holds at most 1000",
        ),
        (address("{ films { nodes { nothing } } }", "&format=csv"), 400, "GRAPHQL_VALIDATION_FAILED", "nothing"),
        ("/q/tracks.csv?format=json".to_owned(), 400, "BAD_REQUEST", "both `csv` and `json`"),
    ] {
        let answer = send_to(app.clone(), get(&address)).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{address}: {}", answer.text);
        assert!(answer.text.contains(message), "{address}: {}", answer.text);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
    }
    let long = support::on_sqlite().await;
    fill(&long, 600).await;
    let none = app_on(&long, &Options { streams: 0, ..Options::default() });
    let answer = send_to(none, get(&address("{ films { nodes { id } } }", "&format=csv"))).await;
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "1"), "{}", answer.text);
}

#[tokio::test]
async fn a_table_by_its_media_type_and_its_tag() {
    let [(_fresh, app), _] = seeded().await;
    let query = address("{ films { nodes { title } } }", "");
    for (accept, media_type) in [
        ("text/csv", "text/csv; charset=utf-8; header=present"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/vnd.apache.parquet", "application/vnd.apache.parquet"),
        ("application/vnd.apache.arrow.stream, */*;q=0.1", "application/vnd.apache.arrow.stream"),
        ("*/*", JSON),
    ] {
        let answer = send_to(app.clone(), get_with(&query, "accept", accept)).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, media_type), "{accept}");
        assert_eq!(answer.header("vary"), "accept, needledrop-cost, needledrop-lsn");
        let mut again = get_with(&query, "accept", accept);
        again.headers_mut().insert("if-none-match", answer.header("etag").parse().unwrap());
        assert_eq!(send_to(app.clone(), again).await.status, 304, "{accept}");
    }
    let mut posted = post(r#"{"query": "{ films(first: 1) { nodes { title } } }"}"#);
    posted.headers_mut().insert("accept", "text/csv".parse().unwrap());
    let answer = send_to(app.clone(), posted).await;
    assert_eq!((answer.text.lines().next(), answer.header("etag")), (Some("title"), ""));
}
