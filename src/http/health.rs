//! For those who watch the server: is the process alive, and should requests be sent here?

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Extension, Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tokio::sync::Mutex;

use super::{graphql::Door, serve::Connection};
use crate::graphql::Api;

/// How long the database may take to answer. A pool whose database is away would otherwise wait as long as for a query.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long an answer of the database holds, so that the database does not feel how many ask.
const HOLDS: Duration = Duration::from_secs(1);

/// Whether requests should be sent here. Clones share what they know.
#[derive(Clone)]
pub(super) struct Health {
    api: Api,
    door: Arc<Door>,
    last: Arc<Mutex<Option<(Instant, Found)>>>,
}

/// The version of the data, or a reason without internals.
pub(super) type Found = Result<Arc<str>, String>;

impl Health {
    pub fn new(api: Api, door: Arc<Door>) -> Self {
        Self { api, door, last: Arc::default() }
    }

    /// How many requests are under way.
    pub fn under_way(&self) -> usize {
        let (under_way, _) = self.door.under_way();
        under_way
    }

    /// Whether requests should be sent here: not while the server is stopping, has no room for them, or has no database.
    pub async fn state(&self, connection: Option<&Connection>) -> Found {
        if connection.is_some_and(Connection::closing) {
            return Err("the server is stopping".to_owned());
        }
        let (under_way, most) = self.door.under_way();
        if under_way >= most {
            return Err("too many requests are under way".to_owned());
        }
        self.database().await
    }

    /// What the database has said, not long ago. One asks at a time.
    async fn database(&self) -> Found {
        let mut last = self.last.lock().await;
        if let Some((time, found)) = &*last
            && time.elapsed() < HOLDS
        {
            return found.clone();
        }
        let found = match tokio::time::timeout(PATIENCE, self.api.ready()).await {
            Ok(Ok(version)) => Ok(version),
            Ok(Err(unready)) => {
                let cause = std::error::Error::source(&unready).map(ToString::to_string).unwrap_or_default();
                tracing::warn!(cause, "not ready: {unready}");
                Err(unready.to_string())
            }
            Err(_) => {
                tracing::warn!("not ready: the database gave no answer within a second");
                Err("the database is away".to_owned())
            }
        };
        *last = Some((Instant::now(), found.clone()));
        found
    }
}

/// The process runs. Says nothing of the database: a restart would not bring it back.
pub(super) async fn live() -> Response {
    (no_store(), Json(json!({ "status": "ok" }))).into_response()
}

/// Whether requests should be sent here, and if not, why.
pub(super) async fn ready(State(health): State<Health>, own: Option<Extension<Connection>>) -> Response {
    match health.state(own.as_deref()).await {
        Ok(version) => (no_store(), Json(json!({ "status": "ok", "dataset": *version }))).into_response(),
        Err(reason) => (StatusCode::SERVICE_UNAVAILABLE, no_store(), Json(json!({ "status": reason }))).into_response(),
    }
}

fn no_store() -> [(header::HeaderName, &'static str); 1] {
    [(header::CACHE_CONTROL, "no-store")]
}
