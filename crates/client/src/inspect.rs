//! Look at a workspace's certificate before trusting it.
//!
//! The handshake is broken off by us as soon as the peer has proved to own the certificate's key: no request, no
//! token, no name is sent.

use crate::certificate::{fingerprint, no_tls12, provider, tls, verify_signature};
use crate::{normal_address, transport};
use contract::{ErrorCode, WireError};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, Error, SignatureScheme};
use std::sync::{Arc, OnceLock};

/// The fingerprint of the certificate that `address` shows: 64 lower-case hex digits, for a person to compare.
///
/// # Errors
/// `invalid` for an address that is none, `offline` when nobody there speaks TLS 1.3.
pub async fn inspect(address: &str) -> Result<String, WireError> {
    let address = normal_address(address)?;
    let seen = Arc::new(Look { seen: OnceLock::new(), provider: provider() });
    let http = transport::http(&address, tls(seen.clone())?)?;
    // The request never leaves: the handshake always fails, after the look.
    let _ = http.get(format!("{address}/health")).timeout(transport::CONNECT).send().await;
    seen.seen.get().cloned().ok_or_else(|| ErrorCode::Offline.into())
}

/// The verifier that looks and then refuses.
#[derive(Debug)]
struct Look {
    seen: OnceLock<String>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Look {
    fn verify_server_cert(
        &self,
        _leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(no_tls12())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_signature(&self.provider, message, certificate, signature)?;
        let _ = self.seen.set(fingerprint(certificate));
        Err(Error::General("looked at".into()))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
