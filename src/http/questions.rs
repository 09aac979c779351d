//! `/q`: the question catalogue. Each question has an address, whose parameters are its variables and whose ending is the
//! form of the answer: `/q/directors-with-multiple-listed-soundtracks.csv?min=3`.

use std::sync::Arc;

use axum::{
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::{
    accept::{Accept, Form},
    answer::Refusal,
    client::Caller,
    etag,
    form::{NAMES, Wanted},
    graphql::Door,
    html::escaped,
    segment::Segment,
};
use crate::graphql::{
    Code, Request,
    questions::{self, Question},
};

/// The pages load nothing and run nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
                     pre{background:#8881;padding:1rem;overflow:auto}label{display:block;margin:.5rem 0}\
                     dt{margin-top:1rem}dd{margin:0}:root{color-scheme:light dark}";

/// `GET /q`: all questions, as a page for browsers and as JSON for programs.
pub(super) async fn list(headers: HeaderMap) -> Response {
    if Accept::of(&headers).prefers_page() {
        let items = questions::all().iter().map(|question| {
            let (name, title) = (&question.name, escaped(&question.title));
            format!("<dt><a href=\"/q/{name}\">{title}</a></dt><dd>{}</dd>", escaped(&question.description))
        });
        let text = format!(
            "<h1>Questions</h1><p>Each has an address; its variables are parameters, and its form is an ending. Programs find \
             this list as JSON.</p><dl>{}</dl>",
            items.collect::<String>()
        );
        return page(&headers, "Questions", &text);
    }
    let all: Vec<Value> = questions::all().iter().map(told).collect();
    let text = format!("{:#}\n", json!({ "questions": all }));
    fixed(&headers, text, "application/json; charset=utf-8")
}

/// `GET /q/{name}`: the answer; for browsers, a page on which the question can be asked.
pub(super) async fn one(
    State(door): State<Arc<Door>>,
    method: Method,
    Segment(path): Segment,
    RawQuery(query): RawQuery,
    Caller(quota): Caller,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let (name, ending) = path.split_once('.').map_or((path.as_str(), None), |(name, ending)| (name, Some(ending)));
    let Some(question) = questions::find(name) else {
        let message = format!("there is no question `{name}`; `/q` lists them");
        return Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, message).answer(Form::Json);
    };
    let formed = ending.is_some() || form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "format");
    if !formed && Accept::of(&headers).prefers_page() {
        return page(&headers, &question.title, &shown(question));
    }
    let wanted = match Wanted::of(&query, ending, &headers) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal.answer(Form::Json),
    };
    match variables(question, &query) {
        Ok(variables) => {
            let request = Request { variables, read_only: true, quota, ..Request::new(question.document.clone()) };
            door.execute(request, (&method, &headers), wanted).await
        }
        Err(message) => Refusal::bad_request(message).answer(wanted.refusal()),
    }
}

/// The variables among the parameters of an address. Empty ones count as absent.
fn variables(question: &Question, query: &str) -> Result<Map<String, Value>, String> {
    if percent_encoding::percent_decode_str(query).decode_utf8().is_err() {
        return Err("the parameters of the address are not UTF-8".to_owned());
    }
    let mut values = Map::new();
    for (name, text) in form_urlencoded::parse(query.as_bytes()) {
        if matches!(name.as_ref(), "format" | "all") || text.is_empty() {
            continue;
        }
        let Some(variable) = question.variables.iter().find(|variable| variable.name == name) else {
            let known: Vec<&str> = question.variables.iter().map(|variable| variable.name.as_str()).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!("this question has no variable `{name}`; its variables: {known}"));
        };
        if values.insert(name.to_string(), variable.read(&text)?).is_some() {
            return Err(format!("the variable `{name}` is given twice"));
        }
    }
    Ok(values)
}

fn told(question: &Question) -> Value {
    let variables = question.variables.iter().map(|variable| {
        let mut told = json!({ "name": variable.name, "type": variable.of });
        if let Some(default) = &variable.default {
            told["default"] = default.clone();
        }
        told
    });
    json!({
        "name": question.name,
        "documentId": question.id,
        "title": question.title,
        "description": question.description,
        "variables": variables.collect::<Vec<_>>(),
        "example": question.example,
        "url": format!("/q/{}", question.name),
        "formats": NAMES,
        "document": question.document,
    })
}

fn shown(question: &Question) -> String {
    let Question { name, title, description, document, variables, example, .. } = question;
    let fields = variables.iter().map(|variable| {
        let value = example.get(&variable.name).or(variable.default.as_ref()).unwrap_or(&Value::Null);
        let value = match value {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let (name, of) = (&variable.name, escaped(&variable.of));
        format!("<label>{name} <small>{of}</small> <input name=\"{name}\" value=\"{}\"></label>", escaped(&value))
    });
    let forms = NAMES.map(|form| format!("<button name=\"format\" value=\"{form}\">{form}</button> "));
    format!(
        "<p><a href=\"/q\">Questions</a></p><h1>{}</h1><p>{}</p><form action=\"/q/{name}\">{}<p>{}</p></form><pre>{}</pre>",
        escaped(title),
        escaped(description),
        fields.collect::<String>(),
        forms.concat(),
        escaped(document)
    )
}

fn page(headers: &HeaderMap, title: &str, text: &str) -> Response {
    let title = escaped(title);
    let text = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{STYLE}</style>{text}"
    );
    let mut page = fixed(headers, text, "text/html; charset=utf-8");
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    page
}

/// A text that is the same until the next release.
fn fixed(headers: &HeaderMap, text: String, media_type: &'static str) -> Response {
    let tag = etag::of(&[text.as_bytes()]);
    let mut answer = match etag::known(headers, &tag) {
        Some(held) => (StatusCode::NOT_MODIFIED, [(header::ETAG, held)]).into_response(),
        None => ([(header::ETAG, tag)], Html(text)).into_response(),
    };
    let own = answer.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    own.insert(header::VARY, HeaderValue::from_static("accept"));
    answer
}
