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
pub(crate) fn said_aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::AsNeeded => "as needed",
        Aspect::DoseNumber => "dose number",
        Aspect::RangeLow => "range low",
        Aspect::RangeHigh => "range high",
        Aspect::BirthDate => "birth date",
        Aspect::DeathDate => "death date",
        Aspect::DriverLicense => "driver license",
        Aspect::PostalCode => "postal code",
        Aspect::MaritalStatus => "marital status",
        Aspect::OnsetAge => "onset age",
        Aspect::DaysSupply => "days supply",
        Aspect::DeviceIdentifier => "device identifier",
        Aspect::PayerOrder => "payer order",
        Aspect::ClaimNumber => "claim number",
        Aspect::PatientShare => "patient share",
        Aspect::DiagnosisPointer => "diagnosis pointer",
        Aspect::RevenueCode => "revenue code",
        Aspect::PlaceOfService => "place of service",
        Aspect::MultipleBirth => "multiple birth",
        other => shown_aspect(other),
    }
}
