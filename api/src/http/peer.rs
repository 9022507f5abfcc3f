//! From which address a request comes.

use std::net::IpAddr;
use std::task::{Context, Poll};

use axum::extract::Request;
use tower::Service;

use crate::config::RatesConfig;

/// The address at the other end of the connection, which may be a proxy's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// A service whose requests all come over one connection.
#[derive(Clone, Debug)]
pub(super) struct OverConnection<S> {
    pub(super) peer: Peer,
    pub(super) inner: S,
}

impl<S, B> Service<axum::http::Request<B>> for OverConnection<S>
where
    S: Service<axum::http::Request<B>>,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: axum::http::Request<B>) -> S::Future {
        request.extensions_mut().insert(self.peer);
        self.inner.call(request)
    }
}

/// Who asks, as far as proxies that are trusted tell. `None` when the request came over no connection.
pub(super) fn caller(request: &Request, config: &RatesConfig) -> Option<IpAddr> {
    let Peer(mut caller) = *request.extensions().get::<Peer>()?;
    if config.trusted_proxies.is_empty() || !config.trusts(caller) {
        return Some(caller);
    }
    // Each proxy adds whom it heard from at the end: what is before the last one that is not trusted
    // may be made up.
    let headers = request.headers().get_all("x-forwarded-for").iter().rev();
    let heard = headers.filter_map(|value| value.to_str().ok());
    for address in heard.flat_map(|value| value.rsplit(',')) {
        let Ok(address) = address.trim().parse() else {
            break;
        };
        caller = address;
        if !config.trusts(caller) {
            break;
        }
    }
    Some(caller)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;
    use crate::config::Network;

    #[test]
    fn only_trusted_proxies_tell_who_asks() {
        for (peer, forwarded, caller_is) in [
            ("8.8.8.8", &["1.2.3.4"][..], "8.8.8.8"),
            ("10.0.0.1", &[], "10.0.0.1"),
            ("10.0.0.1", &["1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", &["6.6.6.6, 1.2.3.4"], "1.2.3.4"),
            ("10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.0.0.2"], "1.2.3.4"),
            ("10.0.0.1", &["10.0.0.3"], "10.0.0.3"),
            ("10.0.0.1", &["1.2.3.4, nonsense"], "10.0.0.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
        ] {
            let config = RatesConfig {
                limited: true,
                trusted_proxies: vec![Network::parse("10.0.0.0/8").unwrap()],
            };
            let mut request = Request::builder();
            for value in forwarded {
                request = request.header("x-forwarded-for", *value);
            }
            let mut request = request.body(Body::empty()).unwrap();
            request.extensions_mut().insert(Peer(peer.parse().unwrap()));
            let found = caller(&request, &config).unwrap();
            assert_eq!(found.to_string(), caller_is, "{peer} {forwarded:?}");
        }
    }
}
