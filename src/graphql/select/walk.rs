//! What is asked of how nodes are related: paths, neighbours, what is similar, who collaborates.

use async_graphql::Value;
use async_graphql::parser::types::{Field as AstField, SelectionSet};

use super::{List, Select};
use crate::engine::graph::NodeId;
use crate::engine::selection::{Object, Question, Slot, Value as Bound, Walk, WalkField, WalkValue};
use crate::engine::{evidence_node, possible, relation_words};
use crate::graphql::Error;
use crate::graphql::arguments::{self, Arguments, given, items, refuse};
use crate::graphql::schema::walks::{Bound as Range, FIRST, LONGEST, NEIGHBOURS, PATHS};

/// A node by its type and the place of its id.
type End = (NodeId, Slot);

impl<'a> Select<'a> {
    /// The root field of this name, if it is about how nodes are related.
    pub(super) fn root_walk(&mut self, asked: &[&'a AstField]) -> Result<Option<Walk>, Error> {
        let given = self.arguments(asked[0]);
        let (question, ty) = match asked[0].name.node.as_str() {
            "path" => {
                let (from, to, via, longest) = self.between(&given)?;
                (Question::Path { from, to, via, longest }, "Path")
            }
            "shortestPaths" => {
                let (from, to, via, longest) = self.between(&given)?;
                let first = self.whole("first", &given, PATHS)?;
                (Question::Paths { from, to, via, longest, first }, "Path")
            }
            "neighbours" => {
                let of = self.end(&given, "id")?;
                let searched = self.graph.nodes().filter_map(|(_, node)| node.searched);
                let kinds = words(&given, "kinds", searched);
                let via = words(&given, "via", relation_words());
                let groups = possible(of.0, &via.iter().map(String::as_str).collect::<Vec<_>>()) as i64;
                let (kinds, via) = (self.values.put(Bound::Texts(kinds)), self.values.put(Bound::Texts(via)));
                let first = self.whole("first", &given, NEIGHBOURS)?;
                let groups = self.values.put(Bound::Int(groups));
                (Question::Neighbours { of, kinds, via, first, groups }, "Neighbours")
            }
            _ => return Ok(None),
        };
        Ok(Some(Walk { question, fields: self.items(ty, asked)? }))
    }

    /// The field of a row, if it is about what is similar or who collaborates.
    pub(super) fn walk_below(&mut self, node: NodeId, asked: &[&'a AstField]) -> Result<Option<Walk>, Error> {
        let (question, ty): (fn(Slot) -> Question, &str) =
            match (self.graph.node(node).name, asked[0].name.node.as_str()) {
                ("Soundtrack", "similarSoundtracks") => (|first| Question::Similar { first }, "SimilarSoundtrack"),
                ("Artist", "collaborators") => (|first| Question::Collaborators { first }, "Collaborator"),
                _ => return Ok(None),
            };
        let given = self.arguments(asked[0]);
        let question = question(self.whole("first", &given, FIRST)?);
        Ok(Some(Walk { question, fields: self.items(ty, asked)? }))
    }

    /// Where paths begin and end, along what, and how long they may be.
    fn between(&mut self, given: &Arguments) -> Result<(End, End, Slot, Slot), Error> {
        let (from, to) = (self.end(given, "from")?, self.end(given, "to")?);
        let via = self.values.put(Bound::Texts(words(given, "via", relation_words())));
        Ok((from, to, via, self.whole("maxLength", given, LONGEST)?))
    }

    /// A node that has relations.
    fn end(&mut self, arguments: &Arguments, name: &str) -> Result<End, Error> {
        let (node, row) = given(arguments, name).map_or_else(|| arguments::id(&Value::Null), arguments::id)?;
        let found = self.graph.node(node);
        if found.searched.is_none() {
            let types: Vec<&str> =
                self.graph.nodes().filter(|(_, node)| node.searched.is_some()).map(|(_, node)| node.name).collect();
            return Err(refuse(format!(
                "`{name}` is the id of a {}; what has relations is one of {}",
                found.name,
                types.join(", ")
            )));
        }
        Ok((node, self.values.put(Bound::Int(row))))
    }

    /// A number that has bounds.
    fn whole(&mut self, name: &str, arguments: &Arguments, range: Range) -> Result<Slot, Error> {
        let number = match given(arguments, name).map(arguments::number) {
            None => range.usual,
            Some(Bound::Int(number)) if (range.least..=range.most).contains(&number) => number,
            Some(Bound::Int(number)) => {
                return Err(refuse(format!("`{name}` is {number}; it may be from {} to {}", range.least, range.most)));
            }
            Some(_) => return Err(refuse(format!("`{name}` must be a whole number"))),
        };
        Ok(self.values.put(Bound::Int(number)))
    }

    fn items(&mut self, ty: &str, asked: &[&'a AstField]) -> Result<Vec<(String, WalkField)>, Error> {
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets, ty)? {
            let field = self.at(name, |select| select.item(ty, &asked))?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }

    fn item(&mut self, ty: &str, asked: &[&'a AstField]) -> Result<WalkField, Error> {
        let value = WalkField::Value;
        Ok(match (ty, asked[0].name.node.as_str()) {
            ("Path", "length") | ("Neighbours", "totalCount") | ("Collaborator", "sharedRecordingCount") => {
                value(WalkValue::Count)
            }
            ("Collaborator", "sharedSoundtrackCount") => value(WalkValue::More),
            ("Step" | "Neighbours", "relation") | ("Similarity", "kind") => value(WalkValue::Word),
            ("Step" | "Neighbours", "forward") => value(WalkValue::Forward),
            ("Neighbours", "kind") => value(WalkValue::Kind),
            ("SimilarSoundtrack", "score") | ("Similarity", "weight") => value(WalkValue::Weight),
            ("Path", "from") | ("Step" | "Similarity", "node") => WalkField::Node(self.objects(asked)?),
            ("SimilarSoundtrack", "soundtrack") => WalkField::Node(self.one_type("Soundtrack", asked)?),
            ("Collaborator", "artist") => WalkField::Node(self.one_type("Artist", asked)?),
            ("Neighbours", "nodes") => WalkField::Nodes(self.objects(asked)?),
            ("Path" | "Neighbours", "steps") => WalkField::Items(self.items("Step", asked)?),
            ("SimilarSoundtrack", "because") => WalkField::Items(self.items("Similarity", asked)?),
            ("Step", "evidence") => {
                let node = evidence_node();
                let list = List::of(node, self.graph.node(node), "Step.evidence");
                WalkField::Evidence(self.connection(&list, asked)?)
            }
            _ => WalkField::Typename(ty.to_owned()),
        })
    }

    /// What is asked of each type that has relations.
    fn objects(&mut self, asked: &[&'a AstField]) -> Result<Vec<(NodeId, Object)>, Error> {
        let searched = self.graph.nodes().filter(|(_, node)| node.searched.is_some());
        searched.map(|(id, _)| Ok((id, self.object(id, asked)?))).collect()
    }

    fn one_type(&mut self, name: &str, asked: &[&'a AstField]) -> Result<Vec<(NodeId, Object)>, Error> {
        let node = self.graph.named(name);
        node.into_iter().map(|(id, _)| Ok((id, self.object(id, asked)?))).collect()
    }
}

/// The words of a list, each once and in the order of all; all of them unless told.
fn words(arguments: &Arguments, name: &str, all: impl IntoIterator<Item = &'static str>) -> Vec<String> {
    let wanted = given(arguments, name).map(items);
    let all = all.into_iter();
    all.filter(|word| wanted.is_none_or(|wanted| wanted.iter().any(|value| arguments::word(value) == *word)))
        .map(str::to_owned)
        .collect()
}
