//! Is this the same thing? Decides it from what is said of both; changes nothing, and knows no database.
//!
//! External ids come before all this: two things with the same id are one, and two with different ids of one scheme are
//! two. Where ids leave it open, a name in common is needed and never enough. What else is in common counts by
//! [`weight`], what contradicts counts against it, and the sum decides: from [`SAME`] on it is the same, from
//! [`UNSURE`] on people are asked, and below it is another thing.

use std::collections::HashSet;

use entity::{IdentifierScheme, Subject, search_entry::search_words, text_key};

use super::title;

/// From this score on, two things are taken for one.
pub const SAME: f64 = 0.8;
/// From this score on, people are asked.
pub const UNSURE: f64 = 0.5;

/// What is known of a thing by which it can be recognised.
#[derive(Clone, Debug, Default)]
pub struct Portrait {
    /// Its names, as [`names`] compares them.
    pub names: HashSet<String>,
    /// Its names with their articles.
    pub titles: HashSet<String>,
    pub year: Option<i32>,
    /// The word of its kind, where kinds exclude each other.
    pub kind: Option<String>,
    pub ids: HashSet<(IdentifierScheme, String)>,
    pub ties: HashSet<Tie>,
}

/// What a thing has to do with another, which two things can have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// A film's director, by name.
    Director(String),
    /// Someone else of a film, by name, or an artist of an album or a recording.
    Person(String),
    /// An album, by its title without what says that it is a soundtrack.
    Album(String),
    /// A row of ours: a film that an artist worked on or an album is of, an album that a recording is on.
    Row(Subject, i64),
}

/// How sure it is, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// From 0 to 1.
    pub score: f64,
    /// What speaks for it and against it, such as `the same title, the same year, director cameron crowe`.
    pub reasons: String,
}

/// Compares two things of one kind. `None` if they cannot be the same, whatever else they have in common.
pub fn compare(subject: Subject, one: &Portrait, other: &Portrait) -> Option<Verdict> {
    if one.names.is_disjoint(&other.names) || contradict(subject, one, other) {
        return None;
    }
    let mut score = 0.4;
    let mut reasons = vec!["the same name".to_owned()];
    match (one.year, other.year) {
        (Some(year), Some(another)) => match (year - another).abs() {
            0 => {
                score += 0.25;
                reasons.push(format!("the same year {year}"));
            }
            1 => {
                score += 0.15;
                reasons.push(format!("years {year} and {another}"));
            }
            _ => return None,
        },
        _ => reasons.push("a year unknown".to_owned()),
    }
    let mut shared: Vec<&Tie> = one.ties.intersection(&other.ties).collect();
    shared.sort();
    let mut tied: f64 = 0.0;
    for tie in &shared {
        tied = tied.max(weight(subject, tie));
    }
    // Whatever else is in common makes it surer, and by little.
    if shared.len() > 1 {
        tied += 0.1;
    }
    score += tied;
    reasons.extend(shared.iter().take(3).map(|tie| tie.to_string()));
    let directors = |portrait: &Portrait| portrait.ties.iter().any(|tie| matches!(tie, Tie::Director(_)));
    let direct = |tie: &&Tie| matches!(tie, Tie::Director(_));
    if subject == Subject::Film && directors(one) && directors(other) && !shared.iter().any(direct) {
        score -= 0.4;
        reasons.push("other directors".to_owned());
    }
    Some(Verdict { score: score.clamp(0.0, 0.99), reasons: reasons.join(", ") })
}

/// What a common tie adds to a common name.
fn weight(subject: Subject, tie: &Tie) -> f64 {
    match (subject, tie) {
        (_, Tie::Director(_)) => 0.4,
        (Subject::Film, Tie::Person(_)) => 0.25,
        (Subject::Film, Tie::Album(_)) => 0.3,
        // An album of the same title that is of the same film, or by the same artist.
        (Subject::Soundtrack, Tie::Row(Subject::Film, _)) => 0.35,
        (Subject::Soundtrack, _) => 0.3,
        // A namesake who worked on the same film or album.
        (_, Tie::Row(..)) => 0.45,
        (_, _) => 0.3,
    }
}

