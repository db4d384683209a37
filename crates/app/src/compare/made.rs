//! Who made a destination record: the source row, the rule, and why a row was not made. Told to the comparison as data.

use crate::MigrateReport;
use crate::held::{HeldRows, Why};
use crate::origins::Origins;
use balance::{HeldRow, Provenance, RuleInfo, Unmade};
use mapping::{CheckedRule, Plan};
use model::{Aspect, Kind, Statement, Value};
use std::collections::{HashMap, HashSet};

/// What the workspace knows of who made the destination.
pub(super) struct Made<'a> {
    pub(super) origins: Origins,
    pub(super) plan: Option<Plan>,
    pub(super) held: HeldRows,
    pub(super) read_relations: HashSet<String>,
    /// What the migration counted, per resource set.
    pub(super) counts: Counts,
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
        // Of a code that has lost its system only the rule that gives the system is named: another system's rule has nothing to do with it.
        let rule_of = |place: &str| if place.ends_with(".system") { plan.rule_at(set, place) } else { plan.rule_for(set, place) };
        let (path, rule) = paths.iter().find_map(|p| Some((*p, rule_of(p)?)))?;
        Some(RuleInfo { gives_code: gives_code(&plan.resources.get(set)?.rules, path), ..info(rule) })
    }

    fn usual_element(&self, kind: Kind, aspect: Aspect) -> &'static str {
        usual_places(kind, aspect).first().copied().unwrap_or_else(|| usual_element(kind, aspect))
    }

    fn unmade(&self, legacy: &Statement) -> Option<Unmade> {
        if !self.is_own() {
            return None;
        }
        let held: Vec<Why> = self.held.of(legacy.origin.artifact, legacy.origin.line).cloned().collect();
        if !held.is_empty() {
            return self.held_row(&held, legacy).map(Unmade::Held);
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
        self.counts.unread(rule)
    }

    fn is_own(&self) -> bool {
        self.origins.is_own()
    }
}

impl Made<'_> {
    /// Of what holds back a row, the one that a statement of this kind was to be made by.
    fn held_row(&self, held: &[Why], legacy: &Statement) -> Option<HeldRow> {
        let of_kind = |(relation, rule, reason): &&Why| self.counts.of(relation, rule, reason).iter().any(|h| makes(&h.resource, legacy.kind));
        let (relation, rule, reason) = held.iter().find(of_kind).or_else(|| held.first())?;
        let counted = self.counts.of(relation, rule, reason);
        let share = counted.iter().find(|h| makes(&h.resource, legacy.kind)).or_else(|| counted.first()).map(|h| h.share);
        let checked = self.plan.as_ref().and_then(|plan| plan.rule(rule)).map(|(_, checked)| checked);
        let is_readable = checked.is_some_and(|checked| self.is_readable(checked, legacy));
        Some(HeldRow { rule: rule.clone(), reason: reason.clone(), info: checked.map(info), share, is_readable })
    }

    /// Whether the lens made a day, a number or a flag of a field that a rule reads.
    fn is_readable(&self, rule: &CheckedRule, legacy: &Statement) -> bool {
        let reads = |place: u32| rule.fields.iter().any(|field| field == self.legacy_places.name(place));
        legacy.facts.iter().any(|f| matches!(f.value, Value::Date(_) | Value::Quantity(_) | Value::Flag(_)) && reads(f.place))
    }
}

fn info(rule: &CheckedRule) -> RuleInfo {
    let CheckedRule { rule, fields, code_maps, .. } = rule;
    RuleInfo { id: rule.id.clone(), element: rule.to.clone(), fields: fields.clone(), code_map: code_maps.first().cloned(), reason: rule.reason.clone(), gives_code: false }
}

/// Whether one of the rules gives a code at a place, and does not only copy the source's own.
fn gives_code(rules: &[CheckedRule], path: &str) -> bool {
    let bare = |path: &str| path.chars().filter(|c| !c.is_ascii_digit() && !matches!(c, '[' | ']')).collect::<String>();
    let place = bare(path);
    let start = format!("{}.coding.", place.split(".coding").next().unwrap_or_default());
    let is_code = |to: String| to.starts_with(&start) && to.ends_with(".code");
    rules.iter().any(|r| is_code(bare(&r.rule.to)) && r.how() != "copied")
}

