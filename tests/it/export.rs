//! The graph as files: the same from both databases, whole, and the same rows in every form.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    path::Path,
};

use arrow_array::RecordBatch;
use needledrop::{
    db::{Db, reads::Snapshot},
    export::{self, Error, Form, Format, Wanted},
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support;

const FORMS: [Form; 4] = [Form::Csv, Form::Ndjson, Form::Parquet, Form::ArrowFile];

async fn written(db: &Db, format: Format, out: &Path, tables: &[&str]) -> Result<export::Written, Error> {
    let tables = tables.iter().map(|&table| table.to_owned()).collect();
    export::export(db, &Wanted { format, out: out.to_owned(), tables }, |_| {}).await
}

/// The files of a folder and what is in them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())).collect()
}

fn parquet(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    // As many at once as the other forms have.
    reader.with_batch_size(16_384).build().unwrap().map(Result::unwrap).collect()
}

fn rows(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::num_rows).sum()
}

#[tokio::test]
async fn both_databases_give_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = Vec::new();
    for (name, fresh) in [("sqlite", support::seeded_sqlite().await), ("postgres", support::seeded_postgres().await)] {
        let out = folder.path().join(name);
        let mut last = None;
        for form in FORMS {
            let done = written(&fresh, Format::Tables(form), &out, &[]).await.unwrap();
            assert_eq!(done.files, export::names().len());
            last = Some(done.folder);
        }
        let last = last.unwrap();
        assert_eq!(fs::read_link(out.join("latest")).unwrap().as_os_str(), last.file_name().unwrap());
        let version = last.file_name().unwrap().to_string_lossy().into_owned();
        let mut files = files(&last);
        // The version is the database's own.
        let schema = String::from_utf8(files.remove("schema.json").unwrap()).unwrap().replace(&version, "VERSION");
        files.insert("schema.json".to_owned(), schema.into_bytes());
        all.push(files);
    }
    let (ours, theirs) = (&all[0], &all[1]);
    assert!(ours.keys().eq(theirs.keys()));
    // A file for each table and form, the schema and the licences; none in the making.
    assert_eq!(ours.len(), FORMS.len() * export::names().len() + 2, "{:?}", ours.keys());
    for (name, content) in ours {
        assert!(content == &theirs[name], "{name} differs");
    }
    let licences = String::from_utf8(ours["LICENCE.txt"].clone()).unwrap();
    assert!(licences.contains("\nneedledrop editors: terms not stated"), "{licences}");
    let film: serde_json::Value = serde_json::from_slice(&ours["schema.json"]).unwrap();
    let track = film["tables"].as_array().unwrap().iter().find(|table| table["name"] == "track").unwrap();
    let of =
        |name: &str| track["columns"].as_array().unwrap().iter().find(|column| column["name"] == name).unwrap().clone();
    assert_eq!(of("recording_id")["references"], "recording.id");
    assert_eq!((&of("position")["type"], &of("position")["nullable"]), (&"integer".into(), &true.into()));
    insta::assert_snapshot!("listings_as_csv", String::from_utf8(ours["listing.csv"].clone()).unwrap());
    let change = String::from_utf8(ours["change.ndjson"].clone()).unwrap();
    let line: serde_json::Value = serde_json::from_str(change.lines().next().unwrap()).unwrap();
    assert_eq!(line["time"], "2026-01-01T00:00:00Z");
}

#[tokio::test]
async fn every_table_is_exported_and_every_form_has_its_rows() {
    let fresh = support::seeded_sqlite().await;
    let statement = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
                     AND name NOT LIKE 'search_%' AND name NOT IN ('seaql_migrations', 'dataset')";
    let found = fresh.read.query_all_raw(Statement::from_string(DbBackend::Sqlite, statement)).await.unwrap();
    let tables: BTreeSet<String> = found.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    assert_eq!(export::names().into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), tables);

    let folder = tempfile::tempdir().unwrap();
    for form in FORMS {
        written(&fresh, Format::Tables(form), folder.path(), &[]).await.unwrap();
    }
    let latest = folder.path().join("latest");
    let mut exported = 0;
    for table in export::names() {
        let statement = Statement::from_string(DbBackend::Sqlite, format!("SELECT COUNT(*) FROM {table}"));
        let count: i64 = fresh.read.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        let parquet = parquet(&latest.join(format!("{table}.parquet")));
        let arrow = File::open(latest.join(format!("{table}.arrow"))).unwrap();
        let arrow: Vec<_> = arrow_ipc::reader::FileReader::try_new(arrow, None).unwrap().map(Result::unwrap).collect();
        assert_eq!((rows(&parquet) as i64, rows(&arrow) as i64), (count, count), "{table}");
        let columns =
            |batches: &[RecordBatch]| batches.iter().map(|batch| batch.columns().to_vec()).collect::<Vec<_>>();
        assert_eq!(columns(&parquet), columns(&arrow), "{table}");
        let csv = fs::read_to_string(latest.join(format!("{table}.csv"))).unwrap();
        let ndjson = fs::read_to_string(latest.join(format!("{table}.ndjson"))).unwrap();
        assert!(csv.starts_with("id,"), "{table}");
        assert_eq!(ndjson.lines().count() as i64, count, "{table}");
        for (number, line) in ndjson.lines().enumerate() {
            let row: serde_json::Map<String, serde_json::Value> = serde_json::from_str(line).unwrap();
            if number == 0 {
                let names = row.keys().cloned().collect::<Vec<_>>().join(",");
                assert_eq!(csv.lines().next().unwrap(), names, "{table}");
            }
        }
        exported += count;
    }
    assert!(exported > 3000, "{exported} rows");
}

