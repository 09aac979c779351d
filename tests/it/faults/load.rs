//! Those who ask without a pause, and what they were answered.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use tokio::task::JoinHandle;

use super::cluster::until;

/// Several who ask, each on its own.
pub struct Load {
    stopped: Arc<AtomicBool>,
    answers: Arc<AtomicUsize>,
    others: Arc<Mutex<BTreeMap<String, usize>>>,
    tasks: Vec<JoinHandle<()>>,
}

impl Load {
    /// `ask` tells what was said where it was no answer.
    pub fn start<A>(many: usize, ask: impl Fn() -> A + Clone + Send + 'static) -> Self
    where
        A: Future<Output = Result<(), String>> + Send + 'static,
    {
        let (stopped, answers) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let others = Arc::new(Mutex::new(BTreeMap::new()));
        let tasks = (0..many).map(|_| {
            let (stopped, answers, others) = (stopped.clone(), answers.clone(), others.clone());
            let ask = ask.clone();
            tokio::spawn(async move {
                while !stopped.load(Ordering::Relaxed) {
                    match ask().await {
                        Ok(()) => drop(answers.fetch_add(1, Ordering::Relaxed)),
                        Err(said) => {
                            *others.lock().unwrap_or_else(PoisonError::into_inner).entry(said).or_default() += 1;
                        }
                    }
                    // Leaves the cores to those who answer.
                    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                }
            })
        });
        let tasks = tasks.collect();
        Self { stopped, answers, others, tasks }
    }

    /// Waits until so many more were answered.
    pub async fn goes_on(&self, more: usize) {
        let before = self.answers.load(Ordering::Relaxed);
        until("answers", async || self.answers.load(Ordering::Relaxed) >= before + more).await;
    }

    /// Waits until so many were not answered.
    pub async fn fails(&self, many: usize) {
        let failed = || self.others.lock().unwrap_or_else(PoisonError::into_inner).values().sum::<usize>();
        until("failures", async || failed() >= many).await;
    }

    /// What was not answered, by what was said instead.
    pub async fn end(self) -> BTreeMap<String, usize> {
        self.stopped.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.expect("who asks does not fail");
        }
        self.others.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
