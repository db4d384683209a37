//! Elements that STU3 and DSTU2 have under other names: where R4 has what stands there.
//!
//! Only leaves that no fact stands for go by this table ([`super::rest`]): what a reading knows has its aspect, whatever the version. The table is
//! that of HL7's maps between versions. None of the former names is one that R4 uses for something else, so that nobody has to know the version.

use crate::leaf;
use std::borrow::Cow;

/// What R4 has no place for because its status says it, or because it is the rule.
const UNSAID: &str = "";

/// Types of resources, an element as it was, and as it is; of several the first that fits. What stands below an element moves with it.
const MOVED: [(&[&str], &str, &str); 177] = [
    (&["Encounter"], "diagnosis.role", "diagnosis.use"),
    (&["Encounter", "Appointment", "Procedure", "Communication"], "reason", "reasonCode"),
    (&["Encounter", "Appointment"], "indication", "reasonReference"),
    (&["Appointment"], "incomingReferral", "basedOn"),
    (&["Condition", "AllergyIntolerance"], "assertedDate", "recordedDate"),
    (&["MedicationRequest", "MedicationOrder", "ProcedureRequest", "ReferralRequest", "DeviceRequest", "Task"], "requester.agent", "requester"),
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
    (&["CarePlan", "CareTeam", "MedicationRequest", "MedicationStatement", "Procedure", "Observation", "ProcedureRequest", "DiagnosticReport", "ReferralRequest",
      "ClinicalImpression", "Communication", "ImagingStudy", "QuestionnaireResponse", "RiskAssessment", "Task"], "context", "encounter"),
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
    (&["MedicationRequest", "ProcedureRequest", "ReferralRequest", "DeviceRequest", "Task"], "requester.onBehalfOf", UNSAID),
    (&["MedicationDispense", "MedicationAdministration"], "performer.onBehalfOf", UNSAID),
    (&["MedicationOrder"], "substitution.type", "substitution.allowedCodeableConcept"),
    (&["MedicationStatement"], "supportingInformation", "derivedFrom"),
    (&["MedicationDispense"], "notDoneReasonCodeableConcept", "statusReasonCodeableConcept"),
    (&["MedicationDispense"], "notDoneReasonReference", "statusReasonReference"),
    (&["MedicationAdministration"], "definition", "instantiates"),
    (&["MedicationAdministration"], "reasonGiven", "reasonCode"),
    (&["AllergyIntolerance"], "reaction.certainty", "reaction.certainty"),
    (&["Encounter"], "incomingReferral", "basedOn"),
    (&["Procedure"], "used", "usedReference"),
    (&["DiagnosticReport"], "performer.role", UNSAID),
    (&["Device"], "version", "version.value"),
    (&["Device"], "expiry", "expirationDate"),
    (&["DocumentReference"], "context.related.ref", "context.related"),
    (&["CarePlan"], "activity.detail.definition", "activity.detail.instantiatesCanonical"),
    (&["CarePlan"], "support", "supportingInfo"),
    (&["CarePlan"], "modified", UNSAID),
    (&["Coverage"], "grouping.subGroup", "class.value"),
    (&["Coverage"], "grouping.subGroupDisplay", "class.name"),
    (&["Coverage"], "grouping.subPlan", "class.value"),
    (&["Coverage"], "grouping.subPlanDisplay", "class.name"),
    (&["Coverage"], "grouping.class", "class.value"),
    (&["Coverage"], "grouping.classDisplay", "class.name"),
    (&["Coverage"], "grouping.subClass", "class.value"),
    (&["Coverage"], "grouping.subClassDisplay", "class.name"),
    (&["Coverage"], "group", "class.value"),
    (&["Coverage"], "plan", "class.value"),
    (&["Coverage"], "subPlan", "class.value"),
    (&["Coverage"], "sequence", "class.value"),
    (&["Claim", "ExplanationOfBenefit"], "organization", UNSAID),
    (&["ExplanationOfBenefit", "ClaimResponse"], "totalCost", "total.amount"),
    (&["ExplanationOfBenefit", "ClaimResponse"], "totalBenefit", "total.amount"),
    (&["Patient"], "careProvider", "generalPractitioner"),
    (&["ReferralRequest"], "type", "category"),
    (&["Goal"], "description", "description.text"),
    (&["Goal"], "outcome.resultCodeableConcept", "outcomeCode"),
    (&["Goal"], "outcome.resultReference", "outcomeReference"),
    (&["ImagingStudy"], "series.performer", "series.performer.actor"),
    // Both are numbers of the study, and told as such.
    (&["ImagingStudy"], "uid", UNSAID),
    (&["ImagingStudy"], "accession", UNSAID),
    (&["Consent"], "action", "provision.action"),
    (&["Consent"], "actor", "provision.actor"),
    (&["Consent"], "purpose", "provision.purpose"),
    (&["Consent"], "securityLabel", "provision.securityLabel"),
    (&["Consent"], "data", "provision.data"),
    (&["Consent"], "dataPeriod", "provision.dataPeriod"),
    (&["Consent"], "period", "provision.period"),
    (&["Consent"], "except", "provision.provision"),
    (&["DeviceUseStatement"], "indication", "reasonCode"),
    (&["DeviceUseStatement"], "whenUsed", "timingPeriod"),
    (&["DeviceUseStatement"], "notes", "note.text"),
    (&["Communication"], "notDone", UNSAID),
    (&["Communication"], "notDoneReason", "statusReason"),
    (&["Task"], "reason", "reasonCode"),
    (&["Task"], "definitionReference", "instantiatesCanonical"),
    (&["Task"], "definitionUri", "instantiatesUri"),
    (&["QuestionnaireResponse"], "parent", "partOf"),
    (&["AdverseEvent"], "type", "event"),
    (&["AdverseEvent"], "reaction", "resultingCondition"),
    (&["AdverseEvent"], "eventParticipant", "contributor"),
    (&["RiskAssessment"], "comment", "note.text"),
    (&["RiskAssessment"], "reasonCodeableConcept", "reasonCode"),
    (&["Provenance"], "agent.onBehalfOfReference", "agent.onBehalfOf"),
    (&["Provenance"], "agent.onBehalfOfUri", "agent.onBehalfOf"),
    (&["Provenance"], "entity.whatReference", "entity.what"),
    (&["Account"], "active", UNSAID),
    (&["Account"], "period", "servicePeriod"),
    (&["Composition"], "class", "category"),
    (&["FamilyMemberHistory"], "deceasedQuantity", "deceasedAge"),
    (&["List"], "note", "note.text"),
    (&["ReferralRequest"], "date", UNSAID),
    // How urgent it is, is its fact.
    (&["ReferralRequest"], "priority.coding", UNSAID),
    (&["Specimen"], "collection.comment", "note.text"),
    (&["Specimen"], "treatment", "processing"),
    (&["ClinicalImpression"], "finding.cause", "finding.basis"),
    (&["ClinicalImpression"], "finding.item", "finding.itemCodeableConcept"),
    (&["ClinicalImpression"], "prognosis", "prognosisCodeableConcept.text"),
    (&["Communication"], "requestDetail", "basedOn"),
    (&["EpisodeOfCare"], "condition", "diagnosis.condition"),
    (&["DeviceUseStatement"], "bodySiteCodeableConcept", "bodySite"),
    (&["NutritionOrder"], "oralDiet.schedule.repeat.periodUnits", "oralDiet.schedule.repeat.periodUnit"),
    (&["NutritionOrder"], "supplement.schedule.repeat.periodUnits", "supplement.schedule.repeat.periodUnit"),
    (&["NutritionOrder"], "enteralFormula.administration.schedule.repeat.periodUnits", "enteralFormula.administration.schedule.repeat.periodUnit"),
    (&["ImagingStudy"], "procedure", "procedureReference"),
    (&["ImagingStudy"], "order", "basedOn"),
    (&["Provenance"], "agent.role", "agent.role.coding"),
    (&["Provenance"], "agent.actor", "agent.who"),
    (&["Provenance"], "entity.reference", "entity.what"),
    (&["Provenance"], "entity.type", UNSAID),
];

