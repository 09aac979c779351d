//! The explorer: a page for each film, artist, soundtrack and so on, and those that look at many of them.
//!
//! What a page says of one thing stands in its HTML already, as a summary and as JSON-LD, for those who do not run scripts:
//! previews of links, search engines, people. It is asked by the same way as any request, with documents of our own.

mod kind;
mod reading;
mod summary;
mod things;

use std::sync::Arc;

use axum::{
    Router,
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::{Map, Value};

use self::kind::Kind;
use super::{
    accept::Accept,
    answer::Refusal,
    client::Caller,
    etag,
    graphql::Door,
    html::escaped,
    page::{self, Shell},
    segment::Segment,
};
use crate::graphql::{Code, Error, Request};

/// Everything comes from here, and nothing runs that stands in the page itself.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages that are not of one thing: their addresses, titles, and what they show.
const VIEWS: [(&str, &str, &str); 8] = [
    (
        "/",
        "needledrop, the open film-music graph",
        "Films, their soundtracks, the songs on them, who covers whom, and who says so.",
    ),
    ("/graph", "Graph", "Films, soundtracks, songs and artists as a graph that grows as you click."),
    ("/path", "Find a path", "How two artists, films or songs connect, step by step."),
    ("/rankings", "Rankings", "Directors by listed soundtracks, soundtracks by votes, artists by covers."),
    ("/rankings/{name}", "Rankings", "Directors by listed soundtracks, soundtracks by votes, artists by covers."),
    ("/covers", "Covers", "Songs that were recorded again, each from the original to its covers."),
    ("/lists", "Lists", "Articles, polls and charts that name soundtracks, and what several of them name."),
    ("/matrix", "Directors and artists", "Who works with whom again."),
];

pub(super) fn routes(door: Arc<Door>) -> Router {
    let mut router = Router::new().route("/search", get(search));
    for (path, title, description) in VIEWS {
        router = router.route(path, get(move |headers: HeaderMap| async move { view(&headers, title, description) }));
    }
    for kind in Kind::ALL {
        let name = kind.name();
        let one = move |State(door): State<Arc<Door>>, Segment(slug): Segment, caller: Caller, headers: HeaderMap| async move {
            thing((&door, caller), kind, &slug, Of::Itself, &headers).await
        };
        let around = move |State(door): State<Arc<Door>>,
                           Segment(slug): Segment,
                           caller: Caller,
                           headers: HeaderMap| async move {
            thing((&door, caller), kind, &slug, Of::Graph, &headers).await
        };
        router =
            router.route(&format!("/{name}/{{slug}}"), get(one)).route(&format!("/graph/{name}/{{slug}}"), get(around));
    }
    router.with_state(door)
}

/// What is shown of a thing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Itself,
    Graph,
}

/// The answer to an address under which there is nothing: a page for browsers, an error for programs.
pub(super) fn nothing(headers: &HeaderMap) -> Response {
    let refusal = || Refusal::new(StatusCode::NOT_FOUND, Code::NotFound, "there is nothing under this address");
    if !Accept::of(headers).prefers_page() {
        return refusal().into_response();
    }
    let told = Told::new("Nothing here", "There is nothing under this address.");
    let page = told.page(headers, StatusCode::NOT_FOUND, "<p><a href=\"/\">Begin at the front page</a></p>");
    page.unwrap_or_else(|| refusal().into_response())
}

/// A page that its script fills.
fn view(headers: &HeaderMap, title: &str, description: &str) -> Response {
    let body = "<p>This view needs JavaScript. What it shows can be asked without: <a href=\"/q\">ready questions</a>, or \
                <code>POST /graphql</code>.</p>";
    let told = Told::new(title, description);
    told.page(headers, StatusCode::OK, &format!("<noscript>{body}</noscript>")).unwrap_or_else(absent)
}

async fn thing((door, caller): (&Door, Caller), kind: Kind, slug: &str, of: Of, headers: &HeaderMap) -> Response {
    let Some(shell) = page::shell() else { return absent() };
    let data = match ask(door, caller, kind.document(), [("slug", slug)]).await {
        Asked::Data(data) => data,
        // An id that is none, of a recording: there is nothing under this address either.
        Asked::Wrong => Value::Null,
        Asked::Failed(status, later) => return failed(headers, status, later),
    };
    let Some(summary) = things::summary(kind, &data) else {
        let missing = format!("There is no {} under “{slug}”.", kind.word());
        let told = Told::new("Nothing here", &missing);
        let words = slug.replace('-', " ");
        let search: String = form_urlencoded::Serializer::new(String::new()).append_pair("q", &words).finish();
        let body = format!("<p><a href=\"/search?{}\">Search for “{}”</a></p>", escaped(&search), escaped(&words));
        return told.page(headers, StatusCode::NOT_FOUND, &body).unwrap_or_else(absent);
    };
    let canonical = kind.address(&summary.slug);
    if summary.slug != slug {
        // It was merged into another, whose address is the one to keep.
        let to = if of == Of::Graph { format!("/graph{canonical}") } else { canonical };
        return (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, to)], [(header::CACHE_CONTROL, "no-cache")])
            .into_response();
    }
    let title = if of == Of::Graph { format!("{} · graph", summary.name) } else { summary.title() };
    let told = Told { title: &title, description: &summary.description, head: summary.head(&canonical) };
    told.on(&shell, headers, StatusCode::OK, &summary.body())
}

