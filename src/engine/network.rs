//! All nodes and their relations in memory, for questions that walk from node to node: paths, neighbours, what is alike.
//!
//! Nodes are numbered by type and id, and the relations of each lie side by side, from either end: four bytes for the
//! node at the other end and the relation, four for the row that tells it. A node takes some twelve bytes more. Nothing is
//! kept until someone asks ([`Keeper`]), and what is kept belongs to one version of the data.

mod build;
mod collaborators;
mod keeper;
mod neighbours;
mod path;
mod read;
pub mod relation;
mod similar;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

pub use build::Draft;
pub use collaborators::collaborators;
pub use keeper::Keeper;
pub use neighbours::neighbours;
pub use path::{Between, paths};
pub use relation::{RELATIONS, Relation, kind_word};
pub use similar::{SIMILARITY, similar};

use entity::SearchType as Kind;

/// A node with more relations than this is no way from one to another: what it connects has nothing to do with each other.
pub const HUB: usize = 50_000;

/// How many relations one question may look at: some tenths of a second.
pub const MOST_LOOKS: usize = 10_000_000;

/// How many sorts of node there are.
pub const KINDS: usize = Kind::WORDS.words.len();

/// Bits of an entry that hold the number of a node. The others hold relation and direction.
const NODE_BITS: u32 = 26;
const NODE: u32 = (1 << NODE_BITS) - 1;

/// The artists that stand for none in particular. Source of the ids: MusicBrainz, "Style / Unknown and untitled /
/// Special purpose artist".
const NOBODY: &[&str] = &[
    // Various Artists
    "89ad4ac3-39f7-470e-963a-56509c546377",
    // [unknown]
    "125ec42a-7229-4250-afc5-e057484327fe",
    // [anonymous]
    "f731ccc4-e22a-43af-a747-64213329e088",
    // [no artist]
    "eec63d3c-3b81-4ad4-b1e4-7c147d4d2b61",
    // [traditional]
    "9be7f096-97ec-4615-8957-8d40b5dcbc41",
    // [data]
    "33cf029c-63b0-41a0-9855-be2a3665fb3b",
    // [dialogue]
    "314e1c25-dde7-4e4d-b2f4-0a7b9f7c56dc",
    // [Disney]
    "66ea0139-149f-4a0c-8fbf-5ea9ec4a6e49",
    // [theatre]
    "a0ef7e1d-44ff-4039-9435-7d5fefdeecc9",
    // [church chimes]
    "90068d37-bae7-4292-be4a-704c145bd616",
    // [language instruction]
    "80a8851f-444c-4539-892b-ad2a49292aa9",
];

/// All nodes and their relations, as they were in one version of the data.
#[derive(Debug)]
pub struct Network {
    pub version: Arc<str>,
    /// The ids of each type in their order.
    ids: [Vec<i64>; KINDS],
    /// The number of the first node of each type.
    starts: [u32; KINDS],
    /// Where the entries of each node begin; one more than there are nodes.
    offsets: Vec<u32>,
    entries: Vec<Entry>,
    /// Rows that were merged, and into which.
    merged: HashMap<(Kind, i64), i64>,
    /// Nodes that are no way from one to another, in their order.
    hubs: Vec<u32>,
}

/// The number of a node.
pub type Place = u32;

/// One relation of a node. Those of a node are ordered by relation, direction and the node at the other end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    to: u32,
    /// The id of the row that tells the relation.
    pub row: u32,
}

/// What the answers are made of: a row of a list, and rows of a list below it. Which of the members mean something, and
/// what, depends on the question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// The row that it hangs on: a row of the question's, or the number of an item of the upper list.
    pub parent: i64,
    /// Its own number; `None` for one that stands for an empty list.
    pub number: Option<i64>,
    /// The word of a relation, or of something shared.
    pub word: &'static str,
    pub forward: bool,
    /// The type of the node, and its id.
    pub kind: &'static str,
    pub id: i64,
    pub count: i64,
    pub more: i64,
    pub weight: f64,
    /// The row that tells the relation: what evidence calls it, and its id.
    pub fact: &'static str,
    pub fact_id: i64,
}

