//! What is attached to an entry or to the document itself: a file outside, who decides in the patient's place, what the patient has consented to.

use super::{read, section, told};
use model::Statement;

/// An advance directive with what is attached to it.
fn directive(attached: &str) -> Vec<Statement> {
    let entry = format!(
        r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.48"/><code code="75278-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
<effectiveTime><low value="20110213"/></effectiveTime><value xsi:type="CD" code="304252001" codeSystem="2.16.840.1.113883.6.96"/>{attached}</observation></entry>"#
    );
    section("42348-3", &entry)
}

#[test]
fn a_file_outside_of_the_document_is_told_whatever_its_identifier() {
    let file = |id: &str, name: &str| {
        directive(&format!(r#"<reference typeCode="REFR"><externalDocument><id root="1.5" extension="{id}"/><text mediaType="application/pdf"><reference value="{name}"/></text></externalDocument></reference>"#))
    };
    let legacy = file("a", "directive.pdf");
    assert!(told(&legacy, &file("b", "Directive.PDF")).is_empty());
    assert_eq!(told(&legacy, &file("a", "other.pdf")).len(), 1);
    assert_eq!(told(&legacy, &directive("")).len(), 1);
    assert!(told(&directive(r##"<text><reference value="#d"/></text>"##), &directive("")).is_empty(), "the narrative of the document itself");
}

#[test]
fn of_an_agent_it_counts_what_they_are_to_the_patient_and_how_they_are_reached() {
    let agent = |code: &str, phone: &str| {
        directive(&format!(
            r#"<participant typeCode="CST"><participantRole classCode="AGNT"><id root="1.6" extension="A1"/><code code="{code}" codeSystem="2.16.840.1.113883.5.111"/><telecom value="{phone}"/>
<playingEntity><name><given>Martha</given><family>Holm</family></name></playingEntity></participantRole></participant>"#
        ))
    };
    let legacy = agent("MTH", "tel:+1(555)201-7788");
    assert!(told(&legacy, &agent("MTH", "tel:5552017788")).is_empty());
    assert_eq!(told(&legacy, &agent("FTH", "tel:+1(555)201-7788")).len(), 1);
    assert_eq!(told(&legacy, &agent("MTH", "tel:+1(555)201-7789")).len(), 1);
}

#[test]
fn a_consent_of_the_header_and_what_a_relative_stands_for_are_told() {
    let header = |class: &str, consent: &str| {
        let relative = format!(r#"<participant typeCode="IND"><associatedEntity classCode="{class}"><associatedPerson><name><given>Olav</given><family>Holm</family></name></associatedPerson></associatedEntity></participant>"#);
        read(&format!("{relative}{consent}"), "")
    };
    let consent = |id: &str, state: &str| {
        format!(r#"<authorization typeCode="AUTH"><consent><id root="1.7" extension="{id}"/><code code="57016-8" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="{state}"/></consent></authorization>"#)
    };
    let legacy = header("NOK", &consent("1", "completed"));
    assert!(told(&legacy, &header("NOK", &consent("2", "completed"))).is_empty());
    assert_eq!(told(&legacy, &header("NOK", "")), ["other record lost statement"]);
    assert_eq!(told(&legacy, &header("NOK", &consent("1", "aborted"))).len(), 1);
    assert_eq!(told(&legacy, &header("ECON", &consent("1", "completed"))).len(), 1);
}
