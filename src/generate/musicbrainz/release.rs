//! Releases, with their tracks and what is heard on them: nine tenths of all bytes.

use super::parts::{self, Named};
use crate::generate::{
    chance::{Draw, Kind},
    json::Json,
    text,
    world::{Credit, Edition, Status, World},
};

const DIGITAL: Named = ("Digital Media", "907a28d9-b3b2-3ef6-89a8-7b18d91d4794");
const CD: Named = ("CD", "9712d52a-4509-3d4b-a1a2-67c88c643e31");
const VINYL: Named = ("12\" Vinyl", "3e9080b0-5e6c-34ab-bd15-f526b6306a64");
const CASSETTE: Named = ("Cassette", "f5e6e254-8f39-331c-936b-9c69d686dc47");
const JEWEL_CASE: Named = ("Jewel Case", "ec27701a-4a22-37f4-bfac-6616e0f9750a");
const SLEEVE: Named = ("Cardboard/Paper Sleeve", "f7101ce3-0384-39ce-9fde-fbbd0044d35f");
const NO_PACKAGING: Named = ("None", "119eba76-b343-3e02-a292-f0f00644bb9b");

pub fn document(world: &World, number: u64, json: &mut Json) {
    let edition = world.edition(number);
    let group = edition.group;
    let credit = world.group_credit(group);
    let mut draw = world.draw(Kind::Edition, number);
    let format = format(world, edition, &mut draw);
    json.object(|json| {
        parts::mbid(json, world, Kind::Release, number);
        json.text("title", &world.group_title(group));
        json.text("disambiguation", if edition.layer > 3 { "reissue" } else { "" });
        parts::typed(json, "status", "status-id", edition.status.map(status));
        json.text("quality", "normal");
        let packaging = match format {
            Some(DIGITAL) => Some(NO_PACKAGING),
            Some(CD) => draw.weighted(&[(6, Some(JEWEL_CASE)), (4, None)]),
            _ => draw.weighted(&[(6, Some(SLEEVE)), (4, None)]),
        };
        parts::typed(json, "packaging", "packaging-id", packaging);
        // 48 % are not known; some are known to have none.
        match draw.below(100) {
            0..48 => json.null("barcode"),
            48..51 => json.text("barcode", ""),
            _ => json.text("barcode", &format!("{:013}", draw.below(1_000_000_000_000))),
        }
        let asin = draw.permille(80).then(|| format!("B{:09}", draw.below(1_000_000_000)));
        json.maybe("asin", asin.as_deref());
        json.nested("text-representation", |json| {
            json.maybe("language", draw.weighted(&[(85, Some("eng")), (5, Some("jpn")), (10, None)]));
            json.maybe("script", draw.weighted(&[(90, Some("Latn")), (5, Some("Jpan")), (5, None)]));
        });
        let front = draw.permille(600);
        json.nested("cover-art-archive", |json| {
            json.flag("artwork", front);
            json.flag("front", front);
            json.flag("back", false);
            json.flag("darkened", false);
            json.number("count", u64::from(front));
        });
        parts::credit(json, world, &credit, true);
        labels(world, &mut draw, json);
        json.nested("release-group", |json| parts::release_group(json, world, group, &credit, false));
        json.null("annotation");
        json.empty("aliases");
        json.empty("relations");
        parts::untagged(json);
        parts::events(json, world, edition);
        media(world, edition, &credit, format, json);
    });
}

fn status(status: Status) -> Named {
    match status {
        Status::Official => ("Official", "4e304316-386d-3409-af2e-78857eec5cfe"),
        Status::Promotion => ("Promotion", "518ffc83-5cde-34df-8627-81bff5093d92"),
        Status::Bootleg => ("Bootleg", "1156806e-d06a-38bd-83f0-cf2284a808b9"),
        Status::PseudoRelease => ("Pseudo-Release", "41121bb9-3413-3818-8a9a-9742318349aa"),
    }
}

