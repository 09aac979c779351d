//! From a document to the engine's selection. The only bridge between the two.
//!
//! The document has been validated, so that fields, arguments and fragments are known to exist. Fragments are laid out,
//! `@skip` and `@include` decided, and fields of one response name merged, in the order of their first occurrence.

mod consensus;
mod coverage;
mod entities;
mod groups;
mod roots;
mod search;
mod walk;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    Directive, Field as AstField, OperationDefinition, Selection as AstSelection, SelectionSet,
};
use async_graphql::{Positioned, Value, Variables};
use async_graphql_value::Value as Written;
use foldhash::fast::RandomState;

use super::arguments::{self, Arguments, Values};
use super::document::Fragments;
use super::{Code, Error, PathSegment, page};
use crate::engine::graph::{Graph, NodeId, Shape, graph};
use crate::engine::selection::{
    Connection, ConnectionField, EdgeField, Field, Object, PageInfoField, Selection, Value as Bound,
};

/// What an operation asks, and the values beside it.
pub struct Selected {
    pub selection: Selection,
    pub values: Vec<Bound>,
    /// Errors of single places of the answer, which are null.
    pub errors: Vec<Error>,
}

/// What an operation asks.
pub fn select(
    fragments: &Fragments,
    operation: &OperationDefinition,
    variables: &Variables,
) -> Result<Selected, Error> {
    let (values, errors) = (Values::default(), Vec::new());
    let mut select = Select { fragments, variables, graph: graph(), values, path: Vec::new(), errors };
    let selection = select.roots(&operation.selection_set.node)?;
    Ok(Selected { selection, values: select.values.list, errors: select.errors })
}

struct Select<'a> {
    fragments: &'a Fragments,
    variables: &'a Variables,
    graph: &'static Graph,
    values: Values,
    /// Response names from the root to the field at hand, for errors.
    path: Vec<&'a str>,
    errors: Vec<Error>,
}

/// Fields of one response name: the first one says what it is, all of them say what is asked of it.
type Fields<'a> = IndexMap<&'a str, Vec<&'a AstField>, RandomState>;

