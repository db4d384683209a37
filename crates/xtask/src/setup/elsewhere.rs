//! macOS, Windows and Linux without apt: only checks, and says what to install.

use std::env;
use std::path::Path;

use super::packages::{self, Need};
use crate::programs;

/// The key of the WebView2 runtime in the registry.
const WEBVIEW2: &str =
    r"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";

/// What is missing on macOS.
pub fn macos() -> Vec<String> {
    let mut missing = Vec::new();
    if programs::answer("xcode-select", &["-p"]).is_none() {
        missing.push("the Xcode command line tools: xcode-select --install".to_owned());
    }
    let brewed = programs::answer("brew", &["--prefix", "openssl@3"]).is_some_and(|path| Path::new(&path).is_dir());
    if !brewed && env::var_os("OPENSSL_DIR").is_none() {
        missing.push("OpenSSL, the cipher under SQLCipher: brew install openssl@3 (or set OPENSSL_DIR)".to_owned());
    }
    missing
}

/// What is missing on Windows.
pub fn windows(need: Need) -> Vec<String> {
    let mut missing = Vec::new();
    let installer = env::var("ProgramFiles(x86)").unwrap_or_default();
    let vswhere = Path::new(&installer).join("Microsoft Visual Studio").join("Installer").join("vswhere.exe");
    if !vswhere.is_file() {
        missing.push("Visual Studio Build Tools with \"Desktop development with C++\"".to_owned());
    }
    if env::var_os("OPENSSL_DIR").is_none() {
        missing.push("OpenSSL, the cipher under SQLCipher, with OPENSSL_DIR set to its folder".to_owned());
    }
    if need > Need::Program && programs::answer("reg", &["query", WEBVIEW2, "/v", "pv"]).is_none() {
        missing.push("the WebView2 runtime (part of Windows 11)".to_owned());
    }
    missing
}

/// Other Linux systems have other names for the same packages.
pub fn other_linux(need: Need) {
    println!("This system has no apt. Make sure that it has what these packages of Debian hold:");
    for package in packages::needed(need) {
        println!("  {:<24} {}", package.name, package.why);
    }
}
