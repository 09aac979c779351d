//! The part of an address that names something.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};

use super::answer::Refusal;

/// Its text. An address that is not UTF-8 is refused in the words of all refusals.
pub(super) struct Segment(pub String);

impl<S: Send + Sync> FromRequestParts<S> for Segment {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(text)) => Ok(Self(text)),
            Err(_) => Err(Refusal::bad_request("the address is not UTF-8, once what stands as `%…` in it is decoded")),
        }
    }
}
