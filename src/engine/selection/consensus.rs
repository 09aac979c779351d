//! Soundtracks ranked over several lists.

use super::{Filter, Object, Page, PageInfoField};
use crate::engine::graph::NodeId;

/// A page of soundtracks in the order on which the lists agree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Consensus {
    /// The nodes of which it is made.
    pub list: NodeId,
    pub listing: NodeId,
    pub soundtrack: NodeId,
    pub method: Method,
    /// Which listings count. Mentions never do.
    pub listings: Filter,
    /// Which soundtracks are shown. All compete.
    pub filter: Filter,
    pub page: Page,
    pub fields: Vec<(String, ConsensusField)>,
}

/// How rankings make points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    Count,
    ReciprocalRank,
    Borda,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsensusField {
    Typename(String),
    Nodes(Object),
    Edges(Vec<(String, ConsensusEdgeField)>),
    PageInfo(Vec<(String, PageInfoField)>),
    TotalCount,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConsensusEdgeField {
    Typename(String),
    Cursor,
    Node(Object),
    Rank,
    Score,
    Contributions(Vec<(String, ContributionField)>),
}

/// What one ranking says of a soundtrack.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ContributionField {
    Typename(String),
    List(Object),
    Kind,
    Rank,
    Length,
    ListingCount,
    Points,
}

impl Consensus {
    pub fn asks_total(&self) -> bool {
        self.fields.iter().any(|(_, field)| *field == ConsensusField::TotalCount)
    }

    pub fn asks_rows(&self) -> bool {
        use ConsensusField::{Edges, Nodes, PageInfo};
        self.fields.iter().any(|(_, field)| matches!(field, Nodes(_) | Edges(_) | PageInfo(_)))
    }

    pub fn asks_cursor(&self) -> bool {
        let in_edges = self.fields.iter().any(|(_, field)| match field {
            ConsensusField::Edges(fields) => fields.iter().any(|(_, field)| *field == ConsensusEdgeField::Cursor),
            _ => false,
        });
        let places = [PageInfoField::StartCursor, PageInfoField::EndCursor];
        in_edges || self.page_info().iter().any(|field| places.contains(field))
    }

    /// What is asked of the page.
    pub fn page_info(&self) -> Vec<PageInfoField> {
        let fields = self.fields.iter().flat_map(|(_, field)| match field {
            ConsensusField::PageInfo(fields) => fields.as_slice(),
            _ => &[],
        });
        fields.map(|(_, field)| *field).collect()
    }
}
