//! Coverage-guided fuzzing without nightly tools: `hashrange-fuzz TARGET SECONDS CORPUS FOLDER [INPUT..]`.
//!
//! Built by `scripts/fuzz.mjs` with rustc's own coverage counters. An input that reaches something new is kept and
//! mutated further. The input under way stands in `FOLDER/current`, so that one that ends or stalls the process can be
//! looked at; one that panics is made smaller and kept as `FOLDER/crash-N`. With inputs named, only those are run.

mod coverage;
mod mutate;
mod policies;
mod seeds;
mod targets;

use std::io::{Seek, SeekFrom, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use coverage::Coverage;
use mutate::{Random, mutate};
use targets::Target;

/// The exit code that says that the build has nothing to fuzz under a name.
const ABSENT: i32 = 3;

/// Runs one input; what it panicked with.
fn attempt(target: &mut dyn Target, input: &[u8]) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| target.run(input))).map_err(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
    })
}

/// A smaller input that still panics: pieces are left out as long as it does.
fn smallest(target: &mut dyn Target, mut input: Vec<u8>) -> Vec<u8> {
    let mut piece = input.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < input.len() {
            let mut shorter = input.clone();
            shorter.drain(at..(at + piece).min(shorter.len()));
            if attempt(target, &shorter).is_err() { input = shorter } else { at += piece }
        }
        piece /= 2;
    }
    input
}

/// One campaign.
struct Campaign<'a> {
    target: &'a mut dyn Target,
    coverage: Coverage,
    kept: Vec<Vec<u8>>,
    current: std::fs::File,
    runs: u64,
}

impl Campaign<'_> {
    /// Runs an input and keeps it if it shows anything new.
    fn run(&mut self, input: Vec<u8>) -> Result<(), Vec<u8>> {
        self.runs += 1;
        let noted = self.current.seek(SeekFrom::Start(0)).and_then(|_| {
            self.current.write_all(&input)?;
            self.current.set_len(input.len() as u64)
        });
        noted.expect("the input under way can be noted");
        self.coverage.reset();
        if attempt(self.target, &input).is_err() {
            return Err(input);
        }
        if self.coverage.merge() {
            self.kept.push(input);
        }
        Ok(())
    }

    fn until(&mut self, end: Instant, words: &[Vec<u8>], random: &mut Random) -> Result<(), Vec<u8>> {
        while Instant::now() < end {
            for _ in 0..100 {
                // What was found last leads on; older inputs keep their turn.
                let recent = random.below(3) == 0;
                let from = if recent { self.kept.len().saturating_sub(30) } else { 0 };
                let mut input = self.kept[from + random.below(self.kept.len() - from)].clone();
                let other = self.kept[random.below(self.kept.len())].clone();
                mutate(&mut input, &other, words, random);
                self.run(input)?;
            }
        }
        Ok(())
    }
}

fn fuzz(target: &mut dyn Target, seconds: u64, corpus: &Path, folder: &Path) -> bool {
    let Some(coverage) = Coverage::new() else {
        println!("this program was built without coverage counters: run it with `npm run fuzz`");
        return false;
    };
    let seeds = seeds::Seeds::read(corpus);
    let words = seeds::words(&seeds.texts);
    let current = std::fs::File::create(folder.join("current")).expect("the folder can be written");
    let seed = std::env::var("FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    let seed =
        seed.unwrap_or_else(|| std::time::UNIX_EPOCH.elapsed().map_or(1, |time| time.as_nanos() as u64));
    let starts = target.seeds(&seeds);
    let mut campaign = Campaign { target, coverage, kept: vec![Vec::new()], current, runs: 0 };
    let mut random = Random(seed);
    let start = Instant::now();
    let first = starts.into_iter().try_for_each(|input| campaign.run(input));
    let outcome =
        first.and_then(|()| campaign.until(start + Duration::from_secs(seconds), &words, &mut random));
    let (runs, kept, edges) = (campaign.runs, campaign.kept.len(), campaign.coverage.edges());
    println!("{runs} runs, {kept} inputs kept, {edges} edges, seed {seed}");
    let Err(input) = outcome else { return true };
    let input = smallest(campaign.target, input);
    let why = attempt(campaign.target, &input).err().unwrap_or_default();
    let place = folder.join(format!(
        "crash-{:016x}",
        input.iter().fold(seed, |hash, byte| hash.rotate_left(5) ^ u64::from(*byte))
    ));
    std::fs::write(&place, &input).expect("the folder can be written");
    println!("panicked: {why}\n  on {:?}\n  kept as {}", String::from_utf8_lossy(&input), place.display());
    false
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [name, seconds, corpus, folder, inputs @ ..] = &arguments[..] else {
        eprintln!("usage: hashrange-fuzz TARGET SECONDS CORPUS FOLDER [INPUT..]");
        std::process::exit(2);
    };
    let Some(mut target) = targets::target(name) else {
        println!("there is no target {name} in this build");
        std::process::exit(ABSENT);
    };
    let (folder, seconds) = (PathBuf::from(folder), seconds.parse().unwrap_or(60));
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::panic::set_hook(Box::new(|_| {}));
    let fine = if inputs.is_empty() {
        fuzz(target.as_mut(), seconds, Path::new(corpus), &folder)
    } else {
        inputs.iter().all(|path| attempt(target.as_mut(), &std::fs::read(path).expect("an input")).is_ok())
    };
    std::process::exit(i32::from(!fine));
}
