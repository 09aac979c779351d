//! Dumps of a made-up world are as those of the real one: in their form, in their proportions, and in that they agree.

mod files;
mod musicbrainz;
mod tables;
mod wikidata;

use std::{collections::HashMap, fs, path::Path, sync::LazyLock};

use needledrop::generate::{Format, Options, Packing, Written, generate};
use serde_json::Value;
use tempfile::TempDir;

/// One world in all formats, written once without compression.
static WORLD: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    for format in [
        Format::Musicbrainz { plain: true },
        Format::Wikidata { packing: Packing::Plain },
        Format::Imdb { plain: true },
    ] {
        write(folder.path(), format, 0.01, 20);
    }
    folder
});

fn write(folder: &Path, format: Format, scale: f64, soundtracks: u64) -> Vec<Written> {
    let options = Options { format, scale, seed: 1, soundtracks, out: folder.to_owned() };
    generate(&options, &mut |_| ()).unwrap()
}

/// A file of the world.
fn text(name: &str) -> String {
    fs::read_to_string(WORLD.path().join(name)).unwrap()
}

/// All documents of one kind.
fn documents(entity: &str) -> &'static [Value] {
    static DOCUMENTS: LazyLock<HashMap<&str, Vec<Value>>> = LazyLock::new(|| {
        let read = |entity| {
            let text = text(&format!("{entity}.jsonl"));
            (entity, text.split('\n').map(|line| serde_json::from_str(line).unwrap()).collect())
        };
        ["artist", "release-group", "release", "work", "recording"].map(read).into()
    });
    &DOCUMENTS[entity]
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// How many of these are so.
fn share<T>(items: &[T], so: impl Fn(&T) -> bool) -> f64 {
    items.iter().filter(|item| so(item)).count() as f64 / items.len() as f64
}

#[track_caller]
fn near(what: &str, found: f64, low: f64, high: f64) {
    assert!((low..=high).contains(&found), "{what} is {found:.3}, and not between {low} and {high}");
}
