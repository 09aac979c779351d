//! `needledrop generate`: dumps of a made-up world.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    time::{Duration, Instant},
};

use anyhow::bail;

use super::print::print;
use crate::generate::{self, Format, Options, Packing, Progress, Written};

#[derive(Debug, clap::Args)]
pub struct Generate {
    /// Whose dumps
    #[arg(long)]
    format: GenerateFormat,
    /// How large the world is: 1 has 100,000 films and 16,000 soundtracks
    #[arg(long, value_parser = scale, default_value = "0.01")]
    scale: f64,
    /// The folder in which the files are written; those that are there already are not touched
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Another seed is another world
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many of 100 release groups are soundtracks; an assumption, as MusicBrainz has about 3
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u64).range(1..=100), default_value_t = 5)]
    soundtracks: u64,
    /// Write JSON and tables as they are, without compression: lines of JSON for musicbrainz
    #[arg(long)]
    plain: bool,
    /// The compression of wikidata, which is published in both [default: gz]
    #[arg(long, conflicts_with = "plain")]
    compression: Option<Compression>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum GenerateFormat {
    /// artist, release-group, release, work and recording .tar.xz
    Musicbrainz,
    /// entities.json.gz
    Wikidata,
    /// title.basics, title.crew, title.principals, title.akas and name.basics .tsv.gz
    Imdb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Compression {
    Gz,
    Bz2,
}

pub fn generate(command: Generate) -> anyhow::Result<()> {
    let Generate { format, scale, out, seed, soundtracks, plain, compression } = command;
    let format = match (format, compression) {
        (GenerateFormat::Musicbrainz, None) => Format::Musicbrainz { plain },
        (GenerateFormat::Imdb, None) => Format::Imdb { plain },
        (GenerateFormat::Wikidata, _) if plain => Format::Wikidata { packing: Packing::Plain },
        (GenerateFormat::Wikidata, Some(Compression::Bz2)) => Format::Wikidata { packing: Packing::Bzip2 },
        (GenerateFormat::Wikidata, Some(Compression::Gz) | None) => Format::Wikidata { packing: Packing::Gzip },
        (GenerateFormat::Musicbrainz, Some(_)) => bail!("`--compression` is for wikidata; MusicBrainz has `.tar.xz`"),
        (GenerateFormat::Imdb, Some(_)) => bail!("`--compression` is for wikidata; IMDb has `.tsv.gz`"),
    };
    let options = Options { format, scale, seed, soundtracks, out };
    let mut ticker = Ticker::new();
    let begun = Instant::now();
    let written = generate::generate(&options, &mut |progress| ticker.tick(progress))?;
    ticker.end();
    print(&report(&written, begun.elapsed()))
}

/// Above 0, and below what would take years.
fn scale(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(scale) if scale > 0.0 && scale <= 1_000.0 => Ok(scale),
        _ => Err("a scale is a number above 0 and not above 1000, such as 0.2".to_owned()),
    }
}

fn report(written: &[Written], time: Duration) -> String {
    let mut text = String::new();
    for Written { name, documents, bytes } in written {
        text += &format!("{name}: {documents}, {:.1} MB before compression\n", megabytes(*bytes));
    }
    let bytes = megabytes(written.iter().map(|file| file.bytes).sum());
    let seconds = time.as_secs_f64();
    text + &format!("{bytes:.1} MB in {seconds:.1} s, {:.1} MB/s\n", bytes / seconds.max(0.001))
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Tells on standard error how far it is: in one line that changes on a terminal, else in a line every few seconds.
struct Ticker {
    terminal: bool,
    begun: Instant,
    told: Option<Instant>,
}

impl Ticker {
    fn new() -> Self {
        Self { terminal: io::stderr().is_terminal(), begun: Instant::now(), told: None }
    }

    fn tick(&mut self, Progress { name, done, of, bytes }: Progress<'_>) {
        let pause = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(5) };
        if self.told.is_some_and(|told| told.elapsed() < pause) && done < of {
            return;
        }
        self.told = Some(Instant::now());
        let percent = done * 100 / of.max(1);
        let line =
            format!("{name}: {percent} %, {:.0} MB, {:.0} s", megabytes(bytes), self.begun.elapsed().as_secs_f64());
        if self.terminal {
            eprint!("\r\x1b[K{line}");
            // A terminal that is gone needs no line.
            io::stderr().flush().unwrap_or_default();
        } else {
            eprintln!("{line}");
        }
    }

    fn end(&self) {
        if self.terminal && self.told.is_some() {
            eprint!("\r\x1b[K");
        }
    }
}
