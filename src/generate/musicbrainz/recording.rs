//! Recordings on no release: the dump of recordings has no others.

use super::parts;
use crate::generate::{
    json::Json,
    world::{Recording, Shelf, World},
};

pub fn document(world: &World, number: u64, json: &mut Json) {
    let recording = Recording { shelf: Shelf::Standalone, number };
    json.object(|json| {
        parts::recording(json, world, recording, &world.recording_credit(recording));
        parts::unrated(json);
    });
}
