//! Claims, what was paid on them, charges and coverage: amounts, units, modifiers, pointers, payers, shares and links.

use crate::edit::{all_places, chart, copied, decimals, digits, edited, elsewhere, harm, is_zero, kind, list, local, number, one, places, put, redirected, rounded, set, shifted, take, text, transposed, twin};
use crate::moment::Moment;
use crate::{Effect, Family, Operator, Site};
use serde_json::{Value, json};

const FAMILY: Family = Family::Money;
const BILLED: &[&str] = &["Claim", "ExplanationOfBenefit", "ClaimResponse", "ChargeItem"];
const CLAIMED: &[&str] = &["Claim", "ExplanationOfBenefit"];
const ANSWERED: &[&str] = &["Claim", "ExplanationOfBenefit", "ClaimResponse"];
const LINED: &[&str] = &["Claim", "ExplanationOfBenefit", "ChargeItem"];
const PAYING: &[&str] = &["Claim", "ExplanationOfBenefit", "ClaimResponse", "Coverage"];
const PAID: &[&str] = &["ExplanationOfBenefit", "ClaimResponse"];
const COVERAGE: &[&str] = &["Coverage"];
const ALTERED: &[&str] = &["altered"];
const GONE: &[&str] = &["altered", "lost"];
const AMOUNTS: &[&str] = &["amount", "value", "allowed", "patient_share", "adjustment"];
/// What a claim's line has a place for and a charge has not; and what R5 made elements of.
const MODIFIER: &str = "extension-Claim.item.modifier";
const POINTER: &str = "extension-Claim.item.diagnosisSequence";
const VISIT: &str = "extension-Claim.encounter";
const DECISION: &[&str] = &["extension-ClaimResponse.decision", "extension-ExplanationOfBenefit.decision"];

pub(crate) const OPERATORS: &[Operator] = &[
    harm(FAMILY, "amount-decimal-moved", "The decimal point of an amount moved", BILLED, (ALTERED, AMOUNTS), decimal),
    harm(FAMILY, "cents-dropped", "An amount is rounded to whole dollars", BILLED, (ALTERED, AMOUNTS), cents),
    harm(FAMILY, "modifier-lost", "A procedure modifier is gone", LINED, (GONE, &["modifier"]), modifier),
    harm(FAMILY, "pointers-reordered", "The diagnosis pointers of a line stand in another order", LINED, (ALTERED, &["diagnosis_pointer"]), pointers),
    harm(FAMILY, "pointer-off-by-one", "The first diagnosis pointer of a line is one too high", LINED, (ALTERED, &["diagnosis_pointer"]), pointer_moved),
    harm(FAMILY, "principal-swapped", "First and second diagnosis of the claim have each other's place", CLAIMED, (ALTERED, &["code", "reason", "diagnosis_pointer"]), principal),
    harm(FAMILY, "units-rounded", "Service units are rounded, or set to one", BILLED, (ALTERED, &["units", "quantity"]), units),
    harm(FAMILY, "payer-order-swapped", "Primary and secondary payer have each other's place", PAYING, (ALTERED, &["payer_order", "payer"]), payer_order),
    harm(FAMILY, "payer-other", "Another payer stands for the payer", PAYING, (ALTERED, &["payer"]), payer),
    harm(FAMILY, "patient-share-lost", "Copay, coinsurance and deductible are gone", PAID, (GONE, &["patient_share"]), share),
    harm(FAMILY, "adjustment-reason-lost", "An adjustment has no reason any more", PAID, (GONE, &["adjustment"]), reason),
    harm(FAMILY, "claim-on-other-encounter", "The claim, its line or the charge hangs on another encounter of the patient", LINED, (&["altered", "misplaced"], &["encounter"]), encounter),
    harm(FAMILY, "denied-as-paid", "A refused claim stands as accepted, or an accepted one as refused", PAID, (ALTERED, &["status"]), decision),
    harm(FAMILY, "paid-and-share-swapped", "What was paid and what the patient owes have each other's place", PAID, (ALTERED, AMOUNTS), exchanged),
    harm(FAMILY, "billed-twice", "A charge, a claim or its answer stands there twice", &["ChargeItem", "Claim", "ClaimResponse"], (&["duplicated", "invented"], &["statement"]), doubled),
    harm(FAMILY, "line-lost", "The last line of the claim is gone", CLAIMED, (GONE, &["statement", "amount", "value"]), line),
    harm(FAMILY, "ageing-reset", "The claim is as young as the migration", CLAIMED, (ALTERED, &["time", "precision"]), ageing),
    harm(FAMILY, "member-number-digits", "Two digits of the member's number are exchanged", COVERAGE, (ALTERED, &["member"]), member),
    harm(FAMILY, "subscriber-other", "Self has become child, or a dependant the subscriber", COVERAGE, (ALTERED, &["relationship"]), relationship),
    harm(FAMILY, "plan-lost", "Group and plan are gone", COVERAGE, (GONE, &["plan", "group"]), plan),
    harm(FAMILY, "claim-number-digits", "Two digits of the claim number are exchanged", CLAIMED, (&["altered", "lost", "invented"], &["claim_number", "statement"]), claim_number),
    harm(FAMILY, "bill-cancelled", "A claim or a coverage that holds is shown as cancelled", &["Claim", "Coverage"], (ALTERED, &["status"]), cancelled),
    harm(FAMILY, "claim-only-asked", "A claim is shown as a question of what would be paid", &["Claim"], (ALTERED, &["intent"]), asked),
    harm(FAMILY, "claim-of-other-sort", "The bill of a hospital, or its answer, is shown as that of a physician, or the other way round", ANSWERED, (ALTERED, &["title", "class"]), other_sort),
    twin(FAMILY, "sequences-renumbered", "Diagnoses are numbered otherwise and the pointers follow", CLAIMED, renumbered),
    twin(FAMILY, "adjudications-reordered", "The amounts of a line stand in another order", PAID, adjudications),
    twin(FAMILY, "whole-amounts-spelled", "An amount in whole dollars is written with a decimal zero, or without", BILLED, spelled),
];

