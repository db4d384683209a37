//! What an allergy means: how bad, how sure to be avoided, against what, and that there is none. The twins write the same
//! allergy otherwise.

use crate::base::{damage, is_denied, twin};
use crate::json::{changed, codes, has_duplicate, items, items_mut, key, kind, said, set, siblings, take, text, turn, words};
use crate::{Effect, Family, Operator, Site, Work, patient, reference};
use serde_json::{Value, json};

const BASE: Operator = Operator { types: ALLERGY, ..damage(Family::Allergy) };
const TWIN: Operator = Operator { types: ALLERGY, ..twin(Family::Allergy) };

const ALLERGY: &[&str] = &["AllergyIntolerance"];

pub(crate) const OPERATORS: &[Operator] = &[
    Operator {
        name: "criticality-becomes-severity",
        what: "a high criticality becomes a severe reaction",
        aspects: &["criticality", "severity"],
        verdicts: &["altered", "lost", "invented"],
        work: Work::Each(criticality_severity),
        ..BASE
    },
    Operator {
        name: "severity-becomes-criticality",
        what: "the severity of a reaction becomes the criticality of the allergy",
        aspects: &["severity", "criticality"],
        verdicts: &["altered", "lost", "invented"],
        work: Work::Each(severity_criticality),
        ..BASE
    },
    Operator {
        name: "criticality-lost",
        what: "how dangerous the allergen is vanishes",
        aspects: &["criticality"],
        work: Work::Each(criticality_lost),
        ..BASE
    },
    Operator { name: "criticality-lowered", what: "a high criticality is a low one", aspects: &["criticality"], work: Work::Each(criticality_lowered), ..BASE },
    Operator { name: "intolerance-becomes-allergy", what: "an intolerance is an allergy", aspects: &["type"], work: Work::Each(intolerance_allergy), ..BASE },
    Operator { name: "allergy-becomes-intolerance", what: "an allergy is an intolerance", aspects: &["type"], work: Work::Each(allergy_intolerance), ..BASE },
    Operator {
        name: "allergy-category-wrong",
        what: "a drug is a food, a food the environment",
        aspects: &["category"],
        work: Work::Each(category_wrong),
        ..BASE
    },
    Operator {
        name: "allergy-becomes-none-known",
        what: "a live allergy becomes the statement that none is known",
        verdicts: &["altered", "lost", "invented", "contradicted"],
        aspects: &["statement", "code", "category", "text", "reaction", "criticality", "severity", "type"],
        work: Work::Each(allergy_none_known),
        ..BASE
    },
    Operator {
        name: "none-known-for-an-empty-list",
        what: "a patient of whom no allergies were recorded has no known allergy",
        types: &["Patient"],
        verdicts: &["invented"],
        aspects: &["statement"],
        work: Work::Each(none_known_for_empty),
        ..BASE
    },
    Operator {
        name: "none-known-beside-an-allergy",
        what: "beside a live allergy stands that none is known",
        verdicts: &["invented", "contradicted"],
        aspects: &["statement"],
        work: Work::Each(none_known_beside),
        ..BASE
    },
    Operator {
        name: "none-known-becomes-nothing",
        what: "that no allergy is known becomes an empty list",
        verdicts: &["lost", "merged"],
        aspects: &["statement"],
        work: Work::Each(none_known_lost),
        ..BASE
    },
    Operator {
        name: "substance-becomes-class",
        what: "the allergen becomes what sort of allergen it is",
        verdicts: &["broader", "altered", "lost", "invented"],
        aspects: &["code", "text", "statement"],
        work: Work::Each(substance_class),
        ..BASE
    },
    Operator {
        name: "allergen-code-lost",
        what: "the code of the allergen vanishes, its words remain: no check fires",
        verdicts: &["altered", "lost", "broader"],
        aspects: &["code"],
        work: Work::Each(allergen_code_lost),
        ..BASE
    },
    Operator {
        name: "reaction-becomes-unspecific",
        what: "the reaction becomes any allergic reaction",
        verdicts: &["broader", "altered", "lost"],
        aspects: &["reaction"],
        work: Work::Each(reaction_unspecific),
        ..BASE
    },
    Operator {
        name: "manifestations-in-other-order",
        what: "the manifestations of a reaction stand in another order",
        work: Work::Each(manifestations_turned),
        ..TWIN
    },
    Operator {
        name: "allergen-display-in-capitals",
        what: "the display of the allergen is written in capitals",
        work: Work::Each(display_in_capitals),
        ..TWIN
    },
    Operator { name: "patient-reference-says-its-type", what: "the reference to the patient says its type", work: Work::Each(reference_says_type), ..TWIN },
];

/// Codes that say that no allergy of a sort is known.
const NONE_KNOWN: [&str; 5] = ["716186003", "409137002", "428607008", "429625007", "428197003"];

/// Whether an allergy says that there is none.
pub(crate) fn is_none_known(resource: &Value) -> bool {
    let Some(concept) = resource.get("code") else { return false };
    let said = words(concept).to_lowercase();
    codes(concept).iter().any(|code| NONE_KNOWN.contains(code)) || said.starts_with("no known") || matches!(said.as_str(), "nka" | "nkda")
}

/// A live allergy against something.
fn is_live(resource: &Value) -> bool {
    !is_denied(resource) && !is_none_known(resource) && said(resource, "clinicalStatus") == "active"
}

fn none_known() -> Value {
    json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "716186003", "display": "No known allergy" }], "text": "No known allergies" })
}

fn none_known_of(whose: &str, id: &str) -> Value {
    json!({
        "resourceType": "AllergyIntolerance",
        "id": format!("{id}-nka"),
        "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active" }] },
        "verificationStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "code": "confirmed" }] },
        "code": none_known(),
        "patient": { "reference": whose },
    })
}

