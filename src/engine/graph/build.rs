//! How nodes are declared: a draft reads its table and columns from the entity, and `assemble` joins the drafts.

mod assemble;

use sea_orm::{ColumnTrait, ColumnType, EntityName, EntityTrait, IdenStatic, Iterable};

use super::{Column, Hop, Key, Kind, Node, One, Only, Roots, Source, View};

pub(super) use assemble::assemble;

/// A node in the making. Edges name their tables, since their nodes may not be there yet.
pub(crate) struct Draft {
    node: Node,
    edges: Vec<DraftEdge>,
    group_keys: Vec<DraftKey>,
    /// The stored columns of the entity, by which keys of text columns are found.
    stored: Vec<&'static str>,
}

struct DraftEdge {
    name: &'static str,
    description: &'static str,
    /// Name of the derived column that counts its rows.
    count: Option<&'static str>,
    ways: Vec<Vec<Hop>>,
    shape: DraftShape,
    order: Vec<Key>,
    counted: Option<&'static str>,
    short: bool,
}

/// A key by the names of the edges that lead to it and of its column.
struct DraftKey {
    name: &'static str,
    path: &'static [&'static str],
    value: DraftValue,
    description: &'static str,
}

enum DraftValue {
    Node,
    Column(&'static str),
    Decade(&'static str),
}

enum DraftShape {
    One { nullable: bool },
    Many,
    Link,
    Path,
    All,
}

/// A step from a column to the column of another table that holds the same key.
pub(crate) fn hop<F: ColumnTrait, T: ColumnTrait>(from: F, to: T) -> Hop {
    let nullable = from.def().is_null();
    Hop { from: from.as_str(), nullable, table: T::EntityName::default().table_name(), to: to.as_str(), only: None }
}

impl Hop {
    /// Only rows whose column holds one of these words.
    pub(crate) fn only(mut self, column: impl ColumnTrait, words: &'static [&'static str]) -> Self {
        self.only = Some(Only::Word(column.as_str(), words));
        self
    }

    /// Only rows whose column is true.
    pub(crate) fn only_true(mut self, column: impl ColumnTrait) -> Self {
        self.only = Some(Only::True(column.as_str()));
        self
    }
}

impl Draft {
    /// A node of the entity's table, with its id.
    pub(crate) fn of<E: EntityTrait>(name: &'static str, description: &'static str) -> Self {
        let stored = E::Column::iter().map(|column| column.as_str()).collect();
        Self::new(name, E::default().table_name(), description, stored)
    }

    /// A node of one row that no table holds; `table` is a statement that yields it.
    pub(crate) fn single(name: &'static str, table: &'static str, description: &'static str) -> Self {
        let mut draft = Self::new(name, table, description, Vec::new());
        draft.node.columns.clear();
        draft
    }

    fn new(name: &'static str, table: &'static str, description: &'static str, stored: Vec<&'static str>) -> Self {
        let id = Column {
            name: "id".to_owned(),
            description: "Opaque id, unique among all nodes. `node(id:)` finds the node again.".to_owned(),
            kind: Kind::Id,
            nullable: false,
            source: Source::Stored("id"),
        };
        let node = Node {
            name,
            table,
            description,
            roots: Roots::default(),
            columns: vec![id],
            edges: Vec::new(),
            order: Vec::new(),
            group_keys: Vec::new(),
            searched: None,
        };
        Self { node, edges: Vec::new(), group_keys: Vec::new(), stored }
    }

    /// The root fields that lead here.
    pub(crate) fn roots(mut self, one: Option<One>, many: Option<&'static str>, groups: Option<&'static str>) -> Self {
        self.node.roots = Roots { one, many, groups, view: None };
        self
    }

    /// A further root field, of those rows that have a row at the end of the edge.
    pub(crate) fn view(mut self, name: &'static str, edge: &'static str, description: &'static str) -> Self {
        self.node.roots.view = Some(View { name, edge, description });
        self
    }

