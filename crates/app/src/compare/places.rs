//! Where FHIR holds an aspect of a statement: for naming the rule that fills it, or the element that no rule fills.
//!
//! Several elements may hold one aspect; the likeliest comes first.

use model::{Aspect, Kind, Value};

/// The elements that usually hold an aspect, of a value of its type where the type decides. Empty where nobody can say.
pub(super) fn usual(kind: Kind, aspect: Aspect, value: Option<&Value>) -> Vec<&'static str> {
    match (kind, aspect) {
        (Kind::Observation, Aspect::Value | Aspect::Unit) => value_of(value).to_vec(),
        _ => clinical(kind, aspect).unwrap_or_else(|| other(kind, aspect)).to_vec(),
    }
}

/// The element of a resource that names its patient.
pub(super) fn of_patient(resource: &str) -> &'static str {
    match resource {
        "AllergyIntolerance" | "Immunization" | "ImmunizationRecommendation" | "Claim" | "ClaimResponse" | "ExplanationOfBenefit" | "Consent" | "Device" | "EpisodeOfCare" | "FamilyMemberHistory"
        | "NutritionOrder" => "patient",
        "Coverage" => "beneficiary",
        "Appointment" => "participant.actor",
        _ => "subject",
    }
}

/// The value of an observation by its type.
fn value_of(value: Option<&Value>) -> &'static [&'static str] {
    match value {
        Some(Value::Quantity(_)) => &["valueQuantity"],
        Some(Value::Code(..)) => &["valueCodeableConcept"],
        Some(Value::Text(_)) => &["valueString"],
        Some(Value::Date(_)) => &["valueDateTime"],
        Some(Value::Flag(_)) => &["valueBoolean"],
        Some(Value::Absent(_)) => &["dataAbsentReason"],
        _ => &["valueQuantity", "valueString", "valueCodeableConcept"],
    }
}

