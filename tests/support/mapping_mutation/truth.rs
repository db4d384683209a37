//! What is to be said of a change: the rule, the element that nobody fills any more, or the condition that is the cause, and the kinds of
//! statements that it is about.

use mapping::{Document, ResourceSet, Rule};

/// The true cause of a change.
#[derive(Debug, Clone, Default)]
pub struct Truth {
    /// Rules, any of which is the cause.
    pub rules: Vec<String>,
    /// Elements that the change leaves without a rule or without a value.
    pub elements: Vec<String>,
    /// Resource sets whose condition or key is the cause.
    pub sets: Vec<String>,
    /// Resource sets in which the elements stand.
    pub homes: Vec<String>,
    /// The time zone of the document is the cause.
    pub zone: bool,
    /// Kinds of statements that it is about; empty for all.
    pub kinds: Vec<&'static str>,
    /// Aspects that it is about; empty for all.
    pub aspects: Vec<&'static str>,
}

impl Truth {
    /// A rule that gives something else.
    pub fn of_rule(set: &ResourceSet, rule: &Rule) -> Self {
        Self { rules: vec![rule.id.clone()], elements: vec![plain(&rule.to)], homes: vec![set.name()], kinds: kinds(&set.kind), aspects: aspects(&set.kind, &rule.to), ..Self::default() }
    }

    /// A condition or a key.
    pub fn of_set(set: &ResourceSet) -> Self {
        let kinds = if set.kind == "Patient" { Vec::new() } else { kinds(&set.kind) };
        // Who belongs to no chart is missed by the records that name him.
        let aspects = if set.kind == "Practitioner" { vec!["author", "performer"] } else { vec!["statement"] };
        Self { sets: vec![set.name()], kinds, aspects, ..Self::default() }
    }

    /// A code map, by the rules that use it.
    pub fn of_map(document: &Document, name: &str) -> Self {
        let mut truth = Self::default();
        let named = format!("'{name}'");
        for set in &document.resources {
            for rule in set.rules.iter().filter(|rule| rule.value.contains(&named)) {
                truth.rules.push(rule.id.clone());
                // A row of which a mandatory element is left empty is held back by its name.
                truth.elements.push(plain(&rule.to));
                truth.homes.push(set.name());
                truth.kinds.extend(kinds(&set.kind));
                truth.aspects.extend(aspects(&set.kind, &rule.to));
            }
        }
        truth.homes.dedup();
        truth.kinds.sort_unstable();
        truth.kinds.dedup();
        truth
    }

    /// The same with another rule that may be named as well.
    pub fn or_rule(mut self, set: &ResourceSet, rule: &Rule) -> Self {
        self.rules.push(rule.id.clone());
        self.elements.push(plain(&rule.to));
        self.aspects.extend(aspects(&set.kind, &rule.to));
        self
    }

    /// Of every kind: what a whole chart hangs on.
    pub fn of_all_kinds(self) -> Self {
        Self { kinds: Vec::new(), ..self }
    }

    /// The time zone of the document.
    pub fn of_zone() -> Self {
        Self { zone: true, aspects: TIME.to_vec(), ..Self::default() }
    }

    /// Whether a finding is of an aspect and a kind that it is about. A row that was held back is lost as a whole, whatever held it.
    pub fn is_about(&self, verdict: &str, aspect: &str, kind: &str) -> bool {
        let is_whole = verdict == "lost" && aspect == "statement";
        (self.kinds.is_empty() || self.kinds.contains(&kind)) && (is_whole || self.aspects.is_empty() || self.aspects.contains(&aspect))
    }

    /// Whether the label of a cause names it. `changed` is the document that the cause was found with: that no rule fills an element has
    /// to be true of it.
    pub fn is_named_by(&self, label: &str, class: &str, changed: &Document) -> bool {
        let rule = self.rules.iter().any(|id| names_rule(label, id));
        let gap = unfilled(label).is_some_and(|(resource, element)| self.is_at_home(resource) && self.elements.iter().any(|own| is_within(own, element)) && !self.is_filled(changed, element));
        let held = label.split_once(" held back by ").is_some_and(|(_, why)| {
            let what = why.split(": ").next().unwrap_or_default();
            let of_element = |name: &str| self.elements.iter().any(|own| own.split('.').next() == Some(name));
            what.split(" or ").any(of_element) || what == "key" && !self.sets.is_empty()
        });
        let dropped = |reason: &str| changed.resources.iter().any(|set| self.sets.contains(&set.name()) && set.dropped.as_deref() == Some(reason));
        let condition = self.sets.iter().any(|set| label.contains(&format!("the condition of {set} "))) || label.split_once(" declared dropped: ").is_some_and(|(_, reason)| dropped(reason));
        rule || gap || held || condition || self.zone && class == "time zone"
    }

