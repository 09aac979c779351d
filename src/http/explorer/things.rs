//! What there is to say of each kind of thing.

use serde_json::{Map, Value, json};

use super::{
    kind::Kind,
    reading::{link, links, names, nodes, slug, text, title, year},
    summary::{Link, Summary},
};

/// The summary of what the kind's document found, if it found anything.
pub fn summary(kind: Kind, data: &Value) -> Option<Summary> {
    match kind {
        Kind::Film => film(&data["film"]),
        Kind::Series => series(data),
        Kind::Artist => artist(&data["artist"]),
        Kind::Soundtrack => soundtrack(&data["soundtrack"]),
        Kind::Song => song(&data["song"]),
        Kind::Recording => recording(&data["recording"]),
        Kind::List => list(&data["list"]),
    }
}

/// What a search found, in its order.
pub fn found(data: &Value) -> Vec<(Kind, Link)> {
    let edges = data["search"]["edges"].as_array().map_or(&[][..], Vec::as_slice);
    let found = |edge: &Value| {
        let node = &edge["node"];
        let kind = Kind::of_type(text(node, "__typename")?)?;
        Some((kind, link(kind, node)?))
    };
    edges.iter().filter_map(found).collect()
}

fn film(film: &Value) -> Option<Summary> {
    let directors = nodes(film, "directors");
    let soundtracks = nodes(film, "soundtracks");
    let what = match text(film, "kind") {
        Some("SHORT") => "short film",
        Some("CONCERT") => "concert film",
        Some("SERIES") => "television series",
        _ => "film",
    };
    let mut said = format!("{} is a {what}", title(film)?);
    said += &year(film).map_or_else(String::new, |year| format!(" of {year}"));
    said += &by(" directed by", directors);
    let albums = match soundtracks.len() {
        0 => String::new(),
        1 => " What is on its soundtrack, and who says so.".to_owned(),
        count => format!(" What is on its {count} soundtracks, and who says so."),
    };
    let songs: Vec<Value> = nodes(film, "cues").iter().map(|cue| cue["song"].clone()).collect();
    let people = [
        ("Directed by", "director", directors),
        ("Written by", "author", nodes(film, "writers")),
        ("Music by", "musicBy", nodes(film, "composers")),
        ("With", "actor", nodes(film, "cast")),
    ];
    let mut terms = terms(Kind::Film, film, if what == "television series" { "TVSeries" } else { "Movie" })?;
    for (_, term, artists) in people {
        put(&mut terms, term, agents(artists, "Person"));
    }
    put(&mut terms, "datePublished", dated(film));
    put(&mut terms, "isPartOf", part(Kind::Series, &film["series"], "MovieSeries"));
    let mut facts: Vec<_> = people.map(|(name, _, artists)| (name, links(Kind::Artist, artists))).into();
    facts.push(("Soundtracks", links(Kind::Soundtrack, soundtracks)));
    facts.push(("Heard in it", links(Kind::Song, &songs)));
    facts.push(("Series", link(Kind::Series, &film["series"]).into_iter().collect()));
    known(Kind::Film, film, format!("{said}.{albums}"), facts, terms)
}

/// A series has no lookup of its own; it is found by its films or its soundtracks.
fn series(data: &Value) -> Option<Summary> {
    let (films, soundtracks) = (nodes(data, "films"), nodes(data, "soundtracks"));
    let series = &films.first().or(soundtracks.first())?["series"];
    let mut terms = terms(Kind::Series, series, "MovieSeries")?;
    let parts: Vec<Value> =
        films.iter().filter_map(|film| Some(Value::Object(reference(Kind::Film, film, "Movie")?))).collect();
    put(&mut terms, "hasPart", some(parts));
    let said = format!("{} is a series of films, and what music was issued for it.", title(series)?);
    let facts = vec![("Films", links(Kind::Film, films)), ("Soundtracks", links(Kind::Soundtrack, soundtracks))];
    known(Kind::Series, series, said, facts, terms)
}

