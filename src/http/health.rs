//! For those who watch the server: is the process alive, and can it answer?

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use sea_orm::DatabaseConnection;
use serde_json::json;

use crate::graphql::Api;

/// The process runs. Says nothing of the database: a restart would not bring it back.
pub(super) async fn live() -> Response {
    say(StatusCode::OK, "ok")
}

/// The database answers, so that requests may be sent here. Standbys will do: all that is asked here only reads.
pub(super) async fn ready(State((api, database)): State<(Api, DatabaseConnection)>) -> Response {
    if api.standby_answers() {
        return say(StatusCode::OK, "ok");
    }
    // A pool whose database is away would otherwise wait as long as for a query.
    let error = match tokio::time::timeout(Duration::from_secs(1), database.ping()).await {
        Ok(Ok(())) => return say(StatusCode::OK, "ok"),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "no answer within a second".to_owned(),
    };
    tracing::warn!(error, "the database is away");
    say(StatusCode::SERVICE_UNAVAILABLE, "the database is away")
}

fn say(status: StatusCode, word: &str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "status": word }))).into_response()
}
