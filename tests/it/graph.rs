//! Every row of a database, for tests that look at all of them.

use std::collections::{BTreeMap, BTreeSet};

use entity::*;
use sea_orm::{DatabaseConnection, EntityTrait, QueryOrder};

macro_rules! graph {
    ($($rows:ident: $table:ident $subject:expr;)*) => {
        #[derive(Debug, PartialEq)]
        pub struct Graph {
            $(pub $rows: Vec<$table::Model>,)*
        }

        impl Graph {
            /// All rows, in the order of their ids.
            pub async fn read(db: &DatabaseConnection) -> Self {
                Self {
                    $($rows: $table::Entity::find()
                        .order_by_asc($table::Column::Id)
                        .all(db)
                        .await
                        .expect("the table can be read"),)*
                }
            }

            /// The rows of which evidence and changes can speak.
            pub fn subjects(&self) -> BTreeSet<(&'static str, i64)> {
                let mut subjects = BTreeSet::new();
                $(if let Some(subject) = $subject {
                    subjects.extend(self.$rows.iter().map(|row| (word(subject), row.id.0)));
                })*
                subjects
            }

            /// How many rows each table has.
            pub fn counts(&self) -> BTreeMap<&'static str, usize> {
                BTreeMap::from([$((stringify!($table), self.$rows.len())),*])
            }
        }
    };
}

graph! {
    sources: source None;
    series: film_series Some(Subject::FilmSeries);
    films: film Some(Subject::Film);
    artists: artist Some(Subject::Artist);
    memberships: membership Some(Subject::Membership);
    credits: credit Some(Subject::Credit);
    songs: song Some(Subject::Song);
    song_writers: song_writer Some(Subject::SongWriter);
    recordings: recording Some(Subject::Recording);
    artist_credits: artist_credit Some(Subject::ArtistCredit);
    soundtracks: soundtrack Some(Subject::Soundtrack);
    film_soundtracks: film_soundtrack Some(Subject::FilmSoundtrack);
    soundtrack_credits: soundtrack_credit Some(Subject::SoundtrackCredit);
    tracks: track Some(Subject::Track);
    covers: cover Some(Subject::Cover);
    cues: cue Some(Subject::Cue);
    chart_entries: chart_entry Some(Subject::ChartEntry);
    lists: list Some(Subject::List);
    listings: listing Some(Subject::Listing);
    aliases: alias None;
    identifiers: identifier None;
    local_names: local_name None;
    redirects: redirect None;
    reviews: review None;
    evidence: evidence None;
    changes: change None;
}

/// The subject as the database writes it, which can be sorted.
pub fn word(subject: Subject) -> &'static str {
    Subject::WORDS.words[subject as usize].0
}

impl Graph {
    pub fn film(&self, id: FilmId) -> &film::Model {
        self.films.iter().find(|row| row.id == id).expect("the film is there")
    }

    pub fn artist(&self, id: ArtistId) -> &artist::Model {
        self.artists.iter().find(|row| row.id == id).expect("the artist is there")
    }

    pub fn soundtrack(&self, id: SoundtrackId) -> &soundtrack::Model {
        self.soundtracks.iter().find(|row| row.id == id).expect("the soundtrack is there")
    }

    pub fn recording(&self, id: RecordingId) -> &recording::Model {
        self.recordings.iter().find(|row| row.id == id).expect("the recording is there")
    }

    pub fn song(&self, id: SongId) -> &song::Model {
        self.songs.iter().find(|row| row.id == id).expect("the song is there")
    }

    /// The artists of a recording, in the order of the credit.
    pub fn artists_of(&self, recording: RecordingId) -> Vec<ArtistId> {
        let credits = self.artist_credits.iter().filter(|credit| credit.recording_id == recording);
        let mut credits: Vec<_> = credits.map(|credit| (credit.position, credit.artist_id)).collect();
        credits.sort_unstable_by_key(|(position, _)| *position);
        credits.into_iter().map(|(_, artist)| artist).collect()
    }

    /// What is said of a row.
    pub fn evidence_of(&self, subject: Subject, id: i64) -> impl Iterator<Item = &evidence::Model> {
        self.evidence.iter().filter(move |row| row.subject == subject && row.subject_id == id)
    }
}
