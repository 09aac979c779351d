//! Snapshots that servers follow: `out/{number}-{version}/` with the database and a manifest, and `latest`, which leads to
//! the newest.
//!
//! What was published never changes. A snapshot has its folder when all of it is on the disk, and then `latest` leads to it
//! from one moment to the next, so that who follows sees the one before or this one, and nothing in between. A file that
//! does not have the hash of its manifest was damaged on its way.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Error, LATEST, SQLITE, name_latest, rename,
    snapshot::{Copy, copy},
};
use crate::db::Db;

/// The file that describes a snapshot, beside it.
const MANIFEST: &str = "manifest.json";

/// Held by who publishes.
const LOCK: &str = ".lock";

/// Begins the name of a folder that is not published yet.
const UNFINISHED: &str = ".unfinished-";

/// What a snapshot is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Counted from 1 in each folder, one more with each that is published.
    pub number: u64,
    /// The version of the data.
    pub dataset_version: String,
    /// The last migration of its schema.
    pub migration: String,
    /// The name of the database, beside the manifest.
    pub file: String,
    /// Its length, and its SHA-256 as 64 hexadecimal digits.
    pub bytes: u64,
    pub sha256: String,
}

/// A snapshot in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    pub folder: PathBuf,
    pub manifest: Manifest,
}

/// What came of publishing.
#[derive(Debug)]
pub struct Publication {
    /// The newest snapshot.
    pub published: Published,
    /// Whether it was made now. If not, it held the same data already.
    pub new: bool,
}

/// Why a snapshot cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum Damaged {
    #[error("there is no snapshot in `{}`; `needledrop snapshot --out` publishes one there", folder.display())]
    None { folder: PathBuf },
    #[error("cannot read `{}`: {reason}", path.display())]
    Unreadable { path: PathBuf, reason: io::Error },
    #[error("`{}` is no manifest: {reason}", path.display())]
    Malformed { path: PathBuf, reason: serde_json::Error },
    #[error("`{}` has {found} bytes, and {told} by its manifest", path.display())]
    Length { path: PathBuf, found: u64, told: u64 },
    #[error("`{}` has the SHA-256 {found}, and {told} by its manifest", path.display())]
    Hash { path: PathBuf, found: String, told: String },
}

impl Published {
    /// The newest snapshot of a folder. The file of its manifest can be named instead.
    pub fn latest(folder: &Path) -> Result<Self, Damaged> {
        let (folder, name) = match (folder.extension(), folder.parent(), folder.file_name()) {
            (Some(ending), Some(parent), Some(name)) if ending == "json" => (parent.to_owned(), name.to_owned()),
            _ => (folder.join(LATEST), MANIFEST.into()),
        };
        // What `latest` leads to may change, and manifest and file must be of one snapshot.
        let folder = folder.canonicalize().map_err(|reason| match reason.kind() {
            io::ErrorKind::NotFound => Damaged::None { folder: folder.parent().unwrap_or(&folder).to_owned() },
            _ => Damaged::Unreadable { path: folder.clone(), reason },
        })?;
        let path = folder.join(name);
        let text = fs::read(&path).map_err(|reason| Damaged::Unreadable { path: path.clone(), reason })?;
        let manifest = serde_json::from_slice(&text).map_err(|reason| Damaged::Malformed { path, reason })?;
        Ok(Self { folder, manifest })
    }

    /// The database.
    pub fn file(&self) -> PathBuf {
        // A name, whatever the manifest says.
        self.folder.join(Path::new(&self.manifest.file).file_name().unwrap_or(SQLITE.as_ref()))
    }

    /// Whether the database is the one that was published. Reads all of it.
    pub fn verify(&self) -> Result<(), Damaged> {
        let path = self.file();
        let (bytes, sha256) = hash(&path).map_err(|reason| Damaged::Unreadable { path: path.clone(), reason })?;
        let Manifest { bytes: told, sha256: digest, .. } = &self.manifest;
        if bytes != *told {
            return Err(Damaged::Length { path, found: bytes, told: *told });
        }
        if sha256 != *digest {
            return Err(Damaged::Hash { path, found: sha256, told: digest.clone() });
        }
        Ok(())
    }
}

