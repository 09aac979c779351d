//! What can be searched: each title, name and alias of what people look for, and its words.
//!
//! A view says what the entries are, triggers bring an entry's row in step whenever one of its names changes, and both
//! databases keep an index of the words' trigrams: SQLite by FTS5, PostgreSQL by an index of arrays, which needs no
//! extension.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::Dialect;

/// What is searched: the word of the table, the table, and the column that names its rows.
pub(crate) const SEARCHED: &[(&str, &str, &str)] = &[
    ("FILM", "film", "title"),
    ("FILM_SERIES", "film_series", "title"),
    ("ARTIST", "artist", "name"),
    ("SOUNDTRACK", "soundtrack", "title"),
    ("SONG", "song", "title"),
    ("RECORDING", "recording", "title"),
    ("LIST", "list", "title"),
];

/// Characters that stand within a word and are no part of it: `don't` is `dont`.
const WITHIN_WORDS: &str = "'’‘ʼ";

/// Characters that stand between words.
const BETWEEN_WORDS: &str = "!\"#$%()*+,-./:;<=>?@[\\]^_`{|}~‐–—“”„·•«»¡¿\t\n\r";

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let Dialect { id, key, text, .. } = Dialect::of(manager)?;
        let subjects: Vec<String> = SEARCHED.iter().map(|(subject, ..)| format!("'{subject}'")).collect();
        let view = view();
        let (index, follow) = match manager.get_database_backend() {
            DbBackend::Postgres => (POSTGRES_INDEX, follow_on_postgres()),
            _ => (SQLITE_INDEX, follow_on_sqlite()),
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                CREATE TABLE search_entry (
                    id {id},
                    subject {text} NOT NULL CHECK (subject IN ({})),
                    subject_id {key} NOT NULL,
                    name {text} NOT NULL CHECK (name <> ''),
                    words {text} NOT NULL CHECK (words LIKE ' % ')
                );
                CREATE INDEX search_entry_subject ON search_entry (subject, subject_id);
                CREATE INDEX search_entry_words ON search_entry (words);
                {view}
                {index}
                {follow}
                INSERT INTO search_entry (subject, subject_id, name, words)
                    SELECT subject, subject_id, name, words FROM search_name ORDER BY subject, subject_id, place;
                "#,
                subjects.join(", ")
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sql = match manager.get_database_backend() {
            DbBackend::Postgres => {
                let tables = SEARCHED.iter().map(|(_, table, _)| *table).chain(["alias"]);
                let triggers: Vec<String> =
                    tables.map(|table| format!("DROP TRIGGER search_follows ON {table};")).collect();
                format!(
                    "{} DROP FUNCTION search_follow_row, search_follow_alias, search_renew; DROP VIEW search_name;
                    DROP TABLE search_entry; DROP FUNCTION search_trigrams;",
                    triggers.join(" ")
                )
            }
            _ => {
                let tables = SEARCHED.iter().map(|(_, table, _)| *table).chain(["alias"]);
                let triggers: Vec<String> = tables
                    .flat_map(|table| {
                        ["insert", "update", "delete"].map(|event| format!("DROP TRIGGER search_{table}_{event};"))
                    })
                    .collect();
                format!(
                    "{} DROP VIEW search_name; DROP TABLE search_entry; DROP TABLE search_index;",
                    triggers.join(" ")
                )
            }
        };
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}

/// The trigrams of the words, each a row's. The words are those of `search_entry`, which the index does not hold again.
const SQLITE_INDEX: &str = r#"
    CREATE VIRTUAL TABLE search_index USING fts5 (
        words, content = 'search_entry', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
    );
    CREATE TRIGGER search_entry_insert AFTER INSERT ON search_entry BEGIN
        INSERT INTO search_index (rowid, words) VALUES (NEW.id, NEW.words);
    END;
    CREATE TRIGGER search_entry_update AFTER UPDATE ON search_entry BEGIN
        INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words);
        INSERT INTO search_index (rowid, words) VALUES (NEW.id, NEW.words);
    END;
    CREATE TRIGGER search_entry_delete AFTER DELETE ON search_entry BEGIN
        INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', OLD.id, OLD.words);
    END;
"#;

