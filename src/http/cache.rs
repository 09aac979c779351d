//! What of an answer to `GET` may be kept, for how long, and under which tag.
//!
//! The tag is made of the version of the data and of all that the request says, so that it is known before anything is
//! asked of the database, and who has the answer already is told so. Refusals are for once.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{answer, etag, form::Wanted};
use crate::graphql::{Api, Lsn, Request};

/// What the answer to a request depends on beside the data.
pub(super) struct Asked {
    request: u64,
    control: HeaderValue,
    /// The position of the log up to which the data must be known.
    position: Option<Lsn>,
}

impl Asked {
    /// `schema` is the one that the request is answered by: another release may answer otherwise.
    pub fn new(schema: u64, own: &Request, form: Wanted, seconds: u64) -> Self {
        let form = match form {
            Wanted::Json(form) => form.media_type().to_owned(),
            Wanted::Table(form, all) => format!("{} {all:?}", form.media_type()),
        };
        let variables = serde_json::to_vec(&own.variables).unwrap_or_default();
        let request = etag::hash(&[
            &schema.to_be_bytes(),
            own.query.as_bytes(),
            own.operation_name.as_deref().unwrap_or_default().as_bytes(),
            &variables,
            form.as_bytes(),
            &[own.show_cost.into()],
        ]);
        // Browsers ask each time, which costs little; caches that many share are spared that, and may tide over while
        // they ask or when we are away.
        let control = format!("public, max-age=0, s-maxage={seconds}, stale-while-revalidate=60, stale-if-error=86400");
        let control = HeaderValue::try_from(control).unwrap_or(HeaderValue::from_static("no-cache"));
        Self { request, control, position: own.position }
    }

    /// The answer to a client that has the result already, if it has.
    pub async fn unchanged(&self, api: &Api, headers: &HeaderMap) -> Option<Response> {
        if !etag::asks(headers) {
            return None;
        }
        let without_data = etag::known(headers, &self.tag(None));
        let held = match without_data {
            Some(held) => held,
            // Should the database be away, the request itself will say so.
            None => etag::known(headers, &self.tag(Some(&*api.dataset_version(self.position).await.ok()?)))?,
        };
        let mut answer = StatusCode::NOT_MODIFIED.into_response();
        answer.headers_mut().insert(header::VARY, answer::vary());
        self.keep(&mut answer, held);
        Some(answer)
    }

    /// Names an answer, so that it can be kept. `version` is that of the data in it.
    pub fn name(&self, answer: &mut Response, version: Option<&str>) {
        self.keep(answer, self.tag(version));
    }

    fn keep(&self, answer: &mut Response, tag: HeaderValue) {
        answer.headers_mut().insert(header::ETAG, tag);
        answer.headers_mut().insert(header::CACHE_CONTROL, self.control.clone());
    }

    /// The tag of the answer from this version of the data.
    pub fn tag(&self, version: Option<&str>) -> HeaderValue {
        etag::of(&[version.unwrap_or_default().as_bytes(), &self.request.to_be_bytes()])
    }
}
