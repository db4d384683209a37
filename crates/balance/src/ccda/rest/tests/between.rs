//! What documents say beside what was read of an entry, and what only one of two documents says.

use super::{WARFARIN, one, read, section, told};
use crate::reading::Coverage;
use model::{Aspect, Kind, Statement};

/// A problem in a concern, each with something of its own.
fn followed(concern: &str, problem: &str) -> Vec<Statement> {
    let entry = format!(
        r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="active"/>{concern}<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><statusCode code="completed"/><effectiveTime><low value="20200105"/></effectiveTime><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/>{problem}</observation></entryRelationship></act></entry>"#
    );
    section("11450-4", &entry)
}

#[test]
fn when_a_concern_was_opened_and_by_whom_is_told_where_the_problem_does_not_say_it_itself() {
    let opened = |day: &str| followed(&format!(r#"<effectiveTime><low value="{day}"/></effectiveTime>"#), "");
    let later = opened("20210601");
    assert!(told(&later, &opened("20210601")).is_empty());
    assert_eq!(told(&later, &opened("20220601")), ["problem altered time"]);
    assert_eq!(told(&later, &followed("", "")), ["problem altered time"]);
    let own = opened("20200105");
    assert!(told(&own, &followed("", "")).is_empty() && told(&followed("", ""), &own).is_empty(), "the problem says the same");
    assert_eq!(told(&own, &later), ["problem altered time"]);

    let author = |name: &str| {
        format!(r#"<author><time value="20200105"/><assignedAuthor><id root="1.9" extension="{name}"/><assignedPerson><name><given>Ada</given><family>{name}</family></name></assignedPerson></assignedAuthor></author>"#)
    };
    let by = |concern: &str, problem: &str| followed(&author(concern), &author(problem));
    assert!(told(&by("Holm", "Berg"), &by("HOLM", "Berg")).is_empty());
    assert_eq!(told(&by("Holm", "Berg"), &by("Strand", "Berg")), ["problem altered author"]);
    assert!(told(&by("Berg", "Berg"), &followed("", &author("Berg"))).is_empty());
}

/// The same between books that hold nothing but documents.
fn between(legacy: &[Statement], destination: &[Statement]) -> Vec<String> {
    let book = Coverage { records: [0, 1], documents: 1, ..Coverage::default() };
    let found = crate::compare_patient(legacy, destination, &crate::Equivalences::default(), (&book, &book), &|_| None);
    found.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, crate::shown_aspect(f.aspect))).collect()
}

#[test]
fn what_was_given_is_not_what_is_taken_and_what_was_is_not_what_is_treated() {
    let drug = format!(
        r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="completed"/><consumable><manufacturedProduct><manufacturedMaterial>{WARFARIN}</manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
    );
    let (taken, given) = (section("10160-0", &drug), section("29549-3", &drug));
    assert!(between(&given, &given).is_empty());
    assert_eq!([between(&taken, &given), between(&given, &taken)], [["medication invented category"], ["medication altered category"]]);
    // What somebody is sent home with is taken there.
    let sent_home = section("10183-2", &drug);
    assert!(between(&taken, &sent_home).is_empty() && between(&sent_home, &taken).is_empty());
    assert_eq!(between(&sent_home, &given), ["medication altered category"]);

    let problem = |list: &str, status: &str| {
        section(list, &format!(
            r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="{status}"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><id root="1.5"/>
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><statusCode code="completed"/><effectiveTime><low value="20200105"/></effectiveTime><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship></act></entry>"#
        ))
    };
    let (listed, history) = (problem("11450-4", "active"), problem("11348-0", "active"));
    assert_eq!(told(&listed, &history), ["problem altered element"]);
    assert!(told(&problem("11450-4", "completed"), &problem("11348-0", "completed")).is_empty(), "its state says that it is over");
}

#[test]
fn a_remark_that_nobody_wrote_is_told_between_documents() {
    let remark = r#"<entryRelationship typeCode="SUBJ" inversionInd="true"><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.64"/><code code="48767-8" codeSystem="2.16.840.1.113883.6.1"/><text>Ask again</text></act></entryRelationship>"#;
    let (without, with) = (followed("", ""), followed("", remark));
    assert!(between(&with, &with).is_empty());
    assert_eq!([between(&without, &with), between(&with, &without)], [["problem invented text"], ["problem altered text"]]);
}

#[test]
fn of_a_result_that_stands_in_two_sections_a_part_more_is_that_part_alone() {
    let result = |panel: &str, flag: &str| {
        format!(
            r#"<entry><organizer classCode="CLUSTER" moodCode="EVN"><code code="{panel}" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><component><observation classCode="OBS" moodCode="EVN"><id root="1.4"/><code code="8867-4" codeSystem="2.16.840.1.113883.6.1"/>
<statusCode code="completed"/><effectiveTime value="20240310"/><value xsi:type="PQ" value="72" unit="/min"/>{flag}</observation></component></organizer></entry>"#
        )
    };
    let chart = |flags: [&str; 2]| {
        let part = |code: &str, entry: &str| format!(r#"<component><section><code code="{code}" codeSystem="2.16.840.1.113883.6.1"/>{entry}</section></component>"#);
        read("", &(part("30954-2", &result("24323-8", flags[0])) + &part("8716-3", &result("46680005", flags[1]))))
    };
    let flag = r#"<interpretationCode code="N" codeSystem="2.16.840.1.113883.5.83"/>"#;
    let plain = chart(["", ""]);
    assert!(between(&plain, &plain).is_empty());
    for flagged in [[flag, ""], ["", flag]] {
        assert_eq!(between(&plain, &chart(flagged)), ["observation invented flag"]);
    }
}

#[test]
fn how_a_patient_left_is_told_where_only_the_header_says_it() {
    let visit = |left: &str| {
        let header = format!(r#"<componentOf><encompassingEncounter><id root="1.6" extension="V1"/><effectiveTime value="20240401"/><dischargeDispositionCode code="{left}" codeSystem="2.16.840.1.113883.12.112"/></encompassingEncounter></componentOf>"#);
        let entry = r#"<component><section><code code="46240-8" codeSystem="2.16.840.1.113883.6.1"/><entry><encounter classCode="ENC" moodCode="EVN"><id root="1.6" extension="V1"/><code code="99213" codeSystem="2.16.840.1.113883.6.12"/>
<effectiveTime value="20240401"/></encounter></entry></section></component>"#;
        read(&header, entry)
    };
    assert!(told(&visit("01"), &visit("01")).is_empty());
    assert_eq!(told(&visit("01"), &visit("20")), ["encounter altered discharge"]);
}

#[test]
fn who_ordered_a_drug_and_when_is_told_beside_who_wrote_it_down() {
    let author = |name: &str, day: &str| format!(r#"<author><time value="{day}"/><assignedAuthor><id root="1.9" extension="{name}"/><assignedPerson><name><given>Ada</given><family>{name}</family></name></assignedPerson></assignedAuthor></author>"#);
    let drug = |own: &str, order: &str| {
        section("10160-0", &format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><effectiveTime xsi:type="IVL_TS"><low value="20200101"/></effectiveTime><consumable><manufacturedProduct><manufacturedMaterial>{WARFARIN}</manufacturedMaterial></manufacturedProduct></consumable>
{own}<entryRelationship typeCode="REFR"><supply classCode="SPLY" moodCode="INT"><statusCode code="active"/><repeatNumber value="2"/>{order}</supply></entryRelationship></substanceAdministration></entry>"#
        ))
    };
    let own = author("Berg", "20200102");
    let legacy = drug(&own, &author("Holm", "20200301"));
    assert!(told(&legacy, &legacy).is_empty());
    assert_eq!(told(&legacy, &drug(&own, &author("Strand", "20200301"))), ["medication altered author"]);
    assert_eq!(told(&legacy, &drug(&own, &author("Holm", "20210301"))), ["medication altered time"]);
    assert!(told(&drug(&own, &own), &drug(&own, "")).is_empty(), "it says the same");
}

#[test]
fn equipment_that_only_its_procedure_names_is_called_by_that() {
    let implant = |words: &str| {
        section("46264-8", &format!(
            r#"<entry><procedure classCode="PROC" moodCode="EVN"><code nullFlavor="NI"><originalText>{words}</originalText></code><statusCode code="completed"/><effectiveTime value="20200101"/><participant typeCode="DEV"><participantRole classCode="MANU">
<id root="2.16.840.1.113883.3.3719" extension="00643169007222"/><playingDevice><code nullFlavor="NI"/></playingDevice></participantRole></participant></procedure></entry>"#
        ))
    };
    let pacemaker = implant("Pacemaker");
    assert!(told(&pacemaker, &pacemaker).is_empty());
    assert!(!told(&pacemaker, &implant("Defibrillator")).is_empty());
}

#[test]
fn who_diagnosed_at_a_visit_is_told_beside_who_wrote_the_problem_down() {
    let author = |name: &str| format!(r#"<author><time value="20200105"/><assignedAuthor><id root="1.9" extension="{name}"/><assignedPerson><name><given>Ada</given><family>{name}</family></name></assignedPerson></assignedAuthor></author>"#);
    let visit = |by: &str| {
        let (by, own) = (author(by), author("Berg"));
        section("46240-8", &format!(
            r#"<entry><encounter classCode="ENC" moodCode="EVN"><id root="1.6" extension="V1"/><code code="99213" codeSystem="2.16.840.1.113883.6.12"/><effectiveTime value="20200105"/><entryRelationship typeCode="SUBJ"><act classCode="ACT" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.80"/><code code="29308-4" codeSystem="2.16.840.1.113883.6.1"/>{by}<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.4"/>
<statusCode code="completed"/><effectiveTime><low value="20200105"/></effectiveTime><value xsi:type="CD" code="195967001" codeSystem="2.16.840.1.113883.6.96"/>{own}</observation></entryRelationship></act></entryRelationship></encounter></entry>"#
        ))
    };
    assert!(told(&visit("Holm"), &visit("Holm")).is_empty());
    assert_eq!(told(&visit("Holm"), &visit("Strand")), ["encounter diagnosis altered author"]);
}

#[test]
fn what_stands_among_other_things_is_lost_to_a_list_and_what_stands_in_its_place_again_is_not() {
    let allergy = r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.30"/><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">
<templateId root="2.16.840.1.113883.10.20.22.4.7"/><statusCode code="completed"/><value xsi:type="CD" code="416098002" codeSystem="2.16.840.1.113883.6.96"/><participant typeCode="CSM"><participantRole><playingEntity>
<code code="7980" codeSystem="2.16.840.1.113883.6.88" displayName="Penicillin"/></playingEntity></participantRole></participant></observation></entryRelationship></act></entry>"#;
    let (listed, astray) = (section("48765-2", allergy), section("11450-4", allergy));
    assert_eq!(told(&listed, &astray), ["allergy altered element"]);
    assert!(told(&astray, &listed).is_empty() && told(&astray, &astray).is_empty());
}

#[test]
fn a_value_that_keeps_its_words_and_loses_its_code_has_lost_it() {
    let smoker = |value: &str| {
        section("29762-2", &format!(
            r#"<entry><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.78"/><code code="72166-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20240310"/>{value}</observation></entry>"#
        ))
    };
    let coded = smoker(r#"<value xsi:type="CD" code="8517006" codeSystem="2.16.840.1.113883.6.96" displayName="Former smoker"/>"#);
    let worded = smoker(r#"<value xsi:type="ST">Former smoker</value>"#);
    assert!(between(&coded, &coded).is_empty());
    assert_eq!(between(&coded, &worded).len(), 1);
    assert!(between(&worded, &coded).is_empty(), "a code for the same words");
}

#[test]
fn when_a_panel_was_taken_may_be_found_of_its_results_and_is_no_other_day() {
    let panel = |time: &str| {
        section("30954-2", &format!(
            r#"<entry><organizer classCode="BATTERY" moodCode="EVN"><code code="24323-8" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/>{time}<component><observation classCode="OBS" moodCode="EVN">
<code code="2951-2" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><effectiveTime value="20240310"/><value xsi:type="PQ" value="140" unit="mmol/L"/></observation></component></organizer></entry>"#
        ))
    };
    let taken = |day: &str| panel(&format!(r#"<effectiveTime><low value="{day}"/><high value="{day}"/></effectiveTime>"#));
    for found in [panel(""), taken("20240310")] {
        assert!(told(&taken("20240312"), &found).is_empty());
    }
    let in_utc = panel(r#"<effectiveTime value="20240309220000-0500"/>"#);
    assert!(told(&taken("20240310"), &in_utc).is_empty(), "03:00 in UTC of the day of the result");
    assert_eq!(told(&taken("20240310"), &taken("20230310")), ["observation altered time"]);
    assert_eq!(told(&taken("20240312"), &taken("20230310")), ["observation altered time"]);
}

#[test]
fn a_section_of_which_nobody_was_asked_is_not_one_of_which_nothing_is_known() {
    let empty = |flavor: &str| read("", &format!(r#"<component><section nullFlavor="{flavor}"><code code="48765-2" codeSystem="2.16.840.1.113883.6.1"/><title>Allergies</title><text>No information</text></section></component>"#));
    assert!(told(&empty("NI"), &empty("UNK")).is_empty() && told(&empty("NASK"), &empty("NASK")).is_empty());
    assert_eq!(told(&empty("NASK"), &empty("MSK")), ["other record altered value"]);
    assert_eq!(told(&empty("NASK"), &empty("NI")), ["other record lost statement"]);
}

#[test]
fn a_goal_without_a_name_is_what_its_words_say() {
    let goal = |words: &str| {
        section("61146-7", &format!(
            r#"<entry><observation classCode="OBS" moodCode="GOL"><templateId root="2.16.840.1.113883.10.20.22.4.121"/><code nullFlavor="UNK"/><statusCode code="active"/><effectiveTime value="20240601"/><value xsi:type="ST">{words}</value></observation></entry>"#
        ))
    };
    let walks = goal("Walk to the harbor each day");
    assert!(told(&walks, &walks).is_empty());
    assert!(!told(&walks, &goal("Lose weight")).is_empty());
    assert_eq!(told(&walks, &section("61146-7", "")), ["other record lost statement"]);
}

#[test]
fn where_a_patient_goes_is_said_by_the_common_list_whichever_code_stands_first() {
    let visit = |(code, system): (&str, &str), (other, another): (&str, &str)| {
        let entry = format!(
            r#"<entry><encounter classCode="ENC" moodCode="EVN"><code code="183452005" codeSystem="2.16.840.1.113883.6.96"/><effectiveTime value="20240501"/><dischargeDispositionCode code="{code}" codeSystem="{system}"><translation code="{other}" codeSystem="{another}"/></dischargeDispositionCode></encounter></entry>"#
        );
        section("46240-8", &entry)
    };
    let (common, own) = (("04", "2.16.840.1.113883.12.112"), ("HOSSVR", "2.16.840.1.113883.19.5"));
    assert!(told(&visit(common, own), &visit(own, common)).is_empty());
    assert_eq!(told(&visit(common, own), &visit(own, ("01", "2.16.840.1.113883.12.112"))), ["encounter altered discharge"]);
}

#[test]
fn whose_word_a_statement_is_is_told() {
    let said = |by: &str| {
        let entry = format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><consumable><manufacturedProduct><manufacturedMaterial>{WARFARIN}</manufacturedMaterial></manufacturedProduct></consumable>{by}</substanceAdministration></entry>"#
        );
        section("10160-0", &entry)
    };
    let named = |name: &str| said(&format!(r#"<informant><relatedEntity classCode="PRS"><code code="MTH" codeSystem="2.16.840.1.113883.5.111"/><relatedPerson><name>{name}</name></relatedPerson></relatedEntity></informant>"#));
    let mother = named("<given>Mira</given> <family>Holm</family>");
    assert!(told(&mother, &named("<family>HOLM</family> <given>Mira</given>")).is_empty());
    assert_eq!(told(&mother, &named("<given>Sven</given> <family>Berg</family>")), ["medication altered element"]);
    assert_eq!(told(&mother, &said("")), ["medication altered element"]);
    assert!(told(&said(""), &mother).is_empty(), "that somebody says whose word it is takes nothing away");
}

#[test]
fn the_code_of_what_is_read_as_words_is_told() {
    let needed = |code: &str, words: &str| {
        let entry = format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="active"/><consumable><manufacturedProduct><manufacturedMaterial>{WARFARIN}</manufacturedMaterial></manufacturedProduct></consumable>
<precondition typeCode="PRCN"><criterion><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96" displayName="{words}"/></criterion></precondition></substanceAdministration></entry>"#
        );
        section("10160-0", &entry)
    };
    let cough = needed("49727002", "Cough");
    assert!(told(&cough, &needed("49727002", "Cough")).is_empty());
    assert_eq!(told(&cough, &needed("57676002", "Cough")), ["medication altered element"], "the words are right and the code is not");
    assert_eq!(told(&cough, &needed("57676002", "Joint pain")), ["medication altered text"], "one thing is told once");
}

#[test]
fn what_is_somebody_elses_is_none_of_the_patients() {
    let of = |who: &str| format!(r#"<subject><relatedSubject classCode="PRS"><code code="{who}" codeSystem="2.16.840.1.113883.5.111"/></relatedSubject></subject>"#);
    let has_problem = |found: &[Statement]| found.iter().any(|statement| statement.kind == Kind::Problem);
    let (own, mothers) = (followed("", ""), followed("", &of("MTH")));
    assert!(has_problem(&own) && has_problem(&followed("", &of("SELF"))) && !has_problem(&mothers));
    assert!(told(&own, &mothers).contains(&"problem lost statement".to_string()));
    assert!(told(&mothers, &mothers).is_empty());
    assert!(told(&followed("", &of("SELF")), &own).is_empty() && told(&own, &followed("", &of("SELF"))).is_empty(), "silence says it as well");

    let panel = |whose: &str| {
        section("30954-2", &format!(
            r#"<entry><organizer classCode="BATTERY" moodCode="EVN"><code code="24323-8" codeSystem="2.16.840.1.113883.6.1"/><statusCode code="completed"/><component><observation classCode="OBS" moodCode="EVN"><code code="882-1" codeSystem="2.16.840.1.113883.6.1"/>
<statusCode code="completed"/><effectiveTime value="20240501"/><value xsi:type="ST">O positive</value>{whose}</observation></component></organizer></entry>"#
        ))
    };
    let answers = |found: &[Statement]| found.iter().filter(|statement| statement.kind == Kind::Observation).count();
    assert_eq!([answers(&panel("")), answers(&panel(&of("FETUS")))], [1, 0]);
}

#[test]
fn a_second_or_a_midnight_of_nought_says_nothing_where_nothing_reads_a_time() {
    let at = |time: &str| followed("", &format!(r#"<participant typeCode="ENT"><time value="{time}"/></participant>"#));
    for (one, other) in [("201506221000", "20150622100000"), ("20150622", "20150622000000"), ("20150622100000", "20150622100000.000"), ("20150622100005", "20150622100005.0")] {
        assert!(told(&at(one), &at(other)).is_empty() && told(&at(other), &at(one)).is_empty(), "{one} {other}");
    }
    assert_eq!(told(&at("201506221000"), &at("20150622100005")), ["problem altered element"]);
    assert_eq!(told(&at("20150622"), &at("201506220001")), ["problem altered element"]);
}

#[test]
fn that_there_is_none_is_said_in_many_words() {
    let procedure = |name: &str| section("47519-4", &format!(r#"<entry><procedure classCode="PROC" moodCode="EVN"><code nullFlavor="UNK"><originalText>{name}</originalText></code><statusCode code="completed"/></procedure></entry>"#));
    let count = |found: &[Statement], kind: Kind| found.iter().filter(|statement| statement.kind == kind).count();
    assert_eq!(["No procedures recorded", "No Procedure", "Nose job", "No stent given"].map(|name| count(&procedure(name), Kind::Procedure)), [0, 0, 1, 1]);
    let given = |name: &str| {
        section("29549-3", &format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><statusCode code="completed"/><consumable><manufacturedProduct><manufacturedMaterial><code nullFlavor="NA"><originalText>{name}</originalText></code></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
        ))
    };
    assert_eq!(["No medications administered", "Normal saline"].map(|name| count(&given(name), Kind::Medication)), [0, 1]);

    let problem = |words: &str, denied: &str| {
        section("11450-4", &format!(
            r#"<entry><act classCode="ACT" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.3"/><statusCode code="active"/><entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN"{denied}>
<templateId root="2.16.840.1.113883.10.20.22.4.4"/><statusCode code="completed"/><value xsi:type="CD" code="55607006" codeSystem="2.16.840.1.113883.6.96"{words}/></observation></entryRelationship></act></entry>"#
        ))
    };
    let (none, worded) = (problem("", r#" negationInd="true""#), problem(r#" displayName="No known problems""#, ""));
    assert!(told(&none, &worded).is_empty() && told(&worded, &none).is_empty());
    assert!(!told(&none, &problem(r#" displayName="Problem""#, "")).is_empty());
    for denied in ["No current problems or disability", "No known active problems", "No significant medical history"] {
        assert!(told(&none, &problem(&format!(r#" displayName="{denied}""#), "")).is_empty(), "{denied}");
    }
    assert!(!told(&none, &problem(r#" displayName="No sense of smell""#, "")).is_empty(), "a problem that begins alike");
}

#[test]
fn that_all_of_a_sort_is_denied_is_no_record() {
    let vaccine = |code: &str, more: &str| {
        section("11369-6", &format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN" negationInd="true"><statusCode code="completed"/><consumable><manufacturedProduct><manufacturedMaterial><code nullFlavor="OTH"><originalText>Vaccination</originalText>
<translation code="{code}" codeSystem="2.16.840.1.113883.6.96"/></code></manufacturedMaterial></manufacturedProduct></consumable>{more}</substanceAdministration></entry>"#
        ))
    };
    let refused = r#"<entryRelationship typeCode="RSON"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.53"/><code code="PATOBJ" codeSystem="2.16.840.1.113883.5.8"/><statusCode code="completed"/></observation></entryRelationship>"#;
    let count = |found: &[Statement], kind: Kind| found.iter().filter(|statement| statement.kind == kind).count();
    let found = [vaccine("71181003", ""), vaccine("71181003", refused), vaccine("836374004", "")].map(|found| count(&found, Kind::Immunization));
    assert_eq!(found, [0, 1, 1], "that all of them are refused is one");
    let procedure = |denied: &str| {
        section("47519-4", &format!(
            r#"<entry><procedure classCode="PROC" moodCode="EVN"{denied}><code code="71388002" codeSystem="2.16.840.1.113883.6.96" displayName="Procedure"/><statusCode code="completed"/><participant typeCode="DEV"><participantRole classCode="MANU"><playingDevice>
<code code="40388003" codeSystem="2.16.840.1.113883.6.96" displayName="Implant"/></playingDevice></participantRole></participant></procedure></entry>"#
        ))
    };
    let (none, any) = (procedure(r#" negationInd="true""#), procedure(""));
    assert_eq!([Kind::Procedure, Kind::Device].map(|kind| [count(&none, kind), count(&any, kind)]), [[0, 1], [0, 1]]);
}

#[test]
fn that_no_drug_is_taken_may_be_said_by_the_act() {
    let drug = |denied: &str, act: &str, words: &str| {
        let entry = format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"{denied}>{act}<statusCode code="completed"/><consumable><manufacturedProduct><manufacturedMaterial><code nullFlavor="NI">{words}</code></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
        );
        section("10160-0", &entry)
    };
    let act = |code: &str| format!(r#"<code code="{code}" codeSystem="2.16.840.1.113883.6.96"/>"#);
    let denied = drug(r#" negationInd="true""#, "", "");
    let none = drug("", &act("182849000"), "");
    assert!(denied.iter().any(|statement| statement.kind == Kind::Medication) && told(&denied, &none).is_empty() && told(&none, &denied).is_empty());
    let none_of_his_own = drug("", &act("408350003"), "");
    assert!(told(&none_of_his_own, &none_of_his_own).is_empty() && !told(&none, &none_of_his_own).is_empty(), "who takes nothing of his own may well be prescribed something");
    let unknown = drug("", &act("182904002"), "<originalText>#nomeds</originalText>");
    assert!(unknown.iter().all(|statement| statement.kind != Kind::Medication), "a reference that leads nowhere names nothing");
}

/// A list of one drug, with a narrative.
fn listed(text: &str, words: &str) -> Vec<Statement> {
    let drug = format!(
        r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.16"/><statusCode code="active"/><consumable><manufacturedProduct><manufacturedMaterial>
<code code="855332" codeSystem="2.16.840.1.113883.6.88"{words}/></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
    );
    read("", &format!(r#"<component><section><code code="10160-0" codeSystem="2.16.840.1.113883.6.1"/><text>{text}</text>{drug}</section></component>"#))
}

#[test]
fn a_drug_that_only_the_narrative_beside_the_entries_names_is_compared() {
    const NAMED: &str = r#" displayName="warfarin sodium 5 MG Oral Tablet""#;
    let table = |rows: &[&str]| format!("<table><thead><tr><th>Drug, not aspirin</th></tr></thead><tbody>{}</tbody></table>", rows.iter().map(|row| format!("<tr><td>{row}</td></tr>")).collect::<String>());
    let (both, one) = (listed(&table(&["Coumadin 5 mg", "Metformin 500 mg"]), NAMED), listed(&table(&["Coumadin 5 mg"]), NAMED));
    assert!(told(&both, &both).is_empty() && told(&one, &listed("", NAMED)).is_empty(), "what an entry names as well says nothing more");
    assert_eq!(told(&both, &one), ["other record lost statement"]);
    let paragraph = |words: &str| listed(&format!("{}<paragraph>{words}</paragraph>", table(&["Warfarin"])), NAMED);
    assert_eq!(told(&paragraph("Also takes metformin from a friend."), &paragraph("Feels well.")), ["other record lost statement"]);
    let mute = |rows: &[&str]| listed(&table(rows), "");
    assert!(told(&mute(&["Metformin 500 mg"]), &mute(&[])).is_empty(), "an entry without words may be any of the rows");
}

#[test]
fn a_person_is_named_in_whatever_order_the_parts_stand() {
    let support = |name: &str| read(&format!(r#"<participant typeCode="IND"><associatedEntity classCode="PRS"><associatedPerson><name>{name}</name></associatedPerson></associatedEntity></participant>"#), "");
    let first = support("<prefix>Mr</prefix><given>Matthew</given><family>Newman</family>");
    assert!(told(&first, &support("<family>Newman</family><given>Matthew</given><prefix>Mr</prefix>")).is_empty());
    assert!(!told(&first, &support("<family>Newman</family><given>Mark</given><prefix>Mr</prefix>")).is_empty());
    let called = |name: &str| one(&support(name), Kind::Record).value(Aspect::Code).map(|name| name.shown());
    assert_eq!(called("Mary <family>Keel</family>").as_deref(), Some("Mary Keel"), "words between the parts count");
}
