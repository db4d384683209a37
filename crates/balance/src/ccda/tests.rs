//! Documents in, statements out: every rule of the reading on a small invented document.

use super::document;
use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Aspect, Kind, Statement, Value};
use std::ops::ControlFlow;

mod concerns;
mod later;
mod protection;

/// What came of one document.
struct Read {
    statements: Vec<Statement>,
    coverage: Coverage,
    places: Places,
}

impl Read {
    fn of(text: &str) -> Self {
        let mut read = Self { statements: Vec::new(), coverage: Coverage::default(), places: Places::default() };
        let (statements, coverage, places) = (&mut read.statements, &mut read.coverage, &mut read.places);
        let summary = formats::read(Format::Ccda, "x.xml", &mut text.as_bytes(), &Limits::default(), &mut |item: Item<'_>| {
            if let Item::Document(found) = item {
                document(found, 7, places, coverage, &mut |statement| statements.push(statement));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
        read
    }

    fn sections(sections: &str) -> Self {
        Self::of(&whole(sections))
    }

    fn kind(&self, kind: Kind) -> Vec<&Statement> {
        self.statements.iter().filter(|s| s.kind == kind).collect()
    }

    /// The only statement of a kind.
    fn one(&self, kind: Kind) -> &Statement {
        let found = self.kind(kind);
        assert_eq!(found.len(), 1, "{kind}: {found:#?}");
        found[0]
    }

    fn place(&self, statement: &Statement, aspect: Aspect) -> &str {
        self.places.name(statement.fact(aspect).unwrap().place)
    }
}

/// All values of an aspect, in words.
fn said(statement: &Statement, aspect: Aspect) -> Vec<String> {
    statement.facts.iter().filter(|f| f.aspect == aspect).map(|f| f.value.shown()).collect()
}

fn whole(sections: &str) -> String {
    format!(
        r#"<?xml version="1.0"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sdtc="urn:hl7-org:sdtc">
<code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Summary</title><effectiveTime value="20240501120000+0000"/>
<recordTarget><patientRole>
<id nullFlavor="NI"/><id root="1.2.3" extension="M-17"/><id root="2.16.840.1.113883.4.1" extension="000-00-0017"/>
<addr use="BAD"><city>Oldtown</city></addr><addr use="HP"><streetAddressLine>1 Elm</streetAddressLine><city>Newtown</city><state>OR</state></addr>
<telecom use="HP" value="tel:+1(555)555-0100"/><telecom value="mailto:ada@example.org"/>
<patient><name use="L"><given>Ada</given><given>Marie</given><family>Testperson</family></name><name><given qualifier="BR">Adele</given><family qualifier="BR">Birthname</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19700203"/>
<raceCode code="2106-3" codeSystem="2.16.840.1.113883.6.238"/><sdtc:raceCode code="2108-9" codeSystem="2.16.840.1.113883.6.238"/>
<religiousAffiliationCode code="1013" codeSystem="2.16.840.1.113883.5.1076"/>
<languageCommunication><languageCode code="en"/></languageCommunication></patient>
</patientRole></recordTarget>
<author><time value="20240501"/><assignedAuthor><id root="1.9" extension="dr-1"/></assignedAuthor></author>
<componentOf><encompassingEncounter><id root="1.8" extension="E-1"/><code code="AMB" codeSystem="2.16.840.1.113883.5.4"/>
<effectiveTime><low value="20240430"/><high value="20240430"/></effectiveTime></encompassingEncounter></componentOf>
<component><structuredBody>{sections}</structuredBody></component>
</ClinicalDocument>"#
    )
}

fn section(code: &str, text: &str, entries: &str) -> String {
    format!(r#"<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/><title>T</title><text>{text}</text>{entries}</section></component>"#)
}

fn allergy(attributes: &str, sort: &str, substance: &str, rest: &str) -> String {
    format!(
        r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.30"/><id root="1" extension="a"/>
<code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="active"/><effectiveTime><low value="2019"/></effectiveTime>
<author><time value="20190402"/><assignedAuthor><id root="1.9" extension="dr-2"/></assignedAuthor></author>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN" {attributes}><templateId root="2.16.840.1.113883.10.20.22.4.7"/>
<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><statusCode code="completed"/><effectiveTime><low value="20190401"/></effectiveTime>
<value xsi:type="CD" code="{sort}" codeSystem="2.16.840.1.113883.6.96"/>
<participant typeCode="CSM"><participantRole classCode="MANU"><playingEntity classCode="MMAT">{substance}</playingEntity></participantRole></participant>{rest}
</observation></entryRelationship></act></entry>"#
    )
}

fn problem(act: &str, time: &str, value: &str, rest: &str) -> String {
    format!(
        r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="{act}"/>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.4"/>
<code code="55607006" codeSystem="2.16.840.1.113883.6.96"/><statusCode code="completed"/><effectiveTime>{time}</effectiveTime>{value}{rest}</observation></entryRelationship></act></entry>"#
    )
}

const ASTHMA: &str = r#"<value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96" displayName="Asthma"><translation code="J45.909" codeSystem="2.16.840.1.113883.6.90"/></value>"#;

fn observed(code: &str, value: &str) -> String {
    format!(r#"<entryRelationship typeCode="REFR"><observation classCode="OBS" moodCode="EVN"><code code="{code}"/><statusCode code="completed"/><value xsi:type="CD" code="{value}"/></observation></entryRelationship>"#)
}

#[test]
fn the_patient_is_who_the_header_names() {
    let read = Read::sections("");
    let patient = read.one(Kind::Demographic);
    assert_eq!(patient.patient, "M-17");
    assert_eq!(said(patient, Aspect::Mrn), ["M-17"]);
    assert_eq!(said(patient, Aspect::Ssn), ["000-00-0017"]);
    assert_eq!((said(patient, Aspect::Given), said(patient, Aspect::Middle)), (vec!["Ada".to_string()], vec!["Marie".to_string()]));
    assert_eq!((said(patient, Aspect::Family), said(patient, Aspect::Maiden)), (vec!["Testperson".to_string()], vec!["Birthname".to_string()]));
    assert_eq!(said(patient, Aspect::Sex), ["female"]);
    assert_eq!(said(patient, Aspect::BirthDate), ["1970-02-03"]);
    assert_eq!(said(patient, Aspect::Race), ["2106-3", "2108-9"]);
    assert_eq!(said(patient, Aspect::City), ["Newtown"]);
    assert_eq!((said(patient, Aspect::Phone), said(patient, Aspect::Email)), (vec!["+1(555)555-0100".to_string()], vec!["ada@example.org".to_string()]));
    assert_eq!((said(patient, Aspect::PhoneUse), said(patient, Aspect::AddressUse)), (vec!["home +1(555)555-0100".to_string()], vec!["home 1 Elm".to_string()]));
    assert!(said(patient, Aspect::EmailUse).is_empty(), "nothing says what it is for");
    assert_eq!(read.place(patient, Aspect::Mrn), "patientRole/id[2]/@extension");
    assert_eq!(read.coverage.unread.get("ccda.header.religiousAffiliationCode"), Some(&1));
    assert_eq!(read.coverage.unread.get("ccda.header.addr"), Some(&1));
}

#[test]
fn a_patient_without_identifiers_is_known_by_name_and_birth() {
    let text = whole("").replace(r#"<id root="1.2.3" extension="M-17"/><id root="2.16.840.1.113883.4.1" extension="000-00-0017"/>"#, "");
    assert_eq!(Read::of(&text).one(Kind::Demographic).patient, "Testperson|Ada|19700203");
}

#[test]
fn a_null_flavor_in_the_place_of_a_number_identifies_nobody() {
    let keys = |number: &str| {
        let text = whole("").replace(r#"<id root="1.2.3" extension="M-17"/><id root="2.16.840.1.113883.4.1" extension="000-00-0017"/>"#, &format!(r#"<id root="2.16.840.1.113883.4.1" extension="{number}"/>"#));
        let read = Read::of(&text);
        let patient = read.one(Kind::Demographic);
        (patient.patient.clone(), said(patient, Aspect::Ssn).len())
    };
    for none in ["UNK", "unknown", "N/A"] {
        assert_eq!(keys(none), ("Testperson|Ada|19700203".to_string(), 0), "{none}");
    }
    assert_eq!(keys("000-00-0017"), ("000-00-0017".to_string(), 1));
}

#[test]
fn the_only_family_name_is_the_family_name_whatever_its_qualifier() {
    let text = whole("").replace(r#"<name use="L"><given>Ada</given><given>Marie</given><family>Testperson</family></name>"#, "");
    let read = Read::of(&text);
    let patient = read.one(Kind::Demographic);
    assert_eq!((said(patient, Aspect::Family), said(patient, Aspect::Maiden)), (vec!["Birthname".to_string()], Vec::<String>::new()));
    assert_eq!(said(patient, Aspect::Given), ["Adele"]);
}

#[test]
fn a_code_under_another_system_is_not_that_code() {
    let sex = |from: &str, to: &str| {
        let text = whole("");
        assert!(text.contains(from), "{from}");
        said(Read::of(&text.replace(from, to)).one(Kind::Demographic), Aspect::Sex).join(" ")
    };
    assert_eq!(sex(r#"<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/>"#, r#"<administrativeGenderCode code="F"/>"#), "female");
    assert_eq!(sex(r#"codeSystem="2.16.840.1.113883.5.1"/>"#, r#"codeSystem="1.22.333"/>"#), "F (1.22.333)");
    assert_eq!(sex(r#"code="F" codeSystem="2.16.840.1.113883.5.1"/>"#, r#"code="nonsense" codeSystem="2.16.840.1.113883.5.1" displayName="Female"/>"#), "nonsense", "a display decides nothing");
    let race = Read::of(&whole("").replace(r#"<raceCode code="2106-3" codeSystem="2.16.840.1.113883.6.238"/>"#, r#"<raceCode code="2106-3" codeSystem="1.2"/>"#));
    assert_eq!(said(race.one(Kind::Demographic), Aspect::Race), ["2106-3 (1.2)", "2108-9"]);
}

#[test]
fn an_allergy_has_its_substance_its_status_and_its_reactions() {
    let reaction = r#"<entryRelationship typeCode="MFST" inversionInd="true"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.9"/>
<code code="ASSERTION"/><statusCode code="completed"/><value xsi:type="CD" code="247472004" codeSystem="2.16.840.1.113883.6.96" displayName="Hives"/>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><code code="SEV"/><value xsi:type="CD" code="24484000" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>
</observation></entryRelationship>"#;
    let mild = r#"<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><code code="SEV"/><value xsi:type="CD" code="255604002"/></observation></entryRelationship>"#;
    let rest = format!("{reaction}{mild}{}", observed("82606-5", "CRITH"));
    let read = Read::sections(&section("48765-2", "x", &allergy("", "416098002", r#"<code code="1191" codeSystem="2.16.840.1.113883.6.88" displayName="Aspirin"/>"#, &rest)));
    let found = read.one(Kind::Allergy);
    assert_eq!(said(found, Aspect::Code), ["Aspirin (RxNorm 1191)"]);
    assert_eq!((found.word(Aspect::Status), found.word(Aspect::Verification)), (Some("active"), Some("confirmed")));
    assert_eq!((found.word(Aspect::Type), found.word(Aspect::Category)), (Some("allergy"), Some("medication")));
    assert_eq!(found.word(Aspect::Criticality), Some("high"));
    assert_eq!(said(found, Aspect::Reaction), ["Hives (SNOMED CT 247472004)"]);
    assert_eq!(said(found, Aspect::Severity), ["severe"], "the reaction's severity counts, not the allergy's");
    assert_eq!((said(found, Aspect::Onset), said(found, Aspect::Recorded)), (vec!["2019-04-01".to_string()], vec!["2019-04-02".to_string()]));
    assert_eq!(said(found, Aspect::Author), ["dr-2"]);
    assert_eq!(read.place(found, Aspect::Code), "participant/participantRole/playingEntity/code/@code");
    assert_eq!(read.place(found, Aspect::Reaction), "entryRelationship/observation/value/@code");
    assert_eq!(read.place(found, Aspect::Status), "../../statusCode/@code");
    assert_eq!(read.place(found, Aspect::Recorded), "../../author/time/@value");
    assert_eq!(read.coverage.unread.get("ccda.48765-2.effectiveTime"), Some(&1), "the time of the concern is none of the allergy");
}

#[test]
fn a_reaction_that_says_that_nothing_was_found_is_none() {
    let reactions = |code: &str| {
        let reaction = format!(
            r#"<entryRelationship typeCode="MFST" inversionInd="true"><observation classCode="OBS" moodCode="EVN"><code code="ASSERTION"/><value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>"#
        );
        let entry = allergy("", "416098002", r#"<code code="7980" codeSystem="2.16.840.1.113883.6.88"/>"#, &reaction);
        said(Read::sections(&section("48765-2", "x", &entry)).one(Kind::Allergy), Aspect::Reaction).len()
    };
    assert_eq!([reactions("373572006"), reactions("247472004")], [0, 1]);
}

#[test]
fn none_known_and_not_this_one_are_kept_apart() {
    let none = Read::sections(&section("48765-2", "x", &allergy(r#"negationInd="true""#, "416098002", r#"<code nullFlavor="NA"/>"#, "")));
    assert_eq!(said(none.one(Kind::NoKnownAllergy), Aspect::Code), ["No known drug allergy (SNOMED CT 409137002)"]);
    let refuted = Read::sections(&section("48765-2", "x", &allergy(r#"negationInd="true""#, "416098002", r#"<code code="1191" codeSystem="2.16.840.1.113883.6.88"/>"#, "")));
    let refuted = refuted.one(Kind::Allergy);
    assert_eq!((refuted.word(Aspect::Verification), refuted.value(Aspect::Negation)), (Some("refuted"), Some(&Value::Flag(true))));
    let relationship = allergy("", "419199007", r#"<code nullFlavor="NA"/>"#, "").replace(r#"typeCode="SUBJ">"#, r#"typeCode="SUBJ" negationInd="true">"#);
    assert_eq!(Read::sections(&section("48765-2", "x", &relationship)).kind(Kind::NoKnownAllergy).len(), 1);
    let empty = Read::sections(&section("48765-2", "x", &allergy("", "419199007", r#"<code nullFlavor="NI"/>"#, "")));
    assert!(empty.kind(Kind::Allergy).is_empty() && empty.kind(Kind::NoKnownAllergy).is_empty(), "nothing is asserted");
    assert_eq!(empty.coverage.excluded.get(&("ccda.48765-2.observation".to_string(), "the entry names nothing".to_string())), Some(&1));
}

#[test]
fn whether_a_concern_is_followed_is_said_beside_the_status_of_its_problem() {
    let said = |sections: String, kind: Kind| {
        let read = Read::sections(&sections);
        let found = read.one(kind);
        (found.word(Aspect::Status).unwrap_or("").to_string(), found.word(Aspect::Concern).unwrap_or("").to_string(), read.place(found, Aspect::Concern).to_string())
    };
    let open = r#"<low value="2010"/>"#;
    let active = observed("33999-4", "55561003");
    for code in ["active", "suspended", "completed", "aborted"] {
        let problem = said(section("11450-4", "x", &problem(code, open, ASTHMA, &active)), Kind::Problem);
        assert_eq!(problem, ("active".to_string(), code.to_string(), "../../statusCode/@code".to_string()));
    }
    let allergy = said(section("48765-2", "x", &allergy("", "416098002", r#"<code code="1191" codeSystem="2.16.840.1.113883.6.88"/>"#, "")), Kind::Allergy);
    assert_eq!(allergy.1, "active");
}

#[test]
fn the_status_of_a_problem_is_observed_or_follows_from_the_concern_and_the_end() {
    let status = |act: &str, time: &str, rest: &str| {
        let read = Read::sections(&section("11450-4", "x", &problem(act, time, ASTHMA, rest)));
        read.one(Kind::Problem).word(Aspect::Status).unwrap_or("").to_string()
    };
    let since = r#"<low value="2010"/>"#;
    let until = r#"<low value="2010"/><high value="20150101"/>"#;
    assert_eq!(status("active", since, ""), "active");
    assert_eq!(status("completed", since, ""), "inactive", "no longer followed is not resolved");
    assert_eq!(status("completed", until, ""), "resolved");
    assert_eq!(status("completed", r#"<low value="2010"/><high nullFlavor="UNK"/>"#, ""), "resolved");
    assert_eq!(status("active", r#"<low value="2010"/><high nullFlavor="UNK"/>"#, ""), "active");
    assert_eq!(status("active", r#"<low value="2010"/><high value="2030"/>"#, ""), "active", "an end that lies ahead");
    assert_eq!(status("completed", since, &observed("33999-4", "55561003")), "active", "the observed status wins");
    assert_eq!(status("active", until, &observed("33999-4", "55561003")), "inactive", "an active problem has no end in the past");
    assert_eq!(status("active", until, &observed("33999-4", "413322009")), "resolved");
}

#[test]
fn a_problem_keeps_its_codes_its_age_and_its_denial() {
    let age = r#"<entryRelationship typeCode="SUBJ" inversionInd="true"><observation classCode="OBS" moodCode="EVN"><code code="445518008"/><value xsi:type="PQ" value="40" unit="a"/></observation></entryRelationship>"#;
    let read = Read::sections(&section("11450-4", "x", &problem("active", r#"<low value="201002"/>"#, ASTHMA, age)));
    let found = read.one(Kind::Problem);
    let Some(Value::Code(codings, text)) = found.value(Aspect::Code) else { panic!("a code") };
    let codes: Vec<(&str, &str)> = codings.iter().map(|c| (c.system.as_str(), c.code.as_str())).collect();
    assert_eq!(codes, [("http://snomed.info/sct", "195967001"), ("http://hl7.org/fhir/sid/icd-10-cm", "J45.909")]);
    assert_eq!(text, "Asthma");
    assert_eq!((said(found, Aspect::Onset), said(found, Aspect::OnsetAge)), (vec!["2010-02".to_string()], vec!["40 a".to_string()]));
    assert_eq!(found.word(Aspect::Category), Some("problem-list-item"));
    let denied = problem("active", "", ASTHMA, "").replace(r#"<observation classCode="OBS" moodCode="EVN">"#, r#"<observation classCode="OBS" moodCode="EVN" negationInd="true">"#);
    assert_eq!(Read::sections(&section("11450-4", "x", &denied)).one(Kind::Problem).word(Aspect::Verification), Some("refuted"));
    let none = denied.replace(ASTHMA, r#"<value xsi:type="CD" code="55607006" codeSystem="2.16.840.1.113883.6.96"/>"#);
    assert_eq!(said(Read::sections(&section("11450-4", "x", &none)).one(Kind::Problem), Aspect::Code), ["No current problems or disability (SNOMED CT 160245001)"]);
}

#[test]
fn a_medication_has_its_frequency_and_its_refills_in_the_words_of_fhir() {
    let entry = r##"<entry><substanceAdministration classCode="SBADM" moodCode="INT"><templateId root="2.16.840.1.113883.10.20.22.4.16"/>
<text><reference value="#sig1"/></text><statusCode code="active"/>
<effectiveTime xsi:type="IVL_TS"><low value="20240101"/><high value="20240401"/></effectiveTime>
<effectiveTime xsi:type="PIVL_TS" institutionSpecified="true" operator="A"><period value="12" unit="h"/></effectiveTime>
<routeCode code="C38288" codeSystem="2.16.840.1.113883.3.26.1.1" displayName="ORAL"/><doseQuantity value="2"/><rateQuantity value="90" unit="mL/min"/>
<administrationUnitCode code="C48542" codeSystem="2.16.840.1.113883.3.26.1.1"/>
<consumable><manufacturedProduct><manufacturedMaterial><code code="309090" codeSystem="2.16.840.1.113883.6.88" displayName="Drug 5 MG"/></manufacturedMaterial></manufacturedProduct></consumable>
<author><time value="20231231"/><assignedAuthor><id nullFlavor="NI"/><assignedPerson><name><given>Ann</given><family>Doe</family></name></assignedPerson></assignedAuthor></author>
<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.19"/><code code="404684003"/><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>
<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="INT"><statusCode code="completed"/><repeatNumber value="3"/><quantity value="30"/></supply></entryRelationship>
<precondition typeCode="PRCN"><criterion><code code="ASSERTION"/><value xsi:type="CD" code="56018004" codeSystem="2.16.840.1.113883.6.96" displayName="Wheezing"/></criterion></precondition>
</substanceAdministration></entry>"##;
    let read = Read::sections(&section("10160-0", r#"<paragraph ID="sig1">Take 2 twice a day</paragraph>"#, entry));
    let found = read.one(Kind::Medication);
    assert_eq!(found.word(Aspect::Status), Some("active"));
    assert_eq!((said(found, Aspect::Onset), said(found, Aspect::End)), (vec!["2024-01-01".to_string()], vec!["2024-04-01".to_string()]));
    assert_eq!((said(found, Aspect::Frequency), said(found, Aspect::Dose)), (vec!["BID".to_string()], vec!["2".to_string()]));
    assert_eq!((said(found, Aspect::Refills), said(found, Aspect::Quantity)), (vec!["2".to_string()], vec!["30".to_string()]), "a fill is no refill");
    assert_eq!(said(found, Aspect::Sig), ["Take 2 twice a day"]);
    assert_eq!(said(found, Aspect::Intent), ["order"]);
    assert_eq!(said(found, Aspect::Text), ["rate 90 mL/min", "as needed for Wheezing"]);
    assert_eq!(found.value(Aspect::AsNeeded), Some(&Value::Flag(true)));
    assert_eq!((said(found, Aspect::Author), said(found, Aspect::Recorded)), (vec!["Ann Doe".to_string()], vec!["2023-12-31".to_string()]));
    assert_eq!(said(found, Aspect::Reason), ["SNOMED CT 195967001"]);
    assert_eq!(read.place(found, Aspect::Frequency), "effectiveTime[2]/period/@value");
    assert_eq!(read.place(found, Aspect::Refills), "entryRelationship[2]/supply/repeatNumber/@value");
    assert_eq!(read.coverage.unread.get("ccda.10160-0.administrationUnitCode"), Some(&1));
    let ahead = entry.replace(r#"<statusCode code="active"/>"#, r#"<statusCode code="completed"/>"#).replace("20240401", "20250401");
    assert_eq!(Read::sections(&section("10160-0", "x", &ahead)).one(Kind::Medication).word(Aspect::Status), Some("active"));
}

#[test]
fn a_vaccine_refused_is_not_done_and_a_planned_one_is_no_vaccine_given() {
    let entry = |attributes: &str| {
        format!(
            r#"<entry><substanceAdministration classCode="SBADM" {attributes}><templateId root="2.16.840.1.113883.10.20.22.4.52"/><statusCode code="completed"/>
<effectiveTime value="20231001"/><repeatNumber value="2"/><consumable><manufacturedProduct><manufacturedMaterial><code code="3" codeSystem="2.16.840.1.113883.12.292" displayName="MMR"/><lotNumberText>L9</lotNumberText></manufacturedMaterial>
<manufacturerOrganization><name>Maker</name></manufacturerOrganization></manufacturedProduct></consumable>
<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><code code="PATOBJ" codeSystem="2.16.840.1.113883.5.8"/><statusCode code="completed"/></observation></entryRelationship></substanceAdministration></entry>"#
        )
    };
    let read = Read::sections(&section("11369-6", "x", &entry(r#"moodCode="EVN" negationInd="true""#)));
    let found = read.one(Kind::Immunization);
    assert_eq!(said(found, Aspect::Code), ["MMR (CVX 03)"]);
    assert_eq!(found.word(Aspect::Status), Some("not-done"));
    assert_eq!(said(found, Aspect::Reason), ["v3-ActReason PATOBJ"]);
    assert_eq!((said(found, Aspect::Lot), said(found, Aspect::DoseNumber), said(found, Aspect::Manufacturer)), (vec!["L9".to_string()], vec!["2".to_string()], vec!["Maker".to_string()]));
    let planned = Read::sections(&section("11369-6", "x", &entry(r#"moodCode="INT""#)));
    assert!(planned.kind(Kind::Immunization).is_empty());
    assert_eq!(said(planned.one(Kind::Medication), Aspect::Intent), ["order"]);
}

fn result(value: &str) -> String {
    section(
        "30954-2",
        "x",
        &format!(
            r#"<entry><organizer classCode="BATTERY" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.1"/><code code="24323-8" codeSystem="2.16.840.1.113883.6.1" displayName="Panel"/>
<statusCode code="completed"/><effectiveTime value="202404300800-0500"/><specimen><specimenRole><specimenPlayingEntity><code code="119297000" codeSystem="2.16.840.1.113883.6.96" displayName="Blood"/></specimenPlayingEntity></specimenRole></specimen>
<component><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2"/><code code="2345-7" codeSystem="2.16.840.1.113883.6.1" displayName="Glucose"/>
<statusCode code="completed"/>{value}<interpretationCode code="H" codeSystem="2.16.840.1.113883.5.83"/>
<referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="70" unit="mg/dL"/><high value="99" unit="mg/dL"/></value></observationRange></referenceRange></observation></component></organizer></entry>"#
        ),
    )
}

#[test]
fn a_result_has_the_value_of_its_type() {
    let value = |value: &str| said(Read::sections(&result(value)).one(Kind::Observation), Aspect::Value).join(" + ");
    assert_eq!(value(r#"<value xsi:type="PQ" value="105.0" unit="mg/dL"/>"#), "105.0 mg/dL");
    assert_eq!(value(r#"<value xsi:type="PQ" value="&gt;500" unit="mg/dL"/>"#), ">500 mg/dL");
    assert_eq!(value(r#"<value xsi:type="IVL_PQ"><low value="500" unit="mg/dL"/></value>"#), ">=500 mg/dL");
    assert_eq!(value(r#"<value xsi:type="IVL_PQ"><high value="5" unit="mg/dL" inclusive="false"/></value>"#), "<5 mg/dL");
    assert_eq!(value(r#"<value xsi:type="IVL_PQ"><low value="2" unit="mg"/><high value="4" unit="mg"/></value>"#), "2-4 mg");
    assert_eq!(value(r#"<value xsi:type="ST">none seen</value>"#), "none seen");
    assert_eq!(value(r#"<value xsi:type="INT" value="3"/>"#), "3");
    assert_eq!(value(r#"<value xsi:type="BL" value="true"/>"#), "true");
    assert_eq!(value(r#"<value xsi:type="RTO"><numerator value="1"/><denominator value="128"/></value>"#), "1:128");
    assert_eq!(value(r#"<value xsi:type="CD" code="10828004" codeSystem="2.16.840.1.113883.6.96" displayName="Positive"/>"#), "Positive (SNOMED CT 10828004)");
    assert_eq!(value(r#"<value xsi:type="CD" nullFlavor="OTH"><originalText>odd</originalText></value>"#), "odd");
    assert_eq!(value(r#"<value xsi:type="PQ" nullFlavor="NASK"/>"#), "absent: not-asked");
    assert_eq!(value(r#"<value xsi:type="PQ" nullFlavor="OTH"><translation value="7"><originalText>widgets</originalText></translation></value>"#), "7 widgets");
    assert_eq!(value(r#"<value value="4.5" unit="mg"/>"#), "4.5 mg");
    assert_eq!(value(""), "");
}

#[test]
fn what_a_panel_says_holds_for_its_members() {
    let read = Read::sections(&result(r#"<value xsi:type="PQ" value="105" unit="mg/dL"/>"#));
    let found = read.one(Kind::Observation);
    assert_eq!(said(found, Aspect::Code), ["Glucose (LOINC 2345-7)"]);
    assert_eq!((found.word(Aspect::Status), found.word(Aspect::Category), found.word(Aspect::Flag)), (Some("final"), Some("laboratory"), Some("H")));
    assert_eq!(said(found, Aspect::Effective), ["2024-04-30T08:00:00-05:00"]);
    assert_eq!(said(found, Aspect::Specimen), ["Blood (SNOMED CT 119297000)"]);
    assert_eq!((said(found, Aspect::RangeLow), said(found, Aspect::RangeHigh)), (vec!["70 mg/dL".to_string()], vec!["99 mg/dL".to_string()]));
    assert_eq!(said(found, Aspect::Type), ["Panel (LOINC 24323-8)"]);
    assert_eq!(read.place(found, Aspect::Effective), "../../effectiveTime/@value");
    assert_eq!(read.place(found, Aspect::RangeLow), "referenceRange/observationRange/value/low/@value");
}

#[test]
fn results_name_their_panel_and_vital_signs_have_none() {
    let read = Read::sections(&result(r#"<value xsi:type="PQ" value="105" unit="mg/dL"/>"#).replace("<code code=\"24323-8\"", "<id root=\"1.5\" extension=\"PAN-1\"/><code code=\"24323-8\""));
    let found = read.one(Kind::Observation);
    assert_eq!(said(found, Aspect::Panel), ["PAN-1 24323-8"], "one identifier may be that of panels of several names");
    let vitals = result(r#"<value xsi:type="PQ" value="105" unit="mg/dL"/>"#).replace("30954-2", "8716-3");
    assert!(said(Read::sections(&vitals).one(Kind::Observation), Aspect::Panel).is_empty());
}

#[test]
fn a_range_in_words_has_bounds_and_words_that_are_none_stay() {
    let range = |value: &str| {
        let bounds = r#"<value xsi:type="IVL_PQ"><low value="70" unit="mg/dL"/><high value="99" unit="mg/dL"/></value>"#;
        let read = Read::sections(&result(r#"<value xsi:type="PQ" value="105" unit="mg/dL"/>"#).replace(bounds, value));
        let found = read.one(Kind::Observation);
        [Aspect::RangeLow, Aspect::RangeHigh, Aspect::Text].map(|aspect| said(found, aspect).join(" "))
    };
    assert_eq!(range(r#"<value xsi:type="ST">70 - 99 mg/dL</value>"#), ["70", "99", ""]);
    assert_eq!(range(r#"<value xsi:type="ST">&lt;99</value>"#), ["", "99", ""]);
    assert_eq!(range(r#"<value xsi:type="ST">Negative</value>"#), ["", "", "Negative"]);
}

#[test]
fn an_assertion_is_named_by_its_template() {
    let smoking = r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.78"/><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>
<statusCode code="completed"/><effectiveTime><low value="2001"/><high value="2011"/></effectiveTime><value xsi:type="CD" code="8517006" codeSystem="2.16.840.1.113883.6.96" displayName="Former smoker"/></observation></entry>"#;
    let read = Read::sections(&section("29762-2", "x", smoking));
    let found = read.one(Kind::Observation);
    assert_eq!(said(found, Aspect::Code), ["Tobacco smoking status (LOINC 72166-2)"]);
    assert_eq!(said(found, Aspect::Value), ["Former smoker (SNOMED CT 8517006)"]);
    assert_eq!((said(found, Aspect::Effective), said(found, Aspect::End)), (vec!["2001".to_string()], vec!["2011".to_string()]));
    assert_eq!(found.word(Aspect::Category), Some("social-history"));
}

#[test]
fn what_begins_and_ends_at_one_moment_has_no_end() {
    let procedure = |time: &str| {
        let entry = format!(
            r#"<entry><procedure classCode="PROC" moodCode="EVN"><code code="80146002" codeSystem="2.16.840.1.113883.6.96" displayName="Appendectomy"/><statusCode code="completed"/><effectiveTime>{time}</effectiveTime></procedure></entry>"#
        );
        let read = Read::sections(&section("47519-4", "x", &entry));
        let found = read.one(Kind::Procedure);
        (said(found, Aspect::Effective).join(" "), said(found, Aspect::End).join(" "))
    };
    assert_eq!(procedure(r#"<low value="20200101"/><high value="20200101"/>"#), ("2020-01-01".to_string(), String::new()));
    assert_eq!(procedure(r#"<low value="20200101"/><high value="20200102"/>"#), ("2020-01-01".to_string(), "2020-01-02".to_string()));
    // A problem of one day is over.
    let read = Read::sections(&section("11450-4", "x", &problem("completed", r#"<low value="20200101"/><high value="20200101"/>"#, ASTHMA, "")));
    assert_eq!(said(read.one(Kind::Problem), Aspect::End), ["2020-01-01"]);
}

#[test]
fn a_goal_is_no_finding_and_a_request_no_procedure() {
    let goal = r#"<entry><observation classCode="OBS" moodCode="GOL"><templateId root="2.16.840.1.113883.10.20.22.4.121"/><code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/><value xsi:type="PQ" value="70" unit="kg"/></observation></entry>"#;
    let read = Read::sections(&section("61146-7", "x", goal));
    assert!(read.kind(Kind::Observation).is_empty());
    assert_eq!(read.coverage.unread.get("ccda.61146-7.observation"), Some(&1));
    let request = r#"<entry><procedure classCode="PROC" moodCode="RQO"><templateId root="2.16.840.1.113883.10.20.22.4.14"/><code code="73761001" codeSystem="2.16.840.1.113883.6.96" displayName="Colonoscopy"/><statusCode code="active"/><effectiveTime value="20240601"/></procedure></entry>"#;
    let read = Read::sections(&section("47519-4", "x", request));
    assert!(read.kind(Kind::Procedure).is_empty());
    let order = read.one(Kind::Order);
    assert_eq!((order.word(Aspect::Intent), order.word(Aspect::Status)), (Some("order"), Some("active")));
}

#[test]
fn a_procedure_not_done_says_so_and_its_device_stands_alone() {
    let entry = r#"<entry><procedure classCode="PROC" moodCode="EVN" negationInd="true"><templateId root="2.16.840.1.113883.10.20.22.4.14"/><code code="80146002" codeSystem="2.16.840.1.113883.6.96" displayName="Appendectomy"/>
<statusCode code="completed"/><effectiveTime value="2020"/><targetSiteCode code="66754008" codeSystem="2.16.840.1.113883.6.96"><qualifier><name code="272741003"/><value code="7771000"/></qualifier></targetSiteCode>
<participant typeCode="DEV"><participantRole classCode="MANU"><templateId root="2.16.840.1.113883.10.20.22.4.37"/><id root="2.16.840.1.113883.3.3719" extension="(01)0001"/><playingDevice><code code="704708004" codeSystem="2.16.840.1.113883.6.96"/></playingDevice></participantRole></participant></procedure></entry>"#;
    let read = Read::sections(&section("47519-4", "x", entry));
    let found = read.one(Kind::Procedure);
    assert_eq!((found.word(Aspect::Status), found.word(Aspect::Laterality)), (Some("not-done"), Some("left")));
    assert_eq!(said(read.one(Kind::Device), Aspect::DeviceIdentifier), ["(01)0001"]);
    let equipment = entry.replace(r#"<code code="80146002" codeSystem="2.16.840.1.113883.6.96" displayName="Appendectomy"/>"#, r#"<code nullFlavor="UNK"/>"#);
    let read = Read::sections(&section("46264-8", "x", &equipment));
    assert_eq!((read.kind(Kind::Procedure).len(), read.kind(Kind::Device).len()), (0, 1));
}

#[test]
fn an_encounter_holds_its_diagnoses_and_the_header_holds_its_own() {
    let diagnosis = problem("active", "", ASTHMA, "").replace("<entry>", r#"<entryRelationship typeCode="COMP">"#).replace("</entry>", "</entryRelationship>").replace("22.4.3\"", "22.4.80\"");
    let entry = format!(
        r#"<entry><encounter classCode="ENC" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.49"/><id root="1.8" extension="E-9"/>
<code code="99213" codeSystem="2.16.840.1.113883.6.12" displayName="Visit"><translation code="AMB" codeSystem="2.16.840.1.113883.5.4"/></code><effectiveTime value="20240312"/>
<sdtc:dischargeDispositionCode code="01" codeSystem="2.16.840.1.113883.12.112"/>{diagnosis}</encounter></entry>"#
    );
    let read = Read::sections(&section("46240-8", "x", &entry));
    let encounters = read.kind(Kind::Encounter);
    assert_eq!(encounters.len(), 2);
    assert_eq!(said(encounters[0], Aspect::Code), ["Visit (cpt 99213)"]);
    assert_eq!((encounters[0].word(Aspect::Class), encounters[0].word(Aspect::Status), encounters[0].word(Aspect::Discharge)), (Some("AMB"), Some("finished"), Some("01")));
    assert_eq!(said(encounters[1], Aspect::Effective), ["2024-04-30"]);
    assert_eq!(read.place(encounters[1], Aspect::Effective), "encompassingEncounter/effectiveTime/low/@value");
    let diagnosis = read.one(Kind::EncounterDiagnosis);
    assert_eq!((said(diagnosis, Aspect::Encounter), diagnosis.word(Aspect::Category)), (vec!["E-9".to_string()], Some("encounter-diagnosis")));
    let same = Read::sections(&section("46240-8", "x", &entry.replace("E-9", "E-1")));
    assert_eq!(same.kind(Kind::Encounter).len(), 1, "the header's encounter is the section's");
}

#[test]
fn words_are_notes_where_the_section_is_one() {
    let read = Read::sections(&[section("8648-8", "<paragraph>Doing well.</paragraph>", ""), section("11450-4", "a list", ""), section("10154-3", "No information", "")].concat());
    let note = read.one(Kind::Note);
    assert_eq!((said(note, Aspect::Body), said(note, Aspect::Title)), (vec!["Doing well.".to_string()], vec!["T".to_string()]));
    assert_eq!((said(note, Aspect::Author), said(note, Aspect::Encounter)), (vec!["dr-1".to_string()], vec!["E-1".to_string()]));
    assert_eq!(read.coverage.unread.get("ccda.11450-4.text"), Some(&1));
    let program = r#"<author><time value="20240601"/><assignedAuthor><id root="9.9"/><assignedAuthoringDevice><softwareName>S</softwareName></assignedAuthoringDevice></assignedAuthor></author><componentOf>"#;
    let read = Read::of(&whole(&section("8648-8", "<paragraph>Doing well.</paragraph>", "")).replace("<componentOf>", program));
    assert_eq!(said(read.one(Kind::Note), Aspect::Author), ["dr-1"], "the program that made the document wrote no note");
    let act = r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.202"/><code code="34109-9" codeSystem="2.16.840.1.113883.6.1"><translation code="11506-3" codeSystem="2.16.840.1.113883.6.1" displayName="Progress note"/></code>
<text mediaType="text/plain" representation="B64">aGVsbG8=</text><statusCode code="completed"/><effectiveTime value="20240430"/></act></entry>"#;
    let read = Read::sections(&section("11506-3", "the same", act));
    let note = read.one(Kind::Note);
    assert_eq!((said(note, Aspect::Body), said(note, Aspect::Type)), (vec!["hello".to_string()], vec!["Progress note (LOINC 11506-3)".to_string()]));
}

#[test]
fn a_file_as_body_is_a_document() {
    let start = whole("").split("<component>").next().unwrap_or_default().to_string();
    let body = |text: &str| format!("{start}<component><nonXMLBody>{text}</nonXMLBody></component></ClinicalDocument>");
    let scan = Read::of(&body(r#"<text mediaType="application/pdf" representation="B64">JVBERi0=</text>"#));
    assert_eq!(said(scan.one(Kind::Document), Aspect::Title), ["Summary"]);
    let plain = Read::of(&body(r#"<text mediaType="text/plain">Seen today.</text>"#));
    assert_eq!(said(plain.one(Kind::Note), Aspect::Body), ["Seen today."]);
}

#[test]
fn an_entry_that_repeats_another_is_said_once() {
    let entry = problem("active", r#"<low value="2010"/>"#, ASTHMA, "").replace(r#"<code code="55607006""#, r#"<id root="5" extension="p1"/><code code="55607006""#);
    let other = entry.replace(ASTHMA, r#"<value xsi:type="CD" code="38341003" codeSystem="2.16.840.1.113883.6.96" displayName="Hypertension"/>"#);
    let read = Read::sections(&section("11450-4", "x", &format!("{entry}{entry}{other}")));
    assert_eq!(read.kind(Kind::Problem).len(), 2, "one identifier for two problems is the exporter's mistake");
    assert_eq!(read.coverage.excluded.values().sum::<u64>(), 1);
    let miscoded = entry.replace(r#"code="195967001""#, r#"code="NOT_a_code""#);
    let read = Read::sections(&section("11450-4", "x", &format!("{entry}{miscoded}")));
    assert_eq!(read.kind(Kind::Problem).len(), 2, "a name under another code is no repetition");
}

#[test]
fn families_payers_directives_and_teams_are_read() {
    let family = r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.45"/><subject><relatedSubject classCode="PRS"><code code="FTH" codeSystem="2.16.840.1.113883.5.111" displayName="Father"/></relatedSubject></subject>
<component><observation classCode="OBS" moodCode="EVN"><value xsi:type="CD" code="22298006" codeSystem="2.16.840.1.113883.6.96" displayName="MI"/>
<entryRelationship typeCode="CAUS"><observation classCode="OBS" moodCode="EVN"><value xsi:type="CD" code="419099009"/></observation></entryRelationship></observation></component></organizer></entry>"#;
    let payer = r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.60"/><entryRelationship typeCode="COMP"><sequenceNumber value="1"/><act classCode="ACT" moodCode="EVN"><id root="3" extension="G-1"/>
<performer typeCode="PRF"><assignedEntity><code code="PAYOR"/><representedOrganization><name>Good Payer</name></representedOrganization></assignedEntity></performer>
<participant typeCode="COV"><participantRole><id root="4" extension="MEM-1"/><code code="SELF" codeSystem="2.16.840.1.113883.5.111"/></participantRole></participant></act></entryRelationship></act></entry>"#;
    let directive = r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.48"/><code code="304251008" codeSystem="2.16.840.1.113883.6.96" displayName="Resuscitation"/><statusCode code="completed"/><value xsi:type="CD" code="304253006" codeSystem="2.16.840.1.113883.6.96" displayName="Not for resuscitation"/></observation></entry>"#;
    let team = r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.500"/><component><act classCode="PCPR" moodCode="EVN"><statusCode code="active"/><performer><functionCode code="PCP" codeSystem="2.16.840.1.113883.5.88"/><assignedEntity><id root="1.9" extension="dr-7"/></assignedEntity></performer></act></component></organizer></entry>"#;
    let read = Read::sections(&[section("10157-6", "x", family), section("48768-6", "x", payer), section("42348-3", "x", directive), section("85847-2", "x", team)].concat());
    let relative = read.one(Kind::FamilyHistory);
    assert_eq!((said(relative, Aspect::Relationship), relative.value(Aspect::Deceased)), (vec!["Father (v3-RoleCode FTH)".to_string()], Some(&Value::Flag(true))));
    assert_eq!(said(relative, Aspect::Flag), ["cause of death"]);
    let coverage = read.one(Kind::Coverage);
    let shown: Vec<String> = [Aspect::Payer, Aspect::PayerOrder, Aspect::Group, Aspect::Member].iter().flat_map(|a| said(coverage, *a)).collect();
    assert_eq!(shown, ["Good Payer", "primary", "G-1", "MEM-1"]);
    assert_eq!(said(read.one(Kind::AdvanceDirective), Aspect::Value), ["Not for resuscitation (SNOMED CT 304253006)"]);
    assert_eq!((said(read.one(Kind::CareTeam), Aspect::Performer), said(read.one(Kind::CareTeam), Aspect::Role)), (vec!["dr-7".to_string()], vec!["v3-ParticipationFunction PCP".to_string()]));
}

#[test]
fn a_part_of_a_document_is_read_for_what_it_is() {
    let part = problem("active", "", ASTHMA, "").replace("<act ", r#"<act xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" "#);
    let read = Read::of(part.trim_start_matches("<entry>").trim_end_matches("</entry>"));
    assert_eq!(read.one(Kind::Problem).patient, "");
}

#[test]
fn of_entries_that_repeat_each_other_the_fullest_is_kept_in_whatever_order() {
    let id = r#"<id root="1.2" extension="p-1"/>"#;
    let full = section("11450-4", "x", &problem("active", r#"<low value="2010"/>"#, ASTHMA, &format!("{id}{}", observed("33999-4", "55561003"))));
    let scant = section("10164-2", "x", &problem("active", r#"<low value="2010"/>"#, ASTHMA, id));
    let [one, other] = [format!("{full}{scant}"), format!("{scant}{full}")].map(|sections| Read::sections(&sections));
    let told = |read: &Read| read.kind(Kind::Problem).iter().map(|s| s.facts.iter().map(|f| (f.aspect, f.value.clone())).collect::<Vec<_>>()).collect::<Vec<_>>();
    assert_eq!(told(&one), told(&other));
    assert_eq!(one.kind(Kind::Problem).len(), 1);
    assert!(one.coverage.excluded.values().sum::<u64>() >= 1, "the other is counted");
}

#[test]
fn one_measurement_in_two_sections_is_one_whatever_its_zeros() {
    let measured = |value: &str| format!(r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2"/><id root="5" extension="o1"/><code code="3150-0" codeSystem="2.16.840.1.113883.6.1" displayName="Oxygen"/><statusCode code="completed"/><effectiveTime value="20240101"/><value xsi:type="PQ" value="{value}" unit="%"/></observation></entry>"#);
    let both = |second: &str| Read::sections(&[section("30954-2", "x", &measured("36")), section("8716-3", "x", &measured(second))].concat()).kind(Kind::Observation).len();
    assert_eq!([both("36"), both("36.0"), both("36.5")], [1, 1, 2]);
}

#[test]
fn a_planned_visit_in_the_mood_of_an_event_took_place() {
    let planned = |mood: &str| {
        let entry = format!(r#"<entry><encounter classCode="ENC" moodCode="{mood}"><templateId root="2.16.840.1.113883.10.20.22.4.40"/><code code="99213" codeSystem="2.16.840.1.113883.6.12" displayName="Office visit"/><statusCode code="active"/><effectiveTime value="20240801"/></encounter></entry>"#);
        said(Read::sections(&section("18776-5", "x", &entry)).one(Kind::Appointment), Aspect::Status).concat()
    };
    assert_eq!([planned("INT"), planned("APT"), planned("EVN")], ["proposed", "booked", "fulfilled"]);
}

#[test]
fn a_number_that_the_text_prints_otherwise_stands_beside_the_value() {
    let entry = r##"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2"/><code code="4548-4" codeSystem="2.16.840.1.113883.6.1" displayName="Hemoglobin A1c"/><text><reference value="#r"/></text><statusCode code="completed"/><effectiveTime value="20240101"/><value xsi:type="PQ" value="9.7" unit="%"/></observation></entry>"##;
    let told = |printed: &str| {
        let row = format!(r#"<table><tbody><tr><td ID="r">Hemoglobin A1c</td><td>{printed}</td></tr></tbody></table>"#);
        let read = Read::sections(&section("30954-2", &row, entry));
        let found = read.one(Kind::Observation);
        (said(found, Aspect::Text).concat(), said(found, Aspect::Value).concat())
    };
    assert_eq!(told("7.9 %"), ("the document prints 7.9 %".to_string(), "9.7 %".to_string()));
    assert_eq!(told("9.70 % (H)"), (String::new(), "9.7 %".to_string()));
}
