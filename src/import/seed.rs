//! The seed catalogue: facts that were checked by hand, part of the program.

use chrono::{DateTime, Utc};

use super::{Error, Text, read};
use crate::catalogue::{Catalogue, Report};

macro_rules! texts {
    ($($name:literal)*) => {
        &[$(Text { name: $name, text: include_str!(concat!("../../seed/", $name)) }),*]
    };
}

/// The files of the seed catalogue.
pub const TEXTS: &[Text] = texts! {
    "sources.toml"
    "series.toml"
    "films/1964-1979.toml"
    "films/1980-1989.toml"
    "films/1990-1994.toml"
    "films/1995-1999.toml"
    "films/2000-2004.toml"
    "films/2005-2017.toml"
    "artists.toml"
    "songs.toml"
    "lists/article.toml"
    "lists/survey.toml"
};

/// Who made the changes that come from the seed catalogue.
const WHO: &str = "seed catalogue";

/// Brings the seed catalogue into the database. A second time it changes nothing.
pub async fn load(catalogue: &Catalogue, time: DateTime<Utc>) -> Result<Report, Error> {
    Ok(catalogue.absorb(&read(WHO, TEXTS)?, time).await?)
}
