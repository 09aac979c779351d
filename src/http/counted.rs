//! A client's socket, whose bytes are counted.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use crate::telemetry::metrics::metrics;

/// Counted among the open connections until it is dropped.
pub(super) struct Counted(TcpStream);

impl Counted {
    pub fn new(socket: TcpStream) -> Self {
        metrics().connections.inc();
        Self(socket)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics().connections.dec();
    }
}

fn sent(written: io::Result<usize>) -> Poll<io::Result<usize>> {
    if let Ok(bytes) = &written {
        metrics().sent.inc_by(*bytes as u64);
    }
    Poll::Ready(written)
}

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.0).poll_read(cx, buffer))?;
        metrics().received.inc_by((buffer.filled().len() - before) as u64);
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Counted {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        sent(ready!(Pin::new(&mut self.0).poll_write(cx, bytes)))
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        sent(ready!(Pin::new(&mut self.0).poll_write_vectored(cx, pieces)))
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