    /// Whether the elements stand in resources of a type; where a label tells none, its element alone counts.
    fn is_at_home(&self, resource: &str) -> bool {
        resource.is_empty() || self.homes.iter().any(|home| home.split(" < ").next() == Some(resource))
    }

    /// Whether a rule of the resource sets in question fills an element or a part of it.
    fn is_filled(&self, document: &Document, element: &str) -> bool {
        let here = document.resources.iter().filter(|set| self.homes.contains(&set.name()));
        here.flat_map(|set| &set.rules).any(|rule| is_within(&plain(&rule.to), element))
    }
}

/// Whether a label names a rule, and not one whose id only begins the same.
fn names_rule(label: &str, id: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let named = |before: &str| label.match_indices(&format!("{before}{id}")).any(|(at, found)| ends(&label[at + found.len()..]));
    ["rule ", "Rule ", "held back by "].into_iter().any(named)
}

/// The element of which a label says that no rule fills it, behind its resource where the label tells that.
fn unfilled(label: &str) -> Option<(&str, &str)> {
    let (_, rest) = label.split_once("(no rule fills ")?;
    let element = rest.split(')').next()?;
    Some(match element.split_once('.') {
        Some((resource, path)) if resource.starts_with(char::is_uppercase) => (resource, path),
        _ => ("", element),
    })
}

/// A path without the first place in its lists, as elements are told.
pub fn plain(path: &str) -> String {
    path.replace("[0]", "")
}

fn is_within(path: &str, around: &str) -> bool {
    // The value of an extension may be of any type.
    let around = around.strip_suffix("[x]").unwrap_or(around);
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || around.ends_with(".value"))
}

/// The kinds of statements that are read from resources of a type; empty where any may be.
pub fn kinds(resource: &str) -> Vec<&'static str> {
    match resource {
        "Patient" => vec!["demographic"],
        "Encounter" => vec!["encounter"],
        "Condition" => vec!["problem", "encounter diagnosis"],
        "AllergyIntolerance" => vec!["allergy", "no-known-allergy"],
        "MedicationRequest" => vec!["medication"],
        "Observation" => vec!["observation"],
        "Immunization" => vec!["immunization"],
        "Procedure" => vec!["procedure"],
        "DocumentReference" => vec!["note", "document"],
        "ChargeItem" => vec!["charge"],
        "Claim" => vec!["claim"],
        "ClaimResponse" => vec!["payment"],
        "Coverage" => vec!["coverage"],
        _ => Vec::new(),
    }
}

const TIME: &[&str] = &["time", "precision"];
const CONCEPT: &[&str] = &["code", "text"];
const NUMBER: &[&str] = &["value", "unit", "comparator"];
/// Under another patient a record is misplaced, and there is a statement less here and one more there.
const WHOSE: &[&str] = &["statement", "patient"];

