//! Files written piece by piece: pieces are made by all cores and written in their order.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::mpsc::sync_channel,
    thread,
};

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;

use super::{Error, Progress, Written};

/// Documents of which a file is made.
pub struct Documents<'a> {
    pub count: u64,
    /// Writes those from the first number to before the second.
    pub write: &'a (dyn Fn(u64, u64) -> Piece + Sync),
}

/// A part of a file.
#[derive(Debug, Default)]
pub struct Piece {
    pub text: Vec<u8>,
    /// How many documents, entities or rows it holds: not always as many as it was made from.
    pub documents: u64,
}

/// In what a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Plain,
    Gzip,
    Bzip2,
}

impl Packing {
    /// What is added to the name of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => ".gz",
            Self::Bzip2 => ".bz2",
        }
    }

    /// Packs what `fill` writes.
    pub fn pack(
        self,
        mut file: BufWriter<File>,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        match self {
            Self::Plain => {
                fill(&mut file)?;
                file.flush()
            }
            Self::Gzip => {
                let mut gzip = GzEncoder::new(file, flate2::Compression::new(GZIP));
                fill(&mut gzip)?;
                gzip.finish()?.flush()
            }
            Self::Bzip2 => {
                let mut bzip = BzEncoder::new(file, bzip2::Compression::new(BZIP2));
                fill(&mut bzip)?;
                bzip.finish()?.flush()
            }
        }
    }
}

/// Fast levels: there is much to write, and none of it is kept for long.
const GZIP: u32 = 2;
const BZIP2: u32 = 1;

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
    let (mut bytes, mut written) = (0, 0);
    let mut put = |writer: &mut dyn Write| {
        let mut done = 0;
        in_order(documents, |piece| {
            writer.write_all(&piece.text)?;
            bytes += piece.text.len() as u64;
            written += piece.documents;
            done += PIECE;
            progress(Progress { name, done: done.min(documents.count), of: documents.count, bytes });
            Ok(())
        })?;
        Ok(bytes)
    };
    File::create(&part)
        .and_then(|file| fill(BufWriter::new(file), &mut put))
        .map_err(|reason| failed(&part, reason))?;
    fs::rename(&part, &path).map_err(|reason| failed(&path, reason))?;
    Ok(Written { name: name.to_owned(), documents: written, bytes })
}

/// How many bytes the documents are.
pub fn length(documents: &Documents<'_>) -> io::Result<u64> {
    let mut bytes = 0;
    in_order(documents, |piece| {
        bytes += piece.text.len() as u64;
        Ok(())
    })?;
    Ok(bytes)
}

pub fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Makes all pieces, each core every so-manieth, and hands them on in their order. A few wait to be taken, not more.
fn in_order(documents: &Documents<'_>, mut take: impl FnMut(Piece) -> io::Result<()>) -> io::Result<()> {
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
