use std::collections::{BTreeMap, HashMap};

use super::{
    json::Entity,
    records::{Films, batch, referred, referred_by_albums},
    row::{Album, Artist, Credit, Film, Kept, Named, Row},
};
use crate::catalogue::record::{
    self, ArtistKind, CreditRole, FilmKind, Key, Missing, Node, SoundtrackRole, SourceKind, ranks,
};

fn kept(line: &str) -> Kept {
    Kept::of(&serde_json::from_str::<Entity>(line).unwrap())
}

fn film(line: &str) -> Film {
    match kept(line) {
        Kept::Row(_, Row::Film(film)) => film,
        other => panic!("{line} is {other:?}"),
    }
}

/// An item with these labels and claims, each in JSON.
fn item(number: u64, labels: &str, claims: &[String]) -> String {
    format!(
        r#"{{"type":"item","id":"Q{number}","labels":{labels},"descriptions":[],"aliases":[],"claims":{{{}}},"sitelinks":[]}}"#,
        claims.join(",")
    )
}

fn label(text: &str) -> String {
    format!(r#"{{"en":{{"language":"en","value":"{text}"}}}}"#)
}

/// Statements of one property, each a rank and a data value.
fn claim(property: &str, statements: &[(&str, String)]) -> String {
    let statements: Vec<String> = statements
        .iter()
        .map(|(rank, value)| {
            format!(
                r#"{{"mainsnak":{{"snaktype":"value","property":"{property}","datavalue":{value}}},"type":"statement","id":"q1$A","rank":"{rank}"}}"#
            )
        })
        .collect();
    format!(r#""{property}":[{}]"#, statements.join(","))
}

fn to_item(number: u64) -> String {
    format!(r#"{{"value":{{"entity-type":"item","numeric-id":{number},"id":"Q{number}"}},"type":"wikibase-entityid"}}"#)
}

/// As dumps before 2016 wrote it.
fn to_item_of_2015(number: u64) -> String {
    format!(r#"{{"value":{{"entity-type":"item","numeric-id":{number}}},"type":"wikibase-entityid"}}"#)
}

fn to_text(text: &str) -> String {
    format!(r#"{{"value":"{text}","type":"string"}}"#)
}

fn to_time(time: &str, precision: u8) -> String {
    format!(
        r#"{{"value":{{"time":"{time}","timezone":0,"before":0,"after":0,"precision":{precision},"calendarmodel":"http://www.wikidata.org/entity/Q1985727"}},"type":"time"}}"#
    )
}

fn to_title(text: &str, language: &str) -> String {
    format!(r#"{{"value":{{"text":"{text}","language":"{language}"}},"type":"monolingualtext"}}"#)
}

fn normal(property: &str, value: String) -> String {
    claim(property, &[("normal", value)])
}

#[test]
fn films_are_instances_of_film_and_of_the_classes_below_it() {
    for (class, expected) in [
        (11_424, Some(FilmKind::Feature)),
        (93_204, Some(FilmKind::Feature)),
        (24_862, Some(FilmKind::Short)),
        (430_525, Some(FilmKind::Concert)),
        (5_398_426, Some(FilmKind::Series)),
        // An episode, a film project and a video game are none.
        (21_191_270, None),
        (18_011_172, None),
        (7_889, None),
    ] {
        let kind = match kept(&item(1, &label("X"), &[normal("P31", to_item(class))])) {
            Kept::Row(1, Row::Film(film)) => Some(film.kind),
            Kept::Other => None,
            other => panic!("Q{class} makes {other:?}"),
        };
        assert_eq!(kind, expected, "Q{class}");
    }
    // The film of a concert is a film whose genre is that.
    let claims = [normal("P31", to_item(11_424)), normal("P136", to_item(430_525))];
    assert_eq!(film(&item(1, &label("Stop Making Sense"), &claims)).kind, FilmKind::Concert);
}

#[test]
fn old_items_have_a_number_and_no_id() {
    let claims = [normal("P31", to_item_of_2015(11_424)), normal("P57", to_item_of_2015(51_472))];
    let directors: Vec<u64> = film(&item(1, &label("X"), &claims)).credits.iter().map(|credit| credit.artist).collect();
    assert_eq!(directors, [51_472]);
}

#[test]
fn properties_and_lexemes_are_passed_over() {
    let property = r#"{"type":"property","datatype":"external-id","id":"P345","labels":{},"aliases":{},"claims":{}}"#;
    let lexeme =
        r#"{"type":"lexeme","id":"L525","lemmas":{},"lexicalCategory":"Q1","language":"Q1860","claims":[],"forms":[]}"#;
    for line in [property, lexeme, r#"{"type":"item","id":"Q1"}"#] {
        assert_eq!(kept(line), Kept::Other, "{line}");
    }
}

#[test]
fn an_empty_list_stands_for_an_empty_map_and_no_other_does() {
    let empty = r#"{"type":"item","id":"Q1","labels":[],"aliases":[],"claims":[]}"#;
    assert_eq!(kept(empty), Kept::Other);
    let full = r#"{"type":"item","id":"Q1","labels":["X"],"claims":[]}"#;
    assert!(serde_json::from_str::<Entity>(full).is_err());
}

#[test]
fn the_best_statements_are_the_preferred_ones_else_the_normal_ones() {
    let directors = |statements: &[(&str, u64)]| -> Vec<u64> {
        let statements: Vec<(&str, String)> =
            statements.iter().map(|(rank, number)| (*rank, to_item(*number))).collect();
        let claims = [normal("P31", to_item(11_424)), claim("P57", &statements)];
        film(&item(1, &label("X"), &claims)).credits.iter().map(|credit| credit.artist).collect()
    };
    assert_eq!(directors(&[("normal", 2), ("preferred", 3), ("deprecated", 4)]), [3]);
    assert_eq!(directors(&[("normal", 2), ("deprecated", 4), ("normal", 5)]), [2, 5]);
    assert_eq!(directors(&[("deprecated", 4)]), [0_u64; 0]);
}

#[test]
fn values_that_are_unknown_or_absent_are_no_values() {
    let snak = |kind: &str, rank: &str| {
        format!(
            r#"{{"mainsnak":{{"snaktype":"{kind}","property":"P57","datatype":"wikibase-item"}},"type":"statement","rank":"{rank}"}}"#
        )
    };
    let value = claim("P57", &[("normal", to_item(7))]);
    let inner = value.strip_prefix("\"P57\":[").and_then(|rest| rest.strip_suffix(']')).unwrap();
    let directors = |first: String| -> Vec<u64> {
        let claims = [normal("P31", to_item(11_424)), format!(r#""P57":[{first},{inner}]"#)];
        film(&item(1, &label("X"), &claims)).credits.iter().map(|credit| credit.artist).collect()
    };
    assert_eq!(directors(snak("somevalue", "normal")), [7]);
    assert_eq!(directors(snak("novalue", "normal")), [7]);
    // It is known best that there is none.
    assert_eq!(directors(snak("novalue", "preferred")), [0_u64; 0]);
}

#[test]
fn a_film_is_of_the_earliest_of_its_best_years() {
    let year = |statements: &[(&str, &str, u8)]| {
        let statements: Vec<(&str, String)> =
            statements.iter().map(|(rank, time, precision)| (*rank, to_time(time, *precision))).collect();
        let claims = [normal("P31", to_item(11_424)), claim("P577", &statements)];
        film(&item(1, &label("X"), &claims)).year
    };
    let of = |year| Some((year, false));
    assert_eq!(year(&[("normal", "+1995-03-01T00:00:00Z", 11), ("normal", "+1994-00-00T00:00:00Z", 9)]), of(1994));
    assert_eq!(year(&[("preferred", "+1995-03-00T00:00:00Z", 10), ("normal", "+1994-00-00T00:00:00Z", 9)]), of(1995));
    // Known to the decade only.
    assert_eq!(year(&[("normal", "+1990-00-00T00:00:00Z", 8)]), None);
    assert_eq!(year(&[("normal", "+1990-00-00T00:00:00Z", 8), ("normal", "+1997-00-00T00:00:00Z", 9)]), of(1997));
    // As dumps of 2015 wrote it.
    assert_eq!(year(&[("normal", "+00000001931-01-01T00:00:00Z", 9)]), of(1931));
    // Slips: before our era, five digits, no sign, no number.
    for time in ["-0044-03-15T00:00:00Z", "+12024-01-01T00:00:00Z", "1994-01-01", "+x", ""] {
        assert_eq!(year(&[("normal", time, 11)]), None, "{time:?}");
    }
    assert_eq!(year(&[("deprecated", "+1931-00-00T00:00:00Z", 9)]), None);
}

#[test]
fn a_series_is_of_the_year_of_its_start() {
    let begun = normal("P580", to_time("+2001-06-03T00:00:00Z", 11));
    let claims = [normal("P31", to_item(5_398_426)), begun.clone()];
    assert_eq!(film(&item(1, &label("Six Feet Under"), &claims)).year, Some((2001, true)));
    let claims = [normal("P31", to_item(11_424)), begun];
    assert_eq!(film(&item(1, &label("X"), &claims)).year, None);
}

#[test]
fn titles_are_english_else_for_all_languages_else_original_else_any() {
    let named = |labels: &str, titles: &[(&str, &str)]| {
        let titles: Vec<(&str, String)> =
            titles.iter().map(|(text, language)| ("normal", to_title(text, language))).collect();
        let claims = [normal("P31", to_item(11_424)), claim("P1476", &titles)];
        film(&item(1, labels, &claims)).named
    };
    let labels = r#"{"de":{"language":"de","value":"Himmel"},"en":{"language":"en","value":"Wings of Desire"},"mul":{"language":"mul","value":"Multi"}}"#;
    let german = &[("Der Himmel über Berlin", "de")][..];
    let both = named(labels, german);
    assert_eq!(both.name, "Wings of Desire");
    assert_eq!(both.aliases, ["Der Himmel über Berlin", "Multi"]);
    assert_eq!(named(labels, &[("Wings", "en")]).name, "Wings");

    let labels = r#"{"fr":{"language":"fr","value":"Les Ailes"},"mul":{"language":"mul","value":"Multi"}}"#;
    assert_eq!(named(labels, german).name, "Multi");
    let labels = r#"{"fr":{"language":"fr","value":"Les Ailes"},"cs":{"language":"cs","value":"Nebe"}}"#;
    assert_eq!(named(labels, german).name, "Der Himmel über Berlin");
    assert_eq!(named(labels, &[]).name, "Nebe");

    assert_eq!(kept(&item(1, "[]", &[normal("P31", to_item(11_424))])), Kept::Nameless);
    assert_eq!(kept(&item(1, "[]", &[normal("P31", to_item(5))])), Kept::Other);
}

#[test]
fn escapes_are_read_and_what_a_database_refuses_is_removed() {
    let film = film(&item(1, &label(r"Am\u00e9lie\u0000 \ud83c\udfac"), &[normal("P31", to_item(11_424))]));
    assert_eq!(film.named.name, "Amélie  🎬");
}

#[test]
fn aliases_are_bounded_and_differ() {
    let many: Vec<String> = (0..50).map(|n| format!(r#"{{"language":"en","value":"Alias {}"}}"#, n % 30)).collect();
    let line = format!(
        r#"{{"type":"item","id":"Q1","labels":{},"aliases":{{"en":[{}]}},"claims":{{{}}}}}"#,
        label("Alias 3"),
        many.join(","),
        normal("P31", to_item(11_424))
    );
    let aliases = film(&line).named.aliases;
    assert_eq!(aliases.len(), 20);
    assert_eq!(aliases[..4], ["Alias 0", "Alias 1", "Alias 2", "Alias 4"]);
}

#[test]
fn only_ids_of_titles_are_ids_of_films() {
    let ids = ["tt0021750", "nm0000001", "co0047120", "tt33764258", "tt0021750"].map(|id| ("normal", to_text(id)));
    let film = film(&item(1, &label("X"), &[normal("P31", to_item(11_424)), claim("P345", &ids)]));
    assert_eq!(film.imdb, ["tt0021750", "tt33764258"]);
}

#[test]
fn an_artist_is_a_human_a_group_or_whoever_has_an_id_as_one() {
    let kind = |claims: &[String]| match kept(&item(1, &label("X"), claims)) {
        Kept::Row(_, Row::Artist(artist)) => Some(artist.kind),
        _ => None,
    };
    assert_eq!(kind(&[normal("P31", to_item(5))]), Some(ArtistKind::Person));
    assert_eq!(kind(&[normal("P31", to_item(215_380))]), Some(ArtistKind::Group));
    assert_eq!(kind(&[normal("P31", to_item(42_998))]), Some(ArtistKind::Orchestra));
    assert_eq!(kind(&[normal("P345", to_text("nm0001053"))]), Some(ArtistKind::Other));
    assert_eq!(kind(&[normal("P434", to_text("89ad4ac3-39f7-470e-963a-56509c546377"))]), Some(ArtistKind::Other));
    assert_eq!(kind(&[normal("P345", to_text("co0047120"))]), None);
}

fn named(name: &str) -> Named {
    Named { name: name.to_owned(), aliases: Vec::new() }
}

fn artist(name: &str) -> Row {
    let kind = ArtistKind::Person;
    Row::Artist(Artist { named: named(name), kind, imdb: Vec::new(), mbids: Vec::new(), discogs: Vec::new() })
}

fn credit(role: CreditRole, artist: u64) -> Credit {
    Credit { role, artist, credited_as: None }
}

fn source() -> record::Source {
    record::Source {
        name: "Wikidata".to_owned(),
        kind: SourceKind::Dataset,
        licence: Some("CC0-1.0".to_owned()),
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::WIKIDATA,
    }
}

#[test]
fn films_become_records_with_all_that_they_refer_to() {
    let mbid = "861a6fe3-c1c7-3c36-856f-eb9fdddb383f";
    let film = Film {
        named: Named { name: "Drive".to_owned(), aliases: vec!["Drive (2011)".to_owned()] },
        kind: FilmKind::Feature,
        year: Some((2011, false)),
        series: Some(60),
        imdb: vec!["tt0780504".to_owned()],
        credits: vec![
            credit(CreditRole::Director, 20),
            credit(CreditRole::Cast, 21),
            credit(CreditRole::Cast, 99),
            credit(CreditRole::Cast, 20),
        ],
        albums: vec![30, 31],
    };
    let films = Films::from([(10, film.clone()), (7, Film { series: None, credits: Vec::new(), ..film })]);
    let mut rows = BTreeMap::from([
        (20, artist("Director")),
        (21, artist("Actor")),
        (60, Row::FilmSeries(named("Series"))),
        (
            30,
            Row::Album(Album {
                named: named("Drive OST"),
                year: Some(2011),
                label: Some(50),
                performers: vec![40, 41],
                composers: vec![21],
                mbids: vec![mbid.to_owned()],
                discogs: Vec::new(),
            }),
        ),
    ]);
    assert_eq!(referred(&films).into_iter().collect::<Vec<_>>(), [20, 21, 30, 31, 60, 99]);
    assert_eq!(referred_by_albums(&rows).into_iter().collect::<Vec<_>>(), [21, 40, 41, 50]);
    let mut various = artist("Various Artists");
    if let Row::Artist(artist) = &mut various {
        artist.mbids.push("89ad4ac3-39f7-470e-963a-56509c546377".to_owned());
    }
    rows.extend([(40, artist("Performer")), (41, various), (50, Row::Label(named("Lakeshore")))]);

    let batch = batch(&source(), &films, &rows, &HashMap::from([(30, 7)]));
    assert_eq!(batch.missing, Missing::LeftOut);
    // Films by their number, and each node once.
    let films: Vec<String> = batch.films.iter().map(|fact| fact.record.key.to_string()).collect();
    assert_eq!(films, ["WIKIDATA Q7", "WIKIDATA Q10"]);
    let artists: Vec<&str> = batch.artists.iter().map(|fact| fact.record.name.as_str()).collect();
    assert_eq!(artists, ["Performer", "Actor", "Director"]);
    assert_eq!(batch.soundtracks.len(), 1);
    assert_eq!(batch.series.len(), 1);

    // The order of the cast, and a credit of someone whom the dump has not: the catalogue may know them.
    let credits: Vec<_> = batch
        .credits
        .iter()
        .map(|fact| (fact.record.role, fact.record.artist.to_string(), fact.record.position))
        .collect();
    assert_eq!(
        credits,
        [
            (CreditRole::Director, "WIKIDATA Q20".to_owned(), None),
            (CreditRole::Cast, "WIKIDATA Q21".to_owned(), Some(1)),
            (CreditRole::Cast, "WIKIDATA Q99".to_owned(), Some(2)),
            (CreditRole::Cast, "WIKIDATA Q20".to_owned(), Some(3)),
        ]
    );
    assert_eq!(batch.credits[0].evidence[0].locator.as_deref(), Some("Q10#P57"));
    assert_eq!(batch.credits[0].origin, "Q10");

    // One album of two films is primarily the first one's.
    let albums: Vec<_> = batch
        .film_soundtracks
        .iter()
        .map(|fact| (fact.record.film.to_string(), fact.record.soundtrack.to_string(), fact.record.primary))
        .collect();
    let album = format!("MUSICBRAINZ {mbid}");
    assert_eq!(albums, [("WIKIDATA Q7".to_owned(), album.clone(), true), ("WIKIDATA Q10".to_owned(), album, false)]);
    let soundtrack = &batch.soundtracks[0].record;
    assert_eq!((soundtrack.label.as_deref(), soundtrack.release_year), (Some("Lakeshore"), Some(2011)));

    // Various Artists is no one.
    let performers: Vec<_> =
        batch.soundtrack_credits.iter().map(|fact| (fact.record.role, fact.record.artist.to_string())).collect();
    assert_eq!(
        performers,
        [(SoundtrackRole::Performer, "WIKIDATA Q40".to_owned()), (SoundtrackRole::Composer, "WIKIDATA Q21".to_owned()),]
    );

    // Columns are proved where they hold something.
    let proved = |place: usize| -> Vec<_> {
        batch.films[place].evidence.iter().map(|item| (item.field.as_deref(), item.locator.as_deref())).collect()
    };
    let q7 = [(None, Some("Q7")), (Some("kind"), Some("Q7#P31")), (Some("releaseYear"), Some("Q7#P577"))];
    assert_eq!(proved(0), q7);
    assert_eq!(proved(1)[3], (Some("series"), Some("Q10#P179")));

    let ids: Vec<(&Node, &str)> =
        batch.identifiers.iter().map(|fact| (&fact.record.of, fact.record.value.as_str())).collect();
    assert!(ids.contains(&(&Node::Film(batch.films[0].record.key.clone()), "tt0780504")));
    assert!(ids.contains(&(&Node::Soundtrack(soundtrack.key.clone()), "Q30")));
    assert!(matches!(&soundtrack.key, Key::Id(id) if id.value == mbid));
}
