//! What an album's title says of its film.

/// Words that only those parts of a title have which say that it is a soundtrack.
const MARKS: &[&str] = &[
    "soundtrack",
    "soundtracks",
    "score",
    "ost",
    "motion picture",
    "music from",
    "music by",
    "music of",
    "songs from",
    "music inspired",
    "inspired by",
    "the album",
    "original music",
    "original film",
    "bande originale",
    "colonna sonora",
    "banda sonora",
    "filmmusik",
    "original cast",
    "the complete",
    "deluxe",
    "expanded edition",
    "extended edition",
    "selections from",
    "musique originale",
    "musique du film",
    "the film",
    "the movie",
    "the netflix film",
    "from the series",
    "more music",
    "the songs",
    "la colonna",
    "special edition",
    "collector",
    "remastered",
    "highlights from",
];

/// Words after which a title goes on with the film's own.
const BEFORE: &[&str] = &[
    "music from the original motion picture soundtrack",
    "music from the motion picture soundtrack",
    "music from and inspired by the motion picture",
    "music from and inspired by the film",
    "original motion picture soundtrack",
    "original soundtrack from the film",
    "original soundtrack from",
    "original soundtrack of",
    "music from the motion picture",
    "songs from the motion picture",
    "music from the film",
    "music from the movie",
    "soundtrack from the motion picture",
    "soundtrack from the film",
    "soundtrack to",
    "songs from the film",
    "music from",
    "songs from",
    "the music of",
    "bande originale du film",
    "bande originale de",
    "musique du film",
    "colonna sonora del film",
    "themes from",
    "theme from",
    "selections from",
    "highlights from",
];

/// The part of an album's title that may be its film's: `Singles: Original Motion Picture Soundtrack` and
/// `Music from the Film "Singles"` are of `Singles`. The whole title where nothing in it says that it is a soundtrack.
pub fn of_film(title: &str) -> &str {
    let mut rest = title.trim();
    // From the end, one part after the other: they pile up, as in `Her: Original Score (Deluxe Edition)`.
    while let Some(shorter) = without_end(rest) {
        rest = shorter;
    }
    let lower = rest.to_lowercase();
    // Only where lower case has the same length do the places agree.
    if lower.len() == rest.len() {
        for before in BEFORE {
            if let Some(place) = lower.strip_prefix(before).map(|after| rest.len() - after.len()) {
                let film = rest[place..].trim_matches(|c: char| c.is_whitespace() || ":-–—\"“”'‘’«»".contains(c));
                if !film.is_empty() && !rest[place..].starts_with(char::is_alphanumeric) {
                    return film;
                }
            }
        }
    }
    rest
}

/// The title without its last part, if that says no more than what sort of album it is.
fn without_end(title: &str) -> Option<&str> {
    let bracketed = [('(', ')'), ('[', ']')].into_iter().find_map(|(open, close)| {
        let inner = title.strip_suffix(close)?;
        inner.rfind(open).map(|place| (place, &inner[place + open.len_utf8()..]))
    });
    let parted = || {
        [": ", " - ", " – ", " — ", ", "]
            .into_iter()
            .filter_map(|mark| Some((title.rfind(mark)?, mark)))
            .max()
            .map(|(place, mark)| (place, &title[place + mark.len()..]))
    };
    let (place, part) = bracketed.or_else(parted).or_else(|| {
        // `Singles Soundtrack`, `Singles OST`.
        [" original motion picture soundtrack", " original soundtrack", " soundtrack", " ost", " o.s.t."]
            .into_iter()
            .find_map(|end| {
                let place = title.len().checked_sub(end.len())?;
                title.get(place..).filter(|last| last.eq_ignore_ascii_case(end)).map(|last| (place, last))
            })
    })?;
    let before = title[..place].trim_end();
    (!before.is_empty() && marked(part)).then_some(before)
}

/// Whether this part of a title says that it is a soundtrack, or which edition.
fn marked(part: &str) -> bool {
    let part = format!(" {} ", entity::search_entry::search_words(&entity::text_key(part)).trim());
    let number = part.trim().strip_prefix("vol ").or_else(|| part.trim().strip_prefix("volume "));
    number.is_some() || MARKS.iter().any(|mark| part.contains(&format!(" {mark} ")))
}

#[cfg(test)]
mod tests {
    use super::of_film;

    #[test]
    fn titles_of_albums_lead_to_titles_of_films() {
        for (album, film) in [
            ("Singles", "Singles"),
            ("Singles: Original Motion Picture Soundtrack", "Singles"),
            ("Singles (Original Motion Picture Soundtrack)", "Singles"),
            ("Her: Original Score (Deluxe Edition)", "Her"),
            ("Music From the Motion Picture Pulp Fiction", "Pulp Fiction"),
            (
                "The Hunger Games: Mockingjay, Part 2: Original Motion Picture Soundtrack",
                "The Hunger Games: Mockingjay, Part 2",
            ),
            ("Blonde: Soundtrack From the Netflix Film", "Blonde"),
            ("Straight Outta Compton: Music From the Motion Picture", "Straight Outta Compton"),
            ("The Arrow of Time: Soundtrack to “Timelapse of the Future”", "The Arrow of Time"),
            ("Il giorno più bello del mondo (Colonna sonora originale)", "Il giorno più bello del mondo"),
            ("The Fate of the Furious: The Album", "The Fate of the Furious"),
            ("13 Hours: The Secret Soldiers of Benghazi", "13 Hours: The Secret Soldiers of Benghazi"),
            ("Trainspotting, Vol. 2", "Trainspotting"),
            ("Soundtrack", "Soundtrack"),
            ("Music from and Inspired by the Motion Picture “8 Mile”", "8 Mile"),
            ("Musical Youth", "Musical Youth"),
        ] {
            assert_eq!(of_film(album), film);
        }
    }
}
