//! In which form a client wants an answer: what the address says (`format`, or the ending of a question's name), or what
//! `Accept` does.

use axum::http::HeaderMap;

use super::{
    accept::{Accept, Form},
    answer::Refusal,
};
use crate::export;

/// The form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Json(Form),
    /// A table. Whether it has all rows, if that was said.
    Table(export::Form, Option<bool>),
}

/// The forms of a table and their names in an address.
const TABLES: [(&str, export::Form); 5] = [
    ("csv", export::Form::Csv),
    ("ndjson", export::Form::Ndjson),
    ("parquet", export::Form::Parquet),
    ("arrow", export::Form::ArrowStream),
    ("arrows", export::Form::ArrowStream),
];

/// The names of all forms.
pub(super) const NAMES: [&str; 5] = ["json", "csv", "ndjson", "parquet", "arrow"];

impl Wanted {
    /// Reads `format` and `all` in an address, and `Accept`. `ending` is that of a question's name, and goes first.
    pub fn of(query: &str, ending: Option<&str>, headers: &HeaderMap) -> Result<Self, Refusal> {
        let mut format = ending.map(str::to_owned);
        let mut all = None;
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match (name.as_ref(), value.as_ref()) {
                ("format", "") | ("all", "") => {}
                ("format", named) if format.as_deref().is_none_or(|own| own == named) => {
                    format = Some(named.to_owned())
                }
                ("format", named) => {
                    let own = format.unwrap_or_default();
                    return Err(Refusal::bad_request(format!(
                        "both `{own}` and `{named}` are asked for; name one form"
                    )));
                }
                ("all", "true") => all = Some(true),
                ("all", "false") => all = Some(false),
                ("all", other) => {
                    return Err(Refusal::bad_request(format!("`all` is `{other}`; it is `true` or `false`")));
                }
                _ => {}
            }
        }
        let accept = Accept::of(headers);
        let wanted = match format.as_deref() {
            Some("json") => Self::Json(accept.form().unwrap_or(Form::Json)),
            Some(name) => match TABLES.iter().find(|(own, _)| *own == name) {
                Some((_, form)) => Self::Table(*form, all),
                None => {
                    let message = format!("there is no form `{name}`; there are {}", NAMES.join(", "));
                    return Err(Refusal::bad_request(message));
                }
            },
            None => match (accept.table(), accept.form()) {
                (Some(form), _) => Self::Table(form, all),
                (None, Some(form)) => Self::Json(form),
                (None, None) => return Err(not_acceptable()),
            },
        };
        match wanted {
            Self::Json(_) if all == Some(true) => Err(Refusal::bad_request(
                "JSON comes in pages; all rows come as `csv`, `ndjson`, `parquet` or `arrow`: give `format` or `accept`",
            )),
            wanted => Ok(wanted),
        }
    }

    /// The form in which this is refused, should it be.
    pub fn refusal(self) -> Form {
        match self {
            Self::Json(form) => form,
            // The status tells more than it does in `application/json`, and no client of a table reads 200 for a table.
            Self::Table(..) => Form::GraphqlResponse,
        }
    }
}

fn not_acceptable() -> Refusal {
    use crate::graphql::Code;
    let message = "answers are `application/json`, `application/graphql-response+json`, `text/csv`, \
                   `application/x-ndjson`, `application/vnd.apache.parquet` or `application/vnd.apache.arrow.stream`; \
                   `accept` allows none of them";
    Refusal::new(axum::http::StatusCode::NOT_ACCEPTABLE, Code::BadRequest, message)
}