/// Different ids of one scheme, or kinds that exclude each other.
pub fn contradict(subject: Subject, one: &Portrait, other: &Portrait) -> bool {
    let schemes: HashSet<IdentifierScheme> = one.ids.iter().map(|(scheme, _)| *scheme).collect();
    let ids = schemes.iter().any(|scheme| {
        let of = |portrait: &Portrait| -> HashSet<String> {
            portrait.ids.iter().filter(|(of, _)| of == scheme).map(|(_, value)| value.clone()).collect()
        };
        let once = tells(*scheme);
        let (one, other) = (of(one), of(other));
        once && !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
    });
    let kinds = match (&one.kind, &other.kind) {
        (Some(kind), Some(another)) => kind != another,
        _ => false,
    };
    ids || (kinds && matches!(subject, Subject::Film | Subject::Artist))
}

/// Whether a thing has one id of this scheme, and an id one thing. A recording has many codes, and an artist or an album
/// several numbers at Discogs: those prove nothing.
pub fn tells(scheme: IdentifierScheme) -> bool {
    !matches!(scheme, IdentifierScheme::Isrc | IdentifierScheme::Iswc | IdentifierScheme::Discogs)
}

/// A name as it is compared: without case, accents and punctuation, `&` written out, and without an article before it.
pub fn name(text: &str) -> String {
    let words = title(text);
    let bare = ARTICLES.iter().find_map(|article| words.strip_prefix(article)?.strip_prefix(' '));
    bare.map(str::to_owned).unwrap_or(words)
}

/// As [`name`], with the article.
pub fn title(text: &str) -> String {
    search_words(&text_key(text.trim())).trim().to_owned()
}

/// An album, as far as it tells whose film it is of.
#[derive(Clone, Debug)]
pub struct Album {
    /// What may be the film's title in it, as [`title`] compares titles.
    pub title: String,
    /// The same without a name before it: of `Blumhouse’s Fantasy Island`, the island.
    pub shorter: Option<String>,
    /// Whether its title says that it is of a film.
    pub marked: bool,
    pub year: Option<i32>,
    /// Who is credited on it, by name.
    pub people: HashSet<String>,
}

impl Album {
    pub fn of(album: &str, year: Option<i32>, people: HashSet<String>) -> Self {
        let film = title::of_film(album);
        let shorter = ["’s ", "'s ", "s’ ", "s' "].iter().filter_map(|end| Some(film.find(end)? + end.len())).min();
        Self {
            title: title(film),
            shorter: shorter.map(|place| title(&film[place..])).filter(|rest| !rest.is_empty()),
            marked: film.len() < album.trim().len(),
            year,
            people,
        }
    }

    /// The names of films that it may be of.
    pub fn names(&self) -> impl Iterator<Item = String> {
        [Some(self.title.as_str()), self.shorter.as_deref()].into_iter().flatten().map(name)
    }

    /// Whether it is of this film. `alone` is whether the graph has no other film of the title. A title that agrees only
    /// without the name before it, or that is one word and has another article, says nothing without a person in common:
    /// *Creed* is not *Assassin’s Creed*, nor *Room* *The Room*.
    ///
    /// The weights were set with 776 albums whose films are known by an IMDb id (see `tests/it/import/albums.rs`).
    pub fn film(&self, film: &Portrait, alone: bool) -> Option<Verdict> {
        let exactly = film.titles.contains(&self.title);
        let bare = name(&self.title);
        let plainly = film.names.contains(&bare) && (exactly || bare.contains(' '));
        let person = film.ties.iter().find_map(|tie| match tie {
            Tie::Director(name) | Tie::Person(name) if self.people.contains(name) => Some(name),
            _ => None,
        });
        if !plainly && person.is_none() {
            return None;
        }
        let mut score = 50;
        let mut reasons = vec!["the title".to_owned()];
        match (self.year, film.year) {
            (Some(album), Some(year)) => {
                match album - year {
                    0 | 1 => score += 20,
                    -1 => score += 10,
                    2.. if person.is_some() => {}
                    _ => return None,
                }
                reasons.push(format!("years {album} and {year}"));
            }
            _ => reasons.push("a year unknown".to_owned()),
        }
        if let Some(name) = person {
            score += 35;
            reasons.push(name.clone());
        }
        if self.marked {
            score += 10;
            reasons.push("said to be of a film".to_owned());
        }
        if bare.contains(' ') {
            score += 10;
        }
        if alone {
            score += 20;
            reasons.push("no other film of the title".to_owned());
        } else {
            score -= 10;
            reasons.push("other films of the title".to_owned());
        }
        Some(Verdict { score: f64::from(score.min(99)) / 100.0, reasons: reasons.join(", ") })
    }
}

