//! An external id of any row.

use sea_orm::entity::prelude::*;

use crate::{IdentifierId, IdentifierScheme, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "identifier")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: IdentifierId,
    #[sea_orm(unique_key = "scheme_value")]
    pub scheme: IdentifierScheme,
    #[sea_orm(unique_key = "scheme_value", column_type = "Text")]
    pub value: String,
    pub subject: Subject,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
