//! The front page.

use axum::http::StatusCode;
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_root_shows_where_to_begin(db: MySqlPool) {
    let house = House::open(db).await;
    let welcome = house.get("/").await.expect_status(StatusCode::OK).json();
    assert_eq!(welcome["name"], "gajo");
    assert_eq!(welcome["examples"].as_array().unwrap().len(), 3);
    let first = welcome["examples"][0]["href"].as_str();
    assert_eq!(first, Some("/flight-plans?from=SEL&to=TYO&date=2026-12-31"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_link_of_the_root_leads_somewhere(db: MySqlPool) {
    let house = House::open(db).await;
    let welcome = house.get("/").await.json();
    let links = welcome["links"].as_object().unwrap().values();
    let examples = welcome["examples"].as_array().unwrap().iter();
    for link in links.chain(examples.map(|example| &example["href"])) {
        let link = link.as_str().unwrap();
        assert_eq!(house.get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_browser_gets_a_page_in_its_language(db: MySqlPool) {
    let house = House::open(db).await;
    for (language, words) in [("ko", "서울에서 도쿄로"), ("en", "Seoul to Tokyo")] {
        let browser = [("accept", "text/html"), ("accept-language", language)];
        let page = house.get_with("/", &browser).await;
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(page.header("content-language"), Some(language));
        assert_eq!(page.header("vary"), Some("accept, accept-language"));
        assert!(page.text().contains(words));
    }
}
