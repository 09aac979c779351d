//! What the places that are given for a fact prove.

use std::collections::HashMap;

use super::{
    Error,
    form::{self, OrText, Place, Said},
};
use crate::catalogue::record::{Evidence, EvidenceMethod, SourceKind};

/// A source says so itself.
const STATED: f64 = 1.0;
/// An editor knows it; others may check it and have not yet.
const EDITOR: f64 = 0.9;
/// Concluded, unless the place says how sure it is.
const INFERRED: f64 = 0.8;

/// The sources, and how they are quoted.
pub struct Speaker {
    /// Names by keys.
    names: HashMap<String, String>,
    /// Name of the source that answers for what no place is given for.
    editor: String,
}

impl Speaker {
    /// `editor` answers for what no place is given for, unless one of the sources is of that kind.
    pub fn new<'a>(sources: impl Iterator<Item = &'a form::Source> + Clone, editor: &str) -> Self {
        let declared = sources.clone().find(|source| source.kind == SourceKind::Editor);
        Self {
            names: sources.clone().map(|source| (source.key.clone(), source.name.clone())).collect(),
            editor: declared.map_or(editor, |source| &source.name).to_owned(),
        }
    }

    /// Proof of a fact that bears these names and has these columns, of which those marked hold a value.
    ///
    /// What no place is given for, the row or a column that holds a value, is the editors' own knowledge.
    pub fn fact(
        &self,
        said: Said<'_>,
        names: &[&str],
        columns: &[(&str, bool)],
        origin: &str,
    ) -> Result<Vec<Evidence>, Error> {
        let mut evidence = self.row(said, names, origin)?;
        if evidence.is_empty() {
            evidence.push(self.editor(None));
        }
        evidence.extend(self.columns(said, columns, origin)?);
        Ok(evidence)
    }

    /// Refuses places that speak of names or columns which the fact does not have.
    pub fn check(&self, said: Said<'_>, names: &[&str], columns: &[(&str, bool)], origin: &str) -> Result<(), Error> {
        let possible = |words: &mut dyn Iterator<Item = &str>| words.collect::<Vec<_>>().join("`, `");
        for place in places(said) {
            for name in place.printed.keys().chain(place.recognised.keys()) {
                if !names.contains(&name.as_str()) {
                    let names = possible(&mut names.iter().copied());
                    return Err(wrong(origin, format!("`{name}` is no name of this fact; they are `{names}`")));
                }
            }
            for field in &place.fields {
                if !columns.iter().any(|(column, _)| column == field) {
                    let columns = possible(&mut columns.iter().map(|(column, _)| *column));
                    return Err(wrong(origin, format!("`{field}` is no field of this fact; they are `{columns}`")));
                }
            }
        }
        Ok(())
    }

    /// Proof of the row as such: the places that name no column. The first of the names that is printed otherwise is
    /// kept as it is printed.
    pub fn row(&self, said: Said<'_>, names: &[&str], origin: &str) -> Result<Vec<Evidence>, Error> {
        methods(said)
            .filter(|(_, place)| place.fields.is_empty())
            .map(|(method, place)| {
                let as_printed = names.iter().find_map(|name| printed(place, name));
                self.evidence(place, method, None, as_printed, origin)
            })
            .collect()
    }

    /// Proof of single columns.
    pub fn columns(&self, said: Said<'_>, columns: &[(&str, bool)], origin: &str) -> Result<Vec<Evidence>, Error> {
        let mut evidence = Vec::new();
        for (column, known) in columns {
            let told = evidence.len();
            for (method, place) in methods(said).filter(|(_, place)| place.fields.iter().any(|field| field == column)) {
                evidence.push(self.evidence(place, method, Some(*column), None, origin)?);
            }
            if *known && evidence.len() == told {
                evidence.push(self.editor(Some(*column)));
            }
        }
        Ok(evidence)
    }

    /// Proof of a node from the places of a fact that bears its names: where the fact is told, the node is named, even
    /// where the fact is only concluded, unless the name is not printed there.
    pub fn naming(&self, said: Said<'_>, names: &[&str], origin: &str) -> Result<Vec<Evidence>, Error> {
        methods(said)
            .filter(|(_, place)| place.fields.is_empty())
            .map(|(method, place)| {
                let named = !names.iter().any(|name| place.recognised.contains_key(*name));
                let method = if named { EvidenceMethod::Stated } else { method };
                let as_printed = names.iter().find_map(|name| printed(place, name));
                self.evidence(place, method, None, as_printed, origin)
            })
            .collect()
    }

    pub fn editor(&self, field: Option<&str>) -> Evidence {
        Evidence {
            source: self.editor.clone(),
            field: field.map(str::to_owned),
            method: EvidenceMethod::Editor,
            confidence: EDITOR,
            locator: None,
            as_printed: None,
        }
    }

    fn evidence(
        &self,
        place: &Place,
        method: EvidenceMethod,
        field: Option<&str>,
        as_printed: Option<String>,
        origin: &str,
    ) -> Result<Evidence, Error> {
        let (source, locator) = self.locate(&place.at, origin)?;
        let confidence = match (method, place.confidence) {
            (EvidenceMethod::Stated, _) => STATED,
            (_, Some(confidence)) if (0.0..=1.0).contains(&confidence) => confidence,
            (_, Some(confidence)) => {
                return Err(wrong(origin, format!("the confidence is {confidence}; it can be from 0 to 1")));
            }
            (_, None) => INFERRED,
        };
        Ok(Evidence { source, field: field.map(str::to_owned), method, confidence, locator: Some(locator), as_printed })
    }

    /// The source's name, and the place with that name for its key.
    fn locate(&self, at: &str, origin: &str) -> Result<(String, String), Error> {
        let form = || wrong(origin, format!("the place `{at}` is not of the form `article ¶5,6`"));
        let (key, paragraphs) = at.split_once(" ¶").ok_or_else(form)?;
        if !paragraphs.split(',').all(|number| number.parse::<u32>().is_ok_and(|number| number > 0)) {
            return Err(form());
        }
        let name = self.names.get(key).ok_or_else(|| {
            let mut keys: Vec<&str> = self.names.keys().map(String::as_str).collect();
            keys.sort_unstable();
            wrong(origin, format!("`{key}` is no source; they are `{}`", keys.join("`, `")))
        })?;
        Ok((name.clone(), format!("{name} ¶{paragraphs}")))
    }
}

pub fn wrong(origin: &str, wrong: String) -> Error {
    Error::Wrong { origin: origin.to_owned(), wrong }
}

fn places(said: Said<'_>) -> impl Iterator<Item = &Place> {
    methods(said).map(|(_, place)| place)
}

fn methods(said: Said<'_>) -> impl Iterator<Item = (EvidenceMethod, &Place)> {
    let stated = said.stated.iter().map(|OrText(place)| (EvidenceMethod::Stated, place));
    stated.chain(said.inferred.iter().map(|OrText(place)| (EvidenceMethod::Inferred, place)))
}

fn printed(place: &Place, name: &str) -> Option<String> {
    place.printed.get(name).or_else(|| place.recognised.get(name)).cloned()
}
