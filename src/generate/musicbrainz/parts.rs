//! What stands in documents of several kinds.

use crate::generate::{
    chance::Kind,
    json::Json,
    world::{Credit, Date, Edition, Group, Performance, Person, Recording, Shelf, VARIOUS_ARTISTS, Work, World},
};

/// A name and the MBID of what it names.
pub type Named = (&'static str, &'static str);

pub const PERSON: Named = ("Person", "b6e035f4-3ce9-331c-97df-83397230b0df");
pub const GROUP: Named = ("Group", "e431f5f6-b5d2-343d-8b36-72607fffb74b");
pub const OTHER: Named = ("Other", "ac897045-5043-3294-969b-187360e45d86");
pub const SONG: Named = ("Song", "f061270a-2fd6-32f1-a641-f0f8676d14e6");

pub const PERFORMANCE: Named = ("performance", "a3005666-a872-32c3-ad06-98af558e99b0");
const COVER: Named = ("cover", "1e8536bd-6eda-3822-8e78-1c0f4d3d2113");
const LIVE: Named = ("live", "70007db6-a8bc-46d7-a770-80e6a0bb551a");
const INSTRUMENTAL: Named = ("instrumental", "c031ed4f-c9bb-4394-8cf5-e8ce4db512ae");
const PARTIAL: Named = ("partial", "d2b63be6-91ec-426a-987a-30b47f8aae2d");
const MEDLEY: Named = ("medley", "37da3398-5d1b-4acb-be25-df95e33e423c");

/// Areas: name, MBID, code.
pub const AREAS: &[(&str, &str, &str)] = &[
    ("United States", "489ce91b-6658-3307-9877-795b68554c98", "US"),
    ("United Kingdom", "8a754a16-0027-3a29-b6d7-2b40ea0481ed", "GB"),
    ("[Worldwide]", "525d4e18-3d00-31b9-a58b-a146a916de8f", "XW"),
    ("Germany", "85752fda-13c4-31a3-bee5-0e5cb1f51dad", "DE"),
    ("Japan", "2db42837-c832-3c27-b4a3-08198f75693c", "JP"),
    ("France", "08310658-51eb-3801-80de-5a0739207115", "FR"),
    ("Canada", "71bbafaa-e825-3e15-8ca9-017dcad1748b", "CA"),
    ("Australia", "106e0bec-b638-3b37-b731-f53d507dc00e", "AU"),
    ("Sweden", "23d10872-f5ae-3f0c-bf55-332788a16ecb", "SE"),
    ("Europe", "89a675c2-3e37-3518-b83c-418bad59a85a", "XE"),
];

/// A type and its id, under a key and the key with `-id`; both null where there is none.
pub fn typed(json: &mut Json, key: &str, id: &str, named: Option<Named>) {
    json.maybe(key, named.map(|(name, _)| name));
    json.maybe(id, named.map(|(_, id)| id));
}

/// What is under another licence in the real dumps, and empty here.
pub fn untagged(json: &mut Json) {
    json.empty("tags");
    json.empty("genres");
}

pub fn unrated(json: &mut Json) {
    json.null("annotation");
    json.nested("rating", |json| {
        json.null("value");
        json.number("votes-count", 0);
    });
}

pub fn area(json: &mut Json, key: &str, (name, id, code): (&str, &str, &str)) {
    json.nested(key, |json| {
        json.text("id", id);
        json.text("name", name);
        json.text("sort-name", name);
        json.text("disambiguation", "");
        json.null("type");
        json.null("type-id");
        json.texts("iso-3166-1-codes", [code]);
    });
}

pub fn mbid(json: &mut Json, world: &World, kind: Kind, number: u64) {
    json.text("id", world.uuid(kind, number).as_hyphenated().encode_lower(&mut uuid::Uuid::encode_buffer()));
}

pub fn artist_id(json: &mut Json, world: &World, person: Person) {
    if person == VARIOUS_ARTISTS {
        json.text("id", "89ad4ac3-39f7-470e-963a-56509c546377");
    } else {
        mbid(json, world, Kind::Person, person.0);
    }
}

pub fn artist_type(world: &World, person: Person) -> Named {
    match person {
        VARIOUS_ARTISTS => OTHER,
        person if world.is_group(person) => GROUP,
        _ => PERSON,
    }
}

pub fn artist_country(world: &World, person: Person) -> Option<(&'static str, &'static str, &'static str)> {
    let mut draw = world.draw(Kind::Area, person.0);
    (person != VARIOUS_ARTISTS && draw.permille(600)).then(|| draw.pick(AREAS))
}

