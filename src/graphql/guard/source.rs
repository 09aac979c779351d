//! Counts the tokens and the nesting of a text that has not been parsed. Linear, without recursion or allocation.
//!
//! Not a lexer: it knows where strings and comments end and how brackets nest, and leaves all else to the parser.

use crate::graphql::{Code, Error, Location};

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub tokens: usize,
    /// Brackets of all kinds, one inside another.
    pub brackets: usize,
    pub longest_name: usize,
}

pub(super) fn measure(query: &str) -> Result<Size, Error> {
    let text = query.as_bytes();
    let mut size = Size::default();
    let mut open = 0_usize;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        let length = match byte {
            // Beyond ASCII there are only byte order marks here, which count for nothing, and mistakes.
            b' ' | b',' | b'\t' | b'\r' | b'\n' | 0x80.. => {
                at += 1;
                continue;
            }
            b'#' => {
                at += run(&text[at..], |b| !matches!(b, b'\r' | b'\n'));
                continue;
            }
            b'{' | b'(' | b'[' => {
                open += 1;
                size.brackets = size.brackets.max(open);
                1
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                1
            }
            // An unterminated text is refused here, since the parser would look for its end again at every quote.
            b'"' => string(&text[at..]).ok_or_else(|| unterminated(query, at))?,
            b'-' | b'0'..=b'9' => run(&text[at..], |b| word(b) || matches!(b, b'.' | b'-' | b'+')),
            b'.' => run(&text[at..], |b| b == b'.'),
            b if word(b) => {
                let length = run(&text[at..], word);
                size.longest_name = size.longest_name.max(length);
                length
            }
            _ => 1,
        };
        at += length;
        size.tokens += 1;
    }
    Ok(size)
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
    let before = query.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let location = Location { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
    Error::new(Code::GraphqlParseFailed, "the string that begins here does not end").at(location)
}
