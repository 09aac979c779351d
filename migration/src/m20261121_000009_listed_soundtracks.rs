//! How many listed soundtracks the films of an artist have, kept with the artist: the number by which artists are found
//! and ordered is then read from an index.
//!
//! A view says what the numbers are. Whenever a director's credit, an album of a film or a listing comes, goes or
//! changes, triggers reckon the numbers of the directors concerned anew. That takes as long as they have films, however
//! large the tables are, and no mistake is carried from one number to the next.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A table on whose rows the numbers depend.
struct Followed {
    table: &'static str,
    /// Which of its rows count; `{}` stands before a column.
    only: &'static str,
    /// A table without whose row none of them counts, and the column that both have.
    beside: (&'static str, &'static str),
    /// The column by which a row leads to directors.
    key: &'static str,
    /// The directors concerned; `{}` stands for the comparison with the keys.
    directors: &'static str,
}

const FOLLOWED: [Followed; 3] = [
    Followed {
        table: "credit",
        only: "{}role = 'DIRECTOR'",
        beside: ("film_soundtrack", "film_id"),
        key: "artist_id",
        // The credit itself may be gone.
        directors: "SELECT id FROM artist WHERE id {}",
    },
    Followed {
        table: "film_soundtrack",
        only: "TRUE",
        beside: ("listing", "soundtrack_id"),
        key: "film_id",
        directors: "SELECT artist_id FROM credit WHERE role = 'DIRECTOR' AND film_id {}",
    },
    Followed {
        table: "listing",
        only: "{}kind IN ('PICK', 'VOTE')",
        beside: ("film_soundtrack", "soundtrack_id"),
        key: "soundtrack_id",
        directors: "SELECT c.artist_id FROM film_soundtrack AS f JOIN credit AS c ON c.film_id = f.film_id
            WHERE c.role = 'DIRECTOR' AND f.soundtrack_id {}",
    },
];

/// What happens to a row, and which state of it is looked at. A change concerns the directors of both.
const EVENTS: [(&str, &str, &str); 4] =
    [("comes", "INSERT", "NEW"), ("goes", "DELETE", "OLD"), ("leaves", "UPDATE", "OLD"), ("enters", "UPDATE", "NEW")];

/// The key of a lock on PostgreSQL, which whoever changes a followed table holds until its transaction ends. Of two
/// transactions that each bring half of what makes a soundtrack listed, neither would see the other's half.
const LOCK: i64 = 0x6c69_7374_6564;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let follow: String = match manager.get_database_backend() {
            DbBackend::Postgres => FOLLOWED.iter().map(follow_on_postgres).collect(),
            _ => FOLLOWED.iter().map(follow_on_sqlite).collect(),
        };
        manager
            .get_connection()
            .execute_unprepared(&format!(
                r#"
                ALTER TABLE artist ADD COLUMN listed_soundtrack_count integer NOT NULL DEFAULT 0;
                CREATE VIEW artist_listed AS SELECT a.id AS artist_id, (
                    SELECT COUNT(DISTINCT f.soundtrack_id)
                    FROM credit AS c JOIN film_soundtrack AS f ON f.film_id = c.film_id
                    WHERE c.artist_id = a.id AND c.role = 'DIRECTOR' AND EXISTS (
                        SELECT 1 FROM listing AS l
                        WHERE l.soundtrack_id = f.soundtrack_id AND l.kind IN ('PICK', 'VOTE')
                    )
                ) AS soundtracks FROM artist AS a;
                {};
                CREATE INDEX artist_listed_soundtrack_count ON artist (listed_soundtrack_count DESC, id);
                {follow}
                "#,
                reckon("SELECT artist_id FROM credit WHERE role = 'DIRECTOR'")
            ))
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == DbBackend::Postgres;
        let mut sql = String::new();
        for Followed { table, .. } in FOLLOWED {
            for (event, ..) in EVENTS {
                let of = if postgres { format!(" ON {table}") } else { String::new() };
                sql.push_str(&format!("DROP TRIGGER listed_{table}_{event}{of};"));
            }
            if postgres {
                sql.push_str(&format!("DROP FUNCTION listed_follow_{table};"));
            }
        }
        sql.push_str(
            "DROP INDEX artist_listed_soundtrack_count; DROP VIEW artist_listed;
            ALTER TABLE artist DROP COLUMN listed_soundtrack_count;",
        );
        manager.get_connection().execute_unprepared(&sql).await?;
        Ok(())
    }
}

/// Brings the numbers of some artists in step.
fn reckon(artists: &str) -> String {
    format!(
        "UPDATE artist SET listed_soundtrack_count = l.soundtracks FROM artist_listed AS l
        WHERE l.artist_id = artist.id AND artist.listed_soundtrack_count <> l.soundtracks AND artist.id IN ({artists})"
    )
}

/// The triggers look at one row after the other, and pass over those that count for nothing yet: when much is imported,
/// films come before their soundtracks and soundtracks before their listings.
fn follow_on_sqlite(followed: &Followed) -> String {
    let Followed { table, only, beside: (beside, column), key, directors } = followed;
    let triggers = EVENTS.map(|(event, what, row)| {
        let directors = directors.replace("{}", &format!("= {row}.{key}"));
        let only = only.replace("{}", &format!("{row}."));
        format!(
            "CREATE TRIGGER listed_{table}_{event} AFTER {what} ON {table}
            WHEN {only} AND EXISTS (SELECT 1 FROM {beside} AS b WHERE b.{column} = {row}.{column})
            BEGIN {}; END;",
            reckon(&directors)
        )
    });
    triggers.concat()
}

/// The triggers see all rows of a statement at once. They pass over none, since one statement may change several of the
/// tables before any trigger looks. The keys are made an array first: the plan of a function is kept, and must not be one
/// for many rows when few are changed later, nor one for tables that were empty.
fn follow_on_postgres(followed: &Followed) -> String {
    let Followed { table, only, key, directors, .. } = followed;
    let only = only.replace("{}", "");
    let directors = directors.replace("{}", &format!("= ANY (ARRAY(SELECT {key} FROM changed WHERE {only}))"));
    let function = format!(
        "CREATE FUNCTION listed_follow_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock({LOCK});
            {};
            RETURN NULL;
        END $$;",
        reckon(&directors)
    );
    let triggers = EVENTS.map(|(event, what, row)| {
        format!(
            "CREATE TRIGGER listed_{table}_{event} AFTER {what} ON {table} REFERENCING {row} TABLE AS changed
            FOR EACH STATEMENT EXECUTE FUNCTION listed_follow_{table}();"
        )
    });
    function + &triggers.concat()
}
