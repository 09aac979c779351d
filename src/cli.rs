//! The commands and their flags. What each does is in a file of its own.

mod ask;
mod check;
mod config;
mod export;
mod follow;
mod generate;
mod import;
mod migrate;
mod open;
mod print;
mod review;
mod schema;
mod serve;
mod snapshot;
mod table;

use std::{ops::RangeInclusive, path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

pub use self::{
    ask::ask,
    check::check,
    config::config,
    export::export,
    generate::{Generate, generate},
    import::import,
    migrate::migrate,
    review::review,
    schema::schema,
    serve::serve,
    snapshot::snapshot,
};
use crate::{
    config::Overrides,
    import::{csv, imdb},
};

/// The open film-music graph: films, soundtracks, songs, covers and lists behind one GraphQL API.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Without a command, `serve`. Ends with 0 when all went well, 1 when it failed, 2 when misused.\n\n\
                  Examples:\n  needledrop\n  needledrop ask '{ films { totalCount } }'\n  \
                  needledrop serve --help"
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub overrides: Overrides,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer GraphQL over HTTP
    ///
    /// A SQLite database is made, brought up to date and, when it is empty, filled with the seed catalogue. On
    /// PostgreSQL, where several servers may start at once, this is left to `migrate`.
    ///
    /// SIGTERM and Ctrl-C stop the server once what is under way has been answered; a second one ends it at once.
    #[command(after_help = "Examples:\n  needledrop serve\n  needledrop serve --check\n  \
                            needledrop serve --follow /srv/snapshots\n  \
                            needledrop serve --listen 0.0.0.0:80 --database sqlite:/var/lib/needledrop/graph.db\n  \
                            NEEDLEDROP_DATABASE=postgres://me:secret@host/graph needledrop serve --log-json")]
    Serve(Serve),
    /// Bring the tables of the database up to date
    ///
    /// Makes a SQLite database where there is none. Several may run at once: they wait for each other.
    #[command(after_help = "Examples:\n  needledrop migrate\n  \
                            needledrop migrate --seed --database postgres://me:secret@host/graph")]
    Migrate(Migrate),
    /// Read the dumps of a publisher, lists or tables into the graph
    ///
    /// What is new is added, what is known already is joined, and each fact has evidence of where it was read. A second
    /// time, the same dump changes nothing. An import that was broken off goes on where it was when it is started again.
    /// Tables are made and brought up to date as by `serve`.
    Import(Import),
    /// Ask the database one GraphQL question
    ///
    /// A table has one row for each node of the innermost list. What surrounds that list is shown in its first row and
    /// left blank below; other lists are put in one cell; a field of an object stands below the object's name.
    #[command(after_help = "Examples:\n  needledrop ask '{ films { totalCount } }'\n  \
                            needledrop ask directors-with-multiple-listed-soundtracks --var min=3\n  \
                            needledrop ask question.graphql --variables '{\"slug\": \"vanilla-sky-2001\"}' --explain\n  \
                            echo '{ catalogue { datasetVersion } }' | needledrop ask - --format json")]
    Ask(Ask),
    /// Show what people are asked to decide, or decide it
    ///
    /// Where an import is not sure whether two rows are one, or whether a soundtrack is of a film, it leaves them apart and
    /// asks. A yes is carried out at once: the rows are merged, and ids and slugs of the one that goes lead to the other.
    #[command(after_help = "Examples:\n  needledrop review\n  needledrop review --first 100\n  \
                            needledrop review 12 yes --by 'Ada Lovelace'\n  needledrop review 13 no")]
    Review(Review),
    /// Write dumps of a made-up world, in the formats of those who publish real ones
    ///
    /// For tests of scale and for benchmarks. The same scale and seed give the same bytes, and all formats tell of the same
    /// world, whose parts are joined by MBIDs and by ids of IMDb and Wikidata. These ids are made up: a catalogue that
    /// holds real data is no place for them.
    ///
    /// At scale 1 there are 100,000 films, of which 14,900 have 16,270 soundtracks. With `--soundtracks 5` that makes 325,000
    /// release groups, 427,000 releases with 4.3 million tracks, 281,000 works and 210,000 artists. Before compression this
    /// is 7.1 GB for musicbrainz, 1.2 GB for wikidata and 0.1 GB for imdb. All of it grows with the scale: 0.3 gives 2.1 GB
    /// for musicbrainz. With `--soundtracks 20` there are fewer releases beside soundtracks, and musicbrainz is 2.0 GB at
    /// scale 1.
    #[command(after_help = "Examples:\n  needledrop generate --format musicbrainz --scale 0.01 --out dump\n  \
                            needledrop generate --format musicbrainz --scale 0.3 --plain --out dump\n  \
                            needledrop generate --format wikidata --scale 0.3 --compression bz2 --out dump\n  \
                            needledrop generate --format imdb --scale 0.3 --seed 2 --out other")]
    Generate(Generate),
    /// Write the whole graph into files
    ///
    /// A file for each table, with the names of the tables in SQLite, in a folder that is named by the version of the data;
    /// `latest` leads to the newest. Beside them lie `schema.json` and the licences. Equal data give equal files, whichever
    /// the database. `sqlite` writes one database instead, as a copy that can be opened.
    #[command(after_help = "Examples:\n  needledrop export --format parquet --out data\n  \
                            needledrop export --format csv --out data --tables film,soundtrack,listing")]
    Export(Export),
    /// Publish the database for servers that follow it
    ///
    /// Makes a folder with a copy of the SQLite database and a manifest with its number, its hash and the version of its
    /// data; `latest` leads to the newest. `serve --follow` goes from each to the next without dropping a request. If the
    /// newest is of the same data, nothing is published.
    #[command(after_help = "Example:\n  needledrop snapshot --out /srv/snapshots --keep 3")]
    Snapshot(Snapshot),
    /// Print the GraphQL schema
    #[command(after_help = "Example:\n  needledrop schema > schema.graphql")]
    Schema,
    /// Print the effective configuration as a file for `--config`
    ///
    /// Passwords are masked.
    #[command(after_help = "Example:\n  needledrop config --listen 0.0.0.0:80 > needledrop.toml\n  \
                            needledrop --config needledrop.toml")]
    Config,
}

