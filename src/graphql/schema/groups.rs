//! The types of groups: keys, numbers, members, and the inputs that choose and order them.

use async_graphql::dynamic::{Enum, EnumItem, Field, InputObject, Object, SchemaBuilder, TypeRef};

use super::{argument, field, list_arguments, page_arguments, scalar};
use crate::engine::graph::{Column, Graph, GroupKey, GroupValue, Kind, Node, Source};

/// The root field of a node's groups.
pub(super) fn root(name: &str, node: &Node) -> Field {
    let keys: Vec<&str> = node.group_keys.iter().map(|key| key.name).collect();
    let by = constant(keys[0]);
    let description = format!(
        "Groups of rows of the type {}. A row with several values of a key counts once in each of its groups; rows \
         without a value form the group whose key is null. Ordered by the keys. \
         Example: `{{ {name}(by: [{by}], orderBy: [{{ count: DESC }}]) {{ nodes {{ count }} }} }}`",
        node.name
    );
    let own = |suffix: &str| format!("{}{suffix}", node.name);
    page_arguments(
        field(name, TypeRef::named_nn(own("GroupConnection")), description)
            .argument(argument(
                "by",
                TypeRef::named_nn_list_nn(own("GroupBy")),
                "What makes a group. At least one key.",
            ))
            .argument(argument("filter", TypeRef::named(own("Filter")), "Only rows that pass are grouped."))
            .argument(argument("having", TypeRef::named(own("GroupHaving")), "Only groups that pass."))
            .argument(argument(
                "orderBy",
                TypeRef::named_nn_list(own("GroupOrder")),
                "Keys of the order, the first one first; the groups' own keys follow. Unknown values come last.",
            )),
    )
}

/// `originalArtist` as `ORIGINAL_ARTIST`.
pub(in crate::graphql) fn constant(name: &str) -> String {
    let mut constant = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            constant.push('_');
        }
        constant.push(c.to_ascii_uppercase());
    }
    constant
}

/// The columns over which numbers are made.
pub(in crate::graphql) fn number(column: &Column) -> bool {
    matches!(column.kind, Kind::Int | Kind::Float) && matches!(column.source, Source::Stored(_) | Source::Count(_))
}

pub(super) fn register(schema: SchemaBuilder, graph: &Graph, node: &Node) -> SchemaBuilder {
    let own = |suffix: &str| format!("{}{suffix}", node.name);
    let by = node.group_keys.iter().map(|key| EnumItem::new(constant(key.name)).description(key.description));
    schema
        .register(Enum::new(own("GroupBy")).description("What rows are grouped by.").items(by))
        .register(keys(graph, node))
        .register(group(node))
        .register(numbers(node, "Extremes", "The least or the greatest values of a group.", false))
        .register(numbers(node, "Measures", "Averages or sums over a group.", true))
        .register(
            Object::new(own("GroupEdge"))
                .description("One group of a list, with its place in the list.")
                .field(field(
                    "cursor",
                    TypeRef::named_nn(TypeRef::STRING),
                    "The place of the group, for `after` and `before`.",
                ))
                .field(field("node", TypeRef::named_nn(own("Group")), "The group.")),
        )
        .register(super::connection_object(&own("GroupConnection"), &own("GroupEdge"), &own("Group")))
        .register(having(node))
        .register(distinct_filter(node))
        .register(numbers_filter(node, "Extremes", TypeRef::INT, "IntFilter"))
        .register(numbers_filter(node, "Measures", TypeRef::FLOAT, "FloatFilter"))
        .register(order(node))
        .register(distinct_order(node))
        .register(numbers_order(node))
}

fn key_type(graph: &Graph, key: &GroupKey) -> TypeRef {
    match key.value {
        GroupValue::Node(node) => TypeRef::named(graph.node(node).name),
        GroupValue::Column(node, column) => TypeRef::named(scalar(graph.column(node, column))),
        GroupValue::Decade(..) => TypeRef::named(TypeRef::INT),
    }
}

fn keys(graph: &Graph, node: &Node) -> Object {
    let object = Object::new(format!("{}GroupKey", node.name)).description(
        "What the rows of a group have in common. Null for keys that were not asked, and for unknown values.",
    );
    node.group_keys
        .iter()
        .fold(object, |object, key| object.field(field(key.name, key_type(graph, key), key.description)))
}

