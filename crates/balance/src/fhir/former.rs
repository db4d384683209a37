//! Elements that STU3 and DSTU2 have under other names: where R4 has what stands there.
//!
//! Only leaves that no fact stands for go by this table ([`super::rest`]): what a reading knows has its aspect, whatever the version. The table is
//! that of HL7's maps between versions. None of the former names is one that R4 uses for something else, so that nobody has to know the version.

use std::borrow::Cow;

/// What R4 has no place for because its status says it, or because it is the rule.
const UNSAID: &str = "";

/// Types of resources, an element as it was, and as it is; of several the first that fits. What stands below an element moves with it.
const MOVED: [(&[&str], &str, &str); 87] = [
    (&["Encounter"], "diagnosis.role", "diagnosis.use"),
    (&["Encounter", "Appointment", "Procedure", "Communication"], "reason", "reasonCode"),
    (&["Encounter", "Appointment"], "indication", "reasonReference"),
    (&["Appointment"], "incomingReferral", "basedOn"),
    (&["Condition", "AllergyIntolerance"], "assertedDate", "recordedDate"),
    (&["MedicationRequest", "MedicationOrder", "ProcedureRequest", "ReferralRequest", "DeviceRequest"], "requester.agent", "requester"),
    (&["MedicationRequest"], "substitution.allowed", "substitution.allowedBoolean"),
    (&["MedicationRequest", "MedicationOrder", "MedicationDispense"], "dosageInstruction.doseQuantity", "dosageInstruction.doseAndRate.doseQuantity"),
    (&["MedicationRequest", "MedicationOrder", "MedicationDispense"], "dosageInstruction.doseRange", "dosageInstruction.doseAndRate.doseRange"),
    (&["MedicationRequest", "MedicationOrder", "MedicationDispense"], "dosageInstruction.rateRatio", "dosageInstruction.doseAndRate.rateRatio"),
    (&["MedicationRequest", "MedicationOrder", "MedicationDispense"], "dosageInstruction.rateRange", "dosageInstruction.doseAndRate.rateRange"),
    (&["MedicationRequest", "MedicationOrder", "MedicationDispense"], "dosageInstruction.rateQuantity", "dosageInstruction.doseAndRate.rateQuantity"),
    (&["MedicationStatement"], "dosage.doseQuantity", "dosage.doseAndRate.doseQuantity"),
    (&["MedicationStatement"], "dosage.doseRange", "dosage.doseAndRate.doseRange"),
    (&["MedicationStatement"], "dosage.rateRatio", "dosage.doseAndRate.rateRatio"),
    (&["MedicationStatement"], "dosage.rateRange", "dosage.doseAndRate.rateRange"),
    (&["MedicationStatement"], "dosage.rateQuantity", "dosage.doseAndRate.rateQuantity"),
    (&["MedicationStatement"], "taken", UNSAID),
    (&["MedicationStatement"], "wasNotTaken", UNSAID),
    (&["MedicationAdministration"], "prescription", "request"),
    (&["MedicationAdministration"], "reasonNotGiven", "statusReason"),
    (&["MedicationAdministration"], "notGiven", UNSAID),
    (&["MedicationAdministration"], "wasNotGiven", UNSAID),
    (&["MedicationDispense"], "notDone", UNSAID),
    (&["Immunization"], "notGiven", UNSAID),
    (&["Immunization"], "wasNotGiven", UNSAID),
    (&["Immunization"], "practitioner.role", "performer.function"),
    (&["Immunization"], "practitioner", "performer"),
    (&["Immunization"], "explanation.reasonNotGiven", "statusReason"),
    (&["Immunization"], "explanation.reason", "reasonCode"),
    (&["Immunization"], "vaccinationProtocol.doseSequence", "protocolApplied.doseNumberPositiveInt"),
    (&["Immunization"], "vaccinationProtocol.seriesDoses", "protocolApplied.seriesDosesPositiveInt"),
    // Whether a dose counts is said of what is recommended, but for one that does not.
    (&["Immunization"], "vaccinationProtocol.doseStatus", UNSAID),
    (&["Immunization"], "vaccinationProtocol.doseStatusReason", UNSAID),
    (&["Immunization"], "vaccinationProtocol.doseTarget", "protocolApplied.targetDisease"),
    (&["Immunization"], "vaccinationProtocol.description", UNSAID),
    (&["Immunization"], "vaccinationProtocol", "protocolApplied"),
    (&["Immunization"], "requester", "performer.actor"),
    (&["Procedure"], "notDone", UNSAID),
    (&["Procedure"], "notPerformed", UNSAID),
    (&["Procedure"], "notDoneReason", "statusReason"),
    (&["Procedure"], "reasonNotPerformed", "statusReason"),
    (&["Procedure"], "performer.role", "performer.function"),
    (&["FamilyMemberHistory"], "notDone", UNSAID),
    (&["FamilyMemberHistory"], "gender", "sex"),
    (&["DiagnosticReport"], "codedDiagnosis", "conclusionCode"),
    (&["DiagnosticReport"], "performer.actor", "performer"),
    (&["DiagnosticReport"], "image", "media"),
    (&["Device"], "udi.name", "deviceName.name"),
    (&["Device"], "udi", "udiCarrier"),
    (&["Device"], "model", "modelNumber"),
    (&["DocumentReference"], "class", "category"),
    (&["DocumentReference"], "indexed", "date"),
    // When a document was made is the file's to say, where that is known.
    (&["DocumentReference"], "created", UNSAID),
    // Which type of resource an activity would be follows from what is to be done.
    (&["CarePlan"], "activity.detail.category", UNSAID),
    (&["CarePlan"], "activity.detail.prohibited", "activity.detail.doNotPerform"),
    (&["CarePlan", "CareTeam", "MedicationRequest", "MedicationStatement", "Procedure", "Observation", "ProcedureRequest", "DiagnosticReport"], "context", "encounter"),
    (&["Coverage"], "grouping.group", "class.value"),
    (&["Coverage"], "grouping.groupDisplay", "class.name"),
    (&["Coverage"], "grouping.plan", "class.value"),
    (&["Coverage"], "grouping.planDisplay", "class.name"),
    (&["Claim", "ExplanationOfBenefit"], "information", "supportingInfo"),
    (&["Claim", "ExplanationOfBenefit"], "item.informationLinkId", "item.informationSequence"),
    (&["Claim", "ExplanationOfBenefit"], "item.procedureLinkId", "item.procedureSequence"),
    (&["Claim", "ExplanationOfBenefit"], "item.careTeamLinkId", "item.careTeamSequence"),
    (&["Claim", "ExplanationOfBenefit"], "item.service", "item.productOrService"),
    (&["Medication"], "ingredient.amount", "ingredient.strength"),
    (&["Medication"], "package.batch", "batch"),
    (&["Observation"], "comment", "note.text"),
    (&["Observation"], "referenceRange.meaning", "referenceRange.type"),
    (&["Observation"], "component.referenceRange.meaning", "component.referenceRange.type"),
    (&["AllergyIntolerance"], "lastOccasion", "lastOccurrence"),
    (&["AllergyIntolerance"], "reporter", "asserter"),
    (&["MedicationOrder", "MedicationDispense"], "dosageInstruction.additionalInstructions", "dosageInstruction.additionalInstruction"),
    // The state of a document is its fact; who wrote an order at which step stands in records of their own.
    (&["DocumentReference"], "docStatus.coding", UNSAID),
    (&["DiagnosticOrder"], "event", UNSAID),
    (&["Goal"], "targetDate", "target.dueDate"),
    (&["Goal"], "author", "expressedBy"),
    (&["Procedure", "DiagnosticReport"], "request", "basedOn"),
    (&["CarePlan"], "activity.actionResulting", "activity.outcomeReference"),
    (&["DiagnosticOrder", "ReferralRequest"], "supportingInformation", "supportingInfo"),
    (&["ImagingStudy"], "modalityList", "modality"),
    (&["ImagingStudy"], "reason", "reasonCode"),
    (&["ImagingStudy"], "availability", UNSAID),
    (&["CarePlan", "Communication", "MedicationRequest", "Procedure", "ProcedureRequest", "ReferralRequest"], "definition", "instantiatesCanonical"),
    (&["ReferralRequest"], "specialty", "performerType"),
    (&["Consent"], "consentingParty", "performer"),
];

