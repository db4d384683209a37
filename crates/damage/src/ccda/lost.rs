//! What a migration of documents loses: entries, and what an entry says beside its name.

use super::base::{Around, Fixed, GONE, LOSS, changed, coded, core_edited, done, drop_deep, drop_direct, drop_related, edited, is_denied, statements, told};
use super::charts::is_named;
use super::tree::Element;
use super::{Effect, Operator};
use crate::Family;

const FAMILY: Family = Family::Lost;
/// Kinds that are an entry of their own.
pub(super) const ENTRIES: Fixed = &[
    "allergy", "problem", "concern", "diagnosis", "medication", "immunization", "result", "vital", "social", "functional", "procedure", "encounter", "family",
    "directive", "device", "payer", "plan", "goal",
];
const LISTED: Fixed = &["allergy", "problem", "medication"];
const MEASURED: Fixed = &["result", "vital"];

pub(super) const OPERATORS: &[Operator] = &[
    Operator::harm(FAMILY, "entry-lost", "an entry of a section vanishes", ENTRIES, (GONE, &["statement"]), entry_lost),
    Operator::harm(FAMILY, "allergy-lost", "an allergy vanishes", &["allergy"], (GONE, &["statement"]), entry_lost),
    Operator::harm(FAMILY, "drug-lost", "a drug vanishes from the list", &["medication"], (GONE, &["statement"]), entry_lost),
    Operator::harm(FAMILY, "panel-lost", "a panel vanishes with all of its results", &["panel"], (GONE, &["statement"]), entry_lost),
    Operator::harm(FAMILY, "note-lost", "a section of words vanishes", &["note"], (GONE, &["statement"]), entry_lost),
    Operator::harm(FAMILY, "note-text-lost", "a section keeps its heading and loses its words", &["note"], (&["altered", "lost", "merged"], &["statement", "body"]), note_text_lost),
    Operator::harm(FAMILY, "onset-lost", "the day on which it began vanishes", LISTED, (LOSS, &["time"]), onset_lost),
    Operator::harm(FAMILY, "stop-date-lost", "the day on which it ended vanishes", LISTED, (&["altered", "lost", "resurrected"], &["time", "status"]), stop_lost),
    Operator::harm(FAMILY, "time-lost", "the day on which it was done vanishes", &["immunization", "procedure"], (LOSS, &["time"]), time_lost),
    Operator::harm(FAMILY, "value-lost", "a measurement keeps its name and loses its value", MEASURED, (LOSS, &["value", "statement"]), value_lost),
    Operator::harm(FAMILY, "flag-lost", "the abnormal flag vanishes", MEASURED, (LOSS, &["flag"]), flag_lost),
    Operator::harm(FAMILY, "range-lost", "the reference range vanishes", MEASURED, (LOSS, &["range_low", "range_high", "text"]), range_lost),
    Operator::harm(FAMILY, "reactions-lost", "the reactions to an allergen vanish", &["allergy"], (LOSS, &["reaction", "severity"]), reactions_lost),
    Operator::harm(FAMILY, "severity-lost", "how severe it is vanishes", &["allergy"], (LOSS, &["severity"]), severity_lost),
    Operator::harm(FAMILY, "criticality-lost", "how dangerous the allergen is vanishes", &["allergy"], (LOSS, &["criticality"]), criticality_lost),
    Operator::harm(FAMILY, "author-lost", "who recorded it and when vanishes", LISTED, (LOSS, &["author", "time"]), author_lost),
    Operator::harm(FAMILY, "performer-lost", "who did it vanishes", &["immunization", "procedure"], (LOSS, &["performer"]), performer_lost),
    Operator::harm(FAMILY, "lot-lost", "the lot of a vaccine vanishes", &["immunization"], (LOSS, &["lot"]), lot_lost),
    Operator::harm(FAMILY, "maker-lost", "the maker of a vaccine vanishes", &["immunization"], (LOSS, &["manufacturer"]), maker_lost),
    Operator::harm(FAMILY, "dose-number-lost", "which dose of the series it was vanishes", &["immunization"], (LOSS, &["dose_number"]), dose_number_lost),
    Operator::harm(FAMILY, "status-code-lost", "the state of what was done vanishes", &["immunization", "procedure", "result", "vital"], (LOSS, &["status"]), status_lost),
    Operator::harm(FAMILY, "body-site-lost", "the place of the body vanishes", &["procedure", "problem", "vital"], (LOSS, &["body site", "laterality"]), site_lost),
    Operator::harm(FAMILY, "specimen-lost", "what was taken for the test vanishes", &["panel"], (LOSS, &["specimen"]), specimen_lost),
    Operator::harm(FAMILY, "reason-lost", "the reason for it vanishes", &["medication", "procedure", "encounter"], (LOSS, &["reason"]), reason_lost),
    Operator::harm(FAMILY, "comment-lost", "the comment of a person on an entry vanishes", ENTRIES, (LOSS, &["text"]), comment_lost),
    Operator::harm(FAMILY, "supply-lost", "quantity and refills vanish", &["medication"], (LOSS, &["refills", "quantity", "days_supply"]), supply_lost),
    Operator::harm(FAMILY, "device-identifier-lost", "the identifier by which a device is found vanishes", &["device"], (LOSS, &["device_identifier"]), udi_lost),
    Operator::harm(FAMILY, "contact-lost", "telephone numbers and addresses of mail vanish", &["patient"], (LOSS, &["phone", "email"]), contact_lost),
    Operator::harm(FAMILY, "address-lost", "the address of the patient vanishes", &["patient"], (LOSS, &["line", "city", "state", "postal_code", "country"]), address_lost),
    Operator::harm(FAMILY, "language-lost", "the language of the patient vanishes", &["patient"], (LOSS, &["language"]), language_lost),
    Operator::harm(FAMILY, "guardian-lost", "who decides for the patient vanishes", &["patient"], (LOSS, &["element"]), guardian_lost),
    Operator::harm(FAMILY, "race-lost", "race and ethnic group vanish", &["patient"], (LOSS, &["race", "ethnicity"]), race_lost),
    Operator::twin(FAMILY, "empty-elements-added", "elements that only say that nothing is recorded are added", &["medication", "immunization"], empty_added),
    Operator::twin(FAMILY, "negation-said", "what is so says that it is not denied", &["allergy", "problem", "medication", "immunization"], negation_said),
];

