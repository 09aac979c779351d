//! Films, and which soundtracks are theirs.

use super::{Date, Group, Person, Shelf, World};
use crate::generate::{
    chance::Kind,
    text::{self, Title},
};

/// What is known of a film.
#[derive(Clone, Debug)]
pub struct Film {
    pub number: u64,
    pub title: Title,
    pub released: Date,
    pub minutes: Option<u64>,
    /// The item of Wikidata that says what kind of film it is, and the type that IMDb gives it.
    pub class: (u64, &'static str),
    pub genres: Vec<&'static str>,
    /// The number of the series that it is part of.
    pub series: Option<u64>,
}

const CLASSES: &[(u64, (u64, &str))] = &[
    (800, (11_424, "movie")),
    (60, (24_862, "short")),
    (50, (506_240, "tvMovie")),
    (40, (93_204, "movie")),
    (30, (202_866, "movie")),
    (10, (20_650_540, "movie")),
    (10, (226_730, "movie")),
];

const GENRES: &[&str] = &[
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Romance",
    "Sci-Fi",
    "Thriller",
    "War",
    "Western",
];

impl World {
    pub fn films(&self) -> u64 {
        self.films
    }

    /// Soundtracks are numbered apart here, from 0 to before [`World::albums`].
    pub fn album(&self, number: u64) -> Option<Group> {
        let mut rank = number;
        for shelf in Shelf::SOUNDTRACKS {
            let groups = self.stock(shelf).groups();
            match rank.checked_sub(groups) {
                None => return Some(Group { shelf, rank }),
                Some(rest) => rank = rest,
            }
        }
        None
    }

    pub fn albums(&self) -> u64 {
        Shelf::SOUNDTRACKS.into_iter().map(|shelf| self.stock(shelf).groups()).sum()
    }

    pub fn series(&self) -> u64 {
        self.series
    }

    pub fn series_title(&self, series: u64) -> Title {
        text::title(&mut self.draw(Kind::Series, series))
    }

    pub fn film(&self, number: u64) -> Film {
        let mut draw = self.draw(Kind::Film, number);
        let class = draw.weighted(CLASSES);
        let minutes = if class.1 == "short" { 5 + draw.below(35) } else { 75 + draw.below(80) };
        let mut genres: Vec<&str> = (0..1 + draw.below(3)).map(|_| draw.pick(GENRES)).collect();
        genres.sort_unstable();
        genres.dedup();
        Film {
            number,
            title: self.film_title(number),
            released: Date::within(self.film_year(number), &mut draw),
            minutes: (!draw.permille(80)).then_some(minutes),
            class,
            genres,
            series: draw.permille(50).then(|| draw.below(self.series)),
        }
    }

    /// About 0.8 % of films share their title with another.
    pub fn film_title(&self, number: u64) -> Title {
        let mut draw = self.draw(Kind::Title, number).apart(1);
        let titled = if draw.permille(3) { draw.below(self.films) } else { number };
        text::title(&mut self.draw(Kind::Title, titled))
    }

    pub(super) fn film_year(&self, number: u64) -> u64 {
        let mut draw = self.draw(Kind::Film, number).apart(1);
        match self.film_shelf(number) {
            Some((Shelf::OldSongs, _)) => 1955 + draw.below(39),
            Some((Shelf::NewSongs, _)) => 1997 + draw.below(29),
            Some(_) => 1950 + draw.below(76),
            None => 1915 + draw.below(111).max(draw.below(111)),
        }
    }

    /// On which shelf its soundtracks stand, and the how-manieth of the films of that shelf it is.
    fn film_shelf(&self, number: u64) -> Option<(Shelf, u64)> {
        Shelf::SOUNDTRACKS.into_iter().find_map(|shelf| {
            let films = &self.stock(shelf).films;
            let rank = number.checked_sub(films.first)?;
            (rank < films.soundtracks.ranks()).then_some((shelf, rank))
        })
    }

    pub fn soundtracks(&self, film: u64) -> Vec<Group> {
        let Some((shelf, rank)) = self.film_shelf(film) else { return Vec::new() };
        let films = &self.stock(shelf).films;
        let Some(order) = &films.order else { return Vec::new() };
        films.soundtracks.slots_of(rank).map(|slot| Group { shelf, rank: order.there(slot) }).collect()
    }

    /// The film of a soundtrack; `None` for all else.
    pub fn film_of(&self, group: Group) -> Option<u64> {
        self.film_and_volume(group).map(|(film, _)| film)
    }

    /// The film of a soundtrack, and the how-manieth of the film's soundtracks it is.
    pub(super) fn film_and_volume(&self, group: Group) -> Option<(u64, u64)> {
        let films = &self.stock(group.shelf).films;
        let (rank, volume) = films.soundtracks.find(films.order.as_ref()?.back(group.rank));
        Some((films.first + rank, volume))
    }

    /// `tt0123456`.
    ///
    /// Numbers from [`World::films`] on are those of titles that are no films.
    pub fn tconst(&self, film: u64) -> String {
        format!("tt{:07}", 1 + self.titles.there(film))
    }

    pub fn film_item(&self, film: u64) -> u64 {
        self.item(film)
    }

    pub fn series_item(&self, series: u64) -> u64 {
        self.item(self.films + series)
    }

    /// Beyond the numbers of classes and languages that the real Wikidata has given away.
    pub(super) fn item(&self, number: u64) -> u64 {
        30_000_000 + self.items.there(number)
    }

    pub fn film_directors(&self, film: u64) -> Vec<Person> {
        once(self.directors.at(film).map(|rank| self.director(rank)))
    }

    pub fn film_composers(&self, film: u64) -> Vec<Person> {
        once(self.composers.at(film).map(|rank| self.composer(rank)))
    }

    /// The first director of two thirds, and others of whom most direct, too (an assumption).
    pub fn film_writers(&self, film: u64) -> Vec<Person> {
        let mut draw = self.draw(Kind::Film, film).apart(2);
        let own = self.film_directors(film).into_iter().take(if draw.permille(650) { 1 } else { 0 });
        let others = draw.below(3);
        let mut writers: Vec<Person> = own.collect();
        writers.extend((0..others).map(|_| self.director(draw.below(self.directors.people()))));
        once(writers.into_iter())
    }

    pub fn film_cast(&self, film: u64) -> Vec<Person> {
        once(self.cast.at(film).map(|rank| self.actor(rank)))
    }
}

fn once(people: impl Iterator<Item = Person>) -> Vec<Person> {
    let mut once: Vec<Person> = Vec::new();
    for person in people {
        if !once.contains(&person) {
            once.push(person);
        }
    }
    once
}
