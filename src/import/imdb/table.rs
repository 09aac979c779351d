//! A table of IMDb: tab-separated, a header of column names, `\N` for no value, and no quoting at all.

use super::super::text::clean;

/// Where the wanted columns are in a table.
#[derive(Clone, Debug)]
pub struct Columns<const N: usize> {
    places: [usize; N],
    /// How many columns there are.
    width: usize,
}

/// The wanted fields of one row; `None` for `\N` and for nothing.
pub type Fields<'a, const N: usize> = [Option<&'a str>; N];

impl<const N: usize> Columns<N> {
    /// Finds the columns by name. What is wrong names those that are missing.
    pub fn find(header: &str, wanted: [&str; N]) -> Result<Self, String> {
        let names: Vec<&str> = header.trim_start_matches('\u{feff}').split('\t').collect();
        let mut places = [0; N];
        let mut missing = Vec::new();
        for (name, place) in wanted.iter().zip(&mut places) {
            match names.iter().position(|other| other == name) {
                Some(found) => *place = found,
                None => missing.push(*name),
            }
        }
        if missing.is_empty() {
            return Ok(Self { places, width: names.len() });
        }
        Err(format!("the header lacks `{}`; it has `{}`", missing.join("`, `"), names.join("`, `")))
    }

    /// Cuts a row. What is wrong with one of another width tells both widths: its columns cannot be trusted.
    pub fn cut<'a>(&self, row: &'a str) -> Result<Fields<'a, N>, String> {
        let width = row.split('\t').count();
        if width != self.width {
            return Err(format!("the row has {width} fields and the header {}", self.width));
        }
        let fields: Vec<&str> = row.split('\t').collect();
        Ok(self.places.map(|place| fields.get(place).copied().filter(|field| !matches!(*field, "" | "\\N"))))
    }
}

/// The number of an id such as `tt0105415` or `nm0001081`, of seven digits or more.
pub fn number(prefix: &str, text: &str) -> Option<u64> {
    let digits = text.strip_prefix(prefix)?;
    let whole = (7..=18).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole { digits.parse().ok() } else { None }
}

/// The id of a number.
pub fn id(prefix: &str, number: u64) -> String {
    format!("{prefix}{number:07}")
}

/// A field that is there and is a text.
pub fn text(field: Option<&str>, column: &str) -> Result<String, String> {
    field.and_then(clean).ok_or_else(|| format!("`{column}` is empty"))
}

/// A field that is a whole number if it is there. What is wrong with one that is not tells the column: in rows whose
/// columns are shifted, a number's place holds a text.
pub fn whole(field: Option<&str>, column: &str) -> Result<Option<i64>, String> {
    let parse = |field: &str| field.parse().map_err(|_| format!("`{column}` is `{field}` and no number"));
    field.map(parse).transpose()
}
