//! Fills a database with rows as the benchmark has them.

use needledrop::db::Db;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

const STATEMENTS: &str = include_str!("fill.sql");

/// Words of titles and names, eight letters each.
const WORDS: &str = "moon    river   night   summer  fire    gold    shadow  dream   star    heart   city    storm   winter  \
                     broken  silver  paper   glass   wild    blue    black   red     crystal thunder garden  ocean   desert  \
                     mirror  velvet  iron    hollow  lonely  kubrick ";

pub async fn fill(db: &Db) {
    let backend = db.write.get_database_backend();
    // Triggers would bring the search in step with each name by itself, which takes minutes. At the end it is filled by
    // the one statement that the migration has for it.
    let triggers = match backend {
        DbBackend::Postgres => {
            "SELECT 'DROP TRIGGER ' || tgname || ' ON ' || tgrelid::regclass FROM pg_trigger WHERE tgname = 'search_follows'"
        }
        _ => {
            "SELECT 'DROP TRIGGER ' || name FROM sqlite_schema \
             WHERE type = 'trigger' AND name LIKE 'search%' AND tbl_name <> 'search_entry'"
        }
    };
    let transaction = db.begin().await.unwrap();
    for trigger in transaction.query_all_raw(Statement::from_string(backend, triggers)).await.unwrap() {
        transaction.execute_unprepared(&trigger.try_get_by_index::<String>(0).unwrap()).await.unwrap();
    }
    for statement in STATEMENTS.split_inclusive(";\n") {
        transaction.execute_unprepared(&written_out(statement, backend)).await.unwrap();
    }
    // All rows are looked at instead of a sample, so that plans do not change from run to run.
    let analyze = match backend {
        DbBackend::Postgres => "SET LOCAL default_statistics_target = 1000; ANALYZE",
        _ => "ANALYZE",
    };
    transaction.execute_unprepared(analyze).await.unwrap();
    transaction.commit().await.unwrap();
    if backend == DbBackend::Postgres {
        // Indexes alone answer only for pages that were swept.
        db.write.execute_unprepared("VACUUM").await.unwrap();
    }
}

/// A statement with SQL in place of what stands in braces.
fn written_out(statement: &str, backend: DbBackend) -> String {
    let mut parts = statement.split('{');
    let mut sql = parts.next().unwrap().to_owned();
    for part in parts {
        let (short, rest) = part.split_once('}').unwrap();
        let mut words = short.split(' ');
        let what = words.next().unwrap();
        let mut number = || words.next().unwrap().parse().unwrap();
        sql += &match what {
            "numbers" => numbers(number(), backend),
            "any" => any(number(), number()),
            "skewed" => skewed(number(), number()),
            "name" => title(number(), 2),
            "title" => title(number(), 3),
            other => panic!("there is no `{other}`"),
        };
        sql += rest;
    }
    sql
}

/// Rows with the numbers from 1 on.
fn numbers(rows: u32, backend: DbBackend) -> String {
    match backend {
        DbBackend::Postgres => format!("generate_series(CAST(1 AS bigint), {rows}) AS n(i)"),
        _ => format!(
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) SELECT i FROM n) AS n"
        ),
    }
}

/// A number from 1 on, by the row and by a seed of one's own.
fn any(seed: u32, most: u32) -> String {
    format!("((i * {} + {seed}) % 2147483647 % {most} + 1)", 48_271 + 2 * seed)
}

/// The same, but small numbers come more often: few artists have much, and many have little.
fn skewed(seed: u32, most: u32) -> String {
    let even = format!("((i * {} + {seed}) % 2147483647 % {most})", 69_621 + 2 * seed);
    format!("({even} * {even} / {most} + 1)")
}

fn title(seed: u32, words: u32) -> String {
    let word = |seed| format!("rtrim(substr('{WORDS}', 8 * CAST({} AS integer) - 7, 8))", any(seed, 32));
    (seed..seed + words).map(word).collect::<Vec<_>>().join(" || ' ' || ")
}
