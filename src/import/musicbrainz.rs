//! MusicBrainz.

use std::path::PathBuf;

use super::{Error, Run, input};

/// Reads dumps.
pub fn read(run: &mut Run, paths: &[PathBuf], _all: bool) -> Result<(), Error> {
    let files = input::files(paths)?;
    run.progress.phase("reading", "", Some(files.iter().map(|file| file.size).sum()));
    run.files(&files, |run, lines| run.lines(lines, |_, _| Ok(Ok(()))))
}
