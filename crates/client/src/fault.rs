//! Faults of the transport, as codes of the contract: another certificate, or no answer.
//!
//! The texts of the libraries are dropped; they may name hosts and paths and help nobody at the screen.

use contract::{ErrorCode, WireError};
use std::error::Error;
use std::io;

/// What a failed request means.
pub(crate) fn fault(error: &(dyn Error + 'static)) -> WireError {
    if is_certificate(error) { ErrorCode::CertificateChanged.into() } else { ErrorCode::Offline.into() }
}

/// Whether somewhere down the chain a certificate was refused.
fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    if matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) {
        return true;
    }
    // An I/O error answers `source()` with the source of what it wraps; the wrapped error itself must be asked for.
    let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    wrapped.is_some_and(|inner| is_certificate(inner)) || error.source().is_some_and(is_certificate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_certificate_is_found_however_deep() {
        let refused = rustls::Error::InvalidCertificate(rustls::CertificateError::ApplicationVerificationFailure);
        let wrapped = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, refused));
        assert_eq!(fault(&wrapped).code, ErrorCode::CertificateChanged);
    }

    #[test]
    fn everything_else_is_no_answer() {
        assert_eq!(fault(&io::Error::from(io::ErrorKind::ConnectionRefused)).code, ErrorCode::Offline);
        assert_eq!(fault(&rustls::Error::HandshakeNotComplete).code, ErrorCode::Offline);
    }
}
