//! Parts of tables, as readers of Parquet ask for them, and how long tables are.

use axum::http::response::Parts;

use super::{tables::fill, *};

const ALL: &str = "/graphql?query=%7Bfilms%7Bnodes%7Bid%20title%20soundtracks%7Bnodes%7Btitle%7D%7D%7D%7D%7D";

async fn asked(app: &Router, method: &str, address: &str, headers: &[(&str, &str)]) -> (Parts, Vec<u8>) {
    let mut request = Request::builder().method(method).uri(address);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (parts, body) = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    (parts, axum::body::to_bytes(body, usize::MAX).await.expect("the answer is whole").to_vec())
}

fn header(parts: &Parts, name: &str) -> String {
    parts.headers.get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
}

async fn whole(app: &Router, address: &str) -> (Parts, Vec<u8>) {
    let (parts, body) = app.clone().oneshot(get(address)).await.unwrap().into_parts();
    (parts, axum::body::to_bytes(body, usize::MAX).await.expect("the answer is whole").to_vec())
}

/// A table that fits into one page, and one that is sent while it is read.
#[tokio::test]
async fn parts_are_cut_from_the_same_bytes() {
    support::everywhere(async |fresh| {
        fill(&fresh, 4_000).await;
        let app = app_on(&fresh, &Options::default());
        for address in [
            format!("{ALL}&format=parquet"),
            format!("{ALL}&format=csv"),
            format!("{ALL}&format=ndjson"),
            "/q/films-by-decade.parquet".to_owned(),
            "/q/films-by-decade.csv".to_owned(),
        ] {
            let (full, bytes) = whole(&app, &address).await;
            let (length, tag) = (bytes.len(), header(&full, "etag"));
            assert_eq!((full.status.as_u16(), header(&full, "accept-ranges").as_str()), (200, "bytes"), "{address}");

            let (head, nothing) = asked(&app, "HEAD", &address, &[("range", "bytes=0-1")]).await;
            assert_eq!((head.status.as_u16(), nothing.len()), (200, 0), "{address}");
            assert_eq!(header(&head, "content-length"), length.to_string(), "{address}");
            for name in ["etag", "accept-ranges", "content-type", "cache-control"] {
                assert_eq!(header(&head, name), header(&full, name), "{address}: {name}");
            }

            let last = length - 1;
            for (range, start, end) in [
                ("bytes=0-3".to_owned(), 0, 4),
                ("bytes=-8".to_owned(), length - 8, length),
                // Longer than most files.
                ("bytes=-262144000".to_owned(), 0, length),
                (format!("bytes={last}-"), last, length),
                (format!("bytes=5-{}", length * 2), 5, length),
                ("bytes=0-".to_owned(), 0, length),
            ] {
                // A part of what is packed would be of other bytes.
                let headers = [("range", range.as_str()), ("accept-encoding", "gzip, br")];
                let (part, found) = asked(&app, "GET", &address, &headers).await;
                assert_eq!((part.status.as_u16(), &found[..]), (206, &bytes[start..end]), "{address}: {range}");
                assert_eq!(header(&part, "content-range"), format!("bytes {start}-{}/{length}", end - 1));
                assert_eq!(header(&part, "content-length"), (end - start).to_string());
                assert_eq!((header(&part, "etag"), header(&part, "content-encoding")), (tag.clone(), String::new()));
            }
            for range in [format!("bytes={length}-"), format!("bytes={}-", u64::MAX)] {
                let (part, refusal) = asked(&app, "GET", &address, &[("range", &range)]).await;
                assert_eq!(part.status.as_u16(), 416, "{address}: {range}");
                let refusal: serde_json::Value = serde_json::from_slice(&refusal).unwrap();
                assert_eq!(refusal["errors"][0]["extensions"]["code"], "BAD_REQUEST", "{address}: {range}");
                assert_eq!(header(&part, "content-range"), format!("bytes */{length}"));
            }
            // What is no one range of bytes counts for nothing.
            for range in ["bytes=0-1,4-5", "rows=0-3", "bytes=", "bytes=3-1", "bytes=-0", "bytes=x-"] {
                let (all, found) = asked(&app, "GET", &address, &[("range", range)]).await;
                assert_eq!((all.status.as_u16(), found == bytes), (200, true), "{address}: {range}");
                assert_eq!(header(&all, "content-range"), "", "{address}: {range}");
            }
            // Who has parts of other bytes gets all of these.
            for (of, status) in [(tag.as_str(), 206), ("\"other\"", 200), ("Thu, 26 Nov 2026 00:00:00 GMT", 200)] {
                let headers = [("range", "bytes=0-3"), ("if-range", of)];
                let (part, found) = asked(&app, "GET", &address, &headers).await;
                assert_eq!(part.status.as_u16(), status, "{address}: {of}");
                assert_eq!(found.len(), if status == 206 { 4 } else { length }, "{address}: {of}");
            }
            let headers = [("range", "bytes=0-3"), ("if-none-match", &tag)];
            assert_eq!(asked(&app, "GET", &address, &headers).await.0.status, 304, "{address}");
        }
    })
    .await;
}