fn clinical(kind: Kind, aspect: Aspect) -> Option<&'static [&'static str]> {
    use Aspect as A;
    Some(match (kind, aspect) {
        (Kind::Medication, A::Recorded) => &["authoredOn"],
        (Kind::Medication, A::End) => &["dosageInstruction.timing.repeat.boundsPeriod.end", "dispenseRequest.validityPeriod.end"],
        (Kind::Medication, A::Onset) => &["authoredOn", "dosageInstruction.timing.repeat.boundsPeriod.start"],
        (Kind::Medication, A::Code) => &["medicationCodeableConcept"],
        (Kind::Medication, A::Sig) => &["dosageInstruction.text"],
        (Kind::Medication, A::Dose | A::Unit) => &["dosageInstruction.doseAndRate.doseQuantity"],
        (Kind::Medication, A::Route) => &["dosageInstruction.route"],
        (Kind::Medication, A::Refills) => &["dispenseRequest.numberOfRepeatsAllowed"],
        (Kind::Medication, A::AsNeeded) => &["dosageInstruction.asNeededBoolean"],
        (Kind::Medication, A::Frequency) => &["dosageInstruction.timing.code"],
        (Kind::Medication, A::Quantity) => &["dispenseRequest.quantity"],
        (Kind::Medication, A::DaysSupply) => &["dispenseRequest.expectedSupplyDuration"],
        (Kind::Medication, A::Reason) => &["reasonCode"],
        (Kind::Medication, A::Author) => &["requester"],
        (Kind::Medication, A::Reported) => &["reportedBoolean"],
        (Kind::Medication, A::Text) => &["medicationCodeableConcept.text", "statusReason.text", "note.text"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy | Kind::NoKnownAllergy, A::Status) => &["clinicalStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy | Kind::NoKnownAllergy, A::Verification) => &["verificationStatus"],
        (Kind::Problem | Kind::EncounterDiagnosis | Kind::Allergy | Kind::NoKnownAllergy, A::Onset) => &["onsetDateTime"],
        (Kind::Problem | Kind::EncounterDiagnosis, A::End) => &["abatementDateTime"],
        (Kind::Allergy | Kind::NoKnownAllergy, A::End) => &["extension.valueDateTime"],
        (Kind::Allergy, A::Criticality) => &["criticality"],
        (Kind::Allergy, A::Severity) => &["reaction.severity"],
        (Kind::Allergy, A::Reaction) => &["reaction.manifestation"],
        (Kind::Allergy, A::Type) => &["type"],
        (Kind::Encounter, A::Effective) => &["period.start"],
        (Kind::Encounter, A::End) => &["period.end"],
        (Kind::Encounter, A::Class) => &["class"],
        (Kind::Encounter, A::Code) => &["type"],
        (Kind::Encounter, A::Discharge) => &["hospitalization.dischargeDisposition"],
        (Kind::Encounter, A::Reason) => &["reasonCode"],
        (Kind::Encounter, A::Performer) => &["participant.individual"],
        (Kind::Encounter, A::Location) => &["location.location"],
        (Kind::Observation, A::Effective) => &["effectiveDateTime"],
        (Kind::Observation, A::Recorded) => &["issued"],
        (Kind::Observation, A::Flag) => &["interpretation"],
        (Kind::Observation, A::RangeLow) => &["referenceRange.low"],
        (Kind::Observation, A::RangeHigh) => &["referenceRange.high"],
        (Kind::Observation, A::Specimen) => &["specimen"],
        (Kind::Immunization, A::Effective) => &["occurrenceDateTime"],
        (Kind::Immunization, A::Lot) => &["lotNumber"],
        (Kind::Immunization, A::Expires) => &["expirationDate"],
        (Kind::Immunization, A::Funding) => &["fundingSource"],
        (Kind::Immunization, A::Eligibility) => &["programEligibility"],
        (Kind::Immunization, A::Reported) => &["primarySource"],
        (Kind::Immunization, A::Code) => &["vaccineCode"],
        (Kind::Immunization, A::Recorded) => &["recorded"],
        (Kind::Immunization, A::DoseNumber) => &["protocolApplied.doseNumberPositiveInt"],
        (Kind::Immunization, A::Reason) => &["statusReason"],
        (Kind::Procedure, A::Effective) => &["performedDateTime", "performedPeriod.start"],
        (Kind::Procedure, A::End) => &["performedPeriod.end"],
        (Kind::Note | Kind::Document, A::Author) => &["author"],
        (Kind::Note | Kind::Document, A::Body) => &["content.attachment.data"],
        (Kind::Note | Kind::Document, A::Title) => &["content.attachment.title", "description"],
        (Kind::Note | Kind::Document, A::Type) => &["type"],
        (Kind::Note | Kind::Document, A::Effective | A::Recorded) => &["date"],
        (Kind::Note | Kind::Document, A::Encounter) => &["context.encounter"],
        (Kind::Note | Kind::Document, A::Replaces) => &["relatesTo.target"],
        (Kind::Note | Kind::Document, A::Status) => &["docStatus", "status"],
        _ => return None,
    })
}

fn other(kind: Kind, aspect: Aspect) -> &'static [&'static str] {
    use Aspect as A;
    match (kind, aspect) {
        (Kind::Demographic, A::Family) => &["name.family"],
        (Kind::Demographic, A::Given) => &["name.given"],
        (Kind::Demographic, A::Middle) => &["name.given[1]"],
        (Kind::Demographic, A::Suffix) => &["name.suffix"],
        (Kind::Demographic, A::Prefix) => &["name.prefix"],
        (Kind::Demographic, A::Maiden) => &["name[1].family"],
        (Kind::Demographic, A::BirthDate) => &["birthDate"],
        (Kind::Demographic, A::Sex) => &["gender"],
        (Kind::Demographic, A::Deceased) => &["deceasedBoolean", "deceasedDateTime"],
        (Kind::Demographic, A::DeathDate) => &["deceasedDateTime"],
        (Kind::Demographic, A::Mrn | A::Ssn | A::DriverLicense | A::Passport) => &["identifier.value"],
        (Kind::Demographic, A::Phone | A::Email) => &["telecom.value"],
        (Kind::Demographic, A::PhoneUse | A::EmailUse) => &["telecom.use"],
        (Kind::Demographic, A::AddressUse) => &["address.use"],
        (Kind::Demographic, A::Line) => &["address.line"],
        (Kind::Demographic, A::City) => &["address.city"],
        (Kind::Demographic, A::State) => &["address.state"],
        (Kind::Demographic, A::PostalCode) => &["address.postalCode"],
        (Kind::Demographic, A::Race | A::Ethnicity) => &["extension"],
        (Kind::Demographic, A::MaritalStatus) => &["maritalStatus"],
        (Kind::Demographic, A::Language) => &["communication.language"],
        (Kind::Demographic, A::Performer) => &["generalPractitioner"],
        (Kind::Demographic, A::Status) => &["active"],
        (Kind::Claim, A::Code | A::Reason | A::DiagnosisPointer) => &["diagnosis.diagnosisCodeableConcept"],
        (_, A::Identifier | A::ClaimNumber) => &["identifier.value"],
        (_, A::Sensitivity) => &["meta.security"],
        (_, A::Results) => &["result"],
        (_, A::Panel) => &["DiagnosticReport.result"],
        (_, A::Category) => &["category"],
        (_, A::Severity) => &["severity"],
        (_, A::Laterality | A::BodySite) => &["bodySite"],
        (_, A::Author) => &["recorder"],
        (_, A::Performer) => &["performer.actor"],
        (_, A::Site) => &["site"],
        (_, A::Route) => &["route"],
        (_, A::Text) => &["code.text", "note.text"],
        (_, A::Status) => &["status"],
        (_, A::Code) => &["code"],
        (_, A::Recorded) => &["recordedDate"],
        (_, A::Encounter) => &["encounter"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_in_the_element_of_its_type() {
        let text = Value::Text("clotted".into());
        assert_eq!(usual(Kind::Observation, Aspect::Value, Some(&text)), ["valueString"]);
        assert_eq!(usual(Kind::Observation, Aspect::Value, Some(&Value::Absent("unknown".into()))), ["dataAbsentReason"]);
        assert_eq!(usual(Kind::Observation, Aspect::Value, None).len(), 3, "nobody knows");
        assert_eq!(usual(Kind::Note, Aspect::Recorded, None), ["date"], "a document is recorded on its date");
        assert_eq!(usual(Kind::Problem, Aspect::Recorded, None), ["recordedDate"]);
    }

    #[test]
    fn a_patient_is_named_as_the_resource_names_it() {
        assert_eq!((of_patient("Immunization"), of_patient("Observation")), ("patient", "subject"));
    }
}
