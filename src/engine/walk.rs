//! Questions that the network answers, as part of a plan: their items are rows that no statement brings, and what is asked
//! of the nodes and the evidence behind them is fetched as for any rows.
//!
//! A list has a list below it at most: a path its steps, a relation its nodes, a soundtrack what it shares. Both come
//! together, in rows of the same columns.

use std::sync::Arc;

use entity::SearchType as Kind;
use sea_orm::DbBackend;

use super::filter::meaningful;
use super::graph::{NodeId, graph};
use super::groups::parents_statement;
use super::named::{Nodes, wanted};
use super::network::{self, Answer, Between, Item, Network, RELATIONS, Relation, TooFar, Via, kind_word};
use super::plan::{
    Child, ConnectionPlan, ConnectionWrite, Lead, Named, Parents, Part, RowsPlan, Source, json_name, json_text,
};
use super::rows::{Below, Parentage, nested_connection};
use super::selection::{Connection, Object, Question, Slot, Value, Walk, WalkField, WalkValue};
use super::sql::{Decode, Writer, column};
use crate::db::reads::{Cell, Room, Rows};

/// The columns of items, in the order of [`row`].
pub const COLUMNS: [Decode; 11] = [
    Decode::Wide,
    Decode::Wide,
    Decode::Text,
    Decode::Bool,
    Decode::Text,
    Decode::Wide,
    Decode::Wide,
    Decode::Wide,
    Decode::Float,
    Decode::Text,
    Decode::Wide,
];
const PARENT: usize = 0;
const NUMBER: usize = 1;
const WORD: usize = 2;
const FORWARD: usize = 3;
const KIND: usize = 4;
const ID: usize = 5;
const COUNT: usize = 6;
const MORE: usize = 7;
const WEIGHT: usize = 8;
const FACT: usize = 9;
const FACT_ID: usize = 10;

fn row(rows: &mut Rows, item: &Item) {
    rows.push(Cell::Int(item.parent));
    rows.push(item.number.map_or(Cell::Null, Cell::Int));
    rows.push_text(item.word);
    rows.push(Cell::Bool(item.forward));
    rows.push_text(item.kind);
    rows.push(Cell::Int(item.id));
    rows.push(Cell::Int(item.count));
    rows.push(Cell::Int(item.more));
    rows.push(Cell::Float(item.weight));
    rows.push_text(item.fact);
    rows.push(Cell::Int(item.fact_id));
}

/// The plan of a question: the list of its items.
pub fn connection(walk: &Walk, backend: DbBackend) -> ConnectionPlan {
    list(&walk.fields, Source::Network(walk.question.clone()), backend)
}

fn list(fields: &[(String, WalkField)], source: Source, backend: DbBackend) -> ConnectionPlan {
    let named = fields.iter().filter_map(|(_, field)| match field {
        WalkField::Node(objects) => Some(objects),
        _ => None,
    });
    let mut level = Level { backend, nodes: Nodes::new(backend, &wanted(named.flatten())), children: Vec::new() };
    let fields: Vec<_> = fields.iter().map(|(name, field)| (json_name(name), level.part(field))).collect();
    let names_nodes = fields.iter().any(|(_, part)| matches!(part, Part::Named(_)));
    level.finish(Part::Object { present: None, fields }, source, names_nodes)
}

/// The nodes alone.
fn nodes(objects: &[(NodeId, Object)], backend: DbBackend) -> ConnectionPlan {
    let mut level = Level { backend, nodes: Nodes::new(backend, &wanted(objects)), children: Vec::new() };
    let part = level.nodes.part(objects);
    level.finish(part, Source::Above, true)
}

/// A list in the making.
struct Level {
    backend: DbBackend,
    nodes: Nodes,
    children: Vec<Child>,
}

impl Level {
    fn part(&mut self, field: &WalkField) -> Part {
        let parents = Parents::Above(NUMBER);
        match field {
            WalkField::Typename(name) => Part::Text(json_text(name)),
            WalkField::Value(value) => Part::Column(match value {
                WalkValue::Word => WORD,
                WalkValue::Forward => FORWARD,
                WalkValue::Kind => KIND,
                WalkValue::Count => COUNT,
                WalkValue::More => MORE,
                WalkValue::Weight => WEIGHT,
            }),
            WalkField::Node(objects) => self.nodes.part(objects),
            WalkField::Items(fields) => self.child(parents, list(fields, Source::Above, self.backend)),
            WalkField::Nodes(objects) => self.child(parents, nodes(objects, self.backend)),
            WalkField::Evidence(asked) => {
                let parents = Parents::Groups { number: NUMBER, keys: vec![FACT, FACT_ID] };
                self.child(parents, evidence(asked, self.backend))
            }
        }
    }

    fn child(&mut self, parents: Parents, connection: ConnectionPlan) -> Part {
        self.children.push(Child { parents, at_once: false, connection });
        Part::Child(self.children.len() - 1)
    }

    fn finish(self, write: Part, source: Source, names_nodes: bool) -> ConnectionPlan {
        // The network may be of a version in which rows were apart that are one by now.
        let named = names_nodes.then(|| Named { subject: KIND, id: ID, nodes: self.nodes.finish(true) });
        let lead = Lead { parent: Some(PARENT), number: Some(NUMBER), ..Lead::default() };
        let rows = Some(RowsPlan { source, lead, children: self.children, named });
        ConnectionPlan { rows, total: None, page: None, cursor: None, write: ConnectionWrite::List(write) }
    }
}

