//! Consensus: the soundtracks of several lists in one order.
//!
//! A *ranking* is what a list says with one voice: its own picks, or the votes of its readers. Picks stand by their
//! positions, those without one behind the others; votes stand by their number. What stands equal shares the mean of its
//! places, so that all picks of a list that is not ranked have the rank in its middle, and the list neither weighs more nor
//! less than one that is. Mentions are no ranking.
//!
//! | method | points of rank `r` in a ranking of `n`, where `c` soundtracks are in any ranking |
//! |---|---|
//! | `COUNT` | 1 |
//! | `RECIPROCAL_RANK` | 1 / (60 + r): Cormack, Clarke, Büttcher, *Reciprocal rank fusion*, SIGIR 2009 |
//! | `BORDA` | (c + n + 1) / 2 - r: Aslam, Montague, *Models for metasearch*, SIGIR 2001 |
//!
//! Borda's count gives a point for each soundtrack that is ranked behind and half of one for each that is ranked equal.
//! Those that a ranking does not have are equal behind all that it has. What these get, half of `c - n - 1`, is taken off
//! here from all, so that it is nothing, and who is not in a ranking need not be shown with it; the order is the same.
//!
//! Points are whole numbers of a unit, so that sums are exact and equal on both databases: reciprocal ranks are cut off
//! after twelve decimals.
//!
//! ```sql
//! WITH named AS (…), ranked AS (…), contribution AS (…), scored AS (SELECT soundtrack_id, SUM(points) …)
//! SELECT … FROM scored AS s JOIN "soundtrack" AS t1 ON t1."id" = s.soundtrack_id ORDER BY s.points DESC, …
//! ```

use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::lists::LISTING;
use super::order::{Ordered, default_order};
use super::plan::{
    Child, ConnectionPart, ConnectionPlan, ConnectionWrite, EdgePart, Lead, Parents, Part, Source, Statement,
    json_name, json_text,
};
use super::rows::{Outside, page_of_all};
use super::select::{Row, Select, page_info};
use super::selection::{Consensus, ConsensusEdgeField, ConsensusField, ContributionField, Direction, Method, Object};
use super::sql::{Bind, Decode, Scope, Writer, among, column};

/// The statements of a page of the consensus.
pub fn plan(consensus: &Consensus, backend: DbBackend) -> ConnectionPlan {
    let total = consensus.asks_total().then(|| {
        let mut writer = Writer::new(backend);
        let scored = scored(&mut writer, consensus);
        let mut soundtracks = soundtracks(&mut writer, consensus);
        let passes = meaningful(writer.passes(&mut soundtracks, &consensus.filter));
        let sql = format!("{scored} SELECT COUNT(*) FROM {}", soundtracks.body(&passes));
        Statement::new(sql, writer.binds, vec![Decode::Wide])
    });
    let mut select = Select::new(backend);
    let scored = scored(&mut select.writer, consensus);
    let mut scope = soundtracks(&mut select.writer, consensus);
    let parts = consensus.fields.iter().map(|(name, field)| {
        let part = match field {
            ConsensusField::Typename(name) => ConnectionPart::Text(json_text(name)),
            ConsensusField::Nodes(object) => ConnectionPart::Nodes(node(&mut select, &mut scope, object)),
            ConsensusField::Edges(fields) => {
                let parts = fields
                    .iter()
                    .map(|(name, field)| (json_name(name), edge(&mut select, &mut scope, consensus, field)));
                ConnectionPart::Edges(parts.collect())
            }
            ConsensusField::PageInfo(fields) => ConnectionPart::PageInfo(page_info(fields)),
            ConsensusField::TotalCount => ConnectionPart::Total,
        };
        (json_name(name), part)
    });
    let parts = parts.collect();

    let points = Ordered {
        expression: "s.points".to_owned(),
        nullable: false,
        direction: Direction::Descending,
        decode: Decode::Wide,
    };
    let equal = select.writer.ordered_by(&mut scope, &default_order(consensus.soundtrack, &[], None));
    let order: Vec<Ordered> = [points].into_iter().chain(equal).collect();
    let cursor = consensus.asks_cursor().then(|| {
        let columns = order.iter().map(|key| select.add(key.expression.clone(), key.decode)).collect();
        (columns, consensus.page.fingerprint)
    });
    let passes = meaningful(select.writer.passes(&mut scope, &consensus.filter));
    let page = &consensus.page;
    let (earlier, later) = (select.writer.earlier(&order, page), select.writer.later(&order, page));
    let outside = Outside::new(&consensus.page_info(), earlier, later, |condition| {
        let conditions: Vec<String> = passes.iter().cloned().chain([condition]).collect();
        scope.body(&conditions)
    });
    let range = select.writer.range(&order, page);
    let rows = consensus.asks_rows().then(|| {
        let conditions: Vec<String> = passes.iter().cloned().chain(range).collect();
        let mut rows = page_of_all(select, &scope.body(&conditions), &order, page, &outside);
        if let Source::Statement(statement) = &mut rows.source {
            statement.sql = format!("{scored} {}", statement.sql).into();
        }
        rows
    });
    ConnectionPlan {
        rows,
        total,
        page: Some((page.size, page.backward)),
        cursor,
        write: ConnectionWrite::Object(parts),
    }
}

