//! Listening, and ending well: requests that have begun are finished.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;
use tokio::time::sleep;

/// How long requests that have begun may take after the signal to stop.
const GRACE: Duration = Duration::from_secs(20);

/// Why the service cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The port is taken.
    #[error("{0} is in use by another process; set GAJO_LISTEN to another port")]
    Busy(SocketAddr),
    /// The address cannot be listened on.
    #[error("could not listen on {address}: {source}")]
    Listen {
        /// Which address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The signals to stop cannot be heard.
    #[error("could not wait for signals: {0}")]
    Signal(io::Error),
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
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let (stopping, stopped) = oneshot::channel::<()>();
    let listener = listener.tap_io(|connection| {
        // A connection that is gone already fails where it is used.
        _ = connection.set_nodelay(true);
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping: requests that have begun are finished");
        _ = stopping.send(());
    });
    let grace_over = async {
        _ = stopped.await;
        sleep(GRACE).await;
    };
    tokio::select! {
        _ = server.into_future() => {}
        () = grace_over => tracing::warn!("stopped with requests unfinished"),
    }
}
