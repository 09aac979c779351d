//! Makes the lists of a selection whole: those of which no page was asked have all their rows.

use super::{ALL, put};
use crate::engine::graph::NodeId;
use crate::engine::selection::{
    Connection, ConnectionField, ConsensusEdgeField, ConsensusField, ContributionField, EdgeField, Field,
    GroupEdgeField, GroupField, GroupsField, Object, SearchEdgeField, SearchField, Value, Walk, WalkField,
};

pub fn whole_search(field: &mut SearchField, values: &mut Vec<Value>) {
    let mut nodes = |objects: &mut Vec<(NodeId, Object)>| {
        objects.iter_mut().for_each(|(_, object)| whole_object(object, values));
    };
    match field {
        SearchField::Nodes(objects) => nodes(objects),
        SearchField::Edges(fields) => {
            for (_, field) in fields {
                if let SearchEdgeField::Node(objects) = field {
                    nodes(objects);
                }
            }
        }
        SearchField::Typename(_) | SearchField::PageInfo(_) | SearchField::TotalCount => {}
    }
}

pub fn whole_consensus(field: &mut ConsensusField, values: &mut Vec<Value>) {
    match field {
        ConsensusField::Nodes(object) => whole_object(object, values),
        ConsensusField::Edges(fields) => {
            for (_, field) in fields {
                match field {
                    ConsensusEdgeField::Node(object) => whole_object(object, values),
                    ConsensusEdgeField::Contributions(fields) => {
                        for (_, field) in fields {
                            if let ContributionField::List(object) = field {
                                whole_object(object, values);
                            }
                        }
                    }
                    ConsensusEdgeField::Typename(_)
                    | ConsensusEdgeField::Cursor
                    | ConsensusEdgeField::Rank
                    | ConsensusEdgeField::Score => {}
                }
            }
        }
        ConsensusField::Typename(_) | ConsensusField::PageInfo(_) | ConsensusField::TotalCount => {}
    }
}

fn whole(connection: &mut Connection, values: &mut Vec<Value>) {
    if !connection.page.asked {
        connection.page.size = put(values, Value::Int(ALL));
    }
    whole_fields(&mut connection.fields, values);
}

pub fn whole_fields(fields: &mut [(String, ConnectionField)], values: &mut Vec<Value>) {
    for (_, field) in fields {
        match field {
            ConnectionField::Nodes(object) => whole_object(object, values),
            ConnectionField::Edges(fields) => {
                for (_, field) in fields {
                    match field {
                        EdgeField::Node(object) => whole_object(object, values),
                        EdgeField::Fact(field) => whole_field(field, values),
                        EdgeField::Typename(_) | EdgeField::Cursor => {}
                    }
                }
            }
            ConnectionField::Typename(_) | ConnectionField::PageInfo(_) | ConnectionField::TotalCount => {}
        }
    }
}

pub fn whole_object(object: &mut Object, values: &mut Vec<Value>) {
    object.fields.iter_mut().for_each(|(_, field)| whole_field(field, values));
}

fn whole_field(field: &mut Field, values: &mut Vec<Value>) {
    match field {
        Field::One(_, object) | Field::All(_, object) => whole_object(object, values),
        Field::Many(_, connection) => whole(connection, values),
        Field::Walk(walk) => whole_walk(walk, values),
        Field::Typename(_) | Field::Column(_) => {}
    }
}

/// What a walk leads to is as long as it was asked; what hangs on its nodes and its evidence is whole.
pub fn whole_walk(walk: &mut Walk, values: &mut Vec<Value>) {
    walk.fields.iter_mut().for_each(|(_, field)| whole_item(field, values));
}

fn whole_item(field: &mut WalkField, values: &mut Vec<Value>) {
    match field {
        WalkField::Node(objects) | WalkField::Nodes(objects) => {
            objects.iter_mut().for_each(|(_, object)| whole_object(object, values));
        }
        WalkField::Items(fields) => fields.iter_mut().for_each(|(_, field)| whole_item(field, values)),
        WalkField::Evidence(connection) => whole(connection, values),
        WalkField::Typename(_) | WalkField::Value(_) => {}
    }
}

pub fn whole_groups(field: &mut GroupsField, values: &mut Vec<Value>) {
    let mut members = |fields: &mut Vec<(String, GroupField)>| {
        for (_, field) in fields {
            if let GroupField::Members(connection) = field {
                whole(connection, values);
            }
        }
    };
    match field {
        GroupsField::Nodes(fields) => members(fields),
        GroupsField::Edges(edges) => {
            for (_, edge) in edges {
                if let GroupEdgeField::Node(fields) = edge {
                    members(fields);
                }
            }
        }
        GroupsField::Typename(_) | GroupsField::PageInfo(_) | GroupsField::TotalCount => {}
    }
}
