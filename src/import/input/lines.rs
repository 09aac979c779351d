//! Lines, of any length up to a bound, in a buffer that is used again.

use std::io::{BufRead, BufReader, Read};

use memchr::memchr;

use super::{Error, Place};

/// A longer line is given cut. Releases with thousands of tracks come near it.
pub const LONGEST_LINE: usize = 32 << 20;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The lines of a file, or of a file in an archive.
pub struct Lines<'a> {
    input: BufReader<&'a mut dyn Read>,
    at: &'a Place<'a>,
    /// The name of the file in the archive, with its folders, or of the file.
    member: String,
    /// For messages and checkpoints: the path, and the name in the archive.
    name: String,
    number: u64,
    line: Vec<u8>,
}

/// One line, without what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Path of the file, and what is read within it if it is an archive.
    pub file: &'a str,
    /// Counted from 1.
    pub number: u64,
    pub bytes: &'a [u8],
    /// Whether the line is longer than [`LONGEST_LINE`], and `bytes` only its beginning.
    pub cut: bool,
}

impl<'a> Lines<'a> {
    pub(super) fn new(input: &'a mut dyn Read, member: String, at: &'a Place<'a>) -> Self {
        let mut name = at.path.display().to_string();
        if at.path.file_name().is_none_or(|file| file.to_string_lossy() != member) {
            name = format!("{name}/{member}");
        }
        Self { input: BufReader::with_capacity(1 << 18, input), at, member, name, number: 0, line: Vec::new() }
    }

    /// Path of the file, and what is read within it if it is an archive.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name of the file, or of the file in the archive with its folders there: `mbdump/release`.
    pub fn member(&self) -> &str {
        &self.member
    }

    /// How many lines were given so far.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The next line. A line that the file breaks off in, damaged or truncated, is not given.
    #[expect(clippy::should_implement_trait, reason = "an iterator cannot lend its buffer")]
    pub fn next(&mut self) -> Result<Option<Line<'_>>, Error> {
        self.line.clear();
        let cut = !self.fill(Some(b'\n'))?;
        if self.line.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        Ok(Some(self.taken(cut)))
    }

    /// The line that was given last and all that follows it: for a document that is laid out over lines.
    pub fn rest(&mut self) -> Result<Line<'_>, Error> {
        let cut = !self.fill(None)?;
        Ok(self.taken(cut))
    }

    /// Passes over lines, up to and with the one of this number.
    pub fn skip_to(&mut self, number: u64) -> Result<(), Error> {
        while self.number < number && self.next()?.is_some() {}
        Ok(())
    }

    fn taken(&self, cut: bool) -> Line<'_> {
        let mut bytes = &self.line[..];
        if self.number == 1 {
            bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        }
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        Line { file: &self.name, number: self.number, bytes, cut }
    }

    /// Appends to `line` up to and with the end that is asked for. Returns whether it had room for all.
    fn fill(&mut self, end: Option<u8>) -> Result<bool, Error> {
        let mut fits = true;
        loop {
            let available = match self.input.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.at.damaged(self.number, error)),
            };
            let found = end.and_then(|end| memchr(end, available));
            let taken = found.map_or(available.len(), |place| place + 1);
            let room = LONGEST_LINE.saturating_sub(self.line.len());
            fits &= taken <= room;
            self.line.extend_from_slice(&available[..taken.min(room)]);
            let over = available.is_empty() || found.is_some();
            self.input.consume(taken);
            if over {
                return Ok(fits);
            }
        }
    }
}
