//! Documents that clients name instead of sending: the questions, and those that a client sent once beside their hash, as
//! Apollo's automatic persisted queries do.
//!
//! The latter are kept in memory as long as there is room. A client that names one that is not there is told so in the
//! words that it knows, and sends it again.

use axum::http::StatusCode;
use moka::sync::Cache;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{answer::Refusal, form::Wanted};
use crate::graphql::{Code, Error, questions};

/// How many bytes of documents are kept.
const BYTES: u64 = 4 * 1024 * 1024;

/// What is kept, within its bounds.
pub(super) struct Documents {
    /// By their ids, such as `sha256:2c26b4…`. Whether one is valid shows when it is asked.
    kept: Cache<String, String>,
}

impl Documents {
    pub fn new() -> Self {
        Self::within(BYTES)
    }

    fn within(bytes: u64) -> Self {
        let weight = |id: &String, document: &String| u32::try_from(id.len() + document.len()).unwrap_or(u32::MAX);
        Self { kept: Cache::builder().max_capacity(bytes).weigher(weight).build() }
    }

    /// The document with this id: a question by its name, or any by the hash of its text.
    pub fn named(&self, id: &str, wanted: Wanted) -> Result<String, Refusal> {
        self.find(id).ok_or_else(|| {
            let message = format!(
                "there is no document `{id}`; `/q` lists those that always are there, and others are kept for a while \
                 after they were sent with their hash"
            );
            Refusal::coded(Error::new(Code::PersistedQueryNotFound, message), wanted.refusal())
        })
    }

    /// The document of a request with `extensions.persistedQuery`: what is sent is kept, and otherwise it is looked for.
    pub fn persisted(&self, persisted: &Value, sent: Option<String>, wanted: Wanted) -> Result<String, Refusal> {
        let id = id(persisted)?;
        match sent {
            Some(document) => {
                let own = questions::document_id(&Sha256::digest(&document));
                if own != id {
                    let message = format!("provided sha does not match query: the document is `{own}`, and not `{id}`");
                    return Err(Refusal::bad_request(message));
                }
                self.kept.insert(id, document.clone());
                Ok(document)
            }
            None => self.find(&id).ok_or_else(|| {
                // Apollo's server answers 200 in every form of JSON, and its clients compare this message word for word
                // before they send the whole document. Nobody may take the answer for a table.
                let status = match wanted {
                    Wanted::Json(_) => StatusCode::OK,
                    Wanted::Table(..) => StatusCode::BAD_REQUEST,
                };
                Refusal::new(status, Code::PersistedQueryNotFound, "PersistedQueryNotFound")
            }),
        }
    }

    fn find(&self, id: &str) -> Option<String> {
        let question = questions::all().iter().find(|question| question.name == id || question.id == id);
        question.map(|question| question.document.clone()).or_else(|| self.kept.get(id))
    }
}

/// The id of the document that is named.
fn id(persisted: &Value) -> Result<String, Refusal> {
    let hash = persisted["sha256Hash"].as_str().filter(|hash| is_hash(hash));
    match (persisted["version"].as_i64(), hash) {
        (Some(1), Some(hash)) => Ok(format!("sha256:{}", hash.to_ascii_lowercase())),
        _ => Err(Refusal::bad_request(
            "`extensions.persistedQuery` must have `version`, which is 1, and `sha256Hash`, which is the SHA-256 of the \
             document as 64 hexadecimal digits",
        )),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::http::accept::Form;

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let documents = Documents::within(10_000);
        for number in 0..1_000 {
            let document = format!("{{ films(first: {number}) {{ totalCount }} }}");
            let hash = questions::document_id(&Sha256::digest(&document));
            let asked = json!({ "version": 1, "sha256Hash": hash.trim_start_matches("sha256:") });
            assert!(documents.persisted(&asked, Some(document), Wanted::Json(Form::Json)).is_ok());
        }
        documents.kept.run_pending_tasks();
        let (kept, bytes) = (documents.kept.entry_count(), documents.kept.weighted_size());
        assert!(kept > 50 && bytes <= 10_000, "{kept} documents of {bytes} bytes");
    }
}
