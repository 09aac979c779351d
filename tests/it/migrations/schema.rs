//! Reads from a database what its catalog says of our tables, in words that are the same for schemas made otherwise.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

/// One thing that a schema says of a table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fact {
    pub table: String,
    pub kind: &'static str,
    pub text: String,
}

/// Each question gives the name of a table and a text. Names of constraints and indexes are left out, for they differ
/// between schemas that mean the same.
const SQLITE: &[(&str, &str)] = &[
    (
        "column",
        r#"SELECT t.name, c.name || ' ' || c.type || ' ' || iif(c."notnull", 'not null', 'null') || iif(c.pk, ' key', '')
        FROM tables t, pragma_table_info(t.name) c"#,
    ),
    ("sequence", "SELECT t.name, 'ids are never given twice' FROM tables t WHERE t.sql LIKE '%AUTOINCREMENT%'"),
    (
        "unique",
        r#"SELECT t.name, '(' || group_concat(c.name, ', ') || ')'
        FROM tables t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
        WHERE i."unique" AND NOT i.partial GROUP BY t.name, i.name HAVING count(*) = count(c.name)"#,
    ),
    (
        "index",
        r#"SELECT t.name, '(' || group_concat(coalesce(c.name, 'expression'), ', ') || ')' || iif(i.partial, ' where', '')
        FROM tables t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
        GROUP BY t.name, i.name HAVING NOT i."unique" OR i.partial OR count(*) > count(c.name)"#,
    ),
    (
        "reference",
        r#"SELECT t.name, r."from" || ' to ' || r."table" || '.' || r."to" FROM tables t, pragma_foreign_key_list(t.name) r"#,
    ),
    (
        "on delete",
        r#"SELECT t.name, r."from" || ' ' || lower(r.on_delete) FROM tables t, pragma_foreign_key_list(t.name) r
        WHERE r.on_delete <> 'NO ACTION'"#,
    ),
    ("trigger", "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"),
    ("view", "SELECT name, 'view' FROM sqlite_master WHERE type = 'view'"),
    ("full text", "SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"),
    // The catalog of SQLite has checks only as a part of the statement that made the table. That they work is tried
    // with bad rows.
];

const POSTGRES: &[(&str, &str)] = &[
    (
        "column",
        "SELECT t.name, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
            || CASE WHEN a.attnotnull THEN ' not null' ELSE ' null' END
            || CASE WHEN a.attnum = ANY (k.conkey) THEN ' key' ELSE '' END
        FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'p'",
    ),
    (
        "sequence",
        "SELECT t.name, a.attname || ' is an identity' FROM tables t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attidentity <> ''",
    ),
    (
        "unique",
        "SELECT t.name, '(' || i.columns || ')' FROM tables t JOIN indexes i ON i.relation = t.oid
        WHERE i.indisunique AND NOT i.special",
    ),
    (
        "index",
        "SELECT t.name, '(' || i.columns || ')' || i.condition FROM tables t JOIN indexes i ON i.relation = t.oid
        WHERE NOT i.indisunique OR i.special",
    ),
    (
        "reference",
        "SELECT t.name, a.attname || ' to ' || f.relname || '.' || b.attname FROM tables t
        JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' JOIN pg_class f ON f.oid = c.confrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
        JOIN pg_attribute b ON b.attrelid = f.oid AND b.attnum = c.confkey[1]",
    ),
    (
        "on delete",
        "SELECT t.name, a.attname || ' ' || c.confdeltype::text FROM tables t
        JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' AND c.confdeltype <> 'a'
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]",
    ),
    (
        "check",
        "SELECT t.name, pg_get_constraintdef(c.oid) FROM tables t
        JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'c'",
    ),
    (
        "collation",
        "SELECT t.name, a.attname || ' ' || c.collname FROM tables t
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_collation c ON c.oid = a.attcollation AND c.collname <> 'default'",
    ),
    (
        "trigger",
        "SELECT t.name, r.tgname::text FROM tables t JOIN pg_trigger r ON r.tgrelid = t.oid AND NOT r.tgisinternal",
    ),
    (
        "view",
        "SELECT relname::text, 'view' FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace",
    ),
    ("function", "SELECT proname::text, 'function' FROM pg_proc WHERE pronamespace = 'public'::regnamespace"),
];

/// Our tables, and what the questions above have in common. An index for full text keeps tables of its own.
const SQLITE_NAMES: &str = "WITH tables AS (SELECT name, sql FROM sqlite_master WHERE type = 'table'
    AND name NOT IN ('seaql_migrations', 'sqlite_sequence') AND name NOT LIKE 'sqlite_stat%' AND name NOT LIKE 'search\\_index%' ESCAPE '\\')";
const POSTGRES_NAMES: &str = "WITH tables AS (SELECT oid, relname::text AS name FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'seaql_migrations'),
    indexes AS (SELECT i.indrelid AS relation, i.indisunique,
        i.indpred IS NOT NULL OR i.indexprs IS NOT NULL AS special,
        CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END AS condition,
        (SELECT string_agg(CASE WHEN i.indkey[n] = 0 THEN 'expression'
            ELSE pg_get_indexdef(i.indexrelid, n + 1, true) END, ', ' ORDER BY n)
            FROM generate_series(0, i.indnatts - 1) AS n) AS columns
        FROM pg_index i WHERE NOT i.indisprimary)";

/// All that the catalog says.
pub async fn facts(db: &DatabaseConnection) -> BTreeSet<Fact> {
    let (names, questions) = match db.get_database_backend() {
        DbBackend::Sqlite => (SQLITE_NAMES, SQLITE),
        _ => (POSTGRES_NAMES, POSTGRES),
    };
    let mut facts = BTreeSet::new();
    for (kind, question) in questions {
        let statement = Statement::from_string(db.get_database_backend(), format!("{names} {question}"));
        for row in db.query_all_raw(statement).await.unwrap() {
            let table = row.try_get_by_index(0).unwrap();
            let text = row.try_get_by_index(1).unwrap();
            facts.insert(Fact { table, kind, text });
        }
    }
    facts
}
