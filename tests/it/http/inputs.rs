//! Everything that is not a GraphQL request, and how it is told.

use axum::{
    body::Body,
    http::{Request, header},
};

use super::{Options, app_with, get, post, send, send_to};

#[tokio::test]
async fn bodies_that_are_no_requests() {
    for (body, status, code, words) in [
        ("", 400, "BAD_REQUEST", "not JSON"),
        ("{", 400, "BAD_REQUEST", "not JSON"),
        (r#"{"query": "{ __typename }"} x"#, 400, "BAD_REQUEST", "not JSON"),
        ("1", 400, "BAD_REQUEST", "must be an object"),
        ("null", 400, "BAD_REQUEST", "must be an object"),
        ("[]", 400, "BAD_REQUEST", "batches"),
        (r#"[{"query": "{ __typename }"}]"#, 400, "BAD_REQUEST", "batches"),
        ("{}", 400, "BAD_REQUEST", "`query` is missing"),
        (r#"{"qeury": "{ __typename }"}"#, 400, "BAD_REQUEST", "`query` is missing"),
        (r#"{"query": null}"#, 400, "BAD_REQUEST", "`query` is missing"),
        (r#"{"query": 1}"#, 400, "BAD_REQUEST", "`query` must be a string, and is a number"),
        (r#"{"query": ["a"]}"#, 400, "BAD_REQUEST", "`query` must be a string, and is a list"),
        (r#"{"query": "{ a }", "operationName": {}}"#, 400, "BAD_REQUEST", "`operationName` must be a string"),
        (r#"{"query": "{ a }", "variables": "{}"}"#, 400, "BAD_REQUEST", "`variables` must be an object"),
        (r#"{"query": "{ a }", "extensions": false}"#, 400, "BAD_REQUEST", "`extensions` must be an object"),
        (r#"{"documentId": "sha256:1"}"#, 200, "PERSISTED_QUERY_NOT_FOUND", "there is no document `sha256:1`"),
        (r#"{"id": "1"}"#, 200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"),
    ] {
        let answer = send(post(body)).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{body}");
        assert!(answer.text.contains(words), "{body}: {}", answer.text);
        assert_eq!(answer.json().get("data"), None, "{body}");
    }
}

#[tokio::test]
async fn bodies_are_utf8() {
    for body in [&b"{\"query\": \"{ a(b: \xff) }\"}"[..], b"\xff\xfe{\0\"\0", b"{\"query\": \"\xc3\"}"] {
        let answer = send(post(body.to_vec())).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (400, "BAD_REQUEST"), "{body:?}");
    }
}

#[tokio::test]
async fn deep_json_is_refused() {
    let deep = |levels: usize| {
        format!(
            r#"{{"query": "{{ __typename }}", "variables": {{"a": {}1{}}}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        )
    };
    assert_eq!(send(post(deep(100_000))).await.code(), "BAD_REQUEST");
    assert_eq!(send(post(deep(33))).await.code(), "QUERY_TOO_COMPLEX");
}

#[tokio::test]
async fn only_json_is_read() {
    for (content_type, status) in [
        ("application/json", 200),
        ("Application/JSON; Charset=\"UTF-8\"", 200),
        ("application/json; charset=utf-16", 415),
        ("application/json; charset=latin1", 415),
        ("application/graphql", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("text/plain", 415),
        ("", 415),
    ] {
        let request = Request::post("/graphql").header(header::CONTENT_TYPE, content_type);
        let answer = send(request.body(Body::from(r#"{"query": "{ __typename }"}"#)).unwrap()).await;
        assert_eq!(answer.status.as_u16(), status, "{content_type}");
        if status == 415 {
            assert_eq!(answer.code(), "BAD_REQUEST", "{content_type}");
        }
    }
    let request = Request::post("/graphql").body(Body::from(r#"{"query": "{ __typename }"}"#)).unwrap();
    assert_eq!(send(request).await.status, 415, "without the header");
}

#[tokio::test]
async fn addresses_that_are_no_requests() {
    for (address, status, code) in [
        ("/graphql", 400, "BAD_REQUEST"),
        ("/graphql?", 400, "BAD_REQUEST"),
        ("/graphql?query=", 400, "BAD_REQUEST"),
        ("/graphql?query=%7B__typename%7D&query=%7B__typename%7D", 400, "BAD_REQUEST"),
        ("/graphql?query=%7B__typename%7D&variables=x", 400, "BAD_REQUEST"),
        ("/graphql?query=%7B__typename%7D&variables=[]", 400, "BAD_REQUEST"),
        ("/graphql?query=%7B__typename%7D&extensions=1", 400, "BAD_REQUEST"),
        ("/graphql?query=%FF", 400, "BAD_REQUEST"),
        ("/graphql?extensions=%7B%22persistedQuery%22%3A%7B%7D%7D", 400, "BAD_REQUEST"),
        ("/graphql?id=1", 200, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ("/graphql?documentId=1", 200, "PERSISTED_QUERY_NOT_FOUND"),
        ("/graphql/", 404, "NOT_FOUND"),
        ("/nothing", 404, "NOT_FOUND"),
        ("/assets/nothing.js", 404, "NOT_FOUND"),
        ("/assets/../graphql.html", 404, "NOT_FOUND"),
        ("/assets/..%2fgraphql.html", 404, "NOT_FOUND"),
    ] {
        let answer = send(get(address)).await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{address}");
    }
}

#[tokio::test]
async fn methods_that_are_not_answered() {
    for (method, address, allow) in [
        ("PUT", "/graphql", "GET,HEAD,POST"),
        ("DELETE", "/graphql", "GET,HEAD,POST"),
        ("PATCH", "/graphql", "GET,HEAD,POST"),
        ("BREW", "/graphql", "GET,HEAD,POST"),
        ("POST", "/livez", "GET,HEAD"),
        ("POST", "/schema.graphql", "GET,HEAD"),
    ] {
        let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
        let answer = send(request).await;
        assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, allow), "{method} {address}");
        assert_eq!(answer.code(), "METHOD_NOT_ALLOWED", "{method} {address}");
    }
}

#[tokio::test]
async fn a_large_body_is_refused_in_json() {
    let fitting = r#"{"query": "{ __typename }"}"#;
    let app = app_with(&Options { body_bytes: fitting.len(), ..Options::default() }).await;
    assert_eq!(send_to(app.clone(), post(fitting)).await.status, 200);
    for extra in [1, 300, 3_000] {
        let body = format!("{fitting}{}", " ".repeat(extra));
        let length = body.len().to_string();
        let mut announced = post(body.clone());
        announced.headers_mut().insert(header::CONTENT_LENGTH, length.parse().unwrap());
        for request in [post(body), announced] {
            let answer = send_to(app.clone(), request).await;
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));
            assert!(answer.text.contains(&format!("allows {}", fitting.len())), "{}", answer.text);
        }
    }
}

#[tokio::test]
async fn many_errors_are_cut() {
    let fields: String = (0..19).map(|i| format!("films {{ a{i} b{i} c{i} }} ")).collect();
    let answer = send(post(format!(r#"{{"query": "{{ {fields} }}"}}"#))).await;
    assert_eq!(answer.json()["errors"].as_array().unwrap().len(), 50);
}
