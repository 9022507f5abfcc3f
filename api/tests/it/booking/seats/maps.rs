//! How a map comes, ages and goes.

use std::collections::HashSet;

use api::booking::seats::script::{self, FRESH, LIFE, TERM};
use api::booking::seats::{Election, HoldAnswer};
use deadpool_redis::redis::{self, AsyncCommands};
use search::model::SeatIndex;

use super::{CAPACITY, Map, plan, seats};

const TOO_OLD: i64 = FRESH.as_micros() as i64 + 1;

/// Every seat but the first.
fn all_but_one() -> HashSet<SeatIndex> {
    seats(1..CAPACITY).into_iter().collect()
}

async fn hold(map: &mut Map, party: u16) -> HoldAnswer {
    script::hold_any(&mut map.redis, &map.keys, &plan(), party)
        .await
        .unwrap()
}

async fn hold_named(map: &mut Map, numbers: &[u16]) -> HoldAnswer {
    let seats = seats(numbers.iter().copied());
    script::hold_named(&mut map.redis, &map.keys, &plan(), &seats)
        .await
        .unwrap()
}

#[tokio::test]
async fn without_a_map_nothing_is_held_and_no_map_comes_to_be() {
    let mut map = Map::new().await;
    assert_eq!(hold(&mut map, 1).await, HoldAnswer::Cold);
    assert_eq!(hold_named(&mut map, &[1]).await, HoldAnswer::Cold);
    let Map { redis, keys } = &mut map;
    let released = script::release(redis, keys, &seats([1])).await.unwrap();
    assert_eq!(released, None);
    let marked = script::mark_taken(redis, keys, &seats([1])).await.unwrap();
    assert_eq!(marked, None);
    let there: bool = redis.exists(&keys.map).await.unwrap();
    assert!(!there);
}

#[tokio::test]
async fn half_a_map_is_no_map() {
    for half in [
        |map: &Map| map.keys.map.clone(),
        |map: &Map| map.keys.read_at.clone(),
    ] {
        let mut map = Map::new().await;
        map.load(CAPACITY, &HashSet::new()).await;
        let () = map.redis.del(half(&map)).await.unwrap();
        assert_eq!(hold(&mut map, 1).await, HoldAnswer::Cold);
        map.load(CAPACITY, &HashSet::new()).await;
        assert!(matches!(hold(&mut map, 1).await, HoldAnswer::Held { .. }));
    }
}

#[tokio::test]
async fn an_old_map_still_gives_seats_but_refuses_nobody() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &all_but_one()).await;
    assert_eq!(hold(&mut map, 2).await, HoldAnswer::SoldOut { left: 1 });
    let taken = HoldAnswer::Taken {
        seats: seats([1]),
        left: 1,
    };
    assert_eq!(hold_named(&mut map, &[0, 1]).await, taken);

    map.age(TOO_OLD).await;
    assert_eq!(hold(&mut map, 2).await, HoldAnswer::Stale);
    assert_eq!(hold_named(&mut map, &[0, 1]).await, HoldAnswer::Stale);
    let held = HoldAnswer::Held {
        seats: seats([0]),
        left: 0,
    };
    assert_eq!(hold(&mut map, 1).await, held);
}

#[tokio::test]
async fn a_map_from_the_future_refuses_nobody() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &all_but_one()).await;
    map.age(-TOO_OLD).await;
    assert_eq!(hold(&mut map, 2).await, HoldAnswer::Stale);
    assert!(matches!(map.elect().await, Election::Read { .. }));
}

#[tokio::test]
async fn one_is_elected_to_read_an_old_map_anew() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &all_but_one()).await;
    assert_eq!(map.elect().await, Election::Fresh);
    map.age(TOO_OLD).await;

    let Election::Read { at } = map.elect().await else {
        panic!("nobody was elected");
    };
    for _ in 0..10 {
        assert_eq!(map.elect().await, Election::Wait);
    }
    assert!(
        map.put(at, &script::bitmap(CAPACITY, &HashSet::new()))
            .await
    );
    assert_eq!(map.elect().await, Election::Fresh);
    assert!(matches!(hold(&mut map, 9).await, HoldAnswer::Held { .. }));
}

