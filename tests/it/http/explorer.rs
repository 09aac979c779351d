//! The pages of the explorer: what stands in them for who runs no scripts, and what the script asks.

use std::{fs, path::Path};

use sea_orm::ConnectionTrait;
use serde_json::Value;

use super::*;
use crate::support::Fresh;

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const HTML: &str = "text/html; charset=utf-8";

async fn page(fresh: &Fresh, address: &str) -> Answer {
    send_to(app_on(fresh, &Options::default()), get_with(address, "accept", BROWSER)).await
}

/// The page's data for machines.
fn terms(page: &Answer) -> Value {
    let (_, rest) = page.text.split_once("<script type=\"application/ld+json\">").expect("there is JSON-LD");
    let (json, _) = rest.split_once("</script>").expect("the script ends");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

#[tokio::test]
async fn things_tell_of_themselves_without_scripts() {
    let fresh = support::seeded_sqlite().await;
    for (address, title, of, link) in [
        ("/film/singles-1992", "Singles (1992)", "Movie", "/artist/cameron-crowe"),
        ("/series/twilight", "Twilight", "MovieSeries", "/film/the-twilight-saga-new-moon-2009"),
        ("/artist/bjork", "Björk", "Person", "/soundtrack/stigmata-1999"),
        ("/artist/pearl-jam", "Pearl Jam", "MusicGroup", "/soundtrack/singles-1992"),
        ("/soundtrack/singles-1992", "Singles (soundtrack)", "MusicAlbum", "/film/singles-1992"),
        ("/song/across-the-universe", "Across the Universe", "MusicComposition", "/artist/the-beatles"),
        (
            "/list/soundtracks-better-than-their-films",
            "Soundtracks better than their films",
            "ItemList",
            "/soundtrack/singles-1992",
        ),
        ("/graph/artist/bjork", "Björk · graph", "Person", "/soundtrack/stigmata-1999"),
    ] {
        let page = page(&fresh, address).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, HTML), "{address}");
        assert!(page.text.contains(&format!("<title>{title} · needledrop</title>")), "{address}: {}", page.text);
        assert!(page.text.contains(&format!("<a href=\"{link}\">")), "{address}: {}", page.text);
        let terms = terms(&page);
        assert_eq!((&terms["@context"], &terms["@type"]), (&"https://schema.org".into(), &of.into()), "{address}");
        let canonical = address.trim_start_matches("/graph");
        assert_eq!(terms["url"], canonical);
        assert!(page.text.contains(&format!("<link rel=\"canonical\" href=\"{canonical}\">")), "{address}");
    }
    let film = terms(&page(&fresh, "/film/singles-1992").await);
    assert_eq!(film["director"][0]["name"], "Cameron Crowe");
    assert_eq!(film["sameAs"][0], "https://www.imdb.com/title/tt0105415/");
    let album = terms(&page(&fresh, "/soundtrack/stigmata-1999").await);
    let track = &album["track"][0];
    assert_eq!((&track["@type"], &track["name"]), (&"MusicRecording".into(), &"All Is Full of Love".into()), "{album}");
    let recording = terms(&page(&fresh, track["url"].as_str().unwrap()).await);
    assert_eq!(recording["recordingOf"]["url"], "/song/all-is-full-of-love");
}

#[tokio::test]
async fn what_data_say_is_text_wherever_it_stands() {
    const TITLE: &str = r#"</title></script><script>alert("1")</script> & <!-- head --><!-- main -->"#;
    let fresh = support::on_sqlite().await;
    insert_hostile(&fresh, TITLE).await;
    for address in ["/film/hostile", "/soundtrack/hostile", "/graph/film/hostile", "/search?q=alert"] {
        let page = page(&fresh, address).await;
        assert_eq!(page.status, 200, "{address}");
        assert!(page.text.contains("&lt;/title&gt;&lt;/script&gt;&lt;script&gt;alert(&quot;1&quot;)"), "{}", page.text);
        assert!(!page.text.contains("<script>"), "{address}: {}", page.text);
        assert!(!page.text.contains("<!--"), "{address}: {}", page.text);
        assert_eq!(page.text.matches("</title>").count(), 1, "{address}: {}", page.text);
        if !address.starts_with("/search") {
            assert_eq!(terms(&page)["name"], TITLE, "{address}");
        }
    }
    let page = page(&fresh, "/search?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22").await;
    assert!(page.text.contains("“&lt;script&gt;alert(1)&lt;/script&gt;&quot;”"), "{}", page.text);
    assert!(!page.text.contains("<script>"), "{}", page.text);
}

