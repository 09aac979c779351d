//! A title, name or alias by which a row is found. Written by triggers alone, whoever writes the rows.

use sea_orm::entity::prelude::*;

use crate::{SearchEntryId, SearchType};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SearchEntryId,
    pub subject: SearchType,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// [`search_words`] of the name's key.
    #[sea_orm(column_type = "Text")]
    pub words: String,
}

impl ActiveModelBehavior for ActiveModel {}

/// The words of a [`text_key`](crate::text_key) with one space between them and around them. What has no words is a
/// word itself. The database makes the same of the keys that it stores; a test compares the two.
///
/// ```
/// use entity::search_entry::search_words;
/// assert_eq!(search_words("o brother, where art thou?"), " o brother where art thou ");
/// assert_eq!(search_words("romeo & juliet's"), " romeo and juliets ");
/// assert_eq!(search_words("!!!"), " !!! ");
/// ```
pub fn search_words(key: &str) -> String {
    const WITHIN_WORDS: &str = "'’‘ʼ";
    const BETWEEN_WORDS: &str = " !\"#$%()*+,-./:;<=>?@[\\]^_`{|}~‐–—“”„·•«»¡¿\t\n\r";
    let text: String = key.chars().filter(|c| !WITHIN_WORDS.contains(*c)).collect();
    let text = text.replace('&', " and ");
    let mut words = String::from(" ");
    for word in text.split(|c| BETWEEN_WORDS.contains(c)).filter(|word| !word.is_empty()) {
        words.push_str(word);
        words.push(' ');
    }
    if words == " " { format!(" {key} ") } else { words }
}
