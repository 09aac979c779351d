//! Recordings, and where they are heard first.

use super::{Credit, Date, Group, Shelf, VARIOUS_ARTISTS, World, people::joined};
use crate::generate::{
    chance::{Draw, Kind},
    text,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Recording {
    pub shelf: Shelf,
    /// Among those of the shelf.
    pub number: u64,
}

/// Where a recording is heard first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub group: Group,
    /// The how-manieth of the group's own recordings it is.
    pub position: u64,
}

impl World {
    pub fn recording_number(&self, recording: Recording) -> u64 {
        self.stock(recording.shelf).first_recording + recording.number
    }

    /// Those that are on no release.
    pub fn standalone(&self) -> u64 {
        self.stock(Shelf::Standalone).recordings.slots()
    }

    /// `None` for those that are on no release.
    pub fn spot(&self, recording: Recording) -> Option<Spot> {
        let (rank, position) = self.stock(recording.shelf).recordings.find(recording.number);
        (recording.shelf != Shelf::Standalone)
            .then_some(Spot { group: Group { shelf: recording.shelf, rank }, position })
    }

    /// What is heard on a track of a release group.
    pub fn recording_at(&self, group: Group, position: u64) -> Recording {
        if group.shelf.borrows(position) {
            return self.borrowed(group, position);
        }
        let recordings = &self.stock(group.shelf).recordings;
        Recording { shelf: group.shelf, number: recordings.slot(group.rank, group.shelf.own(position)) }
    }

    /// A recording that was there before, known as a song in most cases.
    fn borrowed(&self, group: Group, position: u64) -> Recording {
        let mut draw = self.draw(Kind::Track, self.group_number(group)).apart(position);
        let year = self.group_year(group);
        for _ in 0..4 {
            let shelf =
                draw.weighted(&[(60, Shelf::Old), (30, Shelf::New), (5, Shelf::OldSongs), (5, Shelf::NewSongs)]);
            let recording = self.any(shelf, &mut draw);
            if let Some(recording) = recording
                && self.spot(recording).is_some_and(|spot| self.group_year(spot.group) <= year)
            {
                return recording;
            }
        }
        let last = self.any(Shelf::Old, &mut draw).or_else(|| self.any(Shelf::OldSongs, &mut draw));
        last.unwrap_or(Recording { shelf: Shelf::Standalone, number: 0 })
    }

    fn any(&self, shelf: Shelf, draw: &mut Draw) -> Option<Recording> {
        let stock = self.stock(shelf);
        let known = stock.covers + stock.originals;
        let number = match stock.recordings.slots() {
            0 => return None,
            _ if known > 0 && draw.permille(600) => stock.places.back(draw.below(known)),
            all => draw.below(all),
        };
        Some(Recording { shelf, number })
    }

    pub fn recording_title(&self, recording: Recording) -> String {
        match self.performance(recording) {
            Some(performance) => self.work_title(performance.work),
            None => text::title(&mut self.draw(Kind::Recording, self.recording_number(recording))).original,
        }
    }

    /// In milliseconds; 1.1 % have none.
    pub fn recording_length(&self, recording: Recording) -> Option<u64> {
        let mut draw = self.draw(Kind::Recording, self.recording_number(recording)).apart(3);
        if draw.permille(11) {
            return None;
        }
        // Measured on soundtracks; elsewhere songs have the length of songs.
        let deciles: [u64; 11] = if recording.shelf.soundtrack() {
            [21, 61, 82, 102, 122, 139, 171, 197, 223, 268, 480]
        } else {
            [62, 145, 172, 191, 207, 222, 238, 257, 285, 340, 720]
        };
        let decile = draw.below(10) as usize;
        let (low, high) = (deciles[decile] * 1_000, deciles[decile + 1] * 1_000);
        Some(low + draw.below(high - low))
    }

    /// 52 % have one.
    pub fn recording_isrc(&self, recording: Recording) -> Option<String> {
        let number = self.recording_number(recording);
        let mut draw = self.draw(Kind::Recording, number).apart(4);
        let country = draw.pick(&["US", "GB", "DE", "FR", "JP", "SE", "QM", "TC"]);
        let letter = |draw: &mut Draw| char::from(b'A' + draw.below(26) as u8);
        let owner = [letter(&mut draw), letter(&mut draw), letter(&mut draw)];
        let [a, b, c] = owner;
        draw.permille(520).then(|| format!("{country}{a}{b}{c}{:02}{:05}", draw.below(26), number % 100_000))
    }

    /// Of the first release; `None` where none is known.
    pub fn recording_date(&self, recording: Recording) -> Option<Date> {
        self.group_date(self.spot(recording)?.group)
    }

    pub fn recording_credit(&self, recording: Recording) -> Vec<Credit> {
        let credit = self.spot(recording).map(|spot| self.group_credit(spot.group)).unwrap_or_default();
        self.credit_within(recording, &credit)
    }

    /// As [`World::recording_credit`], where the credit of its release group is known already.
    pub fn credit_within(&self, recording: Recording, group: &[Credit]) -> Vec<Credit> {
        let mut draw = self.draw(Kind::Recording, self.recording_number(recording)).apart(5);
        let own = group.iter().filter(|credit| credit.person != VARIOUS_ARTISTS).map(|credit| credit.person);
        let mut people: Vec<_> = own.collect();
        if people.is_empty() {
            people.push(self.performer(&mut draw));
        }
        // Together with those whose album has several names, one credit in six has more than one.
        if people.len() == 1 && draw.permille(30) {
            people.push(self.performer(&mut draw));
        }
        joined(people, &mut draw)
    }
}
