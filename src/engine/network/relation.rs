//! How nodes relate, and which rows of the database say so.

use entity::{SearchType as Kind, Words};

/// A relation of two nodes. A step along it goes forward in the direction of its words, and may go back as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Relation {
    Director,
    Writer,
    Composer,
    Producer,
    MusicSupervisor,
    Cast,
    OtherCredit,
    FilmSeries,
    SoundtrackFilm,
    SoundtrackSeries,
    SoundtrackPerformer,
    SoundtrackProducer,
    SoundtrackComposer,
    SoundtrackCompiler,
    Track,
    Performer,
    Performance,
    Cover,
    Songwriter,
    Cue,
    Member,
    Pick,
    Vote,
    Mention,
}

use Relation::{
    Cast, Composer, Cover, Cue, Director, FilmSeries, Member, Mention, MusicSupervisor, OtherCredit, Performance,
    Performer, Pick, Producer, Songwriter, SoundtrackCompiler, SoundtrackComposer, SoundtrackFilm, SoundtrackPerformer,
    SoundtrackProducer, SoundtrackSeries, Track, Vote, Writer,
};

/// All of them, in the order in which they are declared.
pub const RELATIONS: [Relation; 24] = [
    Director,
    Writer,
    Composer,
    Producer,
    MusicSupervisor,
    Cast,
    OtherCredit,
    FilmSeries,
    SoundtrackFilm,
    SoundtrackSeries,
    SoundtrackPerformer,
    SoundtrackProducer,
    SoundtrackComposer,
    SoundtrackCompiler,
    Track,
    Performer,
    Performance,
    Cover,
    Songwriter,
    Cue,
    Member,
    Pick,
    Vote,
    Mention,
];

/// Their words, in the same order.
pub const WORDS: Words = Words {
    name: "Relation",
    meaning: "How two nodes relate. A step goes forward in the direction that the description tells.",
    words: &[
        ("DIRECTOR", "An artist directed a film."),
        ("WRITER", "An artist wrote a film."),
        ("COMPOSER", "An artist composed music for a film."),
        ("PRODUCER", "An artist produced a film."),
        ("MUSIC_SUPERVISOR", "An artist chose the music of a film."),
        ("CAST", "An artist appears in a film."),
        ("OTHER_CREDIT", "An artist had another part in a film."),
        ("FILM_SERIES", "A film belongs to a series."),
        ("SOUNDTRACK_FILM", "A soundtrack was issued for a film."),
        ("SOUNDTRACK_SERIES", "A soundtrack was issued for a series of films."),
        ("SOUNDTRACK_PERFORMER", "An artist is on a soundtrack, the track not named."),
        ("SOUNDTRACK_PRODUCER", "An artist produced a soundtrack."),
        ("SOUNDTRACK_COMPOSER", "An artist composed the score of a soundtrack."),
        ("SOUNDTRACK_COMPILER", "An artist chose what is on a soundtrack."),
        ("TRACK", "A recording is on a soundtrack."),
        ("PERFORMER", "An artist is credited with a recording."),
        ("PERFORMANCE", "A recording performs a song."),
        ("COVER", "A recording covers a song."),
        ("SONGWRITER", "An artist wrote a song."),
        ("CUE", "A recording or a song is used in a film."),
        ("MEMBER", "An artist is or was a member of a group."),
        ("PICK", "A list picks a soundtrack."),
        ("VOTE", "A list has votes for a soundtrack."),
        ("MENTION", "A list mentions a soundtrack."),
    ],
};

impl Relation {
    pub fn word(self) -> &'static str {
        WORDS.words[self as usize].0
    }

    pub fn named(word: &str) -> Option<Self> {
        RELATIONS.into_iter().find(|relation| relation.word() == word)
    }
}

/// The word of a sort of node, which is that of its table in capitals.
pub fn kind_word(kind: Kind) -> &'static str {
    Kind::WORDS.words[kind as usize].0
}

/// A table whose rows relate nodes.
pub struct Source {
    pub table: &'static str,
    /// What evidence calls its rows.
    pub fact: &'static str,
    pub from: End,
    pub to: End,
    pub relation: Which,
}

/// The column with the id of a node.
pub struct End {
    pub kind: Kind,
    pub column: &'static str,
}

