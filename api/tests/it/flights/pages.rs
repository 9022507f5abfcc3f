//! Cursor pages.

use serde_json::Value;
use sqlx::MySqlPool;

use super::{SEL_TYO, claim, ids, ok};
use crate::house::House;

const SEL_PAR: &str = "/flight-plans?from=SEL&to=PAR&date=2026-12-24&max_stops=1&overnight=true";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn pages_one_after_another_are_one_large_page(db: MySqlPool) {
    let house = House::open(db).await;
    for path in [SEL_TYO, SEL_PAR] {
        for sort in ["best", "price", "duration", "departure", "arrival"] {
            let path = format!("{path}&sort={sort}");
            let all = ok(&house, &format!("{path}&limit=100")).await;
            assert_eq!(all["next_cursor"], Value::Null);
            for limit in [1, 2, 3] {
                let pages = walk(&house, &format!("{path}&limit={limit}")).await;
                assert!(
                    pages
                        .iter()
                        .rev()
                        .skip(1)
                        .all(|page| items(page).len() == limit)
                );
                let itineraries: Vec<_> = pages.iter().flat_map(items).collect();
                assert_eq!(
                    itineraries,
                    items(&all).iter().collect::<Vec<_>>(),
                    "{path} {limit}"
                );
                assert!(pages.iter().all(|page| page["total"] == all["total"]));
                assert!(pages.iter().all(|page| page["facets"] == all["facets"]));
            }
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cursor_may_be_used_with_another_limit_and_language(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_TYO}&sort=price");
    let first = ok(&house, &format!("{path}&limit=1")).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("{path}&limit=3&cursor={cursor}");
    assert_eq!(ids(&ok(&house, &path).await), ["2", "1", "5"]);
    let english = house
        .get_with(&path, &[("accept-language", "en")])
        .await
        .json();
    assert_eq!(ids(&english), ["2", "1", "5"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cursor_belongs_to_one_query(db: MySqlPool) {
    let house = House::open(db).await;
    let first = ok(&house, &format!("{SEL_TYO}&limit=1")).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    for other in [
        "from=ICN&to=TYO&date=2026-12-24",
        "from=SEL&to=NRT&date=2026-12-24",
        "from=SEL&to=TYO&date=2026-12-25",
        "from=SEL&to=TYO&date=2026-12-24&return_date=2026-12-29",
        "from=SEL&to=TYO&date=2026-12-24&adults=2",
        "from=SEL&to=TYO&date=2026-12-24&children=1",
        "from=SEL&to=TYO&date=2026-12-24&infants=1",
        "from=SEL&to=TYO&date=2026-12-24&cabin=business",
        "from=SEL&to=TYO&date=2026-12-24&max_stops=1",
        "from=SEL&to=TYO&date=2026-12-24&max_stops=1&overnight=true",
        "from=SEL&to=TYO&date=2026-12-24&sort=price",
        "from=SEL&to=TYO&date=2026-12-24&airlines=KE",
        "from=SEL&to=TYO&date=2026-12-24&depart_after=00:00",
        "from=SEL&to=TYO&date=2026-12-24&depart_before=23:00",
        "from=SEL&to=TYO&date=2026-12-24&arrive_after=00:00",
        "from=SEL&to=TYO&date=2026-12-24&arrive_before=23:00",
        "from=SEL&to=TYO&date=2026-12-24&max_price=1000000",
        "from=SEL&to=TYO&date=2026-12-24&max_duration=1000",
    ] {
        let path = format!("/flight-plans?{other}&cursor={cursor}");
        house.get(&path).await.expect_invalid(&["cursor"]);
    }
    for damaged in ["x", "%20x", &cursor[1..], "Zg"] {
        let path = format!("{SEL_TYO}&cursor={damaged}");
        house.get(&path).await.expect_invalid(&["cursor"]);
    }
    // What does not change the question does not matter.
    let path = format!("/flight-plans?cursor={cursor}&sort=best&date=2026-12-24&to=TYO&from=SEL");
    assert_eq!(
        ok(&house, &path).await["itineraries"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_order_of_airlines_is_not_another_query(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_TYO}&sort=price&limit=1");
    let first = ok(&house, &format!("{path}&airlines=KE,OZ")).await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = ok(&house, &format!("{path}&airlines=OZ,KE,OZ&cursor={cursor}")).await;
    assert_eq!((ids(&first), ids(&second)), (vec!["2"], vec!["1"]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cursor_stays_good_in_the_next_generation(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_TYO}&sort=price&limit=2");
    let first = ok(&house, &path).await;
    assert_eq!(ids(&first), ["3", "2"]);
    let cursor = first["next_cursor"].as_str().unwrap();

    // One that was shown is sold out, one that was not shown is too.
    claim(&house.db, 2, 8..186).await;
    claim(&house.db, 1, 48..291).await;
    house.rebuild_index().await;

    let second = ok(&house, &format!("{path}&cursor={cursor}")).await;
    assert_eq!(ids(&second), ["5", "4"]);
    assert_eq!(second["total"], 3);
}

/// Every page from the first to the last.
async fn walk(house: &House, path: &str) -> Vec<Value> {
    let mut pages = vec![ok(house, path).await];
    while let Some(cursor) = pages.last().unwrap()["next_cursor"].as_str() {
        let next = format!("{path}&cursor={cursor}");
        pages.push(ok(house, &next).await);
        assert!(pages.len() < 20, "the pages of {path} do not end");
    }
    pages
}

fn items(page: &Value) -> &Vec<Value> {
    page["itineraries"].as_array().unwrap()
}