impl<'a> Select<'a> {
    /// The fields of an object of this type. Those of one response name must be the same field with the same arguments,
    /// which validation sees only where they stand side by side.
    fn collect(&self, sets: &[&'a SelectionSet], ty: &str) -> Result<Fields<'a>, Error> {
        let mut fields = Fields::default();
        let mut seen = Vec::new();
        for set in sets {
            self.collect_into(set, ty, &mut fields, &mut seen);
        }
        for (response, asked) in &fields {
            if asked[1..].iter().any(|other| !same(asked[0], other)) {
                let message =
                    format!("\"{response}\" stands for fields that differ in name or arguments; use aliases.");
                return Err(Error::new(Code::GraphqlValidationFailed, message));
            }
        }
        Ok(fields)
    }

    fn collect_into(&self, set: &'a SelectionSet, ty: &str, fields: &mut Fields<'a>, seen: &mut Vec<&'a str>) {
        for item in &set.items {
            match &item.node {
                AstSelection::Field(field) if self.included(&field.node.directives) => {
                    fields.entry(field.node.response_key().node.as_str()).or_default().push(&field.node);
                }
                AstSelection::InlineFragment(fragment) if self.included(&fragment.node.directives) => {
                    let condition = fragment.node.type_condition.as_ref().map(|on| on.node.on.node.as_str());
                    if condition.is_none_or(|on| self.is(ty, on)) {
                        self.collect_into(&fragment.node.selection_set.node, ty, fields, seen);
                    }
                }
                AstSelection::FragmentSpread(spread) if self.included(&spread.node.directives) => {
                    let name = &spread.node.fragment_name.node;
                    // A fragment that is spread once more adds nothing.
                    let first = !seen.contains(&name.as_str());
                    if let Some(fragment) = self.fragments.get(name).filter(|_| first) {
                        seen.push(name.as_str());
                        if self.is(ty, fragment.node.type_condition.node.on.node.as_str()) {
                            self.collect_into(&fragment.node.selection_set.node, ty, fields, seen);
                        }
                    }
                }
                AstSelection::Field(_) | AstSelection::InlineFragment(_) | AstSelection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether an object of the type meets a fragment's condition: its own type, the interface of nodes, or a union.
    fn is(&self, ty: &str, condition: &str) -> bool {
        let node = || self.graph.named(ty).map(|(_, node)| node);
        match condition {
            "Node" | "_Entity" => node().is_some(),
            "SearchResult" => node().is_some_and(|node| node.searched.is_some()),
            _ => ty == condition,
        }
    }

    fn included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let decides = directive.node.arguments.iter().find(|(name, _)| name.node == "if");
            let decides = decides.map(|(_, value)| self.value(&value.node));
            match (directive.node.name.node.as_str(), decides) {
                ("skip", Some(Some(Value::Boolean(skip)))) => !skip,
                ("include", Some(Some(Value::Boolean(include)))) => include,
                _ => true,
            }
        })
    }

    /// A value with its variables filled in; `None` for a variable that has no value.
    fn value(&self, value: &Written) -> Option<Value> {
        fill(value, self.variables)
    }

    fn arguments(&self, field: &AstField) -> Arguments {
        field.arguments.iter().filter_map(|(name, value)| Some((name.node.clone(), self.value(&value.node)?))).collect()
    }

    /// Where the field at hand is.
    fn path(&self) -> impl Iterator<Item = PathSegment> {
        self.path.iter().map(|name| PathSegment::Field((*name).to_owned()))
    }

    /// Runs with a response name at the end of the path; errors from within carry the path.
    fn at<T>(&mut self, name: &'a str, within: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        self.path.push(name);
        let result = within(self).map_err(|mut error| {
            if error.path.is_empty() {
                error.path = self.path().collect();
            }
            error
        });
        self.path.pop();
        result
    }

    /// The fields of a row.
    fn object(&mut self, node: NodeId, asked: &[&'a AstField]) -> Result<Object, Error> {
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        self.object_of(node, &sets)
    }

    fn object_of(&mut self, node: NodeId, sets: &[&'a SelectionSet]) -> Result<Object, Error> {
        let mut object = Object::default();
        for (name, asked) in self.collect(sets, self.graph.node(node).name)? {
            let field = self.at(name, |select| select.field(node, &asked))?;
            object.fields.extend(field.map(|field| (name.to_owned(), field)));
        }
        Ok(object)
    }

    /// A field of a row; `None` if the schema has no such field, which validation has ruled out.
    fn field(&mut self, node: NodeId, asked: &[&'a AstField]) -> Result<Option<Field>, Error> {
        let found = self.graph.node(node);
        let name = asked[0].name.node.as_str();
        if name == "__typename" {
            return Ok(Some(Field::Typename(found.name.to_owned())));
        }
        if let Some(column) = found.column_named(name) {
            return Ok(Some(Field::Column(column)));
        }
        let Some(id) = found.edge_named(name) else { return Ok(self.walk_below(node, asked)?.map(Field::Walk)) };
        let edge = self.graph.edge(node, id);
        Ok(Some(match edge.shape {
            Shape::One { .. } => Field::One(id, self.object(edge.target, asked)?),
            Shape::All => Field::All(id, self.object(edge.target, asked)?),
            Shape::Many | Shape::Link { .. } | Shape::Path => {
                let list = List {
                    node: edge.target,
                    name: format!("{}.{}", found.name, edge.name),
                    facts: edge.facts(),
                    order: &edge.order,
                    // A link's connection is named after the edge.
                    types: match edge.facts() {
                        Some(_) => super::schema::link_type_prefix(found, edge),
                        None => self.graph.node(edge.target).name.to_owned(),
                    },
                };
                Field::Many(id, self.connection(&list, asked)?)
            }
        }))
    }

    fn connection(&mut self, list: &List, asked: &[&'a AstField]) -> Result<Connection, Error> {
        let given = self.arguments(asked[0]);
        let filter = arguments::filter(&mut self.values, list.node, arguments::given(&given, "filter"))?;
        let order = arguments::order(list.node, arguments::given(&given, "orderBy"), list.order, list.facts)?;
        let kinds = page::cursor_kinds(self.graph, list.node, list.facts, &order);
        let page = page::page(&mut self.values, &given, &list.name, &kinds)?;
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets, &format!("{}Connection", list.types))? {
            let field = self.at(name, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "nodes" => ConnectionField::Nodes(select.object(list.node, &asked)?),
                    "edges" => ConnectionField::Edges(select.edges(list, &asked)?),
                    "pageInfo" => ConnectionField::PageInfo(select.page_info(&asked)?),
                    "totalCount" => ConnectionField::TotalCount,
                    _ => ConnectionField::Typename(format!("{}Connection", list.types)),
                })
            })?;
            fields.push((name.to_owned(), field));
        }
        Ok(Connection { filter, order, page, fields })
    }

    fn edges(&mut self, list: &List, asked: &[&'a AstField]) -> Result<Vec<(String, EdgeField)>, Error> {
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (name, asked) in self.collect(&sets, &format!("{}Edge", list.types))? {
            let field = self.at(name, |select| {
                Ok(match (asked[0].name.node.as_str(), list.facts) {
                    ("cursor", _) => Some(EdgeField::Cursor),
                    ("node", _) => Some(EdgeField::Node(select.object(list.node, &asked)?)),
                    ("__typename", _) | (_, None) => Some(EdgeField::Typename(format!("{}Edge", list.types))),
                    (_, Some(facts)) => select.field(facts, &asked)?.map(EdgeField::Fact),
                })
            })?;
            fields.extend(field.map(|field| (name.to_owned(), field)));
        }
        Ok(fields)
    }

    fn page_info(&self, asked: &[&'a AstField]) -> Result<Vec<(String, PageInfoField)>, Error> {
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let field = |name: &str| match name {
            "hasNextPage" => PageInfoField::HasNextPage,
            "hasPreviousPage" => PageInfoField::HasPreviousPage,
            "startCursor" => PageInfoField::StartCursor,
            "endCursor" => PageInfoField::EndCursor,
            _ => PageInfoField::Typename,
        };
        let collected = self.collect(&sets, "PageInfo")?.into_iter();
        Ok(collected.map(|(name, asked)| (name.to_owned(), field(asked[0].name.node.as_str()))).collect())
    }
}

/// The selection sets of fields of one response name.
fn sets<'a>(asked: &[&'a AstField]) -> Vec<&'a SelectionSet> {
    asked.iter().map(|field| &field.selection_set.node).collect()
}

/// Whether two fields ask the same, whatever is asked of them in turn.
fn same(one: &AstField, other: &AstField) -> bool {
    let argument = |field: &'_ AstField, name: &str| field.get_argument(name).map(|value| value.node.clone());
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|(name, value)| argument(other, &name.node).as_ref() == Some(&value.node))
}

/// A list of rows, as a connection needs to know it.
struct List<'g> {
    node: NodeId,
    /// Tells the list from others, for cursors.
    name: String,
    facts: Option<NodeId>,
    order: &'g [crate::engine::graph::Key],
    /// What the names of the connection's types begin with.
    types: String,
}

/// A value with its variables filled in. A variable without a value is no value; in a list it is null, and the field
/// of an object that has it is not there.
fn fill(value: &Written, variables: &Variables) -> Option<Value> {
    Some(match value {
        Written::Variable(name) => variables.get(name)?.clone(),
        Written::List(items) => {
            Value::List(items.iter().map(|item| fill(item, variables).unwrap_or_default()).collect())
        }
        Written::Object(fields) => {
            let filled = fields.iter().filter_map(|(name, value)| Some((name.clone(), fill(value, variables)?)));
            Value::Object(filled.collect())
        }
        constant => constant.clone().into_const()?,
    })
}
