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