/// States of goals in the words of R4, which tells apart from them how far a goal is reached.
const OF_GOALS: [(&str, &str); 6] = [
    ("in-progress", "active"), ("on-target", "active"), ("ahead-of-target", "active"), ("behind-target", "active"), ("sustaining", "active"), ("achieved", "completed"),
];

/// Types of resources, and their states of former versions in the words of R4. A drug that is not handed out has the word of one that is not given.
const OF_OTHERS: [(&[&str], &str, &str); 5] = [
    (&["CarePlan", "CommunicationRequest", "NutritionOrder"], "suspended", "on-hold"),
    (&["CarePlan", "CommunicationRequest", "NutritionOrder"], "cancelled", "revoked"),
    (&["CommunicationRequest", "NutritionOrder"], "requested", "active"),
    (&["Communication"], "suspended", "on-hold"),
    (&["MedicationDispense"], "declined", NOT_DONE),
];

/// State of what was denied by a flag of a former version.
pub(super) const NOT_DONE: &str = "not-done";
/// Flags by which former versions say that something was not done.
pub(super) const DENIED: [&str; 5] = ["notDone", "notGiven", "wasNotGiven", "notPerformed", "wasNotTaken"];

/// Categories of conditions of DSTU2 and of Argonaut in the words of R4.
const OF_CONDITIONS: [(&str, &str); 2] = [("diagnosis", "encounter-diagnosis"), ("problem", "problem-list-item")];

