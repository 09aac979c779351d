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

use super::filter::meaningful;
use super::graph::{Edge, Hop, Shape};
use super::selection::Filter;
use super::sql::{Writer, column};

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

    /// The rows of a way without the last table, and the column that holds that table's keys.
    fn before_last(&mut self, way: &[Hop], key: &str) -> (String, String) {
        let (last, before) = (&way[way.len() - 1], &way[..way.len() - 1]);
        let (from, alias, conditions) = self.walk(before, key);
        (column(alias, last.from), format!("{from} WHERE {}", conditions.join(" AND ")))
    }
}

/// Whether the last hop of a way leads from each key to exactly one row.
fn finds(way: &[Hop]) -> bool {
    matches!(way, [_, .., last] if last.to == "id" && last.only.is_none())
}
