//! An article, poll, comment thread or chart that names soundtracks.

use sea_orm::entity::prelude::*;

use crate::{ListId, ListKind};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "list")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ListId,
    #[sea_orm(unique, column_type = "Text")]
    pub slug: String,
    pub kind: ListKind,
    #[sea_orm(column_type = "Text")]
    pub title: Option<String>,
    /// [`text_key`](crate::text_key) of the title.
    #[sea_orm(column_type = "Text")]
    pub title_key: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub publisher: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub author: Option<String>,
    #[sea_orm(column_type = "Text")]
    pub url: Option<String>,
    /// Date of publication as far as it is known: `2020`, `2020-05` or `2020-05-17`.
    #[sea_orm(column_type = "Text")]
    pub published: Option<String>,
    #[sea_orm(has_many)]
    pub listings: HasMany<super::listing::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