    /// Its ids in other catalogues, which call its rows by the word `subject`. By each one row can be looked up.
    pub(crate) fn looked_up_by(mut self, subject: &'static str, schemes: &'static [&'static str]) -> Self {
        let known = entity::IdentifierScheme::WORDS.words;
        for (scheme, meaning) in known.iter().filter(|(scheme, _)| schemes.contains(scheme)) {
            // The names of codes that are standards say already that they are codes.
            let id = if scheme.starts_with("IS") { "" } else { "Id" };
            let description = format!(
                "{} Of several the first by code point; `identifiers` has all of them. Null when unknown.",
                meaning.trim()
            );
            let name = format!("{}{id}", scheme.to_ascii_lowercase());
            self.push(name, &description, Kind::Code, true, Source::Identifier { subject, scheme });
        }
        self
    }

    /// Rows are found by their names, under this word.
    pub(crate) fn searched_as(mut self, word: &'static str) -> Self {
        self.node.searched = Some(word);
        self
    }

    pub(crate) fn ordered_by(mut self, columns: &[&'static str]) -> Self {
        self.node.order = columns.iter().map(|column| Key { column, link: false }).collect();
        self
    }

    /// A column of the table. Its kind and whether it may be null are the entity's.
    pub(crate) fn column(mut self, column: impl ColumnTrait, description: &str) -> Self {
        let definition = column.def();
        let stored = column.as_str();
        let kind = match definition.get_column_type() {
            ColumnType::Integer | ColumnType::BigInteger => Kind::Int,
            ColumnType::Double => Kind::Float,
            ColumnType::Boolean => Kind::Bool,
            _ => match self.stored.iter().find(|key| key.strip_suffix("_key") == Some(stored)) {
                Some(key) => Kind::Text { key },
                None => Kind::Code,
            },
        };
        self.push(camel(stored), description, kind, definition.is_null(), Source::Stored(stored));
        self
    }

    /// A column of the table that holds a word of an enum.
    pub(crate) fn word(
        mut self,
        column: impl ColumnTrait,
        words: &'static entity::Words,
        description: &'static str,
    ) -> Self {
        let stored = column.as_str();
        self.push(camel(stored), description, Kind::Word(words), column.def().is_null(), Source::Stored(stored));
        self
    }

    /// A value that is computed: whether there is a row at the end of the hops.
    pub(crate) fn any(mut self, name: &'static str, hops: Vec<Hop>, description: &'static str) -> Self {
        self.push(name.to_owned(), description, Kind::Bool, false, Source::Any(hops));
        self
    }

    /// A value that is computed: a scalar statement that yields an integer.
    pub(crate) fn computed(mut self, name: &'static str, kind: Kind, sql: &'static str, description: &str) -> Self {
        self.push(name.to_owned(), description, kind, false, Source::Statement(sql));
        self
    }

    /// An edge to the row that a foreign key names; there may be none where the key may be null.
    pub(crate) fn one<F: ColumnTrait, T: ColumnTrait>(
        self,
        name: &'static str,
        from: F,
        to: T,
        description: &'static str,
    ) -> Self {
        let nullable = from.def().is_null();
        self.edge(name, None, vec![vec![hop(from, to)]], DraftShape::One { nullable }, description)
    }

    /// An edge to the one row, or none, at the end of the hops.
    pub(crate) fn one_over(self, name: &'static str, hops: Vec<Hop>, description: &'static str) -> Self {
        self.edge(name, None, vec![hops], DraftShape::One { nullable: true }, description)
    }

    /// An edge to the rows that hold this row's key, and the column that counts them.
    pub(crate) fn many(self, name: &'static str, count: &'static str, hop: Hop, description: &'static str) -> Self {
        self.edge(name, Some(count), vec![vec![hop]], DraftShape::Many, description)
    }

    /// An edge over one table that carries facts of the relation. `order` names columns of that table.
    pub(crate) fn link(
        self,
        name: &'static str,
        count: &'static str,
        hops: [Hop; 2],
        order: &[&'static str],
        description: &'static str,
    ) -> Self {
        let mut draft = self.edge(name, Some(count), vec![hops.to_vec()], DraftShape::Link, description);
        if let Some(edge) = draft.edges.last_mut() {
            edge.order = order.iter().map(|column| Key { column, link: true }).collect();
        }
        draft
    }

    /// An edge over several tables, by one way or by several.
    pub(crate) fn path(
        self,
        name: &'static str,
        count: &'static str,
        ways: Vec<Vec<Hop>>,
        description: &'static str,
    ) -> Self {
        self.edge(name, Some(count), ways, DraftShape::Path, description)
    }

    /// The edge before is counted by the database, in this column.
    pub(crate) fn counted_in(mut self, column: impl ColumnTrait) -> Self {
        if let Some(edge) = self.edges.last_mut() {
            edge.counted = Some(column.as_str());
        }
        self
    }

    /// The edge before leads to few rows by nature: those of an album, of a credit.
    pub(crate) fn short(mut self) -> Self {
        if let Some(edge) = self.edges.last_mut() {
            edge.short = true;
        }
        self
    }

    /// All rows of a table, as a plain list.
    pub(crate) fn all<E: EntityTrait>(self, name: &'static str, description: &'static str) -> Self {
        let hop = Hop { from: "id", nullable: false, table: E::default().table_name(), to: "id", only: None };
        self.edge(name, None, vec![vec![hop]], DraftShape::All, description)
    }

    /// Groups by the node at the end of a path of edges.
    pub(crate) fn group(self, name: &'static str, path: &'static [&'static str], description: &'static str) -> Self {
        self.key(name, path, DraftValue::Node, description)
    }

    /// Groups by a column of the node at the end of a path of edges.
    pub(crate) fn group_column(
        self,
        name: &'static str,
        path: &'static [&'static str],
        column: &'static str,
        description: &'static str,
    ) -> Self {
        self.key(name, path, DraftValue::Column(column), description)
    }

    /// Groups by the decade of a year of the node at the end of a path of edges.
    pub(crate) fn group_decade(
        self,
        path: &'static [&'static str],
        column: &'static str,
        description: &'static str,
    ) -> Self {
        self.key("decade", path, DraftValue::Decade(column), description)
    }

    fn key(
        mut self,
        name: &'static str,
        path: &'static [&'static str],
        value: DraftValue,
        description: &'static str,
    ) -> Self {
        self.group_keys.push(DraftKey { name, path, value, description });
        self
    }

    fn edge(
        mut self,
        name: &'static str,
        count: Option<&'static str>,
        ways: Vec<Vec<Hop>>,
        shape: DraftShape,
        description: &'static str,
    ) -> Self {
        self.edges.push(DraftEdge {
            name,
            description,
            count,
            ways,
            shape,
            order: Vec::new(),
            counted: None,
            short: false,
        });
        self
    }

    fn push(&mut self, name: String, description: &str, kind: Kind, nullable: bool, source: Source) {
        self.node.columns.push(Column { name, description: description.to_owned(), kind, nullable, source });
    }
}

/// `release_year` as `releaseYear`.
fn camel(column: &str) -> String {
    let mut name = String::with_capacity(column.len());
    let mut raise = false;
    for c in column.chars() {
        match (c, raise) {
            ('_', _) => raise = true,
            (c, true) => {
                name.push(c.to_ascii_uppercase());
                raise = false;
            }
            (c, false) => name.push(c),
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn columns_become_fields() {
        assert_eq!(camel("title"), "title");
        assert_eq!(camel("first_release_year"), "firstReleaseYear");
    }
}
