//! Values that columns hold: the enums of the graph, and the key by which text is compared.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The key under which text is compared and ordered, stored beside the text itself.
///
/// Compatibility decomposition (NFKD), combining marks removed, case folded (full folding, so `ß` is `ss`), compared
/// by code point. It is computed here and never by a database, whose ideas of case and accents differ.
///
/// ```
/// assert_eq!(entity::text_key("Björk"), "bjork");
/// assert_eq!(entity::text_key("Sigur Rós"), entity::text_key("SIGUR ROS"));
/// ```
pub fn text_key(text: &str) -> String {
    let unmarked = |text: &str| -> String { text.nfkd().filter(|c| !is_combining_mark(*c)).collect() };
    // Folding may bring out new marks (`İ` folds to `i` and a dot), so that they are removed once more.
    unmarked(&caseless::default_case_fold_str(&unmarked(text)))
}

/// Declares enums that are stored as the very words that the API shows, described in one place for both.
macro_rules! words {
    ($(#[doc = $doc:literal] $name:ident { $(#[doc = $value_doc:literal] $value:ident = $word:literal,)* })*) => {$(
        #[doc = $doc]
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumIter, DeriveActiveEnum, Serialize, Deserialize,
        )]
        #[sea_orm(rs_type = "String", db_type = "Text")]
        pub enum $name {
            $(#[doc = $value_doc] #[sea_orm(string_value = $word)] #[serde(rename = $word)] $value,)*
        }

        impl $name {
            /// The name, the meaning, and each word with its meaning in the order of declaration.
            pub const WORDS: Words = Words {
                name: stringify!($name),
                meaning: $doc,
                words: &[$(($word, $value_doc)),*],
            };
        }
    )*};
}

impl ReviewQuestion {
    /// The table of the candidates, where the doubt is of a row of this one.
    pub fn of(self, subject: Subject) -> Subject {
        match self {
            Self::Same => subject,
            Self::OfFilm => Subject::Film,
        }
    }
}

/// What an enum says of itself. The texts are doc comments and begin with a space.
#[derive(Debug, PartialEq, Eq)]
pub struct Words {
    pub name: &'static str,
    pub meaning: &'static str,
    pub words: &'static [(&'static str, &'static str)],
}

