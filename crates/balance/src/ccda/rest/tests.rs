//! What no fact stands for, element by element.

mod attached;
mod between;

use crate::ccda::whole_document;
use crate::reading::{Coverage, Places};
use formats::{Format, Item, Limits};
use model::{Aspect, Kind, Statement};
use std::ops::ControlFlow;

fn read(header: &str, sections: &str) -> Vec<Statement> {
    let text = format!(
        r#"<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
<effectiveTime value="20240501"/><recordTarget><patientRole><id root="1.2" extension="7"/><patient><name><given>Ada</given><family>Holm</family></name>
<guardian><code code="MTH" codeSystem="2.16.840.1.113883.5.111"/><telecom value="tel:+1(555)201-7788"/><guardianPerson><name><given>Mira</given></name></guardianPerson></guardian></patient></patientRole></recordTarget>
{header}<component><structuredBody>{sections}</structuredBody></component></ClinicalDocument>"#
    );
    of(&text)
}

/// What is read of a document.
fn of(text: &str) -> Vec<Statement> {
    let (mut places, mut coverage, mut found) = (Places::default(), Coverage::default(), Vec::new());
    let summary = formats::read(Format::Ccda, "x.xml", &mut text.as_bytes(), &Limits::default(), &mut |item: Item<'_>| {
        if let Item::Document(document) = item {
            whole_document(document, 7, &mut places, &mut coverage, &mut |statement| found.push(statement));
        }
        ControlFlow::Continue(())
    });
    assert_eq!(summary.unwrap().quarantined, 0);
    found
}

/// What an entry says; the identifier by which it goes is no content, and what belongs together says nothing more.
fn leaves(statement: &Statement) -> Vec<String> {
    let tied = |f: &model::Fact| crate::leaf::of(f).is_some_and(|text| crate::leaf::parts(text).1 == crate::leaf::Sort::Tied);
    let said = |f: &&model::Fact| f.aspect == Aspect::Element && crate::leaf::own_id(f).is_none() && !tied(f) && !crate::versions::is_version(f);
    statement.facts.iter().filter(said).map(|f| f.value.shown()).collect()
}

fn one(statements: &[Statement], kind: Kind) -> &Statement {
    statements.iter().find(|s| s.kind == kind).unwrap()
}

#[test]
fn what_only_the_words_of_a_section_say_is_a_note() {
    let plan = |text: &str, entries: &str| {
        let section = format!(
            r#"<component><section><code code="18776-5" codeSystem="2.16.840.1.113883.6.1"/><title>Plan</title><text>{text}</text>{entries}</section></component>"#
        );
        read("", &section).iter().filter(|s| s.kind == Kind::Note).map(|s| s.value(Aspect::Body).map(|b| b.shown()).unwrap_or_default()).collect::<Vec<_>>()
    };
    assert_eq!(plan("Chest X-ray in June.", ""), ["Chest X-ray in June."]);
    assert!(plan("Planned Date No information.", "").is_empty());
    for nothing in ["No Plan", "No known Plan", "No plan information", "<table><thead><tr><th>Date</th><th>Order</th></tr></thead><tbody><tr><td>Plan information is not available.</td></tr></tbody></table>"] {
        assert!(plan(nothing, "").is_empty(), "{nothing}");
    }
    assert_eq!(plan("No X-ray is known", ""), ["No X-ray is known"], "nobody asked for it");
    let entry = r#"<entry><observation classCode="OBS" moodCode="RQO"><code code="24627-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="active"/></observation></entry>"#;
    assert!(plan("Chest X-ray in June.", entry).is_empty(), "the entry says it");
}

