//! Files as they come: packed in one way or another, with lines of any kind, and broken.

use std::{fs, path::PathBuf};

use needledrop::import::{
    self,
    input::{self, BytesRead, LONGEST_LINE, files},
};
use tempfile::TempDir;

use super::pack::{bzip2, gzip, tar, xz};

/// A line as it was read: where, and what. Of cut lines only their length.
type Read = (String, u64, Result<String, usize>);

/// What is read of a file before its end, or before the error.
fn read(bytes: &[u8]) -> (Vec<Read>, Result<(), String>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("dump");
    fs::write(&path, bytes).unwrap();
    let mut found = Vec::new();
    let counter = BytesRead::default();
    let done = input::read(&files(&[path]).unwrap()[0], &counter, &mut |lines| {
        let member = lines.member().to_owned();
        while let Some(line) = lines.next()? {
            let text = String::from_utf8_lossy(line.bytes).into_owned();
            found.push((member.clone(), line.number, if line.cut { Err(text.len()) } else { Ok(text) }));
        }
        Ok::<_, import::Error>(())
    });
    if done.is_ok() {
        assert_eq!(counter.get(), bytes.len() as u64, "all of the file was read");
    }
    let done = done.map_err(|error| error.to_string().replace(&folder.path().display().to_string(), ""));
    (found, done)
}

fn line(member: &str, number: u64, text: &str) -> Read {
    (member.to_owned(), number, Ok(text.to_owned()))
}