/// More rows than are read at once, with gaps among their ids, and texts that need care.
#[tokio::test]
async fn a_large_table_is_whole_and_in_order() {
    support::everywhere(async |fresh| {
        let insert = r#"INSERT INTO source (name, kind, licence) WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 40000)
            SELECT 'Source ' || n, 'DATASET', CASE n % 5 WHEN 0 THEN 'a "quoted", one' WHEN 1 THEN '' WHEN 2 THEN '=1+1' WHEN 3 THEN 'two
lines' END FROM n"#;
        fresh.write.execute_unprepared(insert).await.unwrap();
        fresh.write.execute_unprepared("DELETE FROM source WHERE id % 7 = 3").await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        for form in [Form::Parquet, Form::Csv] {
            let done = written(&fresh, Format::Tables(form), folder.path(), &["source"]).await.unwrap();
            assert_eq!((done.files, done.rows), (1, 34_286));
        }
        let latest = folder.path().join("latest");
        let ids: Vec<i64> = parquet(&latest.join("source.parquet"))
            .iter()
            .flat_map(|batch| {
                let ids: &arrow_array::Int64Array = arrow_array::cast::AsArray::as_primitive(batch.column(0));
                ids.values().to_vec()
            })
            .collect();
        assert_eq!(ids, (1..=40_000).filter(|id| id % 7 != 3).collect::<Vec<i64>>());
        let csv = fs::read_to_string(latest.join("source.csv")).unwrap();
        let lines: Vec<&str> = csv.lines().take(7).collect();
        assert_eq!(
            lines,
            [
                "id,name,kind,licence,version,url,retrieved,rank",
                r#"1,Source 1,DATASET,"",,,,90"#,
                "2,Source 2,DATASET,=1+1,,,,90",
                "4,Source 4,DATASET,,,,,90",
                r#"5,Source 5,DATASET,"a ""quoted"", one",,,,90"#,
                r#"6,Source 6,DATASET,"",,,,90"#,
                "7,Source 7,DATASET,=1+1,,,,90",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_snapshot_sees_one_state() {
    support::everywhere(async |fresh| {
        let snapshot = fresh.reads.snapshot(None).await.unwrap();
        let before = snapshot.version().await.unwrap();
        fresh.write.execute_unprepared("INSERT INTO source (name, kind) VALUES ('New', 'ARTICLE')").await.unwrap();
        let query = needledrop::db::reads::Query {
            number: 1 << 60,
            sql: "SELECT name FROM source",
            columns: &[needledrop::db::reads::Decode::Text],
            room: Default::default(),
        };
        assert!(snapshot.rows(query, &[]).await.unwrap().is_empty());
        if let Snapshot::Sqlite(_) = snapshot {
            assert_eq!(snapshot.version().await.unwrap(), before);
        }
        drop(snapshot);
        // The connection goes back without its transaction.
        for _ in 0..5 {
            let snapshot = fresh.reads.snapshot(None).await.unwrap();
            assert_eq!(snapshot.rows(query, &[]).await.unwrap().len(), 1);
            assert_ne!(snapshot.version().await.unwrap(), before);
        }
    })
    .await;
}

#[tokio::test]
async fn a_table_that_is_not_there_is_named() {
    let fresh = support::on_sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let error = written(&fresh, Format::Tables(Form::Csv), folder.path(), &["film", "movie"]).await.unwrap_err();
    assert!(error.to_string().starts_with("there is no table `movie`; there are film, film_series, "), "{error}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was written");
}

#[tokio::test]
async fn the_database_as_one_file() {
    let fresh = support::seeded_sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let done = written(&fresh, Format::Sqlite, folder.path(), &[]).await.unwrap();
    let copy = done.folder.join("needledrop.sqlite");
    let options = needledrop::db::Options { create: false, ..support::options() };
    let copy = needledrop::db::connect(&format!("sqlite:{}", copy.display()), &options).await.unwrap();
    assert_eq!(needledrop::db::state(&copy).await.unwrap(), needledrop::db::State::Current);
    let version = |db: &Db| needledrop::engine::Engine::new(db.reads.clone());
    assert_eq!(version(&copy).version(None).await.unwrap(), version(&fresh).version(None).await.unwrap());
    assert!(done.folder.ends_with(&*version(&fresh).version(None).await.unwrap()));

    let postgres = support::on_postgres().await;
    let error = written(&postgres, Format::Sqlite, folder.path(), &[]).await.unwrap_err();
    assert!(matches!(error, Error::NotSqlite), "{error}");
}
