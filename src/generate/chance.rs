//! Chance that can be asked again: draws that depend on nothing but the seed and what they are for, and shuffles that can
//! be undone.

/// Of what a draw is made. Two draws for different kinds have nothing to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    Film,
    Series,
    Person,
    Name,
    Title,
    ReleaseGroup,
    Release,
    Medium,
    Track,
    Recording,
    Work,
    Label,
    Url,
    Area,
    Statement,
    Order,
    Role,
    Cover,
    Edition,
}

/// A sequence of numbers that look random and are fixed by what it was begun with.
#[derive(Clone, Debug)]
pub struct Draw(u64);

impl Draw {
    /// The sequence that belongs to the `number`-th of a kind.
    pub fn new(seed: u64, kind: Kind, number: u64) -> Self {
        Self(mix(mix(seed ^ (kind as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)) ^ number))
    }

    /// A sequence beside this one, so that one more draw here changes nothing there.
    pub fn apart(&self, number: u64) -> Self {
        Self(mix(self.0 ^ mix(number)))
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// Any number below `end`; 0 where that is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// True in so many of 1,000 cases.
    pub fn permille(&mut self, of_thousand: u64) -> bool {
        self.below(1_000) < of_thousand
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// One of several, each as often as its weight says.
    pub fn weighted<T: Copy>(&mut self, from: &[(u64, T)]) -> T {
        let total = from.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        for (weight, value) in from {
            match left.checked_sub(*weight) {
                None => return *value,
                Some(rest) => left = rest,
            }
        }
        from[from.len() - 1].1
    }
}

/// The finalizer of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input changes half of the output.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// The numbers below `end` in another order, which is computed both ways instead of being kept: a Feistel network over the
/// next power of four, walked until it falls below `end`.
#[derive(Clone, Debug)]
pub struct Shuffle {
    end: u64,
    half: u32,
    keys: [u64; 4],
}

impl Shuffle {
    pub fn new(end: u64, mut draw: Draw) -> Self {
        let bits = 64 - end.saturating_sub(1).leading_zeros();
        Self { end, half: bits.div_ceil(2).max(1), keys: [draw.next(), draw.next(), draw.next(), draw.next()] }
    }

    /// Where the number stands in the new order.
    pub fn there(&self, number: u64) -> u64 {
        self.walk(number, |at| self.network(at, self.keys))
    }

    /// The number that stands there; undoes [`Shuffle::there`].
    pub fn back(&self, place: u64) -> u64 {
        // A network is undone by itself with halves swapped and keys in reverse.
        let [first, second, third, fourth] = self.keys;
        let keys = [fourth, third, second, first];
        self.walk(place, |at| self.swap(self.network(self.swap(at), keys)))
    }

    fn walk(&self, number: u64, step: impl Fn(u64) -> u64) -> u64 {
        debug_assert!(number < self.end, "{number} is not below {}", self.end);
        let mut at = number;
        loop {
            at = step(at);
            if at < self.end {
                return at;
            }
        }
    }

    fn network(&self, number: u64, keys: [u64; 4]) -> u64 {
        let mask = (1 << self.half) - 1;
        let (mut left, mut right) = (number >> self.half, number & mask);
        for key in keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        left << self.half | right
    }

    fn swap(&self, number: u64) -> u64 {
        let mask = (1 << self.half) - 1;
        (number & mask) << self.half | number >> self.half
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_is_undone_and_loses_nothing() {
        for end in [1, 2, 3, 4, 5, 16, 17, 1_000, 65_537] {
            let shuffle = Shuffle::new(end, Draw::new(7, Kind::Order, end));
            let mut seen = vec![false; end as usize];
            for number in 0..end {
                let there = shuffle.there(number);
                assert!(!std::mem::replace(&mut seen[there as usize], true), "{there} twice of {end}");
                assert_eq!(shuffle.back(there), number);
            }
        }
    }

    #[test]
    fn draws_are_spread_evenly() {
        let mut counts = [0; 10];
        for number in 0..10_000 {
            counts[Draw::new(1, Kind::Film, number).below(10) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
        assert_eq!(Draw::new(1, Kind::Film, 3).next(), Draw::new(1, Kind::Film, 3).next());
    }
}