/// The table is read once, whoever asks for its parts and however many do at once.
#[tokio::test]
async fn a_table_is_kept_while_the_data_are_the_same() {
    support::everywhere(async |fresh| {
        fill(&fresh, 4_000).await;
        let app = app_on(&fresh, &Options { streams: 1, ..Options::default() });
        let address = format!("{ALL}&format=ndjson");
        let (_, before) = whole(&app, &address).await;
        // One table may be under way. Were it read for each of these, most would be refused.
        let range = |start: usize| format!("bytes={start}-{}", start + 99);
        let all = (0..20).map(|n| {
            let (app, address, range) = (&app, &address, range(n * 100));
            async move { asked(app, "GET", address, &[("range", &range)]).await }
        });
        for (n, (part, found)) in futures_util::future::join_all(all).await.into_iter().enumerate() {
            assert_eq!((part.status.as_u16(), &found[..]), (206, &before[n * 100..n * 100 + 100]), "{n}");
        }
        // Behind the back of the catalogue: the data have the version that they had, and the table is not read again.
        fresh.write.execute_unprepared("UPDATE film SET title = 'another' WHERE id = 1").await.unwrap();
        let part = async || asked(&app, "GET", &address, &[("range", &range(0))]).await;
        assert_eq!(part().await.1, before[..100]);
        fresh.write.execute_unprepared(super::kept::CHANGE).await.unwrap();
        let (_, after) = whole(&app, &address).await;
        assert_ne!(before, after);
        let (part, found) = part().await;
        assert_eq!((part.status.as_u16(), &found[..]), (206, &after[..100]));
    })
    .await;
}

#[tokio::test]
async fn what_has_no_parts_is_told() {
    let fresh = support::on_sqlite().await;
    fill(&fresh, 3_000).await;
    for (options, status, code, message) in [
        (Options { part_bytes: 10_000, ..Options::default() }, 400, "BAD_USER_INPUT", "more than 10000 bytes"),
        (
            Options { stream_rows: 2_000, ..Options::default() },
            503,
            "SERVICE_UNAVAILABLE",
            "could not be read to its end",
        ),
        (Options { streams: 0, ..Options::default() }, 503, "SERVICE_UNAVAILABLE", "under way"),
    ] {
        let app = app_on(&fresh, &options);
        let answer = send_to(app.clone(), get_with(&format!("{ALL}&format=csv"), "range", "bytes=0-9")).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{}", answer.text);
        assert!(answer.text.contains(message), "{}", answer.text);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
    }
    // What is no table, and what is not asked by `GET`, has no parts.
    let app = app_on(&fresh, &Options::default());
    let json = send_to(app.clone(), get_with("/graphql?query={films{totalCount}}", "range", "bytes=0-1")).await;
    assert_eq!((json.status.as_u16(), json.header("accept-ranges")), (200, ""));
    let mut posted = post(r#"{"query": "{ films(first: 1) { nodes { title } } }"}"#);
    posted.headers_mut().insert("accept", "text/csv".parse().unwrap());
    posted.headers_mut().insert("range", "bytes=0-1".parse().unwrap());
    let posted = send_to(app, posted).await;
    assert_eq!((posted.status.as_u16(), posted.header("accept-ranges")), (200, ""));
    assert!(posted.text.starts_with("title\n"), "{}", posted.text);
}

/// Who leaves while the table is still being written gives the connection back: there is one, and others get it.
#[tokio::test]
async fn who_leaves_frees_the_connection() {
    for one in [support::on_sqlite().await, support::on_postgres().await] {
        fill(&one, 30_000).await;
        let options = db::Options { read_connections: 1, ..support::options() };
        let own = db::connect(&one.url, &options).await.unwrap();
        let app = app_on(&own, &Options { streams: 1, ..Options::default() });
        let all = format!("{ALL}&format=csv");
        let (_, bytes) = whole(&app, &all).await;
        for times in [1, 3, 10] {
            {
                let mut leaving = std::pin::pin!(asked(&app, "GET", &all, &[("range", "bytes=0-9")]));
                for _ in 0..times {
                    assert!(
                        futures_util::poll!(&mut leaving).is_pending(),
                        "the table was written within {times} looks"
                    );
                    tokio::task::yield_now().await;
                }
            }
            let other = send_to(app.clone(), get("/graphql?query={films{totalCount}}")).await;
            assert_eq!((other.status.as_u16(), &other.json()["data"]["films"]["totalCount"]), (200, &30_000.into()));
        }
        let (part, found) = asked(&app, "GET", &all, &[("range", "bytes=0-9")]).await;
        assert_eq!((part.status.as_u16(), &found[..]), (206, &bytes[..10]));
        own.close().await.unwrap();
    }
}
