//! The names of elements that CDA Release 2, its data types and HL7's extensions to it give.
//!
//! A document may call an element whatever it likes, by the name of a person too. A message tells a name from here, and of any other that it is another.

/// What a message calls an element that CDA has no name for.
const OTHER: &str = "(other)";

/// In the order of their bytes.
static NAMES: [&str; 234] = [
    "ClinicalDocument", "act", "additionalLocator", "addr", "administrationUnitCode", "administrativeGenderCode", "approachSiteCode", "asMaintainedEntity",
    "asOrganizationPartOf", "assignedAuthor", "assignedAuthoringDevice", "assignedCustodian", "assignedEntity", "assignedPerson", "associatedEntity",
    "associatedPerson", "authenticator", "author", "authorization", "awarenessCode", "birthTime", "birthplace", "buildingNumberSuffix", "careOf",
    "censusTract", "center", "city", "code", "comp", "component", "componentOf", "confidentialityCode", "consent", "consumable", "copyTime", "country",
    "county", "criterion", "custodian", "dataEnterer", "delimiter", "deliveryAddressLine", "deliveryInstallationArea", "deliveryInstallationQualifier",
    "deliveryInstallationType", "deliveryMode", "deliveryModeIdentifier", "denominator", "derivationExpr", "desc", "digits", "direction",
    "dischargeDispositionCode", "documentationOf", "doseQuantity", "effectiveTime", "encompassingEncounter", "encounter", "encounterParticipant", "entry",
    "entryRelationship", "ethnicGroupCode", "event", "expectedUseTime", "externalAct", "externalDocument", "externalObservation", "externalProcedure",
    "family", "functionCode", "given", "guardian", "guardianOrganization", "guardianPerson", "head", "healthCareFacility", "high", "houseNumber",
    "houseNumberNumeric", "id", "inFulfillmentOf", "increment", "independentInd", "informant", "informationRecipient", "intendedRecipient",
    "interpretationCode", "languageCode", "languageCommunication", "legalAuthenticator", "location", "lotNumberText", "low", "maintainingPerson",
    "manufacturedLabeledDrug", "manufacturedMaterial", "manufacturedProduct", "manufacturerModelName", "manufacturerOrganization", "maritalStatusCode",
    "maxDoseQuantity", "methodCode", "modeCode", "name", "nonXMLBody", "numerator", "observation", "observationMedia", "observationRange", "offset",
    "order", "organizer", "origin", "originalText", "parentDocument", "participant", "participantRole", "patient", "patientRole", "performer", "period",
    "phase", "place", "playingDevice", "playingEntity", "postBox", "postalCode", "precinct", "precondition", "preferenceInd", "prefix", "priorityCode",
    "procedure", "product", "proficiencyLevelCode", "providerOrganization", "qualifier", "quantity", "raceCode", "rateQuantity", "realmCode",
    "receivedOrganization", "recordTarget", "reference", "referenceRange", "regionOfInterest", "relatedDocument", "relatedEntity", "relatedPerson",
    "relatedSubject", "relationshipHolder", "religiousAffiliationCode", "repeatNumber", "representedCustodianOrganization", "representedOrganization",
    "responsibleParty", "routeCode", "scale", "scopingEntity", "scopingOrganization", "sdtc:actReference", "sdtc:admissionReferralSourceCode",
    "sdtc:alternateIdentification", "sdtc:asPatientRelationship", "sdtc:birthTime", "sdtc:category", "sdtc:code", "sdtc:criterion", "sdtc:deceasedInd",
    "sdtc:deceasedTime", "sdtc:desc", "sdtc:dischargeDispositionCode", "sdtc:effectiveTime", "sdtc:ethnicGroupCode", "sdtc:expirationTime",
    "sdtc:functionCode", "sdtc:id", "sdtc:identifiedBy", "sdtc:inFulfillmentOf1", "sdtc:languageCommunication", "sdtc:multipleBirthInd",
    "sdtc:multipleBirthOrderNumber", "sdtc:patient", "sdtc:precondition", "sdtc:precondition1", "sdtc:precondition2", "sdtc:priorityCode", "sdtc:raceCode",
    "sdtc:signatureText", "sdtc:specialty", "sdtc:statusCode", "sdtc:templateId", "sdtc:text", "section", "seperatableInd", "sequenceNumber",
    "serviceEvent", "serviceProviderOrganization", "setId", "signatureCode", "softwareName", "specimen", "specimenPlayingEntity", "specimenRole",
    "standardDeviation", "standardIndustryClassCode", "state", "statusCode", "streetAddressLine", "streetName", "streetNameBase", "streetNameType",
    "structuredBody", "subject", "substanceAdministration", "suffix", "supply", "targetSiteCode", "telecom", "templateId", "text", "thumbnail", "time",
    "title", "translation", "typeId", "unitID", "unitType", "useablePeriod", "validTime", "value", "versionNumber", "wholeOrganization", "width",
];

/// The name of an element as a message may tell it.
pub(super) fn told(name: &str) -> &'static str {
    NAMES.binary_search(&name).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::{NAMES, told};

    #[test]
    fn names_are_found_and_all_others_are_not_told() {
        assert!(NAMES.is_sorted());
        assert!(NAMES.iter().all(|name| told(name) == *name));
        assert_eq!(["SMITH", "sdtc:SMITH", "patientrole", ""].map(told), ["(other)"; 4]);
    }
}