fn artist(artist: &Value) -> Option<Summary> {
    let (films, soundtracks) = (nodes(artist, "directedFilms"), nodes(artist, "soundtracks"));
    let recordings = nodes(artist, "recordings");
    let mut deeds = Vec::new();
    if !films.is_empty() {
        deeds.push(format!("directed {}", some_of(films)));
    }
    if !soundtracks.is_empty() {
        deeds.push(format!("is on the {} of {}", plural(soundtracks, "soundtrack"), some_of(soundtracks)));
    } else if !recordings.is_empty() {
        deeds.push(format!("recorded {}", some_of(recordings)));
    }
    let said = if deeds.is_empty() {
        format!("What film music knows of {}.", title(artist)?)
    } else {
        format!("{} {}.", title(artist)?, deeds.join(" and "))
    };
    let mut terms = terms(Kind::Artist, artist, agent(artist, if films.is_empty() { "MusicGroup" } else { "Person" }))?;
    put(&mut terms, "member", agents(nodes(artist, "members"), "Person"));
    put(&mut terms, "memberOf", agents(nodes(artist, "groups"), "MusicGroup"));
    let facts = vec![
        ("Directed", links(Kind::Film, films)),
        ("On soundtracks", links(Kind::Soundtrack, soundtracks)),
        ("Recordings", links(Kind::Recording, recordings)),
        ("Wrote", links(Kind::Song, nodes(artist, "writtenSongs"))),
        ("Member of", links(Kind::Artist, nodes(artist, "groups"))),
        ("Members", links(Kind::Artist, nodes(artist, "members"))),
    ];
    known(Kind::Artist, artist, said, facts, terms)
}

fn soundtrack(soundtrack: &Value) -> Option<Summary> {
    let (films, tracks) = (nodes(soundtrack, "films"), nodes(soundtrack, "tracks"));
    let mut said = format!("{}, the soundtrack", title(soundtrack)?);
    if !films.is_empty() {
        said += &format!(" of {}", names(films));
    }
    said += &year(soundtrack).map_or_else(String::new, |year| format!(", issued in {year}"));
    said += &by(", with", nodes(soundtrack, "artists"));
    let mut terms = terms(Kind::Soundtrack, soundtrack, "MusicAlbum")?;
    put(&mut terms, "albumProductionType", Some("https://schema.org/SoundtrackAlbum".into()));
    put(&mut terms, "datePublished", dated(soundtrack));
    put(&mut terms, "byArtist", agents(nodes(soundtrack, "artists"), "MusicGroup"));
    put(
        &mut terms,
        "publisher",
        text(soundtrack, "label").map(|name| json!({ "@type": "Organization", "name": name })),
    );
    let about: Vec<Value> =
        films.iter().filter_map(|film| Some(Value::Object(reference(Kind::Film, film, "Movie")?))).collect();
    put(&mut terms, "about", some(about));
    put(
        &mut terms,
        "numTracks",
        soundtrack["tracks"]["totalCount"].as_i64().filter(|count| *count > 0).map(Value::from),
    );
    put(&mut terms, "track", some(tracks.iter().filter_map(track_terms).collect()));
    let listed: Vec<Link> = tracks.iter().filter_map(track_link).collect();
    let facts = vec![
        ("Film", links(Kind::Film, films)),
        ("Series", link(Kind::Series, &soundtrack["series"]).into_iter().collect()),
        ("Label", text(soundtrack, "label").map(plain).into_iter().collect()),
        ("Artists", links(Kind::Artist, nodes(soundtrack, "artists"))),
        ("Tracks", listed),
        ("Named by", links(Kind::List, nodes(soundtrack, "lists"))),
    ];
    known(Kind::Soundtrack, soundtrack, format!("{said}."), facts, terms)
}

fn track_link(track: &Value) -> Option<Link> {
    let artists = names(nodes(&track["recording"], "artists"));
    let title = title(track)?;
    let text = if artists.is_empty() { title } else { format!("{title} by {artists}") };
    Some(Link { text, address: slug(&track["recording"]).map(|id| Kind::Recording.address(id)) })
}

