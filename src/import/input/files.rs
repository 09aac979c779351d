//! The files that paths name.

use std::{
    fs,
    hash::Hasher,
    io::Read,
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use super::Error;

/// How deep below a folder files are looked for, which also ends circles of links.
const DEEPEST: usize = 8;

/// A file of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub path: PathBuf,
    /// In bytes, as it is packed.
    pub size: u64,
}

/// The files at these paths and in these folders, in the order of the paths and within a folder by name. Hidden files,
/// signatures and checksums are left out.
pub fn files(paths: &[PathBuf]) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for path in paths {
        let before = files.len();
        collect(path, DEEPEST, &mut files)?;
        if files.len() == before {
            return Err(Error::NoFiles { path: path.clone() });
        }
    }
    Ok(files)
}

fn collect(path: &Path, deepest: usize, files: &mut Vec<File>) -> Result<(), Error> {
    let unreadable = |reason| Error::Unreadable { path: path.to_owned(), reason };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if !metadata.is_dir() {
        files.push(File { path: path.to_owned(), size: metadata.len() });
        return Ok(());
    }
    if deepest == 0 {
        return Ok(());
    }
    let mut below = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        below.push(entry.map_err(unreadable)?.path());
    }
    below.sort();
    below.retain(|path| path.file_name().is_some_and(|name| !beside(&name.to_string_lossy())));
    below.iter().try_for_each(|path| collect(path, deepest - 1, files))
}

/// Whether a file of this name lies beside what is read.
fn beside(name: &str) -> bool {
    name.starts_with('.') || name.ends_with(".asc") || name.ends_with("SUMS")
}

impl File {
    /// What tells this file from another at the same path: size, time of change, and what it begins with.
    pub fn identity(&self) -> Result<String, Error> {
        let unreadable = |reason| Error::Unreadable { path: self.path.clone(), reason };
        let path = self.path.canonicalize().map_err(unreadable)?;
        let metadata = fs::metadata(&path).map_err(unreadable)?;
        let modified = metadata.modified().map_err(unreadable)?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut head = Vec::new();
        let file = fs::File::open(&path).map_err(unreadable)?;
        file.take(1 << 16).read_to_end(&mut head).map_err(unreadable)?;
        Ok(format!("{} {} {} {:016x}", path.display(), metadata.len(), modified.as_nanos(), hash(&head)))
    }
}

/// Good for telling files apart, and not for more.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}
