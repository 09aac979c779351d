//! Groups: what they are made by, which of them, in which order, and what is asked of them.

use async_graphql::Value;
use async_graphql::parser::types::{Field as AstField, SelectionSet};

use super::{List, Select};
use crate::engine::graph::{ColumnId, GroupValue, Kind, NodeId, graph};
use crate::engine::selection::{
    Aggregate, GroupEdgeField, GroupField, GroupOrder, GroupOrderBy, Groups, GroupsField, Having, KeyField,
    NumberField, Object, Test,
};
use crate::graphql::arguments::{self, Arguments, Values, refuse};
use crate::graphql::schema::constant;
use crate::graphql::{Error, page};

impl<'a> Select<'a> {
    pub(super) fn groups(&mut self, node: NodeId, root: &str, asked: &[&'a AstField]) -> Result<Groups, Error> {
        let given = self.arguments(asked[0]);
        let by = by(node, &given)?;
        let filter = arguments::filter(&mut self.values, node, arguments::given(&given, "filter"))?;
        let having = having(&mut self.values, node, &given)?;
        let order = order(node, &by, &given)?;
        let kinds = cursor_kinds(node, &by, &order);
        let page = page::page(&mut self.values, &given, root, &kinds)?;
        let name = graph().node(node).name;
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (response, asked) in self.collect(&sets, &format!("{name}GroupConnection"))? {
            let field = self.at(response, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "nodes" => GroupsField::Nodes(select.group(node, &by, &asked)?),
                    "edges" => GroupsField::Edges(select.group_edges(node, &by, &asked)?),
                    "pageInfo" => GroupsField::PageInfo(select.page_info(&asked)?),
                    "totalCount" => GroupsField::TotalCount,
                    _ => GroupsField::Typename(format!("{name}GroupConnection")),
                })
            })?;
            fields.push((response.to_owned(), field));
        }
        Ok(Groups { by, filter, having, order, page, fields })
    }

    fn group_edges(
        &mut self,
        node: NodeId,
        by: &[usize],
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, GroupEdgeField)>, Error> {
        let ty = format!("{}GroupEdge", graph().node(node).name);
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (response, asked) in self.collect(&sets, &ty)? {
            let field = self.at(response, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "cursor" => GroupEdgeField::Cursor,
                    "node" => GroupEdgeField::Node(select.group(node, by, &asked)?),
                    _ => GroupEdgeField::Typename(ty.clone()),
                })
            })?;
            fields.push((response.to_owned(), field));
        }
        Ok(fields)
    }

    fn group(
        &mut self,
        node: NodeId,
        by: &[usize],
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, GroupField)>, Error> {
        let name = graph().node(node).name;
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (response, asked) in self.collect(&sets, &format!("{name}Group"))? {
            let field = self.at(response, |select| {
                Ok(match asked[0].name.node.as_str() {
                    "key" => GroupField::Key(select.group_key(node, by, &asked)?),
                    "count" => GroupField::Aggregate(Aggregate::Count),
                    "countDistinct" => {
                        let given = select.arguments(asked[0]);
                        let of = arguments::given(&given, "of").and_then(|value| key_named(node, value));
                        let of = of.ok_or_else(|| refuse("`of` must name a key"))?;
                        GroupField::Aggregate(Aggregate::CountDistinct(of))
                    }
                    "min" => GroupField::Numbers(select.numbers(node, "Extremes", Aggregate::Min, &asked)?),
                    "max" => GroupField::Numbers(select.numbers(node, "Extremes", Aggregate::Max, &asked)?),
                    "avg" => GroupField::Numbers(select.numbers(node, "Measures", Aggregate::Average, &asked)?),
                    "sum" => GroupField::Numbers(select.numbers(node, "Measures", Aggregate::Sum, &asked)?),
                    "members" => {
                        let list = List {
                            node,
                            name: format!("{name}Group.members"),
                            facts: None,
                            order: &[],
                            types: name.to_owned(),
                        };
                        GroupField::Members(select.connection(&list, &asked)?)
                    }
                    _ => GroupField::Typename(format!("{name}Group")),
                })
            })?;
            fields.push((response.to_owned(), field));
        }
        Ok(fields)
    }

    pub(super) fn group_key(
        &mut self,
        node: NodeId,
        by: &[usize],
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, KeyField)>, Error> {
        let found = graph().node(node);
        let ty = format!("{}GroupKey", found.name);
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let mut fields = Vec::new();
        for (response, asked) in self.collect(&sets, &ty)? {
            let field = self.at(response, |select| {
                let name = asked[0].name.node.as_str();
                let Some(key) = found.group_keys.iter().position(|key| key.name == name) else {
                    return Ok(KeyField::Typename(ty.clone()));
                };
                let object = match found.group_keys[key].value {
                    GroupValue::Node(node) => select.object(node, &asked)?,
                    GroupValue::Column(..) | GroupValue::Decade(..) => Object::default(),
                };
                Ok(match by.iter().position(|own| *own == key) {
                    Some(place) => KeyField::Key(place, object),
                    None => KeyField::Absent,
                })
            })?;
            fields.push((response.to_owned(), field));
        }
        Ok(fields)
    }

    fn numbers(
        &self,
        node: NodeId,
        suffix: &str,
        aggregate: fn(ColumnId) -> Aggregate,
        asked: &[&'a AstField],
    ) -> Result<Vec<(String, NumberField)>, Error> {
        let found = graph().node(node);
        let ty = format!("{}{suffix}", found.name);
        let sets: Vec<&SelectionSet> = asked.iter().map(|field| &field.selection_set.node).collect();
        let number = |asked: &[&AstField]| match found.column_named(asked[0].name.node.as_str()) {
            Some(column) => NumberField::Value(aggregate(column)),
            None => NumberField::Typename(ty.clone()),
        };
        let collected = self.collect(&sets, &ty)?.into_iter();
        Ok(collected.map(|(name, asked)| (name.to_owned(), number(&asked))).collect())
    }
}

