//! Each rule on a document that breaks it, and on its twin that does not.

use crate::{Limits, Summary};

/// What is said of a document: line, code and message.
fn said(text: &str) -> Vec<String> {
    let mut summary = Summary::default();
    let (tree, roots) = crate::ccda::grow(text.as_bytes(), &Limits::default(), &mut summary);
    assert!(summary.issues.is_empty(), "{:?}", summary.issues);
    roots.iter().for_each(|root| super::check(tree.element(*root), &Limits::default(), &mut summary));
    summary.issues.iter().map(|issue| format!("{} {}: {}", issue.line, issue.code, issue.message)).collect()
}

const XSI: &str = "xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'";
const PATIENT: &str = "<name><given>A</given><family>B</family></name><administrativeGenderCode code='F' codeSystem='2.16.840.1.113883.5.1'/>\
<birthTime value='19700501'/><raceCode code='2106-3' codeSystem='2.16.840.1.113883.6.238'/><ethnicGroupCode code='2186-5' codeSystem='2.16.840.1.113883.6.238'/>";

/// A document with a header that is right but for what is replaced, and a body.
fn document(replace: &[(&str, &str)], body: &str) -> String {
    let mut text = format!(
        "<ClinicalDocument {XSI}><templateId root='2.16.840.1.113883.10.20.22.1.1'/><id root='1.1'/><code code='34133-9' codeSystem='2.16.840.1.113883.6.1'/><title>t</title>\
         <effectiveTime value='20150622'/><confidentialityCode code='N'/><languageCode code='en-US'/>\
         <recordTarget><patientRole><id root='1.2'/><addr/><telecom/><patient>{PATIENT}</patient></patientRole></recordTarget><author/><custodian/>\n\
         <component><structuredBody><component>\n{body}</component></structuredBody></component></ClinicalDocument>"
    );
    for (from, to) in replace {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    text
}

fn one(replace: &[(&str, &str)], body: &str) -> String {
    let said = said(&document(replace, body));
    assert_eq!(said.len(), 1, "{said:?}");
    said.into_iter().next().unwrap()
}

#[test]
fn a_header_that_is_right_says_nothing_and_each_defect_is_named() {
    assert_eq!(said(&document(&[], "")), Vec::<String>::new());
    let patient = "recordTarget/patientRole/patient";
    let cases = [
        ("code='F'", "code='nonsense'", format!("1 code_not_allowed: {patient}/administrativeGenderCode: US Realm Header: the code is not F or M or UN of AdministrativeGender (HL7 V3)")),
        (
            "code='F' codeSystem='2.16.840.1.113883.5.1'",
            "code='F' codeSystem='1.22.333'",
            format!("1 code_system_not_allowed: {patient}/administrativeGenderCode: US Realm Header: the code system is not that of F or M or UN of AdministrativeGender (HL7 V3)"),
        ),
        ("<administrativeGenderCode code='F' codeSystem='2.16.840.1.113883.5.1'/>", "", format!("1 missing_element: {patient}: US Realm Header has no administrativeGenderCode")),
        ("<family>B</family>", "", format!("1 missing_element: {patient}/name: the name has no family")),
        ("<given>A</given>", "<given>A</given><given/>", format!("1 empty_name_part: {patient}/name/given: the part of the name is empty")),
        (
            "<given>A</given>",
            "<given>A</given><given qualifier='BR'> </given>",
            format!("1 empty_name_part: {patient}/name/given: the part of the name, which has a qualifier, is empty"),
        ),
        ("<name><given>A</given><family>B</family></name>", "", format!("1 missing_element: {patient}: US Realm Header has no name")),
        ("code='2186-5' codeSystem='2.16.840.1.113883.6.238'", "code='2186-5' codeSystem='1.22'", format!("1 code_system_not_allowed: {patient}/ethnicGroupCode: US Realm Header: the code system is not that of Ethnicity (CDC Race and Ethnicity)")),
        ("<effectiveTime value='20150622'/>", "<effectiveTime value='732497932932937'/>", "1 bad_time: effectiveTime: the value is no time".to_string()),
        ("<effectiveTime value='20150622'/>", "", "1 missing_element: ClinicalDocument: US Realm Header has no effectiveTime".to_string()),
        ("<birthTime value='19700501'/>", "<birthTime value='00010101'/>", format!("1 bad_time: {patient}/birthTime: the year is not plausible")),
        ("<languageCode code='en-US'/>", "<languageCode code='eng' codeSystem='1.2'/>", "1 stray_attribute: languageCode: a language has a code and no codeSystem".to_string()),
        ("<languageCode code='en-US'/>", "<languageCode code='english'/>", "1 malformed_code: languageCode: the code has not the form of a language (RFC 5646)".to_string()),
    ];
    for (from, to, expected) in cases {
        assert_eq!(one(&[(from, to)], ""), expected);
    }
}

#[test]
fn null_flavors_are_allowed_everywhere() {
    let replaced = [
        ("<administrativeGenderCode code='F' codeSystem='2.16.840.1.113883.5.1'/>", "<administrativeGenderCode nullFlavor='UNK'/>"),
        ("<family>B</family>", "<family nullFlavor='NI'/>"),
        ("<birthTime value='19700501'/>", "<birthTime nullFlavor='UNK'/>"),
    ];
    assert_eq!(said(&document(&replaced, "")), Vec::<String>::new());
}

const ALLERGIES: &str = "<section><templateId root='2.16.840.1.113883.10.20.22.2.6.1'/><code code='48765-2' codeSystem='2.16.840.1.113883.6.1'/>\n\
<entry><act><templateId root='2.16.840.1.113883.10.20.22.4.30'/><code code='CONC' codeSystem='2.16.840.1.113883.5.6'/><statusCode code='active'/><effectiveTime><low value='2014'/></effectiveTime>\n\
<entryRelationship><observation><templateId root='2.16.840.1.113883.10.20.22.4.7'/><templateId root='2.16.840.1.113883.10.20.22.4.7' extension='2014-06-09'/>\
<code code='ASSERTION' codeSystem='2.16.840.1.113883.5.4'/><statusCode code='completed'/><effectiveTime><low value='20140301'/><high value='20150301'/></effectiveTime>\n\
<value xsi:type='CD' code='419511003' codeSystem='2.16.840.1.113883.6.96'/>\n\
<participant><participantRole><playingEntity><code code='7982' codeSystem='2.16.840.1.113883.6.88' codeSystemName='RxNorm'/></playingEntity></participantRole></participant>\
</observation></entryRelationship></act></entry></section>";

#[test]
fn sections_and_entries_say_what_their_templates_want() {
    assert_eq!(said(&document(&[], ALLERGIES)), Vec::<String>::new());
    let observation = "section Allergies, act/entryRelationship/observation";
    let template = "2.16.840.1.113883.10.20.22.2.6 or 2.16.840.1.113883.10.20.22.2.6.1";
    let cases = [
        ("code='48765-2' codeSystem='2.16.840.1.113883.6.1'", "code='48765-2' codeSystem='1.2'", format!("3 code_not_allowed: section Allergies, code: the section code is not 48765-2 of LOINC, as the section's template ({template}) wants")),
        ("<templateId root='2.16.840.1.113883.10.20.22.2.6.1'/>", "<templateId root='1.2.3'/>", format!("3 no_template: section Allergies: the section has the code of Allergies and claims none of its templates ({template})")),
        ("<code code='48765-2' codeSystem='2.16.840.1.113883.6.1'/>", "", "3 missing_element: section Allergies: the section has no code; 48765-2 of LOINC is expected".to_string()),
        ("<templateId root='2.16.840.1.113883.10.20.22.4.30'/>", "", "4 no_template: section Allergies, act: the entry claims no template".to_string()),
        ("<templateId root='2.16.840.1.113883.10.20.22.4.30'/>", "<templateId root='1.2.3'/>", "4 no_template: section Allergies, act: the entry does not claim Allergy Concern Act".to_string()),
        ("code='CONC'", "code='OTHER'", "4 code_not_allowed: section Allergies, act/code: Allergy Concern Act: the code is not 48765-2 of LOINC or CONC of ActClass (HL7 V3)".to_string()),
        ("<statusCode code='active'/>", "<statusCode code='done'/>", "4 code_not_allowed: section Allergies, act/statusCode: Allergy Concern Act wants active or suspended or aborted or completed".to_string()),
        ("<statusCode code='active'/>", "", "4 missing_element: section Allergies, act: Allergy Concern Act has no statusCode".to_string()),
        ("code='419511003'", "code='161045001'", format!("6 code_not_allowed: {observation}/value: Allergy Observation: the code is not Allergy and Intolerance Type (SNOMED CT)")),
        ("code='7982' codeSystem='2.16.840.1.113883.6.88' codeSystemName='RxNorm'", "code='7982A' codeSystem='2.16.840.1.113883.6.88'", format!("7 malformed_code: {observation}/participant/participantRole/playingEntity/code: the code has not the form of a code of RxNorm")),
        ("<high value='20150301'/>", "<high value='2013'/>", format!("5 bad_time: {observation}/effectiveTime: the interval ends before it begins")),
        ("<high value='20150301'/>", "<high value='201503011'/>", format!("5 bad_time: {observation}/effectiveTime/high: the value is no time")),
    ];
    for (from, to, expected) in cases {
        assert_eq!(one(&[(from, to)], ALLERGIES), expected);
    }
    let missing = "section Allergies, act: Allergy Concern Act has no entryRelationship/observation that claims Allergy Observation (2.16.840.1.113883.10.20.22.4.7)";
    let both = [("<templateId root='2.16.840.1.113883.10.20.22.4.7'/>", ""), ("<templateId root='2.16.840.1.113883.10.20.22.4.7' extension='2014-06-09'/>", "")];
    assert_eq!(one(&both, ALLERGIES), format!("4 missing_element: {missing}"));
    let named = said(&document(&[("codeSystem='2.16.840.1.113883.6.88'", "codeSystem='1.22'")], ALLERGIES));
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named.iter().any(|s| s.contains("code_system_differs") && s.ends_with("codeSystemName says RxNorm, codeSystem is not 2.16.840.1.113883.6.88")), "{named:?}");
    assert!(named.iter().any(|s| s.contains("code_system_not_allowed")), "{named:?}");
}

