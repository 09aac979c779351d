//! An entity as Wikidata's JSON dump writes it, borrowed from its line: only what this project asks of it.
//!
//! The form is that of the Wikibase JSON documentation, with what dumps are known to do otherwise: an empty map may be
//! written as `[]`, values without a `datavalue` are of snak type `somevalue` or `novalue`, and before 2016 items had a
//! `numeric-id` and no `id`.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Properties whose statements, or qualifiers, are kept. All else is passed over as it is read.
const WANTED: &[&str] = &[
    P_INSTANCE,
    P_GENRE,
    P_TITLE,
    P_PUBLISHED,
    P_BEGUN,
    P_DIRECTOR,
    P_WRITER,
    P_COMPOSER,
    P_PRODUCER,
    P_CAST,
    P_SERIES,
    P_SOUNDTRACK,
    P_PERFORMER,
    P_LABEL,
    P_IMDB,
    P_ARTIST_MBID,
    P_RELEASE_GROUP_MBID,
    P_DISCOGS_ARTIST,
    P_DISCOGS_MASTER,
    P_NAMED_AS,
];

pub const P_INSTANCE: &str = "P31";
pub const P_GENRE: &str = "P136";
pub const P_TITLE: &str = "P1476";
pub const P_PUBLISHED: &str = "P577";
pub const P_BEGUN: &str = "P580";
pub const P_DIRECTOR: &str = "P57";
pub const P_WRITER: &str = "P58";
pub const P_COMPOSER: &str = "P86";
pub const P_PRODUCER: &str = "P162";
pub const P_CAST: &str = "P161";
pub const P_SERIES: &str = "P179";
pub const P_SOUNDTRACK: &str = "P406";
pub const P_PERFORMER: &str = "P175";
pub const P_LABEL: &str = "P264";
pub const P_IMDB: &str = "P345";
pub const P_ARTIST_MBID: &str = "P434";
pub const P_RELEASE_GROUP_MBID: &str = "P436";
pub const P_DISCOGS_ARTIST: &str = "P1953";
pub const P_DISCOGS_MASTER: &str = "P1954";
/// The name by which a statement's value is given in its source, such as a film's credits.
pub const P_NAMED_AS: &str = "P1932";

#[derive(Debug, Deserialize)]
pub struct Entity<'a> {
    #[serde(borrow, rename = "type")]
    pub kind: Text<'a>,
    #[serde(borrow)]
    pub id: Text<'a>,
    #[serde(borrow, default)]
    pub labels: Map<'a, Term<'a>>,
    #[serde(borrow, default)]
    pub aliases: Map<'a, Vec<Term<'a>>>,
    #[serde(borrow, default)]
    pub claims: Wanted<'a, Vec<Statement<'a>>>,
}

/// A label or an alias. Its language is the key under which it stands.
#[derive(Debug, Deserialize)]
pub struct Term<'a> {
    #[serde(borrow)]
    pub value: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub struct Statement<'a> {
    #[serde(borrow)]
    pub mainsnak: Snak<'a>,
    #[serde(default)]
    pub rank: Rank,
    #[serde(borrow, default)]
    qualifiers: Wanted<'a, Vec<Snak<'a>>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    Preferred,
    #[default]
    Normal,
    Deprecated,
}

#[derive(Debug, Deserialize)]
pub struct Snak<'a> {
    #[serde(borrow, default)]
    snaktype: Text<'a>,
    #[serde(borrow, default)]
    datavalue: Option<DataValue<'a>>,
}

#[derive(Debug, Deserialize)]
struct DataValue<'a> {
    #[serde(borrow)]
    value: Value<'a>,
}

/// A value. Which fields it has is decided by the property's data type.
#[derive(Debug)]
enum Value<'a> {
    Text(Text<'a>),
    Fields(Box<Fields<'a>>),
    /// Of a data type that is asked nothing here.
    Other,
}

#[derive(Debug, Deserialize)]
struct Fields<'a> {
    #[serde(borrow, default, rename = "entity-type")]
    entity_type: Option<Text<'a>>,
    #[serde(borrow, default)]
    id: Option<Text<'a>>,
    #[serde(default, rename = "numeric-id")]
    numeric_id: Option<u64>,
    #[serde(borrow, default)]
    time: Option<Text<'a>>,
    #[serde(default)]
    precision: Option<f64>,
    #[serde(borrow, default)]
    text: Option<Text<'a>>,
    #[serde(borrow, default)]
    language: Option<Text<'a>>,
}

impl<'a> Entity<'a> {
    /// The entity's number, if it is an item: properties and lexemes stand in the same dump.
    pub fn item(&self) -> Option<u64> {
        (self.kind.0 == "item").then(|| number(&self.id.0)).flatten()
    }

    /// The best statements of a property that have a value: the preferred ones if there are any, else the normal ones.
    ///
    /// A preferred statement that the value is not known, or that there is none, is still the best there is.
    pub fn best(&self, property: &str) -> impl Iterator<Item = &Statement<'a>> {
        let statements = self.claims.get(property).map_or(&[][..], Vec::as_slice);
        let preferred = statements.iter().any(|statement| statement.rank == Rank::Preferred);
        let best = if preferred { Rank::Preferred } else { Rank::Normal };
        statements.iter().filter(move |statement| statement.rank == best && statement.mainsnak.value().is_some())
    }

    pub fn label(&self, language: &str) -> Option<&str> {
        self.labels.get(language).map(|term| term.value.as_str())
    }
}

