//! The first transaction of a payment, against the end of the hold.

use api::booking::{
    Confirm, OrderId, Payment, StartPayingError, Started, expire_due, start_paying,
};
use axum::http::StatusCode;
use search::model::Won;
use serde_json::Value;
use sqlx::MySqlPool;

use super::kit::{body, rounds};
use crate::house::House;

fn id(order: &Value) -> OrderId {
    order["id"].as_str().unwrap().parse().unwrap()
}

async fn pay(house: &House, order: &Value, key: &str) -> Result<Started, StartPayingError> {
    let ask = Confirm {
        order: id(order),
        payer: None,
        payment_key: key,
        amount: Won(order["price"]["total"].as_i64().unwrap()),
    };
    start_paying(&house.app, &ask).await
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_order_that_is_paid_for_never_expires(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let Ok(Started::New(payment)) = pay(&house, &order, "key").await else {
        panic!("a payment begins");
    };
    // The same key again says what is known, another one has to wait.
    let again = pay(&house, &order, "key").await;
    assert!(matches!(again, Ok(Started::Known(Payment { id, .. })) if id == payment));
    let other = pay(&house, &order, "other").await;
    assert!(matches!(other, Err(StartPayingError::Running)));

    house.after(36_000);
    assert_eq!(house.expire().await, 0);
    let order = kim.look(&order).await;
    assert_eq!(order["status"], "paying");
    assert_eq!(order["payment"]["status"], "confirming");
    assert_eq!(house.claims(1).await, 1);
    kim.cancel(&order)
        .await
        .expect_problem(StatusCode::CONFLICT, "payment_running");
    kim.extend(&order)
        .await
        .expect_problem(StatusCode::CONFLICT, "payment_running");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_payment_that_does_not_fit_moves_nothing(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let total = order["price"]["total"].as_i64().unwrap();
    let ask = |payer, amount| Confirm {
        order: id(&order),
        payer,
        payment_key: "key",
        amount: Won(amount),
    };
    let other = start_paying(&house.app, &ask(lee.user, total)).await;
    assert!(matches!(other, Err(StartPayingError::NotFound)));
    let less = start_paying(&house.app, &ask(kim.user, total - 1)).await;
    assert!(matches!(less, Err(StartPayingError::AmountMismatch { .. })));
    assert_eq!(kim.look(&order).await["status"], "held");

    kim.cancel(&order).await.expect_status(StatusCode::OK);
    let gone = start_paying(&house.app, &ask(kim.user, total)).await;
    assert!(matches!(gone, Err(StartPayingError::NotAllowed(_))));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_expired_order_is_paid_when_its_very_seats_are_free(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let mut orders = Vec::new();
    for seat in ["31A", "33A", "34A"] {
        orders.push(kim.ordered(&body(&[(1, Some(seat))])).await);
    }
    house.after(600);
    assert_eq!(house.expire().await, 3);
    lee.ordered(&body(&[(1, Some("31A"))])).await;

    let taken = pay(&house, &orders[0], "a").await;
    assert!(matches!(taken, Err(StartPayingError::HoldExpired)));
    house.after(600 + 3_599);
    assert!(matches!(
        pay(&house, &orders[1], "b").await,
        Ok(Started::New(_))
    ));
    house.after(600 + 3_600);
    let late = pay(&house, &orders[2], "c").await;
    assert!(matches!(late, Err(StartPayingError::HoldExpired)));

    let statuses = ["expired", "paying", "expired"];
    for (order, status) in orders.iter().zip(statuses) {
        assert_eq!(kim.look(order).await["status"], status);
    }
    assert_eq!(house.claims(1).await, 2);
    let other = lee.order(&body(&[(1, Some("33A"))])).await;
    other.expect_problem(StatusCode::CONFLICT, "seat_taken");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_is_not_paid_for(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE id = 1")
        .execute(&house.db)
        .await
        .unwrap();
    let refused = pay(&house, &order, "key").await;
    assert!(matches!(refused, Err(StartPayingError::FlightCancelled)));
    assert_eq!(kim.look(&order).await["payment"], Value::Null);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn in_the_last_millisecond_one_of_paying_and_expiring_wins(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    let opened = crate::fixture::instant(crate::fixture::NOW);
    for round in 0..rounds() {
        house
            .clock
            .set(opened + chrono::TimeDelta::hours(2 * i64::from(round) % 500));
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
        let key = format!("key{round}");
        house
            .clock
            .set(house.clock.now() + chrono::TimeDelta::seconds(600));
        let (paid, expired) = tokio::join!(pay(&house, &order, &key), expire_due(&house.app));
        let expired = expired.unwrap().done;
        let order = kim.look(&order).await;
        // Whoever is late may still pay, for nobody has the seat: then it was expired and revived.
        assert!(matches!(paid, Ok(Started::New(_))), "{paid:?}");
        assert_eq!(order["status"], "paying");
        let timeline = order["timeline"].as_array().unwrap();
        let was_expired = timeline.iter().any(|line| line["what"] == "expired");
        assert_eq!(was_expired, expired == 1);
        assert_eq!(order["tickets"][0]["status"], "held");
        assert_eq!(house.claims(1).await, 1);
        house.let_go(&order).await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn in_the_last_millisecond_the_seat_goes_to_the_payer_or_to_the_next(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    let opened = crate::fixture::instant(crate::fixture::NOW);
    for round in 0..rounds() {
        house
            .clock
            .set(opened + chrono::TimeDelta::hours(2 * i64::from(round) % 500));
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let lee = house.customer(&format!("lee{round}@x.kr")).await;
        let wanted = body(&[(1, Some("31A"))]);
        let order = kim.ordered(&wanted).await;
        let key = format!("key{round}");
        house
            .clock
            .set(house.clock.now() + chrono::TimeDelta::seconds(600));
        let next = async {
            expire_due(&house.app).await.unwrap();
            lee.order(&wanted).await
        };
        let (paid, next) = tokio::join!(pay(&house, &order, &key), next);
        let next_won = next.status == StatusCode::CREATED;
        assert!(paid.is_ok() != next_won, "{paid:?} {}", next.text());
        let order = kim.look(&order).await;
        if next_won {
            assert!(matches!(paid, Err(StartPayingError::HoldExpired)));
            assert_eq!(order["status"], "expired");
            lee.cancel(&next.json()).await.expect_status(StatusCode::OK);
        } else {
            assert_eq!(order["status"], "paying");
            house.let_go(&order).await;
        }
        assert_eq!(house.claims(1).await, 0);
    }
}

impl House {
    /// Frees the seats of an order that is being paid, for the next round.
    async fn let_go(&self, order: &Value) {
        let id = uuid::Uuid::parse_str(order["id"].as_str().unwrap()).unwrap();
        for statement in [
            "DELETE FROM seat_claims WHERE ticket_id IN (SELECT id FROM tickets WHERE order_id = ?)",
            "UPDATE tickets SET status = 'cancelled' WHERE order_id = ?",
            "UPDATE payments SET status = 'declined' WHERE order_id = ?",
            "UPDATE orders SET status = 'cancelled' WHERE id = ?",
        ] {
            sqlx::query(statement)
                .bind(id)
                .execute(&self.db)
                .await
                .unwrap();
        }
        let flight = search::model::FlightId(1);
        let layout = self
            .app
            .catalog
            .layout(&self.db, search::model::LayoutId(2))
            .await;
        let seat = (0..291).map(search::model::SeatIndex).find(|seat| {
            layout
                .as_ref()
                .unwrap()
                .as_ref()
                .unwrap()
                .seat_number(*seat)
                == Some((31, 'A'))
        });
        self.app.seats.release(flight, &[seat.unwrap()]).await;
    }
}