const POSTGRES_INDEX: &str = r#"
    CREATE FUNCTION search_trigrams(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg(DISTINCT substr(words, place, 3)) FROM generate_series(1, length(words) - 2) AS place
    $$;
    CREATE INDEX search_entry_trigrams ON search_entry USING gin (search_trigrams(words));
"#;

/// Every name of every row that can be searched, its own before its aliases. An alias of a row that is not there is no
/// name.
fn names() -> String {
    let selects: Vec<String> = SEARCHED
        .iter()
        .map(|(subject, table, name)| {
            format!(
                "SELECT '{subject}' AS subject, r.id AS subject_id, 0 AS place, r.{name} AS name, r.{name}_key AS key
                FROM {table} AS r WHERE r.{name} IS NOT NULL
                UNION ALL SELECT '{subject}', a.subject_id, a.id, a.name, a.name_key
                FROM alias AS a JOIN {table} AS r ON r.id = a.subject_id WHERE a.subject = '{subject}'"
            )
        })
        .collect();
    selects.join(" UNION ALL ")
}

/// The view of the names with their words: the words of a key with one space between them and around them, such as
/// ` o brother where art thou `. What has no words, such as the name of the band `!!!`, is a word itself.
///
/// The characters are replaced a few at a time, because the parser of SQLite before 3.46 overflows in deep nesting and
/// such a SQLite, of which there are many about, could not open the file at all.
fn view() -> String {
    let columns = "subject, subject_id, place, name, key";
    let mut steps = vec![format!("step_0 AS (SELECT {columns}, ' ' || key || ' ' AS words FROM ({}) AS n)", names())];
    for few in replaced().chunks(8) {
        let words = replacing("words", few);
        let step = steps.len();
        steps.push(format!("step_{step} AS (SELECT {columns}, {words} AS words FROM step_{})", step - 1));
    }
    format!(
        "CREATE VIEW search_name AS WITH {}
        SELECT subject, subject_id, place, name, coalesce(nullif(words, ' '), ' ' || key || ' ') AS words FROM step_{};",
        steps.join(", "),
        steps.len() - 1
    )
}

/// What is replaced in a key to make words of it, and by what, one after the other.
pub(crate) fn replaced() -> Vec<(String, &'static str)> {
    let within = WITHIN_WORDS.chars().map(|c| (c.to_string(), ""));
    let between = BETWEEN_WORDS.chars().map(|c| (c.to_string(), " "));
    let and = [("&".to_owned(), " and ")];
    // Of several spaces one is left. The characters that help here have been replaced before, so that there are none.
    let once = [(" ", "<>"), ("><", ""), ("<>", " ")].map(|(what, by)| (what.to_owned(), by));
    within.chain(and).chain(between).chain(once).collect()
}

pub(crate) fn replacing(text: &str, replaced: &[(String, &str)]) -> String {
    replaced
        .iter()
        .fold(text.to_owned(), |sql, (what, by)| format!("replace({sql}, '{}', '{by}')", what.replace('\'', "''")))
}

fn follow_on_sqlite() -> String {
    let mut sql = String::new();
    for (subject, table, name) in SEARCHED {
        let subject = format!("'{subject}'");
        let (renew, clear) = (renew(&subject, "NEW.id"), clear(&subject, "OLD.id"));
        sql.push_str(&format!(
            "CREATE TRIGGER search_{table}_insert AFTER INSERT ON {table} BEGIN {renew} END;
            CREATE TRIGGER search_{table}_update AFTER UPDATE OF {name}, {name}_key ON {table} BEGIN {renew} END;
            CREATE TRIGGER search_{table}_delete AFTER DELETE ON {table} BEGIN {clear} END;"
        ));
    }
    let (old, new) = (renew("OLD.subject", "OLD.subject_id"), renew("NEW.subject", "NEW.subject_id"));
    sql.push_str(&format!(
        "CREATE TRIGGER search_alias_insert AFTER INSERT ON alias BEGIN {new} END;
        CREATE TRIGGER search_alias_update AFTER UPDATE ON alias BEGIN {old} {new} END;
        CREATE TRIGGER search_alias_delete AFTER DELETE ON alias BEGIN {old} END;"
    ));
    sql
}

fn clear(subject: &str, id: &str) -> String {
    format!("DELETE FROM search_entry WHERE subject = {subject} AND subject_id = {id};")
}

/// Brings the entries of a row in step on SQLite.
pub(crate) fn renew(subject: &str, id: &str) -> String {
    format!(
        "{} INSERT INTO search_entry (subject, subject_id, name, words)
        SELECT subject, subject_id, name, words FROM search_name WHERE subject = {subject} AND subject_id = {id}
        ORDER BY place;",
        clear(subject, id)
    )
}

fn follow_on_postgres() -> String {
    let mut sql = r#"
        CREATE FUNCTION search_renew(of_subject text, of_id bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            DELETE FROM search_entry WHERE subject = of_subject AND subject_id = of_id;
            INSERT INTO search_entry (subject, subject_id, name, words)
                SELECT n.subject, n.subject_id, n.name, n.words FROM search_name AS n
                WHERE n.subject = of_subject AND n.subject_id = of_id ORDER BY n.place;
        END $$;
        CREATE FUNCTION search_follow_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                PERFORM search_renew(TG_ARGV[0], OLD.id);
            ELSE
                PERFORM search_renew(TG_ARGV[0], NEW.id);
            END IF;
            RETURN NULL;
        END $$;
        CREATE FUNCTION search_follow_alias() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' THEN
                PERFORM search_renew(OLD.subject, OLD.subject_id);
            END IF;
            IF TG_OP <> 'DELETE' THEN
                PERFORM search_renew(NEW.subject, NEW.subject_id);
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER search_follows AFTER INSERT OR UPDATE OR DELETE ON alias
            FOR EACH ROW EXECUTE FUNCTION search_follow_alias();
    "#
    .to_owned();
    for (subject, table, name) in SEARCHED {
        sql.push_str(&format!(
            "CREATE TRIGGER search_follows AFTER INSERT OR DELETE OR UPDATE OF {name}, {name}_key ON {table}
            FOR EACH ROW EXECUTE FUNCTION search_follow_row('{subject}');"
        ));
    }
    sql
}
