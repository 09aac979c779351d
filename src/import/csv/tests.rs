use super::{
    cut,
    fields::{Given, Header, Kind},
    music::list,
    records::{Row, Writer},
};
use crate::catalogue::record::{
    self, ArtistKind, Batch, CreditRole, EvidenceMethod, FilmKind, Key, ListingKind, SoundtrackKind, SourceKind, ranks,
};

fn source() -> record::Source {
    record::Source {
        name: "a table".to_owned(),
        kind: SourceKind::Dataset,
        licence: None,
        version: None,
        url: None,
        retrieved: None,
        rank: ranks::OTHER,
    }
}

/// What becomes of tables, each a kind and its lines; and what is wrong with rows.
fn read(tables: &[(Kind, &str)], of: Option<&str>) -> (Batch, Vec<String>) {
    let mut writer = Writer::new(source(), of.map(|title| list(title, None).unwrap()));
    let mut wrong = Vec::new();
    for (kind, text) in tables {
        let mut lines = text.lines().zip(1..);
        let (header, _) = lines.next().unwrap();
        let columns: Vec<String> = cut(header.as_bytes(), b',').unwrap().iter().map(str::to_owned).collect();
        let header = Header::find(*kind, &columns, &[]).unwrap();
        for (line, number) in lines {
            let cells = cut(line.as_bytes(), b',').unwrap();
            let at = format!("{}.csv:{number}", kind.word());
            let row = Row { header: &header, cells: &cells, at: &at };
            if *kind == Kind::FilmSoundtracks {
                writer.learn(row);
            }
            wrong.extend(writer.row(*kind, row).err());
        }
    }
    (writer.take(), wrong)
}

fn names<'a>(keys: impl IntoIterator<Item = &'a Key>) -> Vec<String> {
    keys.into_iter().map(Key::to_string).collect()
}

#[test]
fn films_are_called_by_their_ids_and_people_by_their_names() {
    let films = "tmdb_id,imdb_id,wikidata_id,title,original_title,year,directors,composers\n\
                 1,tt1289401,Q20120108,Ghostbusters,Ghostbusters,2016,Paul Feig,\"Theodore Shapiro, Paul Feig\"\n\
                 2,,Q7,The Lives,Das Leben,2006-03-23,,\n\
                 3,,,No Ids,,,Paul Feig,";
    let (batch, wrong) = read(&[(Kind::Films, films)], None);
    assert_eq!(wrong, [""; 0]);
    let keys = names(batch.films.iter().map(|fact| &fact.record.key));
    assert_eq!(keys, ["IMDB tt1289401", "WIKIDATA Q7", "“3”"]);
    let years: Vec<_> = batch.films.iter().map(|fact| fact.record.release_year).collect();
    assert_eq!(years, [Some(2016), Some(2006), None]);
    // The other id of the first, and an alias where the titles differ.
    assert_eq!(batch.identifiers.iter().filter(|fact| fact.origin == "films.csv:2").count(), 2);
    assert_eq!(batch.aliases.iter().map(|fact| fact.record.name.as_str()).collect::<Vec<_>>(), ["Das Leben"]);

    let credits: Vec<_> = batch.credits.iter().map(|fact| (fact.record.role, fact.record.artist.to_string())).collect();
    assert_eq!(
        credits,
        [
            (CreditRole::Director, "“Paul Feig”".to_owned()),
            (CreditRole::Composer, "“Theodore Shapiro”".to_owned()),
            (CreditRole::Composer, "“Paul Feig”".to_owned()),
            (CreditRole::Director, "“Paul Feig”".to_owned()),
        ]
    );
    // Each person once, who is a person by conclusion.
    let people: Vec<_> = batch.artists.iter().map(|fact| (fact.record.name.as_str(), fact.record.kind)).collect();
    assert_eq!(people, [("Paul Feig", ArtistKind::Person), ("Theodore Shapiro", ArtistKind::Person)]);
    assert!(batch.artists[0].evidence.iter().all(|item| item.method == EvidenceMethod::Inferred));
    assert_eq!(batch.films[0].evidence[0].locator.as_deref(), Some("films.csv:2"));
}

