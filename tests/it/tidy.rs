//! The walls of the house. Anyone may move one, in the open: here and in ARCHITECTURE.md.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Which rooms each room may look into. Rooms that are not built yet have their walls already.
const DOORS: &[(&str, &[&str])] = &[
    ("db", &[]),
    ("viewer", &[]),
    ("telemetry", &[]),
    ("engine", &["db", "telemetry"]),
    ("catalogue", &["db", "viewer"]),
    ("import", &["catalogue"]),
    // Writes files, and knows nothing of what reads them.
    ("generate", &[]),
    ("export", &["db"]),
    ("graphql", &["catalogue", "engine", "telemetry", "viewer"]),
    ("http", &["export", "graphql", "telemetry", "viewer"]),
    // For the option structs that each of them owns.
    ("config", &["catalogue", "db", "engine", "export", "graphql", "http", "import", "telemetry"]),
    // These wire everything, and no one looks into them.
    (
        "cli",
        &[
            "catalogue",
            "config",
            "db",
            "engine",
            "export",
            "generate",
            "graphql",
            "http",
            "import",
            "telemetry",
            "viewer",
        ],
    ),
    ("main", &["cli", "config", "telemetry"]),
];

/// Crates and types that a room does not name, and what that keeps apart.
const WALLS: &[(&str, &[&str], &str)] = &[
    ("entity", &["async_graphql", "axum", "needledrop", "migration"], "rows know the database, not who asks"),
    ("migration", &["entity", "needledrop", "async_graphql"], "history does not import the present"),
    ("db", &["entity", "async_graphql", "axum"], "a connection knows nothing of what is asked"),
    (
        "engine",
        &["async_graphql", "axum", "ActiveModel", "ActiveValue"],
        "the engine knows no GraphQL and never writes",
    ),
    ("catalogue", &["async_graphql", "axum"], "facts are kept true whoever writes them"),
    ("import", &["entity", "sea_orm", "async_graphql", "axum"], "an import hands records to the catalogue"),
    ("generate", &["entity", "sea_orm", "async_graphql", "axum"], "a made-up world knows no database"),
    ("export", &["async_graphql", "axum", "ActiveModel", "ActiveValue"], "an export only reads tables"),
    ("graphql", &["sea_orm", "sea_query", "sqlx", "axum", "Db", "DatabaseConnection"], "GraphQL knows no SQL"),
    ("http", &["entity", "sea_orm", "sea_query", "sqlx", "migration"], "HTTP asks the API, and no database"),
    ("config", &["axum", "async_graphql", "sea_orm", "migration"], "a configuration only holds values"),
];

/// A file that is longer is two files.
const LONGEST: usize = 400;

#[test]
fn rooms_look_only_through_their_doors() {
    let mut trespasses = Vec::new();
    for source in sources("src") {
        let room = source.room();
        if room == "lib" {
            continue;
        }
        let Some((_, doors)) = DOORS.iter().find(|(name, _)| *name == room) else {
            trespasses.push(format!("the room `{room}` has no row in DOORS"));
            continue;
        };
        for used in source.rooms_used() {
            if used != room && !doors.contains(&used.as_str()) {
                trespasses.push(format!("{} looks into `{used}`", source.path.display()));
            }
        }
    }
    assert!(trespasses.is_empty(), "{trespasses:#?}");
}

#[test]
fn walls_keep_apart_what_does_not_belong_together() {
    let mut holes = Vec::new();
    for source in ["src", "entity/src", "migration/src"].into_iter().flat_map(sources) {
        let room = source.room();
        for (_, words, why) in WALLS.iter().filter(|(name, ..)| *name == room) {
            for word in *words {
                if source.says(word) {
                    holes.push(format!("{} says `{word}`: {why}", source.path.display()));
                }
            }
        }
    }
    assert!(holes.is_empty(), "{holes:#?}");
}

/// The linter sees calls of `std::env::var` by any name; this sees those that were excepted from it elsewhere.
#[test]
fn only_config_reads_the_environment() {
    for source in ["src", "entity/src", "migration/src"].into_iter().flat_map(sources) {
        let reads = source.text.contains("env::var") || source.text.contains("option_env!");
        assert!(!reads || source.room() == "config", "{} reads the environment", source.path.display());
    }
}

