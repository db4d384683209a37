//! The browser build's files, for tests and demonstrations on loopback; the product is the desktop.
//!
//! They are read at the start, and again when the page is asked for and was built anew since; no path of a request ever reaches the file
//! system. While a build is not whole the one before is shown. A path that names no file and no extension gets the page, because the
//! interface keeps its places in the URL.

use super::egress::CheckedAtSource;
use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::Response;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

const PAGE: &str = "/index.html";
/// A build writes its page and the files that it names within this time.
const BUILDING: Duration = Duration::from_secs(2);

/// The files of a folder, as it was when the page was asked for last.
pub(super) struct ProgramFiles {
    folder: PathBuf,
    bytes_max: u64,
    held: RwLock<Held>,
}

/// One build.
#[derive(Clone)]
struct Held {
    /// Path to content and media type.
    files: Arc<HashMap<String, (Bytes, &'static str)>>,
    /// When its page was written; none where more of it may still be written.
    built: Option<SystemTime>,
}

/// When the page of a folder was written; none where that is so short ago that a build may be under way.
fn built(folder: &Path) -> Option<SystemTime> {
    let written = folder.join(PAGE.trim_start_matches('/')).symlink_metadata().and_then(|page| page.modified()).ok()?;
    written.elapsed().is_ok_and(|ago| ago > BUILDING).then_some(written)
}

impl Held {
    fn read(folder: &Path, bytes_max: u64) -> io::Result<Self> {
        let built = built(folder);
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
            Ok(Self { files: Arc::new(files), built })
        } else {
            Err(io::Error::new(io::ErrorKind::NotFound, "the program files have no index.html"))
        }
    }
}

impl ProgramFiles {
    /// Read a folder. Links are not followed.
    ///
    /// # Errors
    /// When the folder has no page, cannot be read, or is larger than a program would be.
    pub(super) fn read(folder: &Path, bytes_max: u64) -> io::Result<Self> {
        Ok(Self { folder: folder.to_path_buf(), bytes_max, held: RwLock::new(Held::read(folder, bytes_max)?) })
    }

    /// The build that is shown. With `look`, the one that the folder holds now, as long as it is whole.
    fn held(&self, look: bool) -> Held {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner).clone();
        let now = built(&self.folder);
        if !look || now.is_some() && now == held.built {
            return held;
        }
        let Ok(newer) = Held::read(&self.folder, self.bytes_max) else { return held };
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = newer.clone();
        newer
    }

    /// The file of a path, or the page for a place within the interface.
    pub(super) fn answer(&self, path: &str) -> Option<Response> {
        let place = path.ends_with('/') || !path.rsplit('/').next().unwrap_or_default().contains('.');
        let Held { files, .. } = self.held(place || path == PAGE);
        let (content, media_type) = files.get(path).or_else(|| files.get(PAGE).filter(|_| place))?;
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
    fn a_page_that_is_built_anew_is_shown_and_one_that_is_gone_stays() {
        let (folder, page) = (folder(), |folder: &tempfile::TempDir| folder.path().join("index.html"));
        let built = |ago: u64| {
            let file = std::fs::File::options().write(true).open(page(&folder)).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(ago)).unwrap();
        };
        built(100);
        let files = ProgramFiles::read(folder.path(), 1_000).unwrap();
        std::fs::write(folder.path().join("assets/newer.js"), "export {}").unwrap();
        assert!(kind(&files, "/").is_some());
        assert_eq!(kind(&files, "/assets/newer.js"), None, "the page is the one that was read");
        built(50);
        assert_eq!(kind(&files, "/assets/newer.js"), None, "no path of a request is looked for in the folder");
        assert!(kind(&files, "/findings").is_some());
        assert!(kind(&files, "/assets/newer.js").is_some());
        built(0);
        assert!(kind(&files, "/").is_some());
        std::fs::write(folder.path().join("assets/last.js"), "export {}").unwrap();
        assert!(kind(&files, "/").is_some());
        assert!(kind(&files, "/assets/last.js").is_some(), "what is written right after its page is seen");
        std::fs::remove_file(page(&folder)).unwrap();
        assert!(kind(&files, "/").is_some() && kind(&files, "/assets/last.js").is_some(), "a build is under way");
    }

    #[test]
    fn size_is_limited() {
        assert!(ProgramFiles::read(folder().path(), 3).is_err());
    }
}
