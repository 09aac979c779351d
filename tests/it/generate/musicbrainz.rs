//! The documents of MusicBrainz: every key that real ones have, in the proportions of real ones, and none that another
//! document contradicts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{documents, list, near, share, string, text};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// All tracks, with the release that they are on.
fn tracks(releases: &[Value]) -> impl Iterator<Item = (&Value, &Value)> {
    let media = releases.iter().flat_map(|release| list(&release["media"]).iter().map(move |medium| (release, medium)));
    media.flat_map(|(release, medium)| list(&medium["tracks"]).iter().map(move |track| (release, track)))
}

/// Every recording, once.
fn recordings(releases: &[Value]) -> HashMap<&str, &Value> {
    tracks(releases).map(|(_, track)| (string(&track["recording"]["id"]), &track["recording"])).collect()
}

fn soundtrack(group: &Value) -> bool {
    list(&group["secondary-types"]).iter().any(|kind| kind == "Soundtrack")
}

fn performances(of: &Value) -> impl Iterator<Item = &Value> {
    list(&of["relations"]).iter().filter(|relation| relation["type"] == "performance")
}

#[test]
fn documents_have_the_keys_of_real_ones() {
    const COMMON: &str = "aliases annotation disambiguation genres id relations tags";
    for (entity, own) in [
        (
            "artist",
            "area begin-area country end-area gender gender-id ipis isnis life-span name rating sort-name type type-id",
        ),
        (
            "release-group",
            "artist-credit first-release-date primary-type primary-type-id rating secondary-type-ids secondary-types title",
        ),
        (
            "release",
            "artist-credit asin barcode cover-art-archive label-info media packaging packaging-id quality release-group \
             status status-id text-representation title",
        ),
        ("work", "attributes iswcs language languages rating title type type-id"),
        ("recording", "artist-credit isrcs length rating title video"),
    ] {
        let expected: BTreeSet<&str> = COMMON.split(' ').chain(own.split(' ')).collect();
        let documents = documents(entity);
        assert!(!documents.is_empty());
        for document in documents {
            let mut keys: BTreeSet<&str> = keys(document).into_iter().collect();
            // Those that are left out where nothing is known.
            match entity {
                "release" => {
                    let known = ["date", "country", "release-events"].map(|key| keys.remove(key));
                    assert!(known == [true; 3] || known == [false; 3], "{document}");
                }
                "recording" => assert!(!keys.contains("first-release-date"), "on a release: {document}"),
                _ => {}
            }
            assert_eq!(keys, expected, "{entity}");
        }
    }

    let releases = documents("release");
    for (_, track) in tracks(releases) {
        assert_eq!(keys(track), ["artist-credit", "id", "length", "number", "position", "recording", "title"]);
        assert!(track["number"].is_string() && track["position"].is_u64());
        let recording = &track["recording"];
        for key in "aliases artist-credit disambiguation genres id isrcs length relations tags title video".split(' ') {
            assert!(recording.get(key).is_some(), "{key} is missing in {recording}");
        }
    }
    let relation = documents("work").iter().find_map(|work| performances(work).next()).unwrap();
    assert_eq!(
        keys(relation),
        "attribute-ids attribute-values attributes begin direction end ended recording source-credit target-credit \
         target-type type type-id"
            .split(' ')
            .collect::<Vec<_>>()
    );
    assert_eq!(keys(&relation["recording"]), ["disambiguation", "id", "length", "title", "video"]);
}

#[test]
fn keys_come_in_any_order() {
    let text = text("release-group.jsonl");
    let first: BTreeSet<&str> = text.lines().map(|line| line.split('"').nth(1).unwrap()).collect();
    assert!(first.len() > 8, "documents begin with {first:?}");
}

