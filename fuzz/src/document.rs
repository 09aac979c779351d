//! Any text as a document: guard, parser, validation, selection, cost, plan and answer.

use needledrop::graphql::Request;

use super::world::world;

/// A comment of the document gives its variables, as in `tests/it/cases`, and one the operation's name.
pub fn document(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let comment = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
    let variables = comment("# Variables: ").and_then(|text| serde_json::from_str(text).ok());
    world().ask(&Request {
        variables: variables.unwrap_or_default(),
        operation_name: comment("# Operation: ").map(str::to_owned),
        ..Request::new(text)
    });
}