/// What proves the relations: evidence names the row by what it calls its table, and by its id.
fn evidence(connection: &Connection, backend: DbBackend) -> ConnectionPlan {
    let node = evidence_node();
    let source = |writer: &mut Writer| {
        let mut rows = writer.table(node);
        let is = |name, key| format!("{} = p.{key}", column(rows.alias, name));
        rows.conditions = vec![is("subject", "g0"), is("subject_id", "g1")];
        rows
    };
    let counted = |writer: &mut Writer, _: &str| {
        let mut rows = source(writer);
        let passes = meaningful(writer.passes(&mut rows, &connection.filter));
        ("COUNT(*)".to_owned(), rows.body(&passes))
    };
    let keys = [("".to_owned(), Decode::Text), ("".to_owned(), Decode::Wide)];
    let parents = Parentage::Listed(parents_statement(backend, &keys));
    nested_connection(connection, backend, &Below::Conditions(&source), &counted, &parents)
}

/// The node of evidence, which every graph has.
pub fn evidence_node() -> NodeId {
    graph().named("Evidence").map_or(NodeId(0), |(id, _)| id)
}

/// What the network answers, as rows: the items, and those below them. `keys` are the rows on which the question hangs.
pub fn answer(network: &Network, question: &Question, values: &[Value], keys: &[i64]) -> Result<(Rows, Rows), TooFar> {
    let asked = Asked { network, values };
    let Answer { upper, lower } = match question {
        Question::Path { from, to, via, longest } => asked.paths(*from, *to, *via, *longest, 1)?,
        Question::Paths { from, to, via, longest, first } => {
            asked.paths(*from, *to, *via, *longest, asked.number(*first))?
        }
        Question::Neighbours { of, kinds, via, first, .. } => match asked.node(*of) {
            Some(node) => {
                let kinds: Vec<Kind> = asked.words(*kinds).iter().filter_map(|word| kind_named(word)).collect();
                network::neighbours(network, node, &kinds, asked.via(*via), asked.number(*first))
            }
            None => Answer::default(),
        },
        Question::Similar { first } => network::similar(network, keys, asked.number(*first)),
        Question::Collaborators { first } => network::collaborators(network, keys, asked.number(*first)),
    };
    let rows = |items: &[Item]| {
        let mut rows = Rows::new(COLUMNS.len(), Room::default());
        items.iter().for_each(|item| row(&mut rows, item));
        rows
    };
    Ok((rows(&upper), rows(&lower)))
}

/// A question with its values.
struct Asked<'a> {
    network: &'a Network,
    values: &'a [Value],
}

impl Asked<'_> {
    fn paths(
        &self,
        from: (NodeId, Slot),
        to: (NodeId, Slot),
        via: Slot,
        longest: Slot,
        most: usize,
    ) -> Result<Answer, TooFar> {
        let (Some(from), Some(to)) = (self.node(from), self.node(to)) else {
            return Ok(Answer { upper: vec![Item::default()], lower: Vec::new() });
        };
        let between = Between { from, to, via: self.via(via), longest: self.number(longest) };
        network::paths(self.network, between, most)
    }

    fn node(&self, (node, slot): (NodeId, Slot)) -> Option<network::Place> {
        let id = match self.values.get(slot.0)? {
            Value::Int(id) => *id,
            _ => return None,
        };
        self.network.find(kind_named(graph().node(node).searched?)?, id)
    }

    fn via(&self, slot: Slot) -> Via {
        Via::of(self.words(slot).iter().filter_map(|word| Relation::named(word)))
    }

    fn words(&self, slot: Slot) -> &[String] {
        match self.values.get(slot.0) {
            Some(Value::Texts(words)) => words,
            _ => &[],
        }
    }

    fn number(&self, slot: Slot) -> usize {
        match self.values.get(slot.0) {
            Some(Value::Int(number)) => usize::try_from(*number).unwrap_or(0),
            _ => 0,
        }
    }
}

/// How many relations a node of this type can have among these, each with its direction and the type at its end.
pub fn possible(node: NodeId, via: &[&str]) -> usize {
    let among: Vec<Relation> = via.iter().filter_map(|word| Relation::named(word)).collect();
    let kind = graph().node(node).searched.and_then(kind_named);
    kind.map_or(0, |kind| network::relation::possible(kind, &among))
}

/// The words of all relations.
pub fn relation_words() -> Vec<&'static str> {
    RELATIONS.map(Relation::word).to_vec()
}

fn kind_named(word: &str) -> Option<Kind> {
    network::ALL_KINDS.into_iter().find(|kind| kind_word(*kind) == word)
}

/// Tells which version an answer is of that is made of the network and of rows: where these differ, of none that comes
/// again.
pub fn version(network: Option<&Arc<Network>>, rows: Option<Arc<str>>) -> Option<Arc<str>> {
    match (network, rows) {
        (Some(network), Some(rows)) if network.version != rows => Some(format!("{}+{rows}", network.version).into()),
        (Some(network), _) => Some(network.version.clone()),
        (None, rows) => rows,
    }
}
