//! Works, with those who wrote them and all their recordings.

use super::parts::{self, Named};
use crate::generate::{
    chance::Kind,
    json::Json,
    text,
    world::{Role, World},
};

const SECOND_HAND_SONGS: Named = ("secondhandsongs", "b80dff64-9560-445a-b824-c8b432d77a52");

pub fn document(world: &World, number: u64, json: &mut Json) {
    json.object(|json| {
        parts::work(json, world, number);
        let mut draw = world.draw(Kind::Work, number).apart(4);
        let alias = draw.permille(50).then(|| text::title(&mut draw).original);
        json.objects("aliases", alias, |json, alias| {
            json.text("name", &alias);
            json.text("sort-name", &alias);
            for key in ["type", "type-id", "locale", "primary", "begin", "end"] {
                json.null(key);
            }
            json.flag("ended", false);
        });
        parts::untagged(json);
        parts::unrated(json);
        json.list("relations", |json| relations(world, number, json));
    });
}

/// What someone did for a work, as MusicBrainz calls it.
pub fn role(role: Role) -> Named {
    match role {
        Role::Composer => ("composer", "d59d99ea-23d4-4a80-b066-edca32ee158f"),
        Role::Lyricist => ("lyricist", "3e48faba-ec01-47fd-8e89-30e81161661c"),
        Role::Writer => ("writer", "a255bca1-b157-4518-9108-7b147dc3fc68"),
    }
}

fn relations(world: &World, number: u64, json: &mut Json) {
    for (person, did) in world.writers(number) {
        parts::relation(json, role(did), ("backward", "artist"), &[], |json| parts::artist(json, world, person, false));
    }
    let mut covered = false;
    for performance in world.performances(number) {
        covered |= performance.cover;
        // A medley is of this work and of another, whichever of them it was found by.
        let medley = world.performance(performance.recording).and_then(|first| world.medley(first)).is_some();
        let attributes = parts::attributes(world, performance, medley);
        parts::relation(json, parts::PERFORMANCE, ("backward", "recording"), &attributes, |json| {
            let recording = performance.recording;
            parts::mbid(json, world, Kind::Recording, world.recording_number(recording));
            json.text("title", &world.recording_title(recording));
            match world.recording_length(recording) {
                Some(length) => json.number("length", length),
                None => json.null("length"),
            }
            json.text("disambiguation", "");
            json.flag("video", false);
        });
    }
    if covered && world.draw(Kind::Url, number).apart(1).permille(600) {
        let url = format!("https://secondhandsongs.com/work/{}", 1_000 + number);
        parts::address(json, world, SECOND_HAND_SONGS, "backward", number * 8 + 4, &url);
    }
}
