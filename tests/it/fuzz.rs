//! The fuzz targets without a fuzzer: over the inputs that are kept in `fuzz/corpus`, and over changed ones. `fuzz/README.md`
//! tells what each target holds, and how they are run for longer.

#[path = "../../fuzz/src/lib.rs"]
mod targets;

use std::{fs, panic, path::Path};

use crate::random::{self, Random};

/// Changed inputs of each target in everyday runs.
const USUAL: u32 = 100;
/// The longest input that is made.
const LONGEST: usize = 1 << 16;

macro_rules! targets {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                run(stringify!($name), targets::$name);
            }
        )*

        #[test]
        fn all_targets_have_inputs_and_a_binary() {
            let mut names = [$(stringify!($name)),*];
            names.sort_unstable();
            for (folder, ending) in [("fuzz/corpus", ""), ("fuzz/targets", ".rs")] {
                let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().file_name());
                let mut found: Vec<String> = entries.map(|name| name.to_string_lossy().replace(ending, "")).collect();
                found.sort();
                assert_eq!(found, names, "{folder}");
            }
        }
    };
}

targets! { csv cursor document filter http id imdb list musicbrainz question unpack wikidata }

fn run(name: &str, target: fn(&[u8])) {
    let folder = root().join("fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let inputs: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
    for (path, input) in paths.iter().zip(&inputs) {
        let outcome = panic::catch_unwind(|| target(input));
        outcome.unwrap_or_else(|_| panic!("{} is a finding", path.display()));
    }
    random::check(USUAL, |random| {
        let input = random.changed(&inputs);
        let outcome = panic::catch_unwind(|| target(&input));
        outcome.unwrap_or_else(|_| panic!("a finding of `{name}`: \"{}\"", input.escape_ascii()));
    });
}

impl Random {
    /// One of the inputs, with a few changes of the kind that a fuzzer makes.
    fn changed(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut input = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(input.len() + 1);
            let range = at..at + self.at_most(64, input.len() - at);
            match self.below(7) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = self.below(256) as u8,
                2 => drop(input.drain(range)),
                3 => {
                    let part = input[range].repeat(1 + self.below(4));
                    drop(input.splice(at..at, part));
                }
                4 => input.truncate(at),
                5 => {
                    let special = ["0", "-1", "1e400", "18446744073709551616", "null", "\"", "\\", "\u{0}", "é"];
                    drop(input.splice(range, self.one_of(&special).bytes()));
                }
                _ => {
                    let other = &inputs[self.below(inputs.len())];
                    let from = self.below(other.len() + 1);
                    let to = from + self.at_most(256, other.len() - from);
                    drop(input.splice(range, other[from..to].to_vec()));
                }
            }
        }
        input.truncate(LONGEST);
        input
    }

    /// A number up to the lower of two.
    fn at_most(&mut self, one: usize, other: usize) -> usize {
        self.below(one.min(other) + 1)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