/// Amounts of money, the charged ones first.
const MONEY: &[&str] = &[
    "/item/*/net",
    "/priceOverride",
    "/total",
    "/item/*/adjudication/*/amount",
    "/total/*/amount",
    "/payment/amount",
];

/// Amounts that are not zero, as place and digits.
fn amounts(resource: &Value) -> Vec<(String, String)> {
    let read = |at: String| {
        let written = resource.pointer(&format!("{at}/value")).and_then(digits).filter(|d| !is_zero(d))?;
        Some((at, written))
    };
    all_places(resource, MONEY).into_iter().filter(|at| is_counted(resource, at)).filter_map(read).collect()
}

/// Categories of amounts, in the words of FHIR and of the Blue Button.
const SORTS: &[&str] = &[
    "submitted", "eligible", "allowed", "benefit", "deductible", "copay", "coinsurance", "memberliability", "line_sbmtd_chrg_amt", "line_nch_pmt_amt", "line_coinsrnc_amt",
    "line_bene_ptb_ddctbl_amt", "line_alowd_chrg_amt",
];
/// Those of them that the patient pays.
const SHARES: &[&str] = &["deductible", "copay", "coinsurance", "memberliability", "line_coinsrnc_amt", "line_bene_ptb_ddctbl_amt"];

/// What a payer calls an amount must be known, or nobody can say what it was: submitted, allowed, paid, the patient's or an adjustment.
fn is_counted(resource: &Value, at: &str) -> bool {
    let Some(entry) = at.strip_suffix("/amount").filter(|entry| *entry != "/payment") else { return true };
    resource.pointer(&format!("{entry}/reason")).is_some() || sort(resource, entry).is_some_and(|s| SORTS.contains(&s))
}

/// The category of an adjudication in one word, without the address that some payers put before it.
fn sort<'v>(resource: &'v Value, entry: &str) -> Option<&'v str> {
    let code = text(resource, &format!("{entry}/category/coding/0/code")).or_else(|| text(resource, &format!("{entry}/category/text")))?;
    code.rsplit('/').next()
}

fn repriced(resource: &mut Value, site: &mut Site<'_>, change: impl Fn(&str) -> Option<Value>) -> Effect {
    let found: Vec<(String, Value)> = amounts(resource).into_iter().filter_map(|(at, written)| Some((at, change(&written)?))).collect();
    let Some((at, value)) = one(found, &mut site.dice) else { return Effect::None };
    edited(resource, |r| set(r, &at, "value", value))
}

fn decimal(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let by = if site.dice.below(2) == 0 { 1 } else { -2 };
    repriced(resource, site, |written| shifted(written, by))
}

fn cents(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    repriced(resource, site, |written| if decimals(written).is_empty() { None } else { rounded(written, 0) })
}

