//! Orders, and the places in them from which pages begin.
//!
//! Every order ends in the id, over a link in both ids, so that each row has one place. Unknown values come last in both directions, on both
//! databases. A place is the row's own values of the order's keys: nothing is lost between two pages, whatever is
//! inserted or removed meanwhile.

use sea_orm::DbBackend;

use super::graph::{ColumnId, Key, Kind, NodeId, graph};
use super::selection::{Direction, OrderKey, Page, Place};
use super::sql::{Alias, Bind, Decode, Scope, Writer};

/// One key of an order, as SQL.
#[derive(Clone, Debug)]
pub struct Ordered {
    pub expression: String,
    pub nullable: bool,
    pub direction: Direction,
    pub decode: Decode,
}

/// The keys by which rows of `node` stand when none are asked, over a link with `facts` if there is one.
pub fn default_order(node: NodeId, keys: &[Key], facts: Option<NodeId>) -> Vec<OrderKey> {
    let graph = graph();
    let own = graph.node(node).order.iter();
    keys.iter()
        .chain(own)
        .filter_map(|key| {
            let of = if key.link { facts? } else { node };
            let column = graph.node(of).column_named(key.column)?;
            Some(OrderKey { path: Vec::new(), column, link: key.link, direction: Direction::Ascending })
        })
        .collect()
}

/// The whole order. It ends in the id, over a link in the link's id too, since a row may be linked twice; what is asked
/// behind these orders nothing any more.
pub fn complete(order: &[OrderKey], link: bool) -> Vec<OrderKey> {
    let id = |link| OrderKey { path: Vec::new(), column: ColumnId(0), link, direction: Direction::Ascending };
    let is = |key: &OrderKey, id: &OrderKey| (key.path.is_empty(), key.column, key.link) == (true, id.column, id.link);
    let mut missing = if link { vec![id(false), id(true)] } else { vec![id(false)] };
    let mut complete = Vec::new();
    for key in order {
        if missing.is_empty() {
            return complete;
        }
        missing.retain(|id| !is(key, id));
        complete.push(key.clone());
    }
    complete.extend(missing);
    complete
}

impl Writer {
    /// The keys of the order as SQL, the id last.
    pub fn ordered_by(&mut self, scope: &mut Scope, order: &[OrderKey]) -> Vec<Ordered> {
        complete(order, scope.facts.is_some()).iter().map(|key| self.ordered_key(scope, key)).collect()
    }

    fn ordered_key(&mut self, scope: &mut Scope, key: &OrderKey) -> Ordered {
        let (mut node, mut alias) = match (key.link, scope.facts) {
            (true, Some(facts)) => facts,
            _ => (scope.node, scope.alias),
        };
        for step in &key.path {
            let edge = self.graph.edge(node, *step);
            alias = self.join(scope, alias, *step, edge);
            node = edge.target;
        }
        let joined = !key.path.is_empty();
        let mut ordered = self.ordered_column(alias, node, key.column, key.direction, joined);
        ordered.nullable |= joined;
        ordered
    }

    /// A column as a key of an order.
    pub fn ordered_column(
        &mut self,
        alias: Alias,
        node: NodeId,
        id: ColumnId,
        direction: Direction,
        joined: bool,
    ) -> Ordered {
        let found = self.graph.column(node, id);
        let text = matches!(found.kind, Kind::Text { .. } | Kind::Code | Kind::Word(_));
        let mut expression = self.key_of(alias, node, id, joined);
        if text && self.backend == DbBackend::Postgres {
            expression.push_str(" COLLATE \"C\"");
        }
        Ordered { expression, nullable: found.nullable, direction, decode: found.decode() }
    }

