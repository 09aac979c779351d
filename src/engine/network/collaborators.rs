//! Artists who share recordings or soundtracks.

use std::cmp::Reverse;
use std::collections::HashMap;

use entity::SearchType as Kind;

use super::{Answer, Item, Network, Place, Relation, kind_word};

/// Those who share most with each of the artists: first by recordings, then by soundtracks. Who stands for nobody in
/// particular shares nothing.
pub fn collaborators(network: &Network, artists: &[i64], first: usize) -> Answer {
    let mut answer = Answer::default();
    for id in artists {
        let Some(own) = network.find(Kind::Artist, *id).filter(|own| !network.is_hub(*own)) else { continue };
        let mut shared: HashMap<Place, (i64, i64)> = HashMap::new();
        for recording in network.along(own, Relation::Performer, true) {
            for artist in network.along(recording, Relation::Performer, false) {
                shared.entry(artist).or_default().0 += 1;
            }
        }
        for soundtrack in network.soundtracks_of(own) {
            for artist in network.artists_of(soundtrack) {
                shared.entry(artist).or_default().1 += 1;
            }
        }
        shared.retain(|artist, _| *artist != own && !network.is_hub(*artist));
        let mut most: Vec<(Place, (i64, i64))> = shared.into_iter().collect();
        most.sort_unstable_by_key(|(artist, (recordings, soundtracks))| {
            (Reverse(*recordings), Reverse(*soundtracks), *artist)
        });
        answer.upper.extend(most.into_iter().take(first).map(|(artist, (count, more))| {
            let (kind, id_of) = network.node(artist);
            Item { parent: *id, kind: kind_word(kind), id: id_of, count, more, ..Item::default() }
        }));
    }
    for (place, item) in answer.upper.iter_mut().enumerate() {
        item.number = Some(place as i64 + 1);
    }
    answer
}
