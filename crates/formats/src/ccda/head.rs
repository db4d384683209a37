//! What the first bytes of an XML file tell: whether it is a clinical document, or a part of one.

/// Elements that a part of a document starts with. Other XML uses some of these names too: see [`is_v3`].
const PARTS: [&str; 41] = [
    "section", "structuredBody", "nonXMLBody", "component", "entry", "entryRelationship", "act", "encounter", "observation",
    "observationMedia", "organizer", "procedure", "regionOfInterest", "substanceAdministration", "supply", "recordTarget", "author",
    "dataEnterer", "informant", "custodian", "informationRecipient", "legalAuthenticator", "authenticator", "participant",
    "inFulfillmentOf", "documentationOf", "relatedDocument", "authorization", "componentOf", "performer", "participantRole",
    "manufacturedProduct", "serviceEvent", "relatedSubject", "encounterParticipant", "assignedAuthor", "externalDocument", "criterion",
    "specimen", "precondition", "assignedEntity",
];

/// Whether the head of an XML file is that of a clinical document, of something around one, or of a part of one.
pub(crate) fn looks_clinical(head: &str) -> bool {
    match root_name(head) {
        None | Some("stylesheet" | "transform" | "html" | "schema") => false,
        Some("ClinicalDocument") => true,
        Some(name) => (PARTS.contains(&name) && is_v3(head)) || opens_document(head),
    }
}

/// Local name of the first element, after declarations, instructions and comments.
fn root_name(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        let (_, opened) = rest.split_once('<')?;
        let end = if opened.starts_with("!--") {
            "-->"
        } else if opened.starts_with('?') {
            "?>"
        } else if opened.starts_with('!') {
            ">"
        } else {
            let name = opened.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
            return Some(name.rsplit(':').next().unwrap_or(name));
        };
        rest = opened.split_once(end)?.1;
    }
}

/// Whether the head speaks HL7 version 3 and not FHIR.
fn is_v3(head: &str) -> bool {
    let signs = [
        "urn:hl7-org:v3", "urn:hl7-org:sdtc", "templateId", "classCode=", "moodCode=", "typeCode=", "2.16.840.1.113883.", "<patientRole",
        "<assigned", "<intendedRecipient", "<nonXMLBody",
    ];
    signs.iter().any(|sign| head.contains(sign)) && !head.contains("http://hl7.org/fhir\"")
}

/// Whether a start tag of a document stands somewhere in the head.
fn opens_document(head: &str) -> bool {
    head.match_indices("ClinicalDocument").any(|(at, name)| {
        let before = head.get(..at).and_then(|before| before.rsplit(|c: char| !(c.is_alphanumeric() || c == ':')).next()).unwrap_or_default();
        let prefixed = before.is_empty() || before.ends_with(':');
        let opened = head.get(..at.saturating_sub(before.len())).is_some_and(|before| before.ends_with('<'));
        let ended = head.get(at + name.len()..).is_some_and(|after| after.starts_with([' ', '\t', '\r', '\n', '>']));
        prefixed && opened && ended
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_and_parts_are_recognised() {
        for head in [
            "<ClinicalDocument>",
            "<?xml version='1.0'?>\n<?xml-stylesheet href='CDA.xsl'?>\n<!-- a <section> -->\n<n1:ClinicalDocument xmlns:n1='urn:hl7-org:v3'>",
            "<Batch><Part>\n<c:ClinicalDocument\n xmlns:c='urn:hl7-org:v3'>",
            "<section><templateId root='1'/>",
            "<entry xmlns='urn:hl7-org:v3'>",
            "<observation classCode='OBS' moodCode='EVN'>",
        ] {
            assert!(looks_clinical(head), "{head}");
        }
    }

    #[test]
    fn other_xml_is_not() {
        for head in [
            "<ContinuityOfCareRecord xmlns='urn:astm-org:CCR'>",
            "<Bundle xmlns=\"http://hl7.org/fhir\"><entry>",
            "<entry xmlns=\"http://hl7.org/fhir\"><code value='2.16.840.1.113883.6.1'/>",
            "<section><h1>ClinicalDocument</h1></section>",
            "<xsl:stylesheet><xsl:template><ClinicalDocument>",
            "<Note about='<ClinicalDocument'/>",
            "<!-- <ClinicalDocument> that never ends",
            "no markup",
        ] {
            assert!(!looks_clinical(head), "{head}");
        }
    }
}
