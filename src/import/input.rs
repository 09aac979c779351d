//! Opens what publishers offer, as they offer it, and gives it line by line: plain or packed by gzip, bzip2 or xz, alone,
//! in archives and in folders. What a file is follows from its first bytes and not from its name.

mod files;
mod lines;
mod unpack;

use std::{
    io::{self, BufReader, Cursor, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

pub use self::{
    files::{File, files, hash},
    lines::{LONGEST_LINE, Line, Lines},
};

/// What stands where in the first block of a tar archive.
const USTAR: (usize, &[u8]) = (257, b"ustar");

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("`{}` is an empty folder", path.display())]
    NoFiles { path: PathBuf },
    #[error("`{}` is empty", path.display())]
    Empty { path: PathBuf },
    #[error(
        "`{}` is neither text nor packed by gzip, bzip2 or xz: it begins with {head}{}",
        path.display(),
        if *packed { ", once it is unpacked" } else { "" }
    )]
    Unknown { path: PathBuf, head: String, packed: bool },
    #[error("`{file}` is damaged after line {line}, byte {byte} of the file as it is packed: {reason}")]
    Damaged { file: String, line: u64, byte: u64, reason: io::Error },
}

/// How many bytes of the input have been read, as it is packed. Shared with whoever shows the progress.
#[derive(Clone, Debug, Default)]
pub struct BytesRead(Arc<AtomicU64>);

impl BytesRead {
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn add(&self, bytes: u64) {
        self.0.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// Reads a file: calls `each` for the file, or for each file in the archive that it is, one after another.
pub fn read(
    file: &File,
    bytes: &BytesRead,
    each: &mut dyn FnMut(&mut Lines<'_>) -> Result<(), super::Error>,
) -> Result<(), super::Error> {
    let path = &file.path;
    let at = Place { path, bytes, start: bytes.get() };
    let unreadable = |reason| Error::Unreadable { path: path.clone(), reason };
    let opened = std::fs::File::open(path).map_err(unreadable)?;
    let mut packed = BufReader::with_capacity(1 << 18, unpack::Counted { inner: opened, bytes: bytes.clone() });
    let head = unpack::head(&mut packed, 6).map_err(unreadable)?;
    if head.is_empty() {
        return Err(Error::Empty { path: path.clone() }.into());
    }
    let packing = unpack::Packing::of(&head);
    let unpacked = packing.unpack(Cursor::new(head).chain(packed), bytes);
    let mut unpacked = BufReader::with_capacity(1 << 18, unpacked.map_err(|reason| at.damaged(0, reason))?);

    let head = unpack::head(&mut unpacked, 512).map_err(|reason| at.damaged(0, reason))?;
    let tar = head.get(USTAR.0..).is_some_and(|magic| magic.starts_with(USTAR.1));
    if !tar && let Some(head) = binary(&head) {
        let packed = packing != unpack::Packing::None;
        return Err(Error::Unknown { path: path.clone(), head, packed }.into());
    }
    let mut whole = Cursor::new(head).chain(unpacked);
    if tar {
        archive(&mut whole, &at, each)?;
    } else {
        let member = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        each(&mut Lines::new(&mut whole, member, &at))?;
    }
    // Checksums stand at the end, behind what anyone wanted to read.
    io::copy(&mut whole, &mut io::sink()).map_err(|reason| at.damaged(0, reason))?;
    Ok(())
}

fn archive(
    tar: &mut dyn Read,
    at: &Place<'_>,
    each: &mut dyn FnMut(&mut Lines<'_>) -> Result<(), super::Error>,
) -> Result<(), super::Error> {
    let mut archive = tar::Archive::new(tar);
    for entry in archive.entries().map_err(|reason| at.damaged(0, reason))? {
        let entry = entry.map_err(|reason| at.damaged(0, reason))?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let member = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let size = entry.size();
        each(&mut Lines::new(&mut unpack::Whole { inner: entry, left: size }, member, at))?;
    }
    Ok(())
}

/// Where in the input someone reads.
struct Place<'a> {
    path: &'a Path,
    bytes: &'a BytesRead,
    /// What had been read before this file.
    start: u64,
}

impl Place<'_> {
    fn damaged(&self, line: u64, reason: io::Error) -> Error {
        let byte = self.bytes.get() - self.start;
        Error::Damaged { file: self.path.display().to_string(), line, byte, reason }
    }
}

/// The first bytes for a message, if they are none of a text.
fn binary(head: &[u8]) -> Option<String> {
    let control = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c);
    head.iter()
        .any(control)
        .then(|| head.iter().take(8).map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" "))
}