#[test]
fn a_translation_and_another_type_count() {
    let translated = ("<value xsi:type='CD' code='419511003' codeSystem='2.16.840.1.113883.6.96'/>", "<value xsi:type='CD' code='X' codeSystem='1.2'><translation code='419511003' codeSystem='2.16.840.1.113883.6.96'/></value>");
    assert_eq!(said(&document(&[translated], ALLERGIES)), Vec::<String>::new());
    let text = ("<value xsi:type='CD' code='419511003' codeSystem='2.16.840.1.113883.6.96'/>", "<value xsi:type='ST'>a drug</value>");
    assert_eq!(said(&document(&[text], ALLERGIES)), Vec::<String>::new());
}

#[test]
fn units_are_ucum_and_each_place_is_told_in_the_same_words() {
    let value = |unit: &str| format!("<observation><value xsi:type='PQ' value='1' unit='{unit}'/></observation>\n");
    assert_eq!(said(&format!("<entry {XSI}>{}</entry>", value("mm[Hg]"))), Vec::<String>::new());
    let many = said(&format!("<entry {XSI}>\n{}{}{}</entry>", value("xyzzy"), value("mg/dL"), value("abcde")));
    assert_eq!(many, ["2 not_ucum: observation/value: the unit is not one of UCUM", "4 not_ucum: observation/value: the unit is not one of UCUM"]);
}