/// Places of the extensions of a name.
fn extensions(resource: &Value, name: &str) -> Vec<String> {
    let is_it = |at: &String| text(resource, &format!("{at}/url")).and_then(|url| url.rsplit('/').next()) == Some(name);
    places(resource, "/extension/*").into_iter().filter(is_it).collect()
}

/// Takes an item out of its list, and with the last one the list.
fn removed(resource: &mut Value, at: &str) -> Option<()> {
    let (all, index) = at.rsplit_once('/')?;
    resource.pointer_mut(all)?.as_array_mut()?.remove(index.parse().ok()?);
    if list(resource, all).is_empty() {
        let (owner, name) = all.rsplit_once('/')?;
        take(resource, owner, name);
    }
    Some(())
}

fn modifier(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let found = places(r, "/item/*/modifier/0").into_iter().chain(extensions(r, MODIFIER)).next()?;
        removed(r, &found)
    })
}

fn pointers(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        if let Some(at) = all_places(r, &["/item/*/diagnosisSequence"]).into_iter().find(|at| list(r, at).len() > 1) {
            r.pointer_mut(&at)?.as_array_mut()?.reverse();
            return Some(());
        }
        let found = extensions(r, POINTER);
        let (first, last) = (found.first()?, found.last()?);
        let (head, tail) = (r.pointer(first)?.clone(), r.pointer(last)?.clone());
        put(r, first, tail)?;
        put(r, last, head)
    })
}

fn pointer_moved(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let borrowed = extensions(r, POINTER).into_iter().map(|at| format!("{at}/valuePositiveInt"));
        let at = places(r, "/item/*/diagnosisSequence/0").into_iter().chain(borrowed).next()?;
        let moved = r.pointer(&at)?.as_u64()? + 1;
        put(r, &at, moved)
    })
}

/// The numbers and the mark of the principal one stay where they are, the diagnoses change place.
fn principal(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const PARTS: &[&str] = &["diagnosisCodeableConcept", "diagnosisReference"];
    edited(resource, |r| {
        let part = |index: usize| PARTS.iter().find_map(|name| Some((*name, r.pointer(&format!("/diagnosis/{index}/{name}"))?.clone())));
        let ((first_name, first), (second_name, second)) = (part(0)?, part(1)?);
        take(r, "/diagnosis/0", first_name)?;
        take(r, "/diagnosis/1", second_name)?;
        set(r, "/diagnosis/0", second_name, second)?;
        set(r, "/diagnosis/1", first_name, first)
    })
}

fn units(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let changed = |at: String| {
            let written = r.pointer(&at).and_then(digits)?;
            let new = if decimals(&written).is_empty() { json!(1) } else { rounded(&written, 0)? };
            let same = new.as_f64() == r.pointer(&at)?.as_f64();
            if same || is_zero(&written) { None } else { Some((at, new)) }
        };
        let (at, new) = all_places(r, &["/item/*/quantity/value", "/quantity/value"]).into_iter().find_map(changed)?;
        put(r, &at, new)
    })
}

fn payer_order(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        if let Some(order) = r["order"].as_u64().filter(|_| kind(r) == "Coverage") {
            return set(r, "", "order", if order == 1 { 2 } else { 1 });
        }
        // Claims say by `focal` which payer this one is sent to.
        let number = |index: usize| r.pointer(&format!("/insurance/{index}/sequence")).cloned();
        let first = number(0)?;
        // A claim to one payer says by its number whether another was asked before.
        let Some(second) = number(1) else {
            let other = if first.as_u64()? == 1 { 2 } else { 1 };
            return put(r, "/insurance/0/sequence", other);
        };
        put(r, "/insurance/0/sequence", second)?;
        put(r, "/insurance/1/sequence", first)
    })
}

const PAYERS: &[&str] = &["/insurer/display", "/payor/0/display", "/insurance/0/coverage/display"];

fn payer(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(own) = all_places(resource, PAYERS).first().and_then(|at| text(resource, at)).map(str::to_string) else { return Effect::None };
    let first = |r: &Value| all_places(r, PAYERS).first().and_then(|at| text(r, at)).map(str::to_string);
    let differs = |name: &String| !name.eq_ignore_ascii_case(&own);
    let found = elsewhere(site, |r| first(r).is_some_and(|name| differs(&name))).and_then(first);
    // In a destination with one payer only, self-pay is the other one.
    let other = found.or_else(|| Some("Self-pay".to_string())).filter(differs);
    edited(resource, |r| {
        let other = other?;
        for at in all_places(r, PAYERS) {
            if text(r, &at) == Some(own.as_str()) {
                put(r, &at, other.as_str())?;
            }
        }
        Some(())
    })
}

