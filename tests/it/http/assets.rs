//! The page, its files and the schema: caching, compression, and what a page may load.

use super::{get, get_with, send};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test]
async fn browsers_get_the_page() {
    // With a query too: a shared link shows the query, and does not run it before one looks at it.
    for address in ["/graphql", "/graphql?query=%7B__typename%7D"] {
        let page = send(get_with(address, "accept", BROWSER)).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"), "{address}");
        assert!(page.header("content-security-policy").starts_with("default-src 'self'; script-src 'self';"));
        assert!(page.header("content-security-policy").ends_with("form-action 'self'"));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.header("cache-control"), "no-cache");
        let vary: Vec<_> = page.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(vary, ["accept", "accept-encoding"]);
        assert!(!page.text.contains("http://") && !page.text.contains("https://"), "{}", page.text);
    }
}

#[tokio::test]
async fn files_of_the_page_are_kept_for_ever() {
    let mut files = Vec::new();
    for address in ["/graphql", "/"] {
        let page = send(get_with(address, "accept", BROWSER)).await.text;
        files.extend(page.split('"').filter(|part| part.starts_with("/assets/")).map(ToOwned::to_owned));
    }
    assert!(files.len() > 4, "{files:?}");
    for file in &files {
        let answer = send(get(file)).await;
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let again = send(get_with(file, "if-none-match", answer.header("etag"))).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""), "{file}");
    }
}

#[tokio::test]
async fn the_schema_is_text_with_a_tag() {
    let schema = send(get("/schema.graphql")).await;
    assert_eq!(schema.header("content-type"), "text/plain; charset=utf-8");
    assert!(schema.text.contains("type Query"), "{}", schema.text);
    let again = send(get_with("/schema.graphql", "if-none-match", schema.header("etag"))).await;
    assert_eq!((again.status.as_u16(), again.header("etag")), (304, schema.header("etag")));
    assert_eq!(send(get_with("/schema.graphql", "if-none-match", "\"other\"")).await.status, 200);
}

#[tokio::test]
async fn answers_are_compressed_on_request() {
    for (accepted, encoding) in
        [("br", "br"), ("gzip", "gzip"), ("gzip;q=0.5, br", "br"), ("identity", ""), ("zstd", "")]
    {
        let answer = send(get_with("/schema.graphql", "accept-encoding", accepted)).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepted}");
        assert_eq!(answer.header("vary"), "accept-encoding", "{accepted}");
    }
}
