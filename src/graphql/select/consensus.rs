//! The root field `consensus`.

use async_graphql::parser::types::Field as AstField;

use super::{Select, sets};
use crate::engine::graph::{Kind, NodeId};
use crate::engine::selection::{Consensus, ConsensusEdgeField, ConsensusField, ContributionField, Filter, Method};
use crate::graphql::{Error, arguments, page};

/// The nodes of which a consensus shows rows.
#[derive(Clone, Copy)]
struct Made {
    list: NodeId,
    soundtrack: NodeId,
}

impl<'a> Select<'a> {
    /// `None` if the graph has no lists.
    pub(super) fn consensus(&mut self, asked: &[&'a AstField]) -> Result<Option<Consensus>, Error> {
        let named = |name| self.graph.named(name).map(|(node, _)| node);
        let (Some(list), Some(listing), Some(soundtrack)) = (named("List"), named("Listing"), named("Soundtrack"))
        else {
            return Ok(None);
        };
        let made = Made { list, soundtrack };
        let given = self.arguments(asked[0]);
        let given_filter = |name| arguments::given(&given, name);
        let lists = arguments::filter(&mut self.values, list, given_filter("lists"))?;
        let mut listings = vec![arguments::filter(&mut self.values, listing, given_filter("listings"))?];
        if let Some(edge) = self.graph.node(listing).edge_named("list").filter(|_| !lists.is_all()) {
            listings.push(Filter::One(edge, Box::new(lists)));
        }
        let filter = arguments::filter(&mut self.values, soundtrack, given_filter("filter"))?;
        let word = given_filter("method").map_or("RECIPROCAL_RANK", arguments::word);
        let method = match word {
            "COUNT" => Method::Count,
            "BORDA" => Method::Borda,
            _ => Method::ReciprocalRank,
        };
        let order = crate::engine::default_order(soundtrack, &[], None);
        let ordered = page::cursor_kinds(self.graph, soundtrack, None, &order);
        let kinds: Vec<Kind> = [Kind::Int].into_iter().chain(ordered).collect();
        let page = page::page(&mut self.values, &given, &format!("consensus|{word}"), &kinds)?;
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "ConsensusConnection")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "nodes" => ConsensusField::Nodes(select.object(soundtrack, &asked)?),
                    "edges" => ConsensusField::Edges(select.consensus_edges(made, &asked)?),
                    "pageInfo" => ConsensusField::PageInfo(select.page_info(&asked)?),
                    "totalCount" => ConsensusField::TotalCount,
                    _ => ConsensusField::Typename("ConsensusConnection".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        let listings = Filter::And(listings);
        Ok(Some(Consensus { list, listing, soundtrack, method, listings, filter, page, fields }))
    }

    fn consensus_edges(
        &mut self,
        made: Made,
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, ConsensusEdgeField)>, Error> {
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "ConsensusEdge")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "cursor" => ConsensusEdgeField::Cursor,
                    "node" => ConsensusEdgeField::Node(select.object(made.soundtrack, &asked)?),
                    "rank" => ConsensusEdgeField::Rank,
                    "score" => ConsensusEdgeField::Score,
                    "contributions" => ConsensusEdgeField::Contributions(select.contributions(made, &asked)?),
                    _ => ConsensusEdgeField::Typename("ConsensusEdge".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }

    fn contributions(&mut self, made: Made, asked: &[&'a AstField]) -> Result<Vec<(String, ContributionField)>, Error> {
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets(asked), "Contribution")? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "list" => ContributionField::List(select.object(made.list, &asked)?),
                    "kind" => ContributionField::Kind,
                    "rank" => ContributionField::Rank,
                    "length" => ContributionField::Length,
                    "listingCount" => ContributionField::ListingCount,
                    "points" => ContributionField::Points,
                    _ => ContributionField::Typename("Contribution".to_owned()),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(fields)
    }
}
