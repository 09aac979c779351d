//! `needledrop ask`: one question, its answer as JSON or a table, and the statements behind it.

use std::{
    fs,
    io::{self, IsTerminal},
    path::Path,
    time::Duration,
};

use anyhow::{Context, bail};
use serde_json::{Map, Value};

use super::{Ask, Format, open, print::print, table};
use crate::{
    config::Config,
    engine::Executed,
    graphql::{Error, PathSegment, Request, questions},
};

pub async fn ask(config: Config, ask: Ask) -> anyhow::Result<()> {
    let query = document(&ask.question)?;
    let mut variables = ask.variables;
    variables.extend(ask.vars);
    let operation_name = ask.operation;
    let request = Request { query, operation_name, variables, show_cost: ask.explain, ..Request::default() };

    let db = open::reading(&config).await?;
    let mut response = open::api(&db.reads, &config)?.execute(request).await;
    db.close().await?;
    // Shown beside the answer and not in it.
    let cost = response.extensions.remove("cost").unwrap_or_default();

    let terminal = io::stdout().is_terminal();
    match ask.format.unwrap_or(if terminal { Format::Table } else { Format::Json }) {
        Format::Json => {
            let answer: Value = serde_json::from_slice(&response.to_json())?;
            print(&(serde_json::to_string_pretty(&answer)? + "\n"))?;
        }
        Format::Table => {
            if let Some(data) = &response.data {
                print(&table::render(&serde_json::from_slice(data)?))?;
            }
            response.errors.iter().for_each(|error| eprintln!("error: {}", line(error)));
        }
    }
    if ask.explain {
        eprint!("{}", explain(&response.statements, &cost));
    }
    match response.errors.len() {
        0 => Ok(()),
        1 => bail!("the answer has an error"),
        many => bail!("the answer has {many} errors"),
    }
}

/// The document that a question stands for.
fn document(question: &str) -> anyhow::Result<String> {
    if question == "-" {
        return io::read_to_string(io::stdin()).context("cannot read standard input");
    }
    // Every document has a brace; a name or a path that has one can be given as `./…`.
    if question.contains('{') && !question.starts_with("./") {
        return Ok(question.to_owned());
    }
    if let Some(question) = questions::find(question) {
        return Ok(question.document.clone());
    }
    if Path::new(question).exists() {
        return fs::read_to_string(question).with_context(|| format!("cannot read `{question}`"));
    }
    let names: Vec<&str> = questions::all().iter().map(|question| question.name.as_str()).collect();
    match names.as_slice() {
        [] => bail!("`{question}` is neither a document nor a file"),
        names => bail!("`{question}` is neither a document nor a file nor one of the questions {}", names.join(", ")),
    }
}

/// `NAME=VALUE`. What is no JSON is a text, so that texts need quotes only where they look like something else.
pub(super) fn variable(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("a variable is given as NAME=VALUE")?;
    let name = name.trim_start_matches('$');
    if name.is_empty() {
        return Err("the variable has no name".to_owned());
    }
    Ok((name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))))
}

pub(super) fn variables(text: &str) -> Result<Map<String, Value>, String> {
    match serde_json::from_str(text) {
        Ok(Value::Object(variables)) => Ok(variables),
        Ok(_) => Err(r#"variables are a JSON object, such as {"min": 2}"#.to_owned()),
        Err(error) => Err(format!("this is not JSON: {error}")),
    }
}

/// An error as one line: what, which kind, where in the document and where in the answer.
fn line(error: &Error) -> String {
    let mut line = format!("{} [{}]", error.message, error.code.as_str());
    for location in &error.locations {
        line += &format!(" at line {} column {}", location.line, location.column);
    }
    let path: Vec<String> = error.path.iter().map(segment).collect();
    if !path.is_empty() {
        line += &format!(" in {}", path.join("."));
    }
    line
}

fn segment(segment: &PathSegment) -> String {
    match segment {
        PathSegment::Field(name) => name.clone(),
        PathSegment::Index(index) => index.to_string(),
    }
}

fn explain(statements: &[Executed], cost: &Value) -> String {
    let mut text = String::new();
    for (statement, number) in statements.iter().zip(1..) {
        let Executed { sql, rows, time } = statement;
        text += &format!("\n-- statement {number}: rows {rows}, time {}\n{sql}\n", milliseconds(*time));
    }
    let rows: usize = statements.iter().map(|statement| statement.rows).sum();
    let time: Duration = statements.iter().map(|statement| statement.time).sum();
    text += &format!("\n-- statements {}, rows {rows}, time {}\n", statements.len(), milliseconds(time));
    // What is refused sooner has no cost.
    if !cost.is_null() {
        let [total, limit, statements, rows] = ["total", "limit", "statements", "rows"].map(|name| &cost[name]);
        text += &format!("-- cost {total} of {limit}, as counted before: statements {statements}, rows {rows}\n");
    }
    text
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_json_or_text() {
        for (text, name, value) in [
            ("min=2", "min", json!(2)),
            ("$slug=singles-1992", "slug", json!("singles-1992")),
            ("title=\"1984\"", "title", json!("1984")),
            ("by={\"slug\": \"a\"}", "by", json!({ "slug": "a" })),
            ("empty=", "empty", json!("")),
            ("a=b=c", "a", json!("b=c")),
        ] {
            assert_eq!(variable(text), Ok((name.to_owned(), value)));
        }
        assert!(variable("min").is_err());
        assert!(variable("=2").is_err());
        assert!(variables("[]").is_err());
        assert!(variables("{").is_err());
    }
}
