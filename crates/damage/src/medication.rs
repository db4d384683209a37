//! What an order for a drug means: its courses, its dose, how it is taken, how long it lasts. The twins write the same order
//! otherwise.

use crate::base::{damage, is_withdrawn, twin};
use crate::json::{at, changed, has_duplicate, items, items_mut, key, prune, replace, said, set, siblings, take, text, turn, words};
use crate::{Effect, Family, Operator, Site, Work};
use serde_json::{Value, json};

const BASE: Operator = Operator { types: ORDER, ..damage(Family::Medication) };
const TWIN: Operator = Operator { types: ORDER, ..twin(Family::Medication) };

const ORDER: &[&str] = &["MedicationRequest"];
const DOSED: &[&str] = &["MedicationAdministration", "MedicationDispense", "MedicationRequest", "MedicationStatement"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "courses-merged",
        what: "an earlier course of the same drug is swallowed by the later one",
        verdicts: &["merged", "lost"],
        aspects: &["statement"],
        work: Work::Each(courses_merged),
        ..BASE
    },
    Operator {
        name: "gap-closed",
        what: "an earlier course of the same drug lasts until the next begins",
        verdicts: &["altered"],
        aspects: &["time"],
        work: Work::Each(gap_closed),
        ..BASE
    },
    Operator {
        name: "course-begins-with-the-first-order",
        what: "a later course begins on the day of the first one",
        verdicts: &["altered"],
        aspects: &["time"],
        work: Work::Each(course_begins_early),
        ..BASE
    },
    Operator {
        name: "refills-off-by-one",
        what: "fills are taken for refills",
        verdicts: &["altered"],
        aspects: &["refills"],
        work: Work::Each(refills_off),
        ..BASE
    },
    Operator {
        name: "as-needed-lost",
        what: "what is taken as needed is taken always",
        types: &["MedicationDispense", "MedicationRequest", "MedicationStatement"],
        aspects: &["as_needed", "text"],
        work: Work::Each(as_needed_lost),
        ..BASE
    },
    Operator {
        name: "dosage-text-cut",
        what: "the words of a dosage are cut after twenty letters",
        types: DOSED,
        aspects: &["sig"],
        work: Work::Each(sig_cut),
        ..BASE
    },
    Operator {
        name: "strength-for-dose",
        what: "the strength of the product stands as the dose",
        verdicts: &["altered"],
        aspects: &["dose", "unit"],
        work: Work::Each(strength_for_dose),
        ..BASE
    },
    Operator { name: "dose-lost", what: "the dose vanishes", types: DOSED, aspects: &["dose"], work: Work::Each(dose_lost), ..BASE },
    Operator { name: "route-lost", what: "the route vanishes", types: DOSED, aspects: &["route"], work: Work::Each(route_lost), ..BASE },
    Operator {
        name: "route-becomes-oral",
        what: "another route is the oral one",
        types: DOSED,
        verdicts: &["altered"],
        aspects: &["route"],
        work: Work::Each(route_oral),
        ..BASE
    },
    Operator {
        name: "frequency-changed",
        what: "it is taken once a day more or less",
        verdicts: &["altered"],
        aspects: &["frequency"],
        work: Work::Each(frequency_changed),
        ..BASE
    },
    Operator {
        name: "intent-changed",
        what: "an order is a plan, a plan an order",
        types: &["MedicationRequest", "ServiceRequest"],
        verdicts: &["altered"],
        aspects: &["intent"],
        work: Work::Each(intent_changed),
        ..BASE
    },
    Operator {
        name: "order-becomes-administration",
        what: "beside an order stands that the drug was given",
        verdicts: &["invented", "duplicated"],
        aspects: &["statement"],
        work: Work::Each(order_given),
        ..BASE
    },
    Operator {
        name: "days-for-quantity",
        what: "the days of supply stand as the quantity",
        verdicts: &["altered"],
        aspects: &["quantity"],
        work: Work::Each(days_for_quantity),
        ..BASE
    },
    Operator {
        name: "most-a-day-lost",
        what: "how much may be taken at most vanishes",
        types: DOSED,
        aspects: &["text", "dose"],
        work: Work::Each(maximum_lost),
        ..BASE
    },
    Operator { name: "drug-contained", what: "the drug stands in a contained resource", work: Work::Each(drug_contained), ..TWIN },
    Operator {
        name: "unit-of-dose-spelled-out",
        what: "the unit of a dose is spelled out beside its code",
        types: DOSED,
        work: Work::Each(unit_spelled),
        ..TWIN
    },
    Operator { name: "route-of-hl7s-table", what: "the oral route is coded in the table of HL7", work: Work::Each(route_of_table), ..TWIN },
    Operator { name: "sig-in-short-words", what: "the words of a dosage are those of a prescriber", work: Work::Each(sig_in_short), ..TWIN },
    Operator { name: "only-dosage-numbered", what: "the only dosage gets the number one", work: Work::Each(dosage_numbered), ..TWIN },
];

/// What the drug is known by; empty when nobody says it.
fn drug(resource: &Value, site: &Site<'_>) -> String {
    drug_concept(resource, site).map(|c| key(&c)).unwrap_or_default()
}

