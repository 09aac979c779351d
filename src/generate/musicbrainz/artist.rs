//! Artists, with their other names, their addresses elsewhere and the songs that they wrote.

use super::{
    parts::{self, Named},
    work,
};
use crate::generate::{
    chance::Kind,
    json::Json,
    world::{Date, Person, VARIOUS_ARTISTS, World},
};

const MALE: Named = ("Male", "36d3d30a-839d-3eda-8cb3-29be4384e4a9");
const FEMALE: Named = ("Female", "93452b5a-a947-30c8-934f-6a4056b151c2");
const ARTIST_NAME: Named = ("Artist name", "894afba6-2816-3c24-8072-eadb66bd04bc");
const SEARCH_HINT: Named = ("Search hint", "1937e404-b981-3cb7-8151-4c86ebfc8d8e");
const IMDB: Named = ("IMDb", "94c8b0cc-4477-4106-932c-da60e63de61c");
const WIKIDATA: Named = ("wikidata", "689870a4-a1e4-4912-b17f-7b2664215698");
const DISCOGS: Named = ("discogs", "04a5b104-a4c2-4bac-99a1-7b837c37d9e4");

pub fn document(world: &World, number: u64, json: &mut Json) {
    let person = Person(number);
    let mut draw = world.draw(Kind::Person, number).apart(8);
    let alone = person != VARIOUS_ARTISTS && !world.is_group(person);
    json.object(|json| {
        let name = world.name(person);
        parts::artist_id(json, world, person);
        json.text("name", &name.name);
        json.text("sort-name", &name.sort);
        json.text("disambiguation", parts::artist_disambiguation(world, person));
        parts::typed(json, "type", "type-id", Some(parts::artist_type(world, person)));
        let gender = draw.weighted(&[(50, Some(MALE)), (25, Some(FEMALE)), (25, None)]);
        parts::typed(json, "gender", "gender-id", gender.filter(|_| alone));
        let area = parts::artist_country(world, person);
        json.maybe("country", area.map(|(_, _, code)| code));
        match area {
            Some(area) => parts::area(json, "area", area),
            None => json.null("area"),
        }
        json.null("begin-area");
        json.null("end-area");
        let (born, died) = (world.born(person).filter(|_| alone), world.died(person).filter(|_| alone));
        json.nested("life-span", |json| {
            json.maybe("begin", born.as_ref().map(Date::to_string).as_deref());
            json.maybe("end", died.as_ref().map(Date::to_string).as_deref());
            json.flag("ended", died.is_some());
        });
        json.texts("ipis", draw.permille(100).then(|| format!("{:011}", draw.below(10_000_000_000))));
        json.texts("isnis", draw.permille(200).then(|| format!("{:016}", draw.below(10_000_000_000_000))));
        // 44 % have other names.
        let hint = draw.permille(380).then(|| (format!("{}.", name.name), SEARCH_HINT, None));
        let latin = name.latin.filter(|_| alone).map(|latin| (latin, ARTIST_NAME, Some("en")));
        json.objects("aliases", latin.into_iter().chain(hint.filter(|_| alone)), |json, (alias, named, locale)| {
            json.text("name", &alias);
            json.text("sort-name", if locale.is_some() { &name.sort } else { &alias });
            parts::typed(json, "type", "type-id", Some(named));
            json.maybe("locale", locale);
            json.literal("primary", if locale.is_some() { "true" } else { "null" });
            json.null("begin");
            json.null("end");
            json.flag("ended", false);
        });
        parts::untagged(json);
        parts::unrated(json);
        json.list("relations", |json| relations(world, person, json));
    });
}

fn relations(world: &World, person: Person, json: &mut Json) {
    let mut draw = world.draw(Kind::Url, person.0).apart(3);
    let (imdb, wikidata, discogs) = (draw.permille(700), draw.permille(800), draw.permille(300));
    for (song, writer) in world.songs_of(person) {
        parts::relation(json, work::role(writer), ("forward", "work"), &[], |json| parts::work(json, world, song));
    }
    if let Some(nconst) = world.nconst(person).filter(|_| imdb && person != VARIOUS_ARTISTS) {
        let url = format!("https://www.imdb.com/name/{nconst}/");
        parts::address(json, world, IMDB, "forward", person.0 * 8 + 5, &url);
    }
    if let Some(item) = world.person_item(person).filter(|_| wikidata) {
        let url = format!("https://www.wikidata.org/wiki/Q{item}");
        parts::address(json, world, WIKIDATA, "forward", item * 8 + 6, &url);
    }
    if discogs {
        let url = format!("https://www.discogs.com/artist/{}", 1_000 + person.0);
        parts::address(json, world, DISCOGS, "forward", person.0 * 8 + 7, &url);
    }
}
