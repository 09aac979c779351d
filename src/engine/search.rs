//! Search: ranks names by how well they match a text, and leads to the rows that have them.
//!
//! A row is found by the best of its names. How well a name matches is told in ten thousandths:
//!
//! | points | the name |
//! |---|---|
//! | 10000 | has the words of the text and no others, in their order |
//! | 8000 and more | begins with the text |
//! | 6000 and more | has each word of the text, as a word or as the beginning of one |
//! | less | has at least half of the trigrams of each word that it does not have |
//!
//! Within a level the more points the more alike they are: twice the trigrams that both have, divided by the trigrams
//! of both. All of it is whole numbers and the same on both databases, which differ in the index that finds names with
//! one of the trigrams that are needed.
//!
//! A first statement ranks, and counts if asked; then each type that occurs on the page is asked for its rows.

mod terms;

use std::collections::BTreeSet;

use sea_orm::DbBackend;

use super::graph::NodeId;
use super::named::{Nodes, wanted};
use super::order::Ordered;
use super::plan::{
    ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Name, Named, Part, Source, Statement, json_name,
    json_text,
};
use super::rows::{Outside, page_of_all};
use super::select::{Select, page_info};
use super::selection::{Direction, PageInfoField, Search, SearchEdgeField, SearchField};
use super::sql::{Bind, Decode, Writer, among, column};

pub use terms::Terms;

/// The plan of a search.
pub fn plan(search: &Search, backend: DbBackend) -> ConnectionPlan {
    let total = search.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let sql = format!("{} SELECT COUNT(*) FROM found", found(&mut writer, search));
        Statement::new(sql, writer.binds, vec![Decode::Wide])
    });
    let mut select = Select::new(backend);
    let found = found(&mut select.writer, search);
    let alias = select.writer.alias();
    let subject = select.add(column(alias, "subject"), Decode::Text);
    let id = select.add(column(alias, "subject_id"), Decode::Wide);
    let points = select.add(column(alias, "points"), Decode::Wide);
    let order = [("points", Direction::Descending, Decode::Wide), ("subject", Direction::Ascending, Decode::Text)];
    let order: Vec<Ordered> = order
        .into_iter()
        .chain([("subject_id", Direction::Ascending, Decode::Wide)])
        .map(|(name, direction, decode)| Ordered {
            expression: column(alias, name),
            nullable: false,
            direction,
            decode,
        })
        .collect();

    let mut nodes = Nodes::new(backend, &search.wanted());
    let parts = search.fields.iter().map(|(name, field)| {
        let part = match field {
            SearchField::Typename(name) => ConnectionPart::Text(json_text(name)),
            SearchField::Nodes(objects) => ConnectionPart::Nodes(nodes.part(objects)),
            SearchField::Edges(fields) => {
                let edges = fields.iter().map(|(name, field)| {
                    let part = match field {
                        SearchEdgeField::Typename(name) => EdgePart::Field(Part::Text(json_text(name))),
                        SearchEdgeField::Cursor => EdgePart::Cursor,
                        SearchEdgeField::Score => {
                            let score = format!("CAST({} AS double precision) / 10000", column(alias, "points"));
                            EdgePart::Field(Part::Column(select.add(score, Decode::Float)))
                        }
                        SearchEdgeField::Matched => {
                            EdgePart::Field(Part::Column(select.add(column(alias, "name"), Decode::Text)))
                        }
                        SearchEdgeField::Node(objects) => EdgePart::Field(nodes.part(objects)),
                    };
                    (json_name(name), part)
                });
                ConnectionPart::Edges(edges.collect())
            }
            SearchField::PageInfo(fields) => ConnectionPart::PageInfo(page_info(fields)),
            SearchField::TotalCount => ConnectionPart::Total,
        };
        (json_name(name), part)
    });
    let parts: Vec<(Name, ConnectionPart)> = parts.collect();

    let body = |conditions: &[String]| {
        let from = format!("found AS {alias}");
        if conditions.is_empty() { from } else { format!("{from} WHERE {}", conditions.join(" AND ")) }
    };
    let (earlier, later) = (select.writer.earlier(&order, &search.page), select.writer.later(&order, &search.page));
    let outside = Outside::new(&search.page_info(), earlier, later, |condition| body(&[condition]));
    let range = select.writer.range(&order, &search.page);
    let rows = search.asks_rows().then(|| {
        let mut rows = page_of_all(select, &body(&range), &order, &search.page, &outside);
        if let Source::Statement(statement) = &mut rows.source {
            statement.sql = format!("{found} {}", statement.sql).into();
        }
        rows.named = Some(Named { subject, id, nodes: nodes.finish(false) });
        rows
    });
    ConnectionPlan {
        rows,
        total,
        page: Some((search.page.size, search.page.backward)),
        cursor: Some((vec![points, subject, id], search.page.fingerprint)),
        write: ConnectionWrite::Object(parts),
    }
}

