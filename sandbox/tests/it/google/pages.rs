//! What a person sees, and chooses.

use axum::http::StatusCode;

use super::door::{Answer, Door, question};

#[tokio::test]
async fn the_page_offers_people_in_the_language_of_the_reader() {
    let door = Door::open();
    for (language, words) in [
        ("ko-KR,en;q=0.5", "누구로 로그인할까요?"),
        ("en", "Who is signing in?"),
    ] {
        let asked = question(&[]);
        let page = door.get_with(&asked, "accept-language", language).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains(words));
        assert!(page.text.matches("class=\"person\"").count() >= 4);
        assert!(page.text.contains("value=\"minjun.kim@example.com\""));
        expect_self_contained(&page);
    }
    let english = door.get(&question(&[("hl", "en")])).await;
    assert!(english.text.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_chosen_person_comes_back_with_a_code() {
    let door = Door::open();
    let chosen = [("email", "emma.wilson@example.com")];
    let back = door.post(&question(&[]), &chosen).await.sent_back();
    assert_eq!(back["state"], "the state");
    assert_eq!(back["iss"], "http://127.0.0.1:8090/google");
    let tokens = door.exchange(&back["code"], &[]).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
}

#[tokio::test]
async fn whoever_turns_back_comes_back_without_a_code() {
    let door = Door::open();
    let cancelled = door.post(&question(&[]), &[("cancel", "true")]).await;
    let back = cancelled.sent_back();
    assert_eq!(back["error"], "access_denied");
    assert_eq!(back["state"], "the state");
    assert!(!back.contains_key("code"));
}

#[tokio::test]
async fn what_is_no_address_is_asked_for_again() {
    let door = Door::open();
    let page = door.post(&question(&[]), &[("email", "<kim>")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text.contains("&lt;kim&gt;") && page.text.contains("role=\"alert\""));

    let page = door.get(&question(&[("login_hint", "nobody")])).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("role=\"alert\""));
}

#[tokio::test]
async fn a_hint_skips_the_page_unless_the_application_wants_it_shown() {
    let door = Door::open();
    let hint = ("login_hint", "anybody@somewhere.kr");
    let straight = door.get(&question(&[hint])).await;
    assert!(straight.sent_back().contains_key("code"));
    let silent = door.get(&question(&[hint, ("prompt", "none")])).await;
    assert!(silent.sent_back().contains_key("code"));
    let choose = question(&[hint, ("prompt", "select_account")]);
    assert_eq!(door.get(&choose).await.status, StatusCode::OK);
    let nobody = door.get(&question(&[("prompt", "none")])).await;
    assert_eq!(nobody.sent_back()["error"], "login_required");
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let door = Door::open();
    let longer = "http://127.0.0.1:8080/login/oauth2/code/google/";
    for change in [
        ("redirect_uri", longer),
        ("redirect_uri", "http://evil.example/"),
        ("redirect_uri", ""),
        ("client_id", "other"),
    ] {
        let page = door.get(&question(&[change])).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST);
        assert!(!page.headers.contains_key("location"));
        expect_self_contained(&page);
    }
}

#[tokio::test]
async fn the_application_is_told_what_is_wrong_with_its_question() {
    let door = Door::open();
    for (change, error) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("scope", "email"), "invalid_scope"),
        (("response_type", "id_token"), "unsupported_response_type"),
    ] {
        let back = door.get(&question(&[change])).await.sent_back();
        assert_eq!(back["error"], error);
        assert_eq!(back["state"], "the state");
        assert_eq!(back["iss"], "http://127.0.0.1:8090/google");
    }
}

#[track_caller]
fn expect_self_contained(page: &Answer) {
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'"));
    for foreign in ["<script", "src=", "<link", "@import", "url("] {
        assert!(!page.text.contains(foreign), "{foreign}");
    }
}
