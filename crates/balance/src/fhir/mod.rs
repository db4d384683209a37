//! The built-in reading of FHIR resources: R4 and R5, STU3 and DSTU2, told apart by their structure.
//!
//! Words are those of R4, whatever the version writes, and those of the readings of C-CDA, HL7 v2 and X12 for the same
//! facts, so that any two of them balance. A fact's place is its path in the resource. Types that are no statement about a
//! patient are counted as unread under their type; of the others every filled element that nothing looked at is counted as
//! `Type.element`. A resource about nobody, or about a group or a place, is counted as excluded.

mod adjudication;
mod allergy;
mod audit;
mod bare;
mod bill;
mod care;
mod claim;
mod condition;
mod contrary;
mod directive;
mod directory;
mod document;
mod encounter;
mod entry;
mod former;
mod immunization;
mod medication;
mod money;
mod money_links;
mod observation;
mod orders;
mod patient;
mod procedure;
mod rest;
mod source;
mod told;
mod unread;
mod values;
mod within;

#[cfg(test)]
mod tests;

use crate::kin;
use crate::leaf::{self, Sort};
use crate::reading::{Coverage, Places};
use crate::versions;
pub(crate) use directory::entry as directory_entry;
use entry::Entry;
use formats::Resource;
use model::{Aspect, Fact, How, Kind, Origin, Statement, Value};
use source::{Against, Source, Subject};
use told::Told;
use std::collections::BTreeSet;

