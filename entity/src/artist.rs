//! A person or a group that is credited. A director is an artist with a director credit.

use sea_orm::entity::prelude::*;

use crate::{ArtistId, ArtistKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "artist")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ArtistId,
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// [`text_key`](crate::text_key) of the name.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
    pub kind: ArtistKind,
    /// How many listed soundtracks the films have that it directed. The database counts them.
    #[sea_orm(default_value = 0)]
    pub listed_soundtrack_count: i32,
    #[sea_orm(has_many)]
    pub credits: HasMany<super::credit::Entity>,
    #[sea_orm(has_many)]
    pub soundtrack_credits: HasMany<super::soundtrack_credit::Entity>,
    #[sea_orm(has_many)]
    pub artist_credits: HasMany<super::artist_credit::Entity>,
    #[sea_orm(has_many)]
    pub song_writers: HasMany<super::song_writer::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
