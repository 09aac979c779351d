//! A doubt that people are asked to decide: whether two rows are one, or whether a soundtrack is of a film.

use sea_orm::entity::prelude::*;

use crate::{ReviewId, ReviewQuestion, ReviewStatus, SourceId, Subject};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "review")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ReviewId,
    /// The table of the row in doubt.
    #[sea_orm(unique_key = "once")]
    pub subject: Subject,
    #[sea_orm(unique_key = "once")]
    pub subject_id: i64,
    /// Slug of the row in doubt when it was asked about. It leads there even after the row was merged.
    #[sea_orm(column_type = "Text")]
    pub slug: String,
    /// Id of the row that it may be the same as, or of the film that it may be of.
    #[sea_orm(unique_key = "once")]
    pub candidate_id: i64,
    #[sea_orm(column_type = "Text")]
    pub candidate_slug: String,
    #[sea_orm(unique_key = "once")]
    pub question: ReviewQuestion,
    pub status: ReviewStatus,
    /// How much speaks for it, from 0 to 1.
    pub score: f64,
    /// What speaks for it and against it, in words.
    #[sea_orm(column_type = "Text")]
    pub reasons: String,
    /// Whose record raised the doubt.
    pub source_id: Option<SourceId>,
    #[sea_orm(belongs_to, from = "source_id", to = "id", on_delete = "SetNull")]
    pub source: BelongsTo<Option<super::source::Entity>>,
}

impl ActiveModelBehavior for ActiveModel {}