    /// The condition that a row lies after the place in this order.
    ///
    /// ```sql
    /// (year > $1 OR year IS NULL) OR (year = $1 AND id > $2)
    /// ```
    /// The first key alone is said once more in front, because a database seeks in an index by `AND` and not by `OR`.
    pub fn after(&mut self, order: &[Ordered], place: &Place) -> String {
        let mut ways = Vec::new();
        let mut equal: Vec<String> = Vec::new();
        for (key, value) in order.iter().zip(place) {
            let mut way = equal.clone();
            if let Some(slot) = value {
                let bound = self.bind(Bind::Slot(*slot));
                let operator = match key.direction {
                    Direction::Ascending => ">",
                    Direction::Descending => "<",
                };
                let beyond = format!("{} {operator} {bound}", key.expression);
                way.push(if key.nullable { format!("({beyond} OR {} IS NULL)", key.expression) } else { beyond });
                ways.push(format!("({})", way.join(" AND ")));
                equal.push(format!("{} = {bound}", key.expression));
            } else {
                // Nothing lies behind an unknown value but rows that are equal in it.
                equal.push(format!("{} IS NULL", key.expression));
            }
        }
        let any = if ways.is_empty() { "FALSE".to_owned() } else { format!("({})", ways.join(" OR ")) };
        match (order.first(), place.first()) {
            (Some(key), Some(Some(slot))) if !key.nullable && order.len() > 1 => {
                let bound = self.bind(Bind::Slot(*slot));
                let operator = if key.direction == Direction::Ascending { ">=" } else { "<=" };
                format!("{} {operator} {bound} AND {any}", key.expression)
            }
            _ => any,
        }
    }

    /// The condition that a row lies before the place in this order.
    pub fn before(&mut self, order: &[Ordered], place: &Place) -> String {
        let mut ways = Vec::new();
        let mut equal: Vec<String> = Vec::new();
        for (key, value) in order.iter().zip(place) {
            let mut way = equal.clone();
            match value {
                Some(slot) => {
                    let bound = self.bind(Bind::Slot(*slot));
                    let operator = match key.direction {
                        Direction::Ascending => "<",
                        Direction::Descending => ">",
                    };
                    way.push(format!("{} {operator} {bound}", key.expression));
                    ways.push(format!("({})", way.join(" AND ")));
                    equal.push(format!("{} = {bound}", key.expression));
                }
                None => {
                    // Every known value lies before the unknown one.
                    way.push(format!("{} IS NOT NULL", key.expression));
                    ways.push(format!("({})", way.join(" AND ")));
                    equal.push(format!("{} IS NULL", key.expression));
                }
            }
        }
        format!("({})", ways.join(" OR "))
    }

    /// The conditions of a page's range.
    pub fn range(&mut self, order: &[Ordered], page: &Page) -> Vec<String> {
        let after = page.after.as_ref().map(|place| self.after(order, place));
        let before = page.before.as_ref().map(|place| self.before(order, place));
        after.into_iter().chain(before).collect()
    }

    /// The condition that a row lies before the page's range; `None` where the range begins with the first row.
    pub fn earlier(&mut self, order: &[Ordered], page: &Page) -> Option<String> {
        page.after.as_ref().map(|place| format!("({}) IS NOT TRUE", self.after(order, place)))
    }

    /// The condition that a row lies behind the page's range; `None` where the range ends with the last row.
    pub fn later(&mut self, order: &[Ordered], page: &Page) -> Option<String> {
        page.before.as_ref().map(|place| format!("({}) IS NOT TRUE", self.before(order, place)))
    }
}

/// `ORDER BY`'s list, reversed for a page that is read from its end.
pub fn order_by(order: &[Ordered], backward: bool) -> String {
    let keys: Vec<String> = order
        .iter()
        .map(|key| {
            let direction = if backward { key.direction.reversed() } else { key.direction };
            let word = if direction == Direction::Ascending { "ASC" } else { "DESC" };
            let nulls = match (key.nullable, backward) {
                (false, _) => "",
                (true, false) => " NULLS LAST",
                (true, true) => " NULLS FIRST",
            };
            format!("{} {word}{nulls}", key.expression)
        })
        .collect();
    keys.join(", ")
}
