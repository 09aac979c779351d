//! Dates that may be known to the year only.

use std::fmt;

use crate::generate::chance::Draw;

/// A date as MusicBrainz writes it: `1994`, `1994-09` or `1994-09-27`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    pub year: u64,
    /// 0 where it is not known.
    pub month: u64,
    /// 0 where it is not known.
    pub day: u64,
}

impl Date {
    /// Some day of a year, known to the day in most cases.
    pub fn within(year: u64, draw: &mut Draw) -> Self {
        let (month, day) = (1 + draw.below(12), 1 + draw.below(28));
        match draw.below(100) {
            0..76 => Self { year, month, day },
            76..82 => Self { year, month, day: 0 },
            _ => Self { year, month: 0, day: 0 },
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}