fn drug_concept(resource: &Value, site: &Site<'_>) -> Option<Value> {
    if let Some(concept) = resource.get("medicationCodeableConcept") {
        return Some(concept.clone());
    }
    let link = at(resource, "/medicationReference/reference");
    let inner = link.strip_prefix('#').and_then(|id| items(resource, "contained").iter().find(|c| text(c, "id") == id));
    inner.or_else(|| site.get(link))?.get("code").cloned()
}

/// The day of an order.
pub(crate) fn day(resource: &Value) -> &str {
    text(resource, "authoredOn").get(..10).unwrap_or("")
}

/// Other orders of the same drug for the same patient, neither of them withdrawn.
pub(crate) fn courses<'a>(resource: &Value, site: &Site<'a>) -> Vec<&'a Value> {
    let own = drug(resource, site);
    if own.is_empty() || day(resource).is_empty() || is_withdrawn(resource) {
        return Vec::new();
    }
    let same = |r: &&Value| !day(r).is_empty() && !is_withdrawn(r) && drug(r, site) == own;
    siblings(resource, site).into_iter().filter(same).collect()
}

fn courses_merged(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let later = courses(resource, site).into_iter().any(|other| day(other) > day(resource));
    if later && !has_duplicate(resource, site) { Effect::Removed } else { Effect::None }
}

const STOP: &str = "/dosageInstruction/0/timing/repeat/boundsPeriod/end";
const START: &str = "/dosageInstruction/0/timing/repeat/boundsPeriod/start";

fn gap_closed(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let end = at(resource, STOP).get(..10).unwrap_or("").to_string();
    let next = courses(resource, site).into_iter().map(day).filter(|start| *start > end.as_str()).min();
    let (Some(next), false) = (next, end.is_empty()) else { return Effect::None };
    changed(replace(resource, STOP, Value::from(next)))
}

fn course_begins_early(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let first = courses(resource, site).into_iter().map(|other| text(other, "authoredOn")).min().unwrap_or("").to_string();
    let begins = day(resource).to_string();
    if first.is_empty() || first.get(..10).is_none_or(|day| day >= begins.as_str()) {
        return Effect::None;
    }
    let said_twice = at(resource, START).get(..10) == Some(begins.as_str());
    if said_twice {
        replace(resource, START, Value::from(first.get(..10).unwrap_or("")));
    }
    set(resource, "authoredOn", Value::from(first));
    Effect::Changed
}

fn refills_off(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let path = "/dispenseRequest/numberOfRepeatsAllowed";
    let Some(refills) = resource.pointer(path).and_then(Value::as_u64) else { return Effect::None };
    changed(!is_withdrawn(resource) && replace(resource, path, json!(refills + 1)))
}

/// Edits every dosage of what is not withdrawn.
fn each_dosage(resource: &mut Value, mut edit: impl FnMut(&mut Value) -> bool) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let member = if resource.get("dosageInstruction").is_some() { "dosageInstruction" } else { "dosage" };
    let mut any = false;
    for dosage in items_mut(resource, member) {
        any |= edit(dosage);
    }
    if any {
        prune(resource, member);
    }
    changed(any)
}

fn as_needed_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let plain = dosage.get("asNeededBoolean").and_then(Value::as_bool) == Some(true) && take(dosage, &["asNeededBoolean"]);
        take(dosage, &["asNeededCodeableConcept"]) || plain
    })
}

fn sig_cut(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    const LETTERS: usize = 20;
    each_dosage(resource, |dosage| {
        let words = text(dosage, "text").trim();
        let cut: String = words.chars().take(LETTERS).collect();
        let shorter = !cut.is_empty() && cut.trim_end().len() < words.len();
        if shorter {
            set(dosage, "text", Value::from(cut.trim_end()));
        }
        shorter
    })
}

/// The number before the first unit of mass in the name of a product.
fn strength(words: &str) -> Option<Value> {
    let parts: Vec<&str> = words.split_whitespace().collect();
    parts.windows(2).find_map(|pair| {
        let [number, unit] = pair else { return None };
        let unit = unit.to_lowercase();
        let mass = ["mg", "mcg", "g", "unt"].iter().any(|m| unit.split(['/', ',', ';']).next() == Some(*m));
        let whole = number.parse::<u64>().ok().map(Value::from);
        if mass { whole.or_else(|| number.parse::<f64>().ok().map(Value::from)) } else { None }
    })
}

fn strength_for_dose(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let Some(strength) = drug_concept(resource, site).and_then(|c| strength(words(&c))) else { return Effect::None };
    each_dosage(resource, |dosage| {
        let Some(dose) = dosage.pointer_mut("/doseAndRate/0/doseQuantity") else { return false };
        let differs = dose.get("value").and_then(Value::as_f64).is_some_and(|value| Some(value) != strength.as_f64());
        if differs {
            set(dose, "value", strength.clone());
        }
        differs
    })
}

fn dose_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let plain = take(dosage, &["dose"]);
        take(dosage, &["doseAndRate"]) || plain
    })
}

fn route_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| take(dosage, &["route"]))
}

