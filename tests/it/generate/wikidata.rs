//! The dump of Wikidata, and that the three sources tell of the same films and people.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{documents, list, near, share, string, text};

const FILMS: [&str; 7] = ["Q11424", "Q24862", "Q506240", "Q93204", "Q202866", "Q20650540", "Q226730"];

fn items() -> Vec<Value> {
    serde_json::from_str(&text("entities.json")).unwrap()
}

/// The values of a property, without those that are wrong and those that are not known.
fn values<'a>(item: &'a Value, property: &str) -> Vec<&'a Value> {
    let statements = item["claims"].get(property).map(list).unwrap_or_default();
    let right = statements.iter().filter(|statement| statement["rank"] != "deprecated");
    right.filter_map(|statement| Some(&statement["mainsnak"].get("datavalue")?["value"])).collect()
}

fn film(item: &&Value) -> bool {
    values(item, "P31").iter().any(|class| FILMS.contains(&string(&class["id"])))
}

#[test]
fn each_line_is_an_entity() {
    let text = text("entities.json");
    assert!(text.is_ascii(), "what is not ASCII is escaped");
    let lines: Vec<&str> = text.strip_suffix('\n').unwrap().split('\n').collect();
    let [first, entities @ .., last] = lines.as_slice() else { panic!("no lines") };
    assert_eq!((*first, *last), ("[", "]"));
    for (at, line) in entities.iter().enumerate() {
        let entity = match line.strip_suffix(',') {
            Some(entity) if at + 1 < entities.len() => entity,
            None if at + 1 == entities.len() => line,
            _ => panic!("a comma too many or too few: {line}"),
        };
        let entity: Value = serde_json::from_str(entity).unwrap();
        assert_eq!(entity["type"], "item");
    }
}

#[test]
fn statements_have_all_that_importers_stumble_over() {
    let items = items();
    let ids: HashSet<&str> = items.iter().map(|item| string(&item["id"])).collect();
    assert_eq!(ids.len(), items.len(), "an item is there twice");
    let (mut ranks, mut snaks, mut precisions) = (HashSet::new(), HashSet::new(), HashSet::new());
    for item in &items {
        for statement in item["claims"].as_object().unwrap().values().flat_map(list) {
            let snak = &statement["mainsnak"];
            ranks.insert(string(&statement["rank"]).to_owned());
            snaks.insert(string(&snak["snaktype"]).to_owned());
            assert_eq!(snak["snaktype"] == "value", snak.get("datavalue").is_some(), "{snak}");
            if snak["datatype"] == "time" {
                let time = &snak["datavalue"]["value"];
                let precision = time["precision"].as_u64().unwrap();
                assert_eq!(precision < 11, string(&time["time"]).contains("-00T"), "{time}");
                precisions.insert(precision);
            }
        }
    }
    assert_eq!(ranks.len(), 3, "{ranks:?}");
    assert_eq!(snaks.len(), 3, "{snaks:?}");
    assert_eq!(precisions, HashSet::from([9, 10, 11]));
    for key in ["aliases", "sitelinks", "descriptions"] {
        assert!(items.iter().any(|item| item[key].is_array()), "no list stands for an empty object in {key}");
        assert!(items.iter().all(|item| item[key].is_object() || item[key] == Value::Array(Vec::new())));
    }
}

#[test]
fn proportions_are_those_of_real_data() {
    let items = items();
    let films: Vec<&Value> = items.iter().filter(film).collect();
    assert_eq!(films.len(), 1_000);
    let directors: Vec<usize> = films.iter().map(|film| list(&film["claims"]["P57"]).len()).collect();
    near("films with one director", share(&directors, |count| *count == 1), 0.9, 0.94);
    near("films with two directors", share(&directors, |count| *count == 2), 0.05, 0.09);
    near("films of a subclass", share(&films, |film| values(film, "P31")[0]["id"] != "Q11424"), 0.15, 0.25);
    near("series", share(&films, |film| !values(film, "P179").is_empty()), 0.03, 0.08);

    // The soundtracks of a film, as far as Wikidata knows them: 60 % of them are there, 80 % of those with the film.
    let albums: Vec<usize> = films.iter().map(|film| values(film, "P406").len()).filter(|count| *count > 0).collect();
    near("films with a soundtrack", albums.len() as f64 / films.len() as f64, 0.05, 0.1);
    near("films with one", share(&albums, |count| *count == 1), 0.9, 1.0);
}

/// Films by id of IMDb, soundtracks by MBID and by address, people by id of IMDb and by MBID.
#[test]
fn sources_are_joined_by_ids() {
    let items = items();
    let films: HashMap<&str, &Value> = items
        .iter()
        .filter(film)
        .flat_map(|film| values(film, "P345").into_iter().map(move |id| (string(id), film)))
        .collect();
    let by_id: HashMap<&str, &Value> = items.iter().map(|item| (string(&item["id"]), item)).collect();
    let basics = text("title.basics.tsv");
    let titles: HashMap<&str, Vec<&str>> =
        basics.lines().skip(1).map(|row| row.split('\t').collect::<Vec<_>>()).map(|row| (row[0], row)).collect();
    for (id, film) in &films {
        let title = string(&values(film, "P1476")[0]["text"]);
        assert_eq!(titles[id][3], title, "{id}");
    }

    let names = text("name.basics.tsv");
    let names: HashSet<&str> = names.lines().map(|row| row.split('\t').next().unwrap()).collect();
    let artists = documents("artist");
    let artists: HashSet<&str> = artists.iter().map(|artist| string(&artist["id"])).collect();
    let mut people = 0;
    for item in &items {
        for id in values(item, "P345").into_iter().map(string).filter(|id| id.starts_with("nm")) {
            assert!(names.contains(id), "{id}");
            people += 1;
        }
        assert!(values(item, "P434").into_iter().all(|mbid| artists.contains(string(mbid))));
        for property in ["P57", "P58", "P86", "P161", "P175", "P179", "P406"] {
            assert!(values(item, property).iter().all(|item| by_id.contains_key(string(&item["id"]))), "{property}");
        }
    }
    assert!(people > 1_000, "{people}");

    let groups = documents("release-group");
    let groups: HashMap<&str, &Value> = groups.iter().map(|group| (string(&group["id"]), group)).collect();
    let albums = items.iter().flat_map(|item| values(item, "P436").into_iter().map(move |mbid| (item, string(mbid))));
    let mut joined = 0;
    for (item, mbid) in albums {
        assert_eq!(groups[mbid]["title"], item["labels"]["en"]["value"]);
        joined += 1;
    }
    assert!(joined > 50, "{joined}");

    let (mut by_imdb, mut by_wikidata) = (0, 0);
    for relation in groups.values().flat_map(|group| list(&group["relations"])) {
        let last = string(&relation["url"]["resource"]).trim_end_matches('/').rsplit('/').next().unwrap();
        match string(&relation["type"]) {
            // A few films have no id of IMDb at Wikidata.
            "IMDb" => {
                assert!(titles.contains_key(last), "{last}");
                by_imdb += usize::from(films.contains_key(last));
            }
            "wikidata" => {
                assert!(by_id.contains_key(last), "{last}");
                by_wikidata += 1;
            }
            _ => {}
        }
    }
    assert!(by_imdb > 30 && by_wikidata > 40, "{by_imdb} {by_wikidata}");
}