/// What was sold at the time. Of those since 2015, 84 % are digital and 14 % CDs.
fn format(world: &World, edition: Edition, draw: &mut Draw) -> Option<Named> {
    let year = edition.date.map_or_else(|| world.group_year(edition.group), |date| date.year);
    let (digital, cd, vinyl, cassette) = match year {
        ..1983 => (0, 0, 90, 8),
        1983..2005 => (0, 80, 8, 9),
        2005..2015 => (45, 50, 3, 0),
        _ => (84, 13, 2, 0),
    };
    draw.weighted(&[
        (digital, Some(DIGITAL)),
        (cd, Some(CD)),
        (vinyl, Some(VINYL)),
        (cassette, Some(CASSETTE)),
        (2, None),
    ])
}

/// 12 % have none.
fn labels(world: &World, draw: &mut Draw, json: &mut Json) {
    let known = !draw.permille(120);
    let labels = world.groups() / 20 + 1;
    // The least of three, so that a few labels have the most.
    let label = draw.below(labels).min(draw.below(labels)).min(draw.below(labels));
    let unnamed = draw.permille(20);
    let catalogue = draw.permille(500).then(|| format!("ND {:05}", draw.below(100_000)));
    json.objects("label-info", known.then_some(label), |json, label| {
        json.maybe("catalog-number", catalogue.as_deref());
        if unnamed {
            return json.null("label");
        }
        json.nested("label", |json| {
            let name = text::label(&mut world.draw(Kind::Label, label));
            parts::mbid(json, world, Kind::Label, label);
            json.text("name", &name);
            json.text("sort-name", &name);
            json.text("disambiguation", "");
            json.null("label-code");
            parts::typed(json, "type", "type-id", None);
            json.empty("aliases");
            parts::untagged(json);
        });
    });
}

fn media(world: &World, edition: Edition, credit: &[Credit], format: Option<Named>, json: &mut Json) {
    // So many tracks go on a disc, and on a side.
    let (disc, side) = match format {
        Some(CD | DIGITAL) | None if edition.tracks <= 40 && format != Some(CD) => (edition.tracks, 0),
        Some(VINYL) => (16, 8),
        Some(CASSETTE) => (24, 12),
        _ => (26, 0),
    };
    let starts = (0..edition.tracks).step_by(disc.max(1) as usize);
    json.objects("media", starts.zip(1..), |json, (start, position)| {
        let end = (start + disc).min(edition.tracks);
        parts::mbid(json, world, Kind::Medium, edition.number << 8 | position);
        json.number("position", position);
        json.text("title", "");
        parts::typed(json, "format", "format-id", format);
        json.empty("discs");
        json.number("track-count", end - start);
        json.number("track-offset", 0);
        json.objects("tracks", start..end, |json, at| {
            let number = match (at - start, side) {
                (on, 0) => (on + 1).to_string(),
                (on, side) => {
                    let side_number = (position - 1) * 2 + on / side;
                    format!("{}{}", char::from(b'A' + (side_number % 26) as u8), on % side + 1)
                }
            };
            track(world, edition, credit, (at, at - start + 1, &number), json);
        });
    });
}

/// The `at`-th track of the release group, at a place on its disc.
fn track(
    world: &World,
    edition: Edition,
    credit: &[Credit],
    (at, position, number): (u64, u64, &str),
    json: &mut Json,
) {
    let recording = world.recording_at(edition.group, at);
    let own = world.spot(recording).map(|spot| spot.group) == Some(edition.group);
    let credited = if own { world.credit_within(recording, credit) } else { world.recording_credit(recording) };
    let mut draw = world.draw(Kind::Track, edition.number).apart(at);
    parts::mbid(json, world, Kind::Track, edition.number << 12 | at);
    json.number("position", position);
    json.text("number", number);
    let mut title = world.recording_title(recording);
    if draw.permille(20) {
        title.push_str(draw.pick(&[" (from the film)", " (album version)", " (reprise)", " (bonus track)"]));
    }
    json.text("title", &title);
    match world.recording_length(recording) {
        // What is printed on a sleeve differs by a moment.
        Some(length) => json.number("length", length + if draw.permille(200) { draw.below(2_000) } else { 0 }),
        None => json.null("length"),
    }
    parts::credit(json, world, &credited, false);
    json.nested("recording", |json| parts::recording(json, world, recording, &credited));
}
