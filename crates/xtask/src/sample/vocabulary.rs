//! Allergens, vaccines and procedures, with the codes that the legacy system stores.
//!
//! Diseases, drugs and laboratory tests have files of their own. What a local code means is written in
//! `assets/sample-hospital/SCHEMA.md` and nowhere in the export, as in life.

/// Allergens: type, local code, text.
pub static ALLERGENS: &[(&str, &str, &str)] = &[
    ("C", "PCN", "PENICILLINS"),
    ("C", "PCN", "PENICILLINS"),
    ("C", "SULFA", "SULFA DRUGS"),
    ("D", "AMOX", "AMOXICILLIN"),
    ("D", "CODN", "CODEINE"),
    ("D", "ASA", "ASPIRIN"),
    ("D", "LISN", "LISINOPRIL"),
    ("D", "MORP", "MORPHINE"),
    ("D", "CONTR", "IODINATED CONTRAST"),
    ("F", "PNUT", "PEANUTS"),
    ("F", "SHELL", "SHELLFISH"),
    ("F", "EGG", "EGGS"),
    ("E", "LATEX", "LATEX"),
    ("E", "BEE", "BEE VENOM"),
];

/// Allergies that were only typed: type and text.
pub static TYPED_ALLERGENS: &[(&str, &str)] = &[
    ("D", "some antibiotic as a child, unsure"),
    ("D", "\"caine\" drugs (dentist)"),
    ("F", "strawberries?"),
    ("E", "adhesive tape, paper ok"),
];

/// Vaccines: CVX, name, maker, youngest age in years, doses in a series.
pub static VACCINES: &[(&str, &str, &str, i64, i64)] = &[
    ("140", "INFLUENZA PF", "SKB", 1, 0),
    ("140", "INFLUENZA PF", "SEQ", 1, 0),
    ("115", "TDAP", "SKB", 11, 0),
    ("113", "TD ADULT PF", "PMC", 18, 0),
    ("33", "PNEUMOVAX 23", "MSD", 60, 0),
    ("133", "PREVNAR 13", "WAL", 60, 0),
    ("208", "COVID-19 PFIZER", "PFR", 16, 2),
    ("187", "ZOSTER RECOMBINANT", "SKB", 50, 2),
    ("43", "HEP B ADULT", "MSD", 20, 3),
];

/// Vaccines of children.
pub static CHILD_VACCINES: &[(&str, &str, &str, i64, i64)] = &[
    ("03", "MMR", "MSD", 1, 2),
    ("08", "HEP B PED", "MSD", 0, 3),
    ("10", "IPV", "PMC", 0, 4),
    ("20", "DTAP", "SKB", 0, 5),
    ("21", "VARICELLA", "MSD", 1, 2),
    ("140", "INFLUENZA PF", "SEQ", 1, 0),
];

/// Procedures: code, its system, text, youngest age, sex, side.
pub static PROCEDURES: &[(&str, &str, &str, i64, &str, &str)] = &[
    ("73761001", "S", "COLONOSCOPY", 45, "", ""),
    ("80146002", "S", "APPENDECTOMY", 8, "", ""),
    ("38102005", "S", "CHOLECYSTECTOMY", 25, "", ""),
    ("11466000", "S", "CESAREAN SECTION", 20, "F", ""),
    ("609588000", "S", "TOTAL KNEE REPLACEMENT", 55, "", "L"),
    ("54885007", "S", "CATARACT EXTRACTION", 60, "", "R"),
    ("71651007", "S", "MAMMOGRAPHY", 40, "F", "B"),
    (
        "0DTJ4ZZ",
        "P",
        "RESECTION OF APPENDIX, PERC ENDO",
        8,
        "",
        "",
    ),
    (
        "0FT44ZZ",
        "P",
        "RESECTION OF GALLBLADDER, PERC ENDO",
        25,
        "",
        "",
    ),
    (
        "0SRC0J9",
        "P",
        "REPLACEMENT OF RIGHT KNEE JOINT, CEMENTED",
        55,
        "",
        "R",
    ),
    (
        "0SRD0J9",
        "P",
        "REPLACEMENT OF LEFT KNEE JOINT, CEMENTED",
        55,
        "",
        "L",
    ),
    ("HPEKG", "L", "EKG 12 LEAD", 18, "", ""),
    ("HPSPI", "L", "SPIROMETRY", 7, "", ""),
    ("HPLAC", "L", "LACERATION REPAIR", 2, "", ""),
    ("HPINJ", "L", "JOINT INJECTION", 30, "", "R"),
    ("HPSKB", "L", "SKIN BIOPSY", 18, "", ""),
];
