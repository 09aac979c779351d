//! Which nodes a batch speaks of.

use std::collections::HashSet;

use super::record::{Batch, Key, Node, RecordingKey};

/// Every node that is declared or referred to.
pub fn mentioned(batch: &Batch) -> HashSet<Node> {
    let mut nodes = Mentioned(HashSet::new());
    for fact in &batch.series {
        nodes.add(Node::FilmSeries(fact.record.key.clone()));
    }
    for fact in &batch.films {
        nodes.add(Node::Film(fact.record.key.clone()));
        nodes.0.extend(fact.record.series.clone().map(Node::FilmSeries));
    }
    for fact in &batch.artists {
        nodes.artist(&fact.record.key);
    }
    for fact in &batch.memberships {
        nodes.artist(&fact.record.group);
        nodes.artist(&fact.record.member);
    }
    for fact in &batch.credits {
        nodes.add(Node::Film(fact.record.film.clone()));
        nodes.artist(&fact.record.artist);
    }
    for fact in &batch.songs {
        nodes.add(Node::Song(fact.record.key.clone()));
    }
    for fact in &batch.song_writers {
        nodes.add(Node::Song(fact.record.song.clone()));
        nodes.artist(&fact.record.artist);
    }
    for fact in &batch.recordings {
        nodes.recording(&fact.record.key());
        nodes.0.extend(fact.record.song.clone().map(Node::Song));
        for credit in &fact.record.artists {
            nodes.artist(&credit.artist);
        }
    }
    for fact in &batch.soundtracks {
        nodes.add(Node::Soundtrack(fact.record.key.clone()));
        nodes.0.extend(fact.record.series.clone().map(Node::FilmSeries));
    }
    for fact in &batch.film_soundtracks {
        nodes.add(Node::Film(fact.record.film.clone()));
        nodes.add(Node::Soundtrack(fact.record.soundtrack.clone()));
    }
    for fact in &batch.soundtrack_credits {
        nodes.add(Node::Soundtrack(fact.record.soundtrack.clone()));
        nodes.artist(&fact.record.artist);
    }
    for fact in &batch.tracks {
        nodes.add(Node::Soundtrack(fact.record.soundtrack.clone()));
        nodes.recording(&fact.record.recording);
    }
    for fact in &batch.covers {
        nodes.recording(&fact.record.recording);
        nodes.add(Node::Song(fact.record.song.clone()));
    }
    for fact in &batch.cues {
        nodes.add(Node::Film(fact.record.film.clone()));
        nodes.0.extend(fact.record.song.clone().map(Node::Song));
        if let Some(recording) = &fact.record.recording {
            nodes.recording(recording);
        }
    }
    for fact in &batch.chart_entries {
        nodes.add(Node::Soundtrack(fact.record.soundtrack.clone()));
    }
    for fact in &batch.lists {
        nodes.add(Node::List(fact.record.key.clone()));
    }
    for fact in &batch.listings {
        nodes.add(Node::List(fact.record.list.clone()));
        nodes.add(Node::Soundtrack(fact.record.soundtrack.clone()));
    }
    let of = batch.aliases.iter().map(|fact| &fact.record.of);
    let of = of.chain(batch.identifiers.iter().map(|fact| &fact.record.of));
    for node in of.chain(batch.namings.iter().map(|fact| &fact.record.of)) {
        nodes.add(node.clone());
    }
    nodes.0
}

struct Mentioned(HashSet<Node>);

impl Mentioned {
    fn add(&mut self, node: Node) {
        self.0.insert(node);
    }

    fn artist(&mut self, key: &Key) {
        self.add(Node::Artist(key.clone()));
    }

    fn recording(&mut self, key: &RecordingKey) {
        if let RecordingKey::Named(name) = key {
            for artist in &name.artists {
                self.artist(artist);
            }
        }
        self.add(Node::Recording(key.clone()));
    }
}
