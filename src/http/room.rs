//! Memory for answers that wait for their clients to take them.
//!
//! An answer is whole before it goes out, and a client may take it as slowly as it likes. What all of them hold together has
//! a limit; beyond it large answers are refused, and small ones go on.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    graphql::{Code, Error},
    telemetry::metrics::{Shed, metrics},
};

/// Smaller answers are not counted.
const LARGE: usize = 64 * 1024;

/// What large answers may hold together, in KiB.
const KIB: usize = 512 * 1024;

/// The one room of this process.
static ROOM: LazyLock<Room> = LazyLock::new(|| Room::of(KIB));

struct Room {
    free: Arc<Semaphore>,
}

/// Bytes that give their room back when the last of them are sent.
struct Held {
    bytes: Vec<u8>,
    _permit: OwnedSemaphorePermit,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

/// A body of these bytes, if there is room for it.
pub(super) fn body(bytes: Vec<u8>) -> Result<Body, Error> {
    ROOM.body(bytes)
}

impl Room {
    fn of(kib: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(kib)) }
    }

    fn body(&self, bytes: Vec<u8>) -> Result<Body, Error> {
        if bytes.len() < LARGE {
            return Ok(bytes.into());
        }
        let kib = u32::try_from(bytes.len() / 1024).unwrap_or(u32::MAX);
        match self.free.clone().try_acquire_many_owned(kib) {
            Ok(permit) => Ok(Bytes::from_owner(Held { bytes, _permit: permit }).into()),
            Err(_) => {
                metrics().shed(Shed::Room);
                let message = "too many large answers wait for their clients to take them; try again in a second";
                Err(Error::new(Code::ServiceUnavailable, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_gives_its_room_back() {
        let room = Room::of(200);
        let large = || vec![b'a'; 100 * 1024];
        let bytes = axum::body::to_bytes(room.body(large()).unwrap(), usize::MAX).await.unwrap();
        let held = room.body(large()).unwrap();
        assert_eq!(room.body(large()).unwrap_err().code, Code::ServiceUnavailable);
        assert!(room.body(vec![b'a'; 1024]).is_ok(), "small ones go on");
        // A part of the bytes holds all of them.
        let part = bytes.slice(..10);
        drop(bytes);
        assert!(room.body(large()).is_err());
        drop(part);
        let again = room.body(large()).unwrap();
        drop((held, again));
        assert_eq!(room.free.available_permits(), 200);
    }
}
