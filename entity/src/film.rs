//! A film, short, concert film or television series.

use sea_orm::entity::prelude::*;

use crate::{FilmId, FilmKind, FilmSeriesId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "film")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FilmId,
    /// Title and year as a URL part, such as `vanilla-sky-2001`.
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    /// Title under which it was first released.
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    pub kind: FilmKind,
    /// Year of the first release; of the first season for a television series.
    pub release_year: Option<i32>,
    pub series_id: Option<FilmSeriesId>,
    #[sea_orm(belongs_to, from = "series_id", to = "id")]
    pub series: BelongsTo<Option<super::film_series::Entity>>,
    #[sea_orm(has_many)]
    pub credits: HasMany<super::credit::Entity>,
    #[sea_orm(has_many)]
    pub film_soundtracks: HasMany<super::film_soundtrack::Entity>,
    #[sea_orm(has_many, via = "film_soundtrack")]
    pub soundtracks: HasMany<super::soundtrack::Entity>,
    #[sea_orm(has_many)]
    pub cues: HasMany<super::cue::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
