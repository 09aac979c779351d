//! The files of an export, whole and in parts.

use needledrop::export::{self, Form, Format, Wanted};

use super::*;

#[tokio::test]
async fn the_files_of_the_latest_export() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = support::seeded_sqlite().await;
    let options = Options { data: Some(folder.path().to_owned()), ..Options::default() };
    let app = app_on(&fresh, &options);
    let none = send_to(app.clone(), get("/data/latest/film.parquet")).await;
    assert_eq!((none.status.as_u16(), none.code().as_str()), (404, "NOT_FOUND"), "nothing was exported yet");

    let mut version = String::new();
    for form in [Form::Parquet, Form::Csv] {
        let wanted = Wanted { format: Format::Tables(form), out: folder.path().to_owned(), tables: Vec::new() };
        version = export::export(&fresh, &wanted, |_| {}).await.unwrap().version;
    }
    for (from, to) in [
        ("/data", "schema.json"),
        ("/data/", "schema.json"),
        ("/data/latest", "schema.json"),
        ("/data/latest/film.parquet", "film.parquet"),
    ] {
        let led = send_to(app.clone(), get(from)).await;
        assert_eq!(
            (led.status.as_u16(), led.header("location")),
            (307, format!("/data/{version}/{to}").as_str()),
            "{from}"
        );
        assert_eq!(led.header("cache-control"), "no-cache");
    }

    let address = format!("/data/{version}/film.parquet");
    let file = std::fs::read(folder.path().join("latest/film.parquet")).unwrap();
    let with = |method: &str, name: &str, value: &str| {
        let request = Request::builder().method(method).uri(&address).header("accept-encoding", "gzip, br");
        request.header(name, value).body(Body::empty()).unwrap()
    };
    let raw = async |request: Request<Body>| {
        let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        (parts, axum::body::to_bytes(body, usize::MAX).await.unwrap())
    };
    let (whole, bytes) = raw(with("GET", "x", "x")).await;
    assert_eq!((whole.status.as_u16(), bytes.as_ref()), (200, file.as_slice()));
    let header = |parts: &axum::http::response::Parts, name: &str| {
        parts.headers.get(name).map_or(String::new(), |value| value.to_str().unwrap().to_owned())
    };
    assert_eq!(header(&whole, "content-type"), "application/vnd.apache.parquet");
    assert_eq!(header(&whole, "cache-control"), "public, max-age=31536000, immutable");
    let (head, nothing) = raw(with("HEAD", "x", "x")).await;
    assert_eq!((head.status.as_u16(), nothing.len()), (200, 0));
    for name in ["content-length", "accept-ranges", "etag"] {
        assert_eq!(header(&head, name), header(&whole, name), "{name}");
    }
    assert_eq!(
        (header(&head, "content-length"), header(&head, "accept-ranges")),
        (file.len().to_string(), "bytes".to_owned())
    );
    let (part, bytes) = raw(with("GET", "range", "bytes=-8")).await;
    assert_eq!((part.status.as_u16(), bytes.as_ref()), (206, &file[file.len() - 8..]));
    assert_eq!(header(&part, "content-range"), format!("bytes {}-{}/{}", file.len() - 8, file.len() - 1, file.len()));
    // As Polars asks for the end of any file.
    let (part, bytes) = raw(with("GET", "range", "bytes=-262144000")).await;
    assert_eq!((part.status.as_u16(), bytes.as_ref()), (206, file.as_slice()));
    assert_eq!(header(&part, "content-range"), format!("bytes 0-{}/{}", file.len() - 1, file.len()));
    assert_eq!(raw(with("GET", "range", &format!("bytes={}-", file.len()))).await.0.status, 416);
    assert_eq!(raw(with("GET", "range", "bytes=-0")).await.0.status, 416);
    let tag = header(&whole, "etag");
    assert!(tag.starts_with('"'), "{tag} is strong");
    assert_eq!(raw(with("GET", "if-none-match", &tag)).await.0.status, 304);

    // Not even text is compressed, or it would lose its length.
    let mut csv = get(&format!("/data/{version}/listing.csv"));
    csv.headers_mut().insert("accept-encoding", "gzip".parse().unwrap());
    let csv = send_to(app.clone(), csv).await;
    assert_eq!((csv.header("content-encoding"), csv.header("content-type")), ("", Form::Csv.media_type()));

    std::fs::write(folder.path().join("latest/film.csv.1.part"), "in the making").unwrap();
    for address in [
        format!("/data/{version}/movie.csv"),
        format!("/data/{version}/film.csv.1.part"),
        "/data/0000000000000000/film.csv".to_owned(),
        format!("/data/{version}/../../../../etc/passwd"),
        format!("/data/{version}/..%2f..%2f..%2fetc%2fpasswd"),
        format!("/data/{version}"),
    ] {
        let answer = send_to(app.clone(), get(&address)).await;
        let schema = address.ends_with(&version);
        assert_eq!(answer.status, if schema { 200 } else { 404 }, "{address}");
    }
    assert_eq!(send_to(app_on(&fresh, &Options::default()), get("/data")).await.status, 404, "where none is offered");
}