/// The place of a key among those of the node, by the word of its enum.
fn key_named(node: NodeId, value: &Value) -> Option<usize> {
    let word = arguments::word(value);
    graph().node(node).group_keys.iter().position(|key| constant(key.name) == word)
}

pub(super) fn by(node: NodeId, given: &Arguments) -> Result<Vec<usize>, Error> {
    let mut by = Vec::new();
    for value in arguments::given(given, "by").map_or(&[][..], arguments::items) {
        let key = key_named(node, value).ok_or_else(|| refuse("`by` must name keys"))?;
        // A key that is named twice makes no other groups.
        if !by.contains(&key) {
            by.push(key);
        }
    }
    if by.is_empty() {
        let keys: Vec<String> = graph().node(node).group_keys.iter().map(|key| constant(key.name)).collect();
        return Err(refuse(format!("`by` is empty; it must name at least one of {}", keys.join(", "))));
    }
    Ok(by)
}

fn having(values: &mut Values, node: NodeId, given: &Arguments) -> Result<Having, Error> {
    let mut having = Having::default();
    let mut push = |aggregate: Aggregate, tests: Vec<Test>| {
        having.tests.extend(tests.into_iter().map(|test| (aggregate.clone(), test)));
    };
    for (name, value) in arguments::given(given, "having").into_iter().flat_map(arguments::fields) {
        match name {
            "count" => push(Aggregate::Count, arguments::int_tests(values, value)?),
            "countDistinct" => {
                let field = |wanted: &str| arguments::fields(value).find(|(name, _)| *name == wanted);
                let of = field("of").and_then(|(_, value)| key_named(node, value));
                let of = of.ok_or_else(|| refuse("`countDistinct` must name a key in `of`"))?;
                if let Some((_, is)) = field("is") {
                    push(Aggregate::CountDistinct(of), arguments::int_tests(values, is)?);
                }
            }
            _ => {
                for (column, value) in arguments::fields(value) {
                    let Some(id) = graph().node(node).column_named(column) else { continue };
                    let aggregate = number_named(name, id);
                    let whole = matches!(aggregate, Aggregate::Min(_) | Aggregate::Max(_))
                        && graph().column(node, id).kind == Kind::Int;
                    let tests = match whole {
                        true => arguments::int_tests(values, value)?,
                        false => arguments::float_tests(values, value)?,
                    };
                    push(aggregate, tests);
                }
            }
        }
    }
    Ok(having)
}

