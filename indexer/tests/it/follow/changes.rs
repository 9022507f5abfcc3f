//! What is committed is found.

use search::model::Won;
use sqlx::MySqlPool;

use super::{Following, await_equal, await_following, built, eventually, eventually_flight};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_new_a_changed_and_a_cancelled_flight_and_a_claim_are_seen(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);

    house.add_flights(1_000, 1).await;
    eventually_flight(&house, 1_000, |flight| flight.is_some());

    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));

    house
        .sql("UPDATE flights SET status = 'cancelled' WHERE id = 6")
        .await;
    eventually_flight(&house, 6, |flight| flight.is_none());
    house
        .sql("UPDATE flights SET status = 'scheduled' WHERE id = 6")
        .await;
    eventually_flight(&house, 6, |flight| flight.is_some());

    let business = |id| house.flight(id).unwrap().seats_left.0[2];
    let before = business(3);
    house
        .sql("INSERT INTO seat_claims (flight_id, seat_index) VALUES (3, 0), (3, 1)")
        .await;
    eventually("two seats are gone", || business(3) == before - 2);
    house
        .sql("DELETE FROM seat_claims WHERE flight_id = 3 AND seat_index = 0")
        .await;
    eventually("one is back", || business(3) == before - 1);

    house.sql("DELETE FROM flights WHERE id = 7").await;
    eventually_flight(&house, 7, |flight| flight.is_none());
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_id_that_is_changed_is_moved(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);

    house.sql("UPDATE flights SET id = 5000 WHERE id = 5").await;

    eventually_flight(&house, 5_000, |flight| flight.is_some());
    assert_eq!(house.flight(5), None);
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_written_while_nobody_followed_is_caught_up(db: MySqlPool) {
    let house = built(db).await;
    house.add_flights(1_000, 6_000).await;
    house
        .sql("UPDATE flights SET base_price = base_price + 1")
        .await;
    house
        .sql("INSERT INTO seat_claims (flight_id, seat_index) SELECT id, 2 FROM flights")
        .await;

    let _following = Following::start(&house);

    eventually("all are there", || house.served().documents() == 6_200);
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nothing_uncommitted_and_nothing_rolled_back_is_seen(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    let mut open = house.db.acquire().await.unwrap();
    sqlx::raw_sql("BEGIN").execute(&mut *open).await.unwrap();
    sqlx::query("UPDATE flights SET base_price = 1 WHERE id <= 100")
        .execute(&mut *open)
        .await
        .unwrap();

    // A later change of the same flights' neighbours passes it by.
    house
        .sql("UPDATE flights SET base_price = 2 WHERE id = 150")
        .await;
    eventually_flight(&house, 150, |flight| flight.unwrap().base_price == Won(2));
    let is_one = |id: u64| house.flight(id).unwrap().base_price == Won(1);
    assert!(!(1..=100).any(is_one));

    sqlx::raw_sql("ROLLBACK").execute(&mut *open).await.unwrap();
    house
        .sql("UPDATE flights SET base_price = 3 WHERE id = 150")
        .await;
    eventually_flight(&house, 150, |flight| flight.unwrap().base_price == Won(3));
    assert!(!(1..=100).any(is_one));
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_with_another_layout_changes_its_flights(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    let first = |id| house.flight(id).unwrap().seats_left.0[3];
    // Flights 3, 6, .. fly with airplane 1.
    assert_eq!(first(3), 0);

    house
        .sql("UPDATE airplanes SET layout_id = 2, aircraft_type_code = '77W' WHERE id = 1")
        .await;
    eventually("they have a first class", || first(3) == 4);
    house.sql("UPDATE seat_layout_cabins SET last_row_length = 2 WHERE layout_id = 2 AND cabin = 'first'").await;
    eventually("it is smaller", || first(3) == 2);
    house.sql("INSERT INTO airplanes (id, registration, airline_code, aircraft_type_code, layout_id) VALUES (9, 'HL0009', 'KE', '738', 1)").await;
    house
        .sql("UPDATE flights SET airplane_id = 9 WHERE id = 3")
        .await;
    eventually("it flies with a new airplane", || first(3) == 0);
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_column_more_is_no_matter(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    await_following(&house);

    house
        .sql("ALTER TABLE flights ADD COLUMN note VARCHAR(9) NULL FIRST")
        .await;
    house
        .sql("UPDATE flights SET base_price = 7, note = 'x' WHERE id = 5")
        .await;

    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));
    assert_eq!(house.served().generation(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_row_that_no_flight_can_have_is_left_out_and_the_rest_goes_on(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);

    house
        .sql("UPDATE flights SET departure_date = '1999-12-31' WHERE id = 7")
        .await;
    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;

    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));
    assert_eq!(house.flight(7), None);
    eventually("it is counted", || {
        super::said(&house).unwrap().bad_rows == 1
    });
    house
        .sql("UPDATE flights SET departure_date = '2026-12-31' WHERE id = 7")
        .await;
    eventually_flight(&house, 7, |flight| flight.is_some());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_quiet_index_grows_no_older(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    await_following(&house);
    let as_of = || house.served().checkpoint().as_of;
    let first = as_of();

    // Longer than a server is silent before it is taken for gone.
    eventually("it is ten seconds younger", || {
        (as_of() - first).num_seconds() >= 10
    });

    assert_eq!(super::said(&house).unwrap().connections, 1);
}
