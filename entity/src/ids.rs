//! One id type per table, so that a film's id cannot be passed where an artist's is meant.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($name:ident)*) => {$(
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType, Serialize, Deserialize,
        )]
        pub struct $name(pub i64);
    )*};
}

ids! {
    AliasId ArtistCreditId ArtistId ChangeId ChartEntryId CoverId CreditId CueId EvidenceId FilmId FilmSeriesId
    FilmSoundtrackId IdentifierId ListId ListingId LocalNameId MembershipId RecordingId RedirectId ReviewId SearchEntryId
    SongId SongWriterId SoundtrackCreditId SoundtrackId SourceId TrackId
}
