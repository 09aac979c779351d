//! Cases made from random numbers, the answers that they must have, and the databases that are asked.
//!
//! A case is made from a number. A failure prints it, and how to run that case alone. The number of cases is kept small
//! in everyday runs; `PROPTEST_CASES` sets another, for each property:
//!
//! ```sh
//! PROPTEST_CASES=2000 cargo test --test it at_random
//! ```

mod filter;
mod groups;
mod memory;
mod order;
mod world;

pub use groups::{Group, Grouping, constant, numbers};
pub use memory::{Memory, Row};
pub use order::{Cursor, Entry, Page};
pub use world::World;

use std::cell::RefCell;
use std::panic::{self, AssertUnwindSafe};

use needledrop::graphql::{Api, Request, Response};
use proptest::prelude::any;
use proptest::test_runner::{Config, TestRunner};
use sea_orm::ConnectionTrait;
use serde_json::{Map, Value};

use crate::support::{self, Fresh};

/// Names the number of the one case to run.
const CASE: &str = "RANDOM_CASE";

thread_local! {
    /// The number of questions that a test asked, and the last of them.
    static ASKED: RefCell<(usize, String)> = const { RefCell::new((0, String::new())) };
}

/// Runs a check on random cases: so many as `PROPTEST_CASES` says, and else as many as are usual.
#[expect(clippy::disallowed_methods, reason = "which cases to run is told by the environment")]
pub fn check(usual: u32, case: impl Fn(&mut Random)) {
    let run = |number: u64| {
        let outcome = panic::catch_unwind(AssertUnwindSafe(|| case(&mut Random::new(number))));
        if let Err(failure) = outcome {
            ASKED.with_borrow(|(_, last)| println!("{last}\n{CASE}={number} repeats this case"));
            panic::resume_unwind(failure);
        }
    };
    if let Ok(number) = std::env::var(CASE) {
        return run(number.parse().expect("the case is a number"));
    }
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { Config::default().cases } else { usual };
    // A smaller number makes no simpler case.
    let config = Config { cases, max_shrink_iters: 0, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&any::<u64>(), |number| {
        run(number);
        Ok(())
    });
    outcome.unwrap();
    ASKED.with_borrow(|(questions, _)| println!("{cases} cases, {questions} questions"));
}

/// Numbers from a number (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }

    pub fn one_of<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Whether something happens that happens once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// One database of each kind with the same rows.
pub struct Databases {
    runtime: tokio::runtime::Runtime,
    sqlite: Fresh,
    postgres: Fresh,
    apis: [Api; 2],
}

impl Databases {
    pub fn empty() -> Self {
        Self::new(async || (support::on_sqlite().await, support::on_postgres().await))
    }

    pub fn seeded() -> Self {
        Self::new(async || (support::seeded_sqlite().await, support::seeded_postgres().await))
    }

    fn new(made: impl AsyncFnOnce() -> (Fresh, Fresh)) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let (sqlite, postgres) = runtime.block_on(made());
        let apis = [support::api(&sqlite), support::api(&postgres)];
        Self { runtime, sqlite, postgres, apis }
    }

    /// All rows there are.
    pub fn memory(&self) -> Memory {
        self.runtime.block_on(Memory::read(&self.sqlite.write))
    }

    /// Runs a statement on both. Whether they had it.
    pub fn execute(&self, sql: &str) -> bool {
        let [ours, theirs] = [&self.sqlite, &self.postgres]
            .map(|fresh| self.runtime.block_on(fresh.write.execute_unprepared(sql)).is_ok());
        assert_eq!(ours, theirs, "{sql}");
        ours
    }

    /// Asks both, and expects the same bytes from both.
    pub fn ask(&self, query: &str, variables: &Map<String, Value>) -> Value {
        ASKED.with_borrow_mut(|(questions, last)| {
            *questions += 1;
            *last = format!("{query}\n{}", Value::Object(variables.clone()));
        });
        let [ours, theirs] = self.apis.each_ref().map(|api| {
            let request = Request { variables: variables.clone(), ..Request::new(query) };
            // Each database has a version of its own.
            Response { dataset: None, ..self.runtime.block_on(api.execute(request)) }.to_json()
        });
        assert_eq!(String::from_utf8(ours.clone()), String::from_utf8(theirs), "SQLite and PostgreSQL");
        let answer: Value = serde_json::from_slice(&ours).unwrap();
        assert_eq!(answer["errors"], Value::Null);
        answer["data"].clone()
    }
}
