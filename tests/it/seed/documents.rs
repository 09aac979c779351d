//! The documents say what the catalogue says they say. They are not part of the project: the folder that holds them is
//! given in `NEEDLEDROP_SEED_DOCUMENTS`, and without it there is nothing to check against.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    fs,
    path::PathBuf,
};

use entity::*;

use super::{seed::TEXTS, seeded};
use crate::graph::{Graph, word};
use crate::support;

/// Runs of words of ours that a document may not have too.
const RUN: usize = 6;

/// Paragraphs by the name of the document, counted from 1.
struct Documents(HashMap<String, Vec<String>>);

impl Documents {
    /// `None`, with a word about it, if their folder is not given.
    fn read(names: impl Iterator<Item = String>) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "a test may be told where its documents are")]
        let Some(folder) = std::env::var_os("NEEDLEDROP_SEED_DOCUMENTS").map(PathBuf::from) else {
            println!("NEEDLEDROP_SEED_DOCUMENTS is not set: the seed catalogue is not held against its documents");
            return None;
        };
        let read = |name: String| {
            let text = fs::read_to_string(folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, paragraphs(&text))
        };
        Some(Self(names.map(read).collect()))
    }

    /// The paragraphs that a locator such as `file.txt ¶5,6` cites, as one text in plain form.
    fn cited(&self, locator: &str) -> String {
        let (name, numbers) = locator.split_once(" ¶").expect("a locator is a name and paragraphs");
        let paragraphs = &self.0[name];
        let cited = numbers.split(',').map(|number| {
            let number: usize = number.parse().expect("a paragraph has a number");
            paragraphs.get(number - 1).unwrap_or_else(|| panic!("{locator}: there is no paragraph {number}")).as_str()
        });
        plain(&cited.collect::<Vec<_>>().join("\n"))
    }
}

/// Runs of lines that are not blank.
fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        let blank = line.trim().is_empty();
        match paragraphs.last_mut() {
            _ if blank => {}
            Some(paragraph) if within => {
                paragraph.push('\n');
                paragraph.push_str(line);
            }
            _ => paragraphs.push(line.to_owned()),
        }
        within = !blank;
    }
    paragraphs
}

