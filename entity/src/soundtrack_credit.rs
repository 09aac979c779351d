//! An artist in a role of a soundtrack.

use sea_orm::entity::prelude::*;

use crate::{ArtistId, SoundtrackCreditId, SoundtrackId, SoundtrackRole};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "soundtrack_credit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SoundtrackCreditId,
    #[sea_orm(unique_key = "soundtrack_artist_role")]
    pub soundtrack_id: SoundtrackId,
    #[sea_orm(unique_key = "soundtrack_artist_role")]
    pub artist_id: ArtistId,
    #[sea_orm(unique_key = "soundtrack_artist_role")]
    pub role: SoundtrackRole,
    /// The name as the source spells it, where it differs from the artist's.
    #[sea_orm(column_type = "Text")]
    pub credited_as: Option<String>,
    #[sea_orm(belongs_to, from = "soundtrack_id", to = "id")]
    pub soundtrack: BelongsTo<super::soundtrack::Entity>,
    #[sea_orm(belongs_to, from = "artist_id", to = "id")]
    pub artist: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