#[test]
fn a_document_that_claims_no_header_is_held_to_none() {
    assert_eq!(said("<ClinicalDocument><component><structuredBody><component><section><code code='48765-2'/><entry><act/></entry></section></component></structuredBody></component></ClinicalDocument>"), Vec::<String>::new());
}

#[test]
fn no_message_holds_a_value() {
    let all = said(&document(
        &[("code='F'", "code='zzsecret'"), ("<birthTime value='19700501'/>", "<birthTime value='zzsecret'/>"), ("<languageCode code='en-US'/>", "<languageCode code='zz_secret'/>")],
        "<section><code code='zzsecret' codeSystem='2.16.840.1.113883.6.1' codeSystemName='zzsecret'/><title>zzsecret</title><entry><observation><value unit='zzsecret'/></observation></entry></section>",
    ));
    assert!(all.len() >= 5 && !all.iter().any(|s| s.contains("secret")), "{all:?}");
}

#[test]
fn a_name_that_cda_does_not_give_is_not_told() {
    let entry = |name: &str| format!("<entry {XSI}><observation><{name}><value xsi:type='PQ' value='1' unit='xyzzy'/></{name}></observation></entry>");
    let place = |step: &str| vec![format!("1 not_ucum: observation/{step}/value: the unit is not one of UCUM")];
    assert_eq!(said(&entry("SMITH_JANE_19590528")), place("(other)"), "a document may carry a person as the name of an element");
    assert_eq!(said(&entry("entryRelationship")), place("entryRelationship"));
}
