//! The scripts do what the rules say, on random cabins, with whatever happened before.

use std::collections::HashSet;

use api::booking::seats::script::{self, Keys};
use api::booking::seats::{CabinPlan, HoldAnswer, choose};
use deadpool_redis::redis::aio::ConnectionLike;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use search::model::SeatIndex;
use tokio::runtime::Runtime;

use super::{Map, rounds};

/// What may happen to a map. Seats are chosen among those of the whole airplane.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Any(u16),
    Named(Vec<Index>),
    Release(Vec<Index>),
    Take(Vec<Index>),
}

proptest! {
    #![proptest_config(ProptestConfig { cases: rounds(), ..ProptestConfig::default() })]

    #[test]
    fn the_scripts_do_what_the_model_does(
        plan in cabin(),
        beyond in 0..9_u16,
        taken in vec(any::<Index>(), 0..60),
        steps in vec(step(), 1..20),
    ) {
        let capacity = plan.first + plan.seats + beyond;
        let mut model: HashSet<_> = pick(&taken, capacity).into_iter().collect();
        Runtime::new().unwrap().block_on(async {
            let mut map = Map::new().await;
            map.load(capacity, &model).await;
            for step in steps {
                let (said, expected) = play(&step, &mut map, &mut model, (&plan, capacity)).await;
                prop_assert_eq!(said, expected, "{:?}", step);
            }
            Ok(())
        })?;
    }

    #[test]
    fn a_party_sits_in_as_few_places_as_possible(
        blocks in vec(1..4_u16, 1..3),
        seats in 1..12_u16,
        taken in vec(any::<Index>(), 0..8),
        party in 1..6_u16,
        start in 0..12_u16,
    ) {
        let plan = CabinPlan { first: 0, seats, blocks };
        let taken: HashSet<_> = pick(&taken, seats).into_iter().collect();
        let all = parties(&plan, &taken, party);
        let chosen = choose(&plan, &taken, party, SeatIndex(start));
        prop_assert_eq!(chosen.is_none(), all.is_empty());
        if let Some(chosen) = chosen {
            prop_assert!(all.contains(&chosen));
            let best = all.iter().map(|seats| apart(&plan, seats)).min();
            prop_assert_eq!(Some(apart(&plan, &chosen)), best);
        }
    }
}

/// A cabin of up to 80 seats, somewhere in its airplane.
pub(super) fn cabin() -> impl Strategy<Value = CabinPlan> {
    (0..20_u16, 1..80_u16, vec(1..6_u16, 1..4)).prop_map(|(first, seats, blocks)| CabinPlan {
        first,
        seats,
        blocks,
    })
}

pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1..10_u16).prop_map(Step::Any),
        2 => vec(any::<Index>(), 1..5).prop_map(Step::Named),
        2 => vec(any::<Index>(), 0..9).prop_map(Step::Release),
        1 => vec(any::<Index>(), 0..3).prop_map(Step::Take),
    ]
}

/// Different seats out of so many, in any order.
pub(super) fn pick(indexes: &[Index], seats: u16) -> Vec<SeatIndex> {
    let mut seen = HashSet::new();
    let seats = indexes
        .iter()
        .map(|index| SeatIndex(index.index(usize::from(seats)) as u16));
    seats.filter(|seat| seen.insert(*seat)).collect()
}