/// Whether statements of a kind are usually read from resources of a type.
fn makes(resource: &str, kind: Kind) -> bool {
    match kind {
        Kind::Demographic => resource == "Patient",
        Kind::Encounter => resource == "Encounter",
        Kind::Problem | Kind::EncounterDiagnosis => resource == "Condition",
        Kind::Allergy | Kind::NoKnownAllergy => resource == "AllergyIntolerance",
        Kind::Medication => resource.starts_with("Medication"),
        Kind::Observation => resource == "Observation",
        Kind::Immunization => resource == "Immunization",
        Kind::Procedure => resource == "Procedure",
        Kind::Note | Kind::Document => resource == "DocumentReference",
        _ => true,
    }
}

/// Rows that one resource set holds back for one reason.
struct SetHeld {
    resource: String,
    /// Rows held, and what the rule was given: values that were not empty, or all rows that were not dropped.
    share: [u64; 2],
}

/// What a migration counted of the rows that it held back.
#[derive(Default)]
pub(super) struct Counts {
    /// By relation, rule and reason.
    held: HashMap<(String, String, String), Vec<SetHeld>>,
    /// Per rule, values that it could not read and all that it was given.
    unread: HashMap<String, [u64; 2]>,
}

impl Counts {
    /// Of a row that another rule held back nothing is counted, and an empty field is no value.
    pub(super) fn new(report: &MigrateReport) -> Self {
        let mut counts = Self::default();
        for set in &report.sets {
            for (rule, reason, rows) in &set.held {
                let values = set.rules.iter().find(|(id, ..)| id == rule).map(|(_, _, _, values, held)| values.iter().skip(1).sum::<u64>() + held);
                let given = values.unwrap_or_else(|| set.rows.saturating_sub(set.dropped));
                let key = (set.from.clone(), rule.clone(), reason.clone());
                counts.held.entry(key).or_default().push(SetHeld { resource: set.resource.clone(), share: [*rows, given] });
                if reason == "bad value" {
                    let unread = counts.unread.entry(rule.clone()).or_default();
                    *unread = [unread[0] + rows, unread[1] + given];
                }
            }
        }
        counts
    }

    fn of(&self, relation: &str, rule: &str, reason: &str) -> &[SetHeld] {
        self.held.get(&(relation.to_string(), rule.to_string(), reason.to_string())).map_or(&[], Vec::as_slice)
    }

    fn unread(&self, rule: &str) -> Option<[u64; 2]> {
        self.unread.get(rule).copied()
    }
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
        (Kind::Immunization, A::Expires) => &["expirationDate"],
        (Kind::Immunization, A::Funding) => &["fundingSource"],
        (Kind::Immunization, A::Eligibility) => &["programEligibility"],
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
        (Kind::Demographic, A::PhoneUse | A::EmailUse) => "telecom.use",
        (Kind::Demographic, A::AddressUse) => "address.use",
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
        (Kind::Encounter, A::Text) => "type.text",
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
        (_, A::Identifier) => "identifier.value",
        (Kind::Medication, A::Reported) => "reportedBoolean",
        (Kind::Immunization, A::Reported) => "primarySource",
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

    fn set(resource: &str, from: &str, held: &[(&str, &str, u64)], rules: &[(&str, [u64; 5], u64)]) -> SetCounts {
        SetCounts {
            resource: resource.into(),
            from: from.into(),
            rows: 110,
            dropped: 10,
            held: held.iter().map(|(rule, reason, rows)| (rule.to_string(), reason.to_string(), *rows)).collect(),
            rules: rules.iter().map(|(rule, values, held)| (rule.to_string(), "onsetDateTime".into(), None, *values, *held)).collect(),
            ..SetCounts::default()
        }
    }

    fn counts() -> Counts {
        let sets = vec![
            set("Condition", "problems", &[("problem-onset", "bad value", 40), ("key", "id collision", 3)], &[("problem-onset", [100, 1, 0, 60, 0], 40)]),
            set("Encounter", "problems", &[("key", "id collision", 90)], &[]),
        ];
        Counts::new(&MigrateReport { sets, ..MigrateReport::default() })
    }

