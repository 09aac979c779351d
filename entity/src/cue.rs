//! A recording or a song that is used in a film, on an album or not. At least one of the two is known.

use sea_orm::entity::prelude::*;

use crate::{CueId, FilmId, RecordingId, SongId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cue")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CueId,
    pub film_id: FilmId,
    pub song_id: Option<SongId>,
    pub recording_id: Option<RecordingId>,
    /// Whether it is on a soundtrack of the film.
    pub on_soundtrack: Option<bool>,
    #[sea_orm(belongs_to, from = "film_id", to = "id")]
    pub film: BelongsTo<super::film::Entity>,
    #[sea_orm(belongs_to, from = "song_id", to = "id")]
    pub song: BelongsTo<Option<super::song::Entity>>,
    #[sea_orm(belongs_to, from = "recording_id", to = "id")]
    pub recording: BelongsTo<Option<super::recording::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