pub fn artist_disambiguation(world: &World, person: Person) -> &'static str {
    match person {
        VARIOUS_ARTISTS => "add compilations to this artist",
        person if world.is_composer(person) => "film composer",
        person => {
            world.draw(Kind::Area, person.0).apart(1).pick(&["", "", "", "", "rapper", "singer‐songwriter", "pop band"])
        }
    }
}

/// An artist as it stands in the documents of others; `full` with lists that are empty.
pub fn artist(json: &mut Json, world: &World, person: Person, full: bool) {
    let name = world.name(person);
    artist_id(json, world, person);
    json.text("name", &name.name);
    json.text("sort-name", &name.sort);
    json.text("disambiguation", artist_disambiguation(world, person));
    typed(json, "type", "type-id", Some(artist_type(world, person)));
    json.maybe("country", artist_country(world, person).map(|(_, _, code)| code));
    if full {
        json.empty("aliases");
        untagged(json);
    }
}

pub fn credit(json: &mut Json, world: &World, credit: &[Credit], full: bool) {
    json.objects("artist-credit", credit, |json, credited| {
        let name = world.name(credited.person);
        // A few are credited by the name that others can read.
        let latin = name.latin.filter(|_| world.draw(Kind::Name, credited.person.0).apart(2).permille(300));
        json.text("name", latin.as_deref().unwrap_or(&name.name));
        json.text("joinphrase", credited.join);
        json.nested("artist", |json| artist(json, world, credited.person, full));
    });
}

/// A relation. `target` writes what it leads to, under its own key.
pub fn relation(
    json: &mut Json,
    (name, id): Named,
    (direction, target_type): (&str, &str),
    attributes: &[Named],
    target: impl FnOnce(&mut Json),
) {
    json.item(|json| {
        json.text("type", name);
        json.text("type-id", id);
        json.text("direction", direction);
        json.text("target-type", target_type);
        json.texts("attributes", attributes.iter().map(|(name, _)| name));
        json.nested("attribute-ids", |json| attributes.iter().for_each(|(name, id)| json.text(name, id)));
        json.nested("attribute-values", |_| {});
        json.null("begin");
        json.null("end");
        json.flag("ended", false);
        json.text("source-credit", "");
        json.text("target-credit", "");
        json.nested(target_type, target);
    });
}

/// A relation to an address. `number` is one that no other address has.
pub fn address(json: &mut Json, world: &World, named: Named, direction: &str, number: u64, resource: &str) {
    relation(json, named, (direction, "url"), &[], |json| {
        mbid(json, world, Kind::Url, number);
        json.text("resource", resource);
    });
}

/// How a recording plays a work: `cover` is set by editors, who forget it.
pub fn attributes(world: &World, performance: Performance, medley: bool) -> Vec<Named> {
    let number = world.recording_number(performance.recording);
    let mut draw = world.draw(Kind::Cover, number).apart(1);
    let (flagged, rest) = (draw.permille(750), draw.below(1_000));
    let mut attributes = Vec::new();
    if performance.cover && flagged && !by_first_performer(world, performance) {
        attributes.push(COVER);
    }
    let other = match (performance.cover, rest) {
        (true, 0..90) | (false, 0..10) => Some(LIVE),
        (true, 90..150) | (false, 10..30) => Some(INSTRUMENTAL),
        (_, 990..) => Some(PARTIAL),
        _ => None,
    };
    attributes.extend(other);
    if medley {
        attributes.push(MEDLEY);
    }
    attributes
}

fn by_first_performer(world: &World, performance: Performance) -> bool {
    let first = world.original(performance.work).map(|original| world.recording_credit(original.recording));
    let [first, this] = [first.unwrap_or_default(), world.recording_credit(performance.recording)];
    first.first().map(|credit| credit.person) == this.first().map(|credit| credit.person)
}

/// The relations of a recording to the works that it is of.
pub fn performances(json: &mut Json, world: &World, recording: Recording) {
    json.list("relations", |json| {
        let Some(performance) = world.performance(recording) else { return };
        let second = world.medley(performance);
        for performance in std::iter::once(performance).chain(second) {
            let attributes = attributes(world, performance, second.is_some());
            relation(json, PERFORMANCE, ("forward", "work"), &attributes, |json| work(json, world, performance.work));
        }
    });
}

