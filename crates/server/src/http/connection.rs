//! One connection: handshake, HTTP/1.1, an orderly end.
//!
//! It knows nothing of commands. Whoever does not speak TLS 1.3 in time is dropped without a word.

use super::Limits;
use super::command::Peer;
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;

/// What all connections share.
#[derive(Clone)]
pub(super) struct Connections {
    pub(super) acceptor: TlsAcceptor,
    pub(super) router: Router,
    pub(super) limits: Arc<Limits>,
    pub(super) stopping: watch::Receiver<bool>,
}

impl Connections {
    /// Serve one until it ends, or until the request at hand is answered when the host stops.
    pub(super) async fn serve(mut self, stream: TcpStream, peer: SocketAddr) {
        // Answers are small and wanted at once.
        let _ = stream.set_nodelay(true);
        let handshake = tokio::time::timeout(self.limits.handshake_time(), self.acceptor.accept(stream));
        let Ok(Ok(stream)) = handshake.await else { return };
        let routes = TowerToHyperService::new(self.router.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            request.extensions_mut().insert(Peer(peer.ip()));
            routes.call(request)
        });
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(self.limits.header_time())
            .max_headers(self.limits.headers_max);
        let connection = http.serve_connection(TokioIo::new(stream), service);
        tokio::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            _ = self.stopping.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.as_mut().await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
    }
}
