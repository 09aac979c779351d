//! A socket that does not wait for ever for a client to read, and on which every refusal says why.
//!
//! What is not HTTP never reaches the router: hyper answers it by itself, with a status and no more. All answers of ours
//! carry an id; by that these are told from those, and are given the form of all errors.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Bytes;
use memchr::memmem;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_io_timeout::TimeoutStream;

use crate::{
    graphql::{Code, Error, Response},
    http::{counted::Counted, request_id},
};

pub(super) struct Wire {
    stream: Pin<Box<TimeoutStream<Counted>>>,
    /// What is to be sent in place of hyper's own answer.
    instead: Bytes,
}

impl Wire {
    /// A write that moves nothing for this long ends the connection.
    pub fn new(socket: Counted, patience: Duration) -> Self {
        let mut stream = TimeoutStream::new(socket);
        stream.set_write_timeout(Some(patience));
        Self { stream: Box::pin(stream), instead: Bytes::new() }
    }

    /// Takes an answer of hyper's own, to send another. Tells whether it was one.
    fn takes(&mut self, answer: &[u8]) -> bool {
        let taken = answer.starts_with(b"HTTP/1.1 4")
            && answer.ends_with(b"\r\n\r\n")
            && memmem::find(answer, request_id::X_REQUEST_ID.as_str().as_bytes()).is_none();
        if taken {
            self.instead = refusal(answer.get(9..12).unwrap_or_default()).into();
        }
        taken
    }

    fn poll_instead(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            let written = ready!(self.stream.as_mut().poll_write(cx, &self.instead))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.instead = self.instead.split_off(written);
        }
        Poll::Ready(Ok(()))
    }
}

/// The whole answer to what is no request.
fn refusal(status: &[u8]) -> String {
    let (status, code, message) = match status {
        b"431" => (
            "431 Request Header Fields Too Large",
            Code::PayloadTooLarge,
            "a request may have 64 KiB of address and headers and 100 headers, and a body is never this long",
        ),
        b"414" => ("414 URI Too Long", Code::PayloadTooLarge, "the address of a request may have 64 KiB"),
        _ => ("400 Bad Request", Code::BadRequest, "what was sent is not a request of HTTP/1.1"),
    };
    let body = Response::refused(vec![Error::new(code, message)]).to_json();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         access-control-allow-origin: *\r\n{}: {}\r\nconnection: close\r\n\r\n{}",
        body.len(),
        request_id::X_REQUEST_ID,
        request_id::fresh().to_str().unwrap_or_default(),
        String::from_utf8_lossy(&body)
    )
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(cx, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(cx))?;
        if self.takes(bytes) { Poll::Ready(Ok(bytes.len())) } else { self.stream.as_mut().poll_write(cx, bytes) }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(cx))?;
        match parts {
            [one] if self.takes(one) => Poll::Ready(Ok(one.len())),
            _ => self.stream.as_mut().poll_write_vectored(cx, parts),
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        self.stream.as_mut().poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(cx))?;
        self.stream.as_mut().poll_shutdown(cx)
    }
}
