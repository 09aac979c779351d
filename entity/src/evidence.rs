//! Which source says a fact, by which method, how surely and where.

use sea_orm::entity::prelude::*;

use crate::{EvidenceId, EvidenceMethod, SourceId, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: EvidenceId,
    pub source_id: SourceId,
    pub subject: Subject,
    /// Id of the row in the subject's table.
    pub subject_id: i64,
    /// The column that is proved; null for the row as such.
    #[sea_orm(column_type = "Text")]
    pub field: Option<String>,
    pub method: EvidenceMethod,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// Where in the source: file and paragraph, or the id of an entity in a dump.
    #[sea_orm(column_type = "Text")]
    pub locator: Option<String>,
    /// The name as the source prints it, or what it says of the column, where that differs from ours.
    #[sea_orm(column_type = "Text")]
    pub as_printed: Option<String>,
    #[sea_orm(belongs_to, from = "source_id", to = "id")]
    pub source: BelongsTo<super::source::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
