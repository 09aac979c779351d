//! Puts the data of the benchmark into needledrop's tables: `bench-loader FOLDER DATABASE_URL`.
//!
//! The folder holds one file for each of the benchmark's tables, as its generator writes them: rows of fields between
//! tabs. Ids are kept, so that both databases speak of the same rows. Two differences need new ones:
//!
//! - people and performers have tables of their own there and share ours. People come after all performers.
//! - a song's original artist is a column there, and here the artist of its original recording. A song of which there
//!   is no recording by that artist gets one, after all others.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use entity::{
    ArtistCreditId, ArtistId, ArtistKind, CoverId, CoverKind, CreditId, CreditRole, FilmId, FilmKind, FilmSoundtrackId,
    IdentifierId, IdentifierScheme, ListId, ListKind, ListingId, ListingKind, RecordingId, SongId, SoundtrackId,
    SoundtrackKind, Subject, TrackId, artist, artist_credit, cover, credit, film, film_soundtrack, identifier, list,
    listing, recording, song, soundtrack, text_key, track,
};
use needledrop::db::{self, Options, State};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, IntoActiveModel, Iterable,
};

/// What is added to the id of a person. `bench.py` takes it away again.
const PEOPLE: i64 = 10_000_000;

/// Values in one statement, fewer than either database allows.
const VALUES: usize = 30_000;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, url] = arguments.as_slice() else { bail!("usage: bench-loader FOLDER DATABASE_URL") };

    let db = db::connect(url, &Options { create: true, ..Options::default() }).await?;
    ensure!(db::state(&db).await? == State::Empty, "the database is not empty");
    db::migrate(&db).await?;

    let transaction = db.begin().await?;
    Loader { folder: folder.into(), transaction: &transaction }.load().await?;
    transaction.commit().await?;

    let statistics = match db.write.get_database_backend() {
        DbBackend::Postgres => "VACUUM ANALYZE",
        _ => "ANALYZE",
    };
    db.write.execute_unprepared(statistics).await?;
    Ok(db.close().await?)
}

struct Loader<'a> {
    folder: PathBuf,
    transaction: &'a DatabaseTransaction,
}

