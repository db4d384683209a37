//! How aspects are named to people.

use model::Aspect;

/// The word under which an aspect is reported: all points in time are `time`.
pub fn shown_aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Onset | Aspect::End | Aspect::Effective | Aspect::Recorded => "time",
        Aspect::Negation => "negation",
        Aspect::DoseUnit => "unit",
        Aspect::BodySite => "body site",
        Aspect::Results => "panel",
        Aspect::PhoneUse => "phone use",
        Aspect::EmailUse => "email use",
        Aspect::AddressUse => "address use",
        other => other.word(),
    }
}

/// The same in words of a sentence.
pub(crate) fn said_aspect(aspect: Aspect) -> String {
    shown_aspect(aspect).replace('_', " ")
}
