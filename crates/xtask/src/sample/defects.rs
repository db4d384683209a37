//! The defects that are planted on purpose: what each one is called, its family, and which patients get it.
//!
//! A defect falls on every patient whose number leaves `offset` when divided by `period`. So every defect is in the
//! default sample, its share is the same at every size, and a test knows where to look. Families are the ones the
//! comparison reports, plus `structure` for records that cannot be read.

/// A kind of defect.
pub struct Defect {
    /// Its name in the manifest.
    pub name: &'static str,
    /// Its family.
    pub family: &'static str,
    period: u64,
    offset: u64,
}

/// One defect on one record, before its line is known.
pub struct Planted {
    /// The kind.
    pub defect: &'static Defect,
    /// The column, or empty for the whole record.
    pub field: &'static str,
    /// What the truth is.
    pub note: String,
}

impl Defect {
    /// Whether this defect falls on a patient.
    pub fn falls_on(&self, index: u64) -> bool {
        index % self.period == self.offset
    }

    /// This defect on a field of the record being written.
    pub fn at(&'static self, field: &'static str, note: impl Into<String>) -> Planted {
        Planted {
            defect: self,
            field,
            note: note.into(),
        }
    }
}

macro_rules! defects {
    ($($place:ident $name:literal $family:literal $offset:literal of $period:literal;)*) => {
        $(
            #[doc = concat!("The defect `", $name, "`.")]
            pub static $place: Defect = Defect { name: $name, family: $family, period: $period, offset: $offset };
        )*
        /// Every defect, in the order of the table.
        #[cfg(test)]
        pub static ALL: &[&Defect] = &[$(&$place),*];
    };
}

