//! Sorting, once for the whole crate: a heap sort behind a `dyn` order is a few hundred bytes of wasm, where each use
//! of the standard library's sort is four thousand.

/// What a heap sort asks of a sequence.
trait Sequence {
    fn before(&self, one: usize, two: usize) -> bool;
    fn swap(&mut self, one: usize, two: usize);
}

struct Slice<'a, T> {
    items: &'a mut [T],
    before: &'a dyn Fn(&T, &T) -> bool,
}

impl<T> Sequence for Slice<'_, T> {
    fn before(&self, one: usize, two: usize) -> bool {
        match (self.items.get(one), self.items.get(two)) {
            (Some(one), Some(two)) => (self.before)(one, two),
            _ => false,
        }
    }

    fn swap(&mut self, one: usize, two: usize) {
        self.items.swap(one, two);
    }
}

/// Sorts in place; `before` has to be a strict weak order. Equal items may change places.
pub fn sort<T>(items: &mut [T], before: &dyn Fn(&T, &T) -> bool) {
    let count = items.len();
    heap_sort(&mut Slice { items, before }, count);
}

/// The places `0..count` in ascending order; `before` has to be a strict weak order.
pub fn ascending(count: usize, before: &dyn Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    sort(&mut order, &|one, two| before(*one, *two));
    order
}

fn heap_sort(items: &mut dyn Sequence, count: usize) {
    // Most input comes sorted.
    if (1..count).all(|place| !items.before(place, place - 1)) {
        return;
    }
    for root in (0..count / 2).rev() {
        sift(items, root, count);
    }
    for end in (1..count).rev() {
        items.swap(0, end);
        sift(items, 0, end);
    }
}

/// Lets the item at `root` sink until no child is greater.
fn sift(items: &mut dyn Sequence, mut root: usize, count: usize) {
    loop {
        let mut child = 2 * root + 1;
        if child >= count {
            return;
        }
        if child + 1 < count && items.before(child, child + 1) {
            child += 1;
        }
        if !items.before(root, child) {
            return;
        }
        items.swap(root, child);
        root = child;
    }
}

#[cfg(test)]
mod tests {
    use super::{ascending, sort};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn orders_as_the_standard_library_does(keys in prop::collection::vec(0_u8..40, 0..60)) {
            let order = ascending(keys.len(), &|one, two| keys[one as usize] < keys[two as usize]);
            let mut places = order.clone();
            places.sort_unstable();
            prop_assert_eq!(places, (0..keys.len() as u32).collect::<Vec<_>>());
            prop_assert!(order.is_sorted_by_key(|place| keys[*place as usize]));
            let (mut ours, mut theirs) = (keys.clone(), keys);
            sort(&mut ours, &|one, two| one < two);
            theirs.sort_unstable();
            prop_assert_eq!(ours, theirs);
        }
    }
}
