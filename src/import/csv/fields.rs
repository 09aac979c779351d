//! The kinds of tables, the fields that their rows may have, and the columns in which these are looked for.

/// What each row of a table tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    // In this order tables are read, so that what a row refers to is known by then.
    Films,
    Artists,
    Soundtracks,
    FilmSoundtracks,
    SoundtrackCredits,
    Tracks,
    Listings,
}

/// A field of a kind of table.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    pub required: bool,
    /// Columns that hold it unless something else is said, the likeliest first.
    pub columns: &'static [&'static str],
}

const fn must(name: &'static str, columns: &'static [&'static str]) -> Field {
    Field { name, required: true, columns }
}

const fn may(name: &'static str, columns: &'static [&'static str]) -> Field {
    Field { name, required: false, columns }
}

const FILMS: &[Field] = &[
    must("title", &["title", "film_title", "movie_title", "film", "name"]),
    may("id", &["id", "film_id", "movie_id", "show_id", "tmdb_id"]),
    may("originalTitle", &["original_title"]),
    may("kind", &["kind", "type"]),
    may("year", &["year", "release_year", "release_date"]),
    may("directors", &["directors", "director"]),
    may("writers", &["writers", "writer", "screenwriters"]),
    may("composers", &["composers", "composer"]),
    may("producers", &["producers", "producer"]),
    may("musicSupervisors", &["music_supervisors", "music_supervisor"]),
    may("cast", &["cast", "actors"]),
    may("imdb", &["imdb_id", "imdb", "imdbid", "tconst"]),
    may("wikidata", &["wikidata_id", "wikidata", "qid"]),
    may("aliases", &["aliases"]),
];

const ARTISTS: &[Field] = &[
    must("name", &["name", "artist", "artist_name"]),
    may("id", &["id", "artist_id"]),
    may("kind", &["kind", "type"]),
    may("musicbrainz", &["artist_mbid", "musicbrainz_id", "mbid"]),
    may("imdb", &["imdb_id", "imdb", "nconst"]),
    may("wikidata", &["wikidata_id", "wikidata", "qid"]),
    may("discogs", &["discogs_id", "discogs"]),
    may("aliases", &["aliases"]),
];

const SOUNDTRACKS: &[Field] = &[
    must("title", &["title", "album_title", "soundtrack_title", "album", "soundtrack", "name"]),
    may("id", &["id", "soundtrack_id", "album_id", "release_group_id"]),
    may("kind", &["kind", "soundtrack_type"]),
    may("year", &["year", "release_year", "release_date", "us_release_date"]),
    may("label", &["label", "label_name", "label_names"]),
    may("discs", &["discs", "disc_count"]),
    may("film", &["film_id", "movie_id", "tmdb_id", "film"]),
    may("performers", &["performers", "performer", "artists", "artist"]),
    may("composers", &["composers", "composer"]),
    may("musicbrainz", &["release_group_mbid", "musicbrainz_id", "mbid"]),
    may("wikidata", &["wikidata_id", "wikidata", "qid"]),
    may("discogs", &["discogs_id", "discogs"]),
    may("aliases", &["aliases"]),
];

const FILM_SOUNDTRACKS: &[Field] = &[
    must("film", &["film_id", "movie_id", "tmdb_id", "imdb_id", "film"]),
    must("soundtrack", &["soundtrack_id", "album_id", "release_group_id", "release_group_mbid", "soundtrack", "album"]),
    may("volume", &["volume"]),
    may("method", &["match_method", "method"]),
    may("kind", &["soundtrack_type", "kind"]),
];

const SOUNDTRACK_CREDITS: &[Field] = &[
    must("soundtrack", &["soundtrack_id", "album_id", "release_group_id", "release_group_mbid", "soundtrack", "album"]),
    must("artist", &["artist_id", "artist_mbid", "artist"]),
    may("role", &["role"]),
    may("creditedAs", &["credited_name", "credited_as"]),
];

const TRACKS: &[Field] = &[
    must("soundtrack", &["soundtrack_id", "album_id", "release_group_id", "release_group_mbid", "soundtrack", "album"]),
    must("title", &["track_title", "title"]),
    must("artists", &["recording_artist_credit", "artists", "artist", "performer"]),
    may("disc", &["disc", "disc_number"]),
    may("position", &["position", "track_number", "number"]),
    may("recording", &["recording_mbid"]),
    may("recordingTitle", &["recording_title"]),
    may("isrcs", &["isrcs", "isrc"]),
    may("song", &["work_ids", "work_id", "song_id"]),
    may("songTitle", &["work_titles", "work_title", "song_title", "song"]),
    may("composers", &["composers", "composer"]),
    may("lyricists", &["lyricists", "lyricist"]),
];

const LISTINGS: &[Field] = &[
    must("soundtrack", &["soundtrack_id", "album_id", "release_group_id", "release_group_mbid", "soundtrack", "album"]),
    may("list", &["list"]),
    may("kind", &["kind"]),
    may("position", &["position", "rank"]),
    may("reader", &["reader", "contributor"]),
    may("note", &["note"]),
];

impl Kind {
    pub const ALL: &[Self] = &[
        Self::Films,
        Self::Artists,
        Self::Soundtracks,
        Self::FilmSoundtracks,
        Self::SoundtrackCredits,
        Self::Tracks,
        Self::Listings,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Films => "films",
            Self::Artists => "artists",
            Self::Soundtracks => "soundtracks",
            Self::FilmSoundtracks => "film-soundtracks",
            Self::SoundtrackCredits => "soundtrack-credits",
            Self::Tracks => "tracks",
            Self::Listings => "listings",
        }
    }

    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Films => FILMS,
            Self::Artists => ARTISTS,
            Self::Soundtracks => SOUNDTRACKS,
            Self::FilmSoundtracks => FILM_SOUNDTRACKS,
            Self::SoundtrackCredits => SOUNDTRACK_CREDITS,
            Self::Tracks => TRACKS,
            Self::Listings => LISTINGS,
        }
    }

    /// What a table holds by its file's name without what follows the first full stop.
    pub fn of_file(stem: &str) -> Option<Self> {
        Some(match stem.to_ascii_lowercase().replace('_', "-").as_str() {
            "films" | "movies" | "titles" => Self::Films,
            "artists" | "people" => Self::Artists,
            "soundtracks" | "albums" => Self::Soundtracks,
            "film-soundtracks" | "film-soundtrack" | "film-albums" | "film-album" => Self::FilmSoundtracks,
            "soundtrack-credits" | "soundtrack-artists" | "album-artists" | "album-artist" => Self::SoundtrackCredits,
            "tracks" => Self::Tracks,
            "listings" | "picks" => Self::Listings,
            _ => return None,
        })
    }
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let words: Vec<&str> = Self::ALL.iter().map(|kind| kind.word()).collect();
        let kind = Self::ALL.iter().find(|kind| kind.word() == word);
        kind.copied().ok_or_else(|| format!("`{word}` is no kind of table; they are `{}`", words.join("`, `")))
    }
}

