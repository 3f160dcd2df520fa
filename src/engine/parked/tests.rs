//! Requests of every kind in every order: each runs in its turn, and none is forgotten.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::operation;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A request of the test: the items it touches, whether it lacks a page, whether it writes.
type Plan = (Vec<u64>, bool, bool);

struct World {
    parked: Parked,
    plans: Vec<Plan>,
    lacking: BTreeMap<u64, u64>,
    room: bool,
    /// Tickets in the order in which they came through.
    through: Vec<u64>,
    runs: usize,
}

fn line_of(number: u64) -> Line {
    let mut line = Line::default();
    line.join(number);
    line
}

impl World {
    /// What an attempt at a request comes to; `None` if it comes through.
    fn run(&mut self, number: u64, ticket: u64) -> Option<(Vec<u64>, Waits, usize)> {
        self.runs += 1;
        let (touched, _, writes) = self.plans[ticket as usize].clone();
        if self.parked.is_behind(number, &touched) {
            return Some((touched, Waits::Line, 0));
        }
        if let Some(asked) = self.lacking.get_mut(&ticket) {
            *asked = number;
            return Some((touched, Waits::Pages, 1));
        }
        (writes && !self.room).then_some((touched, Waits::Room, 0))
    }

    fn arrive(&mut self, plan: Plan) {
        let ticket = self.plans.len() as u64;
        if plan.1 {
            self.lacking.insert(ticket, u64::MAX);
        }
        self.plans.push(plan);
        let arrival = Arrival { now_micros: 0, entropy: [0; 16], client: None, watch: None, guard: None };
        let request = Request::new(operation::find("ListTables").unwrap(), b"{}", ticket, arrival);
        match self.run(self.parked.next_number(), ticket) {
            Some((touched, waits, lacks)) => self.parked.add(request, touched, waits, lacks),
            None => self.through.push(ticket),
        }
    }

    fn turn(&mut self) {
        while let Some((number, request)) = self.parked.next(self.room) {
            match self.run(number, request.ticket) {
                Some((touched, waits, lacks)) => self.parked.put_back(number, request, touched, waits, lacks),
                None => {
                    self.parked.leave(number, &request);
                    self.through.push(request.ticket);
                }
            }
        }
    }

    fn page(&mut self) {
        let asked = self.lacking.iter().find(|(_, number)| **number != u64::MAX);
        if let Some((ticket, number)) = asked.map(|(ticket, number)| (*ticket, *number)) {
            self.lacking.remove(&ticket);
            self.parked.page_came(&line_of(number));
        }
    }
}

proptest! {
    #[test]
    fn requests_on_one_item_come_through_in_order_and_all_come_through(
        plans in prop::collection::vec(
            ((prop::collection::vec(0_u64..6, 0..4), any::<bool>(), any::<bool>()), 0_u8..6), 1..60),
    ) {
        let (parked, plans_so_far) = (Parked::default(), Vec::new());
        let mut world = World {
            parked, plans: plans_so_far, lacking: BTreeMap::new(), room: true, through: Vec::new(), runs: 0,
        };
        for (plan, step) in plans {
            world.arrive(plan);
            match step {
                0 => world.room = !world.room,
                1 => world.page(),
                2 => world.turn(),
                3 => {
                    world.parked.start_again();
                    world.lacking.values_mut().for_each(|number| *number = u64::MAX);
                }
                _ => {}
            }
            if world.parked.has_fresh() {
                world.turn();
            }
        }
        world.room = true;
        for _ in 0..200 {
            world.turn();
            world.page();
        }
        prop_assert!(world.parked.is_empty() && world.parked.bytes() == 0 && world.parked.lines.is_empty());
        prop_assert_eq!(world.through.len(), world.plans.len());
        for item in 0..6 {
            let of_item = world.through.iter().filter(|ticket| world.plans[**ticket as usize].0.contains(&item));
            prop_assert!(of_item.is_sorted(), "item {}: {:?}", item, world.through);
        }
    }
}

#[test]
fn what_waits_is_not_run_before_that_has_come() {
    let mut world = World {
        parked: Parked::default(),
        plans: Vec::new(),
        lacking: BTreeMap::new(),
        room: false,
        through: Vec::new(),
        runs: 0,
    };
    // Writes for room, each on an item of its own; then as many on one item.
    for item in 0..1_000 {
        world.arrive((vec![item], false, true));
    }
    (0..1_000).for_each(|_| world.arrive((vec![5_000], false, true)));
    for _ in 0..1_000 {
        world.turn();
    }
    assert_eq!((world.runs, world.parked.len()), (2_000, 2_000));
    world.room = true;
    world.turn();
    assert!(world.parked.is_empty() && world.runs == 4_000, "{} runs", world.runs);
}

#[test]
fn nothing_overtakes_what_does_not_know_its_items_yet() {
    let mut world = World {
        parked: Parked::default(),
        plans: Vec::new(),
        lacking: BTreeMap::new(),
        room: true,
        through: Vec::new(),
        runs: 0,
    };
    // A table's definition was missing: the request did not get as far as its item.
    world.arrive((Vec::new(), true, true));
    assert!(!world.parked.has_fresh());
    world.page();
    assert!(world.parked.has_fresh(), "a newer one would run first");
    world.turn();
    assert_eq!((world.parked.has_fresh(), world.through), (false, vec![0]));
}

#[test]
fn what_may_run_again_comes_before_what_came_later() {
    let mut parked = Parked::default();
    let arrival = Arrival { now_micros: 0, entropy: [0; 16], client: None, watch: None, guard: None };
    let request =
        |ticket| Request::new(operation::find("ListTables").unwrap(), b"{}", ticket, arrival.clone());
    (0..3).for_each(|ticket| parked.add(request(ticket), Vec::new(), Waits::Fresh, 0));
    let (number, first) = parked.next(true).unwrap();
    parked.put_back(number, first, Vec::new(), Waits::Pages, 1);
    parked.page_came(&line_of(number));
    let order = std::iter::from_fn(|| parked.next(true)).map(|(_, request)| request.ticket);
    assert_eq!(order.collect::<Vec<_>>(), [0, 1, 2]);
}
