//! What a selection may cost, counted before any statement runs.
//!
//! | what | counts |
//! |---|---|
//! | a page of asked length | that many rows for each row on which it hangs |
//! | a page of usual length | the same at the root; below other rows, where pages are seldom full, 10 for each |
//! | a plain list | 10 rows for each row on which it hangs |
//! | a row that is looked up | one row |
//! | a to-one edge | nothing, since its row is joined to another |
//! | the statement of a field's rows, and that of its `totalCount` | [`STATEMENT`] each |
//!
//! | what the network answers | one statement, and as many rows as it may have; steps of a path as many as it may have |
//! | what is similar, and who collaborates | [`REACHED`] rows more for each row on which it hangs, for the work of it |
//!
//! What is found by a search may be all of one type, so each type is counted with the whole page. So it is with what the
//! network answers.

use super::graph::NodeId;
use super::named::wanted;
use super::selection::{
    Connection, ConnectionField, Consensus, ConsensusEdgeField, ConsensusField, ContributionField, EdgeField, Field,
    GroupEdgeField, GroupField, Groups, GroupsField, KeyField, Object, Page, Question, Root, Search, SearchEdgeField,
    SearchField, Selection, Slot, Value, Walk as Asked, WalkField,
};

/// How many rows one statement stands for.
pub const STATEMENT: u64 = 100;

/// Rows of a list below other rows whose length nobody gave.
const UNASKED: u64 = 10;

/// How many rows stand for the work of what a row is similar to.
const REACHED: u64 = 100;

/// What a selection may cost.
#[derive(Debug)]
pub struct Cost<'a> {
    /// Parents before their children.
    pub fields: Vec<FieldCost<'a>>,
}

/// A field whose rows are fetched by a statement of its own.
#[derive(Debug)]
pub struct FieldCost<'a> {
    /// Response names from the root.
    pub path: Vec<&'a str>,
    pub rows: u64,
    pub statements: u64,
    /// The place of the field on whose rows it hangs.
    parent: Option<usize>,
    /// Rows for each of those rows.
    each: u64,
    /// Whether the rows are a page, which could be shorter.
    paged: bool,
}

impl FieldCost<'_> {
    /// What the field costs without the fields below it.
    pub fn own(&self) -> u64 {
        weigh(self.rows, self.statements)
    }
}

fn weigh(rows: u64, statements: u64) -> u64 {
    rows.saturating_add(statements.saturating_mul(STATEMENT))
}

fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, u64::saturating_add)
}

impl<'a> Cost<'a> {
    pub fn of(selection: &'a Selection, values: &'a [Value]) -> Self {
        let mut walk = Walk { values, path: Vec::new(), fields: Vec::new() };
        for (name, root) in &selection.roots {
            walk.at(name, |walk| walk.root(root));
        }
        Self { fields: walk.fields }
    }

    pub fn rows(&self) -> u64 {
        sum(self.fields.iter().map(|field| field.rows))
    }

    pub fn statements(&self) -> u64 {
        sum(self.fields.iter().map(|field| field.statements))
    }

    pub fn total(&self) -> u64 {
        weigh(self.rows(), self.statements())
    }

    /// The places of the fields, the dearest first.
    pub fn dearest(&self) -> Vec<usize> {
        let mut places: Vec<usize> = (0..self.fields.len()).collect();
        places.sort_by_key(|place| std::cmp::Reverse(self.fields[*place].own()));
        places
    }

    /// The longest page with which a cost beyond the limit would be within it: a page of the field in this place, or,
    /// without a place, of every field. `None` if even one row would be too much.
    pub fn fitting(&self, limit: u64, only: Option<usize>) -> Option<u64> {
        let longest = self.fields.iter().map(|field| field.each).max().unwrap_or(0);
        let (mut fits, mut exceeds) = (0, longest.max(1));
        while exceeds - fits > 1 {
            let middle = fits + (exceeds - fits) / 2;
            if self.total_of_pages(middle, only) <= limit { fits = middle } else { exceeds = middle }
        }
        (fits > 0).then_some(fits)
    }

    /// The cost if pages, of one field or of all, had at most so many rows.
    fn total_of_pages(&self, most: u64, only: Option<usize>) -> u64 {
        let mut rows: Vec<u64> = Vec::with_capacity(self.fields.len());
        for (place, field) in self.fields.iter().enumerate() {
            let shortened = field.paged && only.is_none_or(|only| only == place);
            let each = if shortened { field.each.min(most) } else { field.each };
            let parents = field.parent.map_or(1, |parent| rows[parent]);
            rows.push(parents.saturating_mul(each));
        }
        weigh(sum(rows.into_iter()), self.statements())
    }
}

