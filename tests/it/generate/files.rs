//! The files: the same each time, readable by any library, and never written over.

use std::{
    fs::{self, File},
    io::Read,
    path::Path,
};

use bzip2::read::BzDecoder;
use flate2::read::GzDecoder;
use liblzma::read::XzDecoder;
use needledrop::generate::{Error, Format, Options, Packing, generate};

use super::{text, write};

/// The smallest world.
const TINY: f64 = 0.001;

const ALL: [Format; 5] = [
    Format::Musicbrainz { plain: true },
    Format::Musicbrainz { plain: false },
    Format::Wikidata { packing: Packing::Gzip },
    Format::Wikidata { packing: Packing::Bzip2 },
    Format::Imdb { plain: false },
];

/// All files of a folder with what they hold.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn the_same_options_give_the_same_bytes() {
    for format in ALL {
        let written = |seed| {
            let folder = tempfile::tempdir().unwrap();
            let options = Options { format, scale: TINY, seed, soundtracks: 50, out: folder.path().to_owned() };
            generate(&options, &mut |_| ()).unwrap();
            contents(folder.path())
        };
        let first = written(7);
        assert!(first == written(7), "{format:?} differs from one time to the next");
        assert!(first != written(8), "{format:?} is the same for every seed");
    }
}

#[test]
fn archives_have_the_members_of_real_ones() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), Format::Musicbrainz { plain: false }, TINY, 50);
    let plain = tempfile::tempdir().unwrap();
    write(plain.path(), Format::Musicbrainz { plain: true }, TINY, 50);
    for entity in ["artist", "release-group", "release", "work", "recording"] {
        let file = File::open(folder.path().join(format!("{entity}.tar.xz"))).unwrap();
        let mut archive = tar::Archive::new(XzDecoder::new(file));
        let mut members = Vec::new();
        for member in archive.entries().unwrap() {
            let mut member = member.unwrap();
            let name = member.path().unwrap().display().to_string();
            let mut content = String::new();
            member.read_to_string(&mut content).unwrap();
            members.push((name, content));
        }
        let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        let lines = format!("mbdump/{entity}");
        assert_eq!(
            names,
            [
                "TIMESTAMP",
                "COPYING",
                "README",
                "REPLICATION_SEQUENCE",
                "SCHEMA_SEQUENCE",
                &lines,
                "JSON_DUMPS_SCHEMA_NUMBER"
            ]
        );
        assert_eq!(members[6].1, "1\n");
        assert!(!members[5].1.ends_with('\n'), "{entity} ends with an empty line");
        assert!(members[5].1 == fs::read_to_string(plain.path().join(format!("{entity}.jsonl"))).unwrap(), "{entity}");
    }
}

#[test]
fn what_is_packed_is_what_is_plain() {
    let unpacked = |format, name: &str, unpack: fn(File) -> Box<dyn Read>| {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), format, TINY, 50);
        let mut text = String::new();
        unpack(File::open(folder.path().join(name)).unwrap()).read_to_string(&mut text).unwrap();
        text
    };
    let wikidata = |packing, name, unpack| unpacked(Format::Wikidata { packing }, name, unpack);
    let plain = wikidata(Packing::Plain, "entities.json", |file| Box::new(file));
    assert!(plain == wikidata(Packing::Gzip, "entities.json.gz", |file| Box::new(GzDecoder::new(file))));
    assert!(plain == wikidata(Packing::Bzip2, "entities.json.bz2", |file| Box::new(BzDecoder::new(file))));
    let imdb = |plain, name, unpack| unpacked(Format::Imdb { plain }, name, unpack);
    let plain = imdb(true, "title.basics.tsv", |file| Box::new(file));
    assert!(plain == imdb(false, "title.basics.tsv.gz", |file| Box::new(GzDecoder::new(file))));
}

#[test]
fn what_is_there_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("work.tar.xz"), "precious").unwrap();
    let format = Format::Musicbrainz { plain: false };
    let options = Options { format, scale: TINY, seed: 1, soundtracks: 5, out: folder.path().to_owned() };
    let error = generate(&options, &mut |_| ()).unwrap_err();
    assert!(matches!(&error, Error::Exists(path) if path.ends_with("work.tar.xz")), "{error}");
    assert_eq!(contents(folder.path()), [("work.tar.xz".to_owned(), b"precious".to_vec())]);
}

#[test]
fn what_is_reported_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut last: Vec<(String, bool, u64)> = Vec::new();
    let options = Options {
        format: Format::Imdb { plain: true },
        scale: TINY,
        seed: 1,
        soundtracks: 50,
        out: folder.path().to_owned(),
    };
    let written = generate(&options, &mut |progress| {
        last.retain(|(name, ..)| name != progress.name);
        last.push((progress.name.to_owned(), progress.done == progress.of, progress.bytes));
    })
    .unwrap();
    for (file, told) in written.iter().zip(&last) {
        let text = fs::read_to_string(folder.path().join(&file.name)).unwrap();
        assert_eq!(file.documents, text.lines().count() as u64 - 1, "{}", file.name);
        assert_eq!(*told, (file.name.clone(), true, file.bytes));
    }
    assert_eq!(written.len(), 5);
}

/// Titles and names are in the scripts that importers stumble over.
#[test]
fn texts_are_in_many_scripts() {
    let text = text("release.jsonl");
    for (script, sample) in [
        ("a typographic apostrophe", "’"),
        ("Chinese", "華"),
        ("Japanese", "メロディー"),
        ("Hebrew", "לילה"),
        ("Arabic", "بحر"),
        ("a mark that is combined", "A\u{301}wo"),
    ] {
        assert!(text.contains(sample), "no title has {script}");
    }
}
