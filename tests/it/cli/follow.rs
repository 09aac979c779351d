//! Snapshots are published, and servers go from one to the next without dropping a request.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use serde_json::Value;

use super::{Serving, complaint, lifecycle::until, printed, run};

/// What a server is asked: all of one answer must be of one snapshot.
const QUESTION: &str =
    "/graphql?query=%7Bfilms(first:500)%7BtotalCount%20nodes%7Btitle%7D%7Dcatalogue%7BdatasetVersion%7D%7D";

/// A list of one soundtrack of a film of its own, so that each import adds a film.
fn add_film(folder: &Path, number: usize) {
    let csv = format!("title,year\nA Film of Snapshot {number},{}\n", 1950 + number);
    fs::write(folder.join("films.csv"), csv).unwrap();
    printed(&run(folder, &["import", "csv", "films=films.csv", "--source", "Snapshots"]));
}

fn publish(folder: &Path) -> String {
    printed(&run(folder, &["snapshot", "--out", "published", "--keep", "2"]))
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("published/latest/manifest.json")).unwrap()).unwrap()
}

fn json(answer: &str) -> Value {
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

/// The number of films and the version of the data, in which the rows and the count agree.
fn films(answer: &str) -> (u64, String) {
    let answer = json(answer);
    let films = &answer["data"]["films"];
    let count = films["totalCount"].as_u64().unwrap();
    assert_eq!(films["nodes"].as_array().unwrap().len() as u64, count, "{answer}");
    let version = answer["extensions"]["dataset"].as_str().unwrap();
    assert_eq!(answer["data"]["catalogue"]["datasetVersion"], version, "{answer}");
    (count, version.to_owned())
}

#[test]
fn a_server_follows_without_dropping_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    printed(&run(folder, &["migrate"]));
    add_film(folder, 0);
    publish(folder);
    let server = Serving::start(folder, &["--follow", "published"]);

    let over = Arc::new(AtomicBool::new(false));
    let asking: Vec<_> = (0..4)
        .map(|_| {
            let (at, over) = (server.at.clone(), over.clone());
            thread::spawn(move || {
                let mut seen: Vec<(u64, String)> = Vec::new();
                let mut answers = 0;
                while !over.load(Ordering::Relaxed) {
                    let now = films(&Serving::ask(&at, QUESTION));
                    answers += 1;
                    if seen.last() != Some(&now) {
                        seen.push(now);
                    }
                }
                (answers, seen)
            })
        })
        .collect();
    let mut versions = vec![manifest(folder)["datasetVersion"].as_str().unwrap().to_owned()];
    for number in 1..=5 {
        add_film(folder, number);
        publish(folder);
        let version = manifest(folder)["datasetVersion"].as_str().unwrap().to_owned();
        until(|| json(&server.get("/readyz"))["dataset"].clone(), |served| *served == *version);
        versions.push(version);
    }
    over.store(true, Ordering::Relaxed);
    for asking in asking {
        let (answers, seen) = asking.join().unwrap();
        assert!(answers > 10, "{answers}");
        // Each version has one film more than the one before.
        let expected: Vec<_> = (1..).zip(versions.clone()).collect();
        let place =
            |one: &(u64, String)| expected.iter().position(|other| other == one).expect("a version as published");
        let places: Vec<_> = seen.iter().map(place).collect();
        assert!(places.is_sorted(), "{places:?}");
        assert_eq!(places.last(), Some(&5));
    }
    // The last two are kept, and what is gone is not read any more: no file that was removed is still open.
    assert_eq!(snapshots(folder), ["00000005", "00000006"]);
    until(|| removed(server.child.id()), Vec::is_empty);
    assert_eq!(server.end("-TERM").0, Some(0));
}

