//! The browser build's files, for tests and demonstrations on loopback; the product is the desktop.
//!
//! They are read once, at the start: afterwards no path of a request ever reaches the file system. A path that names
//! no file and no extension gets the page, because the interface keeps its places in the URL.

use super::egress::CheckedAtSource;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use std::collections::HashMap;
use std::io;
use std::path::Path;

const PAGE: &str = "/index.html";

/// Path to content.
pub(super) struct ProgramFiles {
    files: HashMap<String, (Bytes, &'static str)>,
}

impl ProgramFiles {
    /// Read a folder. Links are not followed.
    ///
    /// # Errors
    /// When the folder has no page, cannot be read, or is larger than a program would be.
    pub(super) fn read(folder: &Path, bytes_max: u64) -> io::Result<Self> {
        let mut files = HashMap::new();
        let mut left = bytes_max;
        let mut folders = vec![(folder.to_path_buf(), String::new())];
        while let Some((at, prefix)) = folders.pop() {
            for entry in std::fs::read_dir(at)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = format!("{prefix}/{name}");
                if kind.is_dir() {
                    folders.push((entry.path(), path));
                } else if kind.is_file() {
                    left = left
                        .checked_sub(entry.metadata()?.len())
                        .ok_or_else(|| io::Error::other("the program files are larger than allowed"))?;
                    let media_type = media_type(&path);
                    files.insert(path, (Bytes::from(std::fs::read(entry.path())?), media_type));
                }
            }
        }
        if files.contains_key(PAGE) {
            Ok(Self { files })
        } else {
            Err(io::Error::new(io::ErrorKind::NotFound, "the program files have no index.html"))
        }
    }

    /// The file of a path, or the page for a place within the interface.
    pub(super) fn answer(&self, path: &str) -> Option<Response> {
        let place = path.ends_with('/') || !path.rsplit('/').next().unwrap_or_default().contains('.');
        let (content, media_type) = self.files.get(path).or_else(|| self.files.get(PAGE).filter(|_| place))?;
        let mut response = Response::new(Body::from(content.clone()));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        response.extensions_mut().insert(CheckedAtSource);
        Some(response)
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        std::fs::write(folder.path().join("index.html"), "<!doctype html>").unwrap();
        std::fs::write(folder.path().join("assets/main.js"), "export {}").unwrap();
        folder
    }

    fn kind(files: &ProgramFiles, path: &str) -> Option<String> {
        files.answer(path).map(|r| r.headers()[CONTENT_TYPE].to_str().unwrap().to_owned())
    }

    #[test]
    fn files_and_places() {
        let folder = folder();
        let files = ProgramFiles::read(folder.path(), 1_000).unwrap();
        assert_eq!(kind(&files, "/").unwrap(), "text/html; charset=utf-8");
        assert_eq!(kind(&files, "/findings/f-1").unwrap(), "text/html; charset=utf-8");
        assert_eq!(kind(&files, "/assets/main.js").unwrap(), "text/javascript; charset=utf-8");
        assert_eq!(kind(&files, "/assets/gone.js"), None);
    }

    #[test]
    fn nothing_outside_is_reachable() {
        let folder = folder();
        std::fs::write(folder.path().join("secret.txt"), "x").unwrap();
        let files = ProgramFiles::read(&folder.path().join("assets"), 1_000);
        assert!(files.is_err(), "a folder without a page is no program");
        let files = ProgramFiles::read(folder.path(), 1_000).unwrap();
        assert_eq!(kind(&files, "/assets/../secret.txt"), None);
    }

    #[test]
    fn size_is_limited() {
        assert!(ProgramFiles::read(folder().path(), 3).is_err());
    }
}