/// A resource that is one statement.
type One = fn(&mut Entry<'_, '_, '_>) -> Kind;
/// A resource that may be several.
type Several = fn(&mut Out<'_>, &Source<'_>);

/// How a type of resource is read.
enum Reading {
    One(One),
    Several(Several),
}

impl Reading {
    fn of(kind: &str) -> Option<Self> {
        Some(match kind {
            "Patient" => Self::One(patient::demographic),
            "Encounter" => Self::One(encounter::encounter),
            "Condition" => Self::One(condition::condition),
            "AllergyIntolerance" => Self::One(allergy::allergy),
            "List" => Self::Several(allergy::none_listed),
            "MedicationRequest" | "MedicationOrder" | "MedicationPrescription" => Self::One(medication::medication),
            "MedicationStatement" | "MedicationUsage" => Self::One(medication::medication),
            "MedicationDispense" | "MedicationAdministration" => Self::Several(orders::supply),
            "Immunization" => Self::One(immunization::immunization),
            "Procedure" => Self::One(procedure::procedure),
            "Observation" => Self::Several(observation::read),
            "DiagnosticReport" => Self::One(document::report),
            "DocumentReference" => Self::One(document::reference),
            "ClinicalImpression" => Self::One(document::impression),
            "Composition" => Self::Several(document::composition),
            "CareTeam" => Self::Several(care::team),
            "FamilyMemberHistory" => Self::Several(care::relative),
            "Device" => Self::One(care::device),
            "Consent" => Self::Several(directive::consent),
            "Coverage" => Self::One(money::coverage),
            "ChargeItem" => Self::One(money::charge_item),
            "Claim" => Self::Several(claim::claim),
            "ExplanationOfBenefit" => Self::Several(claim::explanation),
            "ClaimResponse" => Self::Several(claim::payment),
            "ServiceRequest" | "ProcedureRequest" | "DiagnosticOrder" => Self::Several(orders::request),
            "ReferralRequest" | "DeviceRequest" | "DeviceUseRequest" => Self::Several(orders::request),
            "Appointment" => Self::One(orders::appointment),
            "AuditEvent" => Self::One(audit::event),
            "Provenance" => Self::One(audit::provenance),
            _ => return None,
        })
    }
}

/// Statements of one resource with every leaf that no fact stands for, and a statement for a resource of a patient that has none:
/// for two books that are both FHIR.
pub(crate) fn whole_resource(source: &Resource, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    let mut held = Vec::new();
    // The batch of a drug stands in the record of the drug, inside of the order or not.
    let is_of_drug = source.kind.starts_with("Medication");
    read(source, artifact, (&mut *places, &mut *coverage), Against::Fhir, &mut |mut statement: Statement| {
        // The numbers of a record are leaves here, by whoever gave them, and so are whom to call for the patient.
        statement.facts.retain(|fact| !leaf::is_person(fact) && fact.aspect != Aspect::Identifier && !(is_of_drug && matches!(fact.aspect, Aspect::Lot | Aspect::Manufacturer)));
        held.push(statement);
    });
    if held.is_empty()
        && let Some(record) = record(source, artifact, (&mut *places, &mut *coverage))
    {
        coverage.count(&record);
        held.push(record);
    }
    if let Some(kind) = held.first().map(|s| s.kind) {
        let told = Told::by(held.iter().flat_map(|s| &s.facts), places);
        let patient = held.first().map_or("", |s| s.patient.as_str());
        let (leaves, beyond) = rest::rest(&source.json, patient, &told);
        if beyond > 0 {
            coverage.doubt(&source.kind, "words beside codes", "more than are held against each other in one resource", beyond);
        }
        if !leaves.is_empty() {
            coverage.promise(kind, Aspect::Element);
        }
        let said: BTreeSet<&str> = leaves.iter().map(|text| leaf::parts(text)).filter(|(_, sort, _)| *sort == Sort::Said).map(|(path, ..)| path).collect();
        coverage.note_unread(&source.kind, said.into_iter());
        // Whoever is named in a list of which facts tell in part is named for all statements of the resource.
        let is_shared = |text: &&String| matches!(leaf::parts(text), (path, Sort::Link, _) if told.tells(path));
        let shared: Vec<String> = if held.len() > 1 { leaves.iter().filter(is_shared).cloned().collect() } else { Vec::new() };
        let anothers = (!leaves.is_empty()).then(|| leaf::leaf(Sort::Stands, leaf::ANOTHERS, "#"));
        let mut all: Vec<String> = leaves.into_iter().collect();
        // The same one whatever the order in which the resource lists them.
        let first = held.iter().enumerate().min_by_key(|(_, s)| rest::name(s)).map(|(at, _)| at);
        for (at, statement) in held.iter_mut().enumerate() {
            let own = if Some(at) == first { std::mem::take(&mut all) } else { shared.iter().chain(&anothers).cloned().collect() };
            let facts = own.into_iter().map(|leaf| Fact { aspect: Aspect::Element, value: Value::Text(leaf), place: 0, how: How::Derived });
            statement.facts.extend(facts);
        }
    }
    let version = source.json.get("meta").and_then(|meta| versions::fact(values::text(meta, "versionId"), values::text(meta, "lastUpdated")));
    for mut statement in held {
        statement.facts.extend(version.clone());
        each(statement);
    }
    for inner in within::results(source) {
        whole_resource(&inner, artifact, places, coverage, each);
    }
}

/// A resource of a patient that no reading makes a statement of: its type, what it is called, its state and its day. Its categories are no name: a
/// server may file it anew.
fn record(resource: &Resource, artifact: u32, (places, coverage): (&mut Places, &mut Coverage)) -> Option<Statement> {
    let source = Source::new(&resource.kind, &resource.json);
    let Subject::Patient(patient) = source.subject(resource) else { return None };
    coverage.named_by_number += u64::from(source.is_by_number());
    let mut entry = Entry::new(places, &source);
    entry.say(Aspect::Title, Value::Text(resource.kind.clone()), "resourceType");
    if resource.kind.starts_with("Medication") {
        medication::product(&mut entry);
    }
    for member in ["code", "type", "event", "questionnaire"] {
        if !entry.builder.has(Aspect::Code) {
            entry.concept(Aspect::Code, member);
        }
    }
    // What is an address now was a reference.
    if let Some(address) = source.first("questionnaire").and_then(|form| values::text(form, "reference")).filter(|_| !entry.builder.has(Aspect::Code)) {
        entry.say(Aspect::Code, Value::words(address), "questionnaire");
    }
    for member in ["category", "class"] {
        if !entry.builder.has(Aspect::Category) {
            entry.concept(Aspect::Category, member);
        }
    }
    let denied = former::DENIED.into_iter().find(|flag| source.flag(flag) == Some(true));
    match (denied, former::state(source.kind(), source.text("status").unwrap_or(""))) {
        (Some(flag), _) => entry.translate(Aspect::Status, former::NOT_DONE, flag),
        (None, Some(word)) => entry.translate(Aspect::Status, word, "status"),
        (None, None) => entry.word(Aspect::Status, "status"),
    }
    if !entry.builder.has(Aspect::Status) {
        entry.word(Aspect::Status, "lifecycleStatus");
    }
    let days = [
        "effectiveDateTime", "effectiveInstant", "effectivePeriod.start", "occurrenceDateTime", "occurrencePeriod.start", "occurredDateTime", "occurredPeriod.start",
        "authoredOn", "authored", "whenHandedOver", "date", "dateTime", "recordedOn", "identifiedDateTime", "started", "startDate", "period.start",
        "servicePeriod.start", "created",
    ];
    entry.first_date(Aspect::Effective, &days);
    entry.first_date(Aspect::End, &["period.end", "servicePeriod.end"]);
    Some(entry.finish(Kind::Record, &patient, &Origin { artifact, relation: 0, line: resource.line, reference: resource.reference.clone() }))
}

/// Statements of one resource. Types that are no statement about a patient are counted as unread.
pub(crate) fn resource(resource: &Resource, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    read(resource, artifact, (&mut *places, &mut *coverage), Against::Any, each);
    for inner in within::results(resource) {
        read(&inner, artifact, (&mut *places, &mut *coverage), Against::Any, each);
    }
}

/// The same of a destination that is held against a book of another format: with the paths of what no fact stands for.
pub(crate) fn destination_resource(resource: &Resource, artifact: u32, places: &mut Places, coverage: &mut Coverage, each: &mut dyn FnMut(Statement)) {
    if kin::is_of_contacts(&resource.kind)
        && let Some(contact) = patient::related(resource, artifact, places)
    {
        coverage.count(&contact);
        return each(contact);
    }
    let mut held: Vec<Statement> = Vec::new();
    let source = read(resource, artifact, (&mut *places, &mut *coverage), Against::OtherFormat, &mut |statement| held.push(statement));
    if let Some(source) = source.filter(|_| !held.is_empty()) {
        let leaves = unread::leaves(&source, held.iter().flat_map(|statement| &statement.facts), places);
        coverage.note_unread(&resource.kind, leaves.keys().map(String::as_str));
        if let Some(one) = held.first_mut() {
            one.facts.extend(leaves.iter().map(|(path, words)| unread::fact(path, words, places)));
        }
        money_links::add(&resource.kind, &resource.json, places, &mut held);
    }
    for statement in held {
        each(statement);
    }
    for inner in within::results(resource) {
        destination_resource(&inner, artifact, places, coverage, each);
    }
}

/// Statements of one resource, and the resource itself with what of it was looked at; none where it was counted as a whole.
fn read<'r>(
    resource: &'r Resource<'r>,
    artifact: u32,
    (places, coverage): (&mut Places, &mut Coverage),
    against: Against,
    each: &mut dyn FnMut(Statement),
) -> Option<Source<'r>> {
    let source = Source::new(&resource.kind, &resource.json).held(against).known_by(&resource.reference);
    let origin = Origin { artifact, relation: 0, line: resource.line, reference: resource.reference.clone() };
    let mut out = Out { kind: &resource.kind, patient: String::new(), origin, places, coverage, each, whole: false, any: false };
    let Some(reading) = Reading::of(&resource.kind) else {
        out.unread();
        return None;
    };
    match source.subject(resource) {
        Subject::Patient(key) => out.patient = key,
        // Those are kept of other things as well.
        Subject::Unnamed | Subject::Other if matches!(out.kind, "Device" | "AuditEvent" | "Provenance" | "List") => {
            out.unread();
            return None;
        }
        Subject::Unnamed => {
            out.exclude("no patient is named");
            return None;
        }
        Subject::Other => {
            out.exclude("it is about something other than a patient");
            return None;
        }
    }
    let is_by_number = source.is_by_number();
    match reading {
        Reading::One(read) => {
            let mut entry = Entry::new(&mut *out.places, &source);
            let kind = read(&mut entry);
            let statement = entry.finish(kind, &out.patient, &out.origin);
            out.emit(statement);
        }
        Reading::Several(read) => read(&mut out, &source),
    }
    out.coverage.named_by_number += u64::from(out.any && is_by_number);
    if source.is_panel() {
        // Which panel a result belongs to is told where both stand in one chart.
        out.coverage.promise(Kind::Observation, Aspect::Panel);
    }
    if out.whole {
        return None;
    }
    source.account(out.coverage);
    Some(source)
}

