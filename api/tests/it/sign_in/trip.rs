//! A browser on its way to the provider and back.

use std::collections::HashMap;

use api::accounts::Token;
use axum::http::StatusCode;
use url::Url;

use crate::house::{Answer, House};

pub(crate) const START: &str = "/oauth2/authorization/google";
pub(crate) const BACK: &str = "/login/oauth2/code/google";

/// A browser that has been sent to the provider.
pub(crate) struct Trip {
    /// What the provider is asked.
    pub(crate) question: HashMap<String, String>,
    /// Where it was sent.
    pub(crate) url: Url,
    /// `name=value` of its cookie.
    pub(crate) cookie: String,
}

impl Trip {
    /// Begins to sign in.
    pub(crate) async fn begin(house: &House) -> Self {
        Self::begin_at(house, START, &[]).await
    }

    /// Begins at an address of its own, with these headers.
    pub(crate) async fn begin_at(house: &House, path: &str, headers: &[(&str, &str)]) -> Self {
        let answer = house.get_with(path, headers).await;
        let answer = answer.expect_status(StatusCode::FOUND);
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let url = Url::parse(answer.header("location").unwrap()).unwrap();
        Self {
            question: url.query_pairs().into_owned().collect(),
            url,
            cookie: cookies(&answer)[0].split(';').next().unwrap().to_owned(),
        }
    }

    pub(crate) fn state(&self) -> &str {
        &self.question["state"]
    }

    pub(crate) fn nonce(&self) -> &str {
        &self.question["nonce"]
    }

    /// Comes back with a code and whatever else is said, and with the cookie of the attempt.
    pub(crate) async fn come_back(&self, house: &House) -> Answer {
        self.come_back_with(house, "code=a-code", &[]).await
    }

    /// Comes back with these parameters beside the state, and these headers beside the cookie.
    pub(crate) async fn come_back_with(
        &self,
        house: &House,
        parameters: &str,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = format!("{BACK}?state={}&{parameters}", self.state());
        let mut all = vec![("cookie", self.cookie.as_str())];
        all.extend(headers);
        house.get_with(&path, &all).await
    }
}

/// Every cookie that an answer sets.
pub(crate) fn cookies(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect()
}

/// Somebody who is signed in.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Me {
    pub(crate) id: u64,
    pub(crate) email: String,
    pub(crate) name: String,
}

/// Who has that session; nobody when it has ended.
pub(crate) async fn who_is(house: &House, token: &str) -> Option<Me> {
    let token = Token::parse(token.trim_start_matches("session=")).unwrap();
    let session = house.app.sessions.find(&token).await.unwrap()?;
    let me = sqlx::query_as("SELECT id, email, name FROM users WHERE id = ?").bind(session.user);
    Some(me.fetch_one(&house.db).await.unwrap())
}

/// `session=token` of an answer that signs a browser in.
#[track_caller]
pub(crate) fn session(answer: &Answer) -> String {
    let cookies = cookies(answer);
    let session = cookies.iter().find(|cookie| cookie.starts_with("session="));
    session.unwrap().split(';').next().unwrap().to_owned()
}
