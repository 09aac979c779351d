//! What a client may ask for in a while, in points of cost.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    http::{Request, header},
};
use needledrop::{
    graphql::Quota,
    http::{Options, RateOptions},
};
use serde_json::json;

use super::connections::{Server, read_to_end, write};
use super::{Answer, app_on, app_with, get, post, send, send_to};
use crate::support;

/// Long enough not to end while a test runs.
const HOUR: Duration = Duration::from_secs(3_600);

/// Costs 5 rows and one statement.
const COSTS_105: &str = "films(first: 5) { nodes { title } }";

fn of(quota: &Arc<Quota>, mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(quota.clone());
    request
}

fn asks(query: &str) -> Request<Body> {
    post(json!({ "query": query }).to_string())
}

#[tokio::test]
async fn a_client_sees_what_it_has_left() {
    let fresh = support::on_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    let quota = Arc::new(Quota::new(1_000, HOUR));
    let query = format!(
        "{{ points: rateLimit {{ ...P }} {COSTS_105} }} fragment P on RateLimit {{ limit cost remaining used resetAt }}"
    );
    let answer = send_to(app.clone(), of(&quota, asks(&query))).await;
    let json = answer.json();
    let points = &json["data"]["points"];
    assert_eq!(
        [&points["limit"], &points["cost"], &points["remaining"], &points["used"]],
        [1_000, 105, 895, 105],
        "{json}"
    );
    let reset: i64 = answer.header("x-ratelimit-reset").parse().unwrap();
    let told = chrono::DateTime::parse_from_rfc3339(points["resetAt"].as_str().unwrap()).unwrap().timestamp();
    assert!((told - reset).abs() <= 1, "{told} {reset}");
    let headers = |answer: &Answer| {
        ["limit", "remaining", "used"].map(|name| answer.header(&format!("x-ratelimit-{name}")).to_owned())
    };
    assert_eq!(headers(&answer), ["1000", "895", "105"]);

    // Whatever is read counts at least one point, be it refused or nothing.
    for (query, used) in [("{ __typename }", 106), ("{", 107), ("{ nothing }", 108)] {
        let answer = send_to(app.clone(), of(&quota, asks(query))).await;
        assert_eq!(answer.header("x-ratelimit-used"), used.to_string(), "{query}");
    }
    let exposed = send_to(app, of(&quota, super::get_with("/livez", "origin", "https://example.org"))).await;
    assert_eq!(exposed.header("access-control-expose-headers"), "*");
}

#[tokio::test]
async fn who_has_used_up_its_points_is_told_when_to_come_back() {
    let fresh = support::on_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    let quota = Arc::new(Quota::new(107, HOUR));
    let query = format!("{{ {COSTS_105} }}");
    assert_eq!(send_to(app.clone(), of(&quota, asks(&query))).await.status, 200);
    for accept in ["application/json", "application/graphql-response+json"] {
        let mut request = of(&quota, asks(&query));
        request.headers_mut().insert(header::ACCEPT, accept.parse().unwrap());
        let answer = send_to(app.clone(), request).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (429, "RATE_LIMITED"), "{accept}");
        assert_eq!(answer.json().get("data"), None);
        let seconds: u64 = answer.header("retry-after").parse().unwrap();
        assert!((1..=3_600).contains(&seconds), "{seconds}");
        assert_eq!(answer.json()["errors"][0]["extensions"]["retryAfter"], seconds);
    }
    // The refusals took the rest, so that not even this is read any more.
    let answer = send_to(app, of(&quota, asks("{"))).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-ratelimit-remaining")), (429, "0"));
}

