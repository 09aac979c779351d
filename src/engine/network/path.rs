//! Shortest paths, searched from both ends at once.
//!
//! Each end has the nodes that so many steps lead to, layer by layer, and the end whose next layer is cheaper goes on. The
//! first layer that holds nodes of the other end's last one ends the search: these lie in the middle of all shortest
//! paths. Of these paths the first is that whose nodes come first by their numbers, and so by type and id, whatever the
//! order in which a database told the relations.

use std::collections::BTreeMap;

use super::{Answer, Entry, Item, MOST_LOOKS, Network, Place, TooFar, Via, kind_word, relation};

/// What is asked of paths.
#[derive(Clone, Copy, Debug)]
pub struct Between {
    pub from: Place,
    pub to: Place,
    pub via: Via,
    /// The most steps.
    pub longest: usize,
}

/// The shortest paths, at most so many, as items: a path with its length and where it begins, and below it its steps. An
/// item that stands for an empty list where there is none.
pub fn paths(network: &Network, asked: Between, most: usize) -> Result<Answer, TooFar> {
    let mut answer = Answer::default();
    for (number, steps) in shortest(network, asked, most, MOST_LOOKS)?.into_iter().enumerate() {
        let number = number as i64 + 1;
        let (kind, id) = network.node(asked.from);
        let count = steps.len() as i64;
        answer.upper.push(Item { number: Some(number), kind: kind_word(kind), id, count, ..Item::default() });
        answer.lower.extend(steps.into_iter().map(|step| network.step(number, step)));
    }
    for (place, item) in answer.lower.iter_mut().enumerate() {
        item.number = Some(place as i64 + 1);
    }
    if answer.upper.is_empty() {
        answer.upper.push(Item::default());
    }
    Ok(answer)
}

impl Network {
    /// A step as an item below another one, without a number of its own.
    pub(super) fn step(&self, parent: i64, step: Entry) -> Item {
        let (kind, id) = self.node(step.node());
        let own = step.relation();
        Item {
            parent,
            word: own.word(),
            forward: step.forward(),
            kind: kind_word(kind),
            id,
            fact: relation::fact(own),
            fact_id: step.row.into(),
            ..Item::default()
        }
    }
}

/// The steps of each of the shortest paths, the first by the numbers of their nodes. Between two nodes that several
/// relations join, the step is along the first of them. `looks` is how many relations may be looked at.
pub(super) fn shortest(
    network: &Network,
    asked: Between,
    most: usize,
    looks: usize,
) -> Result<Vec<Vec<Entry>>, TooFar> {
    if most == 0 {
        return Ok(Vec::new());
    }
    if asked.from == asked.to {
        return Ok(vec![Vec::new()]);
    }
    let mut search = Search { network, asked, looks };
    let (mut ahead, mut back) = (Half::new(network, asked.from), Half::new(network, asked.to));
    let middle = loop {
        let steps = ahead.steps() + back.steps();
        if steps == asked.longest || ahead.last().is_empty() || back.last().is_empty() {
            return Ok(Vec::new());
        }
        let (one, other) = match ahead.dues(network) <= back.dues(network) {
            true => (&mut ahead, &back),
            false => (&mut back, &ahead),
        };
        let met = search.go_on(one, other)?;
        if !met.is_empty() {
            break met;
        }
    };
    search.mark(&mut ahead, middle)?;
    let mut walk = Walk { search, ahead, back, most, steps: Vec::new(), found: Vec::new() };
    walk.on(asked.from)?;
    Ok(walk.found)
}

/// What is known from one end.
struct Half {
    /// One more than the steps from the end to each node; 0 where they are not known.
    distance: Vec<u8>,
    /// The nodes that so many steps lead to.
    layers: Vec<Vec<Place>>,
}

impl Half {
    fn new(network: &Network, end: Place) -> Self {
        let mut distance = vec![0; network.len()];
        distance[end as usize] = 1;
        Self { distance, layers: vec![vec![end]] }
    }

    fn steps(&self) -> usize {
        self.layers.len() - 1
    }

    fn last(&self) -> &[Place] {
        self.layers.last().map_or(&[], Vec::as_slice)
    }

