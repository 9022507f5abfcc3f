//! There and back.

use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{SEL_TYO, departure, ids, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_way_back_is_a_second_whole_answer(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(
        &house,
        &format!("{SEL_TYO}&return_date=2026-12-29&sort=price"),
    )
    .await;
    assert_eq!(answer["total"], 5);

    let back = &answer["return"];
    assert_eq!(back["from"], answer["to"]);
    assert_eq!(back["to"], answer["from"]);
    assert_eq!(back["date"], "2026-12-29");
    assert_eq!(back["as_of"], answer["as_of"]);
    assert_eq!(back["total"], 2);
    assert_eq!(ids(back), ["7", "6"]);
    assert_eq!(
        back["facets"]["stops"],
        json!([{"value": 0, "count": 2, "min_total": 143_300}])
    );
    assert_eq!(back["next_cursor"], Value::Null);
    assert!(back.get("return").is_none());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_one_way_answer_has_no_way_back(db: MySqlPool) {
    let house = House::open(db).await;
    assert!(ok(&house, SEL_TYO).await.get("return").is_none());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nothing_leaves_before_the_first_arrival(db: MySqlPool) {
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-24T03:00:00Z", 70),
        departure(3, ("GMP", "CJU"), "2026-12-24T06:00:00Z", 70),
        departure(2, ("CJU", "GMP"), "2026-12-24T04:09:00Z", 70),
        departure(4, ("CJU", "GMP"), "2026-12-24T04:10:00Z", 70),
        departure(6, ("CJU", "GMP"), "2026-12-24T09:00:00Z", 70),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans?from=GMP&to=CJU&date=2026-12-24&return_date=2026-12-24";
    let answer = ok(&house, &format!("{path}&sort=departure")).await;
    assert_eq!(ids(&answer), ["1", "2"]);
    assert_eq!(ids(&answer["return"]), ["4", "5"]);

    // The arrival that counts is the first of the day, whatever a filter hides.
    let answer = ok(&house, &format!("{path}&sort=departure&depart_after=13:00")).await;
    assert_eq!(
        (ids(&answer), ids(&answer["return"])),
        (vec!["2"], vec!["4", "5"])
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn filters_hold_for_each_way_by_itself(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_TYO}&return_date=2026-12-29&sort=departure");

    let answer = ok(&house, &format!("{path}&airlines=7C")).await;
    assert_eq!(
        (ids(&answer), ids(&answer["return"])),
        (vec!["3"], vec!["7"])
    );

    let answer = ok(&house, &format!("{path}&max_price=150000")).await;
    assert_eq!(
        (ids(&answer), ids(&answer["return"])),
        (vec!["3"], vec!["7"])
    );

    let answer = ok(&house, &format!("{path}&depart_after=13:00")).await;
    assert_eq!(
        (ids(&answer), ids(&answer["return"])),
        (vec!["5"], vec!["6"])
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_way_is_paged_by_its_own_cursor(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_TYO}&return_date=2026-12-29&sort=price&limit=1");
    let first = ok(&house, &path).await;
    assert_eq!((ids(&first), ids(&first["return"])), (vec!["3"], vec!["7"]));

    let cursor = first["next_cursor"].as_str().unwrap();
    let out = ok(&house, &format!("{path}&cursor={cursor}")).await;
    assert_eq!((ids(&out), ids(&out["return"])), (vec!["2"], vec!["7"]));

    let return_cursor = first["return"]["next_cursor"].as_str().unwrap();
    let back = ok(&house, &format!("{path}&return_cursor={return_cursor}")).await;
    assert_eq!((ids(&back), ids(&back["return"])), (vec!["3"], vec!["6"]));
    assert_eq!(back["return"]["next_cursor"], Value::Null);

    let both = format!("{path}&cursor={cursor}&return_cursor={return_cursor}");
    let both = ok(&house, &both).await;
    assert_eq!((ids(&both), ids(&both["return"])), (vec!["2"], vec!["6"]));

    let swapped = format!("{path}&cursor={return_cursor}&return_cursor={cursor}");
    house
        .get(&swapped)
        .await
        .expect_invalid(&["cursor", "return_cursor"]);
}
