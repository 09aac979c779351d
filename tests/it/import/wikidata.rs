//! Dumps of Wikidata: what is kept of one, in whatever order its lines are.

use std::{
    fs,
    path::{Path, PathBuf},
};

use entity::{CreditRole, FilmKind};
use needledrop::import::wikidata::read;
use tempfile::TempDir;

use super::{import_once, import_twice, rejected};
use crate::{graph::Graph, support};

/// Entities as Wikidata publishes them (CC0), among them one film, a property, a lexeme and people.
const REAL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/import/data/wikidata-entities.json.gz");

/// A film, its director, its album, the album's artist and label, its series; and lines that are none of that.
const LINES: &[&str] = &[
    r#"{"type":"item","id":"Q30","labels":{"en":{"language":"en","value":"Drive OST"}},"aliases":[],"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":4176708,"id":"Q4176708"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P436":[{"mainsnak":{"snaktype":"value","property":"P436","datavalue":{"value":"861A6FE3-C1C7-3C36-856F-EB9FDDDB383F","type":"string"}},"type":"statement","rank":"normal"}],"P175":[{"mainsnak":{"snaktype":"value","property":"P175","datavalue":{"value":{"entity-type":"item","numeric-id":40,"id":"Q40"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P264":[{"mainsnak":{"snaktype":"value","property":"P264","datavalue":{"value":{"entity-type":"item","numeric-id":50,"id":"Q50"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q10","labels":{"en":{"language":"en","value":"Drive"}},"aliases":{},"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":11424,"id":"Q11424"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P57":[{"mainsnak":{"snaktype":"value","property":"P57","datavalue":{"value":{"entity-type":"item","numeric-id":20,"id":"Q20"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"},{"mainsnak":{"snaktype":"somevalue","property":"P57"},"type":"statement","rank":"normal"}],"P161":[{"mainsnak":{"snaktype":"value","property":"P161","datavalue":{"value":{"entity-type":"item","numeric-id":404,"id":"Q404"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P406":[{"mainsnak":{"snaktype":"value","property":"P406","datavalue":{"value":{"entity-type":"item","numeric-id":30,"id":"Q30"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P179":[{"mainsnak":{"snaktype":"value","property":"P179","datavalue":{"value":{"entity-type":"item","numeric-id":60,"id":"Q60"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}],"P577":[{"mainsnak":{"snaktype":"value","property":"P577","datavalue":{"value":{"time":"+2011-09-16T00:00:00Z","precision":11,"calendarmodel":"http://www.wikidata.org/entity/Q1985727"},"type":"time"}},"type":"statement","rank":"normal"}],"P345":[{"mainsnak":{"snaktype":"value","property":"P345","datavalue":{"value":"tt0780504","type":"string"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q20","labels":{"mul":{"language":"mul","value":"Nicolas Winding Refn"}},"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":5},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q21","labels":{"en":{"language":"en","value":"Someone Else"}},"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":5},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q40","labels":{"en":{"language":"en","value":"Cliff Martinez"}},"claims":{"P434":[{"mainsnak":{"snaktype":"value","property":"P434","datavalue":{"value":"974fa09f-8761-4fbb-b156-390417d125ae","type":"string"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q50","labels":{"en":{"language":"en","value":"Lakeshore"}},"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":18127,"id":"Q18127"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q60","labels":{"en":{"language":"en","value":"Drive series"}},"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":24856,"id":"Q24856"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q70","labels":[],"claims":{"P31":[{"mainsnak":{"snaktype":"value","property":"P31","datavalue":{"value":{"entity-type":"item","numeric-id":11424,"id":"Q11424"},"type":"wikibase-entityid"}},"type":"statement","rank":"normal"}]}}"#,
    r#"{"type":"item","id":"Q71","labels":{},"claims":{"P31":"Q5" "#,
    r#"{"type":"item","id":"Q72","labels":7,"claims":{"P31":["Q5"]}}"#,
    r#"{"type":"property","id":"P57","datatype":"wikibase-item","labels":{},"claims":{}}"#,
];

fn dump(folder: &Path, lines: impl Iterator<Item = &'static str>, end: &str) -> PathBuf {
    let path = folder.join("wikidata-20260831-all.json");
    let lines: Vec<&str> = lines.collect();
    fs::write(&path, format!("[{end}{}{end}]{end}", lines.join(&format!(",{end}")))).unwrap();
    path
}