/// Classes of visits of version 2 that version 3, whose words R4 takes, has one to one.
const OF_VISITS: [(&str, &str); 4] = [("I", "IMP"), ("O", "AMB"), ("E", "EMER"), ("P", "PRENC")];

/// The word of R4 for a class of visits by its canonical system and its code, where that is one of version 2.
pub(super) fn class(system: &str, code: &str) -> Option<&'static str> {
    OF_VISITS.iter().find(|(old, _)| system == "http://terminology.hl7.org/CodeSystem/v2-0004" && *old == code).map(|(_, new)| *new)
}

/// A concept by its canonical system and its code, as R4 has it.
pub(super) fn concept(system: &str, code: &str) -> String {
    // Version 3 took over the table in which version 2 has how a result is read.
    let system = if system == "http://terminology.hl7.org/CodeSystem/v2-0078" { "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation" } else { system };
    if let Some(new) = class(system, code) {
        return format!("http://terminology.hl7.org/CodeSystem/v3-ActCode|{new}");
    }
    let is_category = system.ends_with("/condition-category") || system.starts_with("http://argonaut.hl7.org");
    match OF_CONDITIONS.iter().find(|(old, _)| is_category && *old == code) {
        Some((_, new)) => format!("http://terminology.hl7.org/CodeSystem/condition-category|{new}"),
        None if system.ends_with("/goal-priority") && !code.ends_with("-priority") => format!("{system}|{code}-priority"),
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
    let of_others = || OF_OTHERS.iter().find(|(kinds, old, _)| kinds.contains(&kind) && *old == word).map(|(.., new)| *new);
    of_goal(kind, word).or_else(of_others)
}

/// The same of a goal, whose state said how far it is reached as well.
pub(super) fn of_goal(kind: &str, word: &str) -> Option<&'static str> {
    OF_GOALS.iter().find(|(old, _)| kind == "Goal" && *old == word).map(|(_, new)| *new)
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
    // One that only a later version has is an extension like any other.
    if let Some(element) = carried(path).filter(|element| moved.iter().any(|(old, _)| below(element, old).is_some())) {
        return today(moved, &element).map(|path| Cow::Owned(path.into_owned()));
    }
    // What was a value and is a group with the value in it has not moved where it is the group.
    let is_group_now = |old: &str, new: &str| new.strip_prefix(old).is_some_and(|part| part.starts_with('.'));
    let fits = |old: &str, new: &str| below(path, old).filter(|rest| rest.is_empty() || !is_group_now(old, new));
    match moved.iter().find_map(|(old, new)| Some((new, fits(old, new)?))) {
        None => Some(Cow::Borrowed(path)),
        Some((new, rest)) => (new != UNSAID).then(|| Cow::Owned(format!("{new}{rest}"))),
    }
}

