//! People who use a house: each with a session of their own.

use api::accounts::{self, Identity, UserId};
use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::Value;

use crate::house::{Answer, House};

/// Somebody who sends requests to a house, signed in or not.
#[derive(Clone)]
pub(crate) struct Client<'h> {
    house: &'h House,
    /// Who, unless nobody.
    pub(crate) user: Option<UserId>,
    headers: Vec<(String, String)>,
}

impl House {
    /// A customer with that e-mail, who joins when they are not there yet, with a new session.
    pub(crate) async fn customer(&self, email: &str) -> Client<'_> {
        let person = Identity {
            issuer: "https://people.test".into(),
            subject: email.into(),
            email: email.into(),
            name: "김가조".into(),
        };
        let mut tx = self.app.begin().await.unwrap();
        let now = self.clock.now();
        let user = accounts::find_or_join(&mut tx, &person, now).await.unwrap();
        let token = self.app.sessions.open(&mut tx, user, "a test").await;
        tx.commit().await.unwrap();
        let client = Client {
            user: Some(user),
            ..self.nobody()
        };
        client.with(
            "authorization",
            &format!("Bearer {}", token.unwrap().to_text()),
        )
    }

    /// An administrator.
    pub(crate) async fn admin(&self) -> Client<'_> {
        let admin = self.customer("admin@gajo.test").await;
        let mut tx = self.app.begin().await.unwrap();
        let email = "admin@gajo.test";
        accounts::grant(&mut tx, email, self.clock.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        admin
    }

    /// Somebody who is not signed in.
    pub(crate) fn nobody(&self) -> Client<'_> {
        Client {
            house: self,
            user: None,
            headers: vec![],
        }
    }
}

impl Client<'_> {
    /// The same person, sending one more header.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.push((name.into(), value.into()));
        client
    }

    /// The same person at another node.
    pub(crate) fn at<'h>(&self, house: &'h House) -> Client<'h> {
        Client {
            house,
            user: self.user,
            headers: self.headers.clone(),
        }
    }

    /// The person's id.
    pub(crate) fn id(&self) -> u64 {
        self.user.expect("somebody is signed in").0
    }

    /// The token of the person's session.
    pub(crate) fn token(&self) -> String {
        let header = self.header("authorization").expect("somebody is signed in");
        header.trim_start_matches("Bearer ").to_owned()
    }

    /// The value of a header that this person sends.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// GETs a path.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    /// POSTs JSON.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    /// PATCHes with JSON.
    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(body)).await
    }

    /// PUTs JSON.
    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }

    /// DELETEs a path.
    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends a request, with a body of JSON or none.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.house.send(request.body(body).unwrap()).await
    }
}