/// The entries of the search under which rows with this name may stand.
pub fn entries(name: &str) -> Vec<String> {
    let with = ARTICLES.iter().map(|article| format!(" {article} {name} "));
    std::iter::once(format!(" {name} ")).chain(with).collect()
}

/// Articles that titles are written with and without.
const ARTICLES: &[&str] = &["the", "a", "an", "le", "la", "les", "der", "die", "das", "el", "los", "il"];

impl std::fmt::Display for Tie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Director(name) => write!(f, "director {name}"),
            Self::Person(name) => write!(f, "{name}"),
            Self::Album(title) => write!(f, "album {title}"),
            Self::Row(Subject::Film, _) => write!(f, "a film in common"),
            Self::Row(Subject::Soundtrack, _) => write!(f, "an album in common"),
            Self::Row(..) => write!(f, "a recording in common"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn film(title: &str, year: Option<i32>, ties: &[Tie]) -> Portrait {
        Portrait {
            names: [name(title)].into(),
            year,
            kind: Some("FEATURE".to_owned()),
            ties: ties.iter().cloned().collect(),
            ..Portrait::default()
        }
    }

    fn score(one: &Portrait, other: &Portrait) -> f64 {
        compare(Subject::Film, one, other).map_or(0.0, |verdict| verdict.score)
    }

    #[test]
    fn a_title_and_a_year_are_not_enough() {
        let crowe = [Tie::Director("cameron crowe".to_owned())];
        let other = [Tie::Director("someone else".to_owned())];
        let singles = film("Singles", Some(1992), &crowe);
        assert!(score(&singles, &film("The Singles", Some(1992), &crowe)) >= SAME);
        assert!(score(&singles, &film("SINGLES!", Some(1993), &crowe)) >= SAME);
        assert!(score(&singles, &film("Singles", None, &crowe)) >= SAME);
        let alike = score(&singles, &film("Singles", Some(1992), &[]));
        assert!((UNSURE..SAME).contains(&alike), "{alike}");
        assert!(score(&singles, &film("Singles", Some(1992), &other)) < UNSURE);
        assert_eq!(compare(Subject::Film, &singles, &film("Singles", Some(1994), &crowe)), None);
        assert_eq!(compare(Subject::Film, &singles, &film("Single", Some(1992), &crowe)), None);
    }

    #[test]
    fn different_ids_of_one_scheme_are_two_things() {
        let with = |value: &str| {
            let mut portrait = film("Heat", Some(1995), &[Tie::Director("michael mann".to_owned())]);
            portrait.ids.insert((IdentifierScheme::Imdb, value.to_owned()));
            portrait
        };
        assert_eq!(compare(Subject::Film, &with("tt0113277"), &with("tt0113278")), None);
        assert!(score(&with("tt0113277"), &with("tt0113277")) >= SAME);
    }

    #[test]
    fn names_are_compared_without_what_varies() {
        for (one, other) in [
            ("Dazed & Confused", "Dazed and confused"),
            ("The Crow", "Crow"),
            ("Ocean’s Eleven", "Oceans Eleven"),
            ("Amélie", "AMELIE"),
        ] {
            assert_eq!(name(one), name(other));
        }
        assert_ne!(name("The"), "");
    }
}
