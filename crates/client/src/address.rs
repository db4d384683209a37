//! Addresses of workspaces: what a person types becomes `https://host:port`, or is refused.
//!
//! The normal form names a workspace everywhere: in the settings, in the keychain, in the cache.

use contract::{ErrorCode, WireError};
use reqwest::Url;

/// The port `throughline serve` takes unless told otherwise.
const PORT: u16 = 8443;

/// The normal form of an address. `https://` may be left out, and the port when it is 8443.
///
/// # Errors
/// `invalid` for anything but an `https` origin: no path, no user, no query.
pub fn normal_address(typed: &str) -> Result<String, WireError> {
    let typed = typed.trim();
    let full = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let refused = || WireError::from(ErrorCode::Invalid);
    let url = Url::parse(&full).map_err(|_| refused())?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && matches!(url.path(), "" | "/")
        && url.query().is_none()
        && url.fragment().is_none();
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(refused)?;
    if url.scheme() != "https" || !bare {
        return Err(refused());
    }
    // `Url` drops the port when it is 443, which is the one case where the person may have typed it.
    let port = url.port().unwrap_or(if full.ends_with(":443") || full.ends_with(":443/") { 443 } else { PORT });
    Ok(format!("https://{host}:{port}"))
}

/// Whether an address stays on this machine.
pub fn is_loopback(address: &str) -> bool {
    let Some(host) = Url::parse(address).ok().and_then(|url| url.host_str().map(str::to_owned)) else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type() {
        for (typed, normal) in [
            ("workspace.example.org", "https://workspace.example.org:8443"),
            ("  https://Workspace.Example.org/ ", "https://workspace.example.org:8443"),
            ("127.0.0.1:9000", "https://127.0.0.1:9000"),
            ("https://[::1]:9000", "https://[::1]:9000"),
            ("https://host:443", "https://host:443"),
        ] {
            assert_eq!(normal_address(typed).unwrap(), normal, "{typed}");
            assert_eq!(normal_address(normal).unwrap(), normal);
        }
    }

    #[test]
    fn what_is_refused() {
        for typed in [
            "",
            "http://host",
            "ftp://host",
            "https://user@host",
            "https://user:pw@host",
            "https://host/path",
            "https://host?q",
            "https://host#f",
            "https://",
            "https://host:99999",
            "file:///etc",
        ] {
            assert_eq!(normal_address(typed).unwrap_err().code, ErrorCode::Invalid, "{typed}");
        }
    }

    #[test]
    fn loopback() {
        for address in ["https://127.0.0.1:1", "https://[::1]:1", "https://localhost:1", "https://127.8.9.1:1"] {
            assert!(is_loopback(address), "{address}");
        }
        for address in ["https://10.0.0.1:1", "https://localhost.example.org:1", "nothing", "https://host:1"] {
            assert!(!is_loopback(address), "{address}");
        }
    }
}
