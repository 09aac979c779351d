//! The data as a whole: one row. Written by triggers alone, whoever writes the rows.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "dataset")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    /// A word of 16 hexadecimal digits, drawn anew in every transaction that changes data.
    #[sea_orm(column_type = "Text")]
    pub version: String,
}

impl ActiveModelBehavior for ActiveModel {}
