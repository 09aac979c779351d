//! The root field `coverage`: groups of films, with numbers of those that have what is asked for.

use async_graphql::parser::types::Field as AstField;

use super::groups::{by, cursor_kinds};
use super::{Select, sets};
use crate::engine::graph::NodeId;
use crate::engine::selection::{Aggregate, Filter, GroupEdgeField, GroupField, Groups, GroupsField, Having};
use crate::graphql::arguments::{self, Arguments};
use crate::graphql::{Error, page};

/// The films that are counted, and what they have.
struct Covered {
    film: NodeId,
    by: Vec<usize>,
    soundtrack: Filter,
    tracks: Filter,
    covers: Filter,
}

impl<'a> Select<'a> {
    /// `None` if the graph has no films with soundtracks.
    pub(super) fn coverage(&mut self, asked: &[&'a AstField]) -> Result<Option<(NodeId, Groups)>, Error> {
        let given = self.arguments(asked[0]);
        let Some(covered) = self.covered(&given)? else { return Ok(None) };
        let Covered { film, by, .. } = &covered;
        let filter = arguments::filter(&mut self.values, *film, arguments::given(&given, "filter"))?;
        let kinds = cursor_kinds(*film, by, &[]);
        let page = page::page(&mut self.values, &given, "coverage", &kinds)?;
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "CoverageConnection")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "nodes" => GroupsField::Nodes(select.coverage_fields(&covered, &asked)?),
                    "edges" => GroupsField::Edges(select.coverage_edges(&covered, &asked)?),
                    "pageInfo" => GroupsField::PageInfo(select.page_info(&asked)?),
                    "totalCount" => GroupsField::TotalCount,
                    _ => GroupsField::Typename("CoverageConnection".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        let Covered { film, by, .. } = covered;
        Ok(Some((film, Groups { by, filter, having: Having::default(), order: Vec::new(), page, fields })))
    }

    fn covered(&mut self, given: &Arguments) -> Result<Option<Covered>, Error> {
        let Some((film, found)) = self.graph.named("Film") else { return Ok(None) };
        let Some(edge) = found.edge_named("soundtracks") else { return Ok(None) };
        let soundtrack = self.graph.edge(film, edge).target;
        let which = arguments::filter(&mut self.values, soundtrack, arguments::given(given, "soundtracks"))?;
        let with = |more: Vec<Filter>| {
            let parts: Vec<Filter> = [which.clone()].into_iter().chain(more).collect();
            Filter::Some(edge, Box::new(Filter::And(parts)))
        };
        let mut below = |name: &str| {
            let Some(edge) = self.graph.node(soundtrack).edge_named(name) else { return Ok(Filter::Or(Vec::new())) };
            let of = self.graph.edge(soundtrack, edge).target;
            let which = arguments::filter(&mut self.values, of, arguments::given(given, name))?;
            Ok::<_, Error>(with(vec![Filter::Some(edge, Box::new(which))]))
        };
        let (tracks, covers) = (below("tracks")?, below("covers")?);
        Ok(Some(Covered { film, by: by(film, given)?, soundtrack: with(Vec::new()), tracks, covers }))
    }

    fn coverage_edges(
        &mut self,
        covered: &Covered,
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, GroupEdgeField)>, Error> {
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "CoverageEdge")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "cursor" => GroupEdgeField::Cursor,
                    "node" => GroupEdgeField::Node(select.coverage_fields(covered, &asked)?),
                    _ => GroupEdgeField::Typename("CoverageEdge".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }

    fn coverage_fields(
        &mut self,
        covered: &Covered,
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, GroupField)>, Error> {
        let of = |filter: &Filter| GroupField::Aggregate(Aggregate::CountWhere(filter.clone()));
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "Coverage")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "key" => GroupField::Key(select.group_key(covered.film, &covered.by, &asked)?),
                    "filmCount" => GroupField::Aggregate(Aggregate::Count),
                    "withSoundtrack" => of(&covered.soundtrack),
                    "withTracks" => of(&covered.tracks),
                    "withCovers" => of(&covered.covers),
                    _ => GroupField::Typename("Coverage".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }
}