#[test]
fn tables_refer_to_each_other_by_ids_of_their_own() {
    let films = "tmdb_id,imdb_id,title,year\n10,tt0000010,Film,2015\n11,tt0000011,Sequel,2017";
    let artists = "artist_id,artist_mbid,name,type\n\
                   1,89ad4ac3-39f7-470e-963a-56509c546377,Various Artists,Other\n\
                   2,974fa09f-8761-4fbb-b156-390417d125ae,Éric Serra,Person\n\
                   3,36bfa85f-737b-41db-a8fc-b8825850ffc3,Pavement,Group";
    let albums = "release_group_id,release_group_mbid,title,us_release_date,label_names\n\
                  20,861a6fe3-c1c7-3c36-856f-eb9fdddb383f,Score,2015-05,Milan | Sony\n\
                  21,,Songs,,";
    let links = "tmdb_id,release_group_id,match_method,soundtrack_type\n\
                 10,20,imdb_exact,score\n11,20,title_contains_strict,score\n10,21,imdb_exact,unknown\n99,98,imdb_exact,";
    let credits = "release_group_id,artist_id,credited_name\n20,2,Serra\n21,1,Various Artists\n21,3,Pavement";
    let (batch, wrong) = read(
        &[
            (Kind::Films, films),
            (Kind::Artists, artists),
            (Kind::FilmSoundtracks, links),
            (Kind::Soundtracks, albums),
            (Kind::SoundtrackCredits, credits),
        ],
        Some("Soundtracks of 2015"),
    );
    assert_eq!(wrong, [""; 0]);
    let score = "MUSICBRAINZ 861a6fe3-c1c7-3c36-856f-eb9fdddb383f";
    assert_eq!(names(batch.soundtracks.iter().map(|fact| &fact.record.key)), [score, "“21”"]);
    let first = &batch.soundtracks[0].record;
    assert_eq!((first.release_year, first.label.as_deref()), (Some(2015), Some("Milan")));
    // What sort of album it is, the table of links says.
    assert_eq!((first.kind, batch.soundtracks[1].record.kind), (Some(SoundtrackKind::Score), None));
    let kind = batch.soundtracks[0].evidence.iter().find(|item| item.field.as_deref() == Some("kind")).unwrap();
    assert_eq!(kind.locator.as_deref(), Some("film-soundtracks.csv:2"));

    // Various Artists is no one.
    let parts: Vec<_> = batch
        .soundtrack_credits
        .iter()
        .map(|fact| (fact.record.artist.to_string(), fact.record.credited_as.as_deref()))
        .collect();
    assert_eq!(
        parts,
        [
            ("MUSICBRAINZ 974fa09f-8761-4fbb-b156-390417d125ae".to_owned(), Some("Serra")),
            ("MUSICBRAINZ 36bfa85f-737b-41db-a8fc-b8825850ffc3".to_owned(), Some("Pavement")),
        ]
    );
    assert!(batch.artists.iter().all(|fact| fact.record.name != "Various Artists"));

    let picks = names(batch.listings.iter().map(|fact| &fact.record.soundtrack));
    assert_eq!(picks, [score, "“21”"]);
    assert!(batch.listings.iter().all(|fact| fact.record.kind == ListingKind::Pick));
    assert_eq!(names(batch.lists.iter().map(|fact| &fact.record.key)), ["`soundtracks-of-2015`"]);
}

#[test]
fn a_link_is_as_sure_as_the_way_it_was_found() {
    let films = "film_id,imdb_id,title\n10,tt0000010,Film\n11,tt0000011,Sequel";
    let albums = "album_id,title\n20,Score";
    let links = "film_id,album_id,match_method\n10,20,imdb_exact\n11,20,title_contains_strict\n99,tt1,imdb_exact";
    let (batch, _) = read(&[(Kind::Films, films), (Kind::Soundtracks, albums), (Kind::FilmSoundtracks, links)], None);
    let found: Vec<_> = batch
        .film_soundtracks
        .iter()
        .map(|fact| {
            let proof = &fact.evidence[0];
            (fact.record.film.to_string(), fact.record.primary, proof.method, proof.confidence)
        })
        .collect();
    assert_eq!(
        found,
        [
            ("IMDB tt0000010".to_owned(), true, EvidenceMethod::IdExact, 1.0),
            ("IMDB tt0000011".to_owned(), false, EvidenceMethod::TitleYear, 0.6),
            // Of another table, or of none: the catalogue may know it.
            ("“99”".to_owned(), true, EvidenceMethod::IdExact, 1.0),
        ]
    );
}

#[test]
fn a_credit_is_cut_only_where_all_of_its_names_are_known() {
    let artists = "artist_id,name\n1,Hans Zimmer\n2,Steve Mazzaro\n3,Two Feet\n4,Two Feet";
    let tracks = "soundtrack,title,artists,recording_mbid\n\
                  1,A,Hans Zimmer & Steve Mazzaro,\n\
                  1,B,Simon & Garfunkel,\n\
                  1,C,\"Hans Zimmer, Nobody\",\n\
                  1,D,Two Feet,218aa370-9cc7-44e6-9cce-92d7643483d0";
    let (batch, wrong) = read(&[(Kind::Artists, artists), (Kind::Tracks, tracks)], None);
    assert_eq!(wrong, [""; 0]);
    let credits: Vec<Vec<_>> = batch
        .recordings
        .iter()
        .map(|fact| {
            let artists = fact.record.artists.iter();
            artists.map(|credit| (credit.artist.to_string(), credit.join_phrase.as_deref())).collect()
        })
        .collect();
    assert_eq!(credits[0], [("“Hans Zimmer”".to_owned(), Some(" & ")), ("“Steve Mazzaro”".to_owned(), None)]);
    assert_eq!(credits[1], [("“Simon & Garfunkel”".to_owned(), None)]);
    assert_eq!(credits[2], [("“Hans Zimmer, Nobody”".to_owned(), None)]);
    // There are two of this name.
    assert_eq!(credits[3], [("“Two Feet”".to_owned(), None)]);
    let recordings: Vec<String> = batch.tracks.iter().map(|fact| format!("{:?}", fact.record.recording)).collect();
    assert!(recordings[3].contains("218aa370-9cc7-44e6-9cce-92d7643483d0"), "{}", recordings[3]);
}

