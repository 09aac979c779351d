//! New rows are entered in the search at once: their names are made words where they are added, and on PostgreSQL all of
//! a statement's together. Before, each new row cleared entries that it did not have and asked the view of all names; that
//! took a third of an import.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::m20261121_000008_search::{SEARCHED, renew, replaced, replacing};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => {
                let tables: String = SEARCHED.iter().map(on_postgres).collect();
                format!("{}{tables}", function())
            }
            _ => SEARCHED.iter().map(on_sqlite).collect(),
        };
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => {
                let tables = SEARCHED.iter().map(|(subject, table, name)| {
                    format!(
                        "DROP TRIGGER search_adds ON {table}; DROP FUNCTION search_add_{table};
                        DROP TRIGGER search_follows ON {table};
                        CREATE TRIGGER search_follows AFTER INSERT OR DELETE OR UPDATE OF {name}, {name}_key ON {table}
                        FOR EACH ROW EXECUTE FUNCTION search_follow_row('{subject}');"
                    )
                });
                format!("{} DROP FUNCTION search_words;", tables.collect::<String>())
            }
            _ => SEARCHED
                .iter()
                .map(|(subject, table, _)| {
                    let renew = renew(&format!("'{subject}'"), "NEW.id");
                    format!(
                        "DROP TRIGGER search_{table}_insert; DROP TRIGGER search_{table}_insert_named;
                        CREATE TRIGGER search_{table}_insert AFTER INSERT ON {table} BEGIN {renew} END;"
                    )
                })
                .collect(),
        };
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}

/// The words of a key, as the view of names makes them.
fn function() -> String {
    let words = replacing("' ' || key || ' '", &replaced());
    format!(
        "CREATE FUNCTION search_words(key text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
            SELECT coalesce(nullif({words}, ' '), ' ' || key || ' ')
        $$;"
    )
}

/// Aliases may have been there before the row that they are of.
fn on_postgres((subject, table, name): &(&str, &str, &str)) -> String {
    format!(
        "CREATE FUNCTION search_add_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO search_entry (subject, subject_id, name, words)
                SELECT '{subject}', id, {name}, search_words({name}_key) FROM added WHERE {name} IS NOT NULL ORDER BY id;
            INSERT INTO search_entry (subject, subject_id, name, words)
                SELECT subject, subject_id, name, search_words(name_key) FROM alias
                WHERE subject = '{subject}' AND subject_id = ANY (ARRAY(SELECT id FROM added)) ORDER BY subject_id, id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER search_adds AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION search_add_{table}();
        DROP TRIGGER search_follows ON {table};
        CREATE TRIGGER search_follows AFTER DELETE OR UPDATE OF {name}, {name}_key ON {table}
        FOR EACH ROW EXECUTE FUNCTION search_follow_row('{subject}');"
    )
}

/// A row that has aliases already is the rare one, which takes the long way. The characters are replaced a few at a time,
/// as in the view.
fn on_sqlite((subject, table, name): &(&str, &str, &str)) -> String {
    let mut steps = vec![format!("step_0 AS (SELECT ' ' || NEW.{name}_key || ' ' AS words)")];
    for few in replaced().chunks(8) {
        let step = steps.len();
        steps.push(format!("step_{step} AS (SELECT {} AS words FROM step_{})", replacing("words", few), step - 1));
    }
    let words = format!("SELECT words FROM (WITH {} SELECT words FROM step_{})", steps.join(", "), steps.len() - 1);
    let named = format!("EXISTS (SELECT 1 FROM alias WHERE subject = '{subject}' AND subject_id = NEW.id)");
    let renew = renew(&format!("'{subject}'"), "NEW.id");
    format!(
        "DROP TRIGGER search_{table}_insert;
        CREATE TRIGGER search_{table}_insert AFTER INSERT ON {table} WHEN NEW.{name} IS NOT NULL AND NOT {named} BEGIN
            INSERT INTO search_entry (subject, subject_id, name, words)
            SELECT '{subject}', NEW.id, NEW.{name}, coalesce(nullif(({words}), ' '), ' ' || NEW.{name}_key || ' ');
        END;
        CREATE TRIGGER search_{table}_insert_named AFTER INSERT ON {table} WHEN {named} BEGIN {renew} END;"
    )
}