/// An answer: items, and the items below them, both in the order of their parents.
#[derive(Debug, Default, PartialEq)]
pub struct Answer {
    pub upper: Vec<Item>,
    pub lower: Vec<Item>,
}

/// The question would look at more than [`MOST_LOOKS`] relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooFar;

/// Which relations count, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Via(u32);

impl Via {
    pub fn of(relations: impl IntoIterator<Item = Relation>) -> Self {
        Self(relations.into_iter().fold(0, |bits, relation| bits | 1 << relation as u8))
    }

    fn allows(self, relation: Relation) -> bool {
        self.0 & (1 << relation as u8) != 0
    }
}

impl Entry {
    fn new(to: Place, relation: Relation, forward: bool, row: u32) -> Self {
        let tag = (relation as u32) << 1 | u32::from(!forward);
        Self { to: tag << NODE_BITS | to, row }
    }

    pub fn node(self) -> Place {
        self.to & NODE
    }

    pub fn relation(self) -> Relation {
        RELATIONS[(self.to >> (NODE_BITS + 1)) as usize]
    }

    pub fn forward(self) -> bool {
        self.to >> NODE_BITS & 1 == 0
    }
}

impl Network {
    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// The bytes that it takes, more or less.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>()
            + self.offsets.capacity() * size_of::<u32>()
            + self.ids.iter().map(|ids| ids.capacity() * size_of::<i64>()).sum::<usize>()
            + self.merged.capacity() * size_of::<((Kind, i64), i64)>()
    }

    /// How many relations there are.
    pub fn relations(&self) -> usize {
        self.entries.len() / 2
    }

    /// The node with this id, or the one that it was merged into.
    pub fn find(&self, kind: Kind, id: i64) -> Option<Place> {
        let id = self.merged.get(&(kind, id)).copied().unwrap_or(id);
        number(&self.ids, &self.starts, kind, id)
    }

    /// The type of a node, and its id.
    pub fn node(&self, place: Place) -> (Kind, i64) {
        let kind = self.starts.partition_point(|start| *start <= place) - 1;
        // Types without nodes begin where the next one does, and the last of those that begin here has the node.
        (ALL_KINDS[kind], self.ids[kind][(place - self.starts[kind]) as usize])
    }

    pub fn kind(&self, place: Place) -> Kind {
        self.node(place).0
    }

    pub fn entries(&self, place: Place) -> &[Entry] {
        let place = place as usize;
        &self.entries[self.offsets[place] as usize..self.offsets[place + 1] as usize]
    }

    /// The nodes at the other end of a relation, in their order.
    fn along(&self, place: Place, relation: Relation, forward: bool) -> impl Iterator<Item = Place> {
        let entries = self.entries(place);
        let (from, to) = (Entry::new(0, relation, forward, 0), Entry::new(NODE, relation, forward, u32::MAX));
        let from = entries.partition_point(|entry| *entry < from);
        let to = entries.partition_point(|entry| *entry <= to);
        entries[from..to].iter().map(|entry| entry.node())
    }

    /// Whether it is no way from one node to another.
    pub fn is_hub(&self, place: Place) -> bool {
        self.hubs.binary_search(&place).is_ok()
    }
}

/// All sorts of node, in their order.
pub const ALL_KINDS: [Kind; KINDS] =
    [Kind::Film, Kind::FilmSeries, Kind::Artist, Kind::Soundtrack, Kind::Song, Kind::Recording, Kind::List];

fn number(ids: &[Vec<i64>; KINDS], starts: &[u32; KINDS], kind: Kind, id: i64) -> Option<Place> {
    let place = ids[kind as usize].binary_search(&id).ok()?;
    Some(starts[kind as usize] + u32::try_from(place).ok()?)
}
