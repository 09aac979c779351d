//! The root field `search`.

use async_graphql::parser::types::Field as AstField;

use super::{Select, sets};
use crate::engine::Terms;
use crate::engine::graph::{Kind, NodeId};
use crate::engine::selection::{Object, Search, SearchEdgeField, SearchField, Value as Bound};
use crate::graphql::arguments::{self, Arguments, refuse};
use crate::graphql::{Error, page};

/// The longest text to search for, in characters.
const LONGEST_QUERY: usize = 200;

/// What a cursor holds: how well the row matches, the word of its type and its id.
const CURSOR: [Kind; 3] = [Kind::Int, Kind::Code, Kind::Id];

impl<'a> Select<'a> {
    pub(super) fn search(&mut self, asked: &[&'a AstField]) -> Result<Search, Error> {
        let given = self.arguments(asked[0]);
        let terms = terms(&given)?;
        let types = self.types(&given);
        // A cursor is good for all texts that are searched in the same way.
        let list = format!("search|{}|{}", terms.words, types.join(","));
        let page = page::page(&mut self.values, &given, &list, &CURSOR)?;
        let mut texts = |texts| self.values.put(Bound::Texts(texts));
        let (starts, pieces) = (texts(terms.starts), texts(terms.pieces));
        let (needed, types) = (texts(terms.needed), texts(types));
        let mut text = |text| self.values.put(Bound::Text(text));
        let (words, start, beyond) = (text(terms.words), text(terms.start), text(terms.beyond));
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "SearchConnection")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "nodes" => SearchField::Nodes(select.found(&asked)?),
                    "edges" => SearchField::Edges(select.found_edges(&asked)?),
                    "pageInfo" => SearchField::PageInfo(select.page_info(&asked)?),
                    "totalCount" => SearchField::TotalCount,
                    _ => SearchField::Typename("SearchConnection".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(Search { words, start, beyond, starts, pieces, needed, types, page, fields })
    }

    /// The words of the types that are wanted, each once, in the graph's order; all of them unless told.
    fn types(&self, given: &Arguments) -> Vec<String> {
        let wanted = arguments::given(given, "types").map(arguments::items);
        let searched = self.graph.nodes().filter_map(|(_, node)| node.searched);
        searched
            .filter(|word| wanted.is_none_or(|wanted| wanted.iter().any(|value| arguments::word(value) == *word)))
            .map(str::to_owned)
            .collect()
    }

    /// What is asked of each type that can be found.
    fn found(&mut self, asked: &[&'a AstField]) -> Result<Vec<(NodeId, Object)>, Error> {
        let searched = self.graph.nodes().filter(|(_, node)| node.searched.is_some());
        searched.map(|(id, _)| Ok((id, self.object(id, asked)?))).collect()
    }

    fn found_edges(&mut self, asked: &[&'a AstField]) -> Result<Vec<(String, SearchEdgeField)>, Error> {
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "SearchEdge")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "cursor" => SearchEdgeField::Cursor,
                    "score" => SearchEdgeField::Score,
                    "matched" => SearchEdgeField::Matched,
                    "node" => SearchEdgeField::Node(select.found(&asked)?),
                    _ => SearchEdgeField::Typename("SearchEdge".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }
}

fn terms(given: &Arguments) -> Result<Terms, Error> {
    let query = arguments::given(given, "query").map(arguments::text).transpose()?.unwrap_or_default();
    let length = query.chars().count();
    if length > LONGEST_QUERY {
        return Err(refuse(format!("`query` has {length} characters; a search takes at most {LONGEST_QUERY}")));
    }
    Terms::of(query).ok_or_else(|| refuse("`query` is empty; a search needs at least one character"))
}