#[tokio::test]
async fn every_way_in_counts() {
    let fresh = support::seeded_sqlite().await;
    let app = app_on(&fresh, &Options::default());
    let quota = Arc::new(Quota::new(1_000_000, HOUR));
    let used = || quota.standing().used;
    for (address, least) in [
        ("/graphql?query=%7Bfilms%7Bnodes%7Bid%7D%7D%7D", 120),
        ("/q/coverage?by=KIND", 100),
        ("/q/coverage.csv?by=KIND", 100),
        ("/q/tracks.csv?all=true", 101),
        ("/film/singles-1992", 100),
        ("/graph/film/singles-1992", 100),
        ("/search?q=singles", 100),
    ] {
        let before = used();
        let answer = send_to(app.clone(), of(&quota, get(address))).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.text);
        assert!(used() >= before + least, "{address} counts {}", used() - before);
    }
    // All rows of a table count, however many there are.
    let before = used();
    let rows = send_to(app.clone(), of(&quota, get("/q/tracks.csv?all=true"))).await.text.lines().count() as u64 - 1;
    assert!(rows > 20);
    assert!(used() - before >= rows, "{rows} rows, {} points", used() - before);

    // What is held already counts nothing.
    let address = "/graphql?query=%7Bfilms%7BtotalCount%7D%7D";
    let tag = send_to(app.clone(), get(address)).await.header("etag").to_owned();
    let before = used();
    let held = send_to(app.clone(), of(&quota, super::get_with(address, "if-none-match", &tag))).await;
    assert_eq!((held.status.as_u16(), used() - before), (304, 0));

    let spent = Arc::new(Quota::new(1, HOUR));
    spent.spend(1);
    for address in ["/q/coverage?by=KIND", "/q/coverage.csv?by=KIND", "/film/singles-1992", "/search?q=singles"] {
        let answer = send_to(app.clone(), of(&spent, get(address))).await;
        assert_eq!(answer.status, 429, "{address}: {}", answer.text);
        assert_ne!(answer.header("retry-after"), "", "{address}");
    }
}

#[tokio::test]
async fn what_is_left_is_not_kept() {
    let answer = send_to(app_with(&Options::default()).await, get("/graphql?query=%7BrateLimit%7Blimit%7D%7D")).await;
    assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
    // Nobody counts here.
    assert_eq!(answer.text, r#"{"data":{"rateLimit":null}}"#);
    assert_eq!(send(get("/graphql?query=%7B__typename%7D")).await.header("x-ratelimit-limit"), "");
}

/// Sends a query that costs one point, with a header, and gives the status.
async fn status(server: &Server, header: &str) -> String {
    let mut socket = server.connect().await;
    let request =
        format!("GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{header}\r\n");
    write(&mut socket, &request).await;
    read_to_end(&mut socket).await[9..12].to_owned()
}

#[tokio::test]
async fn clients_are_told_apart_by_their_addresses() {
    let rate = RateOptions { points: 2, seconds: 3_600, loopback: false };
    // On this machine nobody is counted, whatever they say.
    let server = Server::start(Options { rate: rate.clone(), ..Options::default() }).await;
    for _ in 0..5 {
        assert_eq!(status(&server, "x-forwarded-for: 1.2.3.4\r\n").await, "200");
    }

    // Unless they shall be.
    let counted = RateOptions { loopback: true, ..rate.clone() };
    let server = Server::start(Options { rate: counted, ..Options::default() }).await;
    for expected in ["200", "200", "429", "429"] {
        assert_eq!(status(&server, "x-forwarded-for: 1.2.3.4\r\n").await, expected);
        // Who is no proxy cannot speak for others.
        assert!(expected == "200" || status(&server, "x-forwarded-for: 5.6.7.8\r\n").await == "429");
    }

    // Behind a proxy of this machine, each is counted for itself.
    let proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let server = Server::start(Options { rate, proxies, ..Options::default() }).await;
    for expected in ["200", "200", "429", "429"] {
        assert_eq!(status(&server, "x-forwarded-for: 9.9.9.9, 1.2.3.4\r\n").await, expected);
    }
    assert_eq!(status(&server, "x-forwarded-for: 5.6.7.8\r\n").await, "200");
}
