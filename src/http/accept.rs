//! Which form of an answer a client wants: its `Accept` header, read by quality.

use axum::http::{HeaderMap, header};

use crate::export;

/// The JSON of an answer to a GraphQL request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `application/json`, as understood by all clients. Request errors have status 200.
    Json,
    /// `application/graphql-response+json`: the status tells whether the request was executed.
    GraphqlResponse,
}

impl Form {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// The media types that a client accepts. None is all of them.
#[derive(Debug)]
pub(super) struct Accept<'a>(Vec<Range<'a>>);

#[derive(Debug)]
struct Range<'a> {
    /// Such as `text/html`, `text/*` or `*/*`, in any case.
    name: &'a str,
    quality: f32,
}

impl<'a> Accept<'a> {
    /// A missing header accepts everything, and so does one in which nothing can be read.
    pub fn of(headers: &'a HeaderMap) -> Self {
        let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        Self(values.flat_map(|value| value.split(',')).filter_map(Range::parse).collect())
    }

    /// The JSON to answer with. `None` when the client accepts neither.
    ///
    /// The newer type is for those who name it: `*/*` is also what clients send that have never heard of it.
    pub fn form(&self) -> Option<Form> {
        let (json, _) = self.quality("application/json");
        let (response, named) = self.quality("application/graphql-response+json");
        if json <= 0.0 && response <= 0.0 {
            None
        } else if response > json || (response == json && named) {
            Some(Form::GraphqlResponse)
        } else {
            Some(Form::Json)
        }
    }

    /// The form of a table, if one is named and wanted more than JSON. Of several the most wanted.
    pub fn table(&self) -> Option<export::Form> {
        use export::Form::{ArrowStream, Csv, Ndjson, Parquet};
        let (json, _) = self.quality("application/json");
        let (response, _) = self.quality("application/graphql-response+json");
        let forms = [Parquet, ArrowStream, Csv, Ndjson].map(|form| {
            let name = form.media_type().split(';').next().unwrap_or_default();
            (form, self.quality(name))
        });
        let named = forms.into_iter().filter(|(_, (quality, named))| *named && *quality > 0.0);
        let (form, (quality, _)) = named.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best })?;
        let json_named =
            ["application/json", "application/graphql-response+json"].iter().any(|name| self.quality(name).1);
        let json = json.max(response);
        (quality > json || (quality == json && !json_named)).then_some(form)
    }

    /// Whether a browser asks that wants something to look at.
    pub fn prefers_page(&self) -> bool {
        let (page, named) = self.quality("text/html");
        let json = self.quality("application/json").0.max(self.quality("application/graphql-response+json").0);
        named && page > json
    }

    /// How much a media type is wanted, by the most specific range that covers it, and whether that names it in full.
    fn quality(&self, media_type: &str) -> (f32, bool) {
        if self.0.is_empty() {
            return (1.0, false);
        }
        let group = media_type.split('/').next().unwrap_or_default();
        let quality =
            |covers: &dyn Fn(&str) -> bool| self.0.iter().find(|range| covers(range.name)).map(|range| range.quality);
        if let Some(quality) = quality(&|name| name.eq_ignore_ascii_case(media_type)) {
            return (quality, true);
        }
        let of_group = |name: &str| name.strip_suffix("/*").is_some_and(|own| own.eq_ignore_ascii_case(group));
        (quality(&of_group).or_else(|| quality(&|name| name == "*/*")).unwrap_or(0.0), false)
    }
}

impl<'a> Range<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let name = parts.next().filter(|name| name.contains('/'))?;
        let mut quality = 1.0;
        for part in parts {
            if let Some((key, value)) = part.split_once('=')
                && key.trim().eq_ignore_ascii_case("q")
            {
                quality = value.trim().parse().ok().filter(|q| (0.0..=1.0).contains(q))?;
            }
        }
        Some(Self { name, quality })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(header: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::ACCEPT, header.parse().unwrap())])
    }

    #[test]
    fn forms_by_quality() {
        const URQL: &str = "application/graphql-response+json, application/graphql+json, application/json, \
                            text/event-stream, multipart/mixed";
        for (header, form) in [
            ("*/*", Some(Form::Json)),
            ("", Some(Form::Json)),
            ("rubbish", Some(Form::Json)),
            ("application/*", Some(Form::Json)),
            ("application/json", Some(Form::Json)),
            ("Application/JSON; charset=utf-8", Some(Form::Json)),
            ("application/graphql-response+json", Some(Form::GraphqlResponse)),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(Form::GraphqlResponse),
            ),
            ("application/graphql-response+json;q=0.5, application/json", Some(Form::Json)),
            ("application/graphql-response+json, application/json;q=0.9", Some(Form::GraphqlResponse)),
            ("application/graphql-response+json;q=0.9, */*;q=0.1", Some(Form::GraphqlResponse)),
            ("application/json;q=0, */*", Some(Form::GraphqlResponse)),
            ("application/json;q=0", None),
            ("text/html", None),
            ("text/html, */*;q=0", None),
            ("text/event-stream", None),
            (URQL, Some(Form::GraphqlResponse)),
        ] {
            assert_eq!(Accept::of(&accept(header)).form(), form, "{header}");
        }
    }

    #[test]
    fn tables_are_for_who_names_them() {
        use export::Form::{ArrowStream, Csv, Parquet};
        for (header, form) in [
            ("text/csv", Some(Csv)),
            ("text/csv, */*;q=0.1", Some(Csv)),
            ("text/csv, */*", Some(Csv)),
            ("text/csv;q=0.5, application/vnd.apache.parquet", Some(Parquet)),
            ("application/vnd.apache.arrow.stream", Some(ArrowStream)),
            ("application/json, text/csv", None),
            ("application/json;q=0.9, text/csv", Some(Csv)),
            ("text/*", None),
            ("*/*", None),
            ("text/csv;q=0", None),
        ] {
            assert_eq!(Accept::of(&accept(header)).table(), form, "{header}");
        }
    }

    #[test]
    fn pages_are_for_browsers() {
        for (header, page) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", true),
            ("text/html", true),
            ("*/*", false),
            ("text/*", false),
            ("application/json, text/html;q=0.9", false),
            ("application/json, text/html", false),
        ] {
            assert_eq!(Accept::of(&accept(header)).prefers_page(), page, "{header}");
        }
    }
}