fn group(node: &Node) -> Object {
    let own = |suffix: &str| format!("{}{suffix}", node.name);
    let of = argument("of", TypeRef::named_nn(own("GroupBy")), "Whose values are counted.");
    let members = "The rows of the group.";
    Object::new(own("Group"))
        .description(format!("Rows of the type {} that have keys in common.", node.name))
        .field(field("key", TypeRef::named_nn(own("GroupKey")), "What they have in common."))
        .field(field("count", TypeRef::named_nn(TypeRef::INT), "The number of rows."))
        .field(
            field("countDistinct", TypeRef::named_nn(TypeRef::INT), "The number of different known values of a key.")
                .argument(of),
        )
        .field(field("min", TypeRef::named_nn(own("Extremes")), "The least values."))
        .field(field("max", TypeRef::named_nn(own("Extremes")), "The greatest values."))
        .field(field("avg", TypeRef::named_nn(own("Measures")), "The averages of the known values."))
        .field(field("sum", TypeRef::named_nn(own("Measures")), "The sums of the known values."))
        .field(list_arguments(field("members", TypeRef::named_nn(own("Connection")), members), node.name))
}

fn numbers(node: &Node, suffix: &str, description: &str, measured: bool) -> Object {
    let object = Object::new(format!("{}{suffix}", node.name)).description(description);
    node.columns.iter().filter(|column| number(column)).fold(object, |object, column| {
        let ty = if measured { TypeRef::FLOAT } else { scalar(column) };
        object.field(field(
            &column.name,
            TypeRef::named(ty),
            format!("Over `{}`. Null when all are unknown.", column.name),
        ))
    })
}

fn numbers_filter(node: &Node, suffix: &str, number_type: &str, filter: &str) -> InputObject {
    let input = InputObject::new(format!("{}{suffix}Filter", node.name))
        .description("Conditions on numbers of a group. All that are given must hold.");
    node.columns.iter().filter(|column| number(column)).fold(input, |input, column| {
        let whole = column.kind == Kind::Int && number_type == TypeRef::INT;
        let ty = if whole { filter } else { "FloatFilter" };
        input.field(argument(&column.name, TypeRef::named(ty), format!("Over `{}`.", column.name)))
    })
}

fn having(node: &Node) -> InputObject {
    let own = |suffix: &str| TypeRef::named(format!("{}{suffix}", node.name));
    InputObject::new(format!("{}GroupHaving", node.name))
        .description("Which groups. All conditions given must hold.")
        .field(argument("count", TypeRef::named("IntFilter"), "The number of rows."))
        .field(argument("countDistinct", own("DistinctFilter"), "The number of different values of a key."))
        .field(argument("min", own("ExtremesFilter"), "The least values."))
        .field(argument("max", own("ExtremesFilter"), "The greatest values."))
        .field(argument("avg", own("MeasuresFilter"), "The averages."))
        .field(argument("sum", own("MeasuresFilter"), "The sums."))
}

fn distinct_filter(node: &Node) -> InputObject {
    InputObject::new(format!("{}DistinctFilter", node.name))
        .description("How many different values a key has in a group.")
        .field(argument("of", TypeRef::named_nn(format!("{}GroupBy", node.name)), "Whose values are counted."))
        .field(argument("is", TypeRef::named_nn("IntFilter"), "What the number must be."))
}

fn distinct_order(node: &Node) -> InputObject {
    InputObject::new(format!("{}DistinctOrder", node.name))
        .description("By the number of different values that a key has in a group.")
        .field(argument("of", TypeRef::named_nn(format!("{}GroupBy", node.name)), "Whose values are counted."))
        .field(argument("direction", TypeRef::named_nn("Direction"), "Which way."))
}

fn numbers_order(node: &Node) -> InputObject {
    let input = InputObject::new(format!("{}NumbersOrder", node.name)).description("By a number of a group.").oneof();
    node.columns.iter().filter(|column| number(column)).fold(input, |input, column| {
        input.field(argument(&column.name, TypeRef::named("Direction"), format!("Over `{}`.", column.name)))
    })
}

fn order(node: &Node) -> InputObject {
    let own = |suffix: &str| TypeRef::named(format!("{}{suffix}", node.name));
    let mut input = InputObject::new(format!("{}GroupOrder", node.name))
        .description("One key of an order of groups.")
        .oneof()
        .field(argument("count", TypeRef::named("Direction"), "By the number of rows."))
        .field(argument("countDistinct", own("DistinctOrder"), "By the number of different values of a key."));
    for (name, description) in
        [("min", "By a least value."), ("max", "By a greatest value."), ("avg", "By an average."), ("sum", "By a sum.")]
    {
        input = input.field(argument(name, own("NumbersOrder"), description));
    }
    node.group_keys.iter().fold(input, |input, key| {
        let description = format!("By the key `{}`, which must be one that the groups are made by.", key.name);
        input.field(argument(key.name, TypeRef::named("Direction"), description))
    })
}
