//! Which recording of a song is the original, and which are covers.
//!
//! MusicBrainz marks a performance as a cover, sparsely, and no performance as the original. So:
//!
//! - The **original** is the earliest recording that is not marked as a cover, is not a part of a medley and not of a part
//!   of the song, whose date and artists are known, and none of whose artists is the first of a performance of the song that
//!   is marked as a cover. Where two by different artists are of the same date, nobody knows which.
//! - A **cover** is what is marked as one, unless its artist is the original one; and any later recording by artists none
//!   of whom is one of the original's. Artists of MusicBrainz that are none (Various Artists, `[traditional]` …) have no
//!   originals and no covers.
//! - In a **medley** a song is played in part and within others: its cover is an interpolation. What is live, instrumental,
//!   karaoke or otherwise marked is a performance as any other.

use rusqlite::Connection;

use super::{
    staged::{Credit, attributes},
    values::{Mbid, UNKNOWN_DATE},
};

/// A recording of a work.
#[derive(Clone, Debug)]
pub struct Performance {
    pub recording: [u8; 16],
    pub attributes: i64,
    /// Sortable.
    pub date: String,
    pub credit: Credit,
}

/// What a recording of a work is to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Version {
    Original,
    /// `stated`: MusicBrainz says so.
    Cover {
        stated: bool,
        interpolation: bool,
    },
}

/// What these recordings, all that are known of one work, are to it; in the same order.
pub fn versions(performances: &[Performance]) -> Vec<Option<Version>> {
    let marked = |one: &Performance| one.attributes & attributes::COVER != 0;
    // Who is named first; a guest of theirs may be the original's artist.
    let covering: Vec<Mbid> =
        performances.iter().filter(|one| marked(one)).filter_map(|one| one.credit.first()).collect();
    let candidate = |one: &&Performance| {
        one.attributes == 0
            && one.date != UNKNOWN_DATE
            && one.credit.somebody()
            && !one.credit.0.iter().any(|part| covering.contains(&part.id))
    };
    let first = performances.iter().filter(candidate).min_by_key(|one| (&one.date, one.recording));
    // Of the same date as the first, and by others.
    let rival = |first: &Performance| {
        performances.iter().filter(candidate).any(|one| one.date == first.date && !one.credit.shares(&first.credit))
    };
    let original = first.filter(|first| !rival(first));
    performances
        .iter()
        .map(|one| {
            let interpolation = one.attributes & attributes::MEDLEY != 0;
            match original {
                Some(original) if original.recording == one.recording => Some(Version::Original),
                _ if !one.credit.somebody() => None,
                Some(original) if one.credit.shares(&original.credit) => None,
                _ if marked(one) => Some(Version::Cover { stated: true, interpolation }),
                Some(original) if one.date != UNKNOWN_DATE && one.date > original.date => {
                    Some(Version::Cover { stated: false, interpolation })
                }
                _ => None,
            }
        })
        .collect()
}