impl<'a> Statement<'a> {
    pub fn named_as(&self) -> Option<&str> {
        self.qualifiers.get(P_NAMED_AS)?.iter().find_map(Snak::text)
    }
}

impl<'a> Snak<'a> {
    fn value(&self) -> Option<&Value<'a>> {
        if self.snaktype.0 != "value" {
            return None;
        }
        self.datavalue.as_ref().map(|data| &data.value)
    }

    fn fields(&self) -> Option<&Fields<'a>> {
        match self.value()? {
            Value::Fields(fields) => Some(fields),
            _ => None,
        }
    }

    /// A text or an external id.
    pub fn text(&self) -> Option<&str> {
        match self.value()? {
            Value::Text(text) => Some(text.as_str()),
            Value::Fields(fields) => fields.text.as_ref().map(Text::as_str),
            Value::Other => None,
        }
    }

    /// A text and the code of its language.
    pub fn monolingual(&self) -> Option<(&str, &str)> {
        let fields = self.fields()?;
        Some((fields.text.as_ref()?.as_str(), fields.language.as_ref()?.as_str()))
    }

    /// The number of the item that is the value.
    pub fn item(&self) -> Option<u64> {
        let fields = self.fields()?;
        if fields.entity_type.as_ref().is_some_and(|kind| kind.0 != "item") {
            return None;
        }
        fields
            .numeric_id
            .or_else(|| number(fields.id.as_ref()?.as_str()))
            .filter(|number| i64::try_from(*number).is_ok())
    }

    /// A point in time and its precision: 9 is a year, 10 a month, 11 a day; what is less is a decade and more.
    pub fn time(&self) -> Option<(&str, u8)> {
        let fields = self.fields()?;
        let precision = fields.precision.filter(|precision| (0.0..=14.0).contains(precision))?;
        Some((fields.time.as_ref()?.as_str(), precision as u8))
    }
}

/// The number of an item: 42 of `Q42`.
fn number(id: &str) -> Option<u64> {
    // The side file has numbers of 63 bits.
    id.strip_prefix(['Q', 'q'])?.parse().ok().filter(|number| i64::try_from(*number).is_ok())
}

/// A text, borrowed from the line unless it holds escapes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text<'a>(pub Cow<'a, str>);

impl Text<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

// A `Cow` of serde's own is borrowed only where it is a field, not within a `Vec` or an `Option`.
impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyText;

        impl<'de> Visitor<'de> for AnyText {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }

        deserializer.deserialize_str(AnyText)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Value<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyValue;

        impl<'de> Visitor<'de> for AnyValue {
            type Value = Value<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value of a statement")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Value::Text(Text(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Value::Text(Text(Cow::Owned(text.to_owned()))))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Self::Value, M::Error> {
                Fields::deserialize(de::value::MapAccessDeserializer::new(map))
                    .map(|fields| Value::Fields(Box::new(fields)))
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
                Ok(Value::Other)
            }

            fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
                Ok(Value::Other)
            }

            fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
                Ok(Value::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
                Ok(Value::Other)
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Value::Other)
            }
        }

        deserializer.deserialize_any(AnyValue)
    }
}

/// A map in the order of the line, by language or by whatever its keys are.
#[derive(Debug)]
pub struct Map<'a, V>(pub Vec<(Text<'a>, V)>);

/// A map by property, of which only those that are asked for are kept.
#[derive(Debug)]
pub struct Wanted<'a, V>(Vec<(Text<'a>, V)>);

impl<V> Map<'_, V> {
    pub fn get(&self, key: &str) -> Option<&V> {
        get(&self.0, key)
    }
}

impl<V> Wanted<'_, V> {
    pub fn get(&self, property: &str) -> Option<&V> {
        get(&self.0, property)
    }
}

fn get<'m, V>(entries: &'m [(Text<'_>, V)], key: &str) -> Option<&'m V> {
    entries.iter().find(|(name, _)| name.0 == key).map(|(_, value)| value)
}

impl<V> Default for Map<'_, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Default for Wanted<'_, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Map<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries { wanted: |_| true, of: PhantomData }).map(Self)
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Wanted<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Entries { wanted: |key| WANTED.contains(&key), of: PhantomData }).map(Self)
    }
}

/// Reads a map, or the `[]` that stands for an empty one.
struct Entries<V> {
    wanted: fn(&str) -> bool,
    of: PhantomData<V>,
}

impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
    type Value = Vec<(Text<'de>, V)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map, or an empty list in place of one")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Text<'de>>()? {
            if (self.wanted)(&key.0) {
                entries.push((key, map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(entries)
    }

    fn visit_seq<S: SeqAccess<'de>>(self, mut seq: S) -> Result<Self::Value, S::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(Vec::new()),
            Some(_) => Err(de::Error::invalid_type(de::Unexpected::Seq, &self)),
        }
    }
}
