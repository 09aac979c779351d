//! What becomes of what several sources say: one row for one thing, both claims where they disagree, and a question
//! where it is not sure.

pub mod records;

use entity::*;
use needledrop::catalogue::{Catalogue, Report};
use sea_orm::prelude::DateTimeUtc;

use crate::graph::Graph;
use crate::support::{self, Fresh};
use records::{Says, imdb, musicbrainz, wikidata};

fn time() -> DateTimeUtc {
    DateTimeUtc::from_timestamp(1_790_000_000, 0).expect("the time is a time")
}

async fn absorb(fresh: &Fresh, says: Says) -> Report {
    let batch = says.batch();
    Catalogue::new((**fresh).clone()).absorb(&batch, time()).await.unwrap_or_else(|error| panic!("{error}"))
}

/// A film as three sources have it, of whose ids each knows some.
fn from_wikidata() -> Says {
    wikidata()
        .film("Q1", "Singles", Some(1992), &[(IdentifierScheme::Imdb, "tt1")])
        .artist("Q2", "Cameron Crowe", &[(IdentifierScheme::Imdb, "nm2")])
        .credit("Q1", "Q2", CreditRole::Director)
}

fn from_imdb() -> Says {
    imdb().film("tt1", "Singles", Some(1992), &[]).artist("nm2", "Cameron Crowe", &[]).credit(
        "tt1",
        "nm2",
        CreditRole::Director,
    )
}

fn from_musicbrainz() -> Says {
    musicbrainz().guessed_film("tt1", "Singles", Some(1993)).album(
        "m1",
        "Singles: Original Motion Picture Soundtrack",
        "tt1",
    )
}

#[tokio::test]
async fn one_film_from_three_sources_in_any_order_is_one() {
    let all: [fn() -> Says; 3] = [from_wikidata, from_imdb, from_musicbrainz];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        support::everywhere(async |fresh| {
            for source in order {
                absorb(&fresh, all[source]()).await;
            }
            let graph = Graph::read(&fresh.read).await;
            assert_eq!(graph.films.len(), 1, "{order:?}");
            assert_eq!(graph.artists.len(), 1, "{order:?}");
            assert_eq!(graph.credits.len(), 1, "{order:?}");
            assert_eq!(graph.film_soundtracks.len(), 1, "{order:?}");
            // What is stated counts more than what is guessed, whoever came first.
            assert_eq!(graph.films[0].release_year, Some(1992), "{order:?}");
            let sources = graph.evidence_of(Subject::Film, graph.films[0].id.0).filter(|row| row.field.is_none());
            assert_eq!(sources.count(), 3, "{order:?}");
            // The year that does not count is kept.
            let guess = graph.evidence.iter().find(|row| row.as_printed.as_deref() == Some("1993"));
            assert_eq!(guess.map(|row| row.field.as_deref()), Some(Some("releaseYear")), "{order:?}");

            let before = graph;
            for source in order {
                absorb(&fresh, all[source]()).await;
            }
            assert_eq!(Graph::read(&fresh.read).await, before, "a second time nothing changes: {order:?}");
        })
        .await;
    }
}