fn track_terms(track: &Value) -> Option<Value> {
    let mut terms = reference(Kind::Recording, &track["recording"], "MusicRecording")?;
    terms.insert("name".to_owned(), title(track)?.into());
    put(&mut terms, "position", track["position"].as_i64().map(Value::from));
    put(&mut terms, "byArtist", agents(nodes(&track["recording"], "artists"), "MusicGroup"));
    Some(Value::Object(terms))
}

fn song(song: &Value) -> Option<Summary> {
    let recordings = nodes(song, "recordings");
    let mut said = format!("{} is a song", title(song)?);
    said += &by(" first recorded by", nodes(song, "originalArtists"));
    said += &year(song).map_or_else(String::new, |year| format!(" in {year}"));
    said += &by(", written by", nodes(song, "writers"));
    let mut terms = terms(Kind::Song, song, "MusicComposition")?;
    put(&mut terms, "composer", agents(nodes(song, "writers"), "Person"));
    put(&mut terms, "datePublished", dated(song));
    let recorded: Vec<Value> = recordings
        .iter()
        .filter_map(|recording| {
            let mut terms = reference(Kind::Recording, recording, "MusicRecording")?;
            put(&mut terms, "byArtist", agents(nodes(recording, "artists"), "MusicGroup"));
            Some(Value::Object(terms))
        })
        .collect();
    put(&mut terms, "recordedAs", some(recorded));
    let versions = recordings.iter().filter_map(|recording| {
        let artists = names(nodes(recording, "artists"));
        let link = link(Kind::Recording, recording)?;
        Some(if artists.is_empty() { link } else { Link { text: format!("{} by {artists}", link.text), ..link } })
    });
    let facts = vec![
        ("First by", links(Kind::Artist, nodes(song, "originalArtists"))),
        ("Written by", links(Kind::Artist, nodes(song, "writers"))),
        ("Recordings", versions.collect()),
    ];
    known(Kind::Song, song, format!("{said}."), facts, terms)
}

fn recording(recording: &Value) -> Option<Summary> {
    let mut said = format!("{}, a recording", title(recording)?);
    said += &by(" by", nodes(recording, "artists"));
    said += &year(recording).map_or_else(String::new, |year| format!(" of {year}"));
    let mut terms = terms(Kind::Recording, recording, "MusicRecording")?;
    put(&mut terms, "byArtist", agents(nodes(recording, "artists"), "MusicGroup"));
    put(&mut terms, "datePublished", dated(recording));
    put(&mut terms, "recordingOf", part(Kind::Song, &recording["song"], "MusicComposition"));
    let albums = nodes(recording, "soundtracks");
    let on: Vec<Value> = albums
        .iter()
        .filter_map(|album| Some(Value::Object(reference(Kind::Soundtrack, album, "MusicAlbum")?)))
        .collect();
    put(&mut terms, "inAlbum", some(on));
    let facts = vec![
        ("By", links(Kind::Artist, nodes(recording, "artists"))),
        ("Song", link(Kind::Song, &recording["song"]).into_iter().collect()),
        ("On soundtracks", links(Kind::Soundtrack, albums)),
    ];
    known(Kind::Recording, recording, format!("{said}."), facts, terms)
}

fn list(list: &Value) -> Option<Summary> {
    let soundtracks = nodes(list, "soundtracks");
    let mut said = format!("{} names {} {}", title(list)?, list["soundtrackCount"], plural(soundtracks, "soundtrack"));
    if !soundtracks.is_empty() {
        said += &format!(", among them {}", some_of(soundtracks));
    }
    let mut terms = terms(Kind::List, list, "ItemList")?;
    put(&mut terms, "numberOfItems", list["soundtrackCount"].as_i64().map(Value::from));
    let items: Vec<Value> = soundtracks
        .iter()
        .filter_map(|one| Some(Value::Object(reference(Kind::Soundtrack, one, "MusicAlbum")?)))
        .collect();
    put(&mut terms, "itemListElement", some(items));
    let from = |name| text(list, name).map(plain).into_iter().collect::<Vec<_>>();
    let facts = vec![
        ("Publisher", from("publisher")),
        ("Author", from("author")),
        ("Published", from("published")),
        ("Soundtracks", links(Kind::Soundtrack, soundtracks)),
    ];
    known(Kind::List, list, format!("{said}."), facts, terms)
}

