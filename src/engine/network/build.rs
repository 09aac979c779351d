//! From nodes and relations, told one after the other, to their places side by side. Pure.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Entry, HUB, KINDS, Kind, NODE, Network, Place, Relation, number};

/// A network in the making.
pub struct Draft {
    ids: [Vec<i64>; KINDS],
    starts: [u32; KINDS],
    nodes: usize,
    told: Vec<Told>,
    pub merged: HashMap<(Kind, i64), i64>,
    /// Nodes that are hubs however few relations they have.
    pub nobody: Vec<Place>,
}

/// One relation, told by one row.
struct Told {
    from: Place,
    to: Place,
    relation: Relation,
    row: u32,
}

/// There are more nodes or higher ids than there is room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

impl Draft {
    /// `ids` are those of each type, in any order.
    pub fn new(mut ids: [Vec<i64>; KINDS]) -> Result<Self, TooLarge> {
        let mut starts = [0; KINDS];
        let mut nodes = 0;
        for (own, start) in ids.iter_mut().zip(&mut starts) {
            own.sort_unstable();
            own.dedup();
            own.shrink_to_fit();
            *start = u32::try_from(nodes).map_err(|_| TooLarge)?;
            nodes += own.len();
        }
        if nodes > NODE as usize {
            return Err(TooLarge);
        }
        Ok(Self { ids, starts, nodes, told: Vec::new(), merged: HashMap::new(), nobody: Vec::new() })
    }

    pub fn find(&self, kind: Kind, id: i64) -> Option<Place> {
        number(&self.ids, &self.starts, kind, id)
    }

    /// Takes in a relation. One to a node that is not there, or from a node to itself, is none.
    pub fn relate(&mut self, relation: Relation, from: (Kind, i64), to: (Kind, i64), row: i64) -> Result<(), TooLarge> {
        let (Some(from), Some(to)) = (self.find(from.0, from.1), self.find(to.0, to.1)) else { return Ok(()) };
        let row = u32::try_from(row).map_err(|_| TooLarge)?;
        if from != to {
            self.told.push(Told { from, to, relation, row });
        }
        Ok(())
    }

    /// The network. What several rows tell alike is one relation, told by the first of them.
    pub fn finish(self, version: Arc<str>) -> Result<Network, TooLarge> {
        let Self { ids, starts, nodes, told, merged, nobody } = self;
        u32::try_from(2 * told.len()).map_err(|_| TooLarge)?;
        let mut offsets = vec![0_u32; nodes + 1];
        for one in &told {
            offsets[one.from as usize + 1] += 1;
            offsets[one.to as usize + 1] += 1;
        }
        for node in 0..nodes {
            offsets[node + 1] += offsets[node];
        }
        let mut entries = vec![Entry::default(); 2 * told.len()];
        let mut next = offsets.clone();
        let mut put = |at: Place, entry| {
            entries[next[at as usize] as usize] = entry;
            next[at as usize] += 1;
        };
        for Told { from, to, relation, row } in told {
            put(from, Entry::new(to, relation, true, row));
            put(to, Entry::new(from, relation, false, row));
        }

        // Those of each node in their order, each once.
        let (mut begin, mut kept) = (0, 0);
        for node in 0..nodes {
            let end = offsets[node + 1] as usize;
            entries[begin..end].sort_unstable();
            offsets[node] = u32::try_from(kept).map_err(|_| TooLarge)?;
            let first = kept;
            for at in begin..end {
                if kept == first || entries[kept - 1].to != entries[at].to {
                    entries[kept] = entries[at];
                    kept += 1;
                }
            }
            begin = end;
        }
        offsets[nodes] = u32::try_from(kept).map_err(|_| TooLarge)?;
        entries.truncate(kept);
        entries.shrink_to_fit();

        let crowded = (0..nodes).filter(|node| (offsets[node + 1] - offsets[*node]) as usize > HUB);
        let mut hubs: Vec<Place> = crowded.filter_map(|node| u32::try_from(node).ok()).chain(nobody).collect();
        hubs.sort_unstable();
        hubs.dedup();
        Ok(Network { version, ids, starts, offsets, entries, merged, hubs })
    }
}