/// What of a path stands below an element, nothing where it is the element.
fn below<'p>(path: &'p str, element: &str) -> Option<&'p str> {
    path.strip_prefix(element).filter(|rest| rest.is_empty() || rest.starts_with(['.', '(']))
}

/// The element that an extension between versions holds, which HL7 names after it: `extension(extension-Task.reason).valueCodeableConcept.text` is
/// `reason.text`.
fn carried(path: &str) -> Option<String> {
    let (above, rest) = path.split_once("extension(extension-")?;
    let (name, below) = rest.split_once(')')?;
    let (_, element) = name.split_once('.')?;
    let value = below.strip_prefix(".value")?;
    let base = leaf::contained(above).map_or_else(String::new, |kind| format!("{}.", leaf::of_contained(kind)));
    Some(value.split_once('.').map_or_else(|| format!("{base}{element}"), |(_, rest)| format!("{base}{element}.{rest}")))
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
        let (goals, results) = ("http://terminology.hl7.org/CodeSystem/goal-priority", "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation");
        assert_eq!(concept(goals, "high"), concept(goals, "high-priority"));
        assert_eq!(concept("http://terminology.hl7.org/CodeSystem/v2-0078", "H"), concept(results, "H"));
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
        assert_eq!([state("CarePlan", "suspended"), state("Task", "cancelled"), of_goal("CarePlan", "suspended")], [Some("on-hold"), None, None]);
    }

    #[test]
    fn what_an_extension_between_versions_holds_stands_in_its_element() {
        let of = |kind: &str, path: &str| today(&moved(kind, ""), path).map(Cow::into_owned);
        assert_eq!(of("MedicationRequest", "extension(extension-MedicationRequest.definition).valueReference").as_deref(), Some("instantiatesCanonical"));
        assert_eq!(of("Task", "extension(extension-Task.reason).valueCodeableConcept.text").as_deref(), Some("reasonCode.text"));
        assert_eq!(of("AllergyIntolerance", "reaction.extension(extension-AllergyIntolerance.reaction.certainty).valueCode").as_deref(), Some("reaction.certainty"));
        let inside = moved("Goal", "contained.Goal.");
        assert_eq!(today(&inside, "contained.Goal.extension(extension-Goal.author).valueReference").as_deref(), Some("contained.Goal.expressedBy"));
        for other in ["extension(extension-note).valueString", "extension(extension-Task.doNotPerform).valueBoolean"] {
            assert_eq!(of("Task", other).as_deref(), Some(other), "no element of a former version");
        }
    }

    #[test]
    fn a_value_that_became_a_group_stands_in_it_and_the_group_stays() {
        let of = |kind: &str, path: &str| today(&moved(kind, ""), path).map(Cow::into_owned);
        assert_eq!([of("Goal", "description").as_deref(), of("Goal", "description.text").as_deref(), of("Goal", "description.coding").as_deref()], [Some("description.text"), Some("description.text"), Some("description.coding")]);
        assert_eq!([of("ImagingStudy", "series.performer").as_deref(), of("ImagingStudy", "series.performer.function.text").as_deref()], [Some("series.performer.actor"), Some("series.performer.function.text")]);
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