#[test]
fn a_section_is_as_old_as_what_it_says_and_not_as_its_document() {
    let document = |made: &str, body: &str| {
        let text = format!(
            r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><effectiveTime value="{made}"/><recordTarget><patientRole><id root="1.2" extension="7"/></patientRole></recordTarget>{body}</ClinicalDocument>"#
        );
        of(&text)
    };
    let section = "<component><structuredBody><component><section><code code=\"10164-2\" codeSystem=\"2.16.840.1.113883.6.1\"/><text>Came with a cough.</text></section></component></structuredBody></component>";
    assert!(told(&document("20240501", section), &document("20250601", section)).is_empty());
    let file = "<component><nonXMLBody><text mediaType=\"text/plain\">Came with a cough.</text></nonXMLBody></component>";
    assert_eq!(told(&document("20240501", file), &document("20250601", file)), ["note altered time"]);
}

#[test]
fn the_guardian_is_told_by_the_patient_and_a_relative_of_the_header_by_himself() {
    let header = r#"<participant typeCode="IND"><associatedEntity classCode="NOK"><code code="GRFTH" codeSystem="2.16.840.1.113883.5.111" displayName="Grandfather"/>
<associatedPerson><name><given>Olav</given><family>Holm</family></name></associatedPerson></associatedEntity></participant>"#;
    let found = read(header, "");
    assert_eq!(leaves(one(&found, Kind::Demographic)), ["patient.guardian.code = MTH", "patient.guardian.guardianPerson.name.given = mira", "patient.guardian.telecom = 5552017788"]);
    let told = leaves(one(&found, Kind::Record));
    assert!(told.contains(&"associatedEntity.code = GRFTH".to_string()), "{told:?}");
}

/// Verdict, aspect and manner of what two readings of one chart differ in.
fn told(legacy: &[Statement], destination: &[Statement]) -> Vec<String> {
    let coverage = (&Coverage::default(), &Coverage::default());
    let found = crate::compare_patient(legacy, destination, &crate::Equivalences::default(), coverage, &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, crate::shown_aspect(f.aspect))).collect()
}

