//! Unpacks, within bounds.

use std::io::{self, BufRead, ErrorKind, Read};

use liblzma::{
    bufread::XzDecoder,
    stream::{MtStreamBuilder, Stream},
};

use super::BytesRead;

/// Memory for blocks of xz that are unpacked side by side; with less, they are unpacked one after another.
const XZ_PARALLEL: u64 = 192 << 20;
/// What one block may need. The largest of xz's presets needs 65 MiB.
const XZ_MOST: u64 = 256 << 20;
/// Text as dense as it is in dumps shrinks to a tenth, seldom to a fiftieth.
const LARGEST_RATIO: u64 = 500;
/// Up to here nobody looks at the ratio.
const RATIO_FROM: u64 = 64 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    None,
    Gzip,
    Bzip2,
    Xz,
}

impl Packing {
    /// By the first bytes of a file.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            _ => Self::None,
        }
    }

    pub fn unpack(self, packed: impl BufRead + 'static, bytes: &BytesRead) -> io::Result<Box<dyn Read>> {
        let inner: Box<dyn Read> = match self {
            Self::None => return Ok(Box::new(packed)),
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            Self::Xz => Box::new(Xz { stream: Some(XzDecoder::new_stream(packed, xz()?)) }),
        };
        Ok(Box::new(Bounded { inner, out: 0, bytes: bytes.clone(), start: bytes.get() }))
    }
}

/// Unpacks blocks side by side, where the sizes of the blocks stand before them, as xz writes them with several threads.
fn xz() -> io::Result<Stream> {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get());
    let mut builder = MtStreamBuilder::new();
    builder.threads(u32::try_from(threads).unwrap_or(1)).memlimit_threading(XZ_PARALLEL).memlimit_stop(XZ_MOST);
    Ok(builder.decoder()?)
}

/// The streams of an xz file one after another; liblzma's parallel decoder ends with the first.
struct Xz<R: BufRead> {
    stream: Option<XzDecoder<R>>,
}

impl<R: BufRead> Read for Xz<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(stream) = &mut self.stream {
            let read = stream.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            // Streams may have zeros between them.
            let Some(mut packed) = self.stream.take().map(XzDecoder::into_inner) else { break };
            loop {
                let padding = packed.fill_buf()?;
                if padding.is_empty() {
                    return Ok(0);
                }
                let zeros = padding.iter().take_while(|byte| **byte == 0).count();
                let next = zeros < padding.len();
                packed.consume(zeros);
                if next {
                    break;
                }
            }
            self.stream = Some(XzDecoder::new_stream(packed, xz()?));
        }
        Ok(0)
    }
}

/// Ends with an error where a few bytes unpack to very many, before they fill disks.
struct Bounded<R> {
    inner: R,
    out: u64,
    bytes: BytesRead,
    start: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.out += read as u64;
        let packed = self.bytes.get() - self.start;
        if self.out > RATIO_FROM && self.out / LARGEST_RATIO > packed {
            let unpacked = self.out >> 20;
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                format!(
                    "{unpacked} MiB came out of {packed} bytes; more than {LARGEST_RATIO} to 1 is no dump but a bomb"
                ),
            ));
        }
        Ok(read)
    }
}

/// A file of an archive, which breaks off only with an error.
pub struct Whole<R> {
    pub inner: R,
    /// Bytes that are still to come.
    pub left: u64,
}

impl<R: Read> Read for Whole<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.saturating_sub(read as u64);
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            let missing = format!("the archive breaks off {} bytes before the end of the file in it", self.left);
            return Err(io::Error::new(ErrorKind::UnexpectedEof, missing));
        }
        Ok(read)
    }
}

/// Tells how far a file has been read.
pub struct Counted<R> {
    pub inner: R,
    pub bytes: BytesRead,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bytes.add(read as u64);
        Ok(read)
    }
}

/// The first bytes, fewer only where there are no more.
pub fn head(input: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(length);
    input.take(length as u64).read_to_end(&mut head)?;
    Ok(head)
}
