//! The tables of IMDb, whichever of them are there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use entity::CreditRole;
use needledrop::import::imdb::{Wanted, read, years};
use tempfile::TempDir;

use super::{import_once, import_twice, rejected};
use crate::{graph::Graph, support};

// Invented, in the form of the real ones.
const BASICS: &str = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n\
    tt9000002\tmovie\t\"Swing\" it\tSväng\t0\t1994\t\\N\t92\tComedy\n\
    tt9000001\tshort\tBefore\tBefore\t0\t1990\t\\N\t9\t\\N\n\
    tt9000003\tmovie\tNot for all\tNot for all\t1\t1994\t\\N\t92\t\\N\n\
    tt9000004\ttvEpisode\tEpisode\tEpisode\t0\t1994\t\\N\t30\t\\N\n\
    tt9000005\tmovie\tShifted\tShifted\t0\t1994\t\\N\tComedy\t\\N\n";
const CREW: &str = "tconst\tdirectors\twriters\ntt9000002\tnm9000001,nm9000002\t\\N\ntt9000001\tnm9000404\t\\N\n";
// With a byte order mark and CRLF, not sorted, and without a line end at its end.
const PRINCIPALS: &str = "\u{feff}tconst\tordering\tnconst\tcategory\tjob\tcharacters\r\n\
    tt9000002\t2\tnm9000003\tactor\t\\N\t[\"Jack\"]\r\n\
    tt9000002\t1\tnm9000004\tself\t\\N\t[\"Self\"]\r\n\
    tt9000002\t3\tnm9000001\tdirector\t\\N\t\\N\r\n\
    tt9000003\t1\tnm9000005\tactor\t\\N\t\\N";
const NAMES: &str = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n\
    nm9000001\tOne\t1950\t\\N\tdirector\t\\N\n\
    nm9000002\tTwo\t\\N\t\\N\tdirector\t\\N\n\
    nm9000003\tThree\t1960\t\\N\tactor\t\\N\n\
    nm9000004\tFour\t1960\t\\N\tactor\t\\N\n\
    nm9000005\tOf no film here\t1960\t\\N\tactor\t\\N\n";

fn tables(folder: &Path) -> PathBuf {
    let path = folder.join("tables");
    fs::create_dir_all(&path).unwrap();
    for (name, text) in
        [("title.basics", BASICS), ("title.crew", CREW), ("title.principals", PRINCIPALS), ("name.basics", NAMES)]
    {
        fs::write(path.join(format!("{name}.tsv")), text).unwrap();
    }
    path
}

#[tokio::test]
async fn films_come_with_their_crews_and_casts() {
    support::everywhere(async |fresh| {
        let folder = TempDir::new().unwrap();
        let path = tables(folder.path());
        let report =
            import_twice(&fresh, folder.path(), move |run| read(run, std::slice::from_ref(&path), &Wanted::All)).await;
        // The director of the short has no row in the table of names.
        assert_eq!((report.rejected, report.catalogue.left_out), (1, 1));
        assert_eq!(rejected(folder.path()), [(6, "`runtimeMinutes` is `Comedy` and no number".to_owned())]);

        let graph = Graph::read(&fresh.read).await;
        let films: Vec<_> = graph.films.iter().map(|film| (film.title.as_str(), film.release_year)).collect();
        assert_eq!(films, [("Before", Some(1990)), ("\"Swing\" it", Some(1994))]);
        assert_eq!(graph.aliases.iter().map(|alias| alias.name.as_str()).collect::<Vec<_>>(), ["Sväng"]);
        let name = |id| graph.artists.iter().find(|artist| artist.id == id).map(|artist| artist.name.as_str());
        let mut credits: Vec<_> = graph
            .credits
            .iter()
            .map(|credit| (credit.role, credit.position, name(credit.artist_id).unwrap()))
            .collect();
        credits.sort();
        assert_eq!(
            credits,
            [
                (CreditRole::Director, Some(1), "One"),
                (CreditRole::Director, Some(2), "Two"),
                (CreditRole::Cast, Some(1), "Four"),
                (CreditRole::Cast, Some(2), "Three"),
            ]
        );
        assert_eq!(graph.artists.len(), 4);
        assert!(graph.sources[0].licence.as_deref().unwrap().contains("non-commercial"));
    })
    .await;
}

#[tokio::test]
async fn only_the_films_that_are_wanted_are_read() {
    let folder = TempDir::new().unwrap();
    let path = tables(folder.path());
    let types = |types: &[&str]| types.iter().map(|word| (*word).to_owned()).collect();
    for (wanted, expected) in [
        (Wanted::known(&["tt9000001".to_owned(), "tt9999999".to_owned()]), &["Before"][..]),
        (Wanted::filtered(Some(years("1991-1999").unwrap()), Vec::new()).unwrap(), &["\"Swing\" it"]),
        (Wanted::filtered(None, types(&["short", "video"])).unwrap(), &["Before"]),
        (Wanted::filtered(Some(years("1994").unwrap()), types(&["short"])).unwrap(), &[]),
    ] {
        let fresh = support::on_sqlite().await;
        let path = path.clone();
        import_once(&fresh, folder.path(), move |run| read(run, &[path], &wanted)).await.unwrap();
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.iter().map(|film| film.title.as_str()).collect::<Vec<_>>(), expected);
    }
    assert!(Wanted::filtered(None, types(&["tvEpisode"])).unwrap_err().contains("`movie`, `tvMovie`"));
    assert!(years("1999-1990").is_err() && years("nineties").is_err());
}

#[tokio::test]
async fn a_table_without_its_columns_is_refused_by_name() {
    let folder = TempDir::new().unwrap();
    let path = tables(folder.path());
    let fresh = support::on_sqlite().await;
    fs::write(path.join("title.crew.tsv"), "tconst\tdirector\n").unwrap();
    let (folder, tables) = (folder.path(), path.clone());
    let error = import_once(&fresh, folder, move |run| read(run, &[tables], &Wanted::All)).await.unwrap_err();
    let expected = "title.crew.tsv: the header lacks `directors`, `writers`; it has `tconst`, `director`";
    assert!(error.to_string().ends_with(expected), "{error}");

    fs::remove_file(path.join("title.basics.tsv")).unwrap();
    let error = import_once(&fresh, folder, move |run| read(run, &[path], &Wanted::All)).await.unwrap_err();
    assert!(error.to_string().contains("there is no `title.basics`; the tables are "), "{error}");
    assert!(Graph::read(&fresh.read).await.films.is_empty());
}