#[derive(Debug, Default, clap::Args)]
pub struct Serve {
    /// Say what is wrong with the configuration, or what would be served, and end
    #[arg(long)]
    pub check: bool,
}

#[derive(Debug, clap::Args)]
pub struct Snapshot {
    /// The folder to publish in
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// How many snapshots stay there
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    keep: usize,
}

#[derive(Debug, clap::Args)]
pub struct Migrate {
    /// Load the seed catalogue if there are no films
    #[arg(long)]
    seed: bool,
}

#[derive(Debug, clap::Args)]
pub struct Review {
    /// The number of the doubt to be decided; without one, those that are open are shown
    #[arg(requires = "answer")]
    id: Option<i64>,
    /// Whether it is so
    answer: Option<Answer>,
    /// How many doubts are shown, the surest first
    #[arg(long, default_value_t = 20)]
    first: u64,
    /// Who decides, for the change log and the evidence
    #[arg(long, value_name = "NAME", default_value = "needledrop editors")]
    by: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Answer {
    Yes,
    No,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    #[command(subcommand)]
    publisher: Publisher,
    /// End with the first line that cannot be used, instead of passing it over
    #[arg(long, global = true)]
    strict: bool,
    /// Read and count, and leave the database as it is
    #[arg(long, global = true)]
    dry_run: bool,
    /// Write lines that cannot be used there, one JSON object each, with file, line number and reason
    #[arg(long, global = true, value_name = "FILE", default_value = "needledrop-rejects.ndjson")]
    rejects: PathBuf,
    /// Keep the side file in this folder, which needs room for what is kept of the dumps [default: beside the database]
    #[arg(long, global = true, value_name = "DIR")]
    stage: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Publisher {
    /// MusicBrainz: soundtracks, their recordings, songs and artists, and who else recorded these songs
    ///
    /// Reads the JSON dumps (artist, release-group, release, work, recording), the archive of tables mbdump.tar.bz2, and
    /// documents of the web service. Only what belongs to soundtracks is kept.
    #[command(after_help = "Examples:\n  needledrop import musicbrainz json-dumps/20260829-001001/\n  \
                            needledrop import musicbrainz release.tar.xz work.tar.xz artist.tar.xz --dry-run\n  \
                            needledrop import musicbrainz mbdump.tar.bz2 --database postgres://me:secret@host/graph")]
    Musicbrainz(Musicbrainz),
    /// Wikidata: films and series, those who made them, their soundtracks, and the ids that join sources
    ///
    /// Reads the dump of entities in JSON. Of properties of different ranks the best count, and nothing that is deprecated.
    #[command(after_help = "Examples:\n  needledrop import wikidata wikidata-20260831-all.json.bz2\n  \
                            needledrop import wikidata latest-all.json.gz --stage /big/disk --dry-run")]
    Wikidata(Wikidata),
    /// IMDb: films, their crews, casts and other titles, from the tables for non-commercial use
    ///
    /// Reads title.basics, and of title.crew, title.principals, title.akas and name.basics those that are there. Without
    /// a flag that says which, films are read that the graph has already. IMDb's terms allow personal and non-commercial
    /// use of these tables, and no redistribution.
    #[command(after_help = "Examples:\n  needledrop import imdb datasets.imdbws.com/\n  \
                            needledrop import imdb datasets.imdbws.com/ --year 1990-1999 --title-type movie")]
    Imdb(Imdb),
    /// Lists of one's own: files in the form of the seed catalogue, TOML or JSON
    ///
    /// The form is described in seed/README.md. Files that are given together may refer to each other. They are taken in
    /// as a whole or, if anything is wrong with them, not at all.
    #[command(after_help = "Example:\n  needledrop import list my-favourites.toml")]
    List(Lists),
    /// Tables with a header, CSV or the like: films, artists, soundtracks, and what links them
    ///
    /// Columns with usual names need no `--map`; those that are not read are named. Tables that refer to each other by ids
    /// of their own are given together. What a file holds follows from its name, from KIND= before it, or from --kind.
    #[command(
        after_help = "Kinds: films, artists, soundtracks, film-soundtracks, soundtrack-credits, tracks, listings\n\n\
                            Examples:\n  needledrop import csv films=netflix_titles.csv --source 'Netflix titles'\n  \
                            needledrop import csv film-soundtracks/ --source 'Film soundtracks 2015-2025' \
                            --list 'Soundtracks of 2015-2025'\n  \
                            needledrop import csv movies.csv --kind films --map 'films:Name=title' --source 'My films'"
    )]
    Csv(Csv),
}