/// States of goals in the words of R4, which tells apart from them how far a goal is reached.
const OF_GOALS: [(&str, &str); 6] = [
    ("in-progress", "active"), ("on-target", "active"), ("ahead-of-target", "active"), ("behind-target", "active"), ("sustaining", "active"), ("achieved", "completed"),
];

/// Categories of conditions of DSTU2 and of Argonaut in the words of R4.
const OF_CONDITIONS: [(&str, &str); 2] = [("diagnosis", "encounter-diagnosis"), ("problem", "problem-list-item")];

/// A concept by its canonical system and its code, as R4 has it.
pub(super) fn concept(system: &str, code: &str) -> String {
    let is_category = system.ends_with("/condition-category") || system.starts_with("http://argonaut.hl7.org");
    match OF_CONDITIONS.iter().find(|(old, _)| is_category && *old == code) {
        Some((_, new)) => format!("http://terminology.hl7.org/CodeSystem/condition-category|{new}"),
        None => format!("{system}|{code}"),
    }
}

/// What a claim is for, in the words of R4.
const OF_CLAIMS: [(&str, &str); 3] = [("complete", "claim"), ("proposed", "preauthorization"), ("exploratory", "predetermination")];

/// The word of R4 for what a claim of a former version is for, where it has another one.
pub(super) fn purpose(word: &str) -> Option<&'static str> {
    OF_CLAIMS.iter().find(|(old, _)| *old == word).map(|(_, new)| *new)
}

