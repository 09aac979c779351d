//! How many rows an edge leads to, and whether it leads to any.
//!
//! Nothing is fetched for a row that is only counted. Where a foreign key leads to the row and nothing is asked of it, its
//! table is left out; and a path is joined from its parent on, to count each row once by its key:
//!
//! ```graphql
//! soundtracks(filter: { lists: { count: { gte: 2 } } })
//! ```
//! ```sql
//! … WHERE (SELECT COUNT(DISTINCT t2."list_id") >= $1 FROM "listing" AS t2 WHERE t2."soundtrack_id" = t1."id" …)
//! ```
//! An order by a count needs the counts of all rows, as the number of rows with some count does. Then they are counted
//! together, in one walk through the related tables:
//!
//! ```sql
//! FROM "song" AS t1 LEFT JOIN (SELECT … AS parent, COUNT(*) AS n FROM "cover" … GROUP BY …) AS t2 ON t2.parent = t1."id"
//! ORDER BY COALESCE(t2.n, 0) DESC
//! ```

use super::filter::meaningful;
use super::graph::{Edge, EdgeId, Hop, Shape, Source};
use super::selection::{Filter, OrderKey};
use super::sql::{Alias, Scope, Writer, column};

impl Writer {
    /// The number of rows that an edge leads to from a parent and that pass the filter: the count, and what follows its
    /// `FROM`.
    pub fn counted(&mut self, edge: &Edge, key: &str, filter: &Filter) -> (String, String) {
        let bare = filter.is_all() && edge.ways.iter().all(|way| finds(way));
        match (edge.shape, edge.ways.as_slice()) {
            (Shape::Link { .. }, [way]) if bare => {
                let (last, body) = self.before_last(way, key);
                (if way[1].nullable { format!("COUNT({last})") } else { "COUNT(*)".to_owned() }, body)
            }
            (Shape::Path, [way]) if bare => {
                let (last, body) = self.before_last(way, key);
                (format!("COUNT(DISTINCT {last})"), body)
            }
            (Shape::Path, ways) if bare => {
                let ways: Vec<String> = ways.iter().map(|way| self.way(way, key)).collect();
                let alias = self.alias();
                ("COUNT(*)".to_owned(), format!("({}) AS {alias}", ways.join(" UNION ")))
            }
            (Shape::Path, [_]) => {
                let mut rows = self.reached(edge, key);
                let passes = meaningful(self.passes(&mut rows, filter));
                (format!("COUNT(DISTINCT {})", column(rows.alias, "id")), rows.body(&passes))
            }
            _ => {
                let mut rows = self.rows(edge, key);
                let passes = meaningful(self.passes(&mut rows, filter));
                ("COUNT(*)".to_owned(), rows.body(&passes))
            }
        }
    }

    /// What follows the `FROM` of a statement that yields a row if and only if the edge leads to any.
    pub fn any(&mut self, edge: &Edge, key: &str) -> String {
        match edge.ways.as_slice() {
            [way] if finds(way) => {
                let (last, body) = self.before_last(way, key);
                if way[way.len() - 1].nullable { format!("{body} AND {last} IS NOT NULL") } else { body }
            }
            _ => self.reached(edge, key).body(&[]),
        }
    }

    /// The count of an edge's rows, where it was written already.
    pub fn known_count(&self, of: Alias, edge: EdgeId) -> Option<String> {
        self.counts.iter().find(|known| (known.0, known.1) == (of, edge)).map(|(.., count)| count.clone())
    }

    /// Counts for all rows of the scope together what the filter asks of each.
    ///
    /// Nothing is done for a filter that looks at values: it may leave few rows, and to count for those alone is less.
    pub fn count_for_all(&mut self, scope: &mut Scope, filter: &Filter) {
        let mut edges = Vec::new();
        if filter.only_counts(&mut edges) {
            edges.into_iter().for_each(|edge| self.count_together(scope, edge));
        }
    }

    /// As [`Self::count_for_all`], also what the order asks. A page in an order by anything but a count ends early, and
    /// counts for the rows before its end alone.
    pub fn count_in_order(&mut self, scope: &mut Scope, filter: &Filter, order: &[OrderKey]) {
        // A key at the end of a path, or of a link, names a column of another node.
        let own = order.iter().take_while(|key| key.path.is_empty() && !key.link);
        let count = |key: &OrderKey| match self.graph.column(scope.node, key.column).source {
            Source::Count(edge) => Some(edge),
            _ => None,
        };
        let mut edges: Vec<EdgeId> = own.map_while(count).collect();
        if !edges.is_empty() && filter.only_counts(&mut edges) {
            edges.into_iter().for_each(|edge| self.count_together(scope, edge));
        }
    }

    /// Joins the counts of all rows of the scope.
    fn count_together(&mut self, scope: &mut Scope, id: EdgeId) {
        let edge = self.graph.edge(scope.node, id);
        if edge.counted.is_some() || self.known_count(scope.alias, id).is_some() {
            return;
        }
        let ways = edge.ways.as_slice();
        let counts = match edge.shape {
            Shape::Many | Shape::Link { .. } => {
                let hops = if finds(&ways[0]) { &ways[0][..1] } else { &ways[0] };
                let (parent, _, from) = self.walk_all(hops);
                format!("SELECT {parent} AS parent, COUNT(*) AS n FROM {from} GROUP BY {parent}")
            }
            Shape::Path => {
                let key = ways[0][ways[0].len() - 1].from;
                let bare = ways.iter().all(|way| finds(way) && way[way.len() - 1].from == key);
                let pairs = if bare {
                    let ways: Vec<Vec<Hop>> = ways.iter().map(|way| way[..way.len() - 1].to_vec()).collect();
                    self.pairs(&ways, &|_, last| column(last, key))
                } else {
                    self.pairs(ways, &|_, last| column(last, "id"))
                };
                format!("SELECT parent, COUNT(value) AS n FROM ({pairs}) AS u GROUP BY parent")
            }
            Shape::One { .. } | Shape::All => return,
        };
        let alias = self.alias();
        let on = format!("{alias}.parent = {}", column(scope.alias, edge.start()));
        scope.from.push_str(&format!(" LEFT JOIN ({counts}) AS {alias} ON {on}"));
        self.counts.push((scope.alias, id, format!("COALESCE({alias}.n, 0)")));
    }

    /// The rows of a way without the last table, and the column that holds that table's keys.
    fn before_last(&mut self, way: &[Hop], key: &str) -> (String, String) {
        let (last, before) = (&way[way.len() - 1], &way[..way.len() - 1]);
        let (from, alias, conditions) = self.walk(before, key);
        (column(alias, last.from), format!("{from} WHERE {}", conditions.join(" AND ")))
    }
}

/// Whether the last hop of a way leads from each key to exactly one row.
pub fn finds(way: &[Hop]) -> bool {
    matches!(way, [_, .., last] if last.to == "id" && last.only.is_none())
}
