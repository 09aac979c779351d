//! Soundtracks that have something in common, and how much that says.
//!
//! What two soundtracks share weighs the more the fewer soundtracks have it: `ln(N / n)` for something that `n` of all
//! `N` have, the inverse document frequency of text retrieval. It is reckoned in ten thousandths, in whole numbers, so that
//! sums do not depend on their order.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use entity::{SearchType as Kind, Words};

use super::{Answer, Item, Network, Place, Relation, kind_word};

/// What two soundtracks can share, in the order in which equal weights are shown.
pub const SIMILARITY: Words = Words {
    name: "SimilarityKind",
    meaning: "What two soundtracks have in common.",
    words: &[
        ("ARTIST", "An artist who is credited or performs on both."),
        ("SONG", "A song of which both have a recording, be it a cover."),
        ("DIRECTOR", "An artist who directed a film that the one was issued for, and one that the other was."),
        ("LIST", "A list that picks both or has votes for both."),
    ],
};

/// The places of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Artist,
    Song,
    Director,
    List,
}

/// What more soundtracks have than this says nothing of two of them, and is left out.
pub const MOST_SHARING: usize = 2_000;

/// The most reasons that are shown for one soundtrack.
const MOST_REASONS: usize = 50;

/// The most alike soundtracks of each, with their scores; below them what they share, the weightiest first.
pub fn similar(network: &Network, soundtracks: &[i64], first: usize) -> Answer {
    let mut answer = Answer::default();
    for id in soundtracks {
        if let Some(place) = network.find(Kind::Soundtrack, *id) {
            add(network, *id, place, first, &mut answer);
        }
    }
    for (place, item) in answer.lower.iter_mut().enumerate() {
        item.number = Some(place as i64 + 1);
    }
    answer
}

/// Something that the soundtrack shares with others.
struct Reason {
    shared: Shared,
    node: Place,
    weight: i64,
    /// The others, in their order.
    others: Vec<Place>,
}

fn add(network: &Network, parent: i64, own: Place, first: usize, answer: &mut Answer) {
    let reasons = network.reasons(own);
    let mut scores: HashMap<Place, i64> = HashMap::new();
    for reason in &reasons {
        for other in &reason.others {
            *scores.entry(*other).or_default() += reason.weight;
        }
    }
    let mut best: Vec<(Place, i64)> = scores.into_iter().collect();
    best.sort_unstable_by_key(|(place, score)| (Reverse(*score), *place));
    best.truncate(first);
    for (other, score) in best {
        let number = answer.upper.len() as i64 + 1;
        let (kind, id) = network.node(other);
        let (number_of, kind) = (Some(number), kind_word(kind));
        answer.upper.push(Item { parent, number: number_of, kind, id, weight: shown(score), ..Item::default() });
        let mut why: Vec<&Reason> =
            reasons.iter().filter(|reason| reason.others.binary_search(&other).is_ok()).collect();
        why.sort_by_key(|reason| (Reverse(reason.weight), reason.shared, reason.node));
        answer.lower.extend(why.into_iter().take(MOST_REASONS).map(|reason| {
            let (kind, id) = network.node(reason.node);
            let word = SIMILARITY.words[reason.shared as usize].0;
            let weight = shown(reason.weight);
            Item { parent: number, word, kind: kind_word(kind), id, weight, ..Item::default() }
        }));
    }
}

/// A weight as clients see it.
fn shown(weight: i64) -> f64 {
    weight as f64 / 10_000.0
}

impl Network {
    fn reasons(&self, own: Place) -> Vec<Reason> {
        let all = self.ids[Kind::Soundtrack as usize].len() as f64;
        let mut reasons = Vec::new();
        let mut reason = |shared, node, mut with: BTreeSet<Place>| {
            with.remove(&own);
            let sharing = with.len() + 1;
            let weight = (10_000.0 * (all / sharing as f64).ln()).round() as i64;
            if !with.is_empty() && sharing <= MOST_SHARING && weight > 0 {
                reasons.push(Reason { shared, node, weight, others: with.into_iter().collect() });
            }
        };
        for artist in self.artists_of(own) {
            if !self.is_hub(artist) {
                reason(Shared::Artist, artist, self.soundtracks_of(artist));
            }
        }
        for song in self.songs_of(own) {
            reason(Shared::Song, song, self.soundtracks_with(song));
        }
        for director in self.directors_of(own) {
            reason(Shared::Director, director, self.directed(director));
        }
        for list in self.listed_in(own) {
            reason(Shared::List, list, self.lists(list));
        }
        reasons
    }

    /// Who is credited or performs on a soundtrack.
    pub(super) fn artists_of(&self, soundtrack: Place) -> BTreeSet<Place> {
        let credited = CREDITED.into_iter().flat_map(|relation| self.along(soundtrack, relation, false));
        let recordings = self.along(soundtrack, Relation::Track, false);
        credited.chain(recordings.flat_map(|recording| self.along(recording, Relation::Performer, false))).collect()
    }

    /// The soundtracks on which an artist is credited or performs.
    pub(super) fn soundtracks_of(&self, artist: Place) -> BTreeSet<Place> {
        let credited = CREDITED.into_iter().flat_map(|relation| self.along(artist, relation, true));
        let recordings = self.along(artist, Relation::Performer, true);
        credited.chain(recordings.flat_map(|recording| self.along(recording, Relation::Track, true))).collect()
    }

    fn songs_of(&self, soundtrack: Place) -> BTreeSet<Place> {
        let recordings = self.along(soundtrack, Relation::Track, false);
        recordings.flat_map(|own| SUNG.into_iter().flat_map(move |relation| self.along(own, relation, true))).collect()
    }

    fn soundtracks_with(&self, song: Place) -> BTreeSet<Place> {
        let recordings = SUNG.into_iter().flat_map(|relation| self.along(song, relation, false));
        recordings.flat_map(|recording| self.along(recording, Relation::Track, true)).collect()
    }

    fn directors_of(&self, soundtrack: Place) -> BTreeSet<Place> {
        let films = self.along(soundtrack, Relation::SoundtrackFilm, true);
        films.flat_map(|film| self.along(film, Relation::Director, false)).collect()
    }

    fn directed(&self, artist: Place) -> BTreeSet<Place> {
        let films = self.along(artist, Relation::Director, true);
        films.flat_map(|film| self.along(film, Relation::SoundtrackFilm, false)).collect()
    }

    fn listed_in(&self, soundtrack: Place) -> BTreeSet<Place> {
        LISTED.into_iter().flat_map(|relation| self.along(soundtrack, relation, false)).collect()
    }

    fn lists(&self, list: Place) -> BTreeSet<Place> {
        LISTED.into_iter().flat_map(|relation| self.along(list, relation, true)).collect()
    }
}

const CREDITED: [Relation; 4] = [
    Relation::SoundtrackPerformer,
    Relation::SoundtrackProducer,
    Relation::SoundtrackComposer,
    Relation::SoundtrackCompiler,
];
const SUNG: [Relation; 2] = [Relation::Performance, Relation::Cover];
const LISTED: [Relation; 2] = [Relation::Pick, Relation::Vote];
