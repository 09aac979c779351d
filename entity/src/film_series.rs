//! Films that belong together, such as a saga.

use sea_orm::entity::prelude::*;

use crate::FilmSeriesId;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "film_series")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FilmSeriesId,
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub title: String,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: String,
    #[sea_orm(has_many)]
    pub films: HasMany<super::film::Entity>,
    #[sea_orm(has_many)]
    pub soundtracks: HasMany<super::soundtrack::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
