//! What a page says of one thing, as HTML and as JSON-LD.

use serde_json::{Map, Value};

use super::kind::Kind;
use crate::http::html::escaped;

/// One thing in plain words.
pub struct Summary {
    pub kind: Kind,
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// A sentence or two.
    pub description: String,
    /// What is known, under names. Those without a link are left out.
    pub facts: Vec<(&'static str, Vec<Link>)>,
    /// The terms of schema.org.
    pub terms: Map<String, Value>,
}

/// A text that leads somewhere, or does not.
pub struct Link {
    pub text: String,
    pub address: Option<String>,
}

impl Link {
    pub fn html(&self) -> String {
        let text = escaped(&self.text);
        match &self.address {
            Some(address) => format!("<a href=\"{}\">{text}</a>", escaped(address)),
            None => text,
        }
    }
}

impl Summary {
    pub fn body(&self) -> String {
        let Self { kind, name, description, .. } = self;
        let facts: String = self
            .facts
            .iter()
            .filter(|(_, links)| !links.is_empty())
            .map(|(name, links)| {
                let links: Vec<String> = links.iter().map(Link::html).collect();
                format!("<dt>{name}</dt><dd>{}</dd>", links.join(", "))
            })
            .collect();
        let facts = if facts.is_empty() { facts } else { format!("<dl class=\"facts\">{facts}</dl>") };
        let (of, name, description) = (kind.name(), escaped(name), escaped(description));
        format!(
            "<header class=\"heading of-{of}\"><p class=\"chip of-{of}\">{}</p><h1>{name}</h1>\
             <p class=\"detail\">{description}</p></header>{facts}",
            kind.word()
        )
    }

    /// What the page is called, which tells a film from its soundtrack.
    pub fn title(&self) -> String {
        let year = self.terms.get("datePublished").and_then(Value::as_str);
        match (self.kind, year) {
            (Kind::Film, Some(year)) => format!("{} ({year})", self.name),
            (Kind::Soundtrack, Some(year)) => format!("{} (soundtrack, {year})", self.name),
            (Kind::Soundtrack, None) => format!("{} (soundtrack)", self.name),
            _ => self.name.clone(),
        }
    }

    /// What stands in the head beside title and description.
    pub fn head(&self, canonical: &str) -> String {
        let canonical = escaped(canonical);
        let graph = match self.kind {
            Kind::Film | Kind::Series => "video.movie",
            Kind::Soundtrack => "music.album",
            Kind::Song | Kind::Recording => "music.song",
            Kind::Artist => "profile",
            Kind::List => "article",
        };
        let data = in_script(&Value::Object(self.terms.clone()));
        format!(
            "<link rel=\"canonical\" href=\"{canonical}\"><meta property=\"og:type\" content=\"{graph}\">\
             <script type=\"application/ld+json\">{data}</script>"
        )
    }
}

/// JSON that may stand in a script element: nothing in it can end the element or begin a comment.
fn in_script(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_cannot_leave_its_script() {
        let value = Value::from("</script><!-- & <script>\u{2028}");
        let text = in_script(&value);
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).ok(), Some(value));
    }
}