/// The walk down a selection. `parent` is always the place of the field on whose rows something hangs.
struct Walk<'a> {
    values: &'a [Value],
    path: Vec<&'a str>,
    fields: Vec<FieldCost<'a>>,
}

impl<'a> Walk<'a> {
    fn at(&mut self, name: &'a str, within: impl FnOnce(&mut Self)) {
        self.path.push(name);
        within(self);
        self.path.pop();
    }

    /// Adds the field at hand and gives its place.
    fn add(&mut self, parent: Option<usize>, each: u64, paged: bool, statements: u64) -> usize {
        let parents = parent.map_or(1, |parent| self.fields[parent].rows);
        let (path, rows) = (self.path.clone(), parents.saturating_mul(each));
        self.fields.push(FieldCost { path, rows, statements, parent, each, paged });
        self.fields.len() - 1
    }

    /// Adds a page of which rows, their number or both are asked.
    fn add_page(&mut self, parent: Option<usize>, page: &Page, rows: bool, total: bool, more: u64) -> usize {
        let each = match parent {
            _ if !rows => 0,
            Some(_) if !page.asked => UNASKED,
            _ => self.number(page.size),
        };
        self.add(parent, each, true, u64::from(rows) + u64::from(total) + more)
    }

    fn root(&mut self, root: &'a Root) {
        match root {
            Root::Constant(_) | Root::Elsewhere => {}
            Root::One { object, .. } => {
                let own = self.add(None, 1, false, 1);
                self.object(own, object);
            }
            Root::Refetch { nodes, .. } => {
                for node in nodes {
                    let rows = node.lists.iter().map(|(_, list)| self.length(*list));
                    let own = self.add(None, sum(rows), false, 1);
                    self.object(own, &node.object);
                }
            }
            Root::Many { connection, .. } => self.connection(None, connection),
            Root::Groups { groups, .. } => self.groups(groups),
            Root::Search(search) => self.search(search),
            Root::Consensus(consensus) => self.consensus(consensus),
            Root::Walk(asked) => self.asked(None, asked),
        }
    }

    fn object(&mut self, parent: usize, object: &'a Object) {
        for (name, field) in &object.fields {
            self.at(name, |walk| walk.field(parent, field));
        }
    }

    fn field(&mut self, parent: usize, field: &'a Field) {
        match field {
            Field::Typename(_) | Field::Column(_) => {}
            Field::One(_, object) => self.object(parent, object),
            Field::Many(_, connection) => self.connection(Some(parent), connection),
            Field::All(_, object) => {
                let own = self.add(Some(parent), UNASKED, false, 1);
                self.object(own, object);
            }
            Field::Walk(asked) => self.asked(Some(parent), asked),
        }
    }

    fn connection(&mut self, parent: Option<usize>, connection: &'a Connection) {
        let (rows, total) = (connection.asks_rows(), connection.asks_total());
        let own = self.add_page(parent, &connection.page, rows, total, 0);
        for (name, field) in &connection.fields {
            self.at(name, |walk| match field {
                ConnectionField::Nodes(object) => walk.object(own, object),
                ConnectionField::Edges(fields) => {
                    for (name, field) in fields {
                        walk.at(name, |walk| match field {
                            EdgeField::Node(object) => walk.object(own, object),
                            EdgeField::Fact(fact) => walk.field(own, fact),
                            EdgeField::Typename(_) | EdgeField::Cursor => {}
                        });
                    }
                }
                ConnectionField::Typename(_) | ConnectionField::PageInfo(_) | ConnectionField::TotalCount => {}
            });
        }
    }

    fn groups(&mut self, groups: &'a Groups) {
        let (rows, total) = (groups.asks_rows(), groups.asks_total());
        let own = self.add_page(None, &groups.page, rows, total, 0);
        for (name, field) in &groups.fields {
            self.at(name, |walk| match field {
                GroupsField::Nodes(fields) => walk.group(own, fields),
                GroupsField::Edges(fields) => {
                    for (name, field) in fields {
                        walk.at(name, |walk| match field {
                            GroupEdgeField::Node(fields) => walk.group(own, fields),
                            GroupEdgeField::Typename(_) | GroupEdgeField::Cursor => {}
                        });
                    }
                }
                GroupsField::Typename(_) | GroupsField::PageInfo(_) | GroupsField::TotalCount => {}
            });
        }
    }

    fn group(&mut self, parent: usize, fields: &'a [(String, GroupField)]) {
        for (name, field) in fields {
            self.at(name, |walk| match field {
                GroupField::Members(connection) => walk.connection(Some(parent), connection),
                GroupField::Key(keys) => {
                    for (name, key) in keys {
                        walk.at(name, |walk| match key {
                            KeyField::Key(_, object) => walk.object(parent, object),
                            KeyField::Typename(_) | KeyField::Absent => {}
                        });
                    }
                }
                GroupField::Typename(_) | GroupField::Aggregate(_) | GroupField::Numbers(_) => {}
            });
        }
    }

