//! Answers that are tables. What is read at once goes out as a whole; more rows go out as they are read, in pieces, as fast
//! as the client takes them.
//!
//! What fails on the way cuts the answer off where it is, so that nobody takes a part for the whole: HTTP/1.1 ends a whole
//! answer with an empty chunk, and that is not sent.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, Bytes},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use futures_util::{future::join, stream};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
    time::Instant,
};

use super::{Options, accept::Form, answer, room};
use crate::{
    export::{self, Writer},
    graphql::{Api, Code, Error, Lsn, Request, Table},
    telemetry::metrics::{Shed, metrics},
};

/// How long a client may take none of what was read before it is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes that a client takes in a second, of those in which it is waited for. One that takes fewer keeps a connection of
/// the database from others.
const SLOWEST: u64 = 16 * 1024;

/// What long tables may take. It is a share of its own: a stream lasts for as long as its client reads.
pub(super) struct Streams {
    under_way: Arc<Semaphore>,
    most: usize,
    time: Duration,
    rows: usize,
}

/// A piece of a stream.
enum Piece {
    Bytes(Bytes),
    /// Nothing was left out.
    End,
}

impl Streams {
    pub fn new(options: &Options) -> Self {
        Self {
            under_way: Arc::new(Semaphore::new(options.streams)),
            most: options.streams,
            time: Duration::from_secs(options.stream_seconds),
            rows: options.stream_rows,
        }
    }

    /// The request as a table, the version of its data, and the position of the log if the request names one. `within` is the time for it to begin, and for a page to be
    /// whole.
    pub async fn answer(
        &self,
        api: &Api,
        request: Request,
        (form, all): (export::Form, Option<bool>),
        within: Duration,
    ) -> Result<(Response, Arc<str>, Option<Lsn>), Vec<Error>> {
        let begin = async {
            let mut table = api.table(request, all).await?;
            let writer = Writer::new(form, table.schema().clone()).map_err(|error| vec![internal(&error)])?;
            let first = table.next().await.map_err(|error| vec![error])?;
            // Most tables are short, and are done.
            let permit = table.more().then(|| self.permit()).transpose().map_err(|error| vec![error])?;
            Ok::<_, Vec<Error>>((table, permit, writer, first))
        };
        let late = || {
            let message = format!(
                "the answer would take longer than {} seconds to begin; ask for less, or once more",
                within.as_secs()
            );
            vec![Error::new(Code::Timeout, message)]
        };
        let (table, permit, mut writer, first) =
            tokio::time::timeout(within, Box::pin(begin)).await.map_err(|_| late())??;
        let (version, position) = (table.version().clone(), table.position());
        let body = match permit {
            None => {
                let whole = || {
                    let mut bytes = first.map(|rows| writer.write(&rows)).transpose()?.unwrap_or_default();
                    bytes.extend(writer.finish()?);
                    Ok(bytes)
                };
                let whole = whole().map_err(|error: export::Error| vec![internal(&error)])?;
                room::body(whole).map_err(|error| vec![error])?
            }
            Some(permit) => {
                let (sender, receiver) = mpsc::channel(2);
                let (until, most) = (Instant::now() + self.time, self.rows);
                tokio::spawn(async move {
                    // Who leaves closes the channel, and with this future goes the statement that it waits for.
                    tokio::select! {
                        () = sender.closed() => {}
                        done = tokio::time::timeout_at(until, pump(table, writer, first, most, &sender)) => match done {
                            Ok(Ok(())) => {}
                            Ok(Err(error)) => tracing::warn!(error, "a stream was cut off"),
                            Err(_) => tracing::warn!("a stream was cut off, since it took longer than it may"),
                        },
                    }
                    drop(permit);
                });
                Body::from_stream(stream::try_unfold(receiver, receive))
            }
        };
        let mut answer = body.into_response();
        let headers = answer.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
        headers.insert(header::VARY, answer::vary());
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok((answer, version, position))
    }

    fn permit(&self) -> Result<OwnedSemaphorePermit, Error> {
        self.under_way.clone().try_acquire_owned().map_err(|_| {
            metrics().shed(Shed::Streams);
            let message =
                format!("{} tables with all rows are under way, which is the most; try again later", self.most);
            Error::new(Code::ServiceUnavailable, message)
        })
    }
}

/// Reads and writes side by side, until there are no more rows.
async fn pump(
    mut table: Table,
    mut writer: Writer,
    mut pending: Option<arrow_array::RecordBatch>,
    most: usize,
    sender: &mpsc::Sender<Piece>,
) -> Result<(), String> {
    let (mut rows, mut reader) = (0, Reader::default());
    while let Some(batch) = pending {
        rows += batch.num_rows();
        if rows > most {
            return Err(format!("it has more than {most} rows, which is the most"));
        }
        let write = tokio::task::spawn_blocking(move || {
            let bytes = writer.write(&batch);
            (writer, bytes)
        });
        let (written, next) = join(write, table.next()).await;
        let (back, bytes) = written.map_err(|error| error.to_string())?;
        (writer, pending) = (back, next.map_err(|error| error.to_string())?);
        let bytes = bytes.map_err(|error| error.to_string())?;
        reader.send(sender, bytes).await?;
    }
    reader.send(sender, writer.finish().map_err(|error| error.to_string())?).await?;
    sender.send(Piece::End).await.map_err(|_| "nobody reads it".to_owned())
}

/// How fast a client takes what it is sent.
#[derive(Default)]
struct Reader {
    waited: Duration,
    bytes: u64,
}

impl Reader {
    async fn send(&mut self, sender: &mpsc::Sender<Piece>, bytes: Vec<u8>) -> Result<(), String> {
        if bytes.is_empty() {
            return Ok(());
        }
        let (length, began) = (bytes.len() as u64, Instant::now());
        let sent = sender.send_timeout(Piece::Bytes(bytes.into()), PATIENCE).await;
        self.waited += began.elapsed();
        self.bytes += length;
        if sent.is_err() {
            return Err(format!("nobody read for {} seconds", PATIENCE.as_secs()));
        }
        if self.slow() {
            return Err(format!("it was read more slowly than {SLOWEST} bytes a second"));
        }
        Ok(())
    }

    fn slow(&self) -> bool {
        self.waited > PATIENCE && self.bytes < self.waited.as_secs().saturating_mul(SLOWEST)
    }
}

async fn receive(mut pieces: mpsc::Receiver<Piece>) -> std::io::Result<Option<(Bytes, mpsc::Receiver<Piece>)>> {
    match pieces.recv().await {
        Some(Piece::Bytes(bytes)) => Ok(Some((bytes, pieces))),
        Some(Piece::End) => Ok(None),
        None => Err(std::io::Error::other("the table could not be read to its end")),
    }
}

fn internal(error: &export::Error) -> Error {
    Error::new(Code::InternalServerError, error.to_string())
}

/// A refusal, as the client of a table sees it.
pub(super) fn refused(errors: Vec<Error>) -> Response {
    answer::answer(crate::graphql::Response::refused(errors), Form::GraphqlResponse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_slowly_is_told_from_who_has_just_begun() {
        let seconds = Duration::from_secs;
        for (waited, bytes, slow) in [
            (seconds(1), 0, false),
            (seconds(30), 0, false),
            (seconds(31), 0, true),
            (seconds(100), 100 * SLOWEST - 1, true),
            (seconds(100), 100 * SLOWEST, false),
        ] {
            assert_eq!(Reader { waited, bytes }.slow(), slow, "{bytes} bytes in {waited:?}");
        }
    }
}
