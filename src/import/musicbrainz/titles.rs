//! What an album's title says besides its name.

use crate::catalogue::record::{FilmKind, SoundtrackKind};

/// What sort of soundtrack it is, where the title says so.
pub fn kind(title: &str) -> Option<SoundtrackKind> {
    let title = title.to_lowercase();
    let says = |words: &str| words_in(&title, words);
    let (songs, score) = (says("songs from") || says("the songs"), says("score"));
    if says("cast recording") || says("original cast") || says("cast album") {
        Some(SoundtrackKind::CastRecording)
    } else if says("inspired by") && !says("from and inspired by") {
        Some(SoundtrackKind::InspiredBy)
    } else if songs && score {
        Some(SoundtrackKind::Mixed)
    } else if score {
        Some(SoundtrackKind::Score)
    } else {
        songs.then_some(SoundtrackKind::Songs)
    }
}

/// Which volume it is: `Vol. 2`, `Volume 2`, `Volume Two`, `Vol. II`.
pub fn volume(title: &str) -> Option<i32> {
    const WORDS: &[&[&str]] = &[&["one", "i"], &["two", "ii"], &["three", "iii"], &["four", "iv"], &["five", "v"]];
    let title = title.to_lowercase();
    let mut words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.find(|word| matches!(*word, "vol" | "volume"))?;
    let number = words.next()?;
    let word = || WORDS.iter().zip(1..).find(|(words, _)| words.contains(&number)).map(|(_, number)| number);
    number.parse().ok().filter(|number| (1..100).contains(number)).or_else(word)
}

/// What sort of film an album with this title is of. Only a guess where it names none.
pub fn film_kind(title: &str) -> FilmKind {
    let title = title.to_lowercase();
    let series = ["television", "tv series", "the series", "original series", "season", "limited series", "miniseries"];
    if series.iter().any(|words| words_in(&title, words)) { FilmKind::Series } else { FilmKind::Feature }
}

/// Whether these words stand in the text, and not within longer ones.
fn words_in(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(place, _)| {
        let before = text[..place].chars().next_back();
        let after = text[place + words.len()..].chars().next();
        [before, after].into_iter().flatten().all(|c| !c.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_say_what_they_are() {
        for (title, expected) in [
            ("Which Brings Me to You (Original Motion Picture Score)", Some(SoundtrackKind::Score)),
            ("Songs From the Motion Picture Singles", Some(SoundtrackKind::Songs)),
            ("Music Inspired by the Film", Some(SoundtrackKind::InspiredBy)),
            ("Music From and Inspired by the Motion Picture", None),
            ("Annie (Original Broadway Cast Recording)", Some(SoundtrackKind::CastRecording)),
            ("Songs From the Film and Original Score", Some(SoundtrackKind::Mixed)),
            ("Underscored", None),
            ("Singles (Original Motion Picture Soundtrack)", None),
        ] {
            assert_eq!(kind(title), expected, "{title}");
        }
        for (title, expected) in [
            ("Guardians of the Galaxy, Vol. 2: Awesome Mix Vol. 2", Some(2)),
            ("Dangerous Minds, Volume Two", Some(2)),
            ("Trainspotting Vol.III", Some(3)),
            ("Pump Up the Volume", None),
            ("Volume 0", None),
        ] {
            assert_eq!(volume(title), expected, "{title}");
        }
        assert_eq!(film_kind("Stranger Things: Season 4 (Soundtrack From the Netflix Series)"), FilmKind::Series);
        assert_eq!(film_kind("Unseasoned"), FilmKind::Feature);
    }
}