    fn search(&mut self, search: &'a Search) {
        let wanted = search.wanted().len() as u64;
        let own = self.add_page(None, &search.page, search.asks_rows(), search.asks_total(), wanted);
        for (name, field) in &search.fields {
            self.at(name, |walk| match field {
                SearchField::Nodes(objects) => walk.found(own, objects),
                SearchField::Edges(fields) => {
                    for (name, field) in fields {
                        walk.at(name, |walk| match field {
                            SearchEdgeField::Node(objects) => walk.found(own, objects),
                            SearchEdgeField::Typename(_)
                            | SearchEdgeField::Cursor
                            | SearchEdgeField::Score
                            | SearchEdgeField::Matched => {}
                        });
                    }
                }
                SearchField::Typename(_) | SearchField::PageInfo(_) | SearchField::TotalCount => {}
            });
        }
    }

    fn consensus(&mut self, consensus: &'a Consensus) {
        let own = self.add_page(None, &consensus.page, consensus.asks_rows(), consensus.asks_total(), 0);
        for (name, field) in &consensus.fields {
            self.at(name, |walk| match field {
                ConsensusField::Nodes(object) => walk.object(own, object),
                ConsensusField::Edges(fields) => {
                    for (name, field) in fields {
                        walk.at(name, |walk| match field {
                            ConsensusEdgeField::Node(object) => walk.object(own, object),
                            ConsensusEdgeField::Contributions(fields) => walk.contributions(own, fields),
                            ConsensusEdgeField::Typename(_)
                            | ConsensusEdgeField::Cursor
                            | ConsensusEdgeField::Rank
                            | ConsensusEdgeField::Score => {}
                        });
                    }
                }
                ConsensusField::Typename(_) | ConsensusField::PageInfo(_) | ConsensusField::TotalCount => {}
            });
        }
    }

    fn contributions(&mut self, parent: usize, fields: &'a [(String, ContributionField)]) {
        let own = self.add(Some(parent), UNASKED, false, 1);
        for (name, field) in fields {
            if let ContributionField::List(object) = field {
                self.at(name, |walk| walk.object(own, object));
            }
        }
    }

    fn found(&mut self, parent: usize, objects: &'a [(NodeId, Object)]) {
        objects.iter().for_each(|(_, object)| self.object(parent, object));
    }

    fn asked(&mut self, parent: Option<usize>, asked: &'a Asked) {
        // How many items there may be, whether `first` says so, and how many below each.
        let (each, paged, below, below_paged) = match asked.question {
            Question::Path { longest, .. } => (1, false, self.number(longest), false),
            Question::Paths { longest, first, .. } => (self.number(first), true, self.number(longest), false),
            Question::Neighbours { groups, first, .. } => (self.number(groups), false, self.number(first), true),
            Question::Similar { first } | Question::Collaborators { first } => {
                self.add(parent, REACHED, false, 0);
                (self.number(first), true, UNASKED, false)
            }
        };
        let own = self.add(parent, each, paged, 1);
        self.items(own, &asked.fields, (below, below_paged));
    }

    fn items(&mut self, own: usize, fields: &'a [(String, WalkField)], (below, paged): (u64, bool)) {
        let statements = |objects: &[(NodeId, Object)]| wanted(objects).len() as u64;
        for (name, field) in fields {
            self.at(name, |walk| match field {
                WalkField::Node(objects) => {
                    walk.fields[own].statements += statements(objects);
                    walk.found(own, objects);
                }
                WalkField::Nodes(objects) => {
                    let own = walk.add(Some(own), below, paged, statements(objects));
                    walk.found(own, objects);
                }
                WalkField::Items(fields) => {
                    let own = walk.add(Some(own), below, paged, 0);
                    walk.items(own, fields, (0, false));
                }
                WalkField::Evidence(connection) => walk.connection(Some(own), connection),
                WalkField::Typename(_) | WalkField::Value(_) => {}
            });
        }
    }

    fn length(&self, slot: Slot) -> u64 {
        match self.values.get(slot.0) {
            Some(Value::Ints(list)) => list.len() as u64,
            Some(Value::Texts(list)) => list.len() as u64,
            _ => 0,
        }
    }

    fn number(&self, slot: Slot) -> u64 {
        match self.values.get(slot.0) {
            Some(Value::Int(number)) => u64::try_from(*number).unwrap_or(0),
            _ => 0,
        }
    }
}