/// A panel: whose it is, its own id, and the members that it names.
pub struct Panel {
    /// Key of the patient; ids may begin anew with each.
    pub patient: String,
    /// Id.
    pub own: String,
    /// Ids of its members.
    pub members: Vec<String>,
}

/// The panels that a resource is and holds.
pub fn panels_in(resource: &Resource) -> Vec<Panel> {
    let inside = within::results(resource);
    panel(resource).into_iter().chain(inside.iter().filter_map(panel)).collect()
}

/// The panel that a resource is, if it is one.
fn panel(resource: &Resource) -> Option<Panel> {
    if resource.kind != "Observation" {
        return None;
    }
    let members = values::panel_members(&resource.json, &within::own_id(&resource.reference, &resource.json));
    if members.is_empty() {
        return None;
    }
    let Subject::Patient(patient) = Source::new(&resource.kind, &resource.json).subject(resource) else { return None };
    Some(Panel { patient, own: values::local_id(&resource.reference), members })
}

/// What a resource of nobody's chart says that records only name, as leaves of whatever names it: as if it stood inside. Of a drug its form, its
/// ingredients with their strength, its batch.
pub fn named_leaves(resource: &Resource) -> Vec<String> {
    rest::within(&resource.json, "").into_iter().collect()
}

/// Where statements go, and what all of one resource share.
struct Out<'a> {
    kind: &'a str,
    patient: String,
    origin: Origin,
    places: &'a mut Places,
    coverage: &'a mut Coverage,
    each: &'a mut dyn FnMut(Statement),
    /// The resource was counted as a whole.
    whole: bool,
    /// A statement was made of it.
    any: bool,
}

impl Out<'_> {
    /// Hands a finished statement on.
    fn emit(&mut self, statement: Statement) {
        if statement.facts.is_empty() {
            return self.count("", "the resource says nothing");
        }
        self.coverage.count(&statement);
        self.any = true;
        (self.each)(statement);
    }

    /// The resource asserts nothing, for a reason.
    fn exclude(&mut self, reason: &str) {
        self.whole = true;
        self.count("", reason);
    }

    /// A part of the resource asserts nothing, for a reason.
    fn exclude_part(&mut self, element: &str, reason: &str) {
        self.count(&format!(".{element}"), reason);
    }

    fn count(&mut self, part: &str, reason: &str) {
        *self.coverage.excluded.entry((format!("{}{part}", self.kind), reason.to_string())).or_default() += 1;
    }

    /// The resource is nothing that is read.
    fn unread(&mut self) {
        self.whole = true;
        *self.coverage.unread.entry(self.kind.to_string()).or_default() += 1;
    }

    /// Whether a reference leads to the patient, or to any patient.
    fn is_patient(&self, reference: &str) -> bool {
        values::target_type(reference) == Some("Patient") || !reference.starts_with('#') && values::local_id(reference) == self.patient
    }
}
