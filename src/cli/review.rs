//! `needledrop review`: the queue of doubts.

use anyhow::bail;
use entity::{ReviewQuestion, ReviewStatus};

use super::{Answer, Review, open, print::print};
use crate::{
    catalogue::{Catalogue, Doubt},
    config::Config,
};

pub async fn review(config: Config, review: Review) -> anyhow::Result<()> {
    let db = open::current(&config).await?;
    let catalogue = Catalogue::new(db.clone());
    let told = match (review.id, review.answer) {
        (Some(id), Some(answer)) => {
            #[expect(clippy::disallowed_methods, reason = "a command is where time comes in")]
            let now = chrono::Utc::now();
            match catalogue.decide(id, answer == Answer::Yes, &review.by, now).await? {
                Some(report) => format!("decided: {report}\n"),
                None => bail!("there is no doubt {id} that is open; `needledrop review` shows those that are"),
            }
        }
        _ => {
            let doubts = catalogue.doubts(ReviewStatus::Open, review.first).await?;
            if doubts.is_empty() { "nothing is in doubt\n".to_owned() } else { doubts.iter().map(line).collect() }
        }
    };
    db.close().await?;
    print(&told)
}

/// A doubt in two lines.
fn line(doubt: &Doubt) -> String {
    let called = |(name, slug): &(String, Option<String>)| match slug {
        Some(slug) => format!("{name} ({slug})"),
        None => name.clone(),
    };
    let asks = match doubt.question {
        ReviewQuestion::Same => "the same as",
        ReviewQuestion::OfFilm => "of the film",
    };
    let (row, candidate) = (called(&doubt.row), called(&doubt.candidate));
    format!("{:>5}  {row} {asks} {candidate}?\n       {:.2}: {}\n", doubt.id, doubt.score, doubt.reasons)
}