#[test]
fn a_track_plays_a_song_if_the_table_names_one() {
    let tracks = "soundtrack,track_title,artists,disc_number,track_number,isrcs,work_ids,work_titles,composers,lyricists\n\
                  1,I’m on Fire,AWOLNATION,1,9,USP6L1400302,172080,I’m on Fire,Bruce Springsteen,Bruce Springsteen\n\
                  1,Medley,Band,1,A2,,1 | 2,One | Two,,\n\
                  1,Alone,Band,,3,,,,,";
    let (batch, wrong) = read(&[(Kind::Tracks, tracks)], None);
    assert_eq!(wrong, [""; 0]);
    let songs: Vec<_> = batch.recordings.iter().map(|fact| fact.record.song.as_ref().map(Key::to_string)).collect();
    assert_eq!(songs, [Some("“172080”".to_owned()), None, None]);
    assert_eq!(batch.song_writers.len(), 1);
    let places: Vec<_> = batch.tracks.iter().map(|fact| (fact.record.disc, fact.record.position)).collect();
    assert_eq!(places, [(Some(1), Some(9)), (Some(1), None), (None, Some(3))]);
    assert!(batch.identifiers.iter().any(|fact| fact.record.value == "USP6L1400302"));
}

#[test]
fn rows_that_cannot_be_used_say_why_and_leave_nothing() {
    let films = "imdb_id,title,year,type,directors\n\
                 tt0000001,,1999,Movie,A\n\
                 nm0000001,Film,1999,Movie,A\n\
                 ,Film,ninety,Movie,A\n\
                 ,Film,1999,Podcast,A";
    let (batch, wrong) = read(&[(Kind::Films, films)], None);
    assert_eq!(
        wrong,
        [
            "`title` is empty",
            "`imdb`: `nm0000001` is no id of IMDb",
            "`year`: `ninety` is no year of a release",
            "`kind`: `Podcast` is no kind of a film; they are FEATURE, SHORT, CONCERT, SERIES",
        ]
    );
    assert_eq!(batch.films.len() + batch.artists.len() + batch.credits.len(), 0);

    let listings = "soundtrack,kind,reader,list\n1,VOTE,,L\n1,PICK,3,L\n1,VOTE,3,L\n1,,,\n1,MENTION,,生きる";
    let (batch, wrong) = read(&[(Kind::Listings, listings)], None);
    let number = "a vote has the number of its `reader`, and nothing else has one";
    assert_eq!(
        wrong,
        [
            number,
            number,
            "there is no column for `list`, and no --list is given",
            "the list “生きる” makes no slug of a-z and 0-9"
        ]
    );
    assert_eq!(batch.listings.len(), 1);
}

#[test]
fn films_of_netflix_have_their_kinds() {
    let films = "show_id,type,title,director,cast,release_year\n\
                 s1,Movie,Dick Johnson Is Dead,Kirsten Johnson,,2020\n\
                 s2,TV Show,Blood & Water,,\"Ama Qamata, Khosi Ngema\",2021";
    let (batch, wrong) = read(&[(Kind::Films, films)], None);
    assert_eq!(wrong, [""; 0]);
    let films: Vec<_> = batch.films.iter().map(|fact| (fact.record.key.to_string(), fact.record.kind)).collect();
    assert_eq!(films, [("“s1”".to_owned(), FilmKind::Feature), ("“s2”".to_owned(), FilmKind::Series)]);
    assert_eq!(batch.credits.len(), 3);
}

#[test]
fn columns_are_found_and_what_is_given_counts_before_what_is_usual() {
    let columns = ["Movie Title", "Imdb ID", "name", "Other"].map(str::to_owned);
    let header = Header::find(Kind::Films, &columns, &[]).unwrap();
    assert_eq!((header.place("title"), header.place("imdb")), (Some(0), Some(1)));
    assert_eq!(header.unread, ["name", "Other"]);

    let given: Vec<Given> = ["name=title", "artists:Other=name"].iter().map(|text| text.parse().unwrap()).collect();
    assert_eq!(Header::find(Kind::Films, &columns, &given).unwrap().place("title"), Some(2));

    let wrong = |given: &str| Header::find(Kind::Films, &columns, &[given.parse().unwrap()]).unwrap_err();
    assert_eq!(
        wrong("films:Nam=title"),
        "there is no column `Nam`; they are `Movie Title`, `Imdb ID`, `name`, `Other`"
    );
    assert!(wrong("films:name=names").starts_with("a table of films has no field `names`; they are `title`, `id`, "));
    let none = Header::find(Kind::Films, &["Other".to_owned()], &[]).unwrap_err();
    assert_eq!(
        none,
        "a table of films needs a column for `title`, such as --map COLUMN=title; its columns are `Other`"
    );
    assert!("title".parse::<Given>().is_err());
    assert!("movies".parse::<Kind>().unwrap_err().contains("`film-soundtracks`"));
}
