//! The part of a URL that stands for a title or a name.

use entity::text_key;

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
