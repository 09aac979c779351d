//! The music of the world, on shelves of release groups that are alike.

use crate::generate::{
    chance::{Draw, Kind, Shuffle},
    layers::{Layers, Shares},
};

/// What was recorded before 1995 may be covered by what comes after, so that no cover is older than what it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shelf {
    /// Soundtracks of songs of films before 1995.
    OldSongs,
    /// Albums, EPs and singles before 1995.
    Old,
    /// Soundtracks of songs since.
    NewSongs,
    /// Albums, EPs and singles since.
    New,
    /// Soundtracks of music written for the film.
    Scores,
    /// Recordings of others, put together.
    Compilations,
    /// Recordings on no release.
    Standalone,
}

impl Shelf {
    /// In the order in which their works are numbered, those that may be covered first.
    pub const ALL: [Self; 7] =
        [Self::OldSongs, Self::Old, Self::NewSongs, Self::New, Self::Scores, Self::Compilations, Self::Standalone];
    pub const SOUNDTRACKS: [Self; 3] = [Self::OldSongs, Self::NewSongs, Self::Scores];

    pub fn soundtrack(self) -> bool {
        Self::SOUNDTRACKS.contains(&self)
    }

    /// Whether the `position`-th track is a recording that was there before: every fourth on soundtracks of songs (an
    /// assumption), all on compilations.
    pub(super) fn borrows(self, position: u64) -> bool {
        match self {
            Self::OldSongs | Self::NewSongs => position % 4 == 3,
            Self::Compilations => true,
            Self::Old | Self::New | Self::Scores | Self::Standalone => false,
        }
    }

    /// Which of its own recordings the `position`-th track is.
    pub(super) fn own(self, position: u64) -> u64 {
        match self {
            Self::OldSongs | Self::NewSongs => position - position / 4,
            _ => position,
        }
    }
}

/// What stands on one shelf.
#[derive(Debug)]
pub(super) struct Stock {
    /// The number of its first release group among all.
    pub first_group: u64,
    /// Tracks per release group.
    pub tracks: Layers,
    /// Recordings per release group that are on its tracks first; for [`Shelf::Standalone`] one for each rank.
    pub recordings: Layers,
    /// The number of its first recording among all.
    pub first_recording: u64,
    /// The films that its soundtracks are of.
    pub films: Films,
    /// Where a recording stands among those that have a work: covers first, then first recordings, then the rest.
    pub places: Shuffle,
    pub covers: u64,
    /// The number of its first cover among all.
    pub first_cover: u64,
    pub originals: u64,
    /// The number of the work of its first first recording.
    pub first_work: u64,
}

#[derive(Debug, Default)]
pub(super) struct Films {
    /// The number of the first film.
    pub first: u64,
    /// Soundtracks per film.
    pub soundtracks: Layers,
    /// Soundtracks by film in the order of release groups.
    pub order: Option<Shuffle>,
}

impl Stock {
    pub fn groups(&self) -> u64 {
        self.tracks.ranks()
    }
}

/// 14.9 % of films have a soundtrack. How many of them have which kind is an assumption.
const FILMS_WITH: [(Shelf, f64); 3] =
    [(Shelf::OldSongs, 0.149 * 0.2), (Shelf::NewSongs, 0.149 * 0.35), (Shelf::Scores, 0.149 * 0.45)];

/// Soundtracks of a film that has any: 92.6 % one, 6.1 % two, 1 % three.
const SOUNDTRACKS: &Shares = &[(1, 1.0), (2, 0.074), (3, 0.013), (4, 0.003), (5, 0.001), (6, 0.0005), (7, 0.0)];

/// Tracks per soundtrack: 17.5 in the mean.
const SOUNDTRACK_TRACKS: &Shares = &[
    (3, 1.0),
    (4, 0.99),
    (6, 0.91),
    (8, 0.73),
    (14, 0.69),
    (16, 0.57),
    (18, 0.47),
    (20, 0.42),
    (22, 0.33),
    (24, 0.25),
    (26, 0.17),
    (28, 0.11),
    (30, 0.08),
    (35, 0.02),
    (40, 0.01),
    (80, 0.001),
    (200, 0.0),
];

