//! What a later document says of a record that an earlier one told of.

use super::*;
use crate::{Equivalences, compare_patient};

const ADDED: &str = "APND";
const REPLACED: &str = "RPLC";

/// A document under a number and of a moment, with its list of problems.
fn made(number: &str, moment: &str, problems: &[String]) -> String {
    made_of(number, moment, &section("11450-4", "x", &problems.concat()))
}

/// The same with its sections.
fn made_of(number: &str, moment: &str, sections: &str) -> String {
    let text = whole(sections).replace(r#"<code code="34133-9""#, &format!(r#"<id root="1.4" extension="{number}"/><code code="34133-9""#));
    kept_by("A", &text.replace("20240501120000+0000", moment))
}

/// The same kept by somebody.
fn kept_by(keeper: &str, text: &str) -> String {
    let custodian = |id: &str| format!(r#"<custodian><assignedCustodian><representedCustodianOrganization><id root="1.7" extension="{id}"/></representedCustodianOrganization></assignedCustodian></custodian>"#);
    match keeper {
        "A" => text.replace("<componentOf>", &format!("{}<componentOf>", custodian("A"))),
        other => text.replace(&custodian("A"), &custodian(other)),
    }
}

/// The same as one that replaces or adds to another.
fn related(how: &str, parent: &str, text: &str) -> String {
    let named = format!(r#"<relatedDocument typeCode="{how}"><parentDocument>{parent}</parentDocument></relatedDocument><componentOf>"#);
    text.replace("<componentOf>", &named)
}

/// The same as a version of a set.
fn version(number: &str, text: &str) -> String {
    text.replace("<recordTarget>", &format!(r#"<setId root="1.5" extension="S"/><versionNumber value="{number}"/><recordTarget>"#))
}

/// A problem under an identifier, if it has one.
fn listed(id: &str, (code, name): (&str, &str), status: &str) -> String {
    let id = if id.is_empty() { String::new() } else { format!(r#"<id root="1.6" extension="{id}"/>"#) };
    let value = format!(r#"<value xsi:type="CD" code="{code}" codeSystem="2.16.840.1.113883.6.96" displayName="{name}"/>"#);
    let (act, time, observed_as) = match status {
        "active" => ("active", r#"<low value="20100301"/>"#, "55561003"),
        _ => ("completed", r#"<low value="20100301"/><high value="20151201"/>"#, "413322009"),
    };
    problem(act, time, &value, &format!("{id}{}", observed("33999-4", observed_as)))
}

const ASTHMA_NAMED: (&str, &str) = ("195967001", "Asthma");
const GOUT: (&str, &str) = ("90560007", "Gout");
const EPILEPSY: (&str, &str) = ("84757009", "Epilepsy");

/// A book of documents, each an artifact of its own.
fn book(documents: &[String]) -> (Vec<Statement>, Coverage) {
    let (mut places, mut coverage, mut found) = (Places::default(), Coverage::default(), Vec::new());
    for (artifact, text) in (0_u32..).zip(documents) {
        let summary = formats::read(Format::Ccda, "x.xml", &mut text.as_bytes(), &Limits::default(), &mut |item: Item<'_>| {
            if let Item::Document(read) = item {
                document(read, artifact, &mut places, &mut coverage, &mut |statement| found.push(statement));
            }
            ControlFlow::Continue(())
        });
        assert_eq!(summary.unwrap().quarantined, 0);
    }
    coverage.documents = documents.len() as u64;
    coverage.records = [0, coverage.documents];
    (found, coverage)
}

/// What documents say as resources would say it; whoever makes resources has the patient once.
fn resources(documents: &[String]) -> (Vec<Statement>, Coverage) {
    let (mut found, mut coverage) = book(documents);
    let mut people = 0;
    found.retain(|statement| {
        people += usize::from(statement.kind == Kind::Demographic);
        statement.kind != Kind::Demographic || people == 1
    });
    for (number, statement) in found.iter_mut().enumerate() {
        statement.origin.reference = format!("{}/{number}", statement.kind.word());
    }
    coverage.records = [found.len() as u64, 0];
    coverage.documents = 0;
    (found, coverage)
}

fn differences((legacy, here): (Vec<Statement>, Coverage), (destination, there): (Vec<Statement>, Coverage)) -> Vec<String> {
    let result = compare_patient(&legacy, &destination, &Equivalences::default(), (&here, &there), &|_| None);
    let mut found: Vec<String> = result.findings.iter().map(|f| format!("{} {} {}", f.kind, f.verdict, f.aspect)).collect();
    found.sort();
    found.dedup();
    found
}

/// What a book of documents and resources of others differ in, and the same book and these as documents.
fn both(legacy: &[String], destination: &[String]) -> [Vec<String>; 2] {
    [differences(book(legacy), resources(destination)), differences(book(legacy), book(destination))]
}

const NOTHING: [Vec<String>; 2] = [Vec::new(), Vec::new()];

#[test]
fn the_last_state_of_a_record_is_enough_and_an_earlier_one_is_not() {
    // Under the identifiers of entries, and known by what they are about.
    for id in ["p1", ""] {
        let earlier = made("1", "20200101", &[listed(id, ASTHMA_NAMED, "active")]);
        let later = made("2", "20210101", &[listed(id, ASTHMA_NAMED, "resolved")]);
        let ways = [[earlier.clone(), later.clone()], [later.clone(), earlier.clone()]];
        for legacy in &ways {
            assert_eq!(both(legacy, std::slice::from_ref(&later)), NOTHING, "{id}");
            assert_eq!(both(legacy, legacy), NOTHING, "the history may be kept: {id}");
            for found in both(legacy, std::slice::from_ref(&earlier)) {
                assert!(found.iter().any(|said| said == "problem resurrected status") && !found.iter().any(|said| said.contains("lost statement")), "{id}: {found:?}");
            }
        }
        let none = made("3", "20210101", &[]);
        let (legacy, none) = (book(&ways[0]), resources(&[none]));
        let gone = compare_patient(&legacy.0, &none.0, &Equivalences::default(), (&legacy.1, &none.1), &|_| None);
        assert_eq!(gone.findings.iter().filter(|f| f.kind == Kind::Problem).count(), 1, "lost, once: {id}");
    }
}

#[test]
fn documents_of_a_destination_may_tell_what_was_so_before() {
    let history = [made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active")]), made("2", "20210101", &[listed("p1", ASTHMA_NAMED, "resolved")])];
    assert_eq!(differences(resources(&history[1..]), book(&history)), [""; 0]);
    assert!(!differences(resources(&history[..1]), book(&history)).is_empty(), "and it has to end where the source is");
}

#[test]
fn what_only_an_earlier_document_says_stays() {
    let earlier = made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active"), listed("p2", GOUT, "active")]);
    let later = made("2", "20210101", &[listed("p1", ASTHMA_NAMED, "active")]);
    let added = related(ADDED, r#"<id root="1.4" extension="1"/>"#, &later);
    for later in [&later, &added] {
        let legacy = [earlier.clone(), later.clone()];
        assert_eq!(both(&legacy, std::slice::from_ref(&earlier)), NOTHING);
        assert_eq!(both(&legacy, std::slice::from_ref(later)), [["problem lost statement"], ["problem lost statement"]]);
    }
}

#[test]
fn a_later_document_may_say_less() {
    let told = |number: &str, moment: &str, rest: &str| made_of(number, moment, &section("48765-2", "x", &allergy("", "416098002", r#"<code code="1191" codeSystem="2.16.840.1.113883.6.88"/>"#, rest)));
    let reaction = r#"<entryRelationship typeCode="MFST" inversionInd="true"><observation classCode="OBS" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.9"/><code code="ASSERTION" codeSystem="2.16.840.1.113883.5.4"/><statusCode code="completed"/><value xsi:type="CD" code="247472004" codeSystem="2.16.840.1.113883.6.96"/></observation></entryRelationship>"#;
    let legacy = [told("1", "20200101", reaction), told("2", "20210101", "").replace("20190402", "20210101")];
    assert_eq!(both(&legacy, &legacy[..1]), NOTHING, "the whole of it may be kept");
    assert_eq!(both(&legacy, &legacy[1..]), NOTHING, "and what was said last");
}

#[test]
fn what_the_document_that_replaced_another_says_no_more_may_be_gone_and_not_live() {
    let earlier = made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active"), listed("p2", GOUT, "active")]);
    let asthma = [listed("p1", ASTHMA_NAMED, "active")];
    let later = related(REPLACED, r#"<id root="1.4" extension="1"/>"#, &made("2", "20210101", &asthma));
    let versions = [version("1", &earlier), version("2", &made("2", "20210101", &asthma))];
    // Of one day only the number tells.
    let of_a_day = [version("1", &earlier), version("2", &made("2", "20200101", &asthma))];
    for legacy in [[earlier.clone(), later], versions, of_a_day] {
        assert_eq!(both(&legacy, &legacy[1..]), NOTHING);
        assert_eq!(differences(book(&legacy), resources(&legacy[..1])), ["problem resurrected statement"]);
        let over = made("3", "20210101", &[asthma[0].clone(), listed("p2", GOUT, "resolved")]);
        assert!(!differences(book(&legacy), resources(&[over])).contains(&"problem resurrected statement".to_string()), "it is none of today");
        assert_eq!(differences(book(&legacy), book(&legacy)), [""; 0], "whoever keeps the documents keeps what replaced them");
    }
}

#[test]
fn two_keepers_may_disagree_and_one_of_them_is_no_later_word() {
    let one = made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active")]);
    let other = kept_by("B", &made("2", "20210101", &[listed("q1", ASTHMA_NAMED, "resolved")]));
    let legacy = [one, other];
    assert_eq!(both(&legacy, &legacy), NOTHING);
    for kept in [&legacy[..1], &legacy[1..]] {
        assert!(differences(book(&legacy), resources(kept)).contains(&"problem lost statement".to_string()));
    }
}

#[test]
fn a_document_that_comes_twice_says_nothing_new() {
    let document = made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active"), listed("", GOUT, "resolved")]);
    let legacy = [document.clone(), document.clone()];
    assert_eq!(both(&legacy, std::slice::from_ref(&document)), NOTHING);
    let less = made("1", "20200101", &[listed("p1", ASTHMA_NAMED, "active")]);
    let (legacy, kept) = (book(&legacy), resources(&[less]));
    let result = compare_patient(&legacy.0, &kept.0, &Equivalences::default(), (&legacy.1, &kept.1), &|_| None);
    assert_eq!(result.findings.len(), 1, "{:?}", result.findings);
}

#[test]
fn moments_tell_the_order_as_far_as_they_are_told() {
    let later_is = |earlier: &str, later: &str| {
        let legacy = [made("1", earlier, &[listed("p1", ASTHMA_NAMED, "active")]), made("2", later, &[listed("p1", ASTHMA_NAMED, "resolved")])];
        differences(book(&legacy), resources(&legacy[1..])).is_empty()
    };
    for (earlier, later) in [
        ("2019", "2020"), ("20200101", "20200102"), ("20200101090000-0500", "20200101150000+0000"), ("202001010900", "202001011000"), ("20200101", "20200103080000+0100"),
        ("20200101235900-0500", "20200102050000+0000"),
    ] {
        assert!(later_is(earlier, later), "{earlier} {later}");
    }
    for (one, other) in [("2020", "20200301"), ("20200101", "20200101120000"), ("20200101100000-0500", "20200101110000+0000"), ("20200101120000", "20200101130000+0000"), ("", "20200101")] {
        assert!(!later_is(one, other), "{one} {other}");
    }
}

#[test]
fn entries_that_are_numbered_anew_are_other_records() {
    let earlier = made("1", "20200101", &[listed("1", ASTHMA_NAMED, "active"), listed("2", GOUT, "active")]);
    let later = |gout: &str| made("2", "20210101", &[listed("1", GOUT, gout), listed("2", EPILEPSY, "active")]);
    let all = |gout: &str| made("3", "20210101", &[listed("1", ASTHMA_NAMED, "active"), listed("2", GOUT, gout), listed("3", EPILEPSY, "active")]);
    for gout in ["active", "resolved"] {
        let legacy = [earlier.clone(), later(gout)];
        assert_eq!(both(&legacy, &[all(gout)]), NOTHING, "{gout}");
        assert_eq!(differences(book(&legacy), resources(&[later(gout)])), ["problem lost statement"], "asthma is told of by the earlier one alone: {gout}");
    }
    // Under an identifier that is nobody else's the record is one, whatever it is found to be.
    let unique = "1b4e28ba-2fa1-11d2-883f-0016d3cca427";
    let legacy = [made("1", "20200101", &[listed(unique, ASTHMA_NAMED, "active")]), made("2", "20210101", &[listed(unique, EPILEPSY, "active")])];
    assert_eq!(both(&legacy, &legacy[1..]), NOTHING);
}

#[test]
fn what_a_document_says_twice_is_not_one_record_in_another_order() {
    let vaccine = |lot: &str| {
        format!(
            r#"<entry><substanceAdministration classCode="SBADM" moodCode="EVN"><templateId root="2.16.840.1.113883.10.20.22.4.52"/><statusCode code="completed"/><effectiveTime value="20190501"/><consumable><manufacturedProduct>
<manufacturedMaterial><code code="88" codeSystem="2.16.840.1.113883.12.292"/><lotNumberText>{lot}</lotNumberText></manufacturedMaterial></manufacturedProduct></consumable></substanceAdministration></entry>"#
        )
    };
    let given = |number: &str, moment: &str, lots: [&str; 2]| made_of(number, moment, &section("11369-6", "x", &lots.map(vaccine).concat()));
    let legacy = [given("1", "20200101", ["A1", "B2"]), given("2", "20210101", ["B2", "A1"])];
    assert_eq!(both(&legacy, &legacy[..1]), NOTHING);
    assert_eq!(both(&legacy, &legacy[1..]), NOTHING);
}

#[test]
fn that_none_is_known_holds_until_a_later_document_lists_one() {
    let known = |number: &str, moment: &str, attributes: &str, sort: &str, substance: &str| made_of(number, moment, &section("48765-2", "x", &allergy(attributes, sort, substance, "")));
    let none = |moment: &str, sort: &str| known("1", moment, r#"negationInd="true""#, sort, r#"<code nullFlavor="NA"/>"#);
    let aspirin = known("2", "20210101", "", "416098002", r#"<code code="1191" codeSystem="2.16.840.1.113883.6.88"/>"#);
    let found = |none: String| differences(book(&[none, aspirin.clone()]), resources(std::slice::from_ref(&aspirin)));
    assert!(found(none("20200101", "419199007")).is_empty(), "of any allergy");
    assert!(found(none("20200101", "416098002")).is_empty(), "of drugs");
    assert_eq!(found(none("20200101", "414285001")), ["no-known-allergy lost statement"], "of food");
    assert_eq!(found(none("20220101", "419199007")), ["no-known-allergy lost statement"], "it was said later");
}

#[test]
fn what_several_documents_say_alike_is_lost_once_in_whichever_order_they_came() {
    let lost = |documents: &[String]| {
        let (legacy, none) = (book(documents), resources(&[made("4", "20220101", &[])]));
        let result = compare_patient(&legacy.0, &none.0, &Equivalences::default(), (&legacy.1, &none.1), &|_| None);
        result.findings.iter().filter(|f| f.kind == Kind::Problem).count()
    };
    let of = |number: &str, moment: &str| made(number, moment, &[listed("p1", ASTHMA_NAMED, "active")]);
    let [first, second, third] = [of("1", "20190101"), of("2", "20200101"), of("3", "20210101")];
    for documents in [[&first, &second, &third], [&third, &second, &first], [&second, &third, &first]] {
        assert_eq!(lost(&documents.map(Clone::clone)), 1);
    }
    // The oldest one says that it adds to the newest one.
    let contrary = related(ADDED, r#"<id root="1.4" extension="3"/>"#, &first);
    assert_eq!(lost(&[contrary, second, third]), 1);
}

#[test]
fn what_the_document_that_replaced_another_says_no_more_is_in_force_no_more() {
    let asthma = [listed("p1", ASTHMA_NAMED, "active")];
    let earlier = made("1", "20200101", &[asthma[0].clone(), listed("p2", GOUT, "active")]);
    let legacy = [earlier.clone(), related(REPLACED, r#"<id root="1.4" extension="1"/>"#, &made("2", "20210101", &asthma))];
    let gout_holds = |documents: &[String]| {
        let (chart, _) = book(documents);
        let state = crate::state_at(&chart, crate::At { day: 20_000, last: 20_000 });
        let gout = chart.iter().position(|s| s.kind == Kind::Problem && s.label() == "Gout").unwrap();
        state.of(crate::List::Problems, gout).unwrap().holds
    };
    assert_eq!([gout_holds(std::slice::from_ref(&earlier)), gout_holds(&legacy)], [crate::Holds::Yes, crate::Holds::No]);
    // Who keeps it as what it is not has not brought it back.
    let (mut kept, coverage) = resources(&legacy[..1]);
    for statement in kept.iter_mut().filter(|s| s.kind == Kind::Problem && s.label() == "Gout") {
        statement.facts.retain(|fact| fact.aspect != Aspect::Verification);
        statement.facts.push(model::Fact { aspect: Aspect::Verification, value: Value::Word("refuted".into()), place: 0, how: model::How::Copied });
        statement.facts.sort_by_key(|fact| fact.aspect);
    }
    assert!(!differences(book(&legacy), (kept, coverage)).contains(&"problem resurrected statement".to_string()));
}
