//! What is said about nodes: sources, evidence, external ids, other names; and the catalogue as a whole.

use entity::{
    EvidenceMethod, IdentifierScheme, ReviewQuestion, ReviewStatus, SourceKind, Subject, alias, evidence, identifier,
    review, source,
};
use sea_orm::ColumnTrait;

use super::{Draft, Hop, Kind, hop};

/// Edges to what is said about a row, which is found by the row's table and id.
pub(super) trait Provenance {
    fn evidence(self, subject: &'static [&'static str]) -> Self;
    fn identifiers(self, subject: &'static [&'static str]) -> Self;
    fn aliases(self, subject: &'static [&'static str]) -> Self;
}

impl Provenance for Draft {
    fn evidence(self, subject: &'static [&'static str]) -> Self {
        let said = about(evidence::Column::SubjectId).only(evidence::Column::Subject, subject);
        self.many("evidence", "evidenceCount", said, "Which sources say so, how surely and where.")
    }

    fn identifiers(self, subject: &'static [&'static str]) -> Self {
        let said = about(identifier::Column::SubjectId).only(identifier::Column::Subject, subject);
        self.many("identifiers", "identifierCount", said, "Its ids in other catalogues.")
    }

    fn aliases(self, subject: &'static [&'static str]) -> Self {
        let said = about(alias::Column::SubjectId).only(alias::Column::Subject, subject);
        self.many("aliases", "aliasCount", said, "Other titles, names and spellings of it.")
    }
}

/// From the id of any row to what is said about it.
fn about(subject_id: impl ColumnTrait) -> Hop {
    Hop { from: "id", ..hop(subject_id, subject_id) }
}

pub(super) fn source() -> Draft {
    Draft::of::<source::Entity>("Source", "Where facts come from.")
        .ordered_by(&["name"])
        .column(source::Column::Name, "Name of the source. Unique among sources.")
        .word(source::Column::Kind, &SourceKind::WORDS, "What sort of source it is.")
        .column(source::Column::Licence, "Terms under which it may be used. Null when unknown.")
        .column(source::Column::Version, "Which version of it was read. Null when it has none.")
        .column(source::Column::Url, "Where it is published. Null when unknown.")
        .column(source::Column::Retrieved, "Day on which it was retrieved, such as `2026-11-21`. Null when unknown.")
        .column(
            source::Column::Rank,
            "Whose word counts where sources disagree: that of the lowest rank. What is inferred yields to what is stated.",
        )
        .many("evidence", "evidenceCount", hop(source::Column::Id, evidence::Column::SourceId), "What it is cited for.")
}

pub(super) fn evidence() -> Draft {
    Draft::of::<evidence::Entity>("Evidence", "Which source says a fact, by which method, how surely and where.")
        .word(evidence::Column::Subject, &Subject::WORDS, "What sort of row the fact is of.")
        .column(evidence::Column::Field, "The field that is proved, such as `releaseYear`. Null for the row as such.")
        .word(evidence::Column::Method, &EvidenceMethod::WORDS, "How the fact was found.")
        .column(evidence::Column::Confidence, "How sure it is, from 0 to 1.")
        .column(
            evidence::Column::Locator,
            "Where in the source: file and paragraph, or the id of an entity in a dump. Null when there is no such place.",
        )
        .column(
            evidence::Column::AsPrinted,
            "The name as the source prints it, or what it says of the field, where that differs from ours. Null otherwise.",
        )
        .one("source", evidence::Column::SourceId, source::Column::Id, "Who says so.")
}

pub(super) fn identifier() -> Draft {
    Draft::of::<identifier::Entity>("Identifier", "An id in another catalogue.")
        .word(identifier::Column::Scheme, &IdentifierScheme::WORDS, "Who assigns it.")
        .column(identifier::Column::Value, "The id itself. Unique within its scheme.")
        .word(identifier::Column::Subject, &Subject::WORDS, "What sort of row it is of.")
}

pub(super) fn alias() -> Draft {
    Draft::of::<alias::Entity>("Alias", "Another title or name, or another spelling of it.")
        .ordered_by(&["name"])
        .column(alias::Column::Name, "The title or name.")
        .word(alias::Column::Subject, &Subject::WORDS, "What sort of row it is of.")
}

pub(super) fn review() -> Draft {
    Draft::of::<review::Entity>(
        "Review",
        "A doubt that people are asked to decide: whether two rows are one, or whether a soundtrack is of a film.",
    )
    .roots(None, Some("reviews"), None)
    .ordered_by(&["status"])
    .word(review::Column::Question, &ReviewQuestion::WORDS, "What is to be decided.")
    .word(review::Column::Status, &ReviewStatus::WORDS, "How it stands.")
    .word(review::Column::Subject, &Subject::WORDS, "What sort of row is in doubt.")
    .column(review::Column::Slug, "Slug of the row in doubt. It leads there even after the row was merged.")
    .column(
        review::Column::CandidateSlug,
        "Slug of the row that it may be the same as, or of the film that it may be of.",
    )
    .column(review::Column::Score, "How much speaks for it, from 0 to 1. From 0.8 on nobody would be asked.")
    .column(review::Column::Reasons, "What speaks for it and against it, in words.")
    .one(
        "source",
        review::Column::SourceId,
        source::Column::Id,
        "Whose record raised the doubt. Null when unknown.",
    )
}

pub(super) fn catalogue() -> Draft {
    let count = "The number of these in the catalogue.";
    Draft::single("Catalogue", "(SELECT 1)", "The data as a whole: version, sources and sizes.")
        .computed(
            "datasetVersion",
            Kind::Code,
            "(SELECT \"version\" FROM \"dataset\")",
            "Version of the data. It changes exactly when the data does, and never comes back.",
        )
        .computed("filmCount", Kind::Int, "(SELECT COUNT(*) FROM \"film\")", count)
        .computed("artistCount", Kind::Int, "(SELECT COUNT(*) FROM \"artist\")", count)
        .computed("soundtrackCount", Kind::Int, "(SELECT COUNT(*) FROM \"soundtrack\")", count)
        .computed("trackCount", Kind::Int, "(SELECT COUNT(*) FROM \"track\")", count)
        .computed("recordingCount", Kind::Int, "(SELECT COUNT(*) FROM \"recording\")", count)
        .computed("songCount", Kind::Int, "(SELECT COUNT(*) FROM \"song\")", count)
        .computed("coverCount", Kind::Int, "(SELECT COUNT(*) FROM \"cover\")", count)
        .computed("cueCount", Kind::Int, "(SELECT COUNT(*) FROM \"cue\")", count)
        .computed("listCount", Kind::Int, "(SELECT COUNT(*) FROM \"list\")", count)
        .computed("listingCount", Kind::Int, "(SELECT COUNT(*) FROM \"listing\")", count)
        .all::<source::Entity>("sources", "Every source that facts come from, by name.")
}
