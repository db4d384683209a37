//! Names that clinical documents are made of, by number: what is asked of every element is asked by number.
//!
//! The list holds more than is asked for. A name that is expected is found sooner than one that is not.

use crate::xml::Vocabulary;
use std::sync::LazyLock;

const NAMES: [&str; 178] = [
    "paragraph", "list", "item", "table", "thead", "tbody", "tfoot", "tr", "caption", "colgroup", "col", "td", "th", "section", "text", "entry",
    "component", "structuredBody", "ClinicalDocument", "reference", "templateId", "code", "id", "title", "value", "act", "encounter", "observation",
    "observationMedia", "organizer", "procedure", "regionOfInterest", "substanceAdministration", "supply", "recordTarget", "dataEnterer", "custodian",
    "informationRecipient", "legalAuthenticator", "authenticator", "inFulfillmentOf", "documentationOf", "relatedDocument", "authorization", "componentOf",
    "author", "informant", "participant", "patientRole", "patient", "effectiveTime", "time", "birthTime", "sdtc:birthTime", "sdtc:deceasedTime", "low",
    "high", "center", "comp", "root", "extension", "codeSystem", "codeSystemName", "unit", "ID", "representation", "nullFlavor", "displayName", "classCode",
    "moodCode", "xsi:type", "typeCode", "use", "width", "styleCode", "border", "inversionInd", "assigningAuthorityName", "colspan", "rowspan",
    "negationInd", "align", "qualifier", "mediaType", "contextConductionInd", "operator", "scope", "institutionSpecified", "determinerCode",
    "xsi:schemaLocation", "inclusive", "partType", "listType", "contextControlCode", "language", "statusCode", "content", "name", "originalText", "telecom",
    "addr", "translation", "entryRelationship", "streetAddressLine", "city", "state", "postalCode", "country", "given", "family", "assignedPerson",
    "assignedEntity", "manufacturedProduct", "assignedAuthor", "manufacturedMaterial", "consumable", "interpretationCode", "performer", "br",
    "representedOrganization", "participantRole", "prefix", "doseQuantity", "playingEntity", "routeCode", "referenceRange", "observationRange",
    "languageCode", "suffix", "methodCode", "administrativeGenderCode", "signatureCode", "functionCode", "manufacturerOrganization", "confidentialityCode",
    "typeId", "assignedCustodian", "representedCustodianOrganization", "realmCode", "raceCode", "ethnicGroupCode", "serviceEvent", "period",
    "languageCommunication", "providerOrganization", "intendedRecipient", "lotNumberText", "preferenceInd", "targetSiteCode", "receivedOrganization",
    "associatedEntity", "associatedPerson", "repeatNumber", "maritalStatusCode", "setId", "versionNumber", "product", "rateQuantity", "modeCode",
    "encompassingEncounter", "quantity", "playingDevice", "scopingEntity", "religiousAffiliationCode", "relatedEntity", "relatedPerson",
    "encounterParticipant", "sdtc:raceCode", "location", "priorityCode", "guardian", "guardianPerson", "birthplace", "place", "assignedAuthoringDevice",
    "manufacturerModelName", "softwareName", "sequenceNumber",
];

static ALL: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::new(&NAMES));

/// The names, for the tree of a document.
pub(super) fn all() -> &'static Vocabulary {
    &ALL
}

