//! One import from beginning to end: a reader on a thread of its own, and the catalogue, which takes in its batches.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::{
    Error,
    input::{self, BytesRead, File, Line, Lines},
    progress::Progress,
    rejects::{Rejects, SoFar},
    stage::Stage,
};
use crate::catalogue::{self, Catalogue, record::Batch};

/// How many batches may wait for the catalogue.
const WAITING: usize = 2;

/// What holds for imports of any source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// End with the first line that cannot be used.
    pub strict: bool,
    /// Where lines that cannot be used are written.
    pub rejects: PathBuf,
    /// The folder for the side file of readers that need one.
    pub stage: PathBuf,
    /// What the batches go into, by which side files are told apart.
    pub into: String,
}

/// What became of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Documents or lines.
    pub read: u64,
    /// Of them, those that something was kept of.
    pub kept: u64,
    pub rejected: u64,
    pub batches: u64,
    /// What the catalogue made of them; nothing on a dry run.
    pub catalogue: catalogue::Report,
}

/// An import under way, as its reader sees it.
#[derive(Debug)]
pub struct Run {
    pub options: Options,
    pub progress: Progress,
    /// Of all files of the import.
    pub bytes: BytesRead,
    /// Documents or lines so far.
    pub read: u64,
    /// Of them, those that something was kept of.
    pub kept: u64,
    rejects: Rejects,
    batches: mpsc::Sender<Batch>,
    absorbed: Arc<AtomicU64>,
}

/// Runs `reader` on a thread where it may block, and lets the catalogue take in what it delivers, in that order; without
/// a catalogue, a dry run, batches are counted and dropped.
pub async fn run(
    catalogue: Option<&Catalogue>,
    time: DateTime<Utc>,
    options: Options,
    reader: impl FnOnce(&mut Run) -> Result<(), Error> + Send + 'static,
) -> Result<Report, Error> {
    let (batches, mut delivered) = mpsc::channel(WAITING);
    let absorbed = Arc::<AtomicU64>::default();
    let mut run = Run {
        progress: Progress::new(),
        bytes: BytesRead::default(),
        read: 0,
        kept: 0,
        rejects: Rejects::new(options.rejects.clone(), options.strict),
        batches,
        absorbed: absorbed.clone(),
        options,
    };
    let reading = tokio::task::spawn_blocking(move || {
        let done = reader(&mut run);
        run.progress.done();
        run.rejects.flush()?;
        done?;
        Ok::<_, Error>(Report { read: run.read, kept: run.kept, rejected: run.rejects.count(), ..Report::default() })
    });

    let mut total = catalogue::Report::default();
    while let Some(batch) = delivered.recv().await {
        if let Some(catalogue) = catalogue {
            // The reader sees that nobody takes its batches any more, and ends.
            total += catalogue.absorb(&batch, time).await?;
        }
        absorbed.fetch_add(1, Ordering::Relaxed);
    }
    let report = reading.await??;
    if let Some(catalogue) = catalogue {
        total += catalogue.join(time).await?;
    }
    Ok(Report { batches: absorbed.load(Ordering::Relaxed), catalogue: total, ..report })
}

impl Run {
    /// Reads these files one after another, calling `each` for each file, or file in an archive, with its lines.
    pub fn files(
        &mut self,
        files: &[File],
        mut each: impl FnMut(&mut Self, &mut Lines<'_>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let bytes = self.bytes.clone();
        for file in files {
            input::read(file, &bytes, &mut |lines| each(self, lines))?;
        }
        Ok(())
    }

    /// Calls `each` for each line that is not too long. What it returns is why the line cannot be used.
    pub fn lines(
        &mut self,
        lines: &mut Lines<'_>,
        mut each: impl FnMut(&mut Self, &Line<'_>) -> Result<Result<(), String>, Error>,
    ) -> Result<(), Error> {
        while let Some(line) = lines.next()? {
            self.read += 1;
            self.progress.at(self.bytes.get(), self.kept);
            if line.cut {
                let longest = input::LONGEST_LINE >> 20;
                self.reject(&line, &format!("the line is longer than {longest} MiB"))?;
            } else if let Err(reason) = each(self, &line)? {
                self.reject(&line, &reason)?;
            }
        }
        Ok(())
    }

    /// Notes that a line cannot be used, and why. With `--strict` this is an error.
    pub fn reject(&mut self, line: &Line<'_>, reason: &str) -> Result<(), Error> {
        if let Some(message) = self.rejects.add(line, reason)? {
            self.progress.say(&format!("rejected: {message}"));
        }
        Ok(())
    }

    /// Hands a batch to the catalogue; waits while it has enough to do.
    pub fn deliver(&self, batch: Batch) -> Result<(), Error> {
        self.batches.blocking_send(batch).map_err(|_| Error::BrokenOff)
    }

    /// Waits until the catalogue has taken in so many batches.
    pub fn drain(&self, batches: u64) -> Result<(), Error> {
        while self.absorbed() < batches {
            if self.batches.is_closed() {
                return Err(Error::BrokenOff);
            }
            std::thread::park_timeout(Duration::from_millis(5));
        }
        Ok(())
    }

    /// How many of the delivered batches the catalogue has taken in.
    pub fn absorbed(&self) -> u64 {
        self.absorbed.load(Ordering::Relaxed)
    }

    /// Notes in the side file how much was read, kept and rejected, and that `name` has come to `value`; and makes all
    /// that is in the side file last.
    pub fn checkpoint(&mut self, stage: &Stage, name: &str, value: u64) -> Result<(), Error> {
        let SoFar { count, bytes } = self.rejects.flush()?;
        for (name, value) in
            [(name, value), ("read", self.read), ("kept", self.kept), ("rejected", count), ("rejected bytes", bytes)]
        {
            stage.reach(name, value)?;
        }
        Ok(stage.checkpoint()?)
    }

    /// Takes over what was counted before an import was broken off.
    pub fn resume(&mut self, stage: &Stage) -> Result<(), Error> {
        (self.read, self.kept) = (stage.reached("read")?, stage.reached("kept")?);
        let (count, bytes) = (stage.reached("rejected")?, stage.reached("rejected bytes")?);
        self.rejects.resume(SoFar { count, bytes });
        Ok(())
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { read, kept, rejected, batches, catalogue } = self;
        write!(f, "{read} read, {kept} kept, {rejected} rejected; {batches} batches: {catalogue}")
    }
}
