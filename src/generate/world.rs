//! The world of which the dumps tell: films, people and music that are computed from a seed and a number whenever they are
//! asked for, and held nowhere. Every question can be asked from both ends: the directors of a film and the films of a
//! director, the work of a recording and the recordings of a work.
//!
//! The distributions are those measured on real data; where nothing was measured, the assumption is marked as one.

mod date;
mod films;
mod groups;
mod people;
mod recordings;
mod shelves;
mod works;

use uuid::{Builder, Uuid};

pub use self::{
    date::Date,
    films::Film,
    groups::{Edition, Group, Status},
    people::{Credit, Person, VARIOUS_ARTISTS},
    recordings::Recording,
    shelves::Shelf,
    works::{Performance, Role, Work},
};
use super::{
    chance::{Draw, Kind, Shuffle},
    layers::{Casting, Shares, Spread},
};

/// Films at scale 1.
const FILMS: f64 = 100_000.0;

/// Everything that is needed to compute any part of the world: a few megabytes at most, whatever its size.
#[derive(Debug)]
pub struct World {
    seed: u64,
    films: u64,
    series: u64,
    shelves: [shelves::Stock; Shelf::ALL.len()],
    groups: u64,
    editions: Spread,
    directors: Casting,
    composers: Casting,
    cast: Casting,
    /// Who is credited for a release group.
    performers: Casting,
    works: works::Works,
    people: people::People,
    titles: Shuffle,
    items: Shuffle,
}

impl World {
    /// `soundtracks` of 100 release groups are soundtracks.
    pub fn new(seed: u64, scale: f64, soundtracks: u64) -> Self {
        let films = ((FILMS * scale) as u64).max(100);
        let role = |number| Draw::new(seed, Kind::Role, number);
        let mut shelves = shelves::stock(seed, films, soundtracks);
        let groups = shelves.iter().map(|stock| stock.groups()).sum();
        let albums = Shelf::SOUNDTRACKS.iter().map(|shelf| shelves[*shelf as usize].groups()).sum();
        let works = works::Works::new(seed, &mut shelves);
        let directors = Casting::new(films, DIRECTORS, FILMS_DIRECTED, role(1));
        let composers = Casting::new(films, COMPOSERS, FILMS_SCORED, role(2));
        let cast = Casting::new(films, CAST, FILMS_PLAYED, role(3));
        let performers = Casting::new(groups, CREDITED, GROUPS_CREDITED, role(4));
        let people = people::People::new(seed, groups, albums, [&composers, &directors, &cast]);
        let series = films / 50;
        let items = films + series + groups + people.count();
        Self {
            seed,
            films,
            series,
            shelves,
            groups,
            editions: Spread::new(groups, EDITIONS, role(5)),
            directors,
            composers,
            cast,
            performers,
            works,
            people,
            // Sparse, as the numbers of IMDb and Wikidata are, and some of them of eight digits.
            titles: Shuffle::new((films * 3).max(40_000_000), role(6)),
            items: Shuffle::new((items * 3).max(100_000_000), role(7)),
        }
    }

    pub fn draw(&self, kind: Kind, number: u64) -> Draw {
        Draw::new(self.seed, kind, number)
    }

    /// The MBID, or the identifier of a statement, of the `number`-th of a kind. It looks random, and is.
    pub fn uuid(&self, kind: Kind, number: u64) -> Uuid {
        let mut draw = self.draw(kind, number).apart(1);
        let bits = u128::from(draw.next()) << 64 | u128::from(draw.next());
        Builder::from_u128(bits).with_version(uuid::Version::Random).with_variant(uuid::Variant::RFC4122).into_uuid()
    }

    /// An order of so many documents, in which they are written.
    pub fn order(&self, number: u64, documents: u64) -> Shuffle {
        Shuffle::new(documents, self.draw(Kind::Order, number))
    }

    fn stock(&self, shelf: Shelf) -> &shelves::Stock {
        &self.shelves[shelf as usize]
    }
}

/// Directors per film: one for 92 %, two for 7 %.
const DIRECTORS: &Shares = &[(1, 1.0), (2, 0.08), (3, 0.01), (4, 0.002), (13, 0.0)];
/// Films per director: one for 76 to 80 %, then about k^-2.5.
const FILMS_DIRECTED: &Shares =
    &[(1, 1.0), (2, 0.22), (3, 0.085), (4, 0.04), (5, 0.023), (8, 0.007), (12, 0.002), (22, 0.0003), (23, 0.0)];
/// Composers per film: one for 84 %, two for 12 %.
const COMPOSERS: &Shares = &[(1, 1.0), (2, 0.16), (3, 0.04), (4, 0.01), (6, 0.0)];
/// Films per composer: an assumption, more than per director.
const FILMS_SCORED: &Shares =
    &[(1, 1.0), (2, 0.35), (3, 0.2), (5, 0.1), (10, 0.035), (20, 0.012), (50, 0.002), (120, 0.0002), (300, 0.0)];
/// Actors named per film, and films per actor: assumptions.
const CAST: &Shares = &[(1, 1.0), (3, 0.95), (4, 0.8), (6, 0.5), (8, 0.3), (10, 0.1), (11, 0.0)];
const FILMS_PLAYED: &Shares = &[(1, 1.0), (2, 0.4), (3, 0.25), (5, 0.12), (10, 0.04), (30, 0.008), (100, 0.0)];
/// Names in the credit of a release group: one for 83.5 %, two for 11.4 %, three for 3 %, at most ten.
const CREDITED: &Shares = &[(1, 1.0), (2, 0.165), (3, 0.051), (4, 0.021), (5, 0.006), (10, 0.0005), (11, 0.0)];
/// Release groups per artist: one for 65.8 %, two for 14.1 %, then about k^-2.2, cut off at 55.
const GROUPS_CREDITED: &Shares = &[
    (1, 1.0),
    (2, 0.342),
    (3, 0.201),
    (4, 0.148),
    (5, 0.109),
    (7, 0.073),
    (10, 0.0474),
    (14, 0.0317),
    (20, 0.0206),
    (30, 0.0127),
    (40, 0.009),
    (55, 0.006),
    (56, 0.0),
];
/// Releases per release group: 1.28 in the mean of MusicBrainz.
const EDITIONS: &Shares = &[
    (1, 1.0),
    (2, 0.16),
    (3, 0.055),
    (4, 0.028),
    (5, 0.016),
    (6, 0.01),
    (8, 0.005),
    (12, 0.002),
    (30, 0.0002),
    (31, 0.0),
];
