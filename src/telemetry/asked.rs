//! What is being answered, for lines of the log about what is done for it. A span would be written for every request; this
//! is written when there is something to tell.

use std::sync::Arc;

use tokio::{task::futures::TaskLocalFuture, task_local};

/// A GraphQL document, as the log names it.
#[derive(Debug)]
pub struct Asked {
    /// The name of the operation, if it has one. The client chose it.
    pub operation: Option<Box<str>>,
    /// The first digits of the SHA-256 of the document.
    pub document: Box<str>,
    /// What it is counted as: the name of a question or of a root field.
    pub label: Box<str>,
}

task_local! {
    static ASKED: Arc<Asked>;
}

/// Does something for a document.
pub fn asking<F: Future>(asked: Arc<Asked>, work: F) -> TaskLocalFuture<Arc<Asked>, F> {
    ASKED.scope(asked, work)
}

/// For which document this is done.
pub fn asked() -> Option<Arc<Asked>> {
    ASKED.try_with(Arc::clone).ok()
}

/// Work that is done on another thread, for the same document and with the same span.
pub fn carried<T>(work: impl FnOnce() -> T) -> impl FnOnce() -> T {
    let (asked, span) = (asked(), tracing::Span::current());
    move || {
        let work = || span.in_scope(work);
        match asked {
            Some(asked) => ASKED.sync_scope(asked, work),
            None => work(),
        }
    }
}