/// The text's key, with one shape for quotation marks, for `and` and for white space.
fn plain(text: &str) -> String {
    let marks = |c| match c {
        '’' | '‘' | 'ʼ' | '`' => '\'',
        '“' | '”' => '"',
        c => c,
    };
    let text: String = text_key(text).chars().map(marks).collect();
    text.replace('&', " and ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the words stand in the text, and not within longer words.
fn prints(text: &str, words: &str) -> bool {
    let words = plain(words);
    text.match_indices(&words).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + words.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// How a name may be printed.
type Spellings = Vec<String>;

impl Graph {
    /// The names that a row bears, each with its spellings. A soundtrack is also named by its film or series.
    fn names(&self, subject: Subject, id: i64) -> Vec<Spellings> {
        let film = |id: FilmId| self.spellings(Subject::Film, id.0, [self.film(id).title.as_str()]);
        let artist = |id: ArtistId| self.spellings(Subject::Artist, id.0, [self.artist(id).name.as_str()]);
        let song = |id: SongId| self.spellings(Subject::Song, id.0, [self.song(id).title.as_str()]);
        let artists = |id: RecordingId| self.artists_of(id).into_iter().map(artist).collect::<Vec<_>>();
        let recording = |id: RecordingId| {
            let title = &self.recording(id).title;
            let mut names = vec![self.spellings(Subject::Recording, id.0, [title.as_str()])];
            names[0].extend(self.recording(id).song_id.into_iter().flat_map(song));
            names.extend(artists(id));
            names
        };
        let soundtrack = |id: SoundtrackId| {
            let row = self.soundtrack(id);
            let mut names = self.spellings(Subject::Soundtrack, id.0, [row.title.as_str()]);
            let links = self.film_soundtracks.iter().filter(|link| link.soundtrack_id == id);
            names.extend(links.flat_map(|link| film(link.film_id)));
            names.extend(self.series.iter().filter(|it| Some(it.id) == row.series_id).map(|it| it.title.clone()));
            names
        };

        macro_rules! row {
            ($rows:ident) => {
                self.$rows.iter().find(|row| row.id.0 == id).expect("evidence speaks of a row")
            };
        }
        match subject {
            Subject::Film => vec![film(FilmId(id))],
            Subject::FilmSeries => vec![vec![row!(series).title.clone()]],
            Subject::Artist => vec![artist(ArtistId(id))],
            Subject::Song => vec![song(SongId(id))],
            Subject::Soundtrack => vec![soundtrack(SoundtrackId(id))],
            Subject::Recording => recording(RecordingId(id)),
            Subject::Membership => vec![artist(row!(memberships).group_id), artist(row!(memberships).member_id)],
            Subject::Credit => vec![film(row!(credits).film_id), artist(row!(credits).artist_id)],
            Subject::SongWriter => vec![song(row!(song_writers).song_id), artist(row!(song_writers).artist_id)],
            Subject::ArtistCredit => vec![artist(row!(artist_credits).artist_id)],
            Subject::FilmSoundtrack => {
                vec![film(row!(film_soundtracks).film_id), soundtrack(row!(film_soundtracks).soundtrack_id)]
            }
            Subject::SoundtrackCredit => {
                let credit = row!(soundtrack_credits);
                vec![soundtrack(credit.soundtrack_id), artist(credit.artist_id)]
            }
            Subject::Track => {
                let track = row!(tracks);
                [recording(track.recording_id), vec![soundtrack(track.soundtrack_id)]].concat()
            }
            Subject::Cover => recording(row!(covers).recording_id),
            Subject::Cue => {
                let cue = row!(cues);
                let played = cue.recording_id.map(recording).unwrap_or_default();
                [played, vec![film(cue.film_id)]].concat()
            }
            Subject::ChartEntry => vec![soundtrack(row!(chart_entries).soundtrack_id)],
            Subject::List => row!(lists).title.iter().map(|title| vec![title.clone()]).collect(),
            Subject::Listing => vec![soundtrack(row!(listings).soundtrack_id)],
        }
    }

    /// Of a cover, whose song it is. The text that says of an album that all its tracks are covers of somebody's songs
    /// names them and need not name the tracks.
    fn covered(&self, row: &evidence::Model) -> Spellings {
        let covers = self.covers.iter().filter(|cover| row.subject == Subject::Cover && cover.id.0 == row.subject_id);
        let songs: Vec<_> = covers.map(|cover| Some(cover.song_id)).collect();
        let originals = self.recordings.iter().filter(|other| other.original && songs.contains(&other.song_id));
        originals.flat_map(|other| self.artists_of(other.id)).map(|id| self.artist(id).name.clone()).collect()
    }

    /// A node's name and aliases, and how it is printed where it is named. Words from which it is merely recognised are
    /// no spelling of it.
    fn spellings<'a>(&self, subject: Subject, id: i64, names: impl IntoIterator<Item = &'a str>) -> Spellings {
        let aliases = self.aliases.iter().filter(|row| row.subject == subject && row.subject_id == id);
        let stated = self.evidence_of(subject, id).filter(|row| row.method == EvidenceMethod::Stated);
        names
            .into_iter()
            .map(str::to_owned)
            .chain(aliases.map(|row| row.name.clone()))
            .chain(stated.filter_map(|row| row.as_printed.clone()))
            .collect()
    }

    /// The value of a column as a document would print it, for those that it prints.
    fn printed_value(&self, row: &evidence::Model) -> Option<String> {
        let id = row.subject_id;
        match (row.subject, row.field.as_deref()?) {
            (Subject::Film, "releaseYear") => self.film(FilmId(id)).release_year.map(|year| year.to_string()),
            (Subject::Soundtrack, "releaseYear") => {
                self.soundtrack(SoundtrackId(id)).release_year.map(|year| year.to_string())
            }
            (Subject::Soundtrack, "label") => self.soundtrack(SoundtrackId(id)).label.clone(),
            (Subject::List, "author") => self.lists.iter().find(|list| list.id.0 == id)?.author.clone(),
            _ => None,
        }
    }
}

#[tokio::test]
async fn the_documents_say_so() {
    let graph = seeded(&support::on_sqlite().await).await;
    let articles = graph.sources.iter().filter(|source| source.kind == SourceKind::Article);
    let Some(documents) = Documents::read(articles.map(|source| source.name.clone())) else { return };

    let mut wrong = Vec::new();
    for row in &graph.evidence {
        let Some(locator) = &row.locator else { continue };
        let text = documents.cited(locator);
        let mut complain = |what: String| {
            wrong.push(format!("{locator}: {} {} {:?}: {what}", word(row.subject), row.subject_id, row.method));
        };
        if let Some(printed) = row.as_printed.as_ref().filter(|printed| !prints(&text, printed)) {
            complain(format!("does not print “{printed}”"));
        }
        if let Some(value) = graph.printed_value(row).filter(|value| !prints(&text, value)) {
            complain(format!("does not give “{value}”"));
        }

        let names = graph.names(row.subject, row.subject_id);
        let missing: Vec<_> = names.iter().filter(|name| !name.iter().any(|name| prints(&text, name))).collect();
        // A node has one name, which evidence keeps as it is printed if that differs.
        let own = names.first().and_then(|name| name.first()).filter(|_| is_named_node(row));
        if let Some(own) = own.filter(|own| row.as_printed.is_none() && !prints(&text, own)) {
            complain(format!("prints “{own}” otherwise"));
        }
        match row.method {
            EvidenceMethod::Stated if !missing.is_empty() => complain(format!("does not name {missing:?}")),
            // What is concluded is concluded from something: one of its names, or the words that are given.
            EvidenceMethod::Inferred
                if missing.len() == names.len()
                    && row.as_printed.is_none()
                    && !is_of_unnamed(row)
                    && !graph.covered(row).iter().any(|name| prints(&text, name)) =>
            {
                complain(format!("names none of {missing:?}"));
            }
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), graph.evidence.len(), wrong.join("\n"));
}

fn is_named_node(row: &evidence::Model) -> bool {
    let named = matches!(row.subject, Subject::Film | Subject::FilmSeries | Subject::Artist | Subject::Song);
    named && row.method == EvidenceMethod::Stated && row.field.is_none()
}

/// Single columns of films and albums that are recognised: by which words is told at the row itself.
fn is_of_unnamed(row: &evidence::Model) -> bool {
    row.field.is_some() || row.subject == Subject::ChartEntry
}

/// Each paragraph proves something, or says nothing that the catalogue holds.
#[tokio::test]
async fn every_paragraph_was_read() {
    let graph = seeded(&support::on_sqlite().await).await;
    let mut silent = BTreeSet::new();
    for source in graph.sources.iter().filter(|source| source.kind == SourceKind::Article) {
        let Some(documents) = Documents::read([source.name.clone()].into_iter()) else { return };
        silent.extend((1..=documents.0[&source.name].len()).map(|number| (source.name.clone(), number)));
    }
    for locator in graph.evidence.iter().filter_map(|row| row.locator.as_ref()) {
        let (name, numbers) = locator.split_once(" ¶").expect("a locator is a name and paragraphs");
        for number in numbers.split(',') {
            silent.remove(&(name.to_owned(), number.parse().expect("a paragraph has a number")));
        }
    }
    let survey = |number: usize| ("002_05b61f44c11c10f5.txt".to_owned(), number);
    let expected = [
        // A heading, prose on the trade, two introductions of lists, and the author's life, in which artists are named
        // for interviews.
        survey(1),
        survey(3),
        survey(6),
        survey(8),
        survey(10),
        survey(11),
        survey(12),
        // A reader who agrees and names no film.
        survey(17),
        // The foot of the page.
        survey(43),
        survey(44),
        survey(45),
    ];
    assert_eq!(silent, BTreeSet::from(expected));
}

/// Spellings that differ by more than case and marks are kept. Those that are mistakes are other names too, so that who
/// looks for one finds what was meant.
#[tokio::test]
async fn odd_spellings_are_kept() {
    let graph = seeded(&support::on_sqlite().await).await;
    let printed: HashSet<&str> = graph.evidence.iter().filter_map(|row| row.as_printed.as_deref()).collect();
    for spelling in [
        "Appolonia",
        "Blink 182",
        "Dazed & Confused",
        "Debussey",
        "Dr Dre",
        "Dylan",
        "Force MD",
        "I’m No There",
        "Judgement Night",
        "Kush Groove",
        "Leo DiCaprio",
        "Love and a 45",
        "Melt With you",
        "Nena Hagen",
        "Phantom o/t Paradise",
        "Romeo and Juliet",
        "Run DMC",
        "Scott Pilgrim",
        "Semi Charmed Life",
        "Smashing Pumpkins",
        "Stone",
        "Twilight – New Moon",
        "Urgh…A Music War",
    ] {
        assert!(printed.contains(spelling), "“{spelling}”");
    }

    let aliases: HashSet<&str> = graph.aliases.iter().map(|row| row.name.as_str()).collect();
    for mistake in ["Appolonia", "Debussey", "I’m No There", "Judgement Night", "Kush Groove", "Nena Hagen"] {
        assert!(aliases.contains(mistake), "“{mistake}” finds nothing");
    }
}

/// Names, titles and numbers are facts; prose is the authors'.
#[tokio::test]
async fn no_prose_is_the_documents() {
    let graph = seeded(&support::on_sqlite().await).await;
    let articles = graph.sources.iter().filter(|source| source.kind == SourceKind::Article);
    let Some(documents) = Documents::read(articles.map(|source| source.name.clone())) else { return };

    let mut theirs = BTreeMap::new();
    for (name, paragraphs) in &documents.0 {
        for run in runs(&paragraphs.join("\n")) {
            theirs.insert(run, name);
        }
    }
    let mut ours: Vec<String> = graph.listings.iter().filter_map(|row| row.note.clone()).collect();
    ours.push(include_str!("../../../seed/README.md").to_owned());
    for text in TEXTS {
        let comments = text.text.lines().filter_map(|line| line.trim_start().strip_prefix('#'));
        ours.push(comments.collect::<Vec<_>>().join("\n"));
    }
    for text in &ours {
        for run in runs(text) {
            assert!(!theirs.contains_key(&run), "{} has it too: {run}", theirs[&run]);
        }
    }
}

/// Every run of so many words.
fn runs(text: &str) -> Vec<String> {
    let plain = plain(text);
    let words: Vec<&str> = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.windows(RUN).map(|run| run.join(" ")).collect()
}