/// The numbers of the snapshots that are there.
fn snapshots(folder: &Path) -> Vec<String> {
    let names =
        fs::read_dir(folder.join("published")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut numbers: Vec<_> = names.filter_map(|name| Some(name.split_once('-')?.0.to_owned())).collect();
    numbers.sort();
    numbers
}

/// Databases that a process has open and that were removed.
fn removed(process: u32) -> Vec<PathBuf> {
    let open = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    let files = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    files.filter(|file| file.to_string_lossy().ends_with(".sqlite (deleted)")).collect()
}

#[test]
fn a_snapshot_that_is_not_whole_is_refused_and_the_one_before_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    printed(&run(folder, &["migrate"]));
    add_film(folder, 0);
    assert!(publish(folder).contains(": snapshot 1, "));
    assert!(publish(folder).contains("nothing was published"));
    let first = manifest(folder)["datasetVersion"].clone();
    let server = Serving::logging(folder, &["--follow", "published"], &folder.join("log"));
    let log = || fs::read_to_string(folder.join("log")).unwrap();
    let served = || json(&server.get("/readyz"))["dataset"].clone();

    // One that is cut off, one with a byte that is not right, one of other data, and one that is none.
    let whole = fs::read(folder.join("published/latest/needledrop.sqlite")).unwrap();
    let told = manifest(folder);
    let mut bent = whole.clone();
    bent[100] ^= 1;
    let other = |member: &str, value: Value| {
        let mut told = told.clone();
        told["number"] = 9.into();
        told[member] = value;
        told.to_string()
    };
    for (number, file, manifest, words) in [
        (2, &whole[..whole.len() / 2], other("number", 2.into()), " by its manifest"),
        (3, &bent, other("number", 3.into()), "has the SHA-256 "),
        (4, &whole, other("datasetVersion", "other".into()), "holds other data than its manifest says"),
        (5, &whole, "{".to_owned(), "is no manifest"),
    ] {
        let name = format!("{number:08}-bad");
        let bad = folder.join("published").join(&name);
        fs::create_dir(&bad).unwrap();
        fs::write(bad.join("needledrop.sqlite"), file).unwrap();
        fs::write(bad.join("manifest.json"), manifest).unwrap();
        let link = folder.join("published/link");
        std::os::unix::fs::symlink(&name, &link).unwrap();
        fs::rename(&link, folder.join("published/latest")).unwrap();
        until(log, |log| log.contains(words));
        assert_eq!(served(), first, "{words}");
    }
    // It cannot be begun with, either.
    let (code, text) = complaint(&run(folder, &["serve", "--listen", "127.0.0.1:0", "--follow", "published"]));
    assert!(code == 1 && text.contains("is no manifest"), "{text}");

    // What comes next is served, and each that was refused was told once.
    add_film(folder, 1);
    assert!(publish(folder).contains(": snapshot 6, "));
    let second = manifest(folder)["datasetVersion"].clone();
    until(served, |served| *served == second);
    assert_eq!(log().matches("a snapshot is refused").count(), 4, "{}", log());
    assert_eq!(server.end("-TERM").0, Some(0));
}

#[test]
fn one_publishes_at_a_time_and_what_was_broken_off_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    printed(&run(folder, &["migrate"]));
    let published = folder.join("published");
    fs::create_dir_all(published.join(".unfinished-1")).unwrap();
    fs::write(published.join(".unfinished-1/needledrop.sqlite"), "half").unwrap();
    let lock = fs::File::create(published.join(".lock")).unwrap();
    lock.lock().unwrap();
    let (code, text) = complaint(&run(folder, &["snapshot", "--out", "published"]));
    assert!(code == 1 && text.contains("another snapshot is being published"), "{text}");
    assert!(published.join(".unfinished-1").exists());
    drop(lock);
    publish(folder);
    assert!(!published.join(".unfinished-1").exists());
    assert!(
        printed(&run(folder, &["serve", "--check", "--listen", "127.0.0.1:0", "--follow", "published"]))
            .contains("published: snapshot 1 of version ")
    );
    // The manifest can be named as well.
    let manifest = "published/latest/manifest.json";
    assert!(
        printed(&run(folder, &["serve", "--check", "--listen", "127.0.0.1:0", "--follow", manifest]))
            .contains("snapshot 1 of version ")
    );
}