#[tokio::test]
async fn two_rows_that_one_record_names_are_merged_and_redirect() {
    support::everywhere(async |fresh| {
        absorb(&fresh, imdb().film("tt1", "Singles", Some(1992), &[])).await;
        let other = musicbrainz().guessed_film_of("Q1", "Singles!", Some(1992)).album("m1", "Singles", "Q1");
        absorb(&fresh, other).await;
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.len(), 2, "nothing tells yet that they are one");
        let [first, second] = [graph.films[0].clone(), graph.films[1].clone()];
        let api = support::api(&fresh);
        let ids = support::data(&api, "{ films(orderBy: [{ title: ASC }]) { nodes { id } } }").await;
        let id = |place: usize| ids["films"]["nodes"][place]["id"].as_str().expect("an id").to_owned();

        let report = absorb(&fresh, from_wikidata()).await;
        assert_eq!(report.merged, 1);
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.iter().map(|film| film.id).collect::<Vec<_>>(), [first.id]);
        assert_eq!(graph.film_soundtracks[0].film_id, first.id);
        let redirect = &graph.redirects[0];
        assert_eq!((redirect.from_id, redirect.to_id), (second.id.0, first.id.0));
        assert_eq!(redirect.slug.as_deref(), Some(second.slug.as_str()));
        assert!(graph.changes.iter().any(|row| row.kind == ChangeKind::Merged && row.subject_id == second.id.0));
        let ids: Vec<_> = graph.identifiers.iter().filter(|row| row.subject == Subject::Film).collect();
        assert!(ids.len() == 2 && ids.iter().all(|row| row.subject_id == first.id.0));
        // Whoever asks for the one that is gone gets the other.
        let (kept, gone) = (id(0), id(1));
        let question = format!(
            r#"{{
                film(by: {{ slug: "{}" }}) {{ id slug soundtracks {{ nodes {{ title }} }} }}
                by_id: film(by: {{ id: "{gone}" }}) {{ id }}
                node(id: "{gone}") {{ id ... on Film {{ soundtracks {{ totalCount }} }} }}
                nodes(ids: ["{gone}", "{kept}", "{gone}"]) {{ id ... on Film {{ soundtracks {{ nodes {{ title }} }} }} }}
            }}"#,
            second.slug
        );
        let album = serde_json::json!({ "nodes": [{ "title": "Singles" }] });
        let film = serde_json::json!({ "id": kept, "soundtracks": album });
        assert_eq!(
            support::data(&api, &question).await,
            serde_json::json!({
                "film": { "id": kept, "slug": first.slug, "soundtracks": album },
                "by_id": { "id": kept },
                "node": { "id": kept, "soundtracks": { "totalCount": 1 } },
                "nodes": [film, film, film],
            })
        );
        // Nothing is left that speaks of the one that is gone.
        assert!(graph.evidence_of(Subject::Film, second.id.0).next().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_title_and_a_year_are_asked_about_and_a_director_settles_it() {
    support::everywhere(async |fresh| {
        let seen = |name: &'static str, film: &'static str| {
            musicbrainz().named_film(film, "The Crow", Some(1994)).named_artist(name).named_credit(film, name)
        };
        absorb(&fresh, seen("Alex Proyas", "a")).await;
        // Another source has the film without anybody: it may be the same.
        let report = absorb(&fresh, imdb().film("tt1", "Crow", Some(1994), &[])).await;
        assert_eq!(report.uncertain, 1);
        // One has it with the director, and a year beside.
        let told = wikidata().film("Q1", "The Crow!", Some(1995), &[]).artist("Q2", "Alex Proyas", &[]).credit(
            "Q1",
            "Q2",
            CreditRole::Director,
        );
        let report = absorb(&fresh, told.clone()).await;
        assert_eq!(report.uncertain, 0);
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.len(), 2);
        assert_eq!(graph.artists.len(), 1, "a namesake who directed the same film is the same");
        let how: Vec<_> = graph
            .evidence_of(Subject::Film, graph.films[0].id.0)
            .filter(|row| row.field.is_none())
            .map(|row| row.method)
            .collect();
        assert_eq!(how, [EvidenceMethod::Stated, EvidenceMethod::TitleYear]);
        let review = &graph.reviews[0];
        assert_eq!((review.subject_id, review.candidate_id), (graph.films[1].id.0, graph.films[0].id.0));
        assert!(review.reasons.contains("the same year 1994"), "{}", review.reasons);

        // A remake of another director is another film, and so is one of another year.
        absorb(&fresh, wikidata().film("Q9", "The Crow", Some(2024), &[])).await;
        let remake = wikidata().film("Q8", "The Crow", Some(1994), &[]).artist("Q7", "Rupert Sanders", &[]).credit(
            "Q8",
            "Q7",
            CreditRole::Director,
        );
        absorb(&fresh, remake).await;
        let before = Graph::read(&fresh.read).await;
        assert_eq!(before.films.len(), 4);
        absorb(&fresh, told).await;
        assert_eq!(Graph::read(&fresh.read).await, before, "a second time nothing changes");

        let catalogue = Catalogue::new((*fresh).clone());
        let doubts = catalogue.doubts(ReviewStatus::Open, 10).await.unwrap();
        let doubt = doubts.iter().find(|doubt| doubt.row.0 == "Crow").expect("people are asked");
        let report = catalogue.decide(doubt.id, true, "an editor", time()).await.unwrap().expect("the doubt is there");
        assert_eq!(report.merged, 1);
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.len(), 3);
        assert!(graph.identifiers.iter().any(|row| row.value == "tt1" && row.subject_id == graph.films[0].id.0));
        assert!(catalogue.decide(999, true, "an editor", time()).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn different_ids_of_one_scheme_are_never_one() {
    support::everywhere(async |fresh| {
        absorb(&fresh, from_wikidata()).await;
        // Another item with the same IMDb id: one of the two is wrong, and which is not for us to say.
        let twin = wikidata().film("Q11", "Singles", Some(1992), &[(IdentifierScheme::Imdb, "tt1")]);
        absorb(&fresh, twin.clone()).await;
        let graph = Graph::read(&fresh.read).await;
        assert_eq!(graph.films.len(), 1, "the item speaks of the film with that IMDb id");

        let alien = wikidata().film("Q12", "Singles", Some(1992), &[]).artist("Q2", "Cameron Crowe", &[]).credit(
            "Q12",
            "Q2",
            CreditRole::Director,
        );
        absorb(&fresh, alien).await;
        assert_eq!(Graph::read(&fresh.read).await.films.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn names_of_a_source_without_ids_mean_the_same_again() {
    support::everywhere(async |fresh| {
        let table = || {
            musicbrainz()
                .named_film("a", "Heat", Some(1995))
                .named_film("b", "Heat", Some(1986))
                .named_artist("Michael Mann")
                .named_credit("a", "Michael Mann")
        };
        absorb(&fresh, table()).await;
        let before = Graph::read(&fresh.read).await;
        assert_eq!((before.films.len(), before.artists.len(), before.local_names.len()), (2, 1, 3));
        let report = absorb(&fresh, table()).await;
        assert_eq!((report.created, report.corrected), (0, 0));
        assert_eq!(Graph::read(&fresh.read).await, before);
    })
    .await;
}

#[tokio::test]
async fn what_is_not_there_is_left_out_and_counted() {
    support::everywhere(async |fresh| {
        let dangling = wikidata().film("Q1", "Singles", Some(1992), &[]).credit("Q1", "Q404", CreditRole::Director);
        let report = absorb(&fresh, dangling).await;
        assert_eq!((report.created, report.left_out), (1, 1));
        assert!(Graph::read(&fresh.read).await.credits.is_empty());
    })
    .await;
}

#[tokio::test]
async fn albums_without_links_find_their_films() {
    support::everywhere(async |fresh| {
        let films = wikidata()
            .film("Q1", "Singles", Some(1992), &[])
            .film("Q3", "Vanilla Sky", Some(2001), &[])
            .film("Q4", "Room", Some(2015), &[])
            .film("Q5", "Joy", Some(2015), &[])
            .film("Q6", "Joy", Some(2024), &[]);
        absorb(&fresh, films).await;
        let albums = musicbrainz()
            .lone_album("m1", "Singles: Original Motion Picture Soundtrack", Some(1992))
            .lone_album("m2", "Music From Vanilla Sky", Some(2001))
            .lone_album("m3", "The Room (Original Motion Picture Soundtrack)", None)
            .lone_album("m4", "Joy (Original Motion Picture Score)", None)
            .lone_album("m5", "Singles", Some(2010));
        absorb(&fresh, albums).await;
        let catalogue = Catalogue::new((*fresh).clone());
        let report = catalogue.join(time()).await.unwrap();
        let graph = Graph::read(&fresh.read).await;
        let links: Vec<(&str, &str)> = graph
            .film_soundtracks
            .iter()
            .map(|link| (graph.film(link.film_id).slug.as_str(), graph.soundtrack(link.soundtrack_id).title.as_str()))
            .collect();
        assert_eq!(
            links,
            [
                ("singles-1992", "Singles: Original Motion Picture Soundtrack"),
                ("vanilla-sky-2001", "Music From Vanilla Sky"),
            ]
        );
        assert_eq!((report.created, report.uncertain), (2, 2), "two films are called Joy");
        let link =
            graph.evidence_of(Subject::FilmSoundtrack, graph.film_soundtracks[0].id.0).next().expect("is proved");
        assert_eq!(link.method, EvidenceMethod::TitleYear);
        assert!(link.confidence > 0.8 && link.confidence < 1.0);

        let again = catalogue.join(time()).await.unwrap();
        assert_eq!(again, Report::default());
        assert_eq!(Graph::read(&fresh.read).await, graph);
    })
    .await;
}

/// One catalogue remembers what batches said and leaves alone what is said again; one that is made anew for each batch, as
/// after an import was killed, cannot. Both end with the same rows.
#[tokio::test]
async fn what_is_remembered_changes_nothing() {
    let says = || musicbrainz().artist("a1", "Björk", &[]).song("s1", "Army of Me");
    let batches = || {
        [
            // Neither the song nor the artist is there yet.
            musicbrainz().recording("r1", "Army of Me", "s1", "a1"),
            says().recording("r1", "Army of Me", "s1", "a1"),
            says().recording("r1", "Army of Me", "s1", "a1").recording("r2", "Army of Me (live)", "s1", "a1"),
            // Declared twice, of which the first counts.
            musicbrainz().artist("a1", "Björk Guðmundsdóttir", &[]).artist("a1", "Björk", &[]),
            says().artist("a2", "Skunk Anansie", &[]).recording("r2", "Army of Me (remix)", "s1", "a2"),
            says().recording("r1", "Army of Me", "s1", "a1"),
        ]
    };
    let pairs = [
        (support::on_sqlite().await, support::on_sqlite().await),
        (support::on_postgres().await, support::on_postgres().await),
    ];
    for (one, other) in pairs {
        let remembers = Catalogue::new((*one).clone());
        for (place, (batch, again)) in batches().into_iter().zip(batches()).enumerate() {
            remembers.absorb(&batch.batch(), time()).await.unwrap_or_else(|error| panic!("{error}"));
            absorb(&other, again).await;
            assert_eq!(Graph::read(&one.read).await, Graph::read(&other.read).await, "after batch {place}");
        }
        let graph = Graph::read(&one.read).await;
        assert_eq!((graph.recordings.len(), graph.artist_credits.len()), (2, 2));
        assert!(graph.recordings.iter().all(|recording| recording.song_id.is_some()));
        // What another has written meanwhile is seen.
        absorb(&one, imdb().artist("nm1", "Nobody", &[])).await;
        let report = remembers.absorb(&says().batch(), time()).await.unwrap_or_else(|error| panic!("{error}"));
        assert_eq!((report.created, report.corrected), (0, 0));
    }
}