async fn insert_hostile(fresh: &Fresh, title: &str) {
    let title = title.replace('\'', "''");
    fresh
        .write
        .execute_unprepared(&format!(
            "INSERT INTO film (id, slug, title, title_key, kind) VALUES (1, 'hostile', '{title}', 'alert', 'FEATURE');
             INSERT INTO soundtrack (id, slug, title, title_key) VALUES (1, 'hostile', '{title}', 'alert')"
        ))
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let fresh = support::on_sqlite().await;
    for address in [
        "/film/none",
        "/series/none",
        "/artist/none",
        "/soundtrack/none",
        "/song/none",
        "/recording/none",
        "/recording/UmVjb3JkaW5nOjk5",
        "/recording/RmlsbTox",
        "/list/none",
        "/graph/film/none",
        "/films/none",
        "/nothing",
    ] {
        let answer = page(&fresh, address).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (404, HTML), "{address}");
        assert_eq!(answer.header("etag"), "", "{address}");
    }
    let answer = send(get("/nothing")).await;
    assert_eq!((answer.header("content-type"), answer.code().as_str()), (JSON, "NOT_FOUND"), "for programs");
}

#[tokio::test]
async fn a_slug_of_what_was_merged_leads_to_what_it_became() {
    for fresh in [support::seeded_sqlite().await, support::seeded_postgres().await] {
        fresh
            .write
            .execute_unprepared(
                "INSERT INTO redirect (subject, from_id, slug, to_id) \
                 SELECT 'FILM', 90000, 'the-singles', id FROM film WHERE slug = 'singles-1992'",
            )
            .await
            .unwrap();
        for (from, to) in
            [("/film/the-singles", "/film/singles-1992"), ("/graph/film/the-singles", "/graph/film/singles-1992")]
        {
            let answer = page(&fresh, from).await;
            assert_eq!((answer.status.as_u16(), answer.header("location")), (301, to));
            assert_eq!(page(&fresh, to).await.status, 200);
        }
    }
}

#[tokio::test]
async fn every_view_has_an_address_and_a_strict_policy() {
    let fresh = support::seeded_sqlite().await;
    for address in [
        "/",
        "/graph",
        "/path?from=artist/bjork&to=artist/cameron-crowe",
        "/rankings",
        "/rankings/voted",
        "/covers",
        "/lists",
        "/matrix",
        "/search",
        "/search?q=bjork",
        "/film/singles-1992",
    ] {
        let answer = page(&fresh, address).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, HTML), "{address}");
        assert_eq!(answer.header("cache-control"), "no-cache", "{address}");
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{address}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("blob:"), "{address}: {policy}");
        assert_eq!(answer.text.matches("<title>").count(), 1, "{address}");
        assert_eq!(answer.text.matches("<h1>").count(), 1, "{address}");
        assert!(!answer.text.contains("<!--"), "{address} has a place that was not filled");
        let app = app_on(&fresh, &Options::default());
        let again = send_to(app, get_with(address, "if-none-match", answer.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{address}");
    }
}

/// The documents are checked against the schema when the page is built; here they are asked.
#[tokio::test]
async fn what_the_page_asks_is_answered() {
    let fresh = support::seeded_sqlite().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/explorer/operations");
    let mut asked = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let query = fs::read_to_string(&path).unwrap();
        let variables = query.lines().find_map(|line| line.strip_prefix("# Variables: ")).unwrap_or("{}");
        let variables: Value = serde_json::from_str(variables).unwrap();
        let body = serde_json::json!({ "query": query, "variables": variables }).to_string();
        let answer = send_to(app_on(&fresh, &Options::default()), post(body)).await.json();
        assert_eq!(answer.get("errors"), None, "{}", path.display());
        let found = answer["data"].as_object().unwrap().values().all(|value| !value.is_null());
        assert!(found, "{} finds nothing: {answer}", path.display());
        asked += 1;
    }
    assert!(asked > 10, "{asked} documents");
}
