//! Any bytes as a packed file, an archive or a text: unpacked within bounds, line by line.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    io::Write,
    path::Path,
};

use flate2::{Compression, write::GzEncoder};
use needledrop::import::{
    Error,
    input::{self, BytesRead, File},
};

use super::world::scratch;

/// Beyond this, what comes out is in proportion to what goes in.
const FREE: usize = 64 << 20;
const LARGEST_RATIO: usize = 500;
/// What a decoder hands over at once.
const BUFFER: usize = 1 << 20;

pub fn unpack(data: &[u8]) {
    let folder = scratch();
    let path = folder.path().join("file");
    let read = lines(&path, data);
    // What can be read, packed once more, is the same as before.
    let Ok(read) = read else { return };
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let whole = packed.write_all(data).and_then(|()| packed.finish()).expect("memory can be written to");
    if data.starts_with(b"\x1f\x8b") || data.starts_with(b"BZh") || data.starts_with(b"\xfd7zXZ") {
        return;
    }
    let again = lines(&path, &whole).unwrap_or_else(|error| panic!("what was packed is refused: {error}"));
    assert!(read == again, "what was packed has other lines");
}

/// What tells the lines of all files in a file, and the names of these, from others; there may be many of them.
fn lines(path: &Path, data: &[u8]) -> Result<u64, Error> {
    std::fs::write(path, data).expect("there is room for a file");
    let (mut out, mut kept) = (0, DefaultHasher::new());
    let bytes = BytesRead::default();
    let file = File { path: path.to_owned(), size: data.len() as u64 };
    let outcome = input::read(&file, &bytes, &mut |lines| {
        let member = lines.member().to_owned();
        let mut number = 0_u64;
        while let Some(line) = lines.next()? {
            number += 1;
            assert_eq!(line.number, number);
            assert!(line.bytes.len() <= input::LONGEST_LINE && !line.bytes.contains(&b'\n'));
            out += line.bytes.len() + 1;
            (&member, number, line.bytes).hash(&mut kept);
        }
        Ok(())
    });
    assert!(out <= FREE + data.len() * LARGEST_RATIO + BUFFER, "{out} bytes came out of {}", data.len());
    assert!(outcome.is_err() || bytes.get() == data.len() as u64, "the file was not read to its end");
    outcome.map(|()| kept.finish())
}