    /// How many relations the next layer looks at.
    fn dues(&self, network: &Network) -> usize {
        self.last().iter().map(|node| network.entries(*node).len()).sum()
    }

    fn distance(&self, node: Place) -> Option<usize> {
        usize::from(self.distance[node as usize]).checked_sub(1)
    }
}

struct Search<'a> {
    network: &'a Network,
    asked: Between,
    /// How many relations may still be looked at.
    looks: usize,
}

impl<'a> Search<'a> {
    /// The relations of a node that may be steps.
    fn entries(&mut self, node: Place) -> Result<impl Iterator<Item = Entry> + use<'a>, TooFar> {
        let (network, asked) = (self.network, self.asked);
        let entries = network.entries(node);
        self.looks = self.looks.checked_sub(entries.len()).ok_or(TooFar)?;
        let may = move |entry: &Entry| {
            let node = entry.node();
            asked.via.allows(entry.relation()) && (node == asked.from || node == asked.to || !network.is_hub(node))
        };
        Ok(entries.iter().copied().filter(may))
    }

    /// Adds a layer to one half, whole. The nodes of it that the other half knows.
    fn go_on(&mut self, half: &mut Half, other: &Half) -> Result<Vec<Place>, TooFar> {
        let distance = u8::try_from(half.steps() + 2).map_err(|_| TooFar)?;
        let mut layer = Vec::new();
        for place in 0..half.last().len() {
            let node = half.last()[place];
            for entry in self.entries(node)? {
                let known = &mut half.distance[entry.node() as usize];
                if *known == 0 {
                    *known = distance;
                    layer.push(entry.node());
                }
            }
        }
        let met = layer.iter().copied().filter(|node| other.distance(*node).is_some()).collect();
        half.layers.push(layer);
        Ok(met)
    }

    /// Leaves to the half from the beginning only the distances of nodes that lead to the middle by as many steps as there
    /// are to go.
    fn mark(&mut self, ahead: &mut Half, middle: Vec<Place>) -> Result<(), TooFar> {
        let mut kept = vec![middle];
        for steps in (0..ahead.steps()).rev() {
            let mut layer = Vec::new();
            for place in 0..kept.last().map_or(0, Vec::len) {
                let node = kept.last().map_or(0, |last| last[place]);
                layer.extend(self.entries(node)?.map(Entry::node).filter(|node| ahead.distance(*node) == Some(steps)));
            }
            layer.sort_unstable();
            layer.dedup();
            kept.push(layer);
        }
        for node in ahead.layers.drain(..).flatten() {
            ahead.distance[node as usize] = 0;
        }
        kept.reverse();
        for (steps, layer) in kept.iter().enumerate() {
            for node in layer {
                ahead.distance[*node as usize] = u8::try_from(steps + 1).map_err(|_| TooFar)?;
            }
        }
        ahead.layers = kept;
        Ok(())
    }
}

/// The walk along all shortest paths, in their order.
struct Walk<'a> {
    search: Search<'a>,
    ahead: Half,
    back: Half,
    most: usize,
    /// The steps up to here.
    steps: Vec<Entry>,
    found: Vec<Vec<Entry>>,
}

impl Walk<'_> {
    fn on(&mut self, node: Place) -> Result<(), TooFar> {
        if node == self.search.asked.to {
            self.found.push(self.steps.clone());
            return Ok(());
        }
        // Up to the middle it is the steps from the beginning that count, and from there on those to the end.
        let ahead = self.ahead.distance(node).filter(|steps| *steps < self.ahead.steps()).map(|steps| steps + 1);
        let back = self.back.distance(node).and_then(|steps| steps.checked_sub(1));
        let on = |next: Place| match ahead {
            Some(steps) => self.ahead.distance(next) == Some(steps),
            None => back.is_some() && self.back.distance(next) == back,
        };
        let mut next: BTreeMap<Place, Entry> = BTreeMap::new();
        for entry in self.search.entries(node)?.filter(|entry| on(entry.node())) {
            // They come in the order of the relations.
            next.entry(entry.node()).or_insert(entry);
        }
        for (node, entry) in next {
            if self.found.len() == self.most {
                break;
            }
            self.steps.push(entry);
            self.on(node)?;
            self.steps.pop();
        }
        Ok(())
    }
}
