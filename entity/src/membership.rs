//! An artist as a member of a group.

use sea_orm::entity::prelude::*;

use crate::{ArtistId, MembershipId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "membership")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MembershipId,
    #[sea_orm(unique_key = "group_member")]
    pub group_id: ArtistId,
    #[sea_orm(unique_key = "group_member")]
    pub member_id: ArtistId,
    #[sea_orm(belongs_to, relation_enum = "Group", from = "group_id", to = "id")]
    pub group: BelongsTo<super::artist::Entity>,
    #[sea_orm(belongs_to, relation_enum = "Member", from = "member_id", to = "id")]
    pub member: BelongsTo<super::artist::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
