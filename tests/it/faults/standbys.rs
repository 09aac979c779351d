//! One primary and two standbys: who answers what, and who is left out.

use axum::{Router, body::Body, http::Request as HttpRequest};
use needledrop::{
    db::{
        self, Db, Lsn, Reads, StandbyLimits, State,
        reads::{Decode, Failure, Health, Query},
    },
    engine::Engine,
    graphql::{Api, Code, Request},
    http,
};
use sea_orm::ConnectionTrait;
use tower::ServiceExt;

use super::{
    cluster::{Cluster, until},
    load::Load,
};
use crate::support;

fn options() -> db::Options {
    db::Options { acquire_timeout_ms: 1_000, ..support::options() }
}

fn api(db: &Db) -> Api {
    support::api_within(db, Default::default())
}

/// How many films there are, as one answer has it.
async fn films(api: &Api, position: Option<Lsn>) -> Result<(u64, Option<Lsn>), Code> {
    let response = api.execute(Request { position, ..Request::new("{ films { totalCount } }") }).await;
    match response.errors.first() {
        Some(error) => Err(error.code),
        None => {
            let data: serde_json::Value = serde_json::from_slice(&response.data.unwrap()).unwrap();
            Ok((data["films"]["totalCount"].as_u64().unwrap(), response.position))
        }
    }
}

fn health(db: &Db) -> Vec<Health> {
    let Reads::Postgres(servers) = &db.reads else { panic!("this is PostgreSQL") };
    servers.status().iter().map(|server| server.health).collect()
}

/// How often each server was asked.
fn lent(db: &Db) -> Vec<u64> {
    let Reads::Postgres(servers) = &db.reads else { panic!("this is PostgreSQL") };
    servers.status().iter().map(|server| server.lent).collect()
}

async fn all_good(db: &Db) {
    until("all servers are good", async || health(db) == [Health::Good; 3]).await;
}

