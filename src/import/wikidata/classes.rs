//! Which items are films, artists, soundtracks and the like: by the classes of which they are instances (P31).
//!
//! The classes below a class stand in the dump as items of their own, anywhere in it, so that the frequent ones are
//! listed here instead. What is not released yet (film project), what is a part of a work (episode, season) and what is
//! only called a film (video album, trailer) is left out.

use crate::catalogue::record::{ArtistKind, FilmKind};

pub const CONCERT_FILM: u64 = 430_525;
pub const HUMAN: u64 = 5;
const RECORD_LABEL: u64 = 18_127;

const SERIES: &[u64] = &[
    5_398_426,   // television series
    15_416,      // television program
    1_259_759,   // miniseries
    581_714,     // animated series
    117_467_246, // animated television series
    63_952_888,  // anime television series
    113_671_041, // original net animation series
    526_877,     // web series
    170_238,     // sitcom
    23_739,      // soap opera
    1_366_112,   // television drama
];

const CONCERTS: &[u64] = &[CONCERT_FILM, 1_800_833 /* rockumentary */];

const SHORTS: &[u64] = &[
    24_862,      // short film
    17_517_379,  // animated short film
    20_667_187,  // silent short film
    117_209_498, // anime short film
];

const FILMS: &[u64] = &[
    11_424,      // film
    24_869,      // feature film
    202_866,     // animated film
    29_168_811,  // animated feature film
    28_968_258,  // computer-animated film
    25_110_269,  // live-action animated film
    20_650_540,  // anime film
    117_717_390, // anime feature film
    220_898,     // original video animation
    93_204,      // documentary film
    506_240,     // television film
    98_701_476,  // television film broadcast in two parts
    98_807_719,  // animated television film
    1_261_214,   // television special
    123_126_551, // animated television special
    120_243_801, // direct-to-video film
    226_730,     // silent film
    7_751_682,   // serial film
    104_840_802, // film remake
    17_123_180,  // sequel film
    1_257_444,   // film adaptation
    52_162_262,  // film based on literature
    52_207_399,  // film based on a novel
    622_548,     // parody film
    // Genres, which are classes of films too and are now and then given as such.
    157_443,    // comedy film
    130_232,    // drama film
    188_473,    // action film
    319_221,    // adventure film
    200_092,    // horror film
    471_839,    // science fiction film
    157_394,    // fantasy film
    172_980,    // western film
    842_256,    // musical film
    860_626,    // romantic comedy film
    1_054_574,  // romance film
    2_484_376,  // thriller film
    369_747,    // war film
    959_790,    // crime film
    645_928,    // biographical film
    17_013_749, // historical film
    2_297_927,  // spy film
    1_339_864,  // sports film
];

const FILM_SERIES: &[u64] = &[
    24_856,     // film series
    13_593_818, // film trilogy
    7_725_310,  // series of creative works
    196_600,    // media franchise
];

const ALBUMS: &[u64] = &[
    4_176_708, // soundtrack album
    482_994,   // album
    208_569,   // studio album
    222_910,   // compilation album
    209_939,   // live album
    169_930,   // extended play
];

const ORCHESTRAS: &[u64] = &[42_998 /* orchestra */];
const CHOIRS: &[u64] = &[131_186 /* choir */];

const GROUPS: &[u64] = &[
    215_380,   // musical group
    5_741_069, // rock band
    2_088_357, // musical ensemble
    9_212_979, // musical duo
    281_643,   // musical trio
    216_337,   // boy band
    641_066,   // girl group
];

/// Every class that makes an item worth reading.
pub fn all() -> impl Iterator<Item = u64> {
    let lists = [SERIES, CONCERTS, SHORTS, FILMS, FILM_SERIES, ALBUMS, ORCHESTRAS, CHOIRS, GROUPS];
    lists.into_iter().flatten().copied().chain([HUMAN, RECORD_LABEL])
}

/// What sort of film an instance of these classes is; `None` if it is no film.
pub fn film(classes: &[u64], genres: &[u64]) -> Option<FilmKind> {
    if any(classes, SERIES) {
        return Some(FilmKind::Series);
    }
    if any(classes, CONCERTS) {
        return Some(FilmKind::Concert);
    }
    let short = any(classes, SHORTS);
    if !short && !any(classes, FILMS) {
        return None;
    }
    Some(match short {
        _ if genres.contains(&CONCERT_FILM) => FilmKind::Concert,
        true => FilmKind::Short,
        false => FilmKind::Feature,
    })
}

/// What sort of artist an instance of these classes is; `None` if the classes do not tell that it is one.
pub fn artist(classes: &[u64]) -> Option<ArtistKind> {
    let kinds = [
        (&[HUMAN][..], ArtistKind::Person),
        (ORCHESTRAS, ArtistKind::Orchestra),
        (CHOIRS, ArtistKind::Choir),
        (GROUPS, ArtistKind::Group),
    ];
    kinds.into_iter().find(|(list, _)| any(classes, list)).map(|(_, kind)| kind)
}

pub fn is_film_series(classes: &[u64]) -> bool {
    any(classes, FILM_SERIES)
}

pub fn is_album(classes: &[u64]) -> bool {
    any(classes, ALBUMS)
}

pub fn is_label(classes: &[u64]) -> bool {
    classes.contains(&RECORD_LABEL)
}

fn any(classes: &[u64], list: &[u64]) -> bool {
    classes.iter().any(|class| list.contains(class))
}