/// Notes the versions of all songs. To be run once, after the choice.
pub fn note(db: &Connection) -> rusqlite::Result<()> {
    let mut songs = db.prepare("SELECT id FROM song ORDER BY number")?;
    let mut of_song = db.prepare(
        "SELECT p.recording, p.attributes, k.date, k.credit FROM performed p JOIN known k ON k.id = p.recording
         WHERE p.work = ?1 ORDER BY p.recording",
    )?;
    let mut noted = db.prepare("INSERT INTO version VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let mut songs = songs.query([])?;
    while let Some(song) = songs.next()? {
        let song: [u8; 16] = song.get(0)?;
        let mut performances = Vec::new();
        let mut rows = of_song.query([song])?;
        while let Some(row) = rows.next()? {
            let credit: String = row.get(3)?;
            let credit = serde_json::from_str(&credit).unwrap_or_default();
            performances.push(Performance {
                recording: row.get(0)?,
                attributes: row.get(1)?,
                date: row.get(2)?,
                credit,
            });
        }
        for (one, version) in performances.iter().zip(versions(&performances)) {
            match version {
                Some(Version::Original) => {
                    noted.execute((one.recording, song, true, false, false, ""))?;
                }
                Some(Version::Cover { stated, interpolation }) => {
                    let kind = if interpolation { "INTERPOLATION" } else { "COVER" };
                    noted.execute((one.recording, song, false, true, stated, kind))?;
                }
                None => {}
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::staged::Part, *};

    fn by(artists: &[u128]) -> Credit {
        let part = |id: &u128| Part {
            id: Mbid::from_u128(*id),
            name: if *id == 0 { "[traditional]".into() } else { id.to_string() },
            printed: String::new(),
            join: String::new(),
            kind: String::new(),
        };
        Credit(artists.iter().map(part).collect())
    }

    /// Each as artists, date and attributes; what each is as a letter: `O`riginal, marked as `C`over, later `c`over,
    /// `I` and `i`nterpolation, `-` nothing.
    fn told(performances: &[(&[u128], &str, i64)]) -> String {
        let performance = |(number, (artists, date, attributes)): (u8, &(&[u128], &str, i64))| Performance {
            recording: [number; 16],
            attributes: *attributes,
            date: (*date).to_owned(),
            credit: by(artists),
        };
        let all: Vec<_> = (0..).zip(performances).map(performance).collect();
        let letter = |version: Option<Version>| match version {
            Some(Version::Original) => 'O',
            Some(Version::Cover { stated: true, interpolation: false }) => 'C',
            Some(Version::Cover { stated: false, interpolation: false }) => 'c',
            Some(Version::Cover { stated: true, interpolation: true }) => 'I',
            Some(Version::Cover { stated: false, interpolation: true }) => 'i',
            None => '-',
        };
        let forwards: Vec<_> = versions(&all).into_iter().map(letter).collect();
        let reversed: Vec<_> = all.iter().rev().cloned().collect();
        let backwards: Vec<_> = versions(&reversed).into_iter().rev().map(letter).collect();
        assert_eq!(forwards, backwards, "the order does not matter");
        forwards.into_iter().collect()
    }

    #[test]
    fn the_earliest_is_the_original_and_others_cover_it() {
        use attributes::{COVER, MEDLEY, PARTIAL};
        for (performances, expected, why) in [
            (&[(&[1][..], "1970-01-01", 0), (&[2], "1980-01-01", 0), (&[1], "1990-01-01", 0)][..], "Oc-", "by artist"),
            (&[(&[1], "1970-01-01", 0), (&[1, 2], "1980-01-01", 0)], "O-", "with a guest"),
            (&[(&[1], "1970-01-01", COVER), (&[2], "1980-01-01", 0)], "CO", "marked, though the earliest known"),
            (&[(&[1], "1970-01-01", 0), (&[1], "1980-01-01", COVER)], "-C", "one who covers it has not the original"),
            (
                &[(&[1], "1970-01-01", 0), (&[1], "1980-01-01", COVER), (&[2], "1990-01-01", 0)],
                "-CO",
                "nor its earlier version",
            ),
            (&[(&[1], "1970-01-01", 0), (&[2], "1970-01-01", 0), (&[3], "1980-01-01", 0)], "---", "of one day"),
            (&[(&[1], "1970-01-01", 0), (&[1], "1970-01-01", 0), (&[2], "1971-01-01", 0)], "O-c", "one artist twice"),
            (&[(&[1], "1970-99-99", 0), (&[2], "1970-05-01", 0)], "cO", "a year alone comes after its days"),
            (&[(&[1], UNKNOWN_DATE, 0), (&[2], "1980-01-01", 0)], "-O", "nobody knows when"),
            (&[(&[0], "1950-01-01", 0), (&[2], "1980-01-01", 0), (&[0], "1990-01-01", COVER)], "-O-", "by nobody"),
            (
                &[(&[1], "1970-01-01", 0), (&[2], "1980-01-01", MEDLEY), (&[3], "1980-01-01", MEDLEY | COVER)],
                "OiI",
                "medleys",
            ),
            (&[(&[1], "1970-01-01", PARTIAL), (&[2], "1980-01-01", 0)], "-O", "of a part"),
            (
                &[(&[1], "1970-01-01", 0), (&[2, 1], "1980-01-01", COVER), (&[3], "1990-01-01", 0)],
                "O-c",
                "with its guest",
            ),
            (&[(&[1], "1970-01-01", COVER)], "C", "alone"),
            (&[(&[1], "1970-01-01", 0)], "O", "alone"),
        ] {
            assert_eq!(told(performances), expected, "{why}");
        }
    }
}