/// What an element is about: type of the resource, none for any, the path without its places in lists up to where it says that, and the aspects
/// that a finding of it may be of.
const ABOUT: &[(&str, &str, &[&str])] = &[
    ("Patient", "identifier", &["mrn", "ssn", "driver_license", "element"]),
    ("Patient", "name", &["family", "given", "middle", "suffix", "prefix", "maiden", "text"]),
    ("Patient", "birthDate", &["birth_date", "precision"]),
    ("Patient", "gender", &["sex"]),
    ("Patient", "deceased", &["deceased", "death_date", "precision"]),
    ("Patient", "address", &["line", "city", "state", "postal_code", "country", "address_use"]),
    ("Patient", "telecom", &["phone", "email", "phone_use", "email_use"]),
    ("Patient", "extension", &["race", "ethnicity", "text"]),
    ("Patient", "maritalStatus", &["marital_status"]),
    ("Patient", "communication", &["language"]),
    ("Patient", "generalPractitioner", &["performer"]),
    ("Patient", "link", &["patient", "status"]),
    ("Patient", "active", &["status"]),
    ("ChargeItem", "extension", &["modifier", "diagnosis_pointer"]),
    ("ChargeItem", "context", &["encounter"]),
    ("ChargeItem", "quantity", &["units"]),
    ("Claim", "extension", &["encounter"]),
    ("Claim", "identifier", &["claim_number"]),
    ("Claim", "insurance", &["payer", "payer_order"]),
    ("Claim", "diagnosis", &["code", "reason", "diagnosis_pointer", "text"]),
    ("Claim", "provider", &["author"]),
    ("Claim", "type", &["title"]),
    ("ClaimResponse", "extension", &["status"]),
    ("ClaimResponse", "identifier", &["claim_number"]),
    ("ClaimResponse", "insurance", &["payer", "payer_order"]),
    ("ClaimResponse", "total", &["value", "allowed", "amount", "patient_share", "unit"]),
    ("ClaimResponse", "adjudication", &["adjustment"]),
    ("ClaimResponse", "outcome", &["status"]),
    ("Encounter", "type", CONCEPT),
    ("Coverage", "identifier", &["member", "identifier"]),
    ("MedicationRequest", "statusReason", &["text"]),
    ("MedicationRequest", "reasonCode", &["reason", "text"]),
    ("MedicationRequest", "dispenseRequest.quantity", &["quantity", "unit"]),
    ("MedicationRequest", "dispenseRequest.numberOfRepeatsAllowed", &["refills"]),
    ("MedicationRequest", "dispenseRequest.expectedSupplyDuration", &["days_supply", "unit"]),
    ("MedicationRequest", "dosageInstruction.doseAndRate", &["dose", "unit"]),
    ("MedicationRequest", "dosageInstruction.route", &["route", "text"]),
    ("MedicationRequest", "dosageInstruction.asNeeded", &["as_needed"]),
    ("MedicationRequest", "dosageInstruction.timing.code", &["frequency"]),
    ("MedicationRequest", "dosageInstruction.timing.repeat.bounds", TIME),
    ("MedicationRequest", "dosageInstruction.text", &["sig"]),
    ("Observation", "component", &["value", "unit", "comparator", "code", "text", "statement"]),
    ("Observation", "referenceRange", &["range_low", "range_high", "text"]),
    ("Observation", "performer", &["performer"]),
    ("Immunization", "statusReason", &["reason", "text"]),
    ("Immunization", "status", &["status", "reported"]),
    ("Immunization", "expirationDate", &["expires", "time", "precision"]),
    ("Immunization", "protocolApplied", &["dose_number"]),
    ("", "identifier", &["identifier"]),
    ("", "subject", WHOSE),
    ("", "patient", WHOSE),
    ("", "beneficiary", WHOSE),
    ("", "encounter", &["encounter"]),
    ("", "context.encounter", &["encounter"]),
    ("", "context.period", TIME),
    ("", "code", CONCEPT),
    ("", "vaccineCode", CONCEPT),
    ("", "medicationCodeableConcept", CONCEPT),
    ("", "clinicalStatus", &["status"]),
    ("", "verificationStatus", &["verification"]),
    ("", "docStatus", &["status"]),
    ("", "status", &["status"]),
    ("", "intent", &["intent"]),
    ("", "use", &["intent"]),
    ("", "severity", &["severity"]),
    ("", "criticality", &["criticality"]),
    ("", "reaction.severity", &["severity"]),
    ("", "reaction", &["reaction", "text"]),
    // On which list it stands makes a diagnosis another kind of statement.
    ("", "category", &["category", "statement", "type"]),
    ("", "type", &["type", "text"]),
    ("", "onset", TIME),
    ("", "abatement", TIME),
    ("", "recorded", TIME),
    ("", "effective", TIME),
    ("", "issued", TIME),
    ("", "occurrence", TIME),
    ("", "performed", TIME),
    ("", "authoredOn", TIME),
    ("", "period", TIME),
    ("", "date", TIME),
    ("", "created", TIME),
    ("", "enteredDate", TIME),
    ("", "billablePeriod", TIME),
    ("", "extension", TIME),
    ("", "valueQuantity", NUMBER),
    ("", "value", &["value", "text"]),
    ("", "dataAbsentReason", &["value"]),
    ("", "interpretation", &["flag"]),
    ("", "specimen", &["specimen"]),
    ("", "bodySite", &["laterality", "body_site", "text"]),
    ("", "site", &["site", "text"]),
    ("", "route", &["route", "text"]),
    ("", "lotNumber", &["lot"]),
    ("", "manufacturer", &["manufacturer"]),
    ("", "primarySource", &["reported"]),
    ("", "reported", &["reported"]),
    ("", "note", &["text"]),
    ("", "disposition", &["text"]),
    ("", "content", &["body", "title"]),
    ("", "description", &["title"]),
    ("", "relatesTo", &["replaces"]),
    ("", "hospitalization", &["discharge"]),
    ("", "location", &["location"]),
    ("", "class", &["class"]),
    ("", "participant", &["performer"]),
    ("", "serviceProvider", &["author", "performer", "location"]),
    ("", "performer", &["performer"]),
    ("", "requester", &["author"]),
    ("", "recorder", &["author"]),
    ("", "asserter", &["author"]),
    ("", "author", &["author"]),
    ("", "reasonCode", &["reason", "text"]),
    ("", "priceOverride", &["amount", "unit"]),
    ("", "total", &["amount", "unit"]),
    ("", "insurer", &["payer"]),
    ("", "payor", &["payer"]),
    ("", "request", &["encounter", "claim_number"]),
    ("", "priority", &["priority"]),
];

