//! A text to search for, taken apart as the search compares it.

use entity::search_entry::search_words;
use entity::text_key;

/// What of a text is looked for. `starts` and `pieces` lie side by side: a row for each trigram of each word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// All of it, as names are stored: ` vanila sky `.
    pub words: String,
    /// How a name begins that begins with it, ` vanila sky`, and a text behind all of these in the order.
    pub start: String,
    pub beyond: String,
    /// The beginning of a word: ` vanila`, once for each of the word's trigrams.
    pub starts: Vec<String>,
    pub pieces: Vec<String>,
    /// Trigrams of which a name that matches has at least one.
    pub needed: Vec<String>,
}

impl Terms {
    /// `None` for a text of nothing but spaces and marks.
    pub fn of(text: &str) -> Option<Self> {
        let key = text_key(text.trim());
        if key.trim().is_empty() {
            return None;
        }
        let words = search_words(&key);
        let start = words.trim_end().to_owned();
        let beyond = format!("{start}{}", char::MAX);
        let (mut starts, mut pieces, mut needed) = (Vec::new(), Vec::new(), Vec::new());
        let mut seen: Vec<&str> = Vec::new();
        for word in words.split(' ').filter(|word| !word.is_empty()) {
            if seen.contains(&word) {
                continue;
            }
            seen.push(word);
            let own = trigrams(word);
            // Half of a word's trigrams must be there. Whichever half that is, one of these is among it.
            let enough = own.len() / 2 + 1;
            if enough > needed.len() {
                needed = own[..enough].to_vec();
            }
            starts.extend(std::iter::repeat_n(format!(" {word}"), own.len()));
            pieces.extend(own);
        }
        Some(Self { words, start, beyond, starts, pieces, needed })
    }
}

/// Each once: of `sky`, ` sk`, `sky` and `ky `.
fn trigrams(word: &str) -> Vec<String> {
    let letters: Vec<char> = format!(" {word} ").chars().collect();
    let mut trigrams: Vec<String> = Vec::new();
    for three in letters.windows(3) {
        let trigram = three.iter().collect();
        if !trigrams.contains(&trigram) {
            trigrams.push(trigram);
        }
    }
    trigrams
}

#[cfg(test)]
mod tests {
    use super::Terms;

    #[test]
    fn a_text_is_taken_apart() {
        let terms = Terms::of("  Sky, SKY-o! ").unwrap();
        assert_eq!(terms.words, " sky sky o ");
        assert_eq!(terms.start, " sky sky o");
        assert_eq!(terms.starts, [" sky", " sky", " sky", " o"]);
        assert_eq!(terms.pieces, [" sk", "sky", "ky ", " o "]);
        assert_eq!(terms.needed, [" sk", "sky"]);
    }

    #[test]
    fn what_has_no_words_is_a_word_and_marks_alone_are_nothing() {
        assert_eq!(Terms::of("!!!").unwrap().words, " !!! ");
        assert_eq!(Terms::of(" \u{301} "), None);
        assert_eq!(Terms::of(""), None);
    }
}
