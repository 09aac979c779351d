//! A row that was merged into another. Whoever asks for the one gets the other.

use sea_orm::entity::prelude::*;

use crate::{RedirectId, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "redirect")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RedirectId,
    #[sea_orm(unique_key = "once")]
    pub subject: Subject,
    /// Id of the row that is gone.
    #[sea_orm(unique_key = "once")]
    pub from_id: i64,
    /// Its slug, where it had one.
    #[sea_orm(column_type = "Text")]
    pub slug: Option<String>,
    /// Id of the row that it was merged into; never one that is itself gone.
    pub to_id: i64,
}

impl ActiveModelBehavior for ActiveModel {}
