//! By which columns a row is known, so that what is said twice becomes one row.

use entity::*;
use sea_orm::{ActiveEnum, EntityName, EntityTrait, ModelTrait, Value};

/// A table of the graph.
pub trait Row: EntityTrait<Model: ModelTrait<Entity = Self>> {
    /// The columns that no two of its rows share. The first is the one by which rows are fetched.
    const KEY: &'static [Self::Column];
    /// Where the index by which rows are fetched has two columns: the place of the other one in the key.
    const WITHIN: Option<usize>;
    /// What the first column of the key is.
    const OF: Of;
    /// How the change log calls its rows; `None` where they are part of what is known of another row.
    const SUBJECT: Option<Subject>;
    const ID: Self::Column;

    fn id(model: &Self::Model) -> i64;

    fn table() -> &'static str;

    /// The row on which this one hangs: if that is new, there is none yet of these.
    fn parent(key: &[Value]) -> Option<(Subject, i64)> {
        let subject = match Self::OF {
            Of::Itself => return None,
            Of::Row(subject) => subject,
            Of::Any => match key.get(1) {
                Some(Value::String(Some(word))) => Subject::try_from_value(word).ok()?,
                _ => return None,
            },
        };
        match key.first() {
            Some(Value::BigInt(Some(id))) => Some((subject, *id)),
            _ => None,
        }
    }
}

/// What the first column of a key is.
pub enum Of {
    /// A column of the row's own, such as its slug.
    Itself,
    /// The id of a row of this table.
    Row(Subject),
    /// The id of a row of the table that the second column of the key says.
    Any,
}

macro_rules! keys {
    ($($table:ident $subject:expr, of $of:expr, by $($column:ident)* $(, within $within:literal)?;)*) => {$(
        impl Row for $table::Entity {
            const KEY: &'static [$table::Column] = &[$($table::Column::$column),*];
            const WITHIN: Option<usize> = keys!(@within $($within)?);
            const OF: Of = $of;
            const SUBJECT: Option<Subject> = $subject;
            const ID: $table::Column = $table::Column::Id;

            fn id(model: &$table::Model) -> i64 {
                model.id.0
            }

            fn table() -> &'static str {
                $table::Entity.table_name()
            }
        }
    )*};
    (@within) => { None };
    (@within $place:literal) => { Some($place) };
}

keys! {
    film_series       Some(Subject::FilmSeries),       of Of::Itself, by Id;
    film              Some(Subject::Film),             of Of::Itself, by Id;
    artist            Some(Subject::Artist),           of Of::Itself, by Id;
    song              Some(Subject::Song),             of Of::Itself, by Id;
    soundtrack        Some(Subject::Soundtrack),       of Of::Itself, by Id;
    recording         Some(Subject::Recording),        of Of::Itself, by Id;
    list              Some(Subject::List),             of Of::Itself, by Id;
    membership        Some(Subject::Membership),       of Of::Row(Subject::Artist), by GroupId MemberId;
    credit            Some(Subject::Credit),           of Of::Row(Subject::Film), by FilmId ArtistId Role;
    song_writer       Some(Subject::SongWriter),       of Of::Row(Subject::Song), by SongId ArtistId;
    artist_credit     Some(Subject::ArtistCredit),     of Of::Row(Subject::Recording), by RecordingId Position;
    film_soundtrack   Some(Subject::FilmSoundtrack),   of Of::Row(Subject::Soundtrack), by SoundtrackId FilmId;
    soundtrack_credit Some(Subject::SoundtrackCredit), of Of::Row(Subject::Soundtrack), by SoundtrackId ArtistId Role;
    track             Some(Subject::Track),            of Of::Row(Subject::Soundtrack), by SoundtrackId Disc Position RecordingId;
    cover             Some(Subject::Cover),            of Of::Row(Subject::Recording), by RecordingId SongId;
    cue               Some(Subject::Cue),              of Of::Row(Subject::Film), by FilmId SongId RecordingId;
    chart_entry       Some(Subject::ChartEntry),       of Of::Row(Subject::Soundtrack), by SoundtrackId Chart Country Mark;
    listing           Some(Subject::Listing),          of Of::Row(Subject::List), by ListId SoundtrackId Kind Contributor;
    change            None,                            of Of::Itself, by Id;
    source            None,                            of Of::Itself, by Name;
    alias             None,                            of Of::Any, by SubjectId Subject Name, within 1;
    evidence          None,                            of Of::Any, by SubjectId Subject SourceId Field Method Locator, within 1;
    identifier        None,                            of Of::Itself, by Value Scheme, within 1;
    local_name        None,                            of Of::Itself, by Name SourceId Subject, within 1;
    redirect          None,                            of Of::Itself, by FromId Subject, within 1;
    review            None,                            of Of::Itself, by SubjectId Subject CandidateId Question, within 1;
}
