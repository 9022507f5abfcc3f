//! What the buyer sees and chooses.

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use super::shop::{Shop, told};

const QUERY: &str = "clientKey=test_gck_shop&orderId=order_1&orderName=ICN%20%3Cb%3E%20NRT&amount=1234567\
     &successUrl=http://127.0.0.1:8080/payments/toss/success%3Fa%3D1&failUrl=http://127.0.0.1:8080/fail";

async fn choose(shop: &Shop, choice: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let form = client.post(shop.at(&format!("/toss/pay?{QUERY}")));
    let form = form.header("content-type", "application/x-www-form-urlencoded");
    form.body(format!("choice={choice}")).send().await.unwrap()
}

fn sent_to(answer: &Response) -> url::Url {
    assert_eq!(answer.status(), 303);
    answer.headers()["location"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[tokio::test]
async fn the_page_says_what_is_paid_in_two_languages() {
    let shop = Shop::open().await;
    let page = |hl: &'static str| {
        let address = shop.at(&format!("/toss/pay?{QUERY}&hl={hl}"));
        let client = shop.client.clone();
        async move {
            client
                .get(address)
                .send()
                .await
                .unwrap()
                .text()
                .await
                .unwrap()
        }
    };
    let (ko, en) = (page("ko").await, page("en").await);
    assert!(ko.contains("1,234,567 KRW") && ko.contains("결제하기"));
    assert!(en.contains("Be declined by the card") && en.contains("ICN &lt;b&gt; NRT"));
}

#[tokio::test]
async fn whoever_pays_comes_back_with_a_key_that_can_be_confirmed() {
    let shop = Shop::open().await;
    let back = sent_to(&choose(&shop, "pay").await);
    let pairs: std::collections::HashMap<_, _> = back.query_pairs().into_owned().collect();
    assert_eq!(
        (pairs["a"].as_str(), pairs["amount"].as_str()),
        ("1", "1234567")
    );
    let paid = shop
        .confirm(&pairs["paymentKey"], "order_1", 1_234_567, "k")
        .send()
        .await
        .unwrap();
    assert_eq!(told(paid).await, (200, "DONE".into()));
}

#[tokio::test]
async fn whoever_cancels_comes_back_without_one_and_whoever_closes_does_not_come_back() {
    let shop = Shop::open().await;
    let back = sent_to(&choose(&shop, "cancel").await);
    assert_eq!(back.path(), "/fail");
    assert!(back.query().unwrap().contains("code=PAY_PROCESS_CANCELED"));
    assert_eq!(choose(&shop, "close").await.status(), 200);
    assert_eq!(choose(&shop, "run").await.status(), 400);
    let stranger = QUERY.replace("test_gck_shop", "test_gck_other");
    let page = shop
        .client
        .get(shop.at(&format!("/toss/pay?{stranger}")))
        .send()
        .await
        .unwrap();
    assert_eq!(page.status(), 400);
    assert!(page.text().await.unwrap().contains("INVALID_CLIENT_KEY"));
}
