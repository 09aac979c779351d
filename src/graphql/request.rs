//! What every transport hands in and gets back. Knows no transport and no database.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value};

use super::{Error, Lsn, Quota};
use crate::{engine::Executed, telemetry::Asked};

/// One GraphQL request.
#[derive(Clone, Debug, Default)]
pub struct Request {
    pub query: String,
    pub operation_name: Option<String>,
    pub variables: Map<String, Value>,
    pub extensions: Map<String, Value>,
    /// Only queries may run, as over `GET`.
    pub read_only: bool,
    /// Whether the response says what the request costs.
    pub show_cost: bool,
    /// On PostgreSQL: a position of its log up to which the answer must know what was written.
    pub position: Option<Lsn>,
    /// The points of the client, if they are counted.
    pub quota: Option<Arc<Quota>>,
}

impl Request {
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into(), ..Self::default() }
    }
}

/// One GraphQL response.
#[derive(Debug, Default)]
pub struct Response {
    /// The finished JSON of `data`. `None` means that nothing was executed: the request itself is at fault.
    pub data: Option<Bytes>,
    pub errors: Vec<Error>,
    /// What was asked for beside the result.
    pub extensions: Map<String, Value>,
    /// The version of the data that the result is of, which is shown as `extensions.dataset`. `None` where no data was read.
    pub dataset: Option<Arc<str>>,
    /// On PostgreSQL, if the request names a position: one that is no earlier than what is in the result.
    pub position: Option<Lsn>,
    /// The statements that ran, in the order in which they were begun.
    pub statements: Vec<Executed>,
    /// How the document is named by those who watch; `None` where there is no valid one.
    pub asked: Option<Arc<Asked>>,
    /// What the request costs, if it was counted.
    pub cost: Option<u64>,
    /// Whether the result is of this moment and this client, so that nobody may keep it.
    pub momentary: bool,
}

/// A thousand rows may fail for one reason; more than this tells the client nothing new.
const MOST_ERRORS: usize = 50;

impl Response {
    /// The refusal of a request that was not executed.
    pub fn refused(errors: Vec<Error>) -> Self {
        Self { errors, ..Self::default() }
    }

    /// The response as one JSON object; `data` is absent where nothing was executed.
    pub fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::with_capacity(64 + self.data.as_ref().map_or(0, Bytes::len));
        json.push(b'{');
        if let Some(data) = &self.data {
            json.extend_from_slice(b"\"data\":");
            json.extend_from_slice(data);
        }
        if !self.errors.is_empty() {
            if json.len() > 1 {
                json.push(b',');
            }
            json.extend_from_slice(b"\"errors\":");
            let errors: Vec<Value> = self.errors.iter().take(MOST_ERRORS).map(Error::to_value).collect();
            json.extend_from_slice(Value::Array(errors).to_string().as_bytes());
        }
        if !self.extensions.is_empty() || self.dataset.is_some() {
            if json.len() > 1 {
                json.push(b',');
            }
            json.extend_from_slice(b"\"extensions\":{");
            let dataset = self.dataset.as_deref().map(Value::from);
            let members = self.extensions.iter().map(|(name, value)| (name.as_str(), value));
            for (at, (name, value)) in members.chain(dataset.iter().map(|value| ("dataset", value))).enumerate() {
                let comma = if at == 0 { "" } else { "," };
                json.extend_from_slice(format!("{comma}\"{name}\":{value}").as_bytes());
            }
            json.push(b'}');
        }
        json.push(b'}');
        json
    }
}
