//! One of the artists that a recording is credited to.

use sea_orm::entity::prelude::*;

use crate::{ArtistCreditId, ArtistId, RecordingId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artist_credit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ArtistCreditId,
    #[sea_orm(unique_key = "recording_position")]
    pub recording_id: RecordingId,
    pub artist_id: ArtistId,
    /// Place in the credit, from 1.
    #[sea_orm(unique_key = "recording_position")]
    pub position: i32,
    /// The name as the recording spells it, where it differs from the artist's.
    #[sea_orm(column_type = "Text")]
    pub credited_as: Option<String>,
    /// What stands between this name and the next, such as ` & `.
    #[sea_orm(column_type = "Text")]
    pub join_phrase: Option<String>,
    #[sea_orm(belongs_to, from = "recording_id", to = "id")]
    pub recording: BelongsTo<super::recording::Entity>,
    #[sea_orm(belongs_to, from = "artist_id", to = "id")]
    pub artist: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
