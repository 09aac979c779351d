//! What people who write facts are told when something is wrong, and what a later text adds.

use entity::ChangeKind;
use needledrop::{
    catalogue::Catalogue,
    import::{self, Text, read},
};
use sea_orm::prelude::DateTimeUtc;

use super::seeded;
use crate::graph::Graph;
use crate::support::{self, Fresh};

async fn absorb(fresh: &Fresh, text: &str) -> Result<(), import::Error> {
    let time = DateTimeUtc::from_timestamp(1_790_000_060, 0).expect("the time is a time");
    let batch = read("a reader", &[Text { name: "mine.toml", text }])?;
    Catalogue::new((**fresh).clone()).absorb(&batch, time).await?;
    Ok(())
}

#[tokio::test]
async fn mistakes_are_told() {
    let fresh = support::on_sqlite().await;
    let before = seeded(&fresh).await;
    let editor = "source = [{ key = 'editor', name = 'needledrop editors', kind = 'EDITOR' }]\n";
    let wrong = [
        // A word that is none of those possible, and a key.
        "film = [{ title = 'Heat', kind = 'MOVIE' }]",
        "film = [{ title = 'Heat', kind = 'FEATURE', director = 'Michael Mann' }]",
        // Nothing of the name, here or in the database.
        "film = [{ title = 'Heat', kind = 'FEATURE', credits = [{ role = 'DIRECTOR', artists = ['Michael Man'] }] }]",
        "list = [{ slug = 'mine', kind = 'EDITORIAL', picks = [{ soundtrack = 'heat-1995' }] }]",
        // Twice.
        "artists = [{ name = 'Michael Mann', kind = 'PERSON' }, { name = 'Michael Mann', kind = 'GROUP' }]",
        // Places.
        "film = [{ title = 'Heat', kind = 'FEATURE', stated = ['page 3'] }]",
        "film = [{ title = 'Heat', kind = 'FEATURE', stated = ['paper ¶3'] }]",
        "film = [{ title = 'Heat', kind = 'FEATURE', stated = [{ at = 'editor ¶3', fields = ['year'] }] }]",
        "film = [{ title = 'Heat', kind = 'FEATURE', stated = [{ at = 'editor ¶3', printed = { Heatt = 'Hea' } }] }]",
        // Votes and others.
        "list = [{ slug = 'mine', kind = 'POLL', votes = [{ soundtrack = 'singles-1992' }] }]",
        "film = [{ title = '生きる', kind = 'FEATURE' }]",
    ];
    let mut told = Vec::new();
    for text in wrong {
        let Err(error) = absorb(&fresh, &format!("{editor}{text}")).await else { panic!("nothing is wrong: {text}") };
        told.push(error.to_string());
    }
    insta::assert_snapshot!(told.join("\n\n"));
    assert_eq!(before, Graph::read(&fresh.read).await, "a batch is taken in as a whole or not at all");
}

#[tokio::test]
async fn a_later_text_adds_and_corrects() {
    support::everywhere(async |fresh| {
        let before = seeded(&fresh).await;
        let text = "
            source = [
                { key = 'editor', name = 'needledrop editors', kind = 'EDITOR' },
                { key = 'mine', name = 'my list', kind = 'ARTICLE' },
            ]
            artists = [{ name = 'Pearl Jam', kind = 'GROUP', aliases = ['Mookie Blaylock'] }]
            [[list]]
            slug = 'mine'
            kind = 'EDITORIAL'
            picks = [{ soundtrack = 'singles-1992', position = 1, stated = ['mine ¶1'] }]
        ";
        absorb(&fresh, text).await.unwrap_or_else(|error| panic!("{error}"));

        let after = Graph::read(&fresh.read).await;
        let new = &after.changes[before.changes.len()..];
        let created = new.iter().filter(|change| change.kind == ChangeKind::Created).count();
        assert_eq!(created, 2, "a list and a listing");
        let corrected: Vec<_> = new.iter().filter(|change| change.kind == ChangeKind::Corrected).collect();
        let singles = after.soundtracks.iter().find(|row| row.slug == "singles-1992").expect("it was there");
        let band = after.artists.iter().find(|row| row.slug == "pearl-jam").expect("it was there");
        assert_eq!(corrected.len(), 2, "what is known of an artist and of a soundtrack grew");
        assert!(corrected.iter().any(|change| change.subject_id == singles.id.0));
        assert!(corrected.iter().any(|change| change.subject_id == band.id.0));
    })
    .await;
}
