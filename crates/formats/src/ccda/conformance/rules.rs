//! What C-CDA R1.1 and R2.1 say of headers, sections and entries, as tables: template, element, codes.
//!
//! A selection, and a lenient one: what both releases want, of the elements that carry meaning. `nullFlavor` is always allowed;
//! a translation counts as the code. Roots of templates stand without [`HL7`] in front.

use super::systems::{
    ACT_CLASS, ACT_CODE, CARE_LOCATION, CVX, GENDER, ICD9, ICD10, LOINC, MARITAL, MEDRT, NCI, NDC, NDFRT, NULL_FLAVOR, PLACE, RACE, RELIGION, ROLE_CODE, RXNORM,
    SNOMED, UNII,
};
use std::sync::LazyLock;

use Codes::{Any, In, Of};
use Rule::{Coded, Has, Holds, May, Status};

/// What the roots of HL7's templates start with.
pub(super) const HL7: &str = "2.16.840.1.113883.10.20.";
/// The template of the US Realm Header: a document that claims it is a C-CDA.
pub(super) const US_REALM: &str = "22.1.1";

/// Codes that an element may have.
pub(super) enum Codes {
    /// Any code of a system.
    Any(&'static str),
    /// One of these.
    Of(&'static str, &'static [&'static str]),
    /// One of a value set.
    In(&'static str, ValueSet),
}

/// A value set with its name.
#[derive(Clone, Copy)]
pub(super) struct ValueSet {
    pub name: &'static str,
    pub codes: &'static [&'static str],
}

/// One thing that a template wants of the element that claims it. Paths are names of elements.
pub(super) enum Rule {
    /// There is such an element.
    Has(&'static str),
    /// There is such an element, and it claims a template.
    Holds(&'static str, &'static str),
    /// There is a `statusCode`, with one of these codes.
    Status(&'static [&'static str]),
    /// There is such an element, and its codes are among these.
    Coded(&'static str, &'static [Codes]),
    /// Where there is such an element, its codes are among these.
    May(&'static str, &'static [Codes]),
}

/// A template, or a part of the header that its template speaks of.
pub(super) struct Template {
    pub root: &'static str,
    pub name: &'static str,
    pub rules: &'static [Rule],
}

/// A section: the codes and the templates that belong together.
pub(super) struct Section {
    pub name: &'static str,
    pub codes: &'static [&'static str],
    pub templates: &'static [&'static str],
}

/// Entries of a section of which every act claims a template.
pub(super) struct Acts {
    pub section: &'static str,
    pub template: &'static str,
}

pub(super) static ACTS: [Acts; 2] = [Acts { section: "22.2.6", template: "22.4.30" }, Acts { section: "22.2.5", template: "22.4.3" }];

const CONCERN: &[&str] = &["active", "suspended", "aborted", "completed"];
const PROCEDURE: &[&str] = &["completed", "active", "aborted", "cancelled"];
const DONE: &[&str] = &["completed"];

const ALLERGY_TYPE: ValueSet = ValueSet {
    name: "Allergy and Intolerance Type",
    codes: &[
        "420134006", "418038007", "419511003", "418471000", "419199007", "416098002", "414285001", "59037007", "235719002", "426232007", "232347008", "282100009",
        "424213003", "91936005", "609328004",
    ],
};
const CONCEPT_STATUS: ValueSet = ValueSet {
    name: "Problem Status",
    codes: &["55561003", "73425007", "413322009", "246455001", "263855007", "415684004", "410516002"],
};
const SEVERITY: ValueSet = ValueSet { name: "Severity", codes: &["255604002", "371923003", "6736007", "371924009", "24484000", "399166001"] };
const SMOKING: ValueSet = ValueSet {
    name: "Current Smoking Status",
    codes: &["449868002", "428041000124106", "8517006", "266919005", "77176002", "266927001", "428071000124103", "428061000124105"],
};
const MARITAL_STATUS: ValueSet = ValueSet { name: "Marital Status", codes: &["A", "D", "T", "I", "L", "M", "S", "P", "W", "C", "U"] };
const ETHNICITY: ValueSet = ValueSet { name: "Ethnicity", codes: &["2135-2", "2186-5"] };

/// What the US Realm Header wants of the document.
pub(super) static DOCUMENT: Template = Template {
    root: US_REALM,
    name: "US Realm Header",
    rules: &[
        Has("id"),
        Coded("code", &[Any(LOINC)]),
        Has("title"),
        Has("effectiveTime"),
        Has("confidentialityCode"),
        Has("languageCode"),
        Has("recordTarget/patientRole"),
        Has("author"),
        Has("custodian"),
    ],
};
/// What it wants of `recordTarget/patientRole`.
pub(super) static PATIENT_ROLE: Template =
    Template { root: US_REALM, name: "US Realm Header", rules: &[Has("id"), Has("addr"), Has("telecom"), Has("patient")] };
/// What it wants of `recordTarget/patientRole/patient`.
pub(super) static PATIENT: Template = Template {
    root: US_REALM,
    name: "US Realm Header",
    rules: &[
        Has("name"),
        Coded("administrativeGenderCode", &[Of(GENDER, &["F", "M", "UN"])]),
        Has("birthTime"),
        May("maritalStatusCode", &[In(MARITAL, MARITAL_STATUS)]),
        May("religiousAffiliationCode", &[Any(RELIGION)]),
        Coded("raceCode", &[Any(RACE)]),
        May("sdtc:raceCode", &[Any(RACE)]),
        Coded("ethnicGroupCode", &[In(RACE, ETHNICITY)]),
        May("sdtc:ethnicGroupCode", &[Any(RACE)]),
    ],
};

/// Sections by their codes (LOINC) and templates. Roots of IHE's templates stand as they are.
pub(super) static SECTIONS: &[Section] = &[
    Section { name: "Allergies", codes: &["48765-2"], templates: &["22.2.6", "22.2.6.1"] },
    Section { name: "Medications", codes: &["10160-0"], templates: &["22.2.1", "22.2.1.1"] },
    Section { name: "Problems", codes: &["11450-4"], templates: &["22.2.5", "22.2.5.1"] },
    Section { name: "Results", codes: &["30954-2"], templates: &["22.2.3", "22.2.3.1"] },
    Section { name: "Vital Signs", codes: &["8716-3"], templates: &["22.2.4", "22.2.4.1"] },
    Section { name: "Procedures", codes: &["47519-4"], templates: &["22.2.7", "22.2.7.1"] },
    Section { name: "Immunizations", codes: &["11369-6"], templates: &["22.2.2", "22.2.2.1"] },
    Section { name: "Encounters", codes: &["46240-8"], templates: &["22.2.22", "22.2.22.1"] },
    Section { name: "Social History", codes: &["29762-2"], templates: &["22.2.17"] },
    Section { name: "Plan of Treatment", codes: &["18776-5"], templates: &["22.2.10"] },
    Section { name: "Functional Status", codes: &["47420-5"], templates: &["22.2.14"] },
    Section { name: "Mental Status", codes: &["10190-7"], templates: &["22.2.56", "22.2.14"] },
    Section { name: "Assessment", codes: &["51848-0"], templates: &["22.2.8"] },
    Section { name: "Assessment and Plan", codes: &["51847-2"], templates: &["22.2.9"] },
    Section { name: "Goals", codes: &["61146-7"], templates: &["22.2.60"] },
    Section { name: "Health Concerns", codes: &["75310-3"], templates: &["22.2.58"] },
    Section { name: "Health Status Evaluations and Outcomes", codes: &["11383-7"], templates: &["22.2.61"] },
    Section { name: "Interventions", codes: &["62387-6"], templates: &["21.2.3"] },
    Section { name: "Hospital Discharge Instructions", codes: &["8653-8"], templates: &["22.2.41"] },
    Section { name: "Admission Diagnosis", codes: &["46241-6", "42347-5"], templates: &["22.2.43"] },
    Section { name: "Discharge Diagnosis", codes: &["11535-2", "C-CDAV2-DDN", "78375-3"], templates: &["22.2.24"] },
    Section { name: "Discharge Medications", codes: &["10183-2", "75311-1"], templates: &["22.2.11", "22.2.11.1"] },
    Section { name: "Admission Medications", codes: &["42346-7"], templates: &["22.2.44"] },
    Section { name: "Medications Administered", codes: &["29549-3"], templates: &["22.2.38"] },
    Section { name: "Reason for Visit", codes: &["29299-5"], templates: &["22.2.12"] },
    Section { name: "Chief Complaint", codes: &["10154-3"], templates: &["1.3.6.1.4.1.19376.1.5.3.1.1.13.2.1"] },
    Section { name: "Chief Complaint and Reason for Visit", codes: &["46239-0"], templates: &["22.2.13"] },
    Section { name: "Reason for Referral", codes: &["42349-1"], templates: &["1.3.6.1.4.1.19376.1.5.3.1.3.1"] },
    Section { name: "Hospital Course", codes: &["8648-8"], templates: &["1.3.6.1.4.1.19376.1.5.3.1.3.5", "22.2.64"] },
    Section { name: "Family History", codes: &["10157-6"], templates: &["22.2.15"] },
    Section { name: "Past Medical History", codes: &["11348-0"], templates: &["22.2.20"] },
    Section { name: "Advance Directives", codes: &["42348-3"], templates: &["22.2.21", "22.2.21.1"] },
    Section { name: "Medical Equipment", codes: &["46264-8"], templates: &["22.2.23"] },
    Section { name: "Payers", codes: &["48768-6"], templates: &["22.2.18"] },
    Section { name: "Instructions", codes: &["69730-0"], templates: &["22.2.45"] },
    Section { name: "Review of Systems", codes: &["10187-3"], templates: &["1.3.6.1.4.1.19376.1.5.3.1.3.18"] },
    Section { name: "History of Present Illness", codes: &["10164-2"], templates: &["1.3.6.1.4.1.19376.1.5.3.1.3.4"] },
    Section { name: "Physical Exam", codes: &["29545-1"], templates: &["2.10"] },
    Section { name: "Nutrition", codes: &["61144-2"], templates: &["22.2.57"] },
    Section { name: "Care Teams", codes: &["85847-2"], templates: &["22.2.500"] },
    Section { name: "Procedure Description", codes: &["29554-3"], templates: &["22.2.27"] },
    Section { name: "Procedure Findings", codes: &["59776-5"], templates: &["22.2.28"] },
    Section { name: "Procedure Indications", codes: &["59768-2"], templates: &["22.2.29"] },
    Section { name: "Procedure Disposition", codes: &["59775-7"], templates: &["18.2.12"] },
    Section { name: "Complications", codes: &["55109-3"], templates: &["22.2.37"] },
    Section { name: "Anesthesia", codes: &["59774-0"], templates: &["22.2.25"] },
    Section { name: "Postprocedure Diagnosis", codes: &["59769-0"], templates: &["22.2.36"] },
    Section { name: "Preoperative Diagnosis", codes: &["10219-4"], templates: &["22.2.34"] },
    Section { name: "Postoperative Diagnosis", codes: &["10218-6"], templates: &["22.2.35"] },
];

/// Templates of entries and of what stands in them.
pub(super) static TEMPLATES: &[Template] = &[
    Template { root: "22.4.30", name: "Allergy Concern Act", rules: &[
        Coded("code", &[Of(LOINC, &["48765-2"]), Of(ACT_CLASS, &["CONC"])]),
        Status(CONCERN),
        Has("effectiveTime"),
        Holds("entryRelationship/observation", "22.4.7"),
    ] },
    Template { root: "22.4.7", name: "Allergy Observation", rules: &[
        Coded("code", &[Of(ACT_CODE, &["ASSERTION"])]),
        Status(DONE),
        Has("effectiveTime"),
        Coded("value", &[In(SNOMED, ALLERGY_TYPE)]),
        Coded("participant/participantRole/playingEntity/code", &[Any(RXNORM), Any(UNII), Any(SNOMED), Any(NDFRT), Any(MEDRT), Any(NDC), Any(CVX)]),
    ] },
    Template { root: "22.4.9", name: "Reaction Observation", rules: &[
        Status(DONE),
        Coded("value", &[Any(SNOMED)]),
    ] },
    Template { root: "22.4.8", name: "Severity Observation", rules: &[
        Coded("code", &[Of(ACT_CODE, &["SEV"])]),
        Coded("value", &[In(SNOMED, SEVERITY)]),
    ] },
    Template { root: "22.4.28", name: "Allergy Status Observation", rules: &[
        Coded("code", &[Of(LOINC, &["33999-4"])]),
        Coded("value", &[In(SNOMED, CONCEPT_STATUS)]),
    ] },
    Template { root: "22.4.3", name: "Problem Concern Act", rules: &[
        Coded("code", &[Of(ACT_CLASS, &["CONC"])]),
        Status(CONCERN),
        Has("effectiveTime"),
        Holds("entryRelationship/observation", "22.4.4"),
    ] },
    Template { root: "22.4.4", name: "Problem Observation", rules: &[
        Coded("code", &[Any(SNOMED), Any(LOINC), Of(ACT_CODE, &["ASSERTION"])]),
        Status(DONE),
        Has("effectiveTime"),
        Coded("value", &[Any(SNOMED), Any(ICD10), Any(ICD9)]),
    ] },
    Template { root: "22.4.6", name: "Problem Status", rules: &[
        Coded("code", &[Of(LOINC, &["33999-4"])]),
        Coded("value", &[In(SNOMED, CONCEPT_STATUS)]),
    ] },
    Template { root: "22.4.80", name: "Encounter Diagnosis", rules: &[
        Coded("code", &[Of(LOINC, &["29308-4"])]),
        Holds("entryRelationship/observation", "22.4.4"),
    ] },
    Template { root: "22.4.49", name: "Encounter Activity", rules: &[
        Has("code"),
        Has("effectiveTime"),
    ] },
    Template { root: "22.4.16", name: "Medication Activity", rules: &[
        Has("statusCode"),
        Has("effectiveTime"),
        May("routeCode", &[Any(NCI)]),
        Has("consumable/manufacturedProduct"),
    ] },
    Template { root: "22.4.23", name: "Medication Information", rules: &[
        Coded("manufacturedMaterial/code", &[Any(RXNORM), Any(NDC), Any(SNOMED), Any(UNII), Any(CVX)]),
    ] },
    Template { root: "22.4.52", name: "Immunization Activity", rules: &[
        Has("statusCode"),
        Has("effectiveTime"),
        May("routeCode", &[Any(NCI)]),
        Has("consumable/manufacturedProduct"),
    ] },
    Template { root: "22.4.54", name: "Immunization Medication Information", rules: &[
        Coded("manufacturedMaterial/code", &[Any(CVX), Any(NDC)]),
    ] },
    Template { root: "22.4.14", name: "Procedure Activity Procedure", rules: &[
        Has("code"),
        Status(PROCEDURE),
    ] },
    Template { root: "22.4.13", name: "Procedure Activity Observation", rules: &[
        Has("code"),
        Status(PROCEDURE),
    ] },
    Template { root: "22.4.12", name: "Procedure Activity Act", rules: &[
        Has("code"),
        Status(PROCEDURE),
    ] },
    Template { root: "22.4.1", name: "Result Organizer", rules: &[
        Has("code"),
        Has("statusCode"),
        Holds("component/observation", "22.4.2"),
    ] },
    Template { root: "22.4.2", name: "Result Observation", rules: &[
        Has("code"),
        Has("statusCode"),
        Has("effectiveTime"),
        Has("value"),
    ] },
    Template { root: "22.4.26", name: "Vital Signs Organizer", rules: &[
        Coded("code", &[Of(SNOMED, &["46680005"]), Of(LOINC, &["74728-7"])]),
        Has("statusCode"),
        Has("effectiveTime"),
        Holds("component/observation", "22.4.27"),
    ] },
    Template { root: "22.4.27", name: "Vital Sign Observation", rules: &[
        Coded("code", &[Any(LOINC)]),
        Status(DONE),
        Has("effectiveTime"),
        Has("value"),
    ] },
    Template { root: "22.4.78", name: "Smoking Status", rules: &[
        Coded("code", &[Of(LOINC, &["72166-2"]), Of(ACT_CODE, &["ASSERTION"])]),
        Status(DONE),
        Has("effectiveTime"),
        Coded("value", &[In(SNOMED, SMOKING)]),
    ] },
    Template { root: "22.4.85", name: "Tobacco Use", rules: &[
        Coded("code", &[Of(LOINC, &["11367-0", "11366-2"]), Of(ACT_CODE, &["ASSERTION"])]),
        Coded("value", &[Any(SNOMED)]),
    ] },
    Template { root: "22.4.38", name: "Social History Observation", rules: &[
        Has("code"),
        Has("statusCode"),
    ] },
    Template { root: "22.4.200", name: "Birth Sex", rules: &[
        Coded("code", &[Of(LOINC, &["76689-9"])]),
        Coded("value", &[Of(GENDER, &["F", "M"]), Of(NULL_FLAVOR, &["UNK", "OTH"])]),
    ] },
    Template { root: "22.4.32", name: "Service Delivery Location", rules: &[
        Coded("code", &[Any(CARE_LOCATION), Any(ROLE_CODE), Any(PLACE), Any(SNOMED)]),
    ] },
    Template { root: "22.4.45", name: "Family History Organizer", rules: &[
        Coded("subject/relatedSubject/code", &[Any(ROLE_CODE), Any(SNOMED)]),
        Holds("component/observation", "22.4.46"),
    ] },
    Template { root: "22.4.46", name: "Family History Observation", rules: &[
        Has("code"),
        Coded("value", &[Any(SNOMED), Any(ICD10), Any(ICD9)]),
    ] },
    Template { root: "22.4.31", name: "Age Observation", rules: &[
        Coded("code", &[Of(SNOMED, &["445518008"])]),
        Has("value"),
    ] },
    Template { root: "22.4.121", name: "Goal Observation", rules: &[
        Coded("code", &[Any(LOINC), Any(SNOMED)]),
        Status(&["active"]),
    ] },
    Template { root: "22.4.132", name: "Health Concern Act", rules: &[
        Coded("code", &[Of(LOINC, &["75310-3"]), Any(SNOMED)]),
        Status(CONCERN),
    ] },
    Template { root: "22.4.131", name: "Intervention Act", rules: &[
        Coded("code", &[Of(SNOMED, &["362956003"])]),
        Has("statusCode"),
    ] },
    Template { root: "22.4.144", name: "Outcome Observation", rules: &[
        Coded("code", &[Any(LOINC), Any(SNOMED)]),
        Status(DONE),
        Has("value"),
    ] },
    Template { root: "22.4.202", name: "Note Activity", rules: &[
        Coded("code", &[Of(LOINC, &["34109-9"])]),
        Has("text"),
    ] },
];

/// A root without what HL7's have in front.
pub(super) fn short(root: &str) -> &str {
    root.strip_prefix(HL7).unwrap_or(root)
}

/// The template of a root.
pub(super) fn template(root: &str) -> Option<&'static Template> {
    let found = BY_ROOT.binary_search_by_key(&root, |template| template.root).ok()?;
    BY_ROOT.get(found).copied()
}