#[test]
fn ids_are_given_once() {
    for entity in ["artist", "release-group", "release", "work", "recording"] {
        let documents = documents(entity);
        let ids: HashSet<&str> = documents.iter().map(|document| string(&document["id"])).collect();
        assert_eq!(ids.len(), documents.len(), "{entity}");
        assert!(ids.iter().all(|id| id.len() == 36 && id.bytes().filter(|byte| *byte == b'-').count() == 4));
    }
    assert!(documents("artist").iter().any(|artist| artist["id"] == "89ad4ac3-39f7-470e-963a-56509c546377"));
}

#[test]
fn documents_refer_to_documents() {
    let ids =
        |entity| -> HashSet<String> { documents(entity).iter().map(|one| string(&one["id"]).to_owned()).collect() };
    let (artists, groups, works) = (ids("artist"), ids("release-group"), ids("work"));
    let releases = documents("release");
    let mut released = HashSet::new();
    for release in releases {
        assert!(groups.contains(string(&release["release-group"]["id"])));
        released.insert(string(&release["release-group"]["id"]));
    }
    assert_eq!(released.len(), groups.len(), "a release group has no release");
    let alone = ids("recording");
    for (id, recording) in recordings(releases) {
        assert!(!alone.contains(id), "{id} is on a release");
        for credit in list(&recording["artist-credit"]) {
            assert!(artists.contains(string(&credit["artist"]["id"])));
        }
        for performance in performances(recording) {
            assert!(works.contains(string(&performance["work"]["id"])));
        }
    }
}

/// A recording names its works, a work its recordings, and both say how it is played.
#[test]
fn works_and_recordings_agree() {
    type Edges = BTreeSet<(String, String, String)>;
    let edge = |work: &Value, recording: &Value, performance: &Value| {
        (string(&work["id"]).to_owned(), string(&recording["id"]).to_owned(), performance["attributes"].to_string())
    };
    let (releases, works, alone) = (documents("release"), documents("work"), documents("recording"));
    let heard: Edges = recordings(releases)
        .into_values()
        .chain(alone)
        .flat_map(|recording| performances(recording).map(|one| edge(&one["work"], recording, one)))
        .collect();
    let written: Edges =
        works.iter().flat_map(|work| performances(work).map(|one| edge(work, &one["recording"], one))).collect();
    assert!(heard.iter().any(|(.., attributes)| attributes.contains("medley")), "there is no medley");
    assert_eq!(heard, written);
}

/// What an artist wrote stands with the artist and with the work.
#[test]
fn writers_and_works_agree() {
    let edges = |documents: &[Value], target: &str| -> BTreeSet<[String; 3]> {
        let edges = documents.iter().flat_map(|document| {
            let own = list(&document["relations"]).iter().filter(|relation| relation["target-type"] == target);
            own.map(|relation| {
                [&relation["type"], &document["id"], &relation[target]["id"]].map(|part| string(part).to_owned())
            })
        });
        edges.collect()
    };
    let works = documents("work");
    let (scores, songs): (Vec<Value>, Vec<Value>) = works.iter().cloned().partition(|work| {
        // A score has one composer, or several, and no one else.
        let artists: Vec<_> = list(&work["relations"]).iter().filter(|one| one["target-type"] == "artist").collect();
        artists.iter().all(|one| one["type"] == "composer" && one["artist"]["disambiguation"] == "film composer")
    });
    assert!(!scores.is_empty());
    let by_work: BTreeSet<[String; 3]> =
        edges(&songs, "artist").into_iter().map(|[role, work, artist]| [role, artist, work]).collect();
    let by_artist = edges(documents("artist"), "work");
    assert!(!by_work.is_empty());
    assert!(by_work.is_subset(&by_artist), "{:?}", by_work.difference(&by_artist).next());
}

