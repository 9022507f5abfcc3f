//! What goes wrong on purpose.

use serde_json::json;

use super::shop::{Shop, told};

#[tokio::test]
async fn of_two_confirms_at_once_one_takes_the_money() {
    for (keys, other) in [
        (
            ["a", "b"],
            (500, "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING"),
        ),
        (["a", "a"], (409, "IDEMPOTENT_REQUEST_PROCESSING")),
    ] {
        let shop = Shop::open().await;
        let key = shop.pay("order_1", 50_000).await;
        // Whichever comes first is still at it when the other one comes.
        let slow = json!([{"on": "confirm", "effect": "delay", "ms": 2_000, "times": 1}]);
        shop.set_faults(slow).await;
        let confirm = |with| shop.confirm(&key, "order_1", 50_000, with).send();
        let (first, second) = tokio::join!(confirm(keys[0]), confirm(keys[1]));
        let mut told = [told(first.unwrap()).await, told(second.unwrap()).await];
        told.sort_unstable();
        assert_eq!(told[0], (200, "DONE".into()));
        assert_eq!(told[1], (other.0, other.1.into()));
        assert_eq!(shop.ledger("order_1").await, (50_000, 0));
    }
}

#[tokio::test]
async fn a_dropped_call_is_done_or_not_and_the_same_key_tells() {
    for (effect, charged) in [
        ("drop_before", 0),
        ("gateway_before", 0),
        ("drop_after", 50_000),
        ("gateway_after", 50_000),
        ("truncated", 50_000),
    ] {
        let shop = Shop::open().await;
        let key = shop.pay("order_1", 50_000).await;
        shop.set_faults(json!([{"on": "confirm", "effect": effect, "times": 1}]))
            .await;
        let answer = shop.confirm(&key, "order_1", 50_000, "a").send().await;
        let readable = match answer {
            Ok(answer) => answer.json::<serde_json::Value>().await.is_ok(),
            Err(_) => false,
        };
        assert!(!readable, "{effect}");
        assert_eq!(shop.ledger("order_1").await, (charged, 0), "{effect}");
        let again = shop
            .confirm(&key, "order_1", 50_000, "a")
            .send()
            .await
            .unwrap();
        assert_eq!(told(again).await, (200, "DONE".into()), "{effect}");
        assert_eq!(shop.ledger("order_1").await, (50_000, 0), "{effect}");
    }
}

#[tokio::test]
async fn an_error_before_moves_nothing_and_one_after_hides_what_moved() {
    for (effect, charged) in [("error", 0), ("error_after", 50_000)] {
        let shop = Shop::open().await;
        let key = shop.pay("order_1", 50_000).await;
        let rule = json!([{"on": "confirm", "effect": effect, "code": "UNKNOWN_PAYMENT_ERROR"}]);
        shop.set_faults(rule).await;
        let answer = shop
            .confirm(&key, "order_1", 50_000, "a")
            .send()
            .await
            .unwrap();
        assert_eq!(told(answer).await, (500, "UNKNOWN_PAYMENT_ERROR".into()));
        assert_eq!(shop.ledger("order_1").await, (charged, 0));
    }
}

#[tokio::test]
async fn a_command_runs_to_its_end_when_the_shop_hangs_up() {
    let shop = Shop::open().await;
    let key = shop.pay("order_1", 50_000).await;
    shop.set_faults(json!([{"on": "confirm", "effect": "delay", "ms": 300, "times": 1}]))
        .await;
    let hurried = shop.confirm(&key, "order_1", 50_000, "a");
    let hurried = hurried
        .timeout(std::time::Duration::from_millis(100))
        .send()
        .await;
    assert!(hurried.unwrap_err().is_timeout());
    while shop.look_up(&key).await["status"] != "DONE" {
        tokio::task::yield_now().await;
    }
    assert_eq!(shop.ledger("order_1").await, (50_000, 0));
}

#[tokio::test]
async fn a_switch_that_is_not_known_is_refused() {
    let shop = Shop::open().await;
    for faults in [
        json!({"rules": [{"on": "confirm", "effect": "melt"}]}),
        json!({"rules": [{"on": "somewhere", "effect": "drop_after"}]}),
        json!({"rule": []}),
    ] {
        let set = shop
            .client
            .post(shop.at("/_faults"))
            .json(&faults)
            .send()
            .await
            .unwrap();
        assert_eq!(set.status(), 422, "{faults}");
    }
}
