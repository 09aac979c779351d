//! What a source without ids calls a row: the same name means the same row wherever that source uses it.

use sea_orm::entity::prelude::*;

use crate::{LocalNameId, SourceId, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "local_name")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: LocalNameId,
    #[sea_orm(unique_key = "once")]
    pub source_id: SourceId,
    #[sea_orm(unique_key = "once")]
    pub subject: Subject,
    #[sea_orm(unique_key = "once", column_type = "Text")]
    pub name: String,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
    #[sea_orm(belongs_to, from = "source_id", to = "id", on_delete = "Cascade")]
    pub source: BelongsTo<super::source::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
