//! What is asked of how nodes are related.

use super::{Connection, Object, Slot};
use crate::engine::graph::NodeId;

/// A question that the network answers, and what is asked of the items of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Walk {
    pub question: Question,
    pub fields: Vec<(String, WalkField)>,
}

/// How nodes are related. Relations and types are lists of words; numbers are whole.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// A shortest path.
    Path { from: (NodeId, Slot), to: (NodeId, Slot), via: Slot, longest: Slot },
    /// All shortest paths, at most so many.
    Paths { from: (NodeId, Slot), to: (NodeId, Slot), via: Slot, longest: Slot, first: Slot },
    /// What is one step away, by relation; so many nodes of each. `groups` is how many relations there can be.
    Neighbours { of: (NodeId, Slot), kinds: Slot, via: Slot, first: Slot, groups: Slot },
    /// Soundtracks that are like that on which it hangs.
    Similar { first: Slot },
    /// Artists who share something with that on which it hangs.
    Collaborators { first: Slot },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum WalkField {
    Typename(String),
    Value(WalkValue),
    /// The node that the item leads to.
    Node(Vec<(NodeId, Object)>),
    /// The items below it.
    Items(Vec<(String, WalkField)>),
    /// The nodes of the items below it.
    Nodes(Vec<(NodeId, Object)>),
    /// What proves the relation.
    Evidence(Connection),
}

/// What an item says itself. Source of the meanings: `Item` in `engine::network`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WalkValue {
    Word,
    Forward,
    Kind,
    Count,
    More,
    Weight,
}
