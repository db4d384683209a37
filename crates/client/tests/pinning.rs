//! The pin against real handshakes: the pinned certificate is spoken to, any other is not, looking sends nothing.

use client::{Client, inspect};
use contract::{ErrorCode, Nothing};
use rcgen::{CertificateParams, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const BODY: &str = r#"{"code":"forbidden","message":"Your role does not allow this.","incident":null,"problems":[]}"#;

struct Host {
    address: String,
    requests: Arc<AtomicUsize>,
}

/// A host that answers every request with the same refusal.
async fn host(tls12: bool) -> Host {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let versions = if tls12 { [&rustls::version::TLS12] } else { [&rustls::version::TLS13] };
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = requests.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut head = [0u8; 4096];
            if stream.read(&mut head).await.is_ok_and(|read| read > 0) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
            let answer = format!(
                "HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{BODY}",
                BODY.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
            // Read what the client still sends: closing over unread bytes would cut the answer off.
            let mut rest = Vec::new();
            let _ = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await;
        }
    });
    Host { address, requests }
}

#[tokio::test]
async fn looking_sends_nothing_and_gives_the_fingerprint() {
    let host = host(false).await;
    let seen = inspect(&host.address).await.unwrap();
    assert!(client::is_fingerprint(&seen));
    assert_eq!(inspect(&host.address).await.unwrap(), seen);
    assert_eq!(host.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn pinned_workspace_is_spoken_to() {
    let host = host(false).await;
    let seen = inspect(&host.address).await.unwrap();
    let client = Client::new(&host.address, &seen.to_uppercase()).unwrap();
    assert_eq!(client.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::Forbidden);
    assert_eq!(host.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn another_certificate_is_refused_before_anything_is_sent() {
    let (host, other) = (host(false).await, host(false).await);
    let pin = inspect(&other.address).await.unwrap();
    let client = Client::new(&host.address, &pin).unwrap().with_token(Some("secret".into()));
    assert_eq!(client.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::CertificateChanged);
    assert_eq!(client.events().await.unwrap_err().code, ErrorCode::CertificateChanged);
    assert_eq!(host.requests.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn older_protocol_is_no_answer() {
    let host = host(true).await;
    assert_eq!(inspect(&host.address).await.unwrap_err().code, ErrorCode::Offline);
    let client = Client::new(&host.address, &"0".repeat(64)).unwrap();
    assert_eq!(client.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::Offline);
}

#[tokio::test]
async fn nobody_there_is_offline() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let address = format!("https://{gone}");
    assert_eq!(inspect(&address).await.unwrap_err().code, ErrorCode::Offline);
    let client = Client::new(&address, &"0".repeat(64)).unwrap();
    assert_eq!(client.overview(&Nothing {}).await.unwrap_err().code, ErrorCode::Offline);
    assert_eq!(client.call_json("no_such", &serde_json::json!({})).await.unwrap_err().code, ErrorCode::NotFound);
}
