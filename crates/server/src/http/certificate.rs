//! The workspace's own certificate: self-signed, P-256, pinned by every desktop on its first connection.
//!
//! Bytes in, bytes out: where the key is kept, and that it is kept sealed, is the caller's business. What must stay
//! true: the private key is never printed; TLS 1.3 is the only version offered.

use rcgen::{CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::sync::Arc;

/// Names under which a workspace can always be reached from its own machine.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// A certificate with its private key.
pub struct Certificate {
    certificate_pem: Vec<u8>,
    key_pem: Vec<u8>,
    leaf: CertificateDer<'static>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Certificate").field("fingerprint", &self.fingerprint()).finish_non_exhaustive()
    }
}

impl Certificate {
    /// Make a new one for loopback and the given host names or addresses.
    ///
    /// It is valid for decades: what a desktop trusts is the pinned fingerprint, and an expiry date would only train
    /// people to accept a changed one.
    ///
    /// # Errors
    /// When a name cannot stand in a certificate.
    pub fn make(names: &[String]) -> io::Result<Self> {
        let mut all: Vec<String> = LOOPBACK.iter().map(|name| (*name).to_owned()).collect();
        for name in names {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        let mut params = CertificateParams::new(all).map_err(io::Error::other)?;
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, "Throughline workspace");
        params.not_before = date_time_ymd(2024, 1, 1);
        params.not_after = date_time_ymd(2074, 1, 1);
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = params.self_signed(&key).map_err(io::Error::other)?;
        Self::from_pem(certificate.pem().as_bytes(), key.serialize_pem().as_bytes())
    }

    /// Take one that was made before.
    ///
    /// # Errors
    /// When either part is not PEM or the key is not the certificate's.
    pub fn from_pem(certificate_pem: &[u8], key_pem: &[u8]) -> io::Result<Self> {
        let leaf = CertificateDer::from_pem_slice(certificate_pem).map_err(io::Error::other)?;
        let made = Self { certificate_pem: certificate_pem.to_vec(), key_pem: key_pem.to_vec(), leaf };
        made.server_config()?;
        Ok(made)
    }

    /// The certificate as PEM; public.
    pub fn certificate_pem(&self) -> &[u8] {
        &self.certificate_pem
    }

    /// The private key as PEM; to be stored sealed only.
    pub fn key_pem(&self) -> &[u8] {
        &self.key_pem
    }

    /// SHA-256 of the certificate in DER, 64 lower-case hex digits: what a person compares and a desktop pins.
    pub fn fingerprint(&self) -> String {
        let digest = ring::digest::digest(&ring::digest::SHA256, &self.leaf);
        digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// TLS 1.3 with this certificate, HTTP/1.1 inside.
    pub(super) fn server_config(&self) -> io::Result<Arc<ServerConfig>> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&self.certificate_pem)
            .collect::<Result<_, _>>()
            .map_err(io::Error::other)?;
        let key = PrivateKeyDer::from_pem_slice(&self.key_pem).map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survives_storage() {
        let made = Certificate::make(&["workspace.example.org".into(), "localhost".into()]).unwrap();
        let read = Certificate::from_pem(made.certificate_pem(), made.key_pem()).unwrap();
        assert_eq!(made.fingerprint(), read.fingerprint());
        assert_eq!(made.certificate_pem(), read.certificate_pem());
    }

    #[test]
    fn fingerprint_is_lower_case_hex_and_differs() {
        let (one, two) = (Certificate::make(&[]).unwrap(), Certificate::make(&[]).unwrap());
        assert_eq!(one.fingerprint().len(), 64);
        assert!(one.fingerprint().bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
        assert_ne!(one.fingerprint(), two.fingerprint());
    }

    #[test]
    fn foreign_key_and_garbage_are_refused() {
        let (one, two) = (Certificate::make(&[]).unwrap(), Certificate::make(&[]).unwrap());
        assert!(Certificate::from_pem(one.certificate_pem(), two.key_pem()).is_err());
        assert!(Certificate::from_pem(b"not pem", one.key_pem()).is_err());
        assert!(Certificate::from_pem(one.certificate_pem(), b"").is_err());
    }

    #[test]
    fn debug_does_not_print_the_key() {
        let made = Certificate::make(&[]).unwrap();
        let shown = format!("{made:?}");
        assert!(shown.contains(&made.fingerprint()) && !shown.contains("PRIVATE"));
    }
}