/// An allergy with reactions, each with the code, how severe it is and attributes of its own.
fn allergy(reactions: &[(&str, &str, &str)]) -> Vec<Statement> {
    let one = |(code, severity, attributes): &(&str, &str, &str)| {
        format!(
            r#"<entryRelationship typeCode="MFST" inversionInd="true"><observation classCode="OBS" moodCode="EVN"{attributes}><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/>
<statusCode code="completed"/><value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<code code="SEV" codeSystem="2.16.840.1.113883.5.4"/><value xsi:type="CD" code="{severity}" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship></observation></entryRelationship>"#
        )
    };
    let reactions: String = reactions.iter().map(one).collect();
    let entry = format!(
        r#"<entry><act classCode="ACT" moodCode="EVN"><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.7"/>
<code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><value xsi:type="CD" code="419199007" codeSystem="2.16.840.1.113883.6.96"/><participant typeCode="CSM"><participantRole classCode="MANU">
<playingEntity><code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="penicillin G"/></playingEntity></participantRole></participant>{reactions}</observation></entryRelationship></act></entry>"#
    );
    read("", &format!(r#"<component><section><code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#))
}

#[test]
fn each_reaction_keeps_how_severe_it_is_whatever_their_order() {
    const MILD: &str = "255604002";
    const SEVERE: &str = "24484000";
    let (hives, wheeze) = ("247472004", "56018004");
    let legacy = allergy(&[(hives, MILD, ""), (wheeze, SEVERE, "")]);
    assert!(told(&legacy, &allergy(&[(wheeze, SEVERE, ""), (hives, MILD, "")])).is_empty());
    let swapped = allergy(&[(hives, SEVERE, ""), (wheeze, MILD, "")]);
    assert_eq!(told(&legacy, &swapped), ["allergy altered element"]);
}

#[test]
fn a_reaction_that_there_was_not_is_none() {
    const MILD: &str = "255604002";
    let (hives, wheeze) = ("247472004", "56018004");
    let there = allergy(&[(hives, MILD, ""), (wheeze, MILD, "")]);
    let denied = allergy(&[(hives, MILD, ""), (wheeze, MILD, r#" negationInd="true""#)]);
    let reactions = |of: &[Statement]| one(of, Kind::Allergy).facts.iter().filter(|f| f.aspect == Aspect::Reaction).count();
    assert_eq!([reactions(&there), reactions(&denied)], [2, 1]);
    assert!(!told(&there, &denied).is_empty() && !told(&denied, &there).is_empty());
}

#[test]
fn of_elements_that_were_read_in_part_the_rest_is_told() {
    let supply = |mood: &str, width: &str, phase: &str| {
        let entry = format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20200101"/>{width}</effectiveTime>
<effectiveTime xsi:type="PIVL_TS" operator="A">{phase}<period value="12" unit="h"/></effectiveTime>
<consumable><manufacturedProduct><manufacturedMaterial><code code="11" codeSystem="2.16.840.1.113883.6.88" displayName="drug"/></manufacturedMaterial></manufacturedProduct></consumable>
<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="{mood}"><quantity value="30"/></supply></entryRelationship></substanceAdministration></entry>"#
        );
        read("", &format!(r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#))
    };
    let (width, phase) = (r#"<width value="7" unit="d"/>"#, r#"<phase><low value="202001010800"/></phase>"#);
    let legacy = supply("INT", width, phase);
    assert!(told(&legacy, &supply("INT", width, phase)).is_empty());
    for other in [supply("EVN", width, phase), supply("INT", r#"<width value="9" unit="d"/>"#, phase), supply("INT", "", phase), supply("INT", width, "")] {
        assert_eq!(told(&legacy, &other), ["medication altered element"]);
    }
}

/// A procedure with a time, a site and a device of its own part.
fn procedure(time: &str, qualifier: &str, device: &str) -> Vec<Statement> {
    let entry = format!(
        r#"<entry><procedure classCode="PROC" moodCode="EVN"><code code="73761001" codeSystem="2.16.840.1.113883.6.96"/><statusCode code="completed"/>{time}
<targetSiteCode code="71854001" codeSystem="2.16.840.1.113883.6.96">{qualifier}</targetSiteCode><entryRelationship typeCode="COMP"><organizer classCode="CLUSTER" moodCode="EVN"><component>
<observation classCode="OBS" moodCode="EVN"><code code="C101722" codeSystem="2.16.840.1.113883.3.26.1.1"/><value xsi:type="II" root="2.16.840.1.113883.3.3719" extension="{device}"/></observation>
</component></organizer></entryRelationship></procedure></entry>"#
    );
    read("", &format!(r#"<component><section><code code="47519-4" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#))
}

#[test]
fn what_qualifies_a_concept_and_a_value_that_is_an_identifier_are_told() {
    let point = r#"<effectiveTime value="20240501101500+0000"/>"#;
    let qualifier = |code: &str| format!(r#"<qualifier><name code="106233006" codeSystem="2.16.840.1.113883.6.96"/><value code="{code}" codeSystem="2.16.840.1.113883.6.96"/></qualifier>"#);
    let legacy = procedure(point, &qualifier("255549009"), "00848");
    assert!(told(&legacy, &procedure(point, &qualifier("255549009"), "00848")).is_empty());
    for other in [procedure(point, &qualifier("255551008"), "00848"), procedure(point, "", "00848"), procedure(point, &qualifier("255549009"), "00849")] {
        assert_eq!(told(&legacy, &other), ["procedure altered element"]);
    }
}

#[test]
fn a_side_that_a_qualifier_names_is_told_once() {
    let qualifier = |name: &str, side: &str| format!(r#"<qualifier><name code="{name}" codeSystem="2.16.840.1.113883.6.96"/><value code="{side}" codeSystem="2.16.840.1.113883.6.96"/></qualifier>"#);
    let side = |qualifier: &str| procedure("", qualifier, "00848");
    let legacy = side(&qualifier("272741003", "7771000"));
    for other in [qualifier("272741003", "24028007"), qualifier("272741003", "7771001"), String::new()] {
        assert_eq!(told(&legacy, &side(&other)), ["procedure altered laterality"], "{other}");
    }
    assert_eq!(told(&legacy, &side(&qualifier("106233006", "7771000"))), ["procedure altered element"], "what the side is of");
}

#[test]
fn a_panel_that_is_done_and_one_that_is_not_differ_whatever_its_results_say() {
    let panel = |state: &str| {
        let entry = format!(
            r#"<entry><organizer classCode="BATTERY" moodCode="EVN"><id root="1.2.9"/><code code="24323-8" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="{state}"/><component>
<observation classCode="OBS" moodCode="EVN"><code code="2951-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><value xsi:type="PQ" value="140" unit="mmol/L"/></observation></component></organizer></entry>"#
        );
        read("", &format!(r#"<component><section><code code="30954-2" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#))
    };
    let legacy = panel("completed");
    assert!(told(&legacy, &panel("completed")).is_empty());
    assert_eq!(told(&legacy, &panel("active")), ["observation altered element"]);
}

/// The entries of one section.
fn section(code: &str, entries: &str) -> Vec<Statement> {
    read("", &format!(r#"<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>{entries}</section></component>"#))
}

/// A member of an organizer of vital signs.
fn pulse(mood: &str, attributes: &str) -> String {
    format!(
        r#"<component><observation classCode="OBS" moodCode="{mood}"{attributes}><code code="8867-4" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>
<effectiveTime value="20240310"/><value xsi:type="PQ" value="72" unit="/min"/></observation></component>"#
    )
}

fn taken(state: &str, members: &str) -> Vec<Statement> {
    section("8716-3", &format!(r#"<entry><organizer classCode="CLUSTER" moodCode="EVN">{state}{members}</organizer></entry>"#))
}

#[test]
fn an_organizer_that_was_given_up_is_told_of_what_it_holds_and_a_finished_one_need_not_be_there() {
    let done = taken(r#"<statusCode code="completed"/>"#, &pulse("EVN", ""));
    assert_eq!(told(&done, &taken(r#"<statusCode code="aborted"/>"#, &pulse("EVN", ""))), ["observation altered element"]);
    assert!(told(&done, &taken("", &pulse("EVN", ""))).is_empty());
    let alone = pulse("EVN", "").replace("<component>", "<entry>").replace("</component>", "</entry>");
    assert!(told(&done, &section("8716-3", &alone)).is_empty());
}

#[test]
fn a_member_that_is_planned_or_denied_is_no_finding() {
    let done = taken("", &pulse("EVN", ""));
    let planned = taken("", &pulse("INT", ""));
    assert_eq!([told(&done, &planned), told(&planned, &done)], [["observation invented element"], ["observation altered element"]]);
    assert_eq!(told(&done, &taken("", &pulse("EVN", r#" negationInd="true""#))).len(), 1, "told once, by the aspect");
}

#[test]
fn what_is_denied_around_an_entry_is_denied_of_it() {
    let payer = |outer: &str, inner: &str| {
        let entry = format!(
            r#"<entry><act classCode="ACT" moodCode="EVN"{outer}><templateId root="2.16.840.1.113883.10.20.22.4.60"/><entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"{inner}>
<templateId root="2.16.840.1.113883.10.20.22.4.61"/><id root="1.3" extension="G1"/><code code="SELF" codeSystem="2.16.840.1.113883.5.110"/><performer typeCode="PRF"><assignedEntity><code code="PAYOR"/>
<representedOrganization><name>Harbor Health</name></representedOrganization></assignedEntity></performer></act></entryRelationship></act></entry>"#
        );
        section("48768-6", &entry)
    };
    let denied = r#" negationInd="true""#;
    for other in [payer(denied, ""), payer("", denied)] {
        assert_eq!(told(&payer("", ""), &other), ["coverage invented element"]);
        assert_eq!(told(&other, &payer("", "")), ["coverage altered element"]);
    }
}

#[test]
fn a_goal_that_is_denied_or_that_somebody_else_set_is_another() {
    let goal = |attributes: &str, author: &str| {
        let entry = format!(
            r#"<entry><observation classCode="OBS" moodCode="GOL"{attributes}><code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="active"/><effectiveTime value="20240601"/>
<author><time value="20240601"/><assignedAuthor><id root="1.9" extension="{author}"/></assignedAuthor></author><entryRelationship typeCode="REFR"><act classCode="ACT" moodCode="EVN"><priorityCode code="P1"/></act></entryRelationship></observation></entry>"#
        );
        section("61146-7", &entry)
    };
    let own = goal("", "patient");
    assert!(told(&own, &goal("", "patient")).is_empty());
    assert_eq!(told(&own, &goal(r#" negationInd="true""#, "patient")), ["other record invented element"]);
    assert_eq!(one(&own, Kind::Record).value(Aspect::Author).map(|author| author.shown()).as_deref(), Some("patient"));
}

#[test]
fn a_part_that_both_have_is_turned_by_its_denial_and_one_that_was_added_is_not() {
    let goal = |part: &str| {
        let entry = format!(
            r#"<entry><observation classCode="OBS" moodCode="GOL"><code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="active"/>{part}</observation></entry>"#
        );
        section("61146-7", &entry)
    };
    let part = |attributes: &str| format!(r#"<entryRelationship typeCode="REFR"><act classCode="ACT" moodCode="EVN"{attributes}><priorityCode code="P1"/></act></entryRelationship>"#);
    let denied = part(r#" negationInd="true""#);
    assert_eq!(told(&goal(&part("")), &goal(&denied)), ["other record invented element"]);
    assert_eq!(told(&goal(&denied), &goal(&part(""))), ["other record altered element"]);
    assert!(told(&goal(""), &goal(&denied)).is_empty());
}

#[test]
fn a_symptom_is_no_diagnosis_in_whichever_terminology_that_is_said() {
    let problem = |code: &str| {
        let entry = format!(
            r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.4"/>{code}<statusCode code="completed"/><effectiveTime><low value="2020"/></effectiveTime>
<value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship></act></entry>"#
        );
        section("11450-4", &entry)
    };
    let (symptom, diagnosis) = (r#"<code code="418799008" codeSystem="2.16.840.1.113883.6.96"/>"#, r#"<code code="282291009" codeSystem="2.16.840.1.113883.6.96"/>"#);
    assert_eq!(told(&problem(symptom), &problem(diagnosis)), ["problem altered element"]);
    assert!(told(&problem(symptom), &problem(r#"<code code="75325-1" codeSystem="2.16.840.1.113883.6.1"/>"#)).is_empty());
}

#[test]
fn a_diagnosis_on_the_list_of_problems_is_none_of_a_visit() {
    let listed = |section_code: &str| {
        let entry = r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.80"/><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><statusCode code="completed"/><effectiveTime><low value="2020"/></effectiveTime><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship></act></entry>"#;
        section(section_code, entry)
    };
    let kinds = |of: &[Statement]| of.iter().map(|s| s.kind).filter(|kind| *kind != Kind::Demographic).collect::<Vec<_>>();
    assert_eq!([kinds(&listed("46241-6")), kinds(&listed("11450-4"))], [[Kind::EncounterDiagnosis], [Kind::Problem]]);
    assert_eq!(told(&listed("46241-6"), &listed("11450-4")), ["encounter diagnosis altered category"]);
}

/// A drug with what is related to it.
fn drug(product: &str, related: &str) -> Vec<Statement> {
    let entry = format!(
        r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20200101"/></effectiveTime><consumable><manufacturedProduct><manufacturedMaterial>
{product}</manufacturedMaterial></manufacturedProduct></consumable>{related}</substanceAdministration></entry>"#
    );
    section("10160-0", &entry)
}

const WARFARIN: &str = r#"<code code="855332" codeSystem="2.16.840.1.113883.6.88" displayName="warfarin sodium 5 MG Oral Tablet"/>"#;

#[test]
fn an_indication_that_is_none_any_more_is_told() {
    let because = |kind: &str| {
        let related = format!(
            r#"<entryRelationship typeCode="{kind}"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.19"/><code code="ASSERTION"/><statusCode code="completed"/>
<value xsi:type="CD" code="49436004" codeSystem="2.16.840.1.113883.6.96" displayName="Atrial fibrillation"/></observation></entryRelationship>"#
        );
        drug(WARFARIN, &related)
    };
    assert!(told(&because("RSON"), &because("RSON")).is_empty());
    assert_eq!(told(&because("RSON"), &because("REFR")), ["medication altered element"]);
}

#[test]
fn a_name_beside_a_code_may_be_another_of_the_same_drug_and_of_no_other() {
    let named = |name: &str| drug(&format!("{WARFARIN}<name>{name}</name>"), "");
    let legacy = named("Warfarin 5 mg tablet");
    assert!(told(&legacy, &named("WARFARIN SODIUM 5 MG ORAL TABLET")).is_empty());
    assert!(told(&legacy, &drug(WARFARIN, "")).is_empty() && told(&drug(WARFARIN, ""), &legacy).is_empty());
    assert_eq!(told(&legacy, &named("Metformin 500 mg tablet")), ["medication altered text"]);
}

#[test]
fn what_a_document_says_twice_under_one_identifier_may_stand_there_twice_and_no_third_time() {
    let drug = |id: &str| {
        format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><id root="{id}"/><statusCode code="active"/><consumable><manufacturedProduct><manufacturedMaterial>{WARFARIN}</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
        )
    };
    let drugs = |ids: &[&str]| section("10160-0", &ids.iter().map(|id| drug(id)).collect::<String>());
    let verdicts = |legacy: &[&str], destination: &[&str]| {
        let (legacy, destination) = (drugs(legacy), drugs(destination));
        let (mut ours, mut theirs) = (Coverage::default(), Coverage::default());
        legacy.iter().for_each(|statement| ours.count(statement));
        destination.iter().for_each(|statement| theirs.count(statement));
        let found = crate::compare_patient(&legacy, &destination, &crate::Equivalences::default(), (&ours, &theirs), &|_| None);
        found.findings.iter().map(|f| f.verdict.to_string()).collect::<Vec<_>>()
    };
    let (twice, apart) = (["1.1", "1.1"], ["2.1", "2.2"]);
    assert!(verdicts(&twice, &apart).is_empty() && verdicts(&apart, &twice).is_empty());
    assert_eq!(verdicts(&twice, &["2.1", "2.2", "2.3"]), ["duplicated"]);
    assert_eq!(verdicts(&["1.1"], &apart), ["duplicated"]);
}

#[test]
fn the_unit_of_a_normal_range_counts_and_may_be_left_out() {
    let range = |unit: &str| {
        let entry = format!(
            r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.2"/><code code="2345-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20240310"/>
<value xsi:type="PQ" value="105" unit="mg/dL"/><referenceRange><observationRange><value xsi:type="IVL_PQ"><low value="70"{unit}/><high value="99"{unit}/></value></observationRange></referenceRange></observation></entry>"#
        );
        section("30954-2", &entry)
    };
    let legacy = range(r#" unit="mg/dL""#);
    assert!(told(&legacy, &range("")).is_empty() && told(&legacy, &range(r#" unit="mg/dl""#)).is_empty());
    assert!(told(&legacy, &range(r#" unit="mmol/L""#)).iter().all(|told| told == "observation altered unit"));
    assert!(!told(&legacy, &range(r#" unit="mmol/L""#)).is_empty());
}

#[test]
fn a_day_and_a_span_that_begins_and_ends_on_it_are_one() {
    let relative = |time: &str| {
        let entry = format!(
            r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="completed"/><subject><relatedSubject classCode="PRS"><code code="FTH" codeSystem="2.16.840.1.113883.5.111"/></relatedSubject></subject>
<component><observation classCode="OBS" moodCode="EVN"><statusCode code="completed"/>{time}<value xsi:type="CD" code="22298006" codeSystem="2.16.840.1.113883.6.96"/></observation></component></organizer></entry>"#
        );
        section("10157-6", &entry)
    };
    let point = relative(r#"<effectiveTime value="200301"/>"#);
    let span = |high: &str| relative(&format!(r#"<effectiveTime><low value="200301"/><high value="{high}"/></effectiveTime>"#));
    assert!(told(&point, &span("200301")).is_empty() && told(&span("200301"), &point).is_empty());
    assert!(!told(&span("200304"), &point).is_empty());
}

#[test]
fn the_steps_of_a_course_are_drugs_of_their_own() {
    let step = |dose: &str, day: &str| {
        format!(
            r#"<component><substanceAdministration classCode="SBADM" moodCode="INT"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="{day}"/></effectiveTime><doseQuantity value="{dose}"/>
<consumable><manufacturedProduct><manufacturedMaterial><code code="308460" codeSystem="2.16.840.1.113883.6.88" displayName="azithromycin"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></component>"#
        )
    };
    let course = |first: &str| {
        let entry = format!(r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><statusCode code="active"/>{}{}</organizer></entry>"#, step(first, "20240310"), step("1", "20240311"));
        read("", &format!(r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#))
    };
    let legacy = course("2");
    assert_eq!(legacy.iter().filter(|s| s.kind == Kind::Medication).count(), 2);
    assert_eq!(told(&legacy, &course("4")), ["medication altered dose"]);
}

/// Drugs, each with its identifier and its first day, by their codes.
fn drugs(codes: &[&str], root: &str) -> Vec<Statement> {
    let one = |(number, code): (usize, &&str)| {
        format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><id root="{root}" extension="{number}"/><statusCode code="active"/>
<effectiveTime xsi:type="IVL_TS"><low value="2020010{}"/></effectiveTime><doseQuantity value="{}" unit="mg"/><consumable><manufacturedProduct><manufacturedMaterial>
<code code="{code}" codeSystem="2.16.840.1.113883.6.88" displayName="drug {code}"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#,
            number + 1,
            (number + 1) * 5
        )
    };
    let entries: String = codes.iter().enumerate().map(one).collect();
    read("", &format!(r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/>{entries}</section></component>"#))
}

#[test]
fn a_drug_of_one_day_ends_on_it_and_one_without_an_end_goes_on() {
    let end = |high: &str| {
        let entry = format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20200101"/>{high}</effectiveTime>
<consumable><manufacturedProduct><manufacturedMaterial><code code="11" codeSystem="2.16.840.1.113883.6.88" displayName="drug"/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
        );
        let found = read("", &format!(r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#));
        one(&found, Kind::Medication).value(Aspect::End).map(|end| end.shown())
    };
    assert_eq!(end(r#"<high value="20200101"/>"#).as_deref(), Some("2020-01-01"));
    assert_eq!(end(r#"<high value="20200103"/>"#).as_deref(), Some("2020-01-03"));
    assert_eq!([end(""), end(r#"<high nullFlavor="UNK"/>"#)], [None, None]);
}

#[test]
fn names_that_two_entries_have_exchanged_are_told_of_the_entries_where_identifiers_are_kept() {
    let differences = |destination: &[Statement]| {
        let legacy = drugs(&["11", "12", "13", "14", "15", "16"], "9.9");
        let coverage = (&Coverage::default(), &Coverage::default());
        let found = crate::compare_patient(&legacy, destination, &crate::Equivalences::default(), coverage, &|_| None);
        found.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, crate::shown_aspect(f.aspect))).collect::<Vec<_>>()
    };
    assert_eq!(differences(&drugs(&["12", "11", "13", "14", "15", "16"], "9.9")), ["medication altered code"; 2]);
    assert!(differences(&drugs(&["11", "12", "13", "14", "15", "16"], "8.8")).is_empty(), "identifiers may all be others");
    assert!(!differences(&drugs(&["12", "11", "13", "14", "15", "16"], "8.8")).is_empty(), "exchanged they are all the same");
}

#[test]
fn nothing_of_an_entry_of_very_many_parts_is_left_out() {
    let told = |last: &str, words: &str| {
        let parts: String = (0..900).map(|n| format!(r#"<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"><priorityCode code="p{n}"/></act></entryRelationship>"#)).collect();
        let goal = format!(
            r#"<component><section><code code="61146-7" codeSystem="2.16.840.1.113883.6.1"/><entry><observation classCode="OBS" moodCode="GOL"><code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/>
<statusCode code="active"/>{parts}<entryRelationship typeCode="COMP"><act classCode="ACT" moodCode="EVN"><priorityCode code="{last}"/></act></entryRelationship><methodCode><qualifier><name>{words}</name></qualifier></methodCode></observation></entry></section></component>"#
        );
        leaves(one(&read("", &goal), Kind::Record))
    };
    let long = "take it with water ".repeat(40);
    let own = told("a", &long);
    assert!(own.len() < 600, "{}", own.len());
    assert_ne!(own, told("b", &long), "the last of nine hundred parts");
    assert_ne!(own, told("a", &long.replacen("water", "juice", 1)), "a long text of the same length");
    assert_eq!(own, told("a", &long));
}

#[test]
fn a_goal_is_a_record_with_its_value_and_its_day() {
    let goal = r#"<component><section><code code="61146-7" codeSystem="2.16.840.1.113883.6.1"/><entry><observation classCode="OBS" moodCode="GOL">
<code code="29463-7" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="active"/><effectiveTime value="20240601"/><value xsi:type="PQ" value="70" unit="kg"/></observation></entry></section></component>"#;
    let found = read("", goal);
    let record = one(&found, Kind::Record);
    assert_eq!(record.value(Aspect::Value).unwrap().shown(), "70 kg");
    assert!(record.value(Aspect::Effective).is_some() && leaves(record).is_empty());
}

#[test]
fn what_is_left_of_an_entry_is_told_in_one_spelling_whatever_the_order_and_the_identifiers() {
    let drug = |id: &str, number: &str, first: &str, last: &str| {
        format!(
            r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/><entry><substanceAdministration classCode="SBADM" moodCode="EVN"><id root="{id}"/>
<statusCode code="active"/><consumable><manufacturedProduct><manufacturedMaterial><code code="855332" codeSystem="2.16.840.1.113883.6.88" displayName="warfarin"/></manufacturedMaterial></manufacturedProduct></consumable>
{first}<administrationUnitCode code="{number}" codeSystem="2.16.840.1.113883.3.26.1.1"/>{last}</substanceAdministration></entry></section></component>"#
        )
    };
    let device = r#"<participant typeCode="DEV"><participantRole><id root="9"/><playingDevice><code code="37299003"/></playingDevice></participantRole></participant>"#;
    let told = |text: String| leaves(one(&read("", &text), Kind::Medication));
    let before = told(drug("1.2.3", "C42944", device, ""));
    assert!(before.contains(&"administrationUnitCode = C42944".to_string()), "{before:?}");
    assert_eq!(before, told(drug("4.5.6", "C42944", "", device)));
    assert_ne!(before, told(drug("1.2.3", "C42945", device, "")));
}
