//! What holds for imports from any source: rejected lines, side files, and how an import goes on that was broken off.

use std::{fs, path::Path};

use needledrop::import::{
    self, Error, Options, Report, Run,
    input::{File, files},
    stage::Stage,
};
use tempfile::TempDir;

fn options(folder: &Path, strict: bool) -> Options {
    Options { strict, rejects: folder.join("rejects.ndjson"), stage: folder.join("stage"), into: String::new() }
}

async fn dry(
    options: Options,
    reader: impl FnOnce(&mut Run) -> Result<(), Error> + Send + 'static,
) -> Result<Report, Error> {
    import::run(None, chrono::DateTime::UNIX_EPOCH, options, reader).await
}

/// Keeps numbers. Breaks off after `last`.
fn numbers(run: &mut Run, files: &[File], last: i64) -> Result<i64, Error> {
    let stage = Stage::open(&run.options, "numbers", files, "CREATE TABLE number (number INTEGER)")?;
    run.resume(&stage)?;
    run.files(files, |run, lines| {
        let name = lines.name().to_owned();
        lines.skip_to(stage.reached(&name)?)?;
        run.lines(lines, |run, line| {
            let Some(number) = std::str::from_utf8(line.bytes).ok().and_then(|text| text.parse::<i64>().ok()) else {
                return Ok(Err("is no number".to_owned()));
            };
            stage.db().execute("INSERT INTO number VALUES (?1)", [number]).map_err(|reason| stage.failed(reason))?;
            run.kept += 1;
            if number == last {
                return Err(Error::BrokenOff);
            }
            if number % 3 == 0 {
                run.checkpoint(&stage, &name, line.number)?;
            }
            Ok(Ok(()))
        })
    })?;
    let sum = stage.db().query_row("SELECT sum(number) FROM number", [], |row| row.get(0));
    let sum = sum.map_err(|reason| stage.failed(reason))?;
    stage.remove()?;
    Ok(sum)
}

#[tokio::test]
async fn an_import_goes_on_where_it_was_broken_off() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("numbers");
    fs::write(&input, "1\n2\nx\n3\n4\ny\n5\n6\n7\nz").unwrap();
    let files = files(&[input]).unwrap();
    for last in [5, 7] {
        let files = files.clone();
        let done = dry(options(folder.path(), false), move |run| numbers(run, &files, last).map(drop)).await;
        assert!(matches!(done, Err(Error::BrokenOff)), "{done:?}");
    }
    let (sum, sums) = std::sync::mpsc::channel();
    let report = dry(options(folder.path(), false), move |run| {
        sum.send(numbers(run, &files, 0)?).unwrap();
        Ok(())
    });
    let Report { read, kept, rejected, .. } = report.await.unwrap();
    assert_eq!((read, kept, rejected), (10, 7, 3));
    assert_eq!(sums.recv().unwrap(), 28);
    assert_eq!(fs::read_dir(folder.path().join("stage")).unwrap().count(), 0, "the side file is gone");
    let rejects = fs::read_to_string(folder.path().join("rejects.ndjson")).unwrap();
    let heads: Vec<_> = rejects.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()).collect();
    assert_eq!(heads.iter().map(|reject| reject["head"].as_str().unwrap()).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert_eq!(heads[1]["line"], 6);
    assert_eq!(heads[1]["reason"], "is no number");
}

#[tokio::test]
async fn a_changed_file_is_another_import() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("numbers");
    fs::write(&input, "3\n4\n").unwrap();
    let first = files(std::slice::from_ref(&input)).unwrap();
    let done = dry(options(folder.path(), false), move |run| numbers(run, &first, 4).map(drop)).await;
    assert!(matches!(done, Err(Error::BrokenOff)));
    fs::write(&input, "3\n4\n5\n").unwrap();
    let changed = files(&[input]).unwrap();
    let report = dry(options(folder.path(), false), move |run| numbers(run, &changed, 0).map(drop)).await.unwrap();
    assert_eq!((report.read, report.kept), (3, 3));
}

#[tokio::test]
async fn a_side_file_has_one_import() {
    let folder = TempDir::new().unwrap();
    let open = || Stage::open(&options(folder.path(), false), "x", &[], "CREATE TABLE a (b)");
    let stage = open().unwrap();
    let error = open().unwrap_err().to_string();
    assert!(error.ends_with("is in use: the same import is under way"), "{error}");
    drop(stage);
    assert!(open().unwrap().resumed());
}

#[tokio::test]
async fn strict_ends_with_the_first() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("numbers");
    fs::write(&input, "1\nx\ny\n").unwrap();
    let files = files(&[input]).unwrap();
    let done = dry(options(folder.path(), true), move |run| numbers(run, &files, 0).map(drop)).await;
    let error = done.unwrap_err().to_string();
    assert!(error.ends_with("numbers, line 2: is no number, and `--strict` is set"), "{error}");
}