#[test]
fn no_cover_is_older_than_what_it_covers() {
    let (releases, works) = (documents("release"), documents("work"));
    let recordings = recordings(releases);
    let year = |performance: &Value| {
        let recording = recordings.get(string(&performance["recording"]["id"]))?;
        Some(string(recording.get("first-release-date")?)[..4].parse::<u64>().unwrap())
    };
    let mut compared = 0;
    for work in works {
        let mut years = performances(work).map(year);
        let Some(Some(first)) = years.next() else { continue };
        for cover in years.flatten() {
            assert!(first <= cover, "{work}");
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn proportions_are_those_of_real_data() {
    let (groups, releases, works) = (documents("release-group"), documents("release"), documents("work"));
    near("soundtracks among release groups", share(groups, soundtrack), 0.19, 0.21);
    let soundtracks: Vec<&Value> = groups.iter().filter(|group| soundtrack(group)).collect();
    near("albums among soundtracks", share(&soundtracks, |group| group["primary-type"] == "Album"), 0.85, 0.95);
    let various = |group: &&Value| group["artist-credit"][0]["name"] == "Various Artists";
    near("Various Artists on soundtracks", share(&soundtracks, various), 0.03, 0.15);
    near("single names", share(groups, |group| list(&group["artist-credit"]).len() == 1), 0.8, 0.87);
    near("releases per release group", releases.len() as f64 / groups.len() as f64, 1.2, 1.4);
    near("official releases", share(releases, |release| release["status"] == "Official"), 0.95, 0.99);

    // The most tracks of any release of a release group.
    let mut tracks_of: HashMap<&str, usize> = HashMap::new();
    for release in releases.iter().filter(|release| soundtrack(&release["release-group"])) {
        let tracks: usize = list(&release["media"]).iter().map(|medium| list(&medium["tracks"]).len()).sum();
        let most = tracks_of.entry(string(&release["release-group"]["id"])).or_default();
        *most = tracks.max(*most);
    }
    let counts: Vec<usize> = tracks_of.into_values().collect();
    near("tracks per soundtrack", counts.iter().sum::<usize>() as f64 / counts.len() as f64, 16.5, 18.5);
    near("soundtracks of 8 tracks or more", share(&counts, |count| *count >= 8), 0.7, 0.76);
    near("soundtracks of 20 tracks or more", share(&counts, |count| *count >= 20), 0.39, 0.45);

    let on_soundtracks: HashMap<&str, &Value> = tracks(releases)
        .filter(|(release, _)| soundtrack(&release["release-group"]))
        .map(|(_, track)| (string(&track["recording"]["id"]), &track["recording"]))
        .collect();
    let heard: Vec<&Value> = on_soundtracks.into_values().collect();
    near("works on soundtracks", share(&heard, |one| performances(one).next().is_some()), 0.3, 0.37);
    let all: Vec<&Value> = recordings(releases).into_values().collect();
    near("ISRCs", share(&all, |one| !list(&one["isrcs"]).is_empty()), 0.49, 0.55);
    near("unknown lengths", share(&all, |one| one["length"].is_null()), 0.005, 0.02);
    let flagged =
        |one: &&Value| performances(one).any(|one| list(&one["attributes"]).iter().any(|name| name == "cover"));
    near("flagged covers", share(&all, flagged), 0.03, 0.1);

    let versions: Vec<usize> = works.iter().map(|work| performances(work).count()).collect();
    assert!(versions.iter().all(|count| *count > 0), "a work has no recording");
    let covered: Vec<usize> = versions.iter().copied().filter(|count| *count > 1).collect();
    near("covered works", covered.len() as f64 / works.len() as f64, 0.07, 0.1);
    near("two versions", share(&covered, |count| *count == 2), 0.33, 0.6);
    near("three versions", share(&covered, |count| *count == 3), 0.14, 0.24);
    near("most versions", covered.iter().copied().max().unwrap() as f64, 50.0, 4_000.0);

    let mut credits: BTreeMap<&str, usize> = BTreeMap::new();
    for credit in groups.iter().flat_map(|group| list(&group["artist-credit"])) {
        *credits.entry(string(&credit["artist"]["id"])).or_default() += 1;
    }
    let credits: Vec<usize> = credits.into_values().collect();
    near("artists with one release group", share(&credits, |count| *count == 1), 0.6, 0.72);
}
