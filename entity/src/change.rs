//! One entry of the change log. Its ids only grow. Whatever adds one draws a new version of the data ([`dataset`](crate::dataset)).

use sea_orm::entity::prelude::*;

use crate::{ChangeId, ChangeKind, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ChangeId,
    pub subject: Subject,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
    pub kind: ChangeKind,
    /// When it was recorded.
    pub time: DateTimeUtc,
    /// Who made the change: the name of a source or of an editor.
    #[sea_orm(column_type = "Text")]
    pub who: String,
}

impl ActiveModelBehavior for ActiveModel {}
