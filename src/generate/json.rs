//! JSON written as it comes, without a tree in between.

use super::chance::{Draw, Kind};

/// A text of JSON that grows.
#[derive(Debug)]
pub struct Json {
    text: Vec<u8>,
    /// What is not ASCII is written `\uXXXX`, in pairs where one is not enough.
    ascii: bool,
    /// Where the fields of each open object begin, the innermost last.
    fields: Vec<usize>,
    /// In which order the fields of objects stand. Without it, as they were written.
    order: Option<Draw>,
}

impl Json {
    /// With the keys of an object in any order, as MusicBrainz writes them.
    pub fn disordered() -> Self {
        Self { order: Some(Draw::new(0, Kind::Order, 0)), ..Self::new(false) }
    }

    pub fn new(ascii: bool) -> Self {
        Self { text: Vec::new(), ascii, fields: Vec::new(), order: None }
    }

    /// Settles the order of the keys of what follows, which is then the same wherever it stands.
    pub fn order(&mut self, draw: Draw) {
        self.order = Some(draw);
    }

    pub fn raw(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.text)
    }

    /// An object, whose fields are written by those of the methods that take a key.
    pub fn object(&mut self, fields: impl FnOnce(&mut Self)) {
        self.raw(b"{");
        let (start, base) = (self.text.len(), self.fields.len());
        fields(self);
        if let Some(draw) = &mut self.order
            && let Some(count) = (self.fields.len() - base).checked_sub(1).filter(|count| *count > 0)
        {
            // Turned rather than shuffled: any key may come before any other, at the price of one move of the bytes.
            let first = self.fields[base + draw.below(count as u64 + 1) as usize];
            self.text[start..].rotate_left(first - start);
        }
        self.fields.truncate(base);
        self.close(b'}');
    }

    /// Ends what has a comma after each part.
    fn close(&mut self, end: u8) {
        if self.text.last() == Some(&b',') {
            self.text.pop();
        }
        self.text.push(end);
    }

    fn key(&mut self, key: &str) {
        self.fields.push(self.text.len());
        self.string(key);
        self.raw(b":");
    }

    pub fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.string(value);
        self.raw(b",");
    }

    /// A text, or null.
    pub fn maybe(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.null(key),
        }
    }

    pub fn null(&mut self, key: &str) {
        self.literal(key, "null");
    }

    pub fn flag(&mut self, key: &str, value: bool) {
        self.literal(key, if value { "true" } else { "false" });
    }

    pub fn number(&mut self, key: &str, value: u64) {
        self.literal(key, itoa::Buffer::new().format(value));
    }

    /// What is JSON already.
    pub fn literal(&mut self, key: &str, json: &str) {
        self.key(key);
        self.raw(json.as_bytes());
        self.raw(b",");
    }

    pub fn nested(&mut self, key: &str, fields: impl FnOnce(&mut Self)) {
        self.key(key);
        self.object(fields);
        self.raw(b",");
    }

    /// A list of objects.
    pub fn objects<T>(&mut self, key: &str, items: impl IntoIterator<Item = T>, mut fields: impl FnMut(&mut Self, T)) {
        self.list(key, |json| {
            for item in items {
                json.item(|json| fields(json, item));
            }
        });
    }

    /// A list of what `items` writes by [`Json::item`].
    pub fn list(&mut self, key: &str, items: impl FnOnce(&mut Self)) {
        self.key(key);
        self.raw(b"[");
        items(self);
        self.close(b']');
        self.raw(b",");
    }

    pub fn item(&mut self, fields: impl FnOnce(&mut Self)) {
        self.object(fields);
        self.raw(b",");
    }

    pub fn texts<T: AsRef<str>>(&mut self, key: &str, items: impl IntoIterator<Item = T>) {
        self.list(key, |json| {
            for item in items {
                json.string(item.as_ref());
                json.raw(b",");
            }
        });
    }

    pub fn empty(&mut self, key: &str) {
        self.literal(key, "[]");
    }

    fn string(&mut self, value: &str) {
        self.text.push(b'"');
        let mut start = 0;
        for (at, byte) in value.bytes().enumerate() {
            if byte >= b' ' && byte != b'"' && byte != b'\\' && (byte < 0x80 || !self.ascii) {
                continue;
            }
            self.text.extend_from_slice(&value.as_bytes()[start..at]);
            start = at + 1;
            match byte {
                b'"' | b'\\' => self.text.extend_from_slice(&[b'\\', byte]),
                // The first byte of a character stands for all of it.
                0xc0.. => {
                    let character = value[at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        self.escape(*unit);
                    }
                }
                0x80..0xc0 => {}
                _ => self.escape(u16::from(byte)),
            }
        }
        self.text.extend_from_slice(&value.as_bytes()[start..]);
        self.text.push(b'"');
    }

    fn escape(&mut self, unit: u16) {
        self.raw(b"\\u");
        for shift in [12, 8, 4, 0] {
            self.text.push(b"0123456789abcdef"[usize::from(unit >> shift & 0xf)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(json: &mut Json, number: u64) -> String {
        if json.order.is_some() {
            json.order(Draw::new(1, Kind::Order, number));
        }
        json.object(|json| {
            json.text("title", "“Ọ̀ṣun” \\ \"夜\" 𝄞\n");
            json.null("none");
            json.number("length", 1_000);
            json.empty("tags");
            json.objects("media", [1, 2], |json, position| json.number("position", position));
            json.nested("area", |json| json.texts("codes", ["US", "GB"]));
        });
        String::from_utf8(json.take()).unwrap()
    }

    #[test]
    fn any_order_says_the_same() {
        let plain = sample(&mut Json::new(false), 0);
        let value: serde_json::Value = serde_json::from_str(&plain).unwrap();
        let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["title", "none", "length", "tags", "media", "area"]);
        assert_eq!(value["title"], "“Ọ̀ṣun” \\ \"夜\" 𝄞\n");
        assert_eq!(value["media"], serde_json::json!([{ "position": 1 }, { "position": 2 }]));
        let orders: std::collections::BTreeSet<String> =
            (0..20).map(|number| sample(&mut Json::disordered(), number)).collect();
        assert!(orders.len() > 4, "{orders:?}");
        for text in orders {
            assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), value);
        }
    }

    #[test]
    fn escaped_text_is_the_same_text() {
        let escaped = sample(&mut Json::new(true), 0);
        assert!(escaped.is_ascii() && escaped.contains("\\ud834\\udd1e"), "{escaped}");
        let value: serde_json::Value = serde_json::from_str(&escaped).unwrap();
        assert_eq!(value["title"], "“Ọ̀ṣun” \\ \"夜\" 𝄞\n");
    }
}
