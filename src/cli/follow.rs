//! `needledrop serve --follow`: serves the newest snapshot of a folder, and the next one as soon as it is there.
//!
//! Each is looked at before it is served: its length, its hash, its tables and the version of its data. One that is not as
//! its manifest says is refused, and the one before is served on. Requests that are under way end on the snapshot on which
//! they began (`db/reads/sqlite.rs`).

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use anyhow::{Context, bail};

use crate::{
    db::{self, Reads, SqliteReaders, State, reads::Inspected},
    export::{Manifest, Published},
    telemetry::metrics::metrics,
};

/// How often the folder is looked at: a link and a small file.
const LOOK: Duration = Duration::from_millis(500);

/// The snapshot that is served, and where the next one will be.
pub(super) struct Follower {
    folder: PathBuf,
    readers: Arc<SqliteReaders>,
    reads: Reads,
    now: Mutex<Manifest>,
}

impl Follower {
    /// Opens the newest snapshot of a folder, which must be one that can be served.
    pub async fn open(folder: &Path, options: &db::Options) -> anyhow::Result<Self> {
        let folder = folder.to_owned();
        let published = Published::latest(&folder)?;
        let readers = db::sqlite_readers(&published.file(), options);
        let manifest = take(readers.clone(), published).await?;
        serving(&manifest);
        Ok(Self { folder, reads: Reads::Sqlite(readers.clone()), readers, now: Mutex::new(manifest) })
    }

    pub fn reads(&self) -> &Reads {
        &self.reads
    }

    /// The snapshot that is served.
    pub fn manifest(&self) -> Manifest {
        self.now.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Goes from snapshot to snapshot, without an end.
    pub async fn follow(&self) {
        let mut refused = None;
        loop {
            tokio::time::sleep(LOOK).await;
            let seen = Seen::of(&self.folder);
            if refused.as_ref() == Some(&seen) {
                continue;
            }
            let before = self.manifest();
            let taken = match seen.found.clone() {
                Ok(published) if published.manifest == before => {
                    refused = None;
                    continue;
                }
                Ok(published) => take(self.readers.clone(), published).await,
                Err(reason) => Err(anyhow::anyhow!(reason)),
            };
            match taken {
                Ok(manifest) => {
                    serving(&manifest);
                    tracing::info!(snapshot = named(&manifest), before = named(&before), "a new snapshot is served");
                    *self.now.lock().unwrap_or_else(PoisonError::into_inner) = manifest;
                    refused = None;
                }
                Err(error) => {
                    metrics().snapshots_refused.inc();
                    let reason = format!("{error:#}");
                    tracing::error!(reason, served = named(&before), "a snapshot is refused");
                    // Not looked at again until something about it has changed.
                    refused = Some(seen);
                }
            }
        }
    }
}

fn serving(manifest: &Manifest) {
    metrics().snapshot.set(i64::try_from(manifest.number).unwrap_or(i64::MAX));
}

/// What the folder has now. A file that is still being copied changes, and its manifest does not.
#[derive(PartialEq)]
struct Seen {
    found: Result<Published, String>,
    file: Option<(u64, SystemTime)>,
}

impl Seen {
    fn of(folder: &Path) -> Self {
        let found = Published::latest(folder).map_err(|error| error.to_string());
        let file = found.as_ref().ok().and_then(|published| {
            let file = published.file().metadata().ok()?;
            Some((file.len(), file.modified().ok()?))
        });
        Self { found, file }
    }
}

/// Serves this snapshot from now on, if it is right.
async fn take(readers: Arc<SqliteReaders>, published: Published) -> anyhow::Result<Manifest> {
    // Reads all of the file.
    let taken = tokio::task::spawn_blocking(move || {
        published.verify()?;
        let file = published.file();
        let inspected = Inspected::of(&file).with_context(|| format!("`{}` is no database", file.display()))?;
        match inspected.state() {
            State::Current => {}
            State::Empty => bail!("`{}` has no tables", file.display()),
            State::Behind { missing } => bail!(
                "`{}` is behind this program by {}; publish it again with this version",
                file.display(),
                missing.join(", ")
            ),
            State::Unknown { newer } => {
                bail!("`{}` is of a newer program; this one does not know {}", file.display(), newer.join(", "))
            }
        }
        if inspected.version.as_deref() != Some(&*published.manifest.dataset_version) {
            bail!("`{}` holds other data than its manifest says", file.display());
        }
        readers.switch_to(&file).with_context(|| format!("`{}` cannot be read", file.display()))?;
        Ok(published.manifest)
    });
    taken.await.context("the snapshot was not looked at")?
}

/// A snapshot, for people.
pub(super) fn named(manifest: &Manifest) -> String {
    format!("{} of version {}", manifest.number, manifest.dataset_version)
}
