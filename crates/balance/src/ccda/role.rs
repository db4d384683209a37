//! What an entry is: by its template, else by the section it stands in, else by its shape.
//!
//! Template identifiers are those of C-CDA 1.1 to 4.0 and of CCD 1.0 (which C32 builds on); sections are known by LOINC
//! code or template. A plan is told from a fact by its mood, whatever the template says.

use crate::ccda::at::At;
use model::Kind;

/// What a section is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    /// Allergies and intolerances.
    Allergies,
    /// The problem list and the history of illness.
    Problems,
    /// Health concerns.
    Concerns,
    /// Diagnoses of an admission, a discharge or an operation.
    Diagnoses,
    /// Medications, at home.
    Medications,
    /// Medications at discharge.
    DischargeMedications,
    /// Medications given during the encounter.
    MedicationsGiven,
    /// Immunizations.
    Immunizations,
    /// Laboratory and other results.
    Results,
    /// Vital signs.
    Vitals,
    /// Social history.
    Social,
    /// Functional status.
    Functional,
    /// Mental and cognitive status.
    Mental,
    /// Procedures.
    Procedures,
    /// Encounters.
    Encounters,
    /// Family history.
    Family,
    /// Advance directives.
    Directives,
    /// Medical equipment and implants.
    Devices,
    /// Payers.
    Payers,
    /// Plan of treatment.
    Plan,
    /// Care team.
    CareTeam,
    /// Goals.
    Goals,
    /// A section of words: a note.
    Note,
    /// Anything else.
    Other,
}

/// What an entry is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A concern that holds allergies.
    AllergyConcern,
    /// An allergy.
    Allergy,
    /// A concern that holds problems.
    ProblemConcern,
    /// A problem.
    Problem,
    /// An act that holds health concerns.
    HealthConcern,
    /// An act that holds diagnoses of an encounter.
    Diagnosis,
    /// A medication, taken or planned.
    Medication,
    /// A vaccine, given or refused.
    Immunization,
    /// A panel of observations.
    Organizer,
    /// An observation.
    Observation,
    /// A procedure.
    Procedure,
    /// An encounter.
    Encounter,
    /// A planned encounter.
    Appointment,
    /// Something ordered or planned.
    Order,
    /// A note.
    Note,
    /// The family history of one relative.
    Relative,
    /// An advance directive.
    Directive,
    /// A device or a supply.
    Device,
    /// Coverage by payers.
    Coverage,
    /// A care team.
    CareTeam,
    /// An act or organizer around other entries.
    Wrapper,
    /// A reference to an entry elsewhere: it asserts nothing itself.
    Reference,
    /// Nothing that is read.
    Unread,
}

impl Area {
    /// The area of a section.
    pub(super) fn of(section: &At<'_>) -> Self {
        let code = section.child("code").and_then(|c| c.attribute("code")).unwrap_or("");
        Self::by_code(code).or_else(|| section.templates().find_map(Self::by_template)).unwrap_or(Self::Other)
    }