#[test]
fn crates_depend_in_one_direction() {
    for (manifest, words) in [
        ("entity/Cargo.toml", ["async-graphql", "migration", "needledrop ="]),
        ("migration/Cargo.toml", ["async-graphql", "entity", "needledrop ="]),
    ] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        let (_, dependencies) = text.split_once("[dependencies]").unwrap();
        for word in words {
            assert!(!dependencies.contains(word), "{manifest} depends on {word}");
        }
    }
}

#[test]
fn files_can_be_read_at_one_sitting() {
    for source in ["src", "entity/src", "migration/src"].into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines, more than {LONGEST}", source.path.display());
    }
}

#[test]
fn modules_begin_by_saying_what_they_are() {
    for source in ["src", "entity/src", "migration/src", "tests"].into_iter().flat_map(sources) {
        // A table of contents needs no heading, nor does what lies beside the file that it tests.
        let exempt =
            source.path.ends_with("src/main.rs") || source.path.file_name().is_some_and(|name| name == "tests.rs");
        assert!(exempt || source.text.starts_with("//!"), "{} does not begin with `//!`", source.path.display());
    }
}

#[test]
fn every_crate_is_linted() {
    for manifest in ["Cargo.toml", "entity/Cargo.toml", "migration/Cargo.toml"] {
        let text = fs::read_to_string(root().join(manifest)).unwrap();
        assert!(text.contains("[lints]\nworkspace = true"), "{manifest} does not take over the lints");
    }
}

#[test]
fn changes_are_told() {
    let text = fs::read_to_string(root().join("CHANGELOG.md")).expect("there is a CHANGELOG.md");
    assert!(text.lines().any(|line| line.starts_with("## ") && line.contains("Unreleased")), "no heading `Unreleased`");
}

#[test]
fn questions_begin_by_asking() {
    for path in files(&root().join("questions"), "graphql") {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("# "), "{} does not begin with a comment", path.display());
    }
}

/// One Rust file, without its comments.
struct Source {
    /// Below the root of the project.
    path: PathBuf,
    /// As it is written.
    text: String,
    /// Without lines that are comments, in which any room may be named.
    code: String,
}

impl Source {
    /// `engine` for `src/engine.rs` and for all below `src/engine/`; the name of the crate for other crates.
    fn room(&self) -> String {
        let mut parts = self.path.iter().map(|part| part.to_str().unwrap());
        match parts.next().unwrap() {
            "src" => parts.next().unwrap().trim_end_matches(".rs").to_owned(),
            other => other.to_owned(),
        }
    }

    /// The rooms that stand after `crate::` and `needledrop::`, be it one or a list in braces.
    fn rooms_used(&self) -> Vec<String> {
        let mut rooms = Vec::new();
        for prefix in ["crate::", "needledrop::"] {
            for (at, _) in self.code.match_indices(prefix) {
                let before = self.code[..at].chars().next_back();
                // In a text it is the name of something else.
                if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '"') {
                    continue;
                }
                rooms.extend(first_names(&self.code[at + prefix.len()..]));
            }
        }
        rooms
    }

    /// Whether the code names this type, or this crate by a path into it.
    fn says(&self, name: &str) -> bool {
        let part = |c: char| c.is_alphanumeric() || c == '_';
        self.code.match_indices(name).any(|(at, _)| {
            let (before, after) = (&self.code[..at], &self.code[at + name.len()..]);
            let whole = !before.ends_with(part) && !after.starts_with(part);
            whole && (name.starts_with(char::is_uppercase) || after.starts_with("::"))
        })
    }
}

/// `a` of `a::b`, and `a` and `c` of `{a::{b, d}, c}`.
fn first_names(path: &str) -> Vec<String> {
    let name = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(list) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(list[start..at].trim_start()));
                start = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn lists_of_names_are_read() {
    assert_eq!(first_names("engine::Engine;"), ["engine"]);
    assert_eq!(
        first_names("{\n    catalogue::{self, Catalogue},\n    engine, viewer::Viewer,\n}; use x::{y}"),
        ["catalogue", "engine", "viewer"]
    );
}

fn sources(folder: &str) -> Vec<Source> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Source { path: path.strip_prefix(root()).unwrap().to_owned(), text, code }
    };
    files(&root().join(folder), "rs").into_iter().map(read).collect()
}

/// All files below a folder with this ending; none where there is no folder.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    if !folder.exists() {
        return Vec::new();
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
