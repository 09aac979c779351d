//! From a request to its SQL, without a database: `cargo bench`.
//!
//! `first` is a document that nobody has sent before, `again` one that is kept, as almost all are.

#![expect(clippy::expect_used, reason = "a benchmark that cannot begin has nothing else to say")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use needledrop::{
    db,
    engine::Engine,
    graphql::{Api, Request},
};
use tokio::runtime::Runtime;

/// The questions of the contract that say most about the work: flat, nested, counted.
const QUESTIONS: [&str; 3] =
    ["directors-with-multiple-listed-soundtracks", "covers-on-listed-soundtracks", "one-film-everything"];

fn plan(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime starts");
    // It is opened and never read.
    let db = runtime.block_on(db::connect("sqlite::memory:", &db::Options::default())).expect("memory can be had");
    let api = Api::new(Engine::new(db.reads.clone()), Default::default()).expect("the schema fits together");
    let explain = |document: String| {
        let statements = runtime.block_on(api.explain(Request::new(document))).expect("the question can be answered");
        black_box(statements);
    };

    for question in QUESTIONS {
        let file = format!("{}/questions/{question}.graphql", env!("CARGO_MANIFEST_DIR"));
        let document = std::fs::read_to_string(&file).expect("the question is a file");
        let mut group = criterion.benchmark_group(question);
        let mut number = 0;
        group.bench_function("first", |bencher| {
            let unknown = || {
                number += 1;
                format!("# {number}\n{document}")
            };
            bencher.iter_batched(unknown, explain, BatchSize::SmallInput);
        });
        group.bench_function("again", |bencher| {
            bencher.iter_batched(|| document.clone(), explain, BatchSize::SmallInput);
        });
        group.finish();
    }
}

criterion_group!(benches, plan);
criterion_main!(benches);
