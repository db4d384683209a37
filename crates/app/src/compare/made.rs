//! Who made a destination record: the source row, the rule, and why a row was not made. Told to the comparison as data.

use crate::MigrateReport;
use crate::migrate::Origins;
use balance::{Provenance, RuleInfo, Unmade};
use mapping::Plan;
use model::{Aspect, Kind, Statement};
use std::collections::{HashMap, HashSet};

/// What the workspace knows of who made the destination.
pub(super) struct Made<'a> {
    pub(super) origins: Origins,
    pub(super) plan: Option<Plan>,
    pub(super) held: HashMap<(u32, u64), Vec<(String, String, String)>>,
    pub(super) read_relations: HashSet<String>,
    /// Per rule, values that it could not read and all that it was given.
    pub(super) unread: HashMap<String, [u64; 2]>,
    pub(super) legacy_places: &'a balance::Places,
}

impl Provenance for Made<'_> {
    fn source(&self, destination: &Statement) -> Option<(u32, u64)> {
        self.origins.of(destination.origin.artifact, destination.origin.line).map(|(a, l, _)| (a, l))
    }

    fn rule(&self, destination: &Statement, place: &str, kind: Kind, aspect: Aspect) -> Option<RuleInfo> {
        let (_, _, set) = self.origins.of(destination.origin.artifact, destination.origin.line)?;
        let plan = self.plan.as_ref()?;
        let paths = if place.is_empty() { usual_places(kind, aspect) } else { std::slice::from_ref(&place) };
        let rule = paths.iter().find_map(|p| plan.rule_for(set, p))?;
        Some(RuleInfo { id: rule.rule.id.clone(), element: rule.rule.to.clone(), code_map: rule.code_maps.first().cloned(), reason: rule.rule.reason.clone() })
    }

    fn usual_element(&self, kind: Kind, aspect: Aspect) -> &'static str {
        usual_places(kind, aspect).first().copied().unwrap_or_else(|| usual_element(kind, aspect))
    }

    fn unmade(&self, legacy: &Statement) -> Option<Unmade> {
        if !self.is_own() {
            return None;
        }
        if let Some(held) = self.held.get(&(legacy.origin.artifact, legacy.origin.line)) {
            let (_, rule, reason) = held.first()?;
            return Some(Unmade::Held(rule.clone(), reason.clone()));
        }
        let relation = match legacy.origin.relation {
            0 => {
                // A built-in reading of HL7 v2: the places tell the segment.
                let segment = legacy.facts.iter().filter_map(|f| self.legacy_places.name(f.place).split_once('-')).map(|(s, _)| s);
                format!("hl7.{}", segment.last()?)
            }
            number => self.legacy_places.name(number).to_string(),
        };
        if !self.read_relations.contains(&relation) {
            return Some(Unmade::NotMapped(relation));
        }
        let dropped = self.plan.as_ref()?.resources.iter().filter(|r| r.set.from == relation).find_map(|r| r.set.dropped.clone());
        dropped.map(Unmade::Dropped)
    }

    fn unread(&self, rule: &str) -> Option<[u64; 2]> {
        self.unread.get(rule).copied()
    }

    fn is_own(&self) -> bool {
        self.origins.is_own()
    }
}

/// Per rule, values that it could not read and all that it was given, as the migration counted them. Of a row that another rule held
/// back nothing is counted, and an empty field is no value.
pub(super) fn unread(report: &MigrateReport) -> HashMap<String, [u64; 2]> {
    let mut counts: HashMap<String, [u64; 2]> = HashMap::new();
    for set in &report.sets {
        for (rule, reason, rows) in &set.held {
            if reason == "bad value" {
                let count = counts.entry(rule.clone()).or_default();
                *count = count.map(|n| n + rows);
            }
        }
    }
    for (rule, _, _, values, _) in report.sets.iter().flat_map(|set| &set.rules) {
        if let Some([_, given]) = counts.get_mut(rule) {
            *given += values.iter().skip(1).sum::<u64>();
        }
    }
    counts
}

/// Where FHIR usually holds an aspect: for naming the rule that should have filled it.
fn usual_places(kind: Kind, aspect: Aspect) -> &'static [&'static str] {
    use Aspect as A;
    match (kind, aspect) {
        (Kind::Medication, A::Recorded) => &["authoredOn"],
        (Kind::Note | Kind::Document, A::Author) => &["author"],
        (Kind::Medication, A::End) => &["dispenseRequest.validityPeriod.end", "dosageInstruction.timing.repeat.boundsPeriod.end"],
        (Kind::Medication, A::Onset) => &["authoredOn"],
        (Kind::Medication, A::Code) => &["medicationCodeableConcept"],
        (Kind::Medication, A::Sig) => &["dosageInstruction.text"],
        (Kind::Medication, A::Dose | A::Unit) => &["dosageInstruction.doseAndRate.doseQuantity"],
        (Kind::Medication, A::Route) => &["dosageInstruction.route"],
        (Kind::Medication, A::Refills) => &["dispenseRequest.numberOfRepeatsAllowed"],
        (Kind::Medication, A::AsNeeded) => &["dosageInstruction.asNeededBoolean"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy, A::Status) => &["clinicalStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy, A::Verification) => &["verificationStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis, A::Onset) => &["onsetDateTime"],
        (Kind::Problem | Kind::EncounterDiagnosis, A::End) => &["abatementDateTime"],
        (Kind::Allergy, A::Criticality) => &["criticality"],
        (Kind::Allergy, A::Severity) => &["reaction.severity"],
        (Kind::Allergy, A::Reaction) => &["reaction.manifestation"],
        (Kind::Encounter, A::Effective) => &["period.start"],
        (Kind::Encounter, A::End) => &["period.end"],
        (Kind::Encounter, A::Class) => &["class"],
        (Kind::Observation, A::Value | A::Unit) => &["valueQuantity", "valueString", "valueCodeableConcept"],
        (Kind::Observation, A::Effective) => &["effectiveDateTime"],
        (Kind::Observation, A::Flag) => &["interpretation"],
        (Kind::Observation, A::RangeLow) => &["referenceRange.low"],
        (Kind::Observation, A::RangeHigh) => &["referenceRange.high"],
        (Kind::Immunization, A::Effective) => &["occurrenceDateTime"],
        (Kind::Immunization, A::Lot) => &["lotNumber"],
        (Kind::Immunization, A::Code) => &["vaccineCode"],
        (Kind::Procedure, A::Effective) => &["performedDateTime", "performedPeriod.start"],
        (Kind::Procedure, A::End) => &["performedPeriod.end"],
        (_, A::Status) => &["status"],
        (_, A::Code) => &["code"],
        (_, A::Recorded) => &["recordedDate"],
        (_, A::Encounter) => &["encounter"],
        _ => &[],
    }
}

