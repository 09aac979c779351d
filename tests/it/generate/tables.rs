//! The tables of IMDb.

use std::collections::{HashMap, HashSet};

use super::{near, share, text};

/// The rows of a table, whose heading is as given.
fn rows(name: &str, heading: &str) -> Vec<Vec<String>> {
    let text = text(name);
    assert!(text.ends_with('\n'));
    let mut rows = text.lines().map(|line| line.split('\t').map(str::to_owned).collect::<Vec<_>>());
    let heading: Vec<&str> = heading.split(' ').collect();
    assert_eq!(rows.next().unwrap(), heading);
    rows.inspect(|row| assert_eq!(row.len(), heading.len(), "{row:?}")).collect()
}

#[test]
fn tables_are_those_of_imdb() {
    let basics = rows(
        "title.basics.tsv",
        "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    );
    let crew = rows("title.crew.tsv", "tconst directors writers");
    let principals = rows("title.principals.tsv", "tconst ordering nconst category job characters");
    let akas = rows("title.akas.tsv", "titleId ordering title region language types attributes isOriginalTitle");
    let names = rows("name.basics.tsv", "nconst primaryName birthYear deathYear primaryProfession knownForTitles");

    let titles: HashSet<&str> = basics.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(titles.len(), basics.len(), "a title is there twice");
    assert!(titles.iter().any(|id| id.len() == 10) && titles.iter().any(|id| id.len() == 9));
    assert!(basics.iter().any(|row| row[2].starts_with('"')), "no title begins with a quotation mark");
    assert!(basics.iter().any(|row| row[4] == "1") && basics.iter().any(|row| row[1] == "tvEpisode"));
    let people: HashSet<&str> = names.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(people.len(), names.len(), "someone is there twice");

    let split = |cell: &str| -> Vec<String> {
        if cell == "\\N" { Vec::new() } else { cell.split(',').map(str::to_owned).collect() }
    };
    for row in &crew {
        assert!(titles.contains(row[0].as_str()));
        assert!(split(&row[1]).iter().chain(&split(&row[2])).all(|id| people.contains(id.as_str())), "{row:?}");
    }
    for row in &principals {
        assert!(titles.contains(row[0].as_str()) && people.contains(row[2].as_str()), "{row:?}");
        if row[5] != "\\N" {
            serde_json::from_str::<Vec<String>>(&row[5]).unwrap();
        }
    }
    assert!(akas.iter().all(|row| titles.contains(row[0].as_str())));
    // What someone is known for is what the crew says.
    let directed: HashMap<&str, Vec<String>> = crew.iter().map(|row| (row[0].as_str(), split(&row[1]))).collect();
    for row in names.iter().filter(|row| row[4].starts_with("director")) {
        assert!(split(&row[5]).iter().all(|title| directed[title.as_str()].contains(&row[0])), "{row:?}");
    }

    let mut films: HashMap<&str, usize> = HashMap::new();
    for director in directed.values().flatten() {
        *films.entry(director).or_default() += 1;
    }
    let films: Vec<usize> = films.into_values().collect();
    near("directors of one film", share(&films, |count| *count == 1), 0.74, 0.82);
    near("directors of two films", share(&films, |count| *count == 2), 0.11, 0.16);
    near("directors per film", films.iter().sum::<usize>() as f64 / 1_000.0, 1.05, 1.15);
}
