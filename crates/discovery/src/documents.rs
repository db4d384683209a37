//! Which fields of tables list documents, by the names of their files.
//!
//! A field lists documents when one of its values is the name, the path or the stem of a file that is there, or when most of
//! its frequent values look like names of documents: an index whose files were never delivered is one as well.

use crate::corners::name_hashes;
use crate::profile::FieldProfile;
use crate::sketch::Sketch;

/// Endings of documents and scans.
const ENDINGS: [&str; 17] = ["pdf", "tif", "tiff", "jpg", "jpeg", "png", "gif", "bmp", "jp2", "rtf", "htm", "html", "doc", "docx", "txt", "dcm", "xml"];
/// Longest name of a file.
const NAME_BYTES_MAX: usize = 255;

/// The last part of a path, lower case, whichever way its slashes lean.
pub fn file_name(path: &str) -> String {
    path.trim().rsplit(['/', '\\']).next().unwrap_or("").to_lowercase()
}

/// The name without its ending.
pub fn file_stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether a value is written as the name or path of a document.
pub fn names_a_document(value: &str) -> bool {
    let name = file_name(value);
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).map_or("", |(_, ending)| ending);
    name.len() <= NAME_BYTES_MAX && !value.contains(['\n', '\r']) && !value.contains("://") && ENDINGS.contains(&ending)
}

/// The names of the documents that are there, in 24 bytes a document at most, since there may be millions.
#[derive(Debug, Default)]
pub struct DocumentNames {
    /// In order, each once.
    hashes: Vec<u64>,
}

impl DocumentNames {
    /// Of their paths.
    pub fn new(paths: impl Iterator<Item = impl AsRef<str>>) -> Self {
        let mut hashes: Vec<u64> = paths.flat_map(|path| name_hashes(path.as_ref())).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes.shrink_to_fit();
        Self { hashes }
    }

    /// Whether a field lists documents.
    pub fn listed_by(&self, profile: &FieldProfile, sketch: &Sketch) -> bool {
        let looks = profile.top.iter().filter(|(value, ..)| names_a_document(value)).count();
        let mostly = !profile.top.is_empty() && looks * 5 >= profile.top.len() * 3;
        mostly || sketch.hashes.iter().any(|hash| self.hashes.binary_search(hash).is_ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiler::Profiler;

    #[test]
    fn names_of_documents() {
        for name in ["a.pdf", "SCANS\\2014\\0001.TIF", "/mnt/x/letter 3.docx"] {
            assert!(names_a_document(name), "{name}");
        }
        for name in ["", ".pdf", "pdf", "a.csv", "3.5", "http://x/a.pdf", "see a.pdf\nand more.pdf", "Dr. Roe"] {
            assert!(!names_a_document(name), "{name}");
        }
        assert_eq!((file_name("SCANS\\2014\\0001.TIF").as_str(), file_stem("0001.tif"), file_stem("plain")), ("0001.tif", "0001", "plain"));
    }

    #[test]
    fn of_a_document_three_hashes_at_most_are_held() {
        let names = DocumentNames::new((0..1_000).map(|n| format!("scans/{}/{n}.pdf", n / 10)));
        assert!(names.hashes.is_sorted() && names.hashes.len() == 3_000 && names.hashes.capacity() < 3_100);
        assert_eq!(DocumentNames::new(["a/page", "a/page", "b/page"].into_iter()).hashes.len(), 3, "two paths and a name");
    }

    #[test]
    fn a_field_lists_documents_by_name_by_stem_or_by_look() {
        let names = DocumentNames::new(["scans/scan1.pdf"].into_iter());
        let listed = |values: &[&str]| {
            let header = ["f".to_string()];
            let mut profiler = Profiler::new(&header, None);
            values.iter().for_each(|v| profiler.row(&[*v]));
            let profile = profiler.finish_relation();
            names.listed_by(&profile.fields[0], &profile.sketches[0])
        };
        assert!(listed(&["x", "scan1.pdf"]) && listed(&["scan1"]) && listed(&["scans/scan1.pdf"]) && listed(&["other.tif", "more.tif"]));
        assert!(!listed(&["x", "y"]) && !listed(&["scan2"]));
    }
}
