//! The clinic's providers: sixteen synthetic people, two of whom have left.
//!
//! Their keys are written in many tables, so the list never depends on the seed.

/// A provider of the clinic.
pub struct Provider {
    /// Key.
    pub id: &'static str,
    /// Family name.
    pub family: &'static str,
    /// Given name.
    pub given: &'static str,
    /// Credential.
    pub credential: &'static str,
    /// Specialty.
    pub specialty: &'static str,
    /// Day of leaving, as the table writes it, or empty.
    pub left: &'static str,
}

const fn provider(
    id: &'static str,
    family: &'static str,
    given: &'static str,
    credential: &'static str,
    specialty: &'static str,
    left: &'static str,
) -> Provider {
    Provider {
        id,
        family,
        given,
        credential,
        specialty,
        left,
    }
}

/// The providers.
pub static PROVIDERS: &[Provider] = &[
    provider("DR01", "THORNE", "EDITH", "MD", "FAMILY MEDICINE", ""),
    provider("DR02", "VARGAS", "HECTOR", "MD", "INTERNAL MEDICINE", ""),
    provider("DR03", "LINDGREN", "ASTRID", "DO", "FAMILY MEDICINE", ""),
    provider("DR04", "OKAFOR", "SAMUEL", "MD", "CARDIOLOGY", ""),
    provider("DR05", "WHITAKER", "JOAN", "NP", "FAMILY MEDICINE", ""),
    provider("DR06", "BUI", "MAI", "MD", "PEDIATRICS", ""),
    provider("DR07", "HALLORAN", "OWEN", "MD", "EMERGENCY MEDICINE", ""),
    provider("DR08", "PETROV", "NADIA", "PA", "URGENT CARE", ""),
    provider(
        "DR09",
        "SINCLAIR",
        "FRANK",
        "MD",
        "INTERNAL MEDICINE",
        "03/31/2019",
    ),
    provider("DR10", "DELGADO", "CARMEN", "RN", "NURSING", ""),
    provider("DR11", "KEATING", "PAUL", "RN", "NURSING", ""),
    provider("DR12", "NAKAMURA", "KENJI", "MD", "HOSPITAL MEDICINE", ""),
    provider(
        "DR13",
        "RUTHERFORD",
        "IDA",
        "MD",
        "FAMILY MEDICINE",
        "12/31/2016",
    ),
    provider("DR14", "XIONG", "MINA", "PHARMD", "PHARMACY", ""),
    provider("DR15", "BRENNAN", "LEO", "DO", "EMERGENCY MEDICINE", ""),
    provider("DR16", "O'HARA", "FIONA", "MD", "OBSTETRICS", ""),
];