/// Tracks per release group that is no soundtrack: albums 55 %, singles 33 %, EPs 12 %, and boxes of hundreds.
const OTHER_TRACKS: &Shares = &[
    (1, 1.0),
    (2, 0.82),
    (3, 0.72),
    (4, 0.67),
    (6, 0.59),
    (8, 0.55),
    (9, 0.53),
    (10, 0.5),
    (11, 0.44),
    (12, 0.37),
    (13, 0.29),
    (14, 0.23),
    (16, 0.14),
    (18, 0.1),
    (20, 0.075),
    (24, 0.045),
    (30, 0.02),
    (40, 0.008),
    (60, 0.003),
    (100, 0.001),
    (200, 0.0002),
    (1_000, 0.00001),
    (1_001, 0.0),
];

/// Tracks per compilation: an assumption.
const COMPILATION_TRACKS: &Shares = &[(8, 1.0), (12, 0.8), (16, 0.5), (20, 0.3), (40, 0.05), (60, 0.01), (100, 0.0)];

/// All shelves, without their works.
pub(super) fn stock(seed: u64, films: u64, soundtracks: u64) -> [Stock; Shelf::ALL.len()] {
    let mut first_film = 0;
    let mut stocks = Shelf::ALL.map(|shelf| {
        let number = shelf as u64;
        let Some((_, share)) = FILMS_WITH.iter().find(|(of, _)| *of == shelf) else { return empty() };
        let soundtracks = Layers::new((films as f64 * share) as u64, SOUNDTRACKS);
        let groups = soundtracks.slots();
        let order = Shuffle::new(groups, Draw::new(seed, Kind::Film, number).apart(1));
        let films = Films { first: first_film, soundtracks, order: Some(order) };
        first_film += films.soundtracks.ranks();
        Stock { films, ..holding(shelf, Layers::new(groups, SOUNDTRACK_TRACKS)) }
    });

    // What is no soundtrack is counted from them.
    let albums: u64 = stocks.iter().map(Stock::groups).sum();
    let others = albums * 100 / soundtracks - albums;
    for (shelf, share, tracks) in [
        (Shelf::Old, 0.42, OTHER_TRACKS),
        (Shelf::New, 0.53, OTHER_TRACKS),
        (Shelf::Compilations, 0.05, COMPILATION_TRACKS),
    ] {
        stocks[shelf as usize] = holding(shelf, Layers::new((others as f64 * share) as u64, tracks));
    }
    let recordings: u64 = stocks.iter().map(|stock| stock.recordings.slots()).sum();
    // MusicBrainz has 32 MB of them against 40 million recordings in all.
    stocks[Shelf::Standalone as usize].recordings = Layers::of([(recordings / 250).max(1)]);

    let (mut groups, mut recordings) = (0, 0);
    for (stock, shelf) in stocks.iter_mut().zip(Shelf::ALL) {
        stock.first_group = groups;
        stock.first_recording = recordings;
        stock.places = Shuffle::new(stock.recordings.slots(), Draw::new(seed, Kind::Recording, shelf as u64).apart(2));
        groups += stock.groups();
        recordings += stock.recordings.slots();
    }
    stocks
}

fn empty() -> Stock {
    Stock {
        first_group: 0,
        tracks: Layers::default(),
        recordings: Layers::default(),
        first_recording: 0,
        films: Films::default(),
        places: Shuffle::new(0, Draw::new(0, Kind::Recording, 0)),
        covers: 0,
        first_cover: 0,
        originals: 0,
        first_work: 0,
    }
}

fn holding(shelf: Shelf, tracks: Layers) -> Stock {
    let own = tracks.sizes().iter().zip(0..).filter(|(_, position)| !shelf.borrows(*position)).map(|(size, _)| *size);
    let recordings = Layers::of(own);
    Stock { tracks, recordings, ..empty() }
}