fn guardian_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| done(target.down_mut("patientRole/patient")?.drop_named("guardian")))
}

fn entry_lost(_: &mut Element, _: &mut Around<'_>) -> Effect {
    Effect::Removed
}

fn note_text_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |section| {
        section.child_mut("text")?.say("");
        Some(())
    })
}

/// Takes a bound of the first time out, when it names a point in time.
fn bound_lost(holder: &mut Element, around: &Around<'_>, bound: &str) -> Effect {
    core_edited(holder, around, |core| {
        let time = core.child_mut("effectiveTime")?;
        let named = time.child(bound).is_some_and(|b| !b.attribute("value").is_empty());
        done(named && time.drop_named(bound))
    })
}

fn onset_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    bound_lost(holder, around, "low")
}

fn stop_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    bound_lost(holder, around, "high")
}

fn time_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let named = !told(core, "effectiveTime", "value").is_empty() || !told(core, "effectiveTime/low", "value").is_empty();
        done(named && core.drop_named("effectiveTime"))
    })
}

fn value_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let value = core.child("value")?;
        let said = ["value", "code"].iter().any(|a| !value.attribute(a).is_empty()) || !value.words().is_empty();
        done(said && core.drop_named("value"))
    })
}

fn flag_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(!told(core, "interpretationCode", "code").is_empty() && core.drop_named("interpretationCode")))
}

fn range_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let range = core.down("referenceRange/observationRange")?;
        let bounded = ["value/low", "value/high"].iter().any(|path| !told(range, path, "value").is_empty());
        done(bounded && range.child("interpretationCode").is_none() && core.drop_named("referenceRange"))
    })
}

/// Whether a statement is a reaction that has a name.
pub(super) fn is_reaction(kind: &str, statement: &Element) -> bool {
    kind == "MFST" && statement.local() == "observation" && !told(statement, "value", "code").is_empty()
}

fn reactions_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(drop_direct(core, is_reaction)))
}

/// Whether a statement says how severe something is.
pub(super) fn is_severity(_: &str, statement: &Element) -> bool {
    coded(statement, "SEV") && !told(statement, "value", "code").is_empty()
}

fn severity_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(drop_related(core, is_severity)))
}

fn criticality_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(drop_related(core, |_, s| coded(s, "82606-5") && !told(s, "value", "code").is_empty())))
}

fn author_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    let timed = holder.within(|e| e.local() == "author" && !told(e, "time", "value").is_empty());
    changed(!timed.is_empty() && drop_deep(holder, "author"))
}

