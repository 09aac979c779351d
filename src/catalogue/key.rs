//! By which columns a row is known, so that what is said twice becomes one row.

use entity::*;
use sea_orm::{EntityTrait, ModelTrait};

/// A table of the graph.
pub trait Row: EntityTrait<Model: ModelTrait<Entity = Self>> {
    /// The columns that no two of its rows share. The first is the one by which rows are fetched.
    const KEY: &'static [Self::Column];
    /// How the change log calls its rows; `None` where they are part of what is known of another row.
    const SUBJECT: Option<Subject>;

    fn id(model: &Self::Model) -> i64;
}

macro_rules! keys {
    ($($table:ident $subject:expr, by $($column:ident)*;)*) => {$(
        impl Row for $table::Entity {
            const KEY: &'static [$table::Column] = &[$($table::Column::$column),*];
            const SUBJECT: Option<Subject> = $subject;

            fn id(model: &$table::Model) -> i64 {
                model.id.0
            }
        }
    )*};
}

keys! {
    film_series       Some(Subject::FilmSeries),       by Slug;
    film              Some(Subject::Film),             by Slug;
    artist            Some(Subject::Artist),           by Slug;
    song              Some(Subject::Song),             by Slug;
    soundtrack        Some(Subject::Soundtrack),       by Slug;
    list              Some(Subject::List),             by Slug;
    membership        Some(Subject::Membership),       by GroupId MemberId;
    credit            Some(Subject::Credit),           by FilmId ArtistId Role;
    song_writer       Some(Subject::SongWriter),       by SongId ArtistId;
    artist_credit     Some(Subject::ArtistCredit),     by RecordingId Position;
    film_soundtrack   Some(Subject::FilmSoundtrack),   by SoundtrackId FilmId;
    soundtrack_credit Some(Subject::SoundtrackCredit), by SoundtrackId ArtistId Role;
    track             Some(Subject::Track),            by SoundtrackId RecordingId;
    cover             Some(Subject::Cover),            by RecordingId SongId;
    cue               Some(Subject::Cue),              by FilmId SongId RecordingId;
    chart_entry       Some(Subject::ChartEntry),       by SoundtrackId Chart Country Mark;
    listing           Some(Subject::Listing),          by ListId SoundtrackId Kind Contributor;
    source            None,                            by Name;
    identifier        None,                            by Value Scheme;
    alias             None,                            by SubjectId Subject Name;
    evidence          None,                            by SubjectId Subject SourceId Field Method Locator;
}