/// The patient's part of an amount, where it is more than nothing.
fn is_share(resource: &Value, entry: &str) -> bool {
    let amount = resource.pointer(&format!("{entry}/amount/value")).and_then(digits);
    let is_any = amount.is_some_and(|d| !is_zero(&d));
    is_any && sort(resource, entry).is_some_and(|s| SHARES.contains(&s))
}

fn share(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let entries: Vec<String> = all_places(r, &["/item/*/adjudication/*", "/total/*"]).into_iter().filter(|at| is_share(r, at)).collect();
        // From the end, so that the places before stay true.
        for at in entries.iter().rev() {
            removed(r, at)?;
        }
        Some(())
    })
}

fn exchanged(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let entries = all_places(r, &["/total/*", "/item/*/adjudication/*"]);
        let of = |sorts: &[&str]| entries.iter().find(|at| sort(r, at).is_some_and(|s| sorts.contains(&s))).map(|at| format!("{at}/amount"));
        let (paid, share) = (of(&["benefit"])?, of(SHARES)?);
        let (one, other) = (r.pointer(&paid)?.clone(), r.pointer(&share)?.clone());
        put(r, &paid, other)?;
        put(r, &share, one)
    })
}

fn decision(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let borrowed = DECISION.iter().flat_map(|name| extensions(r, name)).map(|at| format!("{at}/valueCodeableConcept/coding/0/code"));
        let at = places(r, "/decision/coding/0/code").into_iter().chain(borrowed).next()?;
        let other = if text(r, &at)? == "denied" { "approved" } else { "denied" };
        put(r, &at, other)
    })
}

fn doubled(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    copied(resource, &mut site.dice).map_or(Effect::None, |copy| Effect::Added(vec![copy]))
}

fn reason(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let at = all_places(r, &["/item/*/adjudication/*", "/adjudication/*"]).into_iter().find(|at| r.pointer(at).is_some_and(|e| e.get("reason").is_some()))?;
        take(r, &at, "reason").map(|_| ())
    })
}

fn encounter(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let mut found = all_places(resource, &["/item/*/encounter/*/reference", "/context/reference"]);
    found.extend(extensions(resource, VISIT).into_iter().map(|at| format!("{at}/valueReference/reference")));
    let Some(own) = found.first().and_then(|at| text(resource, at)).map(str::to_string) else { return Effect::None };
    let others = chart(site, resource).into_iter().filter(|r| kind(r) == "Encounter").filter_map(|r| r["id"].as_str()).filter(|id| *id != local(&own));
    let Some(id) = one(others.collect(), &mut site.dice) else { return Effect::None };
    edited(resource, |r| {
        for at in &found {
            if text(r, at) == Some(own.as_str()) {
                put(r, at, redirected(&own, id))?;
            }
        }
        Some(())
    })
}

fn line(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let items = r.pointer_mut("/item")?.as_array_mut().filter(|items| items.len() > 1)?;
        items.pop().map(|_| ())
    })
}

fn ageing(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in all_places(r, &["/created", "/billablePeriod/start", "/billablePeriod/end"]) {
            let loaded = text(r, &at).and_then(Moment::parse).and_then(|m| m.on(2026, 3, 1));
            if let Some(loaded) = loaded {
                put(r, &at, loaded.text())?;
            }
        }
        // The same day for both ends must leave them in order.
        let (start, end) = (text(r, "/billablePeriod/start"), text(r, "/billablePeriod/end"));
        let ordered = start.zip(end).is_none_or(|(start, end)| start <= end);
        ordered.then_some(())
    })
}

fn member(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let new = transposed(text(r, "/subscriberId")?)?;
        put(r, "/subscriberId", new)
    })
}

fn relationship(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let (code, display) = if text(r, "/relationship/coding/0/code")? == "self" { ("child", "Child") } else { ("self", "Self") };
        set(r, "/relationship/coding/0", "code", code)?;
        set(r, "/relationship/coding/0", "display", display)
    })
}

fn plan(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| take(r, "", "class").map(|_| ()))
}

fn claim_number(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let new = transposed(text(r, "/identifier/0/value")?)?;
        put(r, "/identifier/0/value", new)
    })
}

fn cancelled(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| if text(r, "/status")? == "active" { put(r, "/status", "cancelled") } else { None })
}

