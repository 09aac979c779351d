//! The fields of the query's root.

use async_graphql::parser::types::{Field as AstField, SelectionSet};

use super::{List, Select};
use crate::engine::graph::{Column, Node, NodeId, Source};
use crate::engine::selection::{Filter, Root, Selection, Value as Bound, Which};
use crate::graphql::arguments;
use crate::graphql::{Code, Error};

impl<'a> Select<'a> {
    pub(super) fn roots(&mut self, set: &'a SelectionSet) -> Result<Selection, Error> {
        let mut selection = Selection::default();
        for (name, asked) in self.collect(&[set], "Query")? {
            let root = self.at(name, |select| select.root(&asked))?;
            selection.roots.extend(root.map(|root| (name.to_owned(), root)));
        }
        Ok(selection)
    }

    /// A root field; `None` if the schema has no such field, which validation has ruled out.
    fn root(&mut self, asked: &[&'a AstField]) -> Result<Option<Root>, Error> {
        match asked[0].name.node.as_str() {
            "__typename" => return Ok(Some(Root::Constant("Query"))),
            "__schema" | "__type" | "rateLimit" | "_service" => return Ok(Some(Root::Elsewhere)),
            "node" => return self.nodes(asked, "id", true).map(Some),
            "nodes" => return self.nodes(asked, "ids", false).map(Some),
            "_entities" => return self.entities(asked).map(Some),
            "search" => return self.search(asked).map(|search| Some(Root::Search(search))),
            "consensus" => return Ok(self.consensus(asked)?.map(Root::Consensus)),
            "coverage" => return Ok(self.coverage(asked)?.map(|(node, groups)| Root::Groups { node, groups })),
            name => {
                if let Some(walk) = self.root_walk(asked)? {
                    return Ok(Some(Root::Walk(walk)));
                }
                for (id, node) in self.graph.nodes() {
                    if let Some(root) = self.root_of(name, id, node, asked)? {
                        return Ok(Some(root));
                    }
                }
            }
        }
        Ok(None)
    }

    fn root_of(&mut self, name: &str, id: NodeId, node: &Node, asked: &[&'a AstField]) -> Result<Option<Root>, Error> {
        let roots = &node.roots;
        Ok(if roots.one.is_some_and(|one| one.name == name) {
            let filter = self.lookup(id, node, asked[0])?;
            Some(Root::One { node: id, filter, object: self.object(id, asked)? })
        } else if roots.many == Some(name) {
            let list = List::of(id, node, name);
            Some(Root::Many { node: id, connection: self.connection(&list, asked)? })
        } else if let Some(view) = roots.view.filter(|view| view.name == name) {
            let list = List::of(id, node, name);
            let mut connection = self.connection(&list, asked)?;
            let seen = node.edge_named(view.edge).map(|edge| Filter::Some(edge, Box::new(Filter::all())));
            connection.filter = Filter::And(seen.into_iter().chain([connection.filter]).collect());
            Some(Root::Many { node: id, connection })
        } else if roots.groups == Some(name) {
            Some(Root::Groups { node: id, groups: self.groups(id, name, asked)? })
        } else if name == "catalogue" && node.name == "Catalogue" {
            Some(Root::One { node: id, filter: Filter::all(), object: self.object(id, asked)? })
        } else {
            None
        })
    }

    /// The filter that one row passes: by id, by slug, or by an id in another catalogue.
    fn lookup(&mut self, id: NodeId, node: &Node, field: &AstField) -> Result<Filter, Error> {
        let arguments = self.arguments(field);
        let by = arguments::given(&arguments, "by");
        let mut ways = by.into_iter().flat_map(arguments::fields);
        let (Some((way, value)), None) = (ways.next(), ways.next()) else {
            return Err(Error::new(Code::BadUserInput, "`by` takes exactly one of its fields, which must not be null"));
        };
        let scheme = |column: &Column| matches!(column.source, Source::Identifier { scheme, .. } if scheme.eq_ignore_ascii_case(way));
        let (which, key) = match (way, node.columns().find(|(_, column)| scheme(column))) {
            ("id", _) => (Which::Id, Bound::Int(arguments::id_of(id, value)?)),
            (_, Some((column, _))) => (Which::Identifier(column), Bound::Text(arguments::text(value)?.to_owned())),
            (_, None) => (Which::Slug, Bound::Text(arguments::text(value)?.to_owned())),
        };
        Ok(Filter::This(which, self.values.put(key)))
    }
}

impl List<'static> {
    pub(super) fn of(node: NodeId, found: &Node, name: &str) -> Self {
        Self { node, name: name.to_owned(), facts: None, order: &[], types: found.name.to_owned() }
    }
}
