//! From an HTTP request to a GraphQL one: parameters of an address, or a body of JSON.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
};
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use super::{answer::Refusal, documents::Documents, form::Wanted};
use crate::graphql::{Code, Error, Request};

/// The parameters of `GET /graphql?…`, taken apart. Empty ones count as absent, unknown ones are left alone.
pub(super) fn parameters(query: &str, wanted: Wanted, documents: &Documents) -> Result<Request, Refusal> {
    // The decoder below would replace broken characters without a word.
    if percent_encoding::percent_decode_str(query).decode_utf8().is_err() {
        return Err(Refusal::bad_request("the parameters of the address are not UTF-8"));
    }
    let mut members = Map::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty()) {
        let value = match name.as_ref() {
            "query" | "operationName" | "id" | "documentId" => Value::String(value.into_owned()),
            "variables" | "extensions" => serde_json::from_str(&value)
                .map_err(|error| Refusal::bad_request(format!("the parameter `{name}` is not JSON: {error}")))?,
            _ => continue,
        };
        if members.insert(name.to_string(), value).is_some() {
            return Err(Refusal::bad_request(format!("the parameter `{name}` is given twice")));
        }
    }
    Ok(Request { read_only: true, ..request(members, wanted, documents)? })
}

/// The body of `POST /graphql`.
///
/// Nothing but `application/json` is read: a form of another site can send the other types with a visitor's
/// credentials and without asking first.
pub(super) async fn body(
    headers: &HeaderMap,
    body: Body,
    (wanted, documents): (Wanted, &Documents),
    most: usize,
    within: Duration,
) -> Result<Request, Refusal> {
    if !json(headers) {
        let message = "send the request as `content-type: application/json`, in UTF-8";
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, message));
    }
    if let Some(encoding) = headers.get_all(header::CONTENT_ENCODING).iter().find(|encoding| *encoding != "identity") {
        let message = format!("send the request as it is, and not as `content-encoding: {}`", shown(encoding));
        return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::BadRequest, message));
    }
    let bytes = tokio::time::timeout(within, collect(headers, body, most)).await.map_err(|_| {
        let message = format!("the body did not arrive within {} seconds", within.as_secs());
        Refusal::new(StatusCode::REQUEST_TIMEOUT, Code::BadRequest, message)
    })??;
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(members)) => request(members, wanted, documents),
        Ok(Value::Array(_)) => Err(Refusal::bad_request("batches are not answered: send one request at a time")),
        Ok(_) => Err(Refusal::bad_request(r#"the body must be an object, such as {"query": "{ __typename }"}"#)),
        Err(error) => Err(Refusal::bad_request(format!("the body is not JSON: {error}"))),
    }
}

/// A header as part of a message.
fn shown(value: &HeaderValue) -> String {
    String::from_utf8_lossy(value.as_bytes()).chars().take(100).collect()
}

fn json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(|value| value.to_str()) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    parts.next().is_some_and(|name| name.eq_ignore_ascii_case("application/json"))
        && parts.filter_map(|part| part.split_once('=')).all(|(name, value)| {
            let value = value.trim_matches('"');
            !name.eq_ignore_ascii_case("charset")
                || ["utf-8", "utf8"].iter().any(|utf8| value.eq_ignore_ascii_case(utf8))
        })
}

/// The whole body, unless it is too large.
async fn collect(headers: &HeaderMap, mut body: Body, most: usize) -> Result<Vec<u8>, Refusal> {
    // Who is refused while still sending may find the connection reset and never see why. So what is a little too
    // large is read and thrown away, and only what is much too large is cut off.
    let patience = most.saturating_mul(16);
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let mut arrived = 0_usize;
    let mut bytes = Vec::new();
    if announced.is_none_or(|length| length <= patience) {
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Refusal::bad_request(format!("the body could not be read: {error}")))?;
            let Ok(data) = frame.into_data() else { continue };
            arrived = arrived.saturating_add(data.len());
            if arrived <= most {
                bytes.extend_from_slice(&data);
            } else if arrived > patience {
                break;
            }
        }
    }
    let size = arrived.max(announced.unwrap_or(0));
    if size <= most {
        return Ok(bytes);
    }
    let message = format!("the body has {size} bytes or more; the limit `body_bytes` allows {most}");
    Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, Code::PayloadTooLarge, message))
}

/// The members of a request, whichever way they came. Null counts as absent.
fn request(mut members: Map<String, Value>, wanted: Wanted, documents: &Documents) -> Result<Request, Refusal> {
    let extensions = object(&mut members, "extensions")?;
    let persisted = extensions.get("persistedQuery").filter(|persisted| !persisted.is_null());
    let document = text(&mut members, "documentId")?;
    let query = match (text(&mut members, "query")?, persisted, document) {
        (query, Some(persisted), _) => documents.persisted(persisted, query, wanted)?,
        (Some(query), None, _) => query,
        (None, None, Some(id)) => documents.named(&id, wanted)?,
        (None, None, None) => return Err(without_query(&members, wanted)),
    };
    Ok(Request {
        query,
        operation_name: text(&mut members, "operationName")?,
        variables: object(&mut members, "variables")?,
        extensions,
        ..Request::default()
    })
}

fn without_query(members: &Map<String, Value>, wanted: Wanted) -> Refusal {
    if members.contains_key("id") {
        let error = Error::new(Code::PersistedQueryNotSupported, "PersistedQueryNotSupported");
        return Refusal::coded(error, wanted.refusal());
    }
    Refusal::bad_request("`query` is missing: it holds the GraphQL document, such as `{ __typename }`")
}

fn text(members: &mut Map<String, Value>, name: &str) -> Result<Option<String>, Refusal> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_type(name, "a string", &other)),
    }
}

fn object(members: &mut Map<String, Value>, name: &str) -> Result<Map<String, Value>, Refusal> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object),
        Some(other) => Err(wrong_type(name, "an object", &other)),
    }
}

fn wrong_type(name: &str, wanted: &str, found: &Value) -> Refusal {
    let found = match found {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    Refusal::bad_request(format!("`{name}` must be {wanted}, and is {found}"))
}