/// The templates in the order of their roots.
static BY_ROOT: LazyLock<Vec<&'static Template>> = LazyLock::new(|| {
    let mut all: Vec<&'static Template> = TEMPLATES.iter().collect();
    all.sort_by_key(|template| template.root);
    all
});

impl Codes {
    /// Identifier of the code system.
    pub fn system(&self) -> &'static str {
        match *self {
            Any(system) | Of(system, _) | In(system, _) => system,
        }
    }

    /// Whether a code of the system is among them.
    pub fn hold(&self, code: &str) -> bool {
        match self {
            Any(_) => true,
            Of(_, codes) => codes.contains(&code),
            In(_, set) => set.codes.contains(&code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccda::conformance::systems;

    fn codes() -> impl Iterator<Item = &'static Codes> {
        let all = TEMPLATES.iter().chain([&DOCUMENT, &PATIENT_ROLE, &PATIENT]).flat_map(|template| template.rules);
        all.flat_map(|rule| -> &'static [Codes] {
            match rule {
                Coded(_, codes) | May(_, codes) => *codes,
                Has(_) | Holds(..) | Status(_) => &[],
            }
        })
    }

    #[test]
    fn every_system_has_a_name_and_every_code_has_its_form() {
        for codes in codes() {
            let system = systems::of(codes.system()).unwrap();
            let listed: &[&str] = match codes {
                Any(_) => &[],
                Of(_, codes) => *codes,
                In(_, set) => set.codes,
            };
            for code in listed {
                assert!(system.form.is_none_or(|form| form(code)), "{} {code}", system.name);
            }
        }
        let loinc = systems::of(LOINC).and_then(|system| system.form).unwrap();
        for code in SECTIONS.iter().flat_map(|section| section.codes).filter(|code| **code != "C-CDAV2-DDN") {
            assert!(loinc(code), "{code}");
        }
    }

    #[test]
    fn templates_are_listed_once() {
        let mut roots: Vec<&str> = TEMPLATES.iter().map(|template| template.root).collect();
        roots.sort_unstable();
        roots.dedup();
        assert_eq!(roots.len(), TEMPLATES.len());
        assert_eq!(template(short("2.16.840.1.113883.10.20.22.4.7")).map(|template| template.name), Some("Allergy Observation"));
        assert!(template(short("1.3.6.1.4.1.19376.1.5.3.1.4.6")).is_none());
    }
}