/// The word of R4 for a state of a former version of a type, where it has another one.
pub(super) fn state(kind: &str, word: &str) -> Option<&'static str> {
    let found = OF_GOALS.iter().find(|(old, _)| kind == "Goal" && *old == word);
    found.map(|(_, new)| *new)
}

/// The element in which R4 tells how far a goal is reached, which its state said before.
pub(super) const REACHED: &str = "achievementStatus.coding";

/// Whether a former version says something in an element without a place in R4 that is not the rule: that a dose does not count.
pub(super) fn is_no_rule(path: &str, value: &str) -> bool {
    path == "vaccinationProtocol.doseStatus.coding" && value.ends_with("|nocount")
}

/// Types of a value between which a system may choose without saying anything else: a whole number is a decimal, a day a date, a text a text.
const CHOICES: [(&str, &str); 9] = [
    ("valueInteger", "valueDecimal"), ("valueInteger64", "valueDecimal"), ("valuePositiveInt", "valueDecimal"), ("valueUnsignedInt", "valueDecimal"), ("valueMarkdown", "valueString"),
    ("valueDate", "valueDateTime"), ("valueInstant", "valueDateTime"), ("valueUrl", "valueUri"), ("valueCanonical", "valueUri"),
];

/// A path under the widest type of each value on it.
pub(super) fn chosen(path: Cow<'_, str>) -> Cow<'_, str> {
    let wide = |name: &str| CHOICES.iter().find(|(narrow, _)| *narrow == name).map(|(_, wide)| *wide);
    if !path.contains("value") || path.split('.').all(|name| wide(name).is_none()) {
        return path;
    }
    Cow::Owned(path.split('.').map(|name| wide(name).unwrap_or(name)).collect::<Vec<_>>().join("."))
}

/// An element as it was and as it is.
pub(super) type Moved = (String, String);

/// The elements of a type that have moved, under the path of the resource.
pub(super) fn moved(kind: &str, base: &str) -> Vec<Moved> {
    let of_kind = MOVED.iter().filter(|(kinds, ..)| kinds.contains(&kind));
    let under_base = |path: &str| if path == UNSAID { String::new() } else { format!("{base}{path}") };
    of_kind.map(|&(_, old, new)| (under_base(old), under_base(new))).collect()
}

/// A path as R4 has it; none where R4 has nothing to say there.
pub(super) fn today<'p>(moved: &[Moved], path: &'p str) -> Option<Cow<'p, str>> {
    let below = |old: &str| path.strip_prefix(old).filter(|rest| rest.is_empty() || rest.starts_with(['.', '(']));
    match moved.iter().find_map(|(old, new)| Some((new, below(old)?))) {
        None => Some(Cow::Borrowed(path)),
        Some((new, rest)) => (new != UNSAID).then(|| Cow::Owned(format!("{new}{rest}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_of_a_former_version_stands_where_r4_has_it() {
        let of = |kind: &str, path: &str| today(&moved(kind, ""), path).map(Cow::into_owned);
        assert_eq!(of("Immunization", "practitioner.role.coding").as_deref(), Some("performer.function.coding"));
        assert_eq!(of("Immunization", "practitioner.actor").as_deref(), Some("performer.actor"));
        assert_eq!(of("Immunization", "notGiven"), None);
        assert_eq!(of("Immunization", "explanation.reasonNotGiven.coding").as_deref(), Some("statusReason.coding"));
        assert_eq!(of("Encounter", "reasonCode").as_deref(), Some("reasonCode"), "a name that only begins alike");
        assert_eq!(of("Flag", "notGiven").as_deref(), Some("notGiven"), "of another type");
        assert_eq!(of("Immunization", "vaccinationProtocol.doseTarget.coding").as_deref(), Some("protocolApplied.targetDisease.coding"));
        assert_eq!(of("AllergyIntolerance", "lastOccasion").as_deref(), Some("lastOccurrence"));
        assert_eq!(of("ReferralRequest", "specialty.text").as_deref(), Some("performerType.text"));
        assert_eq!(of("Procedure", "definition").as_deref(), Some("instantiatesCanonical"));
        let inside = moved("Medication", "contained.Medication.");
        assert_eq!(today(&inside, "contained.Medication.ingredient.amount.numerator").as_deref(), Some("contained.Medication.ingredient.strength.numerator"));
    }

    #[test]
    fn a_category_of_dstu2_is_that_of_r4() {
        let now = "http://terminology.hl7.org/CodeSystem/condition-category";
        assert_eq!(concept(now, "diagnosis"), concept(now, "encounter-diagnosis"));
        assert_eq!([concept("http://argonaut.hl7.org", "problem"), concept("urn:own", "problem")], [format!("{now}|problem-list-item"), "urn:own|problem".to_string()]);
    }

    #[test]
    fn what_a_bill_says_of_its_items_stands_where_r4_has_it() {
        let of = |path: &str| today(&moved("Claim", ""), path).map(Cow::into_owned);
        assert_eq!(of("information.category.coding").as_deref(), Some("supportingInfo.category.coding"));
        assert_eq!([of("item.service.coding").as_deref(), of("item.servicedDate").as_deref()], [Some("item.productOrService.coding"), Some("item.servicedDate")]);
        assert_eq!([purpose("complete"), purpose("claim")], [Some("claim"), None]);
    }

    #[test]
    fn a_goal_that_is_on_target_is_active() {
        assert_eq!([state("Goal", "on-target"), state("Goal", "on-hold"), state("Flag", "in-progress")], [Some("active"), None, None]);
    }

    #[test]
    fn no_former_name_is_one_of_r4() {
        let elements = include_str!("../../../../assets/fhir/r4-elements.tsv");
        let names: std::collections::BTreeSet<&str> = elements.lines().filter_map(|line| line.split('\t').next()).collect();
        for (kinds, old, new) in MOVED {
            for kind in kinds {
                assert!(!names.contains(format!("{kind}.{old}").as_str()), "{kind}.{old} is an element of R4");
                let is_of_r4 = names.iter().any(|name| name.starts_with(&format!("{kind}.")));
                let target = format!("{kind}.{}", new.split('.').next().unwrap_or_default());
                assert!(new == UNSAID || !is_of_r4 || names.contains(target.as_str()) || names.contains(format!("{target}[x]").as_str()), "{target} is none");
            }
        }
    }
}
