//! Claims with their lines, and what was paid on them: Claim, ExplanationOfBenefit and ClaimResponse, in the words of X12.
//!
//! An explanation of benefit is two books: the claim with a charge for each line, as an 837 states it, and the payment with
//! a payment for each line, as an 835 states it. All have the same origin. Amounts are exact; adjustments are words such as
//! `CO-45 12.34`; an amount of a category that is none of these is counted as unread. What R5 made elements of, the visit of a claim and
//! the payer's decision, R4 writes as extensions of that name; both are read.

use super::Out;
use super::adjudication::{adjudication, category, part_of, placed};
use super::bill;
use super::contrary;
use super::entry::{Entry, identity};
use super::former;
use super::money::{joined, order};
use super::source::Source;
use super::values;
use crate::leaf;
use crate::written::{authorized, on_admission, part_taken, taking_part};
use formats::Json;
use model::{Aspect, Decimal, How, Kind, Quantity, Value};

/// What was claimed.
pub(super) fn claim(out: &mut Out<'_>, source: &Source<'_>) {
    let mut entry = Entry::new(&mut *out.places, source);
    numbers(&mut entry);
    for member in ["total", "totalCost"] {
        let submitted = source.items(member).iter().find(|t| category(t) == "submitted").and_then(|t| values::first(t, "amount"));
        let whole = source.first(member).filter(|t| values::first(t, "category").is_none());
        if let Some(amount) = submitted.or(whole).filter(|_| !entry.builder.has(Aspect::Amount)) {
            entry.told(Aspect::Amount, values::money(amount), member);
        }
    }
    entry.word(Aspect::Status, "status");
    // Whose bill it is: a hospital's, a physician's, a pharmacy's. X12 tells it by which form is sent.
    entry.told(Aspect::Title, source.first("type").and_then(values::concept), "type");
    match entry.source.text("use").and_then(former::purpose) {
        Some(word) => entry.translate(Aspect::Intent, word, "use"),
        None => entry.word(Aspect::Intent, "use"),
    }
    diagnoses(&mut entry);
    bill::procedures(&mut entry);
    entry.period("billablePeriod", Aspect::Effective, Aspect::End);
    entry.date(Aspect::Recorded, "created");
    parties(&mut entry);
    if let Some((value, place)) = performer(source, None) {
        entry.say(Aspect::Performer, value, &place);
    }
    parts(&mut entry);
    visit(&mut entry);
    for path in ["facility", "facilityReference"] {
        entry.location(path);
    }
    agreed(&mut entry);
    supporting(&mut entry);
    replaces(&mut entry);
    let statement = entry.finish(Kind::Claim, &out.patient, &out.origin);
    out.emit(statement);
    for (index, item) in source.items("item").iter().enumerate() {
        line(out, source, item, &format!("item[{index}]"));
    }
}

/// Both books of an explanation of benefit.
pub(super) fn explanation(out: &mut Out<'_>, source: &Source<'_>) {
    claim(out, source);
    payment(out, source);
}

/// Numbers under which the claim is known.
fn numbers(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, identifier) in source.items("identifier").iter().enumerate() {
        entry.text(Aspect::ClaimNumber, values::first(identifier, "value"), format_args!("identifier[{index}].value"));
    }
}

/// The visit that is billed for.
fn visit(entry: &mut Entry<'_, '_, '_>) {
    entry.encounter_link();
    let source = entry.source;
    for (index, extension) in source.extensions(&["extension-Claim.encounter", "extension-ExplanationOfBenefit.encounter"]) {
        let key = values::first(extension, "valueReference").and_then(values::who).filter(|v| matches!(v, Value::Key(_)));
        if !entry.builder.has(Aspect::Encounter) {
            entry.told(Aspect::Encounter, key, format_args!("extension[{index}].valueReference"));
        }
    }
    if !entry.builder.has(Aspect::Encounter) && !source.is_of_whole_books() {
        visit_of_lines(entry);
    }
}

/// The visit that all lines are of: without extensions R4 has no other place for that of the claim. Derived: the lines say it themselves.
fn visit_of_lines(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let mut visits = source.items("item").iter().map(|item| values::first(item, "encounter").and_then(values::who));
    let Some(Some(visit)) = visits.next() else { return };
    if matches!(visit, Value::Key(_)) && visits.all(|other| other.as_ref() == Some(&visit)) {
        entry.derive(Aspect::Encounter, visit, "item[0].encounter");
    }
}

