//! Documents over time: what the later one of a keeper says of a record is how it stands, whatever the earlier one said. Documents against resources, through
//! the public door.

use serde_json::json;
use tests::Bench;

/// A clinical document of a day with a problem under an identifier, active or resolved, and a drug in a dose.
fn snapshot(number: &str, day: &str, header: &str, status: &str, dose: u32) -> String {
    let (act, end, code) = if status == "active" { ("active", "", "55561003") } else { ("completed", r#"<high value="20201201"/>"#, "413322009") };
    let problem = format!(
        r#"<act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="{act}"/><effectiveTime><low value="20100301"/></effectiveTime>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.4"/><id root="2.25.11" extension="p1"/><code code="55607006" codeSystem="2.16.840.1.113883.6.96"/><statusCode code="completed"/>
<effectiveTime><low value="20100301"/>{end}</effectiveTime><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96" displayName="Asthma"/><entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.6"/><code code="33999-4" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship></observation></entryRelationship></act>"#
    );
    let drug = format!(
        r#"<substanceAdministration classCode="SBADM" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.16"/><id root="2.25.11" extension="m1"/><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20180101"/></effectiveTime>
<doseQuantity value="{dose}" unit="mg"/><consumable><manufacturedProduct classCode="MANU"><templateId root="2.16.840.1.113883.10.20.22.4.23"/><manufacturedMaterial><code code="29046" codeSystem="2.16.840.1.113883.6.88" displayName="Lisinopril"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration>"#
    );
    let section = |code: &str, entry: &str| format!(r#"<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><text>t</text><entry>{entry}</entry></section></component>"#);
    format!(
        r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><id root="2.25.8" extension="{number}"/><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="{day}"/>
<recordTarget><patientRole><id root="1.2.3" extension="M-17"/><patient><name><given>Jane</given><family>Roe</family></name><administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19700203"/></patient></patientRole></recordTarget>
<custodian><assignedCustodian><representedCustodianOrganization><id root="2.25.12"/></representedCustodianOrganization></assignedCustodian></custodian>{header}<component><structuredBody>{}{}</structuredBody></component></ClinicalDocument>"#,
        section("11450-4", &problem),
        section("10160-0", &drug)
    )
}

/// What resources say of the same.
fn resources_of(status: &str, dose: u32) -> String {
    let clinical = json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": status }] });
    let mut problem = json!({ "resourceType": "Condition", "id": "c", "clinicalStatus": clinical, "subject": { "reference": "Patient/P" }, "onsetDateTime": "2010-03-01",
        "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-category", "code": "problem-list-item" }] }],
        "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "195967001", "display": "Asthma" }], "text": "Asthma" } });
    if status != "active" {
        problem["abatementDateTime"] = json!("2020-12-01");
    }
    let person = json!({ "resourceType": "Patient", "id": "P", "identifier": [{ "system": "urn:oid:1.2.3", "value": "M-17" }], "name": [{ "family": "Roe", "given": ["Jane"] }], "gender": "female", "birthDate": "1970-02-03" });
    let drug = json!({ "resourceType": "MedicationStatement", "id": "m", "status": "active", "subject": { "reference": "Patient/P" }, "effectivePeriod": { "start": "2018-01-01" },
        "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "29046", "display": "Lisinopril" }], "text": "Lisinopril" },
        "dosage": [{ "doseAndRate": [{ "doseQuantity": { "value": dose, "unit": "mg", "system": "http://unitsofmeasure.org", "code": "mg" } }] }] });
    [person, problem, drug].map(|resource| format!("{resource}\n")).concat()
}

#[test]
fn resources_hold_what_the_last_document_of_a_patient_says() {
    let found = |documents: &[String], resources: &str| {
        let bench = Bench::new();
        for (number, document) in documents.iter().enumerate() {
            bench.ingest_bytes("legacy", &format!("{number}.xml"), document.as_bytes());
        }
        bench.ingest_bytes("destination", "records.ndjson", resources.as_bytes());
        let mut found: Vec<String> = bench.compare().1.iter().map(|f| ["verdict", "aspect", "kind"].map(|key| f[key].as_str().unwrap_or("").to_string()).join(" ")).collect();
        found.sort();
        found
    };
    let replaces = r#"<relatedDocument typeCode="RPLC"><parentDocument><id root="2.25.8" extension="a"/></parentDocument></relatedDocument>"#;
    let (earlier, later) = (snapshot("a", "20200101", "", "active", 10), snapshot("b", "20210101120000-0500", "", "resolved", 20));
    let replacing = snapshot("b", "20210101", replaces, "resolved", 20);
    for documents in [[earlier.clone(), later.clone()], [later, earlier.clone()], [earlier, replacing]] {
        assert!(found(&documents, &resources_of("resolved", 20)).is_empty());
        let stale = found(&documents, &resources_of("active", 10));
        assert!(stale.contains(&"altered dose medication".to_string()) && stale.contains(&"resurrected status problem".to_string()), "{stale:?}");
        assert!(!stale.iter().any(|said| said.starts_with("lost statement")), "{stale:?}");
    }
}
