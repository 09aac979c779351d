//! Data at random: few values, so that there are ties, and many nulls.
//!
//! Tables, columns and references are those of the database, and what a column may hold is the graph's. A row that the
//! database would not have is left out by the database itself, so that no rule stands here once more.

use std::collections::BTreeMap;

use entity::text_key;
use needledrop::engine::graph::{Kind, Source, graph};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};
use serde_json::{Map, Value, json};

use super::memory::Row;
use super::{Databases, Memory, Random};

/// What both databases can be filled with.
pub struct World {
    /// Each after those that it refers to.
    tables: Vec<Table>,
}

struct Table {
    name: &'static str,
    /// Without those that have a default, which are the database's own to fill.
    columns: Vec<Column>,
}

struct Column {
    name: String,
    required: bool,
    /// The table whose rows it names.
    refers: Option<String>,
    kind: Option<Kind>,
}

impl World {
    /// What there is to fill.
    pub fn of(databases: &Databases) -> Self {
        databases.runtime.block_on(Self::read(&databases.sqlite.write))
    }

    async fn read(db: &DatabaseConnection) -> Self {
        let mut found = Vec::new();
        for (_, node) in graph().nodes().filter(|(_, node)| !node.table.starts_with('(')) {
            let columns = format!(
                "SELECT name, \"notnull\", (SELECT \"table\" FROM pragma_foreign_key_list('{0}') AS f \
                 WHERE f.\"from\" = c.name) FROM pragma_table_info('{0}') AS c WHERE c.dflt_value IS NULL",
                node.table
            );
            let rows = db.query_all_raw(statement(db, columns)).await.unwrap();
            let column = |row: &sea_orm::QueryResult| {
                let name: String = row.try_get_by_index(0).unwrap();
                let stored = |source: &Source| matches!(source, Source::Stored(stored) if *stored == name);
                let kind = node.columns.iter().find(|column| stored(&column.source)).map(|column| column.kind);
                let (required, refers) = (row.try_get_by_index(1).unwrap(), row.try_get_by_index(2).unwrap());
                Column { name, required, refers, kind }
            };
            found.push(Table { name: node.table, columns: rows.iter().map(column).collect() });
        }
        let mut tables: Vec<Table> = Vec::new();
        while !found.is_empty() {
            let there = |table: &str| tables.iter().any(|known| known.name == table);
            let ready = |table: &Table| table.columns.iter().filter_map(|column| column.refers.as_deref()).all(there);
            let next = found.iter().position(ready).expect("references run in no circle");
            tables.push(found.remove(next));
        }
        Self { tables }
    }

    /// Other rows, the same in both databases.
    pub fn fill(&self, databases: &Databases, random: &mut Random) -> Memory {
        databases.runtime.block_on(async {
            let sqlite = databases.sqlite.begin().await.unwrap();
            let postgres = databases.postgres.begin().await.unwrap();
            for table in self.tables.iter().rev() {
                let delete = format!("DELETE FROM \"{}\"", table.name);
                sqlite.execute_unprepared(&delete).await.unwrap();
                postgres.execute_unprepared(&delete).await.unwrap();
            }
            let mut memory = Memory { tables: BTreeMap::new() };
            for table in &self.tables {
                let rows = table.rows(&memory, random);
                let kept = sqlite.query_all_raw(table.insert_into_sqlite(&rows)).await.unwrap();
                let kept: Vec<i64> = kept.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
                let mut rows: Vec<Row> = rows;
                rows.retain(|row| kept.contains(&row["id"].as_i64().unwrap()));
                postgres.execute_raw(table.insert_into_postgres(&rows)).await.unwrap();
                memory.tables.insert(table.name, rows);
            }
            sqlite.commit().await.unwrap();
            postgres.commit().await.unwrap();
            // With what the database itself keeps.
            Memory::read(&databases.sqlite.read).await
        })
    }
}

