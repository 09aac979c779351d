//! Works, and which recordings are of them.

use super::{Person, Recording, Shelf, World, shelves::Stock};
use crate::generate::{
    chance::{Draw, Kind, Shuffle},
    layers::{Casting, Layers, Shares},
    text,
};

pub type Work = u64;

/// That a recording is of a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Performance {
    pub recording: Recording,
    pub work: Work,
    /// Whether someone had recorded the work before.
    pub cover: bool,
}

/// What someone did for a work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Composer,
    Lyricist,
    Writer,
}

#[derive(Debug)]
pub(super) struct Works {
    count: u64,
    /// How many are covered.
    covered: u64,
    /// Those that may be covered, in the order of how often they are.
    order: Shuffle,
    /// Covers per covered work.
    covers: Layers,
    /// Covers in the order of the recordings that they are.
    places: Shuffle,
    placed: u64,
    writers: Casting,
}

/// Which share of a shelf's recordings are covers at most, and first recordings of a work. A third of the recordings on
/// soundtracks have a work, of those on scores few; elsewhere it is an assumption, made so that one in ten is a cover.
const SHARES: [(Shelf, f64, f64); 6] = [
    (Shelf::NewSongs, 0.22, 0.28),
    (Shelf::Standalone, 0.3, 0.0),
    (Shelf::New, 0.25, 0.08),
    (Shelf::OldSongs, 0.0, 0.5),
    (Shelf::Old, 0.0, 0.08),
    (Shelf::Scores, 0.0, 0.12),
];

/// So many works are covered (an assumption), with a number of versions that falls as its square, from 2 to 4,000.
const COVERED: f64 = 0.08;
const MOST_VERSIONS: u64 = 4_000;

/// Writers per work, and works per writer: assumptions.
const WRITERS: &Shares = &[(1, 1.0), (2, 0.35), (3, 0.08), (4, 0.02), (6, 0.0)];
const WORKS_WRITTEN: &Shares =
    &[(1, 1.0), (2, 0.6), (3, 0.42), (5, 0.25), (10, 0.1), (20, 0.03), (50, 0.006), (200, 0.0003), (1_000, 0.0)];

impl Works {
    /// Puts works on the shelves.
    pub fn new(seed: u64, shelves: &mut [Stock; Shelf::ALL.len()]) -> Self {
        let draw = |number| Draw::new(seed, Kind::Work, number).apart(9);
        for (shelf, _, originals) in SHARES {
            let stock = &mut shelves[shelf as usize];
            stock.originals = (stock.recordings.slots() as f64 * originals) as u64;
        }
        let mut count = 0;
        for stock in shelves.iter_mut() {
            stock.first_work = count;
            count += stock.originals;
        }
        // Works are numbered shelf by shelf, those of the old shelves first.
        let coverable = shelves[Shelf::NewSongs as usize].first_work;
        let covered = ((count as f64 * COVERED) as u64).clamp(1, coverable);

        let covers = versions(covered);
        let mut placed = 0;
        for (shelf, most, _) in SHARES {
            let stock = &mut shelves[shelf as usize];
            stock.first_cover = placed;
            // Where there are too few recordings for all covers, as in a world of soundtracks alone, no work has the most.
            stock.covers = ((stock.recordings.slots() as f64 * most) as u64).min(covers.slots() - placed);
            placed += stock.covers;
        }
        Self {
            count,
            covered,
            order: Shuffle::new(coverable, draw(1)),
            covers,
            places: Shuffle::new(placed, draw(2)),
            placed,
            writers: Casting::new(count, WRITERS, WORKS_WRITTEN, draw(3)),
        }
    }
}

/// How many of so many covered works have at least a second version, a third, ….
fn versions(covered: u64) -> Layers {
    let weight = |version: u64| 1.0 / (version * version) as f64;
    let all: f64 = (2..=MOST_VERSIONS).map(weight).sum();
    let mut left = all;
    Layers::of((2..=MOST_VERSIONS).map(|version| {
        let size = (covered as f64 * left / all + 0.5) as u64;
        left -= weight(version);
        size
    }))
}

impl World {
    pub fn works(&self) -> u64 {
        self.works.count
    }

    /// That a recording is of a work: two thirds are of none that is known.
    pub fn performance(&self, recording: Recording) -> Option<Performance> {
        let stock = self.stock(recording.shelf);
        if stock.covers + stock.originals == 0 {
            return None;
        }
        let place = stock.places.there(recording.number);
        if place < stock.covers {
            let slot = self.works.places.there(stock.first_cover + place);
            let work = self.works.order.back(self.works.covers.find(slot).0);
            return Some(Performance { recording, work, cover: true });
        }
        let original = place - stock.covers;
        (original < stock.originals).then(|| Performance { recording, work: stock.first_work + original, cover: false })
    }

