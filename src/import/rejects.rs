//! Lines that a reader cannot use: counted, the first of them shown, and all of them written to a file with the reason.

use std::{
    fs, io,
    io::{Seek, Write},
    path::PathBuf,
};

use serde::Serialize;

use super::input::Line;

/// How many are shown.
const SHOWN: u64 = 5;
/// How much of a line is written to the file, in bytes.
const HEAD: usize = 500;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{rejected}, and `--strict` is set")]
    Strict { rejected: String },
    #[error("cannot write the rejected lines to `{}`: {reason}", path.display())]
    Unwritable { path: PathBuf, reason: io::Error },
}

/// The lines that were rejected.
#[derive(Debug)]
pub struct Rejects {
    path: PathBuf,
    strict: bool,
    /// Opened with the first that is rejected.
    file: Option<io::BufWriter<fs::File>>,
    so_far: SoFar,
}

/// How many were rejected, and where their file ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoFar {
    pub count: u64,
    pub bytes: u64,
}

/// A line of the file.
#[derive(Serialize)]
struct Rejected<'a> {
    file: &'a str,
    line: u64,
    reason: &'a str,
    head: std::borrow::Cow<'a, str>,
}

impl Rejects {
    /// Writes to `path` once there is something to write. With `strict` the first that is rejected is an error.
    pub fn new(path: PathBuf, strict: bool) -> Self {
        Self { path, strict, file: None, so_far: SoFar::default() }
    }

    /// Goes on where an import was broken off.
    pub fn resume(&mut self, so_far: SoFar) {
        self.so_far = so_far;
    }

    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    pub fn count(&self) -> u64 {
        self.so_far.count
    }

    /// Brings what was rejected to the file, and says how far that goes.
    pub fn flush(&mut self) -> Result<SoFar, Error> {
        if let Some(file) = &mut self.file {
            file.flush().map_err(|reason| Error::Unwritable { path: self.path.clone(), reason })?;
        }
        Ok(self.so_far)
    }

    /// Rejects a line. Returns what is to be shown of it, while it is one of the first.
    pub fn add(&mut self, line: &Line<'_>, reason: &str) -> Result<Option<String>, Error> {
        self.so_far.count += 1;
        let message = format!("{}, line {}: {reason}", line.file, line.number);
        let head = String::from_utf8_lossy(&line.bytes[..line.bytes.len().min(HEAD)]);
        let rejected = Rejected { file: line.file, line: line.number, reason, head };
        self.write(&rejected).map_err(|reason| Error::Unwritable { path: self.path.clone(), reason })?;
        if self.strict {
            self.flush()?;
            return Err(Error::Strict { rejected: message });
        }
        Ok((self.so_far.count <= SHOWN).then_some(message))
    }

    fn write(&mut self, rejected: &Rejected<'_>) -> io::Result<()> {
        let mut text = serde_json::to_vec(rejected)?;
        text.push(b'\n');
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let mut file = fs::OpenOptions::new().create(true).write(true).truncate(false).open(&self.path)?;
                // What an earlier import rejected, or this one after its last checkpoint.
                file.set_len(self.so_far.bytes)?;
                file.seek(io::SeekFrom::End(0))?;
                self.file.insert(io::BufWriter::new(file))
            }
        };
        file.write_all(&text)?;
        self.so_far.bytes += text.len() as u64;
        Ok(())
    }
}
