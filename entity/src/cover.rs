//! A recording that is a version of a song by an artist other than its original one.

use sea_orm::entity::prelude::*;

use crate::{CoverId, CoverKind, RecordingId, SongId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cover")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CoverId,
    #[sea_orm(unique_key = "recording_song")]
    pub recording_id: RecordingId,
    #[sea_orm(unique_key = "recording_song")]
    pub song_id: SongId,
    pub kind: CoverKind,
    #[sea_orm(belongs_to, from = "recording_id", to = "id")]
    pub recording: BelongsTo<super::recording::Entity>,
    #[sea_orm(belongs_to, from = "song_id", to = "id")]
    pub song: BelongsTo<super::song::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
