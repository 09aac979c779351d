//! Who there is: artists of MusicBrainz, and those who made films, some of whom are artists too.

use super::{Date, Group, Shelf, World};
use crate::generate::{
    chance::{Draw, Kind, Shuffle},
    layers::Casting,
    text::{self, Name},
};

/// One of the world. Artists come first, then composers whom MusicBrainz does not know, directors and actors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Person(pub u64);

/// Stands where there are too many to name. The one artist whose id is that of the real one.
pub const VARIOUS_ARTISTS: Person = Person(0);

/// One name in a credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub person: Person,
    /// What stands between this name and the next.
    pub join: &'static str,
}

#[derive(Debug)]
pub(super) struct People {
    artists: u64,
    composers: u64,
    first_director: u64,
    first_actor: u64,
    count: u64,
    numbers: Shuffle,
}

impl People {
    pub fn new(seed: u64, groups: u64, albums: u64, [composers, directors, cast]: [&Casting; 3]) -> Self {
        // 0.66 per release group in MusicBrainz, and 25,000 on 16,300 soundtracks.
        let artists = 2 + (groups - albums) * 6 / 10 + albums * 3 / 2;
        let composers = composers.people();
        let first_director = artists.max(composers + 1);
        let first_actor = first_director + directors.people();
        let count = first_actor + cast.people();
        let numbers = Shuffle::new((count * 3).max(20_000_000), Draw::new(seed, Kind::Person, 0).apart(2));
        Self { artists, composers, first_director, first_actor, count, numbers }
    }

    pub fn count(&self) -> u64 {
        self.count
    }
}

impl World {
    /// Various Artists included.
    pub fn artists(&self) -> u64 {
        self.people.artists
    }

    pub fn people_count(&self) -> u64 {
        self.people.count
    }

    pub(super) fn composer(&self, rank: u64) -> Person {
        Person(rank + 1)
    }

    pub(super) fn director(&self, rank: u64) -> Person {
        Person(self.people.first_director + rank)
    }

    pub(super) fn actor(&self, rank: u64) -> Person {
        Person(self.people.first_actor + rank)
    }

    /// An artist for a rank in a distribution, the busiest of which are those of films, too.
    pub(super) fn artist(&self, rank: u64) -> Person {
        Person(1 + rank % (self.people.artists - 1))
    }

    /// Someone who performs: half of them as often as they have albums, half of them anyone.
    pub(super) fn performer(&self, draw: &mut Draw) -> Person {
        if draw.permille(500) {
            self.artist(self.performers.someone(draw))
        } else {
            Person(1 + draw.below(self.people.artists - 1))
        }
    }

    pub fn is_artist(&self, person: Person) -> bool {
        person.0 < self.people.artists
    }

    pub fn is_composer(&self, person: Person) -> bool {
        (1..=self.people.composers).contains(&person.0)
    }

    /// Persons 88 %, groups 10 %.
    pub fn is_group(&self, person: Person) -> bool {
        self.is_artist(person) && !self.is_composer(person) && self.draw(Kind::Person, person.0).permille(130)
    }

    pub fn name(&self, person: Person) -> Name {
        if person == VARIOUS_ARTISTS {
            let name = "Various Artists".to_owned();
            return Name { sort: name.clone(), name, latin: None };
        }
        let mut draw = self.draw(Kind::Name, person.0);
        if self.is_group(person) { text::group(&mut draw) } else { text::person(&mut draw) }
    }

    pub fn born(&self, person: Person) -> Option<Date> {
        let mut draw = self.draw(Kind::Person, person.0).apart(3);
        let year = 1900 + draw.below(105);
        draw.permille(450).then(|| Date::within(year, &mut draw))
    }

    pub fn died(&self, person: Person) -> Option<Date> {
        let mut draw = self.draw(Kind::Person, person.0).apart(4);
        let year = self.born(person)?.year + 35 + draw.below(60);
        (year < 2026).then(|| Date::within(year, &mut draw))
    }

    /// `nm0123456`: all who made films have one.
    pub fn nconst(&self, person: Person) -> Option<String> {
        let known = !self.is_artist(person)
            || self.is_composer(person)
            || self.draw(Kind::Person, person.0).apart(5).permille(50);
        known.then(|| format!("nm{:07}", 1 + self.people.numbers.there(person.0)))
    }

    /// `Q123456`, where Wikidata knows them: nearly all who made films, few of those who only made music.
    pub fn person_item(&self, person: Person) -> Option<u64> {
        let share = if self.is_artist(person) && !self.is_composer(person) { 150 } else { 900 };
        let known = person != VARIOUS_ARTISTS && self.draw(Kind::Person, person.0).apart(6).permille(share);
        known.then(|| self.item(self.films + self.series + self.groups + person.0))
    }

    /// The films that someone directed, composed for, played in.
    pub fn films_of(&self, person: Person) -> Vec<u64> {
        let people = &self.people;
        let mut films: Vec<u64> = match person.0 {
            number if number >= people.first_actor => self.cast.of(number - people.first_actor).collect(),
            number if number >= people.first_director => self.directors.of(number - people.first_director).collect(),
            number if self.is_composer(person) => self.composers.of(number - 1).collect(),
            _ => Vec::new(),
        };
        films.sort_unstable();
        films.dedup();
        films
    }

    pub fn is_director(&self, person: Person) -> bool {
        (self.people.first_director..self.people.first_actor).contains(&person.0)
    }

    /// Who is credited for a release group.
    pub fn group_credit(&self, group: Group) -> Vec<Credit> {
        let mut draw = self.draw(Kind::ReleaseGroup, self.group_number(group)).apart(1);
        let people: Vec<Person> = match group.shelf {
            Shelf::Scores => self.film_of(group).map(|film| self.film_composers(film)).unwrap_or_default(),
            // Together 7.3 % of the credits of soundtracks, as measured.
            Shelf::OldSongs | Shelf::NewSongs if draw.permille(133) => vec![VARIOUS_ARTISTS],
            Shelf::Compilations => vec![VARIOUS_ARTISTS],
            _ => self.performers.at(self.group_number(group)).map(|rank| self.artist(rank)).collect(),
        };
        let people = people.into_iter().filter(|person| self.is_artist(*person)).collect();
        let credit = joined(people, &mut draw);
        if credit.is_empty() { joined(vec![self.performer(&mut draw)], &mut draw) } else { credit }
    }
}

/// Names put together, nobody twice.
pub(super) fn joined(mut people: Vec<Person>, draw: &mut Draw) -> Vec<Credit> {
    let mut seen = Vec::new();
    people.retain(|person| {
        !seen.contains(person) && {
            seen.push(*person);
            true
        }
    });
    let last = people.len().saturating_sub(1);
    let between = draw.weighted(&[(6, " & "), (2, " feat. "), (1, " with "), (1, " × ")]);
    let join = |at| match last {
        _ if at == last => "",
        _ if at + 1 == last => between,
        _ => ", ",
    };
    people.into_iter().enumerate().map(|(at, person)| Credit { person, join: join(at) }).collect()
}
