//! Another title or name under which a row is known, or another spelling of it.

use sea_orm::entity::prelude::*;

use crate::{AliasId, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "alias")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AliasId,
    pub subject: Subject,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
    #[sea_orm(column_type = "Text")]
    pub name: String,
    /// [`text_key`](crate::text_key) of the name.
    #[sea_orm(column_type = "Text")]
    pub name_key: String,
}

impl ActiveModelBehavior for ActiveModel {}