/// The statement's beginning, after which `found` is a table of what matches, each row once with its best name.
///
/// `piece` are the trigrams of the query with their words, and `near` the names that an index finds. `word` tells, for
/// each name and each word of the query, how many of its trigrams the name has, and whether the name has a word that
/// begins with it; `fit` are the names that every word fits. `alike` adds how much both share, and `ranked` the points.
fn found(writer: &mut Writer, search: &Search) -> String {
    let mut bind = |slot| writer.bind(Bind::Slot(slot));
    let (words, start, beyond) = (bind(search.words), bind(search.start), bind(search.beyond));
    let (starts, pieces, needed) = (bind(search.starts), bind(search.pieces), bind(search.needed));
    let types = bind(search.types);
    let types = among(writer.backend, "e.subject", &types);
    let postgres = writer.backend == DbBackend::Postgres;
    let position = if postgres { "strpos" } else { "instr" };
    let (piece, by_trigram) = if postgres {
        (
            format!("SELECT * FROM unnest({starts}::text[], {pieces}::text[])"),
            format!("SELECT id FROM search_entry WHERE search_trigrams(words) && {needed}::text[]"),
        )
    } else {
        // FTS5 has a language of its own. Within double quotes all but these is ordinary text.
        let query =
            format!(r#"SELECT group_concat('"' || replace(value, '"', '""') || '"', ' OR ') FROM json_each({needed})"#);
        (
            format!(
                "SELECT w.value, p.value FROM json_each({starts}) AS w JOIN json_each({pieces}) AS p ON p.key = w.key"
            ),
            format!("SELECT rowid FROM search_index WHERE search_index MATCH ({query})"),
        )
    };
    format!(
        "WITH piece (word, piece) AS MATERIALIZED ({piece}), \
         near (id) AS ({by_trigram} UNION SELECT id FROM search_entry WHERE words >= {start} AND words < {beyond}), \
         word AS (SELECT e.id, p.word, COUNT(*) AS asked, \
         SUM(CASE WHEN {position}(e.words, p.piece) > 0 THEN 1 ELSE 0 END) AS shared, \
         MAX(CASE WHEN {position}(e.words, p.word) > 0 THEN 1 ELSE 0 END) AS begun \
         FROM near AS n JOIN search_entry AS e ON e.id = n.id CROSS JOIN piece AS p \
         WHERE {types} GROUP BY e.id, p.word), \
         fit AS (SELECT id, MIN(begun) AS begun, CAST(SUM(asked) AS bigint) AS asked, \
         CAST(SUM(shared) AS bigint) AS shared FROM word GROUP BY id \
         HAVING MIN(CASE WHEN begun = 1 OR 2 * shared >= asked THEN 1 ELSE 0 END) = 1), \
         alike AS (SELECT e.id, e.subject, e.subject_id, e.name, e.words, m.begun, \
         1999 * 2 * m.shared / (m.asked + length(replace(e.words, ' ', ''))) AS part \
         FROM fit AS m JOIN search_entry AS e ON e.id = m.id), \
         ranked AS (SELECT id, subject, subject_id, name, CASE WHEN words = {words} THEN 10000 \
         WHEN substr(words, 1, length({start})) = {start} THEN 8000 + part WHEN begun = 1 THEN 6000 + part \
         ELSE 3 * part END AS points FROM alike), \
         best AS (SELECT subject, subject_id, name, points, \
         row_number() OVER (PARTITION BY subject, subject_id ORDER BY points DESC, id) AS place FROM ranked), \
         found AS MATERIALIZED (SELECT subject, subject_id, name, CAST(points AS bigint) AS points \
         FROM best WHERE place = 1)"
    )
}

impl Search {
    pub fn asks_total(&self) -> bool {
        self.fields.iter().any(|(_, field)| *field == SearchField::TotalCount)
    }

    pub fn asks_rows(&self) -> bool {
        use SearchField::{Edges, Nodes, PageInfo};
        self.fields.iter().any(|(_, field)| matches!(field, Nodes(_) | Edges(_) | PageInfo(_)))
    }

    /// The types of which more is asked than their names.
    pub fn wanted(&self) -> BTreeSet<NodeId> {
        let mut places = Vec::new();
        for (_, field) in &self.fields {
            match field {
                SearchField::Nodes(objects) => places.push(objects),
                SearchField::Edges(fields) => places.extend(fields.iter().filter_map(|(_, field)| match field {
                    SearchEdgeField::Node(objects) => Some(objects),
                    _ => None,
                })),
                SearchField::Typename(_) | SearchField::PageInfo(_) | SearchField::TotalCount => {}
            }
        }
        wanted(places.into_iter().flatten())
    }

    /// What is asked of the page.
    fn page_info(&self) -> Vec<PageInfoField> {
        let fields = self.fields.iter().flat_map(|(_, field)| match field {
            SearchField::PageInfo(fields) => fields.as_slice(),
            _ => &[],
        });
        fields.map(|(_, field)| *field).collect()
    }
}
