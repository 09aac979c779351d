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

/// Nodes that are remembered, some 40 bytes each. Beyond that all are forgotten, and looked up once more.
const NODES: usize = 500_000;

/// What was said of nodes, by what they are called.
#[derive(Debug, Default)]
pub struct Memory {
    /// The version of the data when it was last right.
    version: Option<String>,
    nodes: HashMap<u64, Known>,
}

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
        self.nodes.get(&number(node)).map(|known| known.row)
    }

    /// What is said of the nodes that a batch declares again and again: artists, songs and recordings.
    pub fn said(&self, batch: &Batch) -> Said {
        let mut said = Said::default();
        for fact in &batch.artists {
            said.nodes.insert(Node::Artist(fact.record.key.clone()), word(fact));
        }
        for fact in &batch.songs {
            said.nodes.insert(Node::Song(fact.record.key.clone()), word(fact));
        }
        for fact in &batch.recordings {
            said.nodes.insert(Node::Recording(fact.record.key()), word(fact));
        }
        for fact in &batch.song_writers {
            said.add(&Node::Song(fact.record.song.clone()), fact);
        }
        batch.aliases.iter().for_each(|fact| said.add(&fact.record.of, fact));
        batch.identifiers.iter().for_each(|fact| said.add(&fact.record.of, fact));
        batch.namings.iter().for_each(|fact| said.add(&fact.record.of, fact));
        let before = |node: &Node| self.nodes.get(&number(node)).map(|known| known.said);
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
        said: &Said,
        row: impl Fn(&Node) -> Option<i64>,
    ) -> Result<(), DbErr> {
        if self.nodes.len() + said.nodes.len() > NODES {
            self.nodes.clear();
        }
        for (node, said) in &said.nodes {
            if let Some(row) = row(node) {
                self.nodes.insert(number(node), Known { said: *said, row });
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

    fn add<R: Hash>(&mut self, node: &Node, fact: &Fact<R>) {
        if let Some(said) = self.nodes.get_mut(node) {
            *said = said.wrapping_add(word(fact));
        }
    }
}

/// The same for the same things within this process. Two nodes are taken for one if their numbers are one and what is said
/// of them too, which names them: 128 bits that are equal by chance.
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
