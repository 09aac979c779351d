//! A small world in both forms of MusicBrainz's dumps: an album of which there are four releases, with a cover of an old
//! song; and albums that are no soundtracks, one of them with the original.

use serde_json::{Value, json};

const SOUNDTRACK: &str = "22a628ad-c082-3c4f-b1b6-d41665107b88";
const VARIOUS: &str = "89ad4ac3-39f7-470e-963a-56509c546377";

/// An MBID of an entity: `a`rtist, `g`roup, release (`e`), recording (`c`), work (`d`), others (`f`).
pub fn id(kind: char, number: u32) -> String {
    format!("{kind}0000000-0000-4000-8000-{number:012}")
}

/// Number, name, type, aliases with their types.
type Artist = (u32, &'static str, &'static str, &'static [(&'static str, &'static str)]);
const ARTISTS: &[Artist] = &[
    (1, "Ann Original", "Person", &[]),
    (2, "The Coverers", "Group", &[("Coverers", "Artist name"), ("Covrers", "Search hint")]),
    (3, "Wanda Writer", "Person", &[("W. Writer", "Legal name")]),
    (4, "Someone Else", "Person", &[]),
];

/// Number, title, artists with their names as printed and what joins them, works with attributes, ISRC.
type Recording = (
    u32,
    &'static str,
    &'static [(u32, &'static str, &'static str)],
    &'static [(u32, &'static [&'static str])],
    &'static str,
);
const RECORDINGS: &[Recording] = &[
    (1, "Old Song", &[(1, "Ann Original", "")], &[(1, &[])], "USAA17000001"),
    (2, "Old Song (Radio \"Edit\")", &[(2, "Coverers", " feat. "), (1, "Ann", "")], &[(1, &["cover"])], "USAA19900002"),
    (3, "Main Theme", &[(2, "The Coverers", "")], &[(2, &["instrumental"])], ""),
    (4, "Old Song", &[(4, "Someone Else", "")], &[(1, &["live"])], "USAA18000004"),
    (5, "Old Song / Nothing", &[(2, "The Coverers", "")], &[(1, &["medley", "live"]), (3, &["medley"])], ""),
    (6, "Nothing", &[(4, "Someone Else", "")], &[(3, &[])], ""),
    (7, "Hidden", &[(2, "The Coverers", "")], &[], ""),
];

/// Number, title, ISWC.
const WORKS: &[(u32, &str, &str)] = &[(1, "Old Song", "T-000.000.001-0"), (2, "Main Theme", ""), (3, "Nothing", "")];

/// Number, group, status, dates, label, media of tracks.
type Release = (u32, u32, &'static str, &'static [&'static str], &'static str, &'static [&'static [u32]]);
const RELEASES: &[Release] = &[
    (1, 1, "Bootleg", &["1998-02-03"], "", &[&[2, 3, 7]]),
    (2, 1, "Official", &["1999-05"], "Lost Highway", &[&[2], &[3]]),
    (3, 1, "Official", &["1999-01-01"], "", &[]),
    (4, 1, "Official", &["2001", "2002-03-04"], "Second", &[&[2, 3, 7]]),
    (5, 2, "Official", &["1970-06-07"], "", &[&[1]]),
    (6, 2, "Official", &["1980"], "", &[&[4, 6]]),
    (7, 2, "Official", &["1990-01-01"], "", &[&[5]]),
];

/// Number, title, artist, whether it is a soundtrack.
const GROUPS: &[(u32, &str, u32, bool)] =
    &[(1, "Night Ride: Original Motion Picture Score, Vol. 2", 0, true), (2, "Old Songs", 1, false)];

fn artist(number: u32) -> Value {
    if number == 0 {
        return json!({ "id": VARIOUS, "name": "Various Artists", "sort-name": "Various Artists", "type": "Other" });
    }
    let (_, name, kind, _) = ARTISTS.iter().find(|(other, ..)| *other == number).unwrap();
    json!({ "type": kind, "disambiguation": "", "name": name, "sort-name": name, "id": id('a', number) })
}

fn relation(kind: &str, to: &str, target: Value, attributes: &[&str]) -> Value {
    json!({ "attributes": attributes, "type-id": kind, "target-type": to, to: target, "begin": null, "direction": "forward" })
}

fn url(kind: &str, address: &str) -> Value {
    relation(kind, "url", json!({ "id": id('f', 1), "resource": address }), &[])
}

fn credit(parts: &[(u32, &str, &str)]) -> Value {
    parts
        .iter()
        .map(|(number, name, join)| json!({ "name": name, "joinphrase": join, "artist": artist(*number) }))
        .collect()
}

fn recording(number: u32) -> Value {
    let (_, title, artists, works, isrc) = RECORDINGS.iter().find(|(other, ..)| *other == number).unwrap();
    let performance = |(work, attributes): &(u32, &[&str])| {
        let (_, title, _) = WORKS[*work as usize - 1];
        let work = json!({ "id": id('d', *work), "title": title, "languages": [], "iswcs": [] });
        relation("a3005666-a872-32c3-ad06-98af558e99b0", "work", work, attributes)
    };
    json!({
        "tags": [], "relations": works.iter().map(performance).collect::<Vec<_>>(), "title": title, "length": 1000,
        "isrcs": if isrc.is_empty() { vec![] } else { vec![isrc] }, "artist-credit": credit(artists), "video": false,
        "id": id('c', number),
    })
}

fn group(number: u32) -> Value {
    let (_, title, by, soundtrack) = GROUPS[number as usize - 1];
    let by = artist(by);
    let types = if soundtrack { vec![("Soundtrack", SOUNDTRACK)] } else { vec![] };
    json!({
        "title": title, "id": id('b', number), "first-release-date": "", "primary-type": "Album",
        "secondary-types": types.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        "secondary-type-ids": types.iter().map(|(_, id)| id).collect::<Vec<_>>(),
        "artist-credit": [{ "artist": by, "name": by["name"], "joinphrase": "" }],
    })
}

/// Files of documents by name, one document a line.
pub fn documents() -> Vec<(&'static str, String)> {
    let lines = |documents: Vec<Value>| documents.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    let groups = GROUPS.iter().map(|(number, ..)| {
        let mut document = group(*number);
        if *number == 1 {
            document["relations"] = json!([
                url("85b0a010-3237-47c7-8476-6fcefd4761af", "https://www.imdb.com/title/tt0000001/"),
                url("b988d08c-5d86-4a57-9557-c83b399e3580", "https://www.wikidata.org/wiki/Q1"),
                url("99e550f3-5ab4-3110-b5b9-fe01d970b126", "https://www.discogs.com/master/5"),
            ]);
        }
        document
    });
    let releases = RELEASES.iter().map(|(number, of, status, dates, label, media)| {
        let track = |(recorded, place): (&u32, usize)| {
            json!({
                "number": format!("A{place}"), "position": place, "title": format!("{place}. as printed"), "length": null,
                "recording": recording(*recorded), "artist-credit": [], "id": id('f', 2),
            })
        };
        let medium = |(tracks, position): (&&[u32], usize)| {
            let tracks: Vec<_> = tracks.iter().zip(1..).map(track).collect();
            json!({ "position": position, "title": "", "track-count": tracks.len(), "tracks": tracks })
        };
        json!({
            "media": media.iter().zip(1..).map(medium).collect::<Vec<_>>(), "status": status, "date": dates[0],
            "label-info": [{ "catalog-number": "1", "label": if label.is_empty() { Value::Null } else { json!({ "name": label }) } }],
            "release-group": group(*of), "id": id('e', *number), "title": "of no account",
        })
    });
    let works = WORKS.iter().map(|(number, title, iswc)| {
        let writers: Vec<_> =
            [("d59d99ea-23d4-4a80-b066-edca32ee158f", *number), ("3e48faba-ec01-47fd-8e89-30e81161661c", *number)]
                .into_iter()
                .filter(|(_, work)| *work == 1)
                .map(|(kind, _)| relation(kind, "artist", artist(3), &[]))
                .collect();
        let iswcs = if iswc.is_empty() { vec![] } else { vec![iswc] };
        json!({ "language": null, "relations": writers, "iswcs": iswcs, "title": title, "id": id('d', *number) })
    });
    let artists = ARTISTS.iter().map(|(number, _, _, aliases)| {
        let mut document = artist(*number);
        let alias = |(name, kind): &(&str, &str)| json!({ "name": name, "type": kind, "locale": null });
        document["aliases"] = aliases.iter().map(alias).collect();
        document["gender"] = Value::Null;
        if *number == 1 {
            document["relations"] = json!([
                url("94c8b0cc-4477-4106-932c-da60e63de61c", "https://www.imdb.com/name/nm0000001/"),
                url("689870a4-a1e4-4912-b17f-7b2664215698", "https://www.wikidata.org/wiki/Q2"),
                url("99429741-f3f6-484b-84f8-23af51991770", "https://ann.example.org/"),
            ]);
        }
        document
    });
    vec![
        ("artist", lines(artists.chain([artist(0)]).collect())),
        ("release-group", lines(groups.collect())),
        ("release", lines(releases.collect())),
        ("work", lines(works.collect())),
    ]
}

/// The same as tables. Rows have ids that have nothing to do with the numbers of the world.
pub fn tables() -> Vec<(&'static str, String)> {
    let mut tables: Vec<(&'static str, String)> = Vec::new();
    let mut row = |table: &'static str, fields: &[&str]| {
        let line = fields.join("\t") + "\n";
        match tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, lines)) => lines.push_str(&line),
            None => tables.push((table, line)),
        }
    };
    let number = |base: u32, number: u32| (base + number).to_string();
    let kind = |kind: &str| {
        if kind == "Person" {
            "1"
        } else if kind == "Group" {
            "2"
        } else {
            "3"
        }
        .to_owned()
    };
    let n = "\\N";
    row(
        "artist",
        &["1", VARIOUS, "Various Artists", "Various Artists", n, n, n, n, n, n, "3", n, n, "", "0", "x", "f", n, n],
    );
    for (artist, name, of, aliases) in ARTISTS {
        row(
            "artist",
            &[
                &number(100, *artist),
                &id('a', *artist),
                name,
                name,
                n,
                n,
                n,
                n,
                n,
                n,
                &kind(of),
                n,
                n,
                "",
                "0",
                "x",
                "f",
                n,
                n,
            ],
        );
        for (alias, sort) in *aliases {
            let sort = match *sort {
                "Artist name" => "1",
                "Legal name" => "2",
                _ => "3",
            };
            row("artist_alias", &["1", &number(100, *artist), alias, n, "0", "x", sort, alias]);
        }
    }
    row("artist_credit_name", &["900", "0", "1", "Various Artists", ""]);
    row("artist_credit_name", &["901", "0", "101", "Ann Original", ""]);
    for (group, title, by, soundtrack) in GROUPS {
        row("release_group", &[&number(200, *group), &id('b', *group), title, &number(900, *by), "1", "", "0", "x"]);
        if *soundtrack {
            row("release_group_secondary_type_join", &[&number(200, *group), "2", "x"]);
        }
        row("release_group_secondary_type_join", &[&number(200, *group), "1", "x"]);
    }
    for (recording, title, artists, works, isrc) in RECORDINGS {
        // Positions are not the order of rows.
        for (place, (artist, name, join)) in artists.iter().enumerate().rev() {
            row(
                "artist_credit_name",
                &[&number(1000, *recording), &place.to_string(), &number(100, *artist), name, join],
            );
        }
        row(
            "recording",
            &[
                &number(300, *recording),
                &id('c', *recording),
                title,
                &number(1000, *recording),
                "1000",
                "",
                "0",
                "x",
                "f",
            ],
        );
        if !isrc.is_empty() {
            row("isrc", &["1", &number(300, *recording), isrc, "0", "x"]);
        }
        for (work, attributes) in *works {
            let link = number(2000, recording * 10 + work);
            row("link", &[&link, "278", n, n, n, n, n, n, "0", "x", "f"]);
            for attribute in *attributes {
                let attribute = match *attribute {
                    "cover" => "567",
                    "medley" => "750",
                    "live" => "578",
                    _ => "580",
                };
                row("link_attribute", &[&link, attribute, "x"]);
            }
            row(
                "l_recording_work",
                &["1", &link, &number(300, *recording), &number(400, *work), "0", "x", "0", "", ""],
            );
        }
    }
    for (work, title, iswc) in WORKS {
        row("work", &[&number(400, *work), &id('d', *work), title, n, "", "0", "x"]);
        if !iswc.is_empty() {
            row("iswc", &["1", &number(400, *work), iswc, n, "0", "x"]);
        }
    }
    for (link, kind) in [
        ("3001", "168"),
        ("3002", "165"),
        ("3003", "178"),
        ("3004", "352"),
        ("3005", "183"),
        ("3006", "97"),
        ("3007", "353"),
        ("3008", "90"),
    ] {
        row("link", &[link, kind, n, n, n, n, n, n, "0", "x", "f"]);
    }
    row("l_artist_work", &["1", "3001", "103", "401", "0", "x", "0", "", ""]);
    row("l_artist_work", &["2", "3002", "103", "401", "0", "x", "0", "", ""]);
    for (url, address, table, link, of) in [
        ("501", "https://www.imdb.com/name/nm0000001/", "l_artist_url", "3003", "101"),
        ("502", "https://www.wikidata.org/wiki/Q2", "l_artist_url", "3004", "101"),
        ("503", "https://ann.example.org/", "l_artist_url", "3005", "101"),
        ("504", "https://www.imdb.com/title/tt0000001/", "l_release_group_url", "3006", "201"),
        ("505", "https://www.wikidata.org/wiki/Q1", "l_release_group_url", "3007", "201"),
        ("506", "https://www.discogs.com/master/5", "l_release_group_url", "3008", "201"),
    ] {
        row("url", &[url, &id('f', 3), address, "0", "x"]);
        row(table, &["1", link, of, url, "0", "x", "0", "", ""]);
    }
    let mut medium = 600;
    for (release, group, status, dates, label, media) in RELEASES {
        let status = if *status == "Official" { "1" } else { "3" };
        row(
            "release",
            &[
                &number(500, *release),
                &id('e', *release),
                "of no account",
                "900",
                &number(200, *group),
                status,
                n,
                n,
                n,
                n,
                "",
                "0",
                "-1",
                "x",
            ],
        );
        for (date, country) in dates.iter().zip(1..) {
            let mut parts = date.split('-').map(|part| part.trim_start_matches('0'));
            let [year, month, day] = std::array::from_fn(|_| parts.next().unwrap_or(n));
            if country == 1 && *release == 4 {
                row("release_unknown_country", &[&number(500, *release), year, month, day]);
            } else {
                row("release_country", &[&number(500, *release), &country.to_string(), year, month, day]);
            }
        }
        if !label.is_empty() {
            row("label", &[&number(700, *release), &id('f', 4), label, n]);
            row("release_label", &["1", &number(500, *release), &number(700, *release), "1", "x"]);
        }
        for (tracks, position) in media.iter().zip(1..) {
            medium += 1;
            row(
                "medium",
                &[
                    &medium.to_string(),
                    &number(500, *release),
                    &position.to_string(),
                    "1",
                    "",
                    "0",
                    "x",
                    "1",
                    &id('f', 5),
                ],
            );
            for (recording, place) in tracks.iter().zip(1..) {
                let (place, title) = (place.to_string(), format!("{place}. as printed"));
                row(
                    "track",
                    &[
                        "1",
                        &id('f', 2),
                        &number(300, *recording),
                        &medium.to_string(),
                        &place,
                        &format!("A{place}"),
                        &title,
                        "900",
                        n,
                        "0",
                        "x",
                        "f",
                    ],
                );
            }
        }
    }
    tables
}
