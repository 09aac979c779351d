//! Bodies that tell their connection whose turn it is.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};

use super::connections::Turn;

/// The body of a request. Until it has come, we wait for the client.
pub(super) struct Received {
    body: Incoming,
    connection: Arc<Turn>,
}

/// The body of an answer. It is the client's turn to take it.
pub(super) struct Sent {
    body: Body,
    connection: Arc<Turn>,
}

impl Received {
    pub fn new(body: Incoming, connection: &Arc<Turn>) -> Self {
        if body.is_end_stream() {
            connection.work();
        } else {
            connection.wait();
        }
        Self { body, connection: connection.clone() }
    }
}

impl HttpBody for Received {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        if let Poll::Ready(None | Some(Err(_))) = frame {
            self.connection.work();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Received {
    /// Whether it has come or not, nobody waits for it any more.
    fn drop(&mut self) {
        self.connection.work();
    }
}

impl Sent {
    pub fn new(body: Body, connection: Arc<Turn>) -> Self {
        connection.wait();
        Self { body, connection }
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        // The next piece is asked for when the last one was taken.
        if frame.is_ready() && !self.body.is_end_stream() {
            self.connection.wait();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        self.connection.wait();
    }
}
