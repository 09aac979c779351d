//! The question catalogue: the documents of `questions/`, which are part of the binary.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "questions"]
// Without the folder there are no questions, and everything else is as it was.
#[allow_missing = true]
struct Files;

pub(super) fn names() -> Vec<String> {
    Files::iter().filter_map(|file| file.strip_suffix(".graphql").map(str::to_owned)).collect()
}

pub(super) fn find(name: &str) -> Option<String> {
    let file = Files::get(&format!("{name}.graphql"))?;
    String::from_utf8(file.data.into_owned()).ok()
}
