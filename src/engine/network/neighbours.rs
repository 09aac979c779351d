//! What is one step away from a node, by relation.

use entity::SearchType as Kind;

use super::{Answer, Item, Network, Place, Via, kind_word};

/// The relations of a node, each with its direction, the type of the nodes at the other end and their number; below each
/// the first nodes by their ids. An item that stands for an empty list where there are none.
pub fn neighbours(network: &Network, node: Place, kinds: &[Kind], via: Via, first: usize) -> Answer {
    let mut answer = Answer::default();
    // Entries are ordered by relation and direction, then by nodes, and so by the types of these.
    let sort = |place: usize| {
        let entry = network.entries(node)[place];
        (entry.relation(), entry.forward(), network.kind(entry.node()))
    };
    let entries = network.entries(node);
    let mut begin = 0;
    while begin < entries.len() {
        let own = sort(begin);
        let mut end = begin + 1;
        while end < entries.len() && sort(end) == own {
            end += 1;
        }
        let (relation, forward, kind) = own;
        if via.allows(relation) && kinds.contains(&kind) {
            let number = answer.upper.len() as i64 + 1;
            let count = (end - begin) as i64;
            let (word, kind) = (relation.word(), kind_word(kind));
            answer.upper.push(Item { number: Some(number), word, forward, kind, count, ..Item::default() });
            answer.lower.extend(entries[begin..end].iter().take(first).map(|entry| network.step(number, *entry)));
        }
        begin = end;
    }
    for (place, item) in answer.lower.iter_mut().enumerate() {
        item.number = Some(place as i64 + 1);
    }
    if answer.upper.is_empty() {
        answer.upper.push(Item::default());
    }
    answer
}
