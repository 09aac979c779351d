//! An artist in a role of a film.

use sea_orm::entity::prelude::*;

use crate::{ArtistId, CreditId, CreditRole, FilmId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CreditId,
    #[sea_orm(unique_key = "film_artist_role")]
    pub film_id: FilmId,
    #[sea_orm(unique_key = "film_artist_role")]
    pub artist_id: ArtistId,
    #[sea_orm(unique_key = "film_artist_role")]
    pub role: CreditRole,
    /// Place among the credits of this role, from 1.
    pub position: Option<i32>,
    /// The name as the credit spells it, where it differs from the artist's.
    #[sea_orm(column_type = "Text")]
    pub credited_as: Option<String>,
    #[sea_orm(belongs_to, from = "film_id", to = "id")]
    pub film: BelongsTo<super::film::Entity>,
    #[sea_orm(belongs_to, from = "artist_id", to = "id")]
    pub artist: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
