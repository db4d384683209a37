//! Files inside of a record, by what they hold.

use super::Rest;
use crate::fhir::values;
use crate::leaf::{self, Sort};
use crate::reading::base64_text;
use formats::Json;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

impl Rest<'_> {
    /// Files of the record that no fact was read from, by what they hold.
    pub(super) fn files(&mut self, json: &Json) {
        for (list, inner) in [("content", ".attachment"), ("presentedForm", "")] {
            for (index, item) in values::items(json, list).iter().enumerate() {
                // The content of a picture is the file itself.
                let within = || values::first(item, "attachment").or_else(|| values::text(item, "data").map(|_| item));
                let Some(file) = (if inner.is_empty() { Some(item) } else { within() }) else { continue };
                if self.told.tells_exactly(&format!("{list}[{index}]{inner}.data")) {
                    continue;
                }
                let file = values::inside(file, values::items(json, "contained")).unwrap_or(file);
                let path = format!("{list}{inner}.data");
                match values::held(file) {
                    Some(data) => self.leaf(Sort::Said, &path, &digest(data, values::text(file, "contentType").unwrap_or(""))),
                    None if values::text(file, "url").is_some() => self.leaf(Sort::Said, &path, leaf::ELSEWHERE),
                    None => {}
                }
            }
        }
    }

    /// What a file inside of a resource holds, other than those that [`Rest::files`] looks for.
    pub(super) fn attached(&mut self, file: &Json, path: &str) {
        let is_listed = matches!(path, "" | "content" | "content.attachment" | "presentedForm");
        let Some(sort) = values::text(file, "contentType").filter(|_| self.inside.is_none() && !is_listed) else { return };
        let held = values::held(file).map_or_else(|| leaf::ELSEWHERE.to_string(), |data| digest(data, sort));
        self.leaf(Sort::Said, &format!("{path}.data"), &held);
    }
}

/// What a file holds, as one number: of a text its letters, of anything else its bytes.
fn digest(data: &str, content_type: &str) -> String {
    let text = if content_type.starts_with("text/") { base64_text(data) } else { None };
    let mut hasher = DefaultHasher::new();
    match text {
        Some(text) => text.chars().filter(|c| c.is_alphanumeric()).for_each(|c| c.hash(&mut hasher)),
        None => data.bytes().filter(|b| !b.is_ascii_whitespace()).for_each(|b| b.hash(&mut hasher)),
    }
    format!("{:016x}", hasher.finish())
}
