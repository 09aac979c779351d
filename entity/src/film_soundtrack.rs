//! A soundtrack as one of a film's. A soundtrack has at most one primary film.

use sea_orm::entity::prelude::*;

use crate::{FilmId, FilmSoundtrackId, SoundtrackId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "film_soundtrack")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FilmSoundtrackId,
    #[sea_orm(unique_key = "film_soundtrack_pair")]
    pub film_id: FilmId,
    #[sea_orm(unique_key = "film_soundtrack_pair")]
    pub soundtrack_id: SoundtrackId,
    /// Whether this is the film that the soundtrack is chiefly of.
    pub primary: bool,
    /// Number of the volume among the film's albums, from 1, where they are numbered.
    pub volume: Option<i32>,
    #[sea_orm(belongs_to, from = "film_id", to = "id")]
    pub film: BelongsTo<super::film::Entity>,
    #[sea_orm(belongs_to, from = "soundtrack_id", to = "id")]
    pub soundtrack: BelongsTo<super::soundtrack::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
