//! MusicBrainz: the JSON dumps, documents of its web service, and the dump of its tables.
//!
//! All become the same rows in a side file (`staged.rs`). When everything has been read, `choose.rs` decides what belongs
//! to soundtracks, and `deliver.rs` makes batches of it.
//!
//! What is taken over without `--all`: the release groups of secondary type Soundtrack, each as one soundtrack with the
//! tracks of one of its releases (see `choose.rs` for which); the recordings on them; the works that these perform; all
//! other recordings of these works, so that originals and covers are known (`covers.rs`); and the artists of all of them.
//! With `--all`: besides, all recordings, works and artists. Release groups of other types are no soundtracks either way.

mod albums;
mod choose;
mod covers;
mod deliver;
mod document;
mod json;
mod records;
mod staged;
mod tables;
mod titles;
mod values;

use std::path::PathBuf;

use self::{
    document::Kind,
    json::{Documents, Failure},
    staged::Staged,
    tables::Table,
};
use super::{
    Error, Run,
    input::{self, Line, Lines},
    stage::Stage,
};

/// Between checkpoints, in lines.
const LINES: u64 = 20_000;

/// Reads dumps, or what there is of them, in any order, and delivers what belongs to soundtracks; with `all`, everything.
pub fn read(run: &mut Run, paths: &[PathBuf], all: bool) -> Result<(), Error> {
    let files = input::files(paths)?;
    let what = if all { "musicbrainz, all" } else { "musicbrainz" };
    let stage = Stage::open(&run.options, what, &files, &format!("{}{}", staged::TABLES, tables::TABLES))?;
    run.resume(&stage)?;
    if stage.reached("chosen")? == 0 {
        run.progress.phase("reading", "", Some(files.iter().map(|file| file.size).sum()));
        let reader = Reader { stage: &stage, documents: Documents::new(all) };
        for file in &files {
            let done = format!("done: {}", file.path.display());
            if stage.reached(&done)? == 0 {
                run.files(std::slice::from_ref(file), |run, lines| reader.member(run, lines))?;
                run.checkpoint(&stage, &done, 1)?;
            }
        }
        if run.read == 0 {
            let wrong = "there are neither documents nor tables of MusicBrainz in it".to_owned();
            let names: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Error::Wrong { origin: names.join(", "), wrong });
        }
        run.progress.phase("choosing", "", None);
        let failed = |reason| stage.failed(reason);
        tables::join(stage.db(), all).map_err(failed)?;
        choose::choose(stage.db(), all).map_err(failed)?;
        covers::note(stage.db()).map_err(failed)?;
        run.checkpoint(&stage, "chosen", 1)?;
    }
    deliver::deliver(run, &stage, all)?;
    Ok(stage.remove()?)
}

struct Reader<'a> {
    stage: &'a Stage,
    documents: Documents,
}

impl Reader<'_> {
    /// Reads a file, or a file in an archive.
    fn member(&self, run: &mut Run, lines: &mut Lines<'_>) -> Result<(), Error> {
        let (name, member) = (lines.name().to_owned(), lines.member().to_owned());
        let file = member.rsplit('/').next().unwrap_or(&member);
        lines.skip_to(self.stage.reached(&name)?)?;
        let mut form = None;
        while let Some(line) = lines.next()? {
            let form = form.get_or_insert_with(|| Form::of(file, line.bytes));
            let number = line.number;
            if let Form::Foreign = form {
                if !member.starts_with("mbdump/") && !BESIDE.contains(&file) {
                    run.progress.say(&format!("passed over {name}, which is nothing of MusicBrainz"));
                }
                return Ok(());
            }
            if let Form::Version(what) = form {
                let text = String::from_utf8_lossy(line.bytes);
                // Of the time, the day.
                let value = text.trim().split(' ').next().unwrap_or_default();
                let rows = Staged { db: self.stage.db() };
                rows.version(what, value).map_err(|reason| self.stage.failed(reason))?;
                continue;
            }
            run.read += 1;
            run.progress.at(run.bytes.get(), run.kept);
            let done = self.line(&line, form);
            match done {
                Err(Failure::Unfinished(_)) if number == 1 => {
                    // One document that is laid out over many lines.
                    let whole = lines.rest()?;
                    let done = self.line(&whole, form);
                    self.taken(run, &whole, done)?;
                }
                done => self.taken(run, &line, done)?,
            }
            if number.is_multiple_of(LINES) {
                run.checkpoint(self.stage, &name, number)?;
            }
        }
        Ok(())
    }

    fn line(&self, line: &Line<'_>, form: &mut Form) -> Result<bool, Failure> {
        if line.cut {
            return Err(Failure::Rejected(format!("the line is longer than {} MiB", input::LONGEST_LINE >> 20)));
        }
        let rows = Staged { db: self.stage.db() };
        match form {
            Form::Table(table) => table.read(line.bytes, rows.db),
            Form::Documents(kind) => self.documents.read(*kind, line.bytes, rows),
            Form::Any | Form::Foreign | Form::Version(_) => match Kind::of_document(line.bytes)? {
                Some(kind) => self.documents.read(kind, line.bytes, rows),
                None => Ok(false),
            },
        }
    }

    fn taken(&self, run: &mut Run, line: &Line<'_>, done: Result<bool, Failure>) -> Result<(), Error> {
        match done {
            Ok(kept) => run.kept += u64::from(kept),
            Err(Failure::Rejected(reason) | Failure::Unfinished(reason)) => run.reject(line, &reason)?,
            Err(Failure::Stage(reason)) => return Err(self.stage.failed(reason).into()),
        }
        Ok(())
    }
}

/// Files that lie in archives and folders beside what is read.
const BESIDE: &[&str] = &["COPYING", "README", "SCHEMA_SEQUENCE", "JSON_DUMPS_SCHEMA_NUMBER", "LATEST"];

/// What the lines of a file are.
enum Form {
    Documents(Kind),
    /// Documents, of which each says what it is.
    Any,
    Table(Table),
    /// When the dump was made, or what number it has.
    Version(&'static str),
    Foreign,
}

impl Form {
    /// By the file's name and its first line.
    fn of(file: &str, line: &[u8]) -> Self {
        let kind = Kind::of_name(file);
        let document = line.trim_ascii_start().starts_with(b"{");
        match (file, kind) {
            ("TIMESTAMP", _) => Self::Version("date"),
            ("REPLICATION_SEQUENCE", _) => Self::Version("replication sequence"),
            // The name decides where the first line bears it out, or is damaged.
            (_, Some(kind)) if document => match Kind::of_document(line) {
                Ok(found) if found != Some(kind) => Self::Any,
                Ok(_) => Self::Documents(kind),
                Err(error) if error.is_eof() => Self::Any,
                Err(_) => Self::Documents(kind),
            },
            (_, None) if document => Self::Any,
            _ if Table::row(line) => Table::of_name(file).map_or(Self::Foreign, Self::Table),
            (_, Some(kind)) => Self::Documents(kind),
            (_, None) => Self::Foreign,
        }
    }
}