/// Which relation a row tells.
pub enum Which {
    Always(Relation),
    /// That of the word in the column.
    Word(&'static str, &'static [(&'static str, Relation)]),
}

const fn end(kind: Kind, column: &'static str) -> End {
    End { kind, column }
}

const ARTIST: End = end(Kind::Artist, "artist_id");
const FILM: End = end(Kind::Film, "film_id");
const SOUNDTRACK: End = end(Kind::Soundtrack, "soundtrack_id");
const RECORDING: End = end(Kind::Recording, "recording_id");
const SONG: End = end(Kind::Song, "song_id");
const SERIES: End = end(Kind::FilmSeries, "series_id");

const fn source(table: &'static str, fact: &'static str, from: End, to: End, relation: Which) -> Source {
    Source { table, fact, from, to, relation }
}

/// Everything that relates two nodes. A row without one of the two ids relates nothing.
pub const SOURCES: &[Source] = &[
    source(
        "credit",
        "CREDIT",
        ARTIST,
        FILM,
        Which::Word(
            "role",
            &[
                ("DIRECTOR", Director),
                ("WRITER", Writer),
                ("COMPOSER", Composer),
                ("PRODUCER", Producer),
                ("MUSIC_SUPERVISOR", MusicSupervisor),
                ("CAST", Cast),
                ("OTHER", OtherCredit),
            ],
        ),
    ),
    source("film", "FILM", end(Kind::Film, "id"), SERIES, Which::Always(FilmSeries)),
    source("film_soundtrack", "FILM_SOUNDTRACK", SOUNDTRACK, FILM, Which::Always(SoundtrackFilm)),
    source("soundtrack", "SOUNDTRACK", end(Kind::Soundtrack, "id"), SERIES, Which::Always(SoundtrackSeries)),
    source(
        "soundtrack_credit",
        "SOUNDTRACK_CREDIT",
        ARTIST,
        SOUNDTRACK,
        Which::Word(
            "role",
            &[
                ("PERFORMER", SoundtrackPerformer),
                ("PRODUCER", SoundtrackProducer),
                ("COMPOSER", SoundtrackComposer),
                ("COMPILER", SoundtrackCompiler),
            ],
        ),
    ),
    source("track", "TRACK", RECORDING, SOUNDTRACK, Which::Always(Track)),
    source("artist_credit", "ARTIST_CREDIT", ARTIST, RECORDING, Which::Always(Performer)),
    source("recording", "RECORDING", end(Kind::Recording, "id"), SONG, Which::Always(Performance)),
    source("cover", "COVER", RECORDING, SONG, Which::Always(Cover)),
    source("song_writer", "SONG_WRITER", ARTIST, SONG, Which::Always(Songwriter)),
    source("cue", "CUE", RECORDING, FILM, Which::Always(Cue)),
    source("cue", "CUE", SONG, FILM, Which::Always(Cue)),
    source(
        "membership",
        "MEMBERSHIP",
        end(Kind::Artist, "member_id"),
        end(Kind::Artist, "group_id"),
        Which::Always(Member),
    ),
    source(
        "listing",
        "LISTING",
        end(Kind::List, "list_id"),
        SOUNDTRACK,
        Which::Word("kind", &[("PICK", Pick), ("VOTE", Vote), ("MENTION", Mention)]),
    ),
];

/// What evidence calls the rows that tell the relation.
pub fn fact(relation: Relation) -> &'static str {
    let tells = |source: &&Source| match source.relation {
        Which::Always(own) => own == relation,
        Which::Word(_, words) => words.iter().any(|(_, own)| *own == relation),
    };
    SOURCES.iter().find(tells).map_or("", |source| source.fact)
}

/// How many relations, with their directions and the types at their ends, a node of this kind can have, among these.
pub fn possible(kind: Kind, among: &[Relation]) -> usize {
    let ends = SOURCES.iter().map(|source| {
        let relations = match source.relation {
            Which::Always(own) => usize::from(among.contains(&own)),
            Which::Word(_, words) => words.iter().filter(|(_, own)| among.contains(own)).count(),
        };
        relations * (usize::from(source.from.kind == kind) + usize::from(source.to.kind == kind))
    });
    ends.sum()
}

#[cfg(test)]
mod tests {
    use entity::{CreditRole, ListingKind, SoundtrackRole, Subject};

    use super::*;

    #[test]
    fn words_and_relations_stand_in_one_order() {
        assert_eq!(RELATIONS.len(), WORDS.words.len());
        for (place, relation) in RELATIONS.into_iter().enumerate() {
            assert_eq!(relation as usize, place);
            let mut word = String::new();
            for letter in format!("{relation:?}").chars() {
                if letter.is_uppercase() && !word.is_empty() {
                    word.push('_');
                }
                word.push(letter.to_ascii_uppercase());
            }
            assert_eq!(relation.word(), word);
            assert_eq!(Relation::named(&word), Some(relation));
            assert!(Subject::WORDS.words.iter().any(|(known, _)| *known == fact(relation)), "{relation:?}");
        }
    }

    /// A word that a column may hold and that tells no relation would be a row left out without a word.
    #[test]
    fn every_word_of_a_column_tells_a_relation() {
        let mut seen = 0;
        for source in SOURCES {
            let Which::Word(column, words) = source.relation else { continue };
            let all = match (source.table, column) {
                ("credit", "role") => &CreditRole::WORDS,
                ("soundtrack_credit", "role") => &SoundtrackRole::WORDS,
                ("listing", "kind") => &ListingKind::WORDS,
                other => panic!("{other:?}"),
            };
            let told: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            assert_eq!(told, all.words.iter().map(|(word, _)| *word).collect::<Vec<_>>(), "{}", source.table);
            seen += 1;
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn what_a_node_can_have() {
        assert_eq!(possible(Kind::List, &RELATIONS), 3);
        assert_eq!(possible(Kind::Artist, &[Member, Cue]), 2);
        assert_eq!(possible(Kind::Film, &[Cue]), 2);
        assert_eq!(possible(Kind::Film, &[]), 0);
    }
}
