//! The command as people run it.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// The program in this folder, with a database there.
fn import(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_needledrop"));
    command.current_dir(folder).env_clear().args(["import", "--database", "sqlite:graph.db"]).args(arguments);
    command.output().unwrap()
}

fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> (i32, String) {
    (output.status.code().unwrap(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn tables_are_imported_and_the_films_of_imdb_follow_them() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    fs::write(folder.join("mine.csv"), "Nr,Name,Imdb,Seen\n1,Singles,tt0105415,yes\n2,Bad,nm1,no\n").unwrap();
    fs::write(
        folder.join("title.basics.tsv"),
        "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n\
         tt0105415\tmovie\tSingles\tSingles\t0\t1992\t\\N\t99\t\\N\n\
         tt0000002\tmovie\tAnother\tAnother\t0\t1992\t\\N\t99\t\\N\n",
    )
    .unwrap();

    let tables = ["title.basics.tsv"];
    let (code, error) = complaint(&import(folder, &[&["imdb"], &tables[..]].concat()));
    assert_eq!(code, 1);
    assert!(
        error.contains("the database has no film with an id of IMDb: say --all, --year or --title-type"),
        "{error}"
    );

    let csv = ["csv", "films=mine.csv", "--source", "my films", "--map", "Nr=id,films:Name=title"];
    let output = import(folder, &csv);
    assert!(String::from_utf8_lossy(&output.stderr).contains("not read are `Seen`"));
    let report = printed(&output);
    assert!(report.starts_with("2 read, 1 kept, 1 rejected; 1 batches: "), "{report}");
    assert!(report.contains("what was rejected is in `needledrop-rejects.ndjson`"), "{report}");
    let strict = import(folder, &[&csv[..], &["--strict"]].concat());
    assert_eq!(strict.status.code(), Some(1));

    // Of the table's two films the one that the graph has.
    let report = printed(&import(folder, &[&["imdb"], &tables[..]].concat()));
    assert!(report.starts_with("2 read, 1 kept, 0 rejected"), "{report}");
    let report = printed(&import(folder, &[&["imdb", "--dry-run", "--all"], &tables[..]].concat()));
    assert!(report.starts_with("2 read, 2 kept, 0 rejected; 1 batches: 0 rows created"), "{report}");
    let (code, error) = complaint(&import(folder, &[&["imdb", "--title-type", "film"], &tables[..]].concat()));
    assert_eq!(code, 1);
    assert!(error.contains("`film` is no title type of a film; they are `movie`"), "{error}");
    assert_eq!(import(folder, &[&["imdb", "--year", "nineties"], &tables[..]].concat()).status.code(), Some(2));
}

/// A write that the system refuses, here since no file may grow further, as it does where a disk is full.
#[test]
#[cfg(target_os = "linux")]
fn where_nothing_more_can_be_written_the_import_ends_and_goes_on_later() {
    let folder = TempDir::new().unwrap();
    let folder = folder.path();
    let program = env!("CARGO_BIN_EXE_needledrop");
    let run = |script: &str| {
        let script = format!("trap '' XFSZ; {script}");
        Command::new("bash").current_dir(folder).args(["-c", &script, program]).output().unwrap()
    };
    printed(&run("$0 generate --format musicbrainz --scale 0.003 --plain --out dump"));
    let import = |database: &str| format!("exec $0 import musicbrainz dump --database sqlite:{database}.db");
    let whole = printed(&run(&import("whole")));
    assert!(whole.contains(" rows created"), "{whole}");

    // First the side file grows too large, then the database.
    for most in [1_000, 2_300] {
        let (code, error) = complaint(&run(&format!("ulimit -f {most}; {}", import("cut"))));
        assert_eq!(code, 1, "{error}");
        let who = if most < 2_000 { "the side file `" } else { "the database did not take the batch: " };
        assert!(error.contains(who) && error.contains("disk I/O error"), "{error}");
    }
    printed(&run(&import("cut")));
    let tables = |database: &str| {
        printed(&run(&format!("$0 export --format csv --out {database} --database sqlite:{database}.db")));
        let files = run(&format!("cd {database}/latest/ && cat $(ls *.csv | grep -v change)"));
        printed(&files)
    };
    assert_eq!(tables("cut"), tables("whole"));
}
