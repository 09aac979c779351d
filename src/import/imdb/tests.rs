use std::collections::BTreeMap;

use super::{
    records::{Film, batch, referred},
    row::{self, AKAS, Aka, BASICS, CREW, Kept, NAMES, Name, PRINCIPALS, Part, Title},
    table::Columns,
};
use crate::catalogue::record::{self, CreditRole, EvidenceMethod, FilmKind, Missing, SourceKind, ranks};

const HEADER: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres";

fn basics(row: &str) -> Result<Kept<Title>, String> {
    row::title(&Columns::find(HEADER, BASICS).unwrap(), row)
}

fn title(row: &str) -> Title {
    match basics(row) {
        Ok(Kept::Row(title)) => title,
        other => panic!("{row} is {other:?}"),
    }
}

#[test]
fn columns_are_found_by_name_and_the_missing_ones_are_named() {
    // Another order, a byte order mark, and a column that is new.
    let header = "\u{feff}nconst\tnew\tprimaryName\tdeathYear\tbirthYear";
    let columns = Columns::find(header, NAMES).unwrap();
    let name = row::name(&columns, "nm0000469\tx\tJames Earl Jones\t\\N\t1931").unwrap();
    assert_eq!(name, Name { number: 469, name: "James Earl Jones".to_owned(), born: true });

    let error = Columns::find("nconst\tname", NAMES).unwrap_err();
    assert_eq!(error, "the header lacks `primaryName`, `birthYear`, `deathYear`; it has `nconst`, `name`");
}

#[test]
fn quotation_marks_are_letters() {
    let title = title("tt0047580\tmovie\t\"Swing it\" magistern\t\"Swing it\" magistern\t0\t1940\t\\N\t92\tComedy");
    assert_eq!(title.title, "\"Swing it\" magistern");
    assert_eq!(title.original_title, None);
}

#[test]
fn films_are_kept_and_all_else_is_not() {
    let row = |kind: &str, adult: &str| format!("tt0105415\t{kind}\tSingles\tSingles\t{adult}\t1992\t\\N\t99\tDrama");
    for (word, expected) in [
        ("movie", Some(FilmKind::Feature)),
        ("tvMovie", Some(FilmKind::Feature)),
        ("tvSpecial", Some(FilmKind::Feature)),
        ("video", Some(FilmKind::Feature)),
        ("short", Some(FilmKind::Short)),
        ("tvShort", Some(FilmKind::Short)),
        ("tvSeries", Some(FilmKind::Series)),
        ("tvMiniSeries", Some(FilmKind::Series)),
        ("tvEpisode", None),
        ("videoGame", None),
        ("tvPilot", None),
        ("somethingNew", None),
    ] {
        let kind = match basics(&row(word, "0")).unwrap() {
            Kept::Row(title) => Some(title.kind),
            Kept::Other => None,
        };
        assert_eq!(kind, expected, "{word}");
    }
    assert_eq!(basics(&row("movie", "1")), Ok(Kept::Other));
}

#[test]
fn ids_may_be_longer_than_seven_digits() {
    assert_eq!(title("tt33764258\tmovie\tX\tX\t0\t\\N\t\\N\t\\N\t\\N").number, 33_764_258);
}

#[test]
fn dirty_rows_are_refused_with_the_reason() {
    for (row, reason) in [
        ("tt0105415\tmovie\tSingles\tSingles\t0\t1992\t\\N\tDrama\t\\N", "`runtimeMinutes` is `Drama` and no number"),
        ("tt0105415\tmovie\tSingles\tSingles\t1992\t\\N\t\\N\t99\tDrama", "`isAdult` is `1992`; it can be 0 or 1"),
        ("tt0105415\tmovie\tSingles\t0\t1992\t\\N\t99\tDrama", "the row has 8 fields and the header 9"),
        ("tt0105415\tmovie\t\\N\t\\N\t0\t1992\t\\N\t99\tDrama", "`primaryTitle` is empty"),
        ("tt01054x5\tmovie\tSingles\tSingles\t0\t1992\t\\N\t99\tDrama", "`tconst` is `tt01054x5` and no id of a title"),
        ("nm0105415\tmovie\tSingles\tSingles\t0\t1992\t\\N\t99\tDrama", "`tconst` is `nm0105415` and no id of a title"),
        ("", "the row has 1 fields and the header 9"),
    ] {
        assert_eq!(basics(row), Err(reason.to_owned()), "{row}");
    }
}

#[test]
fn crews_are_lists() {
    let columns = Columns::find("tconst\tdirectors\twriters", CREW).unwrap();
    let crew = |row| row::crew(&columns, row);
    let part = |name, role, ordering| Part { film: 37820, name, role, ordering };
    assert_eq!(
        crew("tt0037820\tnm0733476\tnm0942027,nm0507932").unwrap(),
        [
            part(733_476, CreditRole::Director, 1),
            part(942_027, CreditRole::Writer, 1),
            part(507_932, CreditRole::Writer, 2)
        ]
    );
    assert_eq!(crew("tt0037820\t\\N\t\\N"), Ok(Vec::new()));
    let error = crew("tt0037820\tnm0733476;nm1\t\\N").unwrap_err();
    assert_eq!(error, "`directors` holds `nm0733476;nm1`, which is no id of a name");
}

