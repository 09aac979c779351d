//! Release groups and their releases.

use super::{Date, Shelf, World};
use crate::generate::{chance::Kind, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    pub shelf: Shelf,
    /// Its place on the shelf, where those with the most tracks stand first.
    pub rank: u64,
}

/// One release of a release group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Among all releases.
    pub number: u64,
    pub group: Group,
    /// 0 for the first release.
    pub layer: u64,
    pub status: Option<Status>,
    pub date: Option<Date>,
    /// How many of the tracks of the release group are on it.
    pub tracks: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Official,
    Promotion,
    Bootleg,
    PseudoRelease,
}

impl World {
    pub fn groups(&self) -> u64 {
        self.groups
    }

    pub fn group(&self, number: u64) -> Group {
        let on = |shelf: &Shelf| {
            let stock = self.stock(*shelf);
            (stock.first_group..stock.first_group + stock.groups()).contains(&number)
        };
        let shelf = Shelf::ALL.into_iter().find(on).unwrap_or(Shelf::Old);
        Group { shelf, rank: number - self.stock(shelf).first_group }
    }

    pub fn group_number(&self, group: Group) -> u64 {
        self.stock(group.shelf).first_group + group.rank
    }

    pub fn group_tracks(&self, group: Group) -> u64 {
        self.stock(group.shelf).tracks.count(group.rank)
    }

    pub fn group_year(&self, group: Group) -> u64 {
        let mut draw = self.draw(Kind::ReleaseGroup, self.group_number(group)).apart(2);
        match group.shelf {
            Shelf::Old => 1950 + draw.below(45).max(draw.below(45)),
            Shelf::Compilations => 2005 + draw.below(21),
            Shelf::New | Shelf::Standalone => 1996 + draw.below(30),
            // In the year of the film for 84 %, after it for 13 %, before it for 3 %.
            Shelf::OldSongs | Shelf::NewSongs | Shelf::Scores => {
                let year = self.film_of(group).map_or(2000, |film| self.film_year(film));
                draw.weighted(&[(84, year), (13, year + 1), (3, year - 1)]).min(2025)
            }
        }
    }

    pub fn group_title(&self, group: Group) -> String {
        let mut draw = self.draw(Kind::ReleaseGroup, self.group_number(group)).apart(3);
        let Some((film, volume)) = self.film_and_volume(group) else {
            return text::title(&mut draw).original;
        };
        let title = self.film_title(film);
        let title = if draw.permille(850) { title.english } else { title.original };
        let what = if group.shelf == Shelf::Scores { "Score" } else { "Soundtrack" };
        let title = match draw.below(10) {
            0..4 => format!("{title} (Original Motion Picture {what})"),
            4..7 => format!("{title}: Original Motion Picture {what}"),
            7 => format!("{title}: Music From the Motion Picture"),
            _ => title,
        };
        if volume == 0 { title } else { format!("{title}, Volume {}", volume + 1) }
    }

    /// The date of the first release that has one.
    pub fn group_date(&self, group: Group) -> Option<Date> {
        self.editions_of(group).find_map(|edition| edition.date)
    }

    pub fn editions(&self) -> u64 {
        self.editions.slots()
    }

    pub fn edition(&self, number: u64) -> Edition {
        let (group, layer) = self.editions.find(number);
        self.edition_of(self.group(group), number, layer)
    }

    pub fn editions_of(&self, group: Group) -> impl Iterator<Item = Edition> {
        let numbers = self.editions.slots_of(self.group_number(group));
        numbers.zip(0..).map(move |(number, layer)| self.edition_of(group, number, layer))
    }

    fn edition_of(&self, group: Group, number: u64, layer: u64) -> Edition {
        let mut draw = self.draw(Kind::Release, number);
        let first = self.group_year(group);
        let year = if layer == 0 { first } else { (first + 1 + draw.below(layer * 4)).min(2025) };
        let status = match layer {
            0 => draw.weighted(&[
                (984, Some(Status::Official)),
                (6, Some(Status::Promotion)),
                (5, Some(Status::Bootleg)),
                (5, None),
            ]),
            _ => draw.weighted(&[
                (920, Some(Status::Official)),
                (40, Some(Status::Promotion)),
                (25, Some(Status::Bootleg)),
                (10, Some(Status::PseudoRelease)),
                (5, None),
            ]),
        };
        let date = (!draw.permille(30)).then(|| Date::within(year, &mut draw));
        // A later release may have more: the last tracks are its own.
        let all = self.group_tracks(group);
        let shorter = layer == 0 && all > 6 && self.editions.count(self.group_number(group)) > 1 && draw.permille(400);
        let tracks = if shorter { all - 1 - draw.below(3) } else { all };
        Edition { number, group, layer, status, date, tracks }
    }

    /// The item of Wikidata for a soundtrack, which 60 % have (an assumption).
    pub fn group_item(&self, group: Group) -> Option<u64> {
        let number = self.group_number(group);
        let known = group.shelf.soundtrack() && self.draw(Kind::ReleaseGroup, number).apart(4).permille(600);
        known.then(|| self.item(self.films + self.series + number))
    }

    /// Whether MusicBrainz has the address of the film at IMDb: for 1,526 of 5,209 it does.
    pub fn names_film(&self, group: Group) -> bool {
        group.shelf.soundtrack() && self.draw(Kind::ReleaseGroup, self.group_number(group)).apart(5).permille(293)
    }
}