/// A work as it stands in the documents of others.
pub fn work(json: &mut Json, world: &World, work: Work) {
    mbid(json, world, Kind::Work, work);
    json.text("title", &world.work_title(work));
    json.text("disambiguation", "");
    json.empty("attributes");
    let mut draw = world.draw(Kind::Work, work).apart(2);
    let song = !world.is_score(work) && draw.permille(800);
    typed(json, "type", "type-id", song.then_some(SONG));
    let languages: &[&str] = match draw.below(10) {
        0..6 if song => &["eng"],
        6 if song => &["eng", "fra"],
        7 if song => &["jpn"],
        _ => &[],
    };
    json.maybe("language", if languages.len() > 1 { Some("mul") } else { languages.first().copied() });
    json.texts("languages", languages);
    let iswc = draw.permille(400).then(|| {
        let number = draw.below(1_000_000_000);
        format!("T-{:03}.{:03}.{:03}-{}", number / 1_000_000, number / 1_000 % 1_000, number % 1_000, draw.below(10))
    });
    json.texts("iswcs", iswc);
}

/// What recordings have in documents of releases and of their own.
pub fn recording(json: &mut Json, world: &World, recording: Recording, credited: &[Credit]) {
    mbid(json, world, Kind::Recording, world.recording_number(recording));
    json.text("title", &world.recording_title(recording));
    match world.recording_length(recording) {
        Some(length) => json.number("length", length),
        None => json.null("length"),
    }
    json.text("disambiguation", "");
    json.flag("video", false);
    json.texts("isrcs", world.recording_isrc(recording));
    credit(json, world, credited, false);
    performances(json, world, recording);
    json.empty("aliases");
    untagged(json);
    if let Some(date) = world.recording_date(recording) {
        json.text("first-release-date", &date.to_string());
    }
}

/// What release groups have in documents of releases and of their own.
pub fn release_group(json: &mut Json, world: &World, group: Group, credited: &[Credit], full: bool) {
    mbid(json, world, Kind::ReleaseGroup, world.group_number(group));
    json.text("title", &world.group_title(group));
    json.text("disambiguation", "");
    typed(json, "primary-type", "primary-type-id", Some(primary_type(world, group)));
    let secondary = secondary_types(world, group);
    json.texts("secondary-types", secondary.iter().map(|(name, _)| name));
    json.texts("secondary-type-ids", secondary.iter().map(|(_, id)| id));
    json.text("first-release-date", &world.group_date(group).map(|date| date.to_string()).unwrap_or_default());
    credit(json, world, credited, full);
    json.empty("aliases");
    untagged(json);
}

/// Soundtracks: album 89.5 %, single 5.6 %, EP 4.7 %. Elsewhere it follows from the number of tracks.
fn primary_type(world: &World, group: Group) -> Named {
    const ALBUM: Named = ("Album", "f529b476-6e62-324f-b0aa-1f3e33d313fc");
    const SINGLE: Named = ("Single", "d6038452-8ee0-3f68-affc-2de9a1ede0b9");
    const EP: Named = ("EP", "6d0c5bf6-7a33-3420-a519-44fc63eedebf");
    match (group.shelf.soundtrack(), world.group_tracks(group)) {
        (true, 0..5) => SINGLE,
        (true, 5) => EP,
        (false, 0..4) => SINGLE,
        (false, 4..8) => EP,
        _ => ALBUM,
    }
}

fn secondary_types(world: &World, group: Group) -> Vec<Named> {
    const SOUNDTRACK: Named = ("Soundtrack", "22a628ad-c082-3c4f-b1b6-d41665107b88");
    const COMPILATION: Named = ("Compilation", "dd2a21e1-0c00-3729-a7a0-de60b84eb5d1");
    const LIVE: Named = ("Live", "6fd474e2-6b58-3102-9d17-d6f7eb7da0a0");
    let mut draw = world.draw(Kind::ReleaseGroup, world.group_number(group)).apart(7);
    match group.shelf {
        Shelf::Compilations => vec![COMPILATION],
        shelf if shelf.soundtrack() && draw.permille(15) => vec![COMPILATION, SOUNDTRACK],
        shelf if shelf.soundtrack() => vec![SOUNDTRACK],
        _ if draw.permille(40) => vec![LIVE],
        _ => Vec::new(),
    }
}

/// The date and place of a release, if it is known to have come out.
pub fn events(json: &mut Json, world: &World, edition: Edition) {
    let Some(date) = edition.date else { return };
    let mut draw = world.draw(Kind::Area, edition.number).apart(2);
    let place = (!draw.permille(80)).then(|| draw.pick(AREAS));
    json.text("date", &date.to_string());
    json.maybe("country", place.map(|(_, _, code)| code));
    // Some came out in two places, and are known by the first of them.
    let other =
        (place.is_some() && draw.permille(60)).then(|| (Date { year: date.year + 1, month: 0, day: 0 }, AREAS[4]));
    json.objects(
        "release-events",
        std::iter::once((date, place)).chain(other.map(|(date, at)| (date, Some(at)))),
        |json, (date, at)| {
            json.text("date", &date.to_string());
            match at {
                Some(at) => area(json, "area", at),
                None => json.null("area"),
            }
        },
    );
}
