//! Where facts come from.

use sea_orm::entity::prelude::*;

use crate::{SourceId, SourceKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "source")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SourceId,
    #[sea_orm(unique, column_type = "Text")]
    pub name: String,
    pub kind: SourceKind,
    #[sea_orm(column_type = "Text")]
    pub licence: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub version: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// Day on which it was retrieved: `2026-11-21`.
    #[sea_orm(column_type = "Text")]
    pub retrieved: Option<String>,
    /// Whose word counts where sources disagree: the lowest.
    pub rank: i32,
    #[sea_orm(has_many)]
    pub evidence: HasMany<super::evidence::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
