//! Counts the tokens and the nesting of a text that has not been parsed, and looks for what the parser overlooks. Linear and
//! without recursion.
//!
//! Not a lexer: it knows where strings and comments end and how brackets nest, and leaves all else to the parser.

use std::collections::HashSet;

use crate::graphql::{Code, Error, Location};

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub tokens: usize,
    /// Brackets of all kinds, one inside another.
    pub brackets: usize,
    pub longest_name: usize,
}

pub(super) fn measure(query: &str) -> Result<Size, Error> {
    let mut size = Size::default();
    let mut open = 0_usize;
    for token in Tokens::of(query) {
        let (_, token) = token?;
        match token[0] {
            b'{' | b'(' | b'[' => {
                open += 1;
                size.brackets = size.brackets.max(open);
            }
            b'}' | b')' | b']' => open = open.saturating_sub(1),
            first if word(first) && !first.is_ascii_digit() => size.longest_name = size.longest_name.max(token.len()),
            _ => {}
        }
        size.tokens += 1;
    }
    Ok(size)
}

/// Refuses an object that has a field twice, of which the parser keeps one without a word.
pub(super) fn fields_are_unique(query: &str) -> Result<(), Error> {
    let mut parentheses = 0_usize;
    // The fields of each object that is open. Objects are what stands in braces within parentheses.
    let mut open: Vec<HashSet<&[u8]>> = Vec::new();
    let mut last = (0, &b""[..]);
    for token in Tokens::of(query) {
        let (at, token) = token?;
        match token {
            b"(" => parentheses += 1,
            b")" => parentheses = parentheses.saturating_sub(1),
            b"{" if parentheses > 0 => open.push(HashSet::new()),
            b"}" => drop(open.pop()),
            b":" => {
                let twice = open.last_mut().is_some_and(|fields| !fields.insert(last.1));
                if twice {
                    let name = String::from_utf8_lossy(last.1);
                    let message = format!("There can be only one input field named \"{name}\".");
                    return Err(Error::new(Code::GraphqlValidationFailed, message).at(location(query, last.0)));
                }
            }
            _ => {}
        }
        last = (at, token);
    }
    Ok(())
}

/// The tokens of a text with their places.
struct Tokens<'a> {
    query: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    fn of(query: &'a str) -> Self {
        Self { query, at: 0 }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Result<(usize, &'a [u8]), Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.query.as_bytes();
        loop {
            let rest = text.get(self.at..)?;
            let length = match *rest.first()? {
                // Beyond ASCII there are only byte order marks here, which count for nothing, and mistakes.
                b' ' | b',' | b'\t' | b'\r' | b'\n' | 0x80.. => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.at += run(rest, |b| !matches!(b, b'\r' | b'\n'));
                    continue;
                }
                // An unterminated text is refused here, since the parser would look for its end again at every quote.
                b'"' => match string(rest) {
                    Some(length) => length,
                    None => return Some(Err(unterminated(self.query, self.at))),
                },
                b'-' | b'0'..=b'9' => run(rest, |b| word(b) || matches!(b, b'.' | b'-' | b'+')),
                b'.' => run(rest, |b| b == b'.'),
                b if word(b) => run(rest, word),
                _ => 1,
            };
            let at = self.at;
            self.at += length;
            return Some(Ok((at, rest.get(..length)?)));
        }
    }
}

/// Length of the string that begins here, with its quotes. `None` when it does not end.
fn string(text: &[u8]) -> Option<usize> {
    if text.starts_with(br#"""""#) { block_string(text) } else { line_string(text) }
}

fn block_string(text: &[u8]) -> Option<usize> {
    let mut at = 3;
    loop {
        let rest = text.get(at..)?;
        if rest.starts_with(br#"""""#) {
            return Some(at + 3);
        }
        at += if rest.starts_with(br#"\""""#) { 4 } else { 1 };
        if at > text.len() {
            return None;
        }
    }
}

fn line_string(text: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\r' | b'\n' => return None,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn run(text: &[u8], belongs: impl Fn(u8) -> bool) -> usize {
    text.iter().take_while(|byte| belongs(**byte)).count()
}

fn unterminated(query: &str, at: usize) -> Error {
    Error::new(Code::GraphqlParseFailed, "the string that begins here does not end").at(location(query, at))
}

fn location(query: &str, at: usize) -> Location {
    let before = query.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    Location { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 }
}