#[derive(Debug, clap::Args)]
struct Wikidata {
    /// Dumps, plain or packed by gzip, bzip2 or xz, or folders of them
    #[arg(required = true)]
    paths: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Imdb {
    /// The folder of the tables, or the tables
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Read all films
    #[arg(long, conflicts_with_all = ["year", "title_type"])]
    all: bool,
    /// Read films of this year or these years, whether the graph has them or not
    #[arg(long, value_name = "YEARS", value_parser = imdb::years)]
    year: Option<RangeInclusive<i32>>,
    /// Read films of this title type, such as `movie`, whether the graph has them or not
    #[arg(long, value_name = "TYPE", value_delimiter = ',')]
    title_type: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct Lists {
    /// Files, or folders of them
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct Csv {
    /// Files, or folders of them
    #[arg(required = true, value_name = "[KIND=]FILE")]
    tables: Vec<String>,
    /// What each row tells of, in files that do not say it by their names
    #[arg(long)]
    kind: Option<csv::Kind>,
    /// Which column holds a field; with KIND: before it, in tables of that kind only
    #[arg(long, value_name = "[KIND:]COLUMN=FIELD", value_delimiter = ',')]
    map: Vec<csv::Given>,
    /// Name of the source, by which its facts are known and its ids are kept apart from those of others
    #[arg(long, value_name = "NAME")]
    source: String,
    /// Licence of the source
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// Version of the source
    #[arg(long, value_name = "TEXT")]
    version: Option<String>,
    /// Where the source is found
    #[arg(long)]
    url: Option<String>,
    /// Make every soundtrack a pick of the list with this title
    #[arg(long, value_name = "TITLE")]
    list: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Musicbrainz {
    /// Files, or folders of them, in any order
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Keep all recordings, songs and artists, also those that no soundtrack has to do with
    #[arg(long)]
    all: bool,
}

#[derive(Debug, clap::Args)]
pub struct Ask {
    /// A GraphQL document, a file that holds one, the name of a question in `questions/`, or `-` for standard input
    question: String,
    /// A variable; its value is JSON, or else a text as it stands
    #[arg(long = "var", value_name = "NAME=VALUE", value_parser = ask::variable)]
    vars: Vec<(String, serde_json::Value)>,
    /// All variables as one JSON object; `--var` is added to it
    #[arg(long, value_name = "JSON", value_parser = ask::variables, default_value = "{}", hide_default_value = true)]
    variables: serde_json::Map<String, serde_json::Value>,
    /// Which operation to run, where the document has several
    #[arg(long, value_name = "NAME")]
    operation: Option<String>,
    /// How the answer is printed [default: table on a terminal, json elsewhere]
    #[arg(long)]
    format: Option<Format>,
    /// Show on standard error which statements ran, how many rows each found and how long it took, and the cost
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, clap::Args)]
pub struct Export {
    /// How the files are written
    #[arg(long, default_value = "parquet")]
    format: FileFormat,
    /// The folder to write into
    #[arg(long, value_name = "FOLDER")]
    out: std::path::PathBuf,
    /// Only these tables [default: all]
    #[arg(long, value_name = "TABLE", value_delimiter = ',')]
    tables: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FileFormat {
    Parquet,
    Csv,
    Ndjson,
    Arrow,
    Sqlite,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Json,
    Table,
}

/// How the process ends after a command.
pub fn exit(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// How it ends when no command was begun, as with flags that clap refuses.
pub fn misused(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("error: {error}");
    ExitCode::from(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_consistent() {
        <Args as clap::CommandFactory>::command().debug_assert();
    }
}