fn node(select: &mut Select, scope: &mut Scope, object: &Object) -> Part {
    Part::Object { present: None, fields: select.object(scope, object) }
}

fn edge(select: &mut Select, scope: &mut Scope, consensus: &Consensus, field: &ConsensusEdgeField) -> EdgePart {
    let part = match field {
        ConsensusEdgeField::Cursor => return EdgePart::Cursor,
        ConsensusEdgeField::Typename(name) => Part::Text(json_text(name)),
        ConsensusEdgeField::Node(object) => node(select, scope, object),
        ConsensusEdgeField::Rank => Part::Column(select.add("s.rank".to_owned(), Decode::Wide)),
        ConsensusEdgeField::Score => Part::Column(select.add(points("s", consensus.method), Decode::Float)),
        ConsensusEdgeField::Contributions(fields) => {
            let parents = Parents::Key(select.add(column(scope.alias, "id"), Decode::Wide));
            let connection = contributions(consensus, fields, select.writer.backend);
            select.add_child(Child { parents, at_once: false, connection })
        }
    };
    EdgePart::Field(part)
}

/// What each ranking says of the soundtracks of a page, as a plain list: what counts most comes first.
fn contributions(consensus: &Consensus, fields: &[(String, ContributionField)], backend: DbBackend) -> ConnectionPlan {
    let mut select = Select::new(backend);
    let contribution = contribution(&mut select.writer, consensus);
    let mut lists = select.writer.table(consensus.list);
    lists.from = format!("contribution AS r JOIN {} ON {} = r.list_id", lists.from, column(lists.alias, "id"));
    let fields = fields.iter().map(|(name, field)| {
        let mut number = |sql: &str, decode| Part::Column(select.add(sql.to_owned(), decode));
        let part = match field {
            ContributionField::Typename(name) => Part::Text(json_text(name)),
            ContributionField::Kind => number("r.kind", Decode::Text),
            ContributionField::Rank => number("CAST(r.twice AS double precision) / 2", Decode::Float),
            ContributionField::Length => number("r.size", Decode::Wide),
            ContributionField::ListingCount => number("r.listings", Decode::Wide),
            ContributionField::Points => number(&points("r", consensus.method), Decode::Float),
            ContributionField::List(object) => {
                let row = Row::of(lists.alias, consensus.list);
                Part::Object { present: None, fields: select.fields(&mut lists, &row, object) }
            }
        };
        (json_name(name), part)
    });
    let part = Part::Object { present: None, fields: fields.collect() };
    let parents = select.writer.bind(Bind::Parents);
    let own = among(backend, "r.soundtrack_id", &parents);
    let sql = format!(
        "{contribution} SELECT {}, r.soundtrack_id FROM {} \
         ORDER BY r.soundtrack_id, r.points DESC, r.list_id, r.kind",
        select.list(),
        lists.body(&[own])
    );
    let lead = Lead { parent: Some(select.width()), ..Lead::default() };
    let rows = Some(select.finish(sql, lead, &[Decode::Wide]));
    ConnectionPlan { rows, total: None, page: None, cursor: None, write: ConnectionWrite::List(part) }
}