fn number_named(name: &str, column: ColumnId) -> Aggregate {
    match name {
        "min" => Aggregate::Min(column),
        "max" => Aggregate::Max(column),
        "avg" => Aggregate::Average(column),
        _ => Aggregate::Sum(column),
    }
}

fn order(node: NodeId, by: &[usize], given: &Arguments) -> Result<Vec<GroupOrder>, Error> {
    let keys = arguments::given(given, "orderBy").map_or(&[][..], arguments::items);
    arguments::few_keys(keys)?;
    keys.iter().map(|key| order_key(node, by, key)).collect()
}

fn order_key(node: NodeId, by: &[usize], value: &Value) -> Result<GroupOrder, Error> {
    let mut given = arguments::fields(value);
    let (Some((name, value)), None) = (given.next(), given.next()) else {
        return Err(refuse("a key of an order names exactly one field"));
    };
    let found = graph().node(node);
    let key = found.group_keys.iter().position(|key| key.name == name);
    let (order, direction) = match (name, key) {
        ("count", _) => (GroupOrderBy::Aggregate(Aggregate::Count), value),
        ("countDistinct", _) => {
            let field =
                |wanted: &str| arguments::fields(value).find(|(name, _)| *name == wanted).map(|(_, value)| value);
            let of = field("of").and_then(|value| key_named(node, value));
            let of = of.ok_or_else(|| refuse("`countDistinct` must name a key in `of`"))?;
            (GroupOrderBy::Aggregate(Aggregate::CountDistinct(of)), field("direction").unwrap_or(&Value::Null))
        }
        (_, Some(key)) => {
            let place = by.iter().position(|own| *own == key);
            let place = place.ok_or_else(|| {
                refuse(format!("groups are ordered by `{name}`, which `by` does not name; add {}", constant(name)))
            })?;
            (GroupOrderBy::Key(place), value)
        }
        (_, None) => {
            let mut columns = arguments::fields(value);
            let (Some((column, direction)), None) = (columns.next(), columns.next()) else {
                return Err(refuse(format!("`{name}` names exactly one field")));
            };
            let id = found.column_named(column).ok_or_else(|| refuse(format!("there is no number `{column}`")))?;
            (GroupOrderBy::Aggregate(number_named(name, id)), direction)
        }
    };
    Ok(GroupOrder { by: order, direction: arguments::direction(direction) })
}

/// What the values of a cursor are: those of the order's keys, then of the groups' own.
pub(super) fn cursor_kinds(node: NodeId, by: &[usize], order: &[GroupOrder]) -> Vec<Kind> {
    let own = |place: usize| match graph().node(node).group_keys[by[place]].value {
        GroupValue::Node(_) | GroupValue::Decade(..) => vec![Kind::Int],
        GroupValue::Column(node, column) => vec![graph().column(node, column).kind],
    };
    let ordered = |place: usize| match graph().node(node).group_keys[by[place]].value {
        GroupValue::Node(node) => {
            let keys = crate::engine::default_order(node, &[], None);
            keys.iter().map(|key| graph().column(node, key.column).kind).collect()
        }
        _ => own(place),
    };
    let mut kinds: Vec<Kind> = Vec::new();
    for key in order {
        kinds.extend(match &key.by {
            GroupOrderBy::Key(place) => ordered(*place),
            GroupOrderBy::Aggregate(Aggregate::Average(_) | Aggregate::Sum(_)) => vec![Kind::Float],
            GroupOrderBy::Aggregate(Aggregate::Min(id) | Aggregate::Max(id)) => vec![graph().column(node, *id).kind],
            GroupOrderBy::Aggregate(Aggregate::Count | Aggregate::CountWhere(_) | Aggregate::CountDistinct(_)) => {
                vec![Kind::Int]
            }
        });
    }
    if order.is_empty() {
        kinds.extend((0..by.len()).flat_map(ordered));
    }
    kinds.extend((0..by.len()).flat_map(own));
    kinds
}
