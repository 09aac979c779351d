//! The seed catalogue: what is in it, that it holds together, and that the documents say what it says they say.

mod documents;
mod integrity;
mod words;

use entity::{ListingKind, list};
use needledrop::{
    catalogue::{Catalogue, Report},
    import::seed,
};
use sea_orm::prelude::DateTimeUtc;

use crate::graph::Graph;
use crate::support::{self, Fresh};

/// The graph that the seed catalogue makes.
async fn seeded(fresh: &Fresh) -> Graph {
    load(fresh).await;
    Graph::read(&fresh.read).await
}

async fn load(fresh: &Fresh) -> Report {
    let time = DateTimeUtc::from_timestamp(1_790_000_000, 0).expect("the time is a time");
    seed::load(&Catalogue::new((**fresh).clone()), time).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Each number can be counted in the two documents or in the files of the catalogue, as the remark beside it tells.
#[tokio::test]
async fn as_many_rows_as_there_are_facts() {
    let graph = seeded(&support::on_sqlite().await).await;
    let expected = [
        // The two documents, and the editors.
        ("source", 3),
        // What only several sources can bring.
        ("local_name", 0),
        ("redirect", 0),
        ("review", 0),
        // 30 in the article: 17 picks and the mentions of 8 soundtracks, a short, Slumdog Millionaire, and three that
        // are meant by one director's Batman films. 34 more in the survey, which shares Singles, Garden State, Natural
        // Born Killers and Dazed and Confused with it.
        ("film", 64),
        // Twilight; the Batman films.
        ("film_series", 2),
        // The films but for those five without a word of an album, one more volume each of Trainspotting and of Six Feet
        // Under, and Twilight's.
        ("soundtrack", 64 - 5 + 1 + 1 + 1),
        // All but Twilight's, which is a series'.
        ("film_soundtrack", 61),
        // 124 are named and one is "ex-Beatle"; the other 74 are directors, and those of covered songs.
        ("artist", 124 + 1 + 74),
        // One director for each film but the television series; 3 writers, 14 actors, 6 credits for scores, and 3 whom
        // the film is about or made from.
        ("credit", 63 + 3 + 14 + 6 + 3),
        // 72 performers, 9 composers, 1 producer.
        ("soundtrack_credit", 72 + 9 + 1),
        // 3 are stated, 2 concluded, 8 the editors'.
        ("membership", 3 + 2 + 8),
        // 13 are named, 8 are told of without their title, and 33 are the editors'.
        ("track", 13 + 8 + 33),
        // 6 of American Pie, 5 of Valley Girl, 1 of the short, 1 of Vanilla Sky.
        ("cue", 6 + 5 + 1 + 1),
        // 2 of the Beatles, Such Great Heights, Knockin' on Heaven's Door and Kashmir; 22 are the editors'.
        ("cover", 2 + 1 + 1 + 1 + 22),
        // Those of the tracks and cues.
        ("song", 64),
        ("song_writer", 26),
        // Those of the tracks, of which two play the same; of the cues, two of which are tracks too; and the originals
        // of the covers.
        ("recording", 53 + 11 + 27),
        // Seven recordings are by two artists.
        ("artist_credit", 91 + 7),
        // Spawn's seventh place.
        ("chart_entry", 1),
        // The article; the survey.
        ("list", 2),
        // The next test counts them one by one.
        ("listing", 18 + 8 + 7 + 5 + 49),
        // Spellings of nine films, other names of five artists and two songs, and three artists' names as misprinted.
        ("alias", 9 + 5 + 2 + 3),
        // IMDb's of Singles and Vanilla Sky.
        ("identifier", 2),
        ("evidence", 1734),
        // One for each row of which evidence can speak.
        ("change", 1035),
    ];
    assert_eq!(graph.counts(), expected.into_iter().collect());
}

#[tokio::test]
async fn picks_votes_and_mentions() {
    let graph = seeded(&support::on_sqlite().await).await;
    let [article, survey] = &graph.lists[..] else { panic!("there are two lists") };
    let count = |list: &list::Model, kind| {
        graph.listings.iter().filter(|row| row.list_id == list.id && row.kind == kind).count()
    };

    // The headings, and five paragraphs that lost theirs.
    assert_eq!(count(article, ListingKind::Pick), 13 + 5);
    // Three of the first paragraph, one earlier film of one director and two of another, and two scores.
    assert_eq!(count(article, ListingKind::Mention), 3 + 1 + 2 + 2);
    assert_eq!(count(article, ListingKind::Vote), 0);

    // Five lines, two of which name two albums.
    assert_eq!(count(survey, ListingKind::Pick), 5 + 2);
    // Two that made a style known, and three old ones.
    assert_eq!(count(survey, ListingKind::Mention), 2 + 3);
    // By reader; the fourth names no film.
    let mut votes = [0; 25];
    for vote in graph.listings.iter().filter(|row| row.kind == ListingKind::Vote) {
        let reader = vote.contributor.and_then(|number| usize::try_from(number).ok()).expect("a vote has a reader");
        votes[reader - 1] += 1;
    }
    assert_eq!(votes, [2, 2, 5, 0, 1, 1, 1, 3, 1, 1, 1, 1, 1, 1, 4, 1, 6, 2, 2, 6, 1, 1, 1, 1, 3]);
    assert_eq!(count(survey, ListingKind::Vote), 49);
}

#[tokio::test]
async fn a_second_load_changes_nothing() {
    support::everywhere(async |fresh| {
        let before = seeded(&fresh).await;
        let report = load(&fresh).await;
        assert_eq!((report.created, report.corrected), (0, 0));
        assert_eq!(before, Graph::read(&fresh.read).await);
    })
    .await;
}

#[tokio::test]
async fn both_databases_hold_the_same_rows() {
    let sqlite = seeded(&support::on_sqlite().await).await;
    let postgres = seeded(&support::on_postgres().await).await;
    assert_eq!(sqlite, postgres);
}
