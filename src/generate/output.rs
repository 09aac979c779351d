//! Files written piece by piece: pieces are made by all cores and written in their order.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::mpsc::sync_channel,
    thread,
};

use super::{Error, Progress, Written};

/// Documents of which a file is made.
pub struct Documents<'a> {
    pub count: u64,
    /// Writes those from the first number to before the second.
    pub write: &'a (dyn Fn(u64, u64) -> Vec<u8> + Sync),
}

/// So many documents are made at a time.
const PIECE: u64 = 100;

/// The folder, made where there is none, if none of these files is in it.
pub fn prepare<'a>(out: &Path, names: impl IntoIterator<Item = &'a str>) -> Result<(), Error> {
    for name in names {
        let path = out.join(name);
        if path.exists() {
            return Err(Error::Exists(path.display().to_string()));
        }
    }
    fs::create_dir_all(out).map_err(|reason| Error::Write { path: out.display().to_string(), reason })
}

/// Writes a file. `fill` is given the file and what puts all documents into a writer, counting them.
pub fn file(
    out: &Path,
    name: &str,
    documents: &Documents<'_>,
    progress: &mut dyn FnMut(Progress<'_>),
    fill: impl FnOnce(BufWriter<File>, &mut dyn FnMut(&mut dyn Write) -> io::Result<u64>) -> io::Result<()>,
) -> Result<Written, Error> {
    let path = out.join(name);
    let failed = |path: &Path, reason| Error::Write { path: path.display().to_string(), reason };
    let part = PathBuf::from(format!("{}.part", path.display()));
    let mut bytes = 0;
    let mut put = |writer: &mut dyn Write| {
        let mut done = 0;
        in_order(documents, |piece| {
            writer.write_all(&piece)?;
            bytes += piece.len() as u64;
            done += PIECE;
            progress(Progress { name, documents: done.min(documents.count), of: documents.count, bytes });
            Ok(())
        })?;
        Ok(bytes)
    };
    File::create(&part)
        .and_then(|file| fill(BufWriter::new(file), &mut put))
        .map_err(|reason| failed(&part, reason))?;
    fs::rename(&part, &path).map_err(|reason| failed(&path, reason))?;
    Ok(Written { name: name.to_owned(), documents: documents.count, bytes })
}

/// How many bytes the documents are.
pub fn length(documents: &Documents<'_>) -> io::Result<u64> {
    let mut bytes = 0;
    in_order(documents, |piece| {
        bytes += piece.len() as u64;
        Ok(())
    })?;
    Ok(bytes)
}

pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Makes all pieces, each core every so-manieth, and hands them on in their order. A few wait to be taken, not more.
fn in_order(documents: &Documents<'_>, mut take: impl FnMut(Vec<u8>) -> io::Result<()>) -> io::Result<()> {
    let pieces = documents.count.div_ceil(PIECE);
    let threads = threads();
    thread::scope(|scope| {
        let waiting: Vec<_> = (0..threads as u64)
            .map(|first| {
                let (send, waiting) = sync_channel(2);
                scope.spawn(move || {
                    for piece in (first..pieces).step_by(threads) {
                        let start = piece * PIECE;
                        let end = (start + PIECE).min(documents.count);
                        // Nobody takes what follows a failure to write.
                        if send.send((documents.write)(start, end)).is_err() {
                            return;
                        }
                    }
                });
                waiting
            })
            .collect();
        for piece in 0..pieces {
            match waiting[piece as usize % threads].recv() {
                Ok(piece) => take(piece)?,
                // The thread panicked, which the scope passes on.
                Err(_) => break,
            }
        }
        Ok(())
    })
}