#[test]
fn principals_are_kept_by_category() {
    let columns = Columns::find("tconst\tordering\tnconst\tcategory\tjob\tcharacters", PRINCIPALS).unwrap();
    let role = |category: &str| {
        let row = format!("tt0019679\t10\tnm0454870\t{category}\t\\N\t[\"Jack\"]");
        match row::principal(&columns, &row).unwrap() {
            Kept::Row(part) => Some(part.role),
            Kept::Other => None,
        }
    };
    assert_eq!(role("actress"), Some(CreditRole::Cast));
    assert_eq!(role("self"), Some(CreditRole::Cast));
    assert_eq!(role("composer"), Some(CreditRole::Composer));
    assert_eq!(role("producer"), Some(CreditRole::Producer));
    for other in ["cinematographer", "editor", "archive_footage", "something_new"] {
        assert_eq!(role(other), None, "{other}");
    }
}

#[test]
fn other_titles_are_the_original_and_the_english_ones() {
    let header = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle";
    let columns = Columns::find(header, AKAS).unwrap();
    let kept = |rest: &str| match row::aka(&columns, &format!("tt0019679\t1\tTitle\t{rest}")).unwrap() {
        Kept::Row(aka) => Some(aka.original),
        Kept::Other => None,
    };
    assert_eq!(kept("\\N\t\\N\toriginal\t\\N\t1"), Some(true));
    assert_eq!(kept("US\t\\N\timdbDisplay\t\\N\t0"), Some(false));
    assert_eq!(kept("IN\ten\talternative\t\\N\t0"), Some(false));
    assert_eq!(kept("DE\t\\N\timdbDisplay\t\\N\t0"), None);
    assert_eq!(kept("CA\tfr\t\\N\t\\N\t0"), None);
    assert_eq!(kept("US\t\\N\tworking\t\\N\t0"), None);
    assert_eq!(kept("US\t\\N\talternative\u{2}working\t\\N\t0"), None);
}

#[test]
fn films_become_records() {
    let part = |name, role, ordering| Part { film: 105_415, name, role, ordering };
    let aka = |title: &str, original| Aka { film: 105_415, title: title.to_owned(), original };
    let film = Film {
        title: Title {
            original_title: Some("Originally".to_owned()),
            ..title("tt0105415\tmovie\tSingles\tx\t0\t1992\t\\N\t99\tDrama")
        },
        parts: vec![
            part(1081, CreditRole::Director, 1),
            part(1081, CreditRole::Writer, 1),
            part(9, CreditRole::Cast, 1),
            part(8, CreditRole::Cast, 2),
            part(9, CreditRole::Cast, 3),
            part(1081, CreditRole::Director, 5),
            part(7, CreditRole::Cast, 6),
        ],
        akas: vec![aka("Singles", false), aka("The Singles", false), aka("Origin", true)],
    };
    assert_eq!(referred(std::slice::from_ref(&film)).into_iter().collect::<Vec<_>>(), [7, 8, 9, 1081]);
    let name = |number, name: &str, born| (number, Name { number, name: name.to_owned(), born });
    let names = BTreeMap::from([name(1081, "Cameron Crowe", true), name(9, "A Band", false), name(1, "No One", true)]);
    let source = record::Source {
        name: "IMDb".to_owned(),
        kind: SourceKind::Dataset,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::IMDB,
    };
    let batch = batch(&source, &[film], &names);
    assert_eq!(batch.missing, Missing::LeftOut);

    let film = &batch.films[0];
    assert_eq!((film.record.title.as_str(), film.record.release_year), ("Singles", Some(1992)));
    assert_eq!(film.record.key.to_string(), "IMDB tt0105415");
    let credits: Vec<_> = batch
        .credits
        .iter()
        .map(|fact| (fact.record.role, fact.record.artist.to_string(), fact.record.position))
        .collect();
    let credit = |role, nconst: &str, place| (role, format!("IMDB {nconst}"), Some(place));
    // Someone named twice in a role is credited once, and the places have no gaps.
    assert_eq!(
        credits,
        [
            credit(CreditRole::Director, "nm0001081", 1),
            credit(CreditRole::Writer, "nm0001081", 1),
            credit(CreditRole::Cast, "nm0000009", 1),
            credit(CreditRole::Cast, "nm0000008", 2),
            credit(CreditRole::Cast, "nm0000007", 3),
        ]
    );
    // Names of those only who are referred to and have a row.
    let artists: Vec<_> =
        batch.artists.iter().map(|fact| (fact.record.name.as_str(), fact.evidence[1].method)).collect();
    assert_eq!(artists, [("A Band", EvidenceMethod::Inferred), ("Cameron Crowe", EvidenceMethod::Stated)]);
    let aliases: Vec<&str> = batch.aliases.iter().map(|fact| fact.record.name.as_str()).collect();
    assert_eq!(aliases, ["Originally", "Origin", "The Singles"]);
}
