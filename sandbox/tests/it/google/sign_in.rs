//! The whole way, as an application goes it with a library that knows nothing of the sandbox.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::StatusCode;
use openidconnect::core::{
    CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreProviderMetadata, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeVerifier, RedirectUrl, TokenResponse,
};
use tower::ServiceExt;

use super::door::{Door, ID, REDIRECT, SECRET, URL, question, verifier};

/// Asks the router as if it were the network.
async fn call(router: Router, request: HttpRequest) -> Result<HttpResponse, Infallible> {
    let response = router.oneshot(request.map(Body::from)).await?;
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Ok(HttpResponse::from_parts(parts, body.to_vec()))
}

#[tokio::test]
async fn a_library_signs_somebody_in_and_believes_every_claim() {
    let door = Door::open();
    let http = |request| call(door.router.clone(), request);
    let issuer = IssuerUrl::new(format!("{URL}/google")).unwrap();
    let provider = CoreProviderMetadata::discover_async(issuer, &http).await;
    let id = ClientId::new(ID.into());
    let secret = ClientSecret::new(SECRET.into());
    let client = CoreClient::from_provider_metadata(provider.unwrap(), id, Some(secret))
        .set_redirect_uri(RedirectUrl::new(REDIRECT.into()).unwrap());

    let code = door.code_for("minjun.kim@example.com").await;
    let tokens = client.exchange_code(AuthorizationCode::new(code)).unwrap();
    let tokens = tokens.set_pkce_verifier(PkceCodeVerifier::new(verifier()));
    let tokens = tokens.request_async(&http).await.unwrap();

    let id_token = tokens.id_token().unwrap();
    let trust = client.id_token_verifier();
    let nonce = Nonce::new("the nonce".into());
    let claims = id_token.claims(&trust, &nonce).unwrap();
    assert_eq!(claims.email().unwrap().as_str(), "minjun.kim@example.com");
    assert_eq!(claims.email_verified(), Some(true));
    assert_eq!(claims.name().unwrap().get(None).unwrap().as_str(), "김민준");
    assert_eq!(claims.authorized_party().unwrap().as_str(), ID);
    let algorithm = id_token.signing_alg().unwrap();
    let key = id_token.signing_key(&trust).unwrap();
    let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
    assert_eq!(claims.access_token_hash(), Some(&hash.unwrap()));

    let token = tokens.access_token().to_owned();
    let info = client.user_info(token, Some(claims.subject().clone()));
    let info: CoreUserInfoClaims = info.unwrap().request_async(&http).await.unwrap();
    assert_eq!(info.email().unwrap().as_str(), "minjun.kim@example.com");
}

#[tokio::test]
async fn a_scope_that_was_not_asked_for_tells_nothing() {
    let door = Door::open();
    let question = question(&[("scope", "openid"), ("login_hint", "kim@x.kr")]);
    let code = door.get(&question).await.sent_back()["code"].clone();
    let tokens = door.exchange(&code, &[]).await.json();
    let token: CoreIdToken = serde_json::from_value(tokens["id_token"].clone()).unwrap();
    let blind = CoreIdTokenVerifier::new_insecure_without_verification();
    let claims = token.claims(&blind, |_: Option<&Nonce>| Ok(())).unwrap();
    assert!(claims.email().is_none() && claims.email_verified().is_none());
    assert!(claims.name().is_none());
    assert_eq!(claims.subject().len(), 21);
}

#[tokio::test]
async fn whoever_never_confirmed_an_address_is_said_not_to_have() {
    let door = Door::open();
    let code = door.code_for("unverified@example.com").await;
    let tokens = door.exchange(&code, &[]).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let info = door.get_with("/google/userinfo", "authorization", &bearer);
    assert_eq!(info.await.json()["email_verified"], false);
}

#[tokio::test]
async fn keys_rotate_and_the_one_before_still_verifies() {
    let door = Door::open();
    let ids = async || {
        let certs = door.get("/google/certs").await.json();
        let keys = certs["keys"].as_array().unwrap().clone();
        let ids = keys.iter().map(|key| key["kid"].to_string());
        ids.collect::<Vec<_>>()
    };
    let before = ids().await;
    let rotated = door.post("/google/_rotate", &[]).await;
    assert_eq!(rotated.status, StatusCode::NO_CONTENT);
    let after = ids().await;
    assert_eq!((before.len(), after.len()), (1, 2));
    assert_eq!(before[0], after[1]);
}

#[tokio::test]
async fn a_token_that_is_none_or_too_old_tells_nothing() {
    let door = Door::open();
    let code = door.code_for("kim@x.kr").await;
    let tokens = door.exchange(&code, &[]).await.json();
    let token = tokens["access_token"].as_str().unwrap();
    for (token, after_s, status) in [
        ("nonsense", 0, StatusCode::UNAUTHORIZED),
        (token, 3_500, StatusCode::OK),
        (token, 200, StatusCode::UNAUTHORIZED),
    ] {
        door.clock.advance(after_s);
        let bearer = format!("Bearer {token}");
        let answer = door.get_with("/google/userinfo", "authorization", &bearer);
        assert_eq!(answer.await.status, status);
    }
}
