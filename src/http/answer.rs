//! From what the GraphQL door returns to an HTTP response: status, headers, and which errors are masked.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{accept::Form, room, told::Told};
use crate::graphql::{self, Code, Error};

/// Says why there is no result, with the status that HTTP has for it.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    error: Error,
    /// The methods that would have been allowed.
    allow: Option<&'static str>,
}

impl Refusal {
    pub fn new(status: StatusCode, code: Code, message: impl Into<String>) -> Self {
        Self { status, error: Error::new(code, message), allow: None }
    }

    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Code::BadRequest, message)
    }

    /// A refusal whose status follows from its code, in this form.
    pub fn coded(error: Error, form: Form) -> Self {
        Self { status: status(error.code, form), error, allow: None }
    }

    pub fn answer(self, form: Form) -> Response {
        let mut answer = finish(graphql::Response::refused(vec![self.error]), self.status, form);
        if let Some(methods) = self.allow {
            answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static(methods));
        }
        answer
    }
}

/// Outside of GraphQL all errors are `application/json`.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        self.answer(Form::Json)
    }
}

/// The answer to a GraphQL request.
pub(super) fn answer(response: graphql::Response, form: Form) -> Response {
    let codes = || response.errors.iter().map(|error| error.code);
    let status = match &response.data {
        // Nothing was executed. The gravest error decides: 405 before 400, our own before those of the client.
        None => codes().map(|code| status(code, form)).max().unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        // Nothing came of it. A client's mistake is a result nevertheless; that we cannot answer is none.
        Some(data) if data.as_ref() == b"null" => {
            codes().map(|code| status(code, form)).filter(StatusCode::is_server_error).max().unwrap_or(StatusCode::OK)
        }
        Some(_) => StatusCode::OK,
    };
    let only_post = response.data.is_none() && codes().any(|code| code == Code::MethodNotAllowed);

    let mut answer = finish(response, status, form);
    if only_post {
        answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    }
    answer
}

/// The status of a request that was not executed.
///
/// In `application/json` a well-formed request has status 200 whatever its document is worth: clients of that type
/// take other statuses for failures of the transport and do not read the errors.
fn status(code: Code, form: Form) -> StatusCode {
    match code {
        Code::GraphqlParseFailed
        | Code::GraphqlValidationFailed
        | Code::BadUserInput
        | Code::OperationResolutionFailure
        | Code::QueryTooComplex
        | Code::PersistedQueryNotFound
        | Code::PersistedQueryNotSupported
        | Code::CursorMismatch => match form {
            Form::Json => StatusCode::OK,
            Form::GraphqlResponse => StatusCode::BAD_REQUEST,
        },
        Code::BadRequest => StatusCode::BAD_REQUEST,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
        Code::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Code::InternalServerError => StatusCode::INTERNAL_SERVER_ERROR,
        Code::ServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Timeout => StatusCode::GATEWAY_TIMEOUT,
        Code::RateLimited => StatusCode::TOO_MANY_REQUESTS,
    }
}

fn finish(mut response: graphql::Response, status: StatusCode, form: Form) -> Response {
    response.errors.iter_mut().for_each(mask);
    let retry_after = retry_after(status, &response.errors);
    let body = match room::body(response.to_json()) {
        Ok(body) => body,
        // It is as small as a refusal is.
        Err(error) => return Refusal::coded(error, form).answer(form),
    };
    let mut answer = (status, body).into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    headers.insert(header::VARY, vary());
    // Unless the answer gets a name, by which it can be kept.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    Told::tell(&response, &mut answer);
    answer
}

/// In how many seconds it is worth to come back, if that is the matter.
fn retry_after(status: StatusCode, errors: &[Error]) -> Option<u64> {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Some(1),
        StatusCode::TOO_MANY_REQUESTS => Some(errors.iter().find_map(Error::retry_after).unwrap_or(1)),
        _ => None,
    }
}

/// The headers of a request on which its answer depends.
pub(super) fn vary() -> HeaderValue {
    HeaderValue::from_static("accept, needledrop-cost, needledrop-lsn")
}

/// What went wrong inside is for our log, in which the request's id stands beside it, and not for the client.
fn mask(error: &mut Error) {
    if error.code == Code::InternalServerError {
        tracing::error!(message = error.message, path = ?error.path, "a request failed");
        error.message =
            "this failed by a fault of ours; `x-request-id` of this response names it in our log".to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(data: Option<&'static str>, codes: &[Code]) -> graphql::Response {
        let errors = codes.iter().map(|code| Error::new(*code, "a secret")).collect();
        graphql::Response { data: data.map(Into::into), errors, ..Default::default() }
    }

    #[test]
    fn statuses() {
        use Code::*;
        // In `application/json`, then in `application/graphql-response+json`.
        for (data, codes, json, graphql) in [
            (Some(r#"{"a":1}"#), &[][..], 200, 200),
            (Some(r#"{"a":null}"#), &[InternalServerError], 200, 200),
            (Some("null"), &[BadUserInput], 200, 200),
            (Some("null"), &[BadUserInput, ServiceUnavailable], 503, 503),
            (Some("null"), &[Timeout], 504, 504),
            (Some("null"), &[InternalServerError], 500, 500),
            (None, &[GraphqlParseFailed], 200, 400),
            (None, &[GraphqlValidationFailed, GraphqlValidationFailed], 200, 400),
            (None, &[BadUserInput], 200, 400),
            (None, &[OperationResolutionFailure], 200, 400),
            (None, &[QueryTooComplex], 200, 400),
            (None, &[PersistedQueryNotFound], 200, 400),
            (None, &[PersistedQueryNotSupported], 200, 400),
            (None, &[CursorMismatch], 200, 400),
            (None, &[BadRequest], 400, 400),
            (None, &[NotFound], 404, 404),
            (None, &[MethodNotAllowed], 405, 405),
            (None, &[PayloadTooLarge], 413, 413),
            (None, &[ServiceUnavailable], 503, 503),
            (None, &[Timeout], 504, 504),
            (None, &[InternalServerError], 500, 500),
            (None, &[], 500, 500),
        ] {
            assert_eq!(answer(response(data, codes), Form::Json).status(), json, "{data:?} {codes:?}");
            assert_eq!(answer(response(data, codes), Form::GraphqlResponse).status(), graphql, "{data:?} {codes:?}");
        }
    }

    #[test]
    fn headers_that_belong_to_a_status() {
        let answer = |code| answer(response(None, &[code]), Form::Json);
        assert_eq!(answer(Code::ServiceUnavailable).headers()[header::RETRY_AFTER], "1");
        assert_eq!(answer(Code::MethodNotAllowed).headers()[header::ALLOW], "POST");
        assert_eq!(answer(Code::BadRequest).headers()[header::VARY], "accept, needledrop-cost, needledrop-lsn");
    }

    #[tokio::test]
    async fn our_own_faults_are_masked_and_others_are_not() {
        for (code, shown) in [(Code::InternalServerError, false), (Code::BadUserInput, true)] {
            let body = answer(response(Some("null"), &[code]), Form::Json).into_body();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert_eq!(text.contains("a secret"), shown, "{text}");
            assert!(text.contains(code.as_str()), "{text}");
        }
    }
}