words! {
    /// What sort of film it is.
    FilmKind {
        /// A film of full length.
        Feature = "FEATURE",
        /// A short film.
        Short = "SHORT",
        /// A filmed concert.
        Concert = "CONCERT",
        /// A television series.
        Series = "SERIES",
    }

    /// What sort of artist it is.
    ArtistKind {
        /// One person.
        Person = "PERSON",
        /// A band or another group of people.
        Group = "GROUP",
        /// An orchestra.
        Orchestra = "ORCHESTRA",
        /// A choir.
        Choir = "CHOIR",
        /// None of the others, or not known.
        Other = "OTHER",
    }

    /// An artist's part in a film.
    CreditRole {
        /// Directed the film.
        Director = "DIRECTOR",
        /// Wrote the film.
        Writer = "WRITER",
        /// Composed music for the film.
        Composer = "COMPOSER",
        /// Produced the film.
        Producer = "PRODUCER",
        /// Chose the film's music.
        MusicSupervisor = "MUSIC_SUPERVISOR",
        /// Appears in the film.
        Cast = "CAST",
        /// Any other part.
        Other = "OTHER",
    }

    /// What a soundtrack consists of.
    SoundtrackKind {
        /// Songs by various artists or by one.
        Songs = "SONGS",
        /// The composed score.
        Score = "SCORE",
        /// Songs and score.
        Mixed = "MIXED",
        /// Music inspired by the film, not heard in it.
        InspiredBy = "INSPIRED_BY",
        /// Sung by the film's cast.
        CastRecording = "CAST_RECORDING",
    }

    /// An artist's part in a soundtrack.
    SoundtrackRole {
        /// Named as being on the album, the track not named.
        Performer = "PERFORMER",
        /// Produced the album.
        Producer = "PRODUCER",
        /// Composed the album's score.
        Composer = "COMPOSER",
        /// Chose what is on the album.
        Compiler = "COMPILER",
    }

    /// How a cover differs from its song.
    CoverKind {
        /// A new performance of the song.
        Cover = "COVER",
        /// New words, or the song reworked.
        Adaptation = "ADAPTATION",
        /// A part of the song, played anew within another.
        Interpolation = "INTERPOLATION",
        /// A part of a recording of the song, used within another.
        Sample = "SAMPLE",
        /// A recording of the song, mixed anew.
        Remix = "REMIX",
    }

    /// What an entry of a chart says.
    ChartMark {
        /// The position at which the soundtrack entered the chart.
        Debut = "DEBUT",
        /// The best position that the soundtrack reached.
        Peak = "PEAK",
    }

    /// What sort of list it is.
    ListKind {
        /// An article by one author or one editorial office.
        Editorial = "EDITORIAL",
        /// A poll: its editor's picks and its readers' votes.
        Poll = "POLL",
        /// A chart of sales or plays.
        Chart = "CHART",
    }

    /// How a list names a soundtrack. PICK and VOTE list it; MENTION does not.
    ListingKind {
        /// The list's own choice.
        Pick = "PICK",
        /// A reader's choice.
        Vote = "VOTE",
        /// Named in passing.
        Mention = "MENTION",
    }

    /// What sort of source it is.
    SourceKind {
        /// An article, with its readers' comments if it has any.
        Article = "ARTICLE",
        /// A published data set.
        Dataset = "DATASET",
        /// This project's editors.
        Editor = "EDITOR",
    }

    /// How a fact was found in its source.
    EvidenceMethod {
        /// The source says so itself.
        Stated = "STATED",
        /// The source has the same external id.
        IdExact = "ID_EXACT",
        /// The source has the same title and year.
        TitleYear = "TITLE_YEAR",
        /// Concluded from what the source says.
        Inferred = "INFERRED",
        /// An editor of this catalogue knows it; the other sources do not say it.
        Editor = "EDITOR",
    }

    /// Who assigns an external id.
    IdentifierScheme {
        /// IMDb: `tt…` for films, `nm…` for people.
        Imdb = "IMDB",
        /// Wikidata: `Q…`.
        Wikidata = "WIKIDATA",
        /// MusicBrainz: a UUID.
        Musicbrainz = "MUSICBRAINZ",
        /// Discogs: `a…` for artists, `m…` for albums and `r…` for single releases of them, as Discogs itself marks them.
        Discogs = "DISCOGS",
        /// International Standard Recording Code.
        Isrc = "ISRC",
        /// International Standard Musical Work Code.
        Iswc = "ISWC",
    }

    /// What the review of a doubt is to decide.
    ReviewQuestion {
        /// Whether two rows are the same thing.
        Same = "SAME",
        /// Whether a soundtrack is of a film.
        OfFilm = "OF_FILM",
    }

    /// How the review of a doubt stands.
    ReviewStatus {
        /// Nobody has decided yet.
        Open = "OPEN",
        /// It is so, and was done.
        Yes = "YES",
        /// It is not so, and will not be asked again.
        No = "NO",
    }

    /// What was done to a row.
    ChangeKind {
        /// The row was added.
        Created = "CREATED",
        /// The row was corrected.
        Corrected = "CORRECTED",
        /// The row was removed.
        Removed = "REMOVED",
        /// The row was merged into another.
        Merged = "MERGED",
    }

    /// The table of the row that evidence, an identifier, an alias or a change speaks of.
    Subject {
        /// A film.
        Film = "FILM",
        /// A film series.
        FilmSeries = "FILM_SERIES",
        /// An artist.
        Artist = "ARTIST",
        /// A member of a group.
        Membership = "MEMBERSHIP",
        /// A credit.
        Credit = "CREDIT",
        /// A soundtrack.
        Soundtrack = "SOUNDTRACK",
        /// A soundtrack's belonging to a film.
        FilmSoundtrack = "FILM_SOUNDTRACK",
        /// A soundtrack credit.
        SoundtrackCredit = "SOUNDTRACK_CREDIT",
        /// A track.
        Track = "TRACK",
        /// A recording.
        Recording = "RECORDING",
        /// An artist's credit on a recording.
        ArtistCredit = "ARTIST_CREDIT",
        /// A song.
        Song = "SONG",
        /// A song's writer.
        SongWriter = "SONG_WRITER",
        /// A cover.
        Cover = "COVER",
        /// A cue.
        Cue = "CUE",
        /// A chart entry.
        ChartEntry = "CHART_ENTRY",
        /// A list.
        List = "LIST",
        /// A listing.
        Listing = "LISTING",
    }

    /// What can be searched by title, name or alias.
    SearchType {
        /// Films.
        Film = "FILM",
        /// Film series.
        FilmSeries = "FILM_SERIES",
        /// Artists, and so directors too.
        Artist = "ARTIST",
        /// Soundtracks.
        Soundtrack = "SOUNDTRACK",
        /// Songs.
        Song = "SONG",
        /// Recordings.
        Recording = "RECORDING",
        /// Lists.
        List = "LIST",
    }
}
