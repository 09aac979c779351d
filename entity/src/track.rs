//! A numbered slot on a soundtrack, playing one recording.

use sea_orm::entity::prelude::*;

use crate::{RecordingId, SoundtrackId, TrackId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "track")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: TrackId,
    #[sea_orm(unique_key = "soundtrack_slot")]
    pub soundtrack_id: SoundtrackId,
    pub recording_id: RecordingId,
    /// Number of the disc, from 1.
    #[sea_orm(unique_key = "soundtrack_slot")]
    pub disc: Option<i32>,
    /// Place on the disc, from 1.
    #[sea_orm(unique_key = "soundtrack_slot")]
    pub position: Option<i32>,
    /// Title as printed on the album.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    /// Whether the track is heard in the film.
    pub in_film: Option<bool>,
    #[sea_orm(belongs_to, from = "soundtrack_id", to = "id")]
    pub soundtrack: BelongsTo<super::soundtrack::Entity>,
    #[sea_orm(belongs_to, from = "recording_id", to = "id")]
    pub recording: BelongsTo<super::recording::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
