//! The question catalogue: the documents of `questions/`, which are part of the binary. The playground, the command line,
//! `/q` and the tests read the same files.
//!
//! A document begins with a comment: its first line is the question, the others say what is answered. A line
//! `# Variables: {…}` gives values for variables without a default, for an example.

use std::sync::OnceLock;

use async_graphql::parser::{parse_query, types::BaseType, types::DocumentOperations, types::Type};
use rust_embed::RustEmbed;
use serde_json::{Map, Value};

#[derive(RustEmbed)]
#[folder = "questions"]
// Without the folder there are no questions, and everything else is as it was.
#[allow_missing = true]
struct Files;

/// A named document.
#[derive(Clone, Debug)]
pub struct Question {
    /// Name of the file, without its ending.
    pub name: String,
    /// Its [`document_id`], by which a client can name it too.
    pub id: String,
    /// The question in words.
    pub title: String,
    /// What is answered.
    pub description: String,
    pub document: String,
    pub variables: Vec<Variable>,
    /// Values of variables with which it can be asked at once.
    pub example: Map<String, Value>,
}

/// A variable of a question.
#[derive(Clone, Debug)]
pub struct Variable {
    pub name: String,
    /// Such as `Int!` or `[ID!]`.
    pub of: String,
    pub default: Option<Value>,
    /// How a value in an address is read.
    reading: Reading,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reading {
    /// As it stands: texts, ids and words of enums.
    Text,
    Json,
    /// Words with commas between them, or JSON.
    Texts,
}

/// All questions, by name.
pub fn all() -> &'static [Question] {
    static ALL: OnceLock<Vec<Question>> = OnceLock::new();
    ALL.get_or_init(|| {
        let named = |file: std::borrow::Cow<'static, str>| {
            let name = file.strip_suffix(".graphql")?.to_owned();
            let file = Files::get(&file)?;
            let id = document_id(&file.metadata.sha256_hash());
            Some(Question::new(name, id, String::from_utf8(file.data.into_owned()).ok()?))
        };
        let mut all: Vec<Question> = Files::iter().filter_map(named).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    })
}

/// The id by which a document is named: the SHA-256 of its text, such as `sha256:2c26b4…`.
pub fn document_id(hash: &[u8]) -> String {
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{digits}")
}

pub fn find(name: &str) -> Option<&'static Question> {
    all().iter().find(|question| question.name == name)
}

impl Question {
    fn new(name: String, id: String, document: String) -> Self {
        let comment: Vec<&str> =
            document.lines().map_while(|line| line.strip_prefix('#')).map(|line| line.trim()).collect();
        let is_variables = |line: &&str| line.starts_with("Variables:");
        let example = comment
            .iter()
            .find(|line| is_variables(line))
            .and_then(|line| serde_json::from_str(line.trim_start_matches("Variables:").trim()).ok());
        let mut words = comment.into_iter().filter(|line| !is_variables(line));
        // The numbers order them in the playground.
        let title =
            words.next().unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim();
        let title = title.to_owned();
        let description = words.collect::<Vec<_>>().join(" ").trim().to_owned();
        let variables = variables(&document);
        Self { name, id, title, description, variables, example: example.unwrap_or_default(), document }
    }
}

impl Variable {
    /// A value from an address.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        let json = || {
            serde_json::from_str(text).map_err(|_| format!("`{}` is `{text}`, which is no `{}`", self.name, self.of))
        };
        match self.reading {
            Reading::Text => Ok(Value::from(text)),
            Reading::Texts if !text.starts_with('[') => Ok(text.split(',').map(Value::from).collect()),
            Reading::Texts | Reading::Json => json(),
        }
    }
}

fn variables(document: &str) -> Vec<Variable> {
    // A document that is not right is found by the tests, and answers with the error.
    let Ok(parsed) = parse_query(document) else { return Vec::new() };
    let operation = match &parsed.operations {
        DocumentOperations::Single(operation) => Some(operation),
        DocumentOperations::Multiple(operations) => operations.values().next(),
    };
    let definitions = operation.into_iter().flat_map(|operation| &operation.node.variable_definitions);
    let variable = |definition: &async_graphql::parser::types::VariableDefinition| Variable {
        name: definition.name.node.to_string(),
        of: definition.var_type.node.to_string(),
        default: definition.default_value.as_ref().and_then(|value| value.node.clone().into_json().ok()),
        reading: reading(&definition.var_type.node),
    };
    definitions.map(|definition| variable(&definition.node)).collect()
}

fn reading(of: &Type) -> Reading {
    match &of.base {
        BaseType::Named(name) if matches!(name.as_str(), "Int" | "Float" | "Boolean") || is_input(name) => {
            Reading::Json
        }
        BaseType::Named(_) => Reading::Text,
        BaseType::List(inner) if reading(inner) == Reading::Text => Reading::Texts,
        BaseType::List(_) => Reading::Json,
    }
}

/// Names of inputs with fields end so in our schema.
fn is_input(name: &str) -> bool {
    ["Filter", "By", "Order", "Having"].iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_tells_what_it_asks() {
        let document = "# 12. Which films?\n# Those of a year.\n# Of any kind.\n# Variables: {\"year\": 1994}\n\
                        query Films($year: Int!, $kinds: [FilmKind!] = [FEATURE], $title: String) { films { totalCount } }\n# no";
        let question = Question::new("films".to_owned(), String::new(), document.to_owned());
        assert_eq!(question.title, "Which films?");
        assert_eq!(question.description, "Those of a year. Of any kind.");
        assert_eq!(question.example["year"], 1994);
        let told: Vec<_> = question.variables.iter().map(|own| (own.name.as_str(), own.of.as_str())).collect();
        assert_eq!(told, [("year", "Int!"), ("kinds", "[FilmKind!]"), ("title", "String")]);
        assert_eq!(question.variables[1].default, Some(serde_json::json!(["FEATURE"])));
        let read = |at: usize, text| question.variables[at].read(text);
        assert_eq!(read(0, "1994"), Ok(1994.into()));
        assert_eq!(read(0, "soon"), Err("`year` is `soon`, which is no `Int!`".to_owned()));
        assert_eq!(read(1, "FEATURE,SHORT"), Ok(serde_json::json!(["FEATURE", "SHORT"])));
        assert_eq!(read(2, "1984"), Ok("1984".into()));
    }
}
