//! Every question and every case, asked of both databases: one answer, one snapshot, with what it cost.
//!
//! A case is a file in `cases/`; its answer lies beside it. The answers to the questions were checked by hand against
//! the documents that the seed catalogue is made of.

use std::fmt::Write as _;
use std::path::Path;

use needledrop::graphql::guard::Limits;
use needledrop::graphql::{Api, Code, Request, Response};

use crate::support;

#[tokio::test]
async fn cases_and_questions() {
    let (sqlite, postgres) = (support::seeded_sqlite().await, support::seeded_postgres().await);
    let (sqlite, postgres) = (support::api(&sqlite), support::api(&postgres));
    for pattern in ["tests/it/cases/**/*.graphql", "questions/*.graphql"] {
        let mut files: Vec<_> = glob::glob(pattern).unwrap().map(Result::unwrap).collect();
        files.sort();
        assert!(!files.is_empty(), "{pattern} finds nothing");
        for file in files {
            let query = std::fs::read_to_string(&file).unwrap();
            let ours = ask(&sqlite, &query).await;
            let theirs = ask(&postgres, &query).await;
            assert_eq!(shown(&ours), shown(&theirs), "{} is answered differently on PostgreSQL", file.display());
            snapshot(&file, &query, &ours);
        }
    }
}

/// Asks with the variables that the document's comment gives, if it gives any.
async fn ask(api: &Api, query: &str) -> Response {
    let mut request = Request::new(query);
    if let Some(variables) = query.lines().find_map(|line| line.strip_prefix("# Variables: ")) {
        request.variables = serde_json::from_str(variables).expect("variables are a JSON object");
    }
    // Each database has a version of its own.
    Response { dataset: None, ..api.execute(request).await }
}

/// The answer, readable, and the number of statements that it took.
fn shown(response: &Response) -> String {
    let json: serde_json::Value = serde_json::from_slice(&response.to_json()).expect("an answer is JSON");
    let mut text = serde_json::to_string_pretty(&json).expect("JSON can be written");
    let rows: usize = response.statements.iter().map(|statement| statement.rows).sum();
    write!(text, "\nstatements: {}    rows: {rows}\n", response.statements.len()).expect("a text can be written to");
    text
}

fn snapshot(file: &Path, query: &str, response: &Response) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let folder = match file.starts_with("questions") {
        true => Path::new("questions").to_owned(),
        false => file.parent().expect("a file lies in a folder").strip_prefix("tests/it/cases").unwrap().to_owned(),
    };
    settings.set_snapshot_path(Path::new("cases").join(folder));
    settings.set_description(query.trim());
    let name = file.file_stem().expect("a file has a name").to_string_lossy().into_owned();
    settings.bind(|| insta::assert_snapshot!(name, shown(response)));
}

/// What costs little by its count may be long nevertheless.
#[tokio::test]
async fn an_answer_is_no_longer_than_it_may_be() {
    let sqlite = support::seeded_sqlite().await;
    let api = support::api_within(&sqlite, Limits { cost: u64::MAX, ..Limits::default() });
    let query = std::fs::read_to_string("tests/it/cases/errors/too_costly.graphql").unwrap();
    let response = ask(&api, &query).await;
    let error = &response.errors[0];
    assert_eq!((error.code, error.message.contains("longer than 16 MiB")), (Code::QueryTooComplex, true), "{error}");
    assert_eq!(response.data.as_deref(), Some(&b"null"[..]));
}