/// The summary with what all kinds have: other names, and where others have it.
fn known(
    kind: Kind,
    node: &Value,
    description: String,
    mut facts: Vec<(&'static str, Vec<Link>)>,
    mut terms: Map<String, Value>,
) -> Option<Summary> {
    let aliases = nodes(node, "aliases");
    put(
        &mut terms,
        "alternateName",
        some(aliases.iter().filter_map(|alias| text(alias, "name").map(Value::from)).collect()),
    );
    facts.push(("Also called", aliases.iter().filter_map(|alias| text(alias, "name").map(plain)).collect()));
    let elsewhere: Vec<Link> = nodes(node, "identifiers")
        .iter()
        .filter_map(|id| {
            let (scheme, value) = (text(id, "scheme")?, text(id, "value")?);
            Some(Link { text: value.to_owned(), address: Some(kind.elsewhere(scheme, value)?) })
        })
        .collect();
    let same: Vec<Value> = elsewhere.iter().filter_map(|link| link.address.clone().map(Value::from)).collect();
    put(&mut terms, "sameAs", some(same));
    facts.push(("Elsewhere", elsewhere));
    Some(Summary { kind, slug: slug(node)?.to_owned(), name: title(node)?, description, facts, terms })
}

/// The first terms of a thing: what it is, where it is, what it is called.
fn terms(kind: Kind, node: &Value, of: &str) -> Option<Map<String, Value>> {
    let mut terms = Map::new();
    terms.insert("@context".to_owned(), "https://schema.org".into());
    terms.append(&mut reference(kind, node, of)?);
    Some(terms)
}

fn reference(kind: Kind, node: &Value, of: &str) -> Option<Map<String, Value>> {
    let address = kind.address(slug(node)?);
    let mut terms = Map::new();
    terms.insert("@type".to_owned(), of.into());
    terms.insert("@id".to_owned(), address.as_str().into());
    terms.insert("url".to_owned(), address.into());
    put(&mut terms, "name", title(node).map(Value::from));
    Some(terms)
}

fn part(kind: Kind, node: &Value, of: &str) -> Option<Value> {
    reference(kind, node, of).map(Value::Object)
}

/// Artists, each a person or a group; `otherwise` where it is not known which.
fn agents(artists: &[Value], otherwise: &str) -> Option<Value> {
    some(artists.iter().filter_map(|artist| part(Kind::Artist, artist, agent(artist, otherwise))).collect())
}

fn agent<'a>(artist: &Value, otherwise: &'a str) -> &'a str {
    match text(artist, "kind") {
        Some("PERSON") => "Person",
        Some("GROUP" | "ORCHESTRA" | "CHOIR") => "MusicGroup",
        _ => otherwise,
    }
}

fn dated(node: &Value) -> Option<Value> {
    year(node).map(|year| format!("{year:04}").into())
}

fn put(terms: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    if let Some(value) = value {
        terms.insert(name.to_owned(), value);
    }
}

/// An empty list says nothing.
fn some(values: Vec<Value>) -> Option<Value> {
    (!values.is_empty()).then_some(Value::Array(values))
}

fn plain(text: &str) -> Link {
    Link { text: text.to_owned(), address: None }
}

/// ` directed by A and B`, or nothing.
fn by(words: &str, artists: &[Value]) -> String {
    let names = names(artists);
    if names.is_empty() { names } else { format!("{words} {names}") }
}

fn plural(nodes: &[Value], word: &str) -> String {
    if nodes.len() == 1 { word.to_owned() } else { format!("{word}s") }
}

/// The first few by their names.
fn some_of(nodes: &[Value]) -> String {
    const SHOWN: usize = 3;
    let first = names(&nodes[..nodes.len().min(SHOWN)]);
    if nodes.len() > SHOWN { format!("{} and others", first.replacen(" and ", ", ", 1)) } else { first }
}