defects! {
    RAGGED_SHORT            "ragged-row-short"             "structure"  17 of 100;
    RAGGED_LONG             "ragged-row-long"              "structure"  41 of 100;
    BINARY_JUNK             "binary-junk"                  "structure"  23 of 100000;
    REPEATED_HEADER         "repeated-header"              "structure"  111 of 500;
    BLANK_LINE              "blank-line"                   "structure"  77 of 200;
    DUPLICATE_ROW           "duplicate-row"                "list"       5 of 67;
    DUPLICATE_KEY_LAB       "duplicate-key"                "last-wins"  9 of 50;
    DUPLICATE_KEY_DRUG      "duplicate-key"                "last-wins"  33 of 80;
    ORPHAN_ENCOUNTER        "orphan-encounter"             "identity"   3 of 25;
    ORPHAN_PATIENT          "orphan-patient"               "identity"   60 of 90;
    FOREIGN_ENCOUNTER       "encounter-of-another-patient" "identity"   62 of 85;
    DUPLICATE_PATIENT       "duplicate-patient"            "identity"   6 of 20;
    TWIN                    "twin-not-duplicate"           "identity"   72 of 100;
    TEST_PATIENT            "test-patient"                 "identity"   12 of 67;
    TEST_UNFLAGGED          "test-patient-unflagged"       "identity"   88 of 150;
    PLACEHOLDER_BIRTH       "placeholder-birth-date"       "null"       90 of 130;
    PLACEHOLDER_SSN         "placeholder-ssn"              "null"       71 of 100;
    PLACEHOLDER_LOT         "placeholder-lot"              "null"       45 of 50;
    REFUSED_VACCINE         "refused-immunization"         "null"       7 of 10;
    PENDING_FINAL           "pending-but-final"            "null"       14 of 35;
    DEATH_WITHOUT_DATE      "death-without-date"           "null"       55 of 110;
    INVALID_DATE            "invalid-date"                 "time"       7 of 40;
    INVALID_ENCOUNTER_DATE  "invalid-date"                 "time"       68 of 95;
    FUTURE_DATE             "future-date"                  "time"       21 of 50;
    BEFORE_BIRTH            "before-birth"                 "time"       13 of 60;
    MIDNIGHT                "midnight-time"                "time"       4 of 10;
    END_BEFORE_START        "end-before-start"             "time"       29 of 70;
    AFTER_DEATH             "after-death"                  "time"       50 of 100;
    OLDER_DATE_FORMAT       "older-date-format"            "time"       2 of 9;
    UNIT_CONFLICT           "unit-conflict"                "value"      11 of 30;
    WEIGHT_CONFLICT         "weight-unit-conflict"         "value"      19 of 45;
    TEMPERATURE_CONFLICT    "temperature-unit-conflict"    "value"      25 of 55;
    DOSE_UNIT_CONFLICT      "dose-unit-conflict"           "value"      31 of 60;
    DECIMAL_SHIFT           "decimal-shift"                "value"      78 of 120;
    LOCAL_LAB               "unmapped-local-code"          "code"       2 of 20;
    LOCAL_ALLERGEN          "unmapped-local-code"          "code"       44 of 75;
    LOCAL_DRUG              "unmapped-local-code"          "code"       54 of 75;
    RETIRED_CODE            "retired-code"                 "code"       16 of 40;
    DISPLAY_MISMATCH        "code-display-mismatch"        "code"       57 of 80;
    SIDE_CONFLICT           "laterality-conflict"          "code"       39 of 65;
    ZERO_LOST_ZIP           "leading-zero-lost"            "text"       30 of 40;
    ZERO_LOST_MRN           "leading-zero-lost"            "identity"   34 of 50;
    ZERO_LOST_CVX           "leading-zero-lost"            "code"       65 of 80;
    NKDA_WITH_ALLERGY       "nkda-with-allergy"            "allergy"    8 of 25;
    REFUTED_ACTIVE          "refuted-but-active"           "resurrected" 15 of 20;
    REMOVED_ALLERGY         "removed-allergy"              "resurrected" 18 of 30;
    ALLERGY_IN_ERROR        "allergy-entered-in-error"     "resurrected" 28 of 50;
    SEVERITY_CRITICALITY    "severity-against-criticality" "allergy"    22 of 40;
    ALLERGY_IN_NOTE_ONLY    "allergy-in-note-only"         "lost"       26 of 35;
    STOPPED_BUT_ACTIVE      "stop-date-but-active"         "status"     1 of 15;
    NOTE_CONTRADICTION      "note-contradicts-list"        "text"       10 of 25;
    TRUNCATED_SIG           "truncated-at-80"              "text"       4 of 12;
    OVERLAPPING_COURSES     "overlapping-courses"          "medication" 24 of 30;
    DRUG_WITHOUT_STATUS     "status-missing"               "status"     11 of 12;
    DOSE_AGAINST_SIG        "dose-against-sig"             "medication" 46 of 70;
    MOJIBAKE_NAME           "mojibake"                     "text"       20 of 40;
    MOJIBAKE_NOTE           "mojibake"                     "text"       43 of 60;
    ADDENDUM_REVERSES       "addendum-reverses-note"       "text"       37 of 60;
    FAMILY_HISTORY          "family-history-as-problem"    "list"       48 of 60;
    RULE_OUT                "rule-out-without-certainty"   "status"     36 of 45;
    RESOLVED_BUT_ACTIVE     "resolved-date-but-active"     "status"     27 of 30;
    DUPLICATE_PROBLEM       "duplicate-problem"            "list"       32 of 35;
    POINTER_OUT_OF_RANGE    "diagnosis-pointer-out-of-range" "money"    52 of 70;
    PAID_OVER_ALLOWED       "paid-over-allowed"            "money"      53 of 70;
    CLAIM_OTHER_ENCOUNTER   "claim-of-another-encounter"   "money"      74 of 100;
    SENSITIVE_NOTE          "sensitive-segment"            "memory"     64 of 80;
    BIRTH_DATE_CONFLICT     "birth-date-conflict"          "identity"   42 of 60;
    MESSAGE_WITHOUT_PATIENT "message-without-pid"          "structure"  99 of 300;
    MESSAGE_UNKNOWN_PATIENT "message-of-unknown-patient"   "identity"   84 of 150;
    MESSAGE_TWICE           "message-sent-twice"           "last-wins"  66 of 90;
    CORRECTED_RESULT        "corrected-result"             "last-wins"  15 of 30;
    ALERT_THRESHOLD         "alert-threshold-unit"         "memory"     0 of 1;
    ALERT_OWNER_LEFT        "alert-owner-left"             "memory"     0 of 1;
    ORDER_SET_RETIRED       "order-set-retired-item"       "memory"     0 of 1;
    FACT_IN_SCAN_ONLY       "fact-in-scan-only"            "lost"       0 of 1;
    SCAN_OF_ANOTHER         "scan-of-another-patient"      "identity"   22 of 100000;
    DOCUMENT_CONTRADICTION  "document-contradicts-list"    "text"       0 of 1;
}

/// Whether a patient must be grown up, because a defect that falls on it needs a grown-up's drug or disease.
pub fn needs_adult(index: u64) -> bool {
    [
        &NOTE_CONTRADICTION,
        &DOSE_UNIT_CONFLICT,
        &SIDE_CONFLICT,
        &RETIRED_CODE,
        &OVERLAPPING_COURSES,
        &STOPPED_BUT_ACTIVE,
        &DOSE_AGAINST_SIG,
        &AFTER_DEATH,
        &DEATH_WITHOUT_DATE,
        &RULE_OUT,
        &SENSITIVE_NOTE,
        &TRUNCATED_SIG,
        &FAMILY_HISTORY,
        &DISPLAY_MISMATCH,
        &PLACEHOLDER_BIRTH,
    ]
    .iter()
    .any(|defect| defect.falls_on(index))
}
