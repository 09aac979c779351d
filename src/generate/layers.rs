//! How many of one thing belong to each of another, as a distribution: computed, not drawn and kept.

use super::chance::{Draw, Shuffle};

/// Ranks that hold slots: the first ranks many, the last few. Slots are numbered layer by layer (the first slot of every
/// rank, then the second of every rank that has two, …), so that a slot leads to its rank and a rank to its slots by a
/// table with one row for each layer.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// How many ranks have a slot in each layer; never grows.
    sizes: Vec<u64>,
    /// The number of the first slot of each layer, and at the end the count of all.
    starts: Vec<u64>,
}

/// At least so many slots (rising), in such a share of ranks (falling). Between two rows shares are interpolated.
pub type Shares = [(u64, f64)];

impl Layers {
    pub fn new(ranks: u64, shares: &Shares) -> Self {
        Self::of((1..=most(shares)).map(|count| (ranks as f64 * share(shares, count) + 0.5) as u64))
    }

    /// From the sizes of the layers.
    pub fn of(sizes: impl IntoIterator<Item = u64>) -> Self {
        let sizes: Vec<u64> = sizes.into_iter().take_while(|size| *size > 0).collect();
        let mut starts = vec![0];
        let mut total = 0;
        for size in &sizes {
            total += size;
            starts.push(total);
        }
        Self { sizes, starts }
    }

    /// As [`Layers::new`], for so many ranks that there are at least so many slots.
    pub fn with_slots(slots: u64, shares: &Shares) -> Self {
        let mean: f64 = (1..=most(shares)).map(|count| share(shares, count)).sum();
        let mut ranks = (slots as f64 / mean) as u64;
        loop {
            let layers = Self::new(ranks, shares);
            if layers.slots() >= slots {
                return layers;
            }
            ranks += (slots - layers.slots()).div_ceil(mean as u64 + 1);
        }
    }

    pub fn ranks(&self) -> u64 {
        self.sizes.first().copied().unwrap_or(0)
    }

    pub fn slots(&self) -> u64 {
        self.starts.last().copied().unwrap_or(0)
    }

    /// How many slots a rank has.
    pub fn count(&self, rank: u64) -> u64 {
        self.sizes.partition_point(|size| *size > rank) as u64
    }

    pub fn slot(&self, rank: u64, layer: u64) -> u64 {
        self.starts[layer as usize] + rank
    }

    pub fn slots_of(&self, rank: u64) -> impl Iterator<Item = u64> {
        (0..self.count(rank)).map(move |layer| self.slot(rank, layer))
    }

    /// The rank of a slot, and which of the rank's slots it is.
    pub fn find(&self, slot: u64) -> (u64, u64) {
        let layer = self.starts.partition_point(|start| *start <= slot) - 1;
        (slot - self.starts[layer], layer as u64)
    }

    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }
}

/// The most that any rank has: the last row whose share is not nothing reaches to the row after it.
fn most(shares: &Shares) -> u64 {
    shares.last().map_or(0, |(count, _)| *count)
}

fn share(shares: &Shares, count: u64) -> f64 {
    let after = shares.partition_point(|(at, _)| *at < count);
    let (Some(low), Some(high)) = (after.checked_sub(1).map(|before| shares[before]), shares.get(after)) else {
        return shares.get(after).map_or(0.0, |(_, share)| *share);
    };
    if high.0 == count {
        return high.1;
    }
    let part = (count - low.0) as f64 / (high.0 - low.0) as f64;
    low.1 + (high.1 - low.1) * part
}

/// Layers over numbered things that are not in the order of how many slots they have.
#[derive(Clone, Debug)]
pub struct Spread {
    layers: Layers,
    order: Shuffle,
}

impl Spread {
    pub fn new(things: u64, shares: &Shares, draw: Draw) -> Self {
        Self { layers: Layers::new(things, shares), order: Shuffle::new(things, draw) }
    }

    pub fn slots(&self) -> u64 {
        self.layers.slots()
    }

    pub fn count(&self, thing: u64) -> u64 {
        self.layers.count(self.order.there(thing))
    }

    pub fn slots_of(&self, thing: u64) -> impl Iterator<Item = u64> {
        self.layers.slots_of(self.order.there(thing))
    }

    /// The thing of a slot, and which of its slots it is.
    pub fn find(&self, slot: u64) -> (u64, u64) {
        let (rank, layer) = self.layers.find(slot);
        (self.order.back(rank), layer)
    }
}

/// Who takes part in what: places of events (films, release groups, works) filled with people, each side with its own
/// distribution, and each found from the other.
#[derive(Clone, Debug)]
pub struct Casting {
    events: Spread,
    people: Layers,
    places: Shuffle,
}

impl Casting {
    /// `places` are how many people an event has, `appearances` at how many events one is.
    pub fn new(events: u64, places: &Shares, appearances: &Shares, draw: Draw) -> Self {
        let events = Spread::new(events, places, draw.apart(1));
        let people = Layers::with_slots(events.slots(), appearances);
        let places = Shuffle::new(people.slots(), draw.apart(2));
        Self { events, people, places }
    }

    /// How many people there are. Those with the most appearances come first.
    pub fn people(&self) -> u64 {
        self.people.ranks()
    }

    /// Those of one event. Seldom one is there twice, as chance has it.
    pub fn at(&self, event: u64) -> impl Iterator<Item = u64> {
        self.events.slots_of(event).map(|slot| self.people.find(self.places.there(slot)).0)
    }

    /// Where one is.
    pub fn of(&self, person: u64) -> impl Iterator<Item = u64> {
        let filled = self.events.slots();
        self.people
            .slots_of(person)
            .map(|slot| self.places.back(slot))
            .filter(move |place| *place < filled)
            .map(|place| self.events.find(place).0)
    }

    /// Someone, the likelier the more often they appear.
    pub fn someone(&self, draw: &mut Draw) -> u64 {
        self.people.find(draw.below(self.people.slots())).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::chance::Kind;

    #[test]
    fn slots_and_ranks_find_each_other() {
        let layers = Layers::new(10, &[(1, 1.0), (2, 0.5), (4, 0.1), (5, 0.0)]);
        assert_eq!(layers.sizes(), [10, 5, 3, 1]);
        assert_eq!((layers.ranks(), layers.slots()), (10, 19));
        for slot in 0..layers.slots() {
            let (rank, layer) = layers.find(slot);
            assert_eq!(layers.slot(rank, layer), slot);
        }
        let counted: u64 = (0..10).map(|rank| layers.slots_of(rank).count() as u64).sum();
        assert_eq!(counted, 19);
    }

    #[test]
    fn events_and_people_find_each_other() {
        let casting = Casting::new(
            50,
            &[(1, 1.0), (2, 0.3), (3, 0.0)],
            &[(1, 1.0), (2, 0.2), (9, 0.02)],
            Draw::new(1, Kind::Role, 1),
        );
        let mut met = 0;
        for event in 0..50 {
            for person in casting.at(event) {
                assert!(casting.of(person).any(|other| other == event));
                met += 1;
            }
        }
        let seen: usize = (0..casting.people()).map(|person| casting.of(person).count()).sum();
        assert_eq!((met, seen), (65, 65));
    }
}