impl Table {
    /// Rows by their ids, among which there are gaps.
    fn rows(&self, memory: &Memory, random: &mut Random) -> Vec<Row> {
        let refers = self.columns.iter().filter(|column| column.refers.is_some()).count();
        let many = if random.once_in(8) { 0 } else { 3 + random.below([9, 15, 30][refers.min(2)]) };
        let mut id = 0;
        (0..many)
            .filter_map(|_| {
                id += 1 + random.below(3) as i64;
                self.row(id, memory, random)
            })
            .collect()
    }

    /// A row; none where it would have to refer to a row of an empty table.
    fn row(&self, id: i64, memory: &Memory, random: &mut Random) -> Option<Row> {
        let mut row = Map::new();
        for column in &self.columns {
            let text = column.name.strip_suffix("_key").and_then(|text| row.get(text));
            let value = match (text, &column.refers) {
                _ if column.name == "id" => json!(id),
                (Some(text), _) => text.as_str().map(text_key).into(),
                _ if !column.required && random.once_in(3) => Value::Null,
                (None, Some(table)) => {
                    let rows = &memory.tables[table.as_str()];
                    match rows.len() {
                        0 if column.required => return None,
                        0 => Value::Null,
                        many => rows[random.below(many)]["id"].clone(),
                    }
                }
                (None, None) => column.value(id, random),
            };
            row.insert(column.name.clone(), value);
        }
        Some(row)
    }

    fn insert_into_sqlite(&self, rows: &[Row]) -> Statement {
        let values: Vec<String> =
            self.columns.iter().map(|column| format!("json_extract(value, '$.{}')", column.name)).collect();
        let sql = format!(
            "INSERT OR IGNORE INTO \"{}\" ({}) SELECT {} FROM json_each(?) WHERE TRUE RETURNING id",
            self.name,
            self.names(),
            values.join(", ")
        );
        Statement::from_sql_and_values(sea_orm::DbBackend::Sqlite, sql, [json!(rows).to_string().into()])
    }

    /// The rows come in another order, so that no answer is in order by chance.
    fn insert_into_postgres(&self, rows: &[Row]) -> Statement {
        let rows: Vec<&Row> = rows.iter().rev().collect();
        let sql = format!(
            "INSERT INTO \"{0}\" ({1}) SELECT {1} FROM jsonb_populate_recordset(NULL::\"{0}\", CAST($1 AS jsonb))",
            self.name,
            self.names()
        );
        Statement::from_sql_and_values(sea_orm::DbBackend::Postgres, sql, [json!(rows).to_string().into()])
    }

    fn names(&self) -> String {
        let names: Vec<String> = self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        names.join(", ")
    }
}

impl Column {
    /// Few different values, so that many rows have the same.
    fn value(&self, id: i64, random: &mut Random) -> Value {
        const TEXTS: &[&str] = &["Blue", "BLÜE", "blue", "Ångström", "ß", "SS", "a_b%", "Zebra", "ｚebra", "☃"];
        const CODES: &[&str] = &["a", "B", "é", "z", "US", "de", "2001", "2001-05-17", "1999-12-31", "a_b%"];
        const NUMBERS: &[f64] = &[0.0, 0.1, 0.25, 0.3, 1.0];
        match self.kind {
            Some(Kind::Word(words)) => json!(words.words[random.below(words.words.len())].0),
            Some(Kind::Text { .. }) => json!(random.one_of(TEXTS)),
            // Unique, and in another order than the ids.
            Some(Kind::Code) if self.name == "slug" => json!(format!("{}-{id}", random.one_of(CODES))),
            Some(Kind::Code) => json!(random.one_of(CODES)),
            // As SQLite has it.
            Some(Kind::Bool) => json!(random.below(2)),
            Some(Kind::Float) => json!(NUMBERS[random.below(NUMBERS.len())]),
            Some(Kind::Int) if self.name.ends_with("year") => json!(1988 + random.below(5)),
            Some(Kind::Int | Kind::Id) | None => json!(1 + random.below(4)),
        }
    }
}

fn statement(db: &DatabaseConnection, sql: String) -> Statement {
    Statement::from_string(db.get_database_backend(), sql)
}
