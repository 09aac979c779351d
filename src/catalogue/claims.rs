//! Whose word counts where sources disagree about a column of a row.
//!
//! What a source states comes before what is only inferred, and then the source of the lower rank comes first: this
//! project's editors, articles, Wikidata, MusicBrainz, IMDb, others. Of equals the earlier stays, but that a source may
//! correct itself. Both claims are kept: the evidence of the one that does not count names the column and has what the
//! source says as `as_printed`.

use entity::{EvidenceMethod, evidence};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, ExprTrait, IdenStatic,
    IntoActiveModel, ModelTrait, QueryFilter, QueryOrder, Value,
};

use super::{
    key::Row,
    ledger::{Ledger, RowOf},
    record,
    upsert::{differing, set},
};

/// How much a claim counts: the lower.
type Standing = (bool, i32);

/// Brings a row that is there in line with what is said of it now, where that counts. Returns whether it changed.
pub async fn settle<E: Row>(
    tx: &DatabaseTransaction,
    ledger: &mut Ledger,
    model: E::Model,
    wanted: &E::ActiveModel,
    said: &[record::Evidence],
) -> Result<bool, DbErr>
where
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelBehavior + ActiveModelTrait<Entity = E> + Send,
{
    let mut columns = differing::<E>(&model, wanted);
    // A slug stays as it is once it is given, and a kind of which nothing is known says nothing.
    columns.retain(|(column, value)| match column.as_str() {
        "slug" => false,
        "kind" => *value != Value::from("OTHER"),
        _ => true,
    });
    let disputed = |column: &E::Column| {
        let value = model.get(*column);
        value != value.as_null() && !column.as_str().ends_with("_key")
    };
    if let Some(subject) = E::SUBJECT
        && columns.iter().any(|(column, _)| disputed(column))
    {
        let row = (subject, E::id(&model));
        let mut there = about(tx, row).await?;
        there.extend(ledger.said(row));
        let mut lost = Vec::new();
        for (column, value) in columns.iter().filter(|(column, _)| disputed(column)) {
            let dispute = Dispute { row, column: column.as_str(), there: &there };
            if !dispute.won(ledger, &model.get(*column), value, said) {
                lost.push(column.as_str().to_owned());
            }
        }
        // The key of a text goes with the text.
        columns.retain(|(column, _)| {
            let name = column.as_str();
            !lost.iter().any(|lost| lost == name.strip_suffix("_key").unwrap_or(name))
        });
    }
    if columns.is_empty() {
        return Ok(false);
    }
    set::<E>(tx, model, columns).await?;
    Ok(true)
}

/// All that is said of a row, the eldest first.
async fn about(tx: &DatabaseTransaction, (subject, id): RowOf) -> Result<Vec<evidence::Model>, DbErr> {
    let of = evidence::Column::Subject.eq(subject).and(evidence::Column::SubjectId.eq(id));
    evidence::Entity::find().filter(of).order_by_asc(evidence::Column::Id).all(tx).await
}

/// A column of which something else is said than what stands there.
struct Dispute<'a> {
    row: RowOf,
    column: &'a str,
    there: &'a [evidence::Model],
}

impl Dispute<'_> {
    /// Whether what is said now counts. Notes the claim that does not.
    fn won(&self, ledger: &mut Ledger, stands: &Value, new: &Value, said: &[record::Evidence]) -> bool {
        let field = field(self.column);
        // What is said of the column itself, or else of the row.
        let of = |field: Option<&str>| {
            let about = said.iter().filter(move |item| item.field.as_deref() == field);
            about.min_by_key(|item| standing(ledger, &item.source, item.method))
        };
        let Some(claim) = of(Some(&field)).or_else(|| of(None)) else {
            // Nothing proves it: it is said by a text of our own, which may correct itself.
            return true;
        };
        let holder = self.holder(ledger, &field, stands);
        let source = ledger.source(&claim.source);
        let wins = holder.is_none_or(|holder| {
            let holds = (inferred(holder.method), ledger.rank(holder.source_id));
            let own = source == Some(holder.source_id) && claim.locator == holder.locator;
            let comes = standing(ledger, &claim.source, claim.method);
            comes < holds || (own && comes == holds)
        });
        let (loser, source) = match (wins, holder) {
            (false, _) => {
                let as_printed = printed(self.column, new);
                (record::Evidence { field: Some(field.clone()), as_printed, ..claim.clone() }, source)
            }
            (true, Some(holder)) if source != Some(holder.source_id) => {
                let loser = record::Evidence {
                    source: String::new(),
                    field: Some(field.clone()),
                    method: holder.method,
                    confidence: holder.confidence,
                    locator: holder.locator.clone(),
                    as_printed: printed(self.column, stands),
                };
                (loser, Some(holder.source_id))
            }
            (true, _) => return true,
        };
        if let Some(source) = source {
            ledger.prove(self.row, source, &loser);
        }
        if wins && let Some(source) = ledger.source(&claim.source) {
            let winner = record::Evidence { field: Some(field), as_printed: None, ..claim.clone() };
            ledger.prove(self.row, source, &winner);
        }
        wins
    }

    /// The claim by which the value stands there: one of the column, or else one of the row by who says nothing else of the
    /// column in the same place. Where all of them do, it stands because the first of them said so once.
    fn holder(&self, ledger: &Ledger, field: &str, stands: &Value) -> Option<&evidence::Model> {
        let of_column = |item: &&evidence::Model| item.field.as_deref() == Some(field);
        let value = printed(self.column, stands);
        let says_so = |item: &&evidence::Model| item.as_printed.is_none() || item.as_printed == value;
        let says_else = |row: &evidence::Model| {
            let same = |item: &&evidence::Model| item.source_id == row.source_id && item.locator == row.locator;
            self.there.iter().filter(of_column).filter(same).any(|item| !says_so(&item))
        };
        let standing = |item: &&evidence::Model| (inferred(item.method), ledger.rank(item.source_id));
        let of_row = || self.there.iter().filter(|item| item.field.is_none());
        let of_it = self.there.iter().filter(of_column).filter(says_so);
        let first = of_it.chain(of_row().filter(|item| !says_else(item))).min_by_key(standing);
        first.or_else(|| of_row().min_by_key(standing))
    }
}

fn standing(ledger: &Ledger, source: &str, method: EvidenceMethod) -> Standing {
    (inferred(method), ledger.source(source).map_or(i32::MAX, |source| ledger.rank(source)))
}

fn inferred(method: EvidenceMethod) -> bool {
    method == EvidenceMethod::Inferred
}

/// The name of a column in the API: `release_year` is `releaseYear`, and `series_id` is `series`.
fn field(column: &str) -> String {
    let column = column.strip_suffix("_id").unwrap_or(column);
    let mut words = column.split('_');
    let mut field = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        field.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        field.push_str(letters.as_str());
    }
    field
}

/// A value as evidence shows it; ids of rows are nothing that a source prints.
fn printed(column: &str, value: &Value) -> Option<String> {
    match value {
        _ if column.ends_with("_id") => None,
        Value::String(text) => text.clone(),
        Value::Int(number) => number.map(|number| number.to_string()),
        Value::Bool(truth) => truth.map(|truth| truth.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn columns_have_their_names_in_the_api() {
        for (column, name) in [("title", "title"), ("release_year", "releaseYear"), ("series_id", "series")] {
            assert_eq!(field(column), name);
        }
    }
}
