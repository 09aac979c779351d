//! Standard output, which may be a pipe that someone has closed.

use std::io::{self, ErrorKind, Write};

/// Prints, unless nobody reads any more: `needledrop schema | head` is no failure.
pub(super) fn print(text: &str) -> anyhow::Result<()> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}
