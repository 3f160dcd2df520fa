//! Sorting, once for all of this module: a heap sort behind a `dyn` order is a few hundred bytes of wasm, where each
//! use of the standard library's sort is four thousand.

/// The places `0..count` in ascending order; `before` has to be a strict weak order.
pub(super) fn ascending(count: usize, before: &dyn Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    // Most input comes sorted.
    if order.is_sorted_by(|one, two| !before(*two, *one)) {
        return order;
    }
    for root in (0..count / 2).rev() {
        sift(&mut order, root, before);
    }
    for end in (1..count).rev() {
        order.swap(0, end);
        sift(order.get_mut(..end).unwrap_or_default(), 0, before);
    }
    order
}

/// Lets the entry at `root` sink until no child is greater.
fn sift(heap: &mut [u32], mut root: usize, before: &dyn Fn(u32, u32) -> bool) {
    loop {
        let left = 2 * root + 1;
        let (Some(parent), Some(first)) = (heap.get(root), heap.get(left)) else { return };
        let (child, greatest) = match heap.get(left + 1) {
            Some(second) if before(*first, *second) => (left + 1, second),
            _ => (left, first),
        };
        if !before(*parent, *greatest) {
            return;
        }
        heap.swap(root, child);
        root = child;
    }
}

#[cfg(test)]
mod tests {
    use super::ascending;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn orders_as_the_standard_library_does(keys in prop::collection::vec(0_u8..40, 0..60)) {
            let order = ascending(keys.len(), &|one, two| keys[one as usize] < keys[two as usize]);
            let mut places = order.clone();
            places.sort_unstable();
            prop_assert_eq!(places, (0..keys.len() as u32).collect::<Vec<_>>());
            prop_assert!(order.is_sorted_by_key(|place| keys[*place as usize]));
        }
    }
}
