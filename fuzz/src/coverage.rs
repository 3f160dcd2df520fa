//! Which edges of the code a run has passed: the counters that rustc's sancov pass puts into every block.
//!
//! Each object file announces its counters once, before `main`, through the function below, whose name LLVM fixes.

use std::sync::Mutex;

/// Start and length of each object file's counters.
static REGIONS: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());

/// # Safety
/// Called by instrumented code with the bounds of a static array of counters.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn __sanitizer_cov_8bit_counters_init(start: *mut u8, end: *mut u8) {
    let region = (start as usize, end as usize - start as usize);
    if let Ok(mut regions) = REGIONS.lock()
        && region.1 > 0
        && !regions.contains(&region)
    {
        regions.push(region);
    }
}

/// The counters of the whole program, and what has been seen of them.
pub struct Coverage {
    regions: Vec<(usize, usize)>,
    /// For each counter, the classes of counts seen so far.
    seen: Vec<u8>,
}

impl Coverage {
    /// Takes over the counters. `None` if the program was built without them.
    pub fn new() -> Option<Self> {
        let regions = REGIONS.lock().ok()?.clone();
        let total = regions.iter().map(|(_, length)| length).sum();
        (total > 0).then(|| Self { regions, seen: vec![0; total] })
    }

    /// Sets all counters to zero.
    pub fn reset(&mut self) {
        for &(start, length) in &self.regions {
            // SAFETY: the region is a static array of plain bytes, and no other thread runs instrumented code.
            unsafe { std::ptr::write_bytes(start as *mut u8, 0, length) };
        }
    }

    /// Adds what the counters show; whether any of it is new.
    pub fn merge(&mut self) -> bool {
        let mut new = false;
        let mut at = 0;
        for &(start, length) in &self.regions {
            // SAFETY: as in `reset`.
            let counters = unsafe { std::slice::from_raw_parts(start as *const u8, length) };
            for (chunk, seen) in counters.chunks(8).zip(self.seen[at..at + length].chunks_mut(8)) {
                if chunk == [0; 8] {
                    continue;
                }
                for (count, seen) in chunk.iter().zip(seen) {
                    let class = class(*count);
                    new |= class & !*seen != 0;
                    *seen |= class;
                }
            }
            at += length;
        }
        new
    }

    /// Edges seen so far.
    pub fn edges(&self) -> usize {
        self.seen.iter().filter(|seen| **seen != 0).count()
    }
}

/// One bit for each class of counts, so that a loop that runs more often is news, but not at every turn.
fn class(count: u8) -> u8 {
    match count {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        4..=7 => 8,
        8..=15 => 16,
        16..=31 => 32,
        32..=127 => 64,
        _ => 128,
    }
}