/// The aspects that a finding of an element may be of; empty, for all, where the table does not tell.
pub fn aspects(resource: &str, to: &str) -> Vec<&'static str> {
    let bare: String = to.split('.').map(|step| step.split('[').next().unwrap_or(step)).collect::<Vec<_>>().join(".");
    // A day of an onset is an `onsetDateTime`.
    let fits = |path: &str| bare.strip_prefix(path).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()));
    let found = ABOUT.iter().find(|(of, path, _)| (of.is_empty() || *of == resource) && fits(path));
    found.map(|(.., aspects)| aspects.to_vec()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bench;

    #[test]
    fn of_every_element_that_a_starter_fills_it_is_known_what_it_is_about() {
        for name in ["harbor", "synthea-csv"] {
            let document = Document::parse(&Bench::starter_text(name, "mapping")).unwrap();
            let of_charts = document.resources.iter().filter(|set| !["Practitioner", "Organization", "Location"].contains(&set.kind.as_str()));
            let unknown: Vec<String> = of_charts.flat_map(|set| set.rules.iter().map(move |rule| (set, rule))).filter(|(set, rule)| aspects(&set.kind, &rule.to).is_empty()).map(|(set, rule)| format!("{} {}", set.kind, rule.to)).collect();
            assert!(unknown.is_empty(), "{name}: {unknown:?}");
        }
        assert_eq!(aspects("Patient", "telecom[1].system"), aspects("Patient", "telecom[0].value"));
        assert_ne!(aspects("Observation", "code.coding[0].code"), aspects("Observation", "valueQuantity.code"));
    }

    #[test]
    fn a_finding_of_another_aspect_or_kind_is_not_about_it() {
        let document = document();
        let (set, rule) = document.rule("lab-unit-code").unwrap();
        let truth = Truth::of_rule(set, rule);
        assert!(truth.is_about("altered", "unit", "observation"));
        assert!(!truth.is_about("altered", "status", "observation"));
        assert!(!truth.is_about("altered", "unit", "medication"));
        assert!(truth.is_about("lost", "statement", "observation"), "a row that was held back");
        assert!(!truth.is_about("invented", "statement", "observation"));
        assert!(Truth::of_map(&document, "encounter-status").is_named_by("Encounter held back by status: mandatory element is empty", "mapping rule", &document));
    }

    fn document() -> Document {
        Document::parse(&Bench::starter_text("harbor", "mapping")).unwrap()
    }

    #[test]
    fn a_rule_is_named_by_its_whole_id() {
        let document = document();
        let (set, rule) = document.rule("patient-race").unwrap();
        let truth = Truth::of_rule(set, rule);
        assert!(truth.is_named_by("Demographic race, rule patient-race: another word", "code map", &document));
        assert!(!truth.is_named_by("Demographic race, rule patient-race-display: another word", "code map", &document));
        assert!(!truth.is_named_by("Demographic race: another word (no rule fills extension)", "mapping rule", &document), "other rules fill it");
    }

    #[test]
    fn that_no_rule_fills_an_element_has_to_be_true() {
        let text = Bench::starter_text("harbor", "mapping");
        let before = Document::parse(&text).unwrap();
        let (set, rule) = before.rule("patient-home-system").unwrap();
        let truth = Truth::of_rule(set, rule);
        let after = Document::parse(&mapping::remove_rule(&text, "patient-home-system").unwrap()).unwrap();
        let named = |element: &str| truth.is_named_by(&format!("Demographic phone: phone is absent in the destination (no rule fills {element})"), "mapping rule", &after);
        assert!(named("telecom.system"));
        assert!(!named("telecom.value"), "a rule fills it");
        assert!(!named("telecom[1].system"), "it is another one");
        assert!(!named("Encounter.telecom.system"), "it is another resource's");
        assert!(named("Patient.telecom.system"));
    }

    #[test]
    fn a_condition_is_named_by_its_set_and_a_held_row_by_its_element() {
        let document = document();
        let (set, rule) = document.rule("medication-status").unwrap();
        assert!(Truth::of_set(set).is_named_by("Medication made of rows that assert nothing: the condition of MedicationRequest < medications lets them through", "mapping rule", &document));
        assert!(!Truth::of_set(set).is_named_by("Medication made of rows that assert nothing: the condition of Observation < labs lets them through", "mapping rule", &document));
        let dropped = format!("Medication declared dropped: {}", set.dropped.as_deref().unwrap());
        assert!(Truth::of_set(set).is_named_by(&dropped, "expected by design", &document));
        assert!(!Truth::of_set(set).is_named_by("Medication declared dropped: another set says why", "expected by design", &document));
        assert!(Truth::of_rule(set, rule).is_named_by("Medication held back by status: mandatory element is empty", "mapping rule", &document));
        assert!(!Truth::of_rule(set, rule).is_named_by("Medication held back by key: id collision", "mapping rule", &document));
    }
}
