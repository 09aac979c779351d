//! What is asked of connections by those who watch them.

use std::sync::atomic::Ordering;

use tokio_postgres::SimpleQueryMessage;

use super::{Link, Readers, gone};
use crate::db::reads::{Failure, Status};

impl Readers {
    pub fn status(&self) -> Status {
        let status = self.pool.status();
        Status {
            most: status.max_size,
            open: status.size,
            busy: status.size.saturating_sub(status.available),
            waiting: status.waiting,
        }
    }
}

impl Link {
    /// The first column of what a statement without parameters gives.
    pub(in crate::db::reads) async fn texts(&self, sql: &str) -> Result<Vec<String>, Failure> {
        let Some(open) = &self.own else { return Err(gone()) };
        self.running.fetch_add(1, Ordering::Relaxed);
        let messages = open.client.simple_query(sql).await;
        self.running.fetch_sub(1, Ordering::Relaxed);
        let text = |message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        };
        Ok(messages.map_err(|error| self.failed(error))?.into_iter().filter_map(text).collect())
    }
}
