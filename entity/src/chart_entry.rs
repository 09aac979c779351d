//! A soundtrack's place in a chart.

use sea_orm::entity::prelude::*;

use crate::{ChartEntryId, ChartMark, SoundtrackId};

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chart_entry")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ChartEntryId,
    pub soundtrack_id: SoundtrackId,
    #[sea_orm(column_type = "Text")]
    pub chart: String,
    /// Country of the chart, as ISO 3166-1 alpha-2.
    #[sea_orm(column_type = "Text")]
    pub country: Option<String>,
    pub position: i32,
    pub mark: ChartMark,
    #[sea_orm(belongs_to, from = "soundtrack_id", to = "id")]
    pub soundtrack: BelongsTo<super::soundtrack::Entity>,
}

impl ActiveModelBehavior for ActiveModel {}
