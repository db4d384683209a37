//! Concerns that are what their text says.

use super::*;

/// The problems that a concern of this text is, by name.
fn concern(text: &str) -> Vec<String> {
    let act = format!(
        r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.132"/><id root="1" extension="c"/>
<code code="75310-3" codeSystem="2.16.840.1.113883.6.1"/><text>{text}</text><statusCode code="active"/></act></entry>"#
    );
    let read = Read::sections(&section("75310-3", "", &act));
    read.kind(Kind::Problem).into_iter().flat_map(|problem| said(problem, Aspect::Code)).collect()
}

#[test]
fn a_concern_about_what_is_missing_is_one_and_that_there_is_none_is_none() {
    for text in ["No transportation", "No heat in the home", "Lives alone"] {
        assert_eq!(concern(text), [text]);
    }
    for text in ["No known health concerns", "No concerns", "No active concerns recorded"] {
        assert!(concern(text).is_empty(), "{text}");
    }
}
