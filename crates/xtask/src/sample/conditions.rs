//! The diseases: codes, who gets them, and which drugs treat them.
//!
//! Codes are ICD-10-CM as the clinic stores them; retired codes are planted elsewhere.

/// A disease and who gets it.
pub struct Condition {
    /// ICD-10-CM.
    pub icd: &'static str,
    /// Display of the code.
    pub name: &'static str,
    /// What a clinician types.
    pub typed: &'static str,
    /// Youngest and oldest age in years.
    pub ages: (i64, i64),
    /// `F`, `M` or empty for both.
    pub sex: &'static str,
    /// Stays on the problem list.
    pub chronic: bool,
    /// `L`, `R` or empty.
    pub side: &'static str,
    /// Keys of the drugs that treat it.
    pub drugs: &'static [&'static str],
}

const fn condition(
    icd: &'static str,
    name: &'static str,
    typed: &'static str,
    ages: (i64, i64),
    chronic: bool,
    drugs: &'static [&'static str],
) -> Condition {
    Condition {
        icd,
        name,
        typed,
        ages,
        sex: "",
        chronic,
        side: "",
        drugs,
    }
}

/// The diseases.
pub static CONDITIONS: &[Condition] = &[
    condition(
        "E11.9",
        "Type 2 diabetes mellitus without complications",
        "DM2",
        (35, 110),
        true,
        &["METFORMIN", "GLARGINE"],
    ),
    condition(
        "I10",
        "Essential (primary) hypertension",
        "HTN",
        (30, 110),
        true,
        &["LISINOPRIL", "AMLODIPINE", "HCTZ"],
    ),
    condition(
        "E78.5",
        "Hyperlipidemia, unspecified",
        "high cholesterol",
        (30, 110),
        true,
        &["ATORVASTATIN", "SIMVASTATIN"],
    ),
    condition(
        "J45.909",
        "Unspecified asthma, uncomplicated",
        "asthma",
        (4, 80),
        true,
        &["ALBUTEROL", "MONTELUKAST"],
    ),
    condition(
        "F32.9",
        "Major depressive disorder, single episode, unspecified",
        "depression",
        (16, 90),
        true,
        &["SERTRALINE"],
    ),
    condition(
        "F41.1",
        "Generalized anxiety disorder",
        "anxiety",
        (14, 90),
        true,
        &["SERTRALINE"],
    ),
    condition(
        "K21.9",
        "Gastro-esophageal reflux disease without esophagitis",
        "GERD",
        (20, 100),
        true,
        &["OMEPRAZOLE"],
    ),
    condition(
        "E03.9",
        "Hypothyroidism, unspecified",
        "hypothyroid",
        (25, 100),
        true,
        &["LEVOTHYROXINE"],
    ),
    condition(
        "I48.91",
        "Unspecified atrial fibrillation",
        "AFIB",
        (50, 110),
        true,
        &["WARFARIN", "METOPROLOL", "DIGOXIN"],
    ),
    condition(
        "I25.10",
        "Atherosclerotic heart disease of native coronary artery without angina pectoris",
        "CAD",
        (50, 110),
        true,
        &["ASPIRIN", "METOPROLOL"],
    ),
    condition(
        "I50.9",
        "Heart failure, unspecified",
        "CHF",
        (55, 110),
        true,
        &["FUROSEMIDE", "LISINOPRIL"],
    ),
    condition(
        "J44.9",
        "Chronic obstructive pulmonary disease, unspecified",
        "COPD",
        (45, 105),
        true,
        &["ALBUTEROL", "PREDNISONE"],
    ),
    condition(
        "G47.33",
        "Obstructive sleep apnea (adult) (pediatric)",
        "OSA",
        (30, 90),
        true,
        &[],
    ),
    condition(
        "E66.9",
        "Obesity, unspecified",
        "obesity",
        (12, 85),
        true,
        &[],
    ),
    condition(
        "D64.9",
        "Anemia, unspecified",
        "anemia",
        (10, 105),
        true,
        &[],
    ),
    condition(
        "N18.30",
        "Chronic kidney disease, stage 3 unspecified",
        "CKD 3",
        (45, 110),
        true,
        &["FUROSEMIDE"],
    ),
    condition(
        "M54.50",
        "Low back pain, unspecified",
        "LBP",
        (18, 90),
        false,
        &["IBUPROFEN", "TRAMADOL"],
    ),
    condition(
        "J06.9",
        "Acute upper respiratory infection, unspecified",
        "URI",
        (1, 100),
        false,
        &[],
    ),
    condition(
        "N39.0",
        "Urinary tract infection, site not specified",
        "UTI",
        (5, 105),
        false,
        &["AMOXICILLIN"],
    ),
    condition(
        "H66.90",
        "Otitis media, unspecified, unspecified ear",
        "ear infection",
        (1, 15),
        false,
        &["AMOXICILLIN"],
    ),
    condition(
        "J02.9",
        "Acute pharyngitis, unspecified",
        "sore throat",
        (3, 60),
        false,
        &["AMOXICILLIN"],
    ),
    condition(
        "L30.9",
        "Dermatitis, unspecified",
        "eczema",
        (1, 90),
        true,
        &["HYDROCORTISONE"],
    ),
    condition(
        "G43.909",
        "Migraine, unspecified, not intractable, without status migrainosus",
        "migraine",
        (12, 65),
        true,
        &["IBUPROFEN"],
    ),
    condition(
        "R07.9",
        "Chest pain, unspecified",
        "chest pain",
        (25, 105),
        false,
        &[],
    ),
    condition(
        "K52.9",
        "Noninfective gastroenteritis and colitis, unspecified",
        "stomach flu",
        (1, 100),
        false,
        &["MOUTHWASH"],
    ),
    Condition {
        icd: "M17.11",
        name: "Unilateral primary osteoarthritis, right knee",
        typed: "R knee OA",
        ages: (45, 105),
        sex: "",
        chronic: true,
        side: "R",
        drugs: &["IBUPROFEN", "TRAMADOL"],
    },
    Condition {
        icd: "M17.12",
        name: "Unilateral primary osteoarthritis, left knee",
        typed: "L knee OA",
        ages: (45, 105),
        sex: "",
        chronic: true,
        side: "L",
        drugs: &["IBUPROFEN"],
    },
    Condition {
        icd: "S52.501A",
        name: "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture",
        typed: "R wrist fx",
        ages: (6, 100),
        sex: "",
        chronic: false,
        side: "R",
        drugs: &["IBUPROFEN"],
    },
    Condition {
        icd: "C50.912",
        name: "Malignant neoplasm of unspecified site of left female breast",
        typed: "L breast CA",
        ages: (40, 95),
        sex: "F",
        chronic: true,
        side: "L",
        drugs: &["STUDY17"],
    },
    Condition {
        icd: "N40.0",
        name: "Benign prostatic hyperplasia without lower urinary tract symptoms",
        typed: "BPH",
        ages: (50, 105),
        sex: "M",
        chronic: true,
        side: "",
        drugs: &[],
    },
];

/// The disease with a code.
pub fn condition_of(icd: &str) -> &'static Condition {
    CONDITIONS
        .iter()
        .find(|condition| condition.icd == icd)
        .unwrap_or(&CONDITIONS[0])
}
