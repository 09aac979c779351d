//! Files in the form of the seed catalogue, TOML or JSON, with which anyone adds a list of their own.

use std::path::PathBuf;

use super::{Error, Run, Text, input, read, say::wrong};

/// Reads files that belong together: each may refer to what another declares, and to what the database has.
///
/// What no place is given for is the word of the source of kind EDITOR. Where the files declare none, whoever wrote the
/// first of them is that source.
pub fn read_files(run: &mut Run, paths: &[PathBuf]) -> Result<(), Error> {
    let files = input::files(paths)?;
    run.progress.phase("importing", "", Some(files.iter().map(|file| file.size).sum()));
    let mut texts = Vec::new();
    run.files(&files, |run, lines| {
        let name = lines.name().to_owned();
        if lines.next()?.is_none() {
            return Ok(());
        }
        let text = lines.rest()?;
        if text.cut {
            let longest = input::LONGEST_LINE >> 20;
            return Err(wrong(&name, format!("the file is longer than {longest} MiB")));
        }
        let text = String::from_utf8(text.bytes.to_vec()).map_err(|_| wrong(&name, "it is not UTF-8".to_owned()))?;
        run.read += 1;
        run.kept += 1;
        texts.push((name, text));
        Ok(())
    })?;
    let texts: Vec<Text> = texts.iter().map(|(name, text)| Text { name, text }).collect();
    let first = files.first().and_then(|file| Some(file.path.file_name()?.to_string_lossy().into_owned()));
    let editor = format!("editor of {}", first.unwrap_or_default());
    run.deliver(read(&editor, &texts)?)
}