/// Which column holds a field, as someone says it: `COLUMN=FIELD`, or `KIND:COLUMN=FIELD` for tables of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    pub kind: Option<Kind>,
    pub column: String,
    pub field: String,
}

impl std::str::FromStr for Given {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (column, field) =
            text.rsplit_once('=').ok_or_else(|| format!("`{text}` is not of the form COLUMN=FIELD"))?;
        let (kind, column) = match column.split_once(':') {
            Some((kind, column)) if kind.parse::<Kind>().is_ok() => (kind.parse().ok(), column),
            _ => (None, column),
        };
        Ok(Self { kind, column: column.to_owned(), field: field.to_owned() })
    }
}

/// Where the fields of a table are.
#[derive(Debug)]
pub struct Header {
    places: Vec<(&'static str, usize)>,
    /// Columns that are not read.
    pub unread: Vec<String>,
}

impl Header {
    /// Finds the fields of a table of this kind: in the columns that are given for them, else in those where they mostly
    /// are. Upper and lower case, spaces and underscores are all the same.
    pub fn find(kind: Kind, columns: &[String], given: &[Given]) -> Result<Self, String> {
        let folded: Vec<String> = columns.iter().map(|column| fold(column)).collect();
        let place_of = |column: &str| folded.iter().position(|other| *other == fold(column));
        let mut places: Vec<(&'static str, usize)> = Vec::new();
        for Given { kind: of, column, field } in given {
            let meant = of.is_none_or(|of| of == kind);
            let known = kind.fields().iter().find(|known| known.name == field);
            match (known, place_of(column), of) {
                (Some(field), Some(place), _) if meant => places.push((field.name, place)),
                (_, _, Some(of)) if *of == kind => {
                    return Err(match known {
                        None => no_field(kind, field),
                        Some(_) => no_column(column, columns),
                    });
                }
                // It may be meant for another table.
                _ => {}
            }
        }
        for field in kind.fields() {
            let taken = |place: usize| places.iter().any(|(_, other)| *other == place);
            if places.iter().any(|(name, _)| *name == field.name) {
                continue;
            }
            let place = field.columns.iter().filter_map(|column| place_of(column)).find(|place| !taken(*place));
            if let Some(place) = place {
                places.push((field.name, place));
            } else if field.required {
                let (kind, field) = (kind.word(), field.name);
                let columns = columns.join("`, `");
                return Err(format!(
                    "a table of {kind} needs a column for `{field}`, such as --map COLUMN={field}; its columns are `{columns}`"
                ));
            }
        }
        let read = |place: &usize| places.iter().any(|(_, other)| other == place);
        let unread = columns.iter().enumerate().filter(|(place, _)| !read(place)).map(|(_, name)| name.clone());
        Ok(Self { unread: unread.collect(), places })
    }

    pub fn place(&self, field: &str) -> Option<usize> {
        self.places.iter().find(|(name, _)| *name == field).map(|(_, place)| *place)
    }

    /// Whether something that was given found its place here.
    pub fn uses(&self, given: &Given, columns: &[String]) -> bool {
        let is = |place: usize| columns.get(place).is_some_and(|column| fold(column) == fold(&given.column));
        self.places.iter().any(|(name, place)| *name == given.field && is(*place))
    }
}

fn fold(column: &str) -> String {
    column.trim().to_lowercase().replace([' ', '-', '_'], "")
}

fn no_field(kind: Kind, field: &str) -> String {
    let fields: Vec<&str> = kind.fields().iter().map(|field| field.name).collect();
    format!("a table of {} has no field `{field}`; they are `{}`", kind.word(), fields.join("`, `"))
}

fn no_column(column: &str, columns: &[String]) -> String {
    format!("there is no column `{column}`; they are `{}`", columns.join("`, `"))
}