impl Loader<'_> {
    async fn load(&self) -> anyhow::Result<()> {
        self.films().await?;
        self.artists().await?;
        self.songs().await?;
        self.soundtracks().await?;
        self.lists().await
    }

    async fn films(&self) -> anyhow::Result<()> {
        let films = self.table("film")?;
        self.insert::<film::Entity>(films.rows().map(|row| {
            let title = row.text(1);
            Ok(film::Model {
                id: FilmId(row.id(0)?),
                slug: slug(title, row.id(0)?),
                title_key: text_key(title),
                title: title.to_owned(),
                kind: FilmKind::Feature,
                release_year: Some(row.number(2)?),
                series_id: None,
            })
        }))
        .await?;
        self.insert::<identifier::Entity>(films.rows().map(|row| {
            Ok(identifier::Model {
                id: IdentifierId(row.id(0)?),
                scheme: IdentifierScheme::Imdb,
                value: row.text(3).to_owned(),
                subject: Subject::Film,
                subject_id: row.id(0)?,
            })
        }))
        .await
    }

    async fn artists(&self) -> anyhow::Result<()> {
        let artist = |row: Row, from: i64, kind| {
            let name = row.text(1);
            let id = ArtistId(row.id(0)? + from);
            Ok(artist::Model {
                id,
                slug: slug(name, id.0),
                name_key: text_key(name),
                name: name.to_owned(),
                kind,
                listed_soundtrack_count: 0,
            })
        };
        let performers = self.table("artist")?;
        self.insert::<artist::Entity>(performers.rows().map(|row| match row.text(2) {
            "person" => artist(row, 0, ArtistKind::Person),
            _ => artist(row, 0, ArtistKind::Group),
        }))
        .await?;
        let people = self.table("person")?;
        self.insert::<artist::Entity>(people.rows().map(|row| artist(row, PEOPLE, ArtistKind::Person))).await?;

        let mut places: HashMap<(i64, CreditRole), i32> = HashMap::new();
        let credits = self.table("film_credit")?;
        self.insert::<credit::Entity>(credits.rows().map(|row| {
            let role = match row.text(3) {
                "director" => CreditRole::Director,
                "writer" => CreditRole::Writer,
                "composer" => CreditRole::Composer,
                "actor" => CreditRole::Cast,
                other => bail!("no role `{other}`"),
            };
            let place = places.entry((row.id(1)?, role)).or_default();
            *place += 1;
            Ok(credit::Model {
                id: CreditId(row.id(0)?),
                film_id: FilmId(row.id(1)?),
                artist_id: ArtistId(row.id(2)? + PEOPLE),
                role,
                position: Some(*place),
                credited_as: None,
            })
        }))
        .await
    }

    async fn songs(&self) -> anyhow::Result<()> {
        let songs = self.table("song")?;
        self.insert::<song::Entity>(songs.rows().map(|row| {
            let title = row.text(1);
            Ok(song::Model {
                id: SongId(row.id(0)?),
                slug: slug(title, row.id(0)?),
                title_key: text_key(title),
                title: title.to_owned(),
                first_release_year: None,
            })
        }))
        .await?;

        let (mut recordings, mut credits, mut covers) = (Vec::new(), Vec::new(), Vec::new());
        let mut add = |id: i64, song: i64, artist: i64, title: &str, original: bool, covering: bool| {
            recordings.push(Ok(recording::Model {
                id: RecordingId(id),
                title: title.to_owned(),
                title_key: text_key(title),
                song_id: Some(SongId(song)),
                original,
                release_year: None,
            }));
            credits.push(Ok(artist_credit::Model {
                id: ArtistCreditId(id),
                recording_id: RecordingId(id),
                artist_id: ArtistId(artist),
                position: 1,
                credited_as: None,
                join_phrase: None,
            }));
            if covering {
                covers.push(Ok(cover::Model {
                    id: CoverId(id),
                    recording_id: RecordingId(id),
                    song_id: SongId(song),
                    kind: CoverKind::Cover,
                }));
            }
        };
        let (mut last, mut with_original) = (0, HashSet::new());
        for row in self.table("recording")?.rows() {
            let (id, song, covering) = (row.id(0)?, row.id(1)?, row.text(4) == "t");
            // What is no cover is by the song's own artist.
            let original = !covering && with_original.insert(song);
            add(id, song, row.id(2)?, row.text(3), original, covering);
            last = last.max(id);
        }
        for row in songs.rows() {
            if with_original.insert(row.id(0)?) {
                last += 1;
                add(last, row.id(0)?, row.id(2)?, row.text(1), true, false);
            }
        }
        self.insert::<recording::Entity>(recordings).await?;
        self.insert::<artist_credit::Entity>(credits).await?;
        self.insert::<cover::Entity>(covers).await
    }

    async fn soundtracks(&self) -> anyhow::Result<()> {
        let soundtracks = self.table("soundtrack")?;
        self.insert::<soundtrack::Entity>(soundtracks.rows().map(|row| {
            let title = row.text(1);
            Ok(soundtrack::Model {
                id: SoundtrackId(row.id(0)?),
                slug: slug(title, row.id(0)?),
                title_key: text_key(title),
                title: title.to_owned(),
                kind: Some(match row.text(4) {
                    "score" => SoundtrackKind::Score,
                    "songs" => SoundtrackKind::Songs,
                    "mixed" => SoundtrackKind::Mixed,
                    other => bail!("no kind `{other}`"),
                }),
                label: None,
                label_key: None,
                release_year: Some(row.number(3)?),
                discs: None,
                series_id: None,
            })
        }))
        .await?;
        self.insert::<film_soundtrack::Entity>(soundtracks.rows().map(|row| {
            Ok(film_soundtrack::Model {
                id: FilmSoundtrackId(row.id(0)?),
                film_id: FilmId(row.id(2)?),
                soundtrack_id: SoundtrackId(row.id(0)?),
                primary: true,
                volume: None,
            })
        }))
        .await?;
        self.insert::<track::Entity>(self.table("track")?.rows().map(|row| {
            let title = row.text(5);
            Ok(track::Model {
                id: TrackId(row.id(0)?),
                soundtrack_id: SoundtrackId(row.id(1)?),
                recording_id: RecordingId(row.id(4)?),
                disc: Some(row.number(2)?),
                position: Some(row.number(3)?),
                title_key: text_key(title),
                title: title.to_owned(),
                in_film: Some(row.id(0)? % 3 > 0),
            })
        }))
        .await
    }

    async fn lists(&self) -> anyhow::Result<()> {
        self.insert::<list::Entity>(self.table("list")?.rows().map(|row| {
            let title = row.text(1);
            Ok(list::Model {
                id: ListId(row.id(0)?),
                slug: slug(title, row.id(0)?),
                kind: if row.text(3) == "poll" { ListKind::Poll } else { ListKind::Editorial },
                title: Some(title.to_owned()),
                title_key: Some(text_key(title)),
                publisher: Some(row.text(2).to_owned()),
                author: None,
                url: None,
                published: None,
            })
        }))
        .await?;
        // A list picks a soundtrack once, however often it names it there.
        let mut picked = HashSet::new();
        let listings = self.table("listing")?;
        let once = listings.rows().filter(|row| picked.insert((row.text(1).to_owned(), row.text(2).to_owned())));
        self.insert::<listing::Entity>(once.map(|row| {
            Ok(listing::Model {
                id: ListingId(row.id(0)?),
                list_id: ListId(row.id(2)?),
                soundtrack_id: SoundtrackId(row.id(1)?),
                kind: ListingKind::Pick,
                position: Some(row.number(3)?),
                contributor: None,
                note: Some(row.text(4).to_owned()),
            })
        }))
        .await
    }

    fn table(&self, name: &str) -> anyhow::Result<Table> {
        let path = self.folder.join(Path::new(name).with_extension("tsv"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Table(text))
    }

    async fn insert<E>(&self, rows: impl IntoIterator<Item = anyhow::Result<E::Model>>) -> anyhow::Result<()>
    where
        E: EntityTrait,
        E::Model: IntoActiveModel<E::ActiveModel>,
        E::ActiveModel: ActiveModelTrait<Entity = E>,
    {
        let many = VALUES / E::Column::iter().count();
        let mut rows = rows.into_iter();
        loop {
            let next: Vec<_> = rows.by_ref().take(many).collect::<Result<_, _>>()?;
            if next.is_empty() {
                return Ok(());
            }
            let models = next.into_iter().map(IntoActiveModel::into_active_model);
            E::insert_many(models).exec_without_returning(self.transaction).await?;
        }
    }
}

struct Table(String);

impl Table {
    fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.lines().map(|line| Row(line.split('\t').collect()))
    }
}

struct Row<'a>(Vec<&'a str>);

impl<'a> Row<'a> {
    fn text(&self, field: usize) -> &'a str {
        self.0.get(field).copied().unwrap_or_default()
    }

    fn number(&self, field: usize) -> anyhow::Result<i32> {
        self.text(field).parse().with_context(|| format!("no number: `{}`", self.text(field)))
    }

    fn id(&self, field: usize) -> anyhow::Result<i64> {
        Ok(self.number(field)?.into())
    }
}

/// The id makes it unique.
fn slug(text: &str, id: i64) -> String {
    let words = text_key(text).replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    format!("{words}-{id}")
}
