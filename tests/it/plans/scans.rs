//! Which tables a plan reads whole, be it row by row or by an index without a condition.

use std::collections::BTreeMap;

/// Tables that a plan of PostgreSQL's reads whole.
pub fn on_postgres(plan: &str) -> Vec<String> {
    let lines: Vec<&str> = plan.lines().map(str::trim_start).collect();
    let mut whole = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let node = line.trim_start_matches("->").trim_start().trim_start_matches("Parallel ");
        let Some((how, table)) = node.split_once(" on ") else { continue };
        // What a node does is said in the lines before the next node.
        let said = lines[at + 1..].iter().take_while(|line| !line.starts_with("->"));
        let sought = said.into_iter().any(|line| line.starts_with("Index Cond:"));
        let reads = how == "Seq Scan" || how.starts_with("Index Scan") || how.starts_with("Index Only Scan");
        if reads && !sought {
            whole.push(table.split(' ').next().unwrap_or(table).trim_matches('"').to_owned());
        }
    }
    whole
}

/// Tables that a plan of SQLite's reads whole. It names them by their aliases in the statement.
pub fn on_sqlite(sql: &str, plan: &str) -> Vec<String> {
    let words: Vec<&str> = sql.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    let tables: BTreeMap<&str, &str> = words
        .windows(3)
        .filter(|words| words[0].starts_with('"') && words[1] == "AS")
        .map(|words| (words[2], words[0].trim_matches('"')))
        .collect();
    let scanned = plan.lines().filter_map(|line| line.trim_start().strip_prefix("SCAN "));
    let alias = scanned.map(|line| line.split(' ').next().unwrap_or(line));
    alias.filter_map(|alias| tables.get(alias).map(|table| (*table).to_owned())).collect()
}

#[test]
fn scans_are_recognised() {
    let plan = "Limit
  ->  Sort
        Sort Key: t1.title_key
        ->  Hash Join
              Hash Cond: (t2.id = t1.id)
              ->  Parallel Seq Scan on track t1
              ->  Index Only Scan using credit_artist on credit t2
                    Index Cond: (artist_id = $1)
        ->  Index Only Scan using recording_title on recording t3
              Filter: (id > 1)
        ->  Bitmap Heap Scan on listing t4
              ->  Bitmap Index Scan on listing_soundtrack
                    Index Cond: (soundtrack_id = 1)";
    assert_eq!(on_postgres(plan), ["track", "recording"]);
    let sql = "SELECT 1 FROM \"track\" AS t1 JOIN \"credit\" AS t2 ON (SELECT \"title\" AS x FROM \"recording\" AS t3)";
    let plan = "SCAN p VIRTUAL TABLE INDEX 1:\nSCAN t1\n  SEARCH t2 USING INDEX credit_film (film_id=?)\n  SCAN t3 USING COVERING INDEX recording_title";
    assert_eq!(on_sqlite(sql, plan), ["track", "recording"]);
}
