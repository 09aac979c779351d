//! The part of a URL that stands for a title or a name.

use entity::{Subject, text_key};

use super::record::Id;

/// Letters and digits of the text's key, with one `-` for whatever lies between words: `Iron & Wine` is
/// `iron-and-wine`. Apostrophes and full stops do not part words: `R.E.M.` is `rem`.
///
/// `None` if that leaves nothing, or letters that are not ASCII: whoever names such a thing gives its slug.
pub fn slug(text: &str) -> Option<String> {
    let mut slug = String::new();
    for c in text_key(text).replace('&', " and ").chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            '.' | '\'' | '’' | '‘' => {}
            c if c.is_alphanumeric() => return None,
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    (!slug.is_empty()).then(|| slug.to_owned())
}

/// The slug that a row would best have: a film's and an album's ends in the year. `None` if the title makes none.
pub fn slug_of(subject: Subject, title: &str, year: Option<i32>) -> Option<String> {
    let slug = slug(title)?;
    Some(match (subject, year) {
        (Subject::Film | Subject::Soundtrack, Some(year)) => format!("{slug}-{year}"),
        _ => slug,
    })
}

/// The slug of a row whose best one is another's or none: with its id, so that it does not depend on who came first.
pub fn again(slug: Option<&str>, id: &Id) -> String {
    let id = id.value.to_ascii_lowercase();
    match slug {
        // The beginning of a UUID tells namesakes apart.
        Some(slug) => format!("{slug}-{}", id.split('-').next().unwrap_or(&id)),
        None => id,
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn words_are_joined() {
        for (text, expected) in [
            ("Sigur Rós", "sigur-ros"),
            ("R.E.M.", "rem"),
            ("Iron & Wine", "iron-and-wine"),
            ("I’m Not There", "im-not-there"),
            ("Where Do You Go To (My Lovely)", "where-do-you-go-to-my-lovely"),
            ("Love and a .45", "love-and-a-45"),
            ("Romeo + Juliet", "romeo-juliet"),
        ] {
            assert_eq!(slug(text).as_deref(), Some(expected));
        }
        assert_eq!(slug("生きる"), None);
        assert_eq!(slug("!!!"), None);
    }
}