/// What is found, as links. Search engines need not keep it.
async fn search(
    State(door): State<Arc<Door>>,
    RawQuery(query): RawQuery,
    caller: Caller,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let wanted =
        form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "q").map(|(_, text)| text.trim().to_owned());
    let wanted = wanted.unwrap_or_default();
    let found = if wanted.is_empty() {
        Vec::new()
    } else {
        match ask(&door, caller, include_str!("explorer/search.graphql"), [("query", &wanted)]).await {
            Asked::Data(data) => things::found(&data),
            // More than can be searched for.
            Asked::Wrong => Vec::new(),
            Asked::Failed(status, later) => return failed(&headers, status, later),
        }
    };
    let items: String = found
        .iter()
        .map(|(kind, link)| format!("<li>{} <span class=\"quiet\">{}</span></li>", link.html(), kind.word()))
        .collect();
    let title = if wanted.is_empty() { "Search".to_owned() } else { format!("“{wanted}”") };
    let description = match found.len() {
        0 if wanted.is_empty() => "Type a film, an artist, a soundtrack, a song or a list.".to_owned(),
        0 => format!("Nothing is called anything like “{wanted}”."),
        count => format!("{count} found, the best first."),
    };
    let told = Told {
        title: &title,
        description: &description,
        head: "<meta name=\"robots\" content=\"noindex\">".to_owned(),
    };
    told.page(&headers, StatusCode::OK, &format!("<ol class=\"results\">{items}</ol>")).unwrap_or_else(absent)
}

enum Asked {
    Data(Value),
    /// What the address says is nothing that can be asked.
    Wrong,
    /// What went wrong, and in how many seconds it may be otherwise.
    Failed(StatusCode, u64),
}

async fn ask<const N: usize>(
    door: &Door,
    Caller(quota): Caller,
    document: &str,
    variables: [(&str, &str); N],
) -> Asked {
    let variables: Map<String, Value> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let request = Request { variables, read_only: true, quota, ..Request::new(document) };
    let response = match door.response(request).await {
        Ok(response) => response,
        Err(error) => return failure(&error),
    };
    if let Some(error) = response.errors.first() {
        return if error.code == Code::BadUserInput { Asked::Wrong } else { failure(error) };
    }
    match response.data.as_deref().map(serde_json::from_slice) {
        Some(Ok(data)) => Asked::Data(data),
        _ => Asked::Failed(StatusCode::INTERNAL_SERVER_ERROR, 0),
    }
}

fn failure(error: &Error) -> Asked {
    let later = error.retry_after().unwrap_or(1);
    match error.code {
        Code::ServiceUnavailable => Asked::Failed(StatusCode::SERVICE_UNAVAILABLE, later),
        Code::Timeout => Asked::Failed(StatusCode::GATEWAY_TIMEOUT, later),
        Code::RateLimited => Asked::Failed(StatusCode::TOO_MANY_REQUESTS, later),
        _ => Asked::Failed(StatusCode::INTERNAL_SERVER_ERROR, later),
    }
}

fn failed(headers: &HeaderMap, status: StatusCode, later: u64) -> Response {
    let told = match status {
        StatusCode::TOO_MANY_REQUESTS => {
            Told::new("Too much at once", "You have asked for as much as one may in a while. Try again in a minute.")
        }
        _ => Told::new("This did not work", "The data could not be read just now. Try again in a moment."),
    };
    let mut answer = told.page(headers, status, "").unwrap_or_else(absent);
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        answer.headers_mut().insert(header::RETRY_AFTER, later.into());
    }
    answer
}

fn absent() -> Response {
    page::absent("this server was built without its pages; send a GraphQL request to `/graphql`")
}

/// What a page says of itself.
struct Told<'a> {
    title: &'a str,
    description: &'a str,
    /// What else stands in its head.
    head: String,
}

impl<'a> Told<'a> {
    fn new(title: &'a str, description: &'a str) -> Self {
        Self { title, description, head: String::new() }
    }

    /// `None` where the server was built without its pages.
    fn page(&self, headers: &HeaderMap, status: StatusCode, body: &str) -> Option<Response> {
        let shell = page::shell()?;
        let (title, description) = (escaped(self.title), escaped(self.description));
        let heading =
            format!("<header class=\"heading\"><h1>{title}</h1><p class=\"detail\">{description}</p></header>{body}");
        Some(self.on(&shell, headers, status, &heading))
    }

    fn on(&self, shell: &Shell, headers: &HeaderMap, status: StatusCode, body: &str) -> Response {
        let title = if self.title.contains("needledrop") {
            self.title.to_owned()
        } else {
            format!("{} · needledrop", self.title)
        };
        let head = format!(
            "<title>{}</title><meta name=\"description\" content=\"{}\"><meta property=\"og:site_name\" \
             content=\"needledrop\"><meta property=\"og:title\" content=\"{}\"><meta property=\"og:description\" content=\"{1}\">{}",
            escaped(&title),
            escaped(self.description),
            escaped(self.title),
            self.head,
        );
        let page = shell.filled(&head, body);
        let fixed = [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            // It names its files by their hashes, so it must be asked for anew to find those of a new release.
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        ];
        let tag = etag::of(&[page.as_bytes()]);
        if status == StatusCode::OK
            && let Some(held) = etag::known(headers, &tag)
        {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, held)], [(header::CACHE_CONTROL, "no-cache")])
                .into_response();
        }
        let mut answer = (status, fixed, page).into_response();
        if status == StatusCode::OK {
            answer.headers_mut().insert(header::ETAG, tag);
        }
        answer
    }
}
