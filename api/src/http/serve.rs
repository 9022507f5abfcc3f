//! Listening: so many connections and no more, none of them idle for long, and ending well: requests
//! that have begun are finished.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};

use super::peer::{OverConnection, Peer};

/// How long requests that have begun may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// How long to wait when the system gives no more connections, such as for want of files.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// A connection's right to be open.
type Place = Option<OwnedSemaphorePermit>;

/// How many connections there may be, and how slow they may be.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// Open at once; those past it wait until another ends.
    pub most: usize,
    /// From the end of an answer, or from the start, to the last header of the next request.
    pub head: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            most: 8_192,
            head: Duration::from_secs(30),
        }
    }
}

/// Why the service cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken.
    #[error("{0} is in use by another process; set GAJO_LISTEN to another port")]
    Busy(SocketAddr),
    /// The address cannot be listened on.
    #[error("could not listen on {address}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The signals to stop cannot be heard.
    #[error("could not wait for signals")]
    Signal(#[source] io::Error),
}

/// Opens the address.
pub async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => ServeError::Busy(address),
            _ => ServeError::Listen { address, source },
        })
}

/// The first SIGTERM or SIGINT.
pub fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, ServeError> {
    let mut terminate = signal(SignalKind::terminate()).map_err(ServeError::Signal)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(ServeError::Signal)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Serves until `stop`; then takes no more requests, and gives those that have begun 20 s.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    stop: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head);
    let places = Arc::new(Semaphore::new(limits.most));
    let open = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let (stream, peer, place) = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = &mut stop => break,
        };
        let inner = router.clone();
        let service = TowerToHyperService::new(OverConnection { peer, inner });
        let connection = http.serve_connection(TokioIo::new(stream), service);
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // It fails when its caller is gone or too slow: nobody is left to be told.
            _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    tracing::info!("stopping: requests that have begun are finished");
    if timeout(GRACE, open.shutdown()).await.is_err() {
        tracing::warn!("stopped with requests unfinished");
    }
}

/// The next connection, once there is a place for it.
async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> (TcpStream, Peer, Place) {
    // Nobody closes the semaphore.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A connection that is gone already fails where it is used.
                _ = stream.set_nodelay(true);
                return (stream, Peer(peer.ip()), place);
            }
            Err(error) if is_of_the_caller(&error) => {}
            Err(error) => {
                tracing::error!("could not accept a connection: {error}");
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Whether a connection ended before it was accepted.
fn is_of_the_caller(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