/// Where FHIR holds what [`usual_places`] does not tell a rule by: several rules fill parts of these, and naming one of them
/// for what none fills would be a guess.
fn usual_element(kind: Kind, aspect: Aspect) -> &'static str {
    use Aspect as A;
    match (kind, aspect) {
        (Kind::Demographic, A::Family) => "name.family",
        (Kind::Demographic, A::Given | A::Middle) => "name.given",
        (Kind::Demographic, A::Suffix) => "name.suffix",
        (Kind::Demographic, A::Prefix) => "name.prefix",
        (Kind::Demographic, A::Maiden) => "name[use=maiden].family",
        (Kind::Demographic, A::BirthDate) => "birthDate",
        (Kind::Demographic, A::Sex) => "gender",
        (Kind::Demographic, A::Deceased | A::DeathDate) => "deceasedDateTime",
        (Kind::Demographic, A::Mrn | A::Ssn | A::DriverLicense | A::Passport) => "identifier.value",
        (Kind::Demographic, A::Phone | A::Email) => "telecom.value",
        (Kind::Demographic, A::Line) => "address.line",
        (Kind::Demographic, A::City) => "address.city",
        (Kind::Demographic, A::State) => "address.state",
        (Kind::Demographic, A::PostalCode) => "address.postalCode",
        (Kind::Demographic, A::Race | A::Ethnicity) => "extension",
        (Kind::Demographic, A::MaritalStatus) => "maritalStatus",
        (Kind::Demographic, A::Language) => "communication.language",
        (Kind::Demographic, A::Performer) => "generalPractitioner",
        (Kind::Encounter, A::Code) => "type",
        (Kind::Encounter, A::Discharge) => "hospitalization.dischargeDisposition",
        (Kind::Encounter, A::Reason) => "reasonCode",
        (Kind::Encounter, A::Performer) => "participant.individual",
        (Kind::Allergy, A::Type) => "type",
        (Kind::Allergy, A::Onset) => "onsetDateTime",
        (Kind::Medication, A::Frequency) => "dosageInstruction.timing.code",
        (Kind::Medication, A::Quantity) => "dispenseRequest.quantity",
        (Kind::Medication, A::DaysSupply) => "dispenseRequest.expectedSupplyDuration",
        (Kind::Medication, A::Reason) => "reasonCode",
        (Kind::Medication, A::Author) => "requester",
        (Kind::Observation, A::Recorded) => "issued",
        (Kind::Observation, A::Specimen) => "specimen",
        (Kind::Immunization, A::DoseNumber) => "protocolApplied.doseNumberPositiveInt",
        (Kind::Immunization, A::Reason) => "statusReason",
        (Kind::Note | Kind::Document, A::Body) => "content.attachment.data",
        (Kind::Note | Kind::Document, A::Type) => "type",
        (Kind::Note | Kind::Document, A::Effective) => "date",
        (Kind::Note | Kind::Document, A::Encounter) => "context.encounter",
        (Kind::Note | Kind::Document, A::Replaces) => "relatesTo.target",
        (_, A::Sensitivity) => "meta.security",
        (_, A::Results) => "result",
        (_, A::Panel) => "DiagnosticReport.result",
        (_, A::Category) => "category",
        (_, A::Severity) => "severity",
        (_, A::Laterality | A::BodySite) => "bodySite",
        (_, A::Author) => "recorder",
        (_, A::Performer) => "performer.actor",
        (_, A::Site) => "site",
        (_, A::Route) => "route",
        (_, A::Text) => "code.text",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::migrate::SetCounts;

    #[test]
    fn a_rule_is_told_what_it_could_not_read_of_what_it_was_given() {
        let set = |rule: &str, held: &[(&str, &str, u64)], values: [u64; 5]| SetCounts {
            held: held.iter().map(|(rule, reason, rows)| (rule.to_string(), reason.to_string(), *rows)).collect(),
            rules: vec![(rule.to_string(), "onsetDateTime".into(), None, values, 0)],
            ..SetCounts::default()
        };
        let sets = vec![
            set("problem-onset", &[("problem-onset", "bad value", 40), ("key", "id collision", 3)], [100, 1, 0, 60, 0]),
            set("allergy-onset", &[("allergy-onset", "unmapped code", 9)], [0, 0, 0, 9, 0]),
        ];
        let counts = unread(&MigrateReport { sets, ..MigrateReport::default() });
        assert_eq!(counts, HashMap::from([("problem-onset".to_string(), [40, 101])]), "empty fields are no values, and a code without a row was read");
    }
}