fn other_sort(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        let other = match text(r, "/type/coding/0/code")? {
            "professional" => "institutional",
            "institutional" => "professional",
            _ => return None,
        };
        // Words beside it would name the former one.
        take(r, "/type/coding/0", "display");
        take(r, "/type", "text");
        put(r, "/type/coding/0/code", other)
    })
}

fn asked(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| if text(r, "/use")? == "claim" { put(r, "/use", "predetermination") } else { None })
}

/// A sequence only links the parts of a claim.
fn renumbered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in all_places(r, &["/diagnosis/*/sequence", "/item/*/diagnosisSequence/*"]) {
            let moved = r.pointer(&at)?.as_u64()? + 10;
            put(r, &at, moved)?;
        }
        Some(())
    })
}

fn adjudications(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    edited(resource, |r| {
        for at in places(r, "/item/*/adjudication") {
            r.pointer_mut(&at)?.as_array_mut()?.reverse();
        }
        Some(())
    })
}

fn spelled(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    repriced(resource, site, |written| match written.split_once('.') {
        None => number(&format!("{written}.0")),
        Some((whole, decimals)) if is_zero(decimals) => number(whole),
        Some(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dice, Index, Work};

    /// What an operator makes of one resource beside a visit and another of the same patient.
    fn made(name: &str, resource: &Value) -> Value {
        let visit = |id: &str| json!({ "resourceType": "Encounter", "id": id, "subject": { "reference": "Patient/p" } });
        let all = [visit("e1"), visit("e2"), resource.clone()];
        let (index, mut after) = (Index::new(&all), resource.clone());
        let Some(Operator { work: Work::Each(work), .. }) = OPERATORS.iter().find(|o| o.name == name) else { panic!("no operator {name}") };
        assert_eq!(work(&mut after, &mut Site::new(&all, &index, Dice::new(7, name))), Effect::Changed, "{name}");
        after
    }

    #[test]
    fn a_charge_without_a_claim_is_damaged_where_it_says_what_a_line_says() {
        let extension = |name: &str, member: &str, value: Value| json!({ "url": format!("http://hl7.org/fhir/4.0/StructureDefinition/{name}"), member: value });
        let modifier = extension(MODIFIER, "valueCodeableConcept", json!({ "coding": [{ "code": "25" }] }));
        let pointer = |number: u64| extension(POINTER, "valuePositiveInt", json!(number));
        let charge = json!({
            "resourceType": "ChargeItem", "id": "c1", "subject": { "reference": "Patient/p" }, "context": { "reference": "Encounter/e1" },
            "extension": [modifier, pointer(1), pointer(2)], "quantity": { "value": 2 }, "priceOverride": { "value": 142.5, "currency": "USD" }
        });
        assert_eq!(made("modifier-lost", &charge)["extension"], json!([pointer(1), pointer(2)]));
        assert_eq!(made("pointers-reordered", &charge)["extension"], json!([modifier, pointer(2), pointer(1)]));
        assert_eq!(made("pointer-off-by-one", &charge)["extension"], json!([modifier, pointer(2), pointer(2)]));
        assert_eq!(made("claim-on-other-encounter", &charge)["context"]["reference"], "Encounter/e2");
        assert_eq!(made("cents-dropped", &charge)["priceOverride"]["value"], json!(143));
    }

    #[test]
    fn an_answer_is_turned_and_its_sums_are_exchanged() {
        let sum = |code: &str, value: u64| json!({ "category": { "coding": [{ "code": code }] }, "amount": { "value": value, "currency": "USD" } });
        let url = format!("http://hl7.org/fhir/5.0/StructureDefinition/{}", DECISION[0]);
        let answer = json!({
            "resourceType": "ClaimResponse", "id": "r1", "patient": { "reference": "Patient/p" },
            "extension": [{ "url": url, "valueCodeableConcept": { "coding": [{ "code": "denied" }] } }],
            "insurance": [{ "sequence": 1 }], "total": [sum("submitted", 100), sum("benefit", 80), sum("memberliability", 5)]
        });
        assert_eq!(made("denied-as-paid", &answer)["extension"][0]["valueCodeableConcept"]["coding"][0]["code"], "approved");
        assert_eq!(made("paid-and-share-swapped", &answer)["total"], json!([sum("submitted", 100), sum("benefit", 5), sum("memberliability", 80)]));
        assert_eq!(made("payer-order-swapped", &answer)["insurance"][0]["sequence"], 2);
        assert_eq!(made("patient-share-lost", &answer)["total"], json!([sum("submitted", 100), sum("benefit", 80)]));
    }
}
