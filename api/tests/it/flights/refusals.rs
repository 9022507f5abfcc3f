//! Questions that are refused, each parameter by name.

use serde_json::Value;
use sqlx::MySqlPool;

use super::{SEL_TYO, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_bad_parameter_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    for (query, named) in [
        ("to=TYO&date=2026-12-24", "from"),
        ("from=SEL&date=2026-12-24", "to"),
        ("from=SEL&to=TYO", "date"),
        ("from=&to=TYO&date=2026-12-24", "from"),
        ("from=XXX&to=TYO&date=2026-12-24", "from"),
        ("from=sel&to=TYO&date=2026-12-24", "from"),
        ("from=SEL.apt&to=TYO&date=2026-12-24", "from"),
        ("from=SEL&to=%EB%8F%84%EC%BF%84&date=2026-12-24", "to"),
        ("from=SEL&to=SEL&date=2026-12-24", "to"),
        ("from=SEL&to=ICN&date=2026-12-24", "to"),
        ("from=ICN&to=SEL&date=2026-12-24", "to"),
        ("from=BKK&to=BKK.apt&date=2026-12-24", "to"),
        ("from=SEL&to=TYO&date=24.12.2026", "date"),
        ("from=SEL&to=TYO&date=2026-12-32", "date"),
        ("from=SEL&to=TYO&date=2026-11-30", "date"),
        ("from=SEL&to=TYO&date=2028-01-06", "date"),
    ] {
        house
            .get(&format!("/flight-plans?{query}"))
            .await
            .expect_invalid(&[named]);
    }
    for last in ["2026-12-01", "2028-01-05"] {
        ok(
            &house,
            &format!("/flight-plans?from=SEL&to=TYO&date={last}"),
        )
        .await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_bad_choice_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    for (choice, named) in [
        ("return_date=2026-12-23", "return_date"),
        ("return_date=2028-01-06", "return_date"),
        ("return_date=tomorrow", "return_date"),
        ("adults=0", "adults"),
        ("adults=10", "adults"),
        ("adults=two", "adults"),
        ("adults=-1", "adults"),
        ("adults=%2B1", "adults"),
        ("adults=1.5", "adults"),
        ("children=10", "children"),
        ("adults=5&children=5", "children"),
        ("infants=2", "infants"),
        ("adults=2&infants=3", "infants"),
        ("cabin=Economy", "cabin"),
        ("cabin=coach", "cabin"),
        ("max_stops=2", "max_stops"),
        ("max_stops=one", "max_stops"),
        ("overnight=yes", "overnight"),
        ("overnight=true", "overnight"),
        ("overnight=true&max_stops=0", "overnight"),
        ("sort=cheapest", "sort"),
        ("airlines=ke", "airlines"),
        ("airlines=KE,", "airlines"),
        ("airlines=KE%20OZ", "airlines"),
        ("airlines=ZZ", "airlines"),
        (
            "airlines=KE,OZ,7C,JL,AF,KE,OZ,7C,JL,AF,KE,OZ,7C,JL,AF,KE,OZ,7C,JL,AF,KE",
            "airlines",
        ),
        ("depart_after=6:00", "depart_after"),
        ("depart_before=24:00", "depart_before"),
        ("arrive_after=06:60", "arrive_after"),
        ("arrive_before=noon", "arrive_before"),
        ("depart_after=06:00&depart_before=06:00", "depart_before"),
        ("arrive_after=00:00&arrive_before=00:00", "arrive_before"),
        ("max_price=0", "max_price"),
        ("max_price=99999999999999999999", "max_price"),
        ("max_duration=2h", "max_duration"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=nonsense", "cursor"),
        ("return_cursor=nonsense", "return_cursor"),
        (
            "return_date=2026-12-29&return_cursor=nonsense",
            "return_cursor",
        ),
        ("currency=USD", "currency"),
        ("Cabin=economy", "Cabin"),
        ("adults=1&adults=1", "adults"),
        ("date=2026-12-24", "date"),
        ("cabin=economy&cabin=", "cabin"),
        ("=1", ""),
    ] {
        let path = format!("{SEL_TYO}&{choice}");
        house.get(&path).await.expect_invalid(&[named]);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_that_is_wrong_is_named_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans?from=XXX&to=tyo&date=2020-01-01&return_date=x&adults=0&children=x\
                &infants=10&cabin=x&max_stops=7&overnight=1&sort=x&airlines=x&depart_after=x\
                &depart_before=x&arrive_after=x&arrive_before=x&max_price=x&max_duration=x&limit=x\
                &cursor=x&return_cursor=x&zzz=1&aaa=1&aaa=2";
    house.get(path).await.expect_invalid(&[
        "from",
        "to",
        "date",
        "return_date",
        "adults",
        "children",
        "infants",
        "cabin",
        "max_stops",
        "overnight",
        "sort",
        "airlines",
        "depart_after",
        "depart_before",
        "arrive_after",
        "arrive_before",
        "max_price",
        "max_duration",
        "limit",
        "cursor",
        "return_cursor",
        "aaa",
        "zzz",
    ]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_refusal_says_what_is_allowed_in_the_language_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans?from=SEL&to=XXX&date=2026-11-30&adults=10&sort=x&what=1";
    let details = |problem: &Value| {
        let errors = problem["errors"].as_array().unwrap().iter();
        errors
            .map(|error| error["detail"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let named = ["to", "date", "adults", "sort", "what"];

    let english = house.get_with(path, &[("accept-language", "en")]).await;
    let english = details(&english.expect_invalid(&named));
    assert!(english[0].starts_with("\"XXX\" is neither an airport nor a city"));
    assert_eq!(english[1], "has to be from 2026-12-01 to 2028-01-05");
    assert_eq!(english[2], "is not a whole number from 1 to 9");
    assert_eq!(
        english[3],
        "is none of best, price, duration, departure, arrival"
    );
    assert!(english[4].starts_with("is not known here; known are from, to, date, "));

    let korean = details(&house.get(path).await.expect_invalid(&named));
    assert!(korean[0].starts_with("‘XXX’라는 공항이나 도시가 없습니다"));
    assert_eq!(korean[1], "2026-12-01부터 2028-01-05까지의 날짜여야 합니다");
    assert_eq!(korean[2], "1부터 9까지의 정수여야 합니다");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flood_of_parameters_is_refused_without_repeating_it(db: MySqlPool) {
    let house = House::open(db).await;
    let flood: String = (0..5_000)
        .map(|n| format!("&p{n}={}", "x".repeat(5)))
        .collect();
    let answer = house.get(&format!("{SEL_TYO}{flood}")).await;
    assert!(answer.body.len() < 64 * 1024);
    let problem = answer.expect_problem(axum::http::StatusCode::BAD_REQUEST, "invalid_request");
    assert!(problem["errors"].as_array().unwrap().len() <= 51);

    let long = "x".repeat(5_000);
    let answer = house.get(&format!("{SEL_TYO}&{long}=1&sort={long}")).await;
    let problem = answer.expect_invalid(&["sort", &long[..40]]);
    assert!(problem.to_string().len() < 4_000);
    let answer = house
        .get(&format!("/flight-plans?from={long}&to=TYO&date=2026-12-24"))
        .await;
    assert!(answer.expect_invalid(&["from"]).to_string().len() < 4_000);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_other_address_is_as_strict(db: MySqlPool) {
    let house = House::open(db).await;
    for (path, named) in [
        ("/flight-plans/calendar?from=SEL&to=TYO", vec!["month"]),
        (
            "/flight-plans/calendar?from=SEL&to=TYO&month=2026-11",
            vec!["month"],
        ),
        (
            "/flight-plans/calendar?from=SEL&to=TYO&month=2028-02",
            vec!["month"],
        ),
        (
            "/flight-plans/calendar?from=SEL&to=SEL&month=12&x=1",
            vec!["to", "month", "x"],
        ),
        (
            "/flight-plans/calendar?from=SEL&to=TYO&month=2026-12&date=2026-12-24",
            vec!["date"],
        ),
        (
            "/flight-plans/grid?from=SEL&to=TYO&date=2026-12-24",
            vec!["return_date"],
        ),
        (
            "/flight-plans/grid?from=SEL&to=TYO&date=2026-12-24&return_date=2026-12-23",
            vec!["return_date"],
        ),
        (
            "/flight-plans/grid?adults=0",
            vec!["from", "to", "date", "return_date", "adults"],
        ),
        (
            "/flight-plans/anywhere?from=SEL&to=TYO&date=2026-12-24",
            vec!["to"],
        ),
        (
            "/flight-plans/anywhere?from=SEL&date=2026-11-30&cabin=x",
            vec!["date", "cabin"],
        ),
        ("/flight-plans/1?adults=0", vec!["adults"]),
        ("/flight-plans/1?cabin=economy", vec!["cabin"]),
        ("/flight-plans/1/seats?adults=1", vec!["adults"]),
        ("/airports", vec!["q"]),
        ("/airports?q=", vec!["q"]),
        ("/airports?q=icn&limit=21", vec!["limit"]),
        ("/airports?q=icn&lang=ko", vec!["lang"]),
    ] {
        house.get(path).await.expect_invalid(&named);
    }
    let long = "x".repeat(65);
    house
        .get(&format!("/airports?q={long}"))
        .await
        .expect_invalid(&["q"]);
}