/// Lines that do not shrink much, so that what is packed has several blocks.
fn text(lines: u64) -> String {
    (0..lines).map(|line| format!("{:016x}\n", line.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect()
}

#[test]
fn packed_files_are_known_by_their_first_bytes() {
    let text = text(20_000);
    let halves = text.split_at(text.len() / 2);
    let expected: Vec<_> = text.lines().zip(1..).map(|(text, number)| line("dump", number, text)).collect();
    for (way, bytes) in [
        ("plain", text.clone().into_bytes()),
        ("xz of many blocks", xz(text.as_bytes())),
        ("xz of two streams", [xz(halves.0.as_bytes()), vec![0; 8], xz(halves.1.as_bytes()), vec![0; 4]].concat()),
        ("gzip of two members", [gzip(halves.0.as_bytes()), gzip(halves.1.as_bytes())].concat()),
        ("bzip2 of two streams", [bzip2(halves.0.as_bytes()), bzip2(halves.1.as_bytes())].concat()),
    ] {
        let (found, done) = read(&bytes);
        assert_eq!(done, Ok(()), "{way}");
        assert!(found == expected, "{way}");
    }
}

#[test]
fn archives_are_read_file_by_file() {
    let archive = tar(&[("TIMESTAMP", b"2026"), ("mbdump/", b""), ("mbdump/work", b"a\nb"), ("mbdump/none", b"")]);
    let expected = vec![line("TIMESTAMP", 1, "2026"), line("mbdump/work", 1, "a"), line("mbdump/work", 2, "b")];
    for bytes in [archive.clone(), xz(&archive), gzip(&archive), bzip2(&archive)] {
        assert_eq!(read(&bytes), (expected.clone(), Ok(())));
    }
}

#[test]
fn lines_end_as_they_like() {
    let lines = |bytes: &[u8]| read(bytes).0.into_iter().map(|(.., text)| text.unwrap()).collect::<Vec<_>>();
    assert_eq!(lines(b"\xef\xbb\xbfa\r\nb\r\n"), ["a", "b"], "a mark of byte order, and Windows");
    assert_eq!(lines(b"a\n\n\nb"), ["a", "", "", "b"], "no end after the last");
    assert_eq!(lines(b"\n"), [""]);
    assert_eq!(lines(b"a\xff\n"), ["a\u{fffd}"]);
}

#[test]
fn a_line_that_is_too_long_is_cut() {
    let long = "x".repeat(50 << 20);
    let (found, done) = read(&xz(format!("a\n{long}\nb\n").as_bytes()));
    assert_eq!(done, Ok(()));
    assert_eq!(found, [line("dump", 1, "a"), ("dump".to_owned(), 2, Err(LONGEST_LINE)), line("dump", 3, "b")]);
    let fits = "x".repeat(LONGEST_LINE - 1);
    assert_eq!(read(format!("{fits}\nb").as_bytes()).0, [line("dump", 1, &fits), line("dump", 2, "b")]);
}

#[test]
fn what_breaks_off_is_read_up_to_there() {
    let text = text(20_000);
    let whole: Vec<_> = text.lines().collect();
    let archive = tar(&[("mbdump/work", text.as_bytes())]);
    for (way, mut bytes, reason) in [
        ("xz", xz(&archive), "premature eof"),
        ("gzip", gzip(&archive), "incomplete deflate stream"),
        ("bzip2", bzip2(&archive), "decompression not finished but EOF reached"),
        ("tar", archive.clone(), "bytes before the end of the file in it"),
    ] {
        let half = bytes.len() / 2;
        bytes.truncate(half);
        let (found, done) = read(&bytes);
        let error = done.unwrap_err();
        assert!(error.contains(reason), "{way}: {error}");
        assert!(error.contains(&format!("after line {}, byte {half} of the file", found.len())), "{way}: {error}");
        assert!(!found.is_empty() && found.len() < whole.len(), "{way}: {}", found.len());
        let same = found.iter().zip(&whole).all(|((.., read), line)| read.as_ref().unwrap() == line);
        assert!(same, "{way}: no line is broken off");
    }
}

#[test]
fn damage_is_found_by_checksums() {
    let text = text(20_000);
    for (way, mut bytes) in
        [("xz", xz(text.as_bytes())), ("gzip", gzip(text.as_bytes())), ("bzip2", bzip2(text.as_bytes()))]
    {
        let last = bytes.len() - if way == "gzip" { 5 } else { 40 };
        bytes[last] ^= 0x10;
        let (_, done) = read(&bytes);
        let error = done.unwrap_err();
        assert!(error.starts_with("`/dump` is damaged after line "), "{way}: {error}");
    }
}

#[test]
fn what_is_no_text_is_refused() {
    for (bytes, expected) in [
        (
            &b"PK\x03\x04\x14\0\0\0"[..],
            "`/dump` is neither text nor packed by gzip, bzip2 or xz: it begins with 50 4b 03 04 14 00 00 00",
        ),
        (b"a\0b", "it begins with 61 00 62"),
        (b"", "`/dump` is empty"),
    ] {
        let (found, done) = read(bytes);
        let error = done.unwrap_err();
        assert!(error.contains(expected), "{error}");
        assert!(found.is_empty());
    }
    let (_, done) = read(&gzip(b"\x28\xb5\x2f\xfd\0"));
    assert!(done.unwrap_err().ends_with("it begins with 28 b5 2f fd 00, once it is unpacked"));
}

#[test]
fn a_bomb_does_not_go_off() {
    let (found, done) = read(&xz(&vec![b'x'; 200 << 20]));
    let error = done.unwrap_err();
    assert!(error.contains("is no dump but a bomb"), "{error}");
    assert!(found.is_empty());
}

#[test]
fn folders_are_read_by_name() {
    let folder = TempDir::new().unwrap();
    for name in ["b", "a.txt", "sub/c", ".hidden", "SHA256SUMS", "a.txt.asc"] {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, name).unwrap();
    }
    let found = files(&[folder.path().to_owned(), folder.path().join("b")]).unwrap();
    let names: Vec<_> =
        found.iter().map(|file| file.path.strip_prefix(folder.path()).unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["a.txt", "b", "sub/c", "b"]);
    assert_eq!(found[0].size, 5);

    fs::create_dir(folder.path().join("none")).unwrap();
    let error = files(&[folder.path().join("none")]).unwrap_err().to_string();
    assert!(error.ends_with("none` is an empty folder"), "{error}");
    let error = files(&[PathBuf::from("/nowhere")]).unwrap_err().to_string();
    assert_eq!(error, "cannot read `/nowhere`: No such file or directory (os error 2)");
}
