//! Rows that are asked for one by one: `node`, `nodes` and `_entities`.

use std::collections::BTreeMap;

use super::{AstField, Select};
use crate::engine::graph::NodeId;
use crate::engine::selection::{Refetch, Root, Value as Bound, Which};
use crate::graphql::arguments::{self, Sort};
use crate::graphql::page::LONGEST_PAGE;
use crate::graphql::{Code, Error, PathSegment, federation};

/// The keys of rows in lists: one for each node and sort of key.
#[derive(Default)]
struct Keys {
    lists: BTreeMap<(NodeId, Which), Vec<Bound>>,
    /// The list that has the key of each row, in the order asked. `None` for a place that stays null.
    order: Vec<Option<(NodeId, Which)>>,
}

impl Keys {
    fn add(&mut self, node: NodeId, which: Which, key: Bound) {
        self.lists.entry((node, which)).or_default().push(key);
        self.order.push(Some((node, which)));
    }
}

impl<'a> Select<'a> {
    /// Nodes by their ids; the one with the id if `single`.
    pub(super) fn nodes(&mut self, asked: &[&'a AstField], argument: &str, single: bool) -> Result<Root, Error> {
        let arguments = self.arguments(asked[0]);
        let wanted = arguments::given(&arguments, argument).map_or(&[][..], arguments::items);
        few(wanted.len(), argument)?;
        let mut keys = Keys::default();
        for value in wanted {
            let (node, row) = arguments::id(value)?;
            keys.add(node, Which::Id, Bound::Int(row));
        }
        self.refetch(asked, keys, single)
    }

    /// The entities that representations name. One that names none is an error of its own place, and of no other.
    pub(super) fn entities(&mut self, asked: &[&'a AstField]) -> Result<Root, Error> {
        let arguments = self.arguments(asked[0]);
        let wanted = arguments::given(&arguments, "representations").map_or(&[][..], arguments::items);
        few(wanted.len(), "representations")?;
        let mut keys = Keys::default();
        for (at, value) in wanted.iter().enumerate() {
            match federation::representation(self.graph, value) {
                Ok((node, which, key)) => keys.add(node, which, key),
                Err(error) => {
                    let path = self.path().chain([PathSegment::Index(at)]);
                    self.errors.push(Error { path: path.collect(), ..error });
                    keys.order.push(None);
                }
            }
        }
        self.refetch(asked, keys, false)
    }

    /// Each type that occurs is asked for what the fragments want of it.
    fn refetch(&mut self, asked: &[&'a AstField], keys: Keys, single: bool) -> Result<Root, Error> {
        let Keys { lists, order } = keys;
        let numbers: Vec<(NodeId, Which)> = lists.keys().copied().collect();
        let number = |list: Option<(NodeId, Which)>| list.and_then(|list| numbers.binary_search(&list).ok());
        let order = order.into_iter().map(|list| number(list).map_or(-1, |number| number as i64)).collect();
        let order = self.values.put(Bound::Ints(order));
        let mut nodes: Vec<Refetch> = Vec::new();
        for ((node, which), keys) in lists {
            let sort = if which == Which::Id { Sort::Ints } else { Sort::Texts };
            let list = (which, self.values.put(arguments::list_of(sort, keys)));
            match nodes.last_mut().filter(|last| last.node == node) {
                Some(last) => last.lists.push(list),
                None => nodes.push(Refetch { node, lists: vec![list], object: self.object(node, asked)? }),
            }
        }
        Ok(Root::Refetch { order, nodes, single })
    }
}

fn few(count: usize, argument: &str) -> Result<(), Error> {
    if count as i64 <= LONGEST_PAGE {
        return Ok(());
    }
    let message = format!("`{argument}` has {count} {argument}; at most {LONGEST_PAGE} fit into one request");
    Err(Error::new(Code::BadUserInput, message))
}
