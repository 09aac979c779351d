//! By which names documents are counted and logged. What a client chooses is logged and never counted by: it could choose
//! without end.

use std::collections::BTreeSet;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use sha2::{Digest, Sha256};

use super::questions;
use crate::telemetry::Asked;

/// What is counted as one where there are several root fields.
const SEVERAL: &str = "several";

/// How many bytes of the hash of a document name it in the log: enough to find it, and to tell it from others.
const HASH_BYTES: usize = 8;

/// The names of an operation of a valid document.
pub fn asked(
    query: &str,
    operation_name: Option<&str>,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Asked {
    let id = questions::document_id(&Sha256::digest(query));
    let question = questions::all().iter().find(|question| question.id == id);
    let named = operation_name.map(str::to_owned).or_else(|| only_name(document));
    let label = question.map_or_else(|| root_field(document, operation), |question| question.name.clone());
    let digits = id.trim_start_matches("sha256:");
    Asked { operation: named.map(Into::into), document: digits[..2 * HASH_BYTES].into(), label: label.into() }
}

/// The name of the only operation.
fn only_name(document: &ExecutableDocument) -> Option<String> {
    document.operations.iter().next().and_then(|(name, _)| name.map(ToString::to_string))
}

/// The root field, if there is one alone, by its own name and not by its alias.
fn root_field(document: &ExecutableDocument, operation: &OperationDefinition) -> String {
    let mut names = BTreeSet::new();
    collect(document, &operation.selection_set.node, &mut names);
    match names.into_iter().collect::<Vec<_>>().as_slice() {
        [one] => (*one).to_owned(),
        _ => SEVERAL.to_owned(),
    }
}

fn collect<'a>(document: &'a ExecutableDocument, set: &'a SelectionSet, names: &mut BTreeSet<&'a str>) {
    for item in &set.items {
        // Of several it is not told which they are.
        if names.len() > 1 {
            return;
        }
        match &item.node {
            Selection::Field(field) => {
                names.insert(&field.node.name.node);
            }
            Selection::InlineFragment(fragment) => collect(document, &fragment.node.selection_set.node, names),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, names);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn asked(query: &str) -> Asked {
        let document = parse_query(query).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        super::asked(query, None, &document, &operation.node)
    }

    #[test]
    fn documents_are_counted_by_names_that_no_client_chooses() {
        for (query, label, operation) in [
            ("query Mine { films { totalCount } }", "films", Some("Mine")),
            ("{ mine: films { totalCount } yours: films { totalCount } }", "films", None),
            ("query A { ...F } fragment F on Query { ... { film(by: {}) { title } } }", "film", Some("A")),
            ("{ films { totalCount } artists { totalCount } }", "several", None),
            ("{ __schema { types { name } } }", "__schema", None),
        ] {
            let asked = asked(query);
            assert_eq!((&*asked.label, asked.operation.as_deref()), (label, operation), "{query}");
        }
        let question = &questions::all()[0];
        let asked = asked(&question.document);
        assert_eq!(*asked.label, question.name);
        assert!(question.id.contains(&*asked.document));
    }
}