    /// The word for a section of other things than a statement of a kind: an allergy among the problems is on no list of allergies.
    pub(super) fn strange_to(self, kind: Kind) -> Option<&'static str> {
        const LISTED: [Kind; 7] =
            [Kind::Allergy, Kind::NoKnownAllergy, Kind::Medication, Kind::Immunization, Kind::FamilyHistory, Kind::Observation, Kind::Procedure];
        let (word, own): (&'static str, &[Kind]) = match self {
            Self::Allergies => ("allergies", &[Kind::Allergy, Kind::NoKnownAllergy]),
            Self::Problems => ("problems", &[]),
            Self::Medications | Self::DischargeMedications | Self::MedicationsGiven => ("medications", &[Kind::Medication]),
            Self::Immunizations => ("immunizations", &[Kind::Immunization]),
            Self::Family => ("family history", &[Kind::FamilyHistory]),
            _ => return None,
        };
        (LISTED.contains(&kind) && !own.contains(&kind)).then_some(word)
    }

    fn by_code(code: &str) -> Option<Self> {
        Some(match code {
            "48765-2" => Self::Allergies,
            "11450-4" | "11348-0" => Self::Problems,
            "75310-3" => Self::Concerns,
            "46241-6" | "42347-5" | "11535-2" | "78375-3" | "10219-4" | "10218-6" | "59769-0" => Self::Diagnoses,
            "10160-0" | "42346-7" => Self::Medications,
            "10183-2" | "75311-1" => Self::DischargeMedications,
            "29549-3" => Self::MedicationsGiven,
            "11369-6" => Self::Immunizations,
            "30954-2" => Self::Results,
            "8716-3" => Self::Vitals,
            "29762-2" => Self::Social,
            "47420-5" => Self::Functional,
            "10190-7" => Self::Mental,
            "47519-4" => Self::Procedures,
            "46240-8" => Self::Encounters,
            "10157-6" => Self::Family,
            "42348-3" => Self::Directives,
            "46264-8" => Self::Devices,
            "48768-6" => Self::Payers,
            "18776-5" => Self::Plan,
            "85847-2" => Self::CareTeam,
            "61146-7" => Self::Goals,
            // Notes and the sections of progress notes, consultations, histories and summaries.
            "11506-3" | "34109-9" | "34117-2" | "11488-4" | "18842-5" | "28570-0" | "11504-8" | "34111-5" | "57133-1" | "18748-4" | "11502-2"
            | "34133-9" | "8648-8" | "51848-0" | "51847-2" | "10154-3" | "29299-5" | "46239-0" | "42349-1" | "69730-0" | "8653-8" | "10164-2"
            | "29545-1" | "10187-3" | "10210-3" | "11329-0" | "61149-1" | "61150-9" | "10184-0" | "11493-4" | "18841-7" | "29554-3" | "42344-2"
            | "59776-5" | "59768-2" | "59770-8" | "59773-2" | "59775-7" | "10216-0" | "11537-8" | "121070" | "121181" | "19005-8" => Self::Note,
            _ => return None,
        })
    }

    fn by_template(template: &str) -> Option<Self> {
        Some(match template {
            "22.2.6" | "22.2.6.1" | "1.2" => Self::Allergies,
            "22.2.5" | "22.2.5.1" | "22.2.20" | "1.11" => Self::Problems,
            "22.2.58" => Self::Concerns,
            "22.2.43" | "22.2.24" | "22.2.34" | "22.2.35" | "22.2.36" => Self::Diagnoses,
            "22.2.1" | "22.2.1.1" | "22.2.44" | "1.8" => Self::Medications,
            "22.2.11" | "22.2.11.1" => Self::DischargeMedications,
            "22.2.38" => Self::MedicationsGiven,
            "22.2.2" | "22.2.2.1" | "1.6" => Self::Immunizations,
            "22.2.3" | "22.2.3.1" | "1.14" => Self::Results,
            "22.2.4" | "22.2.4.1" | "1.16" => Self::Vitals,
            "22.2.17" | "1.15" => Self::Social,
            "22.2.14" | "1.5" => Self::Functional,
            "22.2.56" => Self::Mental,
            "22.2.7" | "22.2.7.1" | "1.12" => Self::Procedures,
            "22.2.22" | "22.2.22.1" | "1.3" => Self::Encounters,
            "22.2.15" | "1.4" => Self::Family,
            "22.2.21" | "22.2.21.1" | "1.1" => Self::Directives,
            "22.2.23" | "1.7" => Self::Devices,
            "22.2.18" | "1.9" => Self::Payers,
            "22.2.10" | "1.10" => Self::Plan,
            "22.2.500" => Self::CareTeam,
            "22.2.60" => Self::Goals,
            "22.2.65" => Self::Note,
            _ => return None,
        })
    }

    /// The category of an observation that stands here; empty where the section does not say.
    pub(super) fn category(self) -> &'static str {
        match self {
            Self::Results => "laboratory",
            Self::Vitals => "vital-signs",
            Self::Social => "social-history",
            Self::Functional => "functional-status",
            Self::Mental => "cognitive-status",
            _ => "",
        }
    }
}

/// What an entry of a section is read as.
pub(super) fn of(at: &At<'_>, area: Area) -> Role {
    let roles: Vec<Role> = at.templates().filter_map(|t| by_template(t, area)).collect();
    // A status that is also claimed to be a problem is an observation of status.
    let claimed = roles.iter().find(|r| **r == Role::Observation).or_else(|| roles.first()).copied();
    let role = claimed.or_else(|| by_area(at, area)).unwrap_or_else(|| by_shape(at));
    by_mood(at, by_list(at, role, area))
}

fn by_template(template: &str, area: Area) -> Option<Role> {
    Some(match template {
        "22.4.30" => Role::AllergyConcern,
        "22.4.7" | "22.4.90" | "1.18" => Role::Allergy,
        "22.4.3" => Role::ProblemConcern,
        // CCD has one act for both.
        "1.27" if area == Area::Allergies => Role::AllergyConcern,
        "1.27" => Role::ProblemConcern,
        "22.4.4" | "1.28" => Role::Problem,
        "22.4.132" | "22.4.136" => Role::HealthConcern,
        "22.4.33" | "22.4.34" | "22.4.51" | "22.4.65" | "22.4.80" => Role::Diagnosis,
        "22.4.16" | "22.4.42" | "1.24" => Role::Medication,
        "22.4.52" | "22.4.120" => Role::Immunization,
        "22.4.1" | "22.4.26" | "22.4.66" | "22.4.75" | "1.32" | "1.35" => Role::Organizer,
        "22.4.2" | "22.4.5" | "22.4.27" | "22.4.38" | "22.4.67" | "22.4.68" | "22.4.69" | "22.4.72" | "22.4.73" | "22.4.74" | "22.4.78" | "22.4.85"
        | "22.4.86" | "22.4.109" | "22.4.111" | "22.4.114" | "22.4.124" | "22.4.127" | "22.4.128" | "22.4.138" | "22.4.144" | "22.4.200" | "22.4.501"
        | "22.4.502" | "22.4.503" | "22.4.505" | "22.4.506" | "22.4.507" | "15.3.8" | "1.31" | "1.33" => Role::Observation,
        "22.4.12" | "22.4.13" | "22.4.14" | "1.29" => Role::Procedure,
        "22.4.49" | "1.21" => Role::Encounter,
        "22.4.40" => Role::Appointment,
        "22.4.20" | "22.4.39" | "22.4.41" | "22.4.43" | "22.4.44" | "22.4.130" | "22.4.140" => Role::Order,
        "22.4.64" | "22.4.202" => Role::Note,
        "22.4.45" | "22.4.46" => Role::Relative,
        "22.4.48" | "22.4.108" => Role::Directive,
        "22.4.50" => Role::Device,
        "22.4.60" | "22.60" | "1.20" => Role::Coverage,
        "22.4.500" => Role::CareTeam,
        "22.4.35" | "22.4.36" | "22.4.131" | "22.4.135" | "22.4.146" => Role::Wrapper,
        "22.4.122" => Role::Reference,
        "22.4.121" | "22.4.17" | "22.4.18" | "22.4.141" => Role::Unread,
        _ => return None,
    })
}

