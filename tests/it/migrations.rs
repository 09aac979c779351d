//! The history of the database: it leads to what the entities describe, and back.

mod constraints;
mod schema;

use std::collections::BTreeSet;

use entity::text_key;
use migration::{Migrator, apply};
use needledrop::db;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QueryOrder, Statement};
use sea_orm_migration::MigratorTrait;

use crate::support;
use schema::Fact;

/// Kinds of facts that migrations state and entities cannot, each with the reason why that is right.
const BEYOND_ENTITIES: &[(&str, &str)] = &[
    ("index", "which questions are asked often is no property of a row; so are partial uniqueness and coalesce"),
    ("check", "entities hold values that their types have checked; the database guards against all other writers"),
    ("collation", "SQLite compares by code point unasked, and an entity is the same on both databases"),
    ("on delete", "what goes with a row is decided where rows are removed, and kept by the database"),
    ("trigger", "names to be searched and counts follow the rows, whoever writes them, and no row has a part in it"),
    ("view", "says for the triggers which names can be searched, and what the counts are"),
    ("function", "what the triggers and an index of PostgreSQL call"),
    ("full text", "SQLite's index of the words is a table of its own kind; on PostgreSQL it is an index"),
];

#[tokio::test]
async fn each_migration_can_be_taken_back() {
    support::everywhere_empty(async |db| {
        let mut stages = vec![schema::facts(&db.write).await];
        for _ in Migrator::migrations() {
            Migrator::up(&db.write, Some(1)).await.unwrap();
            stages.push(schema::facts(&db.write).await);
        }
        let full = stages.last().cloned().unwrap();
        assert!(stages.windows(2).all(|pair| pair[0].is_subset(&pair[1])), "a new schema only grows");

        for before in stages.iter().rev().skip(1) {
            apply::down(&db.write, Some(1)).await.unwrap();
            assert_eq!(&schema::facts(&db.write).await, before);
        }
        assert_eq!(schema::facts(&db.write).await, BTreeSet::new());

        db::migrate(&db).await.unwrap();
        assert_eq!(schema::facts(&db.write).await, full);
    })
    .await;
}

#[tokio::test]
async fn migrations_lead_to_what_the_entities_describe() {
    let [sqlite, postgres] = [support::on_sqlite().await, support::on_postgres().await];
    let [by_entities_sqlite, by_entities_postgres] =
        [support::on_empty_sqlite().await, support::on_empty_postgres().await];

    for (migrated, synced) in [(sqlite, by_entities_sqlite), (postgres, by_entities_postgres)] {
        synced.write.get_schema_registry("entity::*").sync(&synced.write).await.unwrap();
        let migrated = schema::facts(&migrated.write).await;
        let synced = schema::facts(&synced.write).await;
        assert!(synced.len() > 200, "the entities are registered");

        let missing: Vec<&Fact> = synced.difference(&migrated).collect();
        assert!(missing.is_empty(), "the entities describe what no migration makes: {missing:#?}");
        let unexplained: Vec<&Fact> = migrated
            .difference(&synced)
            .filter(|fact| !BEYOND_ENTITIES.iter().any(|(kind, _)| *kind == fact.kind))
            .collect();
        assert!(unexplained.is_empty(), "migrations make what no entity describes: {unexplained:#?}");
    }
}

/// Without one, each removal of a row reads the tables that point at it from end to end, and each edge walked from
/// that side does too.
#[tokio::test]
async fn every_reference_has_an_index() {
    support::everywhere(async |db| {
        let facts = schema::facts(&db.write).await;
        let indexed: BTreeSet<(&str, &str)> = facts
            .iter()
            .filter(|fact| ["index", "unique"].contains(&fact.kind) && !fact.text.contains("where"))
            .map(|fact| {
                let columns = fact.text.trim_start_matches('(').trim_end_matches(')');
                (fact.table.as_str(), columns.split(", ").next().unwrap())
            })
            .collect();
        let references: Vec<&Fact> = facts.iter().filter(|fact| fact.kind == "reference").collect();
        assert!(references.len() > 20);
        for reference in references {
            let column = reference.text.split(' ').next().unwrap();
            assert!(indexed.contains(&(&reference.table, column)), "no index begins with {}.{column}", reference.table);
        }
    })
    .await;
}

/// PostgreSQL would order by the locale of the database, which is not C in these tests.
#[tokio::test]
async fn keys_order_by_code_point() {
    support::everywhere(async |db| {
        let titles = ["Éclair", "eclipse", "Zoo", "_underscore", "10", "9", "ночь", "!", "映画", "a b", "a-b", "ab"];
        for title in titles {
            let insert = "INSERT INTO film_series (slug, title, title_key) VALUES ($1, $1, $2)";
            let values = [title.into(), text_key(title).into()];
            let insert = Statement::from_sql_and_values(db.write.get_database_backend(), insert, values);
            db.write.execute_raw(insert).await.unwrap();
        }
        let rows = entity::film_series::Entity::find()
            .order_by_asc(entity::film_series::COLUMN.title_key)
            .all(&db.read)
            .await
            .unwrap();
        let ordered: Vec<String> = rows.into_iter().map(|row| row.title_key).collect();
        let mut expected: Vec<String> = titles.map(text_key).into();
        expected.sort();
        assert_eq!(ordered, expected);

        if db.read.get_database_backend() == DbBackend::Postgres {
            let facts = schema::facts(&db.read).await;
            let texts = facts.iter().filter(|fact| fact.kind == "column" && fact.text.contains(" text ")).count();
            let by_code_point =
                facts.iter().filter(|fact| fact.kind == "collation" && fact.text.ends_with(" C")).count();
            assert_eq!(texts, by_code_point, "each text says that it compares by code point");
        }
    })
    .await;
}
