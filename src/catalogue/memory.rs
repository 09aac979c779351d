//! What the batches before this one said of nodes. Dumps repeat themselves: an artist is declared anew in each batch that
//! has a recording of theirs, and what is said in the same words again need not be looked up and compared again.
//!
//! It holds only as long as nobody else writes: the version of the data tells.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use entity::dataset;
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait};

use super::record::{Batch, Fact, Node};

/// Nodes that are remembered, some 50 bytes each. Beyond that all are forgotten, and looked up once more.
const NODES: usize = 500_000;

/// What was said of nodes, by what they are called.
#[derive(Debug, Default)]
pub struct Memory {
    /// The version of the data when it was last right.
    version: Option<String>,
    nodes: HashMap<Name, Known>,
}

/// What a node is called, as 128 bits: two names are taken for one if these are equal by chance.
type Name = (u64, u64);

#[derive(Clone, Copy, Debug)]
struct Known {
    /// All that the last batch to declare it said of it, as one number.
    said: u64,
    row: i64,
}

/// What a batch says that was said before.
#[derive(Debug, Default)]
pub struct Said {
    /// The sum of what is said of each node that is declared: the order is no matter.
    nodes: HashMap<Node, u64>,
    /// Those of which it is what was said before.
    again: HashSet<Node>,
}

impl Memory {
    /// Forgets everything if another has written.
    pub async fn check(&mut self, tx: &DatabaseTransaction) -> Result<(), DbErr> {
        if self.version.is_some() && self.version != version(tx).await? {
            *self = Self::default();
        }
        Ok(())
    }

    /// Which row this is, if that is remembered.
    pub fn row(&self, node: &Node) -> Option<i64> {
        self.nodes.get(&name(node)).map(|known| known.row)
    }

    /// What is said of the nodes that a batch declares again and again: artists, songs and recordings.
    pub fn said(&self, batch: &Batch) -> Said {
        let mut said = Said::default();
        for fact in &batch.artists {
            said.declare(Node::Artist(fact.record.key.clone()), fact);
        }
        for fact in &batch.songs {
            said.declare(Node::Song(fact.record.key.clone()), fact);
        }
        for fact in &batch.recordings {
            said.declare(Node::Recording(fact.record.key()), fact);
        }
        for fact in &batch.song_writers {
            said.add(&Node::Song(fact.record.song.clone()), fact);
        }
        batch.aliases.iter().for_each(|fact| said.add(&fact.record.of, fact));
        batch.identifiers.iter().for_each(|fact| said.add(&fact.record.of, fact));
        batch.namings.iter().for_each(|fact| said.add(&fact.record.of, fact));
        let before = |node: &Node| self.nodes.get(&name(node)).map(|known| known.said);
        said.again = said
            .nodes
            .iter()
            .filter(|(node, said)| before(node) == Some(**said))
            .map(|(node, _)| node.clone())
            .collect();
        said
    }

    /// Remembers what a batch has said, which is written and about to be committed. `row` tells which rows the nodes are.
    pub async fn keep(
        &mut self,
        tx: &DatabaseTransaction,
        batch: &Batch,
        said: &Said,
        row: impl Fn(&Node) -> Option<i64>,
    ) -> Result<(), DbErr> {
        let incomplete = incomplete(batch, |node| row(node).is_some());
        if self.nodes.len() + said.nodes.len() > NODES {
            self.nodes.clear();
        }
        for (node, said) in &said.nodes {
            if incomplete.contains(node) {
                self.nodes.remove(&name(node));
            } else if let Some(row) = row(node) {
                self.nodes.insert(name(node), Known { said: *said, row });
            }
        }
        self.version = version(tx).await?;
        Ok(())
    }
}

impl Said {
    /// Whether the batch says nothing of this node that was not said before.
    pub fn again(&self, node: &Node) -> bool {
        self.again.contains(node)
    }

    /// A node that is declared twice in one batch says more than one that is declared once.
    fn declare<R: Hash>(&mut self, node: Node, fact: &Fact<R>) {
        let said = self.nodes.entry(node).or_default();
        *said = said.wrapping_add(word(fact));
    }

    fn add<R: Hash>(&mut self, node: &Node, fact: &Fact<R>) {
        if let Some(said) = self.nodes.get_mut(node) {
            *said = said.wrapping_add(word(fact));
        }
    }
}

/// Nodes of which something was left out, since it names what is not there. Said again, it may be there.
fn incomplete(batch: &Batch, there: impl Fn(&Node) -> bool) -> HashSet<Node> {
    let mut incomplete = HashSet::new();
    for Fact { record, .. } in &batch.recordings {
        let artists = record.artists.iter().map(|credit| Node::Artist(credit.artist.clone()));
        if !artists.chain(record.song.clone().map(Node::Song)).all(|node| there(&node)) {
            incomplete.insert(Node::Recording(record.key()));
        }
    }
    for Fact { record, .. } in &batch.song_writers {
        if !there(&Node::Artist(record.artist.clone())) {
            incomplete.insert(Node::Song(record.song.clone()));
        }
    }
    incomplete
}

fn name(node: &Node) -> Name {
    (number(&(0, node)), number(&(1, node)))
}

/// The same for the same things within this process.
fn number(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// What a fact says, wherever it says so.
fn word<R: Hash>(fact: &Fact<R>) -> u64 {
    number(&(&fact.record, &fact.evidence))
}

async fn version(tx: &DatabaseTransaction) -> Result<Option<String>, DbErr> {
    Ok(dataset::Entity::find().one(tx).await?.map(|dataset| dataset.version))
}
