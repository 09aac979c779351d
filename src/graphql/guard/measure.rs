//! How large an operation is once every fragment is put in its places.
//!
//! A fragment is measured once and remembered, so that the time is linear in the size of the document although
//! the numbers may be exponential in it. Fragments are measured in an order in which those that they spread come
//! first, found with a stack of our own: a chain of a thousand fragments must not become a thousand calls.

use std::collections::HashMap;

use async_graphql::{
    Name, Positioned,
    parser::types::{ExecutableDocument, Field, FragmentDefinition, Selection, SelectionSet},
};

use super::syntax::location;
use crate::graphql::{Code, Error};

/// Sizes of a selection set. All of them saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Measure {
    /// Fields, inline fragments and spreads.
    pub selections: usize,
    pub spreads: usize,
    pub aliases: usize,
    pub directives: usize,
    /// Fields of the set itself, not of sets below.
    pub root_fields: usize,
    /// Fields, one inside another; `__schema` and `__type` count as leaves.
    pub depth: usize,
    /// The same below `__schema` and `__type`, and with them.
    pub introspection_depth: usize,
    /// Lists of introspection, one inside another.
    pub introspection_lists: usize,
    /// The same for a set that does not yet know whether it stands below `__schema` or `__type`.
    pub lists: usize,
    /// Fields, inline fragments and spreads, one inside another.
    pub levels: usize,
}

/// One measure for each operation. Refuses fragments that contain themselves, on which validation might not end.
pub(super) fn operations(document: &ExecutableDocument) -> Result<Measures, Error> {
    let mut known = Known { fragments: HashMap::new(), visited: 0 };
    for name in innermost_first(document)? {
        if let Some(fragment) = document.fragments.get(name) {
            let measure = known.set(&fragment.node.selection_set.node);
            known.fragments.insert(name, measure);
        }
    }
    let operations = document.operations.iter().map(|(_, op)| known.set(&op.node.selection_set.node)).collect();
    Ok(Measures { operations, visited: known.visited })
}

pub(super) struct Measures {
    pub operations: Vec<Measure>,
    /// Selections that were looked at. Never more than the document has, as tests make sure.
    #[cfg_attr(not(test), expect(dead_code, reason = "the proof that measuring is linear"))]
    pub visited: usize,
}

/// The fragments measured so far.
struct Known<'a> {
    fragments: HashMap<&'a Name, Measure>,
    visited: usize,
}

impl Known<'_> {
    fn set(&mut self, set: &SelectionSet) -> Measure {
        let mut sum = Measure::default();
        for item in &set.items {
            self.visited += 1;
            sum = sum.beside(self.selection(&item.node));
        }
        sum
    }

    fn selection(&mut self, selection: &Selection) -> Measure {
        let mut measure = match selection {
            Selection::Field(field) => self.set(&field.node.selection_set.node).under(&field.node),
            Selection::InlineFragment(fragment) => self.set(&fragment.node.selection_set.node),
            Selection::FragmentSpread(spread) => {
                // An unknown fragment counts as empty: validation will name it.
                let known = self.fragments.get(&spread.node.fragment_name.node).copied().unwrap_or_default();
                Measure { spreads: known.spreads.saturating_add(1), ..known }
            }
        };
        measure.selections = measure.selections.saturating_add(1);
        measure.levels = measure.levels.saturating_add(1);
        measure.directives = measure.directives.saturating_add(selection.directives().len());
        measure
    }
}

impl Measure {
    fn beside(self, other: Self) -> Self {
        Self {
            selections: self.selections.saturating_add(other.selections),
            spreads: self.spreads.saturating_add(other.spreads),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            root_fields: self.root_fields.saturating_add(other.root_fields),
            depth: self.depth.max(other.depth),
            introspection_depth: self.introspection_depth.max(other.introspection_depth),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
            lists: self.lists.max(other.lists),
            levels: self.levels.max(other.levels),
        }
    }

    /// The measure of a field whose sub-selections have this measure.
    fn under(self, field: &Field) -> Self {
        let name = field.name.node.as_str();
        let mut measure = Self {
            root_fields: 1,
            aliases: self.aliases.saturating_add(usize::from(field.alias.is_some())),
            depth: self.depth.saturating_add(1),
            lists: self.lists.saturating_add(usize::from(INTROSPECTION_LISTS.contains(&name))),
            ..self
        };
        if matches!(name, "__schema" | "__type") {
            measure.introspection_depth = measure.depth.max(self.introspection_depth.saturating_add(1));
            measure.introspection_lists = measure.lists.max(self.introspection_lists);
            measure.depth = 1;
            measure.lists = 0;
        }
        measure
    }
}

/// Those that lead from a type to further types.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// The fragments of the document, each after those that it spreads.
fn innermost_first(document: &ExecutableDocument) -> Result<Vec<&Name>, Error> {
    let mut order = Vec::with_capacity(document.fragments.len());
    let mut state: HashMap<&Name, State> = HashMap::new();
    for (name, fragment) in &document.fragments {
        let mut stack = vec![(name, fragment, None)];
        while let Some((name, fragment, spreads)) = stack.pop() {
            let mut spreads: Vec<&Name> = match spreads {
                Some(rest) => rest,
                None if state.contains_key(name) => continue,
                None => {
                    state.insert(name, State::Open);
                    spreads_of(&fragment.node.selection_set.node)
                }
            };
            let Some(next) = spreads.pop() else {
                state.insert(name, State::Done);
                order.push(name);
                continue;
            };
            stack.push((name, fragment, Some(spreads)));
            match (state.get(next), document.fragments.get_key_value(next)) {
                (Some(State::Open), _) => return Err(cycle(next, fragment)),
                (None, Some((next, fragment))) => stack.push((next, fragment, None)),
                (Some(State::Done), _) | (None, None) => {}
            }
        }
    }
    Ok(order)
}

enum State {
    /// On the stack: its spreads are being looked at.
    Open,
    Done,
}

/// The fragments that a selection set spreads, at any depth of its own.
fn spreads_of(set: &SelectionSet) -> Vec<&Name> {
    let mut names = Vec::new();
    let mut sets = vec![set];
    while let Some(set) = sets.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => sets.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => names.push(&spread.node.fragment_name.node),
            }
        }
    }
    names
}

fn cycle(name: &Name, within: &Positioned<FragmentDefinition>) -> Error {
    let message = format!("the fragment `{name}` contains itself");
    Error::new(Code::GraphqlValidationFailed, message).at(location(within.pos))
}