/// Who asks without a pause by this API, with no position.
fn load(api: &Api) -> Load {
    let api = api.clone();
    Load::start(8, move || {
        let api = api.clone();
        async move { films(&api, None).await.map(drop).map_err(|code| code.as_str().to_owned()) }
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn standbys_answer_and_who_names_a_position_sees_what_was_written() {
    let cluster = Cluster::start(2).await;
    let db = cluster.database(&options(), &StandbyLimits::default()).await;
    let api = api(&db);
    all_good(&db).await;

    // Both are asked, and the primary is not.
    let before = lent(&db);
    for _ in 0..20 {
        films(&api, None).await.unwrap();
    }
    let asked: Vec<u64> = lent(&db).iter().zip(&before).map(|(now, before)| now - before).collect();
    assert_eq!(asked, [0, 10, 10]);

    // One is paused: whoever names the position never sees what was before it, on either standby.
    let start = cluster.add_film("one").await;
    until("both have the film", async || {
        let mut seen = Vec::new();
        for _ in 0..4 {
            seen.push(films(&api, None).await.unwrap().0);
        }
        seen == [1; 4]
    })
    .await;
    cluster.execute(1, "SELECT pg_wal_replay_pause()").await;
    let position = cluster.add_film("two").await;
    assert!(position > start);
    for _ in 0..20 {
        let (films, seen) = films(&api, Some(position)).await.unwrap();
        assert_eq!(films, 2);
        assert!(seen >= Some(position), "{seen:?}");
    }
    // Who names none may see it or not, and names nothing in return.
    let mut seen = Vec::new();
    for _ in 0..4 {
        let (films, position) = films(&api, None).await.unwrap();
        assert_eq!(position, None);
        seen.push(films);
    }
    assert!(seen.contains(&1), "{seen:?}");

    // Both are: the primary is asked.
    cluster.execute(2, "SELECT pg_wal_replay_pause()").await;
    let position = cluster.add_film("three").await;
    let before = lent(&db)[0];
    for _ in 0..5 {
        assert_eq!(films(&api, Some(position)).await.unwrap().0, 3);
    }
    assert_eq!(lent(&db)[0] - before, 5);
    // What came back is a position too, that of the primary.
    let (_, later) = films(&api, Some(position)).await.unwrap();
    assert!(later >= Some(position));
    // A network of what is asked is as new.
    let paths = Request {
        position: Some(position),
        ..Request::new("{ neighbours(id: \"RmlsbTox\", first: 1) { nodes { id } } }")
    };
    let response = api.execute(paths).await;
    if response.errors.is_empty() {
        assert_eq!(response.dataset.as_deref(), Some("three"));
        assert!(response.position >= Some(position), "{:?}", response.position);
    } else {
        panic!("{:?}", response.errors);
    }

    // They go on, and then one of them answers who names the position.
    for standby in [1, 2] {
        cluster.execute(standby, "SELECT pg_wal_replay_resume()").await;
    }
    until("a standby answers for this position", async || {
        let before = lent(&db);
        assert_eq!(films(&api, Some(position)).await.unwrap().0, 3);
        lent(&db)[0] == before[0]
    })
    .await;
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lags_or_lacks_tables_is_left_out_and_comes_back() {
    let cluster = Cluster::start(2).await;
    let limits = StandbyLimits { max_lag_bytes: 1, replay_wait_ms: 20, ..StandbyLimits::default() };
    let db = cluster.database(&options(), &limits).await;
    let api = api(&db);
    all_good(&db).await;

    cluster.execute(1, "SELECT pg_wal_replay_pause()").await;
    cluster.add_film("one").await;
    until("the paused one is left out", async || health(&db) == [Health::Good, Health::Lagging, Health::Good]).await;
    for _ in 0..10 {
        assert_eq!(films(&api, None).await.unwrap().0, 1);
    }
    cluster.execute(1, "SELECT pg_wal_replay_resume()").await;
    all_good(&db).await;

    // A migration that a standby has not replayed.
    cluster.execute(0, "CREATE TABLE kept AS SELECT * FROM seaql_migrations ORDER BY version DESC LIMIT 1").await;
    cluster.execute(0, "DELETE FROM seaql_migrations WHERE version IN (SELECT version FROM kept)").await;
    until("none fits", async || health(&db)[1..] == [Health::Outdated; 2]).await;
    let before = lent(&db);
    films(&api, None).await.unwrap();
    assert_eq!(lent(&db)[0], before[0] + 1, "the primary is asked");
    cluster.execute(0, "INSERT INTO seaql_migrations SELECT * FROM kept").await;
    all_good(&db).await;

    // A statement that is in the way of what is replayed is no reason to leave out a standby. It is asked of the primary.
    let Reads::Postgres(servers) = &db.reads else { panic!("this is PostgreSQL") };
    let link = servers.take(None).await.unwrap();
    let long = Query {
        number: 1,
        sql: "SELECT count(*) FROM film WHERE pg_sleep(3) IS NOT NULL",
        columns: &[Decode::Wide],
        room: Default::default(),
    };
    let in_the_way = async {
        until("the statement runs", async || {
            let running = cluster.value(1, RUNNING).await + cluster.value(2, RUNNING).await;
            running > 0
        })
        .await;
        cluster.execute(0, "BEGIN; LOCK TABLE film IN ACCESS EXCLUSIVE MODE; COMMIT").await;
    };
    let (ended, ()) = tokio::join!(link.rows(long, &[], None), in_the_way);
    let failed = ended.unwrap_err();
    assert!(matches!(failed, Failure::Conflict(_)), "{failed}");
    assert_eq!(health(&db), [Health::Good; 3]);
    let before = lent(&db)[0];
    drop(servers.take_again(&failed, None).await.unwrap());
    assert_eq!(lent(&db)[0], before + 1);
    db.close().await.unwrap();
}

const RUNNING: &str =
    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT count(*) FROM film WHERE pg_sleep%'";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_are_lost_while_they_are_asked() {
    let cluster = Cluster::start(2).await;
    let position = cluster.seed().await;
    let db = cluster.database(&options(), &StandbyLimits::default()).await;
    let api = api(&db);
    let app = http::router(api.clone(), &http::Options::default());
    all_good(&db).await;

    // A standby is killed, and one is silent: nobody who reads takes notice.
    let load = load(&api);
    load.goes_on(50).await;
    cluster.does("kill", 1);
    load.goes_on(200).await;
    assert_eq!(health(&db)[1], Health::Lost);
    cluster.does("start", 1);
    all_good(&db).await;
    cluster.does("freeze", 2);
    until("the silent one is left out", async || health(&db)[2] == Health::Lost).await;
    load.goes_on(200).await;
    cluster.does("thaw", 2);
    all_good(&db).await;

    // The primary is killed: reads go on, writes fail and say so.
    cluster.does("kill", 0);
    load.goes_on(200).await;
    until("the loss is noticed", async || health(&db)[0] == Health::Lost).await;
    assert_eq!(load.end().await, Default::default());
    assert_eq!(status(&app, "/readyz").await, 200);
    let answers = format!("needledrop_server_answers{{server=\"{}\"}}", db_name(&db, 0));
    assert!(metrics(&app).await.contains(&format!("{answers} 0\n")), "the primary is lost");
    assert!(db.write.execute_unprepared("UPDATE dataset SET version = 'x'").await.is_err());
    // A position that a standby has is answered by it; one that nobody has, by nobody.
    assert!(films(&api, Some(position)).await.is_ok());
    assert_eq!(films(&api, Some(Lsn(u64::MAX))).await, Err(Code::ServiceUnavailable));
    // A server that starts now starts, on what the standbys know.
    let other = cluster.database(&options(), &StandbyLimits::default()).await;
    assert_eq!(db::state(&other).await.unwrap(), State::Current);
    assert!(films(&support::api_within(&other, Default::default()), None).await.is_ok());
    other.close().await.unwrap();

    // All are: who asks is told, and to come back.
    cluster.does("kill", 1);
    cluster.does("kill", 2);
    for _ in 0..3 {
        assert_eq!(films(&api, None).await, Err(Code::ServiceUnavailable));
    }
    let answer = app.clone().oneshot(get("/graphql?query={films{totalCount}}")).await.unwrap();
    assert_eq!((answer.status().as_u16(), answer.headers()["retry-after"].to_str().unwrap()), (503, "1"));
    // What was said before holds for a second.
    until("it is not ready", async || status(&app, "/readyz").await == 503).await;
    assert_eq!(status(&app, "/livez").await, 200);

    // They come back one by one, and then all is as before.
    cluster.does("start", 0);
    until("the primary answers", async || films(&api, None).await.is_ok()).await;
    until("the primary writes", async || db.write.execute_unprepared("UPDATE dataset SET version = 'y'").await.is_ok())
        .await;
    cluster.does("start", 1);
    cluster.does("start", 2);
    all_good(&db).await;
    let last = cluster.add_film("last").await;
    assert!(films(&api, Some(last)).await.is_ok());
    db.close().await.unwrap();
}

fn get(address: &str) -> HttpRequest<Body> {
    HttpRequest::get(address.replace('{', "%7B").replace('}', "%7D")).body(Body::empty()).unwrap()
}

async fn metrics(app: &Router) -> String {
    let answer = http::inside(app.clone()).oneshot(get("/metrics")).await.unwrap();
    let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The name of one of the servers.
fn db_name(db: &Db, number: usize) -> String {
    let Reads::Postgres(servers) = &db.reads else { panic!("this is PostgreSQL") };
    servers.status()[number].name.clone()
}

async fn status(app: &Router, address: &str) -> u16 {
    app.clone().oneshot(get(address)).await.unwrap().status().as_u16()
}

/// The header of a position, over HTTP and on either database.
#[tokio::test]
async fn a_position_is_given_and_given_back() {
    let with = |values: &[&str]| {
        let mut request = get("/graphql?query={films{totalCount}}");
        for value in values {
            request.headers_mut().append("needledrop-lsn", value.parse().unwrap());
        }
        request
    };
    for (fresh, has_log) in [(support::on_sqlite().await, false), (support::on_postgres().await, true)] {
        let api = Api::new(Engine::new(fresh.reads.clone()), Default::default()).unwrap();
        let app = http::router(api, &http::Options::default());
        assert_eq!(fresh.position().await.unwrap().is_some(), has_log);

        let answer = app.clone().oneshot(with(&[])).await.unwrap();
        assert_eq!(answer.headers().get("needledrop-lsn"), None);
        let answer = app.clone().oneshot(with(&["0/0"])).await.unwrap();
        assert_eq!(answer.status(), 200);
        let given = answer.headers().get("needledrop-lsn").map(|value| value.to_str().unwrap().parse::<Lsn>().unwrap());
        assert_eq!(given.is_some(), has_log);
        if let Some(given) = given {
            let before = fresh.position().await.unwrap();
            assert!(given > Lsn(0) && Some(given) <= before, "{given} {before:?}");
        }
        let vary = answer.headers()["vary"].to_str().unwrap();
        assert!(vary.contains("needledrop-lsn"), "a cache keeps apart who has seen more: {vary}");

        let table = get("/graphql?query={films{nodes{id}}}&format=csv");
        let (mut parts, body) = table.into_parts();
        parts.headers.insert("needledrop-lsn", "0/1".parse().unwrap());
        let answer = app.clone().oneshot(HttpRequest::from_parts(parts, body)).await.unwrap();
        assert_eq!((answer.status().as_u16(), answer.headers().get("needledrop-lsn").is_some()), (200, has_log));

        for wrong in [&[""][..], &["x"], &["0/0/0"], &["1/123456789"], &["+1/0"], &["0/0", "0/0"]] {
            let answer = app.clone().oneshot(with(wrong)).await.unwrap();
            assert_eq!(answer.status(), 400, "{wrong:?}");
            let bytes = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert!(text.contains("BAD_REQUEST") && text.contains("`needledrop-lsn`"), "{text}");
        }
    }
}

/// What is said twice must not be: addresses of other databases, and standbys of SQLite.
#[tokio::test]
async fn only_postgres_has_standbys() {
    for (primary, standby) in [
        ("sqlite::memory:", "postgres://ann:secret@localhost/films"),
        ("postgres://ann:secret@localhost/films", "sqlite:films.db"),
        ("postgres://ann:secret@localhost/films", "films"),
    ] {
        let error = db::connect_with_standbys(primary, &[standby], &options(), &StandbyLimits::default()).await;
        let message = error.unwrap_err().to_string();
        assert!(message.contains("--read-database") && !message.contains("secret"), "{message}");
    }
}
