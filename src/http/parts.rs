//! Parts of tables. Polars, Arrow and their kin ask for the length of a file (`HEAD`) and for parts of it (`Range`), and the
//! address of a table is a file to them.
//!
//! A part can only be cut from what is whole. So a table is written to a file without a name before parts of it are
//! answered, and is kept for those who ask for the others: under its tag, until newer ones need the room. Equal tags mean
//! equal bytes, so that parts fit together as long as the data are the same. Who asks for all of a table gets it as it is
//! read, and nothing is kept.

use std::{
    fs::File,
    io::{self, Write},
    ops::Range,
    os::unix::fs::FileExt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures_util::{StreamExt, stream};
use http_range_header::{EndPosition, StartPosition, parse_range_header};
use moka::future::Cache;

use super::{answer::Refusal, data::AsItIs};
use crate::{
    graphql::{Code, Error},
    telemetry::metrics::{self, metrics},
};

/// In what parts are measured.
pub(super) const UNIT: HeaderValue = HeaderValue::from_static("bytes");

/// What is read of a file at once.
const PIECE: u64 = 256 * 1024;

/// What a client wants to know of a table other than all of it.
pub(super) enum Part {
    /// How long it is.
    Length,
    Range {
        start: StartPosition,
        end: EndPosition,
        /// The tag of which it has other parts. Of another one it wants all.
        of: Option<HeaderValue>,
    },
}

/// The tables of which parts were asked for, by their tags.
pub(super) struct Tables {
    kept: Cache<HeaderValue, Kept>,
    most: u64,
}

/// A table that lies in a file, and the headers of its answer.
#[derive(Clone)]
struct Kept {
    headers: HeaderMap,
    file: Arc<File>,
    length: u64,
}

impl Part {
    /// What of an answer is asked for, unless it is all of it. What cannot be read as one range counts for nothing, as
    /// RFC 9110 has it.
    pub fn asked(method: &Method, headers: &HeaderMap) -> Option<Self> {
        if method == Method::HEAD {
            return Some(Self::Length);
        }
        let range = headers.get(header::RANGE)?.to_str().ok()?;
        let ranges = parse_range_header(range).ok()?.ranges;
        let [one] = ranges.as_slice() else { return None };
        if let (StartPosition::Index(start), EndPosition::Index(end)) = (one.start, one.end)
            && end < start
        {
            return None;
        }
        Some(Self::Range { start: one.start, end: one.end, of: headers.get(header::IF_RANGE).cloned() })
    }
}

impl Tables {
    /// `most` is the room that all of them may take, in bytes.
    pub fn new(most: u64) -> Self {
        // Weighed in kibibytes, for weights have 32 bits.
        let weigh = |_: &HeaderValue, kept: &Kept| u32::try_from(kept.length / 1024 + 1).unwrap_or(u32::MAX);
        Self { kept: Cache::builder().max_capacity(most / 1024).weigher(weigh).build(), most }
    }

    /// The part of the table with this tag. `whole` answers with all of it, and is awaited by the first who asks.
    pub async fn answer(
        &self,
        part: &Part,
        tag: HeaderValue,
        whole: impl Future<Output = Result<Response, Vec<Error>>>,
    ) -> Result<Response, Vec<Error>> {
        let hit = AtomicBool::new(true);
        let kept = self.kept.try_get_with(tag, async {
            hit.store(false, Ordering::Relaxed);
            self.keep(whole.await?).await
        });
        let kept = kept.await;
        metrics().cache(metrics::Kept::Tables).found(hit.into_inner());
        Ok(kept.map_err(|errors| errors.to_vec())?.answer(part))
    }

    async fn keep(&self, whole: Response) -> Result<Kept, Vec<Error>> {
        let failed = |code, message: String| vec![Error::new(code, message)];
        let internal = |error: io::Error| failed(Code::InternalServerError, format!("a table was not kept: {error}"));
        let (head, body) = whole.into_parts();
        // Without a name, so that it goes with the last who reads it.
        let file = Arc::new(blocking(tempfile::tempfile).await.map_err(internal)?);
        let (mut pieces, mut length) = (body.into_data_stream(), 0);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| {
                failed(Code::ServiceUnavailable, "the table could not be read to its end; try again later".to_owned())
            })?;
            length += piece.len() as u64;
            if length > self.most {
                let message = format!(
                    "the table has more than {} bytes, of which no parts are kept; ask for all of it, or for the files of an export",
                    self.most
                );
                return Err(failed(Code::BadUserInput, message));
            }
            let file = file.clone();
            blocking(move || (&*file).write_all(&piece)).await.map_err(internal)?;
        }
        Ok(Kept { headers: head.headers, file, length })
    }
}

impl Kept {
    fn answer(&self, part: &Part) -> Response {
        let (status, range) = match part {
            Part::Range { start, end, of } if of.is_none() || of.as_ref() == self.headers.get(header::ETAG) => {
                match within(*start, *end, self.length) {
                    Some(range) => (StatusCode::PARTIAL_CONTENT, range),
                    None => return beyond(&format!("bytes */{}", self.length)),
                }
            }
            Part::Range { .. } | Part::Length => (StatusCode::OK, 0..self.length),
        };
        let shown = (status == StatusCode::PARTIAL_CONTENT)
            .then(|| format!("bytes {}-{}/{}", range.start, range.end - 1, self.length));
        let length = range.end - range.start;
        let body = if let Part::Length = part { Body::empty() } else { read(self.file.clone(), range) };
        let mut answer = (status, body).into_response();
        let headers = answer.headers_mut();
        headers.extend(self.headers.clone());
        headers.insert(header::ACCEPT_RANGES, UNIT);
        headers.insert(header::CONTENT_LENGTH, length.into());
        if let Some(shown) = shown.and_then(|shown| HeaderValue::try_from(shown).ok()) {
            headers.insert(header::CONTENT_RANGE, shown);
        }
        answer.extensions_mut().insert(AsItIs);
        answer
    }
}

/// The refusal of a part that is not there. `whole` says how long it all is, as `Content-Range` does.
pub(super) fn beyond(whole: &str) -> Response {
    let message = format!("the part that `range` asks for is not there; there are `{whole}`");
    let mut answer = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, Code::BadRequest, message).into_response();
    if let Ok(whole) = HeaderValue::try_from(whole) {
        answer.headers_mut().insert(header::CONTENT_RANGE, whole);
    }
    answer
}

/// The bytes that are meant of so many. Of a table that is shorter than the part that is wanted of its end, that is all.
fn within(start: StartPosition, end: EndPosition, length: u64) -> Option<Range<u64>> {
    let start = match start {
        StartPosition::Index(start) => start,
        StartPosition::FromLast(last) => length.saturating_sub(last),
    };
    let end = match end {
        EndPosition::Index(last) => last.saturating_add(1).min(length),
        EndPosition::LastByte => length,
    };
    (start < end).then_some(start..end)
}

fn read(file: Arc<File>, range: Range<u64>) -> Body {
    Body::from_stream(stream::try_unfold(range, move |Range { start, end }| {
        let file = file.clone();
        async move {
            if start == end {
                return Ok(None);
            }
            let next = end.min(start + PIECE);
            let bytes = blocking(move || {
                let mut bytes = vec![0; (next - start) as usize];
                file.read_exact_at(&mut bytes, start).map(|()| bytes)
            });
            Ok::<_, io::Error>(Some((Bytes::from(bytes.await?), next..end)))
        }
    }))
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