fn criticality_severity(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if said(resource, "criticality") != "high" || items(resource, "reaction").is_empty() || is_denied(resource) {
        return Effect::None;
    }
    take(resource, &["criticality"]);
    for reaction in items_mut(resource, "reaction") {
        set(reaction, "severity", json!("severe"));
    }
    Effect::Changed
}

fn severity_criticality(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let severity = items(resource, "reaction").iter().map(|r| text(r, "severity")).find(|s| !s.is_empty());
    let word = match severity {
        Some("severe") => "high",
        Some(_) => "low",
        None => return Effect::None,
    };
    if is_denied(resource) {
        return Effect::None;
    }
    take(resource, &["reaction", "severity"]);
    set(resource, "criticality", json!(word));
    Effect::Changed
}

fn criticality_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_denied(resource) && matches!(said(resource, "criticality"), "high" | "low") && take(resource, &["criticality"]))
}

fn criticality_lowered(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_denied(resource) && turn(resource, "criticality", &["high"], "low"))
}

fn intolerance_allergy(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_denied(resource) && turn(resource, "type", &["intolerance"], "allergy"))
}

fn allergy_intolerance(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    changed(!is_denied(resource) && turn(resource, "type", &["allergy"], "intolerance"))
}

fn category_wrong(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let word = match said(resource, "category") {
        "medication" | "biologic" => "food",
        "food" => "environment",
        "environment" => "medication",
        _ => return Effect::None,
    };
    if is_denied(resource) || items(resource, "category").iter().any(|c| c.as_str() == Some(word)) {
        return Effect::None;
    }
    set(resource, "category", json!([word]));
    Effect::Changed
}

fn allergy_none_known(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if !is_live(resource) {
        return Effect::None;
    }
    for member in ["category", "criticality", "reaction", "type", "note"] {
        take(resource, &[member]);
    }
    set(resource, "code", none_known());
    Effect::Changed
}

fn none_known_for_empty(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own = reference(resource);
    let listed = site.chart(&own).any(|r| kind(r) == "AllergyIntolerance");
    if listed { Effect::None } else { Effect::Added(vec![none_known_of(&own, text(resource, "id"))]) }
}

/// Once a chart, beside its first allergy.
fn none_known_beside(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    let own = reference(resource);
    let others = siblings(resource, site);
    let first = others.iter().filter(|r| is_live(r)).all(|r| own < reference(r));
    if !is_live(resource) || !first || others.iter().any(|r| is_none_known(r)) {
        return Effect::None;
    }
    Effect::Added(vec![none_known_of(&patient(resource), text(resource, "id"))])
}

fn none_known_lost(resource: &mut Value, site: &mut Site<'_>) -> Effect {
    if is_none_known(resource) && !is_denied(resource) && !has_duplicate(resource, site) { Effect::Removed } else { Effect::None }
}

/// Sorts of allergies in SNOMED CT.
const CLASSES: [(&str, &str, &str); 3] =
    [("medication", "416098002", "Allergy to drug"), ("food", "414285001", "Allergy to food"), ("environment", "426232007", "Environmental allergy")];

fn substance_class(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let sort = said(resource, "category").to_string();
    let (code, display) = match CLASSES.iter().find(|(word, ..)| *word == sort) {
        Some((_, code, display)) => (*code, *display),
        None => ("419199007", "Allergy to substance"),
    };
    let Some(concept) = resource.get("code") else { return Effect::None };
    let unspecific = |c: &&str| *c == "419199007" || CLASSES.iter().any(|(_, class, _)| class == c);
    if is_denied(resource) || is_none_known(resource) || codes(concept).iter().any(unspecific) {
        return Effect::None;
    }
    set(resource, "code", json!({ "coding": [{ "system": "http://snomed.info/sct", "code": code, "display": display }], "text": display }));
    Effect::Changed
}

fn allergen_code_lost(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some(concept) = resource.get("code") else { return Effect::None };
    let named = words(concept).to_string();
    if is_denied(resource) || is_none_known(resource) || codes(concept).is_empty() || named.is_empty() {
        return Effect::None;
    }
    set(resource, "code", json!({ "text": named }));
    Effect::Changed
}

fn reaction_unspecific(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    if is_denied(resource) {
        return Effect::None;
    }
    let any = json!({ "coding": [{ "system": "http://snomed.info/sct", "code": "419076005", "display": "Allergic reaction" }], "text": "Allergic reaction" });
    let Some(reaction) = items_mut(resource, "reaction").first_mut() else { return Effect::None };
    let Some(first) = items_mut(reaction, "manifestation").first_mut() else { return Effect::None };
    if key(first).is_empty() || key(first) == key(&any) {
        return Effect::None;
    }
    *first = any;
    Effect::Changed
}

fn manifestations_turned(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let mut any = false;
    for reaction in items_mut(resource, "reaction") {
        let list = items_mut(reaction, "manifestation");
        let differ = list.first() != list.last();
        if differ {
            list.reverse();
        }
        any |= differ;
    }
    changed(any)
}

fn display_in_capitals(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some(concept) = resource.get_mut("code") else { return Effect::None };
    let mut any = false;
    for coding in items_mut(concept, "coding") {
        let capitals = text(coding, "display").to_uppercase();
        if !text(coding, "code").is_empty() && !text(coding, "system").is_empty() && capitals != text(coding, "display") {
            set(coding, "display", Value::from(capitals));
            any = true;
        }
    }
    changed(any)
}

fn reference_says_type(resource: &mut Value, _: &mut Site<'_>) -> Effect {
    let Some(place) = resource.get_mut("patient").filter(|p| p.get("reference").is_some() && p.get("type").is_none()) else { return Effect::None };
    set(place, "type", json!("Patient"));
    Effect::Changed
}
