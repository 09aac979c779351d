//! Release groups, with the addresses by which they are joined to films.

use super::parts::{self, Named};
use crate::generate::{chance::Kind, json::Json, world::World};

const IMDB: Named = ("IMDb", "85b0a010-3237-47c7-8476-6fcefd4761af");
const WIKIDATA: Named = ("wikidata", "b988d08c-5d86-4a57-9557-c83b399e3580");
const DISCOGS: Named = ("discogs", "99e550f3-5ab4-3110-b5b9-fe01d970b126");

pub fn document(world: &World, number: u64, json: &mut Json) {
    let group = world.group(number);
    json.object(|json| {
        parts::release_group(json, world, group, &world.group_credit(group), true);
        parts::unrated(json);
        json.list("relations", |json| {
            let mut draw = world.draw(Kind::Url, number).apart(2);
            let (old, wikidata, discogs) = (draw.permille(50), draw.permille(600), draw.permille(250));
            let film = world.film_of(group).filter(|_| world.names_film(group));
            // A few are of two films.
            let second = film.filter(|_| draw.permille(20)).map(|film| (film + 1) % world.films());
            for film in film.into_iter().chain(second) {
                // Older addresses were not changed to the form of today.
                let host = if old { "http://www.imdb.com" } else { "https://www.imdb.com" };
                // The address belongs to the film, and every soundtrack of it has the same.
                let url = format!("{host}/title/{}/", world.tconst(film));
                parts::address(json, world, IMDB, "forward", film * 8 + u64::from(old), &url);
            }
            if let Some(item) = world.group_item(group).filter(|_| wikidata) {
                let url = format!("https://www.wikidata.org/wiki/Q{item}");
                parts::address(json, world, WIKIDATA, "forward", item * 8 + 2, &url);
            }
            if discogs {
                let url = format!("https://www.discogs.com/master/{}", 1_000 + number);
                parts::address(json, world, DISCOGS, "forward", number * 8 + 3, &url);
            }
        });
    });
}
