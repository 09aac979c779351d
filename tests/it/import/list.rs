//! Lists of one's own, in the form of the seed catalogue.

use std::{fs, path::PathBuf};

use needledrop::import::list::read_files;
use tempfile::TempDir;

use super::{import_once, import_twice};
use crate::{graph::Graph, support};

const TOML: &str = r#"
[[film]]
title = "Singles"
kind = "FEATURE"
year = 1992

[[film.soundtrack]]
kind = "SONGS"

[[list]]
slug = "mine"
kind = "EDITORIAL"
title = "Mine"
picks = [{ soundtrack = "singles-1992", position = 1 }]
"#;

const JSON: &str = r#"{
    "film": [{ "title": "Singles", "kind": "FEATURE", "year": 1992, "soundtrack": [{ "kind": "SONGS" }] }],
    "list": [{
        "slug": "mine", "kind": "EDITORIAL", "title": "Mine",
        "picks": [{ "soundtrack": "singles-1992", "position": 1 }]
    }]
}"#;

/// What the files say, after they were imported into a database of their own.
async fn graph_of(folder: &TempDir, file: &str, text: &str) -> Graph {
    let path = folder.path().join(file);
    fs::write(&path, text).unwrap();
    let fresh = support::on_sqlite().await;
    import_twice(&fresh, folder.path(), move |run| read_files(run, std::slice::from_ref(&path))).await;
    Graph::read(&fresh.read).await
}

#[tokio::test]
async fn toml_and_json_say_the_same() {
    let folder = TempDir::new().unwrap();
    let mut toml = graph_of(&folder, "mine.toml", TOML).await;
    let json = graph_of(&folder, "mine.json", JSON).await;
    assert_eq!((toml.films.len(), toml.soundtracks.len(), toml.listings.len()), (1, 1, 1));
    // Who declares no editor is the editor.
    assert_eq!(toml.sources.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["editor of mine.toml"]);
    assert_eq!(json.sources[0].name, "editor of mine.json");
    toml.sources.clone_from(&json.sources);
    for (one, other) in toml.changes.iter_mut().zip(&json.changes) {
        one.who.clone_from(&other.who);
    }
    assert_eq!(toml, json);
}

#[tokio::test]
async fn what_a_list_names_may_be_in_the_database_already() {
    support::everywhere(async |fresh| {
        let folder = TempDir::new().unwrap();
        let (films, list) = TOML.split_at(TOML.find("[[list]]").unwrap());
        let [first, second] = ["films.toml", "list.toml"].map(|name| folder.path().join(name));
        fs::write(&first, films).unwrap();
        fs::write(&second, list).unwrap();

        // Without the films it is refused as a whole.
        let alone = second.clone();
        let error = import_once(&fresh, folder.path(), move |run| read_files(run, &[alone])).await.unwrap_err();
        assert!(error.to_string().contains("there is no soundtrack `singles-1992`"), "{error}");
        assert!(Graph::read(&fresh.read).await.lists.is_empty());

        import_once(&fresh, folder.path(), move |run| read_files(run, &[first])).await.unwrap();
        import_once(&fresh, folder.path(), move |run| read_files(run, &[second])).await.unwrap();
        assert_eq!(Graph::read(&fresh.read).await.listings.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_with_its_place() {
    let folder = TempDir::new().unwrap();
    let fresh = support::on_sqlite().await;
    let path = folder.path().join("mine.txt");
    for (text, expected) in [
        ("[[list]]\nslug = \"a\"\nkind = \"BOOK\"\n", "TOML parse error at line 3"),
        ("[[list]]\nslug = \"a\"\nkind = \"POLL\"\nvote = []\n", "unknown field `vote`, expected one of `slug`"),
        ("{\n\"list\": [}", "mine.txt: expected value at line 2 column 10"),
        ("[[list]]\nslug = \"A b\"\nkind = \"POLL\"\n", "`A b` is no slug"),
        (
            "[[list]]\nslug = \"a\"\nkind = \"POLL\"\nvotes = [{ soundtrack = \"x\" }]\n",
            "list `a`, `x`: a vote has the number of its `reader`",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let paths = [PathBuf::from(&path)];
        let error = import_once(&fresh, folder.path(), move |run| read_files(run, &paths)).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(Graph::read(&fresh.read).await.lists.is_empty());
}

/// What no row can hold is told with its place, and before the database is asked.
#[tokio::test]
async fn what_no_row_can_hold_is_told_with_what_is_possible() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("mine.toml");
    let film = |more: &str| format!("[[film]]\ntitle = \"X\"\nkind = \"FEATURE\"\n{more}\n");
    let list = |more: &str| {
        format!("{}[[list]]\nslug = \"a\"\nkind = \"POLL\"\n{more}\n", film("soundtrack = [{ slug = \"x\" }]"))
    };
    support::everywhere(async |fresh| {
        for (text, expected) in [
            (film("year = 1066"), "film “X”: `year` is 1066; it can be from 1850 to 2200"),
            (film("aliases = [\"\"]"), "film “X”: `alias` is empty"),
            (film("aliases = [\"a\\u0000\"]"), "`alias` has the character NUL, which no text may have"),
            (film("soundtrack = [{ discs = 0 }]"), "soundtrack `x`: `discs` is 0; it can be 1 and more"),
            (
                film(
                    "soundtrack = [{ charts = [{ chart = \"C\", country = \"USA\", position = 1, mark = \"PEAK\" }] }]",
                ),
                "`country` is `USA`; it has 2 characters",
            ),
            (list("published = \"1 May\""), "list `a`: `published` is `1 May`; it has 4 or 7 or 10 characters"),
            (list("picks = [{ soundtrack = \"x\", position = 0 }]"), "list `a`, `x`: `position` is 0; it can be 1"),
            (list("votes = [{ soundtrack = \"x\", reader = -1 }]"), "list `a`, `x`: `reader` is -1; it can be 1"),
            (list("mentions = [{ soundtrack = \"\" }]"), "`name of something` is empty"),
        ] {
            fs::write(&path, &text).unwrap();
            let paths = [path.clone()];
            let error = import_once(&fresh, folder.path(), move |run| read_files(run, &paths)).await.unwrap_err();
            assert!(error.to_string().contains(expected), "{text}: {error}");
        }
        assert!(Graph::read(&fresh.read).await.films.is_empty());
    })
    .await;
}
