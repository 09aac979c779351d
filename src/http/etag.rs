//! Names for the content of an answer, by which a client need not fetch again what it has.
//!
//! They are strong: equal tags mean equal bytes. What is compressed has other bytes and hence a tag of its own, the tag
//! of the plain form with the name of the encoding at its end.

use std::hash::{DefaultHasher, Hasher};

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};

/// The encodings that may stand at the end of a tag.
const ENCODINGS: [&str; 2] = ["-br", "-gzip"];

/// The tag of what these parts make up, in this order.
pub(super) fn of(parts: &[&[u8]]) -> HeaderValue {
    let tag = format!("\"{:016x}\"", hash(parts));
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// A number for these parts, in this order.
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in parts {
        // With their lengths, so that no part runs into the next.
        hasher.write_usize(part.len());
        hasher.write(part);
    }
    hasher.finish()
}

/// The tag under which the client has this already, if it has: `If-None-Match` is `*` or holds the tag.
pub(super) fn known(headers: &HeaderMap, tag: &HeaderValue) -> Option<HeaderValue> {
    let known = held(headers).find(|known| *known == "*" || tag == plain(known).as_str())?;
    let known = known.trim_start_matches("W/");
    Some(if known == "*" { tag.clone() } else { HeaderValue::try_from(known).unwrap_or(tag.clone()) })
}

/// Whether the client names content that it has. `*` names none.
pub(super) fn asks(headers: &HeaderMap) -> bool {
    let mut held = held(headers).peekable();
    held.peek().is_some() && held.all(|known| known != "*")
}

fn held(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

/// The tag of the plain form. `If-None-Match` is compared weakly.
fn plain(tag: &str) -> String {
    let tag = tag.trim_start_matches("W/");
    let Some(bare) = tag.strip_suffix('"') else { return tag.to_owned() };
    format!("{}\"", ENCODINGS.iter().find_map(|encoding| bare.strip_suffix(encoding)).unwrap_or(bare))
}

/// Gives what was compressed on its way out a tag of its own.
pub(super) fn name_encodings<B>(mut response: Response<B>) -> Response<B> {
    let headers = response.headers_mut();
    if let Some(encoding) = headers.get(header::CONTENT_ENCODING).and_then(|encoding| encoding.to_str().ok())
        && let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && let Some(bare) = tag.strip_suffix('"')
        && let Ok(named) = HeaderValue::try_from(format!("{bare}-{encoding}\""))
    {
        headers.insert(header::ETAG, named);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_whatever_the_encoding() {
        let tag = HeaderValue::from_static("\"a\"");
        for (header, expected) in [
            ("\"a\"", true),
            ("W/\"a\"", true),
            ("\"a-gzip\"", true),
            ("\"b\", W/\"a-br\"", true),
            ("*", true),
            ("\"a-zip\"", false),
            ("\"b\"", false),
            ("a", false),
            ("", false),
        ] {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(header))]);
            assert_eq!(known(&headers, &tag).is_some(), expected, "{header}");
        }
        assert_eq!(known(&HeaderMap::new(), &tag), None);
    }

    #[test]
    fn a_tag_tells_parts_apart() {
        assert_ne!(of(&[b"a"]), of(&[b"b"]));
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
        assert_eq!(of(&[b"ab", b"c"]), of(&[b"ab", b"c"]));
    }
}
