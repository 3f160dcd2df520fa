//! Random steps against a plain model of what must be there.

use std::collections::BTreeMap;

use super::{
    Bench, Case, Check, Durability, LogPosition, PageId, Random, good, noise, outline, reopen, same,
};

pub(super) const CASES: &[Case] =
    &[("random steps agree with a model", |bench| Box::pin(random_steps(bench)))];

const STEPS: u32 = 150;

/// What must be there.
#[derive(Default)]
struct Model {
    superblock: Option<Vec<u8>>,
    log: Vec<(u64, u64, usize, u8)>,
    pages: BTreeMap<PageId, (u64, usize)>,
}

async fn random_steps(bench: Bench) -> Check {
    let mut random = Random::new(1);
    let mut model = Model::default();
    let (store, opened) = bench.open().await?;
    let (mut epoch, mut sequence, mut page) = (opened.epoch, 0u64, 0u64);
    for step in 0..STEPS {
        match random.below(10) {
            0..4 => {
                let mut group = Vec::new();
                for _ in 0..=random.below(3) {
                    let length = 1 + random.below(9000) as usize;
                    let fill = random.next() as u8;
                    group.push(vec![fill; length]);
                    model.log.push((epoch, sequence + group.len() as u64 - 1, length, fill));
                }
                let count = group.len() as u64;
                let strict = random.below(2) == 0;
                let durability = if strict { Durability::Strict } else { Durability::Relaxed };
                good("append", store.append_log(sequence, group, durability).await)?;
                sequence += count;
            }
            4..6 => {
                let mut slice = Vec::new();
                for _ in 0..random.below(12) {
                    let (seed, length) = (random.next(), random.below(20_000) as usize + 1);
                    slice.push((PageId::new(epoch, page), noise(seed, length)));
                    model.pages.insert(PageId::new(epoch, page), (seed, length));
                    page += 1;
                }
                good("write", store.write_pages(slice).await)?;
            }
            6 => {
                let doomed = model.pages.keys().copied().filter(|_| random.below(3) == 0);
                let doomed: Vec<PageId> = doomed.collect();
                model.pages.retain(|id, _| !doomed.contains(id));
                good("delete", store.delete_pages(doomed).await)?;
            }
            7 => switch(&store, &mut model, &mut random, epoch, sequence, step).await?,
            8 => check_pages(&store, &model).await?,
            _ => {
                // What no root covers may be gone after opening again: make it covered.
                switch(&store, &mut model, &mut random, epoch, sequence, step).await?;
                if random.below(2) == 0 {
                    good("close", store.close().await)?;
                }
                let opened = reopen(&store).await?;
                same("superblock", &opened.superblock, &model.superblock)?;
                same("log", &outline(&opened.log), &model.log)?;
                (epoch, sequence, page) = (opened.epoch, 0, 0);
                check_pages(&store, &model).await?;
            }
        }
    }
    check_pages(&store, &model).await?;
    good("close", store.close().await)
}

async fn switch(
    store: &std::rc::Rc<dyn super::Store>,
    model: &mut Model,
    random: &mut Random,
    epoch: u64,
    sequence: u64,
    step: u32,
) -> Check {
    let end = LogPosition { epoch, sequence };
    let cut = random.below(model.log.len() as u64 + 1) as usize;
    let position = model
        .log
        .get(cut)
        .map_or(end, |(epoch, sequence, ..)| LogPosition { epoch: *epoch, sequence: *sequence });
    model.log.drain(..cut);
    let superblock = noise(u64::from(step), 200);
    model.superblock = Some(superblock.clone());
    good("switch", store.switch_root(superblock, position).await)
}

async fn check_pages(store: &std::rc::Rc<dyn super::Store>, model: &Model) -> Check {
    let ids: Vec<PageId> = model.pages.keys().copied().collect();
    let found = good("read", store.read_pages(&ids).await)?;
    same("pages", &found.len(), &ids.len())?;
    for ((id, (seed, length)), bytes) in model.pages.iter().zip(found) {
        same("page", &(bytes == Some(noise(*seed, *length))), &true)
            .map_err(|text| format!("{text}, page {id:?}"))?;
    }
    Ok(())
}
