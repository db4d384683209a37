//! By which codes an observation, a consent or a document is a directive for the time when the patient cannot decide, in whichever format it comes.

/// LOINC, SNOMED CT and HL7's consent categories.
const CODES: [&str; 17] = [
    "42348-3", "75320-2", "78823-2", "45473-6", "45474-4", "64298-3", "86533-7", "92664-0", "304251008", "304252001", "304253006", "371538006",
    "143021000119109", "acd", "dnr", "hcd", "polst",
];

/// Whether a code is that of a directive.
pub(crate) fn is_coded(code: &str) -> bool {
    CODES.contains(&code)
}
