//! A composition.

use sea_orm::entity::prelude::*;

use crate::SongId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "song")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SongId,
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    /// Year in which a recording of it was first released.
    pub first_release_year: Option<i32>,
    #[sea_orm(has_many)]
    pub recordings: HasMany<super::recording::Entity>,
    #[sea_orm(has_many)]
    pub covers: HasMany<super::cover::Entity>,
    #[sea_orm(has_many)]
    pub song_writers: HasMany<super::song_writer::Entity>,
    #[sea_orm(has_many, via = "song_writer")]
    pub writers: HasMany<super::artist::Entity>,
    #[sea_orm(has_many)]
    pub cues: HasMany<super::cue::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
