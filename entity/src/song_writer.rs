//! An artist as a writer of a song.

use sea_orm::entity::prelude::*;

use crate::{ArtistId, SongId, SongWriterId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "song_writer")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SongWriterId,
    #[sea_orm(unique_key = "song_artist")]
    pub song_id: SongId,
    #[sea_orm(unique_key = "song_artist")]
    pub artist_id: ArtistId,
    #[sea_orm(belongs_to, from = "song_id", to = "id")]
    pub song: BelongsTo<super::song::Entity>,
    #[sea_orm(belongs_to, from = "artist_id", to = "id")]
    pub artist: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
