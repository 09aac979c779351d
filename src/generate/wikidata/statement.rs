//! Items, and what is stated of them.

use crate::generate::{chance::Draw, json::Json, world::Date};

/// An item: its names in languages, and its statements in the order of their properties.
#[derive(Debug)]
pub struct Item {
    /// `42` of `Q42`.
    pub number: u64,
    /// By code of language.
    pub labels: Vec<(&'static str, String)>,
    pub description: Option<String>,
    pub aliases: Vec<(&'static str, String)>,
    /// The title of its article in the English Wikipedia.
    pub article: Option<String>,
    pub statements: Vec<Statement>,
}

#[derive(Debug)]
pub struct Statement {
    pub property: &'static str,
    pub value: Value,
    pub rank: Rank,
    pub qualifiers: Vec<(&'static str, Value)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Item(u64),
    Id(String),
    Text(String),
    Time(Date),
    /// In a language.
    Words(String, &'static str),
    /// An amount, and the item of its unit.
    Quantity(u64, u64),
    /// There is some item, and nobody knows which.
    Unknown,
    /// There is no such item, and that is known.
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    Preferred,
    Normal,
    Deprecated,
}

impl Statement {
    pub fn new(property: &'static str, value: Value) -> Self {
        Self { property, value, rank: Rank::Normal, qualifiers: Vec::new() }
    }

    pub fn qualified(self, property: &'static str, value: Value) -> Self {
        Self { qualifiers: vec![(property, value)], ..self }
    }

    pub fn ranked(self, rank: Rank) -> Self {
        Self { rank, ..self }
    }
}

impl Item {
    /// As one line.
    pub fn write(&self, json: &mut Json, mut draw: Draw) {
        // Dumps of some years have lists where they should have empty objects.
        let old = draw.permille(100);
        json.object(|json| {
            json.text("type", "item");
            json.text("id", &format!("Q{}", self.number));
            map(json, "labels", old && self.labels.is_empty(), |json| {
                for (language, label) in &self.labels {
                    json.nested(language, |json| named(json, language, label));
                }
            });
            map(json, "descriptions", old && self.description.is_none(), |json| {
                if let Some(description) = &self.description {
                    json.nested("en", |json| named(json, "en", description));
                }
            });
            map(json, "aliases", old && self.aliases.is_empty(), |json| {
                for (language, alias) in &self.aliases {
                    json.objects(language, [alias], |json, alias| named(json, language, alias));
                }
            });
            json.nested("claims", |json| {
                for statements in self.statements.chunk_by(|one, next| one.property == next.property) {
                    json.list(statements[0].property, |json| {
                        for statement in statements {
                            json.item(|json| self.statement(json, statement, &mut draw));
                        }
                    });
                }
            });
            map(json, "sitelinks", old && self.article.is_none(), |json| {
                if let Some(title) = &self.article {
                    json.nested("enwiki", |json| {
                        json.text("site", "enwiki");
                        json.text("title", title);
                        json.empty("badges");
                    });
                }
            });
        });
    }

    fn statement(&self, json: &mut Json, statement: &Statement, draw: &mut Draw) {
        json.nested("mainsnak", |json| snak(json, statement.property, &statement.value));
        json.text("type", "statement");
        if !statement.qualifiers.is_empty() {
            json.nested("qualifiers", |json| {
                for (property, value) in &statement.qualifiers {
                    json.objects(property, [value], |json, value| snak(json, property, value));
                }
            });
            json.texts("qualifiers-order", statement.qualifiers.iter().map(|(property, _)| property));
        }
        // Old statements begin in lower case.
        let first = if draw.permille(50) { 'q' } else { 'Q' };
        let [high, low] = [draw.next(), draw.next()];
        let id = uuid::Uuid::from_u64_pair(high, low);
        json.text("id", &format!("{first}{}${:X}", self.number, id.hyphenated()));
        json.text(
            "rank",
            match statement.rank {
                Rank::Preferred => "preferred",
                Rank::Normal => "normal",
                Rank::Deprecated => "deprecated",
            },
        );
        let imported = draw.permille(350).then(|| draw.pick(&[328, 10_000, 8_447, 11_920]));
        if let Some(from) = imported {
            json.objects("references", [from], |json, from| {
                json.text("hash", &format!("{high:016x}{low:016x}{:08x}", from));
                json.nested("snaks", |json| {
                    json.objects("P143", [from], |json, from| snak(json, "P143", &Value::Item(from)));
                });
                json.texts("snaks-order", ["P143"]);
            });
        }
    }
}

/// An object, or in old dumps an empty list.
fn map(json: &mut Json, key: &str, empty_list: bool, fields: impl FnOnce(&mut Json)) {
    if empty_list { json.empty(key) } else { json.nested(key, fields) }
}

fn named(json: &mut Json, language: &str, value: &str) {
    json.text("language", language);
    json.text("value", value);
}

fn snak(json: &mut Json, property: &str, value: &Value) {
    json.text(
        "snaktype",
        match value {
            Value::Unknown => "somevalue",
            Value::Nothing => "novalue",
            _ => "value",
        },
    );
    json.text("property", property);
    let datatype = match value {
        Value::Item(number) => {
            data(json, "wikibase-entityid", |json| {
                json.text("entity-type", "item");
                json.number("numeric-id", *number);
                json.text("id", &format!("Q{number}"));
            });
            "wikibase-item"
        }
        Value::Id(id) => {
            text(json, id);
            "external-id"
        }
        Value::Text(words) => {
            text(json, words);
            "string"
        }
        Value::Time(date) => {
            data(json, "time", |json| {
                json.text("time", &format!("+{:04}-{:02}-{:02}T00:00:00Z", date.year, date.month, date.day));
                for key in ["timezone", "before", "after"] {
                    json.number(key, 0);
                }
                json.number(
                    "precision",
                    match (date.month, date.day) {
                        (0, _) => 9,
                        (_, 0) => 10,
                        _ => 11,
                    },
                );
                json.text("calendarmodel", "http://www.wikidata.org/entity/Q1985727");
            });
            "time"
        }
        Value::Words(words, language) => {
            data(json, "monolingualtext", |json| {
                json.text("text", words);
                json.text("language", language);
            });
            "monolingualtext"
        }
        Value::Quantity(amount, unit) => {
            data(json, "quantity", |json| {
                json.text("amount", &format!("+{amount}"));
                json.text("unit", &format!("http://www.wikidata.org/entity/Q{unit}"));
            });
            "quantity"
        }
        Value::Unknown | Value::Nothing => "wikibase-item",
    };
    json.text("datatype", datatype);
}

fn data(json: &mut Json, kind: &str, value: impl FnOnce(&mut Json)) {
    json.nested("datavalue", |json| {
        json.nested("value", value);
        json.text("type", kind);
    });
}

fn text(json: &mut Json, value: &str) {
    json.nested("datavalue", |json| {
        json.text("value", value);
        json.text("type", "string");
    });
}