#[tokio::test]
async fn a_real_film_is_read_as_it_is() {
    support::everywhere(async |fresh| {
        let folder = TempDir::new().unwrap();
        let report = import_twice(&fresh, folder.path(), |run| read(run, &[PathBuf::from(REAL)])).await;
        // A film and two people, of whom it names none: its director, producer and nine of its cast are not in the file.
        assert_eq!((report.read, report.kept, report.rejected), (9, 3, 0));
        assert_eq!(report.catalogue.left_out, 11);
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.len(), 1);
        let film = &graph.films[0];
        assert_eq!(
            (film.title.as_str(), film.release_year, film.kind),
            ("City Streets", Some(1931), FilmKind::Feature)
        );
        let ids: Vec<&str> = graph.identifiers.iter().map(|row| row.value.as_str()).collect();
        assert!(ids.contains(&"tt0021750") && ids.contains(&"Q2262932"), "{ids:?}");
        assert!(graph.artists.is_empty());
    })
    .await;
}

#[tokio::test]
async fn films_come_with_all_that_they_name_wherever_it_stands() {
    support::everywhere(async |fresh| {
        let folder = TempDir::new().unwrap();
        let path = dump(folder.path(), LINES.iter().copied(), "\n");
        let report = import_twice(&fresh, folder.path(), move |run| read(run, std::slice::from_ref(&path))).await;
        assert_eq!((report.kept, report.rejected, report.catalogue.left_out), (7, 3, 1));
        let reasons = rejected(folder.path());
        assert_eq!(reasons.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [9, 10, 11]);
        assert_eq!(reasons[0].1, "the film has neither a title nor a label");
        assert_eq!(reasons[1].1, "it is no JSON object");
        assert!(reasons[2].1.starts_with("invalid type: integer `7`, expected a map"), "{}", reasons[2].1);

        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(), ["Drive"]);
        assert_eq!(graph.films[0].series_id, Some(graph.series[0].id));
        // No one is there whom no film names.
        let mut artists: Vec<&str> = graph.artists.iter().map(|artist| artist.name.as_str()).collect();
        artists.sort_unstable();
        assert_eq!(artists, ["Cliff Martinez", "Nicolas Winding Refn"]);
        assert_eq!(graph.credits.iter().map(|credit| credit.role).collect::<Vec<_>>(), [CreditRole::Director]);
        let soundtrack = &graph.soundtracks[0];
        assert_eq!((soundtrack.title.as_str(), soundtrack.label.as_deref()), ("Drive OST", Some("Lakeshore")));
        assert!(graph.film_soundtracks[0].primary);
        assert_eq!(graph.sources[0].version.as_deref(), Some("2026-08-31"));
        let ids: Vec<&str> = graph.identifiers.iter().map(|row| row.value.as_str()).collect();
        assert!(ids.contains(&"861a6fe3-c1c7-3c36-856f-eb9fdddb383f"), "{ids:?}");
    })
    .await;
}

/// The order of a dump's lines is that of nothing, and must not be seen in the graph.
#[tokio::test]
async fn the_order_of_the_lines_makes_no_difference() {
    let folder = TempDir::new().unwrap();
    let forth = dump(folder.path(), LINES.iter().copied(), "\n");
    let first = support::on_sqlite().await;
    import_once(&first, folder.path(), move |run| read(run, &[forth])).await.unwrap();
    let back = dump(folder.path(), LINES.iter().rev().copied(), "\r\n");
    let second = support::on_sqlite().await;
    import_once(&second, folder.path(), move |run| read(run, &[back])).await.unwrap();
    assert_eq!(Graph::read(&first.read).await, Graph::read(&second.read).await);
}

/// Items have numbers of fewer digits. What has more is none, and stops nothing.
#[tokio::test]
async fn numbers_beyond_those_of_items_are_none() {
    let folder = TempDir::new().unwrap();
    let film = LINES[1].replace("\"numeric-id\":404,\"id\":\"Q404\"", "\"numeric-id\":18446744073709551615");
    let lines = [film.replace("\"id\":\"Q10\"", "\"id\":\"Q18446744073709551615\""), film].join("\n");
    let path = folder.path().join("dump.json");
    fs::write(&path, lines).unwrap();
    let fresh = support::on_sqlite().await;
    let report = import_once(&fresh, folder.path(), move |run| read(run, &[path])).await.unwrap();
    assert_eq!((report.kept, report.rejected), (1, 0));
    assert_eq!(Graph::read(&fresh.read).await.films.len(), 1);
}