/// The soundtracks that are in any ranking, `s` beside their rows.
fn soundtracks(writer: &mut Writer, consensus: &Consensus) -> Scope {
    let mut scope = writer.table(consensus.soundtrack);
    scope.from = format!("scored AS s JOIN {} ON {} = s.soundtrack_id", scope.from, column(scope.alias, "id"));
    scope
}

/// The statement's beginning, after which `scored` has the points of each soundtrack and its rank among all.
fn scored(writer: &mut Writer, consensus: &Consensus) -> String {
    format!(
        "{}, summed AS (SELECT soundtrack_id, CAST(SUM(points) AS bigint) AS points FROM contribution \
         GROUP BY soundtrack_id), \
         scored AS MATERIALIZED (SELECT soundtrack_id, points, RANK() OVER (ORDER BY points DESC) AS rank FROM summed)",
        contribution(writer, consensus)
    )
}

/// The statement's beginning, after which `contribution` has a row for each soundtrack of each ranking.
///
/// `standing` is what the soundtracks of a ranking are ordered by, the least first, and `twice` is twice their rank, which
/// is whole where they stand equal too.
fn contribution(writer: &mut Writer, consensus: &Consensus) -> String {
    let mut listings = writer.table(consensus.listing);
    let own = |name| column(listings.alias, name);
    let (list, soundtrack, kind, position) = (own("list_id"), own("soundtrack_id"), own("kind"), own("position"));
    let words: Vec<String> = LISTING.iter().map(|word| format!("'{word}'")).collect();
    let counts = format!("{kind} IN ({})", words.join(", "));
    let passes = meaningful(writer.passes(&mut listings, &consensus.listings));
    let conditions: Vec<String> = [counts].into_iter().chain(passes).collect();
    let (points, _) = unit(consensus.method);
    format!(
        "WITH named AS MATERIALIZED (SELECT {list} AS list_id, {kind} AS kind, {soundtrack} AS soundtrack_id, \
         COUNT(*) AS listings, CASE WHEN {kind} = 'VOTE' THEN -COUNT(*) ELSE COALESCE(MIN({position}), 2147483648) END \
         AS standing FROM {} GROUP BY {list}, {kind}, {soundtrack}), \
         ranked AS (SELECT list_id, kind, soundtrack_id, listings, \
         2 * RANK() OVER (PARTITION BY list_id, kind ORDER BY standing) \
         + COUNT(*) OVER (PARTITION BY list_id, kind, standing) - 1 AS twice, \
         COUNT(*) OVER (PARTITION BY list_id, kind) AS size FROM named), \
         contribution AS MATERIALIZED (SELECT list_id, kind, soundtrack_id, listings, twice, size, {points} AS points \
         FROM ranked)",
        listings.body(&conditions)
    )
}

/// The points of a row of `ranked` in a unit of which they are whole numbers, and how many of it are one.
fn unit(method: Method) -> (&'static str, &'static str) {
    match method {
        Method::Count => ("1", "1"),
        Method::ReciprocalRank => ("2000000000000 / (120 + twice)", "1000000000000"),
        Method::Borda => ("(SELECT COUNT(DISTINCT soundtrack_id) FROM named) + size + 1 - twice", "2"),
    }
}

/// The points as they are shown.
fn points(table: &str, method: Method) -> String {
    format!("CAST({table}.points AS double precision) / {}", unit(method).1)
}
