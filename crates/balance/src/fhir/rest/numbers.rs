//! Numbers by which a record is known, each by whoever gave it.

use super::{Rest, field, is_over};
use crate::fhir::values;
use crate::leaf::Sort;
use formats::Json;

/// Whoever gives the numbers of studies of pictures.
const STUDY: &str = "urn:dicom:uid";

impl Rest<'_> {
    /// Numbers of the record by whoever gave them: another number of the same giver is another record.
    pub(super) fn identifiers(&mut self, json: &Json) {
        let is_study = values::text(json, "resourceType") == Some("ImagingStudy");
        // By this address the pictures of a study are found for good; it stands apart in former versions.
        let is_of_study = |identifier: &Json| is_study && values::text(identifier, "value").is_some_and(|value| value.starts_with("urn:oid:"));
        let listed = || values::items(json, "identifier").iter().find(|identifier| is_of_study(identifier)).and_then(|identifier| values::text(identifier, "value"));
        if let Some(number) = values::text(json, "uid").or_else(listed).filter(|_| is_study) {
            self.leaf(Sort::Said, &format!("identifier({})", field(STUDY)), &plain_number(number));
        }
        let numbers = values::items(json, "identifier").iter().map(|identifier| (identifier, None));
        let of_order = values::items(json, "accession").iter().map(|identifier| (identifier, Some("ACSN")));
        for (identifier, usual) in numbers.chain(of_order) {
            let sort = values::first(identifier, "type").and_then(values::word).map(|(word, _)| word).or(usual);
            let Some(giver) = values::text(identifier, "system").or(sort) else { continue };
            let path = format!("identifier({})", field(giver));
            let value = plain_number(values::text(identifier, "value").unwrap_or(""));
            // Addresses are given anew; numbers of the state have aspects of their own.
            let is_address = giver.ends_with("rfc:3986") || value.starts_with("urnuuid") || giver == STUDY && is_of_study(identifier);
            let is_of_the_state = giver.ends_with("us-ssn") || matches!(sort, Some("SS" | "SB" | "DL" | "PPN"));
            if is_over(identifier) {
                self.leaf(Sort::Over, &path, if is_of_the_state { "" } else { value.as_str() });
            }
            if !is_address && !is_of_the_state {
                self.leaf(Sort::Said, &path, &value);
            }
        }
    }
}

/// Letters and digits of a number, whatever stands between them.
fn plain_number(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