#[tokio::test]
async fn an_elected_one_who_dies_is_followed_by_another() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &all_but_one()).await;
    map.age(TOO_OLD).await;
    assert!(matches!(map.elect().await, Election::Read { .. }));
    let term: i64 = map.redis.pttl(&map.keys.elected).await.unwrap();
    assert!((1..=TERM.as_millis() as i64).contains(&term), "{term}");

    // The term ends now, and not in two seconds.
    let ended: bool = map.redis.pexpire(&map.keys.elected, 0).await.unwrap();
    assert!(ended);
    assert!(matches!(map.elect().await, Election::Read { .. }));
}

#[tokio::test]
async fn a_load_replaces_neither_a_fresh_map_nor_a_later_one() {
    let mut map = Map::new().await;
    let Election::Read { at: early } = map.elect().await else {
        panic!("there is a map already");
    };
    let Election::Read { at: late } = map.elect().await else {
        panic!("whoever meets no map waits for nobody");
    };
    let empty = script::bitmap(CAPACITY, &HashSet::new());
    let full = script::bitmap(CAPACITY, &all_but_one());
    assert!(map.put(late, &full).await);
    // Fresh: what was held since then would be forgotten.
    assert!(!map.put(late + 1, &empty).await);
    map.age(TOO_OLD).await;
    let read_at = late - TOO_OLD as u64;
    // Too old, but what comes is older still, or as old.
    assert!(!map.put(read_at - 1, &empty).await);
    assert!(!map.put(read_at, &empty).await);
    assert_eq!(hold(&mut map, 2).await, HoldAnswer::Stale);
    assert!(map.put(early, &empty).await);
    assert!(matches!(hold(&mut map, 2).await, HoldAnswer::Held { .. }));
}

#[tokio::test]
async fn use_does_not_lengthen_the_life_of_a_map() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &HashSet::new()).await;
    for key in [map.keys.map.clone(), map.keys.read_at.clone()] {
        let life: i64 = map.redis.pttl(&key).await.unwrap();
        assert!((1..=LIFE.as_millis() as i64).contains(&life), "{life}");
        let () = map.redis.pexpire(&key, 60_000).await.unwrap();
    }
    assert!(matches!(hold(&mut map, 2).await, HoldAnswer::Held { .. }));
    assert!(matches!(
        hold_named(&mut map, &[9]).await,
        HoldAnswer::Held { .. }
    ));
    let Map { redis, keys } = &mut map;
    script::release(redis, keys, &seats([9])).await.unwrap();
    script::mark_taken(redis, keys, &seats([9])).await.unwrap();
    map.elect().await;
    for key in [map.keys.map.clone(), map.keys.read_at.clone()] {
        let life: i64 = map.redis.pttl(&key).await.unwrap();
        assert!((1..=60_000).contains(&life), "{life}");
    }
}

#[tokio::test]
async fn seats_beyond_the_map_do_not_make_it_longer() {
    let mut map = Map::new().await;
    map.load(16, &HashSet::new()).await;
    let Map { redis, keys } = &mut map;
    let some = seats([15, 16, 9_999]);
    let left = script::mark_taken(redis, keys, &some).await.unwrap();
    assert_eq!(left, Some(15));
    // As when the layout has grown since the map was loaded: those seats cannot be held here.
    let taken = HoldAnswer::Taken {
        seats: seats([16]),
        left: 15,
    };
    assert_eq!(hold_named(&mut map, &[0, 16]).await, taken);
}

#[tokio::test]
async fn a_server_that_has_forgotten_the_scripts_is_told_them_again() {
    let mut map = Map::new().await;
    map.load(CAPACITY, &HashSet::new()).await;
    let () = redis::cmd("SCRIPT")
        .arg("FLUSH")
        .query_async(&mut map.redis)
        .await
        .unwrap();
    assert!(matches!(hold(&mut map, 2).await, HoldAnswer::Held { .. }));
}
