//! One performance, usually of a song.

use sea_orm::entity::prelude::*;

use crate::{RecordingId, SongId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recording")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RecordingId,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    pub song_id: Option<SongId>,
    /// Whether this is the song's original recording. A song has at most one.
    pub original: bool,
    /// Year of the first release.
    pub release_year: Option<i32>,
    #[sea_orm(belongs_to, from = "song_id", to = "id")]
    pub song: BelongsTo<Option<super::song::Entity>>,
    #[sea_orm(has_many)]
    pub artist_credits: HasMany<super::artist_credit::Entity>,
    #[sea_orm(has_many, via = "artist_credit")]
    pub artists: HasMany<super::artist::Entity>,
    #[sea_orm(has_many)]
    pub tracks: HasMany<super::track::Entity>,
    #[sea_orm(has_many)]
    pub covers: HasMany<super::cover::Entity>,
    #[sea_orm(has_many)]
    pub cues: HasMany<super::cue::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
