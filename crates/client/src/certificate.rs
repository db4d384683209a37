//! Which certificate is trusted: exactly the pinned one.
//!
//! No certificate authority, no host name, no expiry date takes part in the decision; the SHA-256 of the leaf does.
//! What must stay true: the handshake's signature is verified all the same, so that knowing a certificate is not
//! enough to be taken for its owner.

use contract::{ErrorCode, WireError};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerMisbehaved, SignatureScheme};
use std::sync::Arc;

/// Whether a text is a fingerprint: 64 hex digits.
pub fn is_fingerprint(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// SHA-256 of a certificate in DER, lower-case hex.
pub(crate) fn fingerprint(certificate: &CertificateDer<'_>) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, certificate);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The one provider of cryptography in this program.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}

/// TLS 1.3 with a verifier of ours.
pub(crate) fn tls(verifier: Arc<dyn ServerCertVerifier>) -> Result<ClientConfig, WireError> {
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|_| ErrorCode::Internal)?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(config)
}

/// Verify that the peer owns the key of the certificate it shows.
pub(crate) fn verify_signature(
    provider: &CryptoProvider,
    message: &[u8],
    certificate: &CertificateDer<'_>,
    signature: &DigitallySignedStruct,
) -> Result<HandshakeSignatureValid, Error> {
    verify_tls13_signature(message, certificate, signature, &provider.signature_verification_algorithms)
}

/// TLS 1.2 is never spoken; whoever tries misbehaves.
pub(crate) fn no_tls12() -> Error {
    PeerMisbehaved::SignedHandshakeWithUnadvertisedSigScheme.into()
}

/// The verifier that accepts one leaf.
#[derive(Debug)]
pub(crate) struct Pin {
    fingerprint: String,
    provider: Arc<CryptoProvider>,
}

impl Pin {
    pub(crate) fn new(fingerprint: &str) -> Arc<Self> {
        Arc::new(Self { fingerprint: fingerprint.to_ascii_lowercase(), provider: provider() })
    }
}

impl ServerCertVerifier for Pin {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if fingerprint(leaf) == self.fingerprint {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
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
        verify_signature(&self.provider, message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints() {
        assert!(is_fingerprint(&"a1".repeat(32)) && is_fingerprint(&"A1".repeat(32)));
        assert!(!is_fingerprint(&"a1".repeat(31)) && !is_fingerprint(&"g1".repeat(32)));
        // SHA-256 of nothing.
        let empty = fingerprint(&CertificateDer::from(Vec::new()));
        assert_eq!(empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
