//! Counts that the database keeps are what the facts say, whoever writes them and in whatever order.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend};

use crate::{random::Random, support};

/// Ids of each table go from 1 to this.
const ROWS: usize = 6;

#[tokio::test]
async fn listed_soundtracks_are_counted_through_every_change() {
    support::everywhere(async |db| {
        let mut random = Random::new(1);
        let (mut done, mut counted) = (0, 0);
        for _ in 0..600 {
            let statement = change(&mut random);
            // Some statements would break a constraint, and then change nothing.
            done += usize::from(db.write.execute_unprepared(&statement).await.is_ok());
            assert_eq!(wrong(&db.write).await, Vec::<String>::new(), "after {statement}");
            counted += usize::from(total(&db.write).await > 0);
        }
        assert!(done > 300 && counted > 200, "{done} changes, and {counted} times anything was counted");
    })
    .await;
}

/// Each of two transactions brings half of what lists a soundtrack, and neither sees the other's.
#[tokio::test]
async fn halves_that_are_written_side_by_side_are_counted() {
    let db = support::on_postgres().await;
    for table in ["film", "artist", "soundtrack", "list"] {
        db.write.execute_unprepared(&row(table, 1)).await.unwrap();
    }
    db.write
        .execute_unprepared("INSERT INTO credit (film_id, artist_id, role) VALUES (1, 1, 'DIRECTOR')")
        .await
        .unwrap();
    let (album, listing) = (db.begin().await.unwrap(), db.begin().await.unwrap());
    album
        .execute_unprepared(r#"INSERT INTO film_soundtrack (film_id, soundtrack_id, "primary") VALUES (1, 1, true)"#)
        .await
        .unwrap();
    let listed = tokio::spawn(async move {
        let insert = "INSERT INTO listing (list_id, soundtrack_id, kind) VALUES (1, 1, 'PICK')";
        listing.execute_unprepared(insert).await.unwrap();
        listing.commit().await.unwrap();
    });
    // Time to reach the lock; without one there would be nothing to wait for.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    album.commit().await.unwrap();
    listed.await.unwrap();
    assert_eq!((wrong(&db.write).await, total(&db.write).await), (Vec::new(), 1));
}

/// A statement that changes something on the way from an artist to a listing, of one row or of several.
fn change(random: &mut Random) -> String {
    let mut id = || random.below(ROWS) + 1;
    let (a, b, c, d) = (id(), id(), id(), id());
    let role = ["DIRECTOR", "DIRECTOR", "DIRECTOR", "CAST"][random.below(4)];
    let kind = ["PICK", "PICK", "MENTION"][random.below(3)];
    let table = ["film", "artist", "soundtrack", "list"][random.below(4)];
    let condition = ["id % 3 = 1", "film_id = 1", "id > 20"][random.below(3)];
    match random.below(20) {
        0..5 => row(table, a),
        5 => format!("DELETE FROM {table} WHERE id = {a}"),
        6..9 => format!(
            "INSERT INTO credit (film_id, artist_id, role) VALUES ({a}, {b}, '{role}'), ({c}, {d}, 'DIRECTOR')
            ON CONFLICT DO NOTHING"
        ),
        9..12 => format!(
            r#"INSERT INTO film_soundtrack (film_id, soundtrack_id, "primary")
            VALUES ({a}, {b}, false), ({c}, {d}, false) ON CONFLICT DO NOTHING"#
        ),
        12..14 => format!(
            "INSERT INTO listing (list_id, soundtrack_id, kind) VALUES ({a}, {b}, '{kind}'), ({c}, {d}, 'PICK')
            ON CONFLICT DO NOTHING"
        ),
        14 => format!("UPDATE credit SET role = '{role}', artist_id = {a} WHERE {condition}"),
        15 => format!("UPDATE film_soundtrack SET film_id = {a}, soundtrack_id = {b} WHERE film_id = {c}"),
        16 => format!("UPDATE listing SET soundtrack_id = {a}, kind = '{kind}' WHERE soundtrack_id = {b}"),
        17 => format!("DELETE FROM credit WHERE film_id = {a} OR artist_id = {b}"),
        18 => format!("DELETE FROM film_soundtrack WHERE {condition}"),
        _ => format!("DELETE FROM listing WHERE soundtrack_id = {a} OR list_id = {b}"),
    }
}

/// Makes the row of a table with this id, where there is none.
fn row(table: &str, id: usize) -> String {
    let (columns, values) = match table {
        "film" => ("slug, title, title_key, kind", format!("'{id}', 'F', 'f', 'FEATURE'")),
        "artist" => ("slug, name, name_key, kind", format!("'{id}', 'A', 'a', 'PERSON'")),
        "soundtrack" => ("slug, title, title_key", format!("'{id}', 'S', 's'")),
        _ => ("slug, kind", format!("'{id}', 'EDITORIAL'")),
    };
    format!("INSERT INTO {table} (id, {columns}) VALUES ({id}, {values}) ON CONFLICT DO NOTHING")
}

/// Artists whose count is not what the facts say: the id, the count, and the right one.
async fn wrong(db: &DatabaseConnection) -> Vec<String> {
    let concat = match db.get_database_backend() {
        DbBackend::Postgres => "concat_ws(' ', id, kept, right_one)",
        _ => "id || ' ' || kept || ' ' || right_one",
    };
    let sql = format!(
        "SELECT {concat} FROM (
            SELECT a.id, a.listed_soundtrack_count AS kept, (
                SELECT count(*) FROM soundtrack AS s WHERE s.id IN (
                    SELECT f.soundtrack_id FROM film_soundtrack AS f JOIN credit AS c ON c.film_id = f.film_id
                    JOIN listing AS l ON l.soundtrack_id = f.soundtrack_id
                    WHERE c.artist_id = a.id AND c.role = 'DIRECTOR' AND l.kind <> 'MENTION'
                )
            ) AS right_one FROM artist AS a
        ) AS counts WHERE kept <> right_one"
    );
    let rows = db.query_all_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
}

async fn total(db: &DatabaseConnection) -> i64 {
    let sql = "SELECT CAST(coalesce(sum(listed_soundtrack_count), 0) AS BIGINT) FROM artist";
    let row = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}
