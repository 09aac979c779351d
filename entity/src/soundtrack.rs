//! An album issued for a film, or for a series of films.

use sea_orm::entity::prelude::*;

use crate::{FilmSeriesId, SoundtrackId, SoundtrackKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "soundtrack")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SoundtrackId,
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    pub kind: Option<SoundtrackKind>,
    #[sea_orm(column_type = "Text")]
    pub label: Option<String>,
    /// [`text_key`](crate::text_key) of the label.
    #[sea_orm(column_type = "Text")]
    pub label_key: Option<String>,
    pub release_year: Option<i32>,
    /// Number of discs.
    pub discs: Option<i32>,
    /// The series it was issued for, where a source says no more than that.
    pub series_id: Option<FilmSeriesId>,
    #[sea_orm(belongs_to, from = "series_id", to = "id")]
    pub series: BelongsTo<Option<super::film_series::Entity>>,
    #[sea_orm(has_many)]
    pub film_soundtracks: HasMany<super::film_soundtrack::Entity>,
    #[sea_orm(has_many, via = "film_soundtrack")]
    pub films: HasMany<super::film::Entity>,
    #[sea_orm(has_many)]
    pub tracks: HasMany<super::track::Entity>,
    #[sea_orm(has_many)]
    pub credits: HasMany<super::soundtrack_credit::Entity>,
    #[sea_orm(has_many)]
    pub chart_entries: HasMany<super::chart_entry::Entity>,
    #[sea_orm(has_many)]
    pub listings: HasMany<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
