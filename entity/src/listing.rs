//! One naming of one soundtrack in one list.

use sea_orm::entity::prelude::*;

use crate::{ListId, ListingId, ListingKind, SoundtrackId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "listing")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ListingId,
    pub list_id: ListId,
    pub soundtrack_id: SoundtrackId,
    pub kind: ListingKind,
    /// Rank in the list, from 1, where the list is ranked.
    pub position: Option<i32>,
    /// A pseudonymous number of the reader who votes, from 1 within the list.
    pub contributor: Option<i32>,
    /// A short remark in our own words.
    #[sea_orm(column_type = "Text")]
    pub note: Option<String>,
    #[sea_orm(belongs_to, from = "list_id", to = "id")]
    pub list: BelongsTo<super::list::Entity>,
    #[sea_orm(belongs_to, from = "soundtrack_id", to = "id")]
    pub soundtrack: BelongsTo<super::soundtrack::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
