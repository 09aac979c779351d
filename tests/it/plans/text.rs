//! Statements as people read them.

/// Words before which a line ends.
const BREAKS: &[&str] =
    &["FROM ", "WHERE ", "JOIN ", "LEFT JOIN ", "CROSS JOIN ", "GROUP BY ", "HAVING ", "ORDER BY ", "LIMIT ", "UNION "];

/// A statement in lines, each as far to the right as it lies within brackets.
pub fn in_lines(sql: &str) -> String {
    let (mut text, mut depth, mut quoted) = (String::new(), 0, false);
    for (at, c) in sql.char_indices() {
        let rest = &sql[at..];
        let begins = text.ends_with(' ') && BREAKS.iter().any(|word| rest.starts_with(word));
        let goes_on = ["LEFT ", "CROSS "].iter().any(|word| text.ends_with(word));
        if begins && !goes_on && !quoted {
            text.truncate(text.trim_end().len());
            text += &format!("\n{}", "  ".repeat(depth));
        }
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            _ => {}
        }
        text.push(c);
    }
    text
}

/// The types of PostgreSQL's placeholders in a statement, as far as the statement itself leaves them open.
pub fn types(sql: &str) -> Vec<&'static str> {
    let number = |part: &str| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<usize>().unwrap_or(0)
    };
    let placeholders = sql.split('$').skip(1).map(number).max().unwrap_or(0);
    let open = |place| if sql.contains(&format!("unnest(${place})")) { "bigint[]" } else { "unknown" };
    (1..=placeholders).map(open).collect()
}
