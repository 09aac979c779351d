use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use proptest::prelude::*;

use super::path::shortest;
use super::*;

/// One relation, as a row of the database tells it.
#[derive(Clone, Debug)]
struct Told {
    relation: Relation,
    from: (Kind, i64),
    to: (Kind, i64),
    row: i64,
}

/// Nodes and relations, as they are told.
#[derive(Clone, Debug)]
struct World {
    ids: [Vec<i64>; KINDS],
    told: Vec<Told>,
    nobody: BTreeSet<(Kind, i64)>,
}

impl World {
    fn network(&self) -> Network {
        let mut draft = Draft::new(self.ids.clone()).unwrap();
        for Told { relation, from, to, row } in &self.told {
            draft.relate(*relation, *from, *to, *row).unwrap();
        }
        draft.nobody = self.nobody.iter().filter_map(|(kind, id)| draft.find(*kind, *id)).collect();
        draft.finish("v".into()).unwrap()
    }

    fn nodes(&self) -> Vec<(Kind, i64)> {
        ALL_KINDS.into_iter().flat_map(|kind| self.ids[kind as usize].iter().map(move |id| (kind, *id))).collect()
    }

    /// What is one allowed step away from each node.
    fn next(&self, relations: &[Relation], ends: [(Kind, i64); 2]) -> BTreeMap<(Kind, i64), BTreeSet<(Kind, i64)>> {
        let mut next: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let there = |node: &(Kind, i64)| self.ids[node.0 as usize].contains(&node.1);
        let open = |node: &(Kind, i64)| there(node) && (ends.contains(node) || !self.nobody.contains(node));
        for Told { relation, from, to, .. } in &self.told {
            if relations.contains(relation) && open(from) && open(to) && from != to {
                next.entry(*from).or_default().insert(*to);
                next.entry(*to).or_default().insert(*from);
            }
        }
        next
    }
}

/// All shortest paths by a plain search in one direction: their nodes behind the first.
fn plainly(
    next: &BTreeMap<(Kind, i64), BTreeSet<(Kind, i64)>>,
    from: (Kind, i64),
    to: (Kind, i64),
    longest: usize,
) -> Vec<Vec<(Kind, i64)>> {
    let mut distance = HashMap::from([(from, 0)]);
    let mut waiting = VecDeque::from([from]);
    while let Some(node) = waiting.pop_front() {
        for near in next.get(&node).into_iter().flatten() {
            if !distance.contains_key(near) {
                distance.insert(*near, distance[&node] + 1);
                waiting.push_back(*near);
            }
        }
    }
    let Some(length) = distance.get(&to).copied().filter(|length| *length <= longest) else { return Vec::new() };
    let mut paths = vec![vec![from]];
    for step in 1..=length {
        paths = paths
            .into_iter()
            .flat_map(|path| {
                let last = path[path.len() - 1];
                let on = next.get(&last).into_iter().flatten().filter(|near| distance[near] == step);
                on.map(|near| [path.as_slice(), &[*near]].concat()).collect::<Vec<_>>()
            })
            .collect();
    }
    let mut paths: Vec<Vec<_>> =
        paths.into_iter().filter(|path| path.last() == Some(&to)).map(|path| path[1..].to_vec()).collect();
    paths.sort();
    paths
}

fn worlds(relations: &'static [Relation]) -> impl Strategy<Value = World> {
    let ids = proptest::collection::btree_set(1..40_i64, 0..8);
    let ids = proptest::array::uniform7(ids.prop_map(|ids| ids.into_iter().collect::<Vec<_>>()));
    ids.prop_flat_map(move |ids| {
        let nodes: Vec<(Kind, i64)> =
            ALL_KINDS.into_iter().flat_map(|kind| ids[kind as usize].iter().map(move |id| (kind, *id))).collect();
        // One that is not there: rows may come and go while others are read.
        let nodes = [nodes, vec![(Kind::Film, 99)]].concat();
        let node = proptest::sample::select(nodes.clone());
        let told = (proptest::sample::select(relations), node.clone(), node.clone(), 1..1_000_i64)
            .prop_map(|(relation, from, to, row)| Told { relation, from, to, row });
        let told = proptest::collection::vec(told, 0..70);
        let nobody = proptest::collection::btree_set(node, 0..3);
        (Just(ids), told, nobody).prop_map(|(ids, told, nobody)| World { ids, told, nobody })
    })
}