/// Who bills and who pays, and in which order.
fn parties(entry: &mut Entry<'_, '_, '_>) {
    for path in ["provider", "organization", "providerReference", "organizationReference"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
    payers(entry);
}

fn payers(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if let Some(payer) = source.first("insurer") {
        entry.name(Aspect::Payer, payer, "insurer");
    }
    let insurances = source.items("insurance");
    let ordered = in_order(insurances);
    let focal = ordered.iter().find(|&&(_, i)| values::first(i, "focal").and_then(values::flag) == Some(true)).or_else(|| ordered.first());
    let Some(&(focal, insurance)) = focal else { return };
    if let Some(number) = values::text(insurance, "sequence") {
        entry.translate(Aspect::PayerOrder, order(number), format_args!("insurance[{focal}].sequence"));
    }
    let coverage = values::first(insurance, "coverage");
    if let Some(words) = coverage.and_then(|c| values::first(c, "display")).filter(|_| !entry.builder.has(Aspect::Payer)) {
        entry.text(Aspect::Payer, Some(words), format_args!("insurance[{focal}].coverage.display"));
    }
}

/// Diagnoses: the principal one, the others, the list that the lines point into, and the group they make.
fn diagnoses(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let mut pointed: Vec<String> = Vec::new();
    let list = in_order(source.items("diagnosis"));
    let is_principal = |d: &Json| values::items(d, "type").iter().any(|t| values::codes(t).contains(&"principal"));
    let principal = list.iter().find(|&&(_, d)| is_principal(d)).or_else(|| list.iter().find(|&&(_, d)| is_pointed_at(d))).or_else(|| list.first()).map_or(0, |(index, _)| *index);
    for &(index, diagnosis) in &list {
        let base = format!("diagnosis[{index}]");
        let coded = values::first(diagnosis, "diagnosisCodeableConcept").or_else(|| values::first(diagnosis, "diagnosis"));
        let referred = values::first(diagnosis, "diagnosisReference").and_then(values::who);
        let value = coded.and_then(values::concept).or(referred);
        if is_pointed_at(diagnosis) {
            pointed.extend(coded.and_then(values::word).map(|(code, _)| code.to_string()));
        }
        entry.told(if index == principal { Aspect::Code } else { Aspect::Reason }, value, &base);
        if let Some((code, _)) = values::first(diagnosis, "packageCode").and_then(values::word) {
            entry.builder.word(Aspect::Category, &format!("DRG {code}"), &format!("{base}.packageCode"));
        }
        let present = values::first(diagnosis, "onAdmission").and_then(values::word);
        if let (Some((code, _)), Some((present, _))) = (coded.and_then(values::word), present) {
            entry.builder.word(Aspect::Flag, &on_admission(code, present), &format!("{base}.onAdmission"));
        }
    }
    if !pointed.is_empty() && pointed.len() == list.iter().filter(|(_, diagnosis)| is_pointed_at(diagnosis)).count() {
        entry.derive(Aspect::DiagnosisPointer, Value::Word(pointed.join(",")), "diagnosis");
    }
}

/// Whether a diagnosis is one of the list that the lines point into: that of admission, the reason of a visit and a cause from without stand beside it.
fn is_pointed_at(diagnosis: &Json) -> bool {
    const BESIDE: [&str; 4] = ["admitting", "patientreasonforvisit", "externalcause", "externalcauseofinjury"];
    let mut sorts = values::items(diagnosis, "type").iter().flat_map(values::codes).peekable();
    sorts.peek().is_none() || sorts.any(|sort| !BESIDE.contains(&sort))
}

/// Which claim it takes the place of: it replaces one, where it does not take one back.
fn replaces(entry: &mut Entry<'_, '_, '_>) {
    const REPLACED: [&str; 3] = ["prior", "priorclaim", "replaces"];
    let source = entry.source;
    for (index, related) in source.items("related").iter().enumerate() {
        let relation = values::first(related, "relationship").and_then(values::word).map_or("", |(word, _)| word);
        if REPLACED.contains(&relation) && !entry.builder.has(Aspect::Frequency) && source.text("status") != Some("cancelled") {
            entry.translate(Aspect::Frequency, "7", format_args!("related[{index}].relationship"));
        }
    }
}

/// What was agreed with the payers before, and which accident it was on which day.
fn agreed(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for (index, insurance) in source.items("insurance").iter().enumerate() {
        for (at, number) in values::items(insurance, "preAuthRef").iter().enumerate() {
            if let Some(number) = values::primitive(number) {
                entry.builder.word(Aspect::Flag, &authorized(number.trim()), &format!("insurance[{index}].preAuthRef[{at}]"));
            }
        }
    }
    if let Some((word, _)) = source.down("accident.type").and_then(values::word) {
        entry.translate(Aspect::Flag, &format!("related to {}", accident(word)), "accident.type");
    }
    if let Some(day) = source.down("accident.date").and_then(values::date) {
        entry.translate(Aspect::Flag, &format!("accident {}", day.shown()), "accident.date");
    }
}

/// What an accident was, in the codes of X12.
fn accident(word: &str) -> &str {
    match word {
        "MVA" => "AA",
        "WPA" => "EM",
        "SCHOOL" | "SPT" => "OA",
        other => other,
    }
}

/// The items of a numbered list in the order of their numbers, each with its index: how they stand in it says nothing. Those without a number come last.
pub(super) fn in_order<'j>(list: &'j [Json<'j>]) -> Vec<(usize, &'j Json<'j>)> {
    let mut items: Vec<(usize, &'j Json<'j>)> = list.iter().enumerate().collect();
    items.sort_by_key(|(_, item)| values::text(item, "sequence").and_then(|number| number.parse::<u64>().ok()).unwrap_or(u64::MAX));
    items
}

/// Where in the order of the diagnoses a number points: `sequence` orders them and need not begin at one. Those that stand beside the list come behind it.
/// One that points at none of a list with numbers leads nowhere, whatever it is.
fn place_of(source: &Source<'_>, number: &str) -> String {
    let order = |d: &Json| values::text(d, "sequence").map(|s| (!is_pointed_at(d), s.parse::<u64>().unwrap_or(u64::MAX)));
    let is_it = |d: &&Json| values::text(d, "sequence") == Some(number);
    let Some(own) = source.items("diagnosis").iter().find(is_it).and_then(order) else {
        let is_numbered = source.items("diagnosis").iter().any(|d| order(d).is_some());
        return if is_numbered { format!("{number} of none") } else { number.to_string() };
    };
    let before = source.items("diagnosis").iter().filter_map(order).filter(|other| *other < own).count();
    (before + 1).to_string()
}

/// Who gave the service: of the care team that a line names, else whoever rendered, attended or comes first.
fn performer(source: &Source<'_>, sequence: Option<&str>) -> Option<(Value, String)> {
    let team = source.items("careTeam");
    let renders = |member: &Json| {
        let roles: Vec<&str> = values::items(member, "role").iter().flat_map(values::codes).collect();
        roles.iter().any(|r| matches!(*r, "rendering" | "attending" | "performing" | "primary"))
    };
    let ordered = in_order(team);
    let named = sequence.and_then(|s| ordered.iter().find(|&&(_, m)| values::text(m, "sequence") == Some(s)));
    let &(index, member) = named.or_else(|| ordered.iter().find(|&&(_, m)| renders(m))).or_else(|| ordered.first())?;
    let provider = values::first(member, "provider").or_else(|| values::first(member, "providerReference"))?;
    Some((identity(source, provider)?, format!("careTeam[{index}].provider")))
}

/// Who took another part in it, for a book of another format, which has keys of its own for them. Derived: not everybody keeps them. Whoever took a part for
/// which there is no word (the codes of FHIR have none for who refers, orders or operates) is looked up where one is missed.
fn parts(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    if source.is_of_whole_books() {
        return;
    }
    for (index, member) in source.items("careTeam").iter().enumerate() {
        let mut roles = values::items(member, "role").iter().flat_map(values::codes).peekable();
        let is_untold = roles.peek().is_none_or(|role| *role == "other");
        let provider = values::first(member, "provider").or_else(|| values::first(member, "providerReference"));
        let Some(Value::Key(key)) = provider.and_then(|provider| identity(source, provider)) else { continue };
        match roles.find_map(part_taken) {
            Some(part) => entry.derive(Aspect::Role, Value::Key(taking_part(part, &key)), format_args!("careTeam[{index}].provider")),
            None if is_untold => entry.builder.leaf(leaf::looked_up(Aspect::Role, &key)),
            None => {}
        }
    }
}

/// What R4 gathers as supporting information, where X12 has a field for it.
fn supporting(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    for member in ["supportingInfo", "information"] {
        for (index, info) in source.items(member).iter().enumerate() {
            let aspect = match values::first(info, "category").and_then(values::word).map_or("", |(word, _)| word) {
                "typeofbill" => Aspect::Type,
                "discharge-status" => Aspect::Discharge,
                "admtype" => Aspect::Priority,
                "pointoforigin" => Aspect::Class,
                "patientaccountnumber" => Aspect::ClaimNumber,
                "medicalrecordnumber" => Aspect::Mrn,
                "refillnum" => Aspect::Refills,
                "dayssupply" => Aspect::DaysSupply,
                "admissionperiod" | "hospitalized" => Aspect::Onset,
                "onset" => Aspect::Flag,
                _ => {
                    if !bill::told(entry, info, &format!("{member}[{index}]")) {
                        source.leave(member);
                    }
                    continue;
                }
            };
            let base = format!("{member}[{index}]");
            if aspect == Aspect::Flag {
                if let Some(day) = values::first(info, "timingDate").and_then(values::date) {
                    entry.translate(aspect, &format!("onset {}", day.shown()), format_args!("{base}.timingDate"));
                }
                continue;
            }
            if aspect == Aspect::Onset {
                let began = values::first(info, "timingPeriod").and_then(|period| values::first(period, "start")).and_then(values::date);
                if !entry.told(aspect, began, format_args!("{base}.timingPeriod.start")) {
                    entry.told(aspect, values::first(info, "timingDate").and_then(values::date), format_args!("{base}.timingDate"));
                }
                continue;
            }
            if let Some((word, _)) = values::first(info, "code").and_then(values::word) {
                entry.builder.word(aspect, word, &format!("{base}.code"));
                // The last letter of a type of bill is what the claim does to another one.
                if let (Aspect::Type, Some(last)) = (aspect, word.chars().last().filter(|_| word.len() > 2)) {
                    entry.derive(Aspect::Frequency, Value::Word(last.to_string()), format_args!("{base}.code"));
                }
            }
            entry.text(aspect, values::first(info, "valueString"), format_args!("{base}.valueString"));
            entry.told(aspect, values::first(info, "valueQuantity").and_then(values::measured), format_args!("{base}.valueQuantity"));
        }
    }
}

/// One line of a claim.
fn line(out: &mut Out<'_>, source: &Source<'_>, item: &Json, base: &str) {
    let mut entry = Entry::new(&mut *out.places, source);
    service(&mut entry, item, base);
    drugs(&mut entry, item, base);
    charged(&mut entry, item, base);
    let place = values::first(item, "locationCodeableConcept").and_then(values::word);
    entry.builder.word(Aspect::PlaceOfService, place.map_or("", |(word, _)| word), &format!("{base}.locationCodeableConcept"));
    for member in ["diagnosisSequence", "diagnosisLinkId"] {
        let pointed: Vec<String> = values::items(item, member).iter().filter_map(values::primitive).map(|number| place_of(source, number)).collect();
        if !pointed.is_empty() {
            entry.builder.word(Aspect::DiagnosisPointer, &pointed.join(","), &format!("{base}.{member}"));
        }
    }
    serviced(&mut entry, item, base, Aspect::Effective);
    teeth(&mut entry, item, base);
    let sequence = ["careTeamSequence", "careTeamLinkId"].iter().find_map(|m| values::text(item, m));
    if let Some((value, place)) = performer(source, sequence) {
        entry.builder.say(Aspect::Performer, value, &place, if sequence.is_some() { How::Copied } else { How::Derived });
    }
    if let Some(encounter) = values::first(item, "encounter") {
        entry.who(Aspect::Encounter, encounter, format_args!("{base}.encounter"));
    }
    numbers(&mut entry);
    let statement = entry.finish(Kind::Charge, &out.patient, &out.origin);
    out.emit(statement);
}

/// The charge: of the whole line, as it was submitted, else what the units make.
fn charged(entry: &mut Entry<'_, '_, '_>, item: &Json, base: &str) {
    let net = values::first(item, "net").and_then(values::money);
    let submitted = || {
        let found = values::items(item, "adjudication").iter().find(|a| part_of(category(a)) == Some(Aspect::Value))?;
        values::money(values::first(found, "amount")?)
    };
    if entry.told(Aspect::Amount, net, format_args!("{base}.net")) || entry.told(Aspect::Amount, submitted(), format_args!("{base}.adjudication")) {
        return;
    }
    let count = values::first(item, "quantity").and_then(values::quantity).map_or(Decimal::ONE, |q| q.number);
    if let Some(Value::Quantity(price)) = values::first(item, "unitPrice").and_then(values::money)
        && let Some(number) = price.number.checked_mul(count)
    {
        entry.derive(Aspect::Amount, Value::Quantity(Quantity { number, ..price }), format_args!("{base}.unitPrice"));
    }
}

/// What was done: procedure, modifiers, revenue code, units and the number of the line.
fn service(entry: &mut Entry<'_, '_, '_>, item: &Json, base: &str) {
    for member in ["productOrService", "service"] {
        entry.told(Aspect::Code, values::first(item, member).and_then(values::concept), format_args!("{base}.{member}"));
    }
    entry.told(Aspect::Modifier, joined(values::items(item, "modifier"), "|"), format_args!("{base}.modifier"));
    if let Some((word, _)) = values::first(item, "revenue").and_then(values::word) {
        entry.builder.word(Aspect::RevenueCode, word, &format!("{base}.revenue"));
    }
    entry.told(Aspect::Units, values::first(item, "quantity").and_then(values::measured), format_args!("{base}.quantity"));
    let number = ["sequence", "itemSequence", "sequenceLinkId"].into_iter().find_map(|m| Some((m, values::text(item, m)?)));
    if let Some((member, number)) = number {
        entry.derive(Aspect::Statement, Value::Key(number.into()), format_args!("{base}.{member}"));
    }
}

/// Drugs that a line gives as its details: which and how much. For a book of another format, which has them beside the service.
fn drugs(entry: &mut Entry<'_, '_, '_>, item: &Json, base: &str) {
    if entry.source.is_of_whole_books() {
        return;
    }
    for (index, detail) in values::items(item, "detail").iter().enumerate() {
        let coded = values::first(detail, "productOrService").and_then(values::concept);
        if matches!(&coded, Some(Value::Code(codings, _)) if codings.iter().any(|coding| coding.system.ends_with("/ndc"))) {
            entry.told(Aspect::Code, coded, format_args!("{base}.detail[{index}].productOrService"));
            entry.told(Aspect::Quantity, values::first(detail, "quantity").and_then(values::measured), format_args!("{base}.detail[{index}].quantity"));
        }
    }
}

fn serviced(entry: &mut Entry<'_, '_, '_>, item: &Json, base: &str, start: Aspect) {
    let day = values::first(item, "servicedDate").and_then(values::date);
    entry.told(start, day, format_args!("{base}.servicedDate"));
    if let Some(period) = values::first(item, "servicedPeriod") {
        entry.span(period, &format!("{base}.servicedPeriod"), start, Aspect::End);
    }
}

/// The tooth and its surfaces, whose order says nothing.
fn teeth(entry: &mut Entry<'_, '_, '_>, item: &Json, base: &str) {
    let Some((site, _)) = values::first(item, "bodySite").and_then(values::word) else { return };
    let mut surfaces: Vec<&str> = values::items(item, "subSite").iter().filter_map(|s| Some(values::word(s)?.0)).collect();
    surfaces.sort_unstable();
    let word = if surfaces.is_empty() { site.to_string() } else { format!("{site} {}", surfaces.join("|")) };
    entry.builder.word(Aspect::BodySite, &word, &format!("{base}.bodySite"));
}

/// What was paid, on the claim and on each of its lines.
pub(super) fn payment(out: &mut Out<'_>, source: &Source<'_>) {
    let mut entry = Entry::new(&mut *out.places, source);
    header(&mut entry);
    outcome(&mut entry);
    // Whose bill it answers. Of an explanation the claim says it.
    if source.kind() == "ClaimResponse" {
        entry.told(Aspect::Class, source.first("type").and_then(values::concept), "type");
        entry.date(Aspect::Recorded, "created");
    }
    entry.told(Aspect::Amount, source.down("payment.amount").and_then(values::money), "payment.amount");
    let mut totals = placed(source.items("total"), "total");
    totals.extend(placed(source.items("adjudication"), "adjudication"));
    adjudication(&mut entry, &totals);
    for (member, aspect) in [("totalCost", Aspect::Value), ("totalBenefit", Aspect::Amount)] {
        let amount = source.first(member).and_then(values::money);
        if !entry.builder.has(aspect) {
            entry.told(aspect, amount, member);
        }
    }
    let statement = entry.finish(Kind::Payment, &out.patient, &out.origin);
    out.emit(statement);
    for (index, item) in source.items("item").iter().enumerate() {
        let list = values::items(item, "adjudication");
        if list.is_empty() {
            continue;
        }
        let base = format!("item[{index}]");
        let mut entry = Entry::new(&mut *out.places, source);
        service(&mut entry, item, &base);
        serviced(&mut entry, item, &base, Aspect::Onset);
        adjudication(&mut entry, &placed(list, &format!("{base}.adjudication")));
        header(&mut entry);
        let statement = entry.finish(Kind::Payment, &out.patient, &out.origin);
        out.emit(statement);
    }
}

/// What holds for every payment of the resource: number, day, payer, payee.
fn header(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    numbers(entry);
    for path in ["claim.identifier.value", "request.identifier.value"] {
        entry.text(Aspect::ClaimNumber, source.down(path), path);
    }
    entry.first_date(Aspect::Effective, &["payment.date", "paymentDate"]);
    entry.text(Aspect::Title, source.down("payment.identifier.value"), "payment.identifier.value");
    if let Some((word, _)) = source.down("payment.type").and_then(values::word) {
        entry.builder.word(Aspect::Type, word, "payment.type");
    }
    payers(entry);
    for path in ["payee.party", "provider", "requestor", "requestProvider"] {
        if !entry.builder.has(Aspect::Author) {
            entry.reference(Aspect::Author, path);
        }
    }
}

/// What became of the claim, in the words of a remittance.
fn outcome(entry: &mut Entry<'_, '_, '_>) {
    let source = entry.source;
    let outcome = source.first("outcome").and_then(values::word).map_or("", |(word, _)| word);
    let decision = decided(source);
    // Of an explanation the claim says what was asked, and that it is a draft.
    let is_answer = source.kind() == "ClaimResponse";
    let asked = source.text("use").filter(|_| is_answer && outcome == "complete").unwrap_or("");
    // People read the words. Between two books of FHIR they are compared by themselves.
    let said = source.text("disposition").filter(|_| !source.is_of_whole_books()).and_then(contrary::answer);
    let (word, place) = match (source.text("status"), &decision) {
        (Some("cancelled" | "entered-in-error"), _) => ("reversed", "status"),
        (Some("draft"), _) if is_answer => ("draft", "status"),
        (_, Some(("denied", place))) => ("denied", place.as_str()),
        _ if asked == "predetermination" => ("predetermined", "use"),
        _ if asked == "preauthorization" => ("preauthorized", "use"),
        (_, Some((_, place))) if outcome == "complete" => ("processed", place.as_str()),
        (_, None) if outcome == "complete" && said == Some("denied") => ("denied", "disposition"),
        (_, None) if outcome == "complete" => ("processed", "outcome"),
        _ => (outcome, "outcome"),
    };
    match said.filter(|said| matches!(word, "processed" | "denied") && *said != word) {
        Some(said) => entry.translate(Aspect::Status, &format!("{word} or {said}"), place),
        None if word.is_empty() => {}
        None => entry.translate(Aspect::Status, word, place),
    }
    entry.notes(&["disposition", "processNote"]);
}

/// What the payer decided, with its place.
fn decided<'j>(source: &Source<'j>) -> Option<(&'j str, String)> {
    let own = source.first("decision").map(|json| (json, "decision".to_string()));
    let borrowed = || {
        let found = source.extensions(&["extension-ClaimResponse.decision", "extension-ExplanationOfBenefit.decision"]);
        let (index, extension) = *found.first()?;
        Some((values::first(extension, "valueCodeableConcept")?, format!("extension[{index}].valueCodeableConcept")))
    };
    let (json, place) = own.or_else(borrowed)?;
    Some((values::word(json)?.0, place))
}
