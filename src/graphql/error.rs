//! The errors that clients see, each with a code from one list.

use serde_json::{Value, json};

/// Why a request failed. The words are those that clients know from Apollo, and ours where it has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The document is not GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// An argument or a variable has a value that cannot be used.
    BadUserInput,
    /// The HTTP request is not a GraphQL request.
    BadRequest,
    /// There is nothing under this address.
    NotFound,
    /// The document has no such operation, or several and none was named.
    OperationResolutionFailure,
    /// A mutation was sent by `GET`, or the address does not know this method.
    MethodNotAllowed,
    /// The request names a document that is not stored here.
    PersistedQueryNotFound,
    /// The request names a document in a way that is not known here.
    PersistedQueryNotSupported,
    /// The request asks for more than one request may; the message names the limit.
    QueryTooComplex,
    /// The body is larger than a request may be.
    PayloadTooLarge,
    /// The answer took longer than a request may.
    Timeout,
    /// The client has used up its points; `retryAfter` tells in how many seconds they are there again.
    RateLimited,
    /// The cursor was made by another list, order or filter.
    CursorMismatch,
    /// The database or the server cannot answer now.
    ServiceUnavailable,
    /// A fault of ours. Logged with the request's id, and masked.
    InternalServerError,
}

impl Code {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::BadRequest => "BAD_REQUEST",
            Self::NotFound => "NOT_FOUND",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::PersistedQueryNotSupported => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::Timeout => "TIMEOUT",
            Self::RateLimited => "RATE_LIMITED",
            Self::CursorMismatch => "CURSOR_MISMATCH",
            Self::ServiceUnavailable => "SERVICE_UNAVAILABLE",
            Self::InternalServerError => "INTERNAL_SERVER_ERROR",
        }
    }
}

/// A place in the document, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub line: usize,
    pub column: usize,
}

/// A step on the way to the field that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    Field(String),
    Index(usize),
}

/// One error of a response.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    pub code: Code,
    pub message: String,
    pub locations: Vec<Location>,
    pub path: Vec<PathSegment>,
    /// What programs may read beside the code.
    pub extensions: Box<[(&'static str, Value)]>,
}

impl Error {
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), locations: Vec::new(), path: Vec::new(), extensions: Box::default() }
    }

    pub fn at(mut self, location: Location) -> Self {
        self.locations.push(location);
        self
    }

    /// In how many seconds the request may be sent again, where that is known.
    pub fn retry_after(&self) -> Option<u64> {
        self.extensions.iter().find(|(name, _)| *name == "retryAfter")?.1.as_u64()
    }

    pub fn to_value(&self) -> Value {
        let mut error = json!({ "message": clipped(&self.message) });
        if !self.locations.is_empty() {
            let place = |l: &Location| json!({ "line": l.line, "column": l.column });
            error["locations"] = self.locations.iter().map(place).collect();
        }
        if !self.path.is_empty() {
            let step = |step: &PathSegment| match step {
                PathSegment::Field(name) => json!(name),
                PathSegment::Index(index) => json!(index),
            };
            error["path"] = self.path.iter().map(step).collect();
        }
        error["extensions"] = json!({ "code": self.code.as_str() });
        for (name, value) in &self.extensions {
            error["extensions"][name] = value.clone();
        }
        error
    }
}

/// A message may quote what the client sent, which may be long.
fn clipped(message: &str) -> String {
    const LONGEST: usize = 1_000;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &message[..end]),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_messages_are_cut_between_characters() {
        let message = |length: usize| Error::new(Code::BadUserInput, "ü".repeat(length)).to_value()["message"].clone();
        assert_eq!(message(1_000), "ü".repeat(1_000));
        assert_eq!(message(5_000), "ü".repeat(1_000) + " …");
    }
}