fn answered(network: &Network, asked: Between, most: usize) -> Vec<Vec<(Kind, i64)>> {
    let paths = shortest(network, asked, most, MOST_LOOKS).unwrap();
    paths.iter().map(|steps| steps.iter().map(|step| network.node(step.node())).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    /// Between any two nodes, over any relations, of any length: the paths of a plain search, in their order.
    #[test]
    fn paths_are_those_of_a_plain_search(
        world in worlds(&RELATIONS),
        via in proptest::sample::subsequence(RELATIONS.to_vec(), 8..24),
        longest in 0..9_usize,
        most in 0..6_usize,
    ) {
        let network = world.network();
        let mut seen = 0;
        for from in world.nodes() {
            for to in world.nodes() {
                let places = (network.find(from.0, from.1).unwrap(), network.find(to.0, to.1).unwrap());
                let asked = Between { from: places.0, to: places.1, via: Via::of(via.iter().copied()), longest };
                let plain = plainly(&world.next(&via, [from, to]), from, to, longest);
                let found = answered(&network, asked, most);
                prop_assert_eq!(&found, &plain[..plain.len().min(most)], "{:?} to {:?}", from, to);
                seen += found.len();
            }
        }
        prop_assert!(world.nodes().is_empty() || most == 0 || seen > 0);
    }

    /// Each step is told by the row that it names, in the direction that it says.
    #[test]
    fn steps_are_told(world in worlds(&RELATIONS)) {
        let network = world.network();
        for from in world.nodes() {
            for to in world.nodes() {
                let place = |node: (Kind, i64)| network.find(node.0, node.1).unwrap();
                let asked = Between { from: place(from), to: place(to), via: Via::of(RELATIONS), longest: 20 };
                for steps in shortest(&network, asked, 3, MOST_LOOKS).unwrap() {
                    let mut at = from;
                    for step in steps {
                        let next = network.node(step.node());
                        let ends = if step.forward() { (at, next) } else { (next, at) };
                        let tells = |told: &&Told| (told.relation, (told.from, told.to)) == (step.relation(), ends);
                        let rows = world.told.iter().filter(tells).map(|told| told.row);
                        prop_assert_eq!(rows.min(), Some(i64::from(step.row)));
                        at = next;
                    }
                }
            }
        }
    }

    /// The order in which relations are told is that of a database, and changes nothing.
    #[test]
    fn the_order_of_rows_does_not_matter(world in worlds(&RELATIONS)) {
        let turned = World { told: world.told.iter().rev().cloned().collect(), ..world.clone() };
        let (one, other) = (world.network(), turned.network());
        prop_assert_eq!(&one.entries, &other.entries);
        prop_assert_eq!(&one.offsets, &other.offsets);
    }

    #[test]
    fn neighbours_are_counted_and_cut(world in worlds(&RELATIONS), first in 0..4_usize) {
        let network = world.network();
        for (kind, id) in world.nodes() {
            let near = |told: &Told| match (told.from == (kind, id), told.to == (kind, id)) {
                (true, false) => Some((told.relation, true, told.to)),
                (false, true) => Some((told.relation, false, told.from)),
                _ => None,
            };
            let mut plain: BTreeMap<(Relation, bool, Kind), BTreeSet<i64>> = BTreeMap::new();
            for (relation, forward, (kind, id)) in world.told.iter().filter_map(near) {
                if world.ids[kind as usize].contains(&id) {
                    plain.entry((relation, !forward, kind)).or_default().insert(id);
                }
            }
            let place = network.find(kind, id).unwrap();
            let answer = neighbours(&network, place, &ALL_KINDS, Via::of(RELATIONS), first);
            let upper: Vec<_> = answer.upper.iter().filter(|item| item.number.is_some()).collect();
            let told: Vec<_> = upper.iter().map(|item| (item.word, !item.forward, item.kind, item.count)).collect();
            let wanted: Vec<_> = plain
                .iter()
                .map(|((relation, back, kind), ids)| (relation.word(), *back, kind_word(*kind), ids.len() as i64))
                .collect();
            prop_assert_eq!(told, wanted);
            for (item, ids) in upper.iter().zip(plain.values()) {
                let below = answer.lower.iter().filter(|below| Some(below.parent) == item.number).map(|below| below.id);
                prop_assert_eq!(below.collect::<Vec<_>>(), ids.iter().copied().take(first).collect::<Vec<_>>());
            }
        }
    }
}

/// Soundtracks, artists and recordings for what is alike: 1 and 2 share an artist and a song, 1 and 3 the artist alone.
fn albums() -> World {
    let mut ids: [Vec<i64>; KINDS] = Default::default();
    ids[Kind::Soundtrack as usize] = (1..=8).collect();
    ids[Kind::Artist as usize] = vec![1, 2, 3, 4];
    ids[Kind::Recording as usize] = vec![1, 2, 3];
    ids[Kind::Song as usize] = vec![1];
    ids[Kind::Film as usize] = vec![1, 2];
    ids[Kind::List as usize] = vec![1];
    let told = [
        (Relation::Performer, (Kind::Artist, 1), (Kind::Recording, 1)),
        (Relation::Track, (Kind::Recording, 1), (Kind::Soundtrack, 1)),
        (Relation::Track, (Kind::Recording, 1), (Kind::Soundtrack, 3)),
        (Relation::Performance, (Kind::Recording, 1), (Kind::Song, 1)),
        (Relation::Cover, (Kind::Recording, 2), (Kind::Song, 1)),
        (Relation::Track, (Kind::Recording, 2), (Kind::Soundtrack, 2)),
        (Relation::SoundtrackPerformer, (Kind::Artist, 1), (Kind::Soundtrack, 2)),
        (Relation::Performer, (Kind::Artist, 2), (Kind::Recording, 1)),
        // Nobody in particular is on all of them.
        (Relation::Performer, (Kind::Artist, 3), (Kind::Recording, 1)),
        (Relation::Performer, (Kind::Artist, 3), (Kind::Recording, 2)),
        (Relation::Performer, (Kind::Artist, 4), (Kind::Recording, 2)),
        (Relation::Director, (Kind::Artist, 4), (Kind::Film, 1)),
        (Relation::Director, (Kind::Artist, 4), (Kind::Film, 2)),
        (Relation::SoundtrackFilm, (Kind::Soundtrack, 4), (Kind::Film, 1)),
        (Relation::SoundtrackFilm, (Kind::Soundtrack, 5), (Kind::Film, 2)),
        (Relation::Pick, (Kind::List, 1), (Kind::Soundtrack, 4)),
        (Relation::Vote, (Kind::List, 1), (Kind::Soundtrack, 5)),
        // A mention lists nothing.
        (Relation::Mention, (Kind::List, 1), (Kind::Soundtrack, 6)),
    ];
    let told = told.into_iter().zip(1..).map(|((relation, from, to), row)| Told { relation, from, to, row });
    World { ids, told: told.collect(), nobody: BTreeSet::from([(Kind::Artist, 3)]) }
}

/// `ln(8 / n)` to four decimals, where `n` of the eight soundtracks share it.
fn weight(sharing: u32) -> f64 {
    (10_000.0 * (8.0 / f64::from(sharing)).ln()).round() / 10_000.0
}

#[test]
fn what_few_share_weighs_more() {
    let network = albums().network();
    let shown = |id, first| {
        let answer = similar(&network, &[id], first);
        let below = |number| -> Vec<(&str, &str, i64, f64)> {
            let own = answer.lower.iter().filter(|item| item.parent == number);
            own.map(|item| (item.word, item.kind, item.id, item.weight)).collect()
        };
        answer
            .upper
            .iter()
            .map(|item| (item.parent, item.id, item.weight, below(item.number.unwrap())))
            .collect::<Vec<_>>()
    };
    let artist = ("ARTIST", "ARTIST", 1, weight(3));
    let other = ("ARTIST", "ARTIST", 2, weight(2));
    let song = ("SONG", "SONG", 1, weight(3));
    let sum = |reasons: &[(&str, &str, i64, f64)]| {
        let tenths: i64 = reasons.iter().map(|(.., weight)| (weight * 10_000.0).round() as i64).sum();
        tenths as f64 / 10_000.0
    };
    let (with_3, with_2) = (vec![other, artist, song], vec![artist, song]);
    assert_eq!(shown(1, 10), [(1, 3, sum(&with_3), with_3.clone()), (1, 2, sum(&with_2), with_2.clone())]);
    assert_eq!(shown(1, 1), [(1, 3, sum(&with_3), with_3)]);
    let directed = vec![("DIRECTOR", "ARTIST", 4, weight(2)), ("LIST", "LIST", 1, weight(2))];
    assert_eq!(shown(4, 10), [(4, 5, sum(&directed), directed)]);
    assert_eq!((shown(6, 10), shown(7, 10), shown(99, 10)), (vec![], vec![], vec![]));
}

#[test]
fn who_shares_what() {
    let network = albums().network();
    let shown = |ids: &[i64]| {
        let answer = collaborators(&network, ids, 10);
        answer.upper.iter().map(|item| (item.parent, item.id, item.count, item.more)).collect::<Vec<_>>()
    };
    assert_eq!(shown(&[1]), [(1, 2, 1, 2), (1, 4, 0, 1)]);
    // Of several at once, each in its turn; nobody in particular collaborates with no one.
    assert_eq!(shown(&[2, 3, 4]), [(2, 1, 1, 2), (4, 1, 0, 1)]);
}

#[test]
fn merged_rows_lead_to_those_that_stay() {
    let mut world = albums();
    world.told.clear();
    let mut draft = Draft::new(world.ids).unwrap();
    draft.merged.insert((Kind::Artist, 77), 2);
    let network = draft.finish("v".into()).unwrap();
    assert_eq!(network.find(Kind::Artist, 77), network.find(Kind::Artist, 2));
    assert_eq!(network.find(Kind::Artist, 78), None);
    assert_eq!(network.len(), 8 + 4 + 3 + 1 + 2 + 1);
}

/// A search that would look at too much ends instead of taking for ever.
#[test]
fn a_search_that_goes_too_far_ends() {
    let network = albums().network();
    let place = |kind, id| network.find(kind, id).unwrap();
    let (from, to) = (place(Kind::Artist, 2), place(Kind::Artist, 4));
    let asked = Between { from, to, via: Via::of(RELATIONS), longest: 20 };
    let looked = |looks| shortest(&network, asked, 10, looks).map(|paths| paths.len());
    assert_eq!(looked(MOST_LOOKS), Ok(1));
    let enough = (0..200).find(|looks| looked(*looks).is_ok()).unwrap();
    assert!(enough > 5, "{enough}");
    assert!((0..enough).all(|looks| looked(looks) == Err(TooFar)));
}