fn by_area(at: &At<'_>, area: Area) -> Option<Role> {
    Some(match (area, at.element.name()) {
        (Area::Allergies, "act") => Role::AllergyConcern,
        (Area::Allergies, "observation") => Role::Allergy,
        (Area::Problems, "act") => Role::ProblemConcern,
        (Area::Problems, "observation") => Role::Problem,
        (Area::Concerns, "act") => Role::HealthConcern,
        (Area::Diagnoses, "act" | "observation") => Role::Diagnosis,
        (Area::Medications | Area::DischargeMedications | Area::MedicationsGiven, "act") => Role::Wrapper,
        (Area::Immunizations, "substanceAdministration") => Role::Immunization,
        (Area::Procedures, "act" | "observation" | "procedure") => Role::Procedure,
        (Area::Family, "organizer" | "observation") => Role::Relative,
        (Area::Directives, "organizer" | "observation") => Role::Directive,
        (Area::Devices, "supply") => Role::Device,
        (Area::Devices, "organizer") => Role::Wrapper,
        (Area::Payers, "act") => Role::Coverage,
        (Area::Plan, "act" | "observation" | "procedure" | "supply") => Role::Order,
        (Area::Plan, "encounter") => Role::Appointment,
        (Area::CareTeam, "organizer") => Role::CareTeam,
        (Area::Goals, _) => Role::Unread,
        _ => return None,
    })
}

fn by_shape(at: &At<'_>) -> Role {
    match at.element.name() {
        "substanceAdministration" => {
            let product = at.down("consumable/manufacturedProduct/manufacturedMaterial/code");
            let vaccine = product.and_then(|c| c.attribute("codeSystem")).is_some_and(|s| matches!(s, "2.16.840.1.113883.12.292" | "2.16.840.1.113883.6.59"));
            if vaccine { Role::Immunization } else { Role::Medication }
        }
        "observation" if at.child("value").is_some() => Role::Observation,
        "organizer" if at.components().iter().any(|c| c.element.name() == "observation") => Role::Organizer,
        // The steps of one course of a drug, each with its own dose.
        "organizer" if at.components().iter().any(|c| c.element.name() == "substanceAdministration") => Role::Wrapper,
        "procedure" => Role::Procedure,
        "encounter" => Role::Encounter,
        "act" => by_content(at),
        _ => Role::Unread,
    }
}

/// An act is what the statements inside it are.
fn by_content(act: &At<'_>) -> Role {
    let inside = act.related();
    let observations = || inside.iter().map(|(_, s)| s).filter(|s| s.element.name() == "observation");
    if observations().any(|o| o.down("participant/participantRole/playingEntity").is_some()) {
        Role::AllergyConcern
    } else if observations().any(|o| o.claims(&["22.4.4", "1.28"])) {
        Role::ProblemConcern
    } else if inside.is_empty() {
        Role::Unread
    } else {
        Role::Wrapper
    }
}

/// A diagnosis that stands on a list of problems is a problem of that list, whatever template came along with it.
fn by_list(at: &At<'_>, role: Role, area: Area) -> Role {
    let is_listed = role == Role::Diagnosis && at.element.name() == "act" && matches!(area, Area::Problems | Area::Concerns);
    if is_listed { Role::ProblemConcern } else { role }
}

/// A plan, a request and a goal are no facts, whatever template they claim.
fn by_mood(at: &At<'_>, role: Role) -> Role {
    let mood = at.attribute("moodCode").unwrap_or("EVN");
    let planned = matches!(mood, "INT" | "RQO" | "PRP" | "PRMS" | "ARQ" | "APT");
    match role {
        Role::Observation | Role::Order if mood == "GOL" => Role::Unread,
        // The wish for a pregnancy is asked for, not planned by anyone.
        Role::Observation if planned && !at.coded("86645-9") => Role::Order,
        Role::Procedure if planned => Role::Order,
        Role::Encounter if planned => Role::Appointment,
        // A planned vaccination is a request for a substance.
        Role::Immunization if planned => Role::Medication,
        role => role,
    }
}