/// The number of a name of the list; a name that is not in it does not compile.
const fn number(name: &str) -> u32 {
    let mut at = 0;
    while !same(NAMES[at].as_bytes(), name.as_bytes()) {
        at += 1;
    }
    at as u32
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

pub(super) const PARAGRAPH: u32 = number("paragraph");
pub(super) const LIST: u32 = number("list");
pub(super) const ITEM: u32 = number("item");
pub(super) const TABLE: u32 = number("table");
pub(super) const THEAD: u32 = number("thead");
pub(super) const TBODY: u32 = number("tbody");
pub(super) const TFOOT: u32 = number("tfoot");
pub(super) const TR: u32 = number("tr");
pub(super) const CAPTION: u32 = number("caption");
pub(super) const COLGROUP: u32 = number("colgroup");
pub(super) const COL: u32 = number("col");
pub(super) const TD: u32 = number("td");
pub(super) const TH: u32 = number("th");
pub(super) const SECTION: u32 = number("section");
pub(super) const TEXT: u32 = number("text");
pub(super) const ENTRY: u32 = number("entry");
pub(super) const COMPONENT: u32 = number("component");
pub(super) const STRUCTURED_BODY: u32 = number("structuredBody");
pub(super) const CLINICAL_DOCUMENT: u32 = number("ClinicalDocument");
pub(super) const REFERENCE: u32 = number("reference");
pub(super) const TEMPLATE_ID: u32 = number("templateId");
pub(super) const CODE: u32 = number("code");
pub(super) const ID_ELEMENT: u32 = number("id");
pub(super) const TITLE: u32 = number("title");
pub(super) const VALUE: u32 = number("value");
pub(super) const ACT: u32 = number("act");
pub(super) const ENCOUNTER: u32 = number("encounter");
pub(super) const OBSERVATION: u32 = number("observation");
pub(super) const OBSERVATION_MEDIA: u32 = number("observationMedia");
pub(super) const ORGANIZER: u32 = number("organizer");
pub(super) const PROCEDURE: u32 = number("procedure");
pub(super) const REGION_OF_INTEREST: u32 = number("regionOfInterest");
pub(super) const SUBSTANCE_ADMINISTRATION: u32 = number("substanceAdministration");
pub(super) const SUPPLY: u32 = number("supply");
pub(super) const RECORD_TARGET: u32 = number("recordTarget");
pub(super) const DATA_ENTERER: u32 = number("dataEnterer");
pub(super) const CUSTODIAN: u32 = number("custodian");
pub(super) const INFORMATION_RECIPIENT: u32 = number("informationRecipient");
pub(super) const LEGAL_AUTHENTICATOR: u32 = number("legalAuthenticator");
pub(super) const AUTHENTICATOR: u32 = number("authenticator");
pub(super) const IN_FULFILLMENT_OF: u32 = number("inFulfillmentOf");
pub(super) const DOCUMENTATION_OF: u32 = number("documentationOf");
pub(super) const RELATED_DOCUMENT: u32 = number("relatedDocument");
pub(super) const AUTHORIZATION: u32 = number("authorization");
pub(super) const COMPONENT_OF: u32 = number("componentOf");
pub(super) const AUTHOR: u32 = number("author");
pub(super) const INFORMANT: u32 = number("informant");
pub(super) const PARTICIPANT: u32 = number("participant");
pub(super) const PATIENT_ROLE: u32 = number("patientRole");
pub(super) const EFFECTIVE_TIME: u32 = number("effectiveTime");
pub(super) const TIME: u32 = number("time");
pub(super) const BIRTH_TIME: u32 = number("birthTime");
pub(super) const SDTC_BIRTH_TIME: u32 = number("sdtc:birthTime");
pub(super) const SDTC_DECEASED_TIME: u32 = number("sdtc:deceasedTime");
pub(super) const LOW: u32 = number("low");
pub(super) const HIGH: u32 = number("high");
pub(super) const CENTER: u32 = number("center");
pub(super) const COMP: u32 = number("comp");
pub(super) const ROOT: u32 = number("root");
pub(super) const EXTENSION: u32 = number("extension");
pub(super) const CODE_SYSTEM: u32 = number("codeSystem");
pub(super) const CODE_SYSTEM_NAME: u32 = number("codeSystemName");
pub(super) const UNIT: u32 = number("unit");
pub(super) const ID: u32 = number("ID");
pub(super) const REPRESENTATION: u32 = number("representation");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_places_of_the_list() {
        let text: String = NAMES.iter().map(|name| format!("<{name} xmlns:sdtc='urn:hl7-org:sdtc' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/>")).collect();
        let (tree, roots) = crate::xml::grow(text.as_bytes(), all(), &crate::Limits::default(), &mut crate::Summary::default());
        let found: Vec<(u32, &str)> = roots.iter().map(|root| (tree.element(*root).kind(), tree.element(*root).name())).collect();
        assert_eq!(found, (0..).zip(NAMES).collect::<Vec<(u32, &str)>>());
    }
}