    /// The second work of a medley. A medley is of a work and of the one beside it.
    pub fn medley(&self, performance: Performance) -> Option<Performance> {
        let number = self.recording_number(performance.recording);
        let medley = performance.cover && self.draw(Kind::Cover, number).permille(4);
        let work = performance.work ^ 1;
        (medley && work < self.works.count).then_some(Performance { work, ..performance })
    }

    /// All recordings of a work, the first one first.
    pub fn performances(&self, work: Work) -> impl Iterator<Item = Performance> {
        let beside = self.covers_of(work ^ 1).filter_map(|performance| self.medley(performance));
        self.original(work).into_iter().chain(self.covers_of(work)).chain(beside)
    }

    /// The first recording.
    pub fn original(&self, work: Work) -> Option<Performance> {
        let shelf = self.work_shelf(work)?;
        let stock = self.stock(shelf);
        let number = stock.places.back(stock.covers + work - stock.first_work);
        Some(Performance { recording: Recording { shelf, number }, work, cover: false })
    }

    fn covers_of(&self, work: Work) -> impl Iterator<Item = Performance> {
        let works = &self.works;
        let coverable = self.stock(Shelf::NewSongs).first_work;
        let rank = (work < coverable).then(|| works.order.there(work)).filter(|rank| *rank < works.covered);
        let slots = rank.into_iter().flat_map(|rank| works.covers.slots_of(rank)).filter(|slot| *slot < works.placed);
        slots.filter_map(move |slot| {
            let cover = works.places.back(slot);
            let (shelf, place) = Shelf::ALL.into_iter().find_map(|shelf| {
                let stock = self.stock(shelf);
                let place = cover.checked_sub(stock.first_cover)?;
                (place < stock.covers).then_some((shelf, place))
            })?;
            let recording = Recording { shelf, number: self.stock(shelf).places.back(place) };
            Some(Performance { recording, work, cover: true })
        })
    }

    fn work_shelf(&self, work: Work) -> Option<Shelf> {
        Shelf::ALL.into_iter().find(|shelf| {
            let stock = self.stock(*shelf);
            (stock.first_work..stock.first_work + stock.originals).contains(&work)
        })
    }

    /// Whether it was written for a film, without words.
    pub fn is_score(&self, work: Work) -> bool {
        self.work_shelf(work) == Some(Shelf::Scores)
    }

    pub fn work_title(&self, work: Work) -> String {
        text::title(&mut self.draw(Kind::Work, work)).original
    }

    /// Those who wrote it. What is written for a film is by the film's composers.
    pub fn writers(&self, work: Work) -> Vec<(Person, Role)> {
        if self.is_score(work) {
            let spot = self.original(work).and_then(|original| self.spot(original.recording));
            let film = spot.and_then(|spot| self.film_of(spot.group));
            let composers = film.map(|film| self.film_composers(film)).unwrap_or_default();
            let artists = composers.into_iter().filter(|person| self.is_artist(*person));
            return artists.map(|person| (person, Role::Composer)).collect();
        }
        let writer = self.draw(Kind::Work, work).apart(1).permille(300);
        let role = |at| match at {
            _ if writer => Role::Writer,
            0 => Role::Composer,
            _ => Role::Lyricist,
        };
        let mut writers: Vec<(Person, Role)> = Vec::new();
        for person in self.works.writers.at(work).map(|rank| self.artist(rank)) {
            if writers.iter().all(|(other, _)| *other != person) {
                writers.push((person, role(writers.len())));
            }
        }
        writers
    }

    /// The songs that an artist wrote, and what they did for each.
    pub fn songs_of(&self, person: Person) -> Vec<(Work, Role)> {
        let Some(first) = person.0.checked_sub(1) else { return Vec::new() };
        // More writers than artists begin again with the first.
        let ranks = (first..self.works.writers.people()).step_by(self.artists() as usize - 1);
        let mut works: Vec<Work> = ranks.flat_map(|rank| self.works.writers.of(rank)).collect();
        works.retain(|work| !self.is_score(*work));
        works.sort_unstable();
        works.dedup();
        let role = |work| self.writers(work).into_iter().find(|(writer, _)| *writer == person);
        works.into_iter().filter_map(|work| Some((work, role(work)?.1))).collect()
    }
}