/// What the script answers, and what the model does.
pub(super) async fn play<C: ConnectionLike + Send>(
    step: &Step,
    map: &mut Map<C>,
    model: &mut HashSet<SeatIndex>,
    (plan, capacity): (&CabinPlan, u16),
) -> (HoldAnswer, HoldAnswer) {
    let Map { redis, keys } = map;
    let free =
        |model: &HashSet<_>| plan.seats - model.iter().filter(|s| plan.has(**s)).count() as u16;
    match step {
        Step::Any(party) => {
            let said = script::hold_any(redis, keys, plan, *party).await.unwrap();
            let expected = match choose(plan, model, *party, SeatIndex(plan.first)) {
                Some(seats) => held(seats, model, free),
                None => HoldAnswer::SoldOut { left: free(model) },
            };
            (said, expected)
        }
        Step::Named(indexes) => {
            let mut seats = pick(indexes, plan.seats);
            seats.iter_mut().for_each(|seat| seat.0 += plan.first);
            let said = script::hold_named(redis, keys, plan, &seats).await.unwrap();
            let gone = seats.iter().filter(|seat| model.contains(seat));
            let gone: Vec<_> = gone.copied().collect();
            let expected = if gone.is_empty() {
                held(seats, model, free)
            } else {
                let left = free(model);
                HoldAnswer::Taken { seats: gone, left }
            };
            (said, expected)
        }
        Step::Release(indexes) => {
            let seats = pick(indexes, capacity);
            let said = script::release(redis, keys, &seats).await.unwrap();
            model.retain(|seat| !seats.contains(seat));
            left_on_board(said, model, capacity)
        }
        Step::Take(indexes) => {
            let seats = pick(indexes, capacity);
            let said = script::mark_taken(redis, keys, &seats).await.unwrap();
            model.extend(seats);
            left_on_board(said, model, capacity)
        }
    }
}

fn held(
    seats: Vec<SeatIndex>,
    model: &mut HashSet<SeatIndex>,
    free: impl Fn(&HashSet<SeatIndex>) -> u16,
) -> HoldAnswer {
    model.extend(seats.iter().copied());
    let left = free(model);
    HoldAnswer::Held { seats, left }
}

/// What `release` says is left, and what the model has left, in one form.
fn left_on_board(
    said: Option<u16>,
    model: &HashSet<SeatIndex>,
    capacity: u16,
) -> (HoldAnswer, HoldAnswer) {
    let said = said.map_or(HoldAnswer::Cold, |left| HoldAnswer::SoldOut { left });
    let left = capacity - model.len() as u16;
    (said, HoldAnswer::SoldOut { left })
}

/// Every way to seat a party, by trying all.
fn parties(plan: &CabinPlan, taken: &HashSet<SeatIndex>, party: u16) -> Vec<Vec<SeatIndex>> {
    let ways = (0..1_u32 << plan.seats).filter(|way| way.count_ones() == u32::from(party));
    let ways = ways.map(|way| {
        let seats = (0..plan.seats).filter(|seat| way >> seat & 1 == 1);
        seats.map(SeatIndex).collect::<Vec<_>>()
    });
    ways.filter(|seats| seats.iter().all(|seat| !taken.contains(seat)))
        .collect()
}

/// How far apart a party sits: in one place, or else over how many rows, one or more, and in how
/// many places.
fn apart(plan: &CabinPlan, seats: &[SeatIndex]) -> (bool, bool, usize) {
    let mut places = Vec::new();
    for block in plan.blocks() {
        let mut before = None;
        for seat in block.first..block.first + block.seats {
            if !seats.contains(&SeatIndex(seat)) {
                continue;
            }
            if before.is_none() || before != seat.checked_sub(1) {
                places.push(block.row);
            }
            before = Some(seat);
        }
    }
    let rows: HashSet<_> = places.iter().collect();
    (places.len() > 1, rows.len() > 1, places.len())
}

#[tokio::test]
async fn keys_of_two_prefixes_do_not_meet() {
    let (mut one, two) = (Map::new().await, Map::new().await);
    one.load(8, &HashSet::new()).await;
    let plan = CabinPlan {
        first: 0,
        seats: 8,
        blocks: vec![2, 2],
    };
    let Map { mut redis, keys } = two;
    let other: &Keys = &keys;
    let answer = script::hold_any(&mut redis, other, &plan, 1).await.unwrap();
    assert_eq!(answer, HoldAnswer::Cold);
}