fn route_oral(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let other = dosage.get("route").is_some_and(|r| !words(r).to_lowercase().contains("oral") && !["26643006", "PO"].contains(&said(dosage, "route")));
        if other {
            set(dosage, "route", json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "26643006", "display": "Oral route" }] }));
        }
        other
    })
}

/// How people say it, and how prescribers write it.
const SHORT: [(&str, &str); 16] = [
    ("1.5 tablets", "1\u{bd} tablets"),
    ("in both eyes", "OU"),
    ("in each nostril", "each nostril"),
    ("intramuscularly", "IM"),
    ("three times a day", "tid"),
    ("twice daily", "bid"),
    ("once daily", "qd"),
    ("every 6 hours", "q6h"),
    ("every 4 hours", "q4h"),
    ("at bedtime", "qhs"),
    ("as needed for", "prn"),
    ("by mouth", "po"),
    ("for 10 days", "x 10 days"),
    (" tablets ", " tabs "),
    (" tablet ", " tab "),
    (" capsule ", " cap "),
];

fn sig_in_short(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let words = text(dosage, "text").to_string();
        let short = SHORT.iter().fold(words.clone(), |words, (long, short)| words.replace(long, short));
        short != words && replace(dosage, "/text", json!(short))
    })
}

fn route_of_table(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let coding = json!([{ "system": "http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "code": "PO", "display": "Oral" }]);
        said(dosage, "route") == "26643006" && replace(dosage, "/route/coding", coding)
    })
}

/// Times a day, each with the one it is taken for.
const TIMES: [(&str, &str); 6] = [("QD", "BID"), ("DAILY", "BID"), ("BID", "QD"), ("TID", "BID"), ("QID", "TID"), ("QHS", "QD")];

fn frequency_changed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let Some(timing) = dosage.get_mut("timing") else { return false };
        let code = said(timing, "code").to_uppercase();
        if let Some((_, other)) = TIMES.iter().find(|(word, _)| *word == code) {
            set(timing, "code", json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation", "code": other }], "text": other }));
            return true;
        }
        let times = timing.pointer("/repeat/frequency").and_then(Value::as_u64);
        code.is_empty() && times.is_some_and(|n| replace(timing, "/repeat/frequency", json!(n + 1)))
    })
}

fn intent_changed(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_withdrawn(resource) {
        return Effect::None;
    }
    let was_order = turn(resource, "intent", &["order", "original-order"], "plan");
    changed(was_order || turn(resource, "intent", &["plan", "proposal"], "order"))
}

fn order_given(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let live = matches!(said(resource, "status"), "active" | "on-hold") && !day(resource).is_empty();
    let (Some(concept), true) = (drug_concept(resource, site), live) else { return Effect::None };
    Effect::Added(vec![json!({
        "resourceType": "MedicationAdministration",
        "id": format!("{}-given", text(resource, "id")),
        "status": "completed",
        "medicationCodeableConcept": concept,
        "subject": { "reference": at(resource, "/subject/reference") },
        "effectiveDateTime": text(resource, "authoredOn"),
    })])
}

fn days_for_quantity(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let days = resource.pointer("/dispenseRequest/expectedSupplyDuration/value").cloned();
    let (Some(days), false) = (days, is_withdrawn(resource)) else { return Effect::None };
    let path = "/dispenseRequest/quantity/value";
    let differs = resource.pointer(path).and_then(Value::as_f64).is_some_and(|n| Some(n) != days.as_f64());
    changed(differs && replace(resource, path, days))
}

fn maximum_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let once = take(dosage, &["maxDosePerAdministration"]);
        take(dosage, &["maxDosePerPeriod"]) || once
    })
}

fn drug_contained(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some(concept) = resource.get("medicationCodeableConcept").cloned() else { return Effect::None };
    let mut contained = items(resource, "contained").to_vec();
    contained.push(json!({ "resourceType": "Medication", "id": "ordered-drug", "code": concept }));
    take(resource, &["medicationCodeableConcept"]);
    set(resource, "contained", Value::from(contained));
    set(resource, "medicationReference", json!({ "reference": "#ordered-drug" }));
    Effect::Changed
}

/// Units of UCUM in words.
const UNITS: [(&str, &str); 5] = [("mg", "milligram"), ("ug", "microgram"), ("mcg", "microgram"), ("g", "gram"), ("mL", "milliliter")];

fn unit_spelled(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    each_dosage(resource, |dosage| {
        let path = if dosage.get("dose").is_some() { "/dose" } else { "/doseAndRate/0/doseQuantity" };
        let Some(dose) = dosage.pointer_mut(path).filter(|d| text(d, "system") == "http://unitsofmeasure.org") else { return false };
        let Some((_, spelled)) = UNITS.iter().find(|(code, _)| *code == text(dose, "code")) else { return false };
        let differs = text(dose, "unit") != *spelled;
        if differs {
            set(dose, "unit", json!(spelled));
        }
        differs
    })
}

fn dosage_numbered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let [dosage] = items_mut(resource, "dosageInstruction") else { return Effect::None };
    let any = dosage.get("sequence").is_none();
    if any {
        set(dosage, "sequence", json!(1));
    }
    changed(any)
}