/// Publishes the database in this folder, unless the newest snapshot there is of the same data, and removes all but the last
/// `keep` snapshots. One publishes at a time.
pub async fn publish(db: &Db, out: &Path, keep: usize) -> Result<Publication, Error> {
    let at = |path: &Path| {
        let path = path.to_owned();
        move |reason| Error::File { path, reason }
    };
    fs::create_dir_all(out).map_err(at(out))?;
    let lock = fs::File::create(out.join(LOCK)).map_err(at(&out.join(LOCK)))?;
    lock.try_lock().map_err(|_| Error::Publishing(out.to_owned()))?;
    remove_unfinished(out).map_err(at(out))?;

    // Removed when it is dropped, should anything fail. What is killed leaves it to the next one.
    let unfinished = tempfile::Builder::new().prefix(UNFINISHED).permissions(open_to_readers()).tempdir_in(out);
    let unfinished = unfinished.map_err(at(out))?;
    let Copy { path, version, migrations } = copy(db, unfinished.path()).await?;
    let migration = migrations.last().cloned().unwrap_or_default();
    let before = Published::latest(out).ok();
    if let Some(before) = before.clone().filter(|before| {
        before.manifest.dataset_version == version && before.manifest.migration == migration && before.verify().is_ok()
    }) {
        return Ok(Publication { published: before, new: false });
    }

    let number = 1 + numbers(out).map_err(at(out))?.last().map_or(0, |(number, _)| *number);
    let (bytes, sha256) = hash(&path).map_err(at(&path))?;
    rename(&path, &unfinished.path().join(SQLITE))?;
    let manifest = Manifest { number, dataset_version: version, migration, file: SQLITE.to_owned(), bytes, sha256 };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| at(out)(error.into()))? + "\n";
    let described = unfinished.path().join(MANIFEST);
    let write = || {
        fs::write(&described, text)?;
        fs::File::open(&described)?.sync_all()?;
        fs::File::open(unfinished.path())?.sync_all()
    };
    write().map_err(at(&described))?;

    let name = format!("{number:08}-{}", manifest.dataset_version);
    let folder = out.join(&name);
    rename(&unfinished.keep(), &folder)?;
    name_latest(out, &name)?;
    fs::File::open(out).and_then(|folder| folder.sync_all()).map_err(at(out))?;
    remove_old(out, keep).map_err(at(out))?;
    Ok(Publication { published: Published { folder, manifest }, new: true })
}

/// Those who follow may be other users than the one who publishes.
fn open_to_readers() -> fs::Permissions {
    std::os::unix::fs::PermissionsExt::from_mode(0o755)
}

/// The snapshots of a folder in the order of their numbers.
fn numbers(out: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.split_once('-')).and_then(|(number, _)| number.parse().ok());
        if let Some(number) = number
            && entry.path().join(MANIFEST).exists()
        {
            found.push((number, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Removes all but the last snapshots, and the one to which `latest` leads.
fn remove_old(out: &Path, keep: usize) -> io::Result<()> {
    let latest = out.join(LATEST).canonicalize()?;
    let found = numbers(out)?;
    for (_, folder) in &found[..found.len().saturating_sub(keep.max(1))] {
        if folder.canonicalize()? != latest {
            fs::remove_dir_all(folder)?;
        }
    }
    Ok(())
}

/// Removes what was left by one that was ended while it published. Called by who holds the lock.
fn remove_unfinished(out: &Path) -> io::Result<()> {
    for entry in fs::read_dir(out)? {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// The length of a file and its SHA-256.
fn hash(path: &Path) -> io::Result<(u64, String)> {
    let (mut file, mut hasher) = (fs::File::open(path)?, Sha256::new());
    let (mut buffer, mut bytes) = (vec![0; 1 << 20], 0);
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => {
                hasher.update(&buffer[..read]);
                bytes += read as u64;
            }
        }
    }
    Ok((bytes, hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}