    #[test]
    fn a_rule_is_told_what_it_could_not_read_of_what_it_was_given() {
        let counts = counts();
        assert_eq!(counts.unread("problem-onset"), Some([40, 101]), "empty fields are no values");
        assert_eq!(counts.unread("key"), None, "two rows with one key were read");
        let shares = |rule, reason| counts.of("problems", rule, reason).iter().map(|h| (h.resource.as_str(), h.share)).collect::<Vec<_>>();
        assert_eq!(shares("key", "id collision"), [("Condition", [3, 100]), ("Encounter", [90, 100])], "a key is given every row that is not dropped");
        assert!(shares("problem-onset", "unmapped code").is_empty());
    }

    #[test]
    fn a_rule_that_copies_the_sources_own_code_gives_none() {
        let rules = |more: &str| {
            let text = format!(
                "format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Condition\"\nfrom = \"problems\"\nkey = \"PROB_ID\"\n\n  [[resource.rule]]\n  id = \"problem-local\"\n  to = \"code.coding[1].code\"\n  value = \"ICD_CD\"\n{more}"
            );
            Plan::check(mapping::Document::parse(&text).unwrap(), None).0.resources.remove(0).rules
        };
        assert!(!gives_code(&rules(""), "code"));
        let with_code = rules("\n  [[resource.rule]]\n  id = \"problem-code\"\n  to = \"code.coding[0].code\"\n  value = \"UPPER(ICD_CD)\"\n");
        assert!(gives_code(&with_code, "code") && gives_code(&with_code, "code.coding[1].code"));
        assert!(!gives_code(&with_code, "bodySite"));
    }

    #[test]
    fn a_system_is_given_by_its_own_rule_or_by_none() {
        let text = "format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Condition\"\nfrom = \"problems\"\nkey = \"PROB_ID\"\n\n  [[resource.rule]]\n  id = \"problem-local-system\"\n  to = \"code.coding[1].system\"\n  value = \"'urn:a:problem'\"\n\n  [[resource.rule]]\n  id = \"problem-code\"\n  to = \"code.coding[0].code\"\n  value = \"ICD_CD\"\n";
        let plan = Plan::check(mapping::Document::parse(text).unwrap(), None).0;
        let named = |place: &str| plan.rule_at(0, place).map(|checked| checked.rule.id.as_str());
        assert_eq!([named("code.coding[1].system"), named("code.coding[0].system"), named("code.coding.code")], [Some("problem-local-system"), None, Some("problem-code")]);
    }

    #[test]
    fn a_row_is_held_back_by_what_was_to_make_the_statement() {
        let mut places = balance::Places::default();
        let onset = places.number("ONSET_DT");
        let document = mapping::Document::parse(
            "format = \"throughline-mapping/1\"\nname = \"a\"\nsystem = \"urn:a\"\ntarget = \"hl7.fhir.us.core#6.1.0\"\n\n[[resource]]\ntype = \"Condition\"\nfrom = \"problems\"\nkey = \"PROB_ID\"\n\n  [[resource.rule]]\n  id = \"problem-onset\"\n  to = \"onsetDateTime\"\n  value = \"PARSE_DATE(ONSET_DT, 'DD/MM/YYYY')\"\n",
        );
        let plan = Plan::check(document.unwrap(), None).0;
        let held = [("problems", "key", "id collision"), ("problems", "problem-onset", "bad value")].map(|(a, b, c)| (a.to_string(), b.to_string(), c.to_string()));
        let made = Made { origins: Origins::default(), plan: Some(plan), held: HeldRows::default(), read_relations: HashSet::new(), counts: counts(), legacy_places: &places };
        let statement = |kind, value| Statement {
            kind,
            patient: "1".into(),
            origin: model::Origin { artifact: 0, relation: 0, line: 1, reference: String::new() },
            facts: vec![model::Fact { aspect: Aspect::Onset, value, place: onset, how: model::How::Copied }],
        };
        let day = Value::Date(model::Date::day(2020, 3, 14).unwrap());
        let row = made.held_row(&held[1..], &statement(Kind::Problem, day.clone())).unwrap();
        assert_eq!((row.rule.as_str(), row.share, row.is_readable), ("problem-onset", Some([40, 101]), true));
        assert_eq!(row.info.unwrap().fields, ["ONSET_DT"]);
        let unreadable = made.held_row(&held[1..], &statement(Kind::Problem, Value::Text("02/31/2020".into()))).unwrap();
        assert!(!unreadable.is_readable, "the lens cannot read it either");
        assert_eq!(made.held_row(&held, &statement(Kind::Encounter, day)).unwrap().share, Some([90, 100]), "the set of the encounters holds it, not the one of the conditions");
    }
}