fn performer_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let known = !told(core, "performer/assignedEntity/id", "extension").is_empty();
        done(known && core.drop_named("performer"))
    })
}

fn lot_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let material = core.down_mut("consumable/manufacturedProduct/manufacturedMaterial")?;
        // A word for nothing is no lot.
        let nothing = |words: &str| matches!(words.trim().to_lowercase().as_str(), "" | "unknown" | "unk" | "none" | "n/a" | "na" | "not available");
        let named = material.child("lotNumberText").is_some_and(|lot| !nothing(&lot.words()));
        done(named && material.drop_named("lotNumberText"))
    })
}

fn maker_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let product = core.down_mut("consumable/manufacturedProduct")?;
        let named = product.down("manufacturerOrganization/name").is_some_and(|name| !name.words().is_empty());
        done(named && product.drop_named("manufacturerOrganization"))
    })
}

fn dose_number_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(!told(core, "repeatNumber", "value").is_empty() && core.drop_named("repeatNumber")))
}

fn status_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if is_denied(holder, around) {
        return Effect::None;
    }
    core_edited(holder, around, |core| done(!told(core, "statusCode", "code").is_empty() && core.drop_named("statusCode")))
}

fn site_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| done(!told(core, "targetSiteCode", "code").is_empty() && core.drop_named("targetSiteCode")))
}

fn specimen_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |entry| {
        let named = |s: &Element| matches!(s.local(), "organizer" | "observation") && !told(s, "specimen/specimenRole/specimenPlayingEntity/code", "code").is_empty();
        let ways = statements(entry, named);
        for way in &ways {
            entry.at_mut(way)?.drop_named("specimen");
        }
        done(!ways.is_empty())
    })
}

fn reason_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let reason = |kind: &str, s: &Element| kind == "RSON" && !told(s, "value", "code").is_empty();
    core_edited(holder, around, |core| done(drop_direct(core, reason)))
}

fn comment_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let comment = |_: &str, s: &Element| s.local() == "act" && coded(s, "48767-8") && s.child("text").is_some_and(|t| !t.words().is_empty());
    core_edited(holder, around, |core| done(drop_direct(core, comment)))
}

fn supply_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    let supply = |_: &str, s: &Element| s.local() == "supply" && ["quantity", "repeatNumber"].iter().any(|name| !told(s, name, "value").is_empty());
    core_edited(holder, around, |core| done(drop_direct(core, supply)))
}

fn udi_lost(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        let role = core.down_mut("participant/participantRole")?;
        let known = !told(role, "id", "extension").is_empty();
        done(known && role.drop_named("id"))
    })
}

fn contact_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        let reachable = |e: &Element| e.local() == "telecom" && ["tel:", "mailto:"].iter().any(|s| e.attribute("value").to_lowercase().starts_with(s));
        done(role.drop_all(reachable))
    })
}

fn address_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let role = target.child_mut("patientRole")?;
        let named = role.elements().any(|e| e.local() == "addr" && e.child("city").is_some_and(|c| !c.words().is_empty()));
        done(named && role.drop_named("addr"))
    })
}

fn language_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let patient = target.down_mut("patientRole/patient")?;
        let named = !told(patient, "languageCommunication/languageCode", "code").is_empty();
        done(named && patient.drop_named("languageCommunication"))
    })
}

fn race_lost(holder: &mut Element, _: &mut Around<'_>) -> Effect {
    edited(holder, |target| {
        let patient = target.down_mut("patientRole/patient")?;
        let named = ["raceCode", "ethnicGroupCode"].iter().any(|name| !told(patient, name, "code").is_empty());
        done(named && patient.drop_all(|e| matches!(e.local(), "raceCode" | "ethnicGroupCode")))
    })
}

/// A route that is not known says as much as none.
fn empty_added(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    core_edited(holder, around, |core| {
        if core.child("routeCode").is_some() || core.child("approachSiteCode").is_some() {
            return None;
        }
        let route = core.akin("routeCode").with("nullFlavor", "NI");
        core.put_after(&["effectiveTime", "repeatNumber", "statusCode"], route);
        Some(())
    })
}

fn negation_said(holder: &mut Element, around: &mut Around<'_>) -> Effect {
    if !is_named(around.kind(), holder) {
        return Effect::None;
    }
    core_edited(holder, around, |core| {
        let silent = core.attribute("negationInd").is_empty() && core.attribute("nullFlavor").is_empty();
        core.set("negationInd", "false");
        done(silent)
    })
}
